/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/src/analysis/road_town.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"

#include "tests/src/domain/profile_city.h"
#include "tests/support/support.h"

struct gis_lonlat road_town_at(const struct road_town *t, double x_m, double y_m)
{
    struct gis_xy xy = {ROAD_TOWN_X_M + x_m, ROAD_TOWN_Y_M + y_m};
    struct gis_lonlat p;
    assert_int_equal(gis_unproject(t->projection, 1, &xy, &p), GIS_OK);
    return p;
}

struct jy_road road_town_road(struct gis_lonlat *points, uint32_t *n, int64_t id)
{
    return (struct jy_road){.id = id,
                            .road_class = JY_ROAD_RESIDENTIAL,
                            .width_m = (double)NAN,
                            .evaluate = true,
                            .passable = true,
                            .geometry = {.kind = JY_GEOMETRY_LINES,
                                         .n_points = *n,
                                         .points = points,
                                         .n_parts = 1,
                                         .part_end = n}};
}

static void set_area(struct road_town *t, int i, enum jy_area_kind kind, const char *name,
                     double from_m, double to_m)
{
    const double x[] = {from_m, to_m, to_m, from_m, from_m}, y[] = {-50, -50, 50, 50, -50};
    for (int k = 0; k < 5; k++)
        t->rings[i][k] = road_town_at(t, x[k], y[k]);
    t->data->areas[i] = (struct jy_area){.kind = kind,
                                         .name = name,
                                         .geometry = {.kind = JY_GEOMETRY_POLYGONS,
                                                      .n_points = 5,
                                                      .points = t->rings[i],
                                                      .n_parts = 1,
                                                      .part_end = &t->ring_end,
                                                      .part_outer = &t->outer}};
}

struct road_town *road_town_new(void)
{
    struct road_town *t = jy_calloc(1, sizeof *t);
    assert_int_equal(gis_projection_new(6677, &t->projection), GIS_OK);
    struct jy_city_data *d = t->data = jy_calloc(1, sizeof *d);
    d->city = profile_city("data/cities/komae");
    d->rule = jy_city_rule_on(d->city, (struct jy_date){2026, 1, 1});
    assert_non_null(d->rule);
    jy_arena_init(&d->arena);
    return t;
}

int road_town_setup(void **state)
{
    struct road_town *t = road_town_new();
    struct jy_city_data *d = t->data;
    static const double lights[] = {10, 50, 80, 200};
    d->n_lights = 4;
    d->lights = jy_calloc(4, sizeof *d->lights);
    for (int i = 0; i < 4; i++)
        d->lights[i] =
            (struct jy_light_point){.id = i + 1, .at = road_town_at(t, lights[i], 3), .counts = 1};
    t->points[0] = road_town_at(t, 0, 0);
    t->points[1] = road_town_at(t, 300, 0);
    t->n_points[0] = 2;
    t->ring_end = 5;
    t->outer = 1;
    d->n_roads = 1;
    d->roads = jy_calloc(1, sizeof *d->roads);
    d->roads[0] = road_town_road(t->points, &t->n_points[0], 7);
    d->roads[0].name = "試験通り";
    d->n_areas = 3;
    d->areas = jy_calloc(3, sizeof *d->areas);
    set_area(t, 0, JY_AREA_BOUNDARY, "市", -100, 250);
    set_area(t, 1, JY_AREA_DISTRICT, "西町", -100, 100);
    set_area(t, 2, JY_AREA_DISTRICT, "東町", 100, 250);
    *state = t;
    return 0;
}

int road_town_teardown(void **state)
{
    struct road_town *t = *state;
    jy_city_data_free(t->data);
    gis_projection_free(t->projection);
    free(t);
    return 0;
}

struct jy_lighting *road_town_light(struct road_town *t)
{
    struct jy_error err = {JY_OK, ""};
    struct jy_lighting *l = NULL;
    if (jy_lighting_new(t->data, JY_LIGHTING_BY_RULE, &l, &err) != JY_OK)
        fail_msg("%s", err.text);
    return l;
}
