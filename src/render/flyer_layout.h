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

/** Sizes of one step of the fitting. */
struct jy_sheet_sizes {
    double over_pt, subject_pt, head_pt, lead_pt, body_pt, small_pt, value_pt, action_pt, foot_pt;
    double gap_pt;  /**< between blocks */
    double leading; /**< line height, times the size */
};

/** What the fitting came to. */
struct jy_flyer_plan {
    int step;                                    /**< 0: the sizes wanted; each step is smaller */
    double map_share;                            /**< of the sheet */
    double map_pt, row_pt, messages_pt, foot_pt; /**< heights */
    struct jy_sheet_sizes sizes;                 /**< of the step */
};
/** How the sheet is to be set. @p worker remembers what it measured; NULL: nothing does. */
struct jy_flyer_plan jy_flyer_plan_a4(struct jy_render_worker *worker, cairo_t *cr,
                                      const struct jy_flyer *flyer, const struct jy_qr *qr);

/** A4 portrait as planned, origin at the upper left corner; @p tags: structure tags and links (PDF
 * surfaces). */
void jy_flyer_draw_a4(struct jy_render_worker *worker, cairo_t *cr, const struct jy_flyer *flyer,
                      const struct jy_qr *qr, const struct jy_flyer_plan *plan, bool tags);
/** 1200 x 630 units for sharing. */
void jy_flyer_draw_ogp(struct jy_render_worker *worker, cairo_t *cr, const struct jy_flyer *flyer);

/* flyer_parts.c: drawings without flowing text */

void jy_flyer_rgb(cairo_t *cr, uint32_t rgb);
/** A map alone into width x height points at the origin. @p scale: points a CSS px. */
void jy_flyer_draw_map(struct jy_render_worker *worker, cairo_t *cr, const struct jy_flyer *flyer,
                       const struct jy_flyer_map *map, double width_pt, double height_pt,
                       double scale);
/** A sign of the legend, 15 pt wide, its middle line at y. */
void jy_flyer_draw_sign(cairo_t *cr, int sign, double x_pt, double y_pt);
void jy_flyer_draw_qr(cairo_t *cr, const struct jy_qr *qr, double x_pt, double y_pt,
                      double side_pt);

/** A picture in a box, as large as fits; its lower left corner at that of the box. Returns its
 * width. */
double jy_flyer_draw_picture(cairo_t *cr, const struct jy_picture *picture, double x_pt,
                             double y_pt, double width_pt, double height_pt);

/** Appends the HTML twin. */
JY_MUST_CHECK enum jy_code jy_flyer_html(struct jy_render_worker *worker,
                                         const struct jy_flyer *flyer, const struct jy_qr *qr,
                                         struct jy_buf *out, struct jy_error *err);
/** Appends @p surface as a true-colour PNG with its resolution. */
JY_MUST_CHECK enum jy_code jy_flyer_png(cairo_surface_t *surface, double dpi, struct jy_buf *out,
                                        struct jy_error *err);
