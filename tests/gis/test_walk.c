/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ways on foot against closed forms, distances of spatstat, Floyd and Warshall, and the enumeration
 * of all ways on small networks, darkness found by sampling. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/support.h"
#include "tests/support/walk_place.h"

/* --- by hand ---------------------------------------------------------------------------------- */

/* A street of 200 m with lights at both ends, and a way round of 20 m more that has a light every
 * 10 m. s = 20: on the street all but 10 m at each end is dark. */
static void the_way_round_is_lit(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    support_roads_add(&roads, 2, (struct gis_xy[]){{0, 0}, {200, 0}}, BOTH, 0);
    support_roads_add(&roads, 4, (struct gis_xy[]){{0, 0}, {0, 10}, {200, 10}, {200, 0}}, BOTH, 0);
    struct gis_xy lights[30] = {{0, 0}, {200, 0}};
    size_t n = 2;
    for (int k = 0; k <= 20; k++)
        lights[n++] = (struct gis_xy){10.0 * k, 10};
    struct place p = place_of(&roads, 20, n, lights);
    struct gis_on_edge a = at_xy(&p, 0, 0), b = at_xy(&p, 200, 0);

    struct gis_walk w = walk(&p, a, b, 0.2);
    assert_int_equal(w.result, GIS_WALK_FOUND);
    assert_near(w.shortest.length_m, 200, 1e-9, 0);
    assert_near(w.shortest.dark_m, 180, 1e-9, 0);
    assert_near(w.best_lit.length_m, 220, 1e-9, 0);
    assert_near(w.best_lit.dark_m, 0, 0, 0);
    assert_near(w.allowed_m, 240, 1e-9, 0);
    assert_true(w.exact);

    struct gis_walk_dark dark[4];
    struct gis_way_facts f = gis_way_facts(p.lighting, &w.shortest, 4, dark);
    assert_int_equal(f.n_lights, 2);
    assert_int_equal(f.n_dark, 1);
    assert_near(dark[0].from_m, 10, 1e-9, 0);
    assert_near(dark[0].to_m, 190, 1e-9, 0);
    assert_near(f.longest_dark_m, 180, 1e-9, 0);
    assert_near(f.near_share, 0.1, 1e-12, 0);
    f = gis_way_facts(p.lighting, &w.best_lit, 0, NULL);
    assert_int_equal(f.n_lights, 23);
    assert_int_equal(f.n_dark, 0);
    assert_near(f.near_share, 1, 0, 0);

    w = walk(&p, a, b, 0.09); /* 218 m: not enough */
    assert_near(w.best_lit.length_m, 200, 1e-9, 0);
    assert_near(w.best_lit.dark_m, 180, 1e-9, 0);
    assert_true(w.exact);
    w = walk(&p, a, b, 0.1); /* exactly enough */
    assert_near(w.best_lit.length_m, 220, 1e-9, 0);
    place_done(&p);
    support_roads_free(&roads);
}

/* A dark stretch goes on over a junction that is dark, and ends at a light on the corner. */
static void stretches_join_at_dark_corners(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    support_roads_add(&roads, 2, (struct gis_xy[]){{0, 0}, {100, 0}}, BOTH, 0);
    support_roads_add(&roads, 2, (struct gis_xy[]){{100, 0}, {100, 80}}, GIS_ROAD_PASSABLE, 0);
    support_roads_add(&roads, 2, (struct gis_xy[]){{100, 80}, {160, 80}}, BOTH, 0);
    support_roads_add(&roads, 2, (struct gis_xy[]){{100, 0}, {150, 0}}, BOTH, 0);
    struct gis_xy lights[] = {{0, 0}, {100, 80}};
    struct place p = place_of(&roads, 20, 2, lights);
    for (int back = 0; back < 2; back++) {
        struct gis_on_edge a = at_xy(&p, 0, 0), b = at_xy(&p, 160, 80);
        struct gis_walk w = walk(&p, back ? b : a, back ? a : b, 0.2);
        assert_near(w.shortest.length_m, 240, 1e-9, 0);
        assert_near(w.shortest.dark_m, 160 + 50, 1e-9, 0); /* not judged roads count too */
        struct gis_walk_dark dark[4];
        struct gis_way_facts f = gis_way_facts(p.lighting, &w.shortest, 4, dark);
        assert_int_equal(f.n_dark, 2);
        assert_near(dark[back].from_m, back ? 70 : 10, 1e-9, 0);
        assert_near(dark[back].to_m, back ? 230 : 170, 1e-9, 0);
        assert_near(f.longest_dark_m, 160, 1e-9, 0);
        assert_near(f.longest.from_m, back ? 70 : 10, 1e-9, 0);
        assert_near(f.near_share, 30.0 / 240, 1e-12, 0);
        assert_int_equal(f.n_lights, 2);
    }
    place_done(&p);
    support_roads_free(&roads);
}

