/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Crimes: tables of counts with one column per offence (and year), tables with one count per row,
 * and rows of single incidents. Population tables.
 */
#include "src/io/import_crime.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/buf.h"
#include "src/base/hash.h"
#include "src/base/mem.h"
#include "src/base/number.h"
#include "src/domain/area_name.h"
#include "src/io/text_values.h"
#include "src/store/read.h"

/* ---- areas by name ---- */

struct area_ref {
    struct jy_area_match match;
    char name[JY_AREA_KEY_SIZE];
};

static const char *city_prefix(const struct jy_import_job *job)
{
    return job->city != NULL ? jy_city_name(job->city, job->city->language) : NULL;
}

/* A chome wins over a district of the same name. */
static enum jy_code add_area(const struct jy_area *area, void *ctx, struct jy_error *err)
{
    (void)err;
    struct jy_import_job *job = ctx;
    char key[JY_AREA_KEY_SIZE];
    if (area->name == NULL || area->kind == JY_AREA_BOUNDARY)
        return JY_OK;
    (void)jy_area_key(area->name, city_prefix(job), key);
    struct area_ref *ref = jy_dict_get(&job->areas, key);
    const bool known = ref->match.name != NULL;
    if (known && (ref->match.kind == JY_AREA_CHOME || area->kind != JY_AREA_CHOME))
        return JY_OK;
    (void)snprintf(ref->name, sizeof ref->name, "%s", area->name);
    ref->match = (struct jy_area_match){area->id, area->kind, ref->name};
    return JY_OK;
}

enum jy_code jy_job_areas_load(struct jy_import_job *job, struct jy_error *err)
{
    jy_dict_init(&job->areas, sizeof(struct area_ref));
    return jy_store_area_each(job->store, JY_NOW, NULL, add_area, job, err);
}

void jy_job_areas_done(struct jy_import_job *job)
{
    jy_dict_done(&job->areas);
}

bool jy_job_area(struct jy_import_job *job, const char *name, struct jy_area_match *out)
{
    char key[JY_AREA_KEY_SIZE];
    (void)jy_area_key(name, city_prefix(job), key);
    const struct area_ref *ref = jy_dict_find(&job->areas, key);
    if (ref != NULL)
        *out = ref->match;
    return ref != NULL;
}

/* What the name says where no such area is in the registry. */
static enum jy_area_kind kind_by_name(const struct jy_import_job *job, const char *name)
{
    if (strstr(name, "丁目") != NULL)
        return JY_AREA_CHOME;
    return job->city != NULL && jy_city_district(job->city, name) != NULL ? JY_AREA_DISTRICT
                                                                          : JY_AREA_CHOME;
}

static struct jy_area_match match_area(struct jy_import_job *job, const char *name, long line)
{
    struct jy_area_match match = {0, kind_by_name(job, name), name};
    if (!jy_job_area(job, name, &match))
        jy_job_note(job, JY_NOTE_UNMATCHED_AREA, line);
    return match;
}

/* ---- names ---- */

const struct jy_taxon *jy_job_offence(struct jy_import_job *job, const char *text)
{
    struct jy_error err;
    char narrow[JY_NARROW_SIZE];
    if (job->taxonomy == NULL && jy_taxonomy_new(&job->taxonomy, &err) != JY_OK)
        return NULL; /* embedded: it parses, tests see to it */
    if (!jy_text_narrow(text, narrow) || strcmp(narrow, "その他") == 0)
        return NULL;
    return jy_taxonomy_find(job->taxonomy, narrow);
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

bool jy_crime_sum_name(const char *text)
{
    return ends_with(text, "計") || strcasecmp(text, "total") == 0 || ends_with(text, "総数");
}

bool jy_crime_whole_city(const struct jy_import_job *job, const char *name)
{
    static const char *const sums[] = {"計", "合計", "総計", "総数", "市計", "全体", "total"};
    char key[JY_AREA_KEY_SIZE];
    const char *city = city_prefix(job);
    if (city != NULL && strcmp(name, city) == 0)
        return true;
    (void)jy_area_key(name, city, key);
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        if (strcmp(key, sums[i]) == 0)
            return true;
    }
    return false;
}

int jy_crime_year(const char *text)
{
    struct jy_date date;
    bool whole;
    char narrow[JY_NARROW_SIZE];
    if (!jy_text_narrow(text, narrow) || jy_text_date(narrow, &date, &whole) != JY_VALUE_OK ||
        whole || date.month > 1)
        return 0;
    return date.year >= 1900 && date.year <= 2200 ? date.year : 0;
}

/* 4, 04, 4月 */
static bool month_number(const char *narrow, int *out)
{
    char *end;
    const long month = strtol(narrow, &end, 10);
    if (end == narrow || (*end != '\0' && strcmp(end, "月") != 0) || month < 1 || month > 12)
        return false;
    *out = (int)month;
    return true;
}

