/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Where new cameras bring the most into view that is in view of none: sites and directions one
 * after the other, and what no choice could exceed. docs/methods/cameras.md.
 */
#pragma once
#include "gis/view.h"

/** A place where a camera could be fixed. */
struct gis_view_site {
    struct gis_xy at;
    double cost; /**< > 0, in the unit of the budget */
};

struct gis_view_task {
    size_t n_points;
    const struct gis_xy *points;
    const double *weights; /**< >= 0; of a point in view already: 0 */
    size_t n_sites;
    const struct gis_view_site *sites;
    size_t n_walls;
    const struct gis_wall *walls; /**< not to be seen */
    double angle_deg, range_m;    /**< of the new cameras */
    double budget;                /**< >= 0; may be infinite */
    size_t max_views;             /**< at most that many; SIZE_MAX: as the budget allows */
    double least_gain;            /**< what adds less is not worth it; >= 0 */
};

struct gis_view_pick {
    uint32_t site;
    struct gis_view view;
    double gain; /**< weight it brings into view at its turn */
};

struct gis_view_plan {
    size_t n_picks;
    struct gis_view_pick *picks; /**< in order of choice; the caller's */
    double cost, gain;           /**< of all picks */
    double bound;                /**< no choice of sites and directions brings in more */
    double reachable;            /**< weight within the range of some site */
    size_t n_usable;             /**< sites with anything to gain before the first pick */
    size_t n_evaluations;        /**< sectors turned */
};

/**
 * Chooses. The next site is the one with the largest gain for its cost (of equal ones the first),
 * turned its best way; a site takes one camera. When the best single site that the budget allows
 * brings in more than all of these together, it is the plan.
 *
 * For a number of cameras at equal cost greedy is at least half of the best (Fisher, Nemhauser &
 * Wolsey 1978: one direction a site is a matroid); the bound beside it is of this very task.
 * Release with gis_view_plan_done(). Cost: one gis_view_turn() a site twice, and few more.
 *
 * @return GIS_OK; GIS_EDOMAIN for a number out of range; GIS_ENOMEM
 */
GIS_MUST_CHECK enum gis_status gis_view_plan_new(const struct gis_view_task *task,
                                                 struct gis_view_plan *out);
/** Frees the picks; a zeroed struct is allowed. */
void gis_view_plan_done(struct gis_view_plan *plan);
