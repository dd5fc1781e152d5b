/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What analyses work on: one consistent state of the registry in memory, read once. Immutable after
 * loading; any number of threads may read it.
 *
 * Memory: 48 bytes a light and its number's text; roads, areas and places with their geometry.
 */
#pragma once
#include <stddef.h>

#include "src/base/arena.h"
#include "src/base/json_out.h"
#include "src/domain/city.h"
#include "src/store/changes.h"

/** A light as analyses and maps need it. */
struct jy_light_point {
    int64_t id;
    struct gis_lonlat at;
    const char *ref;        /**< number to tell people: plate, else the owner's number; NULL none */
    float watt_w, lumen_lm; /**< NaN unknown */
    uint8_t kind, lamp, status, owner; /**< enums of kinds.h */
    uint8_t counts;                    /**< 1: counts as a light by the rule in force */
    uint8_t height_dm;  /**< tenths of a metre, rounded down; 255: that or more; 0 unknown */
    uint16_t source_id; /**< as its row's; 0: beyond 65535, not kept */
};

struct jy_city_data {
    struct jy_city *city;
    const struct jy_rule_pack *rule; /**< in force on the day asked for; never NULL */
    struct jy_as_of as_of;
    bool sample; /**< something in it is generated */

    size_t n_lights, n_roads, n_cameras, n_areas, n_places, n_requests, n_sources;
    struct jy_light_point *lights; /**< not removed, ascending id */
    struct jy_road *roads;
    struct jy_camera *cameras; /**< exact: for staff; see jy_city.print.camera_public */
    struct jy_area *areas;
    struct jy_place *places;
    struct gis_lonlat *requests; /**< where residents asked and still wait */
    struct jy_source *sources;
    int64_t version;       /**< grows with every change of any layer */
    struct jy_marks marks; /**< the state that was read */

    struct jy_arena arena; /* owns the strings and geometries */
};

/** How much to load. */
enum {
    JY_LOAD_LIGHTS = 1,
    JY_LOAD_ROADS = 2,
    JY_LOAD_CAMERAS = 4,
    JY_LOAD_AREAS = 8,
    JY_LOAD_PLACES = 16,
    JY_LOAD_REQUESTS = 32,
    JY_LOAD_ALL = 63
};

/**
 * Loads the profile, the sources and the layers named in @p what, as they were on @p as_of, in one
 * read transaction. A day before the city's first rule pack is judged by today's; a profile without
 * any rule in force is JY_EINVALID.
 */
JY_MUST_CHECK enum jy_code jy_city_data_load(struct jy_store *store, struct jy_as_of as_of,
                                             unsigned what, struct jy_city_data **out,
                                             struct jy_error *err);

/**
 * The same judged by the pack @p rule ("id" or "id@version", examples too) instead of the city's;
 * of several versions the one that holds on the day, else the newest. NULL: the city's own.
 * JY_ENOTFOUND lists the packs there are.
 */
JY_MUST_CHECK enum jy_code jy_city_data_load_by(struct jy_store *store, struct jy_as_of as_of,
                                                const char *rule, unsigned what,
                                                struct jy_city_data **out, struct jy_error *err);
void jy_city_data_free(struct jy_city_data *data);

/** Sum of the versions of all layers: changes whenever anything does. */
JY_MUST_CHECK enum jy_code jy_registry_version(struct jy_store *store, int64_t *out,
                                               struct jy_error *err);

/** First area of @p kind whose polygons hold @p p; NULL when none does. */
const struct jy_area *jy_city_data_area_at(const struct jy_city_data *data, enum jy_area_kind kind,
                                           struct gis_lonlat p);
/** Is @p p inside the polygons of @p geometry (even-odd rule)? */
bool jy_geometry_holds(const struct jy_geometry *geometry, struct gis_lonlat p);
/** The light of that id (binary search), or NULL. */
const struct jy_light_point *jy_city_data_light(const struct jy_city_data *data, int64_t id);
/** The source of a row, or NULL. */
const struct jy_source *jy_city_data_source(const struct jy_city_data *data, int64_t source_id);
/** One object: {layer, file, credit, licence, date, sample}. */
void jy_source_write(const struct jy_source *source, struct jy_json *json);
