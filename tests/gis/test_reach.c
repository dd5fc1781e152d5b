/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "gis/reach.h"

#include "tests/support/networks.h"
#include "tests/support/support.h"

static double reached_m(const struct gis_reached *found, size_t n)
{
    double sum_m = 0;
    for (size_t i = 0; i < n; i++)
        sum_m += found[i].to_m - found[i].from_m;
    return sum_m;
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

static void reach_of_a_cross(void **state)
{
    (void)state;
    struct gis_network *net = cross();
    struct gis_reach *reach = NULL;
    const struct gis_reached *found;
    size_t n;
    assert_int_equal(gis_reach_new(net, &reach), GIS_OK);
    static const double want[][3] = {/* offset, radius, length */
                                     {0, 10, 40},  {25, 10, 20}, {4, 10, 32},
                                     {45, 10, 15}, {30, 0, 0},   {0, 60, 200}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        assert_int_equal(
            gis_reach_find(reach, (struct gis_on_edge){0, want[i][0]}, want[i][1], &found, &n),
            GIS_OK);
        assert_near(reached_m(found, n), want[i][2], 1e-9, 0);
    }
    assert_int_equal(gis_reach_find(reach, (struct gis_on_edge){4, 0}, 1, &found, &n), GIS_EDOMAIN);
    assert_int_equal(gis_reach_find(reach, (struct gis_on_edge){0, 51}, 1, &found, &n),
                     GIS_EDOMAIN);
    assert_int_equal(gis_reach_find(reach, (struct gis_on_edge){0, 1}, -1, &found, &n),
                     GIS_EDOMAIN);
    gis_reach_free(reach);
    gis_network_free(net);
}

/* What a light covers is what it alone leaves covered, edge by edge: one spacing or some, along the
 * road or in a straight line. */
static void covered_is_right(const struct gis_lighting *lighting, const struct gis_reached *found,
                             size_t n, double slack_m)
{
    const struct gis_network *net = gis_lighting_network(lighting);
    for (uint32_t e = 0; e < net->n_edges; e++) {
        double covered_m = net->edge_length_m[e], got_m = 0;
        for (uint32_t p = gis_lighting_edge_piece(lighting, e); p != GIS_NONE;) {
            struct gis_dark_piece piece = gis_lighting_piece(lighting, p);
            covered_m -= piece.to_m - piece.from_m;
            p = piece.next_on_edge;
        }
        if (!(net->edge_flags[e] & GIS_ROAD_EVALUATE))
            continue;
        for (size_t i = 0; i < n; i++)
            if (found[i].edge == e)
                got_m += found[i].to_m - found[i].from_m;
        assert_near(got_m, covered_m, slack_m, 0);
    }
}

static void one_light(const struct gis_network *net, uint64_t *seed, const double *edge_spacing_m,
                      enum gis_measure measure)
{
    struct gis_snap light = {{(uint32_t)(support_random(seed) % net->n_edges), 0}, 0};
    light.at.offset_m = support_random_unit(seed) * net->edge_length_m[light.at.edge];
    const struct gis_lighting_rule rule = {.spacing_m = 10 + support_random_unit(seed) * 60,
                                           .edge_spacing_m = edge_spacing_m,
                                           .measure = measure};
    struct gis_lighting *lighting = NULL;
    struct gis_reach *reach = NULL;
    const struct gis_reached *found;
    size_t n;
    assert_int_equal(gis_lighting_new_by_rule(net, &rule, 1, &light, &lighting), GIS_OK);
    assert_int_equal(gis_reach_new_by_rule(lighting, &reach), GIS_OK);
    assert_int_equal(gis_reach_cover(reach, light.at, &found, &n), GIS_OK);
    covered_is_right(lighting, found, n, 1e-6);
    if (edge_spacing_m == NULL && measure == GIS_ALONG_ROAD) {
        assert_int_equal(gis_reach_find(reach, light.at, rule.spacing_m / 2, &found, &n), GIS_OK);
        covered_is_right(lighting, found, n, 1e-6);
    }
    gis_reach_free(reach);
    gis_lighting_free(lighting);
}

static void reach_is_what_a_light_covers(void **state)
{
    (void)state;
    for (uint64_t k = 1; k <= 200; k++) {
        uint64_t seed = k;
        struct support_roads roads = support_roads_lattice(&seed, 5, 12);
        struct gis_network *net = support_network(&roads, NULL);
        double *edge_spacing_m = calloc((size_t)net->n_edges + 1, sizeof *edge_spacing_m);
        assert_non_null(edge_spacing_m);
        for (uint32_t e = 0; e < net->n_edges; e++)
            edge_spacing_m[e] = 10 + support_random_unit(&seed) * 60;
        for (int t = 0; t < 8 && net->n_edges > 0; t++)
            one_light(net, &seed, t % 2 ? edge_spacing_m : NULL,
                      t % 4 < 2 ? GIS_ALONG_ROAD : GIS_STRAIGHT);
        free(edge_spacing_m);
        gis_network_free(net);
        support_roads_free(&roads);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reach_of_a_cross),
        cmocka_unit_test(reach_is_what_a_light_covers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
