/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sites nearer to each other than both have to keep exclude each other, whichever comes first: of
 * those within half of it around any point at most one can be chosen. Near is told as the rule
 * measures. docs/methods/plan.md has the proof of the bound. */
#include <math.h>
#include <stdlib.h>

#include "gis/plan_state.h"

/* Middles tried for one clique: more would find hardly better ones. */
#define MAX_MIDDLES 48

/* The work of putting the allowed sites into cliques. */
struct packing {
    struct plan_work *w;
    struct plan_cliques *cliques;
    struct gis_box *points; /* of the places, where the rule measures straight; else NULL */
    struct gis_rtree *tree; /* over them */
    uint32_t group;         /* of the clique under way */
    double distance_m;      /* of the clique under way: each of it keeps at least that */
    uint32_t *near, *best;  /* places found around a point */
    size_t n_near, n_best;
};

/* A clique is of one group, so that quotas can be counted by cliques. */
static uint32_t group_of(const struct plan_work *w, uint32_t place)
{
    return w->task->quota > 0 ? w->task->sites[w->allowed[place]].group : GIS_NONE;
}

static struct gis_on_edge place_at(const struct packing *p, uint32_t place)
{
    return p->w->task->sites[p->w->allowed[place]].at;
}

/* What a site keeps from others, as the rule measures. 0: nothing. */
static double distance_of(const struct plan_work *w, uint32_t place)
{
    if (!w->task->edge_distance)
        return w->task->least_distance_m;
    return gis_lighting_edge_spacing_m(w->lighting, w->task->sites[w->allowed[place]].at.edge);
}

/* Two within the radius of a point are nearer to each other than both may be. */
static double radius_m(const struct packing *p)
{
    return p->distance_m / 2 - PLAN_TOLERANCE_M;
}

/* May a place be of the clique under way? */
static bool suits(const struct packing *p, uint32_t place)
{
    return p->cliques->of[place] == GIS_NONE && group_of(p->w, place) == p->group &&
           distance_of(p->w, place) >= p->distance_m;
}

/* Places within the radius of one of them, as the crow flies. */
static size_t straight_near(struct packing *p, uint32_t middle)
{
    const double r_m = radius_m(p);
    const struct gis_box at = p->points[middle];
    struct gis_rtree_cursor cursor;
    uint32_t place;
    size_t n = 0;
    gis_rtree_find(
        p->tree,
        (struct gis_box){at.min_x_m - r_m, at.min_y_m - r_m, at.max_x_m + r_m, at.max_y_m + r_m},
        &cursor);
    while (gis_rtree_next(&cursor, &place)) {
        const struct gis_box *b = &p->points[place];
        if (hypot(b->min_x_m - at.min_x_m, b->min_y_m - at.min_y_m) <= r_m)
            p->near[n++] = place;
    }
    return n;
}

/* Sites without a clique within the radius of one. */
static enum gis_status look_around(struct packing *p, uint32_t middle)
{
    size_t n = 0;
    enum gis_status status = GIS_OK;
    if (p->tree != NULL) {
        n = straight_near(p, middle);
    } else {
        status = plan_sites_near(p->w, place_at(p, middle), radius_m(p), p->near, &n);
    }
    p->n_near = 0;
    for (size_t i = 0; status == GIS_OK && i < n; i++) {
        if (suits(p, p->near[i]))
            p->near[p->n_near++] = p->near[i];
    }
    return status;
}

static void keep_near(struct packing *p)
{
    uint32_t *swap = p->best;
    p->best = p->near;
    p->near = swap;
    p->n_best = p->n_near;
}

