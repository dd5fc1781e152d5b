/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/clock.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool fixed_now(int64_t *out_s)
{
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment */
    const char *text = getenv("JOYATO_NOW");
    struct tm tm = {0};
    if (text == NULL || strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm) == NULL)
        return false;
    *out_s = (int64_t)timegm(&tm);
    return true;
}

int64_t jy_clock_now_s(void)
{
    int64_t now_s;
    return fixed_now(&now_s) ? now_s : (int64_t)time(NULL);
}

double jy_clock_monotonic_s(void)
{
    struct timespec ts;
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

double jy_clock_coarse_s(void)
{
    struct timespec ts;
    (void)clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

struct jy_date jy_clock_today(void)
{
    time_t now = (time_t)jy_clock_now_s();
    struct tm tm;
    (void)localtime_r(&now, &tm);
    return (struct jy_date){tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday};
}

const char *jy_clock_timestamp(char text[JY_TIMESTAMP_SIZE])
{
    time_t now = (time_t)jy_clock_now_s();
    struct tm tm;
    (void)gmtime_r(&now, &tm);
    (void)strftime(text, JY_TIMESTAMP_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm);
    return text;
}
