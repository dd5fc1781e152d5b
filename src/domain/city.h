/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The city profile: everything that is true of one municipality and not of streetlights. A registry
 * keeps its profile as one JSON text (jy_store_profile); docs/city-profile.md and
 * data/schema/city.schema.json show it; this parser is the authority.
 *
 * A struct jy_city is read-only after parsing: threads may share it.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/date.h"
#include "src/base/error.h"
#include "src/domain/kinds.h"
#include "src/domain/lang.h"
#include "src/domain/rule_pack.h"

/** Parts of the service that a city switches on one by one. */
#define JY_MODULE_LIST(X)                 \
    X(JY_MODULE_REQUESTS, "requests")     \
    X(JY_MODULE_OUTAGES, "outages")       \
    X(JY_MODULE_CAMERAS, "cameras")       \
    X(JY_MODULE_HOTSPOTS, "hotspots")     \
    X(JY_MODULE_FLYERS, "flyers")         \
    X(JY_MODULE_PLAN, "plan")             \
    X(JY_MODULE_WALK, "walk")             \
    X(JY_MODULE_BRIGHTNESS, "brightness") \
    X(JY_MODULE_SUBSIDIES, "subsidies")   \
    X(JY_MODULE_OPEN_DATA, "open_data")   \
    X(JY_MODULE_OPEN311, "open311")

/** What a department answers for: requests and reports are routed by it. */
#define JY_DUTY_LIST(X)                                   \
    X(JY_DUTY_STREETLIGHTS, "streetlights")               \
    X(JY_DUTY_CITY_ROAD, "city_road")                     \
    X(JY_DUTY_PREFECTURE_ROAD, "prefecture_road")         \
    X(JY_DUTY_PRIVATE_ROAD, "private_road")               \
    X(JY_DUTY_PARK, "park")                               \
    X(JY_DUTY_NEIGHBOURHOOD_LIGHT, "neighbourhood_light") \
    X(JY_DUTY_SHOP_STREET_LIGHT, "shop_street_light")     \
    X(JY_DUTY_UTILITY_POLE, "utility_pole")               \
    X(JY_DUTY_CAMERAS, "cameras")                         \
    X(JY_DUTY_SAFETY, "safety")                           \
    X(JY_DUTY_OPEN_DATA, "open_data")

#define X(name, text) name,
enum jy_module { JY_MODULE_LIST(X) JY_MODULE_N };
enum jy_duty { JY_DUTY_LIST(X) JY_DUTY_N };
#undef X

struct jy_district {
    const char *id; /**< short, ASCII: "motoizumi" */
    struct jy_text name;
    const char *kana;
    size_t n_chome;
    const char *const *chome; /**< names as written in addresses: "元和泉一丁目" */
};

struct jy_department {
    const char *id;
    struct jy_text name;
    const char *phone, *email, *url; /**< NULL: the city has not filled it in yet */
    unsigned duties;                 /**< bit i: enum jy_duty i */
};

struct jy_figure_point {
    int year;
    double value;
    double numerator, denominator; /**< of a share or rate; NaN when there is none */
};

/** A figure somebody published, with where it stands. */
struct jy_figure {
    const char *id;
    struct jy_text title, unit, note;
    const char *offence; /**< code of the taxonomy when the figure counts an offence; else NULL */
    const char *source, *url;
    struct jy_date published;
    size_t n_points;
    const struct jy_figure_point *points; /**< ascending years */
};

struct jy_budget {
    int fiscal_year;
    const char *id;
    struct jy_text title;
    const char *department; /**< id of a department */
    double amount_yen;      /**< in the smallest usual unit of the city's currency */
    const char *source;
};

/** What a light of a plan costs, in the city's currency. */
struct jy_plan_costs {
    double pole_yen;     /**< on a pole that stands already */
    double new_pole_yen; /**< with a pole of its own */
    const char *source;  /**< NULL: the profile says nothing, these are the defaults */
};
/** Assumptions for trying out, in yen; a contract's prices belong in the profile. */
#define JY_PLAN_COST_POLE_YEN     50000.0
#define JY_PLAN_COST_NEW_POLE_YEN 150000.0

