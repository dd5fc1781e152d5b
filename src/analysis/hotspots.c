/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/hotspots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/fdr.h"
#include "gis/projection.h"

#include "src/analysis/contiguity.h"
#include "src/base/mem.h"

/* So many clusters that are no zones are listed. */
#define OTHERS_MAX 10
#define YEARS_MAX  30

static const char *const level_codes[] = {
#define X(name, text) text,
    JY_HOTSPOT_LEVEL_LIST(X)
#undef X
};

const char *jy_hotspot_level_text(enum jy_hotspot_level level)
{
    return level_codes[level];
}

bool jy_hotspot_level_parse(const char *text, enum jy_hotspot_level *out)
{
    for (size_t i = 0; i < sizeof level_codes / sizeof *level_codes; i++)
        if (strcmp(level_codes[i], text) == 0) {
            *out = (enum jy_hotspot_level)i;
            return true;
        }
    return false;
}

const char *jy_refusal_text(enum jy_refusal refusal)
{
    static const char *const codes[] = {
#define X(name, text) text,
        JY_REFUSAL_LIST(X)
#undef X
    };
    return codes[refusal];
}

/* --- what there is, when something is asked for that is not ----------------------------------- */

static bool counts(const struct jy_crime_rows *rows, const char *offence, int year,
                   enum jy_area_kind kind)
{
    for (size_t i = 0; i < rows->n_counts; i++) {
        const struct jy_crime_count *c = &rows->counts[i];
        if (c->area_kind == kind && c->area != NULL && (year == 0 || c->year == year) &&
            strcmp(c->offence, offence) == 0)
            return true;
    }
    return false;
}

static bool counts_at(const struct jy_crime_rows *rows, const char *offence, int year,
                      enum jy_hotspot_level level)
{
    return counts(rows, offence, year, JY_AREA_CHOME) ||
           (level == JY_HOTSPOT_DISTRICT && counts(rows, offence, year, JY_AREA_DISTRICT));
}

static enum jy_code fail_offence(const struct jy_crime_rows *rows,
                                 const struct jy_taxonomy *taxonomy, const char *what,
                                 const char *offence, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF list = JY_BUF_INIT;
    for (size_t i = 0; i < jy_taxonomy_count(taxonomy) && list.len < 340; i++) {
        const char *code = jy_taxonomy_at(taxonomy, i)->code;
        if (counts(rows, code, 0, JY_AREA_CHOME) || counts(rows, code, 0, JY_AREA_DISTRICT))
            jy_buf_addf(&list, "%s%s", list.len > 0 ? ", " : "", code);
    }
    return jy_fail(err, JY_ENOTFOUND, "offence '%.60s' %s; counted: %s", offence, what,
                   list.len > 0 ? jy_buf_text(&list) : "none, import a crime table first");
}

int jy_hotspots_newest_year(const struct jy_crime_rows *rows, const char *offence,
                            enum jy_hotspot_level level)
{
    int newest = 0;
    for (size_t i = 0; i < rows->n_counts; i++) {
        const int year = rows->counts[i].year;
        if (year > newest && strcmp(rows->counts[i].offence, offence) == 0 &&
            counts_at(rows, offence, year, level))
            newest = year;
    }
    return newest;
}

static enum jy_code fail_year(const struct jy_crime_rows *rows, const struct jy_hotspots *h,
                              int year, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF list = JY_BUF_INIT;
    const char *offence = h->offence->code;
    for (int y = 1900; y <= 2200; y++) {
        const bool district = counts_at(rows, offence, y, JY_HOTSPOT_DISTRICT);
        const bool chome = counts_at(rows, offence, y, JY_HOTSPOT_CHOME);
        if (district && list.len < 300)
            jy_buf_addf(&list, "%s%d%s", list.len > 0 ? ", " : "", y,
                        chome ? "" : " (district only)");
    }
    return jy_fail(err, JY_ENOTFOUND, "no table by %s counts %s in %d; years there are: %s",
                   jy_hotspot_level_text(h->options.level), offence, year,
                   list.len > 0 ? jy_buf_text(&list) : "none");
}

