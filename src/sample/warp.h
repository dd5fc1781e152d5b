/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A smooth bend of the plane. The sample city is laid out with straight lines and then bent: what
 * met still meets, what tiled still tiles, and streets curve as old roads do.
 */
#pragma once
#include "gis/lonlat.h"

#include "src/sample/rng.h"

#define SAMPLE_WAVES 5

struct sample_warp {
    struct sample_wave {
        double amplitude_m, kx, ky, phase, dx, dy; /* shift along (dx, dy) */
    } waves[SAMPLE_WAVES];
};

struct sample_warp sample_warp_new(struct sample_rng *rng);
struct gis_xy sample_warp_bend(const struct sample_warp *warp, struct gis_xy p);
/** The inverse of sample_warp_bend(), to 1e-9 m. */
struct gis_xy sample_warp_unbend(const struct sample_warp *warp, struct gis_xy p);
