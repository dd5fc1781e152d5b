/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Ways on foot between two positions of a network: the shortest, and the best lit within a stated
 * detour.
 *
 *   dark(way)   metres of the way with d > s/2 (gis/lighting.h), on judged and other roads alike
 *   cost(way)   dark + GIS_WALK_SHORTER * length: of equally dark ways the shorter one
 *   best lit    the way of least cost among those of length <= (1 + detour) * shortest
 *
 * Method: bidirectional Dijkstra search for the shortest; the nodes that some allowed way can use;
 * the Lagrangian dual over cost + lambda * length, whose feasible ways and bound come first; then
 * labels (cost, length) with dominance and the dual's bound close what is left of the gap. So the
 * best-lit way is the least (exact) unless the labels ran out, and then a proven lower bound comes
 * with it. It is never longer than allowed and never darker than the shortest way.
 *
 * Definitions, sources and measured times: docs/methods/walk.md.
 */
#pragma once
#include "gis/lighting.h"

/** What a metre of way weighs against a metre of dark: 1 mm in a kilometre. */
#define GIS_WALK_SHORTER 1e-6
/** Ways whose costs differ by less are equally good. */
#define GIS_WALK_TOLERANCE_M 1e-6
#define GIS_WALK_LABELS      20000

/** Room to work in; for one thread at a time. */
struct gis_walker;

/**
 * @param lighting  borrowed, must outlive the walker and must not change while it does
 *
 * Memory: 28 bytes a node and 8 an edge, of which only what searches have touched is real; and
 * about 150 bytes for each node that ways of the largest search so far could use.
 */
GIS_MUST_CHECK enum gis_status gis_walker_new(const struct gis_lighting *lighting,
                                              struct gis_walker **out);
void gis_walker_free(struct gis_walker *walker);

/** A part of a way on one edge; from_m > to_m: against the edge's direction. */
struct gis_walk_step {
    uint32_t edge;
    double from_m, to_m;
};

struct gis_way {
    double length_m, dark_m;
    size_t n_steps; /**< >= 1; a way without length has one step without length */
    const struct gis_walk_step *steps; /**< in order; the walker's, until its next search */
};

enum gis_walk_result {
    GIS_WALK_FOUND,
    GIS_WALK_APART,  /**< no way leads from one to the other */
    GIS_WALK_TOO_FAR /**< the shortest way is longer than max_m */
};

struct gis_walk_options {
    double detour;     /**< >= 0; 0.2: at most a fifth longer than the shortest way */
    double max_m;      /**< longer shortest ways are not looked for; > 0, may be INFINITY */
    size_t max_labels; /**< 0: GIS_WALK_LABELS; 1: the dual's way alone */
};

struct gis_walk {
    enum gis_walk_result result; /**< the rest is set when FOUND */
    struct gis_way shortest, best_lit;
    double allowed_m;       /**< (1 + detour) * shortest.length_m */
    bool exact;             /**< best_lit is proven to be the least, to GIS_WALK_TOLERANCE_M */
    double dark_at_least_m; /**< no allowed way is less dark than this */
    size_t n_nodes;         /**< that allowed ways can use */
    size_t n_labels;        /**< made */
};

/**
 * @param from, to  on passable roads
 * @return GIS_OK; GIS_EDOMAIN for a position off the network or on a road that is not passable, or
 *         an option out of range; GIS_ENOMEM
 *
 * Cost: O(k log k) for the k nodes within the allowed length of both ends; see walk.md.
 */
GIS_MUST_CHECK enum gis_status gis_walk_find(struct gis_walker *walker, struct gis_on_edge from,
                                             struct gis_on_edge to,
                                             const struct gis_walk_options *options,
                                             struct gis_walk *out);

/** A stretch of a way with d > s/2. */
struct gis_walk_dark {
    double from_m, to_m; /**< along the way */
};

struct gis_way_facts {
    double longest_dark_m;
    struct gis_walk_dark longest; /**< the first of the longest; {0, 0} when there is none */
    double near_share;            /**< of the length within s/2 of a light, [0, 1] */
    size_t n_dark;                /**< dark stretches */
    size_t n_lights;              /**< matched lights whose place on the road lies on the way */
};

/**
 * What there is to say about a way.
 *
 * @param dark  room for @p max stretches, in order; NULL with 0. n_dark counts all of them
 */
struct gis_way_facts gis_way_facts(const struct gis_lighting *lighting, const struct gis_way *way,
                                   size_t max, struct gis_walk_dark *dark);

/** Metres with d > s/2 between two offsets of an edge, in any order. */
double gis_lighting_dark_m(const struct gis_lighting *lighting, uint32_t edge, double from_m,
                           double to_m);
