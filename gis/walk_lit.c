/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The best-lit way within the allowed length, on the part of the network that can hold it.
 *
 * Least cost c under a bound B on length l is a constrained shortest path. Its Lagrangian dual,
 *   max over lambda >= 0 of  min over ways of c + lambda (l - B),
 * is solved by cutting planes (G. Handler, I. Zang, "A dual algorithm for the constrained shortest
 * path problem", Networks 10 (1980) 293-309): each search is an A* with the exact potential of both
 * measures. What is left between the dual's bound and the best way found is closed by labels with
 * dominance, pruned by that bound (J. Beasley, N. Christofides, Networks 19 (1989) 379-394). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/array.h"
#include "gis/walk_state.h"

/* Searches stop long before; only rounding could go on for ever. */
#define MOST_CUTS 40

/* c * cost + l * length */
struct weight {
    double c, l;
};

static double weigh(struct weight by, const struct walk_arc *arc)
{
    return by.c * arc->cost_m + by.l * arc->length_m;
}

static enum gis_status make_trees(struct gis_walker *w)
{
    size_t n = w->n + 2;
    if (!gis_array_room(&w->tree_m, 4 * n, &w->max_tree_m, sizeof *w->tree_m) ||
        !gis_array_room(&w->tree_ids, 8 * n, &w->max_tree_ids, sizeof *w->tree_ids) ||
        !gis_array_room(&w->closed, n, &w->max_closed, sizeof *w->closed))
        return GIS_ENOMEM;
    struct walk_tree *trees[] = {&w->by_length, &w->by_cost, &w->by_both, &w->ahead};
    for (size_t k = 0; k < 4; k++) {
        *trees[k] = (struct walk_tree){w->tree_m + k * n, w->tree_ids + 2 * k * n,
                                       w->tree_ids + (2 * k + 1) * n};
    }
    return GIS_OK;
}

/* How far it is at least from a node to the target. */
static double ahead_of(const struct gis_walker *w, struct weight by, uint32_t node)
{
    return by.c * w->by_cost.m[node] + by.l * w->by_length.m[node];
}

/* Dijkstra from root. With goal (not GIS_NONE) A* to it, by the trees from the target. */
static enum gis_status grow(struct gis_walker *w, struct walk_tree *tree, struct weight by,
                            uint32_t root, uint32_t goal)
{
    size_t n = w->n + 2;
    memset(w->closed, 0, n);
    for (size_t i = 0; i < n; i++)
        tree->m[i] = INFINITY;
    tree->m[root] = 0;
    tree->parent[root] = GIS_NONE;
    w->heap.n = 0;
    if (gis_heap_push(&w->heap, (struct gis_heap_item){0, root, root}) != GIS_OK)
        return GIS_ENOMEM;
    while (w->heap.n > 0) {
        uint32_t tail = gis_heap_pop(&w->heap).id;
        if (w->closed[tail])
            continue;
        if (tail == goal)
            break;
        w->closed[tail] = 1;
        for (uint32_t a = w->first[tail]; a < w->first[tail + 1]; a++) {
            const struct walk_arc *arc = &w->arcs[a];
            double m = tree->m[tail] + weigh(by, arc);
            if (w->closed[arc->head] || m >= tree->m[arc->head])
                continue;
            tree->m[arc->head] = m;
            tree->arc[arc->head] = a;
            tree->parent[arc->head] = tail;
            double key = goal == GIS_NONE ? m : m + ahead_of(w, by, arc->head);
            if (gis_heap_push(&w->heap, (struct gis_heap_item){key, arc->head, arc->head}) !=
                GIS_OK)
                return GIS_ENOMEM;
        }
    }
    return GIS_OK;
}

/* --- routes ----------------------------------------------------------------------------------- */

static bool route_add(struct walk_route *route, const struct gis_walker *w, uint32_t arc)
{
    if (!gis_array_room(&route->arcs, route->n + 1, &route->max, sizeof *route->arcs))
        return false;
    route->arcs[route->n++] = arc;
    route->length_m += w->arcs[arc].length_m;
    route->cost_m += w->arcs[arc].cost_m;
    return true;
}

static void route_clear(struct walk_route *route)
{
    route->n = 0;
    route->length_m = route->cost_m = 0;
}

/* The same piece of road the other way: among the arcs of its head. */
static uint32_t reverse_of(const struct gis_walker *w, uint32_t arc, uint32_t tail)
{
    const struct walk_arc *want = &w->arcs[arc];
    for (uint32_t a = w->first[want->head]; a < w->first[want->head + 1]; a++) {
        if (w->arcs[a].head == tail && w->arcs[a].half == (want->half ^ 1) &&
            w->arcs[a].length_m == want->length_m)
            return a;
    }
    return GIS_NONE;
}

/* From the start to the root of a tree that grew from the target. */
static enum gis_status route_down(const struct gis_walker *w, const struct walk_tree *tree,
                                  struct walk_route *out)
{
    route_clear(out);
    for (uint32_t at = WALK_START(w); tree->parent[at] != GIS_NONE; at = tree->parent[at]) {
        if (!route_add(out, w, reverse_of(w, tree->arc[at], tree->parent[at])))
            return GIS_ENOMEM;
    }
    return GIS_OK;
}

/* From the root of a tree that grew from the start to the target. */
static enum gis_status route_up(const struct gis_walker *w, const struct walk_tree *tree,
                                struct walk_route *out)
{
    size_t n = 0;
    for (uint32_t at = WALK_TARGET(w); tree->parent[at] != GIS_NONE; at = tree->parent[at])
        n++;
    if (!gis_array_room(&out->arcs, n, &out->max, sizeof *out->arcs))
        return GIS_ENOMEM;
    size_t i = n;
    for (uint32_t at = WALK_TARGET(w); tree->parent[at] != GIS_NONE; at = tree->parent[at])
        out->arcs[--i] = tree->arc[at];
    route_clear(out);
    for (i = 0; i < n; i++) {
        if (!route_add(out, w, out->arcs[i]))
            return GIS_ENOMEM;
    }
    return GIS_OK;
}

static enum gis_status route_copy(struct walk_route *to, const struct walk_route *from)
{
    if (!gis_array_room(&to->arcs, from->n, &to->max, sizeof *to->arcs))
        return GIS_ENOMEM;
    if (from->n > 0)
        memcpy(to->arcs, from->arcs, from->n * sizeof *to->arcs);
    to->n = from->n;
    to->length_m = from->length_m;
    to->cost_m = from->cost_m;
    return GIS_OK;
}

/* --- the dual --------------------------------------------------------------------------------- */

struct dual {
    double budget_m;
    double lambda;  /* of the bound */
    double bound_m; /* no allowed way costs less */
};

/* Keeps w->trial when it is allowed and costs less. */
static enum gis_status keep_better(struct gis_walker *w, double budget_m)
{
    if (w->trial.length_m > budget_m || w->trial.cost_m >= w->best.cost_m)
        return GIS_OK;
    return route_copy(&w->best, &w->trial);
}

/* Cutting planes between a way that is short enough and one that is bright enough. */
static enum gis_status solve_dual(struct gis_walker *w, struct dual *dual)
{
    double short_c_m = w->shortest.cost_m, short_l_m = w->shortest.length_m;
    double long_c_m = w->trial.cost_m, long_l_m = w->trial.length_m;
    for (int cut = 0; cut < MOST_CUTS && long_l_m > short_l_m; cut++) {
        struct weight by = {1, (short_c_m - long_c_m) / (long_l_m - short_l_m)};
        if (!(by.l > 0))
            break;
        enum gis_status status = grow(w, &w->ahead, by, WALK_START(w), WALK_TARGET(w));
        if (status == GIS_OK)
            status = route_up(w, &w->ahead, &w->trial);
        if (status == GIS_OK)
            status = keep_better(w, dual->budget_m);
        if (status != GIS_OK)
            return status;
        double value_m = w->trial.cost_m + by.l * (w->trial.length_m - dual->budget_m);
        if (value_m > dual->bound_m) {
            dual->bound_m = value_m;
            dual->lambda = by.l;
        }
        /* no way lies below the line through both: it is the dual's */
        double line_m = short_c_m + by.l * (short_l_m - dual->budget_m);
        if (value_m >= line_m - GIS_WALK_TOLERANCE_M / 4)
            break;
        if (w->trial.length_m <= dual->budget_m) {
            short_c_m = w->trial.cost_m;
            short_l_m = w->trial.length_m;
        } else {
            long_c_m = w->trial.cost_m;
            long_l_m = w->trial.length_m;
        }
    }
    return GIS_OK;
}

/* --- labels ----------------------------------------------------------------------------------- */

/* No allowed way that begins like this costs less. */
static double label_bound(const struct gis_walker *w, const struct dual *dual,
                          const struct walk_label *label)
{
    double free_m = label->cost_m + w->by_cost.m[label->node];
    double dual_m = label->cost_m + dual->lambda * (label->length_m - dual->budget_m) +
                    w->by_both.m[label->node];
    return fmax(free_m, dual_m);
}

/* Adds a label to its node unless one there is as good in both; takes out those that it beats. */
static bool undominated(struct gis_walker *w, const struct walk_label *label)
{
    uint32_t *link = &w->first_label[label->node];
    while (*link != GIS_NONE) {
        struct walk_label *old = &w->labels[*link];
        if (old->cost_m <= label->cost_m && old->length_m <= label->length_m)
            return false;
        if (old->cost_m >= label->cost_m && old->length_m >= label->length_m) {
            old->node = GIS_NONE; /* dead */
            *link = old->next;
        } else {
            link = &old->next;
        }
    }
    return true;
}

static enum gis_status offer_label(struct gis_walker *w, const struct dual *dual,
                                   struct walk_label label)
{
    double rest_m = w->by_length.m[label.node];
    if (label.length_m + rest_m > dual->budget_m * (1 + 1e-12))
        return GIS_OK;
    double bound_m = label_bound(w, dual, &label);
    if (bound_m >= w->best.cost_m - GIS_WALK_TOLERANCE_M || !undominated(w, &label))
        return GIS_OK;
    if (!gis_array_room(&w->labels, w->n_labels + 1, &w->max_labels, sizeof *w->labels))
        return GIS_ENOMEM;
    uint32_t i = (uint32_t)w->n_labels++;
    label.next = w->first_label[label.node];
    w->labels[i] = label;
    w->first_label[label.node] = i;
    return gis_heap_push(&w->heap, (struct gis_heap_item){bound_m, i, i});
}

/* A label at the target is a way. */
static enum gis_status arrive(struct gis_walker *w, const struct dual *dual, uint32_t i)
{
    size_t n = 0;
    for (uint32_t k = i; w->labels[k].parent != GIS_NONE; k = w->labels[k].parent)
        n++;
    if (!gis_array_room(&w->trial.arcs, n, &w->trial.max, sizeof *w->trial.arcs))
        return GIS_ENOMEM;
    size_t at = n;
    for (uint32_t k = i; w->labels[k].parent != GIS_NONE; k = w->labels[k].parent)
        w->trial.arcs[--at] = w->labels[k].arc;
    w->trial.n = n;
    w->trial.length_m = w->labels[i].length_m;
    w->trial.cost_m = w->labels[i].cost_m;
    return keep_better(w, dual->budget_m);
}

static enum gis_status spread(struct gis_walker *w, const struct dual *dual, uint32_t i)
{
    struct walk_label from = w->labels[i];
    for (uint32_t a = w->first[from.node]; a < w->first[from.node + 1]; a++) {
        const struct walk_arc *arc = &w->arcs[a];
        struct walk_label label = {.cost_m = from.cost_m + arc->cost_m,
                                   .length_m = from.length_m + arc->length_m,
                                   .node = arc->head,
                                   .arc = a,
                                   .parent = i};
        enum gis_status status = offer_label(w, dual, label);
        if (status != GIS_OK)
            return status;
    }
    return GIS_OK;
}

/* Best first, until no label can lead to anything better, or there are too many. */
static enum gis_status close_gap(struct gis_walker *w, struct dual *dual, size_t most, bool *exact)
{
    enum gis_status status =
        grow(w, &w->by_both, (struct weight){1, dual->lambda}, WALK_TARGET(w), GIS_NONE);
    if (status != GIS_OK)
        return status;
    if (!gis_array_room(&w->first_label, w->n + 2, &w->max_first_label, sizeof *w->first_label))
        return GIS_ENOMEM;
    memset(w->first_label, 0xFF, (w->n + 2) * sizeof *w->first_label);
    w->heap.n = 0;
    status = offer_label(
        w, dual, (struct walk_label){.node = WALK_START(w), .arc = GIS_NONE, .parent = GIS_NONE});
    while (status == GIS_OK && w->heap.n > 0 && w->n_labels < most &&
           w->heap.items[0].key < w->best.cost_m - GIS_WALK_TOLERANCE_M) {
        uint32_t i = gis_heap_pop(&w->heap).id;
        uint32_t node = w->labels[i].node;
        if (node == WALK_TARGET(w)) {
            status = arrive(w, dual, i);
        } else if (node != GIS_NONE) {
            status = spread(w, dual, i);
        }
    }
    double open_m = w->heap.n > 0 ? w->heap.items[0].key : (double)INFINITY;
    *exact = open_m >= w->best.cost_m - GIS_WALK_TOLERANCE_M;
    dual->bound_m = fmax(dual->bound_m, fmin(open_m, w->best.cost_m));
    return status;
}

/* --- all of it -------------------------------------------------------------------------------- */

static enum gis_status search(struct gis_walker *w, struct dual *dual, size_t most, bool *exact)
{
    enum gis_status status = grow(w, &w->by_cost, (struct weight){1, 0}, WALK_TARGET(w), GIS_NONE);
    if (status == GIS_OK)
        status = route_down(w, &w->by_cost, &w->trial);
    if (status != GIS_OK)
        return status;
    dual->bound_m = w->trial.cost_m;
    if (w->trial.length_m <= dual->budget_m) {
        *exact = true;
        return keep_better(w, dual->budget_m);
    }
    status = solve_dual(w, dual);
    *exact = w->best.cost_m - dual->bound_m <= GIS_WALK_TOLERANCE_M;
    return status == GIS_OK && !*exact ? close_gap(w, dual, most, exact) : status;
}

enum gis_status walk_best_lit(struct gis_walker *w, double detour, size_t max_labels,
                              struct gis_walk *out)
{
    w->n_labels = 0;
    enum gis_status status = make_trees(w);
    if (status == GIS_OK)
        status = grow(w, &w->by_length, (struct weight){0, 1}, WALK_TARGET(w), GIS_NONE);
    if (status == GIS_OK)
        status = route_down(w, &w->by_length, &w->shortest);
    if (status == GIS_OK)
        status = route_copy(&w->best, &w->shortest);
    if (status != GIS_OK)
        return status;
    struct dual dual = {.budget_m = (1 + detour) * w->shortest.length_m};
    bool exact = true;
    double least_m = GIS_WALK_SHORTER * w->shortest.length_m;
    if (w->shortest.cost_m > least_m + GIS_WALK_TOLERANCE_M)
        status = search(w, &dual, max_labels, &exact);
    out->allowed_m = dual.budget_m;
    out->exact = exact;
    out->dark_at_least_m = fmax(0, dual.bound_m - GIS_WALK_SHORTER * dual.budget_m);
    out->n_nodes = w->n;
    out->n_labels = w->n_labels;
    return status;
}
