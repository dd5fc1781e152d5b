/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The vector tile sets there are: one table for the encoder, TileJSON, the command line and the
 * routes.
 */
#pragma once
#include "src/render/scene.h"

#define JY_TILES_LIST(X)                     \
    X(JY_TILES_STREETLIGHTS, "streetlights") \
    X(JY_TILES_CAMERAS, "cameras")           \
    X(JY_TILES_ROADS, "roads")               \
    X(JY_TILES_GAPS, "gaps")                 \
    X(JY_TILES_ELIGIBLE, "eligible")         \
    X(JY_TILES_HOTSPOTS, "hotspots")         \
    X(JY_TILES_DISTRICTS, "districts")       \
    X(JY_TILES_BASE, "base")

#define X(name, text) name,
enum jy_tiles { JY_TILES_LIST(X) JY_TILES_COUNT };
#undef X

/** An attribute of a layer inside a tile. */
struct jy_tile_field {
    const char *name;
    const char *what; /**< type, unit and meaning, for TileJSON */
};

/** A layer inside a tile of a set. */
struct jy_tile_layer {
    const char *name;
    const struct jy_tile_field *fields; /**< ends with a NULL name */
    int source;                         /**< enum jy_points_layer or enum jy_shapes_layer */
    bool points;
    uint8_t min_zoom;
};

struct jy_tile_set {
    const char *name;
    const char *what;
    uint8_t min_zoom, max_zoom; /**< clients overzoom beyond */
    size_t n_layers;
    const struct jy_tile_layer *layers;
};

const struct jy_tile_set *jy_tile_set(enum jy_tiles tiles);
/** False when no set has that name; *out untouched. */
bool jy_tile_set_parse(const char *name, enum jy_tiles *out);
