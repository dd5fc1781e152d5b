/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Inside of gis/plan*.c; not for users of libgis.
 */
#pragma once
#include "gis/plan.h"
#include "gis/reach.h"

/* Two distances this near are the same: projected coordinates carry 1e-9 of 100 m of rounding. */
#define PLAN_TOLERANCE_M 1e-6

/** An allowed site on its edge. */
struct plan_key {
    double offset_m;
    uint32_t edge, place; /* place in allowed */
};

struct plan_work {
    struct gis_lighting *lighting;
    const struct gis_plan_task *task;
    struct gis_reach *reach;
    double *gain;      /* of each site, weighted; an upper bound once lights were added */
    uint32_t *allowed; /* sites that keep the distance from the lights of before */
    size_t n_allowed;
    struct plan_key *keys; /* the allowed sites by edge and offset */
    uint32_t *rank;        /* of each site: what decides between equal gains */
    size_t n_evaluations;
    bool uniform;  /* one spacing, and half of it the reach, along the road */
    double left;   /* of the budget, */
    size_t n_left; /* and of the number, after the fixed sites */
    size_t *used;  /* of each group's quota, by them and before */
};

/** Weight of an interval of an edge. */
double plan_weigh(const struct gis_plan_task *task, uint32_t edge, double from_m, double to_m);

/** What a light at a site would take away now: weighted, and in metres. */
GIS_MUST_CHECK enum gis_status plan_gain(struct plan_work *w, uint32_t site, double *gain,
                                         double *metres_m);

/** Places in allowed within a radius of a position; room for all of them in @p out. */
GIS_MUST_CHECK enum gis_status plan_sites_near(struct plan_work *w, struct gis_on_edge at,
                                               double radius_m, uint32_t *out, size_t *n);

/* --- plan_queue.c: largest gain for its cost first ---------------------------------------------
 */

struct plan_item {
    double density; /* gain for cost */
    uint32_t rank;  /* decides between equal densities, the least first */
    uint32_t of;    /* a site, or a place in allowed */
    uint32_t turn;  /* at which its gain was computed */
};

/** A heap in place: items[0] is the first. */
struct plan_queue {
    struct plan_item *items;
    size_t n;
};

/** Puts everything in order. O(n). */
void plan_queue_make(struct plan_queue *queue);
/** Puts the first item, whose density became less, where it belongs. O(log n). */
void plan_queue_settle(struct plan_queue *queue);
/** Takes out the first. O(log n). */
void plan_queue_drop(struct plan_queue *queue);

/* --- plan_bound.c: what excludes each other --------------------------------------------------- */

/** Sites of which at most one can be chosen belong to one clique. */
struct plan_cliques {
    size_t n;        /* cliques */
    uint32_t *of;    /* by place in allowed */
    uint32_t *order; /* places in allowed, clique by clique, cheapest first */
    uint32_t *first; /* n + 1; into order */
};

/** Puts the allowed sites into cliques by the gains of now. */
GIS_MUST_CHECK enum gis_status plan_cliques_new(struct plan_work *w, struct plan_cliques *out);
void plan_cliques_done(struct plan_cliques *cliques);

/** A choice of one site a clique, fractions allowed, within the budget or the number. */
struct plan_fraction {
    double value;
    double price;   /* of the unit of what is short: of money, or of a light */
    bool by_number; /* lights are short, not money */
    double *share;  /* of each place; the caller's room */
};

/** Room for the work of plan_fraction_solve(). */
struct plan_step;
struct plan_room {
    struct plan_step *steps;
};
GIS_MUST_CHECK enum gis_status plan_room_new(const struct plan_work *w, struct plan_room *out);
void plan_room_done(struct plan_room *room);

/** The best such choice for profits by place; the lesser of that by money and that by number. */
void plan_fraction_solve(const struct plan_work *w, const struct plan_cliques *cliques,
                         const double *profit, const struct plan_room *room,
                         struct plan_fraction *out);

/* --- plan_model.c: the dark cut into atoms ---------------------------------------------------- */

/** Atoms from .. to - 1. */
struct plan_span {
    uint32_t from, to;
};

/** What each allowed site reaches, as runs of atoms: stretches of road that no reach ends in. */
struct plan_model {
    bool excludes; /* two sites that reach one atom exclude each other */
    size_t n_sites, n_atoms;
    uint32_t *first; /* n_sites + 1; into spans, by place in allowed */
    struct plan_span *spans;
    double *weight, *length_m; /* of each atom; weight 0: not dark */
    double *rim;               /* of each place: gain of its own beside that of its atoms */
};
GIS_MUST_CHECK enum gis_status plan_model_new(struct plan_work *w, struct plan_model *out);
void plan_model_done(struct plan_model *model);

/* --- plan_dual.c: prices of atoms ------------------------------------------------------------- */

struct plan_dual {
    double bound;   /* no choice has more */
    double price;   /* of a unit of money, or of a light when by_number */
    bool by_number; /* lights are what is short */
    double *profit; /* of each place: what its atoms are worth at their prices */
    double *share;  /* of each place: how much of it the relaxed choices took, 0 to 1 */
};
/** @p least: what some choice is known to take away. */
GIS_MUST_CHECK enum gis_status plan_dual_new(const struct plan_work *w,
                                             const struct plan_model *model,
                                             const struct plan_cliques *cliques, double least,
                                             struct plan_dual *out);
void plan_dual_done(struct plan_dual *dual);

/* --- plan_search.c: a choice of sites --------------------------------------------------------- */

struct plan_search;
GIS_MUST_CHECK enum gis_status plan_search_new(struct plan_work *w, const struct plan_model *model,
                                               struct plan_search **out);
void plan_search_free(struct plan_search *search);
/** Starts anew, takes sites of the greatest gain for their cost while they fit; of those with
 * @p favour (NULL: all) above a half first. Returns what is taken away. */
double plan_search_greedy(struct plan_search *search, const double *favour);
/** Exchanges sites while that takes away more, at most @p max_tries exchanges tried each time:
 * with @p priced first at the price of the bound, which says where lights are worth it, whatever
 * the budget; then within the budget. The latter alone never takes away less than before. */
GIS_MUST_CHECK enum gis_status plan_search_improve(struct plan_search *search,
                                                   const struct plan_dual *dual, bool priced,
                                                   size_t max_tries, double *out);
/** Whether a place is chosen. */
bool plan_search_has(const struct plan_search *search, uint32_t place);