static enum jy_code check_options(const struct jy_hotspot_options *o, struct jy_error *err)
{
    if (o->from_year < 1900 || o->to_year > 2200 || o->from_year > o->to_year)
        return jy_fail(err, JY_EINVALID, "years: %d to %d is no period from 1900 to 2200",
                       o->from_year, o->to_year);
    if (o->to_year - o->from_year >= YEARS_MAX)
        return jy_fail(err, JY_EINVALID, "years: a period has at most %d years", YEARS_MAX);
    if (o->nsim < 1 || o->nsim > 99999)
        return jy_fail(err, JY_EINVALID, "nsim: must be 1 to 99999");
    if (!(o->max_fraction > 0 && o->max_fraction <= 1))
        return jy_fail(err, JY_EINVALID, "max_fraction: must be above 0 and at most 1");
    if (!(o->cell_m >= 50 && o->cell_m <= 5000))
        return jy_fail(err, JY_EINVALID, "cell_m: must be 50 to 5000");
    return JY_OK;
}

/* --- counts ----------------------------------------------------------------------------------- */

struct run {
    struct jy_hotspots *h;
    const struct jy_crime_rows *rows;
    const struct jy_taxonomy *taxonomy;
    struct jy_crime_areas chome;
    struct gis_projection *projection;
    double *exposure; /* of areas that take part: cases known, population known; else 0 */
    uint32_t *cases;
    size_t cap_sources, cap_unmatched;
};

static void note_source(struct run *run, int64_t id)
{
    struct jy_hotspots *h = run->h;
    const struct jy_source *source = jy_city_data_source(h->data, id);
    if (source == NULL)
        return;
    for (size_t i = 0; i < h->n_sources; i++)
        if (h->sources[i] == source)
            return;
    h->sources = jy_grow(h->sources, &run->cap_sources, h->n_sources + 1, sizeof *h->sources);
    h->sources[h->n_sources++] = source;
    h->sample |= source->sample;
}

static void note_unmatched(struct run *run, const char *name)
{
    struct jy_hotspots *h = run->h;
    for (size_t i = 0; i < h->n_unmatched; i++)
        if (strcmp(h->unmatched_names[i], name) == 0)
            return;
    h->unmatched_names = jy_grow(h->unmatched_names, &run->cap_unmatched, h->n_unmatched + 1,
                                 sizeof *h->unmatched_names);
    h->unmatched_names[h->n_unmatched++] = name;
}

/* One year's column on top of those before: an area unknown in one year is unknown. */
static void add_column(struct run *run, const struct jy_crime_column *column)
{
    struct jy_hotspots *h = run->h;
    int64_t sum = 0;
    for (size_t i = 0; i < h->n_areas; i++) {
        const int64_t cases = column->cases[i];
        h->areas[i].cases = h->areas[i].cases < 0 || cases < 0 ? -1 : h->areas[i].cases + cases;
        sum += cases > 0 ? cases : 0;
    }
    h->reported += column->city >= 0 ? column->city : sum + column->unmatched_cases;
    h->unmatched += column->unmatched_cases;
    h->n_conflict += column->n_conflict;
    h->n_without_row = column->n_zero > h->n_without_row ? column->n_zero : h->n_without_row;
    for (size_t i = 0; i < column->n_unmatched; i++)
        note_unmatched(run, column->unmatched[i]);
    for (size_t i = 0; i < column->n_sources; i++)
        note_source(run, column->sources[i]);
}

static enum jy_code count_cases(struct run *run, struct jy_error *err)
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
            return fail_year(run->rows, h, year, err);
    }
    for (size_t i = 0; i < h->n_areas; i++) {
        h->matched += h->areas[i].cases > 0 ? h->areas[i].cases : 0;
        h->n_unknown += h->areas[i].cases < 0;
        if (h->areas[i].cases > UINT32_MAX)
            return jy_fail(err, JY_ELIMIT, "%s: more cases than are counted here",
                           h->areas[i].name);
    }
    return JY_OK;
}

