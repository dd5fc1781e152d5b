/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/reach.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct open_node {
    double d_m;
    uint32_t node;
};

struct gis_reach {
    const struct gis_network *net;
    uint32_t stamp;
    uint32_t *node_stamp, *edge_stamp;
    double *node_m; /* valid where node_stamp is the stamp */
    struct open_node *heap;
    size_t n_heap, max_heap;
    uint32_t *nodes; /* those met, in order */
    size_t n_nodes, max_nodes;
    struct gis_reached *found;
    size_t n_found, max_found;
};

static bool room_for_one(void **array, size_t n, size_t *max, size_t size)
{
    if (n < *max)
        return true;
    size_t wanted = *max < 32 ? 32 : *max * 2;
    void *grown = realloc(*array, wanted * size);
    if (grown == NULL)
        return false;
    *array = grown;
    *max = wanted;
    return true;
}

enum gis_status gis_reach_new(const struct gis_network *network, struct gis_reach **out)
{
    struct gis_reach *r = calloc(1, sizeof *r);
    if (r == NULL)
        return GIS_ENOMEM;
    r->net = network;
    r->node_stamp = calloc((size_t)network->n_nodes + 1, sizeof *r->node_stamp);
    r->edge_stamp = calloc((size_t)network->n_edges + 1, sizeof *r->edge_stamp);
    r->node_m = malloc(((size_t)network->n_nodes + 1) * sizeof *r->node_m);
    if (r->node_stamp == NULL || r->edge_stamp == NULL || r->node_m == NULL) {
        gis_reach_free(r);
        return GIS_ENOMEM;
    }
    *out = r;
    return GIS_OK;
}

void gis_reach_free(struct gis_reach *reach)
{
    if (reach == NULL)
        return;
    free(reach->node_stamp);
    free(reach->edge_stamp);
    free(reach->node_m);
    free(reach->heap);
    free(reach->nodes);
    free(reach->found);
    free(reach);
}

/* --- nodes within the radius ------------------------------------------------------------------ */

static bool push(struct gis_reach *r, double d_m, uint32_t node)
{
    void *heap = r->heap;
    if (!room_for_one(&heap, r->n_heap, &r->max_heap, sizeof *r->heap))
        return false;
    r->heap = heap;
    size_t at = r->n_heap++;
    for (; at > 0 && r->heap[(at - 1) / 2].d_m > d_m; at = (at - 1) / 2)
        r->heap[at] = r->heap[(at - 1) / 2];
    r->heap[at] = (struct open_node){d_m, node};
    return true;
}

static struct open_node pop(struct gis_reach *r)
{
    struct open_node top = r->heap[0], last = r->heap[--r->n_heap];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < r->n_heap; at = child) {
        if (child + 1 < r->n_heap && r->heap[child + 1].d_m < r->heap[child].d_m)
            child++;
        if (r->heap[child].d_m >= last.d_m)
            break;
        r->heap[at] = r->heap[child];
    }
    if (r->n_heap > 0)
        r->heap[at] = last;
    return top;
}

static bool offer(struct gis_reach *r, double d_m, uint32_t node, double radius_m)
{
    bool known = r->node_stamp[node] == r->stamp;
    if (d_m > radius_m || (known && r->node_m[node] <= d_m))
        return true;
    if (!known) {
        void *nodes = r->nodes;
        if (!room_for_one(&nodes, r->n_nodes, &r->max_nodes, sizeof *r->nodes))
            return false;
        r->nodes = nodes;
        r->nodes[r->n_nodes++] = node;
    }
    r->node_stamp[node] = r->stamp;
    r->node_m[node] = d_m;
    return push(r, d_m, node);
}

static bool spread(struct gis_reach *r, double radius_m)
{
    const struct gis_network *net = r->net;
    while (r->n_heap > 0) {
        struct open_node item = pop(r);
        if (item.d_m > r->node_m[item.node])
            continue;
        for (uint32_t k = net->node_first_arc[item.node]; k < net->node_first_arc[item.node + 1];
             k++)
            if (!offer(r, item.d_m + net->edge_length_m[net->arcs[k].half / 2], net->arcs[k].node,
                       radius_m))
                return false;
    }
    return true;
}

/* --- intervals -------------------------------------------------------------------------------- */

