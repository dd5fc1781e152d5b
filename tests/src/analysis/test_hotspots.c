/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/projection.h"

#include "src/analysis/contiguity.h"

#include "tests/src/analysis/crime_town.h"
#include "tests/support/support.h"

/*
 * Ten cases in one chome, 2 in each of the 40 others: C = 90, E = 90/41. O/E = 10 * 41 / 90. The
 * exact interval of 10 Poisson counts is 4.795389 to 18.390356 (chi-square tables, half the 2.5 %
 * point with 20 and the 97.5 % point with 22 degrees of freedom).
 */
static void a_ratio_has_the_exact_interval(void **state)
{
    struct town *t = *state;
    int cases[CHOME];
    town_fill(cases, 2);
    cases[0] = 10;
    town_add_table(t, 2024, cases, 1);
    town_add_population(t, 2024, 1000);
    struct jy_hotspots *h = town_zones(t, JY_HOTSPOT_CHOME, 2024, 2024, false);
    const struct jy_hotspot_area *a = town_area(h, t->name[0]);
    assert_int_equal(h->reported, 90);
    assert_int_equal(h->matched, 90);
    assert_int_equal(a->cases, 10);
    assert_near(a->rate.expected, 90.0 / 41, 0, 1e-12);
    assert_near(a->rate.smr, 10 * 41 / 90.0, 0, 1e-12);
    assert_near(a->rate.smr_lo95, 4.795389 * 41 / 90, 1e-5, 0);
    assert_near(a->rate.smr_hi95, 18.390356 * 41 / 90, 1e-5, 0);
    assert_true(a->few);
    assert_false(h->suppressed); /* published under a licence, and the profile exempts that */
    assert_int_equal(h->n_zones, 1);
    assert_int_equal(h->zones[0].n_areas, 1);
    assert_int_equal(h->zones[0].cases, 10);
    assert_near(h->zones[0].lo95, 4.795389 * 41 / 90, 1e-5, 0);
    /* LLR of the scan's definition; inside against outside 10/E over 80/(90 - E) */
    assert_near(h->zones[0].llr, 10 * log(10 * 41 / 90.0) + 80 * log(80 * 41 / (90.0 * 40)), 0,
                1e-9);
    assert_near(h->zones[0].relative_risk, 5, 0, 1e-9);
    assert_true(h->zones[0].p <= JY_HOTSPOT_ALPHA);
    assert_true(a->in_zone);
    /* s^2 = (10 - C/41)^2 + 40 (2 - C/41)^2 over 41 is 1.52, less than the 2.20 of chance: A = 0 */
    assert_true(h->summary.no_difference);
    assert_int_equal(h->gistar_refused, JY_REFUSED_NO_VARIATION);
    jy_hotspots_free(h);
}

static void districts_add_up_their_chome_and_gistar_is_refused(void **state)
{
    struct town *t = *state;
    int cases[CHOME];
    for (int i = 0; i < CHOME; i++)
        cases[i] = i;
    town_add_table(t, 2024, cases, 1);
    town_add_population(t, 2024, 1000);
    struct jy_hotspots *h = town_zones(t, JY_HOTSPOT_DISTRICT, 2024, 2024, false);
    assert_int_equal(h->n_areas, 11);
    assert_int_equal(h->matched, CHOME * (CHOME - 1) / 2);
    assert_int_equal(town_area(h, "岩戸北")->cases, 0 + 1 + 2 + 3); /* the profile's first four */
    assert_near(town_area(h, "岩戸北")->exposure, 4000, 0, 0);
    assert_int_equal(h->gistar_refused, JY_REFUSED_FEW_AREAS);
    assert_int_equal(h->scan_refused, JY_REFUSED_NOT);
    jy_hotspots_free(h);
    h = town_zones(t, JY_HOTSPOT_CHOME, 2024, 2024, false);
    assert_int_equal(h->gistar_refused, JY_REFUSED_NOT);
    assert_int_equal(h->n_tests, CHOME);
    for (size_t i = 0; i < h->n_areas; i++)
        assert_true(h->areas[i].q >= h->areas[i].p_perm && h->areas[i].q <= 1);
    jy_hotspots_free(h);
    /* a table by district of that year is used alone: never both */
    town_add_count(t, "岩戸北", JY_AREA_DISTRICT, "bicycle_theft", 2024, 50, 1);
    h = town_zones(t, JY_HOTSPOT_DISTRICT, 2024, 2024, false);
    assert_int_equal(town_area(h, "岩戸北")->cases, 50);
    assert_int_equal(h->matched, 50);
    assert_int_equal(h->n_unknown, 10);
    jy_hotspots_free(h);
}

