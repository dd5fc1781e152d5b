/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the encoder's files share: its working memory, bytes of protobuf, tags. Not for others.
 * Field numbers: https://github.com/mapbox/vector-tile-spec/tree/master/2.1 */
#pragma once
#include "gis/clip.h"

#include "src/render/intern.h"
#include "src/render/pyramid.h"
#include "src/render/tile_mvt.h"

/* protobuf tags: field << 3 | wire type */
enum {
    TILE_LAYER = 0x1A,
    LAYER_VERSION = 0x78,
    LAYER_NAME = 0x0A,
    LAYER_FEATURE = 0x12,
    LAYER_KEY = 0x1A,
    LAYER_VALUE = 0x22,
    LAYER_EXTENT = 0x28,
    FEATURE_ID = 0x08,
    FEATURE_TAGS = 0x12,
    FEATURE_TYPE = 0x18,
    FEATURE_GEOMETRY = 0x22,
    VALUE_STRING = 0x0A,
    VALUE_DOUBLE = 0x19,
    VALUE_UINT = 0x28
};
enum { TYPE_POINT = 1, TYPE_LINE = 2, TYPE_POLYGON = 3 };
enum { MOVE_TO = 1, LINE_TO = 2, CLOSE_PATH = 15 };
enum { CELL_BITS = 6, CHUNK = 4096, TAGS_MAX = 128 };

/* The tags of one attribute record, as bytes, in the layer being written. */
struct cached_tags {
    uint32_t stamp;
    uint8_t len;
    uint8_t bytes[27];
};

/* Where a tag stands in the layer being written, when it has been written there. */
struct known_tag {
    uint32_t stamp;
    uint32_t key, value; /* indices */
    float of;            /* watts */
};
enum { KNOWN_CODES = 16, KNOWN_WATTS = 64 };

struct jy_mvt {
    struct jy_intern keys, values; /* whole fields back to back: written as they are */
    struct jy_buf features;
    struct jy_buf tags, geometry; /* of the feature being written */
    struct gis_parts raw, cut;
    struct cached_tags *cached;
    size_t cap_cached;
    uint32_t stamp;
    uint32_t last_key, last_value; /* of the tag written last */
    /* lights have few different tags, asked for at every tile: by code, by watts */
    struct known_tag kind[KNOWN_CODES], lamp[KNOWN_CODES], status[KNOWN_CODES], watt[KNOWN_WATTS];
    /* the layer being written */
    const struct jy_scene *scene;
    struct gis_tile tile;
    const struct jy_tile_layer *layer;
    double min_size; /* shapes smaller than this (tile units) are left out */
    struct jy_points_room room;
    struct jy_cell_room cells;
    uint32_t *hits;
    size_t n_hits, cap_hits;
};

uint8_t *jy_mvt_put_varint(uint8_t *p, uint64_t v);
size_t jy_mvt_varint_size(uint64_t v);
void jy_mvt_add_varint(struct jy_buf *buf, uint64_t v);
/* A length-delimited field. */
void jy_mvt_add_field(struct jy_buf *buf, uint8_t tag, const void *bytes, size_t n);

/* Tags of the feature being written. An empty text, NaN and infinities are unknown: no tag. */
void jy_mvt_tag_text(struct jy_mvt *m, const char *key, const char *text);
void jy_mvt_tag_uint(struct jy_mvt *m, const char *key, uint64_t v);
void jy_mvt_tag_number(struct jy_mvt *m, const char *key, double v);
/* Floats of the scene at one decimal, as they were given. */
double jy_mvt_tenth(float v);

void jy_mvt_clear_layer(struct jy_mvt *m);
struct gis_world jy_mvt_origin(struct gis_tile t);
void jy_mvt_point_layer(struct jy_mvt *m); /* mvt_points.c */
void jy_mvt_shape_layer(struct jy_mvt *m); /* mvt_shapes.c */
