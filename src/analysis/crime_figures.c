/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/crime_figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/special.h"

#include "src/base/codes.h"
#include "src/base/mem.h"
#include "src/domain/area_name.h"

static const char *const kinds[] = {
#define X(name, text) text,
    JY_CRIME_FIGURE_LIST(X)
#undef X
};

const char *jy_crime_figure_text(enum jy_crime_figure_kind kind)
{
    return kinds[kind];
}

bool jy_crime_figure_parse(const char *text, enum jy_crime_figure_kind *out)
{
    const int i = jy_code_index(sizeof kinds / sizeof *kinds, kinds, text);
    if (i >= 0)
        *out = (enum jy_crime_figure_kind)i;
    return i >= 0;
}

struct making {
    struct jy_crime_figure *f;
    const struct jy_crime_rows *rows;
    const struct jy_city_data *data;
    const struct jy_taxonomy *taxonomy;
    struct jy_crime_areas districts, chome;
};

static void note_source(struct jy_crime_figure *f, int64_t id)
{
    const struct jy_source *source = jy_city_data_source(f->data, id);
    for (size_t i = 0; i < f->n_sources; i++) {
        if (f->sources[i] == source)
            return;
    }
    if (source == NULL)
        return;
    f->sources = jy_grow(f->sources, &f->cap_sources, f->n_sources + 1, sizeof(struct jy_source *));
    f->sources[f->n_sources++] = source;
}

static struct jy_crime_point *add_point(struct jy_crime_figure *f, const struct jy_taxon *offence,
                                        int year)
{
    f->points = jy_grow(f->points, &f->cap, f->n + 1, sizeof *f->points);
    f->points[f->n] = (struct jy_crime_point){.year = year,
                                              .offence = offence,
                                              .cases = -1,
                                              .per_1000 = (double)NAN,
                                              .lo95_per_1000 = (double)NAN,
                                              .hi95_per_1000 = (double)NAN};
    return &f->points[f->n++];
}

static void note_column(struct jy_crime_figure *f, const struct jy_crime_column *column)
{
    for (size_t i = 0; i < column->n_sources; i++)
        note_source(f, column->sources[i]);
}

/* --- the whole city --------------------------------------------------------------------------- */

/* A count of the city that no area has: tables of yearly totals. */
static int64_t city_row(const struct making *m, const char *offence, int year)
{
    int64_t cases = -1, source = 0;
    for (size_t i = 0; i < m->rows->n_counts; i++) {
        const struct jy_crime_count *row = &m->rows->counts[i];
        if (row->year == year && row->area_kind == JY_AREA_BOUNDARY &&
            strcmp(row->offence, offence) == 0 && row->source_id >= source) {
            cases = row->cases;
            source = row->source_id;
        }
    }
    if (cases >= 0)
        note_source(m->f, source);
    return cases;
}

/* The tables' own total; else the areas, when all of them are known. */
static int64_t city_total(const struct making *m, const char *offence, int year)
{
    const struct jy_crime_areas *const levels[] = {&m->chome, &m->districts};
    int64_t total = city_row(m, offence, year);
    for (size_t k = 0; k < 2 && total < 0; k++) {
        struct jy_crime_column column;
        jy_crime_column_init(&column, m->rows, m->data, levels[k], &m->chome, offence, year);
        int64_t sum = column.unmatched_cases;
        bool known = column.n_rows > 0;
        for (size_t i = 0; i < levels[k]->n; i++) {
            known = known && column.cases[i] >= 0;
            sum += column.cases[i] > 0 ? column.cases[i] : 0;
        }
        total = column.city >= 0 ? column.city : known ? sum : -1;
        if (total >= 0)
            note_column(m->f, &column);
        jy_crime_column_done(&column);
    }
    return total;
}

