/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/random.h"

#include "tests/src/analysis/crime_town.h"
#include "tests/support/support.h"

static const char *const four[] = {"theft", "bicycle_theft", "shoplifting", "akisu"};

static struct jy_hotspot_family *family(struct town *t, size_t n, const char *const *offences,
                                        int from, int to, bool each_year, uint32_t nsim,
                                        uint64_t seed)
{
    struct jy_hotspot_options o = JY_HOTSPOT_DEFAULTS;
    struct jy_error err = {JY_OK, ""};
    struct jy_hotspot_family *f = NULL;
    o.from_year = from;
    o.to_year = to;
    o.full = true;
    o.nsim = nsim;
    o.seed = seed;
    const struct jy_crime_data crimes = {&t->rows, t->data, t->taxonomy};
    if (jy_hotspot_family_new(&crimes, &o, n, offences, each_year, &f, &err) != JY_OK)
        fail_msg("%s", err.text);
    return f;
}

static void add(struct town *t, const char *offence, int year, const uint32_t *cases)
{
    for (int i = 0; i < CHOME; i++)
        town_add_count(t, t->name[i], JY_AREA_CHOME, offence, year, cases[i], 1);
}

/* Counts by chance alone, in proportion to persons; theft holds the two kinds of it. */
static void draw(struct town *t, uint64_t seed)
{
    double even[CHOME];
    uint32_t bicycle[CHOME], shop[CHOME], akisu[CHOME], theft[CHOME];
    struct gis_multinomial *m = NULL;
    struct gis_random rng;
    for (int i = 0; i < CHOME; i++)
        even[i] = 1;
    assert_int_equal(gis_multinomial_new(CHOME, even, &m), GIS_OK);
    gis_random_init(&rng, 1971, seed);
    gis_multinomial_draw(m, &rng, 90, bicycle);
    gis_multinomial_draw(m, &rng, 60, shop);
    gis_multinomial_draw(m, &rng, 30, akisu);
    for (int i = 0; i < CHOME; i++)
        theft[i] = bicycle[i] + shop[i];
    gis_multinomial_free(m);
    t->rows.n_counts = 0;
    add(t, "theft", 2024, theft);
    add(t, "bicycle_theft", 2024, bicycle);
    add(t, "shoplifting", 2024, shop);
    add(t, "akisu", 2024, akisu);
}

/*
 * Towns without any zone, four offences of which one holds two others. Any zone is a false one: the
 * chance of one in a family is at most 5 % (120 towns: 3 standard errors above). Taken one by one,
 * with p not adjusted, more than 5 % of the families would have one: that is why they are.
 */