/* Spreads what is hidden of a year over the areas that hide it, by their exposure. */
static void spread(const struct jy_hotspots *h, const struct jy_crime_column *column,
                   const uint8_t *hidden, const double *exposure, int64_t *cases)
{
    int64_t left = 0, given = 0;
    double all = 0, so_far = 0;
    for (size_t i = 0; i < h->n_areas; i++)
        if (hidden[i]) {
            left += column->cases[i];
            all += exposure[i];
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
static void publish(const struct run *run, int from_year, int to_year, const double *exposure,
                    int64_t *cases, uint8_t *hidden)
{
    const struct jy_hotspots *h = run->h;
    uint8_t *of_year JY_AUTOFREE = jy_calloc(h->n_areas + 1, 1);
    memset(hidden, 0, h->n_areas);
    memset(cases, 0, h->n_areas * sizeof *cases);
    for (int year = from_year; year <= to_year; year++) {
        struct jy_crime_column column;
        jy_crime_column_init(&column, run->rows, h->data, &h->counted, &run->chome,
                             h->offence->code, year);
        if (!h->options.full)
            jy_crime_suppress(run->rows, h->data, run->taxonomy, &h->counted, h->offence->code,
                              year, of_year);
        spread(h, &column, of_year, exposure, cases);
        for (size_t i = 0; i < h->n_areas; i++)
            hidden[i] |= of_year[i];
        jy_crime_column_done(&column);
    }
}

/* --- rates ------------------------------------------------------------------------------------ */

static void take_exposure(struct run *run)
{
    struct jy_hotspots *h = run->h;
    jy_exposure_init(&h->exposure, run->rows, h->data, &h->counted, &run->chome,
                     h->offence->exposure, h->options.from_year, h->options.to_year);
    run->exposure = jy_calloc(h->n_areas + 1, sizeof *run->exposure);
    run->cases = jy_calloc(h->n_areas + 1, sizeof *run->cases);
    for (size_t i = 0; i < h->n_areas; i++) {
        h->areas[i].exposure = h->exposure.total[i];
    }
    for (size_t i = 0; i < h->exposure.n_sources; i++)
        note_source(run, h->exposure.sources[i]);
}

static enum jy_code compute_rates(struct run *run, struct jy_error *err)
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
static void zone_rate(const struct run *run, struct jy_hotspot_zone *zone)
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

static struct jy_hotspot_zone make_zone(const struct run *run, const struct gis_scan_cluster *c,
                                        size_t rank)
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

static void take_clusters(struct run *run, const struct gis_scan *scan)
{
    struct jy_hotspots *h = run->h;
    h->n_windows = scan->n_windows;
    h->zones = jy_calloc(scan->n_clusters + 1, sizeof *h->zones);
    h->others = jy_calloc(scan->n_clusters + 1, sizeof *h->others);
    for (size_t i = 0; i < scan->n_clusters; i++) {
        const struct jy_hotspot_zone zone = make_zone(run, &scan->clusters[i], i + 1);
        if (zone.p > JY_HOTSPOT_ALPHA) {
            if (h->n_others < OTHERS_MAX)
                h->others[h->n_others++] = zone;
            continue;
        }
        h->zones[h->n_zones++] = zone;
        for (size_t k = 0; k < zone.n_areas; k++)
            h->areas[zone.areas[k]].in_zone = true;
    }
}

static enum jy_code run_scan(struct run *run, struct jy_error *err)
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
                                             .nsim = h->options.nsim,
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
    double *x, *p_perm, *q;
    const struct jy_geometry **outline;
    struct gis_gi *gi;
};

static void gistar_alloc(struct gistar *g, size_t n)
{
    *g = (struct gistar){.index = jy_calloc(n + 1, sizeof *g->index),
                         .x = jy_calloc(n + 1, sizeof *g->x),
                         .p_perm = jy_calloc(n + 1, sizeof *g->p_perm),
                         .q = jy_calloc(n + 1, sizeof *g->q),
                         .outline = jy_calloc(n + 1, sizeof *g->outline),
                         .gi = jy_calloc(n + 1, sizeof *g->gi)};
}

static void gistar_done(struct gistar *g)
{
    free(g->index);
    free(g->x);
    free(g->p_perm);
    free(g->q);
    free(g->outline);
    free(g->gi);
}

static enum jy_code gistar_of(struct run *run, struct gistar *g, struct jy_error *err)
{
    struct jy_hotspots *h = run->h;
    struct gis_weights *weights = NULL;
    enum jy_code code =
        jy_contiguity(g->n, g->outline, run->projection, JY_CONTIGUITY_TOLERANCE_M, &weights, err);
    if (code != JY_OK)
        return code;
    enum gis_status status = gis_gistar(weights, g->x, g->gi);
    if (status == GIS_OK)
        status = gis_gi_permute(weights, g->x, jy_hotspot_permutations(h->options.nsim),
                                h->options.seed, g->p_perm, NULL, NULL);
    if (status == GIS_OK)
        status = gis_fdr_bh(g->n, g->p_perm, g->q);
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
        a->q = g->q[k];
    }
    return JY_OK;
}

