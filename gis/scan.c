/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/scan.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "gis/heap.h"
#include "gis/parallel.h"
#include "gis/random.h"

/* All windows of a centre lie in one run of steps: each step adds one area to the circle.
 *
 *   steps of centre a: begin[a] ... begin[a + 1] - 1
 *   step.area      the area that comes in
 *   step.gain > 0  the circle is a window now; 0 when the next area stands at the same distance
 *
 * LLR(c) <= (c - E)^2 gain^2 with gain^2 = 1/(2E) + 1/(C - E), so a window whose (c - E) gain does
 * not pass the root of the best LLR so far needs no logarithm. The bound: with h(x) = (1 + x) ln(1
 * + x) - x, LLR = E h(d/E) + (C - E) h(-d/(C - E)), and h(x) <= x^2/2 for x >= 0, h(-y) <= y^2 for
 * 0 <= y <= 1. */
struct step {
    double expected;
    float gain;
    uint32_t area;
};

struct field {
    size_t n;      /* areas with population */
    size_t *input; /* their places in the input */
    struct gis_xy *at;
    uint32_t *cases;
    double *population;
    double total_population;
    uint32_t total_cases;
    double tie; /* distances that differ by less are equal */
    size_t *begin;
    struct step *steps;
    size_t n_windows;
    const struct gis_scan_lists *lists; /* NULL: by the places in at[] */
};

struct neighbour {
    double distance;
    uint32_t area;
};

double gis_scan_llr(double c, double expected, double total)
{
    if (!(c > expected) || !(expected > 0) || expected >= total)
        return 0;
    double inside = c * log(c / expected);
    double rest = total - c;
    return rest > 0 ? inside + rest * log(rest / (total - expected)) : inside;
}

static int by_distance(const void *a, const void *b)
{
    const struct neighbour *x = a;
    const struct neighbour *y = b;
    if (x->distance < y->distance || x->distance > y->distance)
        return x->distance < y->distance ? -1 : 1;
    return x->area < y->area ? -1 : x->area > y->area;
}

static enum gis_status count_input(size_t n, const struct gis_xy *at, const uint32_t *cases,
                                   const double *population, struct field *f)
{
    uint64_t total = 0;
    double far = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(population[i] >= 0) || !isfinite(population[i]))
            return GIS_EDOMAIN;
        if (population[i] <= 0)
            continue;
        if (at != NULL && (!isfinite(at[i].x_m) || !isfinite(at[i].y_m)))
            return GIS_EDOMAIN;
        f->n++;
        f->total_population += population[i];
        total += cases[i];
        if (at != NULL)
            far = fmax(far, fmax(fabs(at[i].x_m), fabs(at[i].y_m)));
    }
    if (total > INT32_MAX || !isfinite(f->total_population) || f->n > INT32_MAX)
        return GIS_EDOMAIN;
    f->total_cases = (uint32_t)total;
    f->tie = 8 * DBL_EPSILON * far;
    return f->n < 2 || total < 2 ? GIS_EEMPTY : GIS_OK;
}

static enum gis_status field_init(struct field *f, size_t n, const struct gis_xy *at,
                                  const uint32_t *cases, const double *population)
{
    enum gis_status status = count_input(n, at, cases, population, f);
    if (status != GIS_OK)
        return status;
    f->input = malloc(f->n * sizeof *f->input);
    f->at = malloc(f->n * sizeof *f->at);
    f->cases = malloc(f->n * sizeof *f->cases);
    f->population = malloc(f->n * sizeof *f->population);
    f->begin = calloc(f->n + 1, sizeof *f->begin);
    if (f->input == NULL || f->at == NULL || f->cases == NULL || f->population == NULL ||
        f->begin == NULL)
        return GIS_ENOMEM;
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (population[i] <= 0)
            continue;
        f->input[k] = i;
        f->at[k] = at != NULL ? at[i] : (struct gis_xy){0, 0};
        f->cases[k] = cases[i];
        f->population[k++] = population[i];
    }
    return GIS_OK;
}

static void field_done(struct field *f)
{
    free(f->input);
    free(f->at);
    free(f->cases);
    free(f->population);
    free(f->begin);
    free(f->steps);
}

/* The circle is a window from this step on. */
static void close_window(struct field *f, struct step *step, double population)
{
    double expected = f->total_cases * (population / f->total_population);
    double outside = fmax(f->total_cases - expected, 1e-30);
    step->expected = expected;
    /* Rounded up, so that the bound holds in float too. */
    step->gain = (float)(sqrt(0.5 / expected + 1 / outside) * (1 + 1e-6));
    f->n_windows++;
}