/* The clique of one site: around the site near it that takes in most of those left over. */
static enum gis_status clique_add(struct packing *p, uint32_t place)
{
    uint32_t middles[MAX_MIDDLES];
    size_t n_middles = 0;
    p->group = group_of(p->w, place);
    enum gis_status status = look_around(p, place);
    if (status != GIS_OK)
        return status;
    size_t step = p->n_near / MAX_MIDDLES + 1;
    for (size_t i = 0; i < p->n_near && n_middles < MAX_MIDDLES; i += step)
        middles[n_middles++] = p->near[i];
    keep_near(p);
    for (size_t i = 0; i < n_middles; i++) {
        status = look_around(p, middles[i]);
        if (status != GIS_OK)
            return status;
        /* nearness is symmetric up to rounding: the site itself must be in it */
        bool holds = false;
        for (size_t k = 0; k < p->n_near && !holds; k++)
            holds = p->near[k] == place;
        if (holds && p->n_near > p->n_best)
            keep_near(p);
    }
    for (size_t i = 0; i < p->n_best; i++)
        p->cliques->of[p->best[i]] = (uint32_t)p->cliques->n;
    p->cliques->of[place] = (uint32_t)p->cliques->n++;
    return GIS_OK;
}

struct order_item {
    double density;
    uint32_t rank, place;
};

static int order_compare(const void *a, const void *b)
{
    const struct order_item *p = a, *q = b;
    if (p->density != q->density)
        return p->density > q->density ? -1 : 1;
    return (p->rank > q->rank) - (p->rank < q->rank);
}

/* The best sites first: a junction takes in its surroundings. */
static enum gis_status cliques_find(struct packing *p)
{
    const struct plan_work *w = p->w;
    struct order_item *items = malloc((w->n_allowed + 1) * sizeof *items);
    enum gis_status status = items == NULL ? GIS_ENOMEM : GIS_OK;
    for (size_t i = 0; status == GIS_OK && i < w->n_allowed; i++) {
        uint32_t site = w->allowed[i];
        items[i] = (struct order_item){w->gain[site] / w->task->sites[site].cost, w->rank[site],
                                       (uint32_t)i};
        p->cliques->of[i] = GIS_NONE;
    }
    if (status == GIS_OK)
        qsort(items, w->n_allowed, sizeof *items, order_compare);
    for (size_t i = 0; status == GIS_OK && i < w->n_allowed; i++) {
        if (p->cliques->of[items[i].place] != GIS_NONE)
            continue;
        p->distance_m = distance_of(w, items[i].place);
        if (radius_m(p) > 0) {
            status = clique_add(p, items[i].place);
        } else {
            p->cliques->of[items[i].place] = (uint32_t)p->cliques->n++;
        }
    }
    free(items);
    return status;
}

/* Cheapest first, else as they are; a clique has some tens. */
static void sort_by_cost(const struct plan_work *w, uint32_t *places, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t place = places[i];
        double cost = w->task->sites[w->allowed[place]].cost;
        size_t at = i;
        for (; at > 0 && w->task->sites[w->allowed[places[at - 1]]].cost > cost; at--)
            places[at] = places[at - 1];
        places[at] = place;
    }
}

/* Places clique by clique. */
static enum gis_status cliques_list(const struct plan_work *w, struct plan_cliques *c)
{
    c->first = calloc(c->n + 2, sizeof *c->first);
    if (c->first == NULL)
        return GIS_ENOMEM;
    for (size_t i = 0; i < w->n_allowed; i++)
        c->first[c->of[i] + 2]++;
    for (size_t k = 2; k < c->n + 2; k++)
        c->first[k] += c->first[k - 1];
    for (size_t i = 0; i < w->n_allowed; i++)
        c->order[c->first[c->of[i] + 1]++] = (uint32_t)i;
    for (size_t k = 0; k < c->n; k++)
        sort_by_cost(w, c->order + c->first[k], c->first[k + 1] - c->first[k]);
    return GIS_OK;
}

/* Where the places are, for a rule that measures straight; plan_cliques_new() frees them. */
static enum gis_status points_index(struct packing *p)
{
    const struct plan_work *w = p->w;
    if (gis_lighting_rule_of(w->lighting).measure != GIS_STRAIGHT)
        return GIS_OK;
    p->points = malloc((w->n_allowed + 1) * sizeof *p->points);
    if (p->points == NULL)
        return GIS_ENOMEM;
    for (uint32_t i = 0; i < w->n_allowed; i++) {
        struct gis_xy xy = gis_network_xy(gis_lighting_network(w->lighting), place_at(p, i));
        p->points[i] = (struct gis_box){xy.x_m, xy.y_m, xy.x_m, xy.y_m};
    }
    // NOLINTNEXTLINE(clang-analyzer-unix.Malloc): the caller's struct holds them
    return gis_rtree_new(w->n_allowed, p->points, &p->tree);
}

