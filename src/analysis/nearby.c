/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/nearby.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"

/* --- a heap of nodes, nearest first; outdated entries are skipped when they come up ------------
 */

struct entry {
    double m;
    uint32_t node;
};

struct heap {
    struct entry *items;
    size_t n, cap;
};

static void push(struct heap *h, double m, uint32_t node)
{
    h->items = jy_grow(h->items, &h->cap, h->n + 1, sizeof *h->items);
    size_t i = h->n++;
    for (; i > 0 && h->items[(i - 1) / 2].m > m; i = (i - 1) / 2)
        h->items[i] = h->items[(i - 1) / 2];
    h->items[i] = (struct entry){m, node};
}

static struct entry pop(struct heap *h)
{
    struct entry top = h->items[0], last = h->items[--h->n];
    size_t i = 0;
    for (;;) {
        size_t child = 2 * i + 1;
        if (child + 1 < h->n && h->items[child + 1].m < h->items[child].m)
            child++;
        if (child >= h->n || h->items[child].m >= last.m)
            break;
        h->items[i] = h->items[child];
        i = child;
    }
    if (h->n > 0)
        h->items[i] = last;
    return top;
}

/* --- distances -------------------------------------------------------------------------------- */

static void reach_node(struct jy_reach *r, struct heap *h, uint32_t node, double m, uint32_t half,
                       double max_m)
{
    if (m > max_m || m >= r->node_m[node])
        return;
    r->node_m[node] = m;
    r->node_half[node] = half;
    push(h, m, node);
}

static void search(const struct gis_network *net, struct jy_reach *r, double max_m)
{
    struct heap h = {0};
    uint32_t e = r->from.at.edge;
    reach_node(r, &h, net->edge_ends[e][0], r->from.at.offset_m, 2 * e + 1, max_m);
    reach_node(r, &h, net->edge_ends[e][1], net->edge_length_m[e] - r->from.at.offset_m, 2 * e,
               max_m);
    while (h.n > 0) {
        struct entry at = pop(&h);
        if (at.m > r->node_m[at.node])
            continue;
        for (uint32_t a = net->node_first_arc[at.node]; a < net->node_first_arc[at.node + 1]; a++)
            reach_node(r, &h, net->arcs[a].node, at.m + net->edge_length_m[net->arcs[a].half / 2],
                       net->arcs[a].half, max_m);
    }
    free(h.items);
}

static enum jy_code snap(const struct jy_lighting *l, struct gis_lonlat at, struct gis_snap *out,
                         struct jy_error *err)
{
    struct gis_xy xy;
    enum jy_code code = jy_lighting_project(l, 1, &at, &xy, err);
    if (code != JY_OK)
        return code;
    *out = gis_network_nearest(l->network, xy, JY_NEARBY_REACH_M);
    if (out->at.edge == GIS_NONE)
        return jy_fail(err, JY_ENOTFOUND, "no road within %.0f m of %.6f,%.6f", JY_NEARBY_REACH_M,
                       at.lon_deg, at.lat_deg);
    return JY_OK;
}

enum jy_code jy_reach_init(const struct jy_lighting *l, struct gis_lonlat at, double max_m,
                           struct jy_reach *out, struct jy_error *err)
{
    struct jy_reach r = {0};
    enum jy_code code = snap(l, at, &r.from, err);
    if (code != JY_OK)
        return code;
    r.node_m = jy_malloc(l->network->n_nodes * sizeof *r.node_m);
    r.node_half = jy_malloc(l->network->n_nodes * sizeof *r.node_half);
    for (uint32_t i = 0; i < l->network->n_nodes; i++) {
        r.node_m[i] = (double)INFINITY;
        r.node_half[i] = GIS_NONE;
    }
    search(l->network, &r, max_m);
    *out = r;
    return JY_OK;
}

void jy_reach_done(struct jy_reach *reach)
{
    free(reach->node_m);
    free(reach->node_half);
    *reach = (struct jy_reach){0};
}

