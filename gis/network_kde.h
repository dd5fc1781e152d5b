/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Kernel density of incidents along streets: for display only. Method page: docs/methods/kde.md.
 */
#pragma once
#include "gis/network.h"

/** What a kernel does at a junction of k streets (Okabe, Satoh & Sugihara 2009). */
enum gis_network_kernel {
    /** Each of the k - 1 streets ahead takes 1 / (k - 1): keeps the total except at dead ends;
       jumps at junctions. */
    GIS_KERNEL_DISCONTINUOUS,
    /** Each street ahead takes 2 / k and 2 / k - 1 runs back: keeps the total, and the density is
       continuous. */
    GIS_KERNEL_CONTINUOUS
};

/**
 * Density (incidents per metre of street) at @p m positions from @p n incidents, with the
 * Epanechnikov kernel 0.75 / h (1 - (x / h)^2) of half-width @p reach_m = h. An incident counts at
 * its own position. Roads that are not passable are pieces of their own.
 *
 * Every walk of at most h from an incident is followed, back and forth for the continuous kernel,
 * so the cost grows with the number of such walks: after @p max_steps of them GIS_EREFUSED (0: 100
 * million, some seconds). GIS_EDOMAIN: reach not positive, a position outside the network. Source:
 * Okabe & Sugihara (2012), Spatial Analysis along Networks, ch. 9.
 */
GIS_MUST_CHECK enum gis_status gis_network_kde(const struct gis_network *network,
                                               enum gis_network_kernel kernel, double reach_m,
                                               size_t n, const struct gis_on_edge *incidents,
                                               size_t m, const struct gis_on_edge *places,
                                               size_t max_steps, double *out);
