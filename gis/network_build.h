/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Shared by the files that build a network; not for users of libgis.
 */
#pragma once
#include "gis/network.h"

/** Two points (by their place in network->points) that are one node though their places differ. */
struct network_join {
    uint32_t a, b;
};

/** A point to be added between point `after` and the next, `t` of the way. */
struct network_insert {
    uint32_t after;
    double t;
    struct gis_xy xy;
    uint32_t joins; /**< the point it is one with, or GIS_NONE: joined by equal coordinates */
};

struct network_build {
    struct gis_network *net;
    const struct gis_roads *roads;
    struct gis_network_options options;
    struct network_insert *inserts;
    size_t n_inserts, max_inserts;
    struct network_join *joins;
    size_t n_joins, max_joins;
    struct gis_network_issue *issues;
    size_t n_issues, max_issues;
};

static inline uint8_t network_road_flags(const struct gis_roads *roads, size_t road)
{
    return roads->flags == NULL ? (GIS_ROAD_EVALUATE | GIS_ROAD_PASSABLE) : roads->flags[road];
}

static inline int network_road_level(const struct gis_roads *roads, size_t road)
{
    return roads->levels == NULL ? 0 : roads->levels[road];
}

/** Counts an issue, and lists it while there is room. */
GIS_MUST_CHECK enum gis_status network_issue(struct network_build *build,
                                             struct gis_network_issue issue);

/** Indexes the segments of all edges, or of all roads (then segment_edge holds roads). */
GIS_MUST_CHECK enum gis_status network_index_segments(struct gis_network *net, bool by_edges);

/**
 * Which points are the same place: place[i] is the first point there. Points of roads that are not
 * passable are the same only within their road.
 */
GIS_MUST_CHECK enum gis_status network_find_places(const struct network_build *build,
                                                   uint32_t *place);

/** Finds crossings and near ends: fills inserts and joins, then adds the points. */
GIS_MUST_CHECK enum gis_status network_join_roads(struct network_build *build);
