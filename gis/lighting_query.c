/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/lighting.h"
#include "gis/lighting_state.h"

const struct gis_network *gis_lighting_network(const struct gis_lighting *lighting)
{
    return lighting->net;
}

double gis_lighting_spacing_m(const struct gis_lighting *lighting)
{
    return lighting->spacing_m;
}

double gis_lighting_edge_spacing_m(const struct gis_lighting *lighting, uint32_t edge)
{
    return edge_spacing_of(lighting, edge);
}

double gis_lighting_edge_reach_m(const struct gis_lighting *lighting, uint32_t edge)
{
    return edge_reach_of(lighting, edge);
}

struct gis_lighting_rule gis_lighting_rule_of(const struct gis_lighting *lighting)
{
    return (struct gis_lighting_rule){
        lighting->spacing_m,      lighting->reach_m,
        lighting->edge_spacing_m, lighting->edge_reach_m,
        lighting->node_starts,    lighting->straight != NULL ? GIS_STRAIGHT : GIS_ALONG_ROAD};
}

/* --- totals ----------------------------------------------------------------------------------- */

/* No gap, or reaches of several lengths: the farthest point may be on a covered road. */
static double peak_search(const struct gis_lighting *l)
{
    double peak_m = 0;
    for (uint32_t e = 0; e < l->net->n_edges; e++) {
        if (!(l->net->edge_flags[e] & GIS_ROAD_EVALUATE))
            continue;
        if (l->edge_peak_m != NULL) {
            peak_m = fmax(peak_m, l->edge_peak_m[e]);
            continue;
        }
        struct span_cursor cursor = SPAN_CURSOR;
        struct span span = {0};
        while (lighting_next_span(l, e, &cursor, &span))
            peak_m = fmax(peak_m, span_peak_m(&span));
    }
    return peak_m;
}

struct gis_lighting_summary gis_lighting_summary(const struct gis_lighting *lighting)
{
    double peak_m = 0;
    for (size_t g = 0; g < lighting->n_gap_slots; g++) {
        if (lighting->gaps[g].gap.n_pieces > 0)
            peak_m = fmax(peak_m, lighting->gaps[g].gap.max_distance_m);
    }
    return (struct gis_lighting_summary){
        .spacing_m = lighting->spacing_m,
        .road_length_m = lighting->net->evaluated_m,
        .lights = lighting->n_live,
        .lights_matched = lighting->n_matched,
        .uncovered_m = (double)lighting->uncovered_q / QUANTA_PER_M,
        .gaps = lighting->n_gaps,
        .eligible_m = (double)lighting->eligible_q / QUANTA_PER_M,
        .max_distance_m =
            lighting->n_gaps > 0 && lighting->edge_reach_m == NULL ? peak_m : peak_search(lighting),
    };
}

struct gis_snap gis_lighting_light(const struct gis_lighting *lighting, uint32_t light)
{
    const struct light *i = &lighting->lights[light];
    return (struct gis_snap){{i->edge, i->offset_m}, i->distance_m};
}

uint32_t gis_lighting_n_lights(const struct gis_lighting *lighting)
{
    return (uint32_t)lighting->n_lights;
}

/* --- distances -------------------------------------------------------------------------------- */

double gis_lighting_node_m(const struct gis_lighting *lighting, uint32_t node, uint32_t *out_light)
{
    if (out_light != NULL)
        *out_light = lighting->node[node].light;
    return lighting->node[node].d_m;
}

static void label_take(struct label *best, double d_m, uint32_t light)
{
    if (d_m < best->d_m || (d_m == best->d_m && light < best->light))
        *best = (struct label){d_m, light};
}

double gis_lighting_distance_m(const struct gis_lighting *lighting, struct gis_on_edge at,
                               uint32_t *out_light)
{
    struct label ends[2], best = {INFINITY, GIS_NONE};
    if (lighting->straight != NULL)
        return straight_distance_m(lighting, at, out_light);
    for (int k = 0; k < 2; k++)
        ends[k] = lighting->node[lighting->net->edge_ends[at.edge][k]];
    double length_m = lighting->net->edge_length_m[at.edge];
    if (ends[0].light != GIS_NONE)
        label_take(&best, ends[0].d_m + at.offset_m, ends[0].light);
    if (ends[1].light != GIS_NONE)
        label_take(&best, ends[1].d_m + (length_m - at.offset_m), ends[1].light);
    for (uint32_t i = lighting->edge_light[at.edge]; i != GIS_NONE; i = lighting->lights[i].next)
        label_take(&best, fabs(lighting->lights[i].offset_m - at.offset_m), i);
    if (out_light != NULL)
        *out_light = best.light;
    return best.d_m;
}

static void profile_add(size_t *n, size_t max, struct gis_distance_at *out, double offset_m,
                        double d_m)
{
    if (*n < max)
        out[*n] = (struct gis_distance_at){offset_m, d_m};
    (*n)++;
}

