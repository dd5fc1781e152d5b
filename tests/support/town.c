/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/support/town.h"

#include <math.h>
#include <stdio.h>

/* Metres from the middle to degrees; good to a metre in so small a place. */
static struct gis_lonlat at_m(double x_m, double y_m)
{
    struct gis_lonlat c = TOWN_MIDDLE;
    return (struct gis_lonlat){c.lon_deg + x_m / (111320 * cos(c.lat_deg * M_PI / 180)),
                               c.lat_deg + y_m / 110950};
}

enum { MAX_POINTS = 400 };

struct street {
    struct jy_road road;
    double x0_m, y0_m, x1_m, y1_m, bend_m; /* bend: how far the middle stands aside */
    double spacing_m, dark_from_m, dark_to_m;
};

static void position(const struct street *s, double t, double *x_m, double *y_m)
{
    double dx = s->x1_m - s->x0_m, dy = s->y1_m - s->y0_m, len = hypot(dx, dy);
    double aside = s->bend_m * sin(t * M_PI);
    *x_m = s->x0_m + t * dx - dy / len * aside;
    *y_m = s->y0_m + t * dy + dx / len * aside;
}

static bool lit_here(const struct street *s, double along_m)
{
    return along_m < s->dark_from_m || along_m > s->dark_to_m;
}

/* Distance to the nearest lamp of the same street. */
static double nearest_m(const struct street *s, double along_m, double length_m)
{
    double best = INFINITY;
    for (double l = s->spacing_m / 2; l < length_m; l += s->spacing_m)
        if (lit_here(s, l))
            best = fmin(best, fabs(l - along_m));
    return best;
}

static void add_lamps(struct jy_scene_builder *b, const struct street *s, double length_m,
                      int64_t *id)
{
    for (double l = s->spacing_m / 2; l < length_m; l += s->spacing_m) {
        double x_m, y_m;
        if (!lit_here(s, l))
            continue;
        position(s, l / length_m, &x_m, &y_m);
        bool main_road = s->road.road_class <= JY_ROAD_TERTIARY;
        struct jy_light light = {.id = ++*id,
                                 .at = at_m(x_m, y_m),
                                 .lumen_lm = NAN,
                                 .lamp = JY_LAMP_LED,
                                 .kind = JY_LIGHT_ROAD,
                                 .watt_w = main_road ? 40 : 10};
        light.status = *id % 23 == 0   ? JY_STATUS_OUT
                       : *id % 41 == 0 ? JY_STATUS_PLANNED
                                       : JY_STATUS_IN_SERVICE;
        jy_scene_add_light(b, &light);
    }
}

static void add_stretches(struct jy_scene_builder *b, const struct street *s, double length_m)
{
    static struct gis_lonlat p[MAX_POINTS];
    static double d_m[MAX_POINTS];
    size_t n = 0;
    enum jy_lit state = JY_LIT_UNKNOWN;
    const double step_m = 5; /* every lamp and every half spacing falls on a multiple of it */
    for (double l = 0; l <= length_m + 0.01; l += step_m) {
        double x_m, y_m, d = nearest_m(s, l, length_m);
        double mid = nearest_m(s, l - step_m / 2, length_m);
        enum jy_lit now = mid <= 10 ? JY_LIT_YES : JY_LIT_DARK;
        position(s, fmin(l / length_m, 1), &x_m, &y_m);
        if (n > 1 && now != state) {
            jy_scene_add_road(b, &s->road, state, n, p, d_m);
            p[0] = p[n - 1];
            d_m[0] = d_m[n - 1];
            n = 1;
        }
        state = now;
        p[n] = at_m(x_m, y_m);
        d_m[n++] = d;
    }
    if (n > 1)
        jy_scene_add_road(b, &s->road, state, n, p, d_m);
}

