/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "gis/lighting_state.h"

/* Distances as the crow flies. Along a segment the square of the distance to a light is t^2 plus a
 * line in t, so which light is nearest is the lower envelope of lines, a concave function: one that
 * is nearest at both ends of a stretch is nearest all along it. */

/* Nodes where distances start anew are points of the tree with numbers from here on. */
#define START_ID (1U << 31)

/* Stretches shorter than this are rounding. */
#define TINY_M 1e-9

static struct gis_box network_box(const struct gis_network *net)
{
    struct gis_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (uint32_t i = 0; i < net->n_points; i++) {
        box.min_x_m = fmin(box.min_x_m, net->points[i].x_m);
        box.min_y_m = fmin(box.min_y_m, net->points[i].y_m);
        box.max_x_m = fmax(box.max_x_m, net->points[i].x_m);
        box.max_y_m = fmax(box.max_y_m, net->points[i].y_m);
    }
    return box;
}

static struct gis_xy light_xy(const struct gis_lighting *l, uint32_t light)
{
    struct gis_on_edge at = {l->lights[light].edge, l->lights[light].offset_m};
    return gis_network_xy(l->net, at);
}

static void node_label(struct gis_lighting *l, uint32_t node)
{
    struct gis_tree_point p;
    l->node[node] = (struct label){INFINITY, GIS_NONE};
    if (gis_point_tree_nearest(l->straight, l->net->node_xy[node], GIS_NONE, GIS_NONE, &p))
        l->node[node] = (struct label){sqrt(p.d2_m2), p.id >= START_ID ? GIS_JUNCTION : p.id};
}

enum gis_status straight_compute(struct gis_lighting *l)
{
    enum gis_status status = gis_point_tree_new(network_box(l->net), &l->straight);
    l->edge_peak_m = calloc(l->net->n_edges + (size_t)1, sizeof *l->edge_peak_m);
    if (status == GIS_OK && l->edge_peak_m == NULL)
        status = GIS_ENOMEM;
    for (uint32_t i = 0; i < l->n_lights && status == GIS_OK; i++) {
        if (l->lights[i].edge != GIS_NONE)
            status = gis_point_tree_add(l->straight, light_xy(l, i), i);
    }
    for (uint32_t v = 0; v < l->net->n_nodes && status == GIS_OK; v++) {
        if (l->node_starts != NULL && l->node_starts[v])
            status = gis_point_tree_add(l->straight, l->net->node_xy[v], START_ID | v);
    }
    for (uint32_t v = 0; v < l->net->n_nodes && status == GIS_OK; v++)
        node_label(l, v);
    return status;
}

double straight_distance_m(const struct gis_lighting *l, struct gis_on_edge at, uint32_t *out_light)
{
    struct gis_tree_point p = {{0, 0}, GIS_NONE, INFINITY};
    (void)gis_point_tree_nearest(l->straight, gis_network_xy(l->net, at), GIS_NONE, GIS_NONE, &p);
    if (out_light != NULL)
        *out_light = p.id == GIS_NONE || p.id < START_ID ? p.id : GIS_JUNCTION;
    return sqrt(p.d2_m2);
}

void straight_two_nearest(const struct gis_lighting *l, struct gis_on_edge at, double max_m,
                          struct gis_light_way out[2])
{
    struct gis_xy xy = gis_network_xy(l->net, at);
    uint32_t but = GIS_NONE;
    for (int k = 0; k < 2; k++) {
        struct gis_tree_point p;
        out[k] = (struct gis_light_way){GIS_NONE, INFINITY};
        if (!gis_point_tree_nearest(l->straight, xy, START_ID, but, &p) || sqrt(p.d2_m2) > max_m)
            continue;
        out[k] = (struct gis_light_way){p.id, sqrt(p.d2_m2)};
        but = p.id;
    }
}

/* --- along an edge ---------------------------------------------------------------------------- */

/* The segment at hand: where it begins and ends on the edge, and how it runs. */
struct segment {
    double from_m, to_m;
    struct gis_xy a;
    double ux, uy;
};

static struct segment segment_of(const struct gis_network *net, uint32_t edge, uint32_t point)
{
    double start_m = net->point_m[net->edge_points[edge][0]];
    struct gis_xy a = net->points[point], b = net->points[point + 1];
    struct segment s = {net->point_m[point] - start_m, net->point_m[point + 1] - start_m, a, 0, 0};
    if (point + 1 == net->edge_points[edge][1])
        s.to_m = net->edge_length_m[edge];
    double length_m = hypot(b.x_m - a.x_m, b.y_m - a.y_m);
    s.ux = (b.x_m - a.x_m) / length_m;
    s.uy = (b.y_m - a.y_m) / length_m;
    return s;
}

/* A light seen from the segment: its foot on the line (an offset of the edge) and its distance from
 * the line. */
static struct straight_near near_at(const struct gis_lighting *l, const struct segment *s,
                                    double at_m)
{
    struct gis_xy from = {s->a.x_m + (at_m - s->from_m) * s->ux,
                          s->a.y_m + (at_m - s->from_m) * s->uy};
    struct gis_tree_point p = {{0, 0}, GIS_NONE, INFINITY};
    (void)gis_point_tree_nearest(l->straight, from, GIS_NONE, GIS_NONE, &p);
    double dx = p.at.x_m - s->a.x_m, dy = p.at.y_m - s->a.y_m;
    return (struct straight_near){p.id, s->from_m + dx * s->ux + dy * s->uy,
                                  fabs(dx * s->uy - dy * s->ux)};
}

