/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/array.h"
#include "gis/extra_state.h"

#define TOLERANCE_M GIS_LIGHTING_TOLERANCE_M
#define INSIDE_M    (4 * TOLERANCE_M) /* so far inside a stretch a point surely is open */

/* Points that are open and pairwise more than s apart need a light each. They are taken from the
 * far ends inwards, as the leaves-first rule would on a tree, where this finds as many as there are
 * lights. */
struct candidate {
    double key; /* the largest comes first */
    uint32_t link;
    double at_m; /* from end a of the link */
};

struct queue {
    struct candidate *items;
    size_t n, max;
};

struct chosen {
    double at_m;
    uint32_t next; /* on the same link */
};

struct pack {
    const struct extra_graph *graph;
    const double *have_m; /* by vertex: to the lights placed before */
    struct extra_adjacency by_vertex;
    double *root_m, *near_m; /* by vertex: to the first vertex; to the nearest chosen point */
    uint32_t *link_first;    /* chosen points on a link */
    struct chosen *chosen;
    size_t n_chosen, max_chosen;
    struct queue queue, front;
    bool failed;
};

static void queue_push(struct pack *p, struct queue *q, struct candidate c)
{
    if (!gis_array_room(&q->items, q->n + 1, &q->max, sizeof *q->items)) {
        p->failed = true;
        return;
    }
    size_t at = q->n++;
    for (; at > 0 && q->items[(at - 1) / 2].key < c.key; at = (at - 1) / 2)
        q->items[at] = q->items[(at - 1) / 2];
    q->items[at] = c;
}

static struct candidate queue_pop(struct queue *q)
{
    struct candidate top = q->items[0], last = q->items[--q->n];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < q->n; at = child) {
        if (child + 1 < q->n && q->items[child + 1].key > q->items[child].key)
            child++;
        if (q->items[child].key <= last.key)
            break;
        q->items[at] = q->items[child];
    }
    if (q->n > 0)
        q->items[at] = last;
    return top;
}

static double link_m(const struct extra_graph *g, uint32_t l)
{
    return g->links[l].to_m - g->links[l].from_m;
}

/* Distance of a point of a link by way of its ends. */
static double by_ends(const struct extra_graph *g, const double *vertex_m, uint32_t l, double at_m)
{
    return fmin(vertex_m[g->links[l].a] + at_m, vertex_m[g->links[l].b] + (link_m(g, l) - at_m));
}

/* Shortest ways from the vertices in p->front, at most max_m; `reached` is told of each. */
static void spread(struct pack *p, double *vertex_m, double max_m,
                   void (*reached)(struct pack *p, uint32_t v, double d_m))
{
    const struct extra_graph *g = p->graph;
    while (p->front.n > 0) {
        struct candidate top = queue_pop(&p->front);
        uint32_t v = top.link;
        if (-top.key > vertex_m[v])
            continue;
        if (reached != NULL)
            reached(p, v, -top.key);
        for (uint32_t k = p->by_vertex.first[v]; k < p->by_vertex.first[v + 1]; k++) {
            uint32_t l = p->by_vertex.links[k];
            uint32_t other = g->links[l].a == v ? g->links[l].b : g->links[l].a;
            double d_m = vertex_m[v] + link_m(g, l);
            if (d_m >= vertex_m[other] || d_m > max_m)
                continue;
            vertex_m[other] = d_m;
            queue_push(p, &p->front, (struct candidate){-d_m, other, 0});
        }
    }
}

static void vertex_start(struct pack *p, double *vertex_m, uint32_t v, double d_m, double max_m)
{
    if (d_m >= vertex_m[v] || d_m > max_m)
        return;
    vertex_m[v] = d_m;
    queue_push(p, &p->front, (struct candidate){-d_m, v, 0});
}

/* Open for certain: inside a wanted stretch, and out of reach of the lights placed before. */
static bool is_open(const struct pack *p, uint32_t l, double at_m)
{
    const struct extra_link *link = &p->graph->links[l];
    if (!(at_m >= 0 && at_m <= link_m(p->graph, l)) ||
        by_ends(p->graph, p->have_m, l, at_m) <= p->graph->reach_m + TOLERANCE_M)
        return false;
    double offset_m = link->from_m + at_m;
    for (uint32_t k = link->first_want; k < link->end_want; k++) {
        if (p->graph->wants[k].from_m + TOLERANCE_M < offset_m &&
            offset_m < p->graph->wants[k].to_m - TOLERANCE_M)
            return true;
    }
    return false;
}

static void offer(struct pack *p, uint32_t l, double at_m)
{
    if (is_open(p, l, at_m)) {
        queue_push(p, &p->queue,
                   (struct candidate){by_ends(p->graph, p->root_m, l, at_m), l, at_m});
    }
}