static enum jy_code run_gistar(struct run *run, struct jy_error *err)
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
    if (g.n < GIS_GISTAR_MIN_AREAS)
        h->gistar_refused = JY_REFUSED_FEW_AREAS;
    else if (!polygons)
        h->gistar_refused = JY_REFUSED_NO_POLYGONS;
    else if (h->summary.no_difference)
        h->gistar_refused = JY_REFUSED_NO_VARIATION;
    else
        code = gistar_of(run, &g, err);
    gistar_done(&g);
    return code;
}

/* --- did it hold ------------------------------------------------------------------------------ */

struct next_period {
    int from_year, to_year;
    int64_t *cases; /* -1 unknown */
    uint8_t *hidden;
    struct jy_exposure exposure;
    double *area_m2;
};

static double area_of(const struct run *run, size_t i)
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
static bool has_next(struct run *run, const struct next_period *next)
{
    struct jy_hotspots *h = run->h;
    bool all = true;
    for (int year = next->from_year; year <= next->to_year && all; year++) {
        struct jy_crime_column column;
        jy_crime_column_init(&column, run->rows, h->data, &h->counted, &run->chome,
                             h->offence->code, year);
        all = column.n_rows > 0;
        for (size_t k = 0; k < column.n_sources && all; k++)
            note_source(run, column.sources[k]);
        jy_crime_column_done(&column);
    }
    return all;
}

static void judge_zone(const struct run *run, const struct next_period *next,
                       struct jy_hotspot_zone *zone)
{
    const struct jy_hotspots *h = run->h;
    struct jy_hotspot_hold *hold = &zone->hold;
    double exposure = 0, all_exposure = 0, area_m2 = 0, all_m2 = 0;
    bool hidden = false;
    *hold = (struct jy_hotspot_hold){.from_year = next->from_year, .to_year = next->to_year};
    for (size_t i = 0, k = 0; i < h->n_areas; i++) {
        const bool in = k < zone->n_areas && zone->areas[k] == i;
        k += in;
        if (next->cases[i] < 0)
            continue;
        hold->total += next->cases[i];
        all_exposure += next->exposure.total[i];
        all_m2 += next->area_m2[i];
        if (!in)
            continue;
        hidden |= next->hidden[i];
        hold->cases += next->cases[i];
        exposure += next->exposure.total[i];
        area_m2 += next->area_m2[i];
    }
    hold->share_exposure = all_exposure > 0 ? exposure / all_exposure : (double)NAN;
    hold->share_area = all_m2 > 0 ? area_m2 / all_m2 : (double)NAN;
    hold->share_cases =
        hold->total > 0 && !hidden ? (double)hold->cases / (double)hold->total : (double)NAN;
    hold->cases = hidden ? -1 : hold->cases;
    hold->pai = hold->share_cases / hold->share_area;
    hold->ratio = hold->share_cases / hold->share_exposure;
}

