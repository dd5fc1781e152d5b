/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "tests/support/networks.h"
#include "tests/support/support.h"

#define BOTH (GIS_ROAD_EVALUATE | GIS_ROAD_PASSABLE)

static void add(struct support_roads *roads, double x0, double y0, double x1, double y1)
{
    struct gis_xy points[] = {{x0, y0}, {x1, y1}};
    support_roads_add(roads, 2, points, BOTH, 0);
}

static void roads_meet_where_they_share_a_point(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    struct gis_xy main_road[] = {{0, 0}, {30, 0}, {30, 0}, {30, 40}, {80, 40}};
    support_roads_add(&roads, 5, main_road, BOTH, 0);
    add(&roads, 30, 40, 30, 90); /* from its third corner */
    add(&roads, 50, 0, 50, 90);  /* across, with no shared point */
    struct gis_network *net = support_network(&roads, NULL);
    assert_int_equal(net->n_edges, 4);
    assert_int_equal(net->n_nodes, 6);
    assert_int_equal(net->quality.n_components, 2);
    assert_int_equal(net->quality.n_dead_ends, 5);
    assert_int_equal(net->road_first_edge[1], 2);
    assert_near(net->edge_length_m[0], 70, 1e-12, 0);
    assert_near(net->edge_length_m[1], 50, 1e-12, 0);
    assert_near(net->length_m, 120 + 50 + 90, 1e-12, 0);
    uint32_t junction = net->edge_ends[0][1];
    assert_int_equal(net->node_first_arc[junction + 1] - net->node_first_arc[junction], 3);
    for (uint32_t k = net->node_first_arc[junction]; k < net->node_first_arc[junction + 1]; k++) {
        assert_int_equal(gis_half_tail(net, net->arcs[k].half), junction);
        assert_int_equal(gis_half_head(net, net->arcs[k].half), net->arcs[k].node);
    }
    gis_network_free(net);
    support_roads_free(&roads);
}

static void offsets_map_both_ways(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    struct gis_xy bent[] = {{0, 0}, {30, 0}, {30, 40}, {80, 40}};
    support_roads_add(&roads, 4, bent, BOTH, 0);
    add(&roads, 30, 40, 30, 90);
    struct gis_network *net = support_network(&roads, NULL);
    struct gis_on_edge at = gis_network_at(net, 0, 75);
    assert_int_equal(at.edge, 1);
    assert_near(at.offset_m, 5, 1e-12, 0);
    assert_near(gis_network_road_offset_m(net, at), 75, 1e-12, 0);
    struct gis_xy p = gis_network_xy(net, at);
    assert_near(p.x_m, 35, 1e-12, 0);
    assert_near(p.y_m, 40, 1e-12, 0);
    assert_int_equal(gis_network_at(net, 9, 0).edge, GIS_NONE);
    struct gis_xy line[3];
    assert_int_equal(gis_network_stretch(net, 0, 20, 45, 3, line), 3);
    assert_near(line[0].x_m, 20, 1e-12, 0);
    assert_near(line[1].x_m, 30, 1e-12, 0);
    assert_near(line[1].y_m, 0, 1e-12, 0);
    assert_near(line[2].y_m, 15, 1e-12, 0);
    gis_network_free(net);
    support_roads_free(&roads);
}

static void rings_and_roads_that_touch_themselves_are_cut(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    struct gis_xy ring[] = {{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}};
    struct gis_xy eight[] = {{100, 0}, {110, 0}, {120, 0}, {120, 10}, {110, 0}, {110, 20}};
    support_roads_add(&roads, 5, ring, BOTH, 0);
    support_roads_add(&roads, 6, eight, BOTH, 0);
    struct gis_network *net = support_network(&roads, NULL);
    assert_int_equal(net->n_edges, 4);
    assert_int_equal(net->edge_ends[0][0], net->edge_ends[0][1]);
    assert_near(net->edge_length_m[0], 40, 1e-12, 0);
    assert_int_equal(net->edge_ends[2][0], net->edge_ends[2][1]);
    assert_near(net->edge_length_m[2], 20 + sqrt(200), 1e-12, 0);
    gis_network_free(net);
    support_roads_free(&roads);
}

