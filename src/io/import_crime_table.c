/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Tables of counts with a column for each offence, year or month, or offence and year. Sums in the
 * table (計 rows and columns, groups of offences, twelve months of a year) are checked, and what
 * does not add up is told with its cell.
 */
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"
#include "src/base/number.h"
#include "src/domain/area_name.h"
#include "src/io/import_crime.h"
#include "src/io/text_values.h"

struct count_column {
    bool counts;                    /* it holds numbers of cases */
    const struct jy_taxon *offence; /* NULL: the row says which, or all */
    int year, month;                /* 0: the row or the file says */
    bool year_total;                /* 計 beside months */
    int parent;                     /* column of its group in the same year, -1 none */
    bool has_members;
    bool listed; /* sum of what the table lists, not of all offences */
};

/* Sum of the rows so far under one column for one offence, year and month of one municipality. */
/* All that one year of an area's offence is counted as. */
struct months {
    long long sum, stated; /* stated: -1 none */
    unsigned seen;         /* bit m: month m */
    long line;
    char text[160];
};

struct jy_offence_columns {
    size_t n, found;
    bool by_month, by_year;
    struct count_column *items;
    struct jy_dict running;        /* of long long: sums */
    struct jy_dict municipalities; /* that have a row of sums; the names alone count */
    struct jy_dict months;         /* of struct months */
};

/* ---- columns --------------------------------------------------------------------------------- */

/* "jitensha_2008", "自転車盗（2008年）": name and year. */
static const struct jy_taxon *offence_and_year(struct jy_import_job *job, const char *column,
                                               int *out_year)
{
    const struct jy_taxon *whole = jy_job_offence(job, column);
    if (whole != NULL)
        return whole;
    for (const char *p = column; *p != '\0'; p++) {
        size_t n = strspn(p, "0123456789");
        if (n == 4 && (strncmp(p, "19", 2) == 0 || strncmp(p, "20", 2) == 0) && p > column) {
            char name[JY_NARROW_SIZE];
            size_t length = (size_t)(p - column);
            while (length > 0 && strchr("_- ([", column[length - 1]) != NULL)
                length--;
            while (length >= 3 && memcmp(column + length - 3, "（", 3) == 0)
                length -= 3;
            (void)snprintf(name, sizeof name, "%.*s", length < 100 ? (int)length : 100, column);
            *out_year = jy_digits_value(p, 4);
            return jy_job_offence(job, name);
        }
        p += n > 0 ? n - 1 : 0;
    }
    return NULL;
}

static void learn_column(struct jy_import_job *job, const struct jy_row *row, size_t i)
{
    struct jy_offence_columns *c = job->offences;
    struct count_column *item = &c->items[i];
    item->parent = -1;
    item->offence = offence_and_year(job, row->columns[i], &item->year);
    if (item->offence != NULL) {
        item->counts = true;
        return;
    }
    if (jy_columns_field(&job->columns, i) != JY_COLUMN_NONE)
        return;
    item->month = jy_crime_month(row->columns[i]);
    if (item->month > 0) {
        item->counts = c->by_month = true;
        return;
    }
    item->month = 0;
    item->year = jy_crime_year(row->columns[i]);
    item->counts = item->year != 0;
    c->by_year |= item->counts;
}

