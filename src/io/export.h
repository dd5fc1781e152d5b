/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A layer of the registry as a file. Without @p full only what is public: cameras at the precision
 * of the city's profile, no contract numbers, no photos.
 */
#pragma once
#include <stdbool.h>

#include "src/base/error.h"
#include "src/store/store.h"

enum jy_export_format {
    JY_EXPORT_CSV,
    JY_EXPORT_GEOJSON,
    JY_EXPORT_GPKG,
    JY_EXPORT_SHP,
    JY_EXPORT_FGB,
    JY_EXPORT_XLSX
};

/** Names of the columns. PLAIN are the fields' own, that import knows without --map. */
enum jy_export_profile {
    JY_EXPORT_PLAIN,
    JY_EXPORT_KOMAE,    /**< Japanese headings of municipal tables */
    JY_EXPORT_STANDARD, /**< 自治体標準オープンデータセット */
    JY_EXPORT_OSM,
    JY_EXPORT_FIWARE
};

struct jy_export_options {
    enum jy_layer layer;
    enum jy_export_format format;
    enum jy_export_profile profile;
    bool cp932; /**< CSV in CP932 instead of UTF-8 with BOM */
    bool full;  /**< everything, for staff */
    bool force; /**< write over a file that is there */
    /** Of crimes: may the public see this count? Without it (and without full) none of an area is
     * given. */
    bool (*shows)(const struct jy_crime_count *row, void *ctx);
    void *shows_ctx;
};

struct jy_export_result {
    long long rows;
    long long unlocated; /**< rows written without a position, as the profile wants it */
    size_t lost;         /**< characters that CP932 has not */
};

/** Writes @p path whole or not at all ("-": stdout, CSV and GeoJSON only). */
JY_MUST_CHECK enum jy_code jy_export_file(struct jy_store *store, const char *path,
                                          const struct jy_export_options *options,
                                          struct jy_export_result *out, struct jy_error *err);
bool jy_export_format_parse(const char *text, enum jy_export_format *out);
bool jy_export_profile_parse(const char *text, enum jy_export_profile *out);
