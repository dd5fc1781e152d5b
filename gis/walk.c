/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The search over the network: the shortest way, and the part that allowed ways can use. */
#include "gis/walk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/array.h"
#include "gis/walk_state.h"

static bool side_new(struct walk_side *side, size_t n_nodes)
{
    side->m = malloc((n_nodes + 1) * sizeof *side->m);
    side->stamp = calloc(n_nodes + 1, sizeof *side->stamp);
    return side->m != NULL && side->stamp != NULL;
}

static void side_free(struct walk_side *side)
{
    free(side->m);
    free(side->stamp);
    free(side->order);
    gis_heap_done(&side->heap);
}

enum gis_status gis_walker_new(const struct gis_lighting *lighting, struct gis_walker **out)
{
    struct gis_walker *w = calloc(1, sizeof *w);
    if (w == NULL)
        return GIS_ENOMEM;
    w->lighting = lighting;
    w->net = gis_lighting_network(lighting);
    w->local = calloc((size_t)w->net->n_nodes + 1, sizeof *w->local);
    w->dark_m = calloc((size_t)w->net->n_edges + 1, sizeof *w->dark_m);
    if (!side_new(&w->side[0], w->net->n_nodes) || !side_new(&w->side[1], w->net->n_nodes) ||
        w->local == NULL || w->dark_m == NULL) {
        gis_walker_free(w);
        return GIS_ENOMEM;
    }
    *out = w;
    return GIS_OK;
}

void gis_walker_free(struct gis_walker *w)
{
    if (w == NULL)
        return;
    for (int k = 0; k < 2; k++) {
        side_free(&w->side[k]);
        free(w->steps[k]);
    }
    free(w->local);
    free(w->dark_m);
    free(w->node);
    free(w->first);
    free(w->arcs);
    free(w->tree_m);
    free(w->tree_ids);
    free(w->closed);
    gis_heap_done(&w->heap);
    free(w->labels);
    free(w->first_label);
    free(w->shortest.arcs);
    free(w->best.arcs);
    free(w->trial.arcs);
    free(w);
}

/* --- the shortest way, from both ends --------------------------------------------------------- */

static bool offer(struct gis_walker *w, int k, uint32_t node, double m)
{
    struct walk_side *side = &w->side[k];
    if (side->stamp[node] == w->stamp && side->m[node] <= m)
        return true;
    side->stamp[node] = w->stamp;
    side->m[node] = m;
    return gis_heap_push(&side->heap, (struct gis_heap_item){m, node, node}) == GIS_OK;
}

static bool side_start(struct gis_walker *w, int k)
{
    struct gis_on_edge at = w->ends[k];
    w->side[k].n_order = 0;
    w->side[k].heap.n = 0;
    return offer(w, k, w->net->edge_ends[at.edge][0], at.offset_m) &&
           offer(w, k, w->net->edge_ends[at.edge][1], w->net->edge_length_m[at.edge] - at.offset_m);
}

static double top_m(const struct walk_side *side)
{
    return side->heap.n > 0 ? side->heap.items[0].key : (double)INFINITY;
}

/* What a node must keep to be gone on from; see walk_part(). */
struct limit {
    double budget_m; /* INFINITY: everything */
    struct gis_xy goal;
};

static bool within(const struct gis_walker *w, int k, const struct limit *limit, uint32_t node,
                   double m)
{
    if (limit == NULL)
        return true;
    if (k == 1)
        return w->side[0].stamp[node] == w->stamp && w->side[0].m[node] + m <= limit->budget_m;
    struct gis_xy p = w->net->node_xy[node];
    return m + hypot(p.x_m - limit->goal.x_m, p.y_m - limit->goal.y_m) <= limit->budget_m;
}

