/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Numbers written by people and programs: decimal, with a point, finite. No hexadecimal, "inf" or
 * "nan", no digits grouped. Municipal files with units, commas and full-width digits are read by
 * src/io/text_values.h.
 *
 * False leaves every output untouched. Thread-safe; the locale must be "C", as it is.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/** The whole of @p text as one number. */
bool jy_number_parse(const char *text, double *out);

/** The whole of @p text as a whole number in [min, max]: digits with an optional sign. */
bool jy_whole_parse(const char *text, long long min, long long max, long long *out);

/** The number that starts at *at, which then points behind it. */
bool jy_number_read(const char **at, double *out);

/** Value of the first @p n characters, which must be digits; at most 9. */
int jy_digits_value(const char *digits, size_t n);

#define JY_NUMBER_GROUPED_SIZE 32

/** Exactly @p n numbers separated by commas, blanks allowed after a comma: "139.57,35.63". */
bool jy_numbers_parse(const char *text, size_t n, double *out);

/** A whole number for people to read: "1,172,000". @p value is rounded; |value| < 1e15. */
const char *jy_number_grouped(double value, char text[JY_NUMBER_GROUPED_SIZE]);