/* 計 is never summed, a second import of the same year counts once, other spellings are matched. */
static void nothing_is_counted_twice(void **state)
{
    struct town *t = *state;
    int cases[CHOME];
    town_fill(cases, 3);
    town_add_table(t, 2024, cases, 1);
    town_add_population(t, 2024, 1000);
    town_add_count(t, "狛江市計", JY_AREA_CHOME, "bicycle_theft", 2024, 123, 1);
    town_add_count(t, "狛江市岩戸北１丁目", JY_AREA_CHOME, "bicycle_theft", 2024, 3, 3);
    town_add_count(t, "岩戸北二丁目", JY_AREA_CHOME, "bicycle_theft", 2024, 5, 3); /* newer: 5 */
    town_add_count(t, "調布一丁目", JY_AREA_CHOME, "bicycle_theft", 2024, 7, 1);
    town_add_count(t, t->name[0], JY_AREA_CHOME, "theft", 2024, 900, 1); /* its parent */
    struct jy_hotspots *h = town_zones(t, JY_HOTSPOT_CHOME, 2024, 2024, true);
    assert_int_equal(h->matched, 3 * 41 + 2);
    assert_int_equal(h->n_conflict, 1);
    assert_int_equal(town_area(h, "岩戸北二丁目")->cases, 5);
    assert_int_equal(h->unmatched, 7);
    assert_int_equal(h->n_unmatched, 1);
    assert_string_equal(h->unmatched_names[0], "調布一丁目");
    assert_int_equal(h->reported, 123);
    jy_hotspots_free(h);
}

/* An area without a row is 0 only when the table's total leaves nothing for it. */
static void a_missing_row_is_zero_by_the_total_or_unknown(void **state)
{
    struct town *t = *state;
    town_add_population(t, 2024, 1000);
    for (int i = 1; i < CHOME; i++)
        town_add_count(t, t->name[i], JY_AREA_CHOME, "bicycle_theft", 2024, 2, 1);
    struct jy_hotspots *h = town_zones(t, JY_HOTSPOT_CHOME, 2024, 2024, true);
    assert_int_equal(town_area(h, t->name[0])->cases, -1);
    assert_true(isnan(town_area(h, t->name[0])->rate.smr));
    assert_int_equal(h->summary.n_areas, 40);
    jy_hotspots_free(h);
    town_add_count(t, NULL, JY_AREA_BOUNDARY, "bicycle_theft", 2024, 80, 1);
    h = town_zones(t, JY_HOTSPOT_CHOME, 2024, 2024, true);
    assert_int_equal(town_area(h, t->name[0])->cases, 0);
    assert_int_equal(h->n_without_row, 1);
    assert_near(town_area(h, t->name[0])->rate.expected, 80.0 / 41, 0, 1e-12);
    jy_hotspots_free(h);
}

static void person_years_take_the_nearest_year(void **state)
{
    struct town *t = *state;
    int cases[CHOME];
    town_fill(cases, 4);
    town_add_table(t, 2023, cases, 1);
    town_add_table(t, 2024, cases, 1);
    town_add_population(t, 2020, 500);
    town_add_population(t, 2024, 1500);
    struct jy_hotspots *h = town_zones(t, JY_HOTSPOT_CHOME, 2023, 2024, true);
    assert_int_equal(h->matched, 2 * 4 * CHOME);
    assert_int_equal(h->exposure.kind, JY_EXPOSURE_PERSONS); /* no bicycles are registered */
    assert_int_equal(h->exposure.year_used[0], 2024);
    assert_int_equal(h->exposure.year_used[1], 2024);
    assert_near(town_area(h, t->name[0])->exposure, 3000, 0, 0);
    assert_true(h->summary.no_difference);
    assert_int_equal(h->gistar_refused, JY_REFUSED_NO_VARIATION);
    assert_int_equal(h->n_zones, 0);
    jy_hotspots_free(h);
}

static void without_population_there_are_counts_and_a_reason(void **state)
{
    struct town *t = *state;
    int cases[CHOME];
    town_fill(cases, 4);
    town_add_table(t, 2024, cases, 1);
    struct jy_hotspots *h = town_zones(t, JY_HOTSPOT_CHOME, 2024, 2024, false);
    assert_int_equal(h->rates_refused, JY_REFUSED_NO_POPULATION);
    assert_int_equal(h->scan_refused, JY_REFUSED_NO_POPULATION);
    assert_int_equal(town_area(h, t->name[0])->cases, 4);
    assert_int_equal(h->n_zones, 0);
    jy_hotspots_free(h);
}

