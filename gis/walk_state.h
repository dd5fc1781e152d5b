/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Inside of gis/walk*.c; not for users of libgis.
 */
#pragma once
#include "gis/heap.h"
#include "gis/walk.h"

/* One direction of the search for the shortest way, over the nodes of the network. */
struct walk_side {
    double *m;       /* length from the start (or to the end), where stamp says so */
    uint32_t *stamp; /* of the search that labelled the node */
    uint32_t *order; /* nodes as they were settled */
    size_t n_order, max_order;
    struct gis_heap heap;
};

/* The part of the network that allowed ways can use, numbered anew: nodes 0 … n - 1, then the two
 * ends, which divide their edges. */
struct walk_arc {
    uint32_t head;
    uint32_t half; /* the direction in which its edge is walked */
    double length_m, cost_m;
};

struct walk_label {
    double cost_m, length_m;
    uint32_t node, arc, parent; /* arc by which it came */
    uint32_t next;              /* at the same node */
};

/* A way in the part: arcs in order. */
struct walk_route {
    uint32_t *arcs;
    size_t n, max;
    double length_m, cost_m;
};

struct walk_tree {
    double *m;     /* distance to the root */
    uint32_t *arc; /* the arc by which the node was reached, from its parent */
    uint32_t *parent;
};

struct gis_walker {
    const struct gis_lighting *lighting;
    const struct gis_network *net;
    uint32_t stamp;
    struct walk_side side[2];
    uint32_t *local; /* number in the part; true only if node[local[v]] == v */
    double *dark_m;  /* of each edge, plus 1; 0: not known yet */

    struct gis_on_edge ends[2];
    size_t n, max_n; /* nodes of the part; ends are n and n + 1 */
    uint32_t *node;
    uint32_t *first; /* n + 3 */
    size_t max_first;
    struct walk_arc *arcs;
    size_t n_arcs, max_arcs;
    struct walk_tree by_length, by_cost, by_both, ahead;
    double *tree_m;
    uint32_t *tree_ids;
    size_t max_tree_m, max_tree_ids;
    uint8_t *closed;
    size_t max_closed;
    struct gis_heap heap;
    struct walk_label *labels;
    size_t n_labels, max_labels;
    uint32_t *first_label;
    size_t max_first_label;
    struct walk_route shortest, best, trial;
    struct gis_walk_step *steps[2];
    size_t max_steps[2];
};

/* Length of the shortest way; INFINITY: none, or none up to max_m (*too_far says which). */
GIS_MUST_CHECK enum gis_status walk_shortest(struct gis_walker *w, double max_m, double *length_m,
                                             bool *too_far);
/* Goes on until the nodes of all ways up to budget_m are known, and numbers them. */
GIS_MUST_CHECK enum gis_status walk_part(struct gis_walker *w, double budget_m);

/* The best-lit way of the part into w->best, after w->shortest. */
GIS_MUST_CHECK enum gis_status walk_best_lit(struct gis_walker *w, double detour, size_t max_labels,
                                             struct gis_walk *out);

#define WALK_START(w)  ((uint32_t)(w)->n)
#define WALK_TARGET(w) ((uint32_t)(w)->n + 1)
