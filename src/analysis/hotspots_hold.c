/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Did it hold: zones judged on the periods that follow. */
#include <math.h>
#include <stdlib.h>

#include "src/analysis/hotspots_run.h"
#include "src/base/mem.h"

static void later_done(struct jy_hotspot_later *later)
{
    free(later->cases);
    free(later->hidden);
    free(later->exposure);
    free(later->size);
    *later = (struct jy_hotspot_later){0};
}

struct shares {
    double in, all;
};

static double share(struct shares s)
{
    return s.all > 0 ? s.in / s.all : (double)NAN;
}

static void add(struct shares *s, const double *of, size_t i, bool in)
{
    const double value = of != NULL ? of[i] : 1;
    s->all += value;
    s->in += in ? value : 0;
}

static struct jy_hotspot_hold judge_zone(const struct jy_hotspots *h,
                                         const struct jy_hotspot_later *later,
                                         const struct jy_hotspot_zone *zone)
{
    struct jy_hotspot_hold hold = {0};
    struct shares exposure = {0, 0}, size = {0, 0};
    bool hidden = false;
    for (size_t i = 0, k = 0; i < later->n; i++) {
        const bool in = k < zone->n_areas && zone->areas[k] == i;
        k += in;
        if (later->cases[i] < 0)
            continue;
        hold.total += later->cases[i];
        hold.cases += in ? later->cases[i] : 0;
        hidden |= in && later->hidden != NULL && later->hidden[i];
        add(&exposure, later->exposure, i, in);
        add(&size, later->size, i, in);
    }
    if (later->hidden == NULL)
        hidden = jy_hotspots_counts_withheld(h);
    hold.share_exposure = later->exposure != NULL ? share(exposure) : (double)NAN;
    hold.share_area = share(size);
    hold.share_cases =
        hold.total > 0 && !hidden ? (double)hold.cases / (double)hold.total : (double)NAN;
    hold.cases = hidden ? -1 : hold.cases;
    hold.pai = hold.share_cases / hold.share_area;
    hold.ratio = hold.share_cases / hold.share_exposure;
    return hold;
}

void jy_hotspots_judge(struct jy_hotspot_run *run, jy_hotspot_later_fn *later)
{
    struct jy_hotspots *h = run->h;
    const int years = h->options.to_year - h->options.from_year + 1;
    const int last_year = jy_hotspots_last_year(run->rows);
    if (h->n_zones == 0)
        return;
    h->holds = jy_calloc(JY_HOTSPOT_LATER_MAX * h->n_zones, sizeof *h->holds);
    for (int from = h->options.to_year + 1; h->n_later < JY_HOTSPOT_LATER_MAX; from += years) {
        struct jy_hotspot_later next = {0};
        if (from + years - 1 > last_year)
            break;
        if (later(run, from, from + years - 1, &next)) {
            for (size_t z = 0; z < h->n_zones; z++) {
                struct jy_hotspot_hold *hold = &h->holds[JY_HOTSPOT_LATER_MAX * z + h->n_later];
                *hold = judge_zone(h, &next, &h->zones[z]);
                hold->from_year = from;
                hold->to_year = from + years - 1;
            }
            h->n_later++;
        }
        later_done(&next);
    }
    for (size_t z = 0; z < h->n_zones; z++)
        h->zones[z].holds = &h->holds[JY_HOTSPOT_LATER_MAX * z];
}
