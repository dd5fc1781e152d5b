/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/plan.h"
#include "src/base/mem.h"

#include "tests/src/analysis/road_town.h"
#include "tests/support/support.h"

/*
 * The road of road_town.h. s = 20 m.
 *
 *   0   10        50     80  |100            200        |250    300
 *       o         o      o   |               o          |
 *
 * Dark and judged: 20-40, 60-70, 90-190, 210-250: 170 m. A light keeps 20 m at 30, in 100-180 and
 * in 220-250. 30 closes the first; 100, 120, 140, 160, 180 the third; 220 and 240 the last; 60-70
 * has no place: 160 m at most, with 8 lights of 20 m each.
 */
static struct jy_plan *plan_of(const struct jy_lighting *l, const struct jy_plan_inputs *inputs,
                               double budget_yen, int64_t lights, unsigned weights)
{
    struct jy_error err = {JY_OK, ""};
    struct jy_plan *plan = NULL;
    const struct jy_plan_options options = {
        .budget_yen = budget_yen, .lights = lights, .weights = weights};
    if (jy_plan_new(l, inputs, options, &plan, &err) != JY_OK)
        fail_msg("%s", err.text);
    return plan;
}

/* How far along the road a light of the plan stands. */
static double x_m(const struct road_town *t, const struct jy_plan_light *light)
{
    struct gis_xy xy;
    assert_int_equal(gis_project(t->projection, 1, &light->at, &xy), GIS_OK);
    return xy.x_m - ROAD_TOWN_X_M;
}

static void everything_that_can_be_lit(void **state)
{
    struct road_town *t = *state;
    const struct jy_plan_inputs inputs = {0};
    struct jy_lighting *l = road_town_light(t);
    struct jy_plan *plan = plan_of(l, &inputs, (double)NAN, 100, 0);
    assert_int_equal(plan->result.n_picks, 8);
    assert_near(plan->before.uncovered_m, 170, 1e-3, 0);
    assert_near(plan->after.uncovered_m, 10, 1e-3, 0);
    assert_near(plan->result.gain, 160, 1e-3, 0);
    assert_near(plan->result.bound, 160, 1e-3, 0);
    assert_near(jy_plan_ratio(plan), 1, 1e-6, 0);
    assert_near(plan->left_no_site_m, 10, 1e-3, 0);
    assert_near(plan->left_later_m, 0, 1e-3, 0);
    for (size_t i = 0; i < 8; i++) {
        const struct jy_plan_light *light = &plan->lights[i];
        assert_near(light->metres_m, 20, 1e-3, 0);
        assert_true(x_m(t, light) > 29.9 && x_m(t, light) < 250.1);
        for (size_t k = 0; k < light->n_neighbours; k++)
            assert_true(light->neighbours[k].distance_m > 20 - 1e-3);
    }
    jy_plan_free(plan);
    plan = plan_of(l, &inputs, (double)NAN, 3, 0);
    assert_near(plan->result.gain, 60, 1e-3, 0);
    assert_near(plan->result.bound, 60, 1e-3, 0);
    assert_near(plan->left_later_m, 100, 1e-3, 0);
    jy_plan_free(plan);
    jy_lighting_free(l);
}

static void a_pole_comes_first_and_costs_less(void **state)
{
    struct road_town *t = *state;
    struct jy_pole poles[2] = {
        {.id = 5, .ref = "T-5", .kind = JY_POLE_POWER, .at = road_town_at(t, 140, 4)},
        {.id = 6, .ref = "T-6", .kind = JY_POLE_POWER, .at = road_town_at(t, 90, 4)}};
    const struct jy_plan_inputs inputs = {.n_poles = 2, .poles = poles};
    struct jy_lighting *l = road_town_light(t);
    struct jy_plan *plan =
        plan_of(l, &inputs, JY_PLAN_COST_POLE_YEN + JY_PLAN_COST_NEW_POLE_YEN, 0, 0);
    assert_int_equal(plan->n_pole_sites, 2);
    assert_true(plan->costs_assumed);
    assert_int_equal(plan->result.n_picks, 2); /* T-6 stands 10 m from a light: too near */
    assert_string_equal(plan->lights[0].pole->ref, "T-5");
    assert_true(plan->lights[0].consent);
    assert_near(plan->lights[0].before_m, 60, 1e-3, 0);
    assert_null(plan->lights[1].pole);
    assert_near(plan->lights[0].cost_yen + plan->lights[1].cost_yen, plan->result.cost, 0, 0);
    jy_plan_free(plan);
    plan = plan_of(l, &inputs, JY_PLAN_COST_POLE_YEN - 1, 0, 0);
    assert_int_equal(plan->result.n_picks, 0);
    jy_plan_free(plan);
    jy_lighting_free(l);
}

