/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Night walks between random places: milliseconds of a search (shortest and best-lit way) and of
 * the facts. Usage: walk ROADS.geojson (a city, lamps are made up), or walk EDGES (a street grid,
 * by distance). Results: docs/methods/walk.md. */
#include "gis/walk.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "src/io/network_files.h"

#include "bench/bench.h"

#define STEP_M 45.0

/* --- networks --------------------------------------------------------------------------------- */

static struct gis_network *network_of_file(const char *path)
{
    char lights[] = "/tmp/walk-lights-XXXXXX.csv";
    int fd = mkstemps(lights, 4);
    static const char csv[] = "lon,lat\n139.4,35.7\n";
    bench_need(fd >= 0 && write(fd, csv, sizeof csv - 1) > 0 && close(fd) == 0, lights);
    struct jy_network_files files;
    struct jy_error err = {JY_OK, ""};
    bench_need(jy_network_files_read(&(struct jy_network_files_options){path, lights, NULL}, &files,
                                     &err) == JY_OK,
               err.text);
    (void)unlink(lights);
    struct gis_roads roads = {files.n_roads, files.first_point, files.points, files.flags,
                              files.levels};
    struct gis_network *net;
    bench_need(gis_network_new(&roads, NULL, NULL, &net) == GIS_OK, "network");
    jy_network_files_done(&files);
    return net;
}

static struct gis_xy corner(size_t i, size_t j)
{
    uint64_t seed = (uint64_t)i << 32 | j; /* streets are not quite straight */
    return (struct gis_xy){(double)i * STEP_M + bench_uniform(&seed) * 6 - 3,
                           (double)j * STEP_M + bench_uniform(&seed) * 6 - 3};
}

static struct gis_network *network_grid(size_t n_edges)
{
    size_t side = (size_t)sqrt((double)n_edges / 2) + 1, n = 0;
    size_t *first = bench_room(2 * side * side + 1, sizeof *first);
    struct gis_xy *points = bench_room(4 * side * side, sizeof *points);
    for (size_t i = 0; i < side; i++)
        for (size_t j = 0; j < side; j++)
            for (int k = 0; k < 2; k++) {
                if ((k == 0 ? i : j) + 1 >= side)
                    continue;
                points[2 * n] = corner(i, j);
                points[2 * n + 1] = k == 0 ? corner(i + 1, j) : corner(i, j + 1);
                n++;
                first[n] = 2 * n;
            }
    struct gis_roads roads = {n, first, points, NULL, NULL};
    struct gis_network *net;
    bench_need(gis_network_new(&roads, NULL, NULL, &net) == GIS_OK, "network");
    free(first);
    free(points);
    return net;
}

/* Lamps every 18 to 60 m of each street; one street in eight has none. */
static struct gis_lighting *lighting_of(const struct gis_network *net)
{
    size_t n = 0, max = (size_t)(net->length_m / 18) + net->n_edges + 1;
    struct gis_snap *snaps = bench_room(max, sizeof *snaps);
    uint64_t seed = 1;
    for (uint32_t e = 0; e < net->n_edges; e++) {
        if (bench_uniform(&seed) < 0.125)
            continue;
        double step_m = 18 + 42 * bench_uniform(&seed);
        for (double m = step_m * bench_uniform(&seed); m < net->edge_length_m[e]; m += step_m)
            snaps[n++].at = (struct gis_on_edge){e, m};
    }
    struct gis_lighting *lighting;
    bench_need(gis_lighting_new(net, 20, n, snaps, &lighting) == GIS_OK, "lighting");
    free(snaps);
    printf("%u edges, %.0f km, %zu lamps\n", net->n_edges, net->length_m / 1000, n);
    return lighting;
}

/* --- walks ------------------------------------------------------------------------------------ */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct run {
    const struct gis_network *net;
    struct gis_lighting *lighting;
    struct gis_walker *walker;
    double *ms, *cpu_ms;
    uint64_t seed;
};

static struct gis_on_edge somewhere(struct run *r, struct gis_xy near, double range_m)
{
    for (;;) {
        double angle = bench_uniform(&r->seed) * 6.283185307179586;
        struct gis_xy p = {near.x_m + range_m * cos(angle), near.y_m + range_m * sin(angle)};
        struct gis_snap snap = gis_network_nearest_with(r->net, p, 100, GIS_ROAD_PASSABLE);
        if (snap.at.edge != GIS_NONE)
            return snap.at;
    }
}

