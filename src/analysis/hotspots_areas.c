/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Zones of districts and chome: counts, rates, the scan, Gi*. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/contiguity.h"
#include "src/analysis/hotspots_run.h"
#include "src/base/mem.h"

/* --- counts ----------------------------------------------------------------------------------- */

static void note_unmatched(struct jy_hotspot_run *run, const char *name)
{
    struct jy_hotspots *h = run->h;
    for (size_t i = 0; i < h->n_unmatched; i++) {
        if (strcmp(h->unmatched_names[i], name) == 0)
            return;
    }
    h->unmatched_names = jy_grow(h->unmatched_names, &run->cap_unmatched, h->n_unmatched + 1,
                                 sizeof *h->unmatched_names);
    h->unmatched_names[h->n_unmatched++] = name;
}

/* One year's column on top of those before: an area unknown in one year is unknown. */
static void add_column(struct jy_hotspot_run *run, const struct jy_crime_column *column)
{
    struct jy_hotspots *h = run->h;
    int64_t sum = 0;
    for (size_t i = 0; i < h->n_areas; i++) {
        const int64_t cases = column->cases[i];
        h->areas[i].cases = h->areas[i].cases < 0 || cases < 0 ? -1 : h->areas[i].cases + cases;
        sum += cases > 0 ? cases : 0;
    }
    h->reported += column->city >= 0 ? column->city : sum + column->unmatched_cases;
    h->unmatched += column->unmatched_cases - column->unplaced;
    h->unplaced += column->unplaced;
    if (column->from_incidents)
        h->from_incidents += sum + column->unmatched_cases;
    h->n_conflict += column->n_conflict;
    h->n_without_row = column->n_zero > h->n_without_row ? column->n_zero : h->n_without_row;
    for (size_t i = 0; i < column->n_unmatched; i++)
        note_unmatched(run, column->unmatched[i]);
    for (size_t i = 0; i < column->n_sources; i++)
        jy_hotspots_note_source(run, column->sources[i]);
}

static enum jy_code count_cases(struct jy_hotspot_run *run, struct jy_error *err)
{
    struct jy_hotspots *h = run->h;
    for (int year = h->options.from_year; year <= h->options.to_year; year++) {
        struct jy_crime_column column;
        jy_crime_column_init(&column, run->rows, h->data, &h->counted, &run->chome,
                             h->offence->code, year);
        const bool any = column.n_rows > 0;
        if (any)
            add_column(run, &column);
        jy_crime_column_done(&column);
        if (!any)
            return jy_hotspots_fail_year(run->rows, h, year, err);
    }
    for (size_t i = 0; i < h->n_areas; i++) {
        h->matched += h->areas[i].cases > 0 ? h->areas[i].cases : 0;
        h->n_unknown += h->areas[i].cases < 0;
        if (h->areas[i].cases > UINT32_MAX) {
            return jy_fail(err, JY_ELIMIT, "%s: more cases than are counted here",
                           h->areas[i].name);
        }
    }
    return JY_OK;
}

/* Spreads what is hidden of a year over the areas that hide it, by their exposure. */
static void spread(const struct jy_hotspots *h, const struct jy_crime_column *column,
                   const uint8_t *hidden, const double *exposure, int64_t *cases)
{
    int64_t left = 0, given = 0;
    double all = 0, so_far = 0;
    for (size_t i = 0; i < h->n_areas; i++) {
        if (hidden[i]) {
            left += column->cases[i];
            all += exposure[i];
        }
    }
    for (size_t i = 0; i < h->n_areas; i++) {
        int64_t own = column->cases[i];
        if (hidden[i]) {
            so_far += all > 0 ? exposure[i] : 1;
            const double of = all > 0 ? all : 1;
            const int64_t upto = all > 0 ? (int64_t)floor((double)left * so_far / of + 0.5) : left;
            own = upto - given;
            given = upto;
        }
        cases[i] = cases[i] < 0 || own < 0 ? -1 : cases[i] + own;
    }
}

