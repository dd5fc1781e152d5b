/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/style.h"

#include "src/base/codes.h"

static const struct jy_style_colours colours[JY_STYLE_COUNT] = {
    [JY_STYLE_DAY] = {.ground = 0xF7F6F2,
                      .water = 0xCFE3F0,
                      .green = 0xDDE9D2,
                      .building = 0xECE9E1,
                      .building_edge = 0xE0DCD2,
                      .rail = 0x8A8F98,
                      .road = 0xFFFFFF,
                      .road_casing = 0xD8D5CC,
                      .road_major = 0xFFF4D6,
                      .road_lit = 0xFFFFFF,
                      .light = 0xE69F00,
                      .light_rim = 0x5A3E00,
                      .light_out = 0x7A7F88,
                      .camera = 0x009E73,
                      .camera_rim = 0xFFFFFF,
                      .gap = 0xD55E00,
                      .gap_dash = 0x3A1A00,
                      .gap_label = 0x9A3F00,
                      .eligible = 0x0072B2,
                      .zone = 0xCC79A7,
                      .district = 0x5C6470,
                      .label = 0x2A2F38,
                      .label_soft = 0x5C6470,
                      .label_halo = 0xFFFFFF,
                      .zone_alpha = 0.25,
                      .glows = false},
    [JY_STYLE_NIGHT] = {.ground = 0x0B1022,
                        .water = 0x0E2236,
                        .green = 0x12241F,
                        .building = 0x10162B,
                        .building_edge = 0x161D36,
                        .rail = 0x39425C,
                        .road = 0x1B2440,
                        .road_casing = 0x0B1022,
                        .road_major = 0x222C4C,
                        .road_lit = 0xC6995C,
                        .light = 0xFFD27A,
                        .light_rim = 0xFFF3D6,
                        .light_out = 0x6B7386,
                        .camera = 0x2FD6A5,
                        .camera_rim = 0x0B1022,
                        .gap = 0xD55E00,
                        .gap_dash = 0xD55E00,
                        .gap_label = 0xFF8A3D,
                        .eligible = 0x56B4E9,
                        .zone = 0xCC79A7,
                        .district = 0x9AA4B5,
                        .label = 0xE8ECF4,
                        .label_soft = 0x9AA4B5,
                        .label_halo = 0x0B1022,
                        .zone_alpha = 0.35,
                        .glows = true},
    /* paper: white ground, a little more contrast; reads in monochrome */
    [JY_STYLE_PRINT] = {.ground = 0xFFFFFF,
                        .water = 0xD6E6F0,
                        .green = 0xE4EEDB,
                        .building = 0xF0EEE8,
                        .building_edge = 0xDDD9CF,
                        .rail = 0x7A7F88,
                        .road = 0xFFFFFF,
                        .road_casing = 0xB9B5AA,
                        .road_major = 0xFFF4D6,
                        .road_lit = 0xFFFFFF,
                        .light = 0xE69F00,
                        .light_rim = 0x3A2800,
                        .light_out = 0x7A7F88,
                        .camera = 0x007A59,
                        .camera_rim = 0xFFFFFF,
                        .gap = 0xD55E00,
                        .gap_dash = 0x2A1200,
                        .gap_label = 0x8A3800,
                        .eligible = 0x00507D,
                        .zone = 0xCC79A7,
                        .district = 0x4A515C,
                        .label = 0x1A1D23,
                        .label_soft = 0x4A515C,
                        .label_halo = 0xFFFFFF,
                        .zone_alpha = 0.25,
                        .glows = false},
};

static const char *const names[] = {
#define X(name, text) text,
    JY_STYLE_LIST(X)
#undef X
};

bool jy_style_parse(const char *text, enum jy_style *out)
{
    const int i = jy_code_index(JY_STYLE_COUNT, names, text);
    if (i >= 0)
        *out = (enum jy_style)i;
    return i >= 0;
}

const struct jy_style_colours *jy_style_colours(enum jy_style style)
{
    return &colours[style];
}

double jy_style_between(const double *stops, size_t n, double zoom)
{
    if (zoom <= stops[0])
        return stops[1];
    for (size_t i = 1; i < n; i++) {
        if (zoom <= stops[2 * i]) {
            double t = (zoom - stops[2 * i - 2]) / (stops[2 * i] - stops[2 * i - 2]);
            return stops[2 * i - 1] + t * (stops[2 * i + 1] - stops[2 * i - 1]);
        }
    }
    return stops[2 * n - 1];
}

enum { WIDTH_STOPS = 6 };
/* px at zoom 10, 12, 14, 16, 18, 20 */
static const double zooms[WIDTH_STOPS] = {10, 12, 14, 16, 18, 20};
static const struct {
    double from; /* first zoom it is drawn at */
    double px[WIDTH_STOPS];
} roads[] = {
    [JY_ROAD_UNKNOWN] = {12, {0.5, 0.7, 1.6, 4.5, 12, 30}},
    [JY_ROAD_MOTORWAY] = {5, {1.6, 2.4, 4.5, 9, 20, 44}},
    [JY_ROAD_TRUNK] = {6, {1.4, 2.2, 4.2, 8.5, 19, 42}},
    [JY_ROAD_PRIMARY] = {8, {1.2, 2.0, 4.0, 8, 18, 40}},
    [JY_ROAD_SECONDARY] = {9, {1.0, 1.7, 3.5, 7.2, 17, 38}},
    [JY_ROAD_TERTIARY] = {10, {0.8, 1.4, 3.0, 6.4, 15, 35}},
    [JY_ROAD_RESIDENTIAL] = {11, {0.4, 0.8, 2.0, 4.8, 12.5, 30}},
    [JY_ROAD_SERVICE] = {13, {0.3, 0.5, 1.2, 3.2, 8.5, 20}},
    [JY_ROAD_PEDESTRIAN] = {13, {0.3, 0.6, 1.4, 3.6, 9.5, 22}},
    [JY_ROAD_FOOTWAY] = {14, {0.2, 0.4, 0.8, 1.8, 4.5, 11}},
    [JY_ROAD_STEPS] = {14, {0.2, 0.4, 0.8, 1.8, 4.5, 11}},
    [JY_ROAD_CYCLEWAY] = {14, {0.2, 0.4, 0.8, 1.8, 4.5, 11}},
    [JY_ROAD_TRACK] = {14, {0.2, 0.4, 0.8, 2.0, 5, 12}},
};

double jy_style_road_px(enum jy_road_class cls, double zoom)
{
    if (zoom < roads[cls].from)
        return 0;
    double stops[2 * WIDTH_STOPS];
    for (size_t i = 0; i < WIDTH_STOPS; i++) {
        stops[2 * i] = zooms[i];
        stops[2 * i + 1] = roads[cls].px[i];
    }
    return jy_style_between(stops, WIDTH_STOPS, zoom);
}

double jy_style_light_px(double zoom)
{
    static const double stops[] = {9, 0.6, 12, 0.8, 14, 1.2, 16, 2.6, 18, 5, 20, 8};
    return jy_style_between(stops, 6, zoom);
}

double jy_style_camera_px(double zoom)
{
    static const double stops[] = {12, 4, 14, 7, 16, 11, 18, 15, 20, 20};
    return zoom < 12 ? 0 : jy_style_between(stops, 5, zoom);
}
