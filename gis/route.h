/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The shortest way along the road from one position to another that sets out in a given direction:
 * what one draws from a place to the light that gis_lighting_both_ways() found that way.
 */
#pragma once
#include "gis/network.h"

/** Part of an edge, walked from from_m to to_m (either may be the larger). */
struct gis_route_leg {
    uint32_t edge;
    double from_m, to_m;
};

struct gis_route {
    double length_m;
    size_t n;
    struct gis_route_leg *legs; /**< in order; the caller's: gis_route_done() */
};
void gis_route_done(struct gis_route *route);

/**
 * The shortest way from @p from to @p to that leaves towards the first (@p end 0) or second (1)
 * node of from's edge and does not pass @p from again.
 *
 * @param max_m  longer ways are not looked for; may be INFINITY
 * @return GIS_OK and *out; with n = 0 and an infinite length when there is none; GIS_EDOMAIN for a
 *         position off the network or another end; GIS_ENOMEM
 *
 * Any thread. Cost: O(k log k) time and room for the k edges nearer than the end of the way.
 */
GIS_MUST_CHECK enum gis_status gis_route_find(const struct gis_network *network,
                                              struct gis_on_edge from, int end,
                                              struct gis_on_edge to, double max_m,
                                              struct gis_route *out);
