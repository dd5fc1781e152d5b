/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A JSON array of flat objects is a table too: one row per object, one column per name.
 */
#pragma once
#include "src/io/rows.h"

#define JY_JSON_TABLE_MAX_BYTES ((size_t)256 << 20)

/** As jy_rows_read() for such a file. Nested values are kept as JSON text. */
JY_MUST_CHECK enum jy_code jy_json_table(const char *path, const struct jy_rows_sink *sink,
                                         struct jy_error *err);
