/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What a column means: one table of names, Japanese and English, per layer. Names compare without
 * case, spaces, underscores, hyphens and what stands in parentheses; full-width is narrow.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "src/base/error.h"
#include "src/domain/kinds.h"
#include "src/io/rows.h"

#define JY_COLUMN_LIST(X)                     \
    X(JY_COLUMN_NONE, "")                     \
    X(JY_COLUMN_LON, "lon")                   \
    X(JY_COLUMN_LAT, "lat")                   \
    X(JY_COLUMN_X, "x")                       \
    X(JY_COLUMN_Y, "y")                       \
    X(JY_COLUMN_OSM_ID, "osm_id")             \
    X(JY_COLUMN_REF, "ref")                   \
    X(JY_COLUMN_PLATE, "plate_no")            \
    X(JY_COLUMN_POLE, "pole_no")              \
    X(JY_COLUMN_POLE_KIND, "pole_kind")       \
    X(JY_COLUMN_KIND, "kind")                 \
    X(JY_COLUMN_LAMP, "lamp")                 \
    X(JY_COLUMN_STATUS, "status")             \
    X(JY_COLUMN_LAND, "land")                 \
    X(JY_COLUMN_OWNER, "owner")               \
    X(JY_COLUMN_OWNER_NAME, "owner_name")     \
    X(JY_COLUMN_WATT, "watt_w")               \
    X(JY_COLUMN_LUMEN, "lumen_lm")            \
    X(JY_COLUMN_COLOUR, "colour_k")           \
    X(JY_COLUMN_HEIGHT, "height_m")           \
    X(JY_COLUMN_ARM, "arm_m")                 \
    X(JY_COLUMN_LAMPS, "lamps")               \
    X(JY_COLUMN_CONTRACT, "contract_no")      \
    X(JY_COLUMN_TARIFF, "tariff")             \
    X(JY_COLUMN_INSTALLED, "installed")       \
    X(JY_COLUMN_REPLACED, "replaced")         \
    X(JY_COLUMN_REMOVED, "removed")           \
    X(JY_COLUMN_CONSENT, "consent_ref")       \
    X(JY_COLUMN_ROAD_NAME, "road_name")       \
    X(JY_COLUMN_DISTRICT, "district")         \
    X(JY_COLUMN_PHOTO, "photo")               \
    X(JY_COLUMN_NOTE, "note")                 \
    X(JY_COLUMN_NAME, "name")                 \
    X(JY_COLUMN_NAME_KANA, "name_kana")       \
    X(JY_COLUMN_NAME_EN, "name_en")           \
    X(JY_COLUMN_DIRECTION, "direction_deg")   \
    X(JY_COLUMN_ANGLE, "angle_deg")           \
    X(JY_COLUMN_RANGE, "range_m")             \
    X(JY_COLUMN_PURPOSE, "purpose")           \
    X(JY_COLUMN_MANAGER, "manager")           \
    X(JY_COLUMN_RETENTION, "retention_days")  \
    X(JY_COLUMN_SIGN, "sign")                 \
    X(JY_COLUMN_FILED, "filed")               \
    X(JY_COLUMN_CAMERA_TYPE, "camera_type")   \
    X(JY_COLUMN_ROAD_CLASS, "road_class")     \
    X(JY_COLUMN_WIDTH, "width_m")             \
    X(JY_COLUMN_EVALUATE, "evaluate")         \
    X(JY_COLUMN_PASSABLE, "passable")         \
    X(JY_COLUMN_PRIVATE, "is_private")        \
    X(JY_COLUMN_BRIDGE, "bridge")             \
    X(JY_COLUMN_TUNNEL, "tunnel")             \
    X(JY_COLUMN_LEVEL, "level")               \
    X(JY_COLUMN_CODE, "code")                 \
    X(JY_COLUMN_AREA, "area")                 \
    X(JY_COLUMN_OFFENCE, "offence")           \
    X(JY_COLUMN_METHOD, "method")             \
    X(JY_COLUMN_FROM, "from")                 \
    X(JY_COLUMN_TO, "to")                     \
    X(JY_COLUMN_HOUR, "hour")                 \
    X(JY_COLUMN_YEAR, "year")                 \
    X(JY_COLUMN_MONTH, "month")               \
    X(JY_COLUMN_CASES, "cases")               \
    X(JY_COLUMN_PERSONS, "persons")           \
    X(JY_COLUMN_HOUSEHOLDS, "households")     \
    X(JY_COLUMN_BICYCLES, "bicycles")         \
    X(JY_COLUMN_CARS, "cars")                 \
    X(JY_COLUMN_DWELLINGS, "dwellings")       \
    X(JY_COLUMN_ELDERLY, "elderly")           \
    X(JY_COLUMN_SHOPS, "shops")               \
    X(JY_COLUMN_MUNICIPALITY, "municipality") \
    X(JY_COLUMN_PLACE_KIND, "place_kind")

#define X(name, text) name,
enum jy_column { JY_COLUMN_LIST(X) JY_COLUMN_N };
#undef X

/** "lon", "ref"…: names that --map takes. */
const char *jy_column_text(enum jy_column column);
bool jy_column_parse(const char *text, enum jy_column *out);

/** One line of the table, for docs and tests. */
struct jy_column_names {
    enum jy_column column;
    unsigned layers;   /**< bit i: enum jy_layer i */
    const char *names; /**< best first, "a|b|c" */
};
/** Ends with names NULL. */
extern const struct jy_column_names jy_column_table[];

/** The columns of one file. */
struct jy_columns {
    enum jy_layer layer;
    size_t n_known;             /* columns looked at so far */
    int place[JY_COLUMN_N];     /* column that gives each field, -1 none */
    unsigned rank[JY_COLUMN_N]; /* how good its name was */
    struct {
        enum jy_column column;
        char name[80];
    } map[JY_COLUMN_N];
    size_t n_map;
};

/** @p map: "field=column,field=column" (NULL: none). JY_EINVALID names the part not understood. */
JY_MUST_CHECK enum jy_code jy_columns_init(struct jy_columns *columns, enum jy_layer layer,
                                           const char *map, struct jy_error *err);
/** Looks at columns that are new in @p row. */
void jy_columns_learn(struct jy_columns *columns, const struct jy_row *row);
/** Text of a field in @p row; NULL when the file has no such column or the cell is empty. */
const char *jy_columns_get(const struct jy_columns *columns, const struct jy_row *row,
                           enum jy_column column);
bool jy_columns_has(const struct jy_columns *columns, enum jy_column column);
/** JY_EINVALID when --map names a column that the file does not have. */
JY_MUST_CHECK enum jy_code jy_columns_check_map(const struct jy_columns *columns,
                                                struct jy_error *err);
/** Which field column @p i gives; JY_COLUMN_NONE: ignored. */
enum jy_column jy_columns_field(const struct jy_columns *columns, size_t i);

/** True when the two names are the same column name. */
bool jy_column_name_same(const char *a, const char *b);
