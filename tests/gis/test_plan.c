/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/plan.h"

#include "tests/support/networks.h"
#include "tests/support/support.h"

#define S_M       20.0
#define MAX_SITES 11

static struct gis_lighting *light_up(const struct gis_network *net, size_t n,
                                     const struct gis_snap *lights)
{
    struct gis_lighting *lighting = NULL;
    assert_int_equal(gis_lighting_new(net, S_M, n, lights, &lighting), GIS_OK);
    return lighting;
}

/* --- closed forms ----------------------------------------------------------------------------- */

/* One road of 200 m, lights at 0, 50, 110 and 200: dark are 10-40, 60-100 and 120-190. */
static struct gis_network *street(struct gis_lighting **lighting)
{
    struct support_roads roads = {0};
    support_roads_add(&roads, 2, (struct gis_xy[]){{0, 0}, {200, 0}},
                      GIS_ROAD_EVALUATE | GIS_ROAD_PASSABLE, 0);
    struct gis_network *net = support_network(&roads, NULL);
    support_roads_free(&roads);
    const struct gis_snap lights[] = {{{0, 0}, 0}, {{0, 50}, 0}, {{0, 110}, 0}, {{0, 200}, 0}};
    *lighting = light_up(net, 4, lights);
    return net;
}

static void one_light_where_it_weighs_most(void **state)
{
    (void)state;
    struct gis_lighting *lighting;
    struct gis_network *net = street(&lighting);
    /* 40 is too near to the light at 50; 25 takes away 20 m, 80 takes 20 m that weigh double */
    const struct gis_plan_site sites[] = {
        {{0, 25}, 1, GIS_NONE}, {{0, 40}, 1, GIS_NONE}, {{0, 80}, 1, GIS_NONE}};
    const size_t first[] = {0, 2};
    const struct gis_plan_weight weights[] = {{50, 1}, {200, 2}};
    const struct gis_plan_task task = {.n_sites = 3,
                                       .sites = sites,
                                       .least_distance_m = S_M,
                                       .budget = 1,
                                       .max_lights = SIZE_MAX,
                                       .first_weight = first,
                                       .weights = weights};
    struct gis_plan plan;
    assert_int_equal(gis_plan_new(lighting, &task, &plan), GIS_OK);
    assert_int_equal(plan.n_allowed, 2);
    assert_int_equal(plan.n_picks, 1);
    assert_int_equal(plan.picks[0].site, 2);
    assert_near(plan.picks[0].gain, 40, 1e-9, 0);
    assert_near(plan.picks[0].metres_m, 20, 1e-9, 0);
    assert_near(plan.picks[0].before_m, 30, 1e-9, 0);
    assert_near(plan.dark_m, 30 + 40 + 70, 1e-9, 0);
    assert_near(plan.dark, 30 + 80 + 140, 1e-9, 0);
    assert_near(plan.bound, 40, 1e-9, 0);
    assert_near(plan.reachable_m, 40, 1e-9, 0);
    assert_near(gis_lighting_summary(lighting).uncovered_m, 120, 1e-9, 0);
    gis_plan_done(&plan);
    gis_lighting_free(lighting);
    gis_network_free(net);
}

/* Yen count: 20 m for 100 beat 20 m for 200. Of 250 no more than 200 can be spent in hundreds, so
 * that at most half of the other comes on top. Costs without a common unit leave the fraction: half
 * a site more for the half of its cost. */
