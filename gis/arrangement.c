/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/arrangement.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define SAME_POLE_M 1.0

/* One lamp, one pole of several, or two that face each other. */
struct stand {
    double from_m, to_m;
    int side; /* 0: a pair, or unknown */
    bool pair, unknown;
    size_t n_lamps;
};

static bool in_order(size_t n, const struct gis_road_lamp *lamps)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(lamps[i].offset_m) || (i > 0 && lamps[i].offset_m < lamps[i - 1].offset_m))
            return false;
    }
    return true;
}

static bool facing(const struct stand *a, const struct stand *b, double most_m)
{
    return !a->unknown && !b->unknown && !a->pair && !b->pair && a->side == -b->side &&
           b->from_m - a->to_m <= most_m;
}

/* Lamps of one pole become one stand; the same again after a lamp across the road. */
static size_t join_poles(size_t n, const struct gis_road_lamp *lamps, struct stand *out)
{
    size_t n_out = 0;
    for (size_t i = 0; i < n; i++) {
        const double at_m = lamps[i].offset_m;
        struct stand *same = NULL;
        for (size_t k = n_out; k-- > 0 && at_m - out[k].from_m <= SAME_POLE_M && same == NULL;) {
            if (out[k].side == lamps[i].side)
                same = &out[k];
        }
        if (same != NULL) {
            same->to_m = at_m;
            same->n_lamps++;
        } else {
            out[n_out++] = (struct stand){at_m, at_m, lamps[i].side, false, lamps[i].side == 0, 1};
        }
    }
    return n_out;
}

/* Pairs the stands that face each other, in place; of three in a row the two that are nearer. */
static size_t join_pairs(size_t n, struct stand *stands, double most_m)
{
    size_t n_out = 0;
    for (size_t i = 0; i < n; i++) {
        struct stand s = stands[i];
        bool pair = i + 1 < n && facing(&s, &stands[i + 1], most_m);
        if (pair && i + 2 < n && facing(&stands[i + 1], &stands[i + 2], most_m))
            pair = stands[i + 1].from_m - s.to_m <= stands[i + 2].from_m - stands[i + 1].to_m;
        if (pair) {
            s.to_m = fmax(s.to_m, stands[i + 1].to_m);
            s.n_lamps += stands[i + 1].n_lamps;
            s.side = 0;
            s.pair = true;
            i++;
        }
        stands[n_out++] = s;
    }
    return n_out;
}

/* 0: nothing is shown. */
static unsigned shown_by(const struct stand *a, const struct stand *b, double most_m)
{
    if (a->unknown || b->unknown || b->from_m - a->to_m > most_m)
        return 0;
    if (a->pair && b->pair)
        return GIS_ARRANGED_OPPOSITE;
    if (a->pair || b->pair)
        return GIS_ARRANGED_MIXED;
    return a->side == b->side ? GIS_ARRANGED_ONE_SIDE : GIS_ARRANGED_STAGGERED;
}

static size_t list(size_t n, const struct stand *stands, double spacing_m, unsigned allowed,
                   size_t max, struct gis_arranged *out)
{
    struct gis_arranged now = {0};
    size_t found = 0;
    unsigned before = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        unsigned shown = shown_by(&stands[i], &stands[i + 1], 2 * spacing_m);
        if ((shown & allowed) != 0)
            shown = 0;
        if (shown != 0 && shown == before) {
            now.n_lamps += stands[i + 1].n_lamps;
        } else if (shown != 0) {
            now = (struct gis_arranged){stands[i].from_m, 0, (enum gis_arrangement)shown,
                                        stands[i].n_lamps + stands[i + 1].n_lamps};
            found++;
        }
        if (shown != 0) {
            now.to_m = stands[i + 1].to_m;
            if (found <= max)
                out[found - 1] = now;
        }
        before = shown;
    }
    return found;
}

enum gis_status gis_arrangement_depart(size_t n, const struct gis_road_lamp *lamps,
                                       double spacing_m, unsigned allowed, size_t max,
                                       struct gis_arranged *out, size_t *found)
{
    if (!(spacing_m > 0) || !in_order(n, lamps))
        return GIS_EDOMAIN;
    struct stand *stands = calloc(n + 1, sizeof *stands);
    if (stands == NULL)
        return GIS_ENOMEM;
    size_t n_stands = join_poles(n, lamps, stands);
    n_stands = join_pairs(n_stands, stands, spacing_m / 4);
    *found = list(n_stands, stands, spacing_m, allowed, max, out);
    free(stands);
    return GIS_OK;
}
