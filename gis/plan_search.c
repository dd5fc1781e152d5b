/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A choice of sites over the atoms of a model: taken greedily, then improved by exchanges. An
 * exchange takes one site in, those that exclude or overlap it out, and what fits best around in
 * again. Everything is exact and in a fixed order. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/plan_state.h"

/* Differences smaller than this are rounding. */
#define SAME 1e-6
/* Sites taken out for one at most; more are too much to win back. */
#define MAX_OUT 6
/* Chosen sites of least worth that may have to make room in the budget. */
#define MAX_WEAK 6
/* Sites around an exchange that are looked at, the nearest on the road. */
#define MAX_AROUND 1024

/* What was done in an exchange, to take it back. */
struct undo {
    uint32_t place;
    bool was_in;
};

struct plan_search {
    struct plan_work *w;
    const struct plan_model *m;
    bool *in; /* of each place */
    uint16_t *count;
    uint32_t *owner; /* of each atom, where sites exclude each other */
    size_t *taken;   /* of each group */
    size_t n;
    double cost, gain;
    struct plan_queue queue; /* of places; room for all */
    uint32_t *near, *around; /* room for all places */
    uint32_t *stamp, now;    /* of each place: in around */
    size_t n_around;
    struct undo undo[64];
    size_t n_undo;
    double light_price, money_price; /* what a light, and its cost, has to earn */
    bool strict;                     /* budget and number hold at every exchange */
    uint32_t weak[MAX_WEAK];         /* those that were worth least for their cost */
    size_t n_weak;
};

enum gis_status plan_search_new(struct plan_work *w, const struct plan_model *model,
                                struct plan_search **out)
{
    struct plan_search *s = calloc(1, sizeof *s);
    if (s == NULL)
        return GIS_ENOMEM;
    size_t n = model->n_sites + 1;
    s->w = w;
    s->m = model;
    s->in = calloc(n, sizeof *s->in);
    s->count = calloc(model->n_atoms + 1, sizeof *s->count);
    s->owner = malloc((model->n_atoms + 1) * sizeof *s->owner);
    s->taken = calloc(w->task->n_groups + 1, sizeof *s->taken);
    s->queue.items = malloc(n * sizeof *s->queue.items);
    s->near = malloc(n * sizeof *s->near);
    s->around = malloc(n * sizeof *s->around);
    s->stamp = calloc(n, sizeof *s->stamp);
    if (s->in == NULL || s->count == NULL || s->owner == NULL || s->taken == NULL ||
        s->queue.items == NULL || s->near == NULL || s->around == NULL || s->stamp == NULL) {
        plan_search_free(s);
        return GIS_ENOMEM;
    }
    for (size_t i = 0; i < w->task->n_groups; i++)
        s->taken[i] = w->used[i];
    *out = s;
    return GIS_OK;
}

void plan_search_free(struct plan_search *search)
{
    if (search == NULL)
        return;
    free(search->in);
    free(search->count);
    free(search->owner);
    free(search->taken);
    free(search->queue.items);
    free(search->near);
    free(search->around);
    free(search->stamp);
    free(search);
}

bool plan_search_has(const struct plan_search *search, uint32_t place)
{
    return search->in[place];
}

/* --- one site in or out ----------------------------------------------------------------------- */

static const struct gis_plan_site *site_of(const struct plan_search *s, uint32_t place)
{
    return &s->w->task->sites[s->w->allowed[place]];
}

/* Weight of its atoms that exactly so many chosen sites reach. */
static double weigh(const struct plan_search *s, uint32_t place, unsigned reached)
{
    const struct plan_model *m = s->m;
    double sum = 0;
    for (uint32_t k = m->first[place]; k < m->first[place + 1]; k++) {
        for (uint32_t a = m->spans[k].from; a < m->spans[k].to; a++) {
            if (s->count[a] == reached)
                sum += m->weight[a];
        }
    }
    return sum;
}

static double gain_of(const struct plan_search *s, uint32_t place)
{
    return weigh(s, place, 0) + s->m->rim[place];
}

static void put(struct plan_search *s, uint32_t place)
{
    const struct plan_model *m = s->m;
    const struct gis_plan_site *site = site_of(s, place);
    s->gain += gain_of(s, place);
    for (uint32_t k = m->first[place]; k < m->first[place + 1]; k++) {
        for (uint32_t a = m->spans[k].from; a < m->spans[k].to; a++) {
            s->count[a]++;
            s->owner[a] = place;
        }
    }
    s->in[place] = true;
    s->n++;
    s->cost += site->cost;
    if (site->group != GIS_NONE)
        s->taken[site->group]++;
}

