/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gis/lighting.h"

#include "tests/support/networks.h"
#include "tests/support/support.h"

#define BOTH (GIS_ROAD_EVALUATE | GIS_ROAD_PASSABLE)

/* --- the reference networks ------------------------------------------------------------------- */

static const char *const cases[] = {
    "G1_straight",           "G2_bend_deadend",
    "G2b_hairpin",           "G4_loop_isolated",
    "G10_grid_unlit",        "G5_staggered_unmatched",
    "G6_overpass_not_noded", "G8_boundary_outside_light",
};

struct reference {
    struct support_roads roads;
    struct gis_network *net;
    struct gis_lighting *lighting;
    size_t n_lights;
};

static bool table_open(const char *name, const char *file, struct support_table *out)
{
    char relative[200];
    (void)snprintf(relative, sizeof relative, "reference/gaps/%s/%s", name, file);
    const char *path = support_shared(relative);
    if (path == NULL)
        return false;
    *out = support_table_read(path);
    return true;
}

static bool reference_open(const char *name, struct reference *ref, struct gis_snap *snaps)
{
    char relative[200];
    (void)snprintf(relative, sizeof relative, "reference/gaps/%s/edges.csv", name);
    const char *path = support_shared(relative);
    struct support_table lights;
    if (path == NULL)
        return false;
    ref->roads = support_roads_read(path);
    ref->net = support_network(&ref->roads, NULL);
    struct gis_xy points[64];
    assert_true(table_open(name, "lights_snapped.csv", &lights));
    ref->n_lights = lights.n_rows;
    for (size_t i = 0; i < lights.n_rows; i++)
        points[i] =
            (struct gis_xy){support_number(&lights, i, "x"), support_number(&lights, i, "y")};
    gis_lights_snap(ref->net, lights.n_rows, points, 15, snaps);
    for (size_t i = 0; i < lights.n_rows; i++) {
        bool matched = support_number(&lights, i, "matched") > 0;
        assert_int_equal(matched, snaps[i].at.edge != GIS_NONE);
        if (!matched) {
            assert_true(snaps[i].distance_m > 15);
            continue;
        }
        assert_int_equal(ref->net->edge_road[snaps[i].at.edge] + 1,
                         (int)support_number(&lights, i, "eid"));
        assert_near(gis_network_road_offset_m(ref->net, snaps[i].at),
                    support_number(&lights, i, "offset"), 1e-6, 0);
        assert_near(snaps[i].distance_m, support_number(&lights, i, "lateral"), 1e-6, 0);
    }
    support_table_free(&lights);
    assert_int_equal(gis_lighting_new(ref->net, 20, ref->n_lights, snaps, &ref->lighting), GIS_OK);
    return true;
}

static void reference_close(struct reference *ref)
{
    gis_lighting_free(ref->lighting);
    gis_network_free(ref->net);
    support_roads_free(&ref->roads);
}

static void check_vertices(const char *name, const struct reference *ref)
{
    struct support_table places, distances;
    assert_true(table_open(name, "vertices.csv", &places));
    assert_true(table_open(name, "vertex_distance.csv", &distances));
    assert_int_equal(places.n_rows, ref->net->n_nodes);
    for (size_t i = 0; i < places.n_rows; i++) {
        uint32_t v = 0;
        while (ref->net->node_xy[v].x_m != support_number(&places, i, "x") ||
               ref->net->node_xy[v].y_m != support_number(&places, i, "y"))
            assert_true(++v < ref->net->n_nodes);
        assert_near(gis_lighting_node_m(ref->lighting, v, NULL), support_number(&distances, i, "d"),
                    1e-6, 0);
    }
    support_table_free(&places);
    support_table_free(&distances);
}

