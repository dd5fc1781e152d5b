/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "gis/fdr.h"
#include "gis/gistar.h"

#include "tests/support/support.h"

/* Weights from a reference list of pairs (1-based i,j and perhaps w). */
static struct gis_weights *read_weights(size_t n, const char *name, bool weighted, bool self)
{
    char path[128];
    (void)snprintf(path, sizeof path, "reference/areal/%s", name);
    struct support_table t = support_table_read(support_shared(path));
    struct gis_pair *pairs = calloc(t.n_rows, sizeof *pairs);
    double *w = calloc(t.n_rows, sizeof *w);
    assert_non_null(pairs);
    assert_non_null(w);
    for (size_t k = 0; k < t.n_rows; k++) {
        pairs[k].from = (uint32_t)support_number(&t, k, "i") - 1;
        pairs[k].to = (uint32_t)support_number(&t, k, "j") - 1;
        w[k] = weighted ? support_number(&t, k, "w") : 1;
    }
    struct gis_weights *weights = NULL;
    assert_int_equal(gis_weights_new(n, t.n_rows, pairs, weighted ? w : NULL, self, &weights),
                     GIS_OK);
    free(pairs);
    free(w);
    support_table_free(&t);
    return weights;
}

static const struct reference {
    const char *result, *pairs;
    bool weighted, self, standardised;
} references[] = {
    {"columbus_GiStar_gal_B.csv", "columbus_nb_gal.csv", false, true, false},
    {"columbus_GiStar_gal_W.csv", "columbus_nb_gal.csv", false, true, true},
    {"columbus_GiStar_knn4_B.csv", "columbus_nb_knn4.csv", false, true, false},
    {"columbus_GiStar_knn4_W.csv", "columbus_nb_knn4.csv", false, true, true},
    {"columbus_GiStar_queen_B.csv", "columbus_nb_queen.csv", false, true, false},
    {"columbus_GiStar_queen_W.csv", "columbus_w_queen_self_W.csv", true, true, false},
    {"columbus_Gi_gal_B.csv", "columbus_nb_gal.csv", false, false, false},
    {"columbus_Gi_knn4_B.csv", "columbus_nb_knn4.csv", false, false, false},
    {"columbus_Gi_queen_B.csv", "columbus_nb_queen.csv", false, false, false},
    {"columbus_Gi_invdist_band.csv", "columbus_w_invdist_band.csv", true, false, false},
    {"nc_GiStar_EB74_CR85_B.csv", "nc_nb_CR85.csv", false, true, false},
    {"nc_GiStar_count74_CR85_B.csv", "nc_nb_CR85.csv", false, true, false},
    {"nc_GiStar_count79_CR85_B.csv", "nc_nb_CR85.csv", false, true, false},
    {"nc_GiStar_rate74_CC89_B.csv", "nc_nb_CC89.csv", false, true, false},
    {"nc_GiStar_rate79_CC89_B.csv", "nc_nb_CC89.csv", false, true, false},
};

