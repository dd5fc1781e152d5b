/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Local statistics of Getis and Ord: is the sum of values around an area more than chance gives?
 * Method page: docs/methods/gistar.md.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "gis/weights.h"

/** Under this number of areas the normal approximation and the permutations say nothing: callers
 * refuse. */
#define GIS_GISTAR_MIN_AREAS 30

struct gis_gi {
    double g;        /**< sum of w x over the sum of x; NaN when that sum is 0 */
    double expected; /**< of g */
    double variance; /**< of g */
    double z;
    double p; /**< two-sided, normal */
};

/**
 * Gi* of each area over rows that hold the area itself (gis_weights_new() with self):
 * Z = (sum w x - xbar W) / sqrt(s^2 (n S1 - W^2) / (n - 1)), s^2 with divisor n (Ord & Getis 1995,
 * eq. 15). An area whose row covers all areas evenly has variance 0: z and p are NaN. @p x: n
 * finite values, n >= 2. GIS_EREFUSED when the values do not vary; GIS_EEMPTY for n < 2;
 * GIS_EDOMAIN for a value that is not finite. O(n + pairs).
 */
GIS_MUST_CHECK enum gis_status gis_gistar(const struct gis_weights *weights, const double *x,
                                          struct gis_gi *out);

/** Gi: the area itself left out of row, mean and variance. Rows without self; n >= 3. Else as
 * gis_gistar(). */
GIS_MUST_CHECK enum gis_status gis_gi(const struct gis_weights *weights, const double *x,
                                      struct gis_gi *out);

/**
 * Conditional permutation p of Gi and Gi*: x_i stays, the values of its k neighbours are drawn
 * without replacement from the other n - 1. out_p[i] = min(1, 2 min(p_up, p_down)) with p_up = (1 +
 * #{sum >= observed}) / (nsim + 1); NaN for an area without neighbours. out_up and out_down (either
 * may be NULL) take the two sides.
 *
 * All areas share the same nsim random orders of the areas (area i skips itself in them): each p is
 * a valid Monte Carlo p by itself, and the errors of areas with as many neighbours go together. The
 * weights of a row other than self must be equal (binary or row-standardised), else GIS_EDOMAIN.
 * Sums within 1e-12 of the total of |x| count as equal. Same result for the same seed. GIS_EREFUSED
 * when the values do not vary. O(nsim (kmax + distinct k log nsim) + n log nsim); memory at most 64
 * MiB + O(n).
 */
GIS_MUST_CHECK enum gis_status gis_gi_permute(const struct gis_weights *weights, const double *x,
                                              uint32_t nsim, uint64_t seed, double *out_p,
                                              double *out_up, double *out_down);
