/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Whole files in, whole files out. A write is seen complete or not at all.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "src/base/buf.h"
#include "src/base/error.h"

/** Reads a regular file of at most @p max_bytes into @p out (appended). Errors name the path. */
JY_MUST_CHECK enum jy_code jy_file_read(const char *path, size_t max_bytes, struct jy_buf *out,
                                        struct jy_error *err);

/**
 * Writes @p n bytes to @p path through a temporary file beside it, fsync and rename. Without @p
 * force an existing file is JY_ECONFLICT. "-" writes to stdout.
 */
JY_MUST_CHECK enum jy_code jy_file_write(const char *path, const void *bytes, size_t n, bool force,
                                         struct jy_error *err);

/** A file that is written piece by piece, and seen complete or not at all. */
struct jy_file_out;

/** As jy_file_write(); *out ends with jy_file_out_close(). */
JY_MUST_CHECK enum jy_code jy_file_out_open(const char *path, bool force, struct jy_file_out **out,
                                            struct jy_error *err);
/** False when it could not be written; the file then stays so, and closing tells why. */
bool jy_file_out_add(struct jy_file_out *out, const void *bytes, size_t n);
/** With @p keep puts the file in place, else leaves what was there. Frees @p out (NULL: nothing).
 */
JY_MUST_CHECK enum jy_code jy_file_out_close(struct jy_file_out *out, bool keep,
                                             struct jy_error *err);

/** The folder @p path lies in ("." for a bare name, "/" for "/x"); the caller frees it. */
char *jy_path_folder(const char *path);
/** True when something is at @p path. */
bool jy_file_exists(const char *path);
/** JY_OK when @p path is a readable, non-empty regular file; else one clear line. */
JY_MUST_CHECK enum jy_code jy_file_check_readable(const char *path, struct jy_error *err);
