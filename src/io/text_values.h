/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Values as people write them in municipal tables. Each parser takes trimmed or untrimmed UTF-8 and
 * leaves *out untouched when it returns JY_VALUE_WRONG or JY_VALUE_NONE.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "src/base/date.h"

#define JY_NARROW_SIZE 128

enum jy_value {
    JY_VALUE_OK,
    JY_VALUE_NONE, /**< empty, "-", "null", "不明"…: nothing is said */
    JY_VALUE_WRONG /**< something is said and it is not understood */
};

/**
 * Copies @p text without surrounding white space (also U+3000), full-width ASCII as ASCII. Longer
 * text than fits gives "" and false.
 */
bool jy_text_narrow(const char *text, char out[JY_NARROW_SIZE]);

/** True for what stands for "no value". @p narrow is already narrow. */
bool jy_text_is_null(const char *narrow);

/** 1234.5, １２３, 1,234, -0.5, with @p unit after it or not ("W", "m"; NULL: none). */
enum jy_value jy_text_number(const char *text, const char *unit, double *out);
/** A whole number in [min, max]; "2.0" is one. */
enum jy_value jy_text_int(const char *text, long min, long max, long *out);

/**
 * 2024-04-01, 2024/4/1, 2024.4.1, 20240401, 2024年4月1日, 令和6年4月1日, R6.4.1, 平成元年1月8日,
 * H31/4/1, S, T, M; also with a time after it; Excel's day number (1 = 1900-01-01, from 1950 on).
 * A month or a year alone ("2024年4月", "H5", "2014") give the first day of it and *whole false.
 */
enum jy_value jy_text_date(const char *text, struct jy_date *out, bool *whole);

/** yes/no, true/false, t/f, y/n, 1/0, 有/無, あり/なし, ○/×, 済, はい/いいえ. */
enum jy_value jy_text_bool(const char *text, bool *out);

/** Degrees: 35.637, 35°38′14.2″, 35度38分14.2秒, 35.38.14.2, N35°38'14", 139 34 38 E. */
enum jy_value jy_text_degrees(const char *text, double *out);

/** The number of "EPSG:n"; 0 for NULL and anything else. */
int jy_epsg_parse(const char *text);