/* Appends the windows of one centre; near[n] is sorted by distance. Returns the number of steps. */
static size_t walk_out(struct field *f, double max_population, size_t n,
                       const struct neighbour *near, struct step *steps)
{
    const double least = f->lists != NULL ? f->lists->least_m : 0;
    double population = 0;
    size_t used = 0;
    for (size_t k = 0; k < n;) {
        size_t end = k;
        while (end < n && near[end].distance - near[k].distance <= f->tie)
            population += f->population[near[end++].area];
        if (population > max_population)
            break;
        for (; k < end; k++) {
            steps[used++] = (struct step){.area = near[k].area};
        }
        if (near[end - 1].distance >= least)
            close_window(f, &steps[used - 1], population);
    }
    return used;
}

static size_t list_by_place(const struct field *f, size_t a, struct neighbour *near)
{
    for (size_t b = 0; b < f->n; b++) {
        near[b] = (struct neighbour){
            hypot(f->at[a].x_m - f->at[b].x_m, f->at[a].y_m - f->at[b].y_m), (uint32_t)b};
    }
    qsort(near, f->n, sizeof *near, by_distance);
    return f->n;
}

/* The caller's list; 0: it is none. */
static size_t list_given(const struct field *f, size_t a, struct neighbour *near)
{
    const struct gis_scan_lists *l = f->lists;
    const size_t first = l->start[a], n = l->start[a + 1] - first;
    if (l->start[a + 1] < first || n == 0 || n > f->n || l->area[first] != a)
        return 0;
    for (size_t k = 0; k < n; k++) {
        near[k] = (struct neighbour){l->distance_m[first + k], l->area[first + k]};
        if (near[k].area >= f->n || !isfinite(near[k].distance) ||
            (k > 0 && near[k].distance < near[k - 1].distance))
            return 0;
    }
    return n;
}

static enum gis_status build_windows(struct field *f, double max_fraction, size_t max_steps)
{
    struct neighbour *near = calloc(f->n, sizeof *near);
    size_t cap = 0;
    size_t used = 0;
    for (size_t a = 0; near != NULL && a < f->n; a++) {
        if (cap < used + f->n) {
            cap = cap + cap / 2 + f->n;
            struct step *more =
                cap <= SIZE_MAX / sizeof *more ? realloc(f->steps, cap * sizeof *more) : NULL;
            if (more == NULL) {
                free(near);
                return GIS_ENOMEM;
            }
            f->steps = more;
        }
        const size_t m = f->lists != NULL ? list_given(f, a, near) : list_by_place(f, a, near);
        if (m == 0) {
            free(near);
            return GIS_EDOMAIN;
        }
        used += walk_out(f, max_fraction * f->total_population, m, near, f->steps + used);
        f->begin[a + 1] = used;
        if (used > max_steps) {
            free(near);
            return GIS_EREFUSED;
        }
    }
    if (near == NULL)
        return GIS_ENOMEM;
    free(near);
    return GIS_OK;
}

/* The highest LLR of all windows for these counts. */
static double best_llr(const struct field *f, const uint32_t *cases)
{
    double best = 0;
    double root = 0;
    for (size_t a = 0; a < f->n; a++) {
        uint32_t c = 0;
        const struct step *end = f->steps + f->begin[a + 1];
        for (const struct step *s = f->steps + f->begin[a]; s < end; s++) {
            c += cases[s->area];
            if ((c - s->expected) * (double)s->gain <= root || c < 2)
                continue;
            double llr = gis_scan_llr(c, s->expected, f->total_cases);
            if (llr > best) {
                best = llr;
                root = sqrt(best);
            }
        }
    }
    return best;
}

struct simulation {
    const struct field *field;
    const struct gis_multinomial *null;
    uint64_t seed;
    uint32_t *counts; /* n a worker */
    double *max_llr;
};

static void simulate(void *context, unsigned worker, size_t begin, size_t end)
{
    const struct simulation *sim = context;
    uint32_t *counts = sim->counts + (size_t)worker * sim->field->n;
    for (size_t i = begin; i < end; i++) {
        struct gis_random rng;
        gis_random_init(&rng, sim->seed, i);
        gis_multinomial_draw(sim->null, &rng, sim->field->total_cases, counts);
        sim->max_llr[i] = best_llr(sim->field, counts);
    }
}

