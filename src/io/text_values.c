/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/text_values.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <strings.h>

#include "src/base/number.h"

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Full-width ASCII (U+FF01 to U+FF5E), the ideographic space and a few signs; bytes read. */
static size_t narrow_one(const char *text, char *out)
{
    const unsigned char *p = (const unsigned char *)text;
    if (p[0] == 0xEF && p[1] == 0xBC && p[2] >= 0x81 && p[2] <= 0xBF) {
        *out = (char)(p[2] - 0x81 + 0x21);
        return 3;
    }
    if (p[0] == 0xEF && p[1] == 0xBD && p[2] >= 0x80 && p[2] <= 0x9E) {
        *out = (char)(p[2] - 0x80 + 0x60);
        return 3;
    }
    static const struct {
        const char *from;
        char to;
    } signs[] = {{"\xE3\x80\x80", ' '}, {"−", '-'}, {"‐", '-'}, {"–", '-'}, {"\xC2\xA0", ' '}};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (starts_with(text, signs[i].from)) {
            *out = signs[i].to;
            return strlen(signs[i].from);
        }
    }
    return 0;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool jy_text_narrow(const char *text, char out[JY_NARROW_SIZE])
{
    size_t n = 0;
    bool fits = true;
    while (*text != '\0' && fits) {
        char c = *text;
        size_t wide = narrow_one(text, &c);
        text += wide > 0 ? wide : 1;
        if (n == 0 && is_space(c))
            continue;
        fits = n + 1 < JY_NARROW_SIZE;
        if (fits)
            out[n++] = c;
    }
    while (n > 0 && is_space(out[n - 1]))
        n--;
    out[fits ? n : 0] = '\0';
    return fits;
}

bool jy_text_is_null(const char *narrow)
{
    static const char *const words[] = {"",       "-",    "--",  "ー", "―",      "null",
                                        "none",   "nan",  "n/a", "na", "<null>", "不明",
                                        "未設定", "未定", "?",   "*"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(narrow, words[i]) == 0)
            return true;
    }
    return false;
}

/* ---- numbers ---- */

/* Drops the commas of 1,234,567; false when they stand elsewhere. */
static bool drop_separators(char *text)
{
    char *digits = text + (*text == '-' || *text == '+');
    char *comma = strchr(digits, ',');
    if (comma == NULL)
        return true;
    size_t lead = (size_t)(comma - digits);
    if (lead == 0 || lead > 3)
        return false;
    char *to = comma;
    const char *from = comma;
    while (*from == ',') {
        for (int i = 1; i <= 3; i++) {
            if (!isdigit((unsigned char)from[i]))
                return false;
            *to++ = from[i];
        }
        from += 4;
    }
    if (isdigit((unsigned char)*from))
        return false;
    memmove(to, from, strlen(from) + 1);
    return true;
}

static bool plain_number(const char *text, const char **end, double *out)
{
    const char *p = text + (*text == '-' || *text == '+');
    if (!isdigit((unsigned char)*p) && !(*p == '.' && isdigit((unsigned char)p[1])))
        return false;
    if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
        return false;
    char *stop;
    double value = strtod(text, &stop);
    if (!isfinite(value))
        return false;
    *end = stop;
    *out = value;
    return true;
}

enum jy_value jy_text_number(const char *text, const char *unit, double *out)
{
    char narrow[JY_NARROW_SIZE];
    if (!jy_text_narrow(text, narrow))
        return JY_VALUE_WRONG;
    if (jy_text_is_null(narrow))
        return JY_VALUE_NONE;
    double value;
    const char *end;
    if (!drop_separators(narrow) || !plain_number(narrow, &end, &value))
        return JY_VALUE_WRONG;
    while (*end == ' ')
        end++;
    if (*end != '\0' && (unit == NULL || strcasecmp(end, unit) != 0))
        return JY_VALUE_WRONG;
    *out = value;
    return JY_VALUE_OK;
}

enum jy_value jy_text_int(const char *text, long min, long max, long *out)
{
    double value;
    enum jy_value got = jy_text_number(text, NULL, &value);
    if (got != JY_VALUE_OK)
        return got;
    if (value != floor(value) || value < (double)min || value > (double)max)
        return JY_VALUE_WRONG;
    *out = (long)value;
    return JY_VALUE_OK;
}

/* ---- dates ---- */

struct era {
    const char *kanji;
    char letter;
    struct jy_date first, last;
};

/* First and last days: 元号法 and the cabinet orders; 1989-01-07 and 2019-04-30 belong to the old
 * eras. */
