/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What the OGC API handlers share (OGC 17-069r4 Features, 20-057 Tiles, 17-083r4 tile matrix sets).
 */
#pragma once
#include "src/api/api.h"
#include "src/render/tile_layers.h"

#define JY_OGC_MVT "application/vnd.mapbox-vector-tile"

/** Rows of one collection of features, in a fixed order. */
struct jy_ogc_features {
    enum jy_tiles tiles; /**< the collection of that name */
    size_t (*count)(const struct jy_snapshot *s);
    int64_t (*id)(const struct jy_snapshot *s, size_t i);
    bool (*meets)(const struct jy_snapshot *s, size_t i, const double bbox[4]);
    void (*write)(const struct jy_snapshot *s, size_t i, struct jy_json *json);
};

/** NULL: the collection has tiles only. */
const struct jy_ogc_features *jy_ogc_features_of(enum jy_tiles tiles);

/** One link object into an open array; @p path follows the base URL. */
void jy_ogc_link(struct jy_json *json, const struct jy_http_call *call, const char *rel,
                 const char *type, const char *path);
/** The call's collection; JY_ENOTFOUND when there is none of that name. */
JY_MUST_CHECK enum jy_code jy_ogc_collection(const struct jy_http_call *call, enum jy_tiles *out,
                                             struct jy_error *err);
