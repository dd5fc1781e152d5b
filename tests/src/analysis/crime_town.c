/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/src/analysis/crime_town.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/projection.h"

#include "src/base/mem.h"

#include "tests/src/domain/profile_city.h"
#include "tests/support/support.h"

static const double x0_m = -20000, y0_m = -40000;

static void name_chome(struct town *t)
{
    const struct jy_city *city = t->data->city;
    size_t n = 0;
    for (size_t d = 0; d < city->n_districts; d++)
        for (size_t c = 0; c < city->districts[d].n_chome; c++)
            t->name[n++] = city->districts[d].chome[c];
    assert_int_equal(n, CHOME);
}

static void lay_out(struct town *t)
{
    struct gis_projection *projection = NULL;
    assert_int_equal(gis_projection_new(6677, &projection), GIS_OK);
    t->data->n_areas = CHOME;
    t->data->areas = jy_calloc(CHOME, sizeof *t->data->areas);
    t->ring_end = 5;
    t->outer = 1;
    for (int i = 0; i < CHOME; i++) {
        const double x = x0_m + 100 * (i % COLUMNS), y = y0_m + 100 * (i / COLUMNS); /* NOLINT */
        const struct gis_xy ring[] = {
            {x, y}, {x + 100, y}, {x + 100, y + 100}, {x, y + 100}, {x, y}};
        assert_int_equal(gis_unproject(projection, 5, ring, t->rings[i]), GIS_OK);
        t->data->areas[i] = (struct jy_area){.kind = JY_AREA_CHOME,
                                             .name = t->name[i],
                                             .label = {(double)NAN, (double)NAN},
                                             .geometry = {.kind = JY_GEOMETRY_POLYGONS,
                                                          .n_points = 5,
                                                          .points = t->rings[i],
                                                          .n_parts = 1,
                                                          .part_end = &t->ring_end,
                                                          .part_outer = &t->outer}};
    }
    gis_projection_free(projection);
}

int town_setup(void **state)
{
    struct town *t = jy_calloc(1, sizeof *t);
    struct jy_error err = {JY_OK, ""};
    struct jy_city_data *d = t->data = jy_calloc(1, sizeof *d);
    d->city = profile_city("data/cities/komae");
    if (jy_taxonomy_new(&t->taxonomy, &err) != JY_OK)
        fail_msg("%s", err.text);
    jy_arena_init(&d->arena);
    name_chome(t);
    lay_out(t);
    d->n_sources = 3;
    d->sources = jy_calloc(3, sizeof *d->sources);
    d->sources[0] = (struct jy_source){.id = 1,
                                       .published = true,
                                       .licence = "CC BY 4.0",
                                       .date = {2024, 12, 31},
                                       .layer = JY_LAYER_CRIMES};
    d->sources[1] = (struct jy_source){.id = 2, .date = {2024, 4, 1}, .layer = JY_LAYER_POPULATION};
    d->sources[2] = (struct jy_source){.id = 3, .date = {2025, 6, 30}, .layer = JY_LAYER_CRIMES};
    t->rows.counts = t->counts;
    t->rows.population = t->population;
    *state = t;
    return 0;
}

int town_teardown(void **state)
{
    struct town *t = *state;
    jy_city_data_free(t->data);
    jy_taxonomy_free(t->taxonomy);
    free(t);
    return 0;
}

void town_add_count(struct town *t, const char *area, enum jy_area_kind kind, const char *offence,
                    int year, int64_t cases, int64_t source)
{
    assert_true(t->rows.n_counts < sizeof t->counts / sizeof *t->counts);
    t->counts[t->rows.n_counts++] = (struct jy_crime_count){.area = area,
                                                            .area_kind = kind,
                                                            .offence = offence,
                                                            .year = year,
                                                            .cases = cases,
                                                            .source_id = source};
}

/* cases(i) in chome i, and the city's row. */
void town_add_table(struct town *t, int year, const int *cases, int64_t source)
{
    int64_t sum = 0;
    for (int i = 0; i < CHOME; i++) {
        town_add_count(t, t->name[i], JY_AREA_CHOME, "bicycle_theft", year, cases[i], source);
        sum += cases[i];
    }
    town_add_count(t, NULL, JY_AREA_BOUNDARY, "bicycle_theft", year, sum, source);
}

void town_add_population(struct town *t, int year, double persons)
{
    for (int i = 0; i < CHOME; i++)
        t->population[t->rows.n_population++] = (struct jy_population){.area = t->name[i],
                                                                       .area_kind = JY_AREA_CHOME,
                                                                       .kind = JY_EXPOSURE_PERSONS,
                                                                       .year = year,
                                                                       .count = persons,
                                                                       .source_id = 2};
}

struct jy_hotspots *town_zones(struct town *t, enum jy_hotspot_level level, int from, int to,
                               bool full)
{
    struct jy_hotspot_options o = JY_HOTSPOT_DEFAULTS;
    struct jy_error err = {JY_OK, ""};
    struct jy_hotspots *h = NULL;
    o.offence = "自転車盗";
    o.level = level;
    o.from_year = from;
    o.to_year = to;
    o.full = full;
    if (jy_hotspots_new(&t->rows, t->data, t->taxonomy, &o, &h, &err) != JY_OK)
        fail_msg("%s", err.text);
    return h;
}

const struct jy_hotspot_area *town_area(const struct jy_hotspots *h, const char *name)
{
    for (size_t i = 0; i < h->n_areas; i++)
        if (strcmp(h->areas[i].name, name) == 0)
            return &h->areas[i];
    fail_msg("no area %s", name);
    return NULL;
}

void town_fill(int *cases, int value)
{
    for (int i = 0; i < CHOME; i++)
        cases[i] = value;
}