double jy_reach_m(const struct jy_lighting *l, const struct jy_reach *reach, struct gis_on_edge to)
{
    if (to.edge == GIS_NONE)
        return (double)INFINITY;
    const uint32_t *ends = l->network->edge_ends[to.edge];
    double m = fmin(reach->node_m[ends[0]] + to.offset_m,
                    reach->node_m[ends[1]] + l->network->edge_length_m[to.edge] - to.offset_m);
    if (to.edge == reach->from.at.edge)
        m = fmin(m, fabs(to.offset_m - reach->from.at.offset_m));
    return m;
}

void jy_reach_lights(const struct jy_lighting *l, const struct jy_reach *reach, size_t n,
                     const double *within_m, size_t *out)
{
    memset(out, 0, n * sizeof *out);
    for (size_t i = 0; i < l->n_counted; i++) {
        uint8_t status = l->data->lights[l->light_of[i]].status;
        if (status != JY_STATUS_IN_SERVICE && status != JY_STATUS_UNKNOWN)
            continue;
        double m = jy_reach_m(l, reach, l->snaps[i].at);
        for (size_t k = 0; k < n; k++)
            out[k] += m <= within_m[k];
    }
}

/* --- a way ------------------------------------------------------------------------------------ */

/* Part of an edge, walked from from_m to to_m (either may be the larger). */
struct leg {
    uint32_t edge;
    double from_m, to_m;
};

struct walk {
    const struct jy_lighting *l;
    struct jy_way way;
    double run_m; /* dark so far without a break */
    struct jy_stretch stretch;
};

/* d goes in a straight line from a_m to b_m along length_m; beyond half_m it is dark. */
static void walk_piece(struct walk *w, double half_m, double length_m, double a_m, double b_m)
{
    bool dark_a = a_m > half_m, dark_b = b_m > half_m;
    double dark_m = dark_a && dark_b ? length_m
                    : dark_a         ? length_m * (a_m - half_m) / (a_m - b_m)
                    : dark_b         ? length_m * (b_m - half_m) / (b_m - a_m)
                                     : 0;
    w->run_m = dark_a ? w->run_m + dark_m : dark_m;
    w->way.dark_m = fmax(w->way.dark_m, w->run_m);
    if (!dark_b)
        w->run_m = 0;
    w->way.lit_m += length_m - dark_m;
    w->way.length_m += length_m;
}

/* d at an offset, between breakpoints. */
static double d_at(const struct gis_distance_at *p, size_t n, double offset_m)
{
    for (size_t i = 1; i < n; i++) {
        double step_m = p[i].offset_m - p[i - 1].offset_m;
        if (offset_m > p[i].offset_m && i + 1 < n)
            continue;
        if (isinf(p[i].d_m) || isinf(p[i - 1].d_m) || step_m <= 0)
            return p[i].d_m;
        double t = fmin(fmax((offset_m - p[i - 1].offset_m) / step_m, 0), 1);
        return p[i - 1].d_m + t * (p[i].d_m - p[i - 1].d_m);
    }
    return p[0].d_m;
}

static void walk_leg_light(struct walk *w, struct leg leg)
{
    size_t n = gis_lighting_profile(w->l->state, leg.edge, 0, NULL);
    struct gis_distance_at *p JY_AUTOFREE = jy_malloc(n * sizeof *p);
    (void)gis_lighting_profile(w->l->state, leg.edge, n, p);
    double half_m = gis_lighting_edge_reach_m(w->l->state, leg.edge);
    bool back = leg.to_m < leg.from_m;
    double at_m = leg.from_m, at_d_m = d_at(p, n, at_m);
    for (size_t k = 0; k < n; k++) {
        size_t i = back ? n - 1 - k : k;
        double next_m = p[i].offset_m;
        if (back ? next_m >= at_m || next_m <= leg.to_m : next_m <= at_m || next_m >= leg.to_m)
            continue;
        walk_piece(w, half_m, fabs(next_m - at_m), at_d_m, p[i].d_m);
        at_m = next_m;
        at_d_m = p[i].d_m;
    }
    walk_piece(w, half_m, fabs(leg.to_m - at_m), at_d_m, d_at(p, n, leg.to_m));
}

