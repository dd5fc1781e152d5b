/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What stands around a point, measured along the road: lights and cameras within given lengths.
 */
#pragma once
#include "src/analysis/lighting.h"

/** Farther from every road one may walk on than this, a point belongs to none. */
#define JY_NEARBY_REACH_M 100.0
#define JY_NEARBY_LENGTHS 4

struct jy_nearby {
    size_t lights[JY_NEARBY_LENGTHS];  /**< matched to a road, in service or of unknown status */
    size_t cameras[JY_NEARBY_LENGTHS]; /**< within the snapping distance of a road, standing */
};

/**
 * Counts what is no farther (inclusive) along the road than each of @p n lengths, from the place on
 * the road nearest to @p at.
 *
 * @param n         1 to JY_NEARBY_LENGTHS
 * @param within_m  [0, 100000]
 * @return JY_ENOTFOUND when no road is within JY_NEARBY_REACH_M
 *
 * Any thread. O(lights + cameras + nodes), and a search over the roads reached.
 */
JY_MUST_CHECK enum jy_code jy_nearby_count(const struct jy_lighting *l, struct gis_lonlat at,
                                           size_t n, const double *within_m, struct jy_nearby *out,
                                           struct jy_error *err);
