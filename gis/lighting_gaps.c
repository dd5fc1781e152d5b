/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "gis/array.h"
#include "gis/lighting.h"
#include "gis/lighting_state.h"

/* --- intervals of one edge -------------------------------------------------------------------- */

bool lighting_next_span(const struct gis_lighting *l, uint32_t edge, struct span_cursor *cursor,
                        struct span *span)
{
    if (l->straight != NULL)
        return straight_next_span(l, edge, cursor, span);
    uint32_t *light = &cursor->light;
    if (*light == GIS_NONE)
        return false;
    double length_m = l->net->edge_length_m[edge];
    if (*light == SPAN_START) {
        span->straight = false;
        span->to_m = 0;
        span->to_d_m = l->node[l->net->edge_ends[edge][0]].d_m;
        *light = l->edge_light[edge];
    } else {
        *light = l->lights[*light].next;
    }
    span->from_m = span->to_m;
    span->from_d_m = span->to_d_m;
    span->to_m = *light == GIS_NONE ? length_m : l->lights[*light].offset_m;
    span->to_d_m = *light == GIS_NONE ? l->node[l->net->edge_ends[edge][1]].d_m : 0;
    return true;
}

/* Where a curve that only rises or falls leaves the disc around its light. */
static struct gis_interval curve_beyond(const struct span *span, double limit_m)
{
    struct gis_interval in = {span->from_m, span->to_m};
    if (limit_m <= span->off_m)
        return in;
    double half_m = sqrt((limit_m - span->off_m) * (limit_m + span->off_m));
    if (span->to_d_m > span->from_d_m) {
        in.from_m = fmax(in.from_m, span->foot_m + half_m);
    } else {
        in.to_m = fmin(in.to_m, span->foot_m - half_m);
    }
    return in;
}

bool span_beyond(const struct span *span, double limit_m, struct gis_interval *out)
{
    double from_m = span->from_m + fmax(0, limit_m - span->from_d_m);
    double to_m = span->to_m - fmax(0, limit_m - span->to_d_m);
    if (span->straight) {
        struct gis_interval in = curve_beyond(span, limit_m);
        from_m = in.from_m;
        to_m = in.to_m;
    }
    if (!(to_m - from_m > GIS_LIGHTING_TOLERANCE_M))
        return false;
    if (from_m - span->from_m <= GIS_LIGHTING_TOLERANCE_M)
        from_m = span->from_m;
    if (span->to_m - to_m <= GIS_LIGHTING_TOLERANCE_M)
        to_m = span->to_m;
    *out = (struct gis_interval){from_m, to_m};
    return true;
}

static int64_t quanta(double length_m)
{
    return llround(length_m * QUANTA_PER_M);
}

/* --- pieces ----------------------------------------------------------------------------------- */

static uint32_t piece_take(struct gis_lighting *l)
{
    uint32_t piece = l->free_piece;
    if (piece != GIS_NONE) {
        l->free_piece = l->pieces[piece].next_on_edge;
        return piece;
    }
    if (!gis_array_room(&l->pieces, l->n_pieces + 1, &l->max_pieces, sizeof *l->pieces))
        return GIS_NONE;
    return (uint32_t)l->n_pieces++;
}

static struct gis_dark_piece piece_make(uint32_t edge, const struct span *span,
                                        const struct gis_interval *dark)
{
    struct gis_dark_piece piece = {edge, dark->from_m, dark->to_m, INFINITY,
                                   0,    GIS_NONE,     GIS_NONE,   GIS_NONE};
    piece.peak_at_m = (dark->from_m + dark->to_m) / 2;
    if (span->straight) {
        piece.peak_m = span_peak_m(span);
        piece.peak_at_m = span->to_d_m > span->from_d_m ? dark->to_m : dark->from_m;
    } else if (isfinite(span->from_d_m) || isfinite(span->to_d_m)) {
        piece.peak_m = span_peak_m(span);
        double at_m = span->from_m + (piece.peak_m - span->from_d_m);
        piece.peak_at_m = fmin(fmax(at_m, dark->from_m), dark->to_m);
    }
    return piece;
}

/* In a straight line darkness goes on where another light becomes the nearest. */
static void piece_extend(struct gis_dark_piece *piece, const struct gis_dark_piece *by)
{
    piece->to_m = by->to_m;
    if (by->peak_m <= piece->peak_m)
        return;
    piece->peak_m = by->peak_m;
    piece->peak_at_m = by->peak_at_m;
}

