/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * One quick pass over a JSON file of any size: is it whole, and what is it? Brackets, strings and
 * what follows the end are checked; numbers and words are left to the parser that comes after.
 */
#pragma once
#include <stddef.h>

#include "src/base/error.h"

#define JY_JSON_SCAN_DEPTH 256

struct jy_json_scan {
    char top;      /**< '{' or '[' */
    char type[32]; /**< value of the outermost object's "type", "" when there is none */

    /* state */
    long line;
    size_t depth;
    char stack[JY_JSON_SCAN_DEPTH];
    char word[32]; /* the last string at depth 1, cut */
    size_t n_word;
    unsigned char in_string, escaped, after_type, ended;
};

void jy_json_scan_init(struct jy_json_scan *scan);
/** Feeds the next piece. @p place begins the error text. */
JY_MUST_CHECK enum jy_code jy_json_scan_feed(struct jy_json_scan *scan, const char *bytes, size_t n,
                                             const char *place, struct jy_error *err);
/** Call after the last piece: JY_EINVALID when the text ends inside something. */
JY_MUST_CHECK enum jy_code jy_json_scan_end(const struct jy_json_scan *scan, const char *place,
                                            struct jy_error *err);
/** All of that for an open file, from its start. */
JY_MUST_CHECK enum jy_code jy_json_scan_fd(int fd, const char *place, struct jy_json_scan *out,
                                           struct jy_error *err);
