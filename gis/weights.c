/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/weights.h"

#include <math.h>
#include <stdlib.h>

struct entry {
    uint32_t from, to;
    size_t order; /* as given; own self pairs come last, so that given ones win */
    double w;
};

static int by_place(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static enum gis_status collect(size_t n, size_t n_pairs, const struct gis_pair *pairs,
                               const double *w, bool self, struct entry *entries, size_t *count)
{
    size_t m = 0;
    for (size_t k = 0; k < n_pairs; k++) {
        double weight = w != NULL ? w[k] : 1;
        if (pairs[k].from >= n || pairs[k].to >= n || !(weight >= 0) || !isfinite(weight))
            return GIS_EDOMAIN;
        if (self || pairs[k].from != pairs[k].to)
            entries[m++] = (struct entry){pairs[k].from, pairs[k].to, k, weight};
    }
    for (size_t i = 0; self && i < n; i++)
        entries[m++] = (struct entry){(uint32_t)i, (uint32_t)i, n_pairs, 1};
    qsort(entries, m, sizeof *entries, by_place);
    *count = m;
    return GIS_OK;
}

static void fill(struct gis_weights *weights, const struct entry *entries, size_t m)
{
    size_t used = 0;
    uint32_t row = 0;
    weights->start[0] = 0;
    for (size_t k = 0; k < m; k++) {
        if (k > 0 && entries[k].from == entries[k - 1].from && entries[k].to == entries[k - 1].to)
            continue;
        while (row < entries[k].from)
            weights->start[++row] = used;
        weights->to[used] = entries[k].to;
        weights->w[used++] = entries[k].w;
    }
    while (row < weights->n)
        weights->start[++row] = used;
}

enum gis_status gis_weights_new(size_t n, size_t n_pairs, const struct gis_pair *pairs,
                                const double *w, bool self, struct gis_weights **out)
{
    if (n >= UINT32_MAX)
        return GIS_EDOMAIN;
    size_t room = n_pairs + n + 1;
    struct entry *entries = malloc(room * sizeof *entries);
    struct gis_weights *weights = calloc(1, sizeof *weights);
    enum gis_status status = GIS_ENOMEM;
    size_t m = 0;
    if (entries == NULL || weights == NULL)
        goto fail;
    status = collect(n, n_pairs, pairs, w, self, entries, &m);
    if (status != GIS_OK)
        goto fail;
    weights->n = (uint32_t)n;
    weights->start = malloc((n + 1) * sizeof *weights->start);
    weights->to = malloc((m + 1) * sizeof *weights->to);
    weights->w = malloc((m + 1) * sizeof *weights->w);
    if (weights->start == NULL || weights->to == NULL || weights->w == NULL) {
        status = GIS_ENOMEM;
        goto fail;
    }
    fill(weights, entries, m);
    free(entries);
    *out = weights;
    return GIS_OK;
fail:
    free(entries);
    gis_weights_free(weights);
    return status;
}

void gis_weights_free(struct gis_weights *weights)
{
    if (weights == NULL)
        return;
    free(weights->start);
    free(weights->to);
    free(weights->w);
    free(weights);
}

void gis_weights_standardise_rows(struct gis_weights *weights)
{
    for (uint32_t i = 0; i < weights->n; i++) {
        double sum = 0;
        for (size_t k = weights->start[i]; k < weights->start[i + 1]; k++)
            sum += weights->w[k];
        for (size_t k = weights->start[i]; sum > 0 && k < weights->start[i + 1]; k++)
            weights->w[k] /= sum;
    }
}