static void take(struct plan_search *s, uint32_t place)
{
    const struct plan_model *m = s->m;
    const struct gis_plan_site *site = site_of(s, place);
    for (uint32_t k = m->first[place]; k < m->first[place + 1]; k++) {
        for (uint32_t a = m->spans[k].from; a < m->spans[k].to; a++)
            s->count[a]--;
    }
    s->gain -= gain_of(s, place);
    s->in[place] = false;
    s->n--;
    s->cost -= site->cost;
    if (site->group != GIS_NONE)
        s->taken[site->group]--;
}

static bool excluded(const struct plan_search *s, uint32_t place)
{
    const struct plan_model *m = s->m;
    if (!m->excludes)
        return false;
    for (uint32_t k = m->first[place]; k < m->first[place + 1]; k++) {
        for (uint32_t a = m->spans[k].from; a < m->spans[k].to; a++) {
            if (s->count[a] > 0)
                return true;
        }
    }
    return false;
}

static bool affordable(const struct plan_search *s, uint32_t place, size_t n, double cost)
{
    const struct gis_plan_task *task = s->w->task;
    const struct gis_plan_site *site = site_of(s, place);
    if (task->quota > 0 && site->group != GIS_NONE && s->taken[site->group] >= task->quota)
        return false;
    return !s->strict || (n < s->w->n_left && site->cost <= s->w->left - cost);
}

static double price_of(const struct plan_search *s, uint32_t place)
{
    return s->light_price + s->money_price * site_of(s, place)->cost;
}

/* --- greedy ----------------------------------------------------------------------------------- */

static double density_of(const struct plan_search *s, uint32_t place)
{
    double gain = gain_of(s, place);
    if (gain < s->w->task->least_gain || gain < SAME)
        return 0;
    return floor(gain / SAME + 0.5) * SAME / site_of(s, place)->cost;
}

/* All places with favour above a half (NULL: all) that are worth something. */
static void queue_fill(struct plan_search *s, const double *favour)
{
    struct plan_queue *q = &s->queue;
    q->n = 0;
    for (uint32_t i = 0; i < s->m->n_sites; i++) {
        if (s->in[i] || (favour != NULL && favour[i] <= 0.5))
            continue;
        double density = density_of(s, i);
        if (density > 0) {
            q->items[q->n++] =
                (struct plan_item){density, s->w->rank[s->w->allowed[i]], i, (uint32_t)s->n};
        }
    }
    plan_queue_make(q);
}

/* Whether the first of the queue is not out of date: else it goes where it belongs by now. */
static bool first_is_fresh(struct plan_search *s)
{
    struct plan_item *top = &s->queue.items[0];
    if (top->turn == s->n)
        return true;
    top->turn = (uint32_t)s->n;
    top->density = density_of(s, top->of);
    if (top->density > 0) {
        plan_queue_settle(&s->queue);
    } else {
        plan_queue_drop(&s->queue);
    }
    return false;
}

/* Takes what is worth most for its cost, lazily, from the places with favour above a half (NULL:
 * all). */
static void fill(struct plan_search *s, const double *favour)
{
    queue_fill(s, favour);
    while (s->queue.n > 0 && s->n < s->w->n_left) {
        uint32_t place = s->queue.items[0].of;
        bool possible = affordable(s, place, s->n, s->cost) && !excluded(s, place);
        if (possible && !first_is_fresh(s))
            continue;
        if (possible)
            put(s, place);
        plan_queue_drop(&s->queue);
    }
}

double plan_search_greedy(struct plan_search *search, const double *favour)
{
    struct plan_search *s = search;
    for (uint32_t i = 0; i < s->m->n_sites; i++) {
        if (s->in[i])
            take(s, i);
    }
    s->gain = s->cost = 0;
    s->strict = true;
    if (favour != NULL)
        fill(s, favour);
    fill(s, NULL);
    return s->gain;
}

/* --- exchanges -------------------------------------------------------------------------------- */

static bool change(struct plan_search *s, uint32_t place, bool in)
{
    if (s->n_undo == sizeof s->undo / sizeof *s->undo)
        return false;
    s->undo[s->n_undo++] = (struct undo){place, !in};
    if (in) {
        put(s, place);
    } else {
        take(s, place);
    }
    return true;
}