static void metres_for_the_money(void **state)
{
    (void)state;
    static const double want[][5] = {/* unit, budget, picks, gain, bound */
                                     {1, 150, 1, 20, 20},      {1, 250, 1, 20, 30},
                                     {1, 300, 2, 40, 40},      {1, 99, 0, 0, 0},
                                     {1.0025, 150, 1, 20, 25}, {1.0025, 99, 0, 0, 19.8}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        const double unit = want[i][0];
        const struct gis_plan_site sites[] = {{{0, 80}, 200 * unit, GIS_NONE},
                                              {{0, 25}, 100 * unit, GIS_NONE}};
        struct gis_lighting *lighting;
        struct gis_network *net = street(&lighting);
        const struct gis_plan_task task = {.n_sites = 2,
                                           .sites = sites,
                                           .least_distance_m = S_M,
                                           .budget = want[i][1] * unit,
                                           .max_lights = SIZE_MAX};
        struct gis_plan plan;
        assert_int_equal(gis_plan_new(lighting, &task, &plan), GIS_OK);
        assert_int_equal(plan.n_picks, (int)want[i][2]);
        assert_near(plan.gain, want[i][3], 1e-9, 0);
        assert_near(plan.bound, want[i][4], 1e-5, 0);
        gis_plan_done(&plan);
        gis_lighting_free(lighting);
        gis_network_free(net);
    }
}

/* 120-190 from 130 to 180 in steps of a metre: lights at 130, 150 and 170 (or mirrored) take away
 * 20 each, a fourth has no room; a quota of one or two ends it sooner. */
static void packed_from_the_lit_ends_within_the_quota(void **state)
{
    (void)state;
    for (size_t quota = 0; quota < 3; quota++) {
        struct gis_lighting *lighting;
        struct gis_network *net = street(&lighting);
        struct gis_plan_site sites[51];
        for (int i = 0; i < 51; i++)
            sites[i] = (struct gis_plan_site){{0, 130 + i}, 7, 0};
        const struct gis_plan_task task = {.n_sites = 51,
                                           .sites = sites,
                                           .least_distance_m = S_M,
                                           .budget = 1e6,
                                           .max_lights = SIZE_MAX,
                                           .quota = quota,
                                           .n_groups = 1};
        struct gis_plan plan;
        assert_int_equal(gis_plan_new(lighting, &task, &plan), GIS_OK);
        size_t want = quota == 0 ? 3 : quota;
        assert_int_equal(plan.n_picks, want);
        assert_near(plan.gain, 20 * (double)want, 1e-6, 0);
        assert_near(plan.cost, 7 * (double)want, 0, 0);
        assert_near(plan.bound, 20 * (double)want, 1e-5, 0);
        gis_plan_done(&plan);
        gis_lighting_free(lighting);
        gis_network_free(net);
    }
}

/* A light fixed at 33, which is only 17 from the one at 50, takes away 23..40; then the best of the
 * rest, 20 each, within what is left of 350 and of the quota. */
static void fixed_sites_come_first(void **state)
{
    (void)state;
    const struct gis_plan_site sites[] = {
        {{0, 33}, 100, 0}, {{0, 80}, 100, 0}, {{0, 140}, 100, 0}, {{0, 160}, 100, 0}};
    static const size_t quota[] = {0, 3, 2};
    for (size_t k = 0; k < 3; k++) {
        struct gis_lighting *lighting;
        struct gis_network *net = street(&lighting);
        const size_t used = 1;
        struct gis_plan_task task = {.n_sites = 4,
                                     .sites = sites,
                                     .n_fixed = 1,
                                     .least_distance_m = S_M,
                                     .budget = 350,
                                     .max_lights = SIZE_MAX,
                                     .quota = quota[k],
                                     .n_groups = 1,
                                     .used = &used};
        struct gis_plan plan;
        assert_int_equal(gis_plan_new(lighting, &task, &plan), GIS_OK);
        size_t want = quota[k] == 0 ? 3 : quota[k] - used;
        assert_int_equal(plan.n_picks, want);
        assert_int_equal(plan.picks[0].site, 0);
        assert_near(plan.picks[0].metres_m, 17, 1e-9, 0);
        assert_near(plan.cost, 100 * (double)want, 0, 0);
        assert_near(plan.gain, 17 + 20 * (double)(want - 1), 1e-6, 0);
        assert_true(plan.bound >= plan.gain && plan.bound <= 57 + 1e-5);
        gis_plan_done(&plan);
        gis_lighting_free(lighting);
        gis_network_free(net);
    }
}