static void planned_lights_stay(void **state)
{
    struct road_town *t = *state;
    struct jy_city_data *d = t->data;
    const struct jy_plan_inputs inputs = {0};
    d->lights = realloc(d->lights, 5 * sizeof *d->lights);
    assert_non_null(d->lights);
    d->lights[d->n_lights++] = (struct jy_light_point){
        .id = 9, .at = road_town_at(t, 140, 3), .status = JY_STATUS_PLANNED, .counts = 0};
    struct jy_lighting *l = road_town_light(t);
    struct jy_plan *plan = plan_of(l, &inputs, (double)NAN, 100, 0);
    assert_int_equal(plan->n_kept, 1);
    assert_near(plan->before.uncovered_m, 150, 1e-3, 0);
    assert_int_equal(plan->result.n_picks, 7);
    for (size_t i = 0; i < 7; i++)
        assert_true(fabs(x_m(t, &plan->lights[i]) - 140) > 19.9);
    jy_plan_free(plan);
    jy_lighting_free(l);
}

static void what_weighs_more_comes_first(void **state)
{
    struct road_town *t = *state;
    struct jy_city_data *d = t->data;
    d->n_requests = 1;
    d->requests = jy_calloc(1, sizeof *d->requests);
    d->requests[0] = road_town_at(t, 240, 5);
    struct jy_lighting *l = road_town_light(t);
    /* West 100 m wide inside the road, 200 in all; east 150: 8 cases against 1 on similar areas */
    int64_t cases[2] = {0, 0};
    cases[jy_lighting_district(l, "西町")] = 8;
    cases[jy_lighting_district(l, "東町")] = 1;
    const struct jy_plan_inputs inputs = {
        .n_districts = 2, .district_cases = cases, .crime_year = 2024};
    struct jy_plan *plan = plan_of(l, &inputs, (double)NAN, 1, JY_PLAN_LENGTH | JY_PLAN_REQUESTS);
    assert_true(x_m(t, &plan->lights[0]) > 219);
    assert_int_equal(plan->lights[0].requests, 1);
    assert_true(plan->result.gain > plan->result.gain_m + 9);
    jy_plan_free(plan);
    plan = plan_of(l, &inputs, (double)NAN, 1, JY_PLAN_LENGTH | JY_PLAN_CRIME);
    assert_true(x_m(t, &plan->lights[0]) < 101);
    /* 8 on 200 m x 100 m over 9 on 350 m x 100 m */
    assert_near(plan->lights[0].crime_ratio, (8.0 / 200) / (9.0 / 350), 1e-3, 0);
    jy_plan_free(plan);
    jy_lighting_free(l);
}

static void reasons_have_their_figures(void **state)
{
    struct road_town *t = *state;
    struct jy_error err = {JY_OK, ""};
    struct jy_i18n *i18n = NULL;
    const struct jy_plan_inputs inputs = {0};
    struct jy_lighting *l = road_town_light(t);
    struct jy_plan *plan = plan_of(l, &inputs, (double)NAN, 2, 0);
    if (jy_i18n_load(support_source("web/i18n"), &i18n, &err) != JY_OK)
        fail_msg("%s", err.text);
    for (enum jy_lang lang = JY_LANG_JA; lang < JY_LANG_N; lang++) {
        struct jy_buf JY_AUTOBUF reason = JY_BUF_INIT, leaves = JY_BUF_INIT;
        jy_plan_reason(plan, 0, i18n, lang, &reason);
        assert_non_null(strstr(jy_buf_text(&reason), "20"));
        assert_null(strstr(jy_buf_text(&reason), "{m}"));
        jy_plan_leaves(plan, i18n, lang, &leaves);
        assert_non_null(strstr(jy_buf_text(&leaves), "130")); /* 170 - 40 */
        assert_null(strstr(jy_buf_text(&leaves), "{later}"));
    }
    jy_i18n_free(i18n);
    jy_plan_free(plan);
    jy_lighting_free(l);
}

static void wrong_options_are_refused(void **state)
{
    struct road_town *t = *state;
    struct jy_error err;
    struct jy_plan *plan = NULL;
    const struct jy_plan_inputs inputs = {0};
    unsigned weights = 99;
    struct jy_lighting *l = road_town_light(t);
    assert_int_equal(
        jy_plan_new(l, &inputs, (struct jy_plan_options){.budget_yen = (double)NAN}, &plan, &err),
        JY_EINVALID);
    assert_int_equal(
        jy_plan_new(l, &inputs, (struct jy_plan_options){.budget_yen = -1}, &plan, &err),
        JY_EINVALID);
    assert_false(jy_plan_weights_parse("length,beauty", &weights));
    assert_false(jy_plan_weights_parse("", &weights));
    assert_int_equal(weights, 99);
    assert_true(jy_plan_weights_parse("requests,length", &weights));
    assert_int_equal(weights, JY_PLAN_LENGTH | JY_PLAN_REQUESTS);
    jy_lighting_free(l);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, road_town_setup, road_town_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(everything_that_can_be_lit), TEST(a_pole_comes_first_and_costs_less),
        TEST(planned_lights_stay),        TEST(what_weighs_more_comes_first),
        TEST(reasons_have_their_figures), TEST(wrong_options_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
