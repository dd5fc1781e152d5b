/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/dissolve.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"

/* With the inside on its left. */
struct edge {
    struct gis_lonlat from, to;
    bool used;
};

struct edges {
    struct edge *edge;
    size_t n, cap;
};

static int by_place(struct gis_lonlat a, struct gis_lonlat b)
{
    if (a.lon_deg != b.lon_deg)
        return a.lon_deg < b.lon_deg ? -1 : 1;
    return (a.lat_deg > b.lat_deg) - (a.lat_deg < b.lat_deg);
}

static int by_ends(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;
    int order = by_place(x->from, y->from);
    return order != 0 ? order : by_place(x->to, y->to);
}

/* Twice the area, positive when it runs counter-clockwise; about the first vertex. */
static double area2(const struct gis_lonlat *p, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        sum += (p[i].lon_deg - p[0].lon_deg) * (p[i + 1].lat_deg - p[0].lat_deg) -
               (p[i + 1].lon_deg - p[0].lon_deg) * (p[i].lat_deg - p[0].lat_deg);
    }
    return sum;
}

static void add_ring(struct edges *e, const struct gis_lonlat *p, size_t n, bool outer)
{
    bool turns = (area2(p, n) > 0) != outer;
    for (size_t i = 0; i + 1 < n; i++) {
        if (by_place(p[i], p[i + 1]) == 0)
            continue;
        e->edge = jy_grow(e->edge, &e->cap, e->n + 1, sizeof *e->edge);
        e->edge[e->n++] =
            turns ? (struct edge){p[i + 1], p[i], false} : (struct edge){p[i], p[i + 1], false};
    }
}

/* Edges that are there both ways lie between two areas. */
static void drop_inner(struct edges *e)
{
    if (e->n > 0)
        qsort(e->edge, e->n, sizeof *e->edge, by_ends);
    size_t kept = 0;
    for (size_t i = 0; i < e->n; i++) {
        const struct edge back = {e->edge[i].to, e->edge[i].from, false};
        e->edge[i].used = bsearch(&back, e->edge, e->n, sizeof *e->edge, by_ends) != NULL;
    }
    for (size_t i = 0; i < e->n; i++) {
        if (!e->edge[i].used)
            e->edge[kept++] = e->edge[i];
    }
    e->n = kept;
}

static double direction(struct gis_lonlat from, struct gis_lonlat to)
{
    return atan2(to.lat_deg - from.lat_deg, to.lon_deg - from.lon_deg);
}

/* The edge that goes on from @p last: of several the one that turns most to the left, so that areas
 * that touch in a corner keep rings of their own. NULL: none is left. */
