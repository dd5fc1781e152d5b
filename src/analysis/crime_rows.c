/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/contiguity.h"
#include "src/analysis/crime_table.h"
#include "src/base/dict.h"
#include "src/base/mem.h"
#include "src/domain/area_name.h"

/* Cases of one area, offence, year and source: twelve months, or single incidents. */
struct tally {
    struct jy_crime_count count;
    unsigned months; /* bit m: month m is in it */
};

/* An incident that has a position and no area: which chome it lies in is found last. */
struct placed {
    struct gis_lonlat at;
    const char *offence;
    int year;
    int64_t source_id;
    bool found;
};

struct reading {
    struct jy_crime_rows *rows;
    const struct jy_taxonomy *taxonomy;
    bool incidents; /* are kept, too */
    size_t cap_counts, cap_population, cap_incidents;
    struct jy_dict months, derived; /* of struct tally */
    size_t n_placed, cap_placed;
    struct placed *placed;
};

static const char *offence_code(const struct reading *r, const char *text)
{
    const struct jy_taxon *taxon = text != NULL ? jy_taxonomy_find(r->taxonomy, text) : NULL;
    return taxon != NULL ? taxon->code : jy_arena_strdup(&r->rows->arena, text);
}

static struct tally *tally_of(struct reading *r, struct jy_dict *all,
                              const struct jy_crime_count *like)
{
    char key[JY_AREA_KEY_SIZE + 128], area_key[JY_AREA_KEY_SIZE];
    (void)jy_area_key(like->area != NULL ? like->area : "", NULL, area_key);
    (void)snprintf(key, sizeof key, "%d|%s|%.60s|%d|%lld", (int)like->area_kind, area_key,
                   like->offence, like->year, (long long)like->source_id);
    const size_t n = all->n;
    struct tally *t = jy_dict_get(all, key);
    if (all->n == n)
        return t;
    t->count = *like;
    t->count.id = 0;
    t->count.key = NULL;
    t->count.month = 0;
    t->count.cases = 0;
    t->count.area = jy_arena_strdup(&r->rows->arena, like->area);
    return t;
}

static void add_month(struct reading *r, const struct jy_crime_count *row, const char *code)
{
    struct jy_crime_count like = *row;
    like.offence = code;
    struct tally *t = tally_of(r, &r->months, &like);
    t->count.cases += row->cases;
    t->months |= 1u << (unsigned)row->month;
}

static struct jy_crime_count *add_row(struct reading *r)
{
    struct jy_crime_rows *rows = r->rows;
    const size_t n = rows->n_counts + rows->n_derived;
    rows->counts = jy_grow(rows->counts, &r->cap_counts, n + 1, sizeof *rows->counts);
    return &rows->counts[n];
}

/* Months wait until the years are known. */
static enum jy_code keep_count(const struct jy_crime_count *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct reading *r = ctx;
    if (row->offence == NULL || row->month < 0 || row->month > 12)
        return JY_OK;
    const char *code = offence_code(r, row->offence);
    if (row->month != 0) {
        add_month(r, row, code);
        return JY_OK;
    }
    struct jy_crime_count *copy = add_row(r);
    *copy = *row;
    copy->key = NULL;
    copy->area = jy_arena_strdup(&r->rows->arena, row->area);
    copy->offence = code;
    r->rows->n_counts++;
    return JY_OK;
}

static enum jy_code keep_population(const struct jy_population *row, void *ctx,
                                    struct jy_error *err)
{
    (void)err;
    struct reading *r = ctx;
    struct jy_crime_rows *rows = r->rows;
    if (row->area == NULL || !(row->count >= 0) || !isfinite(row->count))
        return JY_OK;
    rows->population = jy_grow(rows->population, &r->cap_population, rows->n_population + 1,
                               sizeof *rows->population);
    struct jy_population *copy = &rows->population[rows->n_population++];
    *copy = *row;
    copy->key = NULL;
    copy->area = jy_arena_strdup(&rows->arena, row->area);
    return JY_OK;
}

static void add_incident(struct reading *r, const char *area, const char *code, int year,
                         int64_t source_id)
{
    const struct jy_crime_count like = {.area = area,
                                        .area_kind = JY_AREA_CHOME,
                                        .offence = code,
                                        .year = year,
                                        .source_id = source_id};
    tally_of(r, &r->derived, &like)->count.cases++;
}

static void tally_incident(struct reading *r, const struct jy_crime_incident *row)
{
    const char *code = offence_code(r, row->offence);
    if (row->from.year <= 0)
        return;
    if (row->area != NULL || !row->located) {
        add_incident(r, row->area, code, row->from.year, row->source_id);
        return;
    }
    r->placed = jy_grow(r->placed, &r->cap_placed, r->n_placed + 1, sizeof *r->placed);
    r->placed[r->n_placed++] =
        (struct placed){row->at, code, row->from.year, row->source_id, false};
}

