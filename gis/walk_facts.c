/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What lies along a way: dark stretches and lights. */
#include <math.h>

#include "gis/lighting_state.h"
#include "gis/walk.h"

/* Dark intervals of a part of an edge, in order. */
struct dark_scan {
    const struct gis_lighting *l;
    uint32_t edge;
    struct span_cursor cursor;
    struct span span; /* the next one starts where it ends */
    double from_m, to_m;
};

static struct dark_scan scan_start(const struct gis_lighting *l, uint32_t edge, double a_m,
                                   double b_m)
{
    return (struct dark_scan){.l = l,
                              .edge = edge,
                              .cursor = SPAN_CURSOR,
                              .from_m = fmin(a_m, b_m),
                              .to_m = fmax(a_m, b_m)};
}

static bool scan_next(struct dark_scan *scan, struct gis_interval *out)
{
    while (lighting_next_span(scan->l, scan->edge, &scan->cursor, &scan->span)) {
        struct gis_interval dark;
        if (!span_beyond(&scan->span, edge_reach_of(scan->l, scan->edge), &dark))
            continue;
        dark.from_m = fmax(dark.from_m, scan->from_m);
        dark.to_m = fmin(dark.to_m, scan->to_m);
        if (dark.to_m - dark.from_m > GIS_LIGHTING_TOLERANCE_M) {
            *out = dark;
            return true;
        }
    }
    return false;
}

double gis_lighting_dark_m(const struct gis_lighting *lighting, uint32_t edge, double from_m,
                           double to_m)
{
    struct dark_scan scan = scan_start(lighting, edge, from_m, to_m);
    struct gis_interval dark;
    double sum_m = 0;
    while (scan_next(&scan, &dark))
        sum_m += dark.to_m - dark.from_m;
    return sum_m;
}

/* --- dark stretches --------------------------------------------------------------------------- */

struct tally {
    struct gis_way_facts facts;
    struct gis_walk_dark open; /* the stretch at hand */
    double dark_m;
    size_t max;
    struct gis_walk_dark *out;
};

static void close_stretch(struct tally *t)
{
    double length_m = t->open.to_m - t->open.from_m;
    if (!(length_m > 0))
        return;
    if (t->facts.n_dark++ < t->max)
        t->out[t->facts.n_dark - 1] = t->open;
    t->dark_m += length_m;
    if (length_m > t->facts.longest_dark_m) {
        t->facts.longest_dark_m = length_m;
        t->facts.longest = t->open;
    }
}

/* A dark interval goes on where the last one ended unless the place between is near a light. */
static void add_dark(struct tally *t, double from_m, double to_m, bool goes_on)
{
    bool touches = goes_on && t->open.to_m > t->open.from_m &&
                   from_m - t->open.to_m <= GIS_LIGHTING_TOLERANCE_M;
    if (touches) {
        t->open.to_m = to_m;
        return;
    }
    close_stretch(t);
    t->open = (struct gis_walk_dark){from_m, to_m};
}

static bool dark_at(const struct gis_lighting *l, uint32_t edge, double offset_m)
{
    struct gis_on_edge at = {edge, offset_m};
    return gis_lighting_distance_m(l, at, NULL) > l->reach_m + GIS_LIGHTING_TOLERANCE_M;
}

/* The first dark interval of a step beyond an offset, in the direction of walking. */
static bool next_dark(const struct gis_lighting *l, const struct gis_walk_step *step, double done_m,
                      struct gis_interval *out)
{
    bool against = step->from_m > step->to_m, any = false;
    struct dark_scan scan = scan_start(l, step->edge, done_m, step->to_m);
    while ((against || !any) && scan_next(&scan, out))
        any = true;
    return any;
}

