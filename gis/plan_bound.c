/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sites nearer to each other than the least distance exclude each other: of those within half of it
 * around any point at most one can be chosen. docs/methods/plan.md has the proof of the bound. */
#include <math.h>
#include <stdlib.h>

#include "gis/plan_state.h"

/* Middles tried for one clique: more would find hardly better ones. */
#define MAX_MIDDLES 48

struct site_key {
    double offset_m;
    uint32_t edge, place; /* place in allowed */
};

/* Allowed sites by edge and offset, and the work of putting them into cliques. */
struct packing {
    struct plan_work *w;
    struct plan_cliques *cliques;
    struct site_key *keys;
    double radius_m;
    uint32_t *near, *best; /* places found around a point */
    size_t n_near, n_best;
};

static int key_order(const void *a, const void *b)
{
    const struct site_key *p = a, *q = b;
    if (p->edge != q->edge)
        return p->edge < q->edge ? -1 : 1;
    if (p->offset_m != q->offset_m)
        return p->offset_m < q->offset_m ? -1 : 1;
    return (p->place > q->place) - (p->place < q->place);
}

static size_t keys_from(const struct packing *p, uint32_t edge, double from_m)
{
    size_t low = 0, high = p->w->n_allowed;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const struct site_key *k = &p->keys[mid];
        if (k->edge < edge || (k->edge == edge && k->offset_m < from_m))
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static struct gis_on_edge place_at(const struct packing *p, uint32_t place)
{
    return p->w->task->sites[p->w->allowed[place]].at;
}

/* Sites without a clique within the radius of a point. */
static enum gis_status look_around(struct packing *p, struct gis_on_edge at)
{
    const struct gis_reached *found;
    size_t n;
    enum gis_status status = gis_reach_find(p->w->reach, at, p->radius_m, &found, &n);
    p->n_near = 0;
    for (size_t i = 0; status == GIS_OK && i < n; i++)
        for (size_t k = keys_from(p, found[i].edge, found[i].from_m);
             k < p->w->n_allowed && p->keys[k].edge == found[i].edge &&
             p->keys[k].offset_m <= found[i].to_m;
             k++)
            if (p->cliques->of[p->keys[k].place] == GIS_NONE)
                p->near[p->n_near++] = p->keys[k].place;
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
    enum gis_status status = look_around(p, place_at(p, place));
    if (status != GIS_OK)
        return status;
    size_t step = p->n_near / MAX_MIDDLES + 1;
    for (size_t i = 0; i < p->n_near && n_middles < MAX_MIDDLES; i += step)
        middles[n_middles++] = p->near[i];
    keep_near(p);
    for (size_t i = 0; i < n_middles; i++) {
        status = look_around(p, place_at(p, middles[i]));
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
        p->keys[i] = (struct site_key){w->task->sites[site].at.offset_m,
                                       w->task->sites[site].at.edge, (uint32_t)i};
        p->cliques->of[i] = GIS_NONE;
    }
    if (status == GIS_OK) {
        qsort(items, w->n_allowed, sizeof *items, order_compare);
        qsort(p->keys, w->n_allowed, sizeof *p->keys, key_order);
    }
    for (size_t i = 0; status == GIS_OK && i < w->n_allowed; i++) {
        if (p->cliques->of[items[i].place] != GIS_NONE)
            continue;
        if (p->radius_m > 0)
            status = clique_add(p, items[i].place);
        else
            p->cliques->of[items[i].place] = (uint32_t)p->cliques->n++;
    }
    free(items);
    return status;
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
    return GIS_OK;
}

enum gis_status plan_cliques_new(struct plan_work *w, struct plan_cliques *out)
{
    size_t n = w->n_allowed + 1;
    struct packing p = {.w = w, .cliques = out};
    /* two within the radius of a point are nearer to each other than what is refused */
    p.radius_m = w->task->least_distance_m / 2 - PLAN_TOLERANCE_M;
    p.keys = malloc(n * sizeof *p.keys);
    p.near = malloc(n * sizeof *p.near);
    p.best = malloc(n * sizeof *p.best);
    out->of = malloc(n * sizeof *out->of);
    out->order = malloc(n * sizeof *out->order);
    enum gis_status status = GIS_ENOMEM;
    if (p.keys != NULL && p.near != NULL && p.best != NULL && out->of != NULL && out->order != NULL)
        status = cliques_find(&p);
    if (status == GIS_OK)
        status = cliques_list(w, out);
    free(p.keys);
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

/* A step up the upper hull of a clique's sites: so much more gain for so much more cost. */
struct step {
    double cost, gain;
};

static int by_cost(const void *a, const void *b)
{
    const struct step *p = a, *q = b;
    if (p->cost != q->cost)
        return p->cost < q->cost ? -1 : 1;
    return (p->gain < q->gain) - (p->gain > q->gain);
}

static int by_slope(const void *a, const void *b)
{
    const struct step *p = a, *q = b;
    double left = p->gain * q->cost, right = q->gain * p->cost;
    if (left != right)
        return left > right ? -1 : 1;
    return (p->gain < q->gain) - (p->gain > q->gain);
}

/* n points become the steps of their concave hull from (0, 0), in place; returns their number. */
static size_t hull(struct step *points, size_t n)
{
    size_t kept = 0;
    qsort(points, n, sizeof *points, by_cost);
    for (size_t i = 0; i < n; i++) {
        struct step p = points[i];
        if (p.gain <= (kept > 0 ? points[kept - 1].gain : 0))
            continue;
        while (kept > 0) {
            struct step a = kept > 1 ? points[kept - 2] : (struct step){0, 0};
            struct step b = points[kept - 1];
            if ((b.gain - a.gain) * (p.cost - a.cost) > (p.gain - a.gain) * (b.cost - a.cost))
                break;
            kept--;
        }
        points[kept++] = p;
    }
    for (size_t i = kept; i-- > 1;) {
        points[i].cost -= points[i - 1].cost;
        points[i].gain -= points[i - 1].gain;
    }
    return kept;
}

static double fill(struct step *steps, size_t n, double budget)
{
    double sum = 0;
    qsort(steps, n, sizeof *steps, by_slope);
    for (size_t i = 0; i < n && budget > 0; i++) {
        double share = steps[i].cost <= budget ? 1 : budget / steps[i].cost;
        sum += share * steps[i].gain;
        budget -= steps[i].cost;
    }
    return sum;
}

enum gis_status plan_fractional(const struct plan_work *w, const struct plan_cliques *cliques,
                                double *out)
{
    struct step *steps = malloc((w->n_allowed + 1) * sizeof *steps);
    struct step *single = malloc((cliques->n + 1) * sizeof *single);
    if (steps == NULL || single == NULL) {
        free(steps);
        free(single);
        return GIS_ENOMEM;
    }
    size_t n = 0;
    for (size_t c = 0; c < cliques->n; c++) {
        size_t start = n;
        double most = 0;
        for (uint32_t k = cliques->first[c]; k < cliques->first[c + 1]; k++) {
            uint32_t site = w->allowed[cliques->order[k]];
            steps[n++] = (struct step){w->task->sites[site].cost, w->gain[site]};
            most = fmax(most, w->gain[site]);
        }
        n = start + hull(steps + start, n - start);
        single[c] = (struct step){1, most};
    }
    double by_budget = fill(steps, n, w->task->budget);
    double by_number = fill(single, cliques->n, (double)w->task->max_lights);
    free(steps);
    free(single);
    *out = fmin(by_budget, by_number);
    return GIS_OK;
}