/* A cross of four arms of 50 m: 4 r from the middle, 2 r well inside an arm. */
static struct gis_network *cross(void)
{
    struct support_roads roads = {0};
    const struct gis_xy ends[4] = {{50, 0}, {-50, 0}, {0, 50}, {0, -50}};
    for (int i = 0; i < 4; i++)
        support_roads_add(&roads, 2, (struct gis_xy[]){{0, 0}, ends[i]},
                          GIS_ROAD_EVALUATE | GIS_ROAD_PASSABLE, 0);
    struct gis_network *net = support_network(&roads, NULL);
    support_roads_free(&roads);
    return net;
}

static void junction_first(void **state)
{
    (void)state;
    struct gis_network *net = cross();
    struct gis_lighting *lighting = light_up(net, 0, NULL);
    struct gis_plan_site sites[4 * 26];
    for (size_t i = 0; i < 4 * 26; i++)
        sites[i] = (struct gis_plan_site){{(uint32_t)(i / 26), 2 * (double)(i % 26)}, 1, GIS_NONE};
    const struct gis_plan_task task = {.n_sites = 4 * 26,
                                       .sites = sites,
                                       .least_distance_m = S_M,
                                       .budget = 3,
                                       .max_lights = SIZE_MAX};
    struct gis_plan plan;
    assert_int_equal(gis_plan_new(lighting, &task, &plan), GIS_OK);
    assert_int_equal(plan.n_picks, 3);
    assert_near(plan.picks[0].gain, 40, 1e-9, 0);
    assert_true(isinf(plan.picks[0].before_m));
    assert_near(plan.gain, 80, 1e-9, 0);
    assert_near(plan.bound, 80, 1e-5, 0);
    gis_plan_done(&plan);
    gis_lighting_free(lighting);
    gis_network_free(net);
}

/* Three roads of 60 m side by side, 8 m apart, that do not meet; 40 m in a straight line, reach 20
 * m. A light in the middle of one excludes those in the middle of the others. The one between
 * lights 40 m of its own road and 2 sqrt(20^2 - 8^2) of each other: that is the best, and the
 * bound. */
static void one_of_three_roads_side_by_side(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    for (int i = 0; i < 3; i++) {
        const struct gis_xy line[] = {{0, 8 * i}, {60, 8 * i}};
        support_roads_add(&roads, 2, line, GIS_ROAD_EVALUATE | GIS_ROAD_PASSABLE, 0);
    }
    struct gis_network *net = support_network(&roads, NULL);
    support_roads_free(&roads);
    const struct gis_lighting_rule rule = {.spacing_m = 40, .measure = GIS_STRAIGHT};
    struct gis_lighting *lighting;
    assert_int_equal(gis_lighting_new_by_rule(net, &rule, 0, NULL, &lighting), GIS_OK);
    const struct gis_plan_site sites[] = {
        {{0, 30}, 1, GIS_NONE}, {{1, 30}, 1, GIS_NONE}, {{2, 30}, 1, GIS_NONE}};
    const struct gis_plan_task task = {.n_sites = 3,
                                       .sites = sites,
                                       .edge_distance = true,
                                       .budget = 1000,
                                       .max_lights = SIZE_MAX};
    struct gis_plan plan;
    assert_int_equal(gis_plan_new(lighting, &task, &plan), GIS_OK);
    assert_int_equal(plan.n_picks, 1);
    assert_int_equal(plan.picks[0].site, 1);
    const double best_m = 40 + 4 * sqrt(20 * 20 - 8 * 8);
    assert_near(plan.gain, best_m, 1e-4, 0);
    assert_near(plan.bound, best_m, 1e-4, 0);
    gis_plan_done(&plan);
    gis_lighting_free(lighting);
    gis_network_free(net);
}

