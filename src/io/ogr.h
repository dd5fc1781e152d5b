/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Reading vector files through GDAL/OGR, safely: only local regular files, only the drivers of
 * format.h chosen by content, never network or virtual paths, bounded geometry, and errors in one
 * line. Others' bytes are parsed here: run it in a limited child (child.h) when the file is not
 * the caller's own.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/error.h"
#include "src/domain/geometry.h"
#include "src/io/format.h"

/** Vertices one feature may have; more is a problem of that feature. */
#define JY_VECTOR_MAX_POINTS 500000

struct jy_vector;

struct jy_vector_options {
    /** CRS of files that name none, or instead of the one they name: "EPSG:6677"; NULL: the file's.
     */
    const char *crs;
    /** false: WGS 84 degrees. true: the layer's own coordinates, x east in lon_deg, y north in
     * lat_deg, in the unit of its CRS. */
    bool keep_crs;
    /** Only this layer; NULL: all. */
    const char *layer;
    /** "a|b": when the file has a layer of one of these names, only that; NULL: no preference. */
    const char *prefer;
    /** OSM: which of GDAL's layers, as "points,lines"; NULL: all. */
    const char *osm_layers;
};

/** One attribute. OSM: each tag is one, and "@id" is n123, w123 or r123. */
struct jy_field {
    const char *name;
    const char *text; /**< UTF-8; NULL: null or absent */
};

/** Everything borrowed until the callback returns. */
struct jy_feature {
    const char *layer;
    int64_t number; /**< place in the file, from 1, over all layers */
    size_t n_fields;
    const struct jy_field *fields;
    struct jy_geometry geometry; /**< kind NONE when there is none, or when there is a problem */
    const char *problem;         /**< why the geometry cannot be used; NULL: nothing */
};

/** About a layer. */
struct jy_crs_info {
    char name[80]; /**< "EPSG:6677", else the name the file gives, "" unknown */
    bool known;
    bool geographic; /**< degrees */
    double unit_m;   /**< metres in one unit of a projected CRS; 1 when geographic */
};

/**
 * Opens @p path, whose format jy_format_detect() has found (this calls it when @p format is NULL).
 * JSON tables and CSV are refused: see csv_stream.h and json_table.h.
 */
JY_MUST_CHECK enum jy_code jy_vector_open(const char *path, const enum jy_format *format,
                                          const struct jy_vector_options *options,
                                          struct jy_vector **out, struct jy_error *err);
void jy_vector_close(struct jy_vector *vector);

/** CRS of the first layer. */
void jy_vector_crs(const struct jy_vector *vector, struct jy_crs_info *out);
/** Features promised by the file, -1 when only reading will tell. */
int64_t jy_vector_count(const struct jy_vector *vector);

typedef enum jy_code (*jy_feature_fn)(const struct jy_feature *feature, void *ctx,
                                      struct jy_error *err);
/**
 * Every feature once, in the file's order. A callback that does not return JY_OK ends it, and that
 * is the result. A file that GDAL stops reading before its end is JY_EINVALID.
 */
JY_MUST_CHECK enum jy_code jy_vector_each(struct jy_vector *vector, jy_feature_fn fn, void *ctx,
                                          struct jy_error *err);

/** Text of a field, NULL when absent or null. Names compare without regard to ASCII case. */
const char *jy_feature_text(const struct jy_feature *feature, const char *name);

/** JY_EINVALID when @p crs is not a CRS that is known. */
JY_MUST_CHECK enum jy_code jy_crs_check(const char *crs, struct jy_error *err);

/** One position from a CRS ("EPSG:6677": x east, y north) to WGS 84. False: outside the CRS, or no
 * such CRS. The transformation last used is kept: one thread only. */
bool jy_point_to_wgs84(const char *crs, double *x, double *y);
