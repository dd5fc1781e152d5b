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

enum gis_status gis_fdr_bh(size_t n, const double *p, double *out_q)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (p[i] < 0 || p[i] > 1)
            return GIS_EDOMAIN;
    struct ranked *sorted = malloc((n > 0 ? n : 1) * sizeof *sorted);
    if (sorted == NULL)
        return GIS_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(p[i]))
            sorted[m++] = (struct ranked){p[i], i};
        else
            out_q[i] = (double)NAN;
    }
    qsort(sorted, m, sizeof *sorted, by_p);
    double least = 1;
    for (size_t rank = m; rank > 0; rank--) {
        least = fmin(least, sorted[rank - 1].p * (double)m / (double)rank);
        out_q[sorted[rank - 1].index] = least;
    }
    free(sorted);
    return GIS_OK;
}
