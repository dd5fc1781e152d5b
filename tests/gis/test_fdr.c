/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>

#include "gis/fdr.h"

#include "tests/support/support.h"

/* Benjamini & Hochberg (1995), their example of 15 p-values; adjusted by R p.adjust. */
static void example_of_benjamini_and_hochberg(void **state)
{
    (void)state;
    const char *path = support_shared("reference/areal/fdr_BH1995_example.csv");
    if (path == NULL)
        skip();
    struct support_table t = support_table_read(path);
    double p[32], q[32];
    assert_true(t.n_rows == 15);
    /* Backwards, so that the order of input is not that of rank. */
    for (size_t i = 0; i < t.n_rows; i++)
        p[i] = support_number(&t, t.n_rows - 1 - i, "p");
    assert_int_equal(gis_fdr_bh(t.n_rows, p, q), GIS_OK);
    for (size_t i = 0; i < t.n_rows; i++)
        assert_near(q[i], support_number(&t, t.n_rows - 1 - i, "BH"), 1e-12, 1e-9);
    support_table_free(&t);
}

/* By hand, m = 3: 0.01 * 3, 0.04 * 3 / 2, and 0.05 * 3 / 3 which caps the one before it. */
static void missing_p_is_no_test(void **state)
{
    (void)state;
    double p[] = {0.05, (double)NAN, 0.01, 0.04};
    assert_int_equal(gis_fdr_bh(4, p, p), GIS_OK);
    assert_near(p[0], 0.05, 0, 1e-15);
    assert_true(isnan(p[1]));
    assert_near(p[2], 0.03, 0, 1e-15);
    assert_near(p[3], 0.05, 0, 1e-15);
    double bad[] = {0.5, 1.5};
    assert_int_equal(gis_fdr_bh(2, bad, bad), GIS_EDOMAIN);
    assert_int_equal(gis_fdr_bh(0, bad, bad), GIS_OK);
}

/* By hand, m = 3: 0.01 * 3, 0.04 * 2, and 0.05 * 1 which the one before it lifts. With ties each
 * takes the higher product: 0.01 * 4, then 0.01 * 3 lifted, 0.03 * 2, 0.5. */
static void holm_by_hand(void **state)
{
    (void)state;
    double p[] = {0.05, (double)NAN, 0.01, 0.04}, times[4];
    assert_int_equal(gis_fwer_holm(4, p, p, times), GIS_OK);
    assert_near(p[0], 0.08, 0, 1e-15);
    assert_true(isnan(p[1]));
    assert_near(p[2], 0.03, 0, 1e-15);
    assert_near(p[3], 0.08, 0, 1e-15);
    assert_near(times[0] + 10 * times[1] + 100 * times[2] + 1000 * times[3], 2301, 0, 0);
    double ties[] = {0.01, 0.01, 0.5, 0.03};
    assert_int_equal(gis_fwer_holm(4, ties, ties, NULL), GIS_OK);
    assert_near(ties[0], 0.04, 0, 1e-15);
    assert_near(ties[1], 0.04, 0, 1e-15);
    assert_near(ties[2], 0.5, 0, 1e-15);
    assert_near(ties[3], 0.06, 0, 1e-15);
    double bad[] = {0.5, -0.1};
    assert_int_equal(gis_fwer_holm(2, bad, bad, NULL), GIS_EDOMAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(example_of_benjamini_and_hochberg),
        cmocka_unit_test(missing_p_is_no_test),
        cmocka_unit_test(holm_by_hand),
    };
    return cmocka_run_group_tests_name("gis/fdr", tests, NULL, NULL);
}
