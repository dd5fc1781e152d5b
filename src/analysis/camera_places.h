/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Places for new security cameras: where most of what was reported lies in view of no camera, each
 * with a direction that leaves dwellings out. For staff: positions of incidents are exact.
 * Definitions and limits: docs/methods/cameras.md. Nothing here says that a camera prevents
 * anything.
 */
#pragma once
#include "gis/view_plan.h"

#include "src/analysis/crime_table.h"
#include "src/analysis/lighting.h"
#include "src/analysis/plan.h"
#include "src/base/json_out.h"
#include "src/domain/i18n.h"
#include "src/domain/subsidy.h"

#define JY_CAMERA_SITE_LIST(X)       \
    X(JY_CAMERA_SITE_POLE, "pole")   \
    X(JY_CAMERA_SITE_LIGHT, "light") \
    X(JY_CAMERA_SITE_JUNCTION, "junction")

#define X(name, text) name,
enum jy_camera_site_kind { JY_CAMERA_SITE_LIST(X) };
#undef X
const char *jy_camera_site_text(enum jy_camera_site_kind kind);

/** A light nearer to a pole is taken to hang on it. */
#define JY_CAMERA_SAME_POLE_M 2.0
/** Counts of an area are laid along its roads in pieces of at most this. */
#define JY_CAMERA_PIECE_M 5.0

struct jy_camera_options {
    const char *offence; /**< code, name or alias */
    int from_year, to_year;
    int64_t number;                /**< at most that many; 0: as the budget allows */
    double budget_yen;             /**< what the city may spend; NaN: no budget */
    int fiscal_year;               /**< of the subsidy; 0: the newest there is */
    enum jy_owner applicant;       /**< JY_OWNER_CITY: no subsidy, the city pays */
    double angle_deg, range_m;     /**< of the new cameras, and of registered ones without */
    double pole_yen, new_pole_yen; /**< NaN: the profile's */
};
#define JY_CAMERA_DEFAULTS                                  \
    ((struct jy_camera_options){.budget_yen = (double)NAN,  \
                                .applicant = JY_OWNER_CITY, \
                                .angle_deg = 60,            \
                                .range_m = 30,              \
                                .pole_yen = (double)NAN,    \
                                .new_pole_yen = (double)NAN})

/** A place of the plan. */
struct jy_camera_place {
    struct gis_lonlat at;
    enum jy_camera_site_kind kind;
    const char *ref;                /**< number of the pole or light; NULL none */
    const struct jy_area *district; /**< NULL: none holds it */
    const char *road;               /**< name of the nearest road within 20 m; NULL */
    double direction_deg, range_m;
    double gain;                /**< cases it brings into view */
    double cost_yen, grant_yen; /**< whole cost; of it the subsidy (0 for the city itself) */
    size_t n_ring;
    struct gis_lonlat *ring; /**< its view as a closed polygon, counterclockwise */
};

struct jy_camera_places {
    const struct jy_lighting *lighting; /**< borrowed */
    struct jy_camera_options options;
    const struct jy_taxon *offence;
    bool by_points;          /**< incidents with positions; else counts along the roads of areas */
    enum jy_area_kind level; /**< of those areas */
    bool smoothed;           /**< counts shrunk by empirical Bayes */
    int64_t incidents, located; /**< of the period */
    double cases;               /**< laid out on the map */
    double unplaced;            /**< of areas without outline or road */
    double in_view;             /**< in view of registered cameras */
    size_t n_cameras, n_assumed_direction, n_assumed_range;
    size_t n_sites[3];  /**< by enum jy_camera_site_kind */
    size_t n_dwellings; /**< building outlines that were left out; 0: none imported */
    double pole_yen, new_pole_yen;
    bool costs_assumed;
    const struct jy_subsidy *subsidy; /**< NULL: the city pays all */
    struct gis_view_plan result;
    struct jy_camera_place *places; /**< result.n_picks */
    double cost_yen, city_yen;      /**< of all: whole, and what the city pays */
    size_t n_sources;
    const struct jy_source **sources;
    bool sample;
};

/**
 * Computes. @p l, its data (everything loaded), @p rows (with incidents) and @p poles are borrowed
 * and must outlive the result.
 *
 * @return JY_EINVALID for options out of range or without number and budget; JY_ENOTFOUND for an
 * offence that is not known or not counted then, or a year without a rate for that applicant
 */
JY_MUST_CHECK enum jy_code
jy_camera_places_new(const struct jy_lighting *l, const struct jy_crime_rows *rows,
                     const struct jy_taxonomy *taxonomy, const struct jy_plan_inputs *inputs,
                     const struct jy_camera_options *options, struct jy_camera_places **out,
                     struct jy_error *err);
void jy_camera_places_free(struct jy_camera_places *p);

/** Share of the bound that the places reach; 1 when there is nothing to bring into view. */
double jy_camera_places_ratio(const struct jy_camera_places *p);

/* --- camera_places_text.c --- */

/** Why this place, in a sentence with its figures. */
void jy_camera_place_reason(const struct jy_camera_places *p, size_t i, const struct jy_i18n *i18n,
                            enum jy_lang lang, struct jy_buf *out);
const char *jy_camera_place_district(const struct jy_camera_places *p, size_t i, enum jy_lang lang);
void jy_camera_places_write(const struct jy_camera_places *p, const struct jy_i18n *i18n,
                            enum jy_lang lang, struct jy_json *json);
/** Views as polygons, with what the JSON says of each. */
void jy_camera_places_write_geojson(const struct jy_camera_places *p, const struct jy_i18n *i18n,
                                    enum jy_lang lang, struct jy_json *json);
