/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "src/analysis/crime_table.h"
#include "src/analysis/suppress.h"
#include "src/base/mem.h"

/*
 * All that is shown of one year, as cells: for each offence that is counted
 *
 *   [ chome 0 ... chome n-1 | district 0 ... district m-1 | the city ]
 *
 * and the sums that hold between them: chome to district, districts (or chome) to the city, and in
 * each of these places the children of an offence to their parent.
 */
struct year {
    const struct jy_crime_areas *chome, *districts;
    const struct jy_taxonomy *taxonomy;
    size_t n_offences, width, n_cells;
    int64_t *value; /* -1 unknown: no cell */
    uint8_t *open;
    size_t n_sums, cap_sums, n_members, cap_members;
    struct jy_table_sum *sums;
    size_t *first; /* of each sum, in members */
    size_t cap_first;
    size_t *members;
};

static size_t cell_of(const struct year *y, size_t offence, size_t place)
{
    return offence * y->width + place;
}

static void add_member(struct year *y, size_t cell)
{
    y->members = jy_grow(y->members, &y->cap_members, y->n_members + 1, sizeof *y->members);
    y->members[y->n_members++] = cell;
}

static void begin_sum(struct year *y, size_t total)
{
    y->first = jy_grow(y->first, &y->cap_first, y->n_sums + 1, sizeof *y->first);
    y->first[y->n_sums] = y->n_members;
    add_member(y, total);
}

/* Keeps the sum when all of its cells are known and it holds. */
static void end_sum(struct year *y)
{
    const size_t first = y->first[y->n_sums];
    int64_t sum = 0;
    bool known = y->value[y->members[first]] >= 0 && y->n_members > first + 1;
    for (size_t i = first + 1; i < y->n_members; i++) {
        known = known && y->value[y->members[i]] >= 0;
        sum += y->value[y->members[i]];
    }
    if (known && sum == y->value[y->members[first]]) {
        y->sums = jy_grow(y->sums, &y->cap_sums, y->n_sums + 1, sizeof *y->sums);
        y->sums[y->n_sums++].n = y->n_members - first;
    } else {
        y->n_members = first;
    }
}

static void sums_of_places(struct year *y, size_t offence)
{
    const size_t n = y->chome->n, m = y->districts->n;
    for (size_t d = 0; d < m; d++) {
        begin_sum(y, cell_of(y, offence, n + d));
        for (size_t c = 0; c < n; c++)
            if (y->chome->areas[c].of != NULL && y->chome->areas[c].of == y->districts->areas[d].of)
                add_member(y, cell_of(y, offence, c));
        end_sum(y);
    }
    begin_sum(y, cell_of(y, offence, n + m));
    for (size_t d = 0; d < m; d++)
        add_member(y, cell_of(y, offence, n + d));
    end_sum(y);
    begin_sum(y, cell_of(y, offence, n + m));
    for (size_t c = 0; c < n; c++)
        add_member(y, cell_of(y, offence, c));
    end_sum(y);
}

static void sums_of_offences(struct year *y, size_t parent)
{
    const char *code = jy_taxonomy_at(y->taxonomy, parent)->code;
    for (size_t place = 0; place < y->width; place++) {
        begin_sum(y, cell_of(y, parent, place));
        for (size_t o = 0; o < y->n_offences; o++) {
            const char *of = jy_taxonomy_at(y->taxonomy, o)->parent;
            if (of != NULL && strcmp(of, code) == 0 && y->value[cell_of(y, o, place)] >= 0)
                add_member(y, cell_of(y, o, place));
        }
        end_sum(y);
    }
}

/* Published under a licence, and not a sample: shown cell by cell already. */
static bool published(const struct jy_city_data *data, const struct jy_crime_column *column)
{
    for (size_t i = 0; i < column->n_sources; i++) {
        const struct jy_source *s = jy_city_data_source(data, column->sources[i]);
        if (s == NULL || s->sample || s->licence == NULL || s->licence[0] == '\0')
            return false;
    }
    return column->n_sources > 0;
}

static void fill_offence(struct year *y, const struct jy_crime_rows *rows,
                         const struct jy_city_data *data, size_t offence, int year)
{
    const char *code = jy_taxonomy_at(y->taxonomy, offence)->code;
    const struct jy_crime_areas *const levels[] = {y->chome, y->districts};
    size_t place = 0;
    int64_t city = -1, sum = 0;
    for (int level = 0; level < 2; level++) {
        struct jy_crime_column column;
        jy_crime_column_init(&column, rows, data, levels[level], y->chome, code, year);
        const bool open = data->city->print.published_exempt && published(data, &column);
        int64_t level_sum = 0;
        for (size_t i = 0; i < levels[level]->n; i++, place++) {
            y->value[cell_of(y, offence, place)] = column.cases[i];
            y->open[cell_of(y, offence, place)] = open;
            level_sum += column.cases[i] > 0 ? column.cases[i] : 0;
        }
        city = column.city >= 0 ? column.city : city;
        sum = level_sum > sum ? level_sum : sum;
        jy_crime_column_done(&column);
    }
    /* without a total of its own, what is shown of the city is the sum */
    y->value[cell_of(y, offence, place)] = city >= 0 ? city : sum;
    y->open[cell_of(y, offence, place)] = 1;
}

static void year_done(struct year *y)
{
    free(y->value);
    free(y->open);
    free(y->sums);
    free(y->first);
    free(y->members);
}

void jy_crime_suppress(const struct jy_crime_rows *rows, const struct jy_city_data *data,
                       const struct jy_taxonomy *taxonomy, const struct jy_crime_areas *areas,
                       const struct jy_crime_areas *chome, const char *offence, int year,
                       uint8_t *out_hidden)
{
    const struct jy_print_policy *policy = &data->city->print;
    const struct jy_taxon *taxon = jy_taxonomy_find(taxonomy, offence);
    struct jy_crime_areas districts = {.kind = JY_AREA_DISTRICT};
    memset(out_hidden, 0, areas->n);
    if (policy->suppress_below <= 1 || taxon == NULL)
        return;
    jy_crime_areas_init(&districts, data, JY_AREA_DISTRICT);
    struct year y = {.chome = chome,
                     .districts = &districts,
                     .taxonomy = taxonomy,
                     .n_offences = jy_taxonomy_count(taxonomy),
                     .width = chome->n + districts.n + 1};
    y.n_cells = y.n_offences * y.width;
    y.value = jy_malloc(y.n_cells * sizeof *y.value);
    y.open = jy_calloc(y.n_cells, 1);
    for (size_t o = 0; o < y.n_offences; o++)
        fill_offence(&y, rows, data, o, year);
    for (size_t o = 0; o < y.n_offences; o++) {
        sums_of_places(&y, o);
        sums_of_offences(&y, o);
    }
    for (size_t s = 0; s < y.n_sums; s++)
        y.sums[s].cells = &y.members[y.first[s]];
    uint8_t *hidden JY_AUTOFREE = jy_calloc(y.n_cells, 1);
    jy_suppress(y.n_cells, y.value, y.open, y.n_sums, y.sums, policy->suppress_below,
                policy->complementary, hidden);
    const size_t place = areas->kind == JY_AREA_CHOME ? 0 : chome->n;
    const size_t o = (size_t)(taxon - jy_taxonomy_at(taxonomy, 0));
    memcpy(out_hidden, &hidden[cell_of(&y, o, place)], areas->n);
    year_done(&y);
    jy_crime_areas_done(&districts);
}