/*
 * The counts of a period as the public can know them: what is hidden is replaced by the share that
 * the exposure gives of the year's hidden cases together, which the totals tell anyway. Everything
 * computed from these counts tells nothing more (docs/methods/privacy.md). For staff they are the
 * counts. An area is hidden when one of its years is: sums over years then give nothing away.
 */
static void publish(const struct jy_hotspot_run *run, int from_year, int to_year,
                    const double *exposure, int64_t *cases, uint8_t *hidden)
{
    const struct jy_hotspots *h = run->h;
    uint8_t *of_year JY_AUTOFREE = jy_calloc(h->n_areas + 1, 1);
    memset(hidden, 0, h->n_areas);
    memset(cases, 0, h->n_areas * sizeof *cases);
    for (int year = from_year; year <= to_year; year++) {
        struct jy_crime_column column;
        jy_crime_column_init(&column, run->rows, h->data, &h->counted, &run->chome,
                             h->offence->code, year);
        if (!h->options.full) {
            jy_crime_suppress(run->rows, h->data, run->taxonomy, &h->counted, h->offence->code,
                              year, of_year);
        }
        spread(h, &column, of_year, exposure, cases);
        for (size_t i = 0; i < h->n_areas; i++)
            hidden[i] |= of_year[i];
        jy_crime_column_done(&column);
    }
}

/* The profile's choice for the offence, else the taxonomy's. */
static enum jy_exposure_kind wanted_exposure(const struct jy_hotspots *h)
{
    const struct jy_exposure_choice *own = jy_city_exposure(h->data->city, h->offence->code);
    return own != NULL ? own->kind : h->offence->exposure;
}

/* --- rates ------------------------------------------------------------------------------------ */

static void take_exposure(struct jy_hotspot_run *run)
{
    struct jy_hotspots *h = run->h;
    h->exposure = jy_exposure_of(run->rows, h->data, &h->counted, &run->chome, wanted_exposure(h),
                                 h->options.from_year, h->options.to_year);
    run->exposure = jy_calloc(h->n_areas + 1, sizeof *run->exposure);
    run->cases = jy_calloc(h->n_areas + 1, sizeof *run->cases);
    for (size_t i = 0; i < h->n_areas; i++) {
        h->areas[i].exposure = h->exposure.total[i];
    }
    for (size_t i = 0; i < h->exposure.n_sources; i++)
        jy_hotspots_note_source(run, h->exposure.sources[i]);
}

static enum jy_code compute_rates(struct jy_hotspot_run *run, struct jy_error *err)
{
    struct jy_hotspots *h = run->h;
    struct gis_rate *rates JY_AUTOFREE = jy_calloc(h->n_areas + 1, sizeof *rates);
    const enum gis_status status =
        gis_rates(h->n_areas, run->cases, run->exposure, rates, &h->summary);
    if (status == GIS_EEMPTY) {
        h->rates_refused = h->scan_refused = h->gistar_refused = JY_REFUSED_NO_POPULATION;
        return JY_OK;
    }
    if (status != GIS_OK)
        return jy_fail(err, JY_EINTERNAL, "rates: %s", gis_status_text(status));
    for (size_t i = 0; i < h->n_areas; i++) {
        h->areas[i].rate = rates[i];
        h->areas[i].few = rates[i].expected < JY_HOTSPOT_FEW_EXPECTED;
    }
    return JY_OK;
}

/* --- the scan --------------------------------------------------------------------------------- */

