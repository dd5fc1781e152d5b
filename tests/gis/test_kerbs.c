/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "gis/kerbs.h"
#include "gis/lighting.h"

#include "tests/support/networks.h"
#include "tests/support/support.h"

#define BOTH (GIS_ROAD_EVALUATE | GIS_ROAD_PASSABLE)

struct town {
    struct support_roads roads;
    double half_m[16];
    struct gis_kerbs kerbs;
    struct gis_network *net;
    struct gis_lighting *lighting;
};

static void road(struct town *t, double width_m, size_t n, const struct gis_xy *points)
{
    t->half_m[t->roads.n_roads] = width_m / 2;
    support_roads_add(&t->roads, n, points, BOTH, 0);
}

static void build(struct town *t)
{
    struct gis_roads view = support_roads_view(&t->roads);
    assert_int_equal(gis_kerbs_new(&view, t->half_m, &t->kerbs), GIS_OK);
    struct gis_roads made = {t->kerbs.n_roads, t->kerbs.first_point, t->kerbs.points,
                             t->kerbs.flags, t->kerbs.levels};
    assert_int_equal(gis_network_new(&made, NULL, NULL, &t->net), GIS_OK);
}

static struct gis_lighting_summary judge(struct town *t, double spacing_m, size_t n,
                                         const struct gis_xy *lights)
{
    struct gis_snap snaps[32];
    assert_true(n <= 32);
    gis_lights_snap(t->net, n, lights, 15, snaps);
    gis_lighting_free(t->lighting);
    t->lighting = NULL;
    assert_int_equal(gis_lighting_new(t->net, spacing_m, n, snaps, &t->lighting), GIS_OK);
    return gis_lighting_summary(t->lighting);
}

static double d_at(const struct town *t, double x_m, double y_m)
{
    struct gis_snap at = gis_network_nearest(t->net, (struct gis_xy){x_m, y_m}, 0.01);
    assert_int_not_equal(at.at.edge, GIS_NONE);
    return gis_lighting_distance_m(t->lighting, at.at, NULL);
}

static void done(struct town *t)
{
    gis_lighting_free(t->lighting);
    gis_network_free(t->net);
    gis_kerbs_done(&t->kerbs);
    support_roads_free(&t->roads);
}

/* --- one road --------------------------------------------------------------------------------- */

static void lights_on_one_kerb_leave_the_other_dark(void **state)
{
    (void)state;
    struct town t = {0};
    road(&t, 16, 2, (struct gis_xy[]){{0, 0}, {200, 0}});
    build(&t);
    struct gis_xy lights[11];
    for (int i = 0; i < 11; i++)
        lights[i] = (struct gis_xy){20.0 * i, 8.5};
    struct gis_lighting_summary sum = judge(&t, 20, 11, lights);
    assert_int_equal(t.kerbs.n_wide, 1);
    assert_near(sum.road_length_m, 400, 1e-9, 0);
    assert_near(sum.uncovered_m, 200, 1e-9, 0);
    assert_int_equal(sum.gaps, 1);
    assert_int_equal(sum.lights_matched, 11);
    assert_near(d_at(&t, 0, -8), 16, 1e-9, 0); /* across at the end */
    assert_near(sum.max_distance_m, 116, 1e-9, 0);
    done(&t);
}

/* Left at 0, 40 … 200, right at 20, 60 … 180. On each kerb 40 m apart: with s = 30 an interval has
 * 10 m of dark; the right kerb's ends have 5 m, for the way across is 16 m. */
static void staggered_lights_are_far_apart_on_each_kerb(void **state)
{
    (void)state;
    struct town t = {0};
    road(&t, 16, 2, (struct gis_xy[]){{0, 0}, {200, 0}});
    build(&t);
    struct gis_xy lights[11];
    for (int i = 0; i < 11; i++)
        lights[i] = (struct gis_xy){20.0 * i, i % 2 ? -8 : 8};
    assert_near(judge(&t, 40, 11, lights).uncovered_m, 0, 1e-9, 0);
    assert_near(judge(&t, 30, 11, lights).uncovered_m, 5 * 10 + 4 * 10 + 2 * 5, 1e-9, 0);
    done(&t);
}