static void take_back(struct plan_search *s)
{
    while (s->n_undo > 0) {
        struct undo u = s->undo[--s->n_undo];
        if (u.was_in) {
            put(s, u.place);
        } else {
            take(s, u.place);
        }
    }
}

static enum gis_status look_around(struct plan_search *s, uint32_t place)
{
    size_t n;
    enum gis_status status = plan_sites_near(s->w, site_of(s, place)->at,
                                             gis_lighting_spacing_m(s->w->lighting), s->near, &n);
    for (size_t i = 0; status == GIS_OK && i < n && s->n_around < MAX_AROUND; i++) {
        if (s->stamp[s->near[i]] != s->now) {
            s->stamp[s->near[i]] = s->now;
            s->around[s->n_around++] = s->near[i];
        }
    }
    return status;
}

struct few {
    uint32_t *places; /* room for MAX_OUT */
    size_t n;
};

/* False: there is no room for one more. */
static bool few_add(struct few *few, uint32_t place)
{
    for (size_t i = 0; i < few->n; i++) {
        if (few->places[i] == place)
            return true;
    }
    if (few->n == MAX_OUT)
        return false;
    few->places[few->n++] = place;
    return true;
}

/* The owners of the atoms of a place. */
static bool owners(const struct plan_search *s, uint32_t place, struct few *few)
{
    const struct plan_model *m = s->m;
    for (uint32_t k = m->first[place]; k < m->first[place + 1]; k++) {
        for (uint32_t a = m->spans[k].from; a < m->spans[k].to; a++) {
            if (s->count[a] > 0 && !few_add(few, s->owner[a]))
                return false;
        }
    }
    return true;
}

/* Chosen sites that exclude a place, or share an atom with it: up to MAX_OUT; false: more. */
// NOLINTNEXTLINE(readability-non-const-parameter): written by few_add()
static bool rivals(const struct plan_search *s, uint32_t place, uint32_t *out, size_t *n)
{
    struct few few = {out, 0};
    bool fine = true;
    if (s->m->excludes) {
        fine = owners(s, place, &few);
    } else {
        for (size_t i = 0; fine && i < s->n_around; i++)
            fine = !s->in[s->around[i]] || few_add(&few, s->around[i]);
    }
    *n = few.n;
    return fine;
}

/* The best places around in again, while they earn their price. */
static void refill(struct plan_search *s)
{
    for (;;) {
        uint32_t best = GIS_NONE;
        double most = SAME;
        for (size_t i = 0; i < s->n_around; i++) {
            uint32_t place = s->around[i];
            if (s->in[place] || !affordable(s, place, s->n, s->cost))
                continue;
            double gain = gain_of(s, place), surplus = gain - price_of(s, place);
            if (gain < s->w->task->least_gain || surplus < most + SAME || excluded(s, place))
                continue;
            best = place;
            most = surplus;
        }
        if (best == GIS_NONE || !change(s, best, true))
            return;
    }
}

static double worth(const struct plan_search *s)
{
    return s->gain - s->light_price * (double)s->n - s->money_price * s->cost;
}

/* Takes some out, one in, and what fits in again; keeps it if it is worth more. */
static bool exchange_one(struct plan_search *s, uint32_t place, size_t n_out, const uint32_t *out)
{
    double was = worth(s);
    s->n_undo = 0;
    for (size_t i = 0; i < n_out; i++)
        (void)change(s, out[i], false);
    if (affordable(s, place, s->n, s->cost)) {
        (void)change(s, place, true);
        refill(s);
        if (worth(s) > was + SAME)
            return true;
    }
    take_back(s);
    return false;
}

/* With one of the weakest of all out as well, anywhere: its money, or its number, goes here. */
static bool exchange_weak(struct plan_search *s, uint32_t place, size_t n_out, uint32_t *out)
{
    for (size_t i = 0; s->strict && i < s->n_weak; i++) {
        bool known = !s->in[s->weak[i]] || s->weak[i] == place;
        for (size_t k = 0; k < n_out; k++)
            known = known || out[k] == s->weak[i];
        out[n_out] = s->weak[i];
        if (!known && exchange_one(s, place, n_out + 1, out))
            return true;
    }
    return false;
}

