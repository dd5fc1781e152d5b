/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/route.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/heap.h"

/* Nodes met so far in open addressing, grown by half full, and a heap of those to go on from;
 * outdated entries of the heap are skipped when they come up. */
struct met {
    uint32_t node;
    uint32_t half; /* by which the shortest way arrives; GIS_NONE: out of the first edge */
    double m;
};

struct search {
    const struct gis_network *net;
    struct met *table;
    size_t size, n;
    struct gis_heap heap;
};

static struct met *slot_of(struct met *table, size_t size, uint32_t node)
{
    size_t k = (node * (size_t)0x9e3779b97f4a7c15U >> 20) & (size - 1);
    while (table[k].node != GIS_NONE && table[k].node != node)
        k = (k + 1) & (size - 1);
    return &table[k];
}

static bool grow(struct search *s)
{
    size_t size = s->size == 0 ? 64 : 2 * s->size;
    struct met *table = malloc(size * sizeof *table);
    if (table == NULL)
        return false;
    memset(table, 0xFF, size * sizeof *table); /* GIS_NONE everywhere */
    for (size_t k = 0; k < s->size; k++) {
        if (s->table[k].node != GIS_NONE)
            *slot_of(table, size, s->table[k].node) = s->table[k];
    }
    free(s->table);
    s->table = table;
    s->size = size;
    return true;
}

static bool offer(struct search *s, double m, uint32_t node, uint32_t half)
{
    if (2 * (s->n + 1) > s->size && !grow(s))
        return false;
    struct met *met = slot_of(s->table, s->size, node);
    if (met->node == node && met->m <= m)
        return true;
    s->n += met->node != node;
    *met = (struct met){node, half, m};
    return gis_heap_push(&s->heap, (struct gis_heap_item){m, node, node}) == GIS_OK;
}

/* Where the best way so far enters the last edge, by which of its ends; GIS_NONE: none was found.
 */
struct entrance {
    uint32_t node;
    int end;
    double m; /* of the whole way */
};

/* The last edge from a node that was reached: only the part between the node and the goal counts,
 * and where goal and start share an edge the start must not lie in it. */
static void try_goal(const struct search *s, struct gis_on_edge from, struct gis_on_edge to,
                     struct gis_heap_item at, struct entrance *best)
{
    const uint32_t *ends = s->net->edge_ends[to.edge];
    for (int k = 0; k < 2; k++) {
        double last_m = k == 0 ? to.offset_m : s->net->edge_length_m[to.edge] - to.offset_m;
        bool passes = from.edge == to.edge &&
                      (k == 0 ? from.offset_m <= to.offset_m : from.offset_m >= to.offset_m);
        if (ends[k] == at.id && !passes && at.key + last_m < best->m)
            *best = (struct entrance){at.id, k, at.key + last_m};
    }
}

static bool go_on(struct search *s, struct gis_on_edge from, struct gis_heap_item at)
{
    const struct gis_network *net = s->net;
    for (uint32_t k = net->node_first_arc[at.id]; k < net->node_first_arc[at.id + 1]; k++) {
        uint32_t half = net->arcs[k].half;
        if (half / 2 != from.edge &&
            !offer(s, at.key + net->edge_length_m[half / 2], net->arcs[k].node, half))
            return false;
    }
    return true;
}

static bool run(struct search *s, struct gis_on_edge from, int end, struct gis_on_edge to,
                double max_m, struct entrance *best)
{
    double start_m = end == 0 ? from.offset_m : s->net->edge_length_m[from.edge] - from.offset_m;
    if (!offer(s, start_m, s->net->edge_ends[from.edge][end], GIS_NONE))
        return false;
    while (s->heap.n > 0) {
        struct gis_heap_item at = gis_heap_pop(&s->heap);
        if (at.key >= best->m || at.key > max_m)
            break;
        if (at.key > slot_of(s->table, s->size, at.id)->m)
            continue;
        try_goal(s, from, to, at, best);
        if (!go_on(s, from, at))
            return false;
    }
    return true;
}

/* From the goal back to the start, then the other way round. */
static bool collect(struct search *s, struct gis_on_edge from, int end, struct gis_on_edge to,
                    struct entrance best, struct gis_route *out)
{
    const struct gis_network *net = s->net;
    size_t n = 2;
    for (struct met *m = slot_of(s->table, s->size, best.node); m->half != GIS_NONE; n++)
        m = slot_of(s->table, s->size, gis_half_tail(net, m->half));
    struct gis_route_leg *legs = malloc(n * sizeof *legs);
    if (legs == NULL)
        return false;
    size_t k = n;
    legs[--k] = (struct gis_route_leg){to.edge, best.end == 0 ? 0 : net->edge_length_m[to.edge],
                                       to.offset_m};
    for (struct met *m = slot_of(s->table, s->size, best.node); m->half != GIS_NONE;) {
        double length_m = net->edge_length_m[m->half / 2];
        bool forth = m->half % 2 == 0;
        legs[--k] = (struct gis_route_leg){m->half / 2, forth ? 0 : length_m, forth ? length_m : 0};
        m = slot_of(s->table, s->size, gis_half_tail(net, m->half));
    }
    legs[0] = (struct gis_route_leg){from.edge, from.offset_m,
                                     end == 0 ? 0 : net->edge_length_m[from.edge]};
    *out = (struct gis_route){best.m, n, legs};
    return true;
}

static bool on_network(const struct gis_network *net, struct gis_on_edge at)
{
    return at.edge < net->n_edges && at.offset_m >= 0 && at.offset_m <= net->edge_length_m[at.edge];
}

/* Along the edge itself. */
static enum gis_status straight(struct gis_on_edge from, struct gis_on_edge to, double max_m,
                                struct gis_route *out)
{
    double m = fabs(to.offset_m - from.offset_m);
    if (m > max_m)
        return GIS_OK;
    struct gis_route_leg *legs = malloc(sizeof *legs);
    if (legs == NULL)
        return GIS_ENOMEM;
    legs[0] = (struct gis_route_leg){from.edge, from.offset_m, to.offset_m};
    *out = (struct gis_route){m, 1, legs};
    return GIS_OK; // cppcheck-suppress memleak ; the caller's now
}

enum gis_status gis_route_find(const struct gis_network *network, struct gis_on_edge from, int end,
                               struct gis_on_edge to, double max_m, struct gis_route *out)
{
    if (!on_network(network, from) || !on_network(network, to) || end < 0 || end > 1)
        return GIS_EDOMAIN;
    struct gis_route found = {INFINITY, 0, NULL};
    enum gis_status status = GIS_OK;
    bool ahead = from.edge == to.edge &&
                 (end == 0 ? to.offset_m <= from.offset_m : to.offset_m >= from.offset_m);
    if (ahead) {
        status = straight(from, to, max_m, &found);
    } else {
        struct search s = {.net = network};
        struct entrance best = {GIS_NONE, 0, INFINITY};
        bool fine = run(&s, from, end, to, max_m, &best);
        if (fine && best.node != GIS_NONE && best.m <= max_m)
            fine = collect(&s, from, end, to, best, &found);
        status = fine ? GIS_OK : GIS_ENOMEM;
        free(s.table);
        gis_heap_done(&s.heap);
    }
    if (status == GIS_OK)
        *out = found;
    return status;
}

void gis_route_done(struct gis_route *route)
{
    free(route->legs);
    *route = (struct gis_route){0, 0, NULL};
}
