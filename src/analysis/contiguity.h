/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Which areas are neighbours: those whose borders touch in an edge or a corner.
 */
#pragma once
#include "gis/projection.h"
#include "gis/weights.h"

#include "src/base/error.h"
#include "src/domain/geometry.h"

/** Borders drawn for each area apart may be this far from each other. */
#define JY_CONTIGUITY_TOLERANCE_M 1.0

/**
 * Binary weights, each area its own neighbour, of @p n polygons. Two areas are neighbours when a
 * vertex of one lies within the tolerance of the other's border. JY_EINVALID when one has no
 * polygons. O(n^2 boxes + vertices near the other's box * its edges).
 */
JY_MUST_CHECK enum jy_code jy_contiguity(size_t n, const struct jy_geometry *const *areas,
                                         struct gis_projection *projection, double tolerance_m,
                                         struct gis_weights **out, struct jy_error *err);

/** Area of polygons on the plane, holes taken off, m2; NaN when there are none. */
double jy_geometry_area_m2(const struct jy_geometry *geometry, struct gis_projection *projection);
/** Centroid of polygons, or of a point, in degrees; NaN when there is nothing. */
struct gis_lonlat jy_geometry_centre(const struct jy_geometry *geometry);