static void wrong_tasks_are_refused(void **state)
{
    (void)state;
    struct gis_lighting *lighting;
    struct gis_network *net = street(&lighting);
    struct gis_plan_site site = {{0, 25}, 1, GIS_NONE};
    struct gis_plan_task task = {
        .n_sites = 1, .sites = &site, .least_distance_m = S_M, .budget = 1, .max_lights = 1};
    struct gis_plan plan;
    site.at.offset_m = 201;
    assert_int_equal(gis_plan_new(lighting, &task, &plan), GIS_EDOMAIN);
    site.at = (struct gis_on_edge){1, 0};
    assert_int_equal(gis_plan_new(lighting, &task, &plan), GIS_EDOMAIN);
    site.at = (struct gis_on_edge){0, 25};
    site.cost = 0;
    assert_int_equal(gis_plan_new(lighting, &task, &plan), GIS_EDOMAIN);
    site.cost = 1;
    site.group = 0; /* of none */
    assert_int_equal(gis_plan_new(lighting, &task, &plan), GIS_EDOMAIN);
    site.group = GIS_NONE;
    task.least_distance_m = (double)NAN;
    assert_int_equal(gis_plan_new(lighting, &task, &plan), GIS_EDOMAIN);
    gis_lighting_free(lighting);
    gis_network_free(net);
}

/* --- random networks -------------------------------------------------------------------------- */

struct town {
    struct support_roads roads;
    struct gis_network *net;
    struct gis_snap lights[8];
    size_t n_lights, n_sites;
    struct gis_plan_site sites[MAX_SITES];
    size_t *first;
    struct gis_plan_weight *weights;
    struct gis_plan_task task;
    struct gis_lighting_rule rule;
    double *edge_spacing_m;
    uint8_t *starts;
};

static struct gis_on_edge anywhere(uint64_t *seed, const struct gis_network *net)
{
    struct gis_on_edge at = {(uint32_t)(support_random(seed) % net->n_edges), 0};
    at.offset_m = support_random_unit(seed) * net->edge_length_m[at.edge];
    return at;
}

static bool town_make(struct town *t, uint64_t k)
{
    uint64_t seed = k;
    memset(t, 0, sizeof *t);
    t->rule.spacing_m = S_M;
    t->roads = support_roads_lattice(&seed, 3, 18);
    t->net = support_network(&t->roads, NULL);
    if (t->net->n_edges == 0)
        return false;
    t->n_lights = support_random(&seed) % 4;
    for (size_t i = 0; i < t->n_lights; i++)
        t->lights[i].at = anywhere(&seed, t->net);
    t->n_sites = MAX_SITES;
    for (size_t i = 0; i < t->n_sites; i++)
        t->sites[i] = (struct gis_plan_site){anywhere(&seed, t->net),
                                             1 + (double)(support_random(&seed) % 3), GIS_NONE};
    t->first = calloc((size_t)t->net->n_edges + 1, sizeof *t->first);
    t->weights = calloc(t->net->n_edges, sizeof *t->weights);
    assert_true(t->first != NULL && t->weights != NULL);
    for (uint32_t e = 0; e < t->net->n_edges; e++) {
        t->first[e + 1] = e + 1;
        t->weights[e] = (struct gis_plan_weight){1e9, 0.5 + support_random_unit(&seed) * 2};
    }
    t->task = (struct gis_plan_task){.n_sites = t->n_sites,
                                     .sites = t->sites,
                                     .least_distance_m = k % 4 == 0 ? 0 : S_M,
                                     .budget = 1 + (double)(support_random(&seed) % 8),
                                     .max_lights = k % 3 == 0 ? 2 : SIZE_MAX};
    if (k % 5 == 0) {
        t->task.quota = 1;
        t->task.n_groups = 2;
        for (size_t i = 0; i < t->n_sites; i++)
            t->sites[i].group = i % 3 < 2 ? (uint32_t)(i % 3) : GIS_NONE;
    }
    if (k % 2 == 0) {
        t->task.first_weight = t->first;
        t->task.weights = t->weights;
    }
    return true;
}

