/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/moran.h"

#include <math.h>
#include <stdlib.h>

#include "gis/special.h"

struct moments {
    double n, m2, kurtosis; /* m4 / m2^2 */
};

static enum gis_status centre(size_t count, const double *x, double *z, struct moments *out)
{
    double n = (double)count;
    double mean = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(x[i]))
            return GIS_EDOMAIN;
        mean += x[i] / n;
    }
    double m2 = 0;
    double m4 = 0;
    bool varies = false;
    for (size_t i = 0; i < count; i++) {
        z[i] = x[i] - mean;
        varies = varies || x[i] < x[0] || x[i] > x[0];
        m2 += z[i] * z[i] / n;
        m4 += z[i] * z[i] * z[i] * z[i] / n;
    }
    if (!varies || !(m2 > 0))
        return GIS_EREFUSED;
    *out = (struct moments){n, m2, m4 / (m2 * m2)};
    return GIS_OK;
}

static struct gis_moran moran_of_row(const struct gis_weights *weights, uint32_t i, const double *z,
                                     struct moments m)
{
    double lag = 0;
    double w = 0;
    double w2 = 0;
    for (size_t k = weights->start[i]; k < weights->start[i + 1]; k++) {
        lag += weights->w[k] * z[weights->to[k]];
        w += weights->w[k];
        w2 += weights->w[k] * weights->w[k];
    }
    double n = m.n;
    double a = (n - m.kurtosis) / (n - 1);
    double b = (2 * m.kurtosis - n) / ((n - 1) * (n - 2));
    double own = z[i] / m.m2;
    struct gis_moran out = {
        .i = own * lag,
        .expected = -own * z[i] * w / (n - 1),
        .variance =
            own * own * (n / (n - 2)) * (w2 - w * w / (n - 1)) * (m.m2 - z[i] * z[i] / (n - 1)),
        .expected_total = -w / (n - 1),
        .variance_total = a * w2 + b * (w * w - w2) - w * w / ((n - 1) * (n - 1)),
        .quadrant = z[i] > 0 ? (lag > 0 ? GIS_HIGH_HIGH : GIS_HIGH_LOW)
                             : (lag > 0 ? GIS_LOW_HIGH : GIS_LOW_LOW),
    };
    out.z = out.variance > 0 ? (out.i - out.expected) / sqrt(out.variance) : (double)NAN;
    out.p = isnan(out.z) ? (double)NAN : gis_normal_two_sided(out.z);
    return out;
}

enum gis_status gis_local_moran(const struct gis_weights *weights, const double *x,
                                struct gis_moran *out)
{
    size_t n = weights->n;
    if (n < 3)
        return GIS_EEMPTY;
    double *z = malloc(n * sizeof *z);
    if (z == NULL)
        return GIS_ENOMEM;
    struct moments m;
    enum gis_status status = centre(n, x, z, &m);
    for (uint32_t i = 0; status == GIS_OK && i < n; i++)
        out[i] = moran_of_row(weights, i, z, m);
    free(z);
    return status;
}