static void add_gap(struct jy_scene_builder *b, const struct street *s, double length_m)
{
    static int64_t id;
    struct gis_lonlat p[64];
    uint32_t n = 0;
    double from = s->dark_from_m + 5, to = fmin(s->dark_to_m - 5, length_m);
    for (double l = from; l <= to && n < 64; l += (to - from) / 20) {
        double x_m, y_m;
        position(s, l / length_m, &x_m, &y_m);
        p[n++] = at_m(x_m, y_m);
    }
    struct jy_gap_row gap = {++id,
                             to - from,
                             (to - from) / 2 + 10,
                             to - from + 20,
                             2,
                             2,
                             {JY_GEOMETRY_LINES, n, p, 1, &n, NULL}};
    jy_scene_add_gap(b, &gap);
    double x_m, y_m;
    struct gis_lonlat q[2];
    position(s, (from + 10) / length_m, &x_m, &y_m);
    q[0] = at_m(x_m, y_m);
    position(s, (to - 10) / length_m, &x_m, &y_m);
    q[1] = at_m(x_m, y_m);
    uint32_t two = 2;
    struct jy_eligible_row e = {id, to - from - 20, {JY_GEOMETRY_LINES, 2, q, 1, &two, NULL}};
    jy_scene_add_eligible(b, &e);
}

static void add_street(struct jy_scene_builder *b, struct street s, int64_t *lamp)
{
    static const char *const names[] = {"けやき通り", "六郷さくら通り", "松原通り", "本町通り",
                                        "一中通り",   "いちょう通り",   "",         ""};
    static int64_t id;
    double length_m = hypot(s.x1_m - s.x0_m, s.y1_m - s.y0_m);
    s.road.id = ++id;
    s.road.name = names[id % 8];
    s.road.evaluate = s.road.passable = true;
    add_lamps(b, &s, length_m, lamp);
    add_stretches(b, &s, length_m);
    if (s.dark_to_m > s.dark_from_m)
        add_gap(b, &s, length_m);
}

static void add_streets(struct jy_scene_builder *b)
{
    int64_t lamp = 0;
    for (int i = -7; i <= 7; i++) {
        struct street ew = {{.road_class = i % 4 ? JY_ROAD_RESIDENTIAL : JY_ROAD_TERTIARY},
                            -800,
                            i * 90.0,
                            800,
                            i * 90.0,
                            (i % 3) * 25.0,
                            20,
                            0,
                            0};
        struct street ns = {{.road_class = JY_ROAD_RESIDENTIAL},
                            i * 110.0,
                            -640,
                            i * 110.0 + 40,
                            640,
                            (i % 2) * 18.0,
                            i % 5 ? 20 : 30,
                            0,
                            0};
        if (i == 2) { /* the dark stretch: 120 m by the middle */
            ew.dark_from_m = 930;
            ew.dark_to_m = 1070;
        }
        if (i == -3) {
            ns.dark_from_m = 300;
            ns.dark_to_m = 360;
        }
        add_street(b, ew, &lamp);
        add_street(b, ns, &lamp);
    }
    struct street trunk = {{.road_class = JY_ROAD_PRIMARY}, -900, -500, 900, 350, 120, 20, 0, 0};
    add_street(b, trunk, &lamp);
}

static void add_box(struct jy_scene_builder *b, enum jy_place_kind kind, const char *name,
                    double x0, double y0, double x1, double y1)
{
    struct gis_lonlat p[] = {at_m(x0, y0), at_m(x1, y0), at_m(x1, y1), at_m(x0, y1), at_m(x0, y0)};
    uint32_t end = 5;
    uint8_t outer = 1;
    struct jy_place place = {.id = (int64_t)(x0 * 7 + y0 + 9e5),
                             .kind = kind,
                             .name = name,
                             .geometry = {JY_GEOMETRY_POLYGONS, 5, p, 1, &end, &outer}};
    jy_scene_add_place(b, &place);
}

static void add_point(struct jy_scene_builder *b, enum jy_place_kind kind, const char *name,
                      double x, double y)
{
    struct gis_lonlat p = at_m(x, y);
    struct jy_place place = {.id = (int64_t)(x + y + 5e5),
                             .kind = kind,
                             .name = name,
                             .geometry = {JY_GEOMETRY_POINT, 1, &p, 0, NULL, NULL}};
    jy_scene_add_place(b, &place);
}

static void add_line(struct jy_scene_builder *b, enum jy_place_kind kind, const char *name,
                     double y, double slope)
{
    struct gis_lonlat p[41];
    for (int i = 0; i <= 40; i++)
        p[i] = at_m(-1200 + 60 * i, y + slope * (60 * i - 1200) + 30 * sin(i / 6.0));
    uint32_t end = 41;
    struct jy_place place = {.id = (int64_t)(y + 9e6),
                             .kind = kind,
                             .name = name,
                             .geometry = {JY_GEOMETRY_LINES, 41, p, 1, &end, NULL}};
    jy_scene_add_place(b, &place);
}

