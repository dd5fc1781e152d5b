/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "gis/array.h"
#include "gis/extra_state.h"

#define TOLERANCE_M GIS_LIGHTING_TOLERANCE_M

void extra_place(struct extra_found *found, struct gis_on_edge at)
{
    found->n++;
    if (found->count_only || found->failed)
        return;
    if (!gis_array_room(&found->at, found->n, &found->max, sizeof at)) {
        found->failed = true;
        return;
    }
    found->at[found->n - 1] = at;
}

/* --- along one link --------------------------------------------------------------------------- */

struct walk {
    const struct extra_link *link;
    bool from_b;
    double reach_m, at_m; /* at_m: way gone */
    struct extra_vertex *state;
    struct extra_found *found;
};

static void walk_place(struct walk *w, double way_m)
{
    double offset_m = w->from_b ? w->link->to_m - way_m : w->link->from_m + way_m;
    offset_m = fmin(fmax(offset_m, w->link->from_m), w->link->to_m);
    extra_place(w->found, (struct gis_on_edge){w->link->edge, offset_m});
    w->state->need_m = -1;
    w->state->have_m = 0;
}

static void walk_on(struct walk *w, double to_m)
{
    if (w->state->need_m >= 0)
        w->state->need_m += to_m - w->at_m;
    w->state->have_m += to_m - w->at_m;
    w->at_m = to_m;
}

/* Where the farthest open point comes out of reach a light must stand at the latest. */
static bool walk_forced(struct walk *w, double to_m)
{
    double left_m = w->reach_m - w->state->need_m;
    if (w->state->need_m < 0 || to_m - w->at_m <= left_m + TOLERANCE_M)
        return false;
    double at_m = w->at_m + fmax(left_m, 0);
    walk_place(w, at_m);
    w->at_m = at_m;
    return true;
}

static void walk_plain(struct walk *w, double to_m)
{
    (void)walk_forced(w, to_m);
    walk_on(w, to_m);
}

static void walk_wanted(struct walk *w, double to_m)
{
    for (;;) {
        if (walk_forced(w, to_m))
            continue;
        if (w->state->need_m >= 0)
            break;
        double covered_m = fmax(w->reach_m - w->state->have_m, 0);
        if (to_m - w->at_m <= covered_m + TOLERANCE_M)
            break;
        walk_on(w, w->at_m + covered_m);
        w->state->need_m = 0;
        w->state->have_m = INFINITY; /* the light to come is nearer to all that follows */
    }
    walk_on(w, to_m);
}

/* What is open and within reach of a light at hand is not open. */
static void state_settle(double reach_m, struct extra_vertex *state)
{
    if (state->need_m < 0)
        return;
    if (state->need_m + state->have_m <= reach_m + TOLERANCE_M) {
        state->need_m = -1;
    } else {
        state->have_m = INFINITY;
    }
}

void extra_walk(const struct extra_graph *graph, const struct extra_link *link, bool from_b,
                struct extra_vertex *state, struct extra_found *found)
{
    struct walk w = {link, from_b, graph->reach_m, 0, state, found};
    state_settle(graph->reach_m, state);
    for (uint32_t k = link->first_want; k < link->end_want; k++) {
        uint32_t i = from_b ? link->end_want - 1 - (k - link->first_want) : k;
        double low_m = fmax(graph->wants[i].from_m, link->from_m);
        double high_m = fmin(graph->wants[i].to_m, link->to_m);
        if (!(high_m - low_m > TOLERANCE_M))
            continue;
        walk_plain(&w, fmax(from_b ? link->to_m - high_m : low_m - link->from_m, w.at_m));
        walk_wanted(&w, from_b ? link->to_m - low_m : high_m - link->from_m);
    }
    walk_plain(&w, fmax(link->to_m - link->from_m, w.at_m));
}

/* --- leaves first ----------------------------------------------------------------------------- */

