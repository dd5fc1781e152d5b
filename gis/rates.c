/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/rates.h"

#include <math.h>

#include "gis/special.h"

static enum gis_status sum_up(size_t n, const uint32_t *cases, const double *population,
                              struct gis_rates_summary *sum)
{
    *sum = (struct gis_rates_summary){0};
    for (size_t i = 0; i < n; i++) {
        if (!(population[i] >= 0) || !isfinite(population[i]))
            return GIS_EDOMAIN;
        if (population[i] <= 0)
            continue;
        sum->n_areas++;
        sum->total_cases += cases[i];
        sum->total_population += population[i];
    }
    if (sum->n_areas == 0)
        return GIS_EEMPTY;
    if (!isfinite(sum->total_population))
        return GIS_EDOMAIN;
    sum->overall_rate = (double)sum->total_cases / sum->total_population;
    return GIS_OK;
}

/* A = s^2 - b / P_mean, not below 0. */
static void between_variance(size_t n, const uint32_t *cases, const double *population,
                             struct gis_rates_summary *sum)
{
    double b = sum->overall_rate;
    double squares = 0;
    for (size_t i = 0; i < n; i++) {
        if (population[i] <= 0)
            continue;
        double r = cases[i] / population[i];
        squares += population[i] * (r - b) * (r - b);
    }
    double mean_population = sum->total_population / (double)sum->n_areas;
    double a = squares / sum->total_population - b / mean_population;
    sum->between_variance = a > 0 ? a : 0;
    sum->no_difference = !(a > 0);
}

static struct gis_rate rate_of(uint32_t cases, double population,
                               const struct gis_rates_summary *sum)
{
    double b = sum->overall_rate;
    double a = sum->between_variance;
    struct gis_rate rate = {.expected = population * b};
    if (sum->total_cases == 0) {
        rate.smr = rate.smr_lo95 = rate.smr_hi95 = (double)NAN;
        return rate;
    }
    double low, high;
    gis_poisson_interval(cases, 0.95, &low, &high);
    rate.smr = cases / rate.expected;
    rate.smr_lo95 = low / rate.expected;
    rate.smr_hi95 = high / rate.expected;
    rate.eb_rate = b + a * (cases / population - b) / (a + b / population);
    return rate;
}

enum gis_status gis_rates(size_t n, const uint32_t *cases, const double *population,
                          struct gis_rate *out_rates, struct gis_rates_summary *out_summary)
{
    struct gis_rates_summary sum;
    enum gis_status status = sum_up(n, cases, population, &sum);
    if (status != GIS_OK)
        return status;
    between_variance(n, cases, population, &sum);
    for (size_t i = 0; i < n; i++) {
        if (population[i] > 0) {
            out_rates[i] = rate_of(cases[i], population[i], &sum);
        } else {
            out_rates[i] =
                (struct gis_rate){(double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN};
        }
    }
    *out_summary = sum;
    return GIS_OK;
}
