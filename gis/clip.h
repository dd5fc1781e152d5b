/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Cutting lines and rings to an axis-parallel box, in whatever plane unit the caller uses.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gis/status.h"

/** A position on a plane of the caller's unit (tile units, pixels). */
struct gis_point {
    double x, y;
};

/** min <= max. */
struct gis_rect {
    double min_x, min_y, max_x, max_y;
};

/** Parts one after the other; kept between calls so that nothing is allocated in the long run. */
struct gis_parts {
    struct gis_point *point;
    size_t n_points, cap_points;
    size_t *end; /**< one past the last point of each part */
    size_t n_parts, cap_parts;
};

void gis_parts_init(struct gis_parts *parts);
void gis_parts_done(struct gis_parts *parts);
void gis_parts_clear(struct gis_parts *parts);
GIS_MUST_CHECK enum gis_status gis_parts_add_point(struct gis_parts *parts, struct gis_point p);
/** Ends the part that the last points make; one without points is not kept. */
GIS_MUST_CHECK enum gis_status gis_parts_end(struct gis_parts *parts);

/**
 * Appends to @p out the pieces of the line through @p n finite points that lie inside @p rect
 * (its edge included), in order; pieces of a single point are left out.
 *
 * Source: Y.-D. Liang, B. Barsky, "A New Concept and Method for Line Clipping", ACM TOG 3 (1984).
 */
GIS_MUST_CHECK enum gis_status gis_clip_line(const struct gis_point *line, size_t n,
                                             struct gis_rect rect, struct gis_parts *out);

/**
 * Appends to @p out the part of the closed ring (first point repeated, n >= 4) inside @p rect, as
 * one closed ring of the same direction; nothing when none of it is. Where a ring leaves and comes
 * back it is joined along the edge of the rectangle: areas are right, edges there may coincide.
 *
 * Source: I. Sutherland, G. Hodgman, "Reentrant Polygon Clipping", CACM 17 (1974).
 */
GIS_MUST_CHECK enum gis_status gis_clip_ring(const struct gis_point *ring, size_t n,
                                             struct gis_rect rect, struct gis_parts *out);

/** Twice the signed area of a closed ring; positive when it turns from +x to +y. */
double gis_ring_area2(const struct gis_point *ring, size_t n);