static void town_done(struct town *t)
{
    free(t->first);
    free(t->weights);
    free(t->edge_spacing_m);
    free(t->starts);
    gis_network_free(t->net);
    support_roads_free(&t->roads);
}

/* A state of its own with some sites set up. */
static struct gis_lighting *light_town(const struct town *t, size_t n_added, const uint32_t *added)
{
    struct gis_snap lights[8 + MAX_SITES];
    struct gis_lighting *lighting = NULL;
    size_t n = t->n_lights;
    memcpy(lights, t->lights, n * sizeof *lights);
    for (size_t i = 0; i < n_added; i++)
        lights[n++] = (struct gis_snap){t->sites[added[i]].at, 0};
    assert_int_equal(gis_lighting_new_by_rule(t->net, &t->rule, n, lights, &lighting), GIS_OK);
    return lighting;
}

/* Weighted darkness, from the pieces of a state of its own. */
static double dark_with(const struct town *t, size_t n_added, const uint32_t *added)
{
    double sum = 0;
    struct gis_lighting *lighting = light_town(t, n_added, added);
    for (uint32_t e = 0; e < t->net->n_edges; e++)
        for (uint32_t p = gis_lighting_edge_piece(lighting, e); p != GIS_NONE;) {
            struct gis_dark_piece piece = gis_lighting_piece(lighting, p);
            sum += (piece.to_m - piece.from_m) *
                   (t->task.first_weight != NULL ? t->weights[e].per_m : 1);
            p = piece.next_on_edge;
        }
    gis_lighting_free(lighting);
    return sum;
}

/* d at a site with some others set up. */
static double distance_with(const struct town *t, size_t n_added, const uint32_t *added,
                            uint32_t site)
{
    struct gis_lighting *lighting = light_town(t, n_added, added);
    double d_m = gis_lighting_distance_m(lighting, t->sites[site].at, NULL);
    gis_lighting_free(lighting);
    return d_m;
}

static bool within_quota(const struct town *t, size_t n, const uint32_t *chosen, uint32_t site)
{
    size_t taken = 0;
    for (size_t i = 0; i < n; i++)
        taken += t->sites[chosen[i]].group == t->sites[site].group;
    return t->task.quota == 0 || t->sites[site].group == GIS_NONE || taken < t->task.quota;
}

static double least_m(const struct town *t, uint32_t site)
{
    bool by_edge = t->task.edge_distance && t->edge_spacing_m != NULL;
    return by_edge ? t->edge_spacing_m[t->sites[site].at.edge] : t->task.least_distance_m;
}

/* The best of all choices that keep distance, budget and number. */
static double exhaustive(const struct town *t, size_t n, uint32_t *chosen, uint32_t next,
                         double cost, double dark)
{
    double best = n == 0 ? 0 : dark - dark_with(t, n, chosen);
    if (n >= t->task.max_lights)
        return best;
    for (uint32_t i = next; i < t->n_sites; i++) {
        if (cost + t->sites[i].cost > t->task.budget || !within_quota(t, n, chosen, i) ||
            distance_with(t, n, chosen, i) < least_m(t, i) - 1e-6)
            continue;
        chosen[n] = i;
        best = fmax(best, exhaustive(t, n + 1, chosen, i + 1, cost + t->sites[i].cost, dark));
    }
    return best;
}

