/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/plan.h"

#include <math.h>
#include <stdlib.h>

#include "gis/plan_state.h"

/* Gains are compared in whole micrometres, so that rounding does not decide. */
#define QUANTA_PER_M 1e6

/* --- gains ------------------------------------------------------------------------------------ */

double plan_weigh(const struct gis_plan_task *task, uint32_t edge, double from_m, double to_m)
{
    if (task->first_weight == NULL)
        return to_m - from_m;
    double sum = 0, at_m = from_m;
    for (size_t k = task->first_weight[edge]; k < task->first_weight[edge + 1] && at_m < to_m;
         k++) {
        double end_m = fmin(task->weights[k].to_m, to_m);
        if (end_m <= at_m)
            continue;
        sum += (end_m - at_m) * task->weights[k].per_m;
        at_m = end_m;
    }
    return sum;
}

enum gis_status plan_gain(struct plan_work *w, uint32_t site, double *gain, double *metres_m)
{
    const struct gis_reached *found;
    size_t n;
    enum gis_status status = gis_reach_find(w->reach, w->task->sites[site].at,
                                            gis_lighting_spacing_m(w->lighting) / 2, &found, &n);
    if (status != GIS_OK)
        return status;
    double weighted = 0, sum_m = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t p = gis_lighting_edge_piece(w->lighting, found[i].edge);
        while (p != GIS_NONE) {
            struct gis_dark_piece piece = gis_lighting_piece(w->lighting, p);
            double from_m = fmax(piece.from_m, found[i].from_m);
            double to_m = fmin(piece.to_m, found[i].to_m);
            if (to_m > from_m) {
                weighted += plan_weigh(w->task, piece.edge, from_m, to_m);
                sum_m += to_m - from_m;
            }
            p = piece.next_on_edge;
        }
    }
    w->n_evaluations++;
    *gain = floor(weighted * QUANTA_PER_M + 0.5) / QUANTA_PER_M;
    *metres_m = sum_m;
    return GIS_OK;
}

/* All darkness of now: weighted, and in metres. */
static void dark_total(const struct gis_lighting *lighting, const struct gis_plan_task *task,
                       double *weighted, double *metres_m)
{
    const struct gis_network *net = gis_lighting_network(lighting);
    *weighted = *metres_m = 0;
    for (uint32_t e = 0; e < net->n_edges; e++)
        for (uint32_t p = gis_lighting_edge_piece(lighting, e); p != GIS_NONE;) {
            struct gis_dark_piece piece = gis_lighting_piece(lighting, p);
            *weighted += plan_weigh(task, e, piece.from_m, piece.to_m);
            *metres_m += piece.to_m - piece.from_m;
            p = piece.next_on_edge;
        }
}

static bool keeps_distance(const struct plan_work *w, uint32_t site)
{
    return gis_lighting_distance_m(w->lighting, w->task->sites[site].at, NULL) >=
           w->task->least_distance_m - PLAN_TOLERANCE_M;
}

/* --- ranks ------------------------------------------------------------------------------------ */

struct rank_item {
    double cost, d_m;
    uint32_t site;
};

static int rank_order(const void *a, const void *b)
{
    const struct rank_item *p = a, *q = b;
    if (p->cost != q->cost)
        return p->cost < q->cost ? -1 : 1;
    if (p->d_m != q->d_m)
        return p->d_m < q->d_m ? -1 : 1;
    return (p->site > q->site) - (p->site < q->site);
}

/* A small d first packs lights from the lit ends inwards, which wastes the least room. */
static enum gis_status rank_sites(struct plan_work *w)
{
    size_t n = w->task->n_sites;
    struct rank_item *items = malloc((n + 1) * sizeof *items);
    if (items == NULL)
        return GIS_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        double d_m = gis_lighting_distance_m(w->lighting, w->task->sites[i].at, NULL);
        items[i] = (struct rank_item){w->task->sites[i].cost, floor(d_m * QUANTA_PER_M + 0.5),
                                      (uint32_t)i};
    }
    qsort(items, n, sizeof *items, rank_order);
    for (size_t i = 0; i < n; i++)
        w->rank[items[i].site] = (uint32_t)i;
    free(items);
    return GIS_OK;
}

/* --- the queue: largest gain a cost first ----------------------------------------------------- */

struct queue_item {
    double density;
    uint32_t rank, site;
    uint32_t turn; /* at which its gain was computed */
};

static bool before(const struct queue_item *a, const struct queue_item *b)
{
    return a->density > b->density || (a->density == b->density && a->rank < b->rank);
}

static void sink(struct queue_item *items, size_t n, size_t at)
{
    struct queue_item item = items[at];
    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && before(&items[child + 1], &items[child]))
            child++;
        if (!before(&items[child], &item))
            break;
        items[at] = items[child];
    }
    items[at] = item;
}

