/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "gis/lixel.h"
#include "gis/random.h"
#include "gis/scan.h"

#include "tests/support/support.h"

/* Straight roads from points[2r] to points[2r + 1]. */
static struct gis_network *network_of(size_t n, const struct gis_xy *points)
{
    size_t *first = calloc(n + 1, sizeof *first);
    assert_non_null(first);
    for (size_t r = 0; r <= n; r++)
        first[r] = 2 * r;
    struct gis_roads roads = {.n_roads = n, .first_point = first, .points = points};
    struct gis_network *network = NULL;
    assert_int_equal(gis_network_new(&roads, NULL, NULL, &network), GIS_OK);
    free(first);
    return network;
}

static struct gis_lixels *lixels_of(const struct gis_network *network, double most_m)
{
    struct gis_lixels *l = NULL;
    assert_int_equal(gis_lixels_new(network, GIS_ROAD_EVALUATE, most_m, &l), GIS_OK);
    return l;
}

/* 230 m in pieces of at most 50 m: five of 46 m; 40 m: one; 100 m: two of exactly 50 m. */
static void edges_are_cut_evenly(void **state)
{
    (void)state;
    const struct gis_xy p[] = {{0, 0}, {230, 0}, {0, 10}, {40, 10}, {0, 20}, {100, 20}};
    struct gis_network *network = network_of(3, p);
    struct gis_lixels *l = lixels_of(network, 50);
    assert_int_equal(l->n, 8);
    assert_near(l->length_m, 370, 0, 1e-12);
    for (size_t k = 0; k < 5; k++) {
        assert_near(l->items[k].from_m, 46.0 * (double)k, 1e-9, 0);
        assert_near(l->items[k].to_m, 46.0 * (double)(k + 1), 1e-9, 0);
    }
    assert_near(l->items[6].to_m, 50, 0, 1e-12);
    assert_int_equal(gis_lixels_at(l, (struct gis_on_edge){0, 91.9}), 1);
    assert_int_equal(gis_lixels_at(l, (struct gis_on_edge){0, 92.1}), 2);
    assert_int_equal(gis_lixels_at(l, (struct gis_on_edge){0, 230}), 4);
    assert_int_equal(gis_lixels_at(l, (struct gis_on_edge){7, 0}), SIZE_MAX);
    struct gis_lixels *none = NULL;
    assert_int_equal(gis_lixels_new(network, 0, 0, &none), GIS_EDOMAIN);
    assert_int_equal(gis_lixels_new(network, 0, 1e-6, &none), GIS_EREFUSED);
    gis_lixels_free(l);
    gis_network_free(network);
}

/* Streets of a town 400 m by 300 m, blocks of 100 m by 60 m, one street missing: against the
 * distances between all pairs by Floyd and Warshall on the corners. */
enum { NX = 5, NY = 6, CORNERS = NX * NY };

static size_t town(struct gis_xy *points)
{
    size_t n = 0;
    for (int y = 0; y < NY; y++)
        for (int x = 0; x < NX; x++) {
            const struct gis_xy at = {100.0 * x, 60.0 * y};
            if (x + 1 < NX && !(x == 1 && y == 2)) {
                points[n++] = at;
                points[n++] = (struct gis_xy){100.0 * (x + 1), 60.0 * y};
            }
            if (y + 1 < NY) {
                points[n++] = at;
                points[n++] = (struct gis_xy){100.0 * x, 60.0 * (y + 1)};
            }
        }
    return n / 2;
}

static int corner(struct gis_xy p)
{
    return (int)lround(p.x_m / 100) + NX * (int)lround(p.y_m / 60);
}

static void all_pairs(const struct gis_network *net, double d[CORNERS][CORNERS])
{
    for (int i = 0; i < CORNERS; i++)
        for (int j = 0; j < CORNERS; j++)
            d[i][j] = i == j ? 0 : (double)INFINITY;
    for (uint32_t e = 0; e < net->n_edges; e++) {
        const int a = corner(net->node_xy[net->edge_ends[e][0]]),
                  b = corner(net->node_xy[net->edge_ends[e][1]]);
        d[a][b] = d[b][a] = net->edge_length_m[e];
    }
    for (int k = 0; k < CORNERS; k++)
        for (int i = 0; i < CORNERS; i++)
            for (int j = 0; j < CORNERS; j++)
                d[i][j] = fmin(d[i][j], d[i][k] + d[k][j]);
}