/* Takes the nearest open node of a side; *meet_m becomes the shortest way known through it. */
static bool settle(struct gis_walker *w, int k, const struct limit *limit, double *meet_m)
{
    struct walk_side *side = &w->side[k], *other = &w->side[1 - k];
    struct gis_heap_item item = gis_heap_pop(&side->heap);
    if (item.key > side->m[item.id])
        return true;
    if (!gis_array_room(&side->order, side->n_order + 1, &side->max_order, sizeof *side->order))
        return false;
    side->order[side->n_order++] = item.id;
    if (other->stamp[item.id] == w->stamp)
        *meet_m = fmin(*meet_m, item.key + other->m[item.id]);
    const struct gis_network *net = w->net;
    for (uint32_t a = net->node_first_arc[item.id]; a < net->node_first_arc[item.id + 1]; a++) {
        uint32_t node = net->arcs[a].node;
        double m = item.key + net->edge_length_m[net->arcs[a].half / 2];
        if (other->stamp[node] == w->stamp)
            *meet_m = fmin(*meet_m, m + other->m[node]);
        if (within(w, k, limit, node, m) && !offer(w, k, node, m))
            return false;
    }
    return true;
}

enum gis_status walk_shortest(struct gis_walker *w, double max_m, double *length_m, bool *too_far)
{
    if (++w->stamp == 0) { /* after 2^32 searches */
        for (int k = 0; k < 2; k++)
            memset(w->side[k].stamp, 0, w->net->n_nodes * sizeof *w->side[k].stamp);
        w->stamp = 1;
    }
    if (!side_start(w, 0) || !side_start(w, 1))
        return GIS_ENOMEM;
    double meet_m = INFINITY;
    if (w->ends[0].edge == w->ends[1].edge)
        meet_m = fabs(w->ends[0].offset_m - w->ends[1].offset_m);
    for (;;) {
        double a_m = top_m(&w->side[0]), b_m = top_m(&w->side[1]);
        if (a_m + b_m >= fmin(meet_m, max_m))
            break;
        if (!settle(w, a_m <= b_m ? 0 : 1, NULL, &meet_m))
            return GIS_ENOMEM;
    }
    *too_far = meet_m > max_m && w->side[0].heap.n > 0 && w->side[1].heap.n > 0;
    *too_far |= isfinite(meet_m) && meet_m > max_m;
    *length_m = meet_m <= max_m ? meet_m : (double)INFINITY;
    return GIS_OK;
}

/* --- the part --------------------------------------------------------------------------------- */

/* Numbers the nodes of ways up to budget_m, nearest to the end first. */
static enum gis_status number_nodes(struct gis_walker *w, double budget_m)
{
    const struct walk_side *ahead = &w->side[0], *back = &w->side[1];
    if (!gis_array_room(&w->node, back->n_order + 2, &w->max_n, sizeof *w->node))
        return GIS_ENOMEM;
    w->n = 0;
    for (size_t i = 0; i < back->n_order; i++) {
        uint32_t v = back->order[i];
        if (ahead->stamp[v] != w->stamp || ahead->m[v] + back->m[v] > budget_m)
            continue;
        w->local[v] = (uint32_t)w->n;
        w->node[w->n++] = v;
    }
    return GIS_OK;
}

static uint32_t number_of(const struct gis_walker *w, uint32_t node)
{
    uint32_t k = w->local[node];
    return k < w->n && w->node[k] == node ? k : GIS_NONE;
}

/* Dark metres of a part of an edge; of a whole edge they are kept. */
static double dark_of(struct gis_walker *w, uint32_t edge, double from_m, double to_m)
{
    bool whole = from_m == 0 && to_m == w->net->edge_length_m[edge];
    if (!whole)
        return gis_lighting_dark_m(w->lighting, edge, from_m, to_m);
    if (w->dark_m[edge] == 0)
        w->dark_m[edge] = 1 + gis_lighting_dark_m(w->lighting, edge, from_m, to_m);
    return w->dark_m[edge] - 1;
}

static void add_arc(struct gis_walker *w, uint32_t head, uint32_t half, double from_m, double to_m)
{
    double length_m = to_m - from_m;
    w->arcs[w->n_arcs++] = (struct walk_arc){
        head, half, length_m, dark_of(w, half / 2, from_m, to_m) + GIS_WALK_SHORTER * length_m};
}

