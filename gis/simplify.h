/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Lines with fewer points that stay within a tolerance of the original.
 */
#pragma once
#include "gis/clip.h"

/**
 * Keeps the fewest points that recursive halving finds so that every dropped one lies within
 * @p tolerance (>= 0, the points' unit) of the kept line; first and last always stay. In place.
 *
 * @param[in,out] n  points before and after; a closed ring stays closed and, when it had four or
 *                   more, keeps at least four
 * @return GIS_OK, or GIS_ENOMEM (points untouched)
 * Cost: O(n log n) as a rule, O(n^2) at worst; no recursion.
 * Source: D. Douglas, T. Peucker, "Algorithms for the reduction of the number of points…",
 * Cartographica 10 (1973).
 */
GIS_MUST_CHECK enum gis_status gis_simplify(struct gis_point *points, size_t *n, double tolerance);
