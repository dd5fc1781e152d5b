/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What a camera sees: a sector of a circle on the plane, and which way to turn it. Nothing stands
 * in its way; what must not be seen at all is kept out of the sector instead.
 * Definitions: docs/methods/cameras.md.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gis/lonlat.h"

struct gis_view {
    struct gis_xy at;
    double direction_deg; /**< of its middle, clockwise from north (the y axis) */
    double angle_deg;     /**< of the whole sector, (0, 360] */
    double range_m;       /**< > 0 */
};

/** Is @p p in the sector? Its edges (to 1e-9 of a degree and of a metre) and its centre are. */
bool gis_view_holds(const struct gis_view *view, struct gis_xy p);

/** A piece of a wall. */
struct gis_wall {
    struct gis_xy a, b;
};

/** Does a wall reach into the sector? One that only touches its edges (to 1e-6) does not. */
bool gis_view_meets(const struct gis_view *view, const struct gis_wall *wall);

/** A sector to be turned: where it stands, how wide, how far it may see. */
struct gis_view_aim {
    struct gis_xy at;
    double angle_deg, range_m;
    size_t n_points;
    const struct gis_xy *points;
    const double *weights; /**< >= 0 */
    size_t n_walls;
    const struct gis_wall *walls; /**< none of these may be seen */
};

/** With walls in reach the range is tried whole and in tenths less. */
#define GIS_VIEW_RANGES 10

/**
 * The sector that holds the most weight and no wall. Of equal ones the widest range, then the
 * middle of the directions (the first clockwise from north) that hold as much.
 *
 * @param[out] out_view    untouched unless something is gained
 * @param[out] out_weight  0 when no direction is free of walls or nothing is near
 * @return GIS_OK; GIS_EDOMAIN for an angle or range out of range or a negative weight; GIS_ENOMEM
 *
 * Exact for each of the ranges tried: the weight changes only where a point or a wall enters or
 * leaves. Cost: O(n log n) of the points and walls in reach, times the ranges tried.
 */
GIS_MUST_CHECK enum gis_status gis_view_turn(const struct gis_view_aim *aim,
                                             struct gis_view *out_view, double *out_weight);