/* An edge as the ends divide it: offsets and numbers of its places, in order. */
struct divided {
    int n;
    double at_m[4];
    uint32_t place[4];
};

static struct divided divide(const struct gis_walker *w, uint32_t edge)
{
    struct divided d = {.n = 0};
    int first = w->ends[0].offset_m <= w->ends[1].offset_m ? 0 : 1;
    d.at_m[d.n] = 0;
    d.place[d.n++] = number_of(w, w->net->edge_ends[edge][0]);
    for (int i = 0; i < 2; i++) {
        int k = i == 0 ? first : 1 - first;
        if (w->ends[k].edge != edge)
            continue;
        d.at_m[d.n] = w->ends[k].offset_m;
        d.place[d.n++] = (uint32_t)w->n + (uint32_t)k;
    }
    d.at_m[d.n] = w->net->edge_length_m[edge];
    d.place[d.n++] = number_of(w, w->net->edge_ends[edge][1]);
    return d;
}

/* Arcs of a place to its neighbours on a divided edge. */
static void add_divided(struct gis_walker *w, const struct divided *d, uint32_t edge, int i)
{
    if (i > 0 && d->place[i - 1] != GIS_NONE) {
        // cppcheck-suppress arrayIndexOutOfBoundsCond ; i < d->n, of which there are four at most
        add_arc(w, d->place[i - 1], 2 * edge + 1, d->at_m[i - 1], d->at_m[i]);
    }
    if (i + 1 < d->n && d->place[i + 1] != GIS_NONE)
        add_arc(w, d->place[i + 1], 2 * edge, d->at_m[i], d->at_m[i + 1]);
}

static void add_node(struct gis_walker *w, uint32_t node)
{
    const struct gis_network *net = w->net;
    for (uint32_t a = net->node_first_arc[node]; a < net->node_first_arc[node + 1]; a++) {
        uint32_t half = net->arcs[a].half, edge = half / 2;
        if (edge == w->ends[0].edge || edge == w->ends[1].edge) {
            struct divided d = divide(w, edge);
            add_divided(w, &d, edge, half % 2 == 0 ? 0 : d.n - 1);
            continue;
        }
        uint32_t head = number_of(w, net->arcs[a].node);
        if (head != GIS_NONE && net->arcs[a].node != node)
            add_arc(w, head, half, 0, net->edge_length_m[edge]);
    }
}

static void add_end(struct gis_walker *w, int k)
{
    struct divided d = divide(w, w->ends[k].edge);
    for (int i = 0; i < d.n; i++) {
        if (d.place[i] == (uint32_t)w->n + (uint32_t)k)
            add_divided(w, &d, w->ends[k].edge, i);
    }
}

static enum gis_status add_arcs(struct gis_walker *w)
{
    size_t most = 8;
    for (size_t i = 0; i < w->n; i++)
        most += w->net->node_first_arc[w->node[i] + 1] - w->net->node_first_arc[w->node[i]];
    if (!gis_array_room(&w->arcs, most, &w->max_arcs, sizeof *w->arcs) ||
        !gis_array_room(&w->first, w->n + 3, &w->max_first, sizeof *w->first))
        return GIS_ENOMEM;
    w->n_arcs = 0;
    for (size_t i = 0; i < w->n; i++) {
        w->first[i] = (uint32_t)w->n_arcs;
        add_node(w, w->node[i]);
    }
    for (int k = 0; k < 2; k++) {
        w->first[w->n + (size_t)k] = (uint32_t)w->n_arcs;
        add_end(w, k);
    }
    w->first[w->n + 2] = (uint32_t)w->n_arcs;
    return GIS_OK;
}