static void bound_holds_for_every_choice(void **state)
{
    (void)state;
    int tight = 0, all = 0;
    double sum_gain = 0, sum_best = 0, sum_bound = 0;
    for (uint64_t k = 1; k <= 300; k++) {
        struct town t;
        if (!town_make(&t, k))
            continue;
        uint32_t chosen[MAX_SITES];
        double dark = dark_with(&t, 0, NULL);
        double best = exhaustive(&t, 0, chosen, 0, 0, dark);
        struct gis_lighting *lighting = light_up(t.net, t.n_lights, t.lights);
        struct gis_plan plan;
        assert_int_equal(gis_plan_new(lighting, &t.task, &plan), GIS_OK);
        if (plan.bound < best - 1e-4 || plan.gain > best + 1e-4)
            fail_msg("seed %d: gain %.6f, best %.6f, bound %.6f", (int)k, plan.gain, best,
                     plan.bound);
        assert_near(plan.dark, dark, 1e-6, 0);
        tight += plan.bound < best + 1e-4;
        sum_gain += plan.gain;
        sum_best += best;
        sum_bound += plan.bound;
        all++;
        gis_plan_done(&plan);
        gis_lighting_free(lighting);
        town_done(&t);
    }
    print_message(
        "bound reached by the best choice in %d of %d towns; plan/best %.4f, best/bound %.4f\n",
        tight, all, sum_gain / sum_best, sum_best / sum_bound);
    assert_true(tight > all / 2);
    assert_true(sum_gain >= 0.99 * sum_best);
    assert_true(sum_best >= 0.96 * sum_bound);
}

/* --- other rules ------------------------------------------------------------------------------ */

enum variant { BANDS, STARTS, STRAIGHT, STRAIGHT_BANDS, N_VARIANTS };

/* Spacings of 12 to 30 m by edge, distances that start at crossings, straight lines. */
static void town_rule(struct town *t, uint64_t k, enum variant variant)
{
    uint64_t seed = k * 7;
    const uint32_t n = t->net->n_edges;
    t->rule = (struct gis_lighting_rule){.spacing_m = S_M};
    t->task.edge_distance = t->task.least_distance_m > 0;
    if (variant == STRAIGHT || variant == STRAIGHT_BANDS)
        t->rule.measure = GIS_STRAIGHT;
    if (variant == BANDS || variant == STRAIGHT_BANDS) {
        t->edge_spacing_m = calloc(n, sizeof *t->edge_spacing_m);
        assert_non_null(t->edge_spacing_m);
        for (uint32_t e = 0; e < n; e++)
            t->edge_spacing_m[e] = 12 + 6 * (double)(support_random(&seed) % 4);
        t->rule.edge_spacing_m = t->edge_spacing_m;
    }
    if (variant == STARTS) {
        t->starts = calloc(t->net->n_nodes, 1);
        assert_non_null(t->starts);
        for (uint32_t v = 0; v < t->net->n_nodes; v++)
            t->starts[v] = support_random(&seed) % 3 == 0;
        t->rule.node_starts = t->starts;
    }
}

/* Each pick takes away what states from the start say, and keeps the spacing of its road. */
static void picks_are_measured(const struct town *t, const struct gis_plan *plan, double slack)
{
    uint32_t got[MAX_SITES];
    double dark = dark_with(t, 0, NULL);
    for (size_t i = 0; i < plan->n_picks; i++) {
        uint32_t site = plan->picks[i].site;
        struct gis_lighting *l = light_town(t, i, got);
        double least_m =
            t->task.edge_distance ? gis_lighting_edge_spacing_m(l, t->sites[site].at.edge) : 0;
        assert_true(gis_lighting_distance_m(l, t->sites[site].at, NULL) >= least_m - 1e-6);
        gis_lighting_free(l);
        got[i] = site;
        double next = dark_with(t, i + 1, got);
        assert_near(plan->picks[i].gain, dark - next, slack, 0);
        dark = next;
    }
}