/* Next year 30 of 60 cases in the zone of one of 41 equal areas: hit rate 1/2, PAI 41/2. */
static void a_zone_is_judged_on_the_next_period(void **state)
{
    struct town *t = *state;
    int cases[CHOME];
    town_fill(cases, 1);
    cases[20] = 40;
    town_add_table(t, 2023, cases, 1);
    town_fill(cases, 0);
    cases[20] = 30;
    cases[3] = 30;
    town_add_table(t, 2024, cases, 1);
    town_add_population(t, 2023, 1000);
    struct jy_hotspots *h = town_zones(t, JY_HOTSPOT_CHOME, 2023, 2023, false);
    assert_int_equal(h->n_zones, 1);
    assert_int_equal(h->n_later, 1);
    const struct jy_hotspot_hold *hold = &h->zones[0].holds[0];
    assert_int_equal(hold->from_year, 2024);
    assert_int_equal(hold->cases, 30);
    assert_int_equal(hold->total, 60);
    assert_near(hold->share_cases, 0.5, 0, 1e-12);
    assert_near(hold->share_exposure, 1.0 / 41, 0, 1e-12);
    assert_near(hold->pai, 20.5, 0.01, 0);
    jy_hotspots_free(h);
    h = town_zones(t, JY_HOTSPOT_CHOME, 2024, 2024, false);
    assert_int_equal(h->n_later, 0);
    jy_hotspots_free(h);
}

static void what_is_not_there_is_named(void **state)
{
    struct town *t = *state;
    struct jy_hotspot_options o = JY_HOTSPOT_DEFAULTS;
    struct jy_error err = {JY_OK, ""};
    struct jy_hotspots *h = NULL;
    town_add_count(t, t->name[0], JY_AREA_CHOME, "bicycle_theft", 2024, 2, 1);
    o.from_year = o.to_year = 2023;
    o.offence = "witchcraft";
    assert_int_equal(jy_hotspots_new(&t->rows, t->data, t->taxonomy, &o, &h, &err), JY_ENOTFOUND);
    assert_non_null(strstr(err.text, "witchcraft"));
    assert_non_null(strstr(err.text, "bicycle_theft"));
    o.offence = "bicycle_theft";
    assert_int_equal(jy_hotspots_new(&t->rows, t->data, t->taxonomy, &o, &h, &err), JY_ENOTFOUND);
    assert_non_null(strstr(err.text, "2024"));
    o.to_year = 2022;
    assert_int_equal(jy_hotspots_new(&t->rows, t->data, t->taxonomy, &o, &h, &err), JY_EINVALID);
    assert_null(h);
}

/* A lattice of squares: a corner square has 3 neighbours and itself, an inner one 8 and itself. */
static void squares_that_touch_are_neighbours(void **state)
{
    struct town *t = *state;
    const struct jy_geometry *outline[CHOME];
    struct gis_projection *projection = NULL;
    struct gis_weights *w = NULL;
    struct jy_error err = {JY_OK, ""};
    for (int i = 0; i < CHOME; i++)
        outline[i] = &t->data->areas[i].geometry;
    assert_int_equal(gis_projection_new(6677, &projection), GIS_OK);
    assert_int_equal(jy_contiguity(CHOME, outline, projection, JY_CONTIGUITY_TOLERANCE_M, &w, &err),
                     JY_OK);
    assert_int_equal(w->start[1] - w->start[0], 4);
    assert_int_equal(w->start[9] - w->start[8], 9);
    assert_near(jy_geometry_area_m2(outline[0], projection), 10000, 0.1, 0);
    gis_weights_free(w);
    gis_projection_free(projection);
}

/*
 * Incidents by cells of 100 m that are the squares of the town: 12 in the square at column 3, row 2
 * and 3 in each of its 8 neighbours, 36 of 40 with a position inside; one lies outside the city,
 * two have none, one is of another year, one of another offence.
 */
