/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Geometries as SpatiaLite stores them (BLOB-Geometry, SRID 4326, XY, little endian):
 *
 *   00 01 | srid i32 | min x, min y, max x, max y f64 | 7C | class i32 | body | FE
 *
 * Points are POINT, lines MULTILINESTRING, polygons MULTIPOLYGON. We write and read them ourselves:
 * no bytes of others reach SpatiaLite's parsers. Pure; any thread.
 * Source: https://www.gaia-gis.it/gaia-sins/BLOB-Geometry.html
 */
#pragma once
#include <stdbool.h>

#include "src/base/buf.h"
#include "src/base/error.h"
#include "src/domain/geometry.h"

#define JY_BLOB_POINTS_MAX 2000000 /* 32 MB: within one value of the database */
#define JY_BLOB_PARTS_MAX  200000

/** Room that a decoded geometry's arrays live in, grown as needed; zero-initialise. */
struct jy_blob_room {
    struct gis_lonlat *points;
    uint32_t *part_end;
    uint8_t *part_outer;
    size_t points_cap, ends_cap, outers_cap;
};
void jy_blob_room_done(struct jy_blob_room *room);

/** Bounding box, degrees. */
struct jy_blob_box {
    double min_lon_deg, min_lat_deg, max_lon_deg, max_lat_deg;
};

/**
 * Checks a geometry: positions finite and in range, at most JY_BLOB_POINTS_MAX points, lines of two
 * points or more, rings closed with four or more, parts in order, an outer ring first. The error
 * names the part and point.
 */
JY_MUST_CHECK enum jy_code jy_blob_check(const struct jy_geometry *g, struct jy_error *err);

/** Appends the blob of a checked geometry that is not NONE to @p out. */
void jy_blob_encode(const struct jy_geometry *g, struct jy_buf *out);

/**
 * Decodes @p n bytes into @p out, whose arrays live in @p room until its next use. JY_EINVALID for
 * anything that jy_blob_encode() would not have written, save that single LINESTRINGs and POLYGONs
 * are read too. Cost O(n).
 */
JY_MUST_CHECK enum jy_code jy_blob_decode(const void *blob, size_t n, struct jy_blob_room *room,
                                          struct jy_geometry *out, struct jy_error *err);

/** The box in the head of a blob; false when it has none. */
bool jy_blob_read_box(const void *blob, size_t n, struct jy_blob_box *out);
