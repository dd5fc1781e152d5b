/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sectors: closed forms, and a sweep of all directions against the exact search. */
#include <math.h>
#include <string.h>

#include "gis/view.h"
#include "gis/view_plan.h"

#include "tests/support/support.h"

static struct gis_view view(double direction_deg, double angle_deg, double range_m)
{
    return (struct gis_view){{10, 20}, direction_deg, angle_deg, range_m};
}

static struct gis_xy off(double bearing_deg, double d_m)
{
    const double rad = bearing_deg * (M_PI / 180);
    return (struct gis_xy){10 + d_m * sin(rad), 20 + d_m * cos(rad)};
}

/* North is up, east is 90; edges and the centre belong to it. */
static void a_sector_holds_what_is_in_it(void **state)
{
    (void)state;
    const struct gis_view v = view(350, 60, 30); /* 320 to 20 degrees */
    assert_true(gis_view_holds(&v, off(0, 10)));
    assert_true(gis_view_holds(&v, off(350, 30)));
    assert_true(gis_view_holds(&v, off(320, 29)));
    assert_true(gis_view_holds(&v, off(20, 29)));
    assert_true(gis_view_holds(&v, v.at));
    assert_false(gis_view_holds(&v, off(20.001, 29)));
    assert_false(gis_view_holds(&v, off(319.999, 29)));
    assert_false(gis_view_holds(&v, off(350, 30.001)));
    assert_false(gis_view_holds(&v, off(170, 1)));
    const struct gis_view all = view(0, 360, 30);
    assert_true(gis_view_holds(&all, off(123, 30)) && !gis_view_holds(&all, off(123, 30.001)));
}

static void a_wall_reaches_in_or_only_touches(void **state)
{
    (void)state;
    const struct gis_view v = view(0, 90, 30); /* 315 to 45 degrees */
    const struct gis_wall across = {off(300, 20), off(60, 20)},
                          beyond = {off(300, 70), off(60, 70)}, beside = {off(90, 5), off(90, 40)},
                          edge = {off(45, 5), off(45, 25)}, in = {off(10, 5), off(10, 6)},
                          behind = {off(135, 20), off(225, 20)};
    assert_true(gis_view_meets(&v, &across));
    assert_false(gis_view_meets(&v, &beyond)); /* nearest point 70 cos 60 = 35 m away */
    assert_false(gis_view_meets(&v, &beside));
    assert_false(gis_view_meets(&v, &edge));
    assert_true(gis_view_meets(&v, &in));
    assert_false(gis_view_meets(&v, &behind));
}

static double held(const struct gis_view *v, size_t n, const struct gis_xy *points,
                   const double *weights)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += gis_view_holds(v, points[i]) ? weights[i] : 0;
    return sum;
}

/* 60 degrees hold 10, 40 and 70 (weight 3) or 40, 70, 100 (weight 6): the middle is 70. */
static void it_turns_to_the_most(void **state)
{
    (void)state;
    const struct gis_xy points[] = {off(10, 9),  off(40, 9),  off(70, 9),
                                    off(100, 9), off(250, 9), off(250, 31)};
    const double weights[] = {1, 1, 1, 4, 5, 50};
    struct gis_view_aim aim = {{10, 20}, 60, 30, 6, points, weights, 0, NULL};
    struct gis_view best;
    double weight;
    assert_int_equal(gis_view_turn(&aim, &best, &weight), GIS_OK);
    assert_near(weight, 6, 0, 0);
    assert_near(best.direction_deg, 70, 0, 1e-9);
    assert_near(best.range_m, 30, 0, 0);
    assert_near(held(&best, 6, points, weights), 6, 0, 0);
    /* one point: straight at it */
    aim.n_points = 1;
    assert_int_equal(gis_view_turn(&aim, &best, &weight), GIS_OK);
    assert_near(best.direction_deg, 10, 0, 1e-9);
    /* nothing near */
    aim.points = &points[5];
    aim.weights = &weights[5];
    assert_int_equal(gis_view_turn(&aim, &best, &weight), GIS_OK);
    assert_near(weight, 0, 0, 0);
}

/* A house across the way at 12 m: what is behind stays unseen, the range shrinks to 11 m or less.
 */
static void it_leaves_dwellings_out(void **state)
{
    (void)state;
    const struct gis_xy points[] = {off(0, 8), off(0, 25), off(180, 20)};
    const double weights[] = {5, 9, 4};
    const struct gis_wall house[] = {{{-20, 32}, {40, 32}}}; /* 12 m north, long */
    const struct gis_view_aim aim = {{10, 20}, 90, 30, 3, points, weights, 1, house};
    struct gis_view best;
    double weight;
    assert_int_equal(gis_view_turn(&aim, &best, &weight), GIS_OK);
    assert_near(weight, 5, 0, 0);
    assert_near(best.range_m, 12, 0, 0); /* tenths of 30 m: 12 m touches, 15 m would reach in */
    assert_false(gis_view_meets(&best, &house[0]));
    /* all around it: no direction is free, even at 3 m */
    const struct gis_wall hut[] = {
        {{9, 19}, {11, 19}}, {{11, 19}, {11, 21}}, {{11, 21}, {9, 21}}, {{9, 21}, {9, 19}}};
    const struct gis_view_aim shut = {{10, 20}, 90, 30, 3, points, weights, 4, hut};
    assert_int_equal(gis_view_turn(&shut, &best, &weight), GIS_OK);
    assert_near(weight, 0, 0, 0);
}