static void incidents_make_zones_of_cells(void **state)
{
    struct town *t = *state;
    static struct jy_crime_incident incidents[41];
    size_t n = 0;
    for (int y = 1; y <= 3; y++)
        for (int x = 2; x <= 4; x++)
            for (int k = 0; k < (x == 3 && y == 2 ? 12 : 3); k++) {
                const struct gis_lonlat a = t->rings[y * COLUMNS + x][0],
                                        b = t->rings[y * COLUMNS + x][2];
                incidents[n++] = (struct jy_crime_incident){
                    .offence = "bicycle_theft",
                    .from = {2024, 5, 1},
                    .located = true,
                    .at = {(a.lon_deg + b.lon_deg) / 2, (a.lat_deg + b.lat_deg) / 2}};
            }
    assert_int_equal(n, 36);
    for (int k = 0; k < 5; k++)
        incidents[n + (size_t)k] = incidents[0];
    incidents[n].at.lat_deg += 1;
    incidents[n + 1].located = incidents[n + 2].located = false;
    incidents[n + 3].from.year = 2023;
    incidents[n + 4].offence = "shoplifting";
    t->rows.incidents = incidents;
    t->rows.n_incidents = n + 5;

    struct jy_hotspot_options o = JY_HOTSPOT_DEFAULTS;
    struct jy_error err = {JY_OK, ""};
    struct jy_hotspots *h = NULL;
    o.level = JY_HOTSPOT_GRID;
    o.from_year = o.to_year = 2024;
    o.cell_m = 100;
    o.offence = "theft"; /* an incident counts in the group of its kind, once */
    assert_int_equal(jy_hotspots_new(&t->rows, t->data, t->taxonomy, &o, &h, &err), JY_OK);
    assert_int_equal(h->incidents, 40);
    jy_hotspots_free(h);
    o.offence = "bicycle_theft";
    assert_int_equal(jy_hotspots_new(&t->rows, t->data, t->taxonomy, &o, &h, &err), JY_OK);
    assert_int_equal(h->incidents, 39);
    assert_int_equal(h->located, 36);
    assert_true(h->n_cells >= 36 && h->n_cells <= CHOME);
    assert_int_equal(h->gistar_refused, JY_REFUSED_NOT);
    assert_int_equal(h->n_zones, 1);
    assert_true(h->zones[0].cases >= 12 && h->zones[0].cases <= 36);
    assert_true(h->zones[0].q <= JY_HOTSPOT_ALPHA);
    const struct gis_lonlat centre = {
        (t->rings[2 * COLUMNS + 3][0].lon_deg + t->rings[2 * COLUMNS + 3][2].lon_deg) / 2,
        (t->rings[2 * COLUMNS + 3][0].lat_deg + t->rings[2 * COLUMNS + 3][2].lat_deg) / 2};
    struct jy_geometry outline = jy_hotspots_zone_geometry(h, &h->zones[0]);
    assert_true(jy_geometry_holds(&outline, centre));
    jy_hotspots_geometry_free(&outline);
    jy_hotspots_free(h);
    o.to_year = o.from_year = 2020;
    assert_int_equal(jy_hotspots_new(&t->rows, t->data, t->taxonomy, &o, &h, &err), JY_OK);
    assert_int_equal(h->gistar_refused, JY_REFUSED_NO_INCIDENTS);
    jy_hotspots_free(h);
}

/* --- suppression ------------------------------------------------------------------------------ */

/* What the public sees of 2024: everything that is shown, at both levels and over both years. */
static void small_counts_of_the_citys_own_table_stay_hidden(void **state)
{
    struct town *t = *state;
    int cases[CHOME];
    town_fill(cases, 5);
    cases[7] = 1; /* the only small count */
    town_add_table(t, 2024, cases, 3);
    town_fill(cases, 6);
    town_add_table(t, 2025, cases, 3);
    town_add_population(t, 2024, 1000);
    struct jy_hotspots *chome = town_zones(t, JY_HOTSPOT_CHOME, 2024, 2024, false);
    struct jy_hotspots *both = town_zones(t, JY_HOTSPOT_CHOME, 2024, 2025, false);
    struct jy_hotspots *all = town_zones(t, JY_HOTSPOT_CHOME, 2024, 2024, true);
    size_t n_hidden = 0, n_district = 0;
    const struct jy_district *district = town_area(chome, t->name[7])->district;
    for (size_t i = 0; i < chome->n_areas; i++) {
        n_hidden += chome->areas[i].hidden;
        n_district += chome->areas[i].hidden && chome->areas[i].district == district;
        assert_int_equal(both->areas[i].hidden, chome->areas[i].hidden);
        assert_false(all->areas[i].hidden);
    }
    assert_true(town_area(chome, t->name[7])->hidden);
    assert_true(n_district >= 2); /* else the district's total gives it away */
    assert_true(n_hidden < 10);
    assert_true(chome->suppressed);
    assert_false(all->suppressed);
    jy_hotspots_free(chome);
    jy_hotspots_free(both);
    jy_hotspots_free(all);
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, town_setup, town_teardown)
    const struct CMUnitTest tests[] = {
        T(a_ratio_has_the_exact_interval),
        T(districts_add_up_their_chome_and_gistar_is_refused),
        T(nothing_is_counted_twice),
        T(a_missing_row_is_zero_by_the_total_or_unknown),
        T(person_years_take_the_nearest_year),
        T(without_population_there_are_counts_and_a_reason),
        T(a_zone_is_judged_on_the_next_period),
        T(what_is_not_there_is_named),
        T(squares_that_touch_are_neighbours),
        T(incidents_make_zones_of_cells),
        T(small_counts_of_the_citys_own_table_stay_hidden),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