int jy_crime_month(const char *text)
{
    static const char *const year[] = {"計", "合計", "年計", "年間", "総計", "total"};
    char narrow[JY_NARROW_SIZE];
    int month;
    if (!jy_text_narrow(text, narrow))
        return -1;
    for (size_t i = 0; i < sizeof year / sizeof *year; i++) {
        if (strcasecmp(narrow, year[i]) == 0)
            return 0;
    }
    return month_number(narrow, &month) ? month : -1;
}

/* Five digits name a municipality; the sixth only checks them. */
bool jy_crime_elsewhere(const struct jy_import_job *job, const struct jy_row *row)
{
    const char *code = jy_job_get(job, row, JY_COLUMN_CODE);
    const char *name = jy_job_get(job, row, JY_COLUMN_MUNICIPALITY);
    char narrow[JY_NARROW_SIZE];
    if (job->city == NULL)
        return false;
    if (code != NULL && jy_text_narrow(code, narrow) && strspn(narrow, "0123456789") >= 5 &&
        strlen(job->city->code) >= 5)
        return strncmp(narrow, job->city->code, 5) != 0;
    return name != NULL && jy_text_narrow(name, narrow) && !jy_text_is_null(narrow) &&
           !ends_with(narrow, city_prefix(job)) && !jy_crime_whole_city(job, narrow);
}

/* ---- counts ---- */

enum jy_code jy_job_put_count(struct jy_import_job *job, long line, const struct jy_counted *count,
                              struct jy_error *err)
{
    char area_key[JY_AREA_KEY_SIZE];
    struct jy_crime_count v = {.offence = count->offence,
                               .year = count->year,
                               .month = count->month,
                               .cases = count->cases};
    const char *sign = "";
    if (count->area == NULL) {
        v.area_kind = JY_AREA_BOUNDARY;
        sign = "@";
        (void)jy_area_key(city_prefix(job) != NULL ? city_prefix(job) : "", NULL, area_key);
    } else if (count->other) {
        v.area = count->area;
        v.area_kind = JY_AREA_MUNICIPALITY;
        sign = "&";
        (void)jy_area_key(count->area, NULL, area_key);
    } else {
        const struct jy_area_match match = match_area(job, count->area, line);
        const char *known = job->city != NULL ? jy_city_chome_name(job->city, count->area) : NULL;
        v.area = known != NULL ? known : count->area;
        v.area_kind = match.kind;
        v.area_id = match.id;
        (void)jy_area_key(count->area, city_prefix(job), area_key);
    }
    v.key = jy_arena_printf(&job->arena, "ref:%s%s|%s|%d|%d", sign, area_key, v.offence, v.year,
                            v.month);
    enum jy_put_result put = JY_PUT_UNCHANGED;
    enum jy_code code = jy_import_crime_count(job->import, &v, &put, err);
    return jy_job_count(job, line, code, put, err);
}

static int year_of(const struct jy_import_job *job)
{
    return job->file_year != 0 ? job->file_year : job->options->date.year;
}

/* Why a row with one count says nothing; NULL: it does. */
static const char *count_problem(struct jy_import_job *job, const struct jy_row *row,
                                 const struct jy_counted *count, bool offence_known)
{
    if (!offence_known) {
        return jy_arena_printf(&job->arena, "offence '%.60s' is not known",
                               jy_job_text(job, row, JY_COLUMN_OFFENCE));
    }
    if (count->month < 0) {
        return jy_arena_printf(&job->arena, "month '%.40s' is not understood",
                               jy_job_text(job, row, JY_COLUMN_MONTH));
    }
    if (count->cases < 0)
        return "there is no number of cases";
    return count->year == 0 ? "there is no year" : NULL;
}

