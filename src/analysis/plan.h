/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * This year's lights: where new ones take away the most dark metres for their cost, each with its
 * reason, and what stays dark. Definitions: docs/methods/plan.md.
 */
#pragma once
#include "gis/plan.h"

#include "src/analysis/lighting.h"
#include "src/base/json_out.h"
#include "src/domain/i18n.h"

/** What a dark metre weighs: the sum of those asked for. */
enum {
    JY_PLAN_LENGTH = 1,   /**< 1 */
    JY_PLAN_CRIME = 2,    /**< offences per area of the district over that of all districts */
    JY_PLAN_REQUESTS = 4, /**< residents' requests waiting within 30 m, at most 3 */
    JY_PLAN_PLACES = 8    /**< 1 within 200 m of a station or school */
};
#define JY_PLAN_REQUEST_M    30.0
#define JY_PLAN_REQUESTS_MAX 3
#define JY_PLAN_PLACE_M      200.0
/** A new pole is not proposed this near to one that stands already. */
#define JY_PLAN_POLE_NEAR_M 5.0

/** "length,crime,requests,places" in any order; false: something else is in it. */
bool jy_plan_weights_parse(const char *text, unsigned *out);

/** A light of the registry that a plan adopted before (its number is NAME-1, NAME-2…). */
struct jy_plan_member {
    int64_t light;   /**< its id */
    uint32_t number; /**< from 1 */
};

/** What a plan needs beside the lighting; of the caller, or read by jy_plan_inputs_load(). */
/** A light set up in the fiscal year at hand. */
struct jy_plan_installed {
    int64_t light;
    struct gis_lonlat at;
};

struct jy_plan_inputs {
    size_t n_poles;
    struct jy_pole *poles;
    size_t n_districts;      /**< 0: no offences are known */
    int64_t *district_cases; /**< as lighting->districts */
    int crime_year;
    size_t n_members; /**< lights of the plan named; see jy_plan_inputs_members() */
    struct jy_plan_member *members;
    size_t n_installed; /**< where the rule has a quota: set up since the fiscal year began */
    struct jy_plan_installed *installed;
    struct jy_arena arena;
};
/** Reads poles, lights set up this fiscal year (for a quota), and the newest yearly count of all
 * offences by chome or district. */
JY_MUST_CHECK enum jy_code jy_plan_inputs_load(struct jy_store *store, const struct jy_lighting *l,
                                               struct jy_plan_inputs **out, struct jy_error *err);
/** Finds the lights that bear numbers of the plan @p name, whatever became of them. */
JY_MUST_CHECK enum jy_code jy_plan_inputs_members(struct jy_store *store, const char *name,
                                                  struct jy_plan_inputs *inputs,
                                                  struct jy_error *err);
void jy_plan_inputs_free(struct jy_plan_inputs *inputs);

/** 1 to 24 letters, digits, '.', '_' or '-' of ASCII. */
bool jy_plan_name_valid(const char *name);
#define JY_PLAN_NAME_MAX 24 /**< letters of a plan's name */

struct jy_plan_options {
    double budget_yen; /**< in the city's currency; NaN: no budget */
    int64_t lights;    /**< at most; 0: as the budget allows */
    unsigned weights;  /**< JY_PLAN_… bits; 0: length */
    /** Its lights in the registry (inputs->members) count in budget and number: those still planned
     * come first as they stand, the others are set up. NULL: a plan without a name */
    const char *name;
};

enum jy_plan_site_kind { JY_PLAN_SITE_POLE, JY_PLAN_SITE_NEW };
const char *jy_plan_site_text(enum jy_plan_site_kind kind);

/** A lamp next to a planned one: of the registry, or planned here. */
struct jy_plan_neighbour {
    const struct jy_light_point *light; /**< NULL: one of the plan */
    uint32_t number;                    /**< in the plan; 0: of the registry */
    double distance_m;                  /**< along the road */
};

/** One light of the plan, in order of choice. */
struct jy_plan_light {
    uint32_t number; /**< in the plan, from 1; of a named plan NAME-number is its number */
    bool kept;       /**< stands in the registry as planned under the plan's name */
    struct gis_lonlat at;
    struct gis_on_edge on;
    bool moved; /**< by jy_plan_move() */
    const struct jy_road *road;
    uint16_t district;
    enum jy_plan_site_kind kind;
    const struct jy_pole *pole; /**< NULL: a new one */
    double cost_yen;
    double weighted, metres_m;    /**< darkness it takes away */
    double before_m;              /**< d there before it; infinite: no light could be reached */
    bool consent;                 /**< the owner of the land (private road) or pole has to agree */
    int requests;                 /**< waiting within 30 m */
    double crime_ratio;           /**< of its district; NaN unknown */
    const struct jy_place *place; /**< nearest station or school within 200 m, or NULL */
    double place_m;
    size_t n_neighbours;
    struct jy_plan_neighbour neighbours[2]; /**< one each way along the road, nearer first */
};