static void other_rules(void **state)
{
    (void)state;
    size_t n_picks[N_VARIANTS] = {0};
    for (uint64_t k = 3001; k <= 3160; k++) {
        struct town t;
        uint32_t chosen[MAX_SITES];
        enum variant variant = (enum variant)(k / 4 % N_VARIANTS);
        if (!town_make(&t, k))
            continue;
        town_rule(&t, k, variant);
        /* curves in a straight line are followed to 5 cm */
        double slack = t.rule.measure == GIS_STRAIGHT ? 0.3 : 1e-4;
        double dark = dark_with(&t, 0, NULL), best = exhaustive(&t, 0, chosen, 0, 0, dark);
        struct gis_lighting *lighting = light_town(&t, 0, NULL);
        struct gis_plan plan;
        assert_int_equal(gis_plan_new(lighting, &t.task, &plan), GIS_OK);
        if (plan.bound < best - slack || plan.gain > plan.bound + slack)
            fail_msg("seed %d, rule %d: gain %.6f, best %.6f, bound %.6f", (int)k, (int)variant,
                     plan.gain, best, plan.bound);
        picks_are_measured(&t, &plan, slack);
        n_picks[variant] += plan.n_picks;
        gis_plan_done(&plan);
        gis_lighting_free(lighting);
        town_done(&t);
    }
    for (int i = 0; i < N_VARIANTS; i++)
        assert_true(n_picks[i] > 20);
}

/* Plain greedy from states of their own: the rule as the header says it. */
static size_t plain_greedy(const struct town *t, uint32_t *chosen)
{
    double d0_m[MAX_SITES], cost = 0;
    size_t n = 0;
    for (uint32_t i = 0; i < t->n_sites; i++)
        d0_m[i] = distance_with(t, 0, NULL, i);
    for (;;) {
        double dark = dark_with(t, n, chosen), best = 0;
        uint32_t pick = GIS_NONE;
        for (uint32_t i = 0; i < t->n_sites && n < t->task.max_lights; i++) {
            if (cost + t->sites[i].cost > t->task.budget || !within_quota(t, n, chosen, i) ||
                distance_with(t, n, chosen, i) < t->task.least_distance_m - 1e-6)
                continue;
            chosen[n] = i;
            double gain = round((dark - dark_with(t, n + 1, chosen)) * 1e6) / 1e6;
            double density = gain / t->sites[i].cost;
            if (gain <= 0 || density < best)
                continue;
            bool first = density > best || t->sites[i].cost < t->sites[pick].cost ||
                         (t->sites[i].cost == t->sites[pick].cost && d0_m[i] < d0_m[pick] - 1e-6);
            if (first) {
                best = density;
                pick = i;
            }
        }
        if (pick == GIS_NONE)
            return n;
        chosen[n++] = pick;
        cost += t->sites[pick].cost;
    }
}

/* At its turn each pick takes away most for its cost, of those that are still to come. */
static void picks_in_order(const struct town *t, const struct gis_plan *plan, const uint32_t *got)
{
    for (size_t i = 0; i < plan->n_picks; i++) {
        uint32_t with[MAX_SITES];
        double dark = dark_with(t, i, got);
        memcpy(with, got, i * sizeof *with);
        with[i] = got[i];
        double gain = dark - dark_with(t, i + 1, with);
        assert_near(plan->picks[i].gain, gain, 1e-5, 0);
        for (size_t k = i + 1; k < plan->n_picks; k++) {
            with[i] = got[k];
            double later = dark - dark_with(t, i + 1, with);
            assert_true(later / t->sites[got[k]].cost <= gain / t->sites[got[i]].cost + 1e-5);
        }
    }
}