static struct edge *next_edge(struct edges *e, const struct edge *last)
{
    size_t low = 0, high = e->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (by_place(e->edge[mid].from, last->to) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    struct edge *best = NULL;
    double least = INFINITY, back = direction(last->to, last->from);
    for (; low < e->n && by_place(e->edge[low].from, last->to) == 0; low++) {
        double inside = fmod(back - direction(last->to, e->edge[low].to) + 4 * M_PI, 2 * M_PI);
        if (e->edge[low].used || inside >= least)
            continue;
        least = inside;
        best = &e->edge[low];
    }
    return best;
}

/* Rings back to back. */
struct rings {
    struct gis_lonlat *at;
    size_t n_at, cap_at;
    size_t *end;
    size_t n, cap;
};

static void add_point(struct rings *r, struct gis_lonlat p)
{
    r->at = jy_grow(r->at, &r->cap_at, r->n_at + 1, sizeof *r->at);
    r->at[r->n_at++] = p;
}

static void join(struct edges *e, struct rings *r)
{
    for (size_t i = 0; i < e->n; i++) {
        size_t start = r->n_at;
        for (struct edge *at = &e->edge[i]; at != NULL && !at->used; at = next_edge(e, at)) {
            at->used = true;
            if (r->n_at == start)
                add_point(r, at->from);
            add_point(r, at->to);
            if (by_place(at->to, r->at[start]) == 0)
                break;
        }
        if (r->n_at - start < 4 || by_place(r->at[start], r->at[r->n_at - 1]) != 0) {
            r->n_at = start; /* no ring: the areas were not what they should be */
            continue;
        }
        r->end = jy_grow(r->end, &r->cap, r->n + 1, sizeof *r->end);
        r->end[r->n++] = r->n_at;
    }
}

static bool holds(const struct gis_lonlat *p, size_t n, struct gis_lonlat at)
{
    bool in = false;
    for (size_t i = 0; i + 1 < n; i++) {
        if ((p[i].lat_deg > at.lat_deg) != (p[i + 1].lat_deg > at.lat_deg) &&
            at.lon_deg < p[i].lon_deg + (at.lat_deg - p[i].lat_deg) /
                                            (p[i + 1].lat_deg - p[i].lat_deg) *
                                            (p[i + 1].lon_deg - p[i].lon_deg))
            in = !in;
    }
    return in;
}

/* One of the rings: where it begins in r->at, and how many vertices it has. */
struct ring {
    size_t from, n;
};

static struct ring ring_of(const struct rings *r, size_t i)
{
    const size_t from = i > 0 ? r->end[i - 1] : 0;
    return (struct ring){from, r->end[i] - from};
}

static bool is_outer(const struct rings *r, struct ring ring)
{
    return area2(r->at + ring.from, ring.n) > 0;
}

/* Is the ring inside the outer one? Told by the middle of an edge: vertices may touch it. */
static bool is_inside(const struct rings *r, struct ring ring, struct ring outer)
{
    const struct gis_lonlat *p = r->at + ring.from;
    const struct gis_lonlat middle = {(p[0].lon_deg + p[1].lon_deg) / 2,
                                      (p[0].lat_deg + p[1].lat_deg) / 2};
    return holds(r->at + outer.from, outer.n, middle);
}

/* The polygons in the making. */
struct sorted {
    struct gis_lonlat *points;
    uint32_t *part_end;
    uint8_t *part_outer;
    size_t n, parts;
};

static void add_part(struct sorted *s, const struct rings *r, struct ring ring, bool outer)
{
    memcpy(s->points + s->n, r->at + ring.from, ring.n * sizeof *s->points);
    s->n += ring.n;
    s->part_outer[s->parts] = outer;
    s->part_end[s->parts++] = (uint32_t)s->n;
}

/* Outer rings, each with the holes inside it. */
static struct jy_geometry sort_rings(const struct rings *r)
{
    struct sorted s = {.points = jy_malloc((r->n_at + 1) * sizeof *s.points),
                       .part_end = jy_malloc((r->n + 1) * sizeof *s.part_end),
                       .part_outer = jy_malloc(r->n + 1)};
    for (size_t i = 0; i < r->n; i++) {
        const struct ring outer = ring_of(r, i);
        if (!is_outer(r, outer))
            continue;
        add_part(&s, r, outer, true);
        for (size_t k = 0; k < r->n; k++) {
            const struct ring hole = ring_of(r, k);
            if (!is_outer(r, hole) && is_inside(r, hole, outer))
                add_part(&s, r, hole, false);
        }
    }
    return (struct jy_geometry){.kind = JY_GEOMETRY_POLYGONS,
                                .n_points = s.n,
                                .points = s.points,
                                .n_parts = s.parts,
                                .part_end = s.part_end,
                                .part_outer = s.part_outer};
}

struct jy_geometry jy_dissolve(const struct jy_geometry *polygons)
{
    struct edges e = {0};
    struct rings r = {0};
    uint32_t from = 0;
    for (size_t i = 0; i < polygons->n_parts; from = polygons->part_end[i], i++) {
        add_ring(&e, polygons->points + from, polygons->part_end[i] - from,
                 polygons->part_outer == NULL || polygons->part_outer[i]);
    }
    drop_inner(&e);
    join(&e, &r);
    struct jy_geometry out = sort_rings(&r);
    free(e.edge);
    free(r.at);
    free(r.end);
    return out;
}

void jy_dissolve_free(struct jy_geometry *g)
{
    union { /* const for readers only */
        const void *in[3];
        void *out[3];
    } u = {{g->points, g->part_end, g->part_outer}};
    for (int i = 0; i < 3; i++)
        free(u.out[i]);
    *g = (struct jy_geometry){.kind = JY_GEOMETRY_NONE};
}
