/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/sample/areas.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STEP_M 30.0
/* Vertices are put on a grid: neighbours cut the same line from two sides and must agree. */
#define GRID_M 1e-3

static double on_grid(double v)
{
    return round(v / GRID_M) * GRID_M;
}

static struct gis_xy grid_point(struct gis_xy p)
{
    return (struct gis_xy){on_grid(p.x_m), on_grid(p.y_m)};
}

static bool same(struct gis_xy a, struct gis_xy b)
{
    return a.x_m == b.x_m && a.y_m == b.y_m;
}

static double cross(struct gis_xy o, struct gis_xy a, struct gis_xy b)
{
    return (a.x_m - o.x_m) * (b.y_m - o.y_m) - (a.y_m - o.y_m) * (b.x_m - o.x_m);
}

static int by_x(const void *a, const void *b)
{
    const struct gis_xy *p = a, *q = b;
    if (p->x_m != q->x_m)
        return p->x_m < q->x_m ? -1 : 1;
    return p->y_m < q->y_m ? -1 : p->y_m > q->y_m;
}

/* Andrew's monotone chain; counter-clockwise. */
static struct sample_ring convex_hull(struct jy_arena *arena, size_t n, const struct gis_xy *points)
{
    struct gis_xy *sorted = jy_arena_alloc(arena, n * sizeof *sorted);
    struct gis_xy *hull = jy_arena_alloc(arena, (2 * n + 1) * sizeof *hull);
    size_t k = 0;
    memcpy(sorted, points, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_x);
    for (size_t i = 0; i < n; i++) {
        while (k >= 2 && cross(hull[k - 2], hull[k - 1], sorted[i]) <= 0)
            k--;
        hull[k++] = sorted[i];
    }
    const size_t lower = k + 1;
    for (size_t i = n - 1; i-- > 0;) {
        while (k >= lower && cross(hull[k - 2], hull[k - 1], sorted[i]) <= 0)
            k--;
        hull[k++] = sorted[i];
    }
    return (struct sample_ring){k - 1, hull};
}

/* The hull moved outward by @p radius_m, with round corners. */
static struct sample_ring offset(struct jy_arena *arena, struct sample_ring hull, double radius_m)
{
    enum { ARC = 10 };
    struct sample_ring out = {0, jy_arena_alloc(arena, hull.n * (ARC + 1) * sizeof *out.points)};
    for (size_t i = 0; i < hull.n; i++) {
        const struct gis_xy a = hull.points[(i + hull.n - 1) % hull.n], b = hull.points[i],
                            c = hull.points[(i + 1) % hull.n];
        const double from = atan2(b.y_m - a.y_m, b.x_m - a.x_m) - M_PI_2;
        const double to = atan2(c.y_m - b.y_m, c.x_m - b.x_m) - M_PI_2;
        const double turn = fmod(to - from + 4 * M_PI, 2 * M_PI);
        for (int k = 0; k <= ARC; k++) {
            const double angle = from + turn * k / ARC;
            const struct gis_xy p = grid_point(
                (struct gis_xy){b.x_m + radius_m * cos(angle), b.y_m + radius_m * sin(angle)});
            if (out.n == 0 || !same(p, out.points[out.n - 1]))
                out.points[out.n++] = p;
        }
    }
    return out;
}

struct sample_ring sample_outline(struct jy_arena *arena, const struct sample_warp *warp, size_t n,
                                  const struct gis_xy *unbent, double area_m2)
{
    const struct sample_ring hull = convex_hull(arena, n, unbent);
    double low_m = 1, high_m = 3000;
    for (int i = 0; i < 40; i++) {
        struct jy_arena scratch;
        const double radius_m = (low_m + high_m) / 2;
        jy_arena_init(&scratch);
        const struct sample_ring ring =
            sample_bend_ring(&scratch, warp, offset(&scratch, hull, radius_m));
        *(sample_area_m2(ring) < area_m2 ? &low_m : &high_m) = radius_m;
        jy_arena_done(&scratch);
    }
    return offset(arena, hull, (low_m + high_m) / 2);
}

