/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Draws a flyer into a cairo context, in points. Used by flyer.c and flyer_html.c only.
 */
#pragma once
#include "src/render/flyer.h"
#include "src/render/qr.h"

#define JY_MM_PT        (72.0 / 25.4)
#define JY_A4_WIDTH_PT  595.2756
#define JY_A4_HEIGHT_PT 841.8898

/** A4 portrait, origin at the upper left corner; @p tags: structure tags and links (PDF surfaces).
 */
void jy_flyer_draw_a4(struct jy_render_worker *worker, cairo_t *cr, const struct jy_flyer *flyer,
                      const struct jy_qr *qr, bool tags);
/** 1200 x 630 units for sharing. */
void jy_flyer_draw_ogp(struct jy_render_worker *worker, cairo_t *cr, const struct jy_flyer *flyer);
/** The map alone into width x height points at the origin. */
void jy_flyer_draw_map(struct jy_render_worker *worker, cairo_t *cr, const struct jy_flyer *flyer,
                       double width_pt, double height_pt);

/** Appends the HTML twin. */
JY_MUST_CHECK enum jy_code jy_flyer_html(struct jy_render_worker *worker,
                                         const struct jy_flyer *flyer, const struct jy_qr *qr,
                                         struct jy_buf *out, struct jy_error *err);
/** Appends @p surface as a true-colour PNG with its resolution. */
JY_MUST_CHECK enum jy_code jy_flyer_png(cairo_surface_t *surface, double dpi, struct jy_buf *out,
                                        struct jy_error *err);