static double apart(const struct gis_lixels *l, double d[CORNERS][CORNERS], size_t i, size_t j)
{
    const struct gis_lixel x = l->items[i], y = l->items[j];
    const double px = (x.from_m + x.to_m) / 2, py = (y.from_m + y.to_m) / 2;
    double best = x.edge == y.edge ? fabs(px - py) : (double)INFINITY;
    for (int s = 0; s < 4; s++) {
        const struct gis_network *net = l->network;
        const double a = s & 1 ? net->edge_length_m[x.edge] - px : px,
                     b = s & 2 ? net->edge_length_m[y.edge] - py : py;
        best = fmin(best, a + b +
                              d[corner(net->node_xy[net->edge_ends[x.edge][s & 1]])]
                               [corner(net->node_xy[net->edge_ends[y.edge][(s & 2) / 2]])]);
    }
    return best;
}

static void neighbours_are_those_along_the_road(void **state)
{
    (void)state;
    static struct gis_xy points[4 * CORNERS];
    static double d[CORNERS][CORNERS];
    struct gis_network *network = network_of(town(points), points);
    struct gis_lixels *l = lixels_of(network, 25);
    all_pairs(network, d);
    const double radii_m[] = {0, 30, 140, 1e5};
    for (size_t r = 0; r < 4; r++) {
        struct gis_lixel_lists near;
        assert_int_equal(gis_lixels_near(l, radii_m[r], SIZE_MAX, &near), GIS_OK);
        for (size_t i = 0; i < l->n; i++) {
            size_t expected = 0;
            for (size_t j = 0; j < l->n; j++)
                expected += apart(l, d, i, j) <= radii_m[r];
            assert_int_equal(near.start[i + 1] - near.start[i], expected);
            assert_int_equal(near.lixel[near.start[i]], i);
            for (size_t k = near.start[i]; k < near.start[i + 1]; k++) {
                assert_near(near.distance_m[k], apart(l, d, i, near.lixel[k]), 1e-9, 0);
                assert_true(k == near.start[i] || near.distance_m[k] >= near.distance_m[k - 1]);
            }
        }
        gis_lixel_lists_done(&near);
    }
    struct gis_lixel_lists near;
    assert_int_equal(gis_lixels_near(l, 1e5, 1000, &near), GIS_EREFUSED);
    assert_int_equal(gis_lixels_near(l, (double)NAN, 1000, &near), GIS_EDOMAIN);
    gis_lixels_free(l);
    gis_network_free(network);
}

/* Along one straight street the lists are what circles in the plane are: the same scan. */
static void a_straight_street_is_a_line_in_the_plane(void **state)
{
    (void)state;
    const struct gis_xy ends[] = {{0, 0}, {2000, 0}};
    struct gis_network *network = network_of(1, ends);
    struct gis_lixels *l = lixels_of(network, 50);
    struct gis_lixel_lists near;
    assert_int_equal(gis_lixels_near(l, 1e5, SIZE_MAX, &near), GIS_OK);
    struct gis_xy at[40];
    uint32_t cases[40];
    double length_m[40];
    struct gis_random rng;
    gis_random_init(&rng, 7, 0);
    for (size_t i = 0; i < 40; i++) {
        at[i] = (struct gis_xy){50 * (double)i + 25, 0};
        cases[i] = gis_random_below(&rng, 3) + (i >= 12 && i < 17 ? 9 : 0);
        length_m[i] = 50;
    }
    const struct gis_scan_options o = {.max_fraction = 0.5, .nsim = 199, .seed = 3, .threads = 1};
    const struct gis_scan_lists lists = {near.start, near.lixel, near.distance_m, 0};
    struct gis_scan *plane = NULL, *street = NULL;
    assert_int_equal(gis_scan_new(40, at, cases, length_m, &o, &plane), GIS_OK);
    assert_int_equal(gis_scan_lists_new(40, &lists, cases, length_m, &o, &street), GIS_OK);
    assert_int_equal(plane->n_windows, street->n_windows);
    assert_int_equal(plane->n_clusters, street->n_clusters);
    for (size_t k = 0; k < plane->n_clusters; k++) {
        assert_int_equal(plane->clusters[k].n_areas, street->clusters[k].n_areas);
        assert_near(plane->clusters[k].llr, street->clusters[k].llr, 0, 1e-12);
        assert_near(plane->clusters[k].radius, street->clusters[k].radius, 1e-9, 1e-12);
        assert_near(plane->clusters[k].p, street->clusters[k].p, 0, 0);
    }
    assert_true(street->clusters[0].areas[0] == 12 && street->clusters[0].n_areas == 5);
    gis_scan_free(plane);
    gis_scan_free(street);
    /* no window smaller than 100 m of radius, and none beyond the lists */
    const struct gis_scan_lists wide = {near.start, near.lixel, near.distance_m, 100};
    assert_int_equal(gis_scan_lists_new(40, &wide, cases, length_m, &o, &street), GIS_OK);
    for (size_t k = 0; k < street->n_clusters; k++)
        assert_true(street->clusters[k].radius >= 100);
    gis_scan_free(street);
    length_m[3] = 0;
    assert_int_equal(gis_scan_lists_new(40, &lists, cases, length_m, &o, &street), GIS_EDOMAIN);
    length_m[3] = 50;
    near.lixel[near.start[5]] = 6;
    assert_int_equal(gis_scan_lists_new(40, &lists, cases, length_m, &o, &street), GIS_EDOMAIN);
    gis_lixel_lists_done(&near);
    gis_lixels_free(l);
    gis_network_free(network);
}