/* Chome by chome, the incidents in it. */
static enum jy_code place_incidents(const struct jy_area *area, void *ctx, struct jy_error *err)
{
    (void)err;
    struct reading *r = ctx;
    if (area->kind != JY_AREA_CHOME || area->name == NULL ||
        area->geometry.kind != JY_GEOMETRY_POLYGONS)
        return JY_OK;
    for (size_t i = 0; i < r->n_placed; i++) {
        struct placed *p = &r->placed[i];
        if (p->found || !jy_geometry_holds(&area->geometry, p->at))
            continue;
        p->found = true;
        add_incident(r, area->name, p->offence, p->year, p->source_id);
    }
    return JY_OK;
}

/* Is there a yearly count of it already? */
static bool has_year(const struct jy_crime_rows *rows, const struct jy_crime_count *count)
{
    for (size_t i = 0; i < rows->n_counts; i++) {
        const struct jy_crime_count *row = &rows->counts[i];
        if (row->year == count->year && row->area_kind == count->area_kind &&
            strcmp(row->offence, count->offence) == 0 &&
            (row->area == NULL) == (count->area == NULL) &&
            (row->area == NULL || strcmp(row->area, count->area) == 0))
            return true;
    }
    return false;
}

static void add_whole_years(struct reading *r)
{
    const unsigned twelve = 0x1ffeu;
    for (size_t i = 0; i < r->months.n; i++) {
        const struct tally *t = jy_dict_at(&r->months, i);
        if (t->months != twelve || has_year(r->rows, &t->count))
            continue;
        struct jy_crime_count *row = add_row(r);
        *row = t->count;
        r->rows->n_counts++;
    }
}

static void add_derived(struct reading *r)
{
    for (size_t i = 0; i < r->n_placed; i++) {
        if (!r->placed[i].found)
            add_incident(r, NULL, r->placed[i].offence, r->placed[i].year, r->placed[i].source_id);
    }
    for (size_t i = 0; i < r->derived.n; i++) {
        const struct tally *t = jy_dict_at(&r->derived, i);
        struct jy_crime_count *row = add_row(r);
        *row = t->count;
        r->rows->n_derived++;
    }
}

static enum jy_code keep_incident(const struct jy_crime_incident *row, void *ctx,
                                  struct jy_error *err)
{
    (void)err;
    struct reading *r = ctx;
    struct jy_crime_rows *rows = r->rows;
    if (row->offence == NULL)
        return JY_OK;
    tally_incident(r, row);
    if (!r->incidents)
        return JY_OK;
    rows->incidents =
        jy_grow(rows->incidents, &r->cap_incidents, rows->n_incidents + 1, sizeof *rows->incidents);
    struct jy_crime_incident *copy = &rows->incidents[rows->n_incidents++];
    *copy = *row;
    copy->key = NULL;
    copy->method = NULL;
    copy->area = NULL;
    copy->offence = offence_code(r, row->offence);
    return JY_OK;
}

enum jy_code jy_crime_rows_load(struct jy_store *store, const struct jy_taxonomy *taxonomy,
                                bool incidents, struct jy_crime_rows **out, struct jy_error *err)
{
    struct jy_crime_rows *rows = jy_calloc(1, sizeof *rows);
    struct reading r = {.rows = rows, .taxonomy = taxonomy, .incidents = incidents};
    jy_arena_init(&rows->arena);
    jy_dict_init(&r.months, sizeof(struct tally));
    jy_dict_init(&r.derived, sizeof(struct tally));
    enum jy_code code = jy_store_crime_count_each(store, JY_NOW, NULL, keep_count, &r, err);
    if (code == JY_OK)
        code = jy_store_population_each(store, JY_NOW, NULL, keep_population, &r, err);
    if (code == JY_OK) {
        add_whole_years(&r);
        code = jy_store_crime_incident_each(store, JY_NOW, NULL, keep_incident, &r, err);
    }
    if (code == JY_OK && r.n_placed > 0)
        code = jy_store_area_each(store, JY_NOW, NULL, place_incidents, &r, err);
    if (code == JY_OK)
        add_derived(&r);
    jy_dict_done(&r.months);
    jy_dict_done(&r.derived);
    free(r.placed);
    if (code != JY_OK) {
        jy_crime_rows_free(rows);
        return code;
    }
    *out = rows;
    return JY_OK;
}

void jy_crime_rows_free(struct jy_crime_rows *rows)
{
    if (rows == NULL)
        return;
    free(rows->counts);
    free(rows->population);
    free(rows->incidents);
    jy_arena_done(&rows->arena);
    free(rows);
}

/* --- areas ------------------------------------------------------------------------------------ */

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct jy_crime_area *)a)->key, ((const struct jy_crime_area *)b)->key);
}

static const char *prefix_of(const struct jy_city_data *data)
{
    return jy_city_name(data->city, JY_LANG_JA);
}

