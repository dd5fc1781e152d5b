/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/reach.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/array.h"
#include "gis/heap.h"

struct gis_reach {
    const struct gis_network *net;
    uint32_t stamp;
    uint32_t *node_stamp, *edge_stamp;
    double *node_m; /* valid where node_stamp is the stamp */
    struct gis_heap heap;
    uint32_t *nodes; /* those met, in order */
    size_t n_nodes, max_nodes;
    struct gis_reached *found;
    size_t n_found, max_found;
    /* by a rule: reach_m of every edge, or edge_reach_m (borrowed), at most max_reach_m */
    const double *edge_reach_m;
    double reach_m, max_reach_m;
    bool straight;
    bool by_edge; /* of the search under way */
};

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

enum gis_status gis_reach_new_by_rule(const struct gis_lighting *lighting, struct gis_reach **out)
{
    const struct gis_network *net = gis_lighting_network(lighting);
    struct gis_lighting_rule rule = gis_lighting_rule_of(lighting);
    struct gis_reach *r;
    enum gis_status status = gis_reach_new(net, &r);
    if (status != GIS_OK)
        return status;
    r->straight = rule.measure == GIS_STRAIGHT;
    r->edge_reach_m = rule.edge_reach_m;
    r->reach_m = r->max_reach_m = rule.reach_m > 0 ? rule.reach_m : rule.spacing_m / 2;
    for (uint32_t e = 0; rule.edge_reach_m != NULL && e < net->n_edges; e++)
        r->max_reach_m = fmax(r->max_reach_m, rule.edge_reach_m[e]);
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
    gis_heap_done(&reach->heap);
    free(reach->nodes);
    free(reach->found);
    free(reach);
}

/* --- nodes within the radius ------------------------------------------------------------------ */

static bool offer(struct gis_reach *r, double d_m, uint32_t node, double radius_m)
{
    bool known = r->node_stamp[node] == r->stamp;
    if (d_m > radius_m || (known && r->node_m[node] <= d_m))
        return true;
    if (!known) {
        if (!gis_array_room(&r->nodes, r->n_nodes + 1, &r->max_nodes, sizeof *r->nodes))
            return false;
        r->nodes[r->n_nodes++] = node;
    }
    r->node_stamp[node] = r->stamp;
    r->node_m[node] = d_m;
    return gis_heap_push(&r->heap, (struct gis_heap_item){d_m, node, node}) == GIS_OK;
}

static bool spread(struct gis_reach *r, double radius_m)
{
    const struct gis_network *net = r->net;
    while (r->heap.n > 0) {
        struct gis_heap_item item = gis_heap_pop(&r->heap);
        if (item.key > r->node_m[item.id])
            continue;
        for (uint32_t k = net->node_first_arc[item.id]; k < net->node_first_arc[item.id + 1]; k++) {
            if (!offer(r, item.key + net->edge_length_m[net->arcs[k].half / 2], net->arcs[k].node,
                       radius_m))
                return false;
        }
    }
    return true;
}

/* --- intervals -------------------------------------------------------------------------------- */

