/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "gis/network.h"

/* How far along segment (a, b) the nearest point to p lies, 0 to 1. */
static double foot(struct gis_xy a, struct gis_xy b, struct gis_xy p)
{
    double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m;
    double t = ((p.x_m - a.x_m) * dx + (p.y_m - a.y_m) * dy) / (dx * dx + dy * dy);
    return fmin(fmax(t, 0), 1); /* NaN (no extent) gives 0 */
}

/* What a nearest search looks through. */
struct wanted {
    const struct gis_network *net;
    uint8_t flags;
};

static double segment_distance2(const void *context, struct gis_xy p, uint32_t item)
{
    const struct wanted *wanted = context;
    const struct gis_network *net = wanted->net;
    uint8_t flags = net->edge_flags[net->segment_edge[item]];
    bool across = (flags & (GIS_ROAD_LINK | GIS_ROAD_EVALUATE)) == GIS_ROAD_LINK;
    if (across || (flags & wanted->flags) != wanted->flags)
        return INFINITY;
    uint32_t i = net->segment_point[item];
    struct gis_xy a = net->points[i], b = net->points[i + 1];
    double t = foot(a, b, p);
    /* from the nearer end, so that the ends themselves are exact */
    double dx = p.x_m - (t < 1 ? a.x_m + t * (b.x_m - a.x_m) : b.x_m);
    double dy = p.y_m - (t < 1 ? a.y_m + t * (b.y_m - a.y_m) : b.y_m);
    return dx * dx + dy * dy;
}

static struct gis_on_edge on_segment(const struct gis_network *net, uint32_t item, double t)
{
    uint32_t e = net->segment_edge[item], i = net->segment_point[item];
    double from_m = net->point_m[net->edge_points[e][0]];
    double at_m = net->point_m[i] + t * (net->point_m[i + 1] - net->point_m[i]);
    if (t == 1)
        at_m = net->point_m[i + 1];
    return (struct gis_on_edge){e, fmin(fmax(at_m - from_m, 0), net->edge_length_m[e])};
}

struct gis_snap gis_network_nearest(const struct gis_network *network, struct gis_xy p,
                                    double max_m)
{
    return gis_network_nearest_with(network, p, max_m, 0);
}

struct gis_snap gis_network_nearest_with(const struct gis_network *network, struct gis_xy p,
                                         double max_m, uint8_t flags)
{
    uint32_t segment = GIS_NONE;
    return gis_network_nearest_after(network, p, max_m, flags, &segment);
}

struct gis_snap gis_network_nearest_after(const struct gis_network *network, struct gis_xy p,
                                          double max_m, uint8_t flags, uint32_t *segment)
{
    const struct wanted wanted = {network, flags};
    struct gis_snap snap = {{GIS_NONE, 0}, INFINITY};
    uint32_t item;
    double d_m;
    if (!gis_rtree_nearest_from(network->segments, p, max_m, segment_distance2, &wanted, *segment,
                                &item, &d_m))
        return snap;
    *segment = item;
    uint32_t i = network->segment_point[item];
    snap.at = on_segment(network, item, foot(network->points[i], network->points[i + 1], p));
    snap.distance_m = d_m;
    return snap;
}

struct gis_on_edge gis_network_at(const struct gis_network *network, uint32_t road, double offset_m)
{
    struct gis_on_edge none = {GIS_NONE, 0};
    if (road >= network->n_roads || isnan(offset_m))
        return none;
    uint32_t low = network->road_first_edge[road], high = network->road_first_edge[road + 1];
    if (low == high)
        return none;
    offset_m = fmin(fmax(offset_m, 0), network->point_m[network->road_first_point[road + 1] - 1]);
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (network->point_m[network->edge_points[middle][0]] <= offset_m) {
            low = middle;
        } else {
            high = middle;
        }
    }
    double from_m = network->point_m[network->edge_points[low][0]];
    double to_m = network->point_m[network->edge_points[low][1]];
    if (offset_m < from_m || offset_m > to_m)
        return none;
    return (struct gis_on_edge){low, fmin(offset_m - from_m, network->edge_length_m[low])};
}

double gis_network_road_offset_m(const struct gis_network *network, struct gis_on_edge at)
{
    return network->point_m[network->edge_points[at.edge][0]] + at.offset_m;
}

void gis_network_junctions(const struct gis_network *network, uint8_t *out)
{
    for (uint32_t v = 0; v < network->n_nodes; v++) {
        uint32_t n_halves = 0;
        for (uint32_t k = network->node_first_arc[v]; k < network->node_first_arc[v + 1]; k++) {
            uint8_t flags = network->edge_flags[network->arcs[k].half / 2];
            if (flags & GIS_ROAD_PASSABLE)
                n_halves += flags & GIS_ROAD_LINK ? 1 : 2;
        }
        out[v] = n_halves >= 6;
    }
}

enum gis_status gis_network_components(const struct gis_network *network, uint32_t *of_node,
                                       size_t *out_n)
{
    uint32_t *open = malloc((network->n_nodes + (size_t)1) * sizeof *open), n = 0;
    if (open == NULL)
        return GIS_ENOMEM;
    for (uint32_t v = 0; v < network->n_nodes; v++)
        of_node[v] = GIS_NONE;
    for (uint32_t start = 0; start < network->n_nodes; start++) {
        size_t n_open = 0;
        if (of_node[start] != GIS_NONE)
            continue;
        of_node[start] = n;
        open[n_open++] = start;
        while (n_open > 0) {
            uint32_t v = open[--n_open];
            for (uint32_t k = network->node_first_arc[v]; k < network->node_first_arc[v + 1]; k++) {
                uint32_t to = network->arcs[k].node;
                if (of_node[to] != GIS_NONE)
                    continue;
                of_node[to] = n;
                open[n_open++] = to;
            }
        }
        n++;
    }
    free(open);
    *out_n = n;
    return GIS_OK;
}

/* The last point of the edge, but one, at or before an offset along the road. */
static uint32_t point_before(const struct gis_network *net, uint32_t edge, double road_m)
{
    uint32_t low = net->edge_points[edge][0], high = net->edge_points[edge][1];
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (net->point_m[middle] <= road_m) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

struct gis_xy gis_network_xy(const struct gis_network *network, struct gis_on_edge at)
{
    double offset_m = fmin(fmax(at.offset_m, 0), network->edge_length_m[at.edge]);
    double road_m = network->point_m[network->edge_points[at.edge][0]] + offset_m;
    uint32_t i = point_before(network, at.edge, road_m);
    struct gis_xy a = network->points[i], b = network->points[i + 1];
    double t = (road_m - network->point_m[i]) / (network->point_m[i + 1] - network->point_m[i]);
    if (!(t > 0))
        return a;
    if (t >= 1)
        return b;
    return (struct gis_xy){a.x_m + t * (b.x_m - a.x_m), a.y_m + t * (b.y_m - a.y_m)};
}

size_t gis_network_stretch(const struct gis_network *network, uint32_t edge, double from_m,
                           double to_m, size_t max, struct gis_xy *out)
{
    double start_m = network->point_m[network->edge_points[edge][0]];
    uint32_t i = point_before(network, edge, start_m + from_m) + 1;
    size_t n = 0;
    if (n++ < max)
        out[0] = gis_network_xy(network, (struct gis_on_edge){edge, from_m});
    for (; i < network->edge_points[edge][1] && network->point_m[i] - start_m < to_m; i++) {
        if (n++ < max)
            out[n - 1] = network->points[i];
    }
    if (n++ < max)
        out[n - 1] = gis_network_xy(network, (struct gis_on_edge){edge, to_m});
    return n;
}