/* The period as long as this one, right after it. */
static void judge(struct run *run)
{
    struct jy_hotspots *h = run->h;
    const int years = h->options.to_year - h->options.from_year + 1;
    struct next_period next = {.from_year = h->options.to_year + 1,
                               .to_year = h->options.to_year + years};
    if (h->n_zones > 0 && has_next(run, &next)) {
        jy_exposure_init(&next.exposure, run->rows, h->data, &h->counted, &run->chome,
                         h->offence->exposure, next.from_year, next.to_year);
        next.cases = jy_calloc(h->n_areas + 1, sizeof *next.cases);
        next.hidden = jy_calloc(h->n_areas + 1, 1);
        next.area_m2 = jy_calloc(h->n_areas + 1, sizeof *next.area_m2);
        publish(run, next.from_year, next.to_year, next.exposure.total, next.cases, next.hidden);
        for (size_t i = 0; i < h->n_areas; i++)
            next.area_m2[i] = area_of(run, i);
        for (size_t z = 0; z < h->n_zones; z++)
            judge_zone(run, &next, &h->zones[z]);
        h->next_period = true;
        jy_exposure_done(&next.exposure);
    }
    free(next.cases);
    free(next.hidden);
    free(next.area_m2);
}

/* --- all together ----------------------------------------------------------------------------- */

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
static void hide_areas(struct run *run)
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

static enum jy_code by_areas(struct run *run, struct jy_error *err)
{
    struct jy_hotspots *h = run->h;
    jy_crime_areas_init(&h->counted, h->data,
                        h->options.level == JY_HOTSPOT_CHOME ? JY_AREA_CHOME : JY_AREA_DISTRICT);
    jy_crime_areas_init(&run->chome, h->data, JY_AREA_CHOME);
    list_areas(h);
    if (gis_projection_new(h->data->city->epsg, &run->projection) != GIS_OK)
        return jy_fail(err, JY_EINVALID, "EPSG:%d is no plane in metres", h->data->city->epsg);
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
    if (code == JY_OK)
        judge(run);
    return code;
}

static void run_done(struct run *run)
{
    jy_crime_areas_done(&run->chome);
    gis_projection_free(run->projection);
    free(run->exposure);
    free(run->cases);
}

enum jy_code jy_hotspots_new(const struct jy_crime_rows *rows, const struct jy_city_data *data,
                             const struct jy_taxonomy *taxonomy,
                             const struct jy_hotspot_options *options, struct jy_hotspots **out,
                             struct jy_error *err)
{
    if (check_options(options, err) != JY_OK)
        return JY_EINVALID;
    const struct jy_taxon *taxon = jy_taxonomy_find(taxonomy, options->offence);
    if (taxon == NULL)
        return fail_offence(rows, taxonomy, "is not known", options->offence, err);
    if (options->level != JY_HOTSPOT_GRID && !counts_at(rows, taxon->code, 0, JY_HOTSPOT_DISTRICT))
        return fail_offence(rows, taxonomy, "is in no table by area", taxon->code, err);
    struct jy_hotspots *h = jy_calloc(1, sizeof *h);
    jy_arena_init(&h->arena);
    h->options = *options;
    h->options.offence = taxon->code;
    h->offence = taxon;
    h->data = data;
    h->sample = data->sample;
    struct run run = {.h = h, .rows = rows, .taxonomy = taxonomy};
    const enum jy_code code = options->level == JY_HOTSPOT_GRID
                                  ? jy_hotspots_grid(h, rows, taxonomy, err)
                                  : by_areas(&run, err);
    run_done(&run);
    if (code != JY_OK) {
        jy_hotspots_free(h);
        return code;
    }
    *out = h;
    return JY_OK;
}

void jy_hotspots_free(struct jy_hotspots *hotspots)
{
    if (hotspots == NULL)
        return;
    jy_crime_areas_done(&hotspots->counted);
    jy_exposure_done(&hotspots->exposure);
    free(hotspots->areas);
    free(hotspots->cells);
    free(hotspots->unmatched_names);
    free(hotspots->zones);
    free(hotspots->others);
    free(hotspots->sources);
    jy_arena_done(&hotspots->arena);
    free(hotspots);
}
