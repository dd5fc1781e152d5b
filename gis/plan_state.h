/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Inside of gis/plan*.c; not for users of libgis.
 */
#pragma once
#include "gis/plan.h"
#include "gis/reach.h"

/* Two distances this near are the same: projected coordinates carry 1e-9 of 100 m of rounding. */
#define PLAN_TOLERANCE_M 1e-6

struct plan_work {
    struct gis_lighting *lighting;
    const struct gis_plan_task *task;
    struct gis_reach *reach;
    double *gain;      /* of each site, weighted; an upper bound once lights were added */
    uint32_t *allowed; /* sites that keep the distance from the lights of before */
    size_t n_allowed;
    uint32_t *rank; /* of each site: what decides between equal gains */
    size_t n_evaluations;
};

/** Weight of an interval of an edge. */
double plan_weigh(const struct gis_plan_task *task, uint32_t edge, double from_m, double to_m);

/** What a light at a site would take away now: weighted, and in metres. */
GIS_MUST_CHECK enum gis_status plan_gain(struct plan_work *w, uint32_t site, double *gain,
                                         double *metres_m);

/** Sites of which at most one can be chosen belong to one clique. */
struct plan_cliques {
    size_t n;        /* cliques */
    uint32_t *of;    /* by place in allowed */
    uint32_t *order; /* places in allowed, clique by clique */
    uint32_t *first; /* n + 1; into order */
};

/** Puts the allowed sites into cliques by the gains of now. */
GIS_MUST_CHECK enum gis_status plan_cliques_new(struct plan_work *w, struct plan_cliques *out);
void plan_cliques_done(struct plan_cliques *cliques);

/** No choice of one site a clique within the budget has gains of more than this in sum. */
GIS_MUST_CHECK enum gis_status plan_fractional(const struct plan_work *w,
                                               const struct plan_cliques *cliques, double *out);