static void make_scene(uint64_t *seed, size_t n, struct gis_xy *points, double *weights,
                       size_t n_walls, struct gis_wall *walls)
{
    for (size_t i = 0; i < n; i++) {
        points[i] = (struct gis_xy){support_random_unit(seed) * 80, support_random_unit(seed) * 80};
        weights[i] = (double)(support_random(seed) % 5);
    }
    for (size_t i = 0; i < n_walls; i++) {
        walls[i].a =
            (struct gis_xy){support_random_unit(seed) * 80, support_random_unit(seed) * 80};
        walls[i].b = (struct gis_xy){walls[i].a.x_m + support_random_unit(seed) * 16 - 8,
                                     walls[i].a.y_m + support_random_unit(seed) * 16 - 8};
    }
}

/* No direction in steps of 0.1 degrees and no range tried holds more, and what is said is held. */
static void no_direction_is_better(void **state)
{
    (void)state;
    uint64_t seed = 77;
    int n_walled = 0;
    for (int round = 0; round < 60; round++) {
        struct gis_xy points[40];
        double weights[40], weight = 0, most = 0;
        struct gis_wall walls[6];
        const size_t n_walls = support_random(&seed) % 7;
        make_scene(&seed, 40, points, weights, n_walls, walls);
        const struct gis_view_aim aim = {
            {40, 40}, 20 + support_random_unit(&seed) * 200, 35, 40, points, weights, n_walls,
            walls};
        struct gis_view best = {{0, 0}, 0, 0, 0};
        assert_int_equal(gis_view_turn(&aim, &best, &weight), GIS_OK);
        for (int tenth = 1; tenth <= GIS_VIEW_RANGES; tenth++)
            for (int k = 0; k < 3600; k++) {
                const struct gis_view v = {aim.at, k / 10.0, aim.angle_deg, 3.5 * tenth};
                bool meets = false;
                for (size_t i = 0; i < n_walls && !meets; i++)
                    meets = gis_view_meets(&v, &walls[i]);
                if (!meets)
                    most = fmax(most, held(&v, 40, points, weights));
            }
        assert_true(weight >= most);
        n_walled += n_walls > 0 && weight > 0;
        if (weight <= 0)
            continue;
        assert_near(held(&best, 40, points, weights), weight, 0, 1e-9);
        for (size_t i = 0; i < n_walls; i++)
            assert_false(gis_view_meets(&best, &walls[i]));
    }
    assert_true(n_walled > 10);
}

/* --- several -----------------------------------------------------------------------------------
 */

/* Two heaps 200 m apart with 5 and 3, one site at each, costs 1: 5 first, both together 8. */
static void the_most_for_its_cost_comes_first(void **state)
{
    (void)state;
    const struct gis_xy points[] = {{0, 10}, {200, 10}, {201, 10}};
    const double weights[] = {5, 2, 1};
    const struct gis_view_site sites[] = {{{200, 0}, 1}, {{0, 0}, 1}, {{100, 0}, 1}};
    struct gis_view_task task = {.n_points = 3,
                                 .points = points,
                                 .weights = weights,
                                 .n_sites = 3,
                                 .sites = sites,
                                 .angle_deg = 60,
                                 .range_m = 30,
                                 .budget = (double)INFINITY,
                                 .max_views = 2};
    struct gis_view_plan plan;
    assert_int_equal(gis_view_plan_new(&task, &plan), GIS_OK);
    assert_int_equal(plan.n_picks, 2);
    assert_int_equal(plan.picks[0].site, 1);
    assert_int_equal(plan.picks[1].site, 0);
    assert_near(plan.picks[0].view.direction_deg, 0, 0, 1e-9);
    assert_near(plan.gain, 8, 0, 0);
    assert_near(plan.bound, 8, 0, 0);
    assert_near(plan.reachable, 8, 0, 0);
    assert_int_equal(plan.n_usable, 2);
    gis_view_plan_done(&plan);
    /* a cheap site with a little would use up the money: the dear one alone brings more */
    const struct gis_view_site priced[] = {{{200, 0}, 10}, {{0, 0}, 20}};
    task.n_sites = 2;
    task.sites = priced;
    task.budget = 20;
    const double few[] = {5, 2, 1.5};
    task.weights = few;
    assert_int_equal(gis_view_plan_new(&task, &plan), GIS_OK);
    assert_int_equal(plan.n_picks, 1);
    assert_int_equal(plan.picks[0].site, 1);
    assert_near(plan.gain, 5, 0, 0);
    assert_near(plan.bound, 3.5 + 5 * 0.5, 0, 1e-9); /* half of the dear one for what is left */
    gis_view_plan_done(&plan);
    /* 19 do not pay for the dear one, and one cheap site is all there is */
    task.budget = 19;
    assert_int_equal(gis_view_plan_new(&task, &plan), GIS_OK);
    assert_near(plan.gain, 3.5, 0, 0);
    assert_near(plan.bound, 3.5, 0, 0);
    gis_view_plan_done(&plan);
    task.budget = 5;
    assert_int_equal(gis_view_plan_new(&task, &plan), GIS_OK);
    assert_int_equal(plan.n_picks, 0);
    assert_near(plan.bound, 0, 0, 0);
    gis_view_plan_done(&plan);
    task.angle_deg = 0;
    assert_int_equal(gis_view_plan_new(&task, &plan), GIS_EDOMAIN);
}