struct greedy {
    struct plan_work *w;
    struct queue_item *queue;
    size_t n_queue, max_picks;
    size_t *taken; /* of each group */
    struct gis_plan plan;
};

static void queue_fill(struct greedy *g)
{
    const struct plan_work *w = g->w;
    for (size_t i = 0; i < w->n_allowed; i++) {
        uint32_t site = w->allowed[i];
        if (w->gain[site] > 0 && w->gain[site] >= w->task->least_gain)
            g->queue[g->n_queue++] = (struct queue_item){w->gain[site] / w->task->sites[site].cost,
                                                         w->rank[site], site, 0};
    }
    for (size_t k = g->n_queue / 2; k-- > 0;)
        sink(g->queue, g->n_queue, k);
}

static void queue_drop(struct greedy *g)
{
    g->queue[0] = g->queue[--g->n_queue];
    if (g->n_queue > 0)
        sink(g->queue, g->n_queue, 0);
}

/* Budget, quota and distance only ever tighten: what does not fit now never will. */
static bool fits(const struct greedy *g, uint32_t site)
{
    const struct gis_plan_task *task = g->w->task;
    const struct gis_plan_site *s = &task->sites[site];
    if (s->cost > task->budget - g->plan.cost)
        return false;
    if (task->quota > 0 && s->group != GIS_NONE && g->taken[s->group] >= task->quota)
        return false;
    return keeps_distance(g->w, site);
}

static enum gis_status pick_add(struct greedy *g, uint32_t site, double gain, double metres_m)
{
    struct gis_plan *plan = &g->plan;
    const struct gis_plan_site *s = &g->w->task->sites[site];
    if (plan->n_picks == g->max_picks) {
        size_t max = g->max_picks == 0 ? 64 : 2 * g->max_picks;
        void *grown = realloc(plan->picks, max * sizeof *plan->picks);
        if (grown == NULL)
            return GIS_ENOMEM;
        plan->picks = grown;
        g->max_picks = max;
    }
    struct gis_plan_pick *pick = &plan->picks[plan->n_picks];
    *pick = (struct gis_plan_pick){
        .site = site,
        .gain = gain,
        .metres_m = metres_m,
        .before_m = gis_lighting_distance_m(g->w->lighting, s->at, NULL),
    };
    const struct gis_snap snap = {s->at, 0};
    enum gis_status status = gis_lighting_add(g->w->lighting, &snap, &pick->light, NULL);
    if (status != GIS_OK)
        return status;
    plan->n_picks++;
    plan->cost += s->cost;
    plan->gain += gain;
    plan->gain_m += metres_m;
    if (g->taken != NULL && s->group != GIS_NONE)
        g->taken[s->group]++;
    return GIS_OK;
}

/* Lazy: gains only shrink while lights are added, so one that is fresh and still first is the best
 * of all (Minoux 1978). */
static enum gis_status choose(struct greedy *g)
{
    struct plan_work *w = g->w;
    while (g->n_queue > 0 && g->plan.n_picks < w->task->max_lights) {
        struct queue_item *top = &g->queue[0];
        uint32_t site = top->site, turn = (uint32_t)g->plan.n_picks;
        if (!fits(g, site)) {
            queue_drop(g);
            continue;
        }
        double gain, metres_m;
        enum gis_status status = plan_gain(w, site, &gain, &metres_m);
        if (status != GIS_OK)
            return status;
        w->gain[site] = gain;
        if (top->turn == turn) {
            status = pick_add(g, site, gain, metres_m);
            queue_drop(g);
        } else if (gain <= 0 || gain < w->task->least_gain) {
            queue_drop(g);
        } else {
            top->turn = turn;
            top->density = gain / w->task->sites[site].cost;
            sink(g->queue, g->n_queue, 0);
        }
        if (status != GIS_OK)
            return status;
    }
    return GIS_OK;
}

static enum gis_status greedy_run(struct plan_work *w, struct gis_plan *out)
{
    struct greedy g = {.w = w, .plan = *out};
    g.queue = malloc((w->n_allowed + 1) * sizeof *g.queue);
    g.taken = calloc(w->task->n_groups + 1, sizeof *g.taken);
    enum gis_status status = GIS_ENOMEM;
    if (g.queue != NULL && g.taken != NULL) {
        queue_fill(&g);
        status = choose(&g);
    }
    free(g.queue);
    free(g.taken);
    *out = g.plan;
    return status;
}

/* --- bounds ----------------------------------------------------------------------------------- */

/* With a light at every allowed site: what the rest of the darkness weighs stays whatever is
 * chosen.
 */