static void no_worse_than_greedy_and_keeps_the_distance(void **state)
{
    (void)state;
    int better = 0;
    for (uint64_t k = 1001; k <= 1250; k++) {
        struct town t;
        if (!town_make(&t, k))
            continue;
        uint32_t greedy[MAX_SITES], got[MAX_SITES];
        size_t n_greedy = plain_greedy(&t, greedy);
        struct gis_lighting *lighting = light_up(t.net, t.n_lights, t.lights);
        struct gis_plan plan;
        assert_int_equal(gis_plan_new(lighting, &t.task, &plan), GIS_OK);
        assert_true(plan.n_picks <= t.task.max_lights);
        double cost = 0;
        for (size_t i = 0; i < plan.n_picks; i++) {
            got[i] = plan.picks[i].site;
            double d_m = distance_with(&t, i, got, got[i]);
            assert_true(d_m >= t.task.least_distance_m - 1e-6);
            assert_near(plan.picks[i].before_m, d_m, 1e-9, 0);
            cost += t.sites[got[i]].cost;
        }
        assert_true(cost <= t.task.budget);
        picks_in_order(&t, &plan, got);
        double by_greed = plan.dark - dark_with(&t, n_greedy, greedy);
        if (plan.gain < by_greed - 1e-5)
            fail_msg("seed %d: %.6f, greedy %.6f", (int)k, plan.gain, by_greed);
        better += plan.gain > by_greed + 1e-5;
        assert_near(plan.gain, plan.dark - dark_with(&t, plan.n_picks, got), 1e-5, 0);
        assert_near(gis_lighting_summary(lighting).uncovered_m, plan.dark_m - plan.gain_m, 1e-5, 0);
        gis_plan_done(&plan);
        gis_lighting_free(lighting);
        town_done(&t);
    }
    print_message("better than greedy in %d towns\n", better);
    assert_true(better > 0);
}

/* Streets with crossings and rings, sites all two metres: nothing can be tried out here, but plan
 * and bound come from different reasoning and must meet. */
static void plan_meets_its_bound(void **state)
{
    (void)state;
    double sum_gain = 0, sum_bound = 0;
    for (uint64_t k = 2001; k <= 2024; k++) {
        uint64_t seed = k;
        struct support_roads roads = support_roads_lattice(&seed, 9, 35);
        struct gis_network *net = support_network(&roads, NULL);
        struct gis_snap lights[12];
        for (size_t i = 0; i < 12; i++)
            lights[i] = (struct gis_snap){anywhere(&seed, net), 0};
        struct gis_plan_site *sites = malloc(40000 * sizeof *sites);
        size_t n = 0;
        assert_non_null(sites);
        for (uint32_t e = 0; e < net->n_edges; e++)
            for (double at_m = 0; at_m < net->edge_length_m[e] && n < 40000; at_m += 2)
                sites[n++] = (struct gis_plan_site){{e, at_m}, n % 3 ? 3 : 1, GIS_NONE};
        struct gis_lighting *lighting = light_up(net, 12, lights);
        const struct gis_plan_task task = {.n_sites = n,
                                           .sites = sites,
                                           .least_distance_m = k % 2 == 0 ? 0 : S_M,
                                           .budget = k % 3 == 0 ? INFINITY : 60,
                                           .max_lights = k % 3 == 0 ? 25 : SIZE_MAX,
                                           .least_gain = 1};
        struct gis_plan plan;
        assert_int_equal(gis_plan_new(lighting, &task, &plan), GIS_OK);
        if (plan.gain < 0.97 * plan.bound)
            fail_msg("seed %d: %.3f of %.3f", (int)k, plan.gain, plan.bound);
        sum_gain += plan.gain;
        sum_bound += plan.bound;
        gis_plan_done(&plan);
        gis_lighting_free(lighting);
        free(sites);
        gis_network_free(net);
        support_roads_free(&roads);
    }
    print_message("plan/bound %.4f\n", sum_gain / sum_bound);
    assert_true(sum_gain >= 0.98 * sum_bound);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_light_where_it_weighs_most),
        cmocka_unit_test(metres_for_the_money),
        cmocka_unit_test(packed_from_the_lit_ends_within_the_quota),
        cmocka_unit_test(fixed_sites_come_first),
        cmocka_unit_test(junction_first),
        cmocka_unit_test(one_of_three_roads_side_by_side),
        cmocka_unit_test(wrong_tasks_are_refused),
        cmocka_unit_test(bound_holds_for_every_choice),
        cmocka_unit_test(plan_meets_its_bound),
        cmocka_unit_test(other_rules),
        cmocka_unit_test(no_worse_than_greedy_and_keeps_the_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