static void link_groups(struct jy_offence_columns *c)
{
    for (size_t i = 0; i < c->n; i++) {
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

static bool is_total(const struct count_column *item)
{
    return item->offence != NULL && strcmp(item->offence->code, "total") == 0;
}

/* A "total" beside single offences and without its groups is the sum of what is listed. */
static void settle_totals(struct jy_offence_columns *c)
{
    for (size_t j = 0; j < c->n; j++) {
        struct count_column *t = &c->items[j];
        if (!is_total(t) || t->has_members || c->found < 3)
            continue;
        t->listed = t->has_members = true;
        for (size_t i = 0; i < c->n; i++) {
            if (i != j && c->items[i].offence != NULL && c->items[i].year == t->year)
                c->items[i].parent = (int)j;
        }
    }
}

/* 計 beside months is the year, beside years the sum of the years. */
static void settle_periods(struct jy_offence_columns *c)
{
    for (size_t j = 0; j < c->n; j++) {
        struct count_column *t = &c->items[j];
        if (!is_total(t) || t->year != 0)
            continue;
        t->offence = NULL;
        t->year_total = true;
        t->listed = !c->by_month;
    }
}

void jy_crime_table_begin(struct jy_import_job *job, const struct jy_row *row)
{
    struct jy_offence_columns *c = job->offences = jy_calloc(1, sizeof *c);
    jy_dict_init(&c->running, sizeof(long long));
    jy_dict_init(&c->municipalities, 1);
    jy_dict_init(&c->months, sizeof(struct months));
    c->n = row->n_columns;
    c->items = jy_calloc(c->n, sizeof *c->items);
    for (size_t i = 0; i < c->n; i++) {
        learn_column(job, row, i);
        c->found += c->items[i].offence != NULL;
    }
    if (c->by_month || c->by_year) {
        settle_periods(c);
    } else {
        link_groups(c);
        settle_totals(c);
    }
}

bool jy_crime_table_is(const struct jy_import_job *job)
{
    const struct jy_offence_columns *c = job->offences;
    return c != NULL && (c->found > 0 || c->by_month || c->by_year);
}

const char *jy_import_crime_column(const struct jy_import_job *job, size_t i)
{
    const struct jy_offence_columns *c = job->offences;
    if (c == NULL || i >= c->n || !c->items[i].counts)
        return NULL;
    const struct count_column *item = &c->items[i];
    return item->offence != NULL ? item->offence->code
           : item->month > 0     ? "cases of a month"
           : item->year_total    ? "a sum"
                                 : "cases of a year";
}

/* ---- municipalities -------------------------------------------------------------------------- */

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* "調布市計" names a municipality, unless it is an area of this city. */
static bool municipality_of_sum(const struct jy_import_job *job, const char *area, char name[160])
{
    static const char *const ends[] = {"市", "区", "町", "村"};
    const size_t n = strlen(area);
    if (!ends_with(area, "計") || n <= 3 || n - 3 >= 160)
        return false;
    (void)snprintf(name, 160, "%.*s", (int)(n - 3), area);
    if (job->city != NULL &&
        (jy_city_district(job->city, name) != NULL || jy_city_chome_name(job->city, name) != NULL))
        return false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (ends_with(name, ends[i]))
            return true;
    }
    return false;
}

void jy_crime_table_see(struct jy_import_job *job, const struct jy_row *row)
{
    struct jy_offence_columns *c = job->offences;
    const char *area = jy_job_get(job, row, JY_COLUMN_AREA);
    char narrow[JY_NARROW_SIZE], name[160];
    if (area != NULL && jy_text_narrow(area, narrow) && municipality_of_sum(job, narrow, name))
        (void)jy_dict_get(&c->municipalities, name);
}

/* The municipality whose name an area begins with; "" when the file has none of that name. */
static const char *municipality_of(const struct jy_offence_columns *c, const char *area)
{
    const char *best = "";
    for (size_t i = 0; i < c->municipalities.n; i++) {
        const char *name = jy_dict_key(&c->municipalities, i);
        if (strncmp(area, name, strlen(name)) == 0 && strlen(name) > strlen(best))
            best = name;
    }
    return best;
}

static bool is_own(const struct jy_import_job *job, const char *municipality)
{
    return municipality[0] == '\0' ||
           (job->city != NULL &&
            strcmp(municipality, jy_city_name(job->city, job->city->language)) == 0);
}

/* ---- rows ------------------------------------------------------------------------------------ */

struct table_row {
    struct jy_import_job *job;
    const struct jy_row *row;
    const char *area;         /* NULL: the table has no areas */
    const char *municipality; /* "" none of several */
    const struct jy_taxon *offence;
    int year, month;
    long *cases; /* by column, -1: none */
};

static bool read_counts(struct table_row *t)
{
    const struct jy_offence_columns *c = t->job->offences;
    t->cases = jy_arena_alloc(&t->job->arena, c->n * sizeof *t->cases);
    for (size_t i = 0; i < c->n; i++) {
        t->cases[i] = -1;
        const char *text = c->items[i].counts ? t->row->values[i] : NULL;
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

/* Offence, year and month that the row itself gives. False: rejected. */
static bool read_head(struct table_row *t)
{
    struct jy_import_job *job = t->job;
    const char *offence = jy_job_text(job, t->row, JY_COLUMN_OFFENCE);
    const char *year = jy_job_text(job, t->row, JY_COLUMN_YEAR);
    const char *month = jy_job_text(job, t->row, JY_COLUMN_MONTH);
    t->offence = offence != NULL ? jy_job_offence(job, offence) : NULL;
    if (offence != NULL && t->offence == NULL) {
        jy_job_reject(job, t->row->line, "offence '%.60s' is not known", offence);
        return false;
    }
    t->year = year != NULL ? jy_crime_year(year) : 0;
    t->month = month != NULL ? jy_crime_month(month) : 0;
    if (t->month < 0 || (year != NULL && t->year == 0)) {
        jy_job_reject(job, t->row->line, "%s '%.40s' is not understood",
                      t->month < 0 ? "month" : "year", t->month < 0 ? month : year);
        return false;
    }
    return true;
}

static const char *named(const struct table_row *t)
{
    return t->area != NULL ? t->area : t->offence != NULL ? t->offence->code : "the row";
}

/* Each group must be the sum of its members in the same row. */
static void check_row_sums(const struct table_row *t)
{
    const struct jy_offence_columns *c = t->job->offences;
    for (size_t g = 0; g < c->n; g++) {
        const struct count_column *group = &c->items[g];
        long sum = 0;
        if (t->cases[g] < 0 || !(group->has_members || (group->year_total && group->listed)))
            continue;
        for (size_t i = 0; i < c->n; i++) {
            if (i != g && t->cases[i] > 0 && (group->year_total || c->items[i].parent == (int)g))
                sum += t->cases[i];
        }
        if (sum != t->cases[g]) {
            jy_job_warn(t->job, t->row->line,
                        "%s, %s: the table says %ld, its columns add up to %ld", named(t),
                        t->row->columns[g], t->cases[g], sum);
        }
    }
}

/* Of all municipalities of the table together. */
#define ALL_OF_THEM "*"

static long long *running_sum(const struct table_row *t, size_t column, const char *municipality)
{
    char key[320];
    (void)snprintf(key, sizeof key, "%zu|%s|%s|%d|%d", column, municipality,
                   t->offence != NULL ? t->offence->code : "", t->year, t->month);
    return jy_dict_get(&t->job->offences->running, key);
}

static void check_column_sums(const struct table_row *t)
{
    const struct jy_offence_columns *c = t->job->offences;
    const bool all = t->municipality[0] == '\0';
    for (size_t i = 0; i < c->n; i++) {
        const long long sum =
            c->items[i].counts ? *running_sum(t, i, all ? ALL_OF_THEM : t->municipality) : 0;
        if (t->cases[i] >= 0 && sum != t->cases[i]) {
            jy_job_warn(t->job, t->row->line, "%s, %s: the table says %ld, its rows add up to %lld",
                        t->area, t->row->columns[i], t->cases[i], sum);
        }
    }
    jy_job_note(t->job, JY_NOTE_SUM_ROW, t->row->line);
}

static enum jy_code put_column(const struct table_row *t, size_t i, struct jy_counted count,
                               struct jy_error *err)
{
    const struct count_column *item = &t->job->offences->items[i];
    const struct jy_taxon *offence = item->offence != NULL ? item->offence : t->offence;
    count.offence = offence != NULL ? offence->code : "total";
    count.year = item->year != 0          ? item->year
                 : t->year != 0           ? t->year
                 : t->job->file_year != 0 ? t->job->file_year
                                          : t->job->options->date.year;
    count.month = item->month != 0 ? item->month : item->year_total ? 0 : t->month;
    count.cases = t->cases[i];
    if (count.year == 0) {
        return jy_fail(err, JY_EINVALID,
                       "%s: which year is counted? Say --date YYYY-12-31, or put the year "
                       "into the file's name",
                       t->job->path);
    }
    jy_crime_months_add(t->job, t->row->line, count.area, count.offence, count.year, count.month,
                        count.cases);
    return jy_job_put_count(t->job, t->row->line, &count, err);
}

/* Every count of the row for @p area (NULL: the city); what only sums up others is none. */
static enum jy_code put_row(const struct table_row *t, const char *area, bool other,
                            struct jy_error *err)
{
    const struct jy_offence_columns *c = t->job->offences;
    const struct jy_counted count = {.area = area, .other = other};
    enum jy_code code = JY_OK;
    for (size_t i = 0; i < c->n && code == JY_OK; i++) {
        if (t->cases[i] >= 0 && !c->items[i].listed)
            code = put_column(t, i, count, err);
    }
    return code;
}

/* 計: checked; the whole municipality's own count, and where the table has several, one of them. */
static enum jy_code sum_row(const struct table_row *t, struct jy_error *err)
{
    const size_t several = t->job->offences->municipalities.n;
    enum jy_code code = JY_OK;
    check_column_sums(t);
    char name[160];
    const bool named_one = municipality_of_sum(t->job, t->area, name);
    if (is_own(t->job, t->municipality) && (named_one || several == 0) &&
        jy_crime_whole_city(t->job, t->area))
        code = put_row(t, NULL, false, err);
    if (code == JY_OK && several > 1 && named_one)
        code = put_row(t, name, true, err);
    return code;
}

/* 計 of all municipalities of the table. */
static enum jy_code all_cities_row(const struct table_row *t)
{
    check_column_sums(t);
    return JY_OK;
}

static void add_to_sums(const struct table_row *t)
{
    for (size_t i = 0; i < t->job->offences->n; i++) {
        if (t->cases[i] < 0)
            continue;
        *running_sum(t, i, ALL_OF_THEM) += t->cases[i];
        if (t->municipality[0] != '\0')
            *running_sum(t, i, t->municipality) += t->cases[i];
    }
}

/* A municipality; this city's row counts for the city, too. */
static enum jy_code city_row(const struct table_row *t, struct jy_error *err)
{
    enum jy_code code = put_row(t, t->area, true, err);
    return code == JY_OK && jy_crime_whole_city(t->job, t->area) ? put_row(t, NULL, false, err)
                                                                 : code;
}

static enum jy_code area_row(const struct table_row *t, struct jy_error *err)
{
    if (is_own(t->job, t->municipality))
        return put_row(t, t->area, false, err);
    jy_job_note(t->job, JY_NOTE_ELSEWHERE, t->row->line);
    return JY_OK;
}

enum jy_code jy_crime_table_row(struct jy_import_job *job, const struct jy_row *row,
                                struct jy_error *err)
{
    struct table_row t = {.job = job, .row = row, .municipality = ""};
    struct jy_offence_columns *c = job->offences;
    const bool has_area = jy_columns_has(&job->columns, JY_COLUMN_AREA);
    const bool by_city = !has_area && jy_columns_has(&job->columns, JY_COLUMN_MUNICIPALITY);
    t.area = has_area  ? jy_job_text(job, row, JY_COLUMN_AREA)
             : by_city ? jy_job_text(job, row, JY_COLUMN_MUNICIPALITY)
                       : NULL;
    if (t.area == NULL && (has_area || by_city)) {
        jy_job_reject(job, row->line, "there is no name of an area");
        return JY_OK;
    }
    if (!read_head(&t) || !read_counts(&t))
        return JY_OK;
    check_row_sums(&t);
    if (t.area == NULL)
        return put_row(&t, NULL, false, err);
    if (!by_city)
        t.municipality = municipality_of(c, t.area);
    if (jy_crime_sum_name(t.area))
        return by_city ? all_cities_row(&t) : sum_row(&t, err);
    add_to_sums(&t);
    return by_city ? city_row(&t, err) : area_row(&t, err);
}

/* ---- months and their year ------------------------------------------------------------------- */

void jy_crime_months_add(struct jy_import_job *job, long line, const char *area,
                         const char *offence, int year, int month, int64_t cases)
{
    struct jy_offence_columns *c = job->offences;
    char area_key[JY_AREA_KEY_SIZE], key[JY_AREA_KEY_SIZE + 96];
    if (c == NULL || (!c->by_month && !jy_columns_has(&job->columns, JY_COLUMN_MONTH)))
        return;
    (void)jy_area_key(area != NULL ? area : "", NULL, area_key);
    (void)snprintf(key, sizeof key, "%s|%s|%d", area_key, offence, year);
    const size_t n = c->months.n;
    struct months *m = jy_dict_get(&c->months, key);
    if (c->months.n > n) {
        m->stated = -1;
        (void)snprintf(m->text, sizeof m->text, "%.80s%s%s, %d", area != NULL ? area : "",
                       area != NULL ? ", " : "", offence, year);
    }
    if (month == 0) {
        m->stated = cases;
        m->line = line;
    } else {
        m->sum += cases;
        m->seen |= 1u << (unsigned)month;
    }
}

void jy_crime_months_check(struct jy_import_job *job)
{
    const unsigned all = 0x1ffeu; /* months 1 to 12 */
    if (job->offences == NULL)
        return;
    for (size_t i = 0; i < job->offences->months.n; i++) {
        const struct months *m = jy_dict_at(&job->offences->months, i);
        if (m->seen == all && m->stated >= 0 && m->stated != m->sum) {
            jy_job_warn(job, m->line,
                        "%s: the table says %lld for the year, its months add up to %lld", m->text,
                        m->stated, m->sum);
        }
    }
}

void jy_import_crime_end(struct jy_import_job *job)
{
    struct jy_offence_columns *c = job->offences;
    if (c == NULL)
        return;
    jy_dict_done(&c->running);
    jy_dict_done(&c->municipalities);
    jy_dict_done(&c->months);
    free(c->items);
    free(c);
    job->offences = NULL;
}
