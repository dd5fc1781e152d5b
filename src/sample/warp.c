/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/sample/warp.h"

#include <math.h>

struct sample_warp sample_warp_new(struct sample_rng *rng)
{
    /* Steepness (amplitude times wave number) sums to about 0.7: below 1 nothing folds over. */
    static const double length_m[SAMPLE_WAVES] = {3600, 2300, 1500, 950, 640};
    static const double amplitude_m[SAMPLE_WAVES] = {110, 60, 34, 18, 9};
    struct sample_warp warp;
    for (int i = 0; i < SAMPLE_WAVES; i++) {
        const double along = sample_rng_uniform(rng, 0, 2 * M_PI);
        const double across = sample_rng_uniform(rng, 0, 2 * M_PI);
        const double k = 2 * M_PI / length_m[i];
        warp.waves[i] = (struct sample_wave){amplitude_m[i], k * cos(along),
                                             k * sin(along), sample_rng_uniform(rng, 0, 2 * M_PI),
                                             cos(across),    sin(across)};
    }
    return warp;
}

static struct gis_xy shift(const struct sample_warp *warp, struct gis_xy p)
{
    struct gis_xy sum = {0, 0};
    for (int i = 0; i < SAMPLE_WAVES; i++) {
        const struct sample_wave *w = &warp->waves[i];
        const double s = w->amplitude_m * sin(w->kx * p.x_m + w->ky * p.y_m + w->phase);
        sum.x_m += s * w->dx;
        sum.y_m += s * w->dy;
    }
    return sum;
}

struct gis_xy sample_warp_bend(const struct sample_warp *warp, struct gis_xy p)
{
    const struct gis_xy s = shift(warp, p);
    return (struct gis_xy){p.x_m + s.x_m, p.y_m + s.y_m};
}

struct gis_xy sample_warp_unbend(const struct sample_warp *warp, struct gis_xy p)
{
    struct gis_xy q = p;
    for (int i = 0; i < 120; i++) { /* a contraction: every step shrinks the error */
        const struct gis_xy s = shift(warp, q);
        q = (struct gis_xy){p.x_m - s.x_m, p.y_m - s.y_m};
    }
    return q;
}
