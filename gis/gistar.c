/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/gistar.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "gis/random.h"
#include "gis/special.h"

struct moments {
    double sum, mean, variance; /* variance with divisor n */
};

static enum gis_status check_values(size_t n, size_t least_n, const double *x)
{
    bool varies = false;
    if (n < least_n)
        return GIS_EEMPTY;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i]))
            return GIS_EDOMAIN;
        varies = varies || x[i] < x[0] || x[i] > x[0];
    }
    return varies ? GIS_OK : GIS_EREFUSED;
}

static struct moments moments_of(size_t n, const double *x)
{
    struct moments m = {0};
    for (size_t i = 0; i < n; i++)
        m.sum += x[i];
    m.mean = m.sum / (double)n;
    for (size_t i = 0; i < n; i++)
        m.variance += (x[i] - m.mean) * (x[i] - m.mean);
    m.variance /= (double)n;
    return m;
}

/* The statistic of row i against n values with the moments m. */
static struct gis_gi gi_of_row(const struct gis_weights *weights, uint32_t i, const double *x,
                               double n, struct moments m)
{
    double lag = 0;
    double w = 0;
    double s1 = 0;
    for (size_t k = weights->start[i]; k < weights->start[i + 1]; k++) {
        lag += weights->w[k] * x[weights->to[k]];
        w += weights->w[k];
        s1 += weights->w[k] * weights->w[k];
    }
    double spread = n * s1 - w * w;
    double variance = m.variance * spread / (n - 1);
    /* A row that weighs all areas evenly leaves nothing to chance. */
    bool even = !(spread > 1e-12 * n * s1) || !(variance > 0);
    struct gis_gi out = {
        .g = fabs(m.sum) > 0 ? lag / m.sum : (double)NAN,
        .expected = w / n,
        .variance = fabs(m.sum) > 0 ? variance / (m.sum * m.sum) : (double)NAN,
        .z = even ? (double)NAN : (lag - m.mean * w) / sqrt(variance),
    };
    out.p = even ? (double)NAN : gis_normal_two_sided(out.z);
    return out;
}

enum gis_status gis_gistar(const struct gis_weights *weights, const double *x, struct gis_gi *out)
{
    enum gis_status status = check_values(weights->n, 2, x);
    if (status != GIS_OK)
        return status;
    struct moments m = moments_of(weights->n, x);
    for (uint32_t i = 0; i < weights->n; i++)
        out[i] = gi_of_row(weights, i, x, weights->n, m);
    return GIS_OK;
}

enum gis_status gis_gi(const struct gis_weights *weights, const double *x, struct gis_gi *out)
{
    enum gis_status status = check_values(weights->n, 3, x);
    if (status != GIS_OK)
        return status;
    struct moments all = moments_of(weights->n, x);
    double n = weights->n;
    for (uint32_t i = 0; i < weights->n; i++) {
        /* Taking one value out: the squares around the common mean, then moved to the new mean. */
        double d = x[i] - all.mean;
        double shift = -d / (n - 1);
        struct moments m = {
            .sum = all.sum - x[i],
            .mean = all.mean + shift,
            .variance = fmax(0, (all.variance * n - d * d) / (n - 1) - shift * shift),
        };
        out[i] = gi_of_row(weights, i, x, n - 1, m);
    }
    return GIS_OK;
}

/* ---- Conditional permutation
 * ------------------------------------------------------------------------
 *
 * In a random order of all areas, the first k that are not i are a random choice of k from the
 * others. Their sum is S(k), the sum of the first k; or, when i stands among those, S(k + 1) - x_i.
 * So one order serves every area: S(k) of all simulations is sorted once for each k that occurs, an
 * area finds its counts by bisection, and only the few areas that stand at the head of an order are
 * put right one by one. */

enum { PERMUTE_BYTES = 64 << 20 };

struct permutation {
    const double *x;
    uint32_t n, nsim;
    double tolerance;
    uint32_t *k;      /* neighbours of each area, self not counted */
    double *observed; /* sum of their values */
    uint32_t *sizes;  /* the distinct k > 0, ascending */
    uint32_t n_sizes;
    int32_t *slot;      /* k -> place in the present chunk of sizes, or -1; n entries */
    double *sums;       /* chunk of sizes * nsim */
    double *prefix;     /* n + 1 */
    uint32_t *order;    /* n */
    int64_t *up, *down; /* counts of each area */
};

static bool at_least(const struct permutation *p, double sum, uint32_t i)
{
    return sum >= p->observed[i] - p->tolerance;
}

static bool at_most(const struct permutation *p, double sum, uint32_t i)
{
    return sum <= p->observed[i] + p->tolerance;
}

static enum gis_status read_rows(struct permutation *p, const struct gis_weights *weights)
{
    double total = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        double first = (double)NAN;
        total += fabs(p->x[i]);
        for (size_t k = weights->start[i]; k < weights->start[i + 1]; k++) {
            if (weights->to[k] == i)
                continue;
            if (isnan(first))
                first = weights->w[k];
            if (fabs(weights->w[k] - first) > 1e-12 * first)
                return GIS_EDOMAIN;
            p->k[i]++;
            p->observed[i] += p->x[weights->to[k]];
        }
    }
    p->tolerance = 1e-12 * total;
    return GIS_OK;
}

static void list_sizes(struct permutation *p)
{
    for (uint32_t i = 0; i < p->n; i++)
        p->slot[p->k[i]] = 1;
    for (uint32_t k = 1; k < p->n; k++) {
        if (p->slot[k] != 0)
            p->sizes[p->n_sizes++] = k;
    }
}

