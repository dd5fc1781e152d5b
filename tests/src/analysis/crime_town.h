/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The 11 districts and 41 chome of the profile as squares of 100 m in a row of rows: chome i at
 * column i % 7, row i / 7, touching at sides and corners. 1,000 persons in each chome. No police
 * figure is used: cases are the test's own.
 */
#pragma once
#include "src/analysis/hotspots.h"

#define CHOME       41
#define COLUMNS     7
#define TOWN_COUNTS (12 * (CHOME + 1))

struct town {
    struct jy_city_data *data;
    struct jy_taxonomy *taxonomy;
    struct jy_crime_rows rows;
    struct jy_crime_count counts[TOWN_COUNTS];
    struct jy_population population[2 * CHOME];
    struct gis_lonlat rings[CHOME][5];
    uint32_t ring_end;
    uint8_t outer;
    const char *name[CHOME];
};

/* cmocka's: *state is the caller's struct town. */
int town_setup(void **state);
int town_teardown(void **state);
void town_add_count(struct town *t, const char *area, enum jy_area_kind kind, const char *offence,
                    int year, int64_t cases, int64_t source);
void town_add_table(struct town *t, int year, const int *cases, int64_t source);
void town_add_population(struct town *t, int year, double persons);
struct jy_hotspots *town_zones(struct town *t, enum jy_hotspot_level level, int from, int to,
                               bool full);
const struct jy_hotspot_area *town_area(const struct jy_hotspots *h, const char *name);
void town_fill(int *cases, int value);
