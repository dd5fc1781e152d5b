/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>

#include "src/analysis/ask.h"
#include "src/analysis/nearby.h"
#include "src/base/mem.h"

#include "tests/src/analysis/road_town.h"
#include "tests/support/support.h"

/*
 * The road of road_town.h. s = 20 m.
 *
 * Uncovered inside: 20-40 (20 m), 60-70 (10 m), 90-190 (100 m), 210-250 (40 m of 90): 170 m, 4
 * gaps. Eligible (d >= 20): the point 30, 100-180 (80 m), 220-250 (30 m): 110 m.
 */
static void totals_stop_at_the_border_and_add_up_over_districts(void **state)
{
    struct jy_lighting *l = road_town_light(*state);
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

static struct jy_answer ask(struct jy_lighting *l, struct road_town *t, double x_m,
                            enum jy_land land)
{
    struct jy_error err = {JY_OK, ""};
    struct jy_answer a;
    if (jy_ask(l, road_town_at(t, x_m, 4), land, &a, &err) != JY_OK)
        fail_msg("%s", err.text);
    return a;
}

static void answers_follow_the_rule(void **state)
{
    struct road_town *t = *state;
    struct jy_lighting *l = road_town_light(t);

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
    struct road_town *t = *state;
    struct jy_lighting *l = road_town_light(t);
    struct jy_error err;
    struct jy_answer a;
    assert_int_equal(ask(l, t, 280, JY_LAND_CITY).reason, JY_REASON_OUTSIDE);
    assert_int_equal(jy_ask(l, road_town_at(t, 20, -49.9), JY_LAND_CITY, &a, &err), JY_OK);
    assert_int_equal(a.kind, JY_ANSWER_NO); /* 49.9 m from the road is still within reach */
    assert_int_equal(jy_ask(l, road_town_at(t, -60, 0), JY_LAND_CITY, &a, &err), JY_OK);
    assert_int_equal(a.kind, JY_ANSWER_NO_ROAD);
    struct gis_lonlat bad = {(double)NAN, 35};
    assert_int_equal(jy_ask(l, bad, JY_LAND_CITY, &a, &err), JY_EINVALID);
    jy_lighting_free(l);

    for (size_t i = 0; i < t->data->n_lights; i++)
        t->data->lights[i].counts = 0;
    l = road_town_light(t);
    assert_int_equal(ask(l, t, 140, JY_LAND_CITY).reason, JY_REASON_NO_DATA);
    jy_lighting_free(l);
}

static void a_request_near_by_is_counted(void **state)
{
    struct road_town *t = *state;
    t->data->n_requests = 2;
    t->data->requests = jy_calloc(2, sizeof *t->data->requests);
    t->data->requests[0] = road_town_at(t, 150, 0);
    t->data->requests[1] = road_town_at(t, 180, 0);
    struct jy_lighting *l = road_town_light(t);
    assert_int_equal(ask(l, t, 140, JY_LAND_CITY).requests_here, 1);
    jy_lighting_free(l);
}

/* From 40 m: lights 30, 10, 40 and 160 m away along the road. */
static void lights_are_counted_along_the_road(void **state)
{
    struct road_town *t = *state;
    struct jy_lighting *l = road_town_light(t);
    struct jy_error err = {JY_OK, ""};
    struct jy_nearby near;
    const double within_m[] = {9.9, 10.1, 30.1, 100};
    assert_int_equal(jy_nearby_count(l, road_town_at(t, 40, 2), 4, within_m, &near, &err), JY_OK);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(near.lights[i], i);
    assert_int_equal(
        jy_nearby_count(l, road_town_at(t, 40, 2), 1, (const double[]){160.1}, &near, &err), JY_OK);
    assert_int_equal(near.lights[0], 4);
    assert_int_equal(jy_nearby_count(l, road_town_at(t, 40, 200), 4, within_m, &near, &err),
                     JY_ENOTFOUND);
    jy_lighting_free(l);
}

/* Beside the road at 10, 60 and 90 m, and 30 m off it: 30, 20 and 50 m away, and not at any road.
 */
static void cameras_are_counted_along_the_road(void **state)
{
    struct road_town *t = *state;
    struct jy_error err = {JY_OK, ""};
    struct jy_nearby near;
    const double x_m[] = {10, 60, 90, 45}, y_m[] = {-4, 3, 8, 30};
    t->data->cameras = jy_calloc(5, sizeof *t->data->cameras);
    t->data->n_cameras = 5;
    for (int i = 0; i < 4; i++)
        t->data->cameras[i] = (struct jy_camera){
            .id = i + 1, .at = road_town_at(t, x_m[i], y_m[i]), .status = JY_STATUS_UNKNOWN};
    t->data->cameras[4] =
        (struct jy_camera){.id = 5, .at = road_town_at(t, 40, 2), .status = JY_STATUS_REMOVED};
    struct jy_lighting *l = road_town_light(t);
    const double within_m[] = {19.9, 20.1, 30.1, 50.1};
    assert_int_equal(jy_nearby_count(l, road_town_at(t, 40, 2), 4, within_m, &near, &err), JY_OK);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(near.cameras[i], i);
    jy_lighting_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(totals_stop_at_the_border_and_add_up_over_districts,
                                        road_town_setup, road_town_teardown),
        cmocka_unit_test_setup_teardown(answers_follow_the_rule, road_town_setup,
                                        road_town_teardown),
        cmocka_unit_test_setup_teardown(places_off_the_map_say_so, road_town_setup,
                                        road_town_teardown),
        cmocka_unit_test_setup_teardown(a_request_near_by_is_counted, road_town_setup,
                                        road_town_teardown),
        cmocka_unit_test_setup_teardown(lights_are_counted_along_the_road, road_town_setup,
                                        road_town_teardown),
        cmocka_unit_test_setup_teardown(cameras_are_counted_along_the_road, road_town_setup,
                                        road_town_teardown),
    };
    return cmocka_run_group_tests_name("src/analysis/ask", tests, NULL, NULL);
}
