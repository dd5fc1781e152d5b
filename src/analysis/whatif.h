/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * "What if a light stood here?": lights added and taken away for one question, on a copy of the
 * city's lighting that is put back afterwards. Only what is near the change is computed.
 */
#pragma once
#include "src/analysis/lighting.h"
#include "src/base/json_out.h"

#define JY_WHATIF_MAX      50  /* lights added, and lights taken away */
#define JY_WHATIF_GAPS_MAX 100 /* gaps listed */

struct jy_whatif_gap {
    double length_m, darkest_m;
    struct gis_lonlat darkest_at;
};

struct jy_whatif_answer {
    double dark_before_m, dark_after_m;
    int64_t gaps_before, gaps_after;
    size_t n_off_road; /**< added ones farther from every road than the snapping distance */
    size_t n_near;     /**< gaps that touch the change, after it; at most JY_WHATIF_GAPS_MAX */
    struct jy_whatif_gap near[JY_WHATIF_GAPS_MAX];
};

struct jy_whatif;
/** Copies the lighting of @p l (borrowed). Cost: one run of the engine without its network. */
JY_MUST_CHECK enum jy_code jy_whatif_new(const struct jy_lighting *l, struct jy_whatif **out,
                                         struct jy_error *err);
void jy_whatif_free(struct jy_whatif *whatif); /**< NULL is allowed */

/**
 * Answers for lights added at @p add and those of the registry with ids @p remove taken away. Any
 * thread, one at a time (a lock inside).
 *
 * @return JY_EINVALID for a position out of range or too many; JY_ENOTFOUND for an id that is no
 *         light that counts
 * Cost: microseconds a light, and reading the totals.
 */
JY_MUST_CHECK enum jy_code jy_whatif_try(struct jy_whatif *whatif, size_t n_add,
                                         const struct gis_lonlat *add, size_t n_remove,
                                         const int64_t *remove, struct jy_whatif_answer *out,
                                         struct jy_error *err);

void jy_whatif_write(const struct jy_whatif_answer *answer, struct jy_json *json);