/* The piece after *last, or a part of it. New pieces go to l->fresh. */
static bool piece_add(struct gis_lighting *l, const struct gis_dark_piece *found, uint32_t *last)
{
    if (*last != GIS_NONE && l->pieces[*last].to_m == found->from_m) {
        piece_extend(&l->pieces[*last], found);
        return true;
    }
    uint32_t piece = piece_take(l);
    if (piece == GIS_NONE || !list_add(&l->fresh, piece))
        return false;
    l->pieces[piece] = *found;
    *(*last == GIS_NONE ? &l->edge_piece[found->edge] : &l->pieces[*last].next_on_edge) = piece;
    *last = piece;
    return true;
}

/* Finds what is dark and eligible on an edge. */
static enum gis_status edge_scan(struct gis_lighting *l, uint32_t edge)
{
    bool judged = l->net->edge_flags[edge] & GIS_ROAD_EVALUATE;
    double spacing_m = edge_spacing_of(l, edge), reach_m = edge_reach_of(l, edge), peak_m = 0;
    struct span_cursor cursor = SPAN_CURSOR;
    struct span span = {0};
    struct gis_interval found;
    uint32_t last = GIS_NONE;
    l->edge_piece[edge] = GIS_NONE;
    l->edge_eligible_q[edge] = 0;
    while ((judged || l->straight != NULL) && lighting_next_span(l, edge, &cursor, &span)) {
        peak_m = fmax(peak_m, span_peak_m(&span));
        if (judged && span_beyond(&span, spacing_m, &found))
            l->edge_eligible_q[edge] += quanta(found.to_m - found.from_m);
        if (!judged || !span_beyond(&span, reach_m, &found))
            continue;
        struct gis_dark_piece piece = piece_make(edge, &span, &found);
        if (!piece_add(l, &piece, &last))
            return GIS_ENOMEM;
    }
    if (l->edge_peak_m != NULL)
        l->edge_peak_m[edge] = peak_m;
    for (uint32_t p = l->edge_piece[edge]; p != GIS_NONE; p = l->pieces[p].next_on_edge)
        l->uncovered_q += quanta(l->pieces[p].to_m - l->pieces[p].from_m);
    l->eligible_q += l->edge_eligible_q[edge];
    return GIS_OK;
}

/* --- gaps ------------------------------------------------------------------------------------- */

/* Dark by the measure of an edge. */
static bool node_dark(const struct gis_lighting *l, uint32_t edge, uint32_t node)
{
    return l->node[node].d_m > edge_reach_of(l, edge) + GIS_LIGHTING_TOLERANCE_M;
}

/* The node at an end of the edge (0, 1) at which a piece joins others, or GIS_NONE. */
static uint32_t piece_node(const struct gis_lighting *l, const struct gis_dark_piece *piece,
                           int end)
{
    uint32_t node = l->net->edge_ends[piece->edge][end];
    bool touches =
        end == 0 ? piece->from_m == 0 : piece->to_m == l->net->edge_length_m[piece->edge];
    return touches && node_dark(l, piece->edge, node) ? node : GIS_NONE;
}

static uint32_t root_of(uint32_t *root, uint32_t v)
{
    while (root[v] != v) {
        root[v] = root[root[v]];
        v = root[v];
    }
    return v;
}

static uint32_t gap_take(struct gis_lighting *l)
{
    uint32_t gap = l->free_gap;
    if (gap != GIS_NONE) {
        l->free_gap = l->gaps[gap].gap.first_piece;
    } else {
        if (!gis_array_room(&l->gaps, l->n_gap_slots + 1, &l->max_gap_slots, sizeof *l->gaps))
            return GIS_NONE;
        gap = (uint32_t)l->n_gap_slots++;
    }
    l->gaps[gap] = (struct gap_slot){{0, 0, {GIS_NONE, 0}, GIS_NONE, 0}, GIS_NONE, 0, false};
    l->n_gaps++;
    return gap;
}

/* In order of edge and offset, so that the sum is the same however the gap came about. */
static void gap_add(struct gis_lighting *l, uint32_t gap, uint32_t piece)
{
    struct gap_slot *slot = &l->gaps[gap];
    struct gis_gap *g = &slot->gap;
    struct gis_dark_piece *p = &l->pieces[piece];
    double length_m = p->to_m - p->from_m;
    bool darker = g->n_pieces == 0 || p->peak_m > g->max_distance_m ||
                  (isinf(p->peak_m) && length_m > slot->longest_m);
    p->gap = gap;
    p->next_in_gap = GIS_NONE;
    if (g->n_pieces++ == 0) {
        g->first_piece = piece;
    } else {
        l->pieces[slot->last_piece].next_in_gap = piece;
    }
    slot->last_piece = piece;
    slot->longest_m = fmax(slot->longest_m, length_m);
    g->length_m += length_m;
    if (!darker)
        return;
    g->max_distance_m = p->peak_m;
    g->darkest = (struct gis_on_edge){p->edge, p->peak_at_m};
}

