/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/plan.h"

#include <math.h>
#include <stdlib.h>

#include "gis/array.h"
#include "gis/plan_state.h"

/* Gains are compared in whole micrometres, so that rounding does not decide. */
#define QUANTA_PER_M 1e6
/* A plan this near to the bound is not searched further. */
#define NEAR_ENOUGH 1e-4

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
    enum gis_status status = gis_reach_cover(w->reach, w->task->sites[site].at, &found, &n);
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
    for (uint32_t e = 0; e < net->n_edges; e++) {
        for (uint32_t p = gis_lighting_edge_piece(lighting, e); p != GIS_NONE;) {
            struct gis_dark_piece piece = gis_lighting_piece(lighting, p);
            *weighted += plan_weigh(task, e, piece.from_m, piece.to_m);
            *metres_m += piece.to_m - piece.from_m;
            p = piece.next_on_edge;
        }
    }
}

static bool asks_distance(const struct gis_plan_task *task)
{
    return task->edge_distance || task->least_distance_m > 0;
}

static bool keeps_distance(const struct plan_work *w, uint32_t site)
{
    struct gis_on_edge at = w->task->sites[site].at;
    double least_m = w->task->least_distance_m;
    if (w->task->edge_distance)
        least_m = gis_lighting_edge_spacing_m(w->lighting, at.edge);
    return least_m <= 0 ||
           gis_lighting_distance_m(w->lighting, at, NULL) >= least_m - PLAN_TOLERANCE_M;
}

/* --- sites by place --------------------------------------------------------------------------- */

static int key_order(const void *a, const void *b)
{
    const struct plan_key *p = a, *q = b;
    if (p->edge != q->edge)
        return p->edge < q->edge ? -1 : 1;
    if (p->offset_m != q->offset_m)
        return p->offset_m < q->offset_m ? -1 : 1;
    return (p->place > q->place) - (p->place < q->place);
}

static void keys_fill(struct plan_work *w)
{
    for (size_t i = 0; i < w->n_allowed; i++) {
        struct gis_on_edge at = w->task->sites[w->allowed[i]].at;
        w->keys[i] = (struct plan_key){at.offset_m, at.edge, (uint32_t)i};
    }
    qsort(w->keys, w->n_allowed, sizeof *w->keys, key_order);
}