struct sample_ring sample_cut(struct jy_arena *arena, struct sample_ring ring, const int *tags,
                              struct gis_xy at, struct gis_xy normal, int tag, int **out_tags)
{
    struct sample_ring out = {0, jy_arena_alloc(arena, (ring.n + 2) * sizeof *out.points)};
    int *kept = jy_arena_alloc(arena, (ring.n + 2) * sizeof *kept);
    for (size_t i = 0; i < ring.n; i++) {
        const struct gis_xy p = ring.points[i], q = ring.points[(i + 1) % ring.n];
        const double dp = (p.x_m - at.x_m) * normal.x_m + (p.y_m - at.y_m) * normal.y_m;
        const double dq = (q.x_m - at.x_m) * normal.x_m + (q.y_m - at.y_m) * normal.y_m;
        const int own = tags != NULL ? tags[i] : 0;
        if (dp <= 0) {
            kept[out.n] = dq > 0 && dp == 0 ? tag : own;
            out.points[out.n++] = p;
        }
        if ((dp < 0 && dq > 0) || (dp > 0 && dq < 0)) {
            const double t = dp / (dp - dq);
            kept[out.n] = dp < 0 ? tag : own;
            out.points[out.n++] =
                (struct gis_xy){p.x_m + t * (q.x_m - p.x_m), p.y_m + t * (q.y_m - p.y_m)};
        }
    }
    if (out_tags != NULL)
        *out_tags = kept;
    return out;
}

static void put_on_grid(struct sample_ring *ring)
{
    size_t n = 0;
    for (size_t i = 0; i < ring->n; i++) {
        const struct gis_xy p = grid_point(ring->points[i]);
        if (n == 0 || !same(p, ring->points[n - 1]))
            ring->points[n++] = p;
    }
    while (n > 1 && same(ring->points[n - 1], ring->points[0]))
        n--;
    ring->n = n;
}

struct sample_ring *sample_cells(struct jy_arena *arena, struct sample_ring outline, size_t n,
                                 const struct gis_xy *sites)
{
    struct sample_ring *cells = jy_arena_alloc(arena, n * sizeof *cells);
    for (size_t i = 0; i < n; i++) {
        cells[i] = outline;
        for (size_t j = 0; j < n; j++) {
            if (j == i)
                continue;
            const struct gis_xy middle = {(sites[i].x_m + sites[j].x_m) / 2,
                                          (sites[i].y_m + sites[j].y_m) / 2};
            const struct gis_xy toward = {sites[j].x_m - sites[i].x_m, sites[j].y_m - sites[i].y_m};
            cells[i] = sample_cut(arena, cells[i], NULL, middle, toward, 0, NULL);
        }
        put_on_grid(&cells[i]);
    }
    return cells;
}

struct sample_ring sample_bend_ring(struct jy_arena *arena, const struct sample_warp *warp,
                                    struct sample_ring ring)
{
    double length_m = 0;
    for (size_t i = 0; i < ring.n; i++) {
        const struct gis_xy p = ring.points[i], q = ring.points[(i + 1) % ring.n];
        length_m += hypot(q.x_m - p.x_m, q.y_m - p.y_m);
    }
    const size_t most = ring.n * 2 + (size_t)(length_m / STEP_M) + 2;
    struct sample_ring out = {0, jy_arena_alloc(arena, most * sizeof *out.points)};
    for (size_t i = 0; i < ring.n; i++) {
        const struct gis_xy p = ring.points[i], q = ring.points[(i + 1) % ring.n];
        /* Always from the same end: both owners of the edge compute the same numbers. */
        const bool flip = by_x(&p, &q) > 0;
        const struct gis_xy a = flip ? q : p, b = flip ? p : q;
        const int steps = (int)ceil(hypot(b.x_m - a.x_m, b.y_m - a.y_m) / STEP_M);
        for (int k = 0; k < steps; k++) {
            const double t = (double)(flip ? steps - k : k) / steps;
            out.points[out.n++] = sample_warp_bend(
                warp, (struct gis_xy){a.x_m + t * (b.x_m - a.x_m), a.y_m + t * (b.y_m - a.y_m)});
        }
    }
    return out;
}