static void add_places(struct jy_scene_builder *b)
{
    add_line(b, JY_PLACE_RAIL, "小田急小田原線", -60, 0.25);
    add_line(b, JY_PLACE_WATER, "野川", 520, -0.1);
    add_box(b, JY_PLACE_WATER, "多摩川", -1300, -1000, 1300, -720);
    add_box(b, JY_PLACE_PARK, "前原公園", -420, 200, -250, 330);
    add_box(b, JY_PLACE_PARK, "", 380, -420, 500, -300);
    add_point(b, JY_PLACE_STATION, "狛江駅", 10, -45);
    add_point(b, JY_PLACE_CITY_HALL, "市役所", 130, 60);
    add_point(b, JY_PLACE_SCHOOL, "第一小学校", -190, -250);
    for (int x = -700; x < 700; x += 34)
        for (int y = -600; y < 600; y += 30)
            if ((x * 7 + y * 3) % 5 && (x + 770) % 110 > 20 && (y + 720) % 90 > 18)
                add_box(b, JY_PLACE_BUILDING, NULL, x, y, x + 14 + (x * y & 7), y + 12 + (x & 7));
}

static void add_area(struct jy_scene_builder *b, enum jy_area_kind kind, const char *name,
                     double x0, double y0, double x1, double y1)
{
    static int64_t id;
    struct gis_lonlat p[] = {at_m(x0, y0), at_m(x1, y0), at_m(x1, y1), at_m(x0, y1), at_m(x0, y0)};
    uint32_t end = 5;
    uint8_t outer = 1;
    struct jy_area area = {.id = ++id,
                           .kind = kind,
                           .name = name,
                           .label = {NAN, NAN},
                           .geometry = {JY_GEOMETRY_POLYGONS, 5, p, 1, &end, &outer}};
    jy_scene_add_area(b, &area);
}

static void add_areas(struct jy_scene_builder *b)
{
    add_area(b, JY_AREA_BOUNDARY, "狛江市", -850, -680, 850, 680);
    add_area(b, JY_AREA_DISTRICT, "和泉本町", -850, 0, 0, 680);
    add_area(b, JY_AREA_DISTRICT, "東和泉", -850, -680, 0, 0);
    add_area(b, JY_AREA_DISTRICT, "岩戸北", 0, -680, 850, 680);
    add_area(b, JY_AREA_CHOME, "和泉本町一丁目", -420, 0, 0, 680);
    add_area(b, JY_AREA_CHOME, "和泉本町二丁目", -850, 0, -420, 680);
    struct gis_lonlat p[37];
    for (int i = 0; i <= 36; i++)
        p[i] = at_m(-450 + 230 * cos(i * M_PI / 18), -300 + 230 * sin(i * M_PI / 18));
    p[36] = p[0];
    uint32_t end = 37;
    uint8_t outer = 1;
    struct jy_hotspot_row zone = {1,
                                  "東和泉",
                                  "bicycle_theft",
                                  1,
                                  0.003,
                                  2.1,
                                  31,
                                  {JY_GEOMETRY_POLYGONS, 37, p, 1, &end, &outer}};
    jy_scene_add_hotspot(b, &zone);
}

static void add_cameras(struct jy_scene_builder *b)
{
    for (int i = 0; i < 9; i++) {
        struct jy_camera c = {.id = i + 1,
                              .at = at_m(-640 + 157 * i, 140 * (i % 5) - 290),
                              .direction_deg = 40 * i,
                              .angle_deg = 70,
                              .range_m = 18,
                              .status = JY_STATUS_IN_SERVICE};
        jy_scene_add_camera(b, &c, JY_PRECISION_EXACT, 1);
    }
}

struct jy_scene *town_scene(void)
{
    struct jy_scene_builder *b = jy_scene_builder_new();
    jy_scene_set_attribution(b, "sample");
    add_streets(b);
    add_places(b);
    add_areas(b);
    add_cameras(b);
    return jy_scene_builder_finish(b);
}