enum gis_status plan_cliques_new(struct plan_work *w, struct plan_cliques *out)
{
    size_t n = w->n_allowed + 1;
    struct packing p = {.w = w, .cliques = out};
    p.near = malloc(n * sizeof *p.near);
    p.best = malloc(n * sizeof *p.best);
    out->of = malloc(n * sizeof *out->of);
    out->order = malloc(n * sizeof *out->order);
    enum gis_status status = GIS_ENOMEM;
    if (p.near != NULL && p.best != NULL && out->of != NULL && out->order != NULL)
        status = points_index(&p);
    if (status == GIS_OK)
        status = cliques_find(&p);
    if (status == GIS_OK)
        status = cliques_list(w, out);
    gis_rtree_free(p.tree);
    free(p.points);
    free(p.near);
    free(p.best);
    return status;
}

void plan_cliques_done(struct plan_cliques *cliques)
{
    free(cliques->of);
    free(cliques->order);
    free(cliques->first);
    *cliques = (struct plan_cliques){0};
}

/* --- the fractional choice -------------------------------------------------------------------- */

/* A step up the upper hull of a clique's sites: so much more profit for so much more of what is
 * short, by taking a place instead of the one before. */
struct plan_step {
    double cost, profit;
    uint32_t place, instead; /* GIS_NONE: of none */
};

enum gis_status plan_room_new(const struct plan_work *w, struct plan_room *out)
{
    out->steps = malloc((w->n_allowed + 1) * sizeof *out->steps);
    return out->steps == NULL ? GIS_ENOMEM : GIS_OK;
}

void plan_room_done(struct plan_room *room)
{
    free(room->steps);
    room->steps = NULL;
}

/* n points in order of cost become the steps of their concave hull from (0, 0), in place. */
static size_t hull(struct plan_step *points, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct plan_step p = points[i];
        if (p.profit <= (kept > 0 ? points[kept - 1].profit : 0))
            continue;
        while (kept > 0) {
            struct plan_step a = kept > 1 ? points[kept - 2] : (struct plan_step){0};
            struct plan_step b = points[kept - 1];
            if ((b.profit - a.profit) * (p.cost - a.cost) >
                (p.profit - a.profit) * (b.cost - a.cost))
                break;
            kept--;
        }
        points[kept++] = p;
    }
    for (size_t i = kept; i-- > 1;) {
        points[i].cost -= points[i - 1].cost;
        points[i].profit -= points[i - 1].profit;
        points[i].instead = points[i - 1].place;
    }
    return kept;
}

static bool steeper(const struct plan_step *a, const struct plan_step *b)
{
    double left = a->profit * b->cost, right = b->profit * a->cost;
    return left > right || (left == right && a->place < b->place);
}

static void exchange(struct plan_step *a, struct plan_step *b)
{
    struct plan_step swap = *a;
    *a = *b;
    *b = swap;
}

/* The steeper than the pivot to the front; where the pivot ends up. */
static size_t part(struct plan_step *steps, size_t n)
{
    struct plan_step *mid = &steps[n / 2], *last = &steps[n - 1];
    if (steeper(mid, &steps[0]))
        exchange(mid, &steps[0]);
    if (steeper(last, &steps[0]))
        exchange(last, &steps[0]);
    if (steeper(mid, last))
        exchange(mid, last); /* the median of three is last */
    size_t at = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        if (steeper(&steps[i], last))
            exchange(&steps[i], &steps[at++]);
    }
    exchange(&steps[at], last);
    return at;
}

/* The steepest steps that the budget pays for to the front: their number; the next one fits in
 * part. O(n). */
static size_t steepest(struct plan_step *steps, size_t n, double *budget)
{
    size_t from = 0, to = n;
    while (from < to) {
        size_t at = from + part(steps + from, to - from);
        double cost = 0;
        for (size_t i = from; i <= at; i++)
            cost += steps[i].cost;
        if (cost <= *budget) {
            *budget -= cost;
            from = at + 1;
        } else {
            to = at;
        }
    }
    return from;
}