struct small {
    struct gis_xy points[14];
    double weights[14];
    struct gis_view_site sites[5];
    struct gis_wall walls[3];
};

/* Best of all sets of at most two of five sites, each turned by 5 degrees: at most the optimum. */
static double try_all(const struct gis_view_task *t)
{
    double best = 0;
    for (size_t i = 0; i < t->n_sites; i++)
        for (size_t k = i; k < t->n_sites; k++)
            for (int a = 0; a < 72; a++)
                for (int b = 0; b < (i == k ? 1 : 72); b++) {
                    const struct gis_view v[] = {
                        {t->sites[i].at, 5.0 * a, t->angle_deg, t->range_m},
                        {t->sites[k].at, i == k ? 5.0 * a : 5.0 * b, t->angle_deg, t->range_m}};
                    const double cost = t->sites[i].cost + (i == k ? 0 : t->sites[k].cost);
                    double sum = 0;
                    for (size_t p = 0; p < t->n_points && cost <= t->budget; p++)
                        if (gis_view_holds(&v[0], t->points[p]) ||
                            gis_view_holds(&v[1], t->points[p]))
                            sum += t->weights[p];
                    best = fmax(best, sum);
                }
    return best;
}

static void no_choice_exceeds_the_bound(void **state)
{
    (void)state;
    uint64_t seed = 4;
    int n_best = 0;
    for (int round = 0; round < 25; round++) {
        struct small s;
        make_scene(&seed, 14, s.points, s.weights, 3, s.walls);
        for (size_t i = 0; i < 5; i++)
            s.sites[i] = (struct gis_view_site){
                {support_random_unit(&seed) * 80, support_random_unit(&seed) * 80},
                round % 2 == 0 ? 1 : 1 + (double)(support_random(&seed) % 3)};
        struct gis_view_task task = {.n_points = 14,
                                     .points = s.points,
                                     .weights = s.weights,
                                     .n_sites = 5,
                                     .sites = s.sites,
                                     .angle_deg = 70,
                                     .range_m = 35,
                                     .budget = round % 2 == 0 ? (double)INFINITY : 3,
                                     .max_views = 2};
        struct gis_view_plan plan;
        assert_int_equal(gis_view_plan_new(&task, &plan), GIS_OK);
        const double best = try_all(&task);
        assert_true(plan.bound >= best - 1e-9);
        assert_true(plan.gain <= plan.bound + 1e-9);
        if (round % 2 == 0)
            assert_true(plan.gain >= best / 2 - 1e-9);
        n_best += plan.gain >= best - 1e-9;
        double sum = 0;
        for (size_t k = 0; k < plan.n_picks; k++)
            sum += plan.picks[k].gain;
        assert_near(sum, plan.gain, 0, 1e-9);
        assert_true(plan.cost <= task.budget);
        gis_view_plan_done(&plan);
        /* with walls every sector leaves them out */
        task.n_walls = 3;
        task.walls = s.walls;
        assert_int_equal(gis_view_plan_new(&task, &plan), GIS_OK);
        for (size_t k = 0; k < plan.n_picks; k++)
            for (size_t i = 0; i < 3; i++)
                assert_false(gis_view_meets(&plan.picks[k].view, &s.walls[i]));
        gis_view_plan_done(&plan);
    }
    assert_true(n_best > 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sector_holds_what_is_in_it),
        cmocka_unit_test(a_wall_reaches_in_or_only_touches),
        cmocka_unit_test(it_turns_to_the_most),
        cmocka_unit_test(it_leaves_dwellings_out),
        cmocka_unit_test(no_direction_is_better),
        cmocka_unit_test(the_most_for_its_cost_comes_first),
        cmocka_unit_test(no_choice_exceeds_the_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