static void roots_prepare(struct gis_lighting *l, const struct list *pieces)
{
    for (size_t i = 0; i < pieces->n; i++) {
        for (int end = 0; end < 2; end++) {
            uint32_t v = piece_node(l, &l->pieces[pieces->items[i]], end);
            if (v == GIS_NONE)
                continue;
            l->node_root[v] = v;
            l->node_gap[v] = GIS_NONE;
        }
    }
    for (size_t i = 0; i < pieces->n; i++) {
        uint32_t a = piece_node(l, &l->pieces[pieces->items[i]], 0);
        uint32_t b = piece_node(l, &l->pieces[pieces->items[i]], 1);
        if (a == GIS_NONE || b == GIS_NONE)
            continue;
        a = root_of(l->node_root, a);
        b = root_of(l->node_root, b);
        l->node_root[a < b ? b : a] = a < b ? a : b;
    }
}

/* Puts pieces, sorted and complete at every node they touch, into gaps. */
static enum gis_status pieces_group(struct gis_lighting *l, const struct list *pieces)
{
    roots_prepare(l, pieces);
    for (size_t i = 0; i < pieces->n; i++) {
        uint32_t piece = pieces->items[i];
        uint32_t v = piece_node(l, &l->pieces[piece], 0);
        if (v == GIS_NONE)
            v = piece_node(l, &l->pieces[piece], 1);
        uint32_t root = v == GIS_NONE ? GIS_NONE : root_of(l->node_root, v);
        uint32_t gap = root == GIS_NONE ? GIS_NONE : l->node_gap[root];
        if (gap == GIS_NONE)
            gap = gap_take(l);
        if (gap == GIS_NONE)
            return GIS_ENOMEM;
        if (root != GIS_NONE)
            l->node_gap[root] = gap;
        gap_add(l, gap, piece);
    }
    return GIS_OK;
}

enum gis_status lighting_find_gaps(struct gis_lighting *l)
{
    l->fresh.n = 0;
    for (uint32_t e = 0; e < l->net->n_edges; e++) {
        if (edge_scan(l, e) != GIS_OK)
            return GIS_ENOMEM;
    }
    return pieces_group(l, &l->fresh);
}

/* --- after a change --------------------------------------------------------------------------- */

static bool gap_mark(struct gis_lighting *l, uint32_t gap)
{
    if (l->gaps[gap].marked)
        return true;
    l->gaps[gap].marked = true;
    return list_add(&l->old_gaps, gap);
}

static bool edge_affected(struct gis_lighting *l, uint32_t edge)
{
    if (l->edge_stamp[edge] == l->stamp)
        return true;
    l->edge_stamp[edge] = l->stamp;
    return list_add(&l->edges, edge);
}

static bool edges_collect(struct gis_lighting *l, uint32_t edge)
{
    const struct gis_network *net = l->net;
    if (edge == GIS_NONE)
        return true;
    l->edges.n = 0;
    if (!edge_affected(l, edge))
        return false;
    for (size_t i = 0; i < l->changed.n; i++) {
        for (uint32_t v = l->changed.items[i], k = net->node_first_arc[v];
             k < net->node_first_arc[v + 1]; k++) {
            if (!edge_affected(l, net->arcs[k].half / 2))
                return false;
        }
    }
    return true;
}

/* Takes the pieces off an edge; they stay linked in their gap, marked dead by edge GIS_NONE. */
static bool edge_clear(struct gis_lighting *l, uint32_t edge, uint32_t *dead)
{
    uint32_t piece = l->edge_piece[edge];
    l->edge_piece[edge] = GIS_NONE;
    l->eligible_q -= l->edge_eligible_q[edge];
    while (piece != GIS_NONE) {
        struct gis_dark_piece *p = &l->pieces[piece];
        uint32_t next = p->next_on_edge;
        if (!gap_mark(l, p->gap))
            return false;
        l->uncovered_q -= quanta(p->to_m - p->from_m);
        p->edge = GIS_NONE;
        p->next_on_edge = *dead;
        *dead = piece;
        piece = next;
    }
    return true;
}

/* The piece at the tail of a half, if it joins others there. */
static uint32_t piece_at_tail(const struct gis_lighting *l, uint32_t half)
{
    uint32_t piece = l->edge_piece[half / 2];
    if (piece == GIS_NONE)
        return GIS_NONE;
    while (half % 2 == 1 && l->pieces[piece].next_on_edge != GIS_NONE)
        piece = l->pieces[piece].next_on_edge;
    return piece_node(l, &l->pieces[piece], (int)(half % 2)) == GIS_NONE ? GIS_NONE : piece;
}