static const struct era eras[] = {
    {"令和", 'R', {2019, 5, 1}, {2118, 12, 31}},  {"平成", 'H', {1989, 1, 8}, {2019, 4, 30}},
    {"昭和", 'S', {1926, 12, 25}, {1989, 1, 7}},  {"大正", 'T', {1912, 7, 30}, {1926, 12, 24}},
    {"明治", 'M', {1868, 10, 23}, {1912, 7, 29}},
};

static const struct era *find_era(const char **at)
{
    for (size_t i = 0; i < sizeof eras / sizeof eras[0]; i++) {
        if (starts_with(*at, eras[i].kanji)) {
            *at += strlen(eras[i].kanji);
            return &eras[i];
        }
        if ((toupper)((unsigned char)**at) == eras[i].letter &&
            (isdigit((unsigned char)(*at)[1]) || (*at)[1] == '.' || (*at)[1] == ' ')) {
            *at += 1;
            while (**at == '.' || **at == ' ')
                (*at)++;
            return &eras[i];
        }
    }
    return NULL;
}

static bool digits(const char **at, int most, int *out)
{
    int n = 0, value = 0;
    for (; n < most && isdigit((unsigned char)(*at)[n]); n++)
        value = value * 10 + ((*at)[n] - '0');
    *at += n;
    if (n > 0)
        *out = value;
    return n > 0;
}

static bool year_number(const char **at, const struct era *era, int *out)
{
    if (era != NULL && starts_with(*at, "元")) {
        *at += strlen("元");
        *out = era->first.year;
        return true;
    }
    if (!digits(at, 4, out))
        return false;
    if (era != NULL) {
        if (*out < 1 || *out > 99)
            return false;
        *out += era->first.year - 1;
    }
    return true;
}

/* One of - / . or the kanji; then spaces. */
static bool separator(const char **at, const char *kanji)
{
    bool found = true;
    if (starts_with(*at, kanji)) {
        *at += strlen(kanji);
    } else if (**at == '-' || **at == '/' || **at == '.') {
        *at += 1;
    } else {
        found = false;
    }
    while (**at == ' ')
        (*at)++;
    return found;
}

static bool in_era(const struct era *era, struct jy_date d, bool whole)
{
    if (era == NULL || !whole)
        return true;
    long day = jy_date_days(d);
    return day >= jy_date_days(era->first) && day <= jy_date_days(era->last);
}

/* After the day: nothing, or a time (T10:00, 10:00:00+09). */
static bool only_time_left(const char *p)
{
    if (*p == 'T')
        p++;
    while (*p == ' ')
        p++;
    return strspn(p, "0123456789:.+-Z ") == strlen(p) && (*p == '\0' || strchr(p, ':') != NULL);
}

static enum jy_value written_date(const char *p, struct jy_date *out, bool *whole)
{
    const struct era *era = find_era(&p);
    struct jy_date d = {0, 1, 1};
    if (!year_number(&p, era, &d.year) || (era == NULL && d.year < 1868))
        return JY_VALUE_WRONG;
    int parts = 1;
    bool more = separator(&p, "年");
    if (starts_with(p, "度"))
        return JY_VALUE_WRONG; /* a fiscal year is not a date */
    if (more && digits(&p, 2, &d.month)) {
        parts = 2;
        if (separator(&p, "月") && digits(&p, 2, &d.day))
            parts = 3;
        if (starts_with(p, "日"))
            p += strlen("日");
    }
    bool rest_fits = parts == 3 ? only_time_left(p) : *p == '\0';
    if (!rest_fits || !jy_date_valid(d) || !in_era(era, d, parts == 3))
        return JY_VALUE_WRONG;
    *whole = parts == 3;
    *out = d;
    return JY_VALUE_OK;
}

/* 20240401, 45383 (Excel). */
static bool numeric_date(const char *text, struct jy_date *out)
{
    size_t n = strspn(text, "0123456789");
    size_t length = strlen(text);
    if (n == 8 && length == 8) {
        long value = strtol(text, NULL, 10);
        struct jy_date d = {(int)(value / 10000), (int)(value / 100 % 100), (int)(value % 100)};
        if (!jy_date_valid(d))
            return false;
        *out = d;
        return true;
    }
    if (n == 5 && (length == 5 || (text[5] == '.' && strspn(text + 6, "0") == length - 6))) {
        long value = strtol(text, NULL, 10);
        if (value < 18264 || value > 73050) /* 1950 to 2099 */
            return false;
        /* Excel counts a 29 February 1900 that never was: day 25569 is 1970-01-01. */
        *out = jy_date_from_days(value - 25569);
        return true;
    }
    return false;
}

