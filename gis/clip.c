/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/clip.h"

#include <stdlib.h>
#include <string.h>

#include "gis/array.h"

void gis_parts_init(struct gis_parts *parts)
{
    memset(parts, 0, sizeof *parts);
}

void gis_parts_done(struct gis_parts *parts)
{
    free(parts->point);
    free(parts->end);
    memset(parts, 0, sizeof *parts);
}

void gis_parts_clear(struct gis_parts *parts)
{
    parts->n_points = parts->n_parts = 0;
}

enum gis_status gis_parts_add_point(struct gis_parts *parts, struct gis_point p)
{
    if (!gis_array_room(&parts->point, parts->n_points + 1, &parts->cap_points, sizeof p))
        return GIS_ENOMEM;
    parts->point[parts->n_points++] = p;
    return GIS_OK;
}

enum gis_status gis_parts_end(struct gis_parts *parts)
{
    size_t start = parts->n_parts ? parts->end[parts->n_parts - 1] : 0;
    if (parts->n_points == start)
        return GIS_OK;
    if (!gis_array_room(&parts->end, parts->n_parts + 1, &parts->cap_parts, sizeof *parts->end))
        return GIS_ENOMEM;
    parts->end[parts->n_parts++] = parts->n_points;
    return GIS_OK;
}

/* Narrows [*t0, *t1] by one side; false when nothing is left. */
static bool narrow(double denominator, double numerator, double *t0, double *t1)
{
    if (denominator == 0)
        return numerator >= 0;
    double t = numerator / denominator;
    if (denominator < 0) {
        if (t > *t1)
            return false;
        if (t > *t0)
            *t0 = t;
    } else {
        if (t < *t0)
            return false;
        if (t < *t1)
            *t1 = t;
    }
    return true;
}

static bool clip_segment(struct gis_point a, struct gis_point b, const struct gis_rect *r,
                         double *t0, double *t1)
{
    double dx = b.x - a.x, dy = b.y - a.y;
    *t0 = 0;
    *t1 = 1;
    return narrow(-dx, a.x - r->min_x, t0, t1) && narrow(dx, r->max_x - a.x, t0, t1) &&
           narrow(-dy, a.y - r->min_y, t0, t1) && narrow(dy, r->max_y - a.y, t0, t1);
}

