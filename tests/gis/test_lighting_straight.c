/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "gis/extra_lights.h"
#include "gis/lighting.h"

#include "tests/support/networks.h"
#include "tests/support/support.h"

#define BOTH (GIS_ROAD_EVALUATE | GIS_ROAD_PASSABLE)

static struct gis_lighting *light_up(const struct gis_network *net, double spacing_m, size_t n,
                                     const struct gis_snap *lights)
{
    struct gis_lighting_rule rule = {.spacing_m = spacing_m, .measure = GIS_STRAIGHT};
    struct gis_lighting *lighting = NULL;
    assert_int_equal(gis_lighting_new_by_rule(net, &rule, n, lights, &lighting), GIS_OK);
    return lighting;
}

/* --- closed forms ----------------------------------------------------------------------------- */

/* Two roads 6 m apart that do not meet, one light on the one: discs of 10 and 20 m cut the other at
 * 8 = sqrt(100 - 36) and sqrt(364) m. */
static void a_light_reaches_the_road_beside(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    support_roads_add(&roads, 2, (struct gis_xy[]){{0, 0}, {100, 0}}, BOTH, 0);
    support_roads_add(&roads, 3, (struct gis_xy[]){{0, 6}, {70, 6}, {100, 6}}, BOTH, 0);
    struct gis_network *net = support_network(&roads, NULL);
    const struct gis_snap light = {{1, 50}, 0};
    struct gis_lighting *lighting = light_up(net, 20, 1, &light);
    struct gis_lighting_summary sum = gis_lighting_summary(lighting);
    assert_near(sum.uncovered_m, 84 + 80, 1e-6, 0);
    assert_near(sum.eligible_m, 100 - 2 * sqrt(364) + 60, 1e-6, 0);
    assert_int_equal(sum.gaps, 4);
    assert_near(sum.max_distance_m, sqrt(2536), 1e-9, 0);
    uint32_t nearest = 7;
    struct gis_on_edge at = {0, 20};
    assert_near(gis_lighting_distance_m(lighting, at, &nearest), sqrt(936), 1e-9, 0);
    assert_int_equal(nearest, 0);
    uint32_t piece = gis_lighting_edge_piece(lighting, 0);
    assert_near(gis_lighting_piece(lighting, piece).to_m, 42, 1e-6, 0);
    assert_near(gis_lighting_piece(lighting, piece).peak_at_m, 0, 1e-6, 0);
    struct gis_interval in[4];
    assert_int_equal(gis_lighting_eligible(lighting, 0, 4, in), 2);
    assert_near(in[1].from_m, 50 + sqrt(364), 1e-6, 0);
    gis_lighting_free(lighting);
    gis_network_free(net);
    support_roads_free(&roads);
}

/* A hairpin: along the road the light is 100 m from the other end, in a straight line 4. */
static void a_hairpin_is_lit_from_the_other_arm(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    support_roads_add(&roads, 4, (struct gis_xy[]){{0, 0}, {48, 0}, {48, 4}, {0, 4}}, BOTH, 0);
    struct gis_network *net = support_network(&roads, NULL);
    const struct gis_snap light = {{0, 0}, 0};
    struct gis_lighting *lighting = light_up(net, 20, 1, &light);
    assert_near(gis_lighting_distance_m(lighting, (struct gis_on_edge){0, 100}, NULL), 4, 1e-9, 0);
    /* first arm dark from 10, last one up to sqrt(84) from its end: one gap around the bend */
    struct gis_lighting_summary sum = gis_lighting_summary(lighting);
    assert_near(sum.uncovered_m, 38 + 4 + 48 - sqrt(84), 1e-6, 0);
    assert_int_equal(sum.gaps, 1);
    assert_near(sum.max_distance_m, sqrt(48 * 48 + 16), 1e-9, 0);
    /* a disc of 10 m covers 20 m of the first arm: two lights at least; along the road five */
    struct gis_extra_lights extra;
    assert_int_equal(gis_extra_lights_new(lighting, &extra), GIS_OK);
    assert_true(extra.lower >= 2 && extra.lower <= extra.upper && extra.upper <= 5);
    for (size_t i = 0; i < extra.upper; i++) {
        struct gis_snap more = {extra.at[i], 0};
        assert_int_equal(gis_lighting_add(lighting, &more, NULL, NULL), GIS_OK);
    }
    assert_near(gis_lighting_summary(lighting).uncovered_m, 0, 1e-5, 0);
    gis_extra_lights_done(&extra);
    gis_lighting_free(lighting);
    gis_network_free(net);
    support_roads_free(&roads);
}

