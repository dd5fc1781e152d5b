/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/number.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS_MAX = 8 };

bool jy_number_read(const char **at, double *out)
{
    const char *text = *at;
    const char *digits = text + (*text == '-' || *text == '+');
    /* strtod() would also take blanks before it, hexadecimal, "inf" and "nan". */
    if (digits[strspn(digits, ".")] < '0' || digits[strspn(digits, ".")] > '9' ||
        (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')))
        return false;
    char *end;
    double value = strtod(text, &end);
    if (end == text || !isfinite(value))
        return false;
    *at = end;
    *out = value;
    return true;
}

bool jy_number_parse(const char *text, double *out)
{
    double value;
    if (!jy_number_read(&text, &value) || *text != '\0')
        return false;
    *out = value;
    return true;
}

bool jy_whole_parse(const char *text, long long min, long long max, long long *out)
{
    const char *digits = text + (*text == '-' || *text == '+');
    if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0')
        return false;
    errno = 0;
    long long value = strtoll(text, NULL, 10);
    if (errno != 0 || value < min || value > max)
        return false;
    *out = value;
    return true;
}

int jy_digits_value(const char *digits, size_t n)
{
    int value = 0;
    assert(n <= 9);
    for (size_t i = 0; i < n; i++)
        value = 10 * value + (digits[i] - '0');
    return value;
}

bool jy_numbers_parse(const char *text, size_t n, double *out)
{
    double value[NUMBERS_MAX];
    if (n == 0 || n > NUMBERS_MAX)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (i > 0) {
            if (*text++ != ',')
                return false;
            text += strspn(text, " ");
        }
        if (!jy_number_read(&text, &value[i]))
            return false;
    }
    if (*text != '\0')
        return false;
    memcpy(out, value, n * sizeof *out);
    return true;
}

const char *jy_number_grouped(double value, char text[JY_NUMBER_GROUPED_SIZE])
{
    char digits[JY_NUMBER_GROUPED_SIZE];
    const int n = snprintf(digits, sizeof digits, "%.0f", fabs(value));
    size_t out = 0;
    assert(n > 0 && n <= 16);
    if (value <= -0.5)
        text[out++] = '-';
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            text[out++] = ',';
        text[out++] = digits[i];
    }
    text[out] = '\0';
    return text;
}
