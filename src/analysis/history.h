/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Metres of gap year by year, by the days on which lights were set up and taken away: the roads of
 * now under the lights of each year's end, judged by the rule of that day or by that of now.
 * Definitions: docs/methods/gap.md.
 */
#pragma once
#include "src/analysis/lighting.h"
#include "src/base/json_out.h"

/** By which pack a past year is judged. */
enum jy_history_rules {
    JY_HISTORY_RULES_THEN, /**< the pack in force at its end; today's where none is known */
    JY_HISTORY_RULES_TODAY /**< today's for all years */
};
/** "then" or "today"; false: another word. */
bool jy_history_rules_parse(const char *text, enum jy_history_rules *out);

/** What a year was judged by. */
struct jy_history_rule {
    const struct jy_rule_pack *pack; /**< of the registry's profile */
    bool in_force;                   /**< it held at the end of that year */
};

/** One year's end, of the city or of a district. */
struct jy_history_value {
    int64_t lights; /**< that count by the rule of the year */
    double uncovered_m;
    int64_t gaps; /**< of a district: those whose darkest point lies in it */
};

struct jy_history {
    const struct jy_lighting *lighting; /**< borrowed */
    int from_year;
    size_t n_years;  /**< one after the other, the last is this year, as it is now */
    int64_t undated; /**< lights of now without a day: they count from that of their import */
    enum jy_history_rules rules;
    struct jy_history_rule *rule;      /**< n_years */
    size_t n_districts;                /**< as lighting->districts */
    struct jy_history_value *city;     /**< n_years */
    struct jy_history_value *district; /**< n_years * n_districts, year by year */
};

/**
 * From @p from_year (0: the first in which a light of now was set up) to this year. @p l is
 * borrowed and must outlive the result; its rule is that of now.
 *
 * Cost: two readings of the lights for each pack, and one run of the engine a year: 30 ms for
 * 125,000 lights; a pack that is not that of @p l also builds a network of its own.
 */
JY_MUST_CHECK enum jy_code jy_history_new(struct jy_store *store, const struct jy_lighting *l,
                                          int from_year, enum jy_history_rules rules,
                                          struct jy_history **out, struct jy_error *err);
void jy_history_free(struct jy_history *history);

/** @p district an index or JY_NO_DISTRICT: all, each on its own too. */
void jy_history_write(const struct jy_history *history, uint16_t district, enum jy_lang lang,
                      struct jy_json *json);
/** year,district,lights,uncovered_m,gaps,rule,rule_in_force; the city's rows have no district,
 * rule_in_force is 0 where the pack did not hold in that year. */
void jy_history_write_csv(const struct jy_history *history, uint16_t district, enum jy_lang lang,
                          struct jy_buf *out);