static bool found_add(struct gis_reach *r, uint32_t edge, double from_m, double to_m)
{
    if (!gis_array_room(&r->found, r->n_found + 1, &r->max_found, sizeof *r->found))
        return false;
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
    if (r->by_edge && r->edge_reach_m != NULL)
        radius_m = r->edge_reach_m[edge];
    double length_m = r->net->edge_length_m[edge];
    double head_m = fmin(from_end_m(r, edge, 0, radius_m), length_m);
    double tail_m = length_m - from_end_m(r, edge, 1, radius_m);
    struct gis_interval middle = {INFINITY, -INFINITY};
    if (own != NULL && own->edge == edge) {
        middle = (struct gis_interval){fmax(0, own->offset_m - radius_m),
                                       fmin(length_m, own->offset_m + radius_m)};
    }
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
    for (size_t i = 0; i < r->n_nodes; i++) {
        for (uint32_t v = r->nodes[i], k = net->node_first_arc[v]; k < net->node_first_arc[v + 1];
             k++) {
            if (!edge_add(r, net->arcs[k].half / 2, own, radius_m))
                return false;
        }
    }
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

/* --- in a straight line ----------------------------------------------------------------------- */

/* What of a segment from a to b lies within a radius of p, as shares of it; false: nothing. */
static bool chord(struct gis_xy p, struct gis_xy a, struct gis_xy b, double radius_m, double t[2])
{
    double x = b.x_m - a.x_m, y = b.y_m - a.y_m, square = x * x + y * y;
    if (!(square > 0))
        return false;
    double middle = ((p.x_m - a.x_m) * x + (p.y_m - a.y_m) * y) / square;
    double off2 = pow(a.x_m + middle * x - p.x_m, 2) + pow(a.y_m + middle * y - p.y_m, 2);
    if (off2 > radius_m * radius_m)
        return false;
    double half = sqrt((radius_m * radius_m - off2) / square);
    t[0] = fmax(0, middle - half);
    t[1] = fmin(1, middle + half);
    return t[0] < t[1];
}

static enum gis_status find_straight(struct gis_reach *r, struct gis_on_edge from)
{
    const struct gis_network *net = r->net;
    struct gis_xy p = gis_network_xy(net, from);
    struct gis_rtree_cursor cursor;
    struct gis_box box = {p.x_m - r->max_reach_m, p.y_m - r->max_reach_m, p.x_m + r->max_reach_m,
                          p.y_m + r->max_reach_m};
    uint32_t item;
    gis_rtree_find(net->segments, box, &cursor);
    while (gis_rtree_next(&cursor, &item)) {
        uint32_t i = net->segment_point[item], edge = net->segment_edge[item];
        double radius_m = r->edge_reach_m != NULL ? r->edge_reach_m[edge] : r->reach_m, t[2];
        if (!chord(p, net->points[i], net->points[i + 1], radius_m, t))
            continue;
        double start_m = net->point_m[i] - net->point_m[net->edge_points[edge][0]];
        double length_m = net->point_m[i + 1] - net->point_m[i];
        double from_m = start_m + t[0] * length_m, to_m = start_m + t[1] * length_m;
        if (!found_add(r, edge, from_m, fmin(to_m, net->edge_length_m[edge])))
            return GIS_ENOMEM;
    }
    return GIS_OK;
}

/* --- searches --------------------------------------------------------------------------------- */

static bool on_network(const struct gis_network *net, struct gis_on_edge at)
{
    return at.edge < net->n_edges && at.offset_m >= 0 && at.offset_m <= net->edge_length_m[at.edge];
}

static enum gis_status find_along(struct gis_reach *reach, struct gis_on_edge from, double radius_m)
{
    const struct gis_network *net = reach->net;
    double to_end_m = net->edge_length_m[from.edge] - from.offset_m;
    bool done = offer(reach, from.offset_m, net->edge_ends[from.edge][0], radius_m) &&
                offer(reach, to_end_m, net->edge_ends[from.edge][1], radius_m) &&
                spread(reach, radius_m) && edges_add(reach, &from, radius_m);
    return done ? GIS_OK : GIS_ENOMEM;
}

static void begin(struct gis_reach *reach, bool by_edge)
{
    stamp_next(reach);
    reach->heap.n = reach->n_nodes = reach->n_found = 0;
    reach->by_edge = by_edge;
}

enum gis_status gis_reach_find(struct gis_reach *reach, struct gis_on_edge from, double radius_m,
                               const struct gis_reached **out, size_t *n)
{
    if (!on_network(reach->net, from) || !(radius_m >= 0) || radius_m > 1e6)
        return GIS_EDOMAIN;
    begin(reach, false);
    enum gis_status status = find_along(reach, from, radius_m);
    if (status != GIS_OK)
        return status;
    *out = reach->found;
    *n = reach->n_found;
    return GIS_OK;
}

enum gis_status gis_reach_cover(struct gis_reach *reach, struct gis_on_edge from,
                                const struct gis_reached **out, size_t *n)
{
    if (!on_network(reach->net, from) || !(reach->max_reach_m > 0))
        return GIS_EDOMAIN;
    begin(reach, true);
    enum gis_status status =
        reach->straight ? find_straight(reach, from) : find_along(reach, from, reach->max_reach_m);
    if (status != GIS_OK)
        return status;
    *out = reach->found;
    *n = reach->n_found;
    return GIS_OK;
}
