/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Kulldorff's circular spatial scan statistic for Poisson counts: the definition of a zone.
 * Method page: docs/methods/scan.md.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "gis/lonlat.h"
#include "gis/status.h"

/** 1 GiB: about 11,000 areas with windows of half the population. */
#define GIS_SCAN_MAX_STEPS ((size_t)64 << 20)

struct gis_scan_options {
    double max_fraction; /**< a window holds at most this share of the population; in (0, 1],
                            usually 0.5 */
    uint32_t nsim;       /**< Monte Carlo simulations; 0: none, p is NaN */
    uint64_t seed;
    unsigned threads; /**< the result does not depend on it */
    size_t max_steps; /**< of memory, 16 bytes each; 0: GIS_SCAN_MAX_STEPS */
};

/** A window with more cases than expected. Areas are named by their place in the input. */
struct gis_scan_cluster {
    size_t centre;
    double radius; /**< distance from the centre to the farthest area, units of the coordinates */
    size_t n_areas;
    size_t *areas; /**< ascending */
    uint64_t cases;
    double population;
    double expected;
    double ratio;         /**< observed / expected inside */
    double relative_risk; /**< that, over the same outside: (c/E) / ((C-c)/(C-E)); infinite when all
                             cases are inside */
    double llr;
    double p; /**< (1 + #{max LLR of a simulation >= llr}) / (nsim + 1) */
};

struct gis_scan {
    size_t n_areas; /**< with population > 0; the others take no part */
    uint64_t total_cases;
    double total_population;
    size_t n_windows;
    size_t n_clusters;
    struct gis_scan_cluster *clusters; /**< by LLR, highest first; no two share an area */
    double *max_llr; /**< nsim values under the null hypothesis, in order of simulation */
};

/** c ln(c/E) + (C-c) ln((C-c)/(C-E)) when c > E, else 0. */
double gis_scan_llr(double c, double expected, double total);

/**
 * Scans @p n areas at @p at (any plane, metres usually) with @p cases[i] and @p population[i] (>=
 * 0, finite). Windows are circles around each area that has population; areas at equal distance
 * (within rounding of the coordinates) enter together; a window with fewer than 2 cases or no
 * excess is none. The simulations spread all cases over the areas in proportion to population.
 *
 * GIS_EREFUSED: more steps than max_steps. GIS_EEMPTY: fewer than 2 areas with population, or fewer
 * than 2 cases. GIS_EDOMAIN: bad numbers or options, or more than INT32_MAX cases. The caller frees
 * *out. Cost: O(n^2 log n) to set up, O(windows) a simulation; 16 bytes a step (at most n^2).
 * Source: Kulldorff (1997), Communications in Statistics: Theory and Methods 26(6), 1481-1496.
 */
GIS_MUST_CHECK enum gis_status gis_scan_new(size_t n, const struct gis_xy *at,
                                            const uint32_t *cases, const double *population,
                                            const struct gis_scan_options *options,
                                            struct gis_scan **out);

/** Whom the circles around each area take in, one after the other, by a distance of the caller's
 * own (along streets, travel time...). */
struct gis_scan_lists {
    const size_t *start;      /**< n + 1; the list of area i is start[i] .. start[i + 1] - 1 */
    const uint32_t *area;     /**< the centre first; no area twice in a list */
    const double *distance_m; /**< ascending within a list; only equal ones enter together */
    double least_m;           /**< circles with a smaller radius are no windows; 0: all are */
};

/**
 * The same scan over windows that the caller lists: the circles end where the lists do (or at
 * max_fraction). population[i] > 0 everywhere. GIS_EDOMAIN also for lists that are not as above.
 * O(lists) to set up and a simulation. Source, for streets: Shiode (2011), Transactions in GIS
 * 15(3), 365-383.
 */
GIS_MUST_CHECK enum gis_status gis_scan_lists_new(size_t n, const struct gis_scan_lists *lists,
                                                  const uint32_t *cases, const double *population,
                                                  const struct gis_scan_options *options,
                                                  struct gis_scan **out);
void gis_scan_free(struct gis_scan *scan);