static double near_d2(const struct straight_near *n, double at_m)
{
    return (at_m - n->foot_m) * (at_m - n->foot_m) + n->off_m * n->off_m;
}

/* Where b becomes nearer than a. */
static double meet_m(const struct straight_near *a, const struct straight_near *b)
{
    double a2 = a->off_m * a->off_m, b2 = b->off_m * b->off_m;
    return (a->foot_m + b->foot_m) / 2 + (b2 - a2) / (2 * (b->foot_m - a->foot_m));
}

/* How far from cursor->at_m the light at hand stays the nearest, and which comes after it. */
static void reign_find(const struct gis_lighting *l, const struct segment *s,
                       struct span_cursor *cursor)
{
    double end_m = s->to_m;
    struct straight_near next = near_at(l, s, end_m);
    /* each turn brings the end nearer; the bound is for rounding */
    for (int turn = 0; turn < 10000 && next.id != cursor->near.id; turn++) {
        if (!(next.foot_m > cursor->near.foot_m))
            break; /* equal but for rounding */
        double meet = fmin(fmax(meet_m(&cursor->near, &next), cursor->at_m), end_m);
        struct straight_near between = near_at(l, s, meet);
        cursor->next = next;
        cursor->until_m = meet;
        if (between.id == next.id || between.id == cursor->near.id ||
            near_d2(&between, meet) >= near_d2(&cursor->near, meet) - TINY_M)
            return;
        next = between;
        end_m = meet;
    }
    cursor->until_m = end_m;
    cursor->next = next;
}

static bool span_end(const struct gis_lighting *l, uint32_t edge, struct span_cursor *cursor,
                     const struct segment *s)
{
    if (cursor->at_m < s->to_m) {
        cursor->near = cursor->next;
        return true;
    }
    if (++cursor->point >= l->net->edge_points[edge][1])
        return false;
    cursor->fresh = true;
    return true;
}

static struct span span_of(const struct straight_near *near, double from_m, double to_m)
{
    return (struct span){.from_m = from_m,
                         .to_m = to_m,
                         .from_d_m = sqrt(near_d2(near, from_m)),
                         .to_d_m = sqrt(near_d2(near, to_m)),
                         .straight = true,
                         .foot_m = near->foot_m,
                         .off_m = near->off_m};
}

bool straight_next_span(const struct gis_lighting *l, uint32_t edge, struct span_cursor *cursor,
                        struct span *span)
{
    if (cursor->done)
        return false;
    if (gis_point_tree_count(l->straight) == 0) {
        cursor->done = true;
        *span = (struct span){0, l->net->edge_length_m[edge], INFINITY, INFINITY, false, 0, 0};
        return true;
    }
    if (!cursor->begun) {
        cursor->begun = cursor->fresh = true;
        cursor->point = l->net->edge_points[edge][0];
    }
    while (!cursor->done) {
        struct segment s = segment_of(l->net, edge, cursor->point);
        if (cursor->fresh) {
            cursor->fresh = false;
            cursor->at_m = cursor->until_m = s.from_m;
            cursor->near = near_at(l, &s, s.from_m);
        }
        if (!(cursor->until_m > cursor->at_m))
            reign_find(l, &s, cursor);
        double from_m = cursor->at_m, to_m = cursor->until_m;
        if (from_m + TINY_M < cursor->near.foot_m && cursor->near.foot_m < to_m - TINY_M)
            to_m = cursor->near.foot_m;
        *span = span_of(&cursor->near, from_m, to_m);
        cursor->at_m = to_m;
        if (!(cursor->until_m > to_m))
            cursor->done = !span_end(l, edge, cursor, &s);
        if (to_m > from_m)
            return true;
    }
    return false;
}

/* --- changes ---------------------------------------------------------------------------------- */

/* A light at a place can only matter to edges that come as near to it as their farthest point is
 * from a light now. */
static bool edges_near(struct gis_lighting *l, struct gis_xy at)
{
    const struct gis_network *net = l->net;
    l->edges.n = 0;
    for (uint32_t e = 0; e < net->n_edges; e++) {
        struct gis_xy end = net->node_xy[net->edge_ends[e][0]];
        double near_m = hypot(end.x_m - at.x_m, end.y_m - at.y_m) - net->edge_length_m[e];
        if (near_m <= l->edge_peak_m[e] + 1e-6 && !list_add(&l->edges, e))
            return false;
    }
    return true;
}

enum gis_status straight_change(struct gis_lighting *l, uint32_t light, bool comes,
                                struct gis_box *changed)
{
    struct gis_xy at = light_xy(l, light);
    if (!edges_near(l, at))
        return GIS_ENOMEM;
    if (comes && gis_point_tree_add(l->straight, at, light) != GIS_OK)
        return GIS_ENOMEM;
    if (!comes)
        (void)gis_point_tree_remove(l->straight, at, light);
    for (size_t i = 0; i < l->edges.n; i++) {
        for (int end = 0; end < 2; end++)
            node_label(l, l->net->edge_ends[l->edges.items[i]][end]);
    }
    return lighting_update_gaps(l, GIS_NONE, changed);
}