static void what_repeats_or_has_no_extent_is_left_out_and_counted(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    struct gis_xy bent[] = {{0, 0}, {5, 5}, {10, 0}}, back[] = {{10, 0}, {5, 5}, {0, 0}};
    struct gis_xy spot[] = {{7, 7}, {7, 7}};
    support_roads_add(&roads, 3, bent, GIS_ROAD_PASSABLE, 0);
    support_roads_add(&roads, 3, back, BOTH, 0);
    support_roads_add(&roads, 2, spot, BOTH, 0);
    add(&roads, 0, 0, 10, 0); /* same ends, another way */
    support_roads_add(&roads, 3, bent, BOTH, 1);
    support_roads_add(&roads, 0, bent, BOTH, 0);
    struct gis_network *net = support_network(&roads, NULL);
    /* the shared corner cuts the bent roads: two edges on the ground, two on level 1, one straight */
    assert_int_equal(net->n_edges, 5);
    assert_int_equal(net->quality.n_of[GIS_ISSUE_DUPLICATE], 2);
    assert_int_equal(net->quality.n_of[GIS_ISSUE_ZERO_LENGTH], 2);
    assert_int_equal(net->quality.n_issues, 4);
    assert_int_equal(net->edge_flags[0], BOTH); /* judged, because its repeat is */
    assert_int_equal(gis_network_at(net, 1, 3).edge, GIS_NONE);
    gis_network_free(net);
    struct gis_network_options keep = {.keep_duplicates = true};
    net = support_network(&roads, &keep);
    assert_int_equal(net->n_edges, 7);
    gis_network_free(net);
    support_roads_free(&roads);
}

static void crossings_are_found_or_joined_at_one_level(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    add(&roads, 0, 0, 60, 0);
    add(&roads, 30, -30, 30, 30);
    struct gis_xy bridge[] = {{40, -30}, {40, 30}};
    support_roads_add(&roads, 2, bridge, BOTH, 1);
    add(&roads, 50, 0, 50, 20); /* ends on the first road, which has no point there */
    struct gis_network_options find = {.find_crossings = true};
    struct gis_network *net = support_network(&roads, &find);
    assert_int_equal(net->n_edges, 4);
    assert_int_equal(net->quality.n_of[GIS_ISSUE_CROSSING], 2);
    assert_true(net->quality.crossings_complete);
    gis_network_free(net);
    struct gis_network_options join = {.node_crossings = true};
    net = support_network(&roads, &join);
    assert_int_equal(net->quality.n_of[GIS_ISSUE_NODED], 2);
    assert_int_equal(net->n_edges, 3 + 2 + 1 + 1);
    assert_int_equal(net->quality.n_components, 2);
    assert_near(net->length_m, 60 + 60 + 60 + 20, 1e-9, 0);
    gis_network_free(net);
    support_roads_free(&roads);
}

static void near_ends_join_within_the_tolerance(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    add(&roads, 0, 0, 50, 0);
    add(&roads, 50.25, 0, 100, 0);  /* end to end */
    add(&roads, 20, 0.125, 20, 40); /* stops short of the middle */
    add(&roads, 80, 3, 80, 40);     /* too far */
    struct gis_network_options options = {.end_gap_m = 0.5};
    struct gis_network *net = support_network(&roads, &options);
    assert_int_equal(net->quality.n_of[GIS_ISSUE_JOINED_GAP], 2);
    assert_int_equal(net->quality.n_components, 2);
    assert_int_equal(net->n_edges, 5);
    assert_near(net->length_m, 50 + 49.75 + 39.875 + 37, 1e-9, 0);
    assert_near(net->quality.issues[0].size_m, 0.25, 1e-12, 0);
    gis_network_free(net);
    support_roads_free(&roads);
}

