/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every atom has a price, what a site earns is the prices of its atoms: for any prices the value of
 * the relaxed choice bounds all choices (docs/methods/plan.md). Prices are improved by the volume
 * algorithm (Barahona & Anbil 2000), in a fixed number of rounds. */
#include <math.h>
#include <stdlib.h>

#include "gis/plan_state.h"

/* Rounds, fewer where one takes long: about so many steps in all. */
#define MAX_ROUNDS 600
#define MIN_ROUNDS 60
#define MAX_WORK   6e8
/* Share of the newest choice in the mean of choices. */
#define NEWEST 0.08
/* Rounds without a better bound before steps get smaller. */
#define PATIENCE 8

struct pricing {
    const struct plan_work *w;
    const struct plan_model *m;
    const struct plan_cliques *cliques;
    struct plan_room room;
    double *price, *trial; /* of each atom */
    double *sum;           /* n_atoms + 1: prices added up */
    double *reached;       /* of each atom: how often the mean of choices reaches it */
    double *now;           /* n_atoms + 1: the same of the newest choice */
    double *profit, *share;
    double bound;
    double unit_price;
    bool by_number;
};

static bool pricing_init(struct pricing *p, struct plan_dual *out)
{
    size_t n_atoms = p->m->n_atoms + 1, n_sites = p->m->n_sites + 1;
    p->price = malloc(n_atoms * sizeof *p->price);
    p->trial = malloc(n_atoms * sizeof *p->trial);
    p->sum = malloc(n_atoms * sizeof *p->sum);
    p->reached = calloc(n_atoms, sizeof *p->reached);
    p->now = malloc(n_atoms * sizeof *p->now);
    p->profit = calloc(n_sites, sizeof *p->profit);
    p->share = malloc(n_sites * sizeof *p->share);
    out->profit = malloc(n_sites * sizeof *out->profit);
    out->share = calloc(n_sites, sizeof *out->share);
    return p->price != NULL && p->trial != NULL && p->sum != NULL && p->reached != NULL &&
           p->now != NULL && p->profit != NULL && p->share != NULL && out->profit != NULL &&
           out->share != NULL && plan_room_new(p->w, &p->room) == GIS_OK;
}

static void pricing_done(struct pricing *p)
{
    free(p->price);
    free(p->trial);
    free(p->sum);
    free(p->reached);
    free(p->now);
    free(p->profit);
    free(p->share);
    plan_room_done(&p->room);
}

/* What all sites earn at some prices. */
static void earn(struct pricing *p, const double *price)
{
    const struct plan_model *m = p->m;
    double sum = 0;
    for (size_t a = 0; a < m->n_atoms; a++) {
        p->sum[a] = sum;
        sum += price[a];
    }
    p->sum[m->n_atoms] = sum;
    for (size_t i = 0; i < m->n_sites; i++) {
        double profit = m->rim[i];
        for (uint32_t k = m->first[i]; k < m->first[i + 1]; k++)
            profit += p->sum[m->spans[k].to] - p->sum[m->spans[k].from];
        p->profit[i] = profit;
    }
}

/* The bound at some prices; its choice is left in share, what that reaches in now. */
static double relax(struct pricing *p, const double *price)
{
    const struct plan_model *m = p->m;
    struct plan_fraction choice = {.share = p->share};
    double rest = 0, k = 0;
    earn(p, price);
    plan_fraction_solve(p->w, p->cliques, p->profit, &p->room, &choice);
    p->unit_price = choice.price;
    p->by_number = choice.by_number;
    for (size_t a = 0; a <= m->n_atoms; a++)
        p->now[a] = 0;
    for (size_t i = 0; i < m->n_sites; i++) {
        for (uint32_t s = m->first[i]; p->share[i] > 0 && s < m->first[i + 1]; s++) {
            p->now[m->spans[s].from] += p->share[i];
            p->now[m->spans[s].to] -= p->share[i];
        }
    }
    for (size_t a = 0; a < m->n_atoms; a++) {
        p->now[a] = k += p->now[a];
        rest += m->weight[a] - price[a];
    }
    return rest + choice.value;
}

/* One step from the best prices so far against the mean of choices; false: there is none. */
static bool step(struct pricing *p, double size, double least)
{
    const struct plan_model *m = p->m;
    double square = 0;
    for (size_t a = 0; a < m->n_atoms; a++) {
        double v = 1 - p->reached[a];
        if ((v > 0 && p->price[a] >= m->weight[a]) || (v < 0 && !m->excludes && p->price[a] <= 0))
            continue;
        square += v * v * m->length_m[a];
    }
    if (!(square > 0))
        return false;
    double t = size * fmax(p->bound - least, 1e-9 * p->bound) / square;
    for (size_t a = 0; a < m->n_atoms; a++) {
        double price = p->price[a] + t * (1 - p->reached[a]) * m->length_m[a];
        price = fmin(price, m->weight[a]);
        p->trial[a] = m->excludes ? price : fmax(price, 0);
    }
    return true;
}

/* The newest choice into the mean. */
static void blend(struct pricing *p, double *mean, double newest)
{
    for (size_t i = 0; i < p->m->n_sites; i++)
        mean[i] += newest * (p->share[i] - mean[i]);
    for (size_t a = 0; a < p->m->n_atoms; a++)
        p->reached[a] += newest * (p->now[a] - p->reached[a]);
}

static void keep(struct pricing *p, double bound, struct plan_dual *out)
{
    double *swap = p->price;
    p->price = p->trial;
    p->trial = swap;
    p->bound = out->bound = bound;
    out->price = p->unit_price;
    out->by_number = p->by_number;
    for (size_t i = 0; i < p->m->n_sites; i++)
        out->profit[i] = p->profit[i];
}

static void improve(struct pricing *p, double least, struct plan_dual *out)
{
    const struct plan_model *m = p->m;
    double work = (double)m->first[m->n_sites] + 4 * (double)m->n_atoms + 8 * (double)m->n_sites;
    int rounds = (int)fmax(MIN_ROUNDS, fmin(MAX_ROUNDS, MAX_WORK / fmax(work, 1))), poor = 0;
    double size = 0.5;
    for (int k = 0; k < rounds && p->bound > least * (1 + 1e-6) && step(p, size, least); k++) {
        double before = p->bound, bound = relax(p, p->trial);
        blend(p, out->share, NEWEST);
        if (bound < before) {
            keep(p, bound, out);
            poor = 0;
            size = fmin(size * 1.1, 2);
        } else if (++poor >= PATIENCE) {
            poor = 0;
            size *= 0.66;
        }
    }
}

enum gis_status plan_dual_new(const struct plan_work *w, const struct plan_model *model,
                              const struct plan_cliques *cliques, double least,
                              struct plan_dual *out)
{
    struct pricing p = {.w = w, .m = model, .cliques = cliques};
    struct plan_dual dual = {0};
    if (!pricing_init(&p, &dual)) {
        pricing_done(&p);
        plan_dual_done(&dual);
        return GIS_ENOMEM;
    }
    /* every atom at its weight: the bound of no choice at all */
    for (size_t a = 0; a < model->n_atoms; a++)
        p.trial[a] = model->weight[a];
    double bound = relax(&p, p.trial);
    blend(&p, dual.share, 1);
    keep(&p, bound, &dual);
    improve(&p, least, &dual);
    pricing_done(&p);
    *out = dual;
    return GIS_OK;
}

void plan_dual_done(struct plan_dual *dual)
{
    free(dual->profit);
    free(dual->share);
    *dual = (struct plan_dual){0};
}