static void correct_head(struct permutation *p, uint32_t most)
{
    for (uint32_t t = 0; t < most; t++) {
        uint32_t i = p->order[t];
        uint32_t k = p->k[i];
        if (k <= t || p->slot[k] < 0)
            continue;
        double without = p->prefix[k + 1] - p->x[i];
        double with = p->prefix[k];
        p->up[i] += (int)at_least(p, without, i) - (int)at_least(p, with, i);
        p->down[i] += (int)at_most(p, without, i) - (int)at_most(p, with, i);
    }
}

static void simulate(struct permutation *p, struct gis_random *rng, const uint32_t *sizes,
                     uint32_t count)
{
    uint32_t most = sizes[count - 1];
    for (uint32_t r = 0; r < p->nsim; r++) {
        for (uint32_t t = 0; t <= most; t++) { /* most + 1 <= n areas drawn */
            uint32_t other = t + gis_random_below(rng, p->n - t);
            uint32_t i = p->order[other];
            p->order[other] = p->order[t];
            p->order[t] = i;
            p->prefix[t + 1] = p->prefix[t] + p->x[i];
        }
        for (uint32_t c = 0; c < count; c++)
            p->sums[(size_t)c * p->nsim + r] = p->prefix[sizes[c]];
        correct_head(p, most);
    }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* The first place in sorted[n] where the test changes from @p before to its opposite. */
static uint32_t first_place(const struct permutation *p, const double *sorted, uint32_t i,
                            bool (*test)(const struct permutation *, double, uint32_t), bool before)
{
    uint32_t low = 0;
    uint32_t high = p->nsim;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (test(p, sorted[mid], i) == before) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

static void count_sides(struct permutation *p)
{
    for (uint32_t i = 0; i < p->n; i++) {
        int32_t c = p->k[i] > 0 ? p->slot[p->k[i]] : -1;
        if (c < 0)
            continue;
        const double *sorted = p->sums + (size_t)c * p->nsim;
        p->up[i] += p->nsim - first_place(p, sorted, i, at_least, false);
        p->down[i] += first_place(p, sorted, i, at_most, true);
    }
}

static enum gis_status run_chunks(struct permutation *p, uint64_t seed)
{
    uint32_t width = (uint32_t)(PERMUTE_BYTES / sizeof(double)) / p->nsim;
    width = width < 1 ? 1 : width > p->n_sizes ? p->n_sizes : width;
    p->sums = malloc(((size_t)width * p->nsim + 1) * sizeof *p->sums);
    if (p->sums == NULL)
        return GIS_ENOMEM;
    for (uint32_t begin = 0; begin < p->n_sizes; begin += width) {
        uint32_t count = p->n_sizes - begin < width ? p->n_sizes - begin : width;
        struct gis_random rng;
        gis_random_init(&rng, seed, begin);
        for (uint32_t i = 0; i < p->n; i++) {
            p->order[i] = i;
            p->slot[i] = -1;
        }
        for (uint32_t c = 0; c < count; c++)
            p->slot[p->sizes[begin + c]] = (int32_t)c;
        simulate(p, &rng, p->sizes + begin, count);
        // NOLINTNEXTLINE(clang-analyzer-unix.Malloc): permutation_done() frees all
        for (uint32_t c = 0; c < count; c++)
            qsort(p->sums + (size_t)c * p->nsim, p->nsim, sizeof *p->sums, by_value);
        count_sides(p);
    }
    return GIS_OK;
}

static void write_p(const struct permutation *p, double *out_p, double *out_up, double *out_down)
{
    for (uint32_t i = 0; i < p->n; i++) {
        bool alone = p->k[i] == 0;
        double up = alone ? (double)NAN : (double)(1 + p->up[i]) / (1.0 + p->nsim);
        double down = alone ? (double)NAN : (double)(1 + p->down[i]) / (1.0 + p->nsim);
        out_p[i] = alone ? (double)NAN : fmin(1, 2 * fmin(up, down));
        if (out_up != NULL)
            out_up[i] = up;
        if (out_down != NULL)
            out_down[i] = down;
    }
}

static void permutation_done(struct permutation *p)
{
    free(p->k);
    free(p->observed);
    free(p->sizes);
    free(p->slot);
    free(p->sums);
    free(p->prefix);
    free(p->order);
    free(p->up);
    free(p->down);
}

enum gis_status gis_gi_permute(const struct gis_weights *weights, const double *x, uint32_t nsim,
                               uint64_t seed, double *out_p, double *out_up, double *out_down)
{
    enum gis_status status = check_values(weights->n, 2, x);
    if (status != GIS_OK)
        return status;
    if (nsim == 0)
        return GIS_EDOMAIN;
    size_t n = weights->n;
    struct permutation p = {.x = x, .n = weights->n, .nsim = nsim};
    p.k = calloc(n, sizeof *p.k);
    p.observed = calloc(n, sizeof *p.observed);
    p.sizes = calloc(n, sizeof *p.sizes);
    p.slot = calloc(n, sizeof *p.slot);
    p.prefix = calloc(n + 1, sizeof *p.prefix);
    p.order = calloc(n, sizeof *p.order);
    p.up = calloc(n, sizeof *p.up);
    p.down = calloc(n, sizeof *p.down);
    status = GIS_ENOMEM;
    if (p.k != NULL && p.observed != NULL && p.sizes != NULL && p.slot != NULL &&
        p.prefix != NULL && p.order != NULL && p.up != NULL && p.down != NULL)
        status = read_rows(&p, weights);
    if (status == GIS_OK) {
        list_sizes(&p);
        status = run_chunks(&p, seed);
    }
    if (status == GIS_OK)
        write_p(&p, out_p, out_up, out_down);
    permutation_done(&p);
    return status;
}
