/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Which lights to set up under a budget: the sites that take away the most weighted dark metres for
 * their cost, one after the other, each keeping the least distance from every light there is by
 * then; and what no choice of sites could exceed. Reasoning and proofs: docs/methods/plan.md.
 */
#pragma once
#include "gis/lighting.h"

/** A place where a light could be set up. */
struct gis_plan_site {
    struct gis_on_edge at;
    double cost;    /**< > 0, in the unit of the budget */
    uint32_t group; /**< for the quota; < n_groups, or GIS_NONE: no quota holds */
};

/** Weight of a metre of an edge, from where the one before ends up to to_m. */
struct gis_plan_weight {
    double to_m;
    double per_m; /**< >= 0 */
};

struct gis_plan_task {
    size_t n_sites;
    const struct gis_plan_site *sites;
    size_t n_fixed;          /**< the first so many sites are decided already: chosen first, as they
                                are given, whatever distance, budget and quota say; they count in all */
    double least_distance_m; /**< from every other light, as the lighting measures; 0: none asked */
    bool edge_distance;      /**< that of its edge instead (gis_lighting_edge_spacing_m()) */
    double budget;           /**< > 0; may be infinite */
    size_t max_lights;       /**< at most that many; SIZE_MAX: as the budget allows */
    size_t quota, n_groups;  /**< at most quota of each group; 0: no quota */
    const size_t *used;      /**< of the quota of each group by other lights; NULL: nothing */
    double least_gain;       /**< sites that take away less (weighted) are not worth it; >= 0 */
    /** Weights of edge e are weights[first_weight[e]] .. [first_weight[e + 1] - 1], ascending; what
     * lies beyond the last weighs nothing; NULL: every metre weighs 1 */
    const size_t *first_weight;
    const struct gis_plan_weight *weights;
};

/** A chosen site. */
struct gis_plan_pick {
    uint32_t site;   /**< index in sites */
    uint32_t light;  /**< its number in the lighting */
    double gain;     /**< weighted dark metres it takes away at its turn */
    double metres_m; /**< dark metres it takes away at its turn */
    double before_m; /**< d at its place before it; may be infinite */
};

struct gis_plan {
    size_t n_picks;
    struct gis_plan_pick *picks;   /**< in order of choice; the caller's */
    double cost;                   /**< of all picks */
    double dark, dark_m;           /**< before: weighted, and in metres */
    double gain, gain_m;           /**< what all picks take away: weighted, and in metres */
    double bound;                  /**< no choice within budget and distance takes away more */
    double reachable, reachable_m; /**< what all sites together would take away */
    size_t n_allowed;              /**< sites that keep the distance from the lights of before */
    size_t n_evaluations;          /**< gains computed */
};

/**
 * Plans, and adds the chosen lights to @p lighting, in order.
 *
 * The fixed sites, then a greedy choice improved by exchanges; never worse than the greedy one. In
 * order of choice each pick has the largest gain / cost of those still to come; of equal ones (to
 * 1e-6 m) the cheapest comes first, then the one with the smallest d before the plan, then the
 * first. @p out is untouched on failure (lights may have been added then). Release with
 * gis_plan_done().
 *
 * @return GIS_OK; GIS_EDOMAIN for a site off the network, a cost or a number out of range;
 *         GIS_ENOMEM
 *
 * Cost: some microseconds a site and round of the bound: seconds for 200,000 sites. About 100 bytes
 * a site and atom (docs/methods/plan.md).
 */
GIS_MUST_CHECK enum gis_status gis_plan_new(struct gis_lighting *lighting,
                                            const struct gis_plan_task *task, struct gis_plan *out);

/** Frees the picks; a zeroed struct is allowed. */
void gis_plan_done(struct gis_plan *plan);
