/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What stands along the sample's streets: lights, poles, cameras. And what the parts share.
 */
#pragma once
#include "gis/projection.h"

#include "src/sample/recipe.h"
#include "src/sample/sample.h"
#include "src/sample/streets.h"

/** A sample while it is being made. */
struct sample_plan {
    struct jy_sample *out;
    const struct jy_city *city;
    struct sample_recipe recipe;
    struct gis_projection *projection;
    struct sample_warp warp;
    size_t n_sites; /* chome */
    const struct sample_row **sites;
    struct gis_xy *sites_unbent;
    struct sample_ring *cells; /* bent */
    const struct jy_district **site_district;
    size_t n_banks;
    struct sample_bank *banks;
    double *bank_width_m;
    struct sample_ring outline; /* bent, from the cells */
    struct sample_streets streets;
};

/** Number of the chome that bent @p p lies in. */
size_t sample_chome_at(const struct sample_plan *plan, struct gis_xy p);
/** Degrees, cut to 1e-7 (1 cm), as a survey would give them. */
struct gis_lonlat sample_lonlat(const struct sample_plan *plan, struct gis_xy p);
struct gis_xy sample_xy(const struct sample_plan *plan, struct gis_lonlat p);

void sample_add_lights(struct sample_plan *plan, uint64_t seed);
void sample_add_cameras(struct sample_plan *plan, uint64_t seed);
