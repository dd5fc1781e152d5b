/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Zones along streets: the scan over pieces of street, circles measured along the road, exposure
 * the length of street (docs/methods/streets.md). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/lixel.h"
#include "gis/network_kde.h"
#include "gis/scan.h"

#include "src/analysis/hotspots_run.h"
#include "src/base/mem.h"

/* An incident farther from any street than this is on none. */
#define SNAP_M 50.0
/* The least radius of a zone: it is a stretch of street, never one address. */
#define LEAST_RADIUS_M 75.0
/* Of neighbours in all, 12 bytes each. */
#define MAX_NEIGHBOURS (32u << 20)
/* Walks of the kernel; a density that needs more is left out. */
#define MAX_KERNEL_STEPS 20000000

struct jy_hotspot_streets {
    struct gis_lixels *lixels;
    struct gis_lixel_lists near;
    size_t n_on, cap_on;
    struct gis_on_edge *on; /* incidents on streets */
    size_t *piece;          /* of each row of the incidents; SIZE_MAX none. All years. */
};

void jy_hotspots_streets_free(struct jy_hotspot_streets *streets)
{
    if (streets == NULL)
        return;
    gis_lixels_free(streets->lixels);
    gis_lixel_lists_done(&streets->near);
    free(streets->on);
    free(streets->piece);
    free(streets);
}

static enum jy_code cut(struct jy_hotspot_run *run, struct jy_error *err)
{
    struct jy_hotspots *h = run->h;
    struct jy_hotspot_streets *s = run->streets;
    const struct jy_lighting *l = h->options.streets;
    if (gis_lixels_new(l->network, GIS_ROAD_EVALUATE, h->options.piece_m, &s->lixels) != GIS_OK) {
        return jy_fail(err, JY_ELIMIT, "piece_m: pieces of %g m are too many for these streets",
                       h->options.piece_m);
    }
    h->n_pieces = s->lixels->n;
    h->streets_m = s->lixels->length_m;
    h->pieces = jy_calloc(h->n_pieces + 1, sizeof *h->pieces);
    for (size_t i = 0; i < h->n_pieces; i++) {
        const struct gis_lixel *x = &s->lixels->items[i];
        h->pieces[i] = (struct jy_hotspot_piece){
            .edge = x->edge,
            .from_m = x->from_m,
            .to_m = x->to_m,
            .density_per_m = (double)NAN,
            .district = l->parts[l->network->edge_road[x->edge]].district};
    }
    return JY_OK;
}

/* On which piece of street each incident of the offence lies, in any year. */
static enum jy_code place_incidents(struct jy_hotspot_run *run, struct jy_error *err)
{
    struct jy_hotspots *h = run->h;
    struct jy_hotspot_streets *s = run->streets;
    const struct jy_lighting *l = h->options.streets;
    s->piece = jy_calloc(run->rows->n_incidents + 1, sizeof *s->piece);
    for (size_t i = 0; i < run->rows->n_incidents; i++) {
        const struct jy_crime_incident *row = &run->rows->incidents[i];
        const bool now =
            jy_hotspots_counts_incident(run, row, h->options.from_year, h->options.to_year);
        struct gis_xy p;
        s->piece[i] = SIZE_MAX;
        h->incidents += now;
        if (now)
            jy_hotspots_note_source(run, row->source_id);
        if (!row->located || !jy_hotspots_counts_incident(run, row, 1, 9999))
            continue;
        if (jy_lighting_project(l, 1, &row->at, &p, err) != JY_OK)
            return err->code;
        const struct gis_snap snap =
            gis_network_nearest_with(l->network, p, SNAP_M, GIS_ROAD_EVALUATE);
        if (snap.at.edge == GIS_NONE)
            continue;
        s->piece[i] = gis_lixels_at(s->lixels, snap.at);
        if (!now || s->piece[i] == SIZE_MAX)
            continue;
        h->located++;
        h->pieces[s->piece[i]].cases++;
        s->on = jy_grow(s->on, &s->cap_on, s->n_on + 1, sizeof *s->on);
        s->on[s->n_on++] = snap.at;
    }
    return JY_OK;
}

/* --- the scan --------------------------------------------------------------------------------- */

/* Observed to expected with the interval of one stretch chosen beforehand. */
static void set_interval(const struct jy_hotspots *h, struct jy_hotspot_zone *zone)
{
    const uint32_t in = (uint32_t)zone->cases;
    const uint32_t cases[] = {in, (uint32_t)h->located - in};
    const double length_m[] = {zone->exposure, fmax(0, h->streets_m - zone->exposure)};
    struct gis_rate rates[2];
    struct gis_rates_summary summary;
    zone->lo95 = zone->hi95 = (double)NAN;
    if (gis_rates(2, cases, length_m, rates, &summary) != GIS_OK)
        return;
    zone->lo95 = rates[0].smr_lo95;
    zone->hi95 = rates[0].smr_hi95;
}

static struct jy_hotspot_zone make_zone(struct jy_hotspots *h, const struct gis_scan_cluster *c,
                                        size_t rank)
{
    size_t *pieces = jy_arena_alloc(&h->arena, c->n_areas * sizeof *pieces);
    memcpy(pieces, c->areas, c->n_areas * sizeof *pieces);
    struct jy_hotspot_zone zone = {.rank = rank,
                                   .n_areas = c->n_areas,
                                   .areas = pieces,
                                   .cases = (int64_t)c->cases,
                                   .exposure = c->population,
                                   .expected = c->expected,
                                   .ratio = c->ratio,
                                   .relative_risk = c->relative_risk,
                                   .llr = c->llr,
                                   .p = c->p,
                                   .q = (double)NAN,
                                   .hidden = jy_hotspots_counts_withheld(h)};
    set_interval(h, &zone);
    return zone;
}