/* Where the surroundings of the chosen point end, the next one can stand. */
static void border_offer(struct pack *p, uint32_t v, double d_m)
{
    double left_m = 2 * p->graph->reach_m - d_m + INSIDE_M;
    for (uint32_t k = p->by_vertex.first[v]; k < p->by_vertex.first[v + 1]; k++) {
        uint32_t l = p->by_vertex.links[k];
        if (p->graph->links[l].a == v)
            offer(p, l, left_m);
        if (p->graph->links[l].b == v)
            offer(p, l, link_m(p->graph, l) - left_m);
    }
}

static bool is_apart(const struct pack *p, uint32_t l, double at_m)
{
    double least_m = 2 * p->graph->reach_m + TOLERANCE_M;
    if (by_ends(p->graph, p->near_m, l, at_m) <= least_m)
        return false;
    for (uint32_t k = p->link_first[l]; k != GIS_NONE; k = p->chosen[k].next) {
        if (fabs(p->chosen[k].at_m - at_m) <= least_m)
            return false;
    }
    return true;
}

static void choose(struct pack *p, uint32_t l, double at_m)
{
    double apart_m = 2 * p->graph->reach_m;
    if (!gis_array_room(&p->chosen, p->n_chosen + 1, &p->max_chosen, sizeof *p->chosen)) {
        p->failed = true;
        return;
    }
    p->chosen[p->n_chosen] = (struct chosen){at_m, p->link_first[l]};
    p->link_first[l] = (uint32_t)p->n_chosen++;
    offer(p, l, at_m - apart_m - INSIDE_M);
    offer(p, l, at_m + apart_m + INSIDE_M);
    vertex_start(p, p->near_m, p->graph->links[l].a, at_m, apart_m);
    vertex_start(p, p->near_m, p->graph->links[l].b, link_m(p->graph, l) - at_m, apart_m);
    spread(p, p->near_m, apart_m, border_offer);
}

/* The ends of all open stretches, and where they are farthest from the root. */
static void candidates_start(struct pack *p)
{
    const struct extra_graph *g = p->graph;
    for (uint32_t l = 0; l < g->n_links; l++) {
        const struct extra_link *link = &g->links[l];
        double lit_a_m = fmax(0, g->reach_m - p->have_m[link->a]);
        double lit_b_m = fmax(0, g->reach_m - p->have_m[link->b]);
        double far_m = (p->root_m[link->b] + link_m(g, l) - p->root_m[link->a]) / 2;
        for (uint32_t k = link->first_want; k < link->end_want; k++) {
            double low_m = fmax(g->wants[k].from_m - link->from_m, lit_a_m) + INSIDE_M;
            double high_m =
                fmin(g->wants[k].to_m - link->from_m, link_m(g, l) - lit_b_m) - INSIDE_M;
            if (low_m > high_m)
                continue;
            offer(p, l, low_m);
            offer(p, l, high_m);
            offer(p, l, fmin(fmax(far_m, low_m), high_m));
        }
    }
}

static bool pack_run(struct pack *p)
{
    size_t n = p->graph->n_vertices;
    for (size_t v = 0; v < n; v++)
        p->root_m[v] = p->near_m[v] = INFINITY;
    memset(p->link_first, 0xFF, p->graph->n_links * sizeof *p->link_first);
    vertex_start(p, p->root_m, 0, 0, INFINITY);
    spread(p, p->root_m, INFINITY, NULL);
    candidates_start(p);
    while (p->queue.n > 0 && !p->failed) {
        struct candidate c = queue_pop(&p->queue);
        if (is_apart(p, c.link, c.at_m))
            choose(p, c.link, c.at_m);
    }
    return !p->failed;
}

enum gis_status extra_pack(const struct extra_graph *graph, const double *have_m, size_t *out)
{
    struct pack p = {.graph = graph, .have_m = have_m};
    p.root_m = malloc((graph->n_vertices + 1) * sizeof *p.root_m);
    p.near_m = malloc((graph->n_vertices + 1) * sizeof *p.near_m);
    p.link_first = malloc((graph->n_links + 1) * sizeof *p.link_first);
    enum gis_status status = extra_adjacency_new(graph, &p.by_vertex);
    if (p.root_m == NULL || p.near_m == NULL || p.link_first == NULL)
        status = GIS_ENOMEM;
    if (status == GIS_OK && !pack_run(&p))
        status = GIS_ENOMEM;
    if (status == GIS_OK)
        *out = p.n_chosen;
    extra_adjacency_free(&p.by_vertex);
    free(p.root_m);
    free(p.near_m);
    free(p.link_first);
    free(p.chosen);
    free(p.queue.items);
    free(p.front.items);
    return status;
}