/* One count in a row: area (or the whole city), offence (or all), year, month (or the year). */
static enum jy_code import_single_count(struct jy_import_job *job, const struct jy_row *row,
                                        struct jy_error *err)
{
    const bool has_area = jy_columns_has(&job->columns, JY_COLUMN_AREA);
    const bool by_city = !has_area && jy_columns_has(&job->columns, JY_COLUMN_MUNICIPALITY);
    const char *area = jy_job_text(job, row, by_city ? JY_COLUMN_MUNICIPALITY : JY_COLUMN_AREA);
    const char *name = jy_job_text(job, row, JY_COLUMN_OFFENCE);
    const char *year = jy_job_text(job, row, JY_COLUMN_YEAR);
    const char *month = jy_job_text(job, row, JY_COLUMN_MONTH);
    const struct jy_taxon *offence = name != NULL ? jy_job_offence(job, name) : NULL;
    struct jy_counted count = {.area = area,
                               .other = by_city,
                               .offence = offence != NULL ? offence->code : "total",
                               .year = year != NULL ? jy_crime_year(year) : year_of(job),
                               .month = month != NULL ? jy_crime_month(month) : 0};
    count.cases = jy_job_int(job, row, JY_COLUMN_CASES, 0, 10000000, -1);
    const char *problem = (has_area || by_city) && area == NULL
                              ? "there is no name of an area"
                              : count_problem(job, row, &count, name == NULL || offence != NULL);
    if (problem != NULL) {
        jy_job_reject(job, row->line, "%s", problem);
        return JY_OK;
    }
    const bool whole_city = area != NULL && jy_crime_whole_city(job, area);
    if (area != NULL && jy_crime_sum_name(area) && !whole_city)
        return JY_OK; /* the sum of a part */
    if (whole_city && !by_city)
        count.area = NULL;
    jy_crime_months_add(job, row->line, count.area, count.offence, count.year, count.month,
                        count.cases);
    return jy_job_put_count(job, row->line, &count, err);
}

/* ---- single incidents ---- */

static int hour_of(struct jy_import_job *job, const struct jy_row *row)
{
    const char *text = jy_job_get(job, row, JY_COLUMN_HOUR);
    char narrow[JY_NARROW_SIZE];
    if (text == NULL || !jy_text_narrow(text, narrow) || jy_text_is_null(narrow))
        return -1;
    char *end;
    long hour = strtol(narrow, &end, 10);
    return end != narrow && hour >= 0 && hour <= 23 ? (int)hour : -1;
}

static bool has_position(const struct jy_import_job *job, const struct jy_row *row)
{
    return row->geometry.kind != JY_GEOMETRY_NONE || (jy_job_get(job, row, JY_COLUMN_LON) != NULL &&
                                                      jy_job_get(job, row, JY_COLUMN_LAT) != NULL);
}

/* Without a number of its own an incident is known by all that is said of it; equal ones are
 * counted. */
static const char *incident_key(struct jy_import_job *job, const struct jy_row *row)
{
    const char *ref = jy_job_ref(job, row);
    if (ref != NULL)
        return jy_job_key(job, row, ref, NULL);
    struct jy_buf JY_AUTOBUF all = JY_BUF_INIT;
    for (size_t i = 0; i < row->n_columns; i++)
        jy_buf_addf(&all, "%s\x1f", row->values[i] != NULL ? row->values[i] : "");
    const char *key = jy_arena_printf(&job->arena, "row:%016llx",
                                      (unsigned long long)jy_hash64(all.data, all.len));
    const char *one = key;
    for (int n = 2; !jy_hash_set_add(&job->used, jy_hash64(one, strlen(one))); n++)
        one = jy_arena_printf(&job->arena, "%s#%d", key, n);
    return one;
}

static enum jy_code import_incident(struct jy_import_job *job, const struct jy_row *row,
                                    struct jy_error *err)
{
    const char *name = jy_job_text(job, row, JY_COLUMN_OFFENCE);
    struct jy_crime_incident v = {.method = jy_job_text(job, row, JY_COLUMN_METHOD)};
    const struct jy_taxon *o = v.method != NULL ? jy_job_offence(job, v.method) : NULL;
    if (o == NULL && name != NULL)
        o = jy_job_offence(job, name);
    v.located = has_position(job, row);
    if (v.located && !jy_job_position(job, row, &v.at))
        return JY_OK;
    if (!job->loading) {
        (void)jy_job_key(job, row, jy_job_ref(job, row), NULL);
        return JY_OK;
    }
    if (o == NULL) {
        jy_job_reject(job, row->line, "offence '%.60s' (%.60s) is not known",
                      name != NULL ? name : "", v.method != NULL ? v.method : "");
        return JY_OK;
    }
    v.offence = o->code;
    v.area = jy_job_text(job, row, JY_COLUMN_AREA);
    if (v.area != NULL)
        v.area_id = match_area(job, v.area, row->line).id;
    v.from = jy_job_date(job, row, JY_COLUMN_FROM);
    v.to = jy_job_date(job, row, JY_COLUMN_TO);
    v.hour = hour_of(job, row);
    v.key = incident_key(job, row);
    enum jy_put_result put = JY_PUT_UNCHANGED;
    enum jy_code code = jy_import_crime_incident(job->import, &v, &put, err);
    return jy_job_count(job, row->line, code, put, err);
}

