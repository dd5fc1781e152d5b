/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * TileJSON 3.0.0 for a set of vector tiles or a raster style.
 * Source: https://github.com/mapbox/tilejson-spec/tree/master/3.0.0
 */
#pragma once
#include "src/base/buf.h"
#include "src/base/json_out.h"
#include "src/render/tile_layers.h"

/** What the place of serving adds. */
struct jy_tilejson {
    const char *url;     /**< template with {z}/{x}/{y} */
    const char *version; /**< of the data, "1.0.0" form not required of us; NULL none */
};

/** Appends the document of a vector set, bounds and attribution from the scene. */
void jy_tilejson_vector(const struct jy_scene *scene, enum jy_tiles tiles,
                        const struct jy_tilejson *at, struct jy_buf *out);
/** The same of a raster style. */
void jy_tilejson_raster(const struct jy_scene *scene, const char *style,
                        const struct jy_tilejson *at, struct jy_buf *out);
/** The same of a base map that others serve: their address, their words, no place of its own. */
void jy_tilejson_outside(const char *url, const char *attribution, long max_zoom,
                         struct jy_buf *out);
/** Writes the entries of vector_layers for a set into an open array. */
void jy_tilejson_layers(struct jy_json *json, enum jy_tiles tiles);