/* The reference numbers gaps as ours after a run from the start: by their first piece. */
static void check_pieces(const char *name, const struct reference *ref)
{
    struct support_table want, gaps;
    assert_true(table_open(name, "uncovered.csv", &want));
    assert_true(table_open(name, "gaps.csv", &gaps));
    size_t row = 0;
    for (uint32_t e = 0; e < ref->net->n_edges; e++)
        for (uint32_t k = gis_lighting_edge_piece(ref->lighting, e); k != GIS_NONE; row++) {
            struct gis_dark_piece piece = gis_lighting_piece(ref->lighting, k);
            assert_true(row < want.n_rows);
            assert_near(ref->net->edge_road[e] + 1, support_number(&want, row, "eid"), 0, 0);
            assert_near(piece.from_m, support_number(&want, row, "from_offset"), 1e-6, 0);
            assert_near(piece.to_m, support_number(&want, row, "to_offset"), 1e-6, 0);
            assert_near(piece.peak_m, support_number(&want, row, "peak_distance"), 1e-6, 0);
            assert_near(piece.gap + 1, support_number(&want, row, "gap_id"), 0, 0);
            k = piece.next_on_edge;
        }
    assert_int_equal(row, want.n_rows);
    uint32_t cursor = 0, gap;
    for (row = 0; gis_lighting_next_gap(ref->lighting, &cursor, &gap); row++) {
        struct gis_gap g = gis_lighting_gap(ref->lighting, gap);
        assert_true(row < gaps.n_rows);
        assert_near(g.length_m, support_number(&gaps, row, "uncovered_length"), 1e-6, 0);
        assert_near(g.max_distance_m, support_number(&gaps, row, "max_distance"), 1e-6, 0);
        assert_near(g.n_pieces, support_number(&gaps, row, "n_pieces"), 0, 0);
        assert_near(gis_lighting_distance_m(ref->lighting, g.darkest, NULL), g.max_distance_m, 1e-6,
                    0);
    }
    assert_int_equal(row, gaps.n_rows);
    support_table_free(&want);
    support_table_free(&gaps);
}

static void check_eligible(const char *name, const struct reference *ref)
{
    struct support_table want;
    size_t row = 0;
    assert_true(table_open(name, "eligible.csv", &want));
    for (uint32_t e = 0; e < ref->net->n_edges; e++) {
        struct gis_interval found[8];
        if (!(ref->net->edge_flags[e] & GIS_ROAD_EVALUATE))
            continue;
        size_t n = gis_lighting_eligible(ref->lighting, e, 8, found);
        for (size_t k = 0; k < n; k++, row++) {
            assert_true(row < want.n_rows);
            assert_near(e + 1, support_number(&want, row, "eid"), 0, 0);
            assert_near(found[k].from_m, support_number(&want, row, "from_offset"), 1e-6, 0);
            assert_near(found[k].to_m, support_number(&want, row, "to_offset"), 1e-6, 0);
        }
    }
    assert_int_equal(row, want.n_rows);
    support_table_free(&want);
}

static void check_summary(size_t k, const struct reference *ref)
{
    struct support_table all;
    const char *path = support_shared("reference/gaps/summary.csv");
    assert_non_null(path);
    all = support_table_read(path);
    size_t row = 0;
    while (strcmp(support_cell(&all, row, "case"), cases[k]) != 0)
        assert_true(++row < all.n_rows);
    struct gis_lighting_summary sum = gis_lighting_summary(ref->lighting);
    assert_near(sum.road_length_m, support_number(&all, row, "total_length"), 1e-6, 0);
    assert_near((double)sum.lights, support_number(&all, row, "n_lights"), 0, 0);
    assert_near((double)sum.lights_matched, support_number(&all, row, "n_matched"), 0, 0);
    assert_near(sum.uncovered_m, support_number(&all, row, "uncovered_length"), 1e-6, 0);
    assert_near((double)sum.gaps, support_number(&all, row, "gap_count"), 0, 0);
    assert_near(sum.eligible_m, support_number(&all, row, "eligible_length_d_ge_s"), 1e-6, 0);
    assert_near(sum.max_distance_m, support_number(&all, row, "max_distance"), 1e-6, 0);
    support_table_free(&all);
}

static void the_eight_reference_networks_agree(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct reference ref;
        struct gis_snap snaps[64];
        if (!reference_open(cases[k], &ref, snaps))
            skip();
        check_vertices(cases[k], &ref);
        check_pieces(cases[k], &ref);
        check_eligible(cases[k], &ref);
        check_summary(k, &ref);
        reference_close(&ref);
    }
}