static struct gis_lonlat place_of(const struct jy_area *area)
{
    if (gis_lonlat_valid(area->label))
        return area->label;
    return jy_geometry_centre(&area->geometry);
}

static void add_area(struct jy_crime_areas *list, size_t *cap, const struct jy_city_data *data,
                     const char *name, const struct jy_area *area)
{
    char key[JY_AREA_KEY_SIZE];
    const struct jy_district *of = list->kind == JY_AREA_DISTRICT
                                       ? jy_city_district(data->city, name)
                                       : jy_city_district_of_chome(data->city, name);
    const char *usual = list->kind == JY_AREA_DISTRICT
                            ? (of != NULL ? jy_text_in(&of->name, data->city->language) : NULL)
                            : jy_city_chome_name(data->city, name);
    (void)jy_area_key(usual != NULL ? usual : name, prefix_of(data), key);
    for (size_t i = 0; i < list->n; i++) {
        if (strcmp(list->areas[i].key, key) == 0)
            return;
    }
    list->areas = jy_grow(list->areas, cap, list->n + 1, sizeof *list->areas);
    list->areas[list->n++] = (struct jy_crime_area){
        .key = jy_strdup(key),
        .name = usual != NULL ? usual : name,
        .area = area,
        .of = of,
        .at = area != NULL ? place_of(area) : (struct gis_lonlat){(double)NAN, (double)NAN}};
}

/* A district without a position of its own stands in the middle of its chome. */
static void place_districts(struct jy_crime_areas *list, const struct jy_city_data *data)
{
    for (size_t i = 0; i < list->n; i++) {
        struct gis_lonlat sum = {0, 0};
        size_t n = 0;
        for (size_t k = 0; k < data->n_areas && !gis_lonlat_valid(list->areas[i].at); k++) {
            const struct jy_area *a = &data->areas[k];
            if (a->kind != JY_AREA_CHOME || a->name == NULL ||
                list->areas[i].of != jy_city_district_of_chome(data->city, a->name))
                continue;
            const struct gis_lonlat p = place_of(a);
            if (!gis_lonlat_valid(p))
                continue;
            sum = (struct gis_lonlat){sum.lon_deg + p.lon_deg, sum.lat_deg + p.lat_deg};
            n++;
        }
        if (n > 0) {
            list->areas[i].at =
                (struct gis_lonlat){sum.lon_deg / (double)n, sum.lat_deg / (double)n};
        }
    }
}

void jy_crime_areas_init(struct jy_crime_areas *out, const struct jy_city_data *data,
                         enum jy_area_kind kind)
{
    size_t cap = 0;
    *out = (struct jy_crime_areas){.kind = kind};
    for (size_t i = 0; i < data->n_areas; i++) {
        if (data->areas[i].kind == kind && data->areas[i].name != NULL)
            add_area(out, &cap, data, data->areas[i].name, &data->areas[i]);
    }
    for (size_t d = 0; d < data->city->n_districts; d++) {
        const struct jy_district *district = &data->city->districts[d];
        if (kind == JY_AREA_DISTRICT)
            add_area(out, &cap, data, jy_text_in(&district->name, data->city->language), NULL);
        for (size_t c = 0; kind == JY_AREA_CHOME && c < district->n_chome; c++)
            add_area(out, &cap, data, district->chome[c], NULL);
    }
    if (kind == JY_AREA_DISTRICT)
        place_districts(out, data);
    if (out->n > 0)
        qsort(out->areas, out->n, sizeof *out->areas, by_key);
}

void jy_crime_areas_done(struct jy_crime_areas *areas)
{
    for (size_t i = 0; i < areas->n; i++)
        free(areas->areas[i].key);
    free(areas->areas);
    *areas = (struct jy_crime_areas){.kind = areas->kind};
}

static int key_to_area(const void *key, const void *area)
{
    return strcmp(key, ((const struct jy_crime_area *)area)->key);
}

static size_t find_key(const struct jy_crime_areas *areas, const char *key)
{
    const struct jy_crime_area *found =
        areas->n > 0 ? bsearch(key, areas->areas, areas->n, sizeof *found, key_to_area) : NULL;
    return found != NULL ? (size_t)(found - areas->areas) : SIZE_MAX;
}

size_t jy_crime_areas_find(const struct jy_crime_areas *areas, const struct jy_city_data *data,
                           const char *name)
{
    char key[JY_AREA_KEY_SIZE];
    const size_t found = find_key(areas, jy_area_key(name, prefix_of(data), key));
    if (found != SIZE_MAX || areas->kind != JY_AREA_DISTRICT)
        return found;
    const struct jy_district *d = jy_city_district(data->city, name); /* in another language */
    if (d == NULL)
        return SIZE_MAX;
    (void)jy_area_key(jy_text_in(&d->name, data->city->language), prefix_of(data), key);
    return find_key(areas, key);
}