/* A bend to the left: the inner kerb is shorter by half the width at either side, the outer longer.
 */
static void kerbs_keep_apart_in_a_bend(void **state)
{
    (void)state;
    struct town t = {0};
    road(&t, 10, 3, (struct gis_xy[]){{0, 0}, {100, 0}, {100, 100}});
    build(&t);
    const struct gis_xy light = {95, 5};
    struct gis_lighting_summary sum = judge(&t, 20, 1, &light);
    assert_near(sum.road_length_m, 190 + 210, 1e-9, 0);
    assert_near(sum.uncovered_m, 400 - 20, 1e-9, 0);
    assert_near(d_at(&t, 105, -5), 95 + 10 + 105, 1e-9, 0);
    done(&t);
}

/* Drawn in two parts of opposite direction it is the same road. */
static void a_road_in_parts_is_one_road(void **state)
{
    (void)state;
    struct town t = {0};
    road(&t, 16, 2, (struct gis_xy[]){{0, 0}, {70, 0}});
    road(&t, 16, 2, (struct gis_xy[]){{200, 0}, {70, 0}});
    build(&t);
    const struct gis_xy light = {60, 8};
    struct gis_lighting_summary sum = judge(&t, 40, 1, &light);
    assert_near(sum.road_length_m, 400, 1e-9, 0);
    assert_near(sum.uncovered_m, 360, 1e-9, 0);
    assert_near(d_at(&t, 80, 8), 20, 1e-9, 0);
    assert_near(d_at(&t, 70, -8), 60 + 16 + 70, 1e-9, 0);
    done(&t);
}

static void kerbs_meet_where_the_road_gets_narrow(void **state)
{
    (void)state;
    struct town t = {0};
    road(&t, 16, 2, (struct gis_xy[]){{0, 0}, {200, 0}});
    road(&t, 0, 2, (struct gis_xy[]){{200, 0}, {300, 0}});
    build(&t);
    const struct gis_xy light = {205, 0};
    struct gis_lighting_summary sum = judge(&t, 40, 1, &light);
    assert_near(d_at(&t, 200, 8), 13, 1e-9, 0);
    assert_near(d_at(&t, 200, -8), 13, 1e-9, 0);
    /* reach 20: 7 m of either kerb, 5 and 20 m of the narrow road; the way across is not judged */
    assert_near(sum.road_length_m, 500, 1e-9, 0);
    assert_near(sum.uncovered_m, 500 - 14 - 25, 1e-9, 0);
    uint8_t starts[16];
    gis_network_junctions(t.net, starts);
    for (uint32_t v = 0; v < t.net->n_nodes; v++)
        assert_int_equal(starts[v], 0); /* one road going on */
    done(&t);
}

/* --- places where roads meet ------------------------------------------------------------------ */

/* A light 10 m up the side street, reach 30: 20 m of the near kerb to both sides; the far kerb
 * passes by. The street begins at the kerb. */
static void at_a_t_the_far_kerb_passes_by(void **state)
{
    (void)state;
    for (int drawn = 0; drawn < 2; drawn++) {
        struct town t = {0};
        if (drawn == 0) {
            road(&t, 16, 3, (struct gis_xy[]){{-100, 0}, {0, 0}, {100, 0}});
        } else {
            road(&t, 16, 2, (struct gis_xy[]){{0, 0}, {-100, 0}});
            road(&t, 16, 2, (struct gis_xy[]){{0, 0}, {100, 0}});
        }
        road(&t, 0, 2, (struct gis_xy[]){{0, 50}, {0, 0}});
        build(&t);
        const struct gis_xy light = {0, 18};
        struct gis_lighting_summary sum = judge(&t, 60, 1, &light);
        assert_near(sum.road_length_m, 400 + 42, 1e-9, 0);
        assert_near(sum.uncovered_m, 160 + 200 + 2, 1e-9, 0);
        assert_near(d_at(&t, 0, -8), 10 + 100 + 16 + 100, 1e-9, 0);
        uint8_t starts[16];
        gis_network_junctions(t.net, starts);
        for (uint32_t v = 0; v < t.net->n_nodes; v++)
            assert_int_equal(starts[v],
                             fabs(t.net->node_xy[v].x_m) + fabs(t.net->node_xy[v].y_m - 8) < 1e-9);
        done(&t);
    }
}

