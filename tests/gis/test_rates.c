/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>

#include "gis/rates.h"

#include "tests/support/support.h"

enum { NC = 100 };

/* North Carolina SIDS 1974: spdep EBest, probmap and exact Poisson intervals of R. */
static void north_carolina_matches_spdep(void **state)
{
    (void)state;
    const char *path = support_shared("reference/areal/nc_EB_74.csv");
    if (path == NULL)
        skip();
    struct support_table t = support_table_read(path);
    assert_int_equal(t.n_rows, NC);
    uint32_t cases[NC];
    double population[NC];
    for (size_t i = 0; i < NC; i++) {
        cases[i] = (uint32_t)support_number(&t, i, "obs");
        population[i] = support_number(&t, i, "pop");
    }
    struct gis_rate rates[NC];
    struct gis_rates_summary sum;
    assert_int_equal(gis_rates(NC, cases, population, rates, &sum), GIS_OK);
    assert_int_equal(sum.n_areas, NC);
    assert_false(sum.no_difference);
    for (size_t i = 0; i < NC; i++) {
        assert_near(rates[i].expected, support_number(&t, i, "expected"), 1e-12, 1e-9);
        assert_near(rates[i].smr, support_number(&t, i, "smr"), 1e-12, 1e-9);
        assert_near(rates[i].smr_lo95, support_number(&t, i, "smr_lo95_exact"), 1e-12, 1e-9);
        assert_near(rates[i].smr_hi95, support_number(&t, i, "smr_hi95_exact"), 1e-12, 1e-9);
        assert_near(rates[i].eb_rate, support_number(&t, i, "EB_poisson_mm"), 1e-12, 1e-9);
    }
    support_table_free(&t);
}

/* By the formulae, with b = 30/300 = 0.1: an area of population 0 takes no part, not even its
 * cases. */
static void area_without_population_is_left_out(void **state)
{
    (void)state;
    uint32_t cases[] = {10, 99, 20};
    double population[] = {100, 0, 200};
    struct gis_rate r[3];
    struct gis_rates_summary sum;
    assert_int_equal(gis_rates(3, cases, population, r, &sum), GIS_OK);
    assert_int_equal(sum.n_areas, 2);
    assert_int_equal(sum.total_cases, 30);
    assert_near(r[0].expected, 10, 0, 1e-15);
    assert_near(r[2].smr, 1, 0, 1e-15);
    assert_true(isnan(r[1].expected) && isnan(r[1].smr) && isnan(r[1].smr_lo95) &&
                isnan(r[1].smr_hi95) && isnan(r[1].eb_rate));
    /* No spread beyond chance: A = 0 is said, and every area gets the overall rate. */
    assert_true(sum.no_difference);
    assert_near(r[0].eb_rate, 0.1, 0, 1e-15);
}

/* Two areas of population 100 with 0 and 20 cases: b = 0.1, s2 = 0.01, A = 0.01 - 0.001 = 0.009,
 * EB = 0.1 +- 0.009 * 0.1 / (0.009 + 0.001). */
static void shrinkage_follows_marshall(void **state)
{
    (void)state;
    uint32_t cases[] = {0, 20};
    double population[] = {100, 100};
    struct gis_rate r[2];
    struct gis_rates_summary sum;
    assert_int_equal(gis_rates(2, cases, population, r, &sum), GIS_OK);
    assert_near(sum.between_variance, 0.009, 0, 1e-12);
    assert_near(r[0].eb_rate, 0.01, 0, 1e-12);
    assert_near(r[1].eb_rate, 0.19, 0, 1e-12);
    assert_near(r[0].smr_lo95, 0, 0, 0);
    assert_near(r[0].smr_hi95, -log(0.025) / 10, 0, 1e-12);
}

static void nothing_and_nonsense(void **state)
{
    (void)state;
    uint32_t none[] = {0, 0};
    double population[] = {5, 5}, zero[] = {0, 0}, bad[] = {5, -1};
    struct gis_rate r[2];
    struct gis_rates_summary sum;
    assert_int_equal(gis_rates(2, none, population, r, &sum), GIS_OK);
    assert_true(isnan(r[0].smr) && r[0].expected == 0 && r[0].eb_rate == 0 && sum.no_difference);
    assert_int_equal(gis_rates(2, none, zero, r, &sum), GIS_EEMPTY);
    assert_int_equal(gis_rates(2, none, bad, r, &sum), GIS_EDOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(north_carolina_matches_spdep),
        cmocka_unit_test(area_without_population_is_left_out),
        cmocka_unit_test(shrinkage_follows_marshall),
        cmocka_unit_test(nothing_and_nonsense),
    };
    return cmocka_run_group_tests_name("gis/rates", tests, NULL, NULL);
}