static void chance_makes_no_zone_in_a_family(void **state)
{
    enum { TOWNS = 120 };
    struct town *t = *state;
    int wrong = 0, wrong_alone = 0;
    town_add_population(t, 2024, 1000);
    for (uint64_t s = 0; s < TOWNS; s++) {
        draw(t, s);
        struct jy_hotspot_family *f = family(t, 4, four, 2024, 2024, false, 79, s);
        bool found = false, alone = false;
        for (size_t m = 0; m < f->n; m++) {
            const struct jy_hotspots *h = f->members[m];
            found = found || h->n_zones > 0;
            alone = alone || (h->n_zones > 0 && h->zones[0].p <= 0.05) ||
                    (h->n_others > 0 && h->others[0].p <= 0.05);
        }
        wrong += found;
        wrong_alone += alone;
        jy_hotspot_family_free(f);
    }
    assert_true(wrong <= 0.05 * TOWNS + 3 * sqrt(0.05 * 0.95 * TOWNS));
    assert_true(wrong_alone > 0.05 * TOWNS + 3 * sqrt(0.05 * 0.95 * TOWNS));
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* The closed form over the pool: q_(i) = min over j >= i of p_(j) m / j, m all areas of all runs.
 */
static void q_is_adjusted_over_all_areas_of_all_runs(void **state)
{
    struct town *t = *state;
    town_add_population(t, 2024, 1000);
    uint32_t cases[3][CHOME];
    for (int i = 0; i < CHOME; i++) {
        cases[0][i] = i < 5 ? 30 : 2;
        cases[1][i] = (uint32_t)(i * 7 % 23);
        cases[2][i] = (uint32_t)(i % 3 * i % 11);
    }
    for (int k = 0; k < 3; k++)
        add(t, four[k + 1], 2024, cases[k]);
    struct jy_hotspot_family *f = family(t, 3, four + 1, 2024, 2024, false, 99, 5);
    double p[3 * CHOME];
    size_t n = 0;
    for (size_t m = 0; m < f->n; m++)
        for (size_t i = 0; i < f->members[m]->n_areas; i++)
            if (!isnan(f->members[m]->areas[i].p_perm))
                p[n++] = f->members[m]->areas[i].p_perm;
    assert_true(n >= 2 * CHOME);
    assert_int_equal(f->tests.gistar, n);
    qsort(p, n, sizeof *p, by_value);
    for (size_t m = 0; m < f->n; m++)
        for (size_t i = 0; i < f->members[m]->n_areas; i++) {
            const struct jy_hotspot_area *a = &f->members[m]->areas[i];
            double q = 1;
            for (size_t j = n; j > 0 && p[j - 1] >= a->p_perm; j--)
                q = fmin(q, p[j - 1] * (double)n / (double)j);
            assert_true(isnan(a->p_perm) ? isnan(a->q) : fabs(a->q - q) <= 1e-12);
        }
    jy_hotspot_family_free(f);
}

/* Two runs with a clear zone and one without: Holm by hand, and simulations as many as keep the
 * least p what it is alone. */
static void p_is_adjusted_by_holm(void **state)
{
    struct town *t = *state;
    uint32_t hot[CHOME], warm[CHOME], even[CHOME];
    town_add_population(t, 2024, 1000);
    for (int i = 0; i < CHOME; i++) {
        hot[i] = i == 11 ? 40 : 2;
        warm[i] = i == 30 ? 9 : 2;
        even[i] = 2;
    }
    add(t, "bicycle_theft", 2024, hot);
    add(t, "shoplifting", 2024, warm);
    add(t, "akisu", 2024, even);
    struct jy_hotspot_family *f = family(t, 3, four + 1, 2024, 2024, false, 199, 1);
    assert_int_equal(f->n, 3);
    assert_int_equal(f->tests.runs, 3);
    assert_int_equal(f->members[0]->nsim, 3 * 200 - 1);
    const struct jy_hotspot_zone *first = &f->members[0]->zones[0];
    assert_near(first->p, 1.0 / 600, 0, 1e-12);
    assert_near(first->p_family, 3 * first->p, 0, 1e-12);
    const struct jy_hotspots *second = f->members[1];
    const struct jy_hotspot_zone *next =
        second->n_zones > 0 ? &second->zones[0] : &second->others[0];
    assert_near(next->p_family, fmin(1, fmax(first->p_family, 2 * next->p)), 0, 1e-12);
    assert_int_equal(f->members[2]->n_zones, 0);
    jy_hotspot_family_free(f);
    /* alone it is what it was */
    f = family(t, 1, four + 1, 2024, 2024, false, 199, 1);
    assert_int_equal(f->members[0]->nsim, 199);
    assert_near(f->members[0]->zones[0].p_family, f->members[0]->zones[0].p, 0, 0);
    jy_hotspot_family_free(f);
}

static void each_year_is_a_test_and_years_without_a_table_are_told(void **state)
{
    struct town *t = *state;
    uint32_t cases[CHOME];
    town_add_population(t, 2024, 1000);
    for (int i = 0; i < CHOME; i++)
        cases[i] = i == 3 ? 30 : 2;
    add(t, "bicycle_theft", 2020, cases);
    add(t, "bicycle_theft", 2022, cases);
    add(t, "bicycle_theft", 2023, cases);
    struct jy_hotspot_family *f = family(t, 1, four + 1, 2020, 2023, true, 99, 1);
    assert_int_equal(f->n, 3);
    assert_int_equal(f->n_left_out, 1);
    assert_int_equal(f->members[1]->options.from_year, 2022);
    /* 2020 is judged on 2022 and 2023, 2021 is not there: 30 of 110 cases in one of 41 areas */
    const struct jy_hotspots *h = f->members[0];
    assert_int_equal(h->n_zones, 1);
    assert_int_equal(h->n_later, 2);
    assert_int_equal(h->zones[0].holds[0].from_year, 2022);
    assert_int_equal(h->zones[0].holds[1].from_year, 2023);
    assert_near(h->zones[0].holds[1].share_cases, 30.0 / 110, 0, 1e-12);
    assert_near(h->zones[0].holds[1].ratio, 30.0 / 110 * 41, 0, 1e-12);
    jy_hotspot_family_free(f);
    struct jy_hotspot_options o = JY_HOTSPOT_DEFAULTS;
    struct jy_error err = {JY_OK, ""};
    const struct jy_crime_data crimes = {&t->rows, t->data, t->taxonomy};
    o.from_year = o.to_year = 2021;
    assert_int_equal(jy_hotspot_family_new(&crimes, &o, 1, four + 1, true, &f, &err), JY_ENOTFOUND);
    const char *const twice[] = {"bicycle_theft", "自転車盗"};
    o.from_year = o.to_year = 2020;
    assert_int_equal(jy_hotspot_family_new(&crimes, &o, 2, twice, false, &f, &err), JY_EINVALID);
    assert_non_null(strstr(err.text, "twice"));
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, town_setup, town_teardown)
    const struct CMUnitTest tests[] = {
        T(chance_makes_no_zone_in_a_family),
        T(q_is_adjusted_over_all_areas_of_all_runs),
        T(p_is_adjusted_by_holm),
        T(each_year_is_a_test_and_years_without_a_table_are_told),
    };
    return cmocka_run_group_tests_name("analysis/hotspot_family", tests, NULL, NULL);
}
