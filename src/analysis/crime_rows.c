/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/contiguity.h"
#include "src/analysis/crime_table.h"
#include "src/base/mem.h"
#include "src/domain/area_name.h"

struct reading {
    struct jy_crime_rows *rows;
    const struct jy_taxonomy *taxonomy;
    size_t cap_counts, cap_population, cap_incidents;
};

static const char *offence_code(const struct reading *r, const char *text)
{
    const struct jy_taxon *taxon = text != NULL ? jy_taxonomy_find(r->taxonomy, text) : NULL;
    return taxon != NULL ? taxon->code : jy_arena_strdup(&r->rows->arena, text);
}

static enum jy_code keep_count(const struct jy_crime_count *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct reading *r = ctx;
    struct jy_crime_rows *rows = r->rows;
    if (row->month != 0 || row->offence == NULL)
        return JY_OK;
    rows->counts = jy_grow(rows->counts, &r->cap_counts, rows->n_counts + 1, sizeof *rows->counts);
    struct jy_crime_count *copy = &rows->counts[rows->n_counts++];
    *copy = *row;
    copy->key = NULL;
    copy->area = jy_arena_strdup(&rows->arena, row->area);
    copy->offence = offence_code(r, row->offence);
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

static enum jy_code keep_incident(const struct jy_crime_incident *row, void *ctx,
                                  struct jy_error *err)
{
    (void)err;
    struct reading *r = ctx;
    struct jy_crime_rows *rows = r->rows;
    if (row->offence == NULL)
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
    struct reading r = {.rows = rows, .taxonomy = taxonomy};
    jy_arena_init(&rows->arena);
    enum jy_code code = jy_store_crime_count_each(store, JY_NOW, NULL, keep_count, &r, err);
    if (code == JY_OK)
        code = jy_store_population_each(store, JY_NOW, NULL, keep_population, &r, err);
    if (code == JY_OK && incidents)
        code = jy_store_crime_incident_each(store, JY_NOW, NULL, keep_incident, &r, err);
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
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->areas[i].key, key) == 0)
            return;
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
        if (n > 0)
            list->areas[i].at =
                (struct gis_lonlat){sum.lon_deg / (double)n, sum.lat_deg / (double)n};
    }
}

void jy_crime_areas_init(struct jy_crime_areas *out, const struct jy_city_data *data,
                         enum jy_area_kind kind)
{
    size_t cap = 0;
    *out = (struct jy_crime_areas){.kind = kind};
    for (size_t i = 0; i < data->n_areas; i++)
        if (data->areas[i].kind == kind && data->areas[i].name != NULL)
            add_area(out, &cap, data, data->areas[i].name, &data->areas[i]);
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

static size_t find_key(const struct jy_crime_areas *areas, char *key)
{
    const struct jy_crime_area want = {.key = key};
    const struct jy_crime_area *found =
        areas->n > 0 ? bsearch(&want, areas->areas, areas->n, sizeof want, by_key) : NULL;
    return found != NULL ? (size_t)(found - areas->areas) : SIZE_MAX;
}

size_t jy_crime_areas_find(const struct jy_crime_areas *areas, const struct jy_city_data *data,
                           const char *name)
{
    char key[JY_AREA_KEY_SIZE];
    const size_t found =
        find_key(areas, (char *)(uintptr_t)jy_area_key(name, prefix_of(data), key));
    if (found != SIZE_MAX || areas->kind != JY_AREA_DISTRICT)
        return found;
    const struct jy_district *d = jy_city_district(data->city, name); /* in another language */
    if (d == NULL)
        return SIZE_MAX;
    (void)jy_area_key(jy_text_in(&d->name, data->city->language), prefix_of(data), key);
    return find_key(areas, key);
}
