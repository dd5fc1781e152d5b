/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/crime_table.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/suppress.h"
#include "src/base/mem.h"
#include "src/domain/area_name.h"

static void note_id(int64_t **ids, size_t *n, size_t *cap, int64_t id)
{
    for (size_t i = 0; i < *n; i++) {
        if ((*ids)[i] == id)
            return;
    }
    *ids = jy_grow(*ids, cap, *n + 1, sizeof **ids);
    (*ids)[(*n)++] = id;
}

/* Is source @p a newer than @p b: by the date of the data, then by when it was imported. */
static bool newer(const struct jy_city_data *data, int64_t a, int64_t b)
{
    const struct jy_source *sa = jy_city_data_source(data, a), *sb = jy_city_data_source(data, b);
    const bool da = sa != NULL && jy_date_valid(sa->date),
               db = sb != NULL && jy_date_valid(sb->date);
    if (da && db && jy_date_days(sa->date) != jy_date_days(sb->date))
        return jy_date_days(sa->date) > jy_date_days(sb->date);
    return a > b;
}

/* 計, 合計, 総計, 市計…: a total written where areas are. */
bool jy_crime_is_total(const struct jy_city_data *data, const char *area)
{
    static const char *const totals[] = {"", "計", "合計", "総計", "総数", "市計", "全体", "total"};
    char key[JY_AREA_KEY_SIZE];
    (void)jy_area_key(area, jy_city_name(data->city, JY_LANG_JA), key);
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++) {
        if (strcmp(key, totals[i]) == 0)
            return true;
    }
    return false;
}

struct counting {
    struct jy_crime_column *out;
    const struct jy_city_data *data;
    const struct jy_crime_areas *areas;
    int64_t *source; /* of each area's count; 0 none */
    int64_t city_source;
};

static void count_city(struct counting *c, const struct jy_crime_count *row)
{
    if (c->out->city >= 0 && !newer(c->data, row->source_id, c->city_source))
        return;
    c->out->city = row->cases;
    c->city_source = row->source_id;
}

static void count_unmatched(struct counting *c, const struct jy_crime_count *row)
{
    struct jy_crime_column *out = c->out;
    for (size_t i = 0; i < out->n_unmatched; i++) {
        if (strcmp(out->unmatched[i], row->area) == 0)
            return; /* the same row from another source */
    }
    out->unmatched =
        jy_grow(out->unmatched, &out->cap_unmatched, out->n_unmatched + 1, sizeof *out->unmatched);
    out->unmatched[out->n_unmatched++] = row->area;
    out->unmatched_cases += row->cases;
}

static void count_area(struct counting *c, const struct jy_crime_count *row)
{
    const size_t i = jy_crime_areas_find(c->areas, c->data, row->area);
    if (i == SIZE_MAX) {
        count_unmatched(c, row);
        return;
    }
    struct jy_crime_column *out = c->out;
    if (out->cases[i] >= 0) {
        out->n_conflict += out->cases[i] != row->cases;
        if (!newer(c->data, row->source_id, c->source[i]))
            return;
    } else {
        out->n_rows++;
    }
    out->cases[i] = row->cases;
    c->source[i] = row->source_id;
}

/* When rows add up to the city's own total, areas without a row had no case. */
static void settle_missing(struct jy_crime_column *out, size_t n)
{
    int64_t sum = out->unmatched_cases;
    for (size_t i = 0; i < n; i++)
        sum += out->cases[i] > 0 ? out->cases[i] : 0;
    if (out->n_rows == 0 || out->city < 0 || out->city != sum)
        return;
    for (size_t i = 0; i < n; i++) {
        if (out->cases[i] < 0) {
            out->cases[i] = 0;
            out->n_zero++;
        }
    }
}

static void count_tables(struct jy_crime_column *out, const struct jy_crime_rows *rows,
                         const struct jy_city_data *data, const struct jy_crime_areas *areas,
                         const char *offence, int year)
{
    *out = (struct jy_crime_column){.city = -1};
    out->cases = jy_malloc((areas->n + 1) * sizeof *out->cases);
    int64_t *source JY_AUTOFREE = jy_calloc(areas->n + 1, sizeof *source);
    struct counting c = {out, data, areas, source, 0};
    for (size_t i = 0; i < areas->n; i++)
        out->cases[i] = -1;
    for (size_t i = 0; i < rows->n_counts; i++) {
        const struct jy_crime_count *row = &rows->counts[i];
        if (row->year != year || strcmp(row->offence, offence) != 0)
            continue;
        const bool here = row->area != NULL && row->area_kind == areas->kind;
        if (row->area == NULL || row->area_kind == JY_AREA_BOUNDARY ||
            (here && jy_crime_is_total(data, row->area))) {
            count_city(&c, row);
        } else if (here) {
            count_area(&c, row);
        }
    }
    settle_missing(out, areas->n);
    for (size_t i = 0; i < areas->n; i++) {
        if (source[i] != 0)
            note_id(&out->sources, &out->n_sources, &out->cap_sources, source[i]);
    }
}

