/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/ask.h"
#include "src/analysis/nearby.h"
#include "src/base/mem.h"
#include "src/domain/profile.h"

#include "tests/support/support.h"

/*
 * One road of 300 m on the plane of zone IX, lights at 10, 50, 80 and 200 m (so 40, 30 and 120 m
 * between them), two districts that meet at 100 m, the boundary ends at 250 m. s = 20 m.
 *
 *   0   10        50     80  |100            200        |250    300
 *       o         o      o   |               o          |
 *
 * Uncovered inside: 20-40 (20 m), 60-70 (10 m), 90-190 (100 m), 210-250 (40 m of 90): 170 m, 4
 * gaps. Eligible (d >= 20): the point 30, 100-180 (80 m), 220-250 (30 m): 110 m.
 */
static const double x0_m = -20000, y0_m = -40000;

struct town {
    struct gis_projection *projection;
    struct jy_city_data *data;
    struct gis_lonlat road[2];
    uint32_t road_end;
    struct gis_lonlat rings[3][5];
    uint32_t ring_end;
    uint8_t outer;
};

static struct gis_lonlat at(const struct town *t, double x_m, double y_m)
{
    struct gis_xy xy = {x0_m + x_m, y0_m + y_m};
    struct gis_lonlat p;
    assert_int_equal(gis_unproject(t->projection, 1, &xy, &p), GIS_OK);
    return p;
}

static void set_area(struct town *t, int i, enum jy_area_kind kind, const char *name, double from_m,
                     double to_m)
{
    const double x[] = {from_m, to_m, to_m, from_m, from_m}, y[] = {-50, -50, 50, 50, -50};
    for (int k = 0; k < 5; k++)
        t->rings[i][k] = at(t, x[k], y[k]);
    t->data->areas[i] = (struct jy_area){.kind = kind,
                                         .name = name,
                                         .geometry = {.kind = JY_GEOMETRY_POLYGONS,
                                                      .n_points = 5,
                                                      .points = t->rings[i],
                                                      .n_parts = 1,
                                                      .part_end = &t->ring_end,
                                                      .part_outer = &t->outer}};
}

static int setup(void **state)
{
    struct town *t = jy_calloc(1, sizeof *t);
    struct jy_error err = {JY_OK, ""};
    char *json = NULL;
    assert_int_equal(gis_projection_new(6677, &t->projection), GIS_OK);
    struct jy_city_data *d = t->data = jy_calloc(1, sizeof *d);
    if (jy_profile_build(support_source("data/cities/komae"), false, &json, &err) != JY_OK ||
        jy_city_parse(json, strlen(json), "profile", &d->city, &err) != JY_OK)
        fail_msg("%s", err.text);
    free(json);
    d->rule = jy_city_rule_on(d->city, (struct jy_date){2026, 1, 1});
    assert_non_null(d->rule);

    static const double lights[] = {10, 50, 80, 200};
    d->n_lights = 4;
    d->lights = jy_calloc(4, sizeof *d->lights);
    for (int i = 0; i < 4; i++)
        d->lights[i] = (struct jy_light_point){.id = i + 1, .at = at(t, lights[i], 3), .counts = 1};
    t->road[0] = at(t, 0, 0);
    t->road[1] = at(t, 300, 0);
    t->road_end = 2;
    t->ring_end = 5;
    t->outer = 1;
    d->n_roads = 1;
    d->roads = jy_calloc(1, sizeof *d->roads);
    d->roads[0] = (struct jy_road){.id = 7,
                                   .name = "試験通り",
                                   .road_class = JY_ROAD_RESIDENTIAL,
                                   .width_m = (double)NAN,
                                   .evaluate = true,
                                   .passable = true,
                                   .geometry = {.kind = JY_GEOMETRY_LINES,
                                                .n_points = 2,
                                                .points = t->road,
                                                .n_parts = 1,
                                                .part_end = &t->road_end}};
    d->n_areas = 3;
    d->areas = jy_calloc(3, sizeof *d->areas);
    set_area(t, 0, JY_AREA_BOUNDARY, "市", -100, 250);
    set_area(t, 1, JY_AREA_DISTRICT, "西町", -100, 100);
    set_area(t, 2, JY_AREA_DISTRICT, "東町", 100, 250);
    jy_arena_init(&d->arena);
    *state = t;
    return 0;
}