enum jy_value jy_text_date(const char *text, struct jy_date *out, bool *whole)
{
    char narrow[JY_NARROW_SIZE];
    if (!jy_text_narrow(text, narrow))
        return JY_VALUE_WRONG;
    if (jy_text_is_null(narrow) || strcmp(narrow, "0") == 0)
        return JY_VALUE_NONE;
    if (numeric_date(narrow, out)) {
        *whole = true;
        return JY_VALUE_OK;
    }
    return written_date(narrow, out, whole);
}

/* ---- yes and no ---- */

enum jy_value jy_text_bool(const char *text, bool *out)
{
    static const char *const yes[] = {"yes",  "true", "t", "y",  "1",    "有", "有り",
                                      "あり", "○",    "◯", "済", "はい", "on", "可"};
    static const char *const no[] = {"no",   "false", "f", "n",  "0",      "無",  "無し",
                                     "なし", "×",     "✕", "未", "いいえ", "off", "不可"};
    char narrow[JY_NARROW_SIZE];
    if (!jy_text_narrow(text, narrow))
        return JY_VALUE_WRONG;
    if (jy_text_is_null(narrow))
        return JY_VALUE_NONE;
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        if (strcasecmp(narrow, yes[i]) == 0 || strcasecmp(narrow, no[i]) == 0) {
            *out = strcasecmp(narrow, yes[i]) == 0;
            return JY_VALUE_OK;
        }
    }
    double value; /* "1.000000": a dBASE file knows only numbers */
    if (jy_text_number(narrow, NULL, &value) != JY_VALUE_OK || (value != 0 && value != 1))
        return JY_VALUE_WRONG;
    *out = value == 1;
    return JY_VALUE_OK;
}

/* ---- degrees ---- */

static const char *skip_marks(const char *p)
{
    static const char *const marks[] = {" ", "°",  "度", "′", "'", "分",
                                        "″", "\"", "秒", "’", "”", ":"};
    for (bool found = true; found;) {
        found = false;
        for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
            if (starts_with(p, marks[i])) {
                p += strlen(marks[i]);
                found = true;
            }
        }
    }
    return p;
}

/* N, S, E, W and 北緯… before or after; gives the sign. */
static const char *direction(const char *p, double *sign)
{
    static const struct {
        const char *word;
        double sign;
    } words[] = {{"北緯", 1}, {"東経", 1}, {"南緯", -1}, {"西経", -1},
                 {"N", 1},    {"E", 1},    {"S", -1},    {"W", -1}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (starts_with(p, words[i].word)) {
            *sign = words[i].sign;
            return p + strlen(words[i].word);
        }
    }
    return p;
}

/* "35.38.14.2": degrees, minutes and seconds between dots. */
static bool dotted(const char *p, double part[3], const char **end)
{
    int degrees, minutes;
    const char *at = p;
    if (!digits(&at, 3, &degrees) || *at++ != '.' || !digits(&at, 2, &minutes) || *at++ != '.' ||
        !isdigit((unsigned char)*at))
        return false;
    char *stop;
    part[0] = degrees;
    part[1] = minutes;
    part[2] = strtod(at, &stop);
    *end = stop;
    return true;
}

enum jy_value jy_text_degrees(const char *text, double *out)
{
    char narrow[JY_NARROW_SIZE];
    if (!jy_text_narrow(text, narrow))
        return JY_VALUE_WRONG;
    if (jy_text_is_null(narrow))
        return JY_VALUE_NONE;
    double sign = 1, part[3] = {0};
    const char *p = skip_marks(direction(narrow, &sign));
    if (!dotted(p, part, &p)) {
        for (int i = 0; i < 3; i++) {
            double value;
            if (!plain_number(p, &p, &value) || (i > 0 && value < 0))
                break;
            part[i] = value;
            p = skip_marks(p);
        }
    }
    p = skip_marks(direction(skip_marks(p), &sign));
    bool none = p == narrow;
    if (none || *p != '\0' || part[1] >= 60 || part[2] >= 60 || !(fabs(part[0]) <= 180))
        return JY_VALUE_WRONG;
    double value = fabs(part[0]) + part[1] / 60 + part[2] / 3600;
    *out = signbit(part[0]) ? -value : sign * value;
    return JY_VALUE_OK;
}

int jy_epsg_parse(const char *text)
{
    long long code = 0;
    if (text == NULL || strncasecmp(text, "EPSG:", 5) != 0 ||
        !jy_whole_parse(text + 5, 1, INT_MAX, &code))
        return 0;
    return (int)code;
}