/** What a camera with its recorder and sign costs to set up, in the city's currency. */
struct jy_camera_costs {
    double pole_yen;     /**< on a pole that stands already */
    double new_pole_yen; /**< with a pole of its own */
    const char *source;  /**< NULL: the profile says nothing, these are the defaults */
};
/** Assumptions for trying out, in yen; a quotation belongs in the profile. */
#define JY_CAMERA_COST_POLE_YEN     350000.0
#define JY_CAMERA_COST_NEW_POLE_YEN 500000.0

struct jy_subsidy_cap {
    const char *item; /**< "inspection", "repair"… */
    double per_camera_yen;
};

struct jy_subsidy {
    int fiscal_year;
    const char *id; /**< "camera_install", "camera_running" */
    enum jy_owner recipient;
    int rate_numerator, rate_denominator; /**< at most this share of the cost */
    double round_down_yen;                /**< 0: not rounded */
    double cap_yen;                       /**< per application; infinite: none */
    size_t n_caps;
    const struct jy_subsidy_cap *caps;
    const char *source;
};

/** What the rate of an offence is taken over in this city, and who says so. */
struct jy_exposure_choice {
    const char *offence; /**< code of the taxonomy */
    enum jy_exposure_kind kind;
    const char *source;
};

struct jy_print_policy {
    int suppress_below;    /**< counts 1 … n-1 are not shown to the public; 0 or 1: all are */
    bool complementary;    /**< also what would give a suppressed count away */
    bool published_exempt; /**< tables the police have published already are shown as they are */
    enum jy_precision camera_public;
    double camera_block_m; /**< side of a block when camera_public is "block" */
};

struct jy_slogan {
    struct jy_text text;
    int year; /**< the claim is printed only with its year and source */
    const char *source;
};

struct jy_camera_rule {
    struct jy_text heading, text;
};

/** How the roads of this city's data become a network. */
struct jy_network_settings {
    bool node_crossings; /**< roads of one level that cross without a shared point meet there */
    double end_gap_m;    /**< ends this near to another road of their level join it; 0: none */
};

/** What the city's rules guarantee about security cameras, as sheets quote it. */
struct jy_camera_rules {
    struct jy_text title;
    size_t n_items;
    const struct jy_camera_rule *items;
    const char *source, *url;
};

struct jy_attribution {
    const char *text, *licence, *url;
};

struct jy_city {
    const char *code;    /**< 全国地方公共団体コード, or another national code */
    const char *country; /**< ISO 3166 alpha-2 */
    struct jy_text name, region;
    enum jy_lang language; /**< of its staff: first choice where nobody chose */
    unsigned languages;    /**< bit i: enum jy_lang i is offered */
    const char *timezone;  /**< "Asia/Tokyo" */
    const char *currency;  /**< ISO 4217 */
    int fiscal_year_month; /**< first month of the fiscal year */
    int epsg;              /**< projected CRS, metres */
    double area_km2;       /**< official area, NaN unknown */
    struct gis_lonlat centre;
    double west_deg, south_deg, east_deg, north_deg;
    int zoom, zoom_min, zoom_max;
    const char *rule_id; /**< id of the city's own rule pack, in all its versions; NULL none */
    bool sample;         /**< the registry holds a generated sample city */