static int teardown(void **state)
{
    struct town *t = *state;
    jy_city_data_free(t->data);
    gis_projection_free(t->projection);
    free(t);
    return 0;
}

static struct jy_lighting *light(struct town *t)
{
    struct jy_error err = {JY_OK, ""};
    struct jy_lighting *l = NULL;
    if (jy_lighting_new(t->data, JY_LIGHTING_BY_RULE, &l, &err) != JY_OK)
        fail_msg("%s", err.text);
    return l;
}

static void totals_stop_at_the_border_and_add_up_over_districts(void **state)
{
    struct jy_lighting *l = light(*state);
    struct jy_lighting_summary all = jy_lighting_summary(l, JY_NO_DISTRICT);
    assert_near(all.road_length_m, 250, 1e-3, 0);
    assert_near(all.uncovered_m, 170, 1e-3, 0);
    assert_near(all.eligible_m, 110, 1e-3, 0);
    assert_int_equal(all.gaps, 4);
    assert_int_equal(all.lights, 4);
    assert_int_equal(all.lights_matched, 4);
    assert_near(all.max_distance_m, 60, 1e-3, 0); /* the middle of 80-200 */

    struct jy_lighting_summary west = jy_lighting_summary(l, jy_lighting_district(l, "西町"));
    struct jy_lighting_summary east = jy_lighting_summary(l, jy_lighting_district(l, "東町"));
    assert_near(west.road_length_m, 100, 1e-3, 0);
    assert_near(west.uncovered_m, 40, 1e-3, 0);
    assert_near(east.uncovered_m, 130, 1e-3, 0);
    assert_int_equal(west.gaps + east.gaps, 4);
    assert_int_equal(west.lights, 3);
    assert_int_equal(jy_lighting_district(l, "ない町"), JY_NO_DISTRICT);
    jy_lighting_free(l);
}

static struct jy_answer ask(struct jy_lighting *l, struct town *t, double x_m, enum jy_land land)
{
    struct jy_error err = {JY_OK, ""};
    struct jy_answer a;
    if (jy_ask(l, at(t, x_m, 4), land, &a, &err) != JY_OK)
        fail_msg("%s", err.text);
    return a;
}

static void answers_follow_the_rule(void **state)
{
    struct town *t = *state;
    struct jy_lighting *l = light(t);

    struct jy_answer a = ask(l, t, 140, JY_LAND_CITY);
    assert_int_equal(a.kind, JY_ANSWER_YES);
    assert_near(a.distance_m, 60, 1e-3, 0);
    assert_near(a.offset_m, 4, 1e-3, 0);
    assert_int_equal(a.n_nearest, 2);
    assert_near(a.nearest[1].distance_m, 60, 1e-3, 0);
    assert_near(a.gap->length_m, 100, 1e-3, 0);

    a = ask(l, t, 15, JY_LAND_CITY);
    assert_int_equal(a.kind, JY_ANSWER_NO);
    assert_int_equal(a.reason, JY_REASON_COVERED);
    assert_near(a.distance_m, 5, 1e-3, 0);
    assert_true(a.nearest[0].light->id == 1 && a.nearest[1].light->id == 2);
    assert_near(a.nearest[1].distance_m, 35, 1e-3, 0);

    a = ask(l, t, 92, JY_LAND_CITY); /* 12 m from a light, 8 m short of where 20 m are kept */
    assert_int_equal(a.kind, JY_ANSWER_NO);
    assert_int_equal(a.reason, JY_REASON_NEAR);
    assert_true(a.has_suggestion);
    assert_near(a.suggestion_m, 8, 1e-3, 0);

    a = ask(l, t, 65, JY_LAND_CITY); /* the middle of 30 m */
    assert_int_equal(a.kind, JY_ANSWER_EXCEPTION);
    assert_near(a.distance_m, 15, 1e-3, 0);
    jy_lighting_free(l);
}

