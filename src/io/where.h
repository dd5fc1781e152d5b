/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * --where: conditions on raw cells, joined by " and ": COLUMN=VALUE, !=, <, <=, >, >=, ~ (holds).
 * Both sides compare as numbers when both are. An empty cell equals the empty value.
 */
#pragma once
#include "src/io/rows.h"

struct jy_where;

JY_MUST_CHECK enum jy_code jy_where_parse(const char *text, struct jy_where **out,
                                          struct jy_error *err);
void jy_where_free(struct jy_where *where);
/** NULL @p where is always true. */
bool jy_where_true(const struct jy_where *where, const struct jy_row *row);