/* Observed to expected of a group against all, with the interval of one area. */
static void zone_rate(const struct jy_hotspot_run *run, struct jy_hotspot_zone *zone)
{
    const uint32_t in = (uint32_t)zone->cases;
    const uint32_t cases[] = {in, (uint32_t)(run->h->summary.total_cases - in)};
    const double out = run->h->summary.total_population - zone->exposure;
    const double exposure[] = {zone->exposure, out > 0 ? out : 0};
    struct gis_rate rates[2];
    struct gis_rates_summary summary;
    zone->ratio = zone->lo95 = zone->hi95 = (double)NAN;
    if (gis_rates(2, cases, exposure, rates, &summary) != GIS_OK)
        return;
    zone->expected = rates[0].expected;
    zone->ratio = rates[0].smr;
    zone->lo95 = rates[0].smr_lo95;
    zone->hi95 = rates[0].smr_hi95;
}

static struct jy_hotspot_zone make_zone(const struct jy_hotspot_run *run,
                                        const struct gis_scan_cluster *c, size_t rank)
{
    struct jy_hotspots *h = run->h;
    size_t *areas = jy_arena_alloc(&h->arena, c->n_areas * sizeof *areas);
    struct jy_hotspot_zone zone = {.rank = rank,
                                   .n_areas = c->n_areas,
                                   .areas = areas,
                                   .cases = (int64_t)c->cases,
                                   .exposure = c->population,
                                   .relative_risk = c->relative_risk,
                                   .llr = c->llr,
                                   .p = c->p,
                                   .q = (double)NAN};
    memcpy(areas, c->areas, c->n_areas * sizeof *areas);
    for (size_t i = 0; i < c->n_areas; i++)
        zone.hidden |= h->areas[areas[i]].hidden;
    zone_rate(run, &zone);
    return zone;
}

static void take_clusters(struct jy_hotspot_run *run, const struct gis_scan *scan)
{
    struct jy_hotspots *h = run->h;
    h->n_windows = scan->n_windows;
    h->zones = jy_calloc(scan->n_clusters + 1, sizeof *h->zones);
    for (size_t i = 0; i < scan->n_clusters; i++)
        h->zones[h->n_zones++] = make_zone(run, &scan->clusters[i], i + 1);
}

static enum jy_code run_scan(struct jy_hotspot_run *run, struct jy_error *err)
{
    struct jy_hotspots *h = run->h;
    struct gis_xy *at JY_AUTOFREE = jy_calloc(h->n_areas + 1, sizeof *at);
    for (size_t i = 0; i < h->n_areas; i++) {
        if (!(run->exposure[i] > 0))
            continue; /* takes no part */
        if (!gis_lonlat_valid(h->counted.areas[i].at) ||
            gis_project(run->projection, 1, &h->counted.areas[i].at, &at[i]) != GIS_OK) {
            h->scan_refused = JY_REFUSED_NO_PLACE;
            return JY_OK;
        }
    }
    const struct gis_scan_options options = {.max_fraction = h->options.max_fraction,
                                             .nsim = h->nsim,
                                             .seed = h->options.seed,
                                             .threads = 1};
    struct gis_scan *scan = NULL;
    const enum gis_status status =
        gis_scan_new(h->n_areas, at, run->cases, run->exposure, &options, &scan);
    if (status == GIS_EEMPTY) {
        h->scan_refused = JY_REFUSED_FEW_CASES;
        return JY_OK;
    }
    if (status != GIS_OK)
        return jy_fail(err, JY_EINTERNAL, "scan: %s", gis_status_text(status));
    take_clusters(run, scan);
    gis_scan_free(scan);
    return JY_OK;
}

/* --- Gi* -------------------------------------------------------------------------------------- */

struct gistar {
    size_t n;
    size_t *index;
    double *x, *p_perm;
    const struct jy_geometry **outline;
    struct gis_gi *gi;
};

static void gistar_alloc(struct gistar *g, size_t n)
{
    *g = (struct gistar){.index = jy_calloc(n + 1, sizeof *g->index),
                         .x = jy_calloc(n + 1, sizeof *g->x),
                         .p_perm = jy_calloc(n + 1, sizeof *g->p_perm),
                         .outline = jy_calloc(n + 1, sizeof(struct jy_geometry *)),
                         .gi = jy_calloc(n + 1, sizeof *g->gi)};
}