static void places_off_the_map_say_so(void **state)
{
    struct town *t = *state;
    struct jy_lighting *l = light(t);
    struct jy_error err;
    struct jy_answer a;
    assert_int_equal(ask(l, t, 280, JY_LAND_CITY).reason, JY_REASON_OUTSIDE);
    assert_int_equal(jy_ask(l, at(t, 20, -49.9), JY_LAND_CITY, &a, &err), JY_OK);
    assert_int_equal(a.kind, JY_ANSWER_NO); /* 49.9 m from the road is still within reach */
    assert_int_equal(jy_ask(l, at(t, -60, 0), JY_LAND_CITY, &a, &err), JY_OK);
    assert_int_equal(a.kind, JY_ANSWER_NO_ROAD);
    struct gis_lonlat bad = {(double)NAN, 35};
    assert_int_equal(jy_ask(l, bad, JY_LAND_CITY, &a, &err), JY_EINVALID);
    jy_lighting_free(l);

    for (size_t i = 0; i < t->data->n_lights; i++)
        t->data->lights[i].counts = 0;
    l = light(t);
    assert_int_equal(ask(l, t, 140, JY_LAND_CITY).reason, JY_REASON_NO_DATA);
    jy_lighting_free(l);
}

static void a_request_near_by_is_counted(void **state)
{
    struct town *t = *state;
    t->data->n_requests = 2;
    t->data->requests = jy_calloc(2, sizeof *t->data->requests);
    t->data->requests[0] = at(t, 150, 0);
    t->data->requests[1] = at(t, 180, 0);
    struct jy_lighting *l = light(t);
    assert_int_equal(ask(l, t, 140, JY_LAND_CITY).requests_here, 1);
    jy_lighting_free(l);
}

/* From 40 m: lights 30, 10, 40 and 160 m away along the road. */
static void lights_are_counted_along_the_road(void **state)
{
    struct town *t = *state;
    struct jy_lighting *l = light(t);
    struct jy_error err = {JY_OK, ""};
    struct jy_nearby near;
    const double within_m[] = {9.9, 10.1, 30.1, 100};
    assert_int_equal(jy_nearby_count(l, at(t, 40, 2), 4, within_m, &near, &err), JY_OK);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(near.lights[i], i);
    assert_int_equal(jy_nearby_count(l, at(t, 40, 2), 1, (const double[]){160.1}, &near, &err),
                     JY_OK);
    assert_int_equal(near.lights[0], 4);
    assert_int_equal(jy_nearby_count(l, at(t, 40, 200), 4, within_m, &near, &err), JY_ENOTFOUND);
    jy_lighting_free(l);
}

/* Beside the road at 10, 60 and 90 m, and 30 m off it: 30, 20 and 50 m away, and not at any road.
 */
static void cameras_are_counted_along_the_road(void **state)
{
    struct town *t = *state;
    struct jy_error err = {JY_OK, ""};
    struct jy_nearby near;
    const double x_m[] = {10, 60, 90, 45}, y_m[] = {-4, 3, 8, 30};
    t->data->cameras = jy_calloc(5, sizeof *t->data->cameras);
    t->data->n_cameras = 5;
    for (int i = 0; i < 4; i++)
        t->data->cameras[i] = (struct jy_camera){
            .id = i + 1, .at = at(t, x_m[i], y_m[i]), .status = JY_STATUS_UNKNOWN};
    t->data->cameras[4] =
        (struct jy_camera){.id = 5, .at = at(t, 40, 2), .status = JY_STATUS_REMOVED};
    struct jy_lighting *l = light(t);
    const double within_m[] = {19.9, 20.1, 30.1, 50.1};
    assert_int_equal(jy_nearby_count(l, at(t, 40, 2), 4, within_m, &near, &err), JY_OK);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(near.cameras[i], i);
    jy_lighting_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(totals_stop_at_the_border_and_add_up_over_districts, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(answers_follow_the_rule, setup, teardown),
        cmocka_unit_test_setup_teardown(places_off_the_map_say_so, setup, teardown),
        cmocka_unit_test_setup_teardown(a_request_near_by_is_counted, setup, teardown),
        cmocka_unit_test_setup_teardown(lights_are_counted_along_the_road, setup, teardown),
        cmocka_unit_test_setup_teardown(cameras_are_counted_along_the_road, setup, teardown),
    };
    return cmocka_run_group_tests_name("src/analysis/ask", tests, NULL, NULL);
}
