/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/special.h"

#include <float.h>
#include <math.h>

/* x^a e^-x / Gamma(a), the factor of both expansions. For large a the exponent is written around x
 * = a, where a ln x - x - lgamma(a) would lose digits (Temme 1994). */
static double gamma_factor(double a, double x)
{
    if (a < 20) {
        int sign;
        return exp(a * log(x) - x - lgamma_r(a, &sign));
    }
    double t = (x - a) / a;
    double phi = t > -0.5 && t < 1 ? log1p(t) - t : log(x / a) - t;
    double r = 1 / (a * a);
    double stirling = (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - r / 1680) * r) * r) / a;
    return sqrt(a / (2 * M_PI)) * exp(a * phi - stirling);
}

static double lower_series(double a, double x)
{
    double term = 1 / a;
    double sum = term;
    double k = a;
    while (term > sum * DBL_EPSILON * 0.25) {
        k += 1;
        term *= x / k;
        sum += term;
    }
    return sum * gamma_factor(a, x);
}

static double upper_fraction(double a, double x)
{
    const double tiny = DBL_MIN / DBL_EPSILON;
    double b = x + 1 - a;
    double c = 1 / tiny;
    double d = fabs(b) > tiny ? 1 / b : 1 / tiny;
    double h = d;
    for (int i = 1; i < 10000000; i++) {
        double an = -(double)i * (i - a);
        b += 2;
        d = an * d + b;
        d = 1 / (fabs(d) > tiny ? d : tiny);
        c = b + an / c;
        c = fabs(c) > tiny ? c : tiny;
        h *= c * d;
        if (fabs(c * d - 1) <= DBL_EPSILON)
            break;
    }
    return h * gamma_factor(a, x);
}

double gis_gamma_p(double a, double x)
{
    if (!(a > 0) || !(x >= 0) || isinf(a))
        return (double)NAN;
    if (x <= 0)
        return 0;
    if (isinf(x))
        return 1;
    return x < a + 1 ? lower_series(a, x) : 1 - upper_fraction(a, x);
}

double gis_gamma_q(double a, double x)
{
    if (!(a > 0) || !(x >= 0) || isinf(a))
        return (double)NAN;
    if (x <= 0)
        return 1;
    if (isinf(x))
        return 0;
    return x < a + 1 ? 1 - lower_series(a, x) : upper_fraction(a, x);
}

/* Wilson & Hilferty's cube, with a rough normal quantile (Abramowitz & Stegun 26.2.23); near zero
 * the first term of the series. Only the start of the iteration. */
static double gamma_inverse_start(double a, double p)
{
    int sign;
    double tail = p < 0.5 ? p : 1 - p;
    double t = sqrt(-2 * log(tail));
    double z = t - (2.30753 + t * 0.27061) / (1 + t * (0.99229 + t * 0.04481));
    double s = 1 / (9 * a);
    double cube = 1 - s + (p < 0.5 ? -z : z) * sqrt(s);
    double x = cube > 0 ? a * cube * cube * cube : 0;
    double small = exp((log(p) + lgamma_r(a + 1, &sign)) / a);
    return x > small && a > 0.5 ? x : small;
}

double gis_gamma_p_inverse(double a, double p)
{
    if (!(a > 0) || !(p >= 0 && p <= 1))
        return (double)NAN;
    if (p <= 0)
        return 0;
    if (p >= 1)
        return (double)INFINITY;
    double low = 0;
    double high = (double)INFINITY;
    double x = gamma_inverse_start(a, p);
    for (int i = 0; i < 200; i++) {
        /* The smaller tail carries the digits. */
        double excess = p < 0.5 ? gis_gamma_p(a, x) - p : (1 - p) - gis_gamma_q(a, x);
        if (excess > 0) {
            high = x;
        } else {
            low = x;
        }
        double step = excess / (gamma_factor(a, x) / x);
        /* Halley: f''/f' of P is (a - 1)/x - 1. */
        double halley = step / (1 - fmax(-0.8, fmin(0.8, 0.5 * step * ((a - 1) / x - 1))));
        double next = x - halley;
        if (!(next > low && next < high))
            next = isinf(high) ? 2 * x : 0.5 * (low + high);
        if (fabs(next - x) <= 1e-15 * fabs(next))
            return next;
        x = next;
    }
    return x;
}

double gis_chi_square_quantile(double p, double df)
{
    return 2 * gis_gamma_p_inverse(0.5 * df, p);
}

double gis_normal_cdf(double z)
{
    return 0.5 * erfc(-z * M_SQRT1_2);
}

double gis_normal_two_sided(double z)
{
    return erfc(fabs(z) * M_SQRT1_2);
}

void gis_poisson_interval(double cases, double level, double *out_low, double *out_high)
{
    double tail = 0.5 * (1 - level);
    *out_low = cases > 0 ? 0.5 * gis_chi_square_quantile(tail, 2 * cases) : 0;
    *out_high = 0.5 * gis_chi_square_quantile(1 - tail, 2 * cases + 2);
}
