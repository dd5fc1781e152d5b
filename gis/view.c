/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/view.h"

#include <math.h>
#include <stdlib.h>

#define ANGLE_EPS_DEG 1e-9
#define RANGE_EPS_M   1e-9
#define TOUCH_DEG     1e-6

static double bearing_deg(struct gis_xy from, struct gis_xy to)
{
    const double deg = atan2(to.x_m - from.x_m, to.y_m - from.y_m) * (180 / M_PI);
    return deg < 0 ? deg + 360 : deg;
}

/* In [0, 360). */
static double turn_deg(double deg)
{
    const double in = fmod(deg, 360);
    const double positive = in < 0 ? in + 360 : in;
    return positive >= 360 ? 0 : positive;
}

static double distance_m(struct gis_xy a, struct gis_xy b)
{
    return hypot(a.x_m - b.x_m, a.y_m - b.y_m);
}

bool gis_view_holds(const struct gis_view *view, struct gis_xy p)
{
    const double d_m = distance_m(view->at, p);
    if (d_m > view->range_m + RANGE_EPS_M)
        return false;
    if (view->angle_deg >= 360 || d_m <= RANGE_EPS_M)
        return true;
    const double off = turn_deg(bearing_deg(view->at, p) - view->direction_deg);
    return fmin(off, 360 - off) <= view->angle_deg / 2 + ANGLE_EPS_DEG;
}

/* --- walls ------------------------------------------------------------------------------------ */

/* Directions from start clockwise for width; width < 0: none. */
struct arc {
    double start_deg, width_deg;
};

/* The part of a wall inside the circle, as a range of its parameter; false: none. */
static bool clip(const struct gis_wall *w, struct gis_xy at, double range_m, double *from,
                 double *to)
{
    const double dx = w->b.x_m - w->a.x_m, dy = w->b.y_m - w->a.y_m;
    const double ax = w->a.x_m - at.x_m, ay = w->a.y_m - at.y_m;
    const double a = dx * dx + dy * dy, b = ax * dx + ay * dy,
                 c = ax * ax + ay * ay - range_m * range_m;
    *from = 0;
    *to = 1;
    if (a <= 0)
        return c < 0;
    const double disc = b * b - a * c;
    if (disc <= 0)
        return false;
    const double root = sqrt(disc);
    *from = fmax(0, (-b - root) / a);
    *to = fmin(1, (-b + root) / a);
    return *from < *to;
}

static struct gis_xy along(const struct gis_wall *w, double t)
{
    return (struct gis_xy){w->a.x_m + t * (w->b.x_m - w->a.x_m),
                           w->a.y_m + t * (w->b.y_m - w->a.y_m)};
}

/* Directions in which a wall stands nearer than the range. */
static struct arc wall_arc(const struct gis_wall *w, struct gis_xy at, double range_m)
{
    double from, to;
    if (!clip(w, at, range_m, &from, &to))
        return (struct arc){0, -1};
    const struct gis_xy p = along(w, from), q = along(w, to);
    if (distance_m(at, p) <= RANGE_EPS_M || distance_m(at, q) <= RANGE_EPS_M)
        return (struct arc){0, 360}; /* it begins at the camera itself */
    const double a = bearing_deg(at, p), b = bearing_deg(at, q);
    const double clockwise = turn_deg(b - a);
    return clockwise <= 180 ? (struct arc){a, clockwise} : (struct arc){b, 360 - clockwise};
}

bool gis_view_meets(const struct gis_view *view, const struct gis_wall *wall)
{
    const struct arc arc = wall_arc(wall, view->at, view->range_m);
    if (arc.width_deg < 0)
        return false;
    if (view->angle_deg + arc.width_deg >= 360)
        return true;
    const double half = (view->angle_deg + arc.width_deg) / 2;
    const double off = turn_deg(arc.start_deg + arc.width_deg / 2 - view->direction_deg);
    return fmin(off, 360 - off) < half - TOUCH_DEG;
}

/* --- turning -----------------------------------------------------------------------------------
 */

struct seen {
    double bearing_deg, weight;
};

