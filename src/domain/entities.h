/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What the registry holds: one struct per kind of row. Strings are UTF-8, borrowed from whoever
 * hands the struct over (an arena, a statement's row), and NULL when unknown; numbers are NaN when
 * unknown (an unknown number is never 0); dates have year 0 when unknown.
 *
 * Every struct that can be imported has:
 *   id         the registry's number, 0 before it is stored; stable for the life of the row
 *   key        identity within its layer, that makes importing the same file twice change nothing:
 *              "ref:<number of the owner>", "osm:n<id>", or "at:<lon>,<lat>:<hash>"
 *   source_id  row of `source` it was last read from (file, licence, date, hash)
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "src/base/date.h"
#include "src/domain/geometry.h"
#include "src/domain/kinds.h"

/** Where rows come from. */
struct jy_source {
    int64_t id;
    const char *file;        /**< base name of the file, no folder */
    const char *format;      /**< "GeoJSON", "CSV (CP932)"… as recognised */
    const char *licence;     /**< as the user gave it; NULL unknown */
    const char *credit;      /**< attribution line; NULL none */
    struct jy_date date;     /**< date of the data (or of the file) */
    const char *sha256;      /**< of the file's bytes, lower-case hex */
    const char *imported_at; /**< timestamp UTC; filled by the store */
    enum jy_layer layer;
    bool sample;    /**< generated: everything made from it says so */
    bool published; /**< its author shows it cell by cell: small counts of it are no secret */
};

/** A streetlight (街路灯). */
struct jy_light {
    int64_t id;
    const char *key;
    int64_t source_id;
    struct gis_lonlat at;
    const char *ref;      /**< 管理番号, asset number of the owner */
    const char *plate_no; /**< lamp number plate */
    const char *pole_no;
    enum jy_pole_kind pole_kind;
    enum jy_light_kind kind;
    enum jy_lamp lamp;
    enum jy_status status;
    enum jy_land land;
    enum jy_owner owner;
    const char *owner_name;
    double watt_w, lumen_lm, colour_k, height_m, arm_m;
    int lamps; /**< lamps on the pole, 0 unknown */
    const char *contract_no;
    const char *tariff; /**< tariff band of the electricity contract, as written */
    struct jy_date installed, replaced, removed;
    const char *consent_ref;
    const char *road_name;
    const char *district; /**< name as written in the source; areas decide by position */
    const char *photo;
    const char *note;
};

/** A security camera (防犯カメラ). Exact positions are for staff; the profile says what is public.
 */
struct jy_camera {
    int64_t id;
    const char *key;
    int64_t source_id;
    struct gis_lonlat at;
    const char *ref;
    const char *name;
    double direction_deg; /**< clockwise from north, [0, 360) */
    double angle_deg, range_m;
    double height_m;
    const char *purpose;
    enum jy_owner owner;   /**< who installed it */
    const char *manager;   /**< 管理責任者 (an office, never a person, in public) */
    int retention_days;    /**< 0 unknown */
    bool sign_known, sign; /**< is there a sign */
    struct jy_date filed, installed, removed;
    enum jy_status status;
    const char *camera_type; /**< fixed, dome… as written */
    const char *district;
    const char *note;
};

/** A pole that a light could be fixed to. */
struct jy_pole {
    int64_t id;
    const char *key;
    int64_t source_id;
    struct gis_lonlat at;
    const char *ref;
    enum jy_pole_kind kind;
    enum jy_owner owner;
    double height_m;
    const char *note;
};

/** A stretch of road; one row per feature of the source. */
struct jy_road {
    int64_t id;
    const char *key;
    int64_t source_id;
    struct jy_geometry geometry; /**< lines */
    const char *ref;
    const char *name;
    enum jy_road_class road_class;
    double width_m;
    bool evaluate; /**< is it judged by the spacing rule */
    bool passable; /**< may distance run along it on foot */
    bool is_private, bridge, tunnel;
    int level; /**< OSM layer; 0 at grade */
    const char *note;
    int households; /**< along it, for the rules of private roads; -1 unknown */
};

/** City boundary, district (地区) or chome (町丁目). */
struct jy_area {
    int64_t id;
    const char *key;
    int64_t source_id;
    enum jy_area_kind kind;
    struct jy_geometry geometry; /**< polygons; NONE or a point when only a position is known */
    struct gis_lonlat label;     /**< where its name stands; NaN unknown */
    const char *code;            /**< 町字ID, KEY_CODE… */
    const char *name;            /**< in the notation of the source */
    const char *name_kana, *name_en;
    const char *district; /**< of a chome: the district's name; NULL when unknown */
};

/** Offences counted in one area in one year (or month). */
struct jy_crime_count {
    int64_t id;
    const char *key;
    int64_t source_id;
    const char *area; /**< name as in the source; NULL for the whole municipality */
    enum jy_area_kind area_kind;
    int64_t area_id;     /**< matched area, 0 when it could not be matched */
    const char *offence; /**< code of data/taxonomy: "bicycle_theft", "total"… */
    int year, month;     /**< month 0: the whole year */
    int64_t cases;
};

/** One reported offence. Only those with a position of their own get one: never a centroid. */
struct jy_crime_incident {
    int64_t id;
    const char *key;
    int64_t source_id;
    const char *offence;
    const char *method; /**< 手口 */
    const char *area;   /**< chome as written; NULL unknown or withheld */
    int64_t area_id;
    struct jy_date from, to;
    int hour; /**< 0-23, -1 unknown */
    bool located;
    struct gis_lonlat at; /**< when located */
};

struct jy_population {
    int64_t id;
    const char *key;
    int64_t source_id;
    const char *area;
    enum jy_area_kind area_kind;
    int64_t area_id;
    int year;
    enum jy_exposure_kind kind;
    double count;
};

/** Stations, schools, parks, water, rail…: what a map shows and a plan weighs. */
struct jy_place {
    int64_t id;
    const char *key;
    int64_t source_id;
    enum jy_place_kind kind;
    const char *name, *name_kana, *name_en;
    struct jy_geometry geometry; /**< point, lines or polygons */
};

/** A resident's wish for a light (設置要望). No personal data. */
struct jy_request {
    int64_t id;
    const char *receipt; /**< number told to the resident: short, readable, no secret */
    const char *token;   /**< unguessable part of the status link, 128 bit */
    struct gis_lonlat at;
    enum jy_land land;
    const char *wish; /**< code: "new_light", "brighter"… */
    const char *note; /**< at most 500 characters; may be NULL */
    const char *language;
    const char *answer; /**< what `ask` said then: code */
    const char *rule;   /**< "<pack id>@<version>" it was judged by */
    double nearest_m;   /**< along the road; infinite or NaN unknown */
    enum jy_request_status status;
    const char *created_at, *updated_at;
    const char *district; /**< by position */
};
