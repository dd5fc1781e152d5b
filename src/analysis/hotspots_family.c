/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Several offences and periods judged together (docs/methods/hotspots.md, "Tested together"). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/fdr.h"

#include "src/analysis/hotspots_run.h"
#include "src/base/mem.h"

/* So many clusters that are no zones are listed. */
#define OTHERS_MAX 10
#define NSIM_MAX   99999u

struct gathering {
    const struct jy_crime_rows *rows;
    const struct jy_city_data *data;
    const struct jy_taxonomy *taxonomy;
    const struct jy_hotspot_options *options;
    struct jy_hotspot_family *family;
    struct jy_hotspot_run *runs; /* beside family->members */
    size_t cap_members, cap_runs;
    struct gis_projection *projection; /* making one costs more than a run does */
};

static void run_done(struct jy_hotspot_run *run)
{
    jy_crime_areas_done(&run->chome);
    free(run->exposure);
    free(run->cases);
    jy_hotspots_lattice_free(run->lattice);
    jy_hotspots_streets_free(run->streets);
}

static bool by_points(enum jy_hotspot_level level)
{
    return level == JY_HOTSPOT_GRID || level == JY_HOTSPOT_STREET;
}

/* One offence in one period joins. */
static enum jy_code join(struct gathering *g, const struct jy_taxon *taxon, int from_year,
                         int to_year, struct jy_error *err)
{
    struct jy_hotspot_family *f = g->family;
    if (f->n == JY_HOTSPOT_FAMILY_MAX) {
        return jy_fail(err, JY_EINVALID, "offences: more than %d tests (offences by periods)",
                       JY_HOTSPOT_FAMILY_MAX);
    }
    struct jy_hotspots *h = jy_calloc(1, sizeof *h);
    jy_arena_init(&h->arena);
    h->options = *g->options;
    h->options.offence = taxon->code;
    h->options.from_year = from_year;
    h->options.to_year = to_year;
    h->offence = taxon;
    h->data = g->data;
    h->sample = g->data->sample;
    f->members = jy_grow(f->members, &g->cap_members, f->n + 1, sizeof(struct jy_hotspots *));
    g->runs = jy_grow(g->runs, &g->cap_runs, f->n + 1, sizeof *g->runs);
    g->runs[f->n] = (struct jy_hotspot_run){.h = h, .rows = g->rows, .taxonomy = g->taxonomy};
    f->members[f->n++] = h;
    return JY_OK;
}

static enum jy_code join_years(struct gathering *g, const struct jy_taxon *taxon,
                               struct jy_error *err)
{
    const struct jy_hotspot_options *o = g->options;
    enum jy_code code = JY_OK;
    for (int year = o->from_year; year <= o->to_year && code == JY_OK; year++) {
        if (by_points(o->level) || jy_hotspots_counts_at(g->rows, taxon->code, year, o->level)) {
            code = join(g, taxon, year, year, err);
        } else {
            g->family->n_left_out++;
        }
    }
    return code;
}

static enum jy_code join_offence(struct gathering *g, const char *name, struct jy_error *err)
{
    const struct jy_taxon *taxon = jy_taxonomy_find(g->taxonomy, name);
    const struct jy_hotspot_options *o = g->options;
    if (taxon == NULL)
        return jy_hotspots_fail_offence(g->rows, g->taxonomy, "is not known", name, err);
    for (size_t i = 0; i < g->family->n; i++) {
        if (g->family->members[i]->offence == taxon)
            return jy_fail(err, JY_EINVALID, "offence: %s is named twice", taxon->code);
    }
    if (!by_points(o->level) &&
        !jy_hotspots_counts_at(g->rows, taxon->code, 0, JY_HOTSPOT_DISTRICT)) {
        return jy_hotspots_fail_offence(g->rows, g->taxonomy, "is in no table by area", taxon->code,
                                        err);
    }
    return g->family->each_year ? join_years(g, taxon, err)
                                : join(g, taxon, o->from_year, o->to_year, err);
}

