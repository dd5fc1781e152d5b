/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What is odd about a road network: its pieces, dead ends, crossings without a junction, ends that
 * were joined, repeated roads, and lights that belong to no road. For people who mend the data.
 */
#pragma once
#include "gis/lighting.h"
#include "gis/network.h"
#include "gis/projection.h"

#include "src/analysis/city_data.h"
#include "src/base/json_out.h"

/** What the report is made of; all borrowed. */
struct jy_network_quality {
    const struct gis_network *network;
    struct gis_network_options options; /**< it was built with */
    struct gis_projection *projection;  /**< NULL: positions in the plane's own coordinates */
    size_t n_lights;
    const struct gis_xy *lights;
    const struct gis_snap *snaps;
    double snap_m;
    size_t max_listed; /**< of each list; counts are always whole */
    const struct jy_city_data
        *data;                /**< NULL: roads and lights are named by their place in the file */
    const uint32_t *road_of;  /**< road of the network -> data->roads */
    const uint32_t *light_of; /**< light -> data->lights */
};

/** Writes the report as one JSON object; json is not usable after a failure. */
JY_MUST_CHECK enum jy_code jy_network_quality_write(const struct jy_network_quality *q,
                                                    struct jy_json *json, struct jy_error *err);

/**
 * Builds the network of a registry anew, with crossings looked for, and reports. One line for each
 * road, also for those judged by their kerbs. About as long as loading takes.
 */
JY_MUST_CHECK enum jy_code jy_network_quality_of(const struct jy_city_data *data, size_t max_listed,
                                                 struct jy_json *json, struct jy_error *err);
