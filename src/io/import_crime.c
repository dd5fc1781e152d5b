/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Crimes: tables of counts with one column per offence (and year), tables with one count per row,
 * and rows of single incidents. Population tables.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "src/base/buf.h"
#include "src/base/hash.h"
#include "src/base/mem.h"
#include "src/base/number.h"
#include "src/domain/area_name.h"
#include "src/io/import_job.h"
#include "src/io/offences.h"
#include "src/io/text_values.h"
#include "src/store/read.h"

/* ---- areas by name ---- */

struct jy_area_ref {
    UT_hash_handle hh;
    struct jy_area_match match;
    char key[JY_AREA_KEY_SIZE];
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
    struct jy_area_ref *known = NULL, *ref;
    if (area->name == NULL || area->kind == JY_AREA_BOUNDARY)
        return JY_OK;
    ref = jy_calloc(1, sizeof *ref);
    (void)jy_area_key(area->name, city_prefix(job), ref->key);
    (void)snprintf(ref->name, sizeof ref->name, "%s", area->name);
    ref->match = (struct jy_area_match){area->id, area->kind, ref->name};
    HASH_FIND_STR(job->areas, ref->key, known);
    if (known != NULL && (known->match.kind == JY_AREA_CHOME || area->kind != JY_AREA_CHOME)) {
        free(ref);
        return JY_OK;
    }
    if (known != NULL) {
        HASH_DEL(job->areas, known);
        free(known);
    }
    HASH_ADD_STR(job->areas, key, ref);
    return JY_OK;
}

enum jy_code jy_job_areas_load(struct jy_import_job *job, struct jy_error *err)
{
    return jy_store_area_each(job->store, JY_NOW, NULL, add_area, job, err);
}

void jy_job_areas_done(struct jy_import_job *job)
{
    struct jy_area_ref *ref, *next;
    HASH_ITER (hh, job->areas, ref, next) {
        HASH_DEL(job->areas, ref);
        free(ref);
    }
}