    size_t n_districts;
    const struct jy_district *districts;
    size_t n_departments;
    const struct jy_department *departments;
    size_t n_rules;
    const struct jy_rule_pack *rules; /**< of this city and examples, ascending valid_from */
    size_t n_figures;
    const struct jy_figure *figures;
    size_t n_budgets;
    const struct jy_budget *budgets;
    struct jy_network_settings network;
    struct jy_plan_costs plan_costs;
    struct jy_camera_costs camera_costs;
    size_t n_subsidies;
    const struct jy_subsidy *subsidies;
    size_t n_priority_offences;
    const char *const *priority_offences; /**< codes of the taxonomy */
    size_t n_priority_areas;
    const char *const *priority_areas; /**< ids of districts */
    size_t n_exposures;
    const struct jy_exposure_choice *exposures; /**< before those of the taxonomy */
    struct jy_print_policy print;
    bool slogans_on;
    size_t n_slogans;
    const struct jy_slogan *slogans;
    const struct jy_camera_rules *camera_rules; /**< NULL: the city has not filled them in */
    size_t n_attributions;
    const struct jy_attribution *attributions;
    unsigned modules; /**< bit i: enum jy_module i is on */

    /* names, ascending, for finding: of districts (ids and names in all languages), of chome (keys
     * of area_name.h) */
    size_t n_district_names, n_chome_names;
    const struct jy_area_name *district_names, *chome_names;
    struct jy_arena arena; /* owns all of the above */
};

/** A name that leads to a district or to a chome of one. */
struct jy_area_name {
    const char *text;
    uint32_t district, chome; /**< places in the profile */
};

/**
 * Parses a profile. @p file is named in errors ("city.json:12: districts[3].id: …"). *out is
 * written only on success; free with jy_city_free().
 */
JY_MUST_CHECK enum jy_code jy_city_parse(const char *json, size_t n, const char *file,
                                         struct jy_city **out, struct jy_error *err);
void jy_city_free(struct jy_city *city);
/** Makes the lists of names; parsing does it. The first of equal names in the profile is found. */
void jy_city_index(struct jy_city *city);

/** Checks the part of a profile that holds figures, budgets and subsidies (a file of its own in a
 * profile's folder). */
JY_MUST_CHECK enum jy_code jy_city_check_figures(const char *json, size_t n, const char *file,
                                                 struct jy_error *err);

/** Name of the city (never NULL). */
const char *jy_city_name(const struct jy_city *city, enum jy_lang lang);
/** The version of the city's rule pack in force on @p day; NULL when there is none. */
const struct jy_rule_pack *jy_city_rule_on(const struct jy_city *city, struct jy_date day);
/** A pack by id, or "id@version", examples too; the newest version when none is named. NULL: no
 * such pack. */
const struct jy_rule_pack *jy_city_rule_by_id(const struct jy_city *city, const char *id);
/** A district by id or by its name in any language; NULL when there is none. O(log n). */
const struct jy_district *jy_city_district(const struct jy_city *city, const char *id_or_name);
/** The district a chome belongs to (一丁目, １丁目 and 1丁目 are the same, the city's name in front
 * is ignored); NULL when there is none. */
const struct jy_district *jy_city_district_of_chome(const struct jy_city *city, const char *chome);
/** The chome's name as the profile writes it, however it was written; NULL when there is none. */
const char *jy_city_chome_name(const struct jy_city *city, const char *chome);
/** What the city's profile says of the exposure of an offence (code); NULL: nothing. */
const struct jy_exposure_choice *jy_city_exposure(const struct jy_city *city, const char *offence);
/** First department with that duty; NULL when there is none. */
const struct jy_department *jy_city_department_for(const struct jy_city *city, enum jy_duty duty);
const struct jy_department *jy_city_department(const struct jy_city *city, const char *id);
const struct jy_figure *jy_city_figure(const struct jy_city *city, const char *id);
/** Point of @p year; NULL when the figure has none. */
const struct jy_figure_point *jy_figure_in(const struct jy_figure *figure, int year);
bool jy_city_module_on(const struct jy_city *city, enum jy_module module);
/** Fiscal year of @p day by the city's own calendar. */
int jy_city_fiscal_year(const struct jy_city *city, struct jy_date day);
const char *jy_module_text(enum jy_module module);
const char *jy_duty_text(enum jy_duty duty);