/* Points inside a curved span, so that chords keep to it. */
static void curve_add(const struct span *span, size_t *n, size_t max, struct gis_distance_at *out)
{
    double least_m = fmin(span->from_d_m, span->to_d_m), length_m = span->to_m - span->from_m;
    double bend = span->off_m * span->off_m / fmax(least_m * least_m * least_m, 1e-9);
    int steps = (int)fmin(ceil(length_m * sqrt(bend / (8 * GIS_PROFILE_ERROR_M))), 1000);
    for (int k = 1; k < steps; k++) {
        double at_m = span->from_m + length_m * k / steps;
        profile_add(n, max, out, at_m, hypot(at_m - span->foot_m, span->off_m));
    }
}

static void peak_add(const struct span *span, size_t *n, size_t max, struct gis_distance_at *out)
{
    double peak_m = span_peak_m(span);
    double at_m = span->from_m + (peak_m - span->from_d_m);
    if (isfinite(peak_m) && at_m - span->from_m > GIS_LIGHTING_TOLERANCE_M &&
        span->to_m - at_m > GIS_LIGHTING_TOLERANCE_M)
        profile_add(n, max, out, at_m, peak_m);
}

size_t gis_lighting_profile(const struct gis_lighting *lighting, uint32_t edge, size_t max,
                            struct gis_distance_at *out)
{
    size_t n = 0;
    struct span_cursor cursor = SPAN_CURSOR;
    struct span span = {0};
    while (lighting_next_span(lighting, edge, &cursor, &span)) {
        if (n == 0)
            profile_add(&n, max, out, span.from_m, span.from_d_m);
        if (span.straight) {
            curve_add(&span, &n, max, out);
        } else {
            peak_add(&span, &n, max, out);
        }
        profile_add(&n, max, out, span.to_m, span.to_d_m);
    }
    return n;
}

size_t gis_lighting_eligible(const struct gis_lighting *lighting, uint32_t edge, size_t max,
                             struct gis_interval *out)
{
    size_t n = 0;
    double spacing_m = edge_spacing_of(lighting, edge), end_m = -1;
    struct span_cursor cursor = SPAN_CURSOR;
    struct span span = {0};
    struct gis_interval found;
    while (lighting_next_span(lighting, edge, &cursor, &span)) {
        if (!span_beyond(&span, spacing_m, &found))
            continue;
        n += found.from_m != end_m;
        if (n <= max && found.from_m != end_m) {
            out[n - 1] = found;
        } else if (n <= max) {
            out[n - 1].to_m = found.to_m;
        }
        end_m = found.to_m;
    }
    return n;
}

/* --- the nearest light in each direction ------------------------------------------------------ */

/* Distances of the nodes met so far: open addressing, grown by half full. */
struct met {
    uint32_t *node;
    double *d_m;
    size_t size, n;
    struct gis_heap heap;
};

static size_t met_slot(const struct met *met, uint32_t node)
{
    size_t k = (node * (size_t)0x9e3779b97f4a7c15U >> 20) & (met->size - 1);
    while (met->node[k] != GIS_NONE && met->node[k] != node)
        k = (k + 1) & (met->size - 1);
    return k;
}

static bool met_resize(struct met *met, size_t size)
{
    struct met old = *met;
    met->node = malloc(size * sizeof *met->node);
    met->d_m = malloc(size * sizeof *met->d_m);
    if (met->node == NULL || met->d_m == NULL) {
        free(met->node);
        free(met->d_m);
        met->node = old.node;
        met->d_m = old.d_m;
        return false;
    }
    met->size = size;
    memset(met->node, 0xFF, size * sizeof *met->node);
    for (size_t k = 0; k < old.size; k++) {
        if (old.node[k] != GIS_NONE) {
            size_t slot = met_slot(met, old.node[k]);
            met->node[slot] = old.node[k];
            met->d_m[slot] = old.d_m[k];
        }
    }
    free(old.node);
    free(old.d_m);
    return true;
}

static bool met_offer(struct met *met, double d_m, uint32_t node)
{
    if (2 * (met->n + 1) > met->size && !met_resize(met, met->size == 0 ? 64 : 2 * met->size))
        return false;
    size_t k = met_slot(met, node);
    if (met->node[k] == node && met->d_m[k] <= d_m)
        return true;
    met->n += met->node[k] != node;
    met->node[k] = node;
    met->d_m[k] = d_m;
    return gis_heap_push(&met->heap, (struct gis_heap_item){d_m, node, node}) == GIS_OK;
}

/* The first light met when running along a half; stops at `block` (GIS_NONE edge: nowhere). */
static bool first_light(const struct gis_lighting *l, uint32_t half, struct gis_on_edge block,
                        struct label *out)
{
    uint32_t edge = half / 2;
    double length_m = l->net->edge_length_m[edge];
    struct label best = {INFINITY, GIS_NONE};
    for (uint32_t i = l->edge_light[edge]; i != GIS_NONE; i = l->lights[i].next) {
        double at_m = l->lights[i].offset_m;
        if (edge == block.edge && (half % 2 == 0 ? at_m >= block.offset_m : at_m <= block.offset_m))
            continue;
        label_take(&best, half % 2 == 0 ? at_m : length_m - at_m, i);
    }
    *out = best;
    return best.light != GIS_NONE;
}

