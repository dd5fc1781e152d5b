/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Many tests together: the false discovery rate, and the chance of any false finding at all.
 */
#pragma once
#include <stddef.h>

#include "gis/status.h"

/**
 * Benjamini-Hochberg adjusted p-values: q_(i) = min over j >= i of p_(j) m / j, at most 1.
 * A NaN p is no test: it stays NaN and does not count in m. out_q may be p. O(n log n).
 * GIS_EDOMAIN for a p outside [0, 1]. Source: Benjamini & Hochberg (1995), JRSS B 57, 289-300.
 */
GIS_MUST_CHECK enum gis_status gis_fdr_bh(size_t n, const double *p, double *out_q);

/**
 * Holm adjusted p-values: p~_(i) = max over j <= i of (m - j + 1) p_(j), at most 1. Whoever takes
 * those at most alpha errs anywhere among the m with a chance of at most alpha, however the tests
 * depend on each other. NaN, out and cost as gis_fdr_bh(); @p out_times (may be NULL) is what each
 * p was multiplied with, m - rank + 1 (0 for a NaN). Source: Holm (1979), Scandinavian Journal of
 * Statistics 6, 65-70.
 */
GIS_MUST_CHECK enum gis_status gis_fwer_holm(size_t n, const double *p, double *out_adjusted,
                                             double *out_times);