/* What the profile tells of that year, with its source. */
static const struct jy_figure *figure_of(const struct making *m, const char *offence, int year,
                                         const struct jy_figure_point **point)
{
    const struct jy_city *city = m->data->city;
    for (size_t i = 0; i < city->n_figures; i++) {
        const struct jy_figure *f = &city->figures[i];
        const struct jy_figure_point *p = jy_figure_in(f, year);
        if (f->offence == NULL || p == NULL || strcmp(f->offence, offence) != 0 ||
            strstr(f->id, "rate") != NULL || fabs(p->value - floor(p->value)) > 0)
            continue;
        *point = p;
        return f;
    }
    return NULL;
}

/* A table has the say, then the profile's figure. */
static void add_year(const struct making *m, const struct jy_taxon *offence, int year)
{
    const struct jy_figure_point *told = NULL;
    const struct jy_figure *figure = figure_of(m, offence->code, year, &told);
    const int64_t total = city_total(m, offence->code, year);
    if (total < 0 && figure == NULL)
        return;
    struct jy_crime_point *p = add_point(m->f, offence, year);
    p->own = true;
    p->cases = total >= 0 ? total : (int64_t)told->value;
    p->published = total < 0 ? figure->source : NULL;
    if (total < 0)
        p->published_on = figure->published;
}

static int newest_year(const struct making *m, const char *offence, bool municipalities)
{
    int newest = 0;
    for (size_t i = 0; i < m->rows->n_counts + m->rows->n_derived; i++) {
        const struct jy_crime_count *row = &m->rows->counts[i];
        if (row->year > newest && (row->area_kind == JY_AREA_MUNICIPALITY) == municipalities &&
            (offence == NULL || strcmp(row->offence, offence) == 0))
            newest = row->year;
    }
    return newest;
}

static void yearly(struct making *m)
{
    for (int year = 1900; year <= 2200; year++)
        add_year(m, m->f->offence, year);
    m->f->year = 0;
}

static void by_offence(struct making *m)
{
    for (size_t i = 0; i < jy_taxonomy_count(m->taxonomy); i++) {
        const struct jy_taxon *taxon = jy_taxonomy_at(m->taxonomy, i);
        const int64_t total = city_total(m, taxon->code, m->f->year);
        if (total < 0)
            continue;
        struct jy_crime_point *p = add_point(m->f, taxon, m->f->year);
        p->cases = total;
        p->own = true;
    }
}

/* --- by district ------------------------------------------------------------------------------ */

/* With the exact Poisson interval of the count, over the persons as they are. */
static void set_rate(struct jy_crime_point *p)
{
    const double per_person = 1000 / p->persons;
    double low, high;
    if (p->cases < 0 || !(p->persons > 0))
        return;
    gis_poisson_interval((double)p->cases, 0.95, &low, &high);
    p->per_1000 = (double)p->cases * per_person;
    p->lo95_per_1000 = low * per_person;
    p->hi95_per_1000 = high * per_person;
}

static void by_district(struct making *m)
{
    struct jy_crime_figure *f = m->f;
    struct jy_crime_column column;
    uint8_t *hidden JY_AUTOFREE = jy_calloc(m->districts.n + 1, 1);
    jy_crime_column_init(&column, m->rows, m->data, &m->districts, &m->chome, f->offence->code,
                         f->year);
    struct jy_exposure persons = jy_exposure_of(m->rows, m->data, &m->districts, &m->chome,
                                                JY_EXPOSURE_PERSONS, f->year, f->year);
    if (!f->full) {
        jy_crime_suppress(m->rows, m->data, m->taxonomy, &m->districts, f->offence->code, f->year,
                          hidden);
    }
    for (size_t i = 0; i < m->districts.n && column.n_rows > 0; i++) {
        struct jy_crime_point *p = add_point(f, f->offence, f->year);
        p->district = m->districts.areas[i].of;
        p->name = m->districts.areas[i].name;
        p->cases = column.cases[i];
        p->hidden = hidden[i] != 0;
        p->persons = persons.total[i];
        p->persons_year = persons.kind != JY_EXPOSURE_UNKNOWN ? persons.year_used[0] : 0;
        set_rate(p);
    }
    note_column(f, &column);
    for (size_t i = 0; i < persons.n_sources && f->n > 0; i++)
        note_source(f, persons.sources[i]);
    jy_exposure_done(&persons);
    jy_crime_column_done(&column);
}

