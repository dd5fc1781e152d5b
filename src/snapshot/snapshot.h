/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * One immutable view of the registry: rows, lighting, and the scene that maps are drawn from.
 * Readers take a reference, read without locks, and give it back; the last one frees it.
 */
#pragma once
#include "src/analysis/address.h"
#include "src/analysis/hotspots.h"
#include "src/analysis/lighting.h"
#include "src/render/scene.h"

struct jy_snapshot {
    struct jy_city_data *data;
    struct jy_lighting *lighting;
    struct jy_taxonomy *taxonomy;
    struct jy_crime_rows *crime;  /**< counts and population, no incidents */
    struct jy_hotspots *hotspots; /**< of the city's priority offence; NULL: no table counts it */
    struct jy_hotspots *streets; /**< the same along streets; NULL: too few incidents with points */
    struct jy_scene *scene;
    struct jy_addresses *addresses; /**< names to search by */
    int64_t version;                /**< of the registry; part of every ETag */
    struct jy_lighting_summary total;
    struct jy_lighting_summary *by_district; /**< as lighting->districts */
    char *attribution;
    double load_s, light_s, scene_s;
    int references; /* atomic */
};

/** Loads and computes everything. The caller holds one reference. */
JY_MUST_CHECK enum jy_code jy_snapshot_new(struct jy_store *store, struct jy_as_of as_of,
                                           struct jy_snapshot **out, struct jy_error *err);
struct jy_snapshot *jy_snapshot_ref(struct jy_snapshot *snapshot);
/** Gives a reference back; NULL is allowed. */
void jy_snapshot_unref(struct jy_snapshot *snapshot);