static size_t keys_from(const struct plan_work *w, uint32_t edge, double from_m)
{
    size_t low = 0, high = w->n_allowed;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const struct plan_key *k = &w->keys[mid];
        if (k->edge < edge || (k->edge == edge && k->offset_m < from_m)) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

enum gis_status plan_sites_near(struct plan_work *w, struct gis_on_edge at, double radius_m,
                                uint32_t *out, size_t *n)
{
    const struct gis_reached *found;
    size_t n_found;
    enum gis_status status = gis_reach_find(w->reach, at, radius_m, &found, &n_found);
    *n = 0;
    for (size_t i = 0; status == GIS_OK && i < n_found; i++) {
        for (size_t k = keys_from(w, found[i].edge, found[i].from_m);
             k < w->n_allowed && w->keys[k].edge == found[i].edge &&
             w->keys[k].offset_m <= found[i].to_m;
             k++)
            out[(*n)++] = w->keys[k].place;
    }
    return status;
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

/* --- greedy ----------------------------------------------------------------------------------- */

struct greedy {
    struct plan_work *w;
    struct plan_queue queue; /* of sites */
    size_t max_picks;
    struct gis_plan plan;
    double fixed_cost; /* of the picks that were there first */
    size_t n_fixed;
};

/* The sites of a choice (NULL: all). */
static void queue_fill(struct greedy *g, const struct plan_search *choice)
{
    const struct plan_work *w = g->w;
    for (uint32_t i = 0; i < w->n_allowed; i++) {
        uint32_t site = w->allowed[i];
        if (choice != NULL && !plan_search_has(choice, i))
            continue;
        if (w->gain[site] > 0 && w->gain[site] >= w->task->least_gain) {
            g->queue.items[g->queue.n++] = (struct plan_item){
                w->gain[site] / w->task->sites[site].cost, w->rank[site], site, 0};
        }
    }
    plan_queue_make(&g->queue);
}

/* Budget, quota and distance only ever tighten: what does not fit now never will. */
static bool fits(const struct greedy *g, uint32_t site)
{
    const struct gis_plan_task *task = g->w->task;
    const struct gis_plan_site *s = &task->sites[site];
    if (s->cost > g->w->left - (g->plan.cost - g->fixed_cost))
        return false;
    if (task->quota > 0 && s->group != GIS_NONE && g->w->used[s->group] >= task->quota)
        return false;
    return keeps_distance(g->w, site);
}

static enum gis_status pick_add(struct greedy *g, uint32_t site, double gain, double metres_m)
{
    struct gis_plan *plan = &g->plan;
    const struct gis_plan_site *s = &g->w->task->sites[site];
    if (!gis_array_room(&plan->picks, plan->n_picks + 1, &g->max_picks, sizeof *plan->picks))
        return GIS_ENOMEM;
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
    if (s->group != GIS_NONE)
        g->w->used[s->group]++;
    return GIS_OK;
}

/* Lazy: gains only shrink while lights are added, so one that is fresh and still first is the best
 * of all (Minoux 1978). */
static enum gis_status choose(struct greedy *g)
{
    struct plan_work *w = g->w;
    while (g->queue.n > 0 && g->plan.n_picks - g->n_fixed < w->n_left) {
        struct plan_item *top = &g->queue.items[0];
        uint32_t site = top->of, turn = (uint32_t)g->plan.n_picks;
        if (!fits(g, site)) {
            plan_queue_drop(&g->queue);
            continue;
        }
        double gain, metres_m;
        enum gis_status status = plan_gain(w, site, &gain, &metres_m);
        if (status != GIS_OK)
            return status;
        w->gain[site] = gain;
        if (top->turn == turn) {
            status = pick_add(g, site, gain, metres_m);
            plan_queue_drop(&g->queue);
        } else if (gain <= 0 || gain < w->task->least_gain) {
            plan_queue_drop(&g->queue);
        } else {
            top->turn = turn;
            top->density = gain / w->task->sites[site].cost;
            plan_queue_settle(&g->queue);
        }
        if (status != GIS_OK)
            return status;
    }
    return GIS_OK;
}

/* The sites of a choice in order of their gains for their cost, then what still fits. */
static enum gis_status greedy_run(struct plan_work *w, const struct plan_search *best,
                                  struct gis_plan *out)
{
    struct greedy g = {.w = w,
                       .plan = *out,
                       .max_picks = out->n_picks,
                       .n_fixed = out->n_picks,
                       .fixed_cost = out->cost};
    g.queue.items = malloc((w->n_allowed + 1) * sizeof *g.queue.items);
    if (g.queue.items == NULL)
        return GIS_ENOMEM;
    queue_fill(&g, best);
    enum gis_status status = choose(&g);
    g.queue.n = 0;
    if (status == GIS_OK && g.plan.n_picks - g.n_fixed < w->n_left) {
        queue_fill(&g, NULL);
        status = choose(&g);
    }
    free(g.queue.items);
    for (size_t i = g.n_fixed; i < g.plan.n_picks; i++) { /* another choice may use its quota */
        uint32_t group = w->task->sites[g.plan.picks[i].site].group;
        if (group != GIS_NONE)
            w->used[group]--;
    }
    *out = g.plan;
    return status;
}

/* The fixed sites in their order; what is left of budget, number and quota. */
static enum gis_status fixed_run(struct plan_work *w, struct gis_plan *out)
{
    struct greedy g = {.w = w, .plan = *out};
    enum gis_status status = GIS_OK;
    for (uint32_t i = 0; i < w->task->n_fixed && status == GIS_OK; i++) {
        double gain, metres_m;
        status = plan_gain(w, i, &gain, &metres_m);
        if (status == GIS_OK)
            status = pick_add(&g, i, gain, metres_m);
    }
    *out = g.plan;
    w->left = fmax(0, w->left - g.plan.cost);
    w->n_left = w->n_left > g.plan.n_picks ? w->n_left - g.plan.n_picks : 0;
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
    struct gis_lighting_rule rule = gis_lighting_rule_of(w->lighting);
    if (snaps == NULL)
        return GIS_ENOMEM;
    for (uint32_t i = 0; i < n_before; i++)
        snaps[i] = gis_lighting_light(w->lighting, i);
    for (size_t i = 0; i < w->n_allowed; i++)
        snaps[n_before + i] = (struct gis_snap){w->task->sites[w->allowed[i]].at, 0};
    enum gis_status status = gis_lighting_new_by_rule(gis_lighting_network(w->lighting), &rule,
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

static enum gis_status find_allowed(struct plan_work *w)
{
    enum gis_status status = rank_sites(w);
    for (uint32_t i = (uint32_t)w->task->n_fixed; i < w->task->n_sites; i++) {
        if (keeps_distance(w, i))
            w->allowed[w->n_allowed++] = i;
    }
    keys_fill(w);
    return status == GIS_OK ? all_gains(w) : status;
}

/* Exchanges tried in one improvement: more hardly find better plans (docs/methods/plan.md). */
#define MAX_TRIES 30000

/* The best of three choices, each improved: the plain greedy one within the budget; it at the price
 * of the bound; and what the bound's own choices favour. */
static enum gis_status search(struct plan_work *w, const struct plan_model *m,
                              const struct plan_cliques *cliques, double *bound,
                              struct plan_search **out)
{
    struct plan_search *best = NULL, *other = NULL;
    struct plan_dual dual = {0};
    double most = 0, gain = 0;
    /* the atoms know what excludes each other, or nothing does */
    const bool known = m->excludes || !asks_distance(w->task);
    enum gis_status status = plan_search_new(w, m, &best);
    if (status == GIS_OK)
        status = plan_search_new(w, m, &other);
    if (status == GIS_OK)
        status = plan_dual_new(w, m, cliques, plan_search_greedy(best, NULL), &dual);
    if (status == GIS_OK && known)
        status = plan_search_improve(best, &dual, false, MAX_TRIES, &most);
    for (int k = 0; known && k < 2 && status == GIS_OK && most < dual.bound * (1 - NEAR_ENOUGH);
         k++) {
        (void)plan_search_greedy(other, k == 0 ? NULL : dual.share);
        status = plan_search_improve(other, &dual, true, MAX_TRIES, &gain);
        if (status == GIS_OK && gain > most) {
            struct plan_search *swap = best;
            best = other;
            other = swap;
            most = gain;
        }
    }
    *bound = fmin(*bound, dual.bound);
    plan_dual_done(&dual);
    plan_search_free(other);
    if (status == GIS_OK && known) {
        *out = best;
    } else {
        plan_search_free(best);
    }
    return status;
}

/* What (1) of docs/methods/plan.md gives at the gains of now. */
static enum gis_status rest_bound(const struct plan_work *w, const struct plan_cliques *cliques,
                                  double *out)
{
    struct plan_room room = {0};
    struct plan_fraction choice = {.share = malloc((w->n_allowed + 1) * sizeof(double))};
    double *profit = malloc((w->n_allowed + 1) * sizeof *profit);
    enum gis_status status = plan_room_new(w, &room);
    if (choice.share == NULL || profit == NULL)
        status = GIS_ENOMEM;
    for (size_t i = 0; status == GIS_OK && i < w->n_allowed; i++)
        profit[i] = w->gain[w->allowed[i]];
    if (status == GIS_OK)
        plan_fraction_solve(w, cliques, profit, &room, &choice);
    *out = choice.value;
    free(choice.share);
    free(profit);
    plan_room_done(&room);
    return status;
}

/* The least of all bounds: docs/methods/plan.md. */
static enum gis_status run(struct plan_work *w, struct gis_plan *plan)
{
    struct plan_cliques cliques = {0};
    struct plan_model model = {0};
    struct plan_search *best = NULL;
    double at_end = 0;
    dark_total(w->lighting, w->task, &plan->dark, &plan->dark_m);
    enum gis_status status = fixed_run(w, plan);
    double fixed = plan->gain;
    if (status == GIS_OK)
        status = find_allowed(w);
    plan->n_allowed = w->n_allowed;
    if (status == GIS_OK)
        status = reachable(w, plan);
    if (status == GIS_OK)
        status = plan_cliques_new(w, &cliques);
    if (status == GIS_OK)
        status = rest_bound(w, &cliques, &plan->bound);
    plan->bound = fmin(plan->bound, plan->reachable - fixed);
    if (status == GIS_OK)
        status = plan_model_new(w, &model);
    if (status == GIS_OK)
        status = search(w, &model, &cliques, &plan->bound, &best);
    if (status == GIS_OK)
        status = greedy_run(w, best, plan);
    if (status == GIS_OK)
        status = all_gains(w);
    if (status == GIS_OK)
        status = rest_bound(w, &cliques, &at_end);
    plan_search_free(best);
    plan_model_done(&model);
    plan_cliques_done(&cliques);
    plan->bound = fmin(fixed + plan->bound, plan->gain + at_end);
    plan->bound = fmax(plan->bound, plan->gain); /* sums of rounded gains */
    plan->n_evaluations = w->n_evaluations;
    return status;
}

static bool task_valid(const struct gis_network *net, const struct gis_plan_task *task)
{
    if (!(task->least_distance_m >= 0) || !isfinite(task->least_distance_m) ||
        task->least_distance_m > 1e6 || !(task->budget >= 0) || !(task->least_gain >= 0) ||
        task->n_sites >= GIS_NONE || task->n_fixed > task->n_sites)
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

/* What of the budget can be spent: costs in whole units have sums that are multiples of their
 * greatest common divisor. */
static double spendable(const struct gis_plan_task *task)
{
    uint64_t divisor = 0;
    if (!isfinite(task->budget))
        return task->budget;
    for (size_t i = 0; i < task->n_sites; i++) {
        double cost = task->sites[i].cost;
        if (cost > 0x1p53 || cost != floor(cost))
            return task->budget;
        for (uint64_t a = (uint64_t)cost, rest; a != 0; a = rest) {
            rest = divisor % a;
            divisor = a;
        }
    }
    return divisor == 0 ? task->budget : floor(task->budget / (double)divisor) * (double)divisor;
}

/* What excludes each other, and what is reached, are the same stretches: half the spacing along the
 * road; or no distance is asked for. */
static bool uniform(const struct gis_lighting *lighting, const struct gis_plan_task *task)
{
    struct gis_lighting_rule rule = gis_lighting_rule_of(lighting);
    uint32_t n_edges = gis_lighting_network(lighting)->n_edges;
    double least_m = task->edge_distance ? rule.spacing_m : task->least_distance_m;
    if (rule.measure != GIS_ALONG_ROAD || fabs(least_m - rule.spacing_m) > PLAN_TOLERANCE_M)
        return false;
    for (uint32_t e = 0; e < n_edges; e++) {
        if (fabs(gis_lighting_edge_spacing_m(lighting, e) - least_m) > PLAN_TOLERANCE_M ||
            fabs(2 * gis_lighting_edge_reach_m(lighting, e) - least_m) > PLAN_TOLERANCE_M)
            return false;
    }
    return true;
}

enum gis_status gis_plan_new(struct gis_lighting *lighting, const struct gis_plan_task *wanted,
                             struct gis_plan *out)
{
    struct gis_plan_task whole = *wanted, *task = &whole;
    const struct gis_network *net = gis_lighting_network(lighting);
    if (!task_valid(net, task))
        return GIS_EDOMAIN;
    whole.budget = spendable(wanted);
    struct plan_work w = {
        .lighting = lighting, .task = task, .left = task->budget, .n_left = task->max_lights};
    struct gis_plan plan = {0};
    w.gain = calloc(task->n_sites + 1, sizeof *w.gain);
    w.allowed = malloc((task->n_sites + 1) * sizeof *w.allowed);
    w.rank = malloc((task->n_sites + 1) * sizeof *w.rank);
    w.keys = malloc((task->n_sites + 1) * sizeof *w.keys);
    w.used = calloc(task->n_groups + 1, sizeof *w.used);
    w.uniform = uniform(lighting, task);
    enum gis_status status = gis_reach_new_by_rule(lighting, &w.reach);
    if (w.gain == NULL || w.allowed == NULL || w.rank == NULL || w.keys == NULL || w.used == NULL)
        status = GIS_ENOMEM;
    for (size_t i = 0; status == GIS_OK && task->used != NULL && i < task->n_groups; i++)
        w.used[i] = task->used[i];
    if (status == GIS_OK)
        status = run(&w, &plan);
    gis_reach_free(w.reach);
    free(w.gain);
    free(w.allowed);
    free(w.rank);
    free(w.keys);
    free(w.used);
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
