/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The road network as a metric graph: roads are polylines, cut into edges where they meet.
 *
 *   road    a polyline of the input; named by its place there
 *   point   a vertex of a polyline; consecutive equal ones are one point
 *   node    an end of a road, or a point that two roads (or one road twice) share exactly
 *   edge    the part of one road between consecutive nodes; edges of a road follow one another
 *   half    one direction of an edge: 2 * edge leaves its first node, 2 * edge + 1 its second
 *
 * Roads meet only where they share a point: an overpass is no junction. A road that is not passable
 * carries no distance for others: it shares no node with them and is a piece of its own.
 *
 * Definitions: docs/methods/gap.md. After building a network is only read, by any number of
 * threads.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gis/lonlat.h"
#include "gis/rtree.h"

/** No road, edge, node, light or gap. */
#define GIS_NONE UINT32_MAX

/** Coordinates beyond this are refused: every projected plane of the earth is smaller. */
#define GIS_NETWORK_MAX_M 1e9

/** Flags of a road and of the edges cut from it. */
enum {
    GIS_ROAD_EVALUATE = 1, /**< judged: it can be dark */
    GIS_ROAD_PASSABLE = 2, /**< distance may run along it, lit or judged or not */
    GIS_ROAD_LINK = 4      /**< half of the way across a road: no road of its own */
};

/** Roads as given, one after the other in shared arrays (borrowed). */
struct gis_roads {
    size_t n_roads;
    const size_t *first_point; /**< n_roads + 1; road r has points first_point[r] .. [r + 1] - 1 */
    const struct gis_xy *points; /**< metres, finite, |x|, |y| <= GIS_NETWORK_MAX_M */
    const uint8_t *flags;        /**< n_roads; NULL: every road is judged and passable */
    const int16_t *levels;       /**< n_roads, 0 = ground; NULL: all 0. See gis_network_options */
};

struct gis_network_options {
    double end_gap_m;     /**< ends of roads this near to another road of the same level join it; 0:
                             none */
    bool node_crossings;  /**< roads of the same level that cross are joined there */
    bool find_crossings;  /**< report those that cross without being joined */
    bool keep_duplicates; /**< else an edge that repeats an earlier one is left out */
};

enum gis_network_issue_kind {
    GIS_ISSUE_ZERO_LENGTH, /**< a road without extent; left out */
    GIS_ISSUE_DUPLICATE,   /**< an edge of road lies on an edge of other; left out */
    GIS_ISSUE_JOINED_GAP,  /**< an end of road was joined to other, size_m away */
    GIS_ISSUE_CROSSING,    /**< road crosses other at one level without a shared point */
    GIS_ISSUE_NODED        /**< they were joined there, as asked */
};
#define GIS_ISSUE_KINDS 5

struct gis_network_issue {
    enum gis_network_issue_kind kind;
    uint32_t road, other; /**< other may be GIS_NONE */
    struct gis_xy at;
    double size_m;
};

/** What building found out about the data. */
struct gis_network_quality {
    size_t n_components;          /**< connected pieces of the network */
    size_t n_dead_ends;           /**< nodes of passable roads with one edge */
    size_t n_of[GIS_ISSUE_KINDS]; /**< all issues of each kind */
    bool crossings_complete;      /**< false: so many roads overlap that the search stopped */
    size_t n_issues;              /**< those listed: at most GIS_NETWORK_MAX_ISSUES */
    const struct gis_network_issue *issues;
};
#define GIS_NETWORK_MAX_ISSUES 100000

/** A way to leave a node. */
struct gis_arc {
    uint32_t half; /**< the direction of the edge that leaves */
    uint32_t node; /**< where it leads */
};

/** The graph; all arrays are read-only for users. Lengths: along the points, metres. */
struct gis_network {
    uint32_t n_roads, n_points, n_nodes, n_edges;
    uint32_t *road_first_point; /**< n_roads + 1 */
    uint32_t *road_first_edge;  /**< n_roads + 1; empty for a road left out */
    struct gis_xy *points;
    double *point_m; /**< offset of each point along its road */
    uint32_t *edge_road;
    uint32_t (*edge_ends)[2];   /**< first and second node; equal for a loop */
    uint32_t (*edge_points)[2]; /**< first and last point (both included) */
    double *edge_length_m;
    uint8_t *edge_flags;
    struct gis_xy *node_xy;
    uint32_t
        *node_first_arc;  /**< n_nodes + 1: arcs of node v are node_first_arc[v] .. [v + 1] - 1 */
    struct gis_arc *arcs; /**< 2 * n_edges, by node; a loop is listed twice */
    double length_m, evaluated_m; /**< of all edges; of those judged */
    struct gis_network_quality quality;
    struct gis_rtree
        *segments; /**< item k is the segment from point segment_point[k] to the next */
    uint32_t *segment_point;
    uint32_t *segment_edge;
};