/* Incidents spread by chance over the streets of the town: the p of the first cluster is at most
 * 0.05 in 5 % of towns (400 towns: 4 standard errors), and uniform by its mean. */
static void chance_makes_no_zones(void **state)
{
    (void)state;
    enum { TOWNS = 400, INCIDENTS = 80, NSIM = 99 };
    static struct gis_xy points[4 * CORNERS];
    struct gis_network *network = network_of(town(points), points);
    struct gis_lixels *l = lixels_of(network, 50);
    struct gis_lixel_lists near;
    assert_int_equal(gis_lixels_near(l, 150, SIZE_MAX, &near), GIS_OK);
    const struct gis_scan_lists lists = {near.start, near.lixel, near.distance_m, 40};
    uint32_t *cases = calloc(l->n, sizeof *cases);
    double *length_m = calloc(l->n, sizeof *length_m);
    struct gis_multinomial *even = NULL;
    assert_true(cases != NULL && length_m != NULL);
    for (size_t i = 0; i < l->n; i++)
        length_m[i] = l->items[i].to_m - l->items[i].from_m;
    assert_int_equal(gis_multinomial_new(l->n, length_m, &even), GIS_OK);
    int found = 0;
    double sum = 0;
    for (uint64_t t = 0; t < TOWNS; t++) {
        struct gis_random rng;
        gis_random_init(&rng, 20240601, t);
        gis_multinomial_draw(even, &rng, INCIDENTS, cases);
        const struct gis_scan_options o = {.max_fraction = 0.5, .nsim = NSIM, .seed = t};
        struct gis_scan *scan = NULL;
        assert_int_equal(gis_scan_lists_new(l->n, &lists, cases, length_m, &o, &scan), GIS_OK);
        const double p = scan->n_clusters > 0 ? scan->clusters[0].p : 1;
        found += p <= 0.05;
        sum += p;
        gis_scan_free(scan);
    }
    assert_near(found, 0.05 * TOWNS, 4 * sqrt(0.05 * 0.95 * TOWNS), 0);
    assert_near(sum / TOWNS, 0.5, 4 * sqrt(1.0 / 12 / TOWNS) + 0.01, 0);
    gis_multinomial_free(even);
    free(cases);
    free(length_m);
    gis_lixel_lists_done(&near);
    gis_lixels_free(l);
    gis_network_free(network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges_are_cut_evenly),
        cmocka_unit_test(neighbours_are_those_along_the_road),
        cmocka_unit_test(a_straight_street_is_a_line_in_the_plane),
        cmocka_unit_test(chance_makes_no_zones),
    };
    return cmocka_run_group_tests_name("gis/lixel", tests, NULL, NULL);
}
