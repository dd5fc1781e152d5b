/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * "May I ask for a light here?": the answer at one point, by the rule in force, with what it rests
 * on.
 */
#pragma once
#include "src/analysis/lamp_rule.h"
#include "src/analysis/lighting.h"
#include "src/base/json_out.h"
#include "src/domain/i18n.h"

#define JY_ANSWER_LIST(X)               \
    X(JY_ANSWER_YES, "yes")             \
    X(JY_ANSWER_NO, "no")               \
    X(JY_ANSWER_EXCEPTION, "exception") \
    X(JY_ANSWER_ASK_CITY, "ask_city")   \
    X(JY_ANSWER_NO_ROAD, "no_road")

/* Why; each has a text "ask.reason.<code>" in the catalogues. */
#define JY_REASON_LIST(X)                           \
    X(JY_REASON_FAR, "far")                         \
    X(JY_REASON_NO_LIGHT, "no_light")               \
    X(JY_REASON_COVERED, "covered")                 \
    X(JY_REASON_NEAR, "near")                       \
    X(JY_REASON_BETWEEN, "between")                 \
    X(JY_REASON_PRIVATE_REFUSED, "private_refused") \
    X(JY_REASON_PRIVATE_UNKNOWN, "private_unknown") \
    X(JY_REASON_NOT_JUDGED, "not_judged")           \
    X(JY_REASON_NO_DATA, "no_data")                 \
    X(JY_REASON_NO_ROAD, "no_road")                 \
    X(JY_REASON_OUTSIDE, "outside")

#define X(name, text) name,
enum jy_answer_kind { JY_ANSWER_LIST(X) };
enum jy_reason { JY_REASON_LIST(X) };
#undef X

const char *jy_answer_text(enum jy_answer_kind kind);

/** Farther from every road than this, a point belongs to none. */
#define JY_ASK_REACH_M 50.0
/** Requests this near, along no road but as the crow flies, are about the same place. */
#define JY_ASK_SAME_PLACE_M 30.0

struct jy_ask_light {
    const struct jy_light_point *light;
    double distance_m;     /**< along the road */
    int end;               /**< of the edge asked about, towards which the way to it leaves */
    struct gis_on_edge on; /**< where it stands along the road */
};

/** A wish of another resident for about this place: when, how it goes, how far. No personal data.
 */
struct jy_ask_request {
    enum jy_request_status status;
    char month[8]; /**< YYYY-MM */
    double distance_m;
};
#define JY_ASK_REQUESTS_MAX 5

struct jy_answer {
    enum jy_answer_kind kind;
    enum jy_reason reason;
    struct gis_lonlat at;
    enum jy_land land;
    const struct jy_road *road; /**< NULL: none within reach */
    struct gis_lonlat snapped;  /**< the point on it */
    struct gis_on_edge on;
    double offset_m;           /**< from the point to the road */
    uint16_t district;         /**< of lighting->districts, by the point */
    double spacing_m, reach_m; /**< of the rule for this road; farther than reach_m is dark */
    double distance_m;         /**< d; infinite: no light can be reached */
    bool from_junction;        /**< d is that to an intersection, from which the rule counts */
    enum gis_kerb_side side;   /**< the kerb of the road that the point is on */
    enum jy_verdict may;       /**< of a private road: may a light stand there by the pack? */
    size_t n_checks;           /**< what the pack asks of this private road; 0 elsewhere */
    struct jy_private_check checks[JY_PRIVATE_CHECKS_MAX];
    struct jy_lamp_rule lamp; /**< what a new lamp must have */
    size_t n_nearest;
    struct jy_ask_light nearest[2]; /**< one in each direction, nearer first */
    const struct jy_gap *gap;       /**< the dark stretch the point lies in, or NULL */
    bool has_suggestion;            /**< a place near by where the spacing is kept */
    struct gis_lonlat suggestion;
    double suggestion_m; /**< as the crow flies */
    int requests_here;
    size_t n_requests; /**< of them told one by one, nearest first */
    struct jy_ask_request requests[JY_ASK_REQUESTS_MAX];
};

/**
 * Answers for @p at; JY_EINVALID for a position out of range. Any thread; tens of microseconds.
 */
JY_MUST_CHECK enum jy_code jy_ask(const struct jy_lighting *l, struct gis_lonlat at,
                                  enum jy_land land, struct jy_answer *out, struct jy_error *err);

/** The answer as the JSON object that the API and `joyato ask` give (docs/api). */
void jy_ask_write(const struct jy_lighting *l, const struct jy_answer *answer,
                  const struct jy_i18n *i18n, enum jy_lang lang, struct jy_json *json);

/** "path": the way along the road from the place to the light nearest[i], [lon, lat] from the road
 * point to the light's; nothing where the two are one place. */
void jy_ask_write_way(const struct jy_lighting *l, const struct jy_answer *answer, size_t i,
                      struct jy_json *json);

/** Date of the newest source of streetlights as YYYY-MM-DD, or NULL. */
const char *jy_lights_as_of(const struct jy_city_data *data, char text[JY_DATE_TEXT_SIZE]);
