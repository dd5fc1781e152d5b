/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * "What if a light stood here?": lights added and taken away for one question, on a copy of the
 * city's lighting that is put back afterwards. Only what is near the change is computed.
 */
#pragma once
#include "src/analysis/lighting.h"
#include "src/base/json_out.h"

#define JY_WHATIF_MAX      300 /* lights added, and lights taken away */
#define JY_WHATIF_GAPS_MAX 100 /* gaps listed */
/** Dark road this near to the light in question is drawn, east, west, north and south of it. */
#define JY_WHATIF_SHOW_M 150.0

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

/** Dark stretches of judged roads as lines. */
struct jy_whatif_lines {
    size_t n, cap;
    struct gis_lonlat *points;
    size_t n_lines, cap_lines;
    size_t *end; /**< of each line: one past its last point */
};

/** One of the lights added, looked at by itself: what it does among all others. */
struct jy_whatif_near {
    size_t light;             /**< in: index of the light in add */
    bool on_road;             /**< else the rest says nothing */
    struct gis_lonlat at;     /**< its place on the road */
    double nearest_m;         /**< along the road to the next light; infinite: none is reached */
    double without_m, with_m; /**< dark metres of the whole city without it, and with it */
    struct jy_whatif_lines without, with; /**< what is dark around it */
};
void jy_whatif_near_done(struct jy_whatif_near *near);

struct jy_whatif;
/** Copies the lighting of @p l (borrowed). Cost: one run of the engine without its network. */
JY_MUST_CHECK enum jy_code jy_whatif_new(const struct jy_lighting *l, struct jy_whatif **out,
                                         struct jy_error *err);
void jy_whatif_free(struct jy_whatif *whatif); /**< NULL is allowed */

/** A question; the arrays are borrowed. */
struct jy_whatif_ask {
    size_t n_add, n_remove; /**< at most JY_WHATIF_MAX each */
    const struct gis_lonlat *add;
    const int64_t *remove; /**< ids of the registry */
};

/**
 * Answers for lights added and lights of the registry taken away. Any thread, one at a time (a lock
 * inside). Looks at one of the lights added besides: @p near->light is read, the rest is written on
 * success and then the caller's: jy_whatif_near_done(). NULL: at none.
 *
 * @return JY_EINVALID for a position out of range or too many; JY_ENOTFOUND for an id that is no
 *         light that counts
 * Cost: microseconds a light, and reading the totals.
 */
JY_MUST_CHECK enum jy_code jy_whatif_look(struct jy_whatif *whatif, const struct jy_whatif_ask *ask,
                                          struct jy_whatif_near *near, struct jy_whatif_answer *out,
                                          struct jy_error *err);

/** @p near may be NULL. */
void jy_whatif_write(const struct jy_whatif_answer *answer, const struct jy_whatif_near *near,
                     struct jy_json *json);
