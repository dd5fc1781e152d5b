/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Spatial weights: for each area the areas it is compared with, stored row by row.
 *
 *   row i:  to[start[i]] ... to[start[i + 1] - 1], ascending, with weights w[...]
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gis/status.h"

struct gis_weights {
    uint32_t n;
    size_t *start; /* n + 1 */
    uint32_t *to;  /* ascending in each row */
    double *w;
};

/** One directed pair of areas, 0-based. */
struct gis_pair {
    uint32_t from, to;
};

/**
 * Weights from directed pairs; a pair that comes twice counts once (its first weight). @p w: one
 * weight >= 0 a pair, or NULL for 1 each. With @p self every area is made its own neighbour with
 * weight 1, unless its row has a self pair already; without, self pairs are left out. GIS_EDOMAIN
 * for an area outside [0, n), a bad weight, or n > UINT32_MAX - 1. O(pairs log pairs).
 */
GIS_MUST_CHECK enum gis_status gis_weights_new(size_t n, size_t n_pairs,
                                               const struct gis_pair *pairs, const double *w,
                                               bool self, struct gis_weights **out);
void gis_weights_free(struct gis_weights *weights);

/** Scales each row to sum 1; a row without neighbours stays empty. */
void gis_weights_standardise_rows(struct gis_weights *weights);
