/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gis/scan.h"

#include "tests/support/support.h"

enum { MOST = 300 };

struct input {
    size_t n;
    struct gis_xy at[MOST];
    uint32_t cases[MOST];
    double population[MOST];
};

static struct input *read_input(const char *name, const char *x, const char *y, const char *cases,
                                const char *population)
{
    char path[128];
    (void)snprintf(path, sizeof path, "reference/scan/%s", name);
    struct support_table t = support_table_read(support_shared(path));
    struct input *in = calloc(1, sizeof *in);
    assert_non_null(in);
    assert_true(t.n_rows <= MOST);
    in->n = t.n_rows;
    for (size_t i = 0; i < in->n; i++) {
        in->at[i] = (struct gis_xy){support_number(&t, i, x), support_number(&t, i, y)};
        in->cases[i] = (uint32_t)support_number(&t, i, cases);
        in->population[i] = support_number(&t, i, population);
    }
    support_table_free(&t);
    return in;
}

static void check_members(const struct gis_scan_cluster *c, const char *ids)
{
    char text[2048] = "";
    for (size_t k = 0; k < c->n_areas; k++)
        (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s%zu", k > 0 ? " " : "",
                       c->areas[k] + 1);
    assert_string_equal(text, ids);
}

static void check_clusters(const struct gis_scan *scan, const char *name, uint32_t nsim)
{
    char path[128];
    (void)snprintf(path, sizeof path, "reference/scan/%s_clusters.csv", name);
    struct support_table t = support_table_read(support_shared(path));
    (void)snprintf(path, sizeof path, "reference/scan/%s_mc.csv", name);
    struct support_table mc = support_table_read(support_shared(path));
    assert_true(scan->n_clusters >= t.n_rows);
    for (size_t k = 0; k < t.n_rows; k++) {
        const struct gis_scan_cluster *c = &scan->clusters[k];
        assert_int_equal(c->centre + 1, (size_t)support_number(&t, k, "center"));
        check_members(c, support_cell(&t, k, "member_ids"));
        assert_int_equal(c->cases, (uint64_t)support_number(&t, k, "cases"));
        assert_near(c->radius, support_number(&t, k, "radius"), 1e-12, 1e-9);
        assert_near(c->population, support_number(&t, k, "pop"), 0, 1e-9);
        assert_near(c->expected, support_number(&t, k, "expected"), 0, 1e-9);
        assert_near(c->ratio, support_number(&t, k, "obs_exp"), 0, 1e-9);
        assert_near(c->relative_risk, support_number(&t, k, "rel_risk"), 0, 1e-9);
        assert_near(c->llr, support_number(&t, k, "llr"), 0, 1e-9);
        double p = support_number(&mc, k, "p_mc");
        double nsim_ref = support_number(&mc, k, "nsim");
        assert_near(c->p, p, 4 * sqrt(p * (1 - p) * (1 / nsim_ref + 1.0 / nsim)) + 1 / (nsim + 1.0),
                    0);
    }
    support_table_free(&t);
    support_table_free(&mc);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void check_scan(const struct input *in, const char *name, size_t n_windows, double null_mean,
                       double null_sd, double critical05, double nsim_ref)
{
    enum { NSIM = 9999 };
    struct gis_scan_options options = {.max_fraction = 0.5, .nsim = NSIM, .seed = 1, .threads = 2};
    struct gis_scan *scan = NULL;
    assert_int_equal(gis_scan_new(in->n, in->at, in->cases, in->population, &options, &scan),
                     GIS_OK);
    assert_int_equal(scan->n_windows, n_windows);
    check_clusters(scan, name, NSIM);

    /* The distribution of the maximum itself, by its mean and its upper 5 % point (4 standard
     * errors). */
    double sum = 0;
    for (size_t i = 0; i < NSIM; i++)
        sum += scan->max_llr[i];
    assert_near(sum / NSIM, null_mean, 4 * null_sd * sqrt(1.0 / NSIM + 1 / nsim_ref), 0);
    qsort(scan->max_llr, NSIM, sizeof *scan->max_llr, by_value);
    assert_near(scan->max_llr[NSIM * 95 / 100], critical05, 0.25, 0);
    gis_scan_free(scan);
}

/* n_zones, null_mean, null_sd and the critical value are those of the _mc.json files. */
static void north_carolina_matches(void **state)
{
    (void)state;
    if (support_shared("reference/scan/nc_input.csv") == NULL)
        skip();
    struct input *in = read_input("nc_input.csv", "east_miles", "north_miles", "sids", "births");
    check_scan(in, "nc_74_84_50pct", 4343, 4.26726503230643, 1.389138807553402, 6.878506639241095,
               99999);
    free(in);
}

static void new_york_matches(void **state)
{
    (void)state;
    if (support_shared("reference/scan/ny_input.csv") == NULL)
        skip();
    struct input *in = read_input("ny_input.csv", "x", "y", "cases", "pop");
    check_scan(in, "ny_spdata_xy_50pct", 41318, 5.359532195445639, 1.4366429111765697,
               8.049913936507437, 19999);
    free(in);
}

static void likelihood_ratio_matches_unit_vectors(void **state)
{
    (void)state;
    const char *path = support_shared("reference/scan/llr_unit_vectors.csv");
    if (path == NULL)
        skip();
    struct support_table t = support_table_read(path);
    for (size_t k = 0; k < t.n_rows; k++)
        assert_near(gis_scan_llr(support_number(&t, k, "c"), support_number(&t, k, "E"),
                                 support_number(&t, k, "C")),
                    support_number(&t, k, "llr_high"), 1e-12, 1e-9);
    support_table_free(&t);
}

/* Plain search over every circle, as the definition says. */
static double brute_best(size_t n, const struct gis_xy *at, const uint32_t *cases,
                         const double *population, double fraction)
{
    double total_p = 0, total_c = 0, best = 0;
    for (size_t i = 0; i < n; i++) {
        total_p += population[i];
        total_c += population[i] > 0 ? cases[i] : 0;
    }
    for (size_t a = 0; a < n; a++) {
        for (size_t b = 0; b < n; b++) {
            double r = hypot(at[a].x_m - at[b].x_m, at[a].y_m - at[b].y_m), c = 0, p = 0;
            if (population[a] <= 0 || population[b] <= 0)
                continue;
            for (size_t k = 0; k < n; k++) {
                if (population[k] > 0 && hypot(at[a].x_m - at[k].x_m, at[a].y_m - at[k].y_m) <= r) {
                    c += cases[k];
                    p += population[k];
                }
            }
            if (p <= fraction * total_p && c >= 2)
                best = fmax(best, gis_scan_llr(c, total_c * p / total_p, total_c));
        }
    }
    return best;
}

/* Random fields on a small lattice (many ties, some areas empty, repeated places). */
static void finds_what_a_plain_search_finds(void **state)
{
    (void)state;
    uint64_t random = 11;
    for (int round = 0; round < 40; round++) {
        enum { N = 36 };
        struct gis_xy at[N];
        uint32_t cases[N];
        double population[N];
        for (size_t i = 0; i < N; i++) {
            at[i] = (struct gis_xy){(double)(support_random(&random) % 7),
                                    (double)(support_random(&random) % 5)};
            cases[i] = (uint32_t)(support_random(&random) % 4);
            population[i] = (double)(support_random(&random) % 9) * 10;
        }
        double fraction = 0.2 + 0.8 * support_random_unit(&random);
        struct gis_scan_options options = {.max_fraction = fraction, .nsim = 0};
        struct gis_scan *scan = NULL;
        assert_int_equal(gis_scan_new(N, at, cases, population, &options, &scan), GIS_OK);
        double best = scan->n_clusters > 0 ? scan->clusters[0].llr : 0;
        assert_near(best, brute_best(N, at, cases, population, fraction), 1e-9, 1e-9);
        bool taken[N] = {false};
        for (size_t k = 0; k < scan->n_clusters; k++) {
            const struct gis_scan_cluster *c = &scan->clusters[k];
            assert_true(isnan(c->p) && c->cases >= 2 && c->ratio > 1);
            assert_true(k == 0 || c->llr <= scan->clusters[k - 1].llr * (1 + 1e-9));
            for (size_t m = 0; m < c->n_areas; m++) {
                assert_false(taken[c->areas[m]]);
                assert_true(population[c->areas[m]] > 0);
                taken[c->areas[m]] = true;
            }
        }
        gis_scan_free(scan);
    }
}

static void threads_do_not_change_the_result(void **state)
{
    (void)state;
    enum { N = 60, NSIM = 500 };
    struct gis_xy at[N];
    uint32_t cases[N];
    double population[N];
    uint64_t random = 3;
    for (size_t i = 0; i < N; i++) {
        at[i] = (struct gis_xy){support_random_unit(&random), support_random_unit(&random)};
        cases[i] = (uint32_t)(support_random(&random) % 30);
        population[i] = 1 + 1000 * support_random_unit(&random);
    }
    struct gis_scan *first = NULL;
    for (unsigned threads = 1; threads <= 5; threads += 2) {
        struct gis_scan_options options = {
            .max_fraction = 0.5, .nsim = NSIM, .seed = 9, .threads = threads};
        struct gis_scan *scan = NULL;
        assert_int_equal(gis_scan_new(N, at, cases, population, &options, &scan), GIS_OK);
        if (first == NULL) {
            first = scan;
            continue;
        }
        assert_memory_equal(scan->max_llr, first->max_llr, NSIM * sizeof(double));
        assert_int_equal(scan->n_clusters, first->n_clusters);
        for (size_t k = 0; k < scan->n_clusters; k++)
            assert_near(scan->clusters[k].p, first->clusters[k].p, 0, 0);
        gis_scan_free(scan);
    }
    gis_scan_free(first);
}

static void unfit_input_is_refused(void **state)
{
    (void)state;
    struct gis_xy at[] = {{0, 0}, {1, 0}};
    uint32_t cases[] = {3, 1}, one[] = {1, 0}, many[] = {INT32_MAX, 5};
    double population[] = {10, 10}, empty[] = {10, 0}, bad[] = {10, (double)NAN};
    struct gis_scan_options options = {.max_fraction = 0.5, .nsim = 9};
    struct gis_scan *scan = NULL;
    assert_int_equal(gis_scan_new(2, at, one, population, &options, &scan), GIS_EEMPTY);
    assert_int_equal(gis_scan_new(2, at, cases, empty, &options, &scan), GIS_EEMPTY);
    assert_int_equal(gis_scan_new(2, at, cases, bad, &options, &scan), GIS_EDOMAIN);
    assert_int_equal(gis_scan_new(2, at, many, population, &options, &scan), GIS_EDOMAIN);
    options.max_fraction = 1;
    options.max_steps = 3; /* each of two centres takes two */
    assert_int_equal(gis_scan_new(2, at, cases, population, &options, &scan), GIS_EREFUSED);
    options.max_fraction = 0;
    assert_int_equal(gis_scan_new(2, at, cases, population, &options, &scan), GIS_EDOMAIN);
    assert_null(scan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(north_carolina_matches),
        cmocka_unit_test(new_york_matches),
        cmocka_unit_test(likelihood_ratio_matches_unit_vectors),
        cmocka_unit_test(finds_what_a_plain_search_finds),
        cmocka_unit_test(threads_do_not_change_the_result),
        cmocka_unit_test(unfit_input_is_refused),
    };
    return cmocka_run_group_tests_name("gis/scan", tests, NULL, NULL);
}