struct turning {
    const struct gis_view_aim *aim;
    size_t n; /* points in range, by bearing; listed twice, the second time 360 degrees on */
    struct seen *seen;
    double *sum; /* weight of the first k */
    double here; /* weight at the centre: seen in every direction */
    size_t n_free;
    struct arc *free, *blocked;
};

struct best {
    double weight;
    struct gis_view view;
};

static int by_bearing(const void *a, const void *b)
{
    const double x = ((const struct seen *)a)->bearing_deg,
                 y = ((const struct seen *)b)->bearing_deg;
    return (x > y) - (x < y);
}

static int by_start(const void *a, const void *b)
{
    const double x = ((const struct arc *)a)->start_deg, y = ((const struct arc *)b)->start_deg;
    return (x > y) - (x < y);
}

static void collect(struct turning *t, double range_m)
{
    const struct gis_view_aim *aim = t->aim;
    t->n = 0;
    t->here = 0;
    for (size_t i = 0; i < aim->n_points; i++) {
        const double d_m = distance_m(aim->at, aim->points[i]);
        if (d_m > range_m + RANGE_EPS_M || !(aim->weights[i] > 0))
            continue;
        if (d_m <= RANGE_EPS_M) {
            t->here += aim->weights[i];
        } else {
            t->seen[t->n++] = (struct seen){bearing_deg(aim->at, aim->points[i]), aim->weights[i]};
        }
    }
    if (t->n > 0)
        qsort(t->seen, t->n, sizeof *t->seen, by_bearing);
    for (size_t i = 0; i < t->n; i++)
        t->seen[t->n + i] = (struct seen){t->seen[i].bearing_deg + 360, t->seen[i].weight};
    t->sum[0] = 0;
    for (size_t i = 0; i < 2 * t->n; i++)
        t->sum[i + 1] = t->sum[i] + t->seen[i].weight;
}

/* Middles of the sector that leave every wall out: what the blocked arcs, widened by half the
 * angle on both sides, leave over. False: no direction is free. */
static bool find_free(struct turning *t, double range_m)
{
    const struct gis_view_aim *aim = t->aim;
    size_t n = 0;
    t->n_free = 0;
    for (size_t i = 0; i < aim->n_walls; i++) {
        const struct arc arc = wall_arc(&aim->walls[i], aim->at, range_m);
        if (arc.width_deg < 0)
            continue;
        if (arc.width_deg + aim->angle_deg >= 360)
            return false;
        t->blocked[n++] = (struct arc){turn_deg(arc.start_deg - aim->angle_deg / 2),
                                       arc.width_deg + aim->angle_deg};
    }
    if (n == 0) {
        t->free[t->n_free++] = (struct arc){0, 360};
        return true;
    }
    qsort(t->blocked, n, sizeof *t->blocked, by_start);
    double end = t->blocked[0].start_deg + t->blocked[0].width_deg;
    for (size_t i = 1; i <= n; i++) {
        const double start = i < n ? t->blocked[i].start_deg : t->blocked[0].start_deg + 360;
        if (start > end)
            t->free[t->n_free++] = (struct arc){turn_deg(end), start - end};
        if (i < n)
            end = fmax(end, t->blocked[i].start_deg + t->blocked[i].width_deg);
    }
    /* what reaches over north blocks the beginning again */
    while (t->n_free > 0 && end - 360 > t->free[0].start_deg) {
        const double over = end - 360 - t->free[0].start_deg;
        if (over < t->free[0].width_deg) {
            t->free[0].start_deg += over;
            t->free[0].width_deg -= over;
            break;
        }
        for (size_t i = 1; i < t->n_free; i++)
            t->free[i - 1] = t->free[i];
        t->n_free--;
    }
    return t->n_free > 0;
}

