/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A rule pack (設置基準): when a city sets up a streetlight, as data. docs/city-profile.md and
 * data/schema/rule-pack.schema.json show the file; this parser is the authority.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "src/base/arena.h"
#include "src/base/buf.h"
#include "src/base/date.h"
#include "src/base/error.h"
#include "src/domain/entities.h"
#include "src/domain/json_in.h"
#include "src/domain/kinds.h"
#include "src/domain/lang.h"

/** What the spacing says. */
enum jy_rule_kind {
    JY_RULE_SEPARATION, /**< a new light keeps the spacing from every existing one */
    JY_RULE_COVERAGE    /**< no point of the road is farther than half the spacing from a light */
};

/** How the distance to a light is measured. */
enum jy_rule_measure { JY_MEASURE_ALONG_ROAD, JY_MEASURE_STRAIGHT };

/** Where lights stand on a road of some width; a set of bits (a pack may allow several). */
enum jy_arrangement {
    JY_ARRANGEMENT_ONE_SIDE = 1,
    JY_ARRANGEMENT_STAGGERED = 2,
    JY_ARRANGEMENT_OPPOSITE = 4
};

/** Other values for roads of some width or class; the first that matches holds. */
struct jy_rule_band {
    double width_min_m;    /**< width_min_m <= width */
    double width_max_m;    /**< width < width_max_m; infinite: no limit */
    unsigned road_classes; /**< bit i: enum jy_road_class i; all bits: any class */
    double spacing_m;      /**< NaN: as the pack */
    double spacing_max_m;  /**< NaN: as the pack */
    unsigned arrangements; /**< enum jy_arrangement bits */
    double watt_min_w;     /**< 0: none */
    bool per_kerb;         /**< each kerb is judged on its own */
};

/** Conditions under which a light may stand on a private road (私道). */
struct jy_rule_private {
    bool allowed;
    double width_min_m;          /**< 0: none */
    bool through;                /**< both ends on a public road is enough */
    double dead_end_depth_min_m; /**< a dead end at least that deep is enough; NaN: not allowed */
    int households_min;          /**< households along it; 0: none */
    bool consent;                /**< owner's consent in writing */
};

struct jy_rule_pack {
    const char *id;      /**< "komae" */
    const char *version; /**< "2023-06-08" */
    struct jy_date valid_from;
    struct jy_date valid_to; /**< last day; year 0: still in force */
    bool example;            /**< not this city's rule: for trying out and for tests */
    enum jy_rule_kind kind;
    enum jy_rule_measure measure;
    double spacing_m;
    double spacing_max_m; /**< rules given as a range, "70 to 80 m"; equals spacing_m otherwise */
    bool from_intersections; /**< the distance starts anew at an intersection, as at a light */
    double snap_m;           /**< lights farther from every road than this are unmatched */
    double per_kerb_width_m; /**< roads at least that wide are judged per kerb; infinite: none */
    bool per_kerb_divided;   /**< divided roads are judged per kerb */

    /* which existing lights count: bit i of the enum */
    unsigned count_kinds, count_owners, count_statuses;

    size_t n_bands;
    const struct jy_rule_band *bands;
    struct jy_rule_private private_road;

    double height_min_m, watt_min_w; /**< 0: none */
    bool led_only;
    int quota_district_year; /**< lights per district and year; 0: no quota */
    int quota_year;          /**< lights per year; 0: no quota */

    struct jy_text title;     /**< name of the rule */
    struct jy_text clause;    /**< what it says, to be quoted beside an answer */
    struct jy_text exception; /**< what to do when the answer is no */
    struct jy_text consent;   /**< what the owner of private land has to sign */
    struct jy_text payer;     /**< who pays for the light and its electricity; may be empty */
    const char *source, *url; /**< where the rule is published */
};

/**
 * Parses one pack. Strings live in @p arena. An error is one line: file:line: field: what is
 * allowed. @p out is written only on success.
 */
JY_MUST_CHECK enum jy_code jy_rule_pack_parse(const char *json, size_t n, const char *file,
                                              struct jy_arena *arena, struct jy_rule_pack *out,
                                              struct jy_error *err);
/** The same for an object inside another document; failures are kept in node->in. */
void jy_rule_pack_read(const struct jy_json_node *node, struct jy_rule_pack *out);

/** Does @p pack hold on @p day? */
bool jy_rule_pack_holds(const struct jy_rule_pack *pack, struct jy_date day);

/** What the pack says of a road; width NaN (unknown) matches bands without width limits only. */
struct jy_rule_for_road {
    double spacing_m, spacing_max_m;
    unsigned arrangements; /**< 0: the pack does not say */
    double watt_min_w;
    bool per_kerb;
};
struct jy_rule_for_road jy_rule_pack_for_road(const struct jy_rule_pack *pack,
                                              enum jy_road_class road_class, double width_m);

/** The band that holds for a road, from 1 as in "by_road[1]" of an error; 0: none, the pack itself.
 */
size_t jy_rule_pack_band(const struct jy_rule_pack *pack, enum jy_road_class road_class,
                         double width_m);

/** Appends which clause of the pack a road is judged by: "komae@2023-06-08", with a band behind it
 * "city@1 by_road[2] (width 10 to 16 m)". @p band as jy_rule_pack_band() gives it. */
void jy_rule_pack_clause(const struct jy_rule_pack *pack, size_t band, struct jy_buf *out);

/** Does an existing light with these attributes count as a light of the rule? Unknown kinds and
 * owners count: a register seldom fills them. */
bool jy_rule_pack_counts(const struct jy_rule_pack *pack, const struct jy_light *light);

/** What is known of a private road; NaN and -1 unknown. */
struct jy_private_road {
    double width_m;
    int through; /**< 1 both ends on a public road, 0 dead end, -1 unknown */
    double dead_end_depth_m;
    int households;          /**< -1 none recorded */
    bool households_partial; /**< some of its roads have no number: there may be more */
};
enum jy_verdict { JY_VERDICT_NO, JY_VERDICT_YES, JY_VERDICT_UNKNOWN };
/** What a pack asks of a private road, one by one. */
enum jy_private_condition {
    JY_PRIVATE_WIDTH,
    JY_PRIVATE_PASSAGE, /**< both ends on a public road */
    JY_PRIVATE_DEPTH,   /**< of a dead end */
    JY_PRIVATE_HOUSEHOLDS
};
struct jy_private_check {
    enum jy_private_condition condition;
    double least; /**< m, or households; NaN: nothing to measure */
    enum jy_verdict verdict;
};
#define JY_PRIVATE_CHECKS_MAX 3
/** The conditions that the pack has; none where it allows no light on private roads at all. Returns
 * how many were written. */
size_t jy_rule_pack_private_checks(const struct jy_rule_pack *pack,
                                   const struct jy_private_road *road,
                                   struct jy_private_check out[JY_PRIVATE_CHECKS_MAX]);
/** May a light stand there? UNKNOWN when what decides is not known: ask the city. */
enum jy_verdict jy_rule_pack_private(const struct jy_rule_pack *pack,
                                     const struct jy_private_road *road);
