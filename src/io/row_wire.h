/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Rows over a pipe from the child that parses others' bytes. The reader trusts nothing: every
 * length, count and index is checked before it is used.
 *
 *   frame   u32 length of the rest | u8 kind | payload        (byte order of the machine)
 *   BEGIN   format, text_lines, expected, text, crs
 *   COLUMN  name
 *   ROW     line | layer | problem | u32 n (u32 column, text)* | geometry
 *   END     -
 *   FAIL    code | text
 *   text    u32 length, or UINT32_MAX for NULL, bytes, NUL
 */
#pragma once
#include "src/io/rows.h"

#define JY_WIRE_MAX_FRAME ((size_t)64 << 20)

/** A sink that writes frames to @p fd. */
struct jy_wire_writer *jy_wire_writer_new(int fd);
struct jy_rows_sink jy_wire_writer_sink(struct jy_wire_writer *writer);
/** Writes END, or FAIL with the error, and frees the writer. */
void jy_wire_writer_end(struct jy_wire_writer *writer, enum jy_code code,
                        const struct jy_error *err);

/**
 * Reads frames from @p fd until END (JY_OK) or FAIL (that error). A stream that ends before either
 * is JY_EIO with text "the reader stopped"; a frame that is not well formed JY_EIO "broken data
 * from the reader".
 */
JY_MUST_CHECK enum jy_code jy_wire_read(int fd, const struct jy_rows_sink *sink,
                                        struct jy_error *err);
