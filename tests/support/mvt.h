/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A strict reader of Mapbox Vector Tiles 2.1, written from the specification and sharing no code
 * with the encoder. Refuses what the specification refuses and what a careful client would.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MVT_POINT = 1, MVT_LINE = 2, MVT_POLYGON = 3 };

struct mvt_value {
    char kind; /* 's' text, 'd' double, 'u' uint */
    char text[256];
    double number;
};
struct mvt_feature {
    uint64_t id;
    bool has_id;
    int type;
    size_t first_tag, n_tags; /* pairs in mvt_layer.tags */
    size_t first_part, n_parts;
};
struct mvt_layer {
    char name[64];
    uint32_t version, extent;
    size_t n_features, n_keys, n_values, n_tags, n_parts, n_points;
    struct mvt_feature *feature;
    char (*key)[64];
    struct mvt_value *value;
    uint32_t *tags;   /* key, value, key, value… */
    size_t *part_end; /* into points */
    int32_t (*point)[2];
};
struct mvt_tile {
    size_t n_layers;
    struct mvt_layer layer[16];
};

/** NULL when the tile is right, else what is wrong with it. Free with mvt_free() either way. */
const char *mvt_read(const void *bytes, size_t n, struct mvt_tile *out);
void mvt_free(struct mvt_tile *tile);
/** The value of @p key on a feature, or NULL. */
const struct mvt_value *mvt_get(const struct mvt_layer *layer, const struct mvt_feature *feature,
                                const char *key);
/** Twice the area of a part as the specification signs it: positive for an exterior ring. */
int64_t mvt_area2(const struct mvt_layer *layer, size_t part);