/* Out of a node into all roads but past the position itself. */
static bool node_search(const struct gis_lighting *l, struct met *met, struct gis_on_edge from,
                        struct gis_heap_item item, struct label *best)
{
    const struct gis_network *net = l->net;
    for (uint32_t k = net->node_first_arc[item.id]; k < net->node_first_arc[item.id + 1]; k++) {
        uint32_t half = net->arcs[k].half;
        struct label found;
        if (first_light(l, half, from, &found)) {
            label_take(best, item.key + found.d_m, found.light);
        } else if (half / 2 != from.edge &&
                   !met_offer(met, item.key + net->edge_length_m[half / 2], net->arcs[k].node)) {
            return false;
        }
    }
    return true;
}

static enum gis_status way_search(const struct gis_lighting *l, struct gis_on_edge at, int end,
                                  double max_m, struct gis_light_way *out)
{
    struct met met = {0};
    struct label best = {INFINITY, GIS_NONE};
    double start_m = end == 0 ? at.offset_m : l->net->edge_length_m[at.edge] - at.offset_m;
    bool fine = met_offer(&met, start_m, l->net->edge_ends[at.edge][end]);
    while (fine && met.heap.n > 0) {
        struct gis_heap_item item = gis_heap_pop(&met.heap);
        if (item.key > best.d_m || item.key > max_m)
            break;
        if (item.key > met.d_m[met_slot(&met, item.id)])
            continue;
        fine = node_search(l, &met, at, item, &best);
    }
    free(met.node);
    free(met.d_m);
    gis_heap_done(&met.heap);
    if (!fine)
        return GIS_ENOMEM;
    if (best.d_m <= max_m && best.light != GIS_NONE)
        *out = (struct gis_light_way){best.light, best.d_m};
    return GIS_OK;
}

/* The next light on the edge itself, in the direction of an end. */
static bool way_on_edge(const struct gis_lighting *l, struct gis_on_edge at, int end,
                        struct gis_light_way *out)
{
    struct label best = {INFINITY, GIS_NONE};
    for (uint32_t i = l->edge_light[at.edge]; i != GIS_NONE; i = l->lights[i].next) {
        double way_m =
            end == 0 ? at.offset_m - l->lights[i].offset_m : l->lights[i].offset_m - at.offset_m;
        if (way_m >= 0)
            label_take(&best, way_m, i);
    }
    *out = (struct gis_light_way){best.light, best.d_m};
    return best.light != GIS_NONE;
}

enum gis_status gis_lighting_both_ways(const struct gis_lighting *lighting, struct gis_on_edge at,
                                       double max_m, struct gis_light_way out[2])
{
    if (at.edge >= lighting->net->n_edges || !(at.offset_m >= 0) ||
        at.offset_m > lighting->net->edge_length_m[at.edge])
        return GIS_EDOMAIN;
    struct gis_light_way found[2];
    if (lighting->straight != NULL) {
        straight_two_nearest(lighting, at, max_m, out);
        return GIS_OK;
    }
    bool reachable = isfinite(gis_lighting_distance_m(lighting, at, NULL));
    for (int end = 0; end < 2; end++) {
        if (way_on_edge(lighting, at, end, &found[end])) {
            if (found[end].distance_m > max_m)
                found[end] = (struct gis_light_way){GIS_NONE, INFINITY};
            continue;
        }
        enum gis_status status =
            reachable ? way_search(lighting, at, end, max_m, &found[end]) : GIS_OK;
        if (status != GIS_OK)
            return status;
    }
    memcpy(out, found, sizeof found);
    return GIS_OK;
}

/* --- gaps ------------------------------------------------------------------------------------- */

bool gis_lighting_next_gap(const struct gis_lighting *lighting, uint32_t *cursor, uint32_t *out_gap)
{
    while (*cursor < lighting->n_gap_slots) {
        uint32_t gap = (*cursor)++;
        if (lighting->gaps[gap].gap.n_pieces == 0)
            continue;
        *out_gap = gap;
        return true;
    }
    return false;
}

struct gis_gap gis_lighting_gap(const struct gis_lighting *lighting, uint32_t gap)
{
    return lighting->gaps[gap].gap;
}

struct gis_dark_piece gis_lighting_piece(const struct gis_lighting *lighting, uint32_t piece)
{
    return lighting->pieces[piece];
}

uint32_t gis_lighting_edge_piece(const struct gis_lighting *lighting, uint32_t edge)
{
    return lighting->edge_piece[edge];
}

uint32_t gis_lighting_piece_at(const struct gis_lighting *lighting, struct gis_on_edge at)
{
    for (uint32_t p = lighting->edge_piece[at.edge]; p != GIS_NONE;
         p = lighting->pieces[p].next_on_edge) {
        if (lighting->pieces[p].from_m <= at.offset_m && at.offset_m <= lighting->pieces[p].to_m)
            return p;
    }
    return GIS_NONE;
}
