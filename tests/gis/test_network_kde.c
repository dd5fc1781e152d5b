/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "gis/network_kde.h"

#include "tests/support/support.h"

enum { MOST = 1200 };

static struct gis_network *network_of(size_t n, const struct gis_xy *points)
{
    size_t first[MOST + 1];
    for (size_t r = 0; r <= n; r++)
        first[r] = 2 * r;
    struct gis_roads roads = {.n_roads = n, .first_point = first, .points = points};
    struct gis_network_options options = {.keep_duplicates = true};
    struct gis_network *network = NULL;
    assert_int_equal(gis_network_new(&roads, &options, NULL, &network), GIS_OK);
    return network;
}

static struct gis_network *read_chicago(void)
{
    struct support_table v =
        support_table_read(support_shared("reference/network/chicago_vertices.csv"));
    struct support_table e =
        support_table_read(support_shared("reference/network/chicago_edges.csv"));
    static struct gis_xy points[2 * MOST];
    assert_true(e.n_rows <= MOST);
    for (size_t k = 0; k < e.n_rows; k++) {
        size_t from = (size_t)support_number(&e, k, "from") - 1,
               to = (size_t)support_number(&e, k, "to") - 1;
        points[2 * k] =
            (struct gis_xy){support_number(&v, from, "x"), support_number(&v, from, "y")};
        points[2 * k + 1] =
            (struct gis_xy){support_number(&v, to, "x"), support_number(&v, to, "y")};
    }
    struct gis_network *network = network_of(e.n_rows, points);
    support_table_free(&v);
    support_table_free(&e);
    return network;
}

/* spatstat's densities at the crimes of Chicago, both kernels. */
static void chicago_matches_spatstat(void **state)
{
    (void)state;
    if (support_shared("reference/network/chicago_nkde_points.csv") == NULL)
        skip();
    struct gis_network *network = read_chicago();
    struct support_table p =
        support_table_read(support_shared("reference/network/chicago_points.csv"));
    struct support_table t =
        support_table_read(support_shared("reference/network/chicago_nkde_points.csv"));
    size_t n = p.n_rows;
    struct gis_on_edge at[MOST];
    double got[MOST];
    for (size_t i = 0; i < n; i++) {
        uint32_t road = (uint32_t)support_number(&p, i, "eid") - 1;
        uint32_t edge = network->road_first_edge[road];
        at[i] = gis_network_at(network, road,
                               support_number(&p, i, "tp") * network->edge_length_m[edge]);
        assert_int_equal(at[i].edge, edge);
    }
    double reach_m = support_number(&t, 0, "h");
    assert_int_equal(t.n_rows, n);
    for (int kernel = GIS_KERNEL_DISCONTINUOUS; kernel <= GIS_KERNEL_CONTINUOUS; kernel++) {
        assert_int_equal(gis_network_kde(network, (enum gis_network_kernel)kernel, reach_m, n, at,
                                         n, at, 0, got),
                         GIS_OK);
        for (size_t i = 0; i < n; i++)
            assert_near(got[i],
                        support_number(&t, i, kernel == GIS_KERNEL_DISCONTINUOUS ? "ESD" : "ESC"),
                        1e-12, 1e-9);
    }
    support_table_free(&p);
    support_table_free(&t);
    gis_network_free(network);
}

/* A star of three streets of 100 m, an incident 10 m from the centre, h = 50: beyond the junction
 * each of the two streets ahead gets 1/2 (discontinuous) or 2/3 (continuous), and 1/3 runs back
 * with its sign turned. */
static void star_by_hand(void **state)
{
    (void)state;
    struct gis_xy points[] = {{0, 0}, {100, 0}, {0, 0}, {0, 100}, {0, 0}, {-100, 0}};
    struct gis_network *network = network_of(3, points);
    struct gis_on_edge incident = gis_network_at(network, 0, 10);
    struct gis_on_edge places[] = {gis_network_at(network, 1, 20), gis_network_at(network, 0, 20)};
    double got[2];
    double k10 = 0.75 / 50 * (1 - 0.04), k30 = 0.75 / 50 * (1 - 0.36);
    assert_int_equal(
        gis_network_kde(network, GIS_KERNEL_DISCONTINUOUS, 50, 1, &incident, 2, places, 0, got),
        GIS_OK);
    assert_near(got[0], k30 / 2, 0, 1e-12);
    assert_near(got[1], k10, 0, 1e-12);
    assert_int_equal(
        gis_network_kde(network, GIS_KERNEL_CONTINUOUS, 50, 1, &incident, 2, places, 0, got),
        GIS_OK);
    assert_near(got[0], k30 * 2 / 3, 0, 1e-12);
    assert_near(got[1], k10 - k30 / 3, 0, 1e-12);
    gis_network_free(network);
}

/* The continuous kernel keeps the total: its integral over all streets is 1, dead ends and loops
 * included. */
static void continuous_kernel_keeps_its_total(void **state)
{
    (void)state;
    struct gis_xy points[] = {{0, 0},  {30, 0},  {30, 0}, {30, 40}, {30, 40}, {0, 0},
                              {30, 0}, {60, 10}, {0, 0},  {-9, 0},  {30, 40}, {30, 55}};
    struct gis_network *network = network_of(6, points);
    struct gis_on_edge incident = gis_network_at(network, 0, 7);
    enum { STEPS = 4000 };
    double *got = calloc(STEPS, sizeof *got), total = 0;
    struct gis_on_edge *places = calloc(STEPS, sizeof *places);
    assert_true(got != NULL && places != NULL);
    for (uint32_t e = 0; e < network->n_edges; e++) {
        double step = network->edge_length_m[e] / STEPS;
        for (size_t k = 0; k < STEPS; k++)
            places[k] = (struct gis_on_edge){e, ((double)k + 0.5) * step};
        assert_int_equal(gis_network_kde(network, GIS_KERNEL_CONTINUOUS, 60, 1, &incident, STEPS,
                                         places, 0, got),
                         GIS_OK);
        for (size_t k = 0; k < STEPS; k++)
            total += got[k] * step;
    }
    assert_near(total, 1, 1e-4, 0);
    /* Too many walks are refused, and nothing is written. */
    got[0] = -1;
    assert_int_equal(
        gis_network_kde(network, GIS_KERNEL_CONTINUOUS, 600, 1, &incident, 1, places, 1000, got),
        GIS_EREFUSED);
    assert_near(got[0], -1, 0, 0);
    free(got);
    free(places);
    gis_network_free(network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chicago_matches_spatstat),
        cmocka_unit_test(star_by_hand),
        cmocka_unit_test(continuous_kernel_keeps_its_total),
    };
    return cmocka_run_group_tests_name("gis/network_kde", tests, NULL, NULL);
}
