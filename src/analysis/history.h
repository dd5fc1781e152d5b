/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Metres of gap year by year, by the days on which lights were set up and taken away: the roads
 * and the rule of now under the lights of each year's end. Definitions: docs/methods/gap.md.
 */
#pragma once
#include "src/analysis/lighting.h"
#include "src/base/json_out.h"

/** One year's end, of the city or of a district. */
struct jy_history_value {
    int64_t lights; /**< that count by the rule of now */
    double uncovered_m;
    int64_t gaps; /**< of a district: those whose darkest point lies in it */
};

struct jy_history {
    const struct jy_lighting *lighting; /**< borrowed */
    int from_year;
    size_t n_years;     /**< one after the other, the last is this year, as it is now */
    int64_t undated;    /**< lights of now without a day: they count from that of their import */
    size_t n_districts; /**< as lighting->districts */
    struct jy_history_value *city;     /**< n_years */
    struct jy_history_value *district; /**< n_years * n_districts, year by year */
};

/**
 * From @p from_year (0: the first in which a light of now was set up) to this year. @p l is
 * borrowed and must outlive the result; only its network, spacing and districts are used.
 *
 * Cost: two readings of the lights, and one run of the engine a year: 30 ms for 125,000 lights.
 */
JY_MUST_CHECK enum jy_code jy_history_new(struct jy_store *store, const struct jy_lighting *l,
                                          int from_year, struct jy_history **out,
                                          struct jy_error *err);
void jy_history_free(struct jy_history *history);

/** @p district an index or JY_NO_DISTRICT: all, each on its own too. */
void jy_history_write(const struct jy_history *history, uint16_t district, enum jy_lang lang,
                      struct jy_json *json);
/** year,district,lights,uncovered_m,gaps; the city's rows have no district. */
void jy_history_write_csv(const struct jy_history *history, uint16_t district, enum jy_lang lang,
                          struct jy_buf *out);