/* With a street on the other side too one may cross: 16 m. */
static void where_four_roads_meet_the_kerbs_meet(void **state)
{
    (void)state;
    for (int through = 0; through < 2; through++) {
        struct town t = {0};
        road(&t, 16, 3, (struct gis_xy[]){{-100, 0}, {0, 0}, {100, 0}});
        if (through) {
            road(&t, 0, 3, (struct gis_xy[]){{0, -50}, {0, 0}, {0, 50}});
        } else {
            road(&t, 0, 2, (struct gis_xy[]){{0, 50}, {0, 0}});
            road(&t, 0, 2, (struct gis_xy[]){{0, -50}, {0, 0}});
        }
        build(&t);
        const struct gis_xy light = {0, 18};
        struct gis_lighting_summary sum = judge(&t, 60, 1, &light);
        /* the way across is part of a street drawn through, and lit */
        assert_near(sum.road_length_m, 400 + 42 + 42 + (through ? 16 : 0), 1e-9, 0);
        assert_near(sum.uncovered_m, 160 + 2 + 192 + 38, 1e-9, 0);
        assert_near(d_at(&t, 0, -8), 26, 1e-9, 0);
        done(&t);
    }
}

/* Two wide roads cross: corners at (±6, ±8), ways across all four arms. */
static void two_wide_roads_cross(void **state)
{
    (void)state;
    struct town t = {0};
    road(&t, 16, 3, (struct gis_xy[]){{-100, 0}, {0, 0}, {100, 0}});
    road(&t, 12, 3, (struct gis_xy[]){{0, -80}, {0, 0}, {0, 80}});
    build(&t);
    const struct gis_xy light = {6, 8};
    struct gis_lighting_summary sum = judge(&t, 20, 1, &light);
    assert_near(sum.road_length_m, 4 * 94 + 4 * 72, 1e-9, 0);
    assert_near(d_at(&t, 6, 8), 0, 1e-9, 0);
    assert_near(d_at(&t, -6, 8), 12, 1e-9, 0);
    assert_near(d_at(&t, 6, -8), 16, 1e-9, 0);
    assert_near(d_at(&t, -6, -8), 28, 1e-9, 0);
    done(&t);
}

/* A wide street that ends at a wide road: its mouth is crossed, the far kerb passes by. */
static void a_wide_street_ends_at_a_wide_road(void **state)
{
    (void)state;
    struct town t = {0};
    road(&t, 16, 3, (struct gis_xy[]){{-100, 0}, {0, 0}, {100, 0}});
    road(&t, 12, 2, (struct gis_xy[]){{0, 0}, {0, 80}});
    build(&t);
    const struct gis_xy light = {6, 8};
    struct gis_lighting_summary sum = judge(&t, 20, 1, &light);
    assert_near(sum.road_length_m, 200 + 2 * 94 + 2 * 72, 1e-9, 0);
    assert_near(d_at(&t, -6, 8), 12, 1e-9, 0);
    assert_near(d_at(&t, 0, -8), 94 + 16 + 100, 1e-9, 0);
    done(&t);
}

/* --- any network ------------------------------------------------------------------------------ */

