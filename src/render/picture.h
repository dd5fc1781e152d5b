/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A picture handed in for a sheet: decoded, bounded, and trusted to be as large as it says.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "src/base/error.h"

/** Largest side, and largest file. */
#define JY_PICTURE_MAX_PX    4096
#define JY_PICTURE_MAX_BYTES 4000000

struct jy_picture {
    int width_px, height_px; /**< 0: none; at most JY_PICTURE_MAX_PX each */
    uint8_t *rgba;           /**< rows from the top, 4 bytes a pixel, alpha not multiplied in */
};

/**
 * Decodes a PNG file; *out is the caller's (jy_picture_done()). The size is checked before anything
 * is unpacked: at most 64 MB are used. Bytes of strangers belong in a limited child process.
 *
 * @return JY_EINVALID when the bytes are no PNG, damaged or too large
 */
JY_MUST_CHECK enum jy_code jy_picture_read_png(const void *bytes, size_t n, struct jy_picture *out,
                                               struct jy_error *err);
/** The same of a JPEG file (baseline or progressive; grey or colour, not CMYK): damaged ones, which
 * libjpeg would fill with grey, are refused. */
JY_MUST_CHECK enum jy_code jy_picture_read_jpeg(const void *bytes, size_t n, struct jy_picture *out,
                                                struct jy_error *err);
/** One of both, by its first bytes. */
JY_MUST_CHECK enum jy_code jy_picture_read(const void *bytes, size_t n, struct jy_picture *out,
                                           struct jy_error *err);
/** Makes it smaller until no side is longer than @p side_px: each pixel the mean of those it stands
 * for. */
void jy_picture_shrink(struct jy_picture *picture, int side_px);
/** Appends it as PNG, with nothing in it but its pixels. */
JY_MUST_CHECK enum jy_code jy_picture_write_png(const struct jy_picture *picture,
                                                struct jy_buf *out, struct jy_error *err);
void jy_picture_done(struct jy_picture *picture);
