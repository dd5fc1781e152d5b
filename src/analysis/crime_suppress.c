/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "src/analysis/crime_table.h"
#include "src/analysis/suppress.h"
#include "src/base/mem.h"

/* So much may a remainder be that no table bounds. */
#define UNBOUNDED INT32_MAX

enum { GROUP_CHOME, GROUP_DISTRICT };

/*
 * All that is shown of one year, as a table:
 *
 *            chome 0 ... chome n-1 | district 0 ... district m-1
 *   offence 0
 *   ...
 *   offence k-1
 *   remainder of offence 0: what it counts beyond its kinds, never shown
 *   ...
 *
 * The city's totals are shown always: sums over chome and over districts are known.
 */
struct year {
    struct jy_crime_areas chome, districts;
    const struct jy_taxonomy *taxonomy;
    size_t n_offences;
    struct jy_suppress_table t;
    int64_t *value;
    uint8_t *kind, *group, *hidden;
    size_t *row_parent, *col_parent;
};

/* Published, and not a sample: shown cell by cell already. */
static bool published(const struct jy_city_data *data, const struct jy_crime_column *column)
{
    for (size_t i = 0; i < column->n_sources; i++) {
        if (!jy_crime_published(data, column->sources[i]))
            return false;
    }
    return column->n_sources > 0;
}

bool jy_crime_published(const struct jy_city_data *data, int64_t source_id)
{
    const struct jy_source *s = jy_city_data_source(data, source_id);
    return data->city->print.published_exempt && s != NULL && !s->sample && s->published;
}

static bool counted(const struct year *y, size_t row)
{
    for (size_t c = 0; c < y->t.n_cols; c++) {
        if (y->kind[row * y->t.n_cols + c] != JY_CELL_NONE)
            return true;
    }
    return false;
}

static void fill_offence(struct year *y, const struct jy_crime_rows *rows,
                         const struct jy_city_data *data, size_t offence, int year)
{
    const char *code = jy_taxonomy_at(y->taxonomy, offence)->code;
    const struct jy_crime_areas *const levels[] = {&y->chome, &y->districts};
    size_t cell = offence * y->t.n_cols;
    for (int level = 0; level < 2; level++) {
        struct jy_crime_column column;
        jy_crime_column_init(&column, rows, data, levels[level], &y->chome, code, year);
        const bool open = !column.from_incidents && published(data, &column);
        for (size_t i = 0; i < levels[level]->n; i++, cell++) {
            y->value[cell] = column.cases[i];
            y->kind[cell] = column.cases[i] < 0 ? JY_CELL_NONE
                            : open              ? JY_CELL_OPEN
                                                : JY_CELL_SHOWN;
        }
        jy_crime_column_done(&column);
    }
}

/* --- what adds up to what ----------------------------------------------------------------------
 */

static size_t row_of(const struct year *y, const char *code)
{
    const struct jy_taxon *taxon = code != NULL ? jy_taxonomy_find(y->taxonomy, code) : NULL;
    return taxon != NULL ? (size_t)(taxon - jy_taxonomy_at(y->taxonomy, 0)) : SIZE_MAX;
}

/* An offence counts in the nearest group that a table has. */
static void find_row_parents(struct year *y)
{
    for (size_t o = 0; o < y->n_offences; o++) {
        size_t parent = row_of(y, jy_taxonomy_at(y->taxonomy, o)->parent);
        while (parent != SIZE_MAX && !counted(y, parent))
            parent = row_of(y, jy_taxonomy_at(y->taxonomy, parent)->parent);
        y->row_parent[o] = counted(y, o) ? parent : SIZE_MAX;
    }
}

/* What a group counts at a place beyond its kinds; UNBOUNDED where no two tables say. */
static int64_t remainder_at(const struct year *y, size_t group, size_t col)
{
    const size_t n = y->t.n_cols;
    int64_t left = y->value[group * n + col];
    if (y->kind[group * n + col] == JY_CELL_NONE)
        return UNBOUNDED;
    for (size_t o = 0; o < y->n_offences; o++) {
        if (y->row_parent[o] == group && y->kind[o * n + col] != JY_CELL_NONE)
            left -= y->value[o * n + col];
    }
    return left < 0 ? UNBOUNDED : left;
}