static void narrow_roads_stay_as_they_are(void **state)
{
    (void)state;
    for (uint64_t run = 1; run <= 20; run++) {
        uint64_t seed = run;
        struct support_roads roads = support_roads_lattice(&seed, 5, 13);
        struct gis_roads view = support_roads_view(&roads);
        double *half_m = calloc(roads.n_roads + 1, sizeof *half_m);
        struct gis_kerbs kerbs;
        assert_int_equal(gis_kerbs_new(&view, half_m, &kerbs), GIS_OK);
        struct gis_roads made = {kerbs.n_roads, kerbs.first_point, kerbs.points, kerbs.flags,
                                 kerbs.levels};
        struct gis_network *a = support_network(&roads, NULL), *b = NULL;
        assert_int_equal(gis_network_new(&made, NULL, NULL, &b), GIS_OK);
        assert_int_equal(a->n_edges, b->n_edges);
        assert_memory_equal(a->edge_length_m, b->edge_length_m,
                            a->n_edges * sizeof *a->edge_length_m);
        assert_memory_equal(a->edge_ends, b->edge_ends, a->n_edges * sizeof *a->edge_ends);
        gis_network_free(a);
        gis_network_free(b);
        gis_kerbs_done(&kerbs);
        free(half_m);
        support_roads_free(&roads);
    }
}

/* What was connected stays so, save for the two sides of a ring. */
static void random_widths_keep_the_network_together(void **state)
{
    (void)state;
    for (uint64_t run = 1; run <= 200; run++) {
        uint64_t seed = run * 3;
        struct support_roads roads = support_roads_lattice(&seed, 2 + (int)(run % 5), 60);
        struct gis_roads view = support_roads_view(&roads);
        double *half_m = calloc(roads.n_roads + 1, sizeof *half_m), judged_m = 0;
        for (size_t r = 0; r < roads.n_roads; r++)
            half_m[r] = support_random(&seed) % 2 ? 1 + support_random_unit(&seed) * 2 : 0;
        struct gis_kerbs kerbs;
        assert_int_equal(gis_kerbs_new(&view, half_m, &kerbs), GIS_OK);
        struct gis_roads made = {kerbs.n_roads, kerbs.first_point, kerbs.points, kerbs.flags,
                                 kerbs.levels};
        struct gis_network *a = support_network(&roads, NULL), *b = NULL;
        assert_int_equal(gis_network_new(&made, NULL, NULL, &b), GIS_OK);
        for (uint32_t e = 0; e < a->n_edges; e++)
            if (a->edge_flags[e] & GIS_ROAD_EVALUATE)
                judged_m += a->edge_length_m[e] * (half_m[a->edge_road[e]] > 0 ? 2 : 1);
        for (size_t r = 0; r < kerbs.n_roads; r++)
            assert_true(kerbs.road[r] < roads.n_roads);
        assert_true(b->quality.n_components >= a->quality.n_components);
        assert_near(b->evaluated_m, judged_m, 1, 0.35);
        gis_network_free(a);
        gis_network_free(b);
        gis_kerbs_done(&kerbs);
        free(half_m);
        support_roads_free(&roads);
    }
}

static void bad_numbers_are_refused(void **state)
{
    (void)state;
    struct support_roads roads = {0};
    support_roads_add(&roads, 2, (struct gis_xy[]){{0, 0}, {NAN, 0}}, BOTH, 0);
    struct gis_roads view = support_roads_view(&roads);
    double half_m = 3;
    struct gis_kerbs kerbs = {0};
    assert_int_equal(gis_kerbs_new(&view, &half_m, &kerbs), GIS_EDOMAIN);
    assert_null(kerbs.points);
    support_roads_free(&roads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lights_on_one_kerb_leave_the_other_dark),
        cmocka_unit_test(staggered_lights_are_far_apart_on_each_kerb),
        cmocka_unit_test(kerbs_keep_apart_in_a_bend),
        cmocka_unit_test(a_road_in_parts_is_one_road),
        cmocka_unit_test(kerbs_meet_where_the_road_gets_narrow),
        cmocka_unit_test(at_a_t_the_far_kerb_passes_by),
        cmocka_unit_test(where_four_roads_meet_the_kerbs_meet),
        cmocka_unit_test(two_wide_roads_cross),
        cmocka_unit_test(a_wide_street_ends_at_a_wide_road),
        cmocka_unit_test(narrow_roads_stay_as_they_are),
        cmocka_unit_test(random_widths_keep_the_network_together),
        cmocka_unit_test(bad_numbers_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