static void share_add(struct plan_fraction *out, const struct plan_step *step, double share)
{
    out->share[step->place] += share;
    if (step->instead != GIS_NONE)
        out->share[step->instead] -= share;
}

static double fill(struct plan_step *steps, size_t n, double budget, double *price,
                   struct plan_fraction *out)
{
    double sum = 0, left = budget;
    size_t whole = isinf(budget) ? n : steepest(steps, n, &left);
    *price = 0;
    for (size_t i = 0; i < whole; i++) {
        sum += steps[i].profit;
        if (out != NULL)
            share_add(out, &steps[i], 1);
    }
    if (whole < n) {
        double share = fmax(0, left) / steps[whole].cost;
        sum += share * steps[whole].profit;
        *price = steps[whole].profit / steps[whole].cost;
        if (out != NULL)
            share_add(out, &steps[whole], share);
    }
    return sum;
}

static size_t steps_of_money(const struct plan_work *w, const struct plan_cliques *cliques,
                             const double *profit, struct plan_step *steps)
{
    size_t n = 0;
    for (size_t c = 0; c < cliques->n; c++) {
        size_t start = n;
        for (uint32_t k = cliques->first[c]; k < cliques->first[c + 1]; k++) {
            uint32_t place = cliques->order[k];
            if (profit[place] > 0) {
                steps[n++] = (struct plan_step){w->task->sites[w->allowed[place]].cost,
                                                profit[place], place, GIS_NONE};
            }
        }
        n = start + hull(steps + start, n - start);
    }
    return n;
}

static size_t steps_of_number(const struct plan_cliques *cliques, const double *profit,
                              struct plan_step *steps)
{
    size_t n = 0;
    for (size_t c = 0; c < cliques->n; c++) {
        struct plan_step best = {1, 0, GIS_NONE, GIS_NONE};
        for (uint32_t k = cliques->first[c]; k < cliques->first[c + 1]; k++) {
            if (profit[cliques->order[k]] > best.profit) {
                best =
                    (struct plan_step){1, profit[cliques->order[k]], cliques->order[k], GIS_NONE};
            }
        }
        if (best.place != GIS_NONE)
            steps[n++] = best;
    }
    return n;
}

/* Of each group the best steps that its quota leaves room for. */
static size_t within_quota(const struct plan_work *w, struct plan_step *steps, size_t n)
{
    size_t kept = 0, from = 0;
    if (w->task->quota == 0)
        return n;
    for (uint32_t g = 0; g <= w->task->n_groups && from < n; g++) {
        uint32_t group = g < w->task->n_groups ? g : GIS_NONE;
        size_t end = from;
        for (size_t i = from; i < n; i++) { /* this group's to the front of the rest */
            if (group_of(w, steps[i].place) == group)
                exchange(&steps[i], &steps[end++]);
        }
        double room = group == GIS_NONE             ? (double)INFINITY
                      : w->used[g] < w->task->quota ? (double)(w->task->quota - w->used[g])
                                                    : 0;
        size_t whole = isinf(room) ? end - from : steepest(steps + from, end - from, &room);
        for (size_t i = 0; i < whole; i++)
            steps[kept++] = steps[from + i];
        from = end;
    }
    return kept;
}

void plan_fraction_solve(const struct plan_work *w, const struct plan_cliques *cliques,
                         const double *profit, const struct plan_room *room,
                         struct plan_fraction *out)
{
    double number = w->n_left < w->n_allowed ? (double)w->n_left : (double)INFINITY;
    const bool limited = isfinite(number) || w->task->quota > 0;
    size_t n = steps_of_money(w, cliques, profit, room->steps);
    out->by_number = false;
    for (size_t i = 0; i < w->n_allowed; i++)
        out->share[i] = 0;
    out->value = fill(room->steps, n, w->left, &out->price, limited ? NULL : out);
    if (!limited)
        return;
    double price;
    n = within_quota(w, room->steps, steps_of_number(cliques, profit, room->steps));
    double value = fill(room->steps, n, number, &price, NULL);
    out->by_number = value < out->value;
    if (out->by_number) {
        out->value = value;
        out->price = price;
    } else {
        n = steps_of_money(w, cliques, profit, room->steps);
    }
    (void)fill(room->steps, n, out->by_number ? number : w->left, &price, out);
}
