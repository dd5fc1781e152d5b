/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A geometry as it crosses layers: WGS 84 degrees, flat arrays.
 *
 *   points    p0 p1 p2 p3 | p4 p5 p6 p7 | p8 ...
 *   part_end            4             8 ...        one past the last point of each part
 *   part_outer          1             0            polygons: 1 starts a polygon, 0 is a hole of it
 *
 * A point has one point and no parts. Rings are closed (first point repeated).
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "gis/lonlat.h"

enum jy_geometry_kind {
    JY_GEOMETRY_NONE,
    JY_GEOMETRY_POINT,
    JY_GEOMETRY_LINES,
    JY_GEOMETRY_POLYGONS
};

/** Borrowed arrays; whoever hands the struct over owns them. */
struct jy_geometry {
    enum jy_geometry_kind kind;
    size_t n_points;
    const struct gis_lonlat *points;
    size_t n_parts;
    const uint32_t *part_end;
    const uint8_t *part_outer; /**< NULL unless polygons */
};