struct jy_plan {
    const struct jy_lighting *lighting;  /**< borrowed */
    const struct jy_plan_inputs *inputs; /**< borrowed */
    struct jy_plan_options options;
    double cost_pole_yen, cost_new_yen;
    bool costs_assumed;         /**< the profile says nothing: defaults */
    struct gis_lighting *state; /**< with the plan's lights */
    struct gis_lighting_summary before, after;
    size_t n_sites, n_pole_sites;
    size_t n_kept; /**< lights planned already in the registry beside this plan, which stay */
    size_t n_own;  /**< first so many lights are this plan's own, planned before */
    size_t
        n_done; /**< lights of this plan that are set up, or off any road; not among the lights */
    double done_yen;
    size_t n_this_year; /**< other lights set up this fiscal year, which the quota counts */
    struct gis_plan result;
    double left_no_site_m;        /**< dark, and no permitted place could change that */
    double left_later_m;          /**< dark, and a light could still be set up for it */
    struct jy_plan_light *lights; /**< result.n_picks */
};

/**
 * Plans. @p l and @p inputs are borrowed and must outlive the result.
 *
 * @return JY_EINVALID when neither budget nor number nor name is given or one is out of range; with
 * a name alone the plan is what it adopted before
 * Cost: some microseconds for every two metres of dark road.
 */
JY_MUST_CHECK enum jy_code jy_plan_new(const struct jy_lighting *l,
                                       const struct jy_plan_inputs *inputs,
                                       struct jy_plan_options options, struct jy_plan **out,
                                       struct jy_error *err);
void jy_plan_free(struct jy_plan *plan);

/** Share of the bound that the plan reaches, 1 when there is nothing to take away. */
double jy_plan_ratio(const struct jy_plan *plan);

/* --- plan_move.c --- */

/**
 * Sets light @p number (from 1) up at @p at instead, on the nearest judged road; on a pole when one
 * within JY_PLAN_POLE_NEAR_M stands at just this place of the road. Its figures are then those of
 * this place among all others of the plan, totals and neighbours are made anew; what a weighted
 * metre counts is unknown (NaN) unless every metre weighs 1. Nothing is said of the rule: staff may
 * know why.
 *
 * @return JY_EINVALID for a number or position that is none, or without a road near by (the plan is
 *         as before)
 * Cost: microseconds, and a look at every light of the plan.
 */
JY_MUST_CHECK enum jy_code jy_plan_move(struct jy_plan *plan, size_t number, struct gis_lonlat at,
                                        struct jy_error *err);

/* --- plan_adopt.c --- */

/**
 * Writes the lights of a named plan that are not in the registry yet as planned ones, all or none;
 * nothing is written when all are. @p store is open for writing and was read for the plan.
 */
JY_MUST_CHECK enum jy_code jy_plan_adopt(struct jy_store *store, const struct jy_plan *plan,
                                         size_t *out_written, struct jy_error *err);

/* --- plan_text.c --- */

/** Why this light, in a sentence with its figures. */
void jy_plan_reason(const struct jy_plan *plan, size_t i, const struct jy_i18n *i18n,
                    enum jy_lang lang, struct jy_buf *out);
/** What stays dark, in words. */
void jy_plan_leaves(const struct jy_plan *plan, const struct jy_i18n *i18n, enum jy_lang lang,
                    struct jy_buf *out);
/** Names of the neighbours with their distances: "A-12 (20 m), 3 (24.5 m)". */
void jy_plan_neighbours(const struct jy_plan *plan, size_t i, const struct jy_i18n *i18n,
                        enum jy_lang lang, struct jy_buf *out);
/** Name of its district in @p lang; NULL none. */
const char *jy_plan_district(const struct jy_plan *plan, size_t i, enum jy_lang lang);
/** One JSON object: totals, bound, ratio, picks, what stays dark. */
void jy_plan_write_summary(const struct jy_plan *plan, const struct jy_i18n *i18n,
                           enum jy_lang lang, struct jy_json *json);
/** A GeoJSON FeatureCollection of points. */
void jy_plan_write_geojson(const struct jy_plan *plan, const struct jy_i18n *i18n,
                           enum jy_lang lang, struct jy_json *json);