struct border {
    struct gis_xy from, to;
    bool used;
};

static int by_from(const void *a, const void *b)
{
    const struct border *p = a, *q = b;
    const int c = by_x(&p->from, &q->from);
    return c != 0 ? c : by_x(&p->to, &q->to);
}

static struct border *find_border(struct border *all, size_t n, struct gis_xy from,
                                  const struct gis_xy *to)
{
    size_t low = 0, high = n;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (by_x(&all[middle].from, &from) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < n && same(all[low].from, from); low++) {
        if (!all[low].used && (to == NULL || same(all[low].to, *to)))
            return &all[low];
    }
    return NULL;
}

struct sample_ring *sample_union(struct jy_arena *arena, size_t n, const struct sample_ring *cells,
                                 size_t *out_n)
{
    size_t edges = 0, rings = 0;
    for (size_t i = 0; i < n; i++)
        edges += cells[i].n;
    struct border *all = jy_arena_alloc(arena, (edges + 1) * sizeof *all);
    edges = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < cells[i].n; k++) {
            all[edges++] =
                (struct border){cells[i].points[k], cells[i].points[(k + 1) % cells[i].n], false};
        }
    }
    qsort(all, edges, sizeof *all, by_from);
    for (size_t i = 0; i < edges; i++) { /* an edge walked both ways lies inside */
        struct border *twin = all[i].used ? NULL : find_border(all, edges, all[i].to, &all[i].from);
        if (twin != NULL)
            twin->used = all[i].used = true;
    }
    struct sample_ring *out = jy_arena_alloc(arena, (edges + 1) * sizeof *out);
    for (size_t i = 0; i < edges; i++) {
        if (all[i].used)
            continue;
        struct sample_ring ring = {0, jy_arena_alloc(arena, (edges + 1) * sizeof *ring.points)};
        for (struct border *e = &all[i]; e != NULL; e = find_border(all, edges, e->to, NULL)) {
            e->used = true;
            ring.points[ring.n++] = e->from;
        }
        out[rings++] = ring;
    }
    *out_n = rings;
    return out;
}

double sample_area_m2(struct sample_ring ring)
{
    double sum = 0;
    for (size_t i = 0; i < ring.n; i++)
        sum += cross(ring.points[0], ring.points[i], ring.points[(i + 1) % ring.n]);
    return sum / 2;
}

bool sample_inside(struct sample_ring ring, struct gis_xy p)
{
    bool inside = false;
    for (size_t i = 0, j = ring.n - 1; i < ring.n; j = i++) {
        const struct gis_xy a = ring.points[i], b = ring.points[j];
        if ((a.y_m > p.y_m) != (b.y_m > p.y_m) &&
            p.x_m < (b.x_m - a.x_m) * (p.y_m - a.y_m) / (b.y_m - a.y_m) + a.x_m)
            inside = !inside;
    }
    return inside;
}

struct gis_xy sample_centre(struct sample_ring ring)
{
    struct gis_xy sum = {0, 0};
    double area = 0;
    for (size_t i = 0; i < ring.n; i++) {
        const struct gis_xy o = ring.points[0], a = ring.points[i],
                            b = ring.points[(i + 1) % ring.n];
        const double c = cross(o, a, b);
        sum.x_m += c * (o.x_m + a.x_m + b.x_m) / 3;
        sum.y_m += c * (o.y_m + a.y_m + b.y_m) / 3;
        area += c;
    }
    assert(area != 0);
    return (struct gis_xy){sum.x_m / area, sum.y_m / area};
}
