/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Stretches of road whose standing lamps are not arranged (one side, staggered, opposite) as the
 * rule pack asks for their width or class. Definitions: docs/methods/gap.md.
 */
#pragma once
#include "src/analysis/lighting.h"
#include "src/base/json_out.h"

/** One stretch; offsets along the registry's road as it is drawn. */
struct jy_arranged {
    const struct jy_road *road;
    uint32_t part;       /**< of the road's lines, from 0 */
    double from_m, to_m; /**< of the first and the last lamp */
    struct gis_lonlat from_at, to_at;
    unsigned shown;   /**< enum jy_arrangement, one bit; 0: pairs and single lamps mixed */
    unsigned allowed; /**< enum jy_arrangement bits */
    size_t n_lamps;
};

struct jy_arrangements {
    size_t n_roads;   /**< that the rule asks an arrangement of, and two lamps or more stand on */
    size_t n_lamps;   /**< there */
    size_t n_on_line; /**< of them those less than JY_SIDE_MIN_M from the road's line: no side */
    size_t n;
    struct jy_arranged *stretches; /**< by road in the order of the registry, then by offset */
    double length_m;               /**< of them */
};

/** A lamp recorded nearer than this to the line of its road has no side. */
#define JY_SIDE_MIN_M 0.5

/** Release with jy_arrangements_done(). O(points of roads + lamps log lamps). */
JY_MUST_CHECK enum jy_code jy_arrangements_of(const struct jy_lighting *l,
                                              struct jy_arrangements *out, struct jy_error *err);
void jy_arrangements_done(struct jy_arrangements *arrangements);

/** "one_side", "staggered", "opposite", "mixed" (for 0). */
const char *jy_arrangement_code(unsigned bit);

/** Key "arrangement": {stretches, length_m, lamps, lamps_without_side}; null where nothing is asked
 * or no two lamps stand on one such road. */
JY_MUST_CHECK enum jy_code jy_arrangements_write_totals(const struct jy_lighting *l,
                                                        struct jy_json *json, struct jy_error *err);
