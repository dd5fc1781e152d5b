/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What lies within a distance of a position, along the road: the stretches that a light there would
 * cover. One searcher serves one thread; it keeps room for the whole network and is reused.
 */
#pragma once
#include "gis/lighting.h"

struct gis_reach;

/** A searcher over @p network (borrowed). 16 bytes a node and 4 an edge. GIS_OK or GIS_ENOMEM. */
GIS_MUST_CHECK enum gis_status gis_reach_new(const struct gis_network *network,
                                             struct gis_reach **out);
/** NULL is allowed. */
void gis_reach_free(struct gis_reach *reach);

/** An interval of an edge that is reached; intervals of one edge do not overlap. */
struct gis_reached {
    uint32_t edge;
    double from_m, to_m;
};

/**
 * A searcher for what a light covers under the rule of @p lighting (borrowed): within the reach of
 * each edge, along the road or in a straight line. GIS_OK or GIS_ENOMEM.
 */
GIS_MUST_CHECK enum gis_status gis_reach_new_by_rule(const struct gis_lighting *lighting,
                                                     struct gis_reach **out);

/**
 * The intervals that a light at @p from covers; as gis_reach_find(). The searcher must come from
 * gis_reach_new_by_rule(). In a straight line intervals of one edge may touch.
 */
GIS_MUST_CHECK enum gis_status gis_reach_cover(struct gis_reach *reach, struct gis_on_edge from,
                                               const struct gis_reached **out, size_t *n);

/**
 * All intervals within @p radius_m (inclusive) of @p from along the road.
 *
 * @param[out] out, n  borrowed until the next search; in no special order, the same every time
 * @return GIS_OK; GIS_EDOMAIN for a position off the network or a radius that is not in [0, 1e6];
 *         GIS_ENOMEM
 *
 * Cost: O(k log k) for k edges within the radius: about 1 us in a town at 10 m.
 */
GIS_MUST_CHECK enum gis_status gis_reach_find(struct gis_reach *reach, struct gis_on_edge from,
                                              double radius_m, const struct gis_reached **out,
                                              size_t *n);