static struct gis_on_edge anywhere(struct run *r)
{
    uint32_t e = (uint32_t)(bench_uniform(&r->seed) * r->net->n_edges);
    return (struct gis_on_edge){e, bench_uniform(&r->seed) * r->net->edge_length_m[e]};
}

/* range_m 0: anywhere to anywhere. */
static void walks(struct run *r, int n, double range_m, double detour)
{
    size_t n_found = 0, n_exact = 0, n_apart = 0;
    double length_m = 0, spare_m = 0, bound_m = 0, facts_ms = 0;
    for (int k = 0; k < n; k++) {
        struct gis_on_edge from = anywhere(r);
        struct gis_on_edge to =
            range_m > 0 ? somewhere(r, gis_network_xy(r->net, from), range_m) : anywhere(r);
        struct gis_walk_options o = {.detour = detour, .max_m = 40000};
        struct gis_walk w;
        double start_s = bench_now_s(), start_cpu_s = bench_cpu_s();
        bench_need(gis_walk_find(r->walker, from, to, &o, &w) == GIS_OK, "walk");
        r->ms[k] = (bench_now_s() - start_s) * 1e3;
        r->cpu_ms[k] = (bench_cpu_s() - start_cpu_s) * 1e3;
        n_apart += w.result != GIS_WALK_FOUND;
        if (w.result != GIS_WALK_FOUND)
            continue;
        n_found++;
        n_exact += w.exact;
        length_m += w.shortest.length_m;
        spare_m += w.shortest.dark_m - w.best_lit.dark_m;
        bound_m = fmax(bound_m, w.best_lit.dark_m - w.dark_at_least_m);
        start_s = bench_now_s();
        bench_need(gis_way_facts(r->lighting, &w.best_lit, 0, NULL).near_share <= 1, "facts");
        facts_ms += (bench_now_s() - start_s) * 1e3;
    }
    qsort(r->ms, (size_t)n, sizeof *r->ms, ascending);
    qsort(r->cpu_ms, (size_t)n, sizeof *r->cpu_ms, ascending);
    double found = n_found > 0 ? (double)n_found : 1;
    size_t p50 = (size_t)n / 2, p99 = (size_t)n * 99 / 100;
    printf("%7.0f %6.2f %6zu %5zu | %8.0f %7.1f | %8.3f %8.3f %8.3f | %8.3f %8.3f | %8.3f | %6zu "
           "%8.2f\n",
           range_m, detour, n_found, n_apart, length_m / found, spare_m / found, r->ms[p50],
           r->ms[p99], r->ms[n - 1], r->cpu_ms[p50], r->cpu_ms[p99], facts_ms / found, n_exact,
           bound_m);
}

int main(int argc, char **argv)
{
    bench_need(argc > 1, "walk ROADS.geojson | walk EDGES [WALKS]");
    char *end;
    size_t n_edges = (size_t)strtoul(argv[1], &end, 10);
    bool grid = *end == '\0';
    int n = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 1000;
    struct run r = {.net = grid ? network_grid(n_edges) : network_of_file(argv[1]), .seed = 5};
    r.lighting = lighting_of(r.net);
    r.ms = bench_room((size_t)n, sizeof *r.ms);
    r.cpu_ms = bench_room((size_t)n, sizeof *r.cpu_ms);
    double start_s = bench_now_s();
    bench_need(gis_walker_new(r.lighting, &r.walker) == GIS_OK, "walker");
    printf("walker made in %.3f ms\n", (bench_now_s() - start_s) * 1e3);
    printf("range_m detour  found apart | length_m lit (m) |   p50 ms   p99 ms   max ms |  p50 cpu "
           " p99 cpu | facts ms |  exact bound (m)\n");
    static const double ranges_m[] = {1000, 2000, 5000, 8000, 12000};
    double side_m =
        grid ? sqrt((double)n_edges / 2) * STEP_M : 0; /* farther there may be nothing */
    for (size_t k = 0; k < 5 && ranges_m[k] <= side_m / 2; k++)
        walks(&r, n, ranges_m[k], 0.2);
    for (int k = 0; k < 3 && !grid; k++)
        walks(&r, n, 0, 0.1 + 0.1 * k);
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    printf("%.0f MiB\n", (double)usage.ru_maxrss / 1024);
    gis_walker_free(r.walker);
    gis_lighting_free(r.lighting);
    free(r.ms);
    free(r.cpu_ms);
    return 0;
}