static enum gis_status exchange(struct plan_search *s, uint32_t place, bool *better)
{
    uint32_t out[MAX_OUT];
    size_t n;
    s->now++;
    s->n_around = 0;
    *better = false;
    enum gis_status status = look_around(s, place);
    if (status != GIS_OK || !rivals(s, place, out, &n))
        return status;
    for (size_t i = 0; i < n && status == GIS_OK; i++)
        status = look_around(s, out[i]);
    if (status != GIS_OK)
        return status;
    *better = exchange_one(s, place, n, out);
    for (size_t i = 0; !*better && !s->m->excludes && n > 1 && i < n; i++)
        *better = exchange_one(s, place, 1, &out[i]);
    if (!*better && !s->m->excludes && n > 0)
        *better = exchange_one(s, place, 0, NULL);
    if (!*better && n < MAX_OUT)
        *better = exchange_weak(s, place, s->m->excludes ? n : 0, out);
    return GIS_OK;
}

/* --- the budget ------------------------------------------------------------------------------- */

static bool over(const struct plan_search *s)
{
    return s->n > s->w->n_left || s->cost > s->w->left;
}

/* Those that are worth least for their cost go until the rest can be paid. */
static void trim(struct plan_search *s)
{
    while (over(s)) {
        uint32_t worst = GIS_NONE;
        double least = INFINITY;
        for (uint32_t i = 0; i < s->m->n_sites; i++) {
            if (!s->in[i])
                continue;
            double density = weigh(s, i, 1) / site_of(s, i)->cost;
            if (density < least) {
                least = density;
                worst = i;
            }
        }
        take(s, worst);
    }
}

struct candidate {
    double surplus;
    uint32_t rank, place;
};

static int candidate_order(const void *a, const void *b)
{
    const struct candidate *p = a, *q = b;
    if (p->surplus != q->surplus)
        return p->surplus > q->surplus ? -1 : 1;
    return (p->rank > q->rank) - (p->rank < q->rank);
}

/* Least loss for its cost first. */
static void find_weak(struct plan_search *s)
{
    double loss[MAX_WEAK];
    s->n_weak = 0;
    for (uint32_t i = 0; i < s->m->n_sites; i++) {
        if (!s->in[i])
            continue;
        double density = weigh(s, i, 1) / site_of(s, i)->cost;
        size_t at = s->n_weak;
        for (; at > 0 && loss[at - 1] > density; at--) {
            if (at < MAX_WEAK) {
                loss[at] = loss[at - 1];
                s->weak[at] = s->weak[at - 1];
            }
        }
        if (at == MAX_WEAK)
            continue;
        loss[at] = density;
        s->weak[at] = i;
        s->n_weak += s->n_weak < MAX_WEAK;
    }
}

static enum gis_status pass(struct plan_search *s, const struct candidate *order, size_t *tries,
                            bool *better)
{
    *better = false;
    if (s->strict)
        find_weak(s);
    for (size_t i = 0; i<s->m->n_sites && * tries> 0; i++) {
        bool done;
        if (s->in[order[i].place])
            continue;
        --*tries;
        enum gis_status status = exchange(s, order[i].place, &done);
        if (status != GIS_OK)
            return status;
        *better = *better || done;
    }
    return GIS_OK;
}

enum gis_status plan_search_improve(struct plan_search *search, const struct plan_dual *dual,
                                    bool priced, size_t max_tries, double *out)
{
    struct plan_search *s = search;
    enum gis_status status = GIS_OK;
    struct candidate *order = malloc((s->m->n_sites + 1) * sizeof *order);
    if (order == NULL)
        return GIS_ENOMEM;
    s->light_price = dual->by_number ? dual->price : 0;
    s->money_price = dual->by_number ? 0 : dual->price;
    for (uint32_t i = 0; i < s->m->n_sites; i++) {
        order[i] =
            (struct candidate){dual->profit[i] - price_of(s, i), s->w->rank[s->w->allowed[i]], i};
    }
    qsort(order, s->m->n_sites, sizeof *order, candidate_order);
    for (int strict = priced ? 0 : 1; strict < 2 && status == GIS_OK; strict++) {
        bool better = true;
        s->strict = strict == 1;
        if (s->strict) {
            s->light_price = s->money_price = 0;
            trim(s);
            fill(s, NULL);
        }
        for (size_t tries = max_tries / 2; better && tries > 0 && status == GIS_OK;)
            status = pass(s, order, &tries, &better);
    }
    s->strict = true;
    fill(s, NULL);
    free(order);
    *out = s->gain;
    return status;
}
