/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Rates of areas: standardised ratio with its exact interval, and Marshall's empirical Bayes rate.
 * Method page: docs/methods/rates.md.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gis/status.h"

/** Results for one area; all NaN where the population (exposure) is 0. */
struct gis_rate {
    double expected; /**< E = P * total cases / total population */
    double smr;      /**< O / E; NaN when no case happened anywhere (E = 0) */
    double smr_lo95; /**< exact Poisson 95 % interval of the mean of O, over E */
    double smr_hi95;
    double eb_rate; /**< cases per unit of population, shrunk towards the overall rate */
};

/** What holds for all areas together; areas with population 0 count in none of it. */
struct gis_rates_summary {
    size_t n_areas;          /**< areas with population > 0 */
    uint64_t total_cases;    /**< in those areas */
    double total_population; /**< of those areas */
    double overall_rate;     /**< b = total cases / total population */
    double between_variance; /**< A of Marshall (1991), >= 0 */
    bool no_difference;      /**< A = 0: no detectable difference between areas */
};

/**
 * Rates of @p n areas with @p cases[i] cases in @p population[i] (>= 0, finite: persons,
 * person-years, households...). out_rates[n]. GIS_EDOMAIN for a negative or non-finite population;
 * GIS_EEMPTY when no area has population. O(n), pure. Source: Marshall, R. J. (1991), Applied
 * Statistics 40(2), 283-294; interval: Garwood (1936).
 */
GIS_MUST_CHECK enum gis_status gis_rates(size_t n, const uint32_t *cases, const double *population,
                                         struct gis_rate *out_rates,
                                         struct gis_rates_summary *out_summary);