/* 116 points on 503 streets of Chicago: distances by spatstat (reference/README.md). */
static void chicago_vertices_are_as_far_as_spatstat_says(void **state)
{
    (void)state;
    struct support_table t[4];
    static const char *const files[] = {"vertices", "edges", "points", "vertex_to_nearest_point"};
    for (int i = 0; i < 4; i++) {
        char relative[200];
        (void)snprintf(relative, sizeof relative, "reference/network/chicago_%s.csv", files[i]);
        const char *path = support_shared(relative);
        if (path == NULL)
            skip();
        t[i] = support_table_read(path);
    }
    struct support_roads roads = {0};
    for (size_t e = 0; e < t[1].n_rows; e++) {
        size_t a = (size_t)support_number(&t[1], e, "from") - 1;
        size_t b = (size_t)support_number(&t[1], e, "to") - 1;
        struct gis_xy line[] = {{support_number(&t[0], a, "x"), support_number(&t[0], a, "y")},
                                {support_number(&t[0], b, "x"), support_number(&t[0], b, "y")}};
        support_roads_add(&roads, 2, line, BOTH, 0);
    }
    struct gis_network *net = support_network(&roads, NULL);
    struct gis_snap *snaps = calloc(t[2].n_rows, sizeof *snaps);
    for (size_t i = 0; i < t[2].n_rows; i++) {
        uint32_t e = (uint32_t)support_number(&t[2], i, "eid") - 1;
        snaps[i].at =
            (struct gis_on_edge){e, support_number(&t[2], i, "tp") * net->edge_length_m[e]};
    }
    struct gis_lighting *lighting;
    assert_int_equal(gis_lighting_new(net, 20, t[2].n_rows, snaps, &lighting), GIS_OK);
    for (size_t i = 0; i < t[3].n_rows; i++) {
        uint32_t v = 0;
        while (net->node_xy[v].x_m != support_number(&t[0], i, "x") ||
               net->node_xy[v].y_m != support_number(&t[0], i, "y"))
            assert_true(++v < net->n_nodes);
        uint32_t light;
        assert_near(gis_lighting_node_m(lighting, v, &light), support_number(&t[3], i, "d"), 1e-6,
                    1e-9);
        assert_near(light + 1, support_number(&t[3], i, "nearest_point"), 0, 0);
    }
    gis_lighting_free(lighting);
    gis_network_free(net);
    support_roads_free(&roads);
    free(snaps);
    for (int i = 0; i < 4; i++)
        support_table_free(&t[i]);
}

/* --- closed forms ----------------------------------------------------------------------------- */

/* Between two lights l apart |U| = max(0, l - s), at whatever projected coordinates. */
static void between_two_lights(void **state)
{
    (void)state;
    static const double apart[] = {5, 20, 20.00000005, 20.001, 33, 40, 77.7};
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
        for (int turn = 0; turn < 12; turn++) {
            double c = cos(turn), s = sin(turn), x = -23456.789 + turn, y = 3940000.123;
            struct support_roads roads = {0};
            struct gis_xy line[] = {{x, y}, {x + 200 * c, y + 200 * s}};
            support_roads_add(&roads, 2, line, BOTH, 0);
            struct gis_network *net = support_network(&roads, NULL);
            struct gis_xy lights[] = {{x + 50 * c, y + 50 * s},
                                      {x + (50 + apart[i]) * c, y + (50 + apart[i]) * s}};
            struct gis_snap snaps[2];
            gis_lights_snap(net, 2, lights, 1, snaps);
            struct gis_lighting *lighting;
            assert_int_equal(gis_lighting_new(net, 20, 2, snaps, &lighting), GIS_OK);
            struct gis_lighting_summary sum = gis_lighting_summary(lighting);
            double ends = 40 + (200 - 50 - apart[i] - 10);
            assert_near(sum.uncovered_m, ends + fmax(0, apart[i] - 20), 1e-6, 0);
            assert_int_equal(sum.gaps, apart[i] > 20.00001 ? 3 : 2);
            gis_lighting_free(lighting);
            gis_network_free(net);
            support_roads_free(&roads);
        }
}

static void both_ways_never_turn_back(void **state)
{
    (void)state;
    /* a ring of 120 m with a stub of 30 m; lights on the ring at 10 m, and at the stub's end */
    struct support_roads roads = {0};
    struct gis_xy ring[] = {{0, 0}, {30, 0}, {30, 30}, {0, 30}, {0, 0}},
                  stub[] = {{30, 30}, {60, 30}};
    support_roads_add(&roads, 5, ring, BOTH, 0);
    support_roads_add(&roads, 2, stub, BOTH, 0);
    struct gis_network *net = support_network(&roads, NULL);
    struct gis_xy lights[] = {{10, 1}, {60, 30}};
    struct gis_snap snaps[2];
    gis_lights_snap(net, 2, lights, 5, snaps);
    struct gis_lighting *lighting;
    assert_int_equal(gis_lighting_new(net, 20, 2, snaps, &lighting), GIS_OK);
    struct gis_light_way way[2];
    struct gis_on_edge at = gis_network_at(net, 0, 20);
    assert_int_equal(gis_lighting_both_ways(lighting, at, INFINITY, way), GIS_OK);
    assert_int_equal(way[0].light, 0);
    assert_near(way[0].distance_m, 10, 1e-9, 0);
    assert_int_equal(way[1].light, 1);
    assert_near(way[1].distance_m, 40 + 30, 1e-9, 0);
    /* out of the stub: behind is the light at its end, ahead both ways round the ring */
    at = gis_network_at(net, 1, 29);
    assert_int_equal(gis_lighting_both_ways(lighting, at, INFINITY, way), GIS_OK);
    assert_int_equal(way[0].light, 0);
    assert_near(way[0].distance_m, 29 + 50, 1e-9, 0);
    assert_int_equal(way[1].light, 1);
    assert_near(way[1].distance_m, 1, 1e-9, 0);
    assert_int_equal(gis_lighting_both_ways(lighting, at, 50, way), GIS_OK);
    assert_int_equal(way[0].light, GIS_NONE);
    gis_lighting_free(lighting);
    gis_network_free(net);
    support_roads_free(&roads);
}