/* Lights 20 m apart leave nothing dark, whatever rounding says; 22 m apart two metres, twice. */
static void touching_lights_leave_no_dark(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    support_roads_add(&roads, 2, (struct gis_xy[]){{-50123.1, -40456.7}, {-50023.1, -40456.7}},
                      BOTH, 0);
    struct gis_xy lights[] = {{-50123.1, -40456.7}, {-50103.1, -40456.7}, {-50081.1, -40456.7},
                              {-50059.1, -40456.7}, {-50039.1, -40456.7}, {-50023.1, -40456.7}};
    struct place p = place_of(&roads, 20, 6, lights);
    struct gis_walk w = walk(&p, at_xy(&p, -50123.1, -40456.7), at_xy(&p, -50023.1, -40456.7), 0);
    struct gis_walk_dark dark[8];
    struct gis_way_facts f = gis_way_facts(p.lighting, &w.shortest, 8, dark);
    assert_near(w.shortest.dark_m, 4, 1e-6, 0);
    assert_int_equal(f.n_dark, 2);
    assert_near(f.longest_dark_m, 2, 1e-6, 0);
    assert_near(dark[0].from_m, 30, 1e-6, 0);
    assert_near(dark[1].from_m, 52, 1e-6, 0);
    assert_int_equal(f.n_lights, 6);
    place_done(&p);
    support_roads_free(&roads);
}

static void same_edge_and_same_place(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    support_roads_add(&roads, 2, (struct gis_xy[]){{0, 0}, {100, 0}}, BOTH, 0);
    /* a ring that hangs on the end */
    support_roads_add(
        &roads, 5, (struct gis_xy[]){{100, 0}, {140, 0}, {140, 40}, {100, 40}, {100, 0}}, BOTH, 0);
    struct gis_xy lights[] = {{50, 0}};
    struct place p = place_of(&roads, 20, 1, lights);
    struct gis_walk w = walk(&p, at_xy(&p, 80, 0), at_xy(&p, 30, 0), 0.5);
    assert_near(w.shortest.length_m, 50, 1e-9, 0);
    assert_near(w.shortest.dark_m, 30, 1e-9, 0);
    assert_int_equal(w.best_lit.n_steps, 1);
    assert_near(w.best_lit.steps[0].from_m, 80, 1e-9, 0);
    assert_near(w.best_lit.steps[0].to_m, 30, 1e-9, 0);

    w = walk(&p, at_xy(&p, 45, 0), at_xy(&p, 45, 0), 0.2);
    assert_near(w.shortest.length_m, 0, 0, 0);
    assert_int_equal(w.shortest.n_steps, 1);
    assert_near(gis_way_facts(p.lighting, &w.shortest, 0, NULL).near_share, 1, 0, 0);
    w = walk(&p, at_xy(&p, 80, 0), at_xy(&p, 80, 0), 0.2);
    assert_near(gis_way_facts(p.lighting, &w.shortest, 0, NULL).near_share, 0, 0, 0);
    w = walk(&p, at_xy(&p, 50, 0), at_xy(&p, 50, 0), 0.2);
    assert_int_equal(gis_way_facts(p.lighting, &w.shortest, 0, NULL).n_lights, 1);

    /* round the ring, over its own junction: 30 + 20 the one way, 110 the other */
    w = walk(&p, at_xy(&p, 130, 0), at_xy(&p, 100, 20), 0.2);
    assert_near(w.shortest.length_m, 50, 1e-9, 0);
    assert_int_equal(w.shortest.n_steps, 2);
    /* on the ring without the junction */
    w = walk(&p, at_xy(&p, 140, 10), at_xy(&p, 110, 40), 0.2);
    assert_near(w.shortest.length_m, 60, 1e-9, 0);
    place_done(&p);
    support_roads_free(&roads);
}