static enum jy_code walk_leg(struct walk *w, struct leg leg, struct jy_error *err)
{
    double from_m = fmin(leg.from_m, leg.to_m), to_m = fmax(leg.from_m, leg.to_m);
    enum jy_code code = jy_lighting_stretch(w->l, leg.edge, from_m, to_m, &w->stretch, err);
    if (code != JY_OK)
        return code;
    struct jy_way *way = &w->way;
    way->points = jy_grow(way->points, &way->cap, way->n + w->stretch.n, sizeof *way->points);
    for (size_t i = 0; i < w->stretch.n; i++)
        way->points[way->n++] = w->stretch.points[leg.to_m < leg.from_m ? w->stretch.n - 1 - i : i];
    walk_leg_light(w, leg);
    return JY_OK;
}

/* The legs in the order walked, from the search's beginning to @p to. */
static struct leg *find_legs(const struct gis_network *net, const struct jy_reach *r,
                             struct gis_on_edge to, size_t *out_n)
{
    struct leg *legs = NULL;
    size_t n = 0, cap = 0;
    double length_m = net->edge_length_m[to.edge];
    double by_first_m = r->node_m[net->edge_ends[to.edge][0]] + to.offset_m;
    double by_second_m = r->node_m[net->edge_ends[to.edge][1]] + length_m - to.offset_m;
    bool same = to.edge == r->from.at.edge &&
                fabs(to.offset_m - r->from.at.offset_m) <= fmin(by_first_m, by_second_m);
    bool first = by_first_m <= by_second_m;
    legs = jy_grow(legs, &cap, 1, sizeof *legs);
    legs[n++] = (struct leg){to.edge,
                             same    ? r->from.at.offset_m
                             : first ? 0
                                     : length_m,
                             to.offset_m};
    uint32_t node = net->edge_ends[to.edge][first ? 0 : 1];
    while (!same) {
        uint32_t half = r->node_half[node], edge = half / 2;
        double edge_m = net->edge_length_m[edge], end_m = half % 2 == 0 ? edge_m : 0;
        /* the first leg begins inside its edge; a later pass over that edge costs its full length
         */
        double inside_m = fabs(end_m - r->from.at.offset_m);
        same = edge == r->from.at.edge && r->node_m[node] == inside_m;
        legs = jy_grow(legs, &cap, n + 1, sizeof *legs);
        legs[n++] = (struct leg){edge, same ? r->from.at.offset_m : edge_m - end_m, end_m};
        node = gis_half_tail(net, half);
    }
    for (size_t i = 0; i < n / 2; i++) {
        struct leg swap = legs[i];
        legs[i] = legs[n - 1 - i];
        legs[n - 1 - i] = swap;
    }
    *out_n = n;
    return legs;
}

enum jy_code jy_reach_way(const struct jy_lighting *l, const struct jy_reach *reach,
                          struct gis_lonlat to, struct jy_way *out, struct jy_error *err)
{
    struct gis_snap end;
    enum jy_code code = snap(l, to, &end, err);
    if (code != JY_OK)
        return code;
    if (isinf(jy_reach_m(l, reach, end.at)))
        return jy_fail(err, JY_ENOTFOUND, "no way along the road leads to %.6f,%.6f", to.lon_deg,
                       to.lat_deg);
    struct walk w = {.l = l};
    size_t n;
    struct leg *legs JY_AUTOFREE = find_legs(l->network, reach, end.at, &n);
    for (size_t i = 0; i < n && code == JY_OK; i++)
        code = walk_leg(&w, legs[i], err);
    jy_stretch_done(&w.stretch);
    if (code != JY_OK) {
        jy_way_done(&w.way);
        return code;
    }
    *out = w.way;
    return JY_OK;
}

void jy_way_done(struct jy_way *way)
{
    free(way->points);
    *way = (struct jy_way){0};
}