/* --- rank ------------------------------------------------------------------------------------- */

static struct jy_crime_point *point_of(struct jy_crime_figure *f, const char *name)
{
    char key[JY_AREA_KEY_SIZE], other[JY_AREA_KEY_SIZE];
    (void)jy_area_key(name, NULL, key);
    for (size_t i = 0; i < f->n; i++) {
        if (strcmp(jy_area_key(f->points[i].name, NULL, other), key) == 0)
            return &f->points[i];
    }
    return NULL;
}

/* Persons of the year nearest to the count's; the earlier of two. */
static void add_persons(const struct making *m)
{
    struct jy_crime_figure *f = m->f;
    for (size_t i = 0; i < m->rows->n_population; i++) {
        const struct jy_population *row = &m->rows->population[i];
        if (row->area_kind != JY_AREA_MUNICIPALITY || row->kind != JY_EXPOSURE_PERSONS ||
            row->area == NULL || !(row->count > 0))
            continue;
        struct jy_crime_point *p = point_of(f, row->area);
        if (p == NULL)
            continue;
        const int d = abs(row->year - f->year), best = abs(p->persons_year - f->year);
        if (p->persons_year != 0 && (d > best || (d == best && row->year >= p->persons_year)))
            continue;
        p->persons = row->count;
        p->persons_year = row->year;
        p->per_1000 = 1000 * (double)p->cases / row->count;
        note_source(f, row->source_id);
    }
}

static int by_cases(const void *a, const void *b)
{
    const struct jy_crime_point *x = a, *y = b;
    if (x->cases != y->cases)
        return x->cases < y->cases ? -1 : 1;
    return strcmp(x->name, y->name);
}

static void set_ranks(struct jy_crime_figure *f)
{
    f->own = SIZE_MAX;
    f->n_ranked = f->n;
    for (size_t i = 0; i < f->n; i++) {
        struct jy_crime_point *p = &f->points[i];
        size_t fewer = 0, lower = 0;
        for (size_t k = 0; k < f->n; k++) {
            fewer += f->points[k].cases < p->cases;
            lower += f->points[k].per_1000 < p->per_1000;
        }
        p->rank_cases = fewer + 1;
        p->rank_per_1000 = isfinite(p->per_1000) ? lower + 1 : 0;
        f->n_rated += isfinite(p->per_1000);
        if (p->own)
            f->own = i;
    }
}

static void rank(struct making *m)
{
    struct jy_crime_figure *f = m->f;
    for (size_t i = 0; i < m->rows->n_counts; i++) {
        const struct jy_crime_count *row = &m->rows->counts[i];
        if (row->area_kind != JY_AREA_MUNICIPALITY || row->year != f->year || row->area == NULL ||
            strcmp(row->offence, f->offence->code) != 0)
            continue;
        struct jy_crime_point *p = point_of(f, row->area);
        if (p == NULL)
            p = add_point(f, f->offence, f->year);
        p->name = row->area;
        p->cases = row->cases; /* rows come by id: the newest import has the say */
        p->own = jy_city_district(m->data->city, row->area) == NULL &&
                 strcmp(row->area, jy_city_name(m->data->city, JY_LANG_JA)) == 0;
        note_source(f, row->source_id);
    }
    add_persons(m);
    if (f->n > 0)
        qsort(f->points, f->n, sizeof *f->points, by_cases);
    set_ranks(f);
}

