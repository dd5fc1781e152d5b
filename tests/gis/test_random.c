/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "gis/parallel.h"
#include "gis/random.h"
#include "gis/special.h"

#include "tests/support/support.h"

/* xoshiro256** from the state {1, 2, 3, 4}: the first outputs follow by hand from the definition
 * rotl(s1 * 5, 7) * 9 (Blackman & Vigna 2021): 2*5 = 10, 10 << 7 = 1280, 1280 * 9 = 11520; then s1
 * = 0. */
static void generator_follows_its_definition(void **state)
{
    (void)state;
    struct gis_random rng = {{1, 2, 3, 4}};
    assert_true(gis_random_u64(&rng) == 11520);
    assert_true(gis_random_u64(&rng) == 0);
}

static void streams_repeat_and_differ(void **state)
{
    (void)state;
    struct gis_random a, b, c, d;
    gis_random_init(&a, 7, 3);
    gis_random_init(&b, 7, 3);
    gis_random_init(&c, 7, 4);
    gis_random_init(&d, 3, 7);
    size_t equal = 0;
    for (int i = 0; i < 1000; i++) {
        uint64_t x = gis_random_u64(&a);
        assert_true(x == gis_random_u64(&b));
        equal += x == gis_random_u64(&c);
        equal += x == gis_random_u64(&d);
    }
    assert_int_equal(equal, 0);
}

/* Pearson's statistic of the counts against the expected, small classes joined; must stay below the
 * 1e-6 quantile of chi-square. The seed is fixed, so the test does not flicker. */
static void assert_fits(size_t k, const double *seen, const double *expected)
{
    double chi2 = 0, joined_seen = 0, joined_expected = 0;
    double classes = 0;
    for (size_t i = 0; i < k; i++) {
        joined_seen += seen[i];
        joined_expected += expected[i];
        if (joined_expected < 20)
            continue;
        chi2 += (joined_seen - joined_expected) * (joined_seen - joined_expected) / joined_expected;
        joined_seen = joined_expected = 0;
        classes++;
    }
    assert_true(classes > 2);
    assert_true(chi2 < gis_chi_square_quantile(1 - 1e-6, classes - 1));
}

static void binomial_has_the_binomial_distribution(void **state)
{
    (void)state;
    static const struct {
        uint32_t n;
        double p;
    } cases[] = {{5, 0.3},       {40, 0.04}, {552, 0.01},  {25, 0.5},     {100, 0.7},
                 {1000, 0.0101}, {400, 0.2}, {3000, 0.93}, {20000, 0.25}, {70, 0.9999}};
    enum { DRAWS = 200000 };
    for (size_t j = 0; j < sizeof cases / sizeof *cases; j++) {
        uint32_t n = cases[j].n;
        double p = cases[j].p;
        double *seen = calloc(n + 1, sizeof *seen);
        double *expected = calloc(n + 1, sizeof *expected);
        assert_non_null(seen);
        assert_non_null(expected);
        for (uint32_t k = 0; k <= n; k++)
            expected[k] = DRAWS * exp(lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0) +
                                      k * log(p) + (n - k) * log1p(-p));
        for (uint32_t i = 0; i < DRAWS; i++) {
            struct gis_random rng;
            gis_random_init(&rng, 20240401,
                            i); /* one draw a stream: streams must be independent too */
            uint32_t k = gis_random_binomial(&rng, n, p);
            assert_true(k <= n);
            seen[k]++;
        }
        if (n * fmin(p, 1 - p) > 0.1)
            assert_fits(n + 1, seen, expected);
        free(seen);
        free(expected);
    }
}

static void multinomial_keeps_its_sum_and_shares(void **state)
{
    (void)state;
    double weights[6] = {1, 0, 2, 3.5, 0.5, 3};
    struct gis_multinomial *m = NULL;
    assert_int_equal(gis_multinomial_new(6, weights, &m), GIS_OK);
    double seen[6] = {0}, expected[6];
    struct gis_random rng;
    gis_random_init(&rng, 1, 0);
    for (int r = 0; r < 2000; r++) {
        uint32_t counts[6], sum = 0;
        gis_multinomial_draw(m, &rng, 100, counts);
        for (int i = 0; i < 6; i++) {
            sum += counts[i];
            seen[i] += counts[i];
        }
        assert_int_equal(sum, 100);
        assert_int_equal(counts[1], 0);
    }
    for (int i = 0; i < 6; i++)
        expected[i] = 2000 * 100 * weights[i] / 10;
    assert_fits(6, seen, expected);
    gis_multinomial_free(m);

    double none[2] = {0, 0}, bad[2] = {1, -1};
    assert_int_equal(gis_multinomial_new(2, none, &m), GIS_EDOMAIN);
    assert_int_equal(gis_multinomial_new(2, bad, &m), GIS_EDOMAIN);
}

static void bounded_numbers_are_even(void **state)
{
    (void)state;
    struct gis_random rng;
    gis_random_init(&rng, 5, 0);
    double seen[7] = {0}, expected[7];
    for (int i = 0; i < 70000; i++)
        seen[gis_random_below(&rng, 7)]++;
    for (int i = 0; i < 7; i++)
        expected[i] = 10000;
    assert_fits(7, seen, expected);
    double sum = 0, squares = 0;
    for (int i = 0; i < 100000; i++) {
        double z = gis_random_normal(&rng);
        sum += z;
        squares += z * z;
    }
    assert_near(sum / 1e5, 0, 5 / sqrt(1e5), 0);
    assert_near(squares / 1e5, 1, 5 * sqrt(2 / 1e5), 0);
}

static void count_pieces(void *context, unsigned worker, size_t begin, size_t end)
{
    atomic_int *hits = context;
    assert_true(worker < 4);
    for (size_t i = begin; i < end; i++)
        atomic_fetch_add(&hits[i], 1);
}

static void every_piece_of_a_parallel_loop_runs_once(void **state)
{
    (void)state;
    static atomic_int hits[1001];
    gis_parallel(1001, 7, 4, count_pieces, hits);
    for (size_t i = 0; i < 1001; i++)
        assert_int_equal(atomic_load(&hits[i]), 1);
    gis_parallel(0, 7, 4, count_pieces, hits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(generator_follows_its_definition),
        cmocka_unit_test(streams_repeat_and_differ),
        cmocka_unit_test(binomial_has_the_binomial_distribution),
        cmocka_unit_test(multinomial_keeps_its_sum_and_shares),
        cmocka_unit_test(bounded_numbers_are_even),
        cmocka_unit_test(every_piece_of_a_parallel_loop_runs_once),
    };
    return cmocka_run_group_tests_name("gis/random", tests, NULL, NULL);
}
