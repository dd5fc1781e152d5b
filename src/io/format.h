/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What kind of file is this? Decided by its content, never by its name; and is it whole? A file
 * that was cut in transfer is found here, before anything of it is read as data.
 */
#pragma once
#include <stdbool.h>

#include "src/base/error.h"

enum jy_format {
    JY_FORMAT_CSV,        /**< any delimited text */
    JY_FORMAT_JSON_TABLE, /**< a JSON array of flat objects */
    JY_FORMAT_GEOJSON,
    JY_FORMAT_TOPOJSON,
    JY_FORMAT_SHAPEFILE,
    JY_FORMAT_GPKG,
    JY_FORMAT_OSM_PBF,
    JY_FORMAT_OSM_XML,
    JY_FORMAT_FLATGEOBUF,
    JY_FORMAT_XLSX
};

/** "GeoJSON", "OSM PBF"…: for messages and the source's record. */
const char *jy_format_text(enum jy_format format);
/** True for what GDAL reads (everything but CSV and JSON tables). */
bool jy_format_is_vector(enum jy_format format);

/**
 * Recognises the regular, non-empty, readable file at @p path and checks that it is not cut short:
 * JSON brackets close, the lengths in shapefile, GeoPackage and OSM PBF headers agree with the
 * file, archives have their directory. Reads the file at most once, in pieces; memory is constant.
 * Errors: JY_ENOTFOUND, JY_EIO, JY_EINVALID, each one line that begins with the path.
 */
JY_MUST_CHECK enum jy_code jy_format_detect(const char *path, enum jy_format *out,
                                            struct jy_error *err);
