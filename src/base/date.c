/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool jy_date_known(struct jy_date d)
{
    return d.year != 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool jy_date_valid(struct jy_date d)
{
    return d.year >= 1868 && d.year <= 2200 && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
           d.day <= days_in_month(d.year, d.month);
}

static bool parse_digits(const char *text, int n, int *out)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (text[i] - '0');
    }
    *out = value;
    return true;
}

bool jy_date_parse_iso(const char *text, struct jy_date *out)
{
    struct jy_date d;
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' || !parse_digits(text, 4, &d.year) ||
        !parse_digits(text + 5, 2, &d.month) || !parse_digits(text + 8, 2, &d.day) ||
        !jy_date_valid(d))
        return false;
    *out = d;
    return true;
}

const char *jy_date_text(struct jy_date d, char text[JY_DATE_TEXT_SIZE])
{
    if (jy_date_known(d)) {
        (void)snprintf(text, JY_DATE_TEXT_SIZE, "%04d-%02d-%02d", d.year % 10000, d.month % 100,
                       d.day % 100);
    } else {
        text[0] = '\0';
    }
    return text;
}

/* Civil-day arithmetic with years that begin in March, so that the leap day comes last. */
long jy_date_days(struct jy_date d)
{
    long y = d.year - (d.month <= 2);
    long era = (y >= 0 ? y : y - 399) / 400;
    long yoe = y - era * 400;
    long doy = (153L * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    long doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

struct jy_date jy_date_from_days(long days)
{
    days += 719468;
    long era = (days >= 0 ? days : days - 146096) / 146097;
    long doe = days - era * 146097;
    long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    long doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    long mp = (5 * doy + 2) / 153;
    long month = mp + (mp < 10 ? 3 : -9);
    return (struct jy_date){.year = (int)(yoe + era * 400 + (month <= 2)),
                            .month = (int)month,
                            .day = (int)(doy - (153 * mp + 2) / 5 + 1)};
}