bool jy_job_area(struct jy_import_job *job, const char *name, struct jy_area_match *out)
{
    char key[JY_AREA_KEY_SIZE];
    struct jy_area_ref *ref = NULL;
    (void)jy_area_key(name, city_prefix(job), key);
    HASH_FIND_STR(job->areas, key, ref);
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

/* ---- columns that count one offence ---- */

struct offence_column {
    const struct jy_offence *offence; /* NULL: no such column */
    int year;
    int parent;    /* column of its group in the same year, -1 none */
    long long sum; /* of the rows so far */
    bool has_members;
    bool listed; /* sum of what the table lists, not of all offences */
};

struct jy_offence_columns {
    size_t n;
    struct offence_column *items;
    size_t found;
};

/* "jitensha_2008", "自転車盗（2008年）": name and year. */
static const struct jy_offence *offence_and_year(const char *column, int *out_year)
{
    const struct jy_offence *whole = jy_offence_find(column);
    if (whole != NULL)
        return whole;
    for (const char *p = column; *p != '\0'; p++) {
        size_t n = strspn(p, "0123456789");
        if (n == 4 && (strncmp(p, "19", 2) == 0 || strncmp(p, "20", 2) == 0) && p > column) {
            char name[JY_NARROW_SIZE];
            size_t length = (size_t)(p - column);
            while (length > 0 && strchr("_- ([", column[length - 1]) != NULL)
                length--;
            (void)snprintf(name, sizeof name, "%.*s", length < 100 ? (int)length : 100, column);
            *out_year = jy_digits_value(p, 4);
            return jy_offence_find(name);
        }
        p += n > 0 ? n - 1 : 0;
    }
    return NULL;
}

static void link_groups(struct jy_offence_columns *c)
{
    for (size_t i = 0; i < c->n; i++) {
        c->items[i].parent = -1;
        const char *parent = c->items[i].offence != NULL ? c->items[i].offence->parent : NULL;
        for (size_t j = 0; parent != NULL && j < c->n; j++) {
            if (c->items[j].offence != NULL && c->items[j].year == c->items[i].year &&
                strcmp(c->items[j].offence->code, parent) == 0) {
                c->items[i].parent = (int)j;
                c->items[j].has_members = true;
            }
        }
    }
}

/* A "total" beside single offences and without its groups is the sum of what is listed. */
static void settle_totals(struct jy_offence_columns *c)
{
    for (size_t j = 0; j < c->n; j++) {
        struct offence_column *t = &c->items[j];
        if (t->offence == NULL || strcmp(t->offence->code, "total") != 0 || t->has_members ||
            c->found < 3)
            continue;
        t->listed = t->has_members = true;
        for (size_t i = 0; i < c->n; i++) {
            if (i != j && c->items[i].offence != NULL && c->items[i].year == t->year)
                c->items[i].parent = (int)j;
        }
    }
}

static struct jy_offence_columns *find_offences(const struct jy_row *row)
{
    struct jy_offence_columns *c = jy_calloc(1, sizeof *c);
    c->n = row->n_columns;
    c->items = jy_calloc(c->n, sizeof *c->items);
    for (size_t i = 0; i < c->n; i++) {
        c->items[i].offence = offence_and_year(row->columns[i], &c->items[i].year);
        c->found += c->items[i].offence != NULL;
    }
    link_groups(c);
    settle_totals(c);
    return c;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* 狛江市計, 合計, 総計: for checking only. */
static bool is_sum_row(const char *area)
{
    return ends_with(area, "計") || strcasecmp(area, "total") == 0 || ends_with(area, "総数");
}

struct table_row {
    struct jy_import_job *job;
    const struct jy_row *row;
    const char *area;
    long *cases; /* by column, -1: none */
};

static bool read_counts(struct table_row *t)
{
    const struct jy_offence_columns *c = t->job->offences;
    t->cases = jy_arena_alloc(&t->job->arena, c->n * sizeof *t->cases);
    for (size_t i = 0; i < c->n; i++) {
        t->cases[i] = -1;
        const char *text = c->items[i].offence != NULL ? t->row->values[i] : NULL;
        if (text == NULL)
            continue;
        enum jy_value got = jy_text_int(text, 0, 10000000, &t->cases[i]);
        if (got == JY_VALUE_WRONG) {
            jy_job_reject(t->job, t->row->line, "%s: '%.40s' is not a number of cases",
                          t->row->columns[i], text);
            return false;
        }
    }
    return true;
}

/* Each group must be the sum of its members in the same row. */
static void check_row_sums(const struct table_row *t)
{
    const struct jy_offence_columns *c = t->job->offences;
    for (size_t g = 0; g < c->n; g++) {
        long sum = 0;
        if (!c->items[g].has_members || t->cases[g] < 0)
            continue;
        for (size_t i = 0; i < c->n; i++)
            sum += c->items[i].parent == (int)g && t->cases[i] > 0 ? t->cases[i] : 0;
        if (sum != t->cases[g])
            jy_job_warn(t->job, t->row->line,
                        "%s, %s: the table says %ld, its columns add up to %ld", t->area,
                        t->row->columns[g], t->cases[g], sum);
    }
}

static void check_column_sums(const struct table_row *t)
{
    struct jy_offence_columns *c = t->job->offences;
    for (size_t i = 0; i < c->n; i++) {
        if (t->cases[i] >= 0 && c->items[i].sum != t->cases[i])
            jy_job_warn(t->job, t->row->line, "%s, %s: the table says %ld, its rows add up to %lld",
                        t->area, t->row->columns[i], t->cases[i], c->items[i].sum);
    }
    jy_job_note(t->job, JY_NOTE_SUM_ROW, t->row->line);
}

static enum jy_code put_count(struct jy_import_job *job, long line, const char *area,
                              const char *offence, int year, int month, int64_t cases,
                              struct jy_error *err)
{
    char area_key[JY_AREA_KEY_SIZE];
    struct jy_area_match match = match_area(job, area, line);
    const char *known = job->city != NULL ? jy_city_chome_name(job->city, area) : NULL;
    struct jy_crime_count v = {.area = known != NULL ? known : area,
                               .area_kind = match.kind,
                               .area_id = match.id,
                               .offence = offence,
                               .year = year,
                               .month = month,
                               .cases = cases};
    (void)jy_area_key(area, city_prefix(job), area_key);
    v.key = jy_arena_printf(&job->arena, "ref:%s|%s|%d|%d", area_key, offence, year, month);
    enum jy_put_result put = JY_PUT_UNCHANGED;
    enum jy_code code = jy_import_crime_count(job->import, &v, &put, err);
    return jy_job_count(job, line, code, put, err);
}

static int year_of(const struct jy_import_job *job)
{
    return job->file_year != 0 ? job->file_year : job->options->date.year;
}

static enum jy_code import_table_row(struct jy_import_job *job, const struct jy_row *row,
                                     const char *area, struct jy_error *err)
{
    struct table_row t = {job, row, area, NULL};
    struct jy_offence_columns *c = job->offences;
    if (!read_counts(&t))
        return JY_OK;
    check_row_sums(&t);
    if (is_sum_row(area)) {
        check_column_sums(&t);
        return JY_OK;
    }
    enum jy_code code = JY_OK;
    for (size_t i = 0; i < c->n && code == JY_OK; i++) {
        if (t.cases[i] < 0)
            continue;
        c->items[i].sum += t.cases[i];
        if (c->items[i].listed)
            continue; /* checked; it is no offence of its own */
        long own = jy_job_int(job, row, JY_COLUMN_YEAR, 1900, 2200, 0);
        int year = c->items[i].year != 0 ? c->items[i].year : own != 0 ? (int)own : year_of(job);
        if (year == 0)
            return jy_fail(err, JY_EINVALID,
                           "%s: which year is counted? Say --date YYYY-12-31, or put the year "
                           "into the file's name",
                           job->path);
        code = put_count(job, row->line, area, c->items[i].offence->code, year, 0, t.cases[i], err);
    }
    return code;
}

/* ---- one count in a row ---- */

static enum jy_code import_single_count(struct jy_import_job *job, const struct jy_row *row,
                                        const char *area, struct jy_error *err)
{
    const char *name = jy_job_text(job, row, JY_COLUMN_OFFENCE);
    const struct jy_offence *offence = name != NULL ? jy_offence_find(name) : NULL;
    long year = jy_job_int(job, row, JY_COLUMN_YEAR, 1900, 2200, year_of(job));
    long month = jy_job_int(job, row, JY_COLUMN_MONTH, 1, 12, 0);
    long cases = jy_job_int(job, row, JY_COLUMN_CASES, 0, 10000000, -1);
    if (name != NULL && offence == NULL)
        jy_job_reject(job, row->line, "offence '%.60s' is not known", name);
    else if (cases < 0 || year == 0)
        jy_job_reject(job, row->line, "there is no %s", cases < 0 ? "number of cases" : "year");
    else if (!is_sum_row(area))
        return put_count(job, row->line, area, offence != NULL ? offence->code : "total", (int)year,
                         (int)month, cases, err);
    return JY_OK;
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
    const struct jy_offence *o = v.method != NULL ? jy_offence_find(v.method) : NULL;
    if (o == NULL && name != NULL)
        o = jy_offence_find(name);
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
        job->offences = find_offences(row);
    bool table = job->offences->found > 0;
    bool counts = jy_columns_has(&job->columns, JY_COLUMN_CASES);
    if (!table && !counts &&
        (jy_columns_has(&job->columns, JY_COLUMN_OFFENCE) ||
         jy_columns_has(&job->columns, JY_COLUMN_METHOD)))
        return import_incident(job, row, err);
    if (!table && !counts)
        return jy_fail(err, JY_EINVALID,
                       "%s: no column of it is an offence, a number of cases or 罪名", job->path);
    if (!job->loading)
        return JY_OK;
    const char *area = jy_job_text(job, row, JY_COLUMN_AREA);
    if (area == NULL) {
        jy_job_reject(job, row->line, "there is no name of an area");
        return JY_OK;
    }
    return table ? import_table_row(job, row, area, err) : import_single_count(job, row, area, err);
}

const char *jy_import_crime_column(const struct jy_import_job *job, size_t i)
{
    const struct jy_offence_columns *c = job->offences;
    return c != NULL && i < c->n && c->items[i].offence != NULL ? c->items[i].offence->code : NULL;
}

void jy_import_crime_end(struct jy_import_job *job)
{
    if (job->offences == NULL)
        return;
    free(job->offences->items);
    free(job->offences);
    job->offences = NULL;
}

/* ---- population ---- */

static enum jy_code put_people(struct jy_import_job *job, const struct jy_row *row,
                               const char *area, enum jy_column column, enum jy_exposure_kind kind,
                               int year, struct jy_error *err)
{
    double count = jy_job_number(job, row, column, "人", 0, 1e9);
    if (isnan(count))
        return JY_OK;
    char area_key[JY_AREA_KEY_SIZE];
    struct jy_area_match match = match_area(job, area, row->line);
    struct jy_population v = {.area = area,
                              .area_kind = match.kind,
                              .area_id = match.id,
                              .year = year,
                              .kind = kind,
                              .count = count};
    (void)jy_area_key(area, city_prefix(job), area_key);
    v.key =
        jy_arena_printf(&job->arena, "ref:%s|%s|%d", area_key, jy_exposure_kind_text(kind), year);
    enum jy_put_result put = JY_PUT_UNCHANGED;
    enum jy_code code = jy_import_population(job->import, &v, &put, err);
    return jy_job_count(job, row->line, code, put, err);
}

enum jy_code jy_import_row_population(struct jy_import_job *job, const struct jy_row *row,
                                      struct jy_error *err)
{
    if (!job->loading)
        return JY_OK;
    const char *area = jy_job_text(job, row, JY_COLUMN_AREA);
    long year = jy_job_int(job, row, JY_COLUMN_YEAR, 1900, 2200, year_of(job));
    if (row->problem != NULL || area == NULL || year == 0) {
        jy_job_reject(job, row->line, "%s",
                      row->problem != NULL ? row->problem
                      : area == NULL       ? "there is no name of an area"
                                           : "which year is counted? Say --date YYYY-MM-DD");
        return JY_OK;
    }
    if (is_sum_row(area)) {
        jy_job_note(job, JY_NOTE_SUM_ROW, row->line);
        return JY_OK;
    }
    enum jy_code code =
        put_people(job, row, area, JY_COLUMN_PERSONS, JY_EXPOSURE_PERSONS, (int)year, err);
    if (code == JY_OK)
        code = put_people(job, row, area, JY_COLUMN_HOUSEHOLDS, JY_EXPOSURE_HOUSEHOLDS, (int)year,
                          err);
    return code;
}