static void apart_too_far_and_refused(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    support_roads_add(&roads, 2, (struct gis_xy[]){{0, 0}, {100, 0}}, BOTH, 0);
    support_roads_add(&roads, 2, (struct gis_xy[]){{100, 0}, {300, 0}}, BOTH, 0);
    support_roads_add(&roads, 2, (struct gis_xy[]){{50, -9}, {50, 9}}, BOTH, 0); /* an overpass */
    support_roads_add(&roads, 2, (struct gis_xy[]){{0, 0}, {0, 90}}, GIS_ROAD_EVALUATE, 0);
    struct place p = place_of(&roads, 20, 0, NULL);
    struct gis_on_edge a = at_xy(&p, 0, 0), b = at_xy(&p, 300, 0), over = at_xy(&p, 50, 8);
    assert_int_equal(walk(&p, a, over, 0.2).result, GIS_WALK_APART);
    assert_int_equal(walk(&p, over, a, 0.2).result, GIS_WALK_APART);
    struct gis_walk w = walk(&p, a, b, 0.2);
    assert_near(w.shortest.length_m, 300, 1e-9, 0);
    assert_near(w.shortest.dark_m, 300, 1e-9, 0); /* no light at all */
    assert_near(gis_way_facts(p.lighting, &w.shortest, 0, NULL).longest_dark_m, 300, 1e-9, 0);

    struct gis_walk_options o = {.detour = 0.2, .max_m = 299.9};
    assert_int_equal(gis_walk_find(p.walker, a, b, &o, &w), GIS_OK);
    assert_int_equal(w.result, GIS_WALK_TOO_FAR);
    assert_int_equal(gis_walk_find(p.walker, a, over, &o, &w), GIS_OK);
    assert_int_equal(w.result, GIS_WALK_APART);
    o.max_m = 300;
    assert_int_equal(gis_walk_find(p.walker, a, b, &o, &w), GIS_OK);
    assert_int_equal(w.result, GIS_WALK_FOUND);

    uint32_t barred = p.net->road_first_edge[3];
    struct gis_on_edge bad[] = {{barred, 1},   {GIS_NONE, 0}, {a.edge, -1},
                                {a.edge, 101}, {a.edge, NAN}, {p.net->n_edges, 0}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(gis_walk_find(p.walker, bad[i], a, &by_default, &w), GIS_EDOMAIN);
        assert_int_equal(gis_walk_find(p.walker, a, bad[i], &by_default, &w), GIS_EDOMAIN);
    }
    struct gis_walk_options wrong[] = {{.detour = -0.1, .max_m = 1},
                                       {.detour = NAN, .max_m = 1},
                                       {.detour = INFINITY, .max_m = 1},
                                       {.detour = 0, .max_m = 0},
                                       {.detour = 0, .max_m = NAN}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(gis_walk_find(p.walker, a, b, &wrong[i], &w), GIS_EDOMAIN);
    /* the road that is not passable is not snapped to */
    assert_int_equal(gis_network_nearest(p.net, (struct gis_xy){1, 50}, 5).at.edge, barred);
    assert_int_equal(
        gis_network_nearest_with(p.net, (struct gis_xy){1, 50}, 5, GIS_ROAD_PASSABLE).at.edge,
        GIS_NONE);
    place_done(&p);
    support_roads_free(&roads);
}

/* --- Chicago ---------------------------------------------------------------------------------- */

static struct support_roads read_chicago(void)
{
    struct support_roads roads = {0};
    struct support_table v =
        support_table_read(support_shared("reference/network/chicago_vertices.csv"));
    struct support_table e =
        support_table_read(support_shared("reference/network/chicago_edges.csv"));
    for (size_t k = 0; k < e.n_rows; k++) {
        struct gis_xy p[2];
        for (int i = 0; i < 2; i++) {
            size_t at = (size_t)support_number(&e, k, i == 0 ? "from" : "to") - 1;
            p[i] = (struct gis_xy){support_number(&v, at, "x"), support_number(&v, at, "y")};
        }
        support_roads_add(&roads, 2, p, BOTH, 0);
    }
    support_table_free(&v);
    support_table_free(&e);
    return roads;
}

/* All 116 x 115 distances between the crimes of Chicago, as spatstat has them. */
static void chicago_matches_spatstat(void **state)
{
    (void)state;
    if (support_shared("reference/network/chicago_pairdist.csv") == NULL)
        skip();
    struct support_roads roads = read_chicago();
    struct support_table pts =
        support_table_read(support_shared("reference/network/chicago_points.csv"));
    struct support_table d =
        support_table_read(support_shared("reference/network/chicago_pairdist.csv"));
    struct gis_xy lights[200];
    struct gis_on_edge at[200];
    assert_true(pts.n_rows <= 200 && d.n_rows > 0);
    uint64_t seed = 3;
    for (size_t i = 0; i < 200; i++)
        lights[i] = roads.points[(size_t)(support_random_unit(&seed) * (double)roads.n_points)];
    struct place p = place_of(&roads, 20, 200, lights);
    for (size_t i = 0; i < pts.n_rows; i++) {
        uint32_t edge = p.net->road_first_edge[(uint32_t)support_number(&pts, i, "eid") - 1];
        at[i] =
            (struct gis_on_edge){edge, support_number(&pts, i, "tp") * p.net->edge_length_m[edge]};
    }
    size_t n_exact = 0;
    for (size_t i = 0; i < d.n_rows; i++) {
        size_t a = (size_t)support_number(&d, i, "i") - 1,
               b = (size_t)support_number(&d, i, "j") - 1;
        struct gis_walk w = walk(&p, at[a], at[b], 0.2);
        assert_int_equal(w.result, GIS_WALK_FOUND);
        assert_near(w.shortest.length_m, support_number(&d, i, "d"), 1e-6, 0);
        assert_true(w.best_lit.length_m <= w.allowed_m);
        assert_true(w.best_lit.dark_m <= w.shortest.dark_m + 1e-9);
        assert_true(w.dark_at_least_m <= w.best_lit.dark_m + 1e-9);
        n_exact += w.exact;
    }
    assert_int_equal(n_exact, d.n_rows);
    place_done(&p);
    support_table_free(&pts);
    support_table_free(&d);
    support_roads_free(&roads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_way_round_is_lit),
        cmocka_unit_test(stretches_join_at_dark_corners),
        cmocka_unit_test(touching_lights_leave_no_dark),
        cmocka_unit_test(same_edge_and_same_place),
        cmocka_unit_test(apart_too_far_and_refused),
        cmocka_unit_test(chicago_matches_spatstat),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
