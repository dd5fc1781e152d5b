/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Knox's test: do incidents that are near in space come near in time more often than chance gives?
 * Method page: docs/methods/knox.md.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "gis/lonlat.h"
#include "gis/status.h"

/** Bands: band b holds differences in (edges[b], edges[b + 1]]; a first edge below 0 takes in 0
 * itself. */
struct gis_knox_bands {
    size_t n; /**< bands; edges has n + 1 ascending finite values */
    const double *edges;
};

/** One cell of the table space band x time band. */
struct gis_knox_cell {
    uint64_t observed; /**< pairs of incidents */
    double expected;   /**< exact under shuffled times: pairs near in space * pairs near in time /
                          pairs */
    double p;          /**< (1 + #{simulated >= observed}) / (nsim + 1); NaN without simulations */
};

struct gis_knox {
    uint64_t pairs;              /**< n (n - 1) / 2 */
    uint64_t *near_space;        /**< pairs in each space band */
    uint64_t *near_time;         /**< pairs in each time band */
    struct gis_knox_cell *cells; /**< [space band * time bands + time band] */
};

/**
 * Counts the pairs of @p n incidents at @p at (plane, metres) and @p time (any unit) in each cell,
 * and shuffles the times
 * @p nsim times. GIS_EEMPTY for n < 2, GIS_EDOMAIN for bad edges or numbers that are not finite.
 * The result is the same for any number of @p threads. O(n^2 + nsim (n + pairs within the last
 * space edge)); memory 12 bytes a near pair. The caller releases *out with gis_knox_done(). Source:
 * Knox (1964), Applied Statistics 13, 25-29.
 */
GIS_MUST_CHECK enum gis_status gis_knox(size_t n, const struct gis_xy *at, const double *time,
                                        struct gis_knox_bands space,
                                        struct gis_knox_bands time_bands, uint32_t nsim,
                                        uint64_t seed, unsigned threads, struct gis_knox *out);
void gis_knox_done(struct gis_knox *knox);
