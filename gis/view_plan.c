/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/view_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/rtree.h"

/*
 * The weight that a set of sectors holds is submodular: what one adds never grows when others are
 * there. So gains computed earlier are upper limits, and only the site at the head of the queue has
 * to be turned again (lazy evaluation); and for any set T of sites, f(T) <= f(S) + the gains of T's
 * sites after S. The most that such gains can be for the money is the bound.
 */
struct item {
    double gain;
    uint32_t site, turn; /* the number of picks when it was turned */
};

struct work {
    const struct gis_view_task *task;
    struct gis_rtree *points, *walls;
    double *weight; /* what is left of each point */
    struct gis_xy *near_points;
    double *near_weights;
    struct gis_wall *near_walls;
    size_t n_queue;
    struct item *queue; /* a heap by gain for cost */
    double *gain;       /* of each site, when it was last turned */
    struct gis_view *view;
    uint32_t *order;
    struct gis_view_plan plan;
};

static void work_done(struct work *w)
{
    gis_rtree_free(w->points);
    gis_rtree_free(w->walls);
    free(w->weight);
    free(w->near_points);
    free(w->near_weights);
    free(w->near_walls);
    free(w->queue);
    free(w->gain);
    free(w->view);
    free(w->order);
}

static enum gis_status index_points(struct work *w)
{
    const struct gis_view_task *t = w->task;
    const size_t n = t->n_points > t->n_walls ? t->n_points : t->n_walls;
    struct gis_box *boxes = malloc((n + 1) * sizeof *boxes);
    if (boxes == NULL)
        return GIS_ENOMEM;
    for (size_t i = 0; i < t->n_points; i++) {
        boxes[i] = (struct gis_box){t->points[i].x_m, t->points[i].y_m, t->points[i].x_m,
                                    t->points[i].y_m};
    }
    enum gis_status status = gis_rtree_new(t->n_points, boxes, &w->points);
    for (size_t i = 0; i < t->n_walls; i++) {
        const struct gis_wall *wall = &t->walls[i];
        boxes[i] = (struct gis_box){fmin(wall->a.x_m, wall->b.x_m), fmin(wall->a.y_m, wall->b.y_m),
                                    fmax(wall->a.x_m, wall->b.x_m), fmax(wall->a.y_m, wall->b.y_m)};
    }
    if (status == GIS_OK)
        status = gis_rtree_new(t->n_walls, boxes, &w->walls);
    free(boxes);
    return status;
}

static enum gis_status work_init(struct work *w)
{
    const struct gis_view_task *t = w->task;
    w->weight = malloc((t->n_points + 1) * sizeof *w->weight);
    w->near_points = malloc((t->n_points + 1) * sizeof *w->near_points);
    w->near_weights = malloc((t->n_points + 1) * sizeof *w->near_weights);
    w->near_walls = malloc((t->n_walls + 1) * sizeof *w->near_walls);
    w->queue = malloc((t->n_sites + 1) * sizeof *w->queue);
    w->gain = calloc(t->n_sites + 1, sizeof *w->gain);
    w->view = calloc(t->n_sites + 1, sizeof *w->view);
    w->order = malloc((t->n_sites + 1) * sizeof *w->order);
    w->plan.picks = calloc(t->n_sites + 1, sizeof *w->plan.picks);
    if (w->weight == NULL || w->near_points == NULL || w->near_weights == NULL ||
        w->near_walls == NULL || w->queue == NULL || w->gain == NULL || w->view == NULL ||
        w->order == NULL || w->plan.picks == NULL)
        return GIS_ENOMEM;
    if (t->n_points > 0)
        memcpy(w->weight, t->weights, t->n_points * sizeof *w->weight);
    return index_points(w);
}

static struct gis_box around(struct gis_xy at, double range_m)
{
    const double r_m = range_m + 1e-6;
    return (struct gis_box){at.x_m - r_m, at.y_m - r_m, at.x_m + r_m, at.y_m + r_m};
}

/* Turns the camera of a site the best way for what is left. */
static enum gis_status turn(struct work *w, uint32_t site)
{
    const struct gis_view_task *t = w->task;
    struct gis_view_aim aim = {.at = t->sites[site].at,
                               .angle_deg = t->angle_deg,
                               .range_m = t->range_m,
                               .points = w->near_points,
                               .weights = w->near_weights,
                               .walls = w->near_walls};
    struct gis_rtree_cursor cursor;
    uint32_t k;
    gis_rtree_find(w->points, around(aim.at, t->range_m), &cursor);
    while (gis_rtree_next(&cursor, &k)) {
        if (w->weight[k] > 0) {
            w->near_points[aim.n_points] = t->points[k];
            w->near_weights[aim.n_points++] = w->weight[k];
        }
    }
    w->gain[site] = 0;
    if (aim.n_points == 0)
        return GIS_OK;
    gis_rtree_find(w->walls, around(aim.at, t->range_m), &cursor);
    while (gis_rtree_next(&cursor, &k))
        w->near_walls[aim.n_walls++] = t->walls[k];
    w->plan.n_evaluations++;
    return gis_view_turn(&aim, &w->view[site], &w->gain[site]);
}

