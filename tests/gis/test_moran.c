/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gis/moran.h"

#include "tests/support/support.h"

static const struct reference {
    const char *result, *pairs;
    bool weighted, standardised;
} references[] = {
    {"columbus_localmoran_gal_B.csv", "columbus_nb_gal.csv", false, false},
    {"columbus_localmoran_gal_W.csv", "columbus_nb_gal.csv", false, true},
    {"columbus_localmoran_invdist_band.csv", "columbus_w_invdist_band.csv", true, false},
    {"columbus_localmoran_knn4_B.csv", "columbus_nb_knn4.csv", false, false},
    {"columbus_localmoran_knn4_W.csv", "columbus_nb_knn4.csv", false, true},
    {"columbus_localmoran_queen_B.csv", "columbus_nb_queen.csv", false, false},
    {"columbus_localmoran_queen_W.csv", "columbus_nb_queen.csv", false, true},
    {"nc_localmoran_FT74_CR85_W.csv", "nc_nb_CR85.csv", false, true},
    {"nc_localmoran_FT79_CR85_W.csv", "nc_nb_CR85.csv", false, true},
    {"nc_localmoran_rate74_CC89_B.csv", "nc_nb_CC89.csv", false, false},
    {"nc_localmoran_rate79_CC89_B.csv", "nc_nb_CC89.csv", false, false},
};

static struct support_table open_table(const char *name)
{
    char path[128];
    (void)snprintf(path, sizeof path, "reference/areal/%s", name);
    return support_table_read(support_shared(path));
}

static struct gis_weights *read_weights(size_t n, const struct reference *r)
{
    struct support_table t = open_table(r->pairs);
    struct gis_pair *pairs = calloc(t.n_rows, sizeof *pairs);
    double *w = calloc(t.n_rows, sizeof *w);
    assert_true(pairs != NULL && w != NULL);
    for (size_t k = 0; k < t.n_rows; k++) {
        pairs[k].from = (uint32_t)support_number(&t, k, "i") - 1;
        pairs[k].to = (uint32_t)support_number(&t, k, "j") - 1;
        w[k] = r->weighted ? support_number(&t, k, "w") : 1;
    }
    struct gis_weights *weights = NULL;
    assert_int_equal(gis_weights_new(n, t.n_rows, pairs, w, false, &weights), GIS_OK);
    if (r->standardised)
        gis_weights_standardise_rows(weights);
    free(pairs);
    free(w);
    support_table_free(&t);
    return weights;
}

static void check_reference(const struct reference *r)
{
    static const char *const names[] = {"Low-Low", "Low-High", "High-Low", "High-High"};
    struct support_table t = open_table(r->result);
    double x[128];
    struct gis_moran m[128];
    assert_true(t.n_rows <= 128);
    for (size_t i = 0; i < t.n_rows; i++)
        x[i] = support_number(&t, i, "x");
    struct gis_weights *weights = read_weights(t.n_rows, r);
    assert_int_equal(gis_local_moran(weights, x, m), GIS_OK);
    for (size_t i = 0; i < t.n_rows; i++) {
        assert_near(m[i].i, support_number(&t, i, "Ii"), 1e-12, 1e-9);
        assert_near(m[i].expected, support_number(&t, i, "E_cond"), 1e-12, 1e-9);
        assert_near(m[i].variance, support_number(&t, i, "Var_cond"), 1e-12, 1e-9);
        if (weights->start[i] == weights->start[i + 1]) {
            assert_true(isnan(m[i].z) && isnan(m[i].p)); /* no neighbours, no test */
            continue;
        }
        assert_near(m[i].z, support_number(&t, i, "Z_cond"), 1e-12, 1e-9);
        assert_near(m[i].p, support_number(&t, i, "p_cond"), 1e-12, 1e-9);
        assert_near(m[i].expected_total, support_number(&t, i, "E_rand"), 1e-12, 1e-9);
        assert_near(m[i].variance_total, support_number(&t, i, "Var_rand"), 1e-12, 1e-9);
        assert_string_equal(names[m[i].quadrant], support_cell(&t, i, "quadrant_pysal"));
    }
    gis_weights_free(weights);
    support_table_free(&t);
}

static void columbus_and_carolina_match_spdep(void **state)
{
    (void)state;
    if (support_shared("reference/areal/columbus_nb_gal.csv") == NULL)
        skip();
    for (size_t k = 0; k < sizeof references / sizeof *references; k++)
        check_reference(&references[k]);
}

/* Values 1, -1, 0 in a row: z = x, m2 = 2/3, so I of the first is 1 * -1 / (2/3). */
static void by_hand_and_refusals(void **state)
{
    (void)state;
    double x[] = {1, -1, 0}, flat[] = {2, 2, 2}, bad[] = {1, (double)INFINITY, 2};
    struct gis_pair pairs[] = {{0, 1}, {1, 0}, {1, 2}, {2, 1}};
    struct gis_weights *w = NULL;
    struct gis_moran m[3];
    assert_int_equal(gis_weights_new(3, 4, pairs, NULL, false, &w), GIS_OK);
    assert_int_equal(gis_local_moran(w, x, m), GIS_OK);
    assert_near(m[0].i, -1.5, 0, 1e-12);
    assert_int_equal(m[0].quadrant, GIS_HIGH_LOW);
    assert_int_equal(gis_local_moran(w, flat, m), GIS_EREFUSED);
    assert_int_equal(gis_local_moran(w, bad, m), GIS_EDOMAIN);
    gis_weights_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columbus_and_carolina_match_spdep),
        cmocka_unit_test(by_hand_and_refusals),
    };
    return cmocka_run_group_tests_name("gis/moran", tests, NULL, NULL);
}
