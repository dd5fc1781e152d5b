/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A picture handed in for a sheet: decoded, bounded, and trusted to be as large as it says.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

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
void jy_picture_done(struct jy_picture *picture);