static void without_a_light_all_is_dark(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    support_roads_add(&roads, 3, (struct gis_xy[]){{0, 0}, {30, 0}, {30, 40}}, BOTH, 0);
    struct gis_network *net = support_network(&roads, NULL);
    struct gis_lighting *lighting = light_up(net, 20, 0, NULL);
    struct gis_lighting_summary sum = gis_lighting_summary(lighting);
    assert_near(sum.uncovered_m, 70, 1e-9, 0);
    assert_near(sum.eligible_m, 70, 1e-9, 0);
    assert_int_equal(sum.gaps, 1);
    assert_true(isinf(sum.max_distance_m));
    const struct gis_snap light = {{0, 30}, 0};
    assert_int_equal(gis_lighting_add(lighting, &light, NULL, NULL), GIS_OK);
    assert_near(gis_lighting_summary(lighting).uncovered_m, 50, 1e-9, 0);
    assert_int_equal(gis_lighting_remove(lighting, 0, NULL), GIS_OK);
    assert_near(gis_lighting_summary(lighting).uncovered_m, 70, 1e-9, 0);
    gis_lighting_free(lighting);
    gis_network_free(net);
    support_roads_free(&roads);
}

/* Lights at (0, 0) and (60, 80), an intersection at (0, 60) with three arms of 60 m. */
static void an_intersection_is_as_good_as_a_light(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    support_roads_add(&roads, 2, (struct gis_xy[]){{0, 0}, {0, 60}}, BOTH, 0);
    support_roads_add(&roads, 2, (struct gis_xy[]){{0, 60}, {60, 60}}, BOTH, 0);
    support_roads_add(&roads, 2, (struct gis_xy[]){{0, 60}, {-60, 60}}, BOTH, 0);
    struct gis_network *net = support_network(&roads, NULL);
    uint8_t starts[4];
    gis_network_junctions(net, starts);
    struct gis_lighting_rule rule = {
        .spacing_m = 20, .node_starts = starts, .measure = GIS_STRAIGHT};
    struct gis_lighting *lighting = NULL;
    assert_int_equal(gis_lighting_new_by_rule(net, &rule, 0, NULL, &lighting), GIS_OK);
    assert_near(gis_lighting_summary(lighting).uncovered_m, 150, 1e-6, 0);
    assert_int_equal(gis_lighting_summary(lighting).gaps, 3);
    uint32_t light = 0;
    assert_near(gis_lighting_distance_m(lighting, (struct gis_on_edge){1, 25}, &light), 25, 1e-9,
                0);
    assert_int_equal(light, GIS_JUNCTION);
    struct gis_light_way way[2];
    assert_int_equal(gis_lighting_both_ways(lighting, (struct gis_on_edge){1, 25}, INFINITY, way),
                     GIS_OK);
    assert_int_equal(way[0].light, GIS_NONE); /* an intersection is no light */
    gis_lighting_free(lighting);
    gis_network_free(net);
    support_roads_free(&roads);
}

/* --- brute force ------------------------------------------------------------------------------ */

static double brute_m(const struct gis_network *net, struct gis_xy p, size_t n,
                      const struct gis_snap *lights)
{
    double best = HUGE_VAL;
    for (size_t i = 0; i < n; i++) {
        if (lights[i].at.edge == GIS_NONE)
            continue;
        struct gis_xy q = gis_network_xy(net, lights[i].at);
        best = fmin(best, hypot(p.x_m - q.x_m, p.y_m - q.y_m));
    }
    return best;
}

