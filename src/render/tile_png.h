/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Raster tiles and static maps: a scene drawn by map.h, packed by png.h.
 */
#pragma once
#include "src/base/buf.h"
#include "src/base/error.h"
#include "src/render/map.h"

enum { JY_MAP_MAX_PX = 2048 };

/**
 * Appends tile @p t (valid) as a palette PNG of 256 or 512 (@2x) device px a side.
 *
 * @param parts  JY_DRAW_*
 * @return JY_OK; JY_EINVALID for another size; JY_EINTERNAL when cairo fails
 *
 * The same scene gives the same bytes, on one machine's fonts. Cost (bench/tiles): docs/methods.
 */
JY_MUST_CHECK enum jy_code jy_tile_png(struct jy_render_worker *worker,
                                       const struct jy_scene *scene, enum jy_style style,
                                       unsigned parts, struct gis_tile t, int size_px,
                                       struct jy_buf *out, struct jy_error *err);

/**
 * Appends a true-colour PNG of any view; @p scale device px a CSS px in [1, 4].
 *
 * @return JY_OK; JY_EINVALID when a side is under 1 or over JY_MAP_MAX_PX device px; JY_EINTERNAL
 */
JY_MUST_CHECK enum jy_code jy_map_png(struct jy_render_worker *worker, const struct jy_scene *scene,
                                      enum jy_style style, unsigned parts,
                                      const struct jy_view *view, double scale, struct jy_buf *out,
                                      struct jy_error *err);

/** Parts that the raster layer @p name (a style, or a vector layer in the day style) draws; false
 * when there is none of that name. */
bool jy_raster_parse(const char *name, enum jy_style *out_style, unsigned *out_parts);