/* Known when every chome of the district is; -1 unknown. */
static int64_t sum_of(const struct jy_district *district, const struct jy_crime_column *from,
                      const struct jy_crime_areas *chome)
{
    int64_t sum = -1;
    bool known = true;
    for (size_t k = 0; k < chome->n; k++) {
        if (chome->areas[k].of == NULL || chome->areas[k].of != district)
            continue;
        known = known && from->cases[k] >= 0;
        sum = (sum < 0 ? 0 : sum) + (from->cases[k] > 0 ? from->cases[k] : 0);
    }
    return known ? sum : -1;
}

/* Districts from chome. */
static void add_up(struct jy_crime_column *out, const struct jy_crime_column *from,
                   const struct jy_crime_areas *districts, const struct jy_crime_areas *chome)
{
    for (size_t d = 0; d < districts->n; d++) {
        out->cases[d] = sum_of(districts->areas[d].of, from, chome);
        out->n_rows += out->cases[d] >= 0;
    }
    for (size_t k = 0; k < chome->n; k++) {
        if (chome->areas[k].of == NULL && from->cases[k] > 0)
            out->unmatched_cases += from->cases[k];
    }
    out->unmatched_cases += from->unmatched_cases;
    for (size_t i = 0; i < from->n_unmatched; i++) {
        out->unmatched = jy_grow(out->unmatched, &out->cap_unmatched, out->n_unmatched + 1,
                                 sizeof *out->unmatched);
        out->unmatched[out->n_unmatched++] = from->unmatched[i];
    }
    for (size_t i = 0; i < from->n_sources; i++)
        note_id(&out->sources, &out->n_sources, &out->cap_sources, from->sources[i]);
    out->n_conflict = from->n_conflict;
    out->city = from->city;
    out->from_chome = out->n_rows > 0;
}

/* --- from incidents --------------------------------------------------------------------------- */

/* The area of this level that a row of incidents counts in. */
static size_t derived_area(const struct jy_crime_areas *areas, const struct jy_crime_areas *chome,
                           const struct jy_city_data *data, const char *name)
{
    const size_t found = jy_crime_areas_find(areas, data, name);
    if (found != SIZE_MAX || areas->kind != JY_AREA_DISTRICT)
        return found;
    const size_t k = jy_crime_areas_find(chome, data, name);
    for (size_t i = 0; k != SIZE_MAX && i < areas->n; i++) {
        if (chome->areas[k].of != NULL && areas->areas[i].of == chome->areas[k].of)
            return i;
    }
    return SIZE_MAX;
}

/* Several sources of incidents add up: they are rows of different incidents. */
static void count_incidents(struct jy_crime_column *out, const struct jy_crime_rows *rows,
                            const struct jy_city_data *data, const struct jy_crime_areas *areas,
                            const struct jy_crime_areas *chome, const char *offence, int year)
{
    struct counting c = {out, data, areas, NULL, 0};
    for (size_t k = rows->n_counts; k < rows->n_counts + rows->n_derived; k++) {
        const struct jy_crime_count *row = &rows->counts[k];
        if (row->year != year || strcmp(row->offence, offence) != 0)
            continue;
        if (!out->from_incidents) {
            for (size_t i = 0; i < areas->n; i++)
                out->cases[i] = 0;
        }
        out->from_incidents = true;
        note_id(&out->sources, &out->n_sources, &out->cap_sources, row->source_id);
        const size_t i = row->area != NULL ? derived_area(areas, chome, data, row->area) : SIZE_MAX;
        if (i != SIZE_MAX) {
            out->cases[i] += row->cases;
        } else if (row->area != NULL) {
            count_unmatched(&c, row);
        } else {
            out->unplaced += row->cases;
        }
    }
    if (!out->from_incidents)
        return;
    out->unmatched_cases += out->unplaced;
    out->n_rows = areas->n;
}

void jy_crime_column_init(struct jy_crime_column *out, const struct jy_crime_rows *rows,
                          const struct jy_city_data *data, const struct jy_crime_areas *areas,
                          const struct jy_crime_areas *chome, const char *offence, int year)
{
    count_tables(out, rows, data, areas, offence, year);
    if (out->n_rows > 0)
        return;
    struct jy_crime_column from = {0};
    if (areas->kind == JY_AREA_DISTRICT) {
        count_tables(&from, rows, data, chome, offence, year);
        if (from.n_rows > 0)
            add_up(out, &from, areas, chome);
        jy_crime_column_done(&from);
    }
    if (out->n_rows == 0 && rows->n_derived > 0)
        count_incidents(out, rows, data, areas, chome, offence, year);
}

void jy_crime_column_done(struct jy_crime_column *column)
{
    free(column->cases);
    free(column->unmatched);
    free(column->sources);
    *column = (struct jy_crime_column){.city = -1};
}

