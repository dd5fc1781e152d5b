/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * `joyato gaps` as it was asked for and what it works on; what the files of this command share.
 */
#pragma once
#include "gis/extra_lights.h"
#include "gis/lighting.h"

#include "src/analysis/lighting.h"
#include "src/base/json_out.h"
#include "src/io/network_files.h"

struct gaps_options {
    const char *db, *roads, *lights, *crs, *format, *out, *district, *rule, *report;
    struct jy_as_of as_of;
    double spacing_m, snap_m, end_gap_m; /* NaN: by the rule of the registry, or 20 and 15 */
    bool noding, force, quiet, quality;
    long listed; /* of each list of the quality report */
};

/* What the command works on; all released together. */
struct gaps_run {
    const struct gaps_options *o;
    struct jy_network_files files;
    /* of a registry: owns what net, lighting and projection point to */
    struct jy_store *store;
    struct jy_city_data *data;
    struct jy_lighting *registry;
    uint16_t district; /* JY_NO_DISTRICT: all */
    struct gis_network *net;
    struct gis_lighting *lighting;
    struct gis_projection *projection; /* NULL: the plane's own coordinates are written */
    struct gis_extra_lights extra;
    double spacing_m, snap_m;
};

/** The registry's gap behind a number of the engine; NULL for files. */
const struct jy_gap *cli_gaps_registry_gap(const struct gaps_run *run, uint32_t gap);

/** {"extra_lights": {lower, upper}} */
void cli_gaps_add_extra(struct jy_json *json, size_t lower, size_t upper);

/** The gaps one by one. */
JY_MUST_CHECK enum jy_code cli_gaps_write_geojson(const struct gaps_run *run, struct jy_buf *out,
                                                  struct jy_error *err);
JY_MUST_CHECK enum jy_code cli_gaps_write_csv(const struct gaps_run *run, struct jy_buf *out,
                                              struct jy_error *err);
