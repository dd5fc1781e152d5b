/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Calendar dates (proleptic Gregorian), as the registry stores them: ISO 8601 text, western years.
 */
#pragma once
#include <stdbool.h>

/** year 0 means unknown; month and day 0 mean that only the year (or month) is known. */
struct jy_date {
    int year, month, day;
};

#define JY_DATE_TEXT_SIZE 16

bool jy_date_known(struct jy_date d);
/** True for a real calendar day between 1868 and 2200. */
bool jy_date_valid(struct jy_date d);
/** Parses "YYYY-MM-DD" exactly. False leaves *out untouched. */
bool jy_date_parse_iso(const char *text, struct jy_date *out);
/** Writes "YYYY-MM-DD" ("" when unknown); returns @p text. */
const char *jy_date_text(struct jy_date d, char text[JY_DATE_TEXT_SIZE]);
/** Days since 1970-01-01 of a valid date. */
long jy_date_days(struct jy_date d);
struct jy_date jy_date_from_days(long days);