static void scan_step(const struct gis_lighting *l, const struct gis_walk_step *step,
                      double start_m, struct tally *t)
{
    bool against = step->from_m > step->to_m;
    double done_m = step->from_m;
    struct gis_interval dark = {0, 0};
    while (next_dark(l, step, done_m, &dark)) {
        double from_m = against ? dark.to_m : dark.from_m;
        done_m = against ? dark.from_m : dark.to_m;
        add_dark(t, start_m + fabs(from_m - step->from_m), start_m + fabs(done_m - step->from_m),
                 dark_at(l, step->edge, from_m));
    }
}

/* --- lights ----------------------------------------------------------------------------------- */

/* The node at an offset, GIS_NONE between the ends; projected places meet to rounding only. */
static uint32_t node_at(const struct gis_network *net, uint32_t edge, double offset_m)
{
    if (offset_m <= GIS_LIGHTING_TOLERANCE_M)
        return net->edge_ends[edge][0];
    if (offset_m >= net->edge_length_m[edge] - GIS_LIGHTING_TOLERANCE_M)
        return net->edge_ends[edge][1];
    return GIS_NONE;
}

/* Lights within a step but not at the nodes. */
static size_t lights_within(const struct gis_lighting *l, const struct gis_walk_step *step)
{
    double from_m = fmin(step->from_m, step->to_m) - GIS_LIGHTING_TOLERANCE_M;
    double to_m = fmax(step->from_m, step->to_m) + GIS_LIGHTING_TOLERANCE_M;
    size_t n = 0;
    for (uint32_t i = l->edge_light[step->edge]; i != GIS_NONE; i = l->lights[i].next) {
        double at_m = l->lights[i].offset_m;
        n += at_m >= from_m && at_m <= to_m && node_at(l->net, step->edge, at_m) == GIS_NONE;
    }
    return n;
}

/* Lights at a node, whichever of its edges they belong to. */
static size_t lights_at_node(const struct gis_lighting *l, uint32_t node)
{
    size_t n = 0;
    for (uint32_t a = l->net->node_first_arc[node]; a < l->net->node_first_arc[node + 1]; a++) {
        uint32_t edge = l->net->arcs[a].half / 2;
        double end_m = l->net->arcs[a].half % 2 == 0 ? 0 : l->net->edge_length_m[edge];
        for (uint32_t i = l->edge_light[edge]; i != GIS_NONE; i = l->lights[i].next)
            n += fabs(l->lights[i].offset_m - end_m) <= GIS_LIGHTING_TOLERANCE_M;
    }
    return n;
}

/* Each node that the way passes counts once: *last is the one before. */
static size_t lights_at_offset(const struct gis_lighting *l, uint32_t edge, double offset_m,
                               uint32_t *last)
{
    uint32_t node = node_at(l->net, edge, offset_m);
    if (node == GIS_NONE || node == *last)
        return 0;
    *last = node;
    return lights_at_node(l, node);
}

struct gis_way_facts gis_way_facts(const struct gis_lighting *lighting, const struct gis_way *way,
                                   size_t max, struct gis_walk_dark *dark)
{
    struct tally t = {.max = max, .out = dark};
    double at_m = 0;
    uint32_t node = GIS_NONE;
    for (size_t i = 0; i < way->n_steps; i++) {
        const struct gis_walk_step *step = &way->steps[i];
        t.facts.n_lights += lights_within(lighting, step);
        t.facts.n_lights += lights_at_offset(lighting, step->edge, step->from_m, &node);
        scan_step(lighting, step, at_m, &t);
        at_m += fabs(step->to_m - step->from_m);
    }
    const struct gis_walk_step *last = &way->steps[way->n_steps - 1];
    t.facts.n_lights += lights_at_offset(lighting, last->edge, last->to_m, &node);
    close_stretch(&t);
    if (at_m > 0) {
        t.facts.near_share = fmin(fmax(1 - t.dark_m / at_m, 0), 1);
    } else {
        t.facts.near_share = dark_at(lighting, last->edge, last->from_m) ? 0 : 1;
    }
    return t.facts;
}