enum gis_status walk_part(struct gis_walker *w, double budget_m)
{
    double meet_m = INFINITY;
    struct limit limit = {budget_m * (1 + 1e-9) + 1e-6, gis_network_xy(w->net, w->ends[1])};
    for (int k = 0; k < 2; k++) {
        while (top_m(&w->side[k]) <= limit.budget_m) {
            if (!settle(w, k, &limit, &meet_m))
                return GIS_ENOMEM;
        }
    }
    enum gis_status status = number_nodes(w, limit.budget_m);
    return status == GIS_OK ? add_arcs(w) : status;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* Offsets of an arc on its edge, by what lies at its ends. */
static struct gis_walk_step step_of(const struct gis_walker *w, uint32_t tail,
                                    const struct walk_arc *arc)
{
    uint32_t edge = arc->half / 2;
    double length_m = w->net->edge_length_m[edge];
    bool against = arc->half % 2 != 0;
    double from_m = against ? length_m : 0, to_m = against ? 0 : length_m;
    if (tail >= w->n)
        from_m = w->ends[tail - w->n].offset_m;
    if (arc->head >= w->n)
        to_m = w->ends[arc->head - w->n].offset_m;
    return (struct gis_walk_step){edge, from_m, to_m};
}

/* A route as steps; parts without length are left out. */
static enum gis_status way_of(struct gis_walker *w, int k, const struct walk_route *route,
                              struct gis_way *out)
{
    if (!gis_array_room(&w->steps[k], route->n + 1, &w->max_steps[k], sizeof *w->steps[k]))
        return GIS_ENOMEM;
    struct gis_walk_step *steps = w->steps[k];
    size_t n = 0;
    uint32_t tail = WALK_START(w);
    double length_m = 0, dark_m = 0;
    for (size_t i = 0; i < route->n; i++) {
        const struct walk_arc *arc = &w->arcs[route->arcs[i]];
        struct gis_walk_step step = step_of(w, tail, arc);
        tail = arc->head;
        if (arc->length_m > 0) {
            steps[n++] = step;
            length_m += arc->length_m;
            dark_m +=
                dark_of(w, step.edge, fmin(step.from_m, step.to_m), fmax(step.from_m, step.to_m));
        }
    }
    if (n == 0) {
        steps[n++] =
            (struct gis_walk_step){w->ends[0].edge, w->ends[0].offset_m, w->ends[0].offset_m};
    }
    *out = (struct gis_way){length_m, dark_m, n, steps};
    return GIS_OK;
}

static bool usable(const struct gis_network *net, struct gis_on_edge at)
{
    return at.edge < net->n_edges && (net->edge_flags[at.edge] & GIS_ROAD_PASSABLE) &&
           at.offset_m >= 0 && at.offset_m <= net->edge_length_m[at.edge];
}

enum gis_status gis_walk_find(struct gis_walker *walker, struct gis_on_edge from,
                              struct gis_on_edge to, const struct gis_walk_options *options,
                              struct gis_walk *out)
{
    if (!usable(walker->net, from) || !usable(walker->net, to) || !(options->detour >= 0) ||
        !isfinite(options->detour) || !(options->max_m > 0))
        return GIS_EDOMAIN;
    walker->ends[0] = from;
    walker->ends[1] = to;
    struct gis_walk found = {.result = GIS_WALK_FOUND};
    double length_m = INFINITY;
    bool too_far = false;
    enum gis_status status = walk_shortest(walker, options->max_m, &length_m, &too_far);
    if (status == GIS_OK && isinf(length_m)) {
        out->result = too_far ? GIS_WALK_TOO_FAR : GIS_WALK_APART;
        return GIS_OK;
    }
    if (status == GIS_OK)
        status = walk_part(walker, length_m * (1 + options->detour));
    if (status == GIS_OK) {
        status =
            walk_best_lit(walker, options->detour,
                          options->max_labels == 0 ? GIS_WALK_LABELS : options->max_labels, &found);
    }
    if (status == GIS_OK)
        status = way_of(walker, 0, &walker->shortest, &found.shortest);
    if (status == GIS_OK)
        status = way_of(walker, 1, &walker->best, &found.best_lit);
    if (status != GIS_OK)
        return status;
    if (found.exact)
        found.dark_at_least_m = found.best_lit.dark_m;
    *out = found;
    return GIS_OK;
}