static void a_road_that_is_not_passable_joins_nothing(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    struct gis_xy closed[] = {{10, 0}, {20, 0}};
    add(&roads, 0, 0, 10, 0);
    support_roads_add(&roads, 2, closed, GIS_ROAD_EVALUATE, 0);
    add(&roads, 20, 0, 30, 0);
    struct gis_network *net = support_network(&roads, NULL);
    assert_int_equal(net->n_nodes, 6);
    assert_int_equal(net->quality.n_components, 3);
    gis_network_free(net);
    support_roads_free(&roads);
}

static void bad_coordinates_are_refused_with_their_road(void **state)
{
    (void)state;
    static const double bad[] = {NAN, INFINITY, -INFINITY, 1e10};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct support_roads roads = {0};
        add(&roads, 0, 0, 1, 1);
        add(&roads, 0, 0, 1, bad[i]);
        struct gis_roads view = support_roads_view(&roads);
        struct gis_network *net = NULL;
        uint32_t road = 77;
        assert_int_equal(gis_network_new(&view, NULL, &road, &net), GIS_EDOMAIN);
        assert_int_equal(road, 1);
        assert_null(net);
        support_roads_free(&roads);
    }
    struct support_roads none = {0};
    struct gis_network *net = support_network(&none, NULL);
    assert_int_equal(net->n_edges, 0);
    assert_int_equal(gis_network_nearest(net, (struct gis_xy){0, 0}, INFINITY).at.edge, GIS_NONE);
    gis_network_free(net);
}

static double segment_m(struct gis_xy a, struct gis_xy b, struct gis_xy p)
{
    double t = ((p.x_m - a.x_m) * (b.x_m - a.x_m) + (p.y_m - a.y_m) * (b.y_m - a.y_m)) /
               (pow(b.x_m - a.x_m, 2) + pow(b.y_m - a.y_m, 2));
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(p.x_m - a.x_m - t * (b.x_m - a.x_m), p.y_m - a.y_m - t * (b.y_m - a.y_m));
}

static void nearest_is_that_of_brute_force(void **state)
{
    (void)state;
    uint64_t seed = 7;
    struct support_roads roads = support_roads_lattice(&seed, 9, 13);
    struct gis_network *net = support_network(&roads, NULL);
    for (int q = 0; q < 500; q++) {
        struct gis_xy p = {support_random_unit(&seed) * 130 - 10,
                           support_random_unit(&seed) * 130 - 10};
        double best = INFINITY;
        for (size_t r = 0; r < roads.n_roads; r++)
            for (size_t i = roads.first_point[r]; i + 1 < roads.first_point[r + 1]; i++)
                best = fmin(best, segment_m(roads.points[i], roads.points[i + 1], p));
        struct gis_snap snap = gis_network_nearest(net, p, INFINITY);
        assert_near(snap.distance_m, best, 1e-9, 0);
        struct gis_xy at = gis_network_xy(net, snap.at);
        assert_near(hypot(at.x_m - p.x_m, at.y_m - p.y_m), best, 1e-9, 0);
        assert_int_equal(gis_network_nearest(net, p, best * 0.999).at.edge, GIS_NONE);
    }
    gis_network_free(net);
    support_roads_free(&roads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roads_meet_where_they_share_a_point),
        cmocka_unit_test(offsets_map_both_ways),
        cmocka_unit_test(rings_and_roads_that_touch_themselves_are_cut),
        cmocka_unit_test(what_repeats_or_has_no_extent_is_left_out_and_counted),
        cmocka_unit_test(crossings_are_found_or_joined_at_one_level),
        cmocka_unit_test(near_ends_join_within_the_tolerance),
        cmocka_unit_test(a_road_that_is_not_passable_joins_nothing),
        cmocka_unit_test(bad_coordinates_are_refused_with_their_road),
        cmocka_unit_test(nearest_is_that_of_brute_force),
    };
    return cmocka_run_group_tests_name("gis/network", tests, NULL, NULL);
}
