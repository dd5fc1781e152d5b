/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * How maps look: one table of colours per style, and widths by zoom. Colours are Okabe-Ito hues;
 * each thing has a second sign besides colour (dash, shape, double line).
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "src/domain/kinds.h" /* IWYU pragma: keep */

#define JY_STYLE_LIST(X)       \
    X(JY_STYLE_DAY, "day")     \
    X(JY_STYLE_NIGHT, "night") \
    X(JY_STYLE_PRINT, "print")
#define X(name, text) name,
enum jy_style { JY_STYLE_LIST(X) JY_STYLE_COUNT };
#undef X

/** False: no such style, *out untouched. */
bool jy_style_parse(const char *text, enum jy_style *out);

/** 0xRRGGBB */
typedef uint32_t jy_rgb;

struct jy_style_colours {
    jy_rgb ground, water, green, building, building_edge;
    jy_rgb rail, road, road_casing, road_major, road_lit; /**< road_lit: at the foot of a lamp */
    jy_rgb light, light_rim, light_out;
    jy_rgb camera, camera_rim;
    jy_rgb gap, gap_dash, gap_label;
    jy_rgb eligible;
    jy_rgb zone;
    jy_rgb district;
    jy_rgb label, label_soft, label_halo;
    double zone_alpha;
    bool glows; /**< lights are drawn as light, roads by their distance from it */
};

const struct jy_style_colours *jy_style_colours(enum jy_style style);

/** Width of a road of the class, CSS px, without its casing; 0: not drawn at that zoom. */
double jy_style_road_px(enum jy_road_class cls, double zoom);
/** Radius of the disc of a light, CSS px. */
double jy_style_light_px(double zoom);
/** Side of the triangle of a camera, CSS px; 0: not drawn. */
double jy_style_camera_px(double zoom);
/** Straight line through @p n pairs of zoom and value, level beyond the ends. */
double jy_style_between(const double *stops, size_t n, double zoom);
