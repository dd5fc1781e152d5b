/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A registry in memory on the plane of zone IX under the rule of the first city: empty, or with one
 * road of 300 m, lights at 10, 50, 80 and 200 m (so 40, 30 and 120 m between them), two districts
 * that meet at 100 m, and a boundary that ends at 250 m. s = 20 m.
 *
 *   0   10        50     80  |100            200        |250    300
 *       o         o      o   |               o          |
 */
#pragma once
#include "src/analysis/lighting.h"

/** Where the road begins on the plane. */
#define ROAD_TOWN_X_M (-20000.0)
#define ROAD_TOWN_Y_M (-40000.0)

struct road_town {
    struct gis_projection *projection;
    struct jy_city_data *data;
    struct gis_lonlat points[8]; /**< of roads */
    uint32_t n_points[2];
    struct gis_lonlat rings[3][5];
    uint32_t ring_end;
    uint8_t outer;
};

/** Without roads and lights. */
struct road_town *road_town_new(void);
/** cmocka's, with the road: *state is the struct road_town. */
int road_town_setup(void **state);
int road_town_teardown(void **state);
/** So many metres east and north of the beginning of the road. */
struct gis_lonlat road_town_at(const struct road_town *t, double x_m, double y_m);
/** A judged road along points that the town keeps. */
struct jy_road road_town_road(struct gis_lonlat *points, uint32_t *n, int64_t id);
struct jy_lighting *road_town_light(struct road_town *t);
