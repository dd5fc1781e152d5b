/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>

#include "gis/special.h"

#include "tests/support/support.h"

/* Closed forms: P(1, x) = 1 - e^-x; P(1/2, x) = erf(sqrt x); Q(n, x) = e^-x sum x^k/k! (DLMF 8.4).
 */
static void incomplete_gamma_has_its_closed_forms(void **state)
{
    (void)state;
    for (double x = 1e-6; x < 300; x *= 1.7) {
        assert_near(gis_gamma_p(1, x), -expm1(-x), 0, 1e-12);
        assert_near(gis_gamma_q(1, x), exp(-x), 0, 1e-12);
        assert_near(gis_gamma_p(0.5, x), erf(sqrt(x)), 0, 1e-12);
        assert_near(gis_gamma_q(0.5, x), erfc(sqrt(x)), 0, 1e-11);
        for (int n = 2; n <= 60; n += 29) {
            double term = 1, sum = 1;
            for (int k = 1; k < n; k++)
                sum += term *= x / k;
            assert_near(gis_gamma_q(n, x), sum * exp(-x), 1e-300, 1e-11);
        }
    }
    assert_true(isnan(gis_gamma_p(-1, 1)) && isnan(gis_gamma_p(1, -1)));
}

/* Published table values (Abramowitz & Stegun, table 26.8) and the closed form for 2 degrees: -2
 * ln(1 - p). */
static void chi_square_quantiles_match_the_table(void **state)
{
    (void)state;
    assert_near(gis_chi_square_quantile(0.95, 1), 3.84146, 1e-5, 0);
    assert_near(gis_chi_square_quantile(0.975, 10), 20.4832, 1e-4, 0);
    assert_near(gis_chi_square_quantile(0.025, 30), 16.7908, 1e-4, 0);
    assert_near(gis_chi_square_quantile(0.005, 100), 67.3276, 1e-4, 0);
    for (double p = 1e-9; p < 0.9999; p = p * 3 + 1e-10)
        assert_near(gis_chi_square_quantile(p, 2), -2 * log1p(-p), 0, 1e-12);
}

static void quantile_inverts_the_distribution(void **state)
{
    (void)state;
    for (double a = 0.05; a < 3e6; a *= 2.3) {
        for (double p = 1e-8; p < 0.5; p *= 4) {
            double low = gis_gamma_p_inverse(a, p);
            double high = gis_gamma_p_inverse(a, 1 - p);
            assert_near(gis_gamma_p(a, low), p, 1e-300, 1e-8);
            assert_near(gis_gamma_q(a, high), 1 - (1 - p), 0, 1e-8);
            assert_true(low < high);
        }
    }
    assert_near(gis_gamma_p_inverse(3, 0), 0, 0, 0);
    assert_true(isinf(gis_gamma_p_inverse(3, 1)));
    assert_true(isnan(gis_gamma_p_inverse(3, 1.5)));
}

/* 3.7 / 3.69 etc.: the interval for 0 cases ends at -ln(0.025); for 10 cases: Garwood (1936), 4.795
 * and 18.39. */
static void poisson_interval_matches_garwood(void **state)
{
    (void)state;
    double low, high;
    gis_poisson_interval(0, 0.95, &low, &high);
    assert_near(low, 0, 0, 0);
    assert_near(high, -log(0.025), 0, 1e-12);
    gis_poisson_interval(10, 0.95, &low, &high);
    assert_near(low, 4.795, 5e-4, 0);
    assert_near(high, 18.39, 5e-3, 0);
}

/* Upper tails: Abramowitz & Stegun, table 26.2 (Q(5) = 2.866515719e-7, -log10 Q(20) = 88.56010). */
static void normal_tails_keep_their_digits(void **state)
{
    (void)state;
    assert_near(-log10(gis_normal_cdf(-20)), 88.56010, 1e-5, 0);
    assert_near(gis_normal_cdf(1.959963984540054), 0.975, 0, 1e-14);
    assert_near(gis_normal_cdf(-5), 2.866515719e-7, 0, 1e-9);
    assert_near(gis_normal_two_sided(-5), 2 * 2.866515719e-7, 0, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(incomplete_gamma_has_its_closed_forms),
        cmocka_unit_test(chi_square_quantiles_match_the_table),
        cmocka_unit_test(quantile_inverts_the_distribution),
        cmocka_unit_test(poisson_interval_matches_garwood),
        cmocka_unit_test(normal_tails_keep_their_digits),
    };
    return cmocka_run_group_tests_name("gis/special", tests, NULL, NULL);
}
