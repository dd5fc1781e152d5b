/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Draws a scene into any cairo context: tiles, static maps, the vector map of a PDF.
 *
 * Nothing depends on where the view begins (dashes start at a feature's first vertex, hatching and
 * stamps sit on whole pixels of the world, labels were placed for the whole scene), so neighbouring
 * views fit without a seam when their corners differ by whole pixels.
 */
#pragma once
#include <cairo.h>

#include "src/render/scene.h"
#include "src/render/style.h"

/** What part of the world, how large. */
struct jy_view {
    double west, north;         /**< upper left corner, world units */
    double unit;                /**< world units a CSS px (zoom z: 2^(24-z)) */
    double width_px, height_px; /**< CSS px */
};

/** Parts of the map, to be combined. */
enum {
    JY_DRAW_BASE = 1, /**< water, green, buildings, rail */
    JY_DRAW_ROADS = 2,
    JY_DRAW_GAPS = 4,
    JY_DRAW_ELIGIBLE = 8,
    JY_DRAW_LIGHTS = 16,
    JY_DRAW_CAMERAS = 32,
    JY_DRAW_HOTSPOTS = 64,
    JY_DRAW_DISTRICTS = 128,
    JY_DRAW_LABELS = 256,
    JY_DRAW_ALL = 511,
    JY_DRAW_CREDIT = 512, /**< attribution and a scale bar, in the lower corners: static maps */
    JY_DRAW_FEW_LABELS = 1024,   /**< with JY_DRAW_LABELS: stations, districts, the city hall,
                                    schools, chome and water only: printed maps */
    JY_DRAW_WHOLE_LABELS = 4096, /**< names that the edge would cut are left out: maps that stand
                                    alone, not tiles of a larger one */
    JY_DRAW_OVERLAY = 2048,      /**< leave what is there: no ground is painted */
    /** What a map for the public shows when nothing else is asked: no eligible stretches. */
    JY_DRAW_USUAL = JY_DRAW_ALL & ~JY_DRAW_ELIGIBLE
};

/** Working memory of one drawing thread: fonts, stamps, surfaces; used by one thread at a time. */
struct jy_render_worker;
struct jy_render_worker *jy_render_worker_new(void);
void jy_render_worker_free(struct jy_render_worker *worker); /**< NULL is allowed */

/** The view of a tile (256 CSS px a side). */
struct jy_view jy_view_tile(struct gis_tile t);
/** A view of @p width_px x @p height_px CSS px about @p centre (valid) at @p zoom in [0, 24]. */
struct jy_view jy_view_about(struct gis_lonlat centre, double zoom, double width_px,
                             double height_px);
/** The closest view that shows all of @p box, with @p margin_px around, at most zoom 18. */
struct jy_view jy_view_of_box(struct gis_world_box box, double width_px, double height_px,
                              double margin_px);
/** Zoom of a view, fractional. */
double jy_view_zoom(const struct jy_view *view);
/** Where @p w lies in the view, CSS px from its upper left corner. */
void jy_view_px(const struct jy_view *view, struct gis_world w, double *out_x, double *out_y);

/**
 * Draws the parts of the map into @p cr, whose user space is CSS px with the view's corner at the
 * origin (scale it for more pixels; not rotated). Clips to the view. On image surfaces (ARGB32 or
 * RGB24) lights are stamped; elsewhere they are paths and gradients.
 */
void jy_map_draw(struct jy_render_worker *worker, cairo_t *cr, const struct jy_scene *scene,
                 const struct jy_view *view, enum jy_style style, unsigned parts);
