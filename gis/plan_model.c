/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The road cut at every place where some site's reach, or darkness, begins or ends. Between two
 * cuts (an atom) each site reaches all or nothing, so that what a choice of sites takes away is the
 * sum over the atoms that at least one of them reaches. */
#include <math.h>
#include <stdlib.h>

#include "gis/array.h"
#include "gis/plan_state.h"

/* Cuts nearer to each other than this are one. */
#define SAME_M 1e-9

struct cut {
    double at_m;
    uint32_t edge;
};

/* What one site reaches of one edge, before it is cut. */
struct reach_part {
    double from_m, to_m;
    uint32_t edge;
};

struct cutting {
    struct plan_work *w;
    struct plan_model *model;
    double radius_m;
    size_t n_parts, max_parts;
    struct reach_part *parts;
    size_t n_cuts, max_cuts;
    struct cut *cuts;
};

static bool cut_add(struct cutting *c, uint32_t edge, double at_m)
{
    if (!gis_array_room(&c->cuts, c->n_cuts + 1, &c->max_cuts, sizeof *c->cuts))
        return false;
    c->cuts[c->n_cuts++] = (struct cut){at_m, edge};
    return true;
}

static bool part_add(struct cutting *c, uint32_t edge, double from_m, double to_m)
{
    if (!gis_array_room(&c->parts, c->n_parts + 1, &c->max_parts, sizeof *c->parts))
        return false;
    c->parts[c->n_parts++] = (struct reach_part){from_m, to_m, edge};
    return cut_add(c, edge, from_m) && cut_add(c, edge, to_m);
}

/* All of what is reached where reaches exclude each other, else the dark part of it. */
static bool reached_add(struct cutting *c, const struct gis_reached *r)
{
    if (!(r->to_m > r->from_m))
        return true;
    if (c->model->excludes)
        return part_add(c, r->edge, r->from_m, r->to_m);
    for (uint32_t p = gis_lighting_edge_piece(c->w->lighting, r->edge); p != GIS_NONE;) {
        struct gis_dark_piece piece = gis_lighting_piece(c->w->lighting, p);
        double from_m = fmax(piece.from_m, r->from_m), to_m = fmin(piece.to_m, r->to_m);
        if (to_m > from_m && !part_add(c, r->edge, from_m, to_m))
            return false;
        p = piece.next_on_edge;
    }
    return true;
}

static enum gis_status reach_all(struct cutting *c)
{
    const struct plan_work *w = c->w;
    for (size_t i = 0; i < w->n_allowed; i++) {
        const struct gis_reached *found;
        size_t n;
        c->model->first[i] = (uint32_t)c->n_parts;
        struct gis_on_edge at = w->task->sites[w->allowed[i]].at;
        enum gis_status status = c->model->excludes
                                     ? gis_reach_find(w->reach, at, c->radius_m, &found, &n)
                                     : gis_reach_cover(w->reach, at, &found, &n);
        if (status != GIS_OK)
            return status;
        for (size_t k = 0; k < n; k++) {
            if (!reached_add(c, &found[k]))
                return GIS_ENOMEM;
        }
        if (c->n_parts >= GIS_NONE)
            return GIS_ENOMEM;
    }
    c->model->first[w->n_allowed] = (uint32_t)c->n_parts;
    return GIS_OK;
}

/* --- atoms ------------------------------------------------------------------------------------ */

static int cut_order(const void *a, const void *b)
{
    const struct cut *p = a, *q = b;
    if (p->edge != q->edge)
        return p->edge < q->edge ? -1 : 1;
    return (p->at_m > q->at_m) - (p->at_m < q->at_m);
}

/* Where darkness begins and ends on the edges that are reached. */
static bool cut_pieces(struct cutting *c)
{
    size_t n = c->n_cuts;
    for (size_t i = 0; i < n; i++) {
        uint32_t edge = c->cuts[i].edge;
        if (i > 0 && c->cuts[i - 1].edge == edge)
            continue;
        for (uint32_t p = gis_lighting_edge_piece(c->w->lighting, edge); p != GIS_NONE;) {
            struct gis_dark_piece piece = gis_lighting_piece(c->w->lighting, p);
            if (!cut_add(c, edge, piece.from_m) || !cut_add(c, edge, piece.to_m))
                return false;
            p = piece.next_on_edge;
        }
    }
    return true;
}