/* Gaps that have a piece at a node. */
static bool node_gaps_mark(struct gis_lighting *l, uint32_t v)
{
    const struct gis_network *net = l->net;
    for (uint32_t k = net->node_first_arc[v]; k < net->node_first_arc[v + 1]; k++) {
        uint32_t piece = piece_at_tail(l, net->arcs[k].half);
        if (piece != GIS_NONE && l->pieces[piece].gap != GIS_NONE &&
            !gap_mark(l, l->pieces[piece].gap))
            return false;
    }
    return true;
}

/* Gaps that touch the new pieces are taken apart with them. node_gap, free between groupings, says
 * which nodes were looked at. */
static bool neighbours_mark(struct gis_lighting *l)
{
    for (size_t i = 0; i < 2 * l->fresh.n; i++) {
        uint32_t v = piece_node(l, &l->pieces[l->fresh.items[i / 2]], (int)(i % 2));
        if (v != GIS_NONE)
            l->node_gap[v] = GIS_NONE;
    }
    for (size_t i = 0; i < 2 * l->fresh.n; i++) {
        uint32_t v = piece_node(l, &l->pieces[l->fresh.items[i / 2]], (int)(i % 2));
        if (v == GIS_NONE || l->node_gap[v] == 0)
            continue;
        l->node_gap[v] = 0;
        if (!node_gaps_mark(l, v))
            return false;
    }
    return true;
}

static bool gaps_dissolve(struct gis_lighting *l)
{
    for (size_t i = 0; i < l->old_gaps.n; i++) {
        uint32_t gap = l->old_gaps.items[i];
        struct gap_slot *slot = &l->gaps[gap];
        for (uint32_t p = slot->gap.first_piece; p != GIS_NONE; p = l->pieces[p].next_in_gap) {
            if (l->pieces[p].edge != GIS_NONE && !list_add(&l->fresh, p))
                return false;
        }
        *slot = (struct gap_slot){{0, 0, {GIS_NONE, 0}, l->free_gap, 0}, GIS_NONE, 0, false};
        l->free_gap = gap;
        l->n_gaps--;
    }
    return true;
}

static void dead_release(struct gis_lighting *l, uint32_t dead)
{
    while (dead != GIS_NONE) {
        uint32_t next = l->pieces[dead].next_on_edge;
        l->pieces[dead].next_on_edge = l->free_piece;
        l->free_piece = dead;
        dead = next;
    }
}

struct sort_item {
    uint32_t edge, piece;
    double from_m;
};

static int sort_order(const void *a, const void *b)
{
    const struct sort_item *p = a, *q = b;
    if (p->edge != q->edge)
        return p->edge < q->edge ? -1 : 1;
    return (p->from_m > q->from_m) - (p->from_m < q->from_m);
}

static enum gis_status fresh_sort(struct gis_lighting *l)
{
    struct sort_item *items = malloc((l->fresh.n + 1) * sizeof *items);
    if (items == NULL)
        return GIS_ENOMEM;
    for (size_t i = 0; i < l->fresh.n; i++) {
        uint32_t piece = l->fresh.items[i];
        items[i] = (struct sort_item){l->pieces[piece].edge, piece, l->pieces[piece].from_m};
    }
    qsort(items, l->fresh.n, sizeof *items, sort_order);
    for (size_t i = 0; i < l->fresh.n; i++)
        l->fresh.items[i] = items[i].piece;
    free(items);
    return GIS_OK;
}

static void edges_box(const struct gis_lighting *l, struct gis_box *box)
{
    for (size_t i = 0; i < l->edges.n; i++) {
        const uint32_t *ends = l->net->edge_points[l->edges.items[i]];
        for (uint32_t k = ends[0]; k <= ends[1]; k++) {
            struct gis_xy p = l->net->points[k];
            box->min_x_m = fmin(box->min_x_m, p.x_m);
            box->min_y_m = fmin(box->min_y_m, p.y_m);
            box->max_x_m = fmax(box->max_x_m, p.x_m);
            box->max_y_m = fmax(box->max_y_m, p.y_m);
        }
    }
}

enum gis_status lighting_update_gaps(struct gis_lighting *l, uint32_t edge, struct gis_box *changed)
{
    uint32_t dead = GIS_NONE;
    l->fresh.n = 0;
    l->old_gaps.n = 0;
    if (!edges_collect(l, edge))
        return GIS_ENOMEM;
    for (size_t i = 0; i < l->edges.n; i++) {
        if (!edge_clear(l, l->edges.items[i], &dead) || edge_scan(l, l->edges.items[i]) != GIS_OK)
            return GIS_ENOMEM;
    }
    if (!neighbours_mark(l) || !gaps_dissolve(l))
        return GIS_ENOMEM;
    dead_release(l, dead);
    enum gis_status status = fresh_sort(l);
    if (status == GIS_OK)
        status = pieces_group(l, &l->fresh);
    edges_box(l, changed);
    return status;
}