/* --- the queue ---------------------------------------------------------------------------------
 */

static double rate(const struct work *w, const struct item *i)
{
    return i->gain / w->task->sites[i->site].cost;
}

static bool before(const struct work *w, const struct item *a, const struct item *b)
{
    const double x = rate(w, a), y = rate(w, b);
    return x > y || (!(x < y) && a->site < b->site);
}

static void sink(struct work *w, size_t at)
{
    const struct item item = w->queue[at];
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= w->n_queue)
            break;
        if (child + 1 < w->n_queue && before(w, &w->queue[child + 1], &w->queue[child]))
            child++;
        if (!before(w, &w->queue[child], &item))
            break;
        w->queue[at] = w->queue[child];
        at = child;
    }
    w->queue[at] = item;
}

static void drop(struct work *w)
{
    w->queue[0] = w->queue[--w->n_queue];
    if (w->n_queue > 0)
        sink(w, 0);
}

static enum gis_status fill(struct work *w)
{
    for (uint32_t i = 0; i < w->task->n_sites; i++) {
        const enum gis_status status = turn(w, i);
        if (status != GIS_OK)
            return status;
        if (w->gain[i] > 0)
            w->queue[w->n_queue++] = (struct item){w->gain[i], i, 0};
    }
    w->plan.n_usable = w->n_queue;
    for (size_t k = w->n_queue / 2; k-- > 0;)
        sink(w, k);
    return GIS_OK;
}

/* --- choosing ----------------------------------------------------------------------------------
 */

static void look(struct work *w, const struct gis_view *view)
{
    struct gis_rtree_cursor cursor;
    uint32_t k;
    gis_rtree_find(w->points, around(view->at, view->range_m), &cursor);
    while (gis_rtree_next(&cursor, &k)) {
        if (w->weight[k] > 0 && gis_view_holds(view, w->task->points[k]))
            w->weight[k] = 0;
    }
}

static void take(struct work *w, uint32_t site)
{
    w->plan.picks[w->plan.n_picks++] = (struct gis_view_pick){site, w->view[site], w->gain[site]};
    w->plan.cost += w->task->sites[site].cost;
    w->plan.gain += w->gain[site];
    look(w, &w->view[site]);
}

static enum gis_status choose(struct work *w)
{
    const struct gis_view_task *t = w->task;
    while (w->n_queue > 0 && w->plan.n_picks < t->max_views) {
        struct item *top = &w->queue[0];
        if (w->plan.cost + t->sites[top->site].cost > t->budget * (1 + 1e-12)) {
            drop(w);
            continue;
        }
        if (top->turn == w->plan.n_picks) {
            if (top->gain < t->least_gain) {
                drop(w);
                continue;
            }
            take(w, top->site);
            drop(w);
            continue;
        }
        const enum gis_status status = turn(w, top->site);
        if (status != GIS_OK)
            return status;
        top->gain = w->gain[top->site];
        top->turn = (uint32_t)w->plan.n_picks;
        if (top->gain > 0) {
            sink(w, 0);
        } else {
            drop(w);
        }
    }
    return GIS_OK;
}

/* --- the bound ---------------------------------------------------------------------------------
 */

static int by_rate(const void *a, const void *b, void *ctx)
{
    const struct work *w = ctx;
    const uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
    const struct item x = {w->gain[i], i, 0}, y = {w->gain[k], k, 0};
    return before(w, &x, &y) ? -1 : 1;
}

static int by_gain(const void *a, const void *b, void *ctx)
{
    const struct work *w = ctx;
    const double x = w->gain[*(const uint32_t *)a], y = w->gain[*(const uint32_t *)b];
    return (x < y) - (x > y);
}

static bool affordable(const struct gis_view_task *t, size_t site)
{
    return t->sites[site].cost <= t->budget * (1 + 1e-12);
}

/* So many sites the budget and the limit allow at most. */
static size_t most_sites(const struct work *w)
{
    const struct gis_view_task *t = w->task;
    double cheapest = (double)INFINITY;
    for (size_t i = 0; i < t->n_sites; i++) {
        if (w->gain[i] > 0)
            cheapest = fmin(cheapest, t->sites[i].cost);
    }
    const double by_money = floor(t->budget / cheapest * (1 + 1e-12));
    return by_money < (double)t->max_views ? (size_t)by_money : t->max_views;
}

