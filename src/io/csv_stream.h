/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Delimited text as rows, in constant memory: any encoding of encoding.h; comma, tab or semicolon;
 * RFC 4180 quotes; line numbers.
 */
#pragma once
#include "src/io/rows.h"

/** As jy_rows_read() for a file known to be delimited text. */
JY_MUST_CHECK enum jy_code jy_csv_stream(const char *path, const struct jy_rows_sink *sink,
                                         struct jy_error *err);