static enum gis_status reachable(const struct plan_work *w, struct gis_plan *plan)
{
    uint32_t n_before = gis_lighting_n_lights(w->lighting);
    struct gis_snap *snaps = malloc((n_before + w->n_allowed + 1) * sizeof *snaps);
    struct gis_lighting *full = NULL;
    if (snaps == NULL)
        return GIS_ENOMEM;
    for (uint32_t i = 0; i < n_before; i++)
        snaps[i] = gis_lighting_light(w->lighting, i);
    for (size_t i = 0; i < w->n_allowed; i++)
        snaps[n_before + i] = (struct gis_snap){w->task->sites[w->allowed[i]].at, 0};
    enum gis_status status =
        gis_lighting_new(gis_lighting_network(w->lighting), gis_lighting_spacing_m(w->lighting),
                         n_before + w->n_allowed, snaps, &full);
    free(snaps);
    if (status != GIS_OK)
        return status;
    double left, left_m;
    dark_total(full, w->task, &left, &left_m);
    gis_lighting_free(full);
    plan->reachable = fmax(0, plan->dark - left);
    plan->reachable_m = fmax(0, plan->dark_m - left_m);
    return GIS_OK;
}

static enum gis_status all_gains(struct plan_work *w)
{
    for (size_t i = 0; i < w->n_allowed; i++) {
        double metres_m;
        enum gis_status status = plan_gain(w, w->allowed[i], &w->gain[w->allowed[i]], &metres_m);
        if (status != GIS_OK)
            return status;
    }
    return GIS_OK;
}

/* Any choice O: f(O) <= f(S) + sum over O of the gain on top of S, for S empty and S the plan. */
static enum gis_status run(struct plan_work *w, struct gis_plan *plan)
{
    struct plan_cliques cliques = {0};
    double at_start = 0, at_end = 0;
    dark_total(w->lighting, w->task, &plan->dark, &plan->dark_m);
    enum gis_status status = rank_sites(w);
    for (uint32_t i = 0; i < w->task->n_sites; i++)
        if (keeps_distance(w, i))
            w->allowed[w->n_allowed++] = i;
    plan->n_allowed = w->n_allowed;
    if (status == GIS_OK)
        status = reachable(w, plan);
    if (status == GIS_OK)
        status = all_gains(w);
    if (status == GIS_OK)
        status = plan_cliques_new(w, &cliques);
    if (status == GIS_OK)
        status = plan_fractional(w, &cliques, &at_start);
    if (status == GIS_OK)
        status = greedy_run(w, plan);
    if (status == GIS_OK)
        status = all_gains(w);
    if (status == GIS_OK)
        status = plan_fractional(w, &cliques, &at_end);
    plan_cliques_done(&cliques);
    plan->bound = fmin(plan->reachable, fmin(at_start, plan->gain + at_end));
    plan->bound = fmax(plan->bound, plan->gain); /* sums of rounded gains */
    plan->n_evaluations = w->n_evaluations;
    return status;
}

static bool task_valid(const struct gis_network *net, const struct gis_plan_task *task)
{
    if (!(task->least_distance_m >= 0) || !isfinite(task->least_distance_m) ||
        task->least_distance_m > 1e6 || !(task->budget >= 0) || !(task->least_gain >= 0) ||
        task->n_sites >= GIS_NONE)
        return false;
    for (size_t i = 0; i < task->n_sites; i++) {
        const struct gis_plan_site *s = &task->sites[i];
        if (s->at.edge >= net->n_edges || !(s->at.offset_m >= 0) ||
            s->at.offset_m > net->edge_length_m[s->at.edge] || !(s->cost > 0) ||
            !isfinite(s->cost) || (s->group != GIS_NONE && s->group >= task->n_groups))
            return false;
    }
    return true;
}

enum gis_status gis_plan_new(struct gis_lighting *lighting, const struct gis_plan_task *task,
                             struct gis_plan *out)
{
    const struct gis_network *net = gis_lighting_network(lighting);
    if (!task_valid(net, task))
        return GIS_EDOMAIN;
    struct plan_work w = {.lighting = lighting, .task = task};
    struct gis_plan plan = {0};
    w.gain = calloc(task->n_sites + 1, sizeof *w.gain);
    w.allowed = malloc((task->n_sites + 1) * sizeof *w.allowed);
    w.rank = malloc((task->n_sites + 1) * sizeof *w.rank);
    enum gis_status status = gis_reach_new(net, &w.reach);
    if (w.gain == NULL || w.allowed == NULL || w.rank == NULL)
        status = GIS_ENOMEM;
    if (status == GIS_OK)
        status = run(&w, &plan);
    gis_reach_free(w.reach);
    free(w.gain);
    free(w.allowed);
    free(w.rank);
    if (status != GIS_OK) {
        gis_plan_done(&plan);
        return status;
    }
    *out = plan;
    return GIS_OK;
}

void gis_plan_done(struct gis_plan *plan)
{
    free(plan->picks);
    *plan = (struct gis_plan){0};
}
