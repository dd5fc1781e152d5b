/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows of a scene while they are collected (scene_build.c), before they are packed (scene_pack.c).
 */
#pragma once
#include "src/render/intern.h"
#include "src/render/labels.h"
#include "src/render/scene.h"

struct jy_point_rows {
    struct gis_world *at;
    int64_t *id;
    uint32_t *attr;
    size_t n, cap_at, cap_id, cap_attr;
    struct jy_intern attrs;
};

struct jy_shape_row {
    int64_t id;
    uint32_t first_part, n_parts;
    uint32_t name, name_en;
    uint8_t kind, what, lit;
    float number[JY_SHAPE_NUMBERS];
};

struct jy_shape_rows {
    struct jy_shape_row *row;
    size_t n, cap;
    uint32_t *part_start; /* first point of each part; the end is the next start or n_at */
    uint8_t *part_outer;
    size_t n_parts, cap_start, cap_outer;
    struct gis_world *at;
    uint16_t *d_dm; /* roads */
    size_t n_at, cap_at, cap_d;
};

struct jy_scene_builder {
    struct jy_point_rows points[JY_POINTS_COUNT];
    struct jy_shape_rows shapes[JY_SHAPES_COUNT];
    struct jy_intern texts;
    struct jy_label_wishes wishes;
    int64_t last_road; /* whose line is the last one of wishes, and open for more */
    char *attribution;
    double spacing_m;
    uint64_t n_refused;
};

extern const size_t jy_attr_size[JY_POINTS_COUNT];     /* bytes of a record */
extern const size_t jy_shape_numbers[JY_SHAPES_COUNT]; /* numbers of a shape (scene_pack.c) */