/** A position on the network. */
struct gis_on_edge {
    uint32_t edge;
    double offset_m; /**< from the edge's first node, in [0, length] */
};

/** What the nearest search found. */
struct gis_snap {
    struct gis_on_edge at; /**< edge is GIS_NONE when nothing is near enough */
    double distance_m;     /**< from the point to the road */
};

/**
 * Builds the network of @p roads.
 *
 * @param options   NULL: exact junctions only, duplicates left out
 * @param[out] bad_road  may be NULL; on GIS_EDOMAIN the first road with a coordinate out of range,
 * or GIS_NONE when the arrays themselves are inconsistent or too large (2^31 points)
 * @return GIS_OK and the caller's *out (no roads give an empty network); GIS_EDOMAIN; GIS_EREFUSED
 *         when roads to be noded overlap so much that the crossings cannot be listed; GIS_ENOMEM
 *
 * Cost: O(points) and one index, about 1.2 us a point.
 */
GIS_MUST_CHECK enum gis_status gis_network_new(const struct gis_roads *roads,
                                               const struct gis_network_options *options,
                                               uint32_t *bad_road, struct gis_network **out);

/** Frees @p network; NULL is allowed. */
void gis_network_free(struct gis_network *network);

/**
 * The nearest position on any road at most @p max_m (inclusive) from @p p; of equally near ones
 * that of the first road, then the lowest offset; links are passed over. edge is GIS_NONE when
 * there is none. About 1 us.
 */
struct gis_snap gis_network_nearest(const struct gis_network *network, struct gis_xy p,
                                    double max_m);

/** The same over the roads that have all of @p flags. */
struct gis_snap gis_network_nearest_with(const struct gis_network *network, struct gis_xy p,
                                         double max_m, uint8_t flags);

/**
 * The same for points that come one after the other along the ground: @p segment holds the segment
 * found last (GIS_NONE at first), which the next search begins with. The same results
 * in about half the time.
 */
struct gis_snap gis_network_nearest_after(const struct gis_network *network, struct gis_xy p,
                                          double max_m, uint8_t flags, uint32_t *segment);

/** Where an offset (clamped) along a road lies; edge is GIS_NONE for a part left out. O(log n). */
struct gis_on_edge gis_network_at(const struct gis_network *network, uint32_t road,
                                  double offset_m);

/** The offset along its road of a position on an edge. O(1). */
double gis_network_road_offset_m(const struct gis_network *network, struct gis_on_edge at);

/**
 * Which nodes are intersections: three or more ends of passable edges meet there, two links counted
 * as one. A node inside one road, or where one road goes on as another, is none.
 *
 * @param[out] out  n_nodes entries, 0 or 1. O(edges).
 */
void gis_network_junctions(const struct gis_network *network, uint8_t *out);

/**
 * The connected pieces.
 *
 * @param[out] of_node  n_nodes entries: the piece of each node, numbered from 0 as they are met
 * @return GIS_OK, GIS_ENOMEM. O(edges).
 */
GIS_MUST_CHECK enum gis_status gis_network_components(const struct gis_network *network,
                                                      uint32_t *of_node, size_t *out_n);

/** Coordinates of a position on an edge; the offset is clamped. O(log points of the edge). */
struct gis_xy gis_network_xy(const struct gis_network *network, struct gis_on_edge at);

/**
 * The polyline of an edge from @p from_m to @p to_m (0 <= from <= to <= length).
 *
 * @param out  room for @p max points; NULL with max 0 to ask only for the number
 * @return the number of points (>= 2), also when @p max is smaller; then only @p max are written
 */
size_t gis_network_stretch(const struct gis_network *network, uint32_t edge, double from_m,
                           double to_m, size_t max, struct gis_xy *out);

/** The node at which a half ends, and the one it leaves. */
static inline uint32_t gis_half_head(const struct gis_network *network, uint32_t half)
{
    return network->edge_ends[half / 2][1 - half % 2];
}

static inline uint32_t gis_half_tail(const struct gis_network *network, uint32_t half)
{
    return network->edge_ends[half / 2][half % 2];
}