enum gis_status extra_adjacency_new(const struct extra_graph *graph, struct extra_adjacency *out)
{
    uint32_t *first = calloc(graph->n_vertices + 2, sizeof *first);
    uint32_t *links = calloc(2 * graph->n_links + 1, sizeof *links);
    if (first == NULL || links == NULL) {
        free(first);
        free(links);
        return GIS_ENOMEM;
    }
    for (size_t l = 0; l < graph->n_links; l++) {
        first[graph->links[l].a + 2]++;
        first[graph->links[l].b + 2]++;
    }
    for (size_t v = 1; v <= graph->n_vertices; v++)
        first[v + 1] += first[v];
    for (uint32_t l = 0; l < graph->n_links; l++) {
        links[first[graph->links[l].a + 1]++] = l;
        links[first[graph->links[l].b + 1]++] = l;
    }
    *out = (struct extra_adjacency){first, links};
    return GIS_OK;
}

void extra_adjacency_free(struct extra_adjacency *adjacency)
{
    free(adjacency->first);
    free(adjacency->links);
}

struct peel {
    struct extra_graph *graph;
    struct extra_adjacency by_vertex;
    uint32_t *degree, *queue;
    size_t n_queue;
    uint8_t *link_left;
    struct extra_found *found;
};

static uint32_t peel_link(const struct peel *p, uint32_t v)
{
    uint32_t k = p->by_vertex.first[v];
    while (!p->link_left[p->by_vertex.links[k]])
        k++;
    return p->by_vertex.links[k];
}

static void peel_leaf(struct peel *p, uint32_t v)
{
    uint32_t l = peel_link(p, v);
    const struct extra_link *link = &p->graph->links[l];
    bool from_b = link->b == v;
    uint32_t to = from_b ? link->a : link->b;
    struct extra_vertex state = p->graph->vertices[v], *beyond = &p->graph->vertices[to];
    extra_walk(p->graph, link, from_b, &state, p->found);
    beyond->need_m = fmax(beyond->need_m, state.need_m);
    beyond->have_m = fmin(beyond->have_m, state.have_m);
    p->link_left[l] = 0;
    p->degree[v] = UINT32_MAX; /* done */
    if (--p->degree[to] <= 1)
        p->queue[p->n_queue++] = to;
}

/* The last vertex of a piece. */
static void peel_root(struct peel *p, uint32_t v)
{
    struct extra_vertex *root = &p->graph->vertices[v];
    state_settle(p->graph->reach_m, root);
    if (root->need_m >= 0)
        extra_place(p->found, root->at);
    root->need_m = -1;
}

static size_t peel_run(struct peel *p)
{
    size_t n_pieces = 0;
    for (uint32_t v = 0; v < p->graph->n_vertices; v++) {
        p->degree[v] = p->by_vertex.first[v + 1] - p->by_vertex.first[v];
        if (p->degree[v] <= 1)
            p->queue[p->n_queue++] = v;
    }
    /* a vertex comes at most twice: as a leaf, and as the root it then turned out to be */
    for (size_t i = 0; i < p->n_queue; i++) {
        uint32_t v = p->queue[i];
        if (p->degree[v] == 1) {
            peel_leaf(p, v);
        } else if (p->degree[v] == 0) {
            p->degree[v] = UINT32_MAX; /* once */
            peel_root(p, v);
            n_pieces++;
        }
    }
    return n_pieces;
}

// NOLINTNEXTLINE(readability-non-const-parameter): written by peel_leaf()
enum gis_status extra_peel(struct extra_graph *graph, uint8_t *link_left, struct extra_found *found,
                           size_t *out_pieces)
{
    struct peel p = {.graph = graph, .link_left = link_left, .found = found};
    size_t n = graph->n_vertices;
    enum gis_status status = extra_adjacency_new(graph, &p.by_vertex);
    p.degree = calloc(n + 1, sizeof *p.degree);
    p.queue = calloc(2 * n + 1, sizeof *p.queue);
    if (status == GIS_OK && (p.degree == NULL || p.queue == NULL))
        status = GIS_ENOMEM;
    if (status == GIS_OK)
        *out_pieces = peel_run(&p);
    extra_adjacency_free(&p.by_vertex);
    free(p.degree);
    free(p.queue);
    return status == GIS_OK && found->failed ? GIS_ENOMEM : status;
}