static void cuts_order(struct cutting *c)
{
    size_t kept = 0;
    if (c->n_cuts > 0)
        qsort(c->cuts, c->n_cuts, sizeof *c->cuts, cut_order);
    for (size_t i = 0; i < c->n_cuts; i++) {
        if (kept == 0 || c->cuts[kept - 1].edge != c->cuts[i].edge ||
            c->cuts[i].at_m > c->cuts[kept - 1].at_m + SAME_M)
            c->cuts[kept++] = c->cuts[i];
    }
    c->n_cuts = kept;
}

/* The atom that begins nearest to a position: cuts are atoms' beginnings, but the last of an edge.
 */
static uint32_t cut_at(const struct cutting *c, uint32_t edge, double at_m)
{
    size_t low = 0, high = c->n_cuts;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (c->cuts[mid].edge < edge ||
            (c->cuts[mid].edge == edge && c->cuts[mid].at_m < at_m - 2 * SAME_M)) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return (uint32_t)low;
}

/* The dark weight between two neighbouring cuts. */
static double atom_weight(const struct cutting *c, uint32_t edge, double from_m, double to_m)
{
    double middle_m = (from_m + to_m) / 2;
    struct gis_on_edge at = {edge, middle_m};
    if (gis_lighting_piece_at(c->w->lighting, at) == GIS_NONE)
        return 0;
    return plan_weigh(c->w->task, edge, from_m, to_m);
}

/* One atom between each two cuts; the last cut of an edge begins one of no length. */
static bool atoms_make(const struct cutting *c, struct plan_model *m)
{
    m->n_atoms = c->n_cuts;
    m->weight = calloc(c->n_cuts + 1, sizeof *m->weight);
    m->length_m = calloc(c->n_cuts + 1, sizeof *m->length_m);
    if (m->weight == NULL || m->length_m == NULL)
        return false;
    for (size_t i = 0; i + 1 < c->n_cuts; i++) {
        const struct cut *a = &c->cuts[i], *b = &c->cuts[i + 1];
        if (a->edge != b->edge)
            continue;
        m->length_m[i] = b->at_m - a->at_m;
        m->weight[i] = atom_weight(c, a->edge, a->at_m, b->at_m);
    }
    return true;
}

static bool spans_make(const struct cutting *c, struct plan_model *m)
{
    m->spans = calloc(c->n_parts + 1, sizeof *m->spans);
    m->rim = malloc((m->n_sites + 1) * sizeof *m->rim);
    if (m->spans == NULL || m->rim == NULL)
        return false;
    for (size_t i = 0; i < c->n_parts; i++) {
        m->spans[i] = (struct plan_span){cut_at(c, c->parts[i].edge, c->parts[i].from_m),
                                         cut_at(c, c->parts[i].edge, c->parts[i].to_m)};
    }
    for (size_t i = 0; i < m->n_sites; i++) {
        double sum = 0;
        for (uint32_t k = m->first[i]; k < m->first[i + 1]; k++) {
            for (uint32_t a = m->spans[k].from; a < m->spans[k].to; a++)
                sum += m->weight[a];
        }
        m->rim[i] = fmax(0, c->w->gain[c->w->allowed[i]] - sum);
    }
    return true;
}

enum gis_status plan_model_new(struct plan_work *w, struct plan_model *out)
{
    struct plan_model m = {.n_sites = w->n_allowed, .excludes = w->uniform};
    struct cutting c = {.w = w, .model = &m};
    /* two that reach one point this near are nearer to each other than what is refused */
    if (m.excludes)
        c.radius_m = fmax(0, gis_lighting_spacing_m(w->lighting) / 2 - PLAN_TOLERANCE_M);
    m.first = calloc(w->n_allowed + 1, sizeof *m.first);
    enum gis_status status = m.first == NULL ? GIS_ENOMEM : reach_all(&c);
    if (status == GIS_OK) {
        cuts_order(&c);
        status = cut_pieces(&c) ? GIS_OK : GIS_ENOMEM;
    }
    if (status == GIS_OK) {
        cuts_order(&c);
        status = atoms_make(&c, &m) && spans_make(&c, &m) ? GIS_OK : GIS_ENOMEM;
    }
    free(c.parts);
    free(c.cuts);
    if (status != GIS_OK) {
        plan_model_done(&m);
    } else {
        *out = m;
    }
    return status;
}

void plan_model_done(struct plan_model *model)
{
    free(model->first);
    free(model->spans);
    free(model->weight);
    free(model->length_m);
    free(model->rim);
    *model = (struct plan_model){0};
}