static bool found_add(struct gis_reach *r, uint32_t edge, double from_m, double to_m)
{
    void *found = r->found;
    if (!room_for_one(&found, r->n_found, &r->max_found, sizeof *r->found))
        return false;
    r->found = found;
    r->found[r->n_found++] = (struct gis_reached){edge, from_m, to_m};
    return true;
}

/* How far an edge is covered from one of its ends; negative: not at all. */
static double from_end_m(const struct gis_reach *r, uint32_t edge, int end, double radius_m)
{
    uint32_t node = r->net->edge_ends[edge][end];
    return r->node_stamp[node] == r->stamp ? radius_m - r->node_m[node] : -1;
}

/* Up to three intervals of an edge: from either end, and around the position itself. */
static bool edge_add(struct gis_reach *r, uint32_t edge, const struct gis_on_edge *own,
                     double radius_m)
{
    if (r->edge_stamp[edge] == r->stamp)
        return true;
    r->edge_stamp[edge] = r->stamp;
    double length_m = r->net->edge_length_m[edge];
    double head_m = fmin(from_end_m(r, edge, 0, radius_m), length_m);
    double tail_m = length_m - from_end_m(r, edge, 1, radius_m);
    struct gis_interval middle = {INFINITY, -INFINITY};
    if (own != NULL && own->edge == edge)
        middle = (struct gis_interval){fmax(0, own->offset_m - radius_m),
                                       fmin(length_m, own->offset_m + radius_m)};
    if (middle.from_m <= middle.to_m && middle.from_m <= head_m) {
        head_m = fmax(head_m, middle.to_m); /* it begins within the first: one interval */
        middle = (struct gis_interval){INFINITY, -INFINITY};
    }
    tail_m = fmax(tail_m, 0);
    if (middle.from_m <= middle.to_m && middle.to_m >= tail_m) {
        tail_m = fmin(tail_m, middle.from_m);
        middle = (struct gis_interval){INFINITY, -INFINITY};
    }
    if (head_m >= 0 && tail_m <= head_m)
        return found_add(r, edge, 0, length_m);
    return (head_m < 0 || found_add(r, edge, 0, head_m)) &&
           (middle.from_m > middle.to_m || found_add(r, edge, middle.from_m, middle.to_m)) &&
           (tail_m > length_m || found_add(r, edge, tail_m, length_m));
}

static bool edges_add(struct gis_reach *r, const struct gis_on_edge *own, double radius_m)
{
    const struct gis_network *net = r->net;
    if (!edge_add(r, own->edge, own, radius_m))
        return false;
    for (size_t i = 0; i < r->n_nodes; i++)
        for (uint32_t v = r->nodes[i], k = net->node_first_arc[v]; k < net->node_first_arc[v + 1];
             k++)
            if (!edge_add(r, net->arcs[k].half / 2, own, radius_m))
                return false;
    return true;
}

static void stamp_next(struct gis_reach *r)
{
    if (++r->stamp != 0)
        return;
    memset(r->node_stamp, 0, r->net->n_nodes * sizeof *r->node_stamp);
    memset(r->edge_stamp, 0, r->net->n_edges * sizeof *r->edge_stamp);
    r->stamp = 1;
}

enum gis_status gis_reach_find(struct gis_reach *reach, struct gis_on_edge from, double radius_m,
                               const struct gis_reached **out, size_t *n)
{
    const struct gis_network *net = reach->net;
    if (from.edge >= net->n_edges || !(from.offset_m >= 0) ||
        from.offset_m > net->edge_length_m[from.edge] || !(radius_m >= 0) || radius_m > 1e6)
        return GIS_EDOMAIN;
    stamp_next(reach);
    reach->n_heap = reach->n_nodes = reach->n_found = 0;
    double to_end_m = net->edge_length_m[from.edge] - from.offset_m;
    if (!offer(reach, from.offset_m, net->edge_ends[from.edge][0], radius_m) ||
        !offer(reach, to_end_m, net->edge_ends[from.edge][1], radius_m) ||
        !spread(reach, radius_m) || !edges_add(reach, &from, radius_m))
        return GIS_ENOMEM;
    *out = reach->found;
    *n = reach->n_found;
    return GIS_OK;
}