/* --- adjusting -------------------------------------------------------------------------------- */

/* Permutations of Gi*: ten times the simulations of the scan (9,999 for 999). With 999 the least
 * two-sided p is 0.002, and one hot area of 41 could never have a q under 0.05. */
static uint32_t permutations(uint32_t nsim)
{
    return 10 * (nsim + 1) - 1;
}

/* As many simulations for each run that the least p, times the number of runs, is what it is for
 * one. */
static uint32_t simulations(uint32_t nsim, size_t runs)
{
    const double wanted = ((double)nsim + 1) * (double)runs - 1;
    return wanted < NSIM_MAX ? (uint32_t)wanted : nsim > NSIM_MAX ? nsim : NSIM_MAX;
}

static size_t n_places(const struct jy_hotspots *h)
{
    return h->options.level == JY_HOTSPOT_GRID ? h->n_cells : h->n_areas;
}

static double place_p(const struct jy_hotspots *h, size_t i)
{
    return h->options.level == JY_HOTSPOT_GRID ? h->cells[i].p_perm : h->areas[i].p_perm;
}

static void set_place_q(struct jy_hotspots *h, size_t i, double q)
{
    if (h->options.level == JY_HOTSPOT_GRID) {
        h->cells[i].q = q;
    } else {
        h->areas[i].q = q;
    }
}

/* Benjamini-Hochberg over every place of every run. */
static enum jy_code adjust_gistar(struct jy_hotspot_family *f, struct jy_error *err)
{
    size_t n = 0, k = 0;
    for (size_t m = 0; m < f->n; m++) {
        n += n_places(f->members[m]);
        f->tests.gistar += f->members[m]->n_tests;
    }
    double *p JY_AUTOFREE = jy_calloc(n + 1, sizeof *p);
    for (size_t m = 0; m < f->n; m++) {
        for (size_t i = 0; i < n_places(f->members[m]); i++)
            p[k++] = place_p(f->members[m], i);
    }
    if (gis_fdr_bh(n, p, p) != GIS_OK)
        return jy_fail(err, JY_EINTERNAL, "q: out of memory");
    k = 0;
    for (size_t m = 0; m < f->n; m++) {
        for (size_t i = 0; i < n_places(f->members[m]); i++)
            set_place_q(f->members[m], i, p[k++]);
    }
    return JY_OK;
}

/* Holm over the runs, each by its least p; a run without a cluster is a test that found nothing. */
static enum jy_code adjust_scan(struct jy_hotspot_family *f, struct jy_error *err)
{
    double *p JY_AUTOFREE = jy_calloc(f->n + 1, sizeof *p);
    double *times JY_AUTOFREE = jy_calloc(f->n + 1, sizeof *times);
    for (size_t m = 0; m < f->n; m++) {
        const struct jy_hotspots *h = f->members[m];
        p[m] = h->scan_refused != JY_REFUSED_NOT ? (double)NAN : h->n_zones > 0 ? h->zones[0].p : 1;
    }
    if (gis_fwer_holm(f->n, p, p, times) != GIS_OK)
        return jy_fail(err, JY_EINTERNAL, "p: out of memory");
    for (size_t m = 0; m < f->n; m++) {
        for (size_t z = 0; z < f->members[m]->n_zones; z++) {
            struct jy_hotspot_zone *zone = &f->members[m]->zones[z];
            zone->p_family = fmin(1, fmax(p[m], zone->p * times[m]));
        }
    }
    return JY_OK;
}

void jy_hotspots_part(struct jy_hotspots *h)
{
    size_t kept = 0;
    h->others = jy_calloc(h->n_zones + 1, sizeof *h->others);
    for (size_t i = 0; i < h->n_zones; i++) {
        if (h->zones[i].p_family <= JY_HOTSPOT_ALPHA) {
            h->zones[kept++] = h->zones[i];
        } else if (h->n_others < OTHERS_MAX) {
            h->others[h->n_others++] = h->zones[i];
        }
    }
    h->n_zones = kept;
}