static void a_profile_is_linear_between_its_points(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    struct gis_xy line[] = {{0, 0}, {100, 0}};
    support_roads_add(&roads, 2, line, BOTH, 0);
    struct gis_network *net = support_network(&roads, NULL);
    struct gis_snap snaps[] = {{{0, 10}, 0}, {{0, 40}, 0}};
    struct gis_lighting *lighting;
    assert_int_equal(gis_lighting_new(net, 20, 2, snaps, &lighting), GIS_OK);
    static const struct gis_distance_at want[] = {{0, 10}, {10, 0}, {25, 15}, {40, 0}, {100, 60}};
    struct gis_distance_at got[8];
    assert_int_equal(gis_lighting_profile(lighting, 0, 8, got), 5);
    for (size_t i = 0; i < 5; i++) {
        assert_near(got[i].offset_m, want[i].offset_m, 1e-9, 0);
        assert_near(got[i].d_m, want[i].d_m, 1e-9, 0);
    }
    uint32_t piece = gis_lighting_piece_at(lighting, (struct gis_on_edge){0, 22});
    assert_near(gis_lighting_piece(lighting, piece).to_m, 30, 1e-9, 0);
    assert_int_equal(gis_lighting_piece_at(lighting, (struct gis_on_edge){0, 12}), GIS_NONE);
    gis_lighting_free(lighting);
    gis_network_free(net);
    support_roads_free(&roads);
}

static void wrong_arguments_are_refused(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    struct gis_xy line[] = {{0, 0}, {100, 0}};
    support_roads_add(&roads, 2, line, BOTH, 0);
    struct gis_network *net = support_network(&roads, NULL);
    struct gis_lighting *lighting = NULL;
    struct gis_snap off = {{0, 101}, 0}, none = {{7, 0}, 0}, fine = {{0, 50}, 0};
    assert_int_equal(gis_lighting_new(net, 20, 1, &off, &lighting), GIS_EDOMAIN);
    assert_int_equal(gis_lighting_new(net, 20, 1, &none, &lighting), GIS_EDOMAIN);
    assert_int_equal(gis_lighting_new(net, NAN, 1, &fine, &lighting), GIS_EDOMAIN);
    assert_int_equal(gis_lighting_new(net, 0, 1, &fine, &lighting), GIS_EDOMAIN);
    assert_null(lighting);
    assert_int_equal(gis_lighting_new(net, 20, 1, &fine, &lighting), GIS_OK);
    assert_int_equal(gis_lighting_move(lighting, 1, &fine, NULL), GIS_EDOMAIN);
    assert_int_equal(gis_lighting_add(lighting, &off, NULL, NULL), GIS_EDOMAIN);
    assert_int_equal(gis_lighting_remove(lighting, 0, NULL), GIS_OK);
    assert_int_equal(gis_lighting_remove(lighting, 0, NULL), GIS_EDOMAIN);
    assert_true(isinf(gis_lighting_summary(lighting).max_distance_m));
    gis_lighting_free(lighting);
    gis_network_free(net);
    support_roads_free(&roads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_eight_reference_networks_agree),
        cmocka_unit_test(chicago_vertices_are_as_far_as_spatstat_says),
        cmocka_unit_test(between_two_lights),
        cmocka_unit_test(both_ways_never_turn_back),
        cmocka_unit_test(a_profile_is_linear_between_its_points),
        cmocka_unit_test(wrong_arguments_are_refused),
    };
    return cmocka_run_group_tests_name("gis/lighting", tests, NULL, NULL);
}