static void gistar_done(struct gistar *g)
{
    free(g->index);
    free(g->x);
    free(g->p_perm);
    free(g->outline);
    free(g->gi);
}

static enum jy_code gistar_of(struct jy_hotspot_run *run, struct gistar *g, struct jy_error *err)
{
    struct jy_hotspots *h = run->h;
    struct gis_weights *weights = NULL;
    enum jy_code code =
        jy_contiguity(g->n, g->outline, run->projection, JY_CONTIGUITY_TOLERANCE_M, &weights, err);
    if (code != JY_OK)
        return code;
    enum gis_status status = gis_gistar(weights, g->x, g->gi);
    if (status == GIS_OK) {
        status =
            gis_gi_permute(weights, g->x, h->nsim_gistar, h->options.seed, g->p_perm, NULL, NULL);
    }
    gis_weights_free(weights);
    if (status == GIS_EREFUSED) {
        h->gistar_refused = JY_REFUSED_NO_VARIATION;
        return JY_OK;
    }
    if (status != GIS_OK)
        return jy_fail(err, JY_EINTERNAL, "Gi*: %s", gis_status_text(status));
    h->n_tests = g->n;
    for (size_t k = 0; k < g->n; k++) {
        struct jy_hotspot_area *a = &h->areas[g->index[k]];
        a->z = g->gi[k].z;
        a->p = g->gi[k].p;
        a->p_perm = g->p_perm[k];
    }
    return JY_OK;
}

static enum jy_code run_gistar(struct jy_hotspot_run *run, struct jy_error *err)
{
    struct jy_hotspots *h = run->h;
    struct gistar g;
    bool polygons = true;
    enum jy_code code = JY_OK;
    gistar_alloc(&g, h->n_areas);
    for (size_t i = 0; i < h->n_areas; i++) {
        if (!(run->exposure[i] > 0))
            continue;
        const struct jy_area *area = h->areas[i].area;
        polygons = polygons && area != NULL && area->geometry.kind == JY_GEOMETRY_POLYGONS;
        g.outline[g.n] = area != NULL ? &area->geometry : NULL;
        g.x[g.n] = h->areas[i].rate.eb_rate;
        g.index[g.n++] = i;
    }
    if (g.n < GIS_GISTAR_MIN_AREAS) {
        h->gistar_refused = JY_REFUSED_FEW_AREAS;
    } else if (!polygons) {
        h->gistar_refused = JY_REFUSED_NO_POLYGONS;
    } else if (h->summary.no_difference) {
        h->gistar_refused = JY_REFUSED_NO_VARIATION;
    } else {
        code = gistar_of(run, &g, err);
    }
    gistar_done(&g);
    return code;
}

static void list_areas(struct jy_hotspots *h)
{
    h->n_areas = h->counted.n;
    h->areas = jy_calloc(h->n_areas + 1, sizeof *h->areas);
    for (size_t i = 0; i < h->n_areas; i++) {
        const struct jy_crime_area *from = &h->counted.areas[i];
        const double nan = (double)NAN;
        h->areas[i] = (struct jy_hotspot_area){.name = from->name,
                                               .district = from->of,
                                               .area = from->area,
                                               .rate = {nan, nan, nan, nan, nan},
                                               .z = nan,
                                               .p = nan,
                                               .p_perm = nan,
                                               .q = nan};
    }
}

/* Everything after this rests on the counts that the reader may know. */
static void hide_areas(struct jy_hotspot_run *run)
{
    struct jy_hotspots *h = run->h;
    uint8_t *hidden JY_AUTOFREE = jy_calloc(h->n_areas + 1, 1);
    int64_t *cases JY_AUTOFREE = jy_calloc(h->n_areas + 1, sizeof *cases);
    publish(run, h->options.from_year, h->options.to_year, h->exposure.total, cases, hidden);
    h->matched = 0;
    for (size_t i = 0; i < h->n_areas; i++) {
        h->areas[i].hidden = hidden[i] != 0;
        h->suppressed |= h->areas[i].hidden;
        if (cases[i] < 0)
            continue;
        h->matched += cases[i];
        run->exposure[i] = h->exposure.total[i];
        run->cases[i] = (uint32_t)cases[i];
    }
}

