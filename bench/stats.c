/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Seconds of the measures on crime, in memory: stats [THREADS]. Seeded synthetic city; see
 * docs/methods. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "gis/gistar.h"
#include "gis/grid.h"
#include "gis/kde.h"
#include "gis/random.h"
#include "gis/scan.h"

#include "src/base/clock.h"
#include "src/base/mem.h"

static void report(const char *what, double n, enum gis_status status, double begin_s)
{
    printf("%-44s %10.0f  %8.3f s%s\n", what, n, jy_clock_monotonic_s() - begin_s,
           status == GIS_OK ? "" : "  FAILED");
    (void)fflush(stdout);
}

static void bench_scan(size_t n, uint32_t total_cases, uint32_t nsim, unsigned threads)
{
    struct gis_xy *at = jy_calloc(n, sizeof *at);
    uint32_t *cases = jy_calloc(n, sizeof *cases);
    double *population = jy_calloc(n, sizeof *population);
    struct gis_random rng;
    gis_random_init(&rng, 1, n);
    for (size_t i = 0; i < n; i++) {
        at[i] = (struct gis_xy){5000 * gis_random_unit(&rng), 5000 * gis_random_unit(&rng)};
        population[i] = 500 + 3500 * gis_random_unit(&rng);
        cases[i] = gis_random_binomial(&rng, 2 * total_cases, 0.5 / (double)n);
    }
    struct gis_scan_options options = {
        .max_fraction = 0.5, .nsim = nsim, .seed = 1, .threads = threads};
    struct gis_scan *scan = NULL;
    double begin = jy_clock_monotonic_s();
    enum gis_status status = gis_scan_new(n, at, cases, population, &options, &scan);
    char what[80];
    (void)snprintf(what, sizeof what, "scan, %zu areas, %u simulations, windows:", n, nsim);
    report(what, status == GIS_OK ? (double)scan->n_windows : 0, status, begin);
    gis_scan_free(scan);
    free(at);
    free(cases);
    free(population);
}

static void bench_gistar(size_t side, uint32_t nsim)
{
    struct gis_grid grid = {{0, 0}, 100, 100, side, side};
    size_t n = side * side;
    struct gis_weights *weights = NULL;
    double *x = jy_calloc(n, sizeof *x);
    double *p = jy_calloc(n, sizeof *p);
    struct gis_random rng;
    gis_random_init(&rng, 2, n);
    for (size_t i = 0; i < n; i++)
        x[i] = gis_random_unit(&rng);
    enum gis_status status = gis_grid_weights(&grid, &weights);
    double begin = jy_clock_monotonic_s();
    if (status == GIS_OK)
        status = gis_gi_permute(weights, x, nsim, 1, p, NULL, NULL);
    char what[80];
    (void)snprintf(what, sizeof what, "Gi* permutation, %u simulations, areas:", nsim);
    report(what, (double)n, status, begin);
    gis_weights_free(weights);
    free(x);
    free(p);
}

static void bench_kde(size_t n, double sigma_m, enum gis_kde_edge edge, const char *name,
                      unsigned threads)
{
    struct gis_grid grid = {{0, 0}, 5, 5, 1000, 1000};
    struct gis_xy ring[64];
    for (int k = 0; k < 64; k++)
        ring[k] =
            (struct gis_xy){2500 + 2400 * cos(k * M_PI / 32), 2500 + 2400 * sin(k * M_PI / 32)};
    const size_t first[] = {0, 64};
    struct gis_window window = {1, first, ring};
    struct gis_xy *points = jy_calloc(n, sizeof *points);
    double *out = jy_calloc(grid.nx * grid.ny, sizeof *out);
    struct gis_random rng;
    gis_random_init(&rng, 3, n);
    for (size_t i = 0; i < n; i++)
        points[i] = (struct gis_xy){2500 + 1000 * gis_random_normal(&rng),
                                    2500 + 1000 * gis_random_normal(&rng)};
    struct gis_kde kde = {sigma_m, edge, &window, threads};
    double begin = jy_clock_monotonic_s();
    enum gis_status status = gis_kde_grid(&kde, n, points, &grid, out);
    char what[80];
    (void)snprintf(what, sizeof what, "KDE 1000 x 1000, sigma %.0f m, %s, points:", sigma_m, name);
    report(what, (double)n, status, begin);
    free(points);
    free(out);
}

int main(int argc, char **argv)
{
    unsigned threads = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 2;
    bench_scan(41, 268, 9999, threads);
    bench_scan(281, 552, 19999, threads);
    bench_scan(1000, 5000, 999, threads);
    bench_scan(3000, 20000, 99, threads);
    bench_gistar(30, 9999);
    bench_gistar(71, 9999);
    bench_gistar(316, 9999);
    bench_kde(1000000, 50, GIS_KDE_NONE, "none", threads);
    bench_kde(1000000, 200, GIS_KDE_NONE, "none", threads);
    bench_kde(1000000, 200, GIS_KDE_UNIFORM, "uniform", threads);
    bench_kde(1000000, 200, GIS_KDE_DIGGLE, "diggle", threads);
    return 0;
}