static void check_reference(const struct reference *r)
{
    char path[128];
    (void)snprintf(path, sizeof path, "reference/areal/%s", r->result);
    struct support_table t = support_table_read(support_shared(path));
    struct gis_weights *weights = read_weights(t.n_rows, r->pairs, r->weighted, r->self);
    if (r->standardised)
        gis_weights_standardise_rows(weights);
    double x[128], p[128], q[128];
    struct gis_gi gi[128];
    assert_true(t.n_rows <= 128);
    for (size_t i = 0; i < t.n_rows; i++)
        x[i] = support_number(&t, i, "x");
    assert_int_equal((r->self ? gis_gistar : gis_gi)(weights, x, gi), GIS_OK);
    for (size_t i = 0; i < t.n_rows; i++)
        p[i] = gi[i].p;
    assert_int_equal(gis_fdr_bh(t.n_rows, p, q), GIS_OK);
    for (size_t i = 0; i < t.n_rows; i++) {
        /* An area without neighbours: the reference has 0 for g and no z. */
        assert_near(gi[i].g, support_number(&t, i, "G"), 1e-12, 1e-9);
        assert_near(gi[i].expected, support_number(&t, i, "EG"), 1e-12, 1e-9);
        assert_near(gi[i].variance, support_number(&t, i, "VG"), 1e-12, 1e-9);
        assert_near(gi[i].z, support_number(&t, i, "Z"), 1e-12, 1e-9);
        assert_near(p[i], support_number(&t, i, "p_two_sided"), 1e-12, 1e-9);
        assert_near(q[i], support_number(&t, i, "p_BH_two_sided"), 1e-12, 1e-9);
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

/* Getis & Ord's remote sensing example: neighbours by distance bands on a grid. */
static void getis_ord_example_matches(void **state)
{
    (void)state;
    if (support_shared("reference/areal/getisord_input.csv") == NULL)
        skip();
    struct support_table in =
        support_table_read(support_shared("reference/areal/getisord_input.csv"));
    struct support_table want =
        support_table_read(support_shared("reference/areal/getisord_Gi_GiStar.csv"));
    size_t n = in.n_rows;
    struct gis_pair *pairs = calloc(n * n, sizeof *pairs);
    double *x = calloc(n, sizeof *x);
    struct gis_gi *star = calloc(n, sizeof *star);
    struct gis_gi *plain = calloc(n, sizeof *plain);
    assert_true(pairs != NULL && x != NULL && star != NULL && plain != NULL);
    for (size_t begin = 0; begin < want.n_rows; begin += n) {
        double d = support_number(&want, begin, "d");
        size_t m = 0;
        for (size_t i = 0; i < n; i++) {
            x[i] = support_number(&in, i, "val");
            for (size_t j = 0; j < n; j++)
                if (i != j &&
                    hypot(support_number(&in, i, "x") - support_number(&in, j, "x"),
                          support_number(&in, i, "y") - support_number(&in, j, "y")) <= d + 1e-9)
                    pairs[m++] = (struct gis_pair){(uint32_t)i, (uint32_t)j};
        }
        struct gis_weights *with = NULL, *without = NULL;
        assert_int_equal(gis_weights_new(n, m, pairs, NULL, true, &with), GIS_OK);
        assert_int_equal(gis_weights_new(n, m, pairs, NULL, false, &without), GIS_OK);
        assert_int_equal(gis_gistar(with, x, star), GIS_OK);
        assert_int_equal(gis_gi(without, x, plain), GIS_OK);
        for (size_t k = 0; k < n; k++) {
            size_t i = (size_t)support_number(&want, begin + k, "id") - 1;
            assert_near(support_number(&want, begin + k, "d"), d, 0, 0);
            assert_int_equal(without->start[i + 1] - without->start[i],
                             (size_t)support_number(&want, begin + k, "nneigh"));
            assert_near(star[i].z, support_number(&want, begin + k, "GiStar"), 1e-12, 1e-9);
            assert_near(plain[i].z, support_number(&want, begin + k, "Gi"), 1e-12, 1e-9);
        }
        gis_weights_free(with);
        gis_weights_free(without);
    }
    free(pairs);
    free(x);
    free(star);
    free(plain);
    support_table_free(&in);
    support_table_free(&want);
}

/* The tolerance of the reference README; nsim_ref 0 means that p is exact. */
static void assert_mc(double got, double want, double nsim_ref, double nsim)
{
    double parts = 1 / nsim + (nsim_ref > 0 ? 1 / nsim_ref : 0);
    assert_near(got, want, 4 * sqrt(want * (1 - want) * parts) + 1 / (nsim + 1), 0);
}

static void check_permutation(const char *result, const char *pairs, double nsim_ref, uint32_t nsim,
                              const char *upper, const char *lower, const char *both)
{
    char path[128];
    (void)snprintf(path, sizeof path, "reference/areal/%s", result);
    struct support_table t = support_table_read(support_shared(path));
    size_t n = t.n_rows;
    double x[128], p[128], up[128], down[128], again[128];
    if (nsim_ref > 0) {
        struct support_table in =
            support_table_read(support_shared("reference/areal/columbus_input.csv"));
        for (size_t i = 0; i < n; i++)
            x[i] = support_number(&in, i, "crime");
        support_table_free(&in);
    } else {
        for (size_t i = 0; i < n; i++)
            x[i] = support_number(&t, i, "x");
    }
    struct gis_weights *weights = read_weights(n, pairs, false, true);
    assert_int_equal(gis_gi_permute(weights, x, nsim, 42, p, up, down), GIS_OK);
    for (size_t i = 0; i < n; i++) {
        assert_mc(up[i], support_number(&t, i, upper), nsim_ref, nsim);
        assert_mc(down[i], support_number(&t, i, lower), nsim_ref, nsim);
        /* Twice the smaller side has twice its error. */
        double want = support_number(&t, i, both);
        assert_near(p[i], want, 8 * sqrt(0.5 * want * (1 - 0.5 * want) / nsim) + 2.0 / (nsim + 1),
                    0);
        assert_near(p[i], fmin(1, 2 * fmin(up[i], down[i])), 0, 0);
    }
    assert_int_equal(gis_gi_permute(weights, x, nsim, 42, again, NULL, NULL), GIS_OK);
    assert_memory_equal(p, again, n * sizeof *p);
    gis_weights_free(weights);
    support_table_free(&t);
}

static void permutation_p_matches_exact_and_long_runs(void **state)
{
    (void)state;
    if (support_shared("reference/areal/columbus_nb_gal.csv") == NULL)
        skip();
    check_permutation("nc_perm_exact_count74_CR85_B.csv", "nc_nb_CR85.csv", 0, 200000,
                      "p_upper_exact", "p_lower_exact", "p_two_sided_2min");
    check_permutation("columbus_perm_mc_knn4_B.csv", "columbus_nb_knn4.csv", 999999, 200000,
                      "p_upper", "p_lower", "p_two_sided_2min");
    check_permutation("columbus_perm_mc_queen_B.csv", "columbus_nb_queen.csv", 999999, 200000,
                      "p_upper", "p_lower", "p_two_sided_2min");
}

/* Every choice of 2 of the other 4 values by hand: around area 0 (value 9) the neighbours 1 and 2
 * hold 5 + 4 = 9; the pairs of {5, 4, 1, 0} sum to 9 6 5 5 4 1, so P(>= 9) = 1/6. A row of all
 * others has nothing to permute. */
static void small_permutation_by_hand(void **state)
{
    (void)state;
    double x[] = {9, 5, 4, 1, 0}, p[5], up[5], down[5];
    struct gis_pair pairs[] = {{0, 1}, {0, 2}, {3, 0}, {3, 1}, {3, 2}, {3, 4}};
    struct gis_weights *w = NULL;
    assert_int_equal(gis_weights_new(5, 6, pairs, NULL, true, &w), GIS_OK);
    enum { NSIM = 300000 };
    assert_int_equal(gis_gi_permute(w, x, NSIM, 1, p, up, down), GIS_OK);
    assert_mc(up[0], 1.0 / 6, 0, NSIM);
    assert_near(down[0], 1, 0, 0);
    assert_near(p[3], 1, 0, 0);
    assert_true(isnan(p[1]) && isnan(p[4])); /* no neighbours */
    gis_weights_free(w);
}

static void unfit_input_is_refused(void **state)
{
    (void)state;
    double flat[] = {2, 2, 2}, bad[] = {1, (double)NAN, 2}, x[] = {1, 2, 4}, p[3];
    struct gis_pair pairs[] = {{0, 1}, {1, 2}, {0, 1}, {0, 2}};
    double uneven[] = {1, 1, 5, 3};
    struct gis_gi out[3];
    struct gis_weights *w = NULL;
    assert_int_equal(gis_weights_new(2, 2, pairs, NULL, true, &w), GIS_EDOMAIN);
    assert_int_equal(gis_weights_new(3, 4, pairs, uneven, true, &w), GIS_OK);
    assert_int_equal(w->start[1], 3); /* self, 1 and 2: the repeated pair counts once */
    assert_int_equal(gis_gistar(w, flat, out), GIS_EREFUSED);
    assert_int_equal(gis_gistar(w, bad, out), GIS_EDOMAIN);
    assert_int_equal(gis_gi_permute(w, x, 9, 1, p, NULL, NULL), GIS_EDOMAIN); /* weights 1 and 3 */
    assert_int_equal(gis_gi_permute(w, flat, 9, 1, p, NULL, NULL), GIS_EREFUSED);
    gis_weights_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columbus_and_carolina_match_spdep),
        cmocka_unit_test(getis_ord_example_matches),
        cmocka_unit_test(permutation_p_matches_exact_and_long_runs),
        cmocka_unit_test(small_permutation_by_hand),
        cmocka_unit_test(unfit_input_is_refused),
    };
    return cmocka_run_group_tests_name("gis/gistar", tests, NULL, NULL);
}