/* The most that sites can add for the money (the last in part), and at most so many of them. */
static double most_added(struct work *w)
{
    const struct gis_view_task *t = w->task;
    double money = 0, number = 0, left = t->budget;
    size_t n_left = most_sites(w);
    for (uint32_t i = 0; i < t->n_sites; i++)
        w->order[i] = i;
    qsort_r(w->order, t->n_sites, sizeof *w->order, by_rate, w);
    for (size_t k = 0; k < t->n_sites && left > 0; k++) {
        if (!affordable(t, w->order[k]))
            continue; /* cannot be in any plan */
        const double cost = t->sites[w->order[k]].cost;
        money += w->gain[w->order[k]] * fmin(1, left / cost);
        left -= cost;
    }
    qsort_r(w->order, t->n_sites, sizeof *w->order, by_gain, w);
    for (size_t k = 0; k < t->n_sites && n_left > 0; k++) {
        if (!affordable(t, w->order[k]))
            continue;
        number += w->gain[w->order[k]];
        n_left--;
    }
    return fmin(money, number);
}

/* All sites turned once more for what the plan leaves. */
static enum gis_status bound_after(struct work *w)
{
    for (uint32_t i = 0; i < w->task->n_sites; i++) {
        const enum gis_status status = w->gain[i] > 0 ? turn(w, i) : GIS_OK;
        if (status != GIS_OK)
            return status;
    }
    w->plan.bound = fmin(w->plan.bound, w->plan.gain + most_added(w));
    return GIS_OK;
}

static double reachable(const struct work *w)
{
    const struct gis_view_task *t = w->task;
    uint8_t *near = calloc(t->n_points + 1, 1);
    double sum = 0;
    for (size_t i = 0; i < t->n_sites && near != NULL; i++) {
        struct gis_rtree_cursor cursor;
        uint32_t k;
        gis_rtree_find(w->points, around(t->sites[i].at, t->range_m), &cursor);
        while (gis_rtree_next(&cursor, &k)) {
            near[k] |= hypot(t->points[k].x_m - t->sites[i].at.x_m,
                             t->points[k].y_m - t->sites[i].at.y_m) <= t->range_m + 1e-9;
        }
    }
    for (size_t k = 0; k < t->n_points; k++)
        sum += near == NULL || near[k] ? t->weights[k] : 0;
    free(near);
    return sum;
}

/* The best site alone, where it brings in more than the plan. */
static void prefer_single(struct work *w, const struct gis_view_pick *single)
{
    if (single->gain <= w->plan.gain)
        return;
    w->plan.n_picks = 1;
    w->plan.picks[0] = *single;
    w->plan.gain = single->gain;
    w->plan.cost = w->task->sites[single->site].cost;
}

static struct gis_view_pick best_single(const struct work *w)
{
    const struct gis_view_task *t = w->task;
    struct gis_view_pick best = {0};
    for (uint32_t i = 0; i < t->n_sites && t->max_views > 0; i++) {
        if (w->gain[i] > best.gain && affordable(t, i) && w->gain[i] >= t->least_gain)
            best = (struct gis_view_pick){i, w->view[i], w->gain[i]};
    }
    return best;
}

static bool valid(const struct gis_view_task *t)
{
    bool ok = t->angle_deg > 0 && t->angle_deg <= 360 && t->range_m > 0 && isfinite(t->range_m) &&
              t->budget >= 0 && t->least_gain >= 0 && t->n_sites < UINT32_MAX;
    for (size_t i = 0; i < t->n_sites && ok; i++) {
        ok = t->sites[i].cost > 0 && isfinite(t->sites[i].cost) && isfinite(t->sites[i].at.x_m) &&
             isfinite(t->sites[i].at.y_m);
    }
    for (size_t i = 0; i < t->n_points && ok; i++)
        ok = t->weights[i] >= 0 && isfinite(t->weights[i]);
    return ok;
}

static enum gis_status run(struct work *w)
{
    enum gis_status status = work_init(w);
    if (status == GIS_OK)
        status = fill(w);
    if (status != GIS_OK)
        return status;
    w->plan.reachable = reachable(w);
    w->plan.bound = fmin(most_added(w), w->plan.reachable);
    const struct gis_view_pick single = best_single(w);
    status = choose(w);
    if (status == GIS_OK)
        status = bound_after(w);
    if (status == GIS_OK)
        prefer_single(w, &single);
    return status;
}

enum gis_status gis_view_plan_new(const struct gis_view_task *task, struct gis_view_plan *out)
{
    if (!valid(task))
        return GIS_EDOMAIN;
    struct work w = {.task = task};
    const enum gis_status status = run(&w);
    work_done(&w);
    if (status != GIS_OK) {
        free(w.plan.picks);
        return status;
    }
    *out = w.plan;
    return GIS_OK;
}

void gis_view_plan_done(struct gis_view_plan *plan)
{
    free(plan->picks);
    *plan = (struct gis_view_plan){0};
}
