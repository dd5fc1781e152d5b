/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * How lamps stand along one road: on one side, staggered, opposite each other; and where that is
 * not what is asked for.
 *
 *   stand   one lamp, or two that face each other; lamps of one side within 1 m are one pole
 *   step    from one stand to the next. Same side: one side. Other side: staggered. Two pairs:
 *           opposite. A pair and a single lamp: none of the three
 *
 * Two lamps on different sides face each other where their distance along the road is at most a
 * quarter of the spacing: nearer to opposite (0) than to staggered (half of it).
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "gis/status.h"

/** Bits. */
enum gis_arrangement {
    GIS_ARRANGED_ONE_SIDE = 1,
    GIS_ARRANGED_STAGGERED = 2,
    GIS_ARRANGED_OPPOSITE = 4,
    GIS_ARRANGED_MIXED = 8 /**< a pair beside a lamp that faces none */
};

/** A lamp seen from its road. */
struct gis_road_lamp {
    double offset_m; /**< along the road */
    int8_t side;     /**< 1 left, -1 right of the direction of the offsets, 0 unknown */
};

/** Steps in a row that show the same arrangement, which is not among those allowed. */
struct gis_arranged {
    double from_m, to_m;        /**< of the first and the last lamp */
    enum gis_arrangement shown; /**< one bit */
    size_t n_lamps;
};

/**
 * Where lamps do not stand as allowed. Steps longer than twice the spacing are no row of lamps, and
 * those at a lamp of unknown side show nothing: both are passed over.
 *
 * @param lamps    ascending by offset
 * @param spacing_m  of the rule for this road, above 0
 * @param allowed  enum gis_arrangement bits
 * @param out      room for @p max; more are counted only
 * @param[out] found  how many there are
 * @return GIS_OK; GIS_EDOMAIN for lamps out of order or a spacing that is not above 0; GIS_ENOMEM.
 * O(lamps).
 */
GIS_MUST_CHECK enum gis_status gis_arrangement_depart(size_t n, const struct gis_road_lamp *lamps,
                                                      double spacing_m, unsigned allowed,
                                                      size_t max, struct gis_arranged *out,
                                                      size_t *found);
