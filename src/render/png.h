/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * PNG (ISO/IEC 15948) from image surfaces, by libdeflate: for the small palette pictures that
 * tiles are, twice as fast as libpng at the same size (bench/tiles).
 */
#pragma once
#include <cairo.h>

#include "src/base/buf.h"
#include "src/render/map.h"

/** At most 256 colours and the nearest of them to any colour. */
struct jy_palette {
    unsigned n;
    jy_rgb colour[256];
    uint8_t nearest[1 << 18]; /**< by six bits of red, green and blue */
};

/**
 * The palette of a style: its colours, the ramps between them that smooth edges need and, for
 * styles that glow, each ground under more and more light. Made once; any thread.
 */
const struct jy_palette *jy_style_palette(enum jy_style style);

/** Appends @p surface (RGB24 or ARGB32, opaque) as a palette PNG: 1, 4 or 8 bits a pixel. */
void jy_png_palette(struct jy_render_worker *worker, cairo_surface_t *surface,
                    const struct jy_palette *palette, struct jy_buf *out);
/** Appends @p surface in true colour. */
void jy_png_rgb(struct jy_render_worker *worker, cairo_surface_t *surface, struct jy_buf *out);