/* --- all together ----------------------------------------------------------------------------- */

static enum jy_code begin(struct jy_hotspot_run *run, struct jy_error *err)
{
    switch (run->h->options.level) {
    case JY_HOTSPOT_GRID:
        return jy_hotspots_grid_begin(run, err);
    case JY_HOTSPOT_STREET:
        return jy_hotspots_street_begin(run, err);
    case JY_HOTSPOT_DISTRICT:
    case JY_HOTSPOT_CHOME:
        break;
    }
    return jy_hotspots_areas_begin(run, err);
}

static void end(struct jy_hotspot_run *run)
{
    if (run->h->options.level == JY_HOTSPOT_GRID) {
        jy_hotspots_grid_end(run);
    } else if (run->h->options.level == JY_HOTSPOT_STREET) {
        jy_hotspots_street_end(run);
    } else {
        jy_hotspots_areas_end(run);
    }
}

static enum jy_code run_all(struct gathering *g, struct jy_error *err)
{
    struct jy_hotspot_family *f = g->family;
    enum jy_code code = JY_OK;
    if (gis_projection_new(g->data->city->epsg, &g->projection) != GIS_OK)
        return jy_fail(err, JY_EINVALID, "EPSG:%d is no plane in metres", g->data->city->epsg);
    for (size_t m = 0; m < f->n && code == JY_OK; m++) {
        struct jy_hotspots *h = f->members[m];
        g->runs[m].projection = g->projection;
        h->nsim = simulations(h->options.nsim, f->n);
        h->nsim_gistar = simulations(permutations(h->options.nsim), f->n);
        code = begin(&g->runs[m], err);
    }
    if (code == JY_OK)
        code = adjust_gistar(f, err);
    if (code == JY_OK)
        code = adjust_scan(f, err);
    for (size_t m = 0; m < f->n && code == JY_OK; m++) {
        f->members[m]->tests = f->tests;
        end(&g->runs[m]);
    }
    return code;
}

enum jy_code jy_hotspot_family_new(const struct jy_crime_data *from,
                                   const struct jy_hotspot_options *options, size_t n_offences,
                                   const char *const *offences, bool each_year,
                                   struct jy_hotspot_family **out, struct jy_error *err)
{
    if (jy_hotspots_check(options, err) != JY_OK)
        return err->code;
    if (n_offences == 0)
        return jy_fail(err, JY_EINVALID, "offence: which?");
    struct jy_hotspot_family *f = jy_calloc(1, sizeof *f);
    *f = (struct jy_hotspot_family){.each_year = each_year,
                                    .from_year = options->from_year,
                                    .to_year = options->to_year,
                                    .level = options->level};
    struct gathering g = {.rows = from->rows,
                          .data = from->data,
                          .taxonomy = from->taxonomy,
                          .options = options,
                          .family = f};
    enum jy_code code = JY_OK;
    for (size_t i = 0; i < n_offences && code == JY_OK; i++)
        code = join_offence(&g, offences[i], err);
    if (code == JY_OK && f->n == 0) {
        code = jy_fail(err, JY_ENOTFOUND, "no table by %s counts these offences in %d to %d",
                       jy_hotspot_level_text(options->level), options->from_year, options->to_year);
    }
    f->tests.offences = n_offences;
    f->tests.periods = each_year ? (size_t)(options->to_year - options->from_year + 1) : 1;
    f->tests.runs = f->n;
    if (code == JY_OK)
        code = run_all(&g, err);
    for (size_t m = 0; m < f->n; m++)
        run_done(&g.runs[m]);
    free(g.runs);
    gis_projection_free(g.projection);
    if (code != JY_OK) {
        jy_hotspot_family_free(f);
        return code;
    }
    *out = f;
    return JY_OK;
}

void jy_hotspot_family_free(struct jy_hotspot_family *family)
{
    if (family == NULL)
        return;
    for (size_t m = 0; m < family->n; m++)
        jy_hotspots_free(family->members[m]);
    free(family->members);
    free(family);
}
