/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Raster tiles: a scene drawn by map.h, packed by png.h.
 */
#pragma once
#include "src/base/buf.h"
#include "src/base/error.h"
#include "src/render/map.h"

/** What a raster layer draws. */
struct jy_raster {
    enum jy_style style;
    unsigned parts; /**< JY_DRAW_* */
};

/**
 * Appends tile @p t (valid) as a palette PNG of 256 or 512 (@2x) device px a side.
 *
 * @return JY_OK; JY_EINVALID for another size; JY_EINTERNAL when cairo fails
 *
 * The same scene gives the same bytes, on one machine's fonts. Cost (bench/tiles): docs/methods.
 */
JY_MUST_CHECK enum jy_code jy_tile_png(struct jy_render_worker *worker,
                                       const struct jy_scene *scene, struct jy_raster raster,
                                       struct gis_tile t, int size_px, struct jy_buf *out,
                                       struct jy_error *err);

/** The raster layer @p name: a style, or a vector layer in the day style. False when there is none
 * of that name. */
bool jy_raster_parse(const char *name, struct jy_raster *out);