/* Alone in the first place: nobody shares it. */
static bool alone(const struct jy_crime_figure *f, bool by_rate)
{
    size_t first = 0;
    if (f->kind != JY_CRIME_RANK || f->own == SIZE_MAX)
        return false;
    for (size_t i = 0; i < f->n; i++)
        first += (by_rate ? f->points[i].rank_per_1000 : f->points[i].rank_cases) == 1;
    const struct jy_crime_point *own = &f->points[f->own];
    return first == 1 && (by_rate ? own->rank_per_1000 : own->rank_cases) == 1;
}

bool jy_crime_fewest_cases(const struct jy_crime_figure *rank)
{
    return rank->n_ranked > 1 && alone(rank, false);
}

/* A municipality without a known population might have fewer. */
bool jy_crime_fewest_per_1000(const struct jy_crime_figure *rank)
{
    return rank->n_rated > 1 && rank->n_rated == rank->n_ranked && alone(rank, true);
}

/* --- all of it -------------------------------------------------------------------------------- */

static void make(struct making *m)
{
    switch (m->f->kind) {
    case JY_CRIME_YEARLY:
        yearly(m);
        break;
    case JY_CRIME_OFFENCES:
        by_offence(m);
        break;
    case JY_CRIME_DISTRICTS:
        by_district(m);
        break;
    case JY_CRIME_RANK:
        rank(m);
        break;
    }
}

static enum jy_code check(const struct jy_crime_figure *f, struct jy_error *err)
{
    if (f->n > 0)
        return JY_OK;
    if (f->kind == JY_CRIME_RANK) {
        return jy_fail(err, JY_ENOTFOUND,
                       "no table by municipality counts %s%s; import one that has the rows of all "
                       "municipalities",
                       f->offence->code, f->year != 0 ? " in that year" : "");
    }
    if (f->kind == JY_CRIME_OFFENCES && f->year == 0)
        return jy_fail(err, JY_ENOTFOUND, "no table of crime figures is imported");
    if (f->kind == JY_CRIME_OFFENCES)
        return jy_fail(err, JY_ENOTFOUND, "no table of %d", f->year);
    return jy_fail(err, JY_ENOTFOUND, "no table counts %s%s", f->offence->code,
                   f->kind == JY_CRIME_DISTRICTS ? " by district in that year" : "");
}

enum jy_code jy_crime_figure_new(const struct jy_crime_data *from, enum jy_crime_figure_kind kind,
                                 const char *offence, int year, bool full,
                                 struct jy_crime_figure **out, struct jy_error *err)
{
    const struct jy_taxon *taxon =
        jy_taxonomy_find(from->taxonomy, offence != NULL ? offence : "total");
    if (taxon == NULL)
        return jy_fail(err, JY_ENOTFOUND, "offence '%.60s' is not known", offence);
    struct jy_crime_figure *f = jy_calloc(1, sizeof *f);
    *f = (struct jy_crime_figure){
        .kind = kind, .data = from->data, .offence = taxon, .full = full, .own = SIZE_MAX};
    struct making m = {.f = f, .rows = from->rows, .data = from->data, .taxonomy = from->taxonomy};
    f->year = year != 0 ? year
                        : newest_year(&m, kind == JY_CRIME_OFFENCES ? NULL : taxon->code,
                                      kind == JY_CRIME_RANK);
    jy_crime_areas_init(&m.districts, from->data, JY_AREA_DISTRICT);
    jy_crime_areas_init(&m.chome, from->data, JY_AREA_CHOME);
    make(&m);
    jy_crime_areas_done(&m.districts);
    jy_crime_areas_done(&m.chome);
    const enum jy_code code = check(f, err);
    if (code != JY_OK) {
        jy_crime_figure_free(f);
        return code;
    }
    *out = f;
    return JY_OK;
}

void jy_crime_figure_free(struct jy_crime_figure *figure)
{
    if (figure == NULL)
        return;
    free(figure->points);
    free(figure->sources);
    free(figure);
}