/* First of the points whose bearing is at least (or, after: above) @p deg. */
static size_t first_from(const struct turning *t, double deg, bool after)
{
    size_t lo = 0, hi = 2 * t->n;
    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;
        const double at = t->seen[mid].bearing_deg;
        if (after ? at <= deg + ANGLE_EPS_DEG : at < deg - ANGLE_EPS_DEG) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

/* Points with the sector's counterclockwise edge at edge_deg: from first to before last. */
struct run {
    size_t first, last;
    double edge_deg, weight;
};

static struct run run_from(const struct turning *t, double edge_deg)
{
    struct run run = {.edge_deg = turn_deg(edge_deg)};
    run.first = first_from(t, run.edge_deg, false);
    run.last = first_from(t, run.edge_deg + t->aim->angle_deg, true);
    run.weight = t->here + t->sum[run.last] - t->sum[run.first];
    return run;
}

/* Tries the sector with its middle @p in_deg into a free arc; it is then turned to the middle of
 * the directions in which it holds the same points. */
static void try_middle(const struct turning *t, const struct arc *free, double in_deg,
                       double range_m, struct best *best)
{
    const double middle_deg = free->start_deg + in_deg;
    const struct run run = run_from(t, middle_deg - t->aim->angle_deg / 2);
    if (!(run.weight > best->weight * (1 + 1e-12) + 1e-12))
        return;
    double back = free->width_deg >= 360 ? 0 : in_deg, on = free->width_deg - in_deg;
    if (run.last > run.first) {
        const double far = run.edge_deg + t->aim->angle_deg;
        const double room = fmax(0, far - t->seen[run.last - 1].bearing_deg);
        back = free->width_deg >= 360 ? room : fmin(back, room);
        on = fmin(on, fmax(0, t->seen[run.first].bearing_deg - run.edge_deg));
    }
    best->weight = run.weight;
    best->view = (struct gis_view){t->aim->at, turn_deg(middle_deg + (on - back) / 2),
                                   t->aim->angle_deg, range_m};
}

static void try_free(const struct turning *t, const struct arc *free, double range_m,
                     struct best *best)
{
    try_middle(t, free, 0, range_m, best);
    if (free->width_deg < 360)
        try_middle(t, free, free->width_deg, range_m, best);
    for (size_t i = 0; i < t->n; i++) {
        const double middle = t->seen[i].bearing_deg + t->aim->angle_deg / 2;
        const double in = turn_deg(middle - free->start_deg);
        if (in <= free->width_deg)
            try_middle(t, free, in, range_m, best);
    }
}

static bool valid(const struct gis_view_aim *aim)
{
    bool ok = aim->angle_deg > 0 && aim->angle_deg <= 360 && aim->range_m > 0 &&
              isfinite(aim->range_m) && isfinite(aim->at.x_m) && isfinite(aim->at.y_m);
    for (size_t i = 0; i < aim->n_points && ok; i++)
        ok = aim->weights[i] >= 0 && isfinite(aim->weights[i]);
    return ok;
}

static void turn_all(struct turning *t, struct best *best)
{
    const struct gis_view_aim *aim = t->aim;
    bool walls = false;
    for (size_t i = 0; i < aim->n_walls && !walls; i++)
        walls = wall_arc(&aim->walls[i], aim->at, aim->range_m).width_deg >= 0;
    for (int tenth = GIS_VIEW_RANGES; tenth > 0; tenth--) {
        const double range_m = aim->range_m * tenth / GIS_VIEW_RANGES;
        collect(t, range_m);
        if (t->here + t->sum[t->n] <= best->weight)
            return; /* a shorter range holds no more */
        if (find_free(t, range_m)) {
            for (size_t i = 0; i < t->n_free; i++)
                try_free(t, &t->free[i], range_m, best);
        }
        if (!walls)
            return;
    }
}

enum gis_status gis_view_turn(const struct gis_view_aim *aim, struct gis_view *out_view,
                              double *out_weight)
{
    if (!valid(aim))
        return GIS_EDOMAIN;
    struct turning t = {.aim = aim};
    struct best best = {0};
    t.seen = malloc((2 * aim->n_points + 1) * sizeof *t.seen);
    t.sum = malloc((2 * aim->n_points + 2) * sizeof *t.sum);
    t.blocked = malloc((aim->n_walls + 1) * sizeof *t.blocked);
    t.free = malloc((aim->n_walls + 2) * sizeof *t.free);
    const bool room = t.seen != NULL && t.sum != NULL && t.blocked != NULL && t.free != NULL;
    if (room)
        turn_all(&t, &best);
    free(t.seen);
    free(t.sum);
    free(t.blocked);
    free(t.free);
    if (!room)
        return GIS_ENOMEM;
    if (best.weight > 0)
        *out_view = best.view;
    *out_weight = best.weight;
    return GIS_OK;
}
