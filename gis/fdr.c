/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/fdr.h"

#include <math.h>
#include <stdlib.h>

struct ranked {
    double p;
    size_t index;
};

static int by_p(const void *a, const void *b)
{
    const struct ranked *x = a;
    const struct ranked *y = b;
    if (x->p < y->p || x->p > y->p)
        return x->p < y->p ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* The tests, ascending by p; a NaN is none and stays one in out[]. GIS_EDOMAIN leaves *sorted NULL.
 */
static enum gis_status rank_tests(size_t n, const double *p, double *out, struct ranked **sorted,
                                  size_t *m)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] < 0 || p[i] > 1)
            return GIS_EDOMAIN;
    }
    *sorted = malloc((n > 0 ? n : 1) * sizeof **sorted);
    if (*sorted == NULL)
        return GIS_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(p[i])) {
            (*sorted)[(*m)++] = (struct ranked){p[i], i};
        } else {
            out[i] = (double)NAN;
        }
    }
    qsort(*sorted, *m, sizeof **sorted, by_p);
    return GIS_OK;
}

enum gis_status gis_fdr_bh(size_t n, const double *p, double *out_q)
{
    struct ranked *sorted = NULL;
    size_t m = 0;
    enum gis_status status = rank_tests(n, p, out_q, &sorted, &m);
    double least = 1;
    for (size_t rank = m; status == GIS_OK && rank > 0; rank--) {
        least = fmin(least, sorted[rank - 1].p * (double)m / (double)rank);
        out_q[sorted[rank - 1].index] = least;
    }
    free(sorted);
    return status;
}

enum gis_status gis_fwer_holm(size_t n, const double *p, double *out_adjusted, double *out_times)
{
    struct ranked *sorted = NULL;
    size_t m = 0;
    enum gis_status status = rank_tests(n, p, out_adjusted, &sorted, &m);
    double most = 0;
    for (size_t i = 0; status == GIS_OK && out_times != NULL && i < n; i++)
        out_times[i] = 0;
    for (size_t k = 0; status == GIS_OK && k < m; k++) {
        most = fmin(1, fmax(most, sorted[k].p * (double)(m - k)));
        out_adjusted[sorted[k].index] = most;
        if (out_times != NULL)
            out_times[sorted[k].index] = (double)(m - k);
    }
    free(sorted);
    return status;
}