static struct gis_point between(struct gis_point a, struct gis_point b, double t,
                                const struct gis_rect *r)
{
    struct gis_point p = {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
    /* rounding must not put it outside again */
    p.x = p.x < r->min_x ? r->min_x : p.x > r->max_x ? r->max_x : p.x;
    p.y = p.y < r->min_y ? r->min_y : p.y > r->max_y ? r->max_y : p.y;
    return p;
}

/* A part of fewer than two points is taken back. */
static enum gis_status end_line(struct gis_parts *out)
{
    size_t start = out->n_parts ? out->end[out->n_parts - 1] : 0;
    if (out->n_points == start + 1)
        out->n_points = start;
    return gis_parts_end(out);
}

/* What of one segment lies within. *open: the part so far ends where the segment begins. */
static enum gis_status line_segment(struct gis_point a, struct gis_point b,
                                    const struct gis_rect *rect, bool *open, struct gis_parts *out)
{
    double t0 = 0, t1 = 1;
    bool inside = clip_segment(a, b, rect, &t0, &t1);
    enum gis_status status = GIS_OK;
    if (!inside || t0 > 0) {
        status = end_line(out);
        *open = false;
    }
    if (!inside || status != GIS_OK)
        return status;
    if (!*open)
        status = gis_parts_add_point(out, t0 > 0 ? between(a, b, t0, rect) : a);
    if (status == GIS_OK && t1 > t0)
        status = gis_parts_add_point(out, t1 < 1 ? between(a, b, t1, rect) : b);
    *open = t1 >= 1;
    return status == GIS_OK && !*open ? end_line(out) : status;
}

enum gis_status gis_clip_line(const struct gis_point *line, size_t n, struct gis_rect rect,
                              struct gis_parts *out)
{
    bool open = false;
    enum gis_status status = GIS_OK;
    for (size_t i = 1; i < n && status == GIS_OK; i++)
        status = line_segment(line[i - 1], line[i], &rect, &open, out);
    return status == GIS_OK ? end_line(out) : status;
}

enum side { WEST, EAST, NORTH, SOUTH, SIDES };

static double depth(struct gis_point p, const struct gis_rect *r, enum side side)
{
    switch (side) {
    case WEST:
        return p.x - r->min_x;
    case EAST:
        return r->max_x - p.x;
    case NORTH:
        return p.y - r->min_y;
    case SOUTH:
    case SIDES:
        break;
    }
    return r->max_y - p.y;
}

static struct gis_point crossing(struct gis_point a, struct gis_point b, double depth_a,
                                 double depth_b, const struct gis_rect *r, enum side side)
{
    double t = depth_a / (depth_a - depth_b);
    struct gis_point p = {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
    if (side == WEST) {
        p.x = r->min_x;
    } else if (side == EAST) {
        p.x = r->max_x;
    } else if (side == NORTH) {
        p.y = r->min_y;
    } else {
        p.y = r->max_y;
    }
    return p;
}

/* One side: @p in is open (last joins first). */
static enum gis_status clip_side(const struct gis_point *in, size_t n, const struct gis_rect *r,
                                 enum side side, struct gis_parts *out)
{
    gis_parts_clear(out);
    if (n == 0)
        return GIS_OK;
    enum gis_status status = GIS_OK;
    struct gis_point a = in[n - 1];
    double depth_a = depth(a, r, side);
    for (size_t i = 0; i < n && status == GIS_OK; i++) {
        struct gis_point b = in[i];
        double depth_b = depth(b, r, side);
        if ((depth_a < 0) != (depth_b < 0))
            status = gis_parts_add_point(out, crossing(a, b, depth_a, depth_b, r, side));
        if (status == GIS_OK && depth_b >= 0)
            status = gis_parts_add_point(out, b);
        a = b;
        depth_a = depth_b;
    }
    return status;
}

static enum gis_status append_ring(const struct gis_point *p, size_t n, struct gis_parts *out)
{
    if (n < 3)
        return GIS_OK;
    enum gis_status status = GIS_OK;
    for (size_t i = 0; i < n && status == GIS_OK; i++)
        status = gis_parts_add_point(out, p[i]);
    if (status == GIS_OK)
        status = gis_parts_add_point(out, p[0]);
    return status == GIS_OK ? gis_parts_end(out) : status;
}

static bool all_inside(const struct gis_point *p, size_t n, const struct gis_rect *r)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i].x < r->min_x || p[i].x > r->max_x || p[i].y < r->min_y || p[i].y > r->max_y)
            return false;
    }
    return true;
}

enum gis_status gis_clip_ring(const struct gis_point *ring, size_t n, struct gis_rect rect,
                              struct gis_parts *out)
{
    if (n < 4)
        return GIS_OK;
    if (all_inside(ring, n, &rect))
        return append_ring(ring, n - 1, out);
    struct gis_parts work[2];
    gis_parts_init(&work[0]);
    gis_parts_init(&work[1]);
    const struct gis_point *in = ring;
    size_t n_in = n - 1;
    enum gis_status status = GIS_OK;
    for (int side = WEST; side < SIDES && status == GIS_OK; side++) {
        struct gis_parts *to = &work[side & 1];
        status = clip_side(in, n_in, &rect, (enum side)side, to);
        in = to->point;
        n_in = to->n_points;
    }
    if (status == GIS_OK)
        status = append_ring(in, n_in, out);
    gis_parts_done(&work[0]);
    gis_parts_done(&work[1]);
    return status;
}

double gis_ring_area2(const struct gis_point *ring, size_t n)
{
    double sum = 0; /* about the first point: no cancellation far from the origin */
    for (size_t i = 1; i + 1 < n; i++) {
        sum += (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) -
               (ring[i + 1].x - ring[0].x) * (ring[i].y - ring[0].y);
    }
    return sum;
}