static bool has_kinds(const struct year *y, size_t group)
{
    for (size_t o = 0; o < y->n_offences; o++) {
        if (y->row_parent[o] == group)
            return true;
    }
    return false;
}

/* A group with kinds that do not make it up everywhere has a remainder. */
static void add_remainder(struct year *y, size_t group)
{
    const size_t n = y->t.n_cols, row = y->n_offences + group;
    bool any = false;
    if (!has_kinds(y, group))
        return;
    for (size_t c = 0; c < n; c++) {
        const int64_t left = remainder_at(y, group, c);
        y->value[row * n + c] = left;
        any |= left > 0;
    }
    for (size_t c = 0; c < n && any; c++)
        y->kind[row * n + c] = JY_CELL_UNSEEN;
    if (any)
        y->row_parent[row] = group;
}

/* Do the chome of a district make it up, for some offence? */
static bool adds_up(const struct year *y, size_t district)
{
    const size_t n = y->t.n_cols;
    for (size_t o = 0; o < y->n_offences; o++) {
        int64_t left = y->value[o * n + y->chome.n + district];
        bool known = left >= 0, any = false;
        for (size_t c = 0; c < y->chome.n && known; c++) {
            if (y->chome.areas[c].of == NULL ||
                y->chome.areas[c].of != y->districts.areas[district].of)
                continue;
            any = true;
            known = y->value[o * n + c] >= 0;
            left -= y->value[o * n + c];
        }
        if (known && any && left == 0)
            return true;
    }
    return false;
}

static void find_col_parents(struct year *y)
{
    for (size_t c = 0; c < y->t.n_cols; c++) {
        y->group[c] = c < y->chome.n ? GROUP_CHOME : GROUP_DISTRICT;
        y->col_parent[c] = SIZE_MAX;
    }
    for (size_t d = 0; d < y->districts.n; d++) {
        if (!adds_up(y, d))
            continue;
        for (size_t c = 0; c < y->chome.n; c++) {
            if (y->chome.areas[c].of != NULL && y->chome.areas[c].of == y->districts.areas[d].of)
                y->col_parent[c] = y->chome.n + d;
        }
    }
}

/* --- one year ----------------------------------------------------------------------------------
 */

static void year_init(struct year *y, const struct jy_crime_rows *rows,
                      const struct jy_city_data *data, const struct jy_taxonomy *taxonomy, int year)
{
    *y = (struct year){.taxonomy = taxonomy, .n_offences = jy_taxonomy_count(taxonomy)};
    jy_crime_areas_init(&y->chome, data, JY_AREA_CHOME);
    jy_crime_areas_init(&y->districts, data, JY_AREA_DISTRICT);
    y->t.n_rows = 2 * y->n_offences;
    y->t.n_cols = y->chome.n + y->districts.n;
    const size_t n = y->t.n_rows * y->t.n_cols;
    y->value = jy_calloc(n + 1, sizeof *y->value);
    y->kind = jy_malloc(n + 1);
    y->hidden = jy_calloc(n + 1, 1);
    y->group = jy_malloc(y->t.n_cols + 1);
    y->row_parent = jy_malloc((y->t.n_rows + 1) * sizeof *y->row_parent);
    y->col_parent = jy_malloc((y->t.n_cols + 1) * sizeof *y->col_parent);
    memset(y->kind, JY_CELL_NONE, n);
    for (size_t r = 0; r < y->t.n_rows; r++)
        y->row_parent[r] = SIZE_MAX;
    for (size_t o = 0; o < y->n_offences; o++)
        fill_offence(y, rows, data, o, year);
    find_row_parents(y);
    for (size_t o = 0; o < y->n_offences; o++)
        add_remainder(y, o);
    find_col_parents(y);
    y->t.value = y->value;
    y->t.kind = y->kind;
    y->t.row_parent = y->row_parent;
    y->t.col_parent = y->col_parent;
    y->t.col_group = y->group;
}

