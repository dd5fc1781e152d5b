/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/hotspots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/hotspots_run.h"
#include "src/base/codes.h"
#include "src/base/mem.h"

#define YEARS_MAX 30

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
    const int i = jy_code_index(sizeof level_codes / sizeof *level_codes, level_codes, text);
    if (i >= 0)
        *out = (enum jy_hotspot_level)i;
    return i >= 0;
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
    for (size_t i = 0; i < rows->n_counts + rows->n_derived; i++) {
        const struct jy_crime_count *c = &rows->counts[i];
        if (c->area_kind == kind && c->area != NULL && (year == 0 || c->year == year) &&
            strcmp(c->offence, offence) == 0)
            return true;
    }
    return false;
}

bool jy_hotspots_counts_at(const struct jy_crime_rows *rows, const char *offence, int year,
                           enum jy_hotspot_level level)
{
    return counts(rows, offence, year, JY_AREA_CHOME) ||
           (level == JY_HOTSPOT_DISTRICT && counts(rows, offence, year, JY_AREA_DISTRICT));
}

enum jy_code jy_hotspots_fail_offence(const struct jy_crime_rows *rows,
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
    for (size_t i = 0; i < rows->n_counts + rows->n_derived; i++) {
        const int year = rows->counts[i].year;
        if (year > newest && strcmp(rows->counts[i].offence, offence) == 0 &&
            jy_hotspots_counts_at(rows, offence, year, level))
            newest = year;
    }
    return newest;
}

enum jy_code jy_hotspots_fail_year(const struct jy_crime_rows *rows, const struct jy_hotspots *h,
                                   int year, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF list = JY_BUF_INIT;
    const char *offence = h->offence->code;
    for (int y = 1900; y <= 2200; y++) {
        const bool district = jy_hotspots_counts_at(rows, offence, y, JY_HOTSPOT_DISTRICT);
        const bool chome = jy_hotspots_counts_at(rows, offence, y, JY_HOTSPOT_CHOME);
        if (district && list.len < 300) {
            jy_buf_addf(&list, "%s%d%s", list.len > 0 ? ", " : "", y,
                        chome ? "" : " (district only)");
        }
    }
    return jy_fail(err, JY_ENOTFOUND, "no table by %s counts %s in %d; years there are: %s",
                   jy_hotspot_level_text(h->options.level), offence, year,
                   list.len > 0 ? jy_buf_text(&list) : "none");
}

enum jy_code jy_hotspots_check(const struct jy_hotspot_options *o, struct jy_error *err)
{
    if (o->from_year < 1900 || o->to_year > 2200 || o->from_year > o->to_year) {
        return jy_fail(err, JY_EINVALID, "years: %d to %d is no period from 1900 to 2200",
                       o->from_year, o->to_year);
    }
    if (o->to_year - o->from_year >= YEARS_MAX)
        return jy_fail(err, JY_EINVALID, "years: a period has at most %d years", YEARS_MAX);
    if (o->nsim < 1 || o->nsim > 99999)
        return jy_fail(err, JY_EINVALID, "nsim: must be 1 to 99999");
    if (!(o->max_fraction > 0 && o->max_fraction <= 1))
        return jy_fail(err, JY_EINVALID, "max_fraction: must be above 0 and at most 1");
    if (!(o->cell_m >= 50 && o->cell_m <= 5000))
        return jy_fail(err, JY_EINVALID, "cell_m: must be 50 to 5000");
    if (!(o->piece_m >= 10 && o->piece_m <= 500))
        return jy_fail(err, JY_EINVALID, "piece_m: must be 10 to 500");
    if (!(o->radius_m >= 100 && o->radius_m <= 5000))
        return jy_fail(err, JY_EINVALID, "radius_m: must be 100 to 5000");
    return JY_OK;
}

int jy_hotspots_last_year(const struct jy_crime_rows *rows)
{
    int last = 0;
    for (size_t i = 0; i < rows->n_counts + rows->n_derived; i++)
        last = rows->counts[i].year > last ? rows->counts[i].year : last;
    for (size_t i = 0; i < rows->n_incidents; i++)
        last = rows->incidents[i].from.year > last ? rows->incidents[i].from.year : last;
    return last;
}

bool jy_hotspots_counts_incident(const struct jy_hotspot_run *run,
                                 const struct jy_crime_incident *row, int from_year, int to_year)
{
    const char *wanted = run->h->offence->code, *code = row->offence;
    if (row->from.year < from_year || row->from.year > to_year)
        return false;
    for (int depth = 0; code != NULL && depth < 8; depth++) {
        if (strcmp(code, wanted) == 0)
            return true;
        const struct jy_taxon *taxon = jy_taxonomy_find(run->taxonomy, code);
        code = taxon != NULL ? taxon->parent : NULL;
    }
    return false;
}

bool jy_hotspots_counts_withheld(const struct jy_hotspots *h)
{
    if (h->options.full || h->data->city->print.suppress_below <= 1)
        return false;
    for (size_t i = 0; i < h->n_sources; i++) {
        if (!jy_crime_published(h->data, h->sources[i]->id))
            return true;
    }
    return h->n_sources == 0;
}

void jy_hotspots_note_source(struct jy_hotspot_run *run, int64_t id)
{
    struct jy_hotspots *h = run->h;
    const struct jy_source *source = jy_city_data_source(h->data, id);
    if (source == NULL)
        return;
    for (size_t i = 0; i < h->n_sources; i++) {
        if (h->sources[i] == source)
            return;
    }
    h->sources =
        jy_grow(h->sources, &run->cap_sources, h->n_sources + 1, sizeof(struct jy_source *));
    h->sources[h->n_sources++] = source;
    h->sample |= source->sample;
}

/* --- a run from beginning to end ------------------------------------------------------------- */

enum jy_code jy_hotspots_new(const struct jy_crime_rows *rows, const struct jy_city_data *data,
                             const struct jy_taxonomy *taxonomy,
                             const struct jy_hotspot_options *options, struct jy_hotspots **out,
                             struct jy_error *err)
{
    struct jy_hotspot_family *family;
    const struct jy_crime_data from = {rows, data, taxonomy};
    const enum jy_code code =
        jy_hotspot_family_new(&from, options, 1, &options->offence, false, &family, err);
    if (code != JY_OK)
        return code;
    *out = family->members[0];
    family->members[0] = NULL;
    jy_hotspot_family_free(family);
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
    free(hotspots->pieces);
    free(hotspots->unmatched_names);
    free(hotspots->zones);
    free(hotspots->others);
    free(hotspots->holds);
    free(hotspots->sources);
    jy_arena_done(&hotspots->arena);
    free(hotspots);
}

size_t jy_hotspot_offences(char *list, const char **out, size_t max)
{
    size_t n = 0;
    for (char *rest = NULL, *name = strtok_r(list, ",", &rest); name != NULL && n < max;
         name = strtok_r(NULL, ",", &rest))
        out[n++] = name;
    return n;
}
