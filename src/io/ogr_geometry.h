/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * An OGR geometry into flat arrays that are used again for each feature.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/domain/geometry.h"
#include "src/io/gdal_api.h"

/** Zeroed before use. */
struct jy_ogr_shape {
    struct gis_lonlat *points;
    uint32_t *part_end;
    uint8_t *part_outer;
    size_t n_points, n_parts;
    size_t cap_points, cap_end, cap_outer;
};

void jy_ogr_shape_done(struct jy_ogr_shape *shape);

/**
 * Fills @p out with arrays of @p shape. @p transform may be NULL; @p degrees checks the range;
 * a point whose numbers fit only when exchanged passes, for the import to judge.
 * NULL on success, else why the geometry cannot be used (then out->kind is NONE).
 */
const char *jy_ogr_shape_read(OGRGeometryH geometry, OGRCoordinateTransformationH transform,
                              bool degrees, struct jy_ogr_shape *shape, struct jy_geometry *out);