enum jy_code jy_hotspots_areas_begin(struct jy_hotspot_run *run, struct jy_error *err)
{
    struct jy_hotspots *h = run->h;
    jy_crime_areas_init(&h->counted, h->data,
                        h->options.level == JY_HOTSPOT_CHOME ? JY_AREA_CHOME : JY_AREA_DISTRICT);
    jy_crime_areas_init(&run->chome, h->data, JY_AREA_CHOME);
    list_areas(h);
    enum jy_code code = count_cases(run, err);
    if (code != JY_OK)
        return code;
    take_exposure(run);
    hide_areas(run);
    code = compute_rates(run, err);
    if (code == JY_OK && h->rates_refused == JY_REFUSED_NOT)
        code = run_scan(run, err);
    if (code == JY_OK && h->rates_refused == JY_REFUSED_NOT)
        code = run_gistar(run, err);
    return code;
}

/* --- zones ------------------------------------------------------------------------------------ */

static double area_of(const struct jy_hotspot_run *run, size_t i)
{
    const struct jy_hotspots *h = run->h;
    const size_t one[] = {i};
    const struct jy_hotspot_zone zone = {.n_areas = 1, .areas = one};
    struct jy_geometry g = jy_hotspots_zone_geometry(h, &zone);
    const double area_m2 = jy_geometry_area_m2(&g, run->projection);
    jy_hotspots_geometry_free(&g);
    return area_m2;
}

/* Is there a table for every year of it? */
static bool has_tables(struct jy_hotspot_run *run, int from_year, int to_year)
{
    struct jy_hotspots *h = run->h;
    bool all = true;
    for (int year = from_year; year <= to_year && all; year++) {
        struct jy_crime_column column;
        jy_crime_column_init(&column, run->rows, h->data, &h->counted, &run->chome,
                             h->offence->code, year);
        all = column.n_rows > 0;
        for (size_t k = 0; k < column.n_sources && all; k++)
            jy_hotspots_note_source(run, column.sources[k]);
        jy_crime_column_done(&column);
    }
    return all;
}

static bool later_areas(struct jy_hotspot_run *run, int from_year, int to_year,
                        struct jy_hotspot_later *out)
{
    struct jy_hotspots *h = run->h;
    if (!has_tables(run, from_year, to_year))
        return false;
    *out = (struct jy_hotspot_later){.n = h->n_areas};
    struct jy_exposure exposure = jy_exposure_of(run->rows, h->data, &h->counted, &run->chome,
                                                 wanted_exposure(h), from_year, to_year);
    out->exposure = exposure.total;
    exposure.total = NULL;
    jy_exposure_done(&exposure);
    out->cases = jy_calloc(h->n_areas + 1, sizeof *out->cases);
    out->hidden = jy_calloc(h->n_areas + 1, 1);
    publish(run, from_year, to_year, out->exposure, out->cases, out->hidden);
    out->size = jy_calloc(h->n_areas + 1, sizeof *out->size);
    for (size_t i = 0; i < h->n_areas; i++)
        out->size[i] = area_of(run, i);
    return true;
}

void jy_hotspots_areas_end(struct jy_hotspot_run *run)
{
    struct jy_hotspots *h = run->h;
    jy_hotspots_part(h);
    for (size_t z = 0; z < h->n_zones; z++) {
        for (size_t k = 0; k < h->zones[z].n_areas; k++)
            h->areas[h->zones[z].areas[k]].in_zone = true;
    }
    for (size_t i = 0; i < h->n_areas; i++)
        h->areas[i].hot = h->areas[i].q <= JY_HOTSPOT_ALPHA && h->areas[i].z > 0;
    jy_hotspots_judge(run, later_areas);
}