static bool in_eligible(const struct gis_lighting *lighting, struct gis_on_edge at)
{
    struct gis_interval in[64];
    size_t n = gis_lighting_eligible(lighting, at.edge, 64, in);
    assert_true(n <= 64);
    for (size_t i = 0; i < n; i++)
        if (in[i].from_m <= at.offset_m && at.offset_m <= in[i].to_m)
            return true;
    return false;
}

static double profile_at(const struct gis_lighting *lighting, struct gis_on_edge at)
{
    struct gis_distance_at p[2000];
    size_t n = gis_lighting_profile(lighting, at.edge, 2000, p), i = 1;
    assert_true(n >= 2 && n <= 2000);
    while (i + 1 < n && p[i].offset_m < at.offset_m)
        i++;
    double step_m = p[i].offset_m - p[i - 1].offset_m;
    double t = step_m > 0 ? (at.offset_m - p[i - 1].offset_m) / step_m : 0;
    return p[i - 1].d_m + t * (p[i].d_m - p[i - 1].d_m);
}

/* Every sample is dark, eligible and as far as comparing with every light says. */
static void samples_agree_with_every_light(void **state)
{
    (void)state;
    for (uint64_t run = 1; run <= 120; run++) {
        uint64_t seed = run * 17;
        struct support_roads roads =
            support_roads_lattice(&seed, 2 + (int)(run % 5), 6 + (int)(run % 23));
        struct gis_network *net = support_network(&roads, NULL);
        struct gis_snap lights[14];
        size_t n = net->n_edges == 0 ? 0 : 1 + support_random(&seed) % 14;
        for (size_t i = 0; i < n; i++) {
            uint32_t e = (uint32_t)(support_random(&seed) % net->n_edges);
            lights[i] =
                (struct gis_snap){{e, support_random_unit(&seed) * net->edge_length_m[e]}, 0};
        }
        double s_m = 4 + (double)(support_random(&seed) % 30), most_m = 0, dark_m = 0;
        struct gis_lighting *lighting = light_up(net, s_m, n, lights);
        for (uint32_t e = 0; e < net->n_edges && n > 0; e++)
            for (int k = 0; k <= 40; k++) {
                struct gis_on_edge at = {e, net->edge_length_m[e] * k / 40.0};
                double d_m = brute_m(net, gis_network_xy(net, at), n, lights);
                bool judged = net->edge_flags[e] & GIS_ROAD_EVALUATE;
                assert_near(gis_lighting_distance_m(lighting, at, NULL), d_m, 1e-9, 0);
                assert_near(profile_at(lighting, at), d_m, GIS_PROFILE_ERROR_M + 1e-6, 0);
                if (fabs(d_m - s_m) > 1e-6)
                    assert_int_equal(in_eligible(lighting, at), d_m > s_m);
                if (!judged)
                    continue;
                most_m = fmax(most_m, d_m);
                if (fabs(d_m - s_m / 2) > 1e-6)
                    assert_int_equal(gis_lighting_piece_at(lighting, at) != GIS_NONE,
                                     d_m > s_m / 2);
            }
        uint32_t cursor = 0, gap;
        while (gis_lighting_next_gap(lighting, &cursor, &gap)) {
            struct gis_gap g = gis_lighting_gap(lighting, gap);
            dark_m += g.length_m;
            assert_near(brute_m(net, gis_network_xy(net, g.darkest), n, lights),
                        n > 0 ? g.max_distance_m : HUGE_VAL, 1e-9, 0);
        }
        struct gis_lighting_summary sum = gis_lighting_summary(lighting);
        assert_near(sum.uncovered_m, dark_m, 1e-5, 0);
        if (n > 0)
            assert_true(sum.max_distance_m >= most_m - 1e-9 && sum.max_distance_m <= most_m + 1.5);
        gis_lighting_free(lighting);
        gis_network_free(net);
        support_roads_free(&roads);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_light_reaches_the_road_beside),
        cmocka_unit_test(a_hairpin_is_lit_from_the_other_arm),
        cmocka_unit_test(without_a_light_all_is_dark),
        cmocka_unit_test(an_intersection_is_as_good_as_a_light),
        cmocka_unit_test(samples_agree_with_every_light),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
