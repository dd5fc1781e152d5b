/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Roads and lights from files, both brought to one metric plane: what `gaps --roads --lights`
 * reads.
 *
 * Roads: lines of any vector format, or CSV with a WKT column (wkt, geometry or geom). The fields
 * evaluate and passable (0, 1), level or layer are optional. From OSM only ways with a highway tag.
 * Lights: points of any vector format (from OSM street lamps), or CSV with lon,lat or 経度,緯度 or,
 * in the roads' own coordinates, x,y.
 *
 * The plane: a projected CRS in metres is used as it is; degrees are projected to the given CRS,
 * else to a transverse Mercator in the middle of the roads.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gis/projection.h"

#include "src/base/error.h"

struct jy_network_files_options {
    const char *roads, *lights; /**< paths */
    const char *crs;            /**< "EPSG:6677", or NULL */
};

struct jy_network_files {
    size_t n_roads, n_points;
    size_t *first_point; /**< n_roads + 1 */
    struct gis_xy *points;
    uint8_t *flags;  /**< GIS_ROAD_EVALUATE, GIS_ROAD_PASSABLE */
    int16_t *levels; /**< 0 where the file says nothing */
    size_t n_lights;
    struct gis_xy *lights;
    size_t n_roads_skipped, n_lights_skipped; /**< without a usable position */
    struct gis_projection *projection;        /**< to degrees; NULL: the plane has no known place */
    char plane[80]; /**< "EPSG:6677", "local transverse Mercator", "unnamed" */
};

/** Reads both files. Errors name the file, and what to do. Release with jy_network_files_done(). */
JY_MUST_CHECK enum jy_code jy_network_files_read(const struct jy_network_files_options *options,
                                                 struct jy_network_files *out,
                                                 struct jy_error *err);
void jy_network_files_done(struct jy_network_files *files);