enum jy_code jy_import_row_crime(struct jy_import_job *job, const struct jy_row *row,
                                 struct jy_error *err)
{
    if (row->problem != NULL) {
        if (job->loading)
            jy_job_reject(job, row->line, "%s", row->problem);
        return JY_OK;
    }
    if (job->offences == NULL)
        jy_crime_table_begin(job, row);
    const bool table = jy_crime_table_is(job);
    const bool counts = jy_columns_has(&job->columns, JY_COLUMN_CASES);
    if (!table && !counts && !jy_columns_has(&job->columns, JY_COLUMN_OFFENCE) &&
        !jy_columns_has(&job->columns, JY_COLUMN_METHOD)) {
        return jy_fail(err, JY_EINVALID,
                       "%s: no column of it is an offence, a number of cases or 罪名", job->path);
    }
    if (jy_crime_elsewhere(job, row) &&
        (jy_columns_has(&job->columns, JY_COLUMN_AREA) || (!table && !counts))) {
        if (job->loading)
            jy_job_note(job, JY_NOTE_ELSEWHERE, row->line);
        return JY_OK;
    }
    if (!table && !counts)
        return import_incident(job, row, err);
    if (!job->loading) {
        jy_crime_table_see(job, row);
        return JY_OK;
    }
    return table ? jy_crime_table_row(job, row, err) : import_single_count(job, row, err);
}

/* ---- population ---- */

/* A column of a population table. */
struct people_column {
    enum jy_column column;
    enum jy_exposure_kind kind;
};

/* Whose people a row counts, and when. */
struct people_of {
    const char *area;
    bool municipality; /* of that name; else an area of the city */
    int year;
};

static enum jy_code put_people(struct jy_import_job *job, const struct jy_row *row,
                               const struct people_of *of, const struct people_column *counted,
                               struct jy_error *err)
{
    const enum jy_exposure_kind kind = counted->kind;
    const char *unit = kind == JY_EXPOSURE_CARS || kind == JY_EXPOSURE_BICYCLES ? "台" : "人";
    double count = jy_job_number(job, row, counted->column, unit, 0, 1e9);
    if (isnan(count))
        return JY_OK;
    char area_key[JY_AREA_KEY_SIZE];
    const struct jy_area_match match =
        of->municipality ? (struct jy_area_match){0, JY_AREA_MUNICIPALITY, of->area}
                         : match_area(job, of->area, row->line);
    struct jy_population v = {.area = of->area,
                              .area_kind = match.kind,
                              .area_id = match.id,
                              .year = of->year,
                              .kind = kind,
                              .count = count};
    (void)jy_area_key(of->area, of->municipality ? NULL : city_prefix(job), area_key);
    v.key = jy_arena_printf(&job->arena, "ref:%s%s|%s|%d", of->municipality ? "&" : "", area_key,
                            jy_exposure_kind_text(kind), of->year);
    enum jy_put_result put = JY_PUT_UNCHANGED;
    enum jy_code code = jy_import_population(job->import, &v, &put, err);
    return jy_job_count(job, row->line, code, put, err);
}

enum jy_code jy_import_row_population(struct jy_import_job *job, const struct jy_row *row,
                                      struct jy_error *err)
{
    static const struct people_column counted[] = {{JY_COLUMN_PERSONS, JY_EXPOSURE_PERSONS},
                                                   {JY_COLUMN_HOUSEHOLDS, JY_EXPOSURE_HOUSEHOLDS},
                                                   {JY_COLUMN_BICYCLES, JY_EXPOSURE_BICYCLES},
                                                   {JY_COLUMN_CARS, JY_EXPOSURE_CARS},
                                                   {JY_COLUMN_DWELLINGS, JY_EXPOSURE_DWELLINGS},
                                                   {JY_COLUMN_ELDERLY, JY_EXPOSURE_ELDERLY},
                                                   {JY_COLUMN_SHOPS, JY_EXPOSURE_SHOPS}};
    if (!job->loading)
        return JY_OK;
    const bool municipality = !jy_columns_has(&job->columns, JY_COLUMN_AREA) &&
                              jy_columns_has(&job->columns, JY_COLUMN_MUNICIPALITY);
    const char *area =
        jy_job_text(job, row, municipality ? JY_COLUMN_MUNICIPALITY : JY_COLUMN_AREA);
    const char *text = jy_job_text(job, row, JY_COLUMN_YEAR);
    const int year = text != NULL ? jy_crime_year(text) : year_of(job);
    if (row->problem != NULL || area == NULL || year == 0) {
        jy_job_reject(job, row->line, "%s",
                      row->problem != NULL ? row->problem
                      : area == NULL       ? "there is no name of an area"
                                           : "which year is counted? Say --date YYYY-MM-DD");
        return JY_OK;
    }
    if (jy_crime_sum_name(area)) {
        jy_job_note(job, JY_NOTE_SUM_ROW, row->line);
        return JY_OK;
    }
    const struct people_of of = {area, municipality, year};
    enum jy_code code = JY_OK;
    for (size_t i = 0; i < sizeof counted / sizeof *counted && code == JY_OK; i++)
        code = put_people(job, row, &of, &counted[i], err);
    return code;
}
