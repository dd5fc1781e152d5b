/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * From degrees to a metric plane and back, by PROJ, with the axes always x = east, y = north.
 */
#pragma once
#include <stddef.h>

#include "gis/lonlat.h"

/** One transformation with a PROJ context of its own; used by one thread at a time. */
struct gis_projection;

/**
 * Opens WGS 84 longitude/latitude <-> the projected CRS EPSG:@p epsg (metres).
 *
 * @return GIS_OK and the caller's *out; GIS_EDOMAIN if PROJ does not know the code or it is not a
 *         projected CRS in metres; GIS_ENOMEM
 */
GIS_MUST_CHECK enum gis_status gis_projection_new(int epsg, struct gis_projection **out);

/**
 * Opens a transverse Mercator plane centred on @p centre (WGS 84, scale 1 on the central meridian):
 * for places whose city profile names no CRS. Distances within 100 km of the centre are right to
 * 1 part in 8,000.
 */
GIS_MUST_CHECK enum gis_status gis_projection_new_local(struct gis_lonlat centre,
                                                        struct gis_projection **out);

/** Frees @p p; NULL is allowed. */
void gis_projection_free(struct gis_projection *p);

/** Projects @p n positions; @p out may not overlap. GIS_EDOMAIN names no index: all or nothing. */
GIS_MUST_CHECK enum gis_status gis_project(struct gis_projection *p, size_t n,
                                           const struct gis_lonlat *in, struct gis_xy *out);

/** The inverse of gis_project(). */
GIS_MUST_CHECK enum gis_status gis_unproject(struct gis_projection *p, size_t n,
                                             const struct gis_xy *in, struct gis_lonlat *out);