static void year_done(struct year *y)
{
    free(y->value);
    free(y->kind);
    free(y->hidden);
    free(y->group);
    free(y->row_parent);
    free(y->col_parent);
    jy_crime_areas_done(&y->chome);
    jy_crime_areas_done(&y->districts);
}

/* A city without small counts, or with nothing but published tables, needs no more work. */
static void year_suppress(struct year *y, const struct jy_city_data *data)
{
    const struct jy_print_policy *policy = &data->city->print;
    (void)jy_suppress(&y->t, policy->suppress_below, policy->complementary, y->hidden);
}

void jy_crime_suppress(const struct jy_crime_rows *rows, const struct jy_city_data *data,
                       const struct jy_taxonomy *taxonomy, const struct jy_crime_areas *areas,
                       const char *offence, int year, uint8_t *out_hidden)
{
    const struct jy_taxon *taxon = jy_taxonomy_find(taxonomy, offence);
    memset(out_hidden, 0, areas->n);
    if (data->city->print.suppress_below <= 1 || taxon == NULL)
        return;
    struct year y;
    year_init(&y, rows, data, taxonomy, year);
    year_suppress(&y, data);
    const size_t place = areas->kind == JY_AREA_CHOME ? 0 : y.chome.n;
    memcpy(out_hidden, &y.hidden[row_of(&y, taxon->code) * y.t.n_cols + place], areas->n);
    year_done(&y);
}

/* --- row by row --------------------------------------------------------------------------------
 */

struct known_year {
    int number;
    struct year year;
};

struct jy_crime_public {
    const struct jy_crime_rows *rows;
    const struct jy_city_data *data;
    const struct jy_taxonomy *taxonomy;
    size_t n, cap;
    struct known_year **years;
};

struct jy_crime_public *jy_crime_public_new(const struct jy_crime_rows *rows,
                                            const struct jy_city_data *data,
                                            const struct jy_taxonomy *taxonomy)
{
    struct jy_crime_public *p = jy_calloc(1, sizeof *p);
    *p = (struct jy_crime_public){.rows = rows, .data = data, .taxonomy = taxonomy};
    return p;
}

void jy_crime_public_free(struct jy_crime_public *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->n; i++) {
        year_done(&p->years[i]->year);
        free(p->years[i]);
    }
    free(p->years);
    free(p);
}

static const struct year *year_of(struct jy_crime_public *p, int number)
{
    for (size_t i = 0; i < p->n; i++) {
        if (p->years[i]->number == number)
            return &p->years[i]->year;
    }
    struct known_year *made = jy_calloc(1, sizeof *made);
    made->number = number;
    year_init(&made->year, p->rows, p->data, p->taxonomy, number);
    year_suppress(&made->year, p->data);
    p->years = jy_grow(p->years, &p->cap, p->n + 1, sizeof(struct known_year *));
    p->years[p->n++] = made;
    return &made->year;
}

bool jy_crime_public_shows(struct jy_crime_public *p, const struct jy_crime_count *row)
{
    if (p->data->city->print.suppress_below <= 1 || row->area == NULL ||
        row->area_kind == JY_AREA_BOUNDARY || jy_crime_is_total(p->data, row->area) ||
        jy_crime_published(p->data, row->source_id))
        return true;
    const struct jy_taxon *taxon = jy_taxonomy_find(p->taxonomy, row->offence);
    if (row->month != 0 || taxon == NULL ||
        (row->area_kind != JY_AREA_CHOME && row->area_kind != JY_AREA_DISTRICT))
        return false;
    const struct year *y = year_of(p, row->year);
    const bool chome = row->area_kind == JY_AREA_CHOME;
    const size_t area = jy_crime_areas_find(chome ? &y->chome : &y->districts, p->data, row->area);
    if (area == SIZE_MAX)
        return false;
    const size_t cell = row_of(y, taxon->code) * y->t.n_cols + (chome ? 0 : y->chome.n) + area;
    return !y->hidden[cell] && y->value[cell] == row->cases;
}
