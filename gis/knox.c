/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/knox.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "gis/array.h"
#include "gis/parallel.h"
#include "gis/random.h"

struct pair {
    uint32_t a, b, band;
};

struct test {
    size_t n;
    const double *time;
    struct gis_knox_bands space, times;
    struct pair *pairs; /* near in space */
    size_t n_pairs, cap;
    uint64_t seed;
    uint32_t nsim;
    /* a worker each: */
    double *shuffled;  /* n */
    uint64_t *counts;  /* cells */
    uint64_t *reached; /* cells: simulations with at least the observed count */
    const struct gis_knox_cell *cells;
};

/* The band of a difference, or bands.n when it is in none. */
static size_t band_of(struct gis_knox_bands bands, double difference)
{
    if (!(difference > bands.edges[0]))
        return bands.n;
    for (size_t b = 0; b < bands.n; b++) {
        if (difference <= bands.edges[b + 1])
            return b;
    }
    return bands.n;
}

static bool edges_ascend(struct gis_knox_bands bands)
{
    for (size_t b = 0; b <= bands.n; b++) {
        if (!isfinite(bands.edges[b]) || (b > 0 && !(bands.edges[b] > bands.edges[b - 1])))
            return false;
    }
    return bands.n > 0;
}

static enum gis_status check_input(size_t n, const struct gis_xy *at, const struct test *t)
{
    if (n < 2)
        return GIS_EEMPTY;
    if (n > UINT32_MAX || !edges_ascend(t->space) || !edges_ascend(t->times))
        return GIS_EDOMAIN;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(at[i].x_m) || !isfinite(at[i].y_m) || !isfinite(t->time[i]))
            return GIS_EDOMAIN;
    }
    return GIS_OK;
}

static enum gis_status pair_count(struct test *t, const struct gis_xy *at, size_t a, size_t b,
                                  struct gis_knox *knox)
{
    size_t when = band_of(t->times, fabs(t->time[a] - t->time[b]));
    size_t where = band_of(t->space, hypot(at[a].x_m - at[b].x_m, at[a].y_m - at[b].y_m));
    if (when < t->times.n)
        knox->near_time[when]++;
    if (where == t->space.n)
        return GIS_OK;
    knox->near_space[where]++;
    if (when < t->times.n)
        knox->cells[where * t->times.n + when].observed++;
    if (t->nsim == 0)
        return GIS_OK;
    if (!gis_array_room(&t->pairs, t->n_pairs + 1, &t->cap, sizeof *t->pairs))
        return GIS_ENOMEM;
    t->pairs[t->n_pairs++] = (struct pair){(uint32_t)a, (uint32_t)b, (uint32_t)where};
    return GIS_OK;
}

static enum gis_status list_pairs(struct test *t, const struct gis_xy *at, struct gis_knox *knox)
{
    for (size_t a = 0; a < t->n; a++) {
        for (size_t b = a + 1; b < t->n; b++) {
            enum gis_status status = pair_count(t, at, a, b, knox);
            if (status != GIS_OK)
                return status;
        }
    }
    return GIS_OK;
}

static void simulate(void *context, unsigned worker, size_t begin, size_t end)
{
    const struct test *t = context;
    size_t n_cells = t->space.n * t->times.n;
    double *time = t->shuffled + worker * t->n;
    uint64_t *counts = t->counts + worker * n_cells;
    for (size_t s = begin; s < end; s++) {
        struct gis_random rng;
        gis_random_init(&rng, t->seed, s);
        for (size_t i = 0; i < t->n; i++) { /* inside-out shuffle */
            size_t j = gis_random_below(&rng, (uint32_t)i + 1);
            time[i] = time[j];
            time[j] = t->time[i];
        }
        for (size_t c = 0; c < n_cells; c++)
            counts[c] = 0;
        for (size_t k = 0; k < t->n_pairs; k++) {
            const struct pair *p = &t->pairs[k];
            size_t when = band_of(t->times, fabs(time[p->a] - time[p->b]));
            if (when < t->times.n)
                counts[p->band * t->times.n + when]++;
        }
        for (size_t c = 0; c < n_cells; c++)
            t->reached[worker * n_cells + c] += counts[c] >= t->cells[c].observed;
    }
}

static enum gis_status run_simulations(struct test *t, struct gis_knox *knox, unsigned threads)
{
    size_t workers = gis_parallel_workers(threads);
    size_t n_cells = t->space.n * t->times.n;
    t->cells = knox->cells;
    t->shuffled = calloc(workers * t->n + 1, sizeof *t->shuffled);
    t->counts = calloc(workers * n_cells + 1, sizeof *t->counts);
    t->reached = calloc(workers * n_cells + 1, sizeof *t->reached);
    if (t->shuffled == NULL || t->counts == NULL || t->reached == NULL)
        return GIS_ENOMEM;
    gis_parallel(t->nsim, 8, threads, simulate, t);
    for (size_t c = 0; c < n_cells; c++) {
        double reached = 0;
        for (size_t w = 0; w < workers; w++)
            reached += (double)t->reached[w * n_cells + c];
        knox->cells[c].p = (1 + reached) / (1.0 + t->nsim);
    }
    return GIS_OK;
}

static enum gis_status knox_allocate(struct gis_knox *knox, size_t n, size_t n_space, size_t n_time)
{
    knox->pairs = (uint64_t)n * (n - 1) / 2;
    knox->near_space = calloc(n_space, sizeof *knox->near_space);
    knox->near_time = calloc(n_time, sizeof *knox->near_time);
    knox->cells = calloc(n_space * n_time, sizeof *knox->cells);
    if (knox->near_space == NULL || knox->near_time == NULL || knox->cells == NULL)
        return GIS_ENOMEM;
    return GIS_OK;
}

static void expect(const struct test *t, struct gis_knox *knox)
{
    for (size_t s = 0; s < t->space.n; s++) {
        for (size_t w = 0; w < t->times.n; w++) {
            struct gis_knox_cell *c = &knox->cells[s * t->times.n + w];
            c->expected =
                (double)knox->near_space[s] * (double)knox->near_time[w] / (double)knox->pairs;
            c->p = (double)NAN;
        }
    }
}

// NOLINTNEXTLINE(readability-function-size): the incidents, the test and its simulation
enum gis_status gis_knox(size_t n, const struct gis_xy *at, const double *time,
                         struct gis_knox_bands space, struct gis_knox_bands time_bands,
                         uint32_t nsim, uint64_t seed, unsigned threads, struct gis_knox *out)
{
    struct test t = {
        .n = n, .time = time, .space = space, .times = time_bands, .seed = seed, .nsim = nsim};
    struct gis_knox knox = {0};
    enum gis_status status = check_input(n, at, &t);
    if (status == GIS_OK)
        status = knox_allocate(&knox, n, space.n, time_bands.n);
    if (status == GIS_OK)
        status = list_pairs(&t, at, &knox);
    if (status == GIS_OK) {
        expect(&t, &knox);
        if (nsim > 0)
            status = run_simulations(&t, &knox, threads);
    }
    free(t.pairs);
    free(t.shuffled);
    free(t.counts);
    free(t.reached);
    if (status != GIS_OK) {
        gis_knox_done(&knox);
        return status;
    }
    *out = knox;
    return GIS_OK;
}

void gis_knox_done(struct gis_knox *knox)
{
    free(knox->near_space);
    free(knox->near_time);
    free(knox->cells);
    *knox = (struct gis_knox){0};
}
