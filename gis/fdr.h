/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Many tests together: the false discovery rate.
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