static enum gis_status run_simulations(const struct field *f,
                                       const struct gis_scan_options *options, double *max_llr)
{
    struct gis_multinomial *null = NULL;
    enum gis_status status = gis_multinomial_new(f->n, f->population, &null);
    if (status != GIS_OK)
        return status;
    struct simulation sim = {.field = f, .null = null, .seed = options->seed};
    sim.max_llr = max_llr;
    sim.counts = malloc(gis_parallel_workers(options->threads) * f->n * sizeof *sim.counts);
    if (sim.counts != NULL)
        gis_parallel(options->nsim, 16, options->threads, simulate, &sim);
    status = sim.counts != NULL ? GIS_OK : GIS_ENOMEM;
    free(sim.counts);
    gis_multinomial_free(null);
    return status;
}

/* A window: the centre and how many of its steps it takes. */
struct window {
    size_t centre, n_steps;
    uint32_t cases;
    double expected, llr;
};

/* The best window around a centre that takes no area marked as used; llr 0: none. */
static struct window best_free_window(const struct field *f, const bool *used, size_t centre)
{
    struct window best = {0};
    uint32_t c = 0;
    for (size_t k = f->begin[centre]; k < f->begin[centre + 1]; k++) {
        const struct step *s = &f->steps[k];
        if (used[s->area])
            break;
        c += f->cases[s->area];
        if (c < 2 || s->gain <= 0)
            continue;
        double llr = gis_scan_llr(c, s->expected, f->total_cases);
        if (llr > best.llr * (1 + 1e-12))
            best = (struct window){centre, k + 1 - f->begin[centre], c, s->expected, llr};
    }
    return best;
}

static bool is_free(const struct field *f, const bool *used, const struct window *w)
{
    for (size_t k = 0; k < w->n_steps; k++) {
        if (used[f->steps[f->begin[w->centre] + k].area])
            return false;
    }
    return true;
}

/* The greatest ratio first; of ratios that differ in the last digits alone the first centre. */
static enum gis_status queue_window(struct gis_heap *queue, const struct window *w)
{
    uint64_t bits;
    double key = w->llr;
    if (!(w->llr > 0))
        return GIS_OK;
    memcpy(&bits, &key, sizeof bits);
    bits &= ~(uint64_t)0x1FFF; /* 39 binary digits stay */
    memcpy(&key, &bits, sizeof key);
    return gis_heap_push(queue,
                         (struct gis_heap_item){-key, (uint32_t)w->centre, (uint32_t)w->centre});
}

static int by_index(const void *a, const void *b)
{
    size_t x = *(const size_t *)a;
    size_t y = *(const size_t *)b;
    return x < y ? -1 : x > y;
}

static enum gis_status add_cluster(const struct field *f, const struct window *w, bool *used,
                                   struct gis_scan *scan)
{
    struct gis_scan_cluster *clusters =
        realloc(scan->clusters, (scan->n_clusters + 1) * sizeof *clusters);
    if (clusters == NULL)
        return GIS_ENOMEM;
    scan->clusters = clusters;
    double total = f->total_cases;
    struct gis_scan_cluster *c = &clusters[scan->n_clusters];
    *c = (struct gis_scan_cluster){
        .centre = f->input[w->centre],
        .n_areas = w->n_steps,
        .areas = malloc((w->n_steps + (size_t)1) * sizeof *c->areas),
        .cases = w->cases,
        .expected = w->expected,
        .ratio = w->cases / w->expected,
        .llr = w->llr,
        .p = (double)NAN,
    };
    if (c->areas == NULL)
        return GIS_ENOMEM;
    scan->n_clusters++;
    c->relative_risk = c->ratio / ((total - w->cases) / (total - w->expected));
    for (size_t k = 0; k < w->n_steps; k++) {
        uint32_t area = f->steps[f->begin[w->centre] + k].area;
        used[area] = true;
        c->areas[k] = f->input[area];
        c->population += f->population[area];
        c->radius =
            fmax(c->radius, f->lists != NULL ? f->lists->distance_m[f->lists->start[w->centre] + k]
                                             : hypot(f->at[w->centre].x_m - f->at[area].x_m,
                                                     f->at[w->centre].y_m - f->at[area].y_m));
    }
    qsort(c->areas, c->n_areas, sizeof *c->areas, by_index);
    return GIS_OK;
}