static enum jy_code scan_streets(struct jy_hotspot_run *run, struct jy_error *err)
{
    struct jy_hotspots *h = run->h;
    struct jy_hotspot_streets *s = run->streets;
    uint32_t *cases JY_AUTOFREE = jy_calloc(h->n_pieces + 1, sizeof *cases);
    double *length_m JY_AUTOFREE = jy_calloc(h->n_pieces + 1, sizeof *length_m);
    struct gis_scan *scan = NULL;
    for (size_t i = 0; i < h->n_pieces; i++) {
        cases[i] = h->pieces[i].cases;
        length_m[i] = h->pieces[i].to_m - h->pieces[i].from_m;
    }
    enum gis_status status =
        gis_lixels_near(s->lixels, h->options.radius_m, MAX_NEIGHBOURS, &s->near);
    const struct gis_scan_lists lists = {s->near.start, s->near.lixel, s->near.distance_m,
                                         LEAST_RADIUS_M};
    const struct gis_scan_options options = {.max_fraction = h->options.max_fraction,
                                             .nsim = h->nsim,
                                             .seed = h->options.seed,
                                             .threads = 1};
    if (status == GIS_OK)
        status = gis_scan_lists_new(h->n_pieces, &lists, cases, length_m, &options, &scan);
    if (status == GIS_EREFUSED) {
        return jy_fail(err, JY_ELIMIT, "radius_m: circles of %g m are too many for these streets",
                       h->options.radius_m);
    }
    if (status != GIS_OK)
        return jy_fail(err, JY_EINTERNAL, "scan of streets: %s", gis_status_text(status));
    h->n_windows = scan->n_windows;
    h->zones = jy_calloc(scan->n_clusters + 1, sizeof *h->zones);
    for (size_t i = 0; i < scan->n_clusters; i++)
        h->zones[h->n_zones++] = make_zone(h, &scan->clusters[i], i + 1);
    gis_scan_free(scan);
    return JY_OK;
}

/* --- the density, for display ----------------------------------------------------------------- */

static void density(struct jy_hotspot_run *run)
{
    struct jy_hotspots *h = run->h;
    const struct jy_hotspot_streets *s = run->streets;
    struct gis_on_edge *places JY_AUTOFREE = jy_calloc(h->n_pieces + 1, sizeof *places);
    double *out JY_AUTOFREE = jy_calloc(h->n_pieces + 1, sizeof *out);
    for (size_t i = 0; i < h->n_pieces; i++) {
        places[i] =
            (struct gis_on_edge){h->pieces[i].edge, (h->pieces[i].from_m + h->pieces[i].to_m) / 2};
    }
    if (gis_network_kde(h->options.streets->network, GIS_KERNEL_DISCONTINUOUS, JY_HOTSPOT_KERNEL_M,
                        s->n_on, s->on, h->n_pieces, places, MAX_KERNEL_STEPS, out) != GIS_OK)
        return; /* left unknown */
    for (size_t i = 0; i < h->n_pieces; i++)
        h->pieces[i].density_per_m = out[i];
}

/* --- begin and end ---------------------------------------------------------------------------- */

enum jy_code jy_hotspots_street_begin(struct jy_hotspot_run *run, struct jy_error *err)
{
    struct jy_hotspots *h = run->h;
    run->streets = jy_calloc(1, sizeof *run->streets);
    h->rates_refused = h->gistar_refused = JY_REFUSED_NOT_BY_POINTS;
    if (h->options.streets == NULL || !(h->options.streets->network->evaluated_m > 0)) {
        h->scan_refused = JY_REFUSED_NO_STREETS;
        return JY_OK;
    }
    enum jy_code code = cut(run, err);
    if (code == JY_OK)
        code = place_incidents(run, err);
    if (code != JY_OK)
        return code;
    h->matched = h->located;
    h->reported = h->incidents;
    if (h->located == 0) {
        h->scan_refused = JY_REFUSED_NO_INCIDENTS;
    } else if (h->located < JY_HOTSPOT_MIN_LOCATED) {
        h->scan_refused = JY_REFUSED_FEW_LOCATED;
    } else {
        code = scan_streets(run, err);
    }
    if (code == JY_OK && h->located > 0 && h->options.full)
        density(run);
    return code;
}

static bool later_pieces(struct jy_hotspot_run *run, int from_year, int to_year,
                         struct jy_hotspot_later *out)
{
    const struct jy_hotspots *h = run->h;
    bool any = false;
    *out = (struct jy_hotspot_later){.n = h->n_pieces};
    out->cases = jy_calloc(out->n + 1, sizeof *out->cases);
    out->size = jy_calloc(out->n + 1, sizeof *out->size);
    for (size_t i = 0; i < out->n; i++)
        out->size[i] = h->pieces[i].to_m - h->pieces[i].from_m;
    for (size_t i = 0; i < run->rows->n_incidents; i++) {
        const struct jy_crime_incident *row = &run->rows->incidents[i];
        if (run->streets->piece[i] == SIZE_MAX ||
            !jy_hotspots_counts_incident(run, row, from_year, to_year))
            continue;
        out->cases[run->streets->piece[i]]++;
        any = true;
        jy_hotspots_note_source(run, row->source_id);
    }
    return any;
}

void jy_hotspots_street_end(struct jy_hotspot_run *run)
{
    jy_hotspots_part(run->h);
    for (size_t z = 0; z < run->h->n_zones; z++)
        run->h->suppressed |= run->h->zones[z].hidden;
    if (run->h->scan_refused == JY_REFUSED_NOT)
        jy_hotspots_judge(run, later_pieces);
}
