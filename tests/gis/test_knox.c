/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "gis/knox.h"

#include "tests/support/support.h"

enum { MOST = 600, NSIM = 4999 };

static size_t read_events(struct gis_xy *at, double *time)
{
    struct support_table t = support_table_read(support_shared("reference/points/st_events.csv"));
    size_t n = t.n_rows;
    assert_true(n <= MOST);
    for (size_t i = 0; i < n; i++) {
        at[i] = (struct gis_xy){support_number(&t, i, "x"), support_number(&t, i, "y")};
        time[i] = support_number(&t, i, "day");
    }
    support_table_free(&t);
    return n;
}

static void table_of_bands_matches(void **state)
{
    (void)state;
    if (support_shared("reference/points/st_events.csv") == NULL)
        skip();
    struct gis_xy at[MOST];
    double time[MOST];
    size_t n = read_events(at, time);
    const double space[] = {-1, 0, 100, 200, 300, 400, 500}, days[] = {-1, 7, 14, 21, 28};
    struct gis_knox knox, again;
    assert_int_equal(gis_knox(n, at, time, (struct gis_knox_bands){6, space},
                              (struct gis_knox_bands){4, days}, NSIM, 1, 2, &knox),
                     GIS_OK);
    struct support_table t = support_table_read(support_shared("reference/points/knox_bands.csv"));
    size_t compared = 0;
    for (size_t k = 0; k < t.n_rows; k++) {
        double s_to = support_number(&t, k, "s_to_incl"), t_to = support_number(&t, k, "t_to_incl");
        for (size_t c = 0; c < 24; c++) {
            /* "Inf" reads as infinite: those bands are not among ours. */
            if (space[c / 4 + 1] < s_to || space[c / 4 + 1] > s_to || days[c % 4 + 1] < t_to ||
                days[c % 4 + 1] > t_to)
                continue;
            const struct gis_knox_cell *cell = &knox.cells[c];
            assert_int_equal(cell->observed, (uint64_t)support_number(&t, k, "observed"));
            assert_near(cell->expected, support_number(&t, k, "expected_permutation_exact"), 1e-12,
                        1e-9);
            double p = support_number(&t, k, "p_mc");
            assert_near(cell->p, p,
                        4 * sqrt(p * (1 - p) * (1.0 / NSIM + 1.0 / 9999)) + 1.0 / (NSIM + 1), 0);
            compared++;
        }
    }
    assert_int_equal(compared, 24);
    support_table_free(&t);
    assert_int_equal(gis_knox(n, at, time, (struct gis_knox_bands){6, space},
                              (struct gis_knox_bands){4, days}, NSIM, 1, 1, &again),
                     GIS_OK);
    for (size_t c = 0; c < 24; c++)
        assert_near(again.cells[c].p, knox.cells[c].p, 0, 0);
    gis_knox_done(&knox);
    gis_knox_done(&again);
}

static void single_test_matches(void **state)
{
    (void)state;
    if (support_shared("reference/points/st_events.csv") == NULL)
        skip();
    struct gis_xy at[MOST];
    double time[MOST];
    size_t n = read_events(at, time);
    struct support_table t = support_table_read(support_shared("reference/points/knox_single.csv"));
    const double space[] = {-1, support_number(&t, 0, "eps_s")},
                 days[] = {-1, support_number(&t, 0, "eps_t")};
    struct gis_knox knox;
    assert_int_equal(gis_knox(n, at, time, (struct gis_knox_bands){1, space},
                              (struct gis_knox_bands){1, days}, 4999, 3, 2, &knox),
                     GIS_OK);
    assert_int_equal(knox.pairs, (uint64_t)support_number(&t, 0, "pairs"));
    assert_int_equal(knox.near_space[0], (uint64_t)support_number(&t, 0, "near_space"));
    assert_int_equal(knox.near_time[0], (uint64_t)support_number(&t, 0, "near_time"));
    assert_int_equal(knox.cells[0].observed, (uint64_t)support_number(&t, 0, "knox"));
    assert_near(knox.cells[0].expected, support_number(&t, 0, "expected"), 0, 1e-9);
    assert_near(knox.cells[0].p, support_number(&t, 0, "p_mc_4999"), 1e-9,
                0); /* the least p there is */
    support_table_free(&t);
    gis_knox_done(&knox);
}

static void bad_input_is_refused(void **state)
{
    (void)state;
    struct gis_xy at[] = {{0, 0}, {1, (double)NAN}};
    double time[] = {1, 2};
    const double good[] = {-1, 5}, bad[] = {5, 5};
    struct gis_knox knox;
    assert_int_equal(gis_knox(1, at, time, (struct gis_knox_bands){1, good},
                              (struct gis_knox_bands){1, good}, 0, 1, 1, &knox),
                     GIS_EEMPTY);
    assert_int_equal(gis_knox(2, at, time, (struct gis_knox_bands){1, good},
                              (struct gis_knox_bands){1, good}, 0, 1, 1, &knox),
                     GIS_EDOMAIN);
    at[1].y_m = 0;
    assert_int_equal(gis_knox(2, at, time, (struct gis_knox_bands){1, bad},
                              (struct gis_knox_bands){1, good}, 0, 1, 1, &knox),
                     GIS_EDOMAIN);
    assert_int_equal(gis_knox(2, at, time, (struct gis_knox_bands){1, good},
                              (struct gis_knox_bands){1, good}, 0, 1, 1, &knox),
                     GIS_OK);
    assert_int_equal(knox.cells[0].observed, 1);
    assert_true(isnan(knox.cells[0].p));
    gis_knox_done(&knox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_of_bands_matches),
        cmocka_unit_test(single_test_matches),
        cmocka_unit_test(bad_input_is_refused),
    };
    return cmocka_run_group_tests_name("gis/knox", tests, NULL, NULL);
}