/* Areas that are taken only shorten a centre's list: its best window stays so while it is free, and
 * is looked for again when it comes up and is free no longer. */
static enum gis_status find_clusters(const struct field *f, struct gis_scan *scan)
{
    bool *used = calloc(f->n, sizeof *used);
    struct window *windows = calloc(f->n, sizeof *windows);
    struct gis_heap queue = {0};
    enum gis_status status = used != NULL && windows != NULL ? GIS_OK : GIS_ENOMEM;
    for (size_t a = 0; status == GIS_OK && a < f->n; a++) {
        windows[a] = best_free_window(f, used, a);
        status = queue_window(&queue, &windows[a]);
    }
    while (status == GIS_OK && queue.n > 0) {
        struct window *w = &windows[gis_heap_pop(&queue).id];
        if (is_free(f, used, w)) {
            status = add_cluster(f, w, used, scan);
        } else {
            *w = best_free_window(f, used, w->centre);
            status = queue_window(&queue, w);
        }
    }
    gis_heap_done(&queue);
    free(windows);
    free(used);
    return status;
}

static void judge_clusters(struct gis_scan *scan, uint32_t nsim)
{
    for (size_t k = 0; nsim > 0 && k < scan->n_clusters; k++) {
        struct gis_scan_cluster *c = &scan->clusters[k];
        uint32_t reached = 0;
        /* The same window summed in another order differs in the last bits: that is a tie. */
        for (uint32_t i = 0; i < nsim; i++)
            reached += scan->max_llr[i] >= c->llr * (1 - 1e-10);
        c->p = (1.0 + reached) / (1.0 + nsim);
    }
}

static enum gis_status scan_field(struct field *f, const struct gis_scan_options *options,
                                  struct gis_scan *scan)
{
    enum gis_status status = build_windows(
        f, options->max_fraction, options->max_steps > 0 ? options->max_steps : GIS_SCAN_MAX_STEPS);
    if (status != GIS_OK)
        return status;
    scan->n_areas = f->n;
    scan->total_cases = f->total_cases;
    scan->total_population = f->total_population;
    scan->n_windows = f->n_windows;
    scan->max_llr = calloc((size_t)options->nsim + 1, sizeof *scan->max_llr);
    if (scan->max_llr == NULL)
        return GIS_ENOMEM;
    status = find_clusters(f, scan);
    if (status == GIS_OK && options->nsim > 0)
        status = run_simulations(f, options, scan->max_llr);
    if (status == GIS_OK)
        judge_clusters(scan, options->nsim);
    return status;
}

static enum gis_status scan_new(struct field *f, size_t n, const struct gis_xy *at,
                                const uint32_t *cases, const double *population,
                                const struct gis_scan_options *options, struct gis_scan **out)
{
    if (!(options->max_fraction > 0 && options->max_fraction <= 1))
        return GIS_EDOMAIN;
    struct gis_scan *scan = calloc(1, sizeof *scan);
    enum gis_status status = GIS_ENOMEM;
    if (scan != NULL)
        status = field_init(f, n, at, cases, population);
    if (status == GIS_OK && f->lists != NULL && f->n != n)
        status = GIS_EDOMAIN; /* an area without population */
    if (status == GIS_OK)
        status = scan_field(f, options, scan);
    field_done(f);
    if (status != GIS_OK) {
        gis_scan_free(scan);
        return status;
    }
    *out = scan;
    return GIS_OK;
}

enum gis_status gis_scan_new(size_t n, const struct gis_xy *at, const uint32_t *cases,
                             const double *population, const struct gis_scan_options *options,
                             struct gis_scan **out)
{
    struct field f = {0};
    return scan_new(&f, n, at, cases, population, options, out);
}

enum gis_status gis_scan_lists_new(size_t n, const struct gis_scan_lists *lists,
                                   const uint32_t *cases, const double *population,
                                   const struct gis_scan_options *options, struct gis_scan **out)
{
    struct field f = {.lists = lists};
    return lists->least_m >= 0 ? scan_new(&f, n, NULL, cases, population, options, out)
                               : GIS_EDOMAIN;
}

void gis_scan_free(struct gis_scan *scan)
{
    if (scan == NULL)
        return;
    for (size_t k = 0; k < scan->n_clusters; k++)
        free(scan->clusters[k].areas);
    free(scan->clusters);
    free(scan->max_llr);
    free(scan);
}
