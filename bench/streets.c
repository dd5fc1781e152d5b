/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Zones along streets on a grid of 100 m streets: seconds to cut it into pieces, to put incidents
 * on them, to list neighbours, of a simulation of the scan, and of the density.
 * Usage: streets EDGES INCIDENTS SIMULATIONS. Results: docs/methods/streets.md. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "gis/lixel.h"
#include "gis/network_kde.h"
#include "gis/scan.h"

#include "bench/bench.h"

/* As src/analysis/hotspot_street.c has them. */
#define PIECE_M        50.0
#define RADIUS_M       400.0
#define LEAST_M        75.0
#define SNAP_M         50.0
#define KERNEL_M       200.0
#define MAX_NEIGHBOURS (32u << 20)
#define MAX_STEPS      20000000
#define STREET_M       100.0

struct town {
    struct gis_network *net;
    struct gis_lixels *lixels;
    struct gis_lixel_lists near;
    size_t side, n;
    struct gis_on_edge *at;
    uint32_t *cases;
    double *length_m;
};

static struct gis_network *grid_of(size_t n_edges, size_t *out_side)
{
    const size_t side = (size_t)sqrt((double)n_edges / 2) + 1;
    size_t *first = bench_room(2 * side * side + 1, sizeof *first), n = 0;
    struct gis_xy *points = bench_room(4 * side * side, sizeof *points);
    for (size_t i = 0; i < side; i++) {
        for (size_t k = 0; k < 2 * side; k++) {
            const size_t j = k / 2, east = k % 2;
            if (i + east == side || j + 1 - east == side)
                continue;
            points[2 * n] = (struct gis_xy){(double)i * STREET_M, (double)j * STREET_M};
            points[2 * n + 1] =
                (struct gis_xy){(double)(i + east) * STREET_M, (double)(j + 1 - east) * STREET_M};
            n++;
            first[n] = 2 * n;
        }
    }
    const struct gis_roads roads = {n, first, points, NULL, NULL};
    struct gis_network *net;
    bench_need(gis_network_new(&roads, NULL, NULL, &net) == GIS_OK, "network");
    free(first);
    free(points);
    *out_side = side;
    return net;
}

/* Up to 20 m beside a street, as positions of incidents are. */
static void place(struct town *t)
{
    uint64_t seed = 7;
    for (size_t i = 0; i < t->n; i++) {
        const double along = bench_uniform(&seed) * (double)(t->side - 1) * STREET_M;
        const double street = floor(bench_uniform(&seed) * (double)t->side) * STREET_M +
                              40 * bench_uniform(&seed) - 20;
        const bool east = bench_uniform(&seed) < 0.5;
        const struct gis_xy p = {east ? along : street, east ? street : along};
        const struct gis_snap snap = gis_network_nearest_with(t->net, p, SNAP_M, GIS_ROAD_EVALUATE);
        bench_need(snap.at.edge != GIS_NONE, "an incident on no street");
        t->at[i] = snap.at;
        t->cases[gis_lixels_at(t->lixels, snap.at)]++;
    }
}

/* Seconds, and how many windows there were. */
static double scan(const struct town *t, uint32_t nsim, size_t *out_windows)
{
    const struct gis_scan_lists lists = {t->near.start, t->near.lixel, t->near.distance_m, LEAST_M};
    const struct gis_scan_options options = {
        .max_fraction = 0.5, .nsim = nsim, .seed = 1, .threads = 1};
    struct gis_scan *result;
    const double start_s = bench_cpu_s();
    bench_need(gis_scan_lists_new(t->lixels->n, &lists, t->cases, t->length_m, &options, &result) ==
                   GIS_OK,
               "scan");
    *out_windows = result->n_windows;
    gis_scan_free(result);
    return bench_cpu_s() - start_s;
}

static double density(const struct town *t, enum gis_status *out_status)
{
    const size_t n = t->lixels->n;
    struct gis_on_edge *places = bench_room(n, sizeof *places);
    double *out = bench_room(n, sizeof *out);
    for (size_t i = 0; i < n; i++) {
        const struct gis_lixel *x = &t->lixels->items[i];
        places[i] = (struct gis_on_edge){x->edge, (x->from_m + x->to_m) / 2};
    }
    const double start_s = bench_cpu_s();
    *out_status = gis_network_kde(t->net, GIS_KERNEL_DISCONTINUOUS, KERNEL_M, t->n, t->at, n,
                                  places, MAX_STEPS, out);
    free(places);
    free(out);
    return bench_cpu_s() - start_s;
}

static void measure(struct town *t, uint32_t nsim)
{
    enum gis_status dense;
    size_t windows;
    struct rusage used;
    double start_s = bench_cpu_s();
    bench_need(gis_lixels_new(t->net, GIS_ROAD_EVALUATE, PIECE_M, &t->lixels) == GIS_OK, "pieces");
    t->cases = bench_room(t->lixels->n, sizeof *t->cases);
    t->length_m = bench_room(t->lixels->n, sizeof *t->length_m);
    for (size_t i = 0; i < t->lixels->n; i++)
        t->length_m[i] = t->lixels->items[i].to_m - t->lixels->items[i].from_m;
    place(t);
    const double place_s = bench_cpu_s() - start_s;
    start_s = bench_cpu_s();
    bench_need(gis_lixels_near(t->lixels, RADIUS_M, MAX_NEIGHBOURS, &t->near) == GIS_OK,
               "neighbours: too many for this radius");
    const double near_s = bench_cpu_s() - start_s;
    const double once_s = scan(t, 0, &windows), many_s = scan(t, nsim, &windows);
    const double density_s = density(t, &dense);
    (void)getrusage(RUSAGE_SELF, &used);
    printf(
        "%u edges, %zu pieces, %zu incidents, %zu windows: cut and place %.2f s, neighbours "
        "%.2f s, scan without simulations %.2f s, a simulation %.4f s, density %.2f s%s, %ld MB\n",
        t->net->n_edges, t->lixels->n, t->n, windows, place_s, near_s, once_s,
        (many_s - once_s) / nsim, density_s, dense == GIS_OK ? "" : " (left out: too many walks)",
        used.ru_maxrss / 1024);
}

int main(int argc, char **argv)
{
    struct town t = {0};
    const size_t edges = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000;
    const uint32_t nsim = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 9;
    t.n = argc > 2 ? strtoul(argv[2], NULL, 10) : 10000;
    bench_need(edges > 0 && t.n > 0 && nsim > 0, "usage: streets EDGES INCIDENTS SIMULATIONS");
    t.net = grid_of(edges, &t.side);
    t.at = bench_room(t.n, sizeof *t.at);
    measure(&t, nsim);
    gis_lixel_lists_done(&t.near);
    gis_lixels_free(t.lixels);
    gis_network_free(t.net);
    free(t.at);
    free(t.cases);
    free(t.length_m);
    return 0;
}
