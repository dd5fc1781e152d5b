/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Web Mercator (EPSG:3857) as tiles use it: world coordinates and tile addresses.
 */
#pragma once
#include <stdint.h>

#include "gis/lonlat.h"

/** Latitude at which the Mercator square ends, degrees (atan(sinh(pi))). */
#define GIS_MERCATOR_MAX_LAT_DEG 85.051128779806604
#define GIS_TILE_MAX_ZOOM        24

/**
 * World coordinates: the Mercator square as [0, 2^32) in both axes, x east from 180 W, y south from
 * the northern edge (XYZ tile order). One unit is 9.3 mm at the equator.
 */
struct gis_world {
    uint32_t x, y;
};

/** A tile of the XYZ scheme; x and y in [0, 2^z). */
struct gis_tile {
    uint32_t z, x, y;
};

/** True when z <= GIS_TILE_MAX_ZOOM and x, y lie inside the zoom. */
bool gis_tile_valid(struct gis_tile t);

/** Projects @p p; latitudes beyond the square are clamped to its edge. @p p must be valid. O(1). */
struct gis_world gis_world_from_lonlat(struct gis_lonlat p);

/** The inverse of gis_world_from_lonlat(), at the centre of the unit; error at most 5 mm. */
struct gis_lonlat gis_world_to_lonlat(struct gis_world w);

/** The tile of zoom @p z (<= GIS_TILE_MAX_ZOOM) that holds @p w. */
struct gis_tile gis_tile_at(struct gis_world w, uint32_t z);