/* --- exposure --------------------------------------------------------------------------------- */

/* The year nearest to @p year in which @p kind is counted by @p level; the earlier of two; 0 none.
 */
static int nearest_year(const struct jy_crime_rows *rows, enum jy_exposure_kind kind,
                        enum jy_area_kind level, int year)
{
    int best = 0;
    for (size_t i = 0; i < rows->n_population; i++) {
        const struct jy_population *p = &rows->population[i];
        if (p->kind != kind || p->area_kind != level || p->year <= 0)
            continue;
        const int d = abs(p->year - year), b = abs(best - year);
        if (best == 0 || d < b || (d == b && p->year < best))
            best = p->year;
    }
    return best;
}

/* Adds the count of one year to @p total (areas without one become -1). */
static void add_population(struct jy_exposure *out, const struct jy_crime_rows *rows,
                           const struct jy_city_data *data, const struct jy_crime_areas *areas,
                           int year, double *total)
{
    double *count JY_AUTOFREE = jy_malloc((areas->n + 1) * sizeof *count);
    int64_t *source JY_AUTOFREE = jy_calloc(areas->n + 1, sizeof *source);
    for (size_t i = 0; i < areas->n; i++)
        count[i] = -1;
    for (size_t i = 0; i < rows->n_population; i++) {
        const struct jy_population *p = &rows->population[i];
        if (p->kind != out->kind || p->area_kind != areas->kind || p->year != year)
            continue;
        const size_t k = jy_crime_areas_find(areas, data, p->area);
        if (k == SIZE_MAX || (count[k] >= 0 && !newer(data, p->source_id, source[k])))
            continue;
        count[k] = p->count;
        source[k] = p->source_id;
    }
    for (size_t i = 0; i < areas->n; i++) {
        total[i] = total[i] < 0 || count[i] < 0 ? -1 : total[i] + count[i];
        if (source[i] != 0)
            note_id(&out->sources, &out->n_sources, &out->cap_sources, source[i]);
    }
}

/* A district's exposure is known when that of every chome in it is. */
static void exposure_up(struct jy_exposure *out, const double *from,
                        const struct jy_crime_areas *districts, const struct jy_crime_areas *chome)
{
    for (size_t d = 0; d < districts->n; d++) {
        double sum = 0;
        bool known = true;
        for (size_t k = 0; k < chome->n; k++) {
            if (chome->areas[k].of == NULL || chome->areas[k].of != districts->areas[d].of)
                continue;
            known = known && from[k] >= 0;
            sum += from[k];
        }
        out->total[d] = known ? sum : 0;
    }
}

static bool has_kind(const struct jy_crime_rows *rows, enum jy_exposure_kind kind,
                     enum jy_area_kind level)
{
    return nearest_year(rows, kind, level, 2000) != 0;
}

struct jy_exposure jy_exposure_of(const struct jy_crime_rows *rows, const struct jy_city_data *data,
                                  const struct jy_crime_areas *areas,
                                  const struct jy_crime_areas *chome, enum jy_exposure_kind wanted,
                                  int from_year, int to_year)
{
    struct jy_exposure out = {
        .wanted = wanted, .from_year = from_year, .n_years = to_year - from_year + 1};
    out.total = jy_calloc(areas->n + 1, sizeof *out.total);
    out.year_used = jy_calloc((size_t)out.n_years, sizeof *out.year_used);
    const enum jy_exposure_kind kinds[] = {wanted, JY_EXPOSURE_PERSONS};
    for (size_t k = 0; k < 2 && out.kind == JY_EXPOSURE_UNKNOWN; k++) {
        if (has_kind(rows, kinds[k], areas->kind)) {
            out.kind = kinds[k];
        } else if (areas->kind == JY_AREA_DISTRICT && has_kind(rows, kinds[k], JY_AREA_CHOME)) {
            out.kind = kinds[k];
            out.from_chome = true;
        }
    }
    if (out.kind == JY_EXPOSURE_UNKNOWN)
        return out;
    const struct jy_crime_areas *counted = out.from_chome ? chome : areas;
    double *total JY_AUTOFREE = jy_calloc(counted->n + 1, sizeof *total);
    for (int i = 0; i < out.n_years; i++) {
        out.year_used[i] = nearest_year(rows, out.kind, counted->kind, from_year + i);
        add_population(&out, rows, data, counted, out.year_used[i], total);
    }
    if (out.from_chome)
        exposure_up(&out, total, areas, chome);
    for (size_t i = 0; i < areas->n && !out.from_chome; i++)
        out.total[i] = total[i] > 0 ? total[i] : 0;
    return out;
}

void jy_exposure_done(struct jy_exposure *exposure)
{
    free(exposure->year_used);
    free(exposure->total);
    free(exposure->sources);
    *exposure = (struct jy_exposure){0};
}
