/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Special functions of statistics. Relative error about 1e-13 in the ranges given; pure,
 * thread-safe.
 */
#pragma once

/**
 * Regularised lower and upper incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x), a > 0,
 * x >= 0; NaN outside. Both keep their relative accuracy in the small tail. Series and Lentz'
 * continued fraction (Numerical Recipes 6.2; DLMF 8.11, 8.9). O(sqrt(a)).
 */
double gis_gamma_p(double a, double x);
double gis_gamma_q(double a, double x);

/** x with P(a, x) = p, for a > 0 and p in [0, 1]; NaN outside. */
double gis_gamma_p_inverse(double a, double p);

/** Quantile of the chi-square distribution with @p df > 0 degrees of freedom at p in [0, 1]. */
double gis_chi_square_quantile(double p, double df);

/** Standard normal distribution function; of the upper tail, cdf(-z), without cancellation. */
double gis_normal_cdf(double z);
/** P(|Z| >= |z|). */
double gis_normal_two_sided(double z);

/**
 * Exact confidence interval (Garwood 1936) for the mean of a Poisson count @p cases >= 0, level in
 * (0, 1): [chi2(alpha/2, 2 cases)/2, chi2(1 - alpha/2, 2 cases + 2)/2]; the lower end is 0 for no
 * cases.
 */
void gis_poisson_interval(double cases, double level, double *out_low, double *out_high);
