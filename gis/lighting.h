/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Lights on a road network: the distance along the road to the nearest light, the stretches that
 * are too far from one (gaps), and where a new light would keep its spacing (eligible).
 *
 *   d(x)   distance along the road from x to the nearest light; infinite where none can be reached
 *   s, r   spacing and reach, r = s/2 unless a rule says otherwise: a point of a judged road with
 *          d > r is uncovered, with d >= s eligible
 *   piece  an uncovered interval of one edge
 *   gap    pieces that join at nodes with d > r
 *
 * A point with d = s/2 exactly is covered: intervals no longer than GIS_LIGHTING_TOLERANCE_M are
 * none. The state follows single changes (add, move, remove) with a result identical to the last
 * bit to that of a run from the start with the same lights.
 *
 * A state may be read by many threads or changed by one. Definitions: docs/methods/gap.md.
 */
#pragma once
#include "gis/network.h"

/** What is shorter is rounding of projected coordinates (1e-9 of 100 m), no darkness. */
#define GIS_LIGHTING_TOLERANCE_M 1e-7

struct gis_lighting;

/** What stands for a light where the spacing starts anew at an intersection. */
#define GIS_JUNCTION (GIS_NONE - 1)

/** What d is. */
enum gis_measure {
    GIS_ALONG_ROAD, /**< the length of the shortest way along passable roads */
    GIS_STRAIGHT    /**< as the crow flies, between positions on roads */
};

/** What is asked of the lights: one spacing for all roads, or other values for some of them. */
struct gis_lighting_rule {
    double spacing_m; /**< s: a new light keeps it from every other; in [0.1, 1e6] */
    double reach_m;   /**< r: what is farther from a light is dark; in [0.05, 1e6]; 0: s / 2 */
    const double *edge_spacing_m; /**< n_edges; NULL: s everywhere */
    const double *edge_reach_m;   /**< n_edges; NULL: half of the edge's spacing, or r */
    const uint8_t *node_starts;   /**< n_nodes; 1: distances start anew there, as at a light; NULL:
                                     nowhere */
    enum gis_measure measure;
};

/**
 * Snaps lights to the nearest position on any road, ties to the first road.
 *
 * @param max_m       snapping distance, inclusive, >= 0
 * @param[out] out    n entries; of an unmatched light at.edge is GIS_NONE and distance_m says how
 * far the nearest road is (infinite for coordinates that are not finite)
 *
 * Cost: about 1 us a light; 20 bytes a light for the time of the call.
 */
void gis_lights_snap(const struct gis_network *network, size_t n, const struct gis_xy *lights,
                     double max_m, struct gis_snap *out);

/**
 * Computes distances, gaps and eligible stretches for lights that are snapped already.
 *
 * @param network    borrowed; must outlive the result
 * @param spacing_m  s, in [0.1, 1e6]
 * @param n          lights, numbered as given; those with at.edge = GIS_NONE count for nothing
 * @return GIS_OK and the caller's *out; GIS_EDOMAIN for a spacing, an edge or an offset out of
 * range; GIS_ENOMEM
 *
 * Cost: O((edges + lights) log edges).
 */
GIS_MUST_CHECK enum gis_status gis_lighting_new(const struct gis_network *network, double spacing_m,
                                                size_t n, const struct gis_snap *lights,
                                                struct gis_lighting **out);

/**
 * The same under a rule with values of its own for some edges.
 *
 * @param rule  copied
 * @return as gis_lighting_new(); GIS_EDOMAIN also for a value out of range
 *
 * A point x of an edge e is dark where d(x) > r(e) and eligible where d(x) >= s(e). Dark pieces of
 * two edges join at a node only where the node is dark for both. Equal values give, to the last
 * bit, what gis_lighting_new() gives.
 *
 * In a straight line d is finite as soon as there is a light on any road; at most 2^31 lights. A
 * change costs O(edges) for finding those it can matter to.
 */
GIS_MUST_CHECK enum gis_status gis_lighting_new_by_rule(const struct gis_network *network,
                                                        const struct gis_lighting_rule *rule,
                                                        size_t n, const struct gis_snap *lights,
                                                        struct gis_lighting **out);

/** The rule a state was made with; its arrays belong to the state. */
struct gis_lighting_rule gis_lighting_rule_of(const struct gis_lighting *lighting);

/** Frees @p lighting; NULL is allowed. */
void gis_lighting_free(struct gis_lighting *lighting);

/** The network given to gis_lighting_new(). */
const struct gis_network *gis_lighting_network(const struct gis_lighting *lighting);

/** The spacing s given to gis_lighting_new(), or the rule's for edges without one of their own. */
double gis_lighting_spacing_m(const struct gis_lighting *lighting);

/** s and r of an edge. */
double gis_lighting_edge_spacing_m(const struct gis_lighting *lighting, uint32_t edge);
double gis_lighting_edge_reach_m(const struct gis_lighting *lighting, uint32_t edge);

struct gis_lighting_summary {
    double spacing_m;
    double road_length_m;  /**< judged roads */
    size_t lights;         /**< those not removed */
    size_t lights_matched; /**< of them, those on a road */
    double uncovered_m;
    size_t gaps;
    double eligible_m;
    double max_distance_m; /**< over judged roads; infinite where no light can be reached */
};

/** Totals. O(gaps); without any gap O(edges + lights). */
struct gis_lighting_summary gis_lighting_summary(const struct gis_lighting *lighting);

/* --- changes ---------------------------------------------------------------------------------- */

/**
 * Adds one light; its number is the next free one.
 *
 * @param[out] out_light    its number; may be NULL
 * @param[out] out_changed  box of all roads whose d may have changed (empty: none); may be NULL
 * @return GIS_OK; GIS_EDOMAIN for a position that is not on the network (nothing changed);
 *         GIS_ENOMEM (the state may then only be freed)
 *
 * Cost: O(k log k) for the k edges whose d, or whose gap, changes.
 */
GIS_MUST_CHECK enum gis_status gis_lighting_add(struct gis_lighting *lighting,
                                                const struct gis_snap *light, uint32_t *out_light,
                                                struct gis_box *out_changed);

/** Moves a light, which keeps its number. Else as gis_lighting_add(); also GIS_EDOMAIN for no such
 * light. */
GIS_MUST_CHECK enum gis_status gis_lighting_move(struct gis_lighting *lighting, uint32_t light,
                                                 const struct gis_snap *to,
                                                 struct gis_box *out_changed);

/** Removes a light; its number is not used again. Else as gis_lighting_move(). */
GIS_MUST_CHECK enum gis_status gis_lighting_remove(struct gis_lighting *lighting, uint32_t light,
                                                   struct gis_box *out_changed);

/** Where a light was snapped to; edge GIS_NONE if unmatched or removed. @p light must exist. */
struct gis_snap gis_lighting_light(const struct gis_lighting *lighting, uint32_t light);

/** One more than the highest number of a light. */
uint32_t gis_lighting_n_lights(const struct gis_lighting *lighting);

/* --- distances -------------------------------------------------------------------------------- */

/** d at a node, and the light that is nearest (GIS_NONE: none; GIS_JUNCTION: an intersection; of
 * equally near ones the lowest). */
double gis_lighting_node_m(const struct gis_lighting *lighting, uint32_t node, uint32_t *out_light);

/** d at a position, and the light that is nearest; out_light may be NULL. O(lights on the edge). */
double gis_lighting_distance_m(const struct gis_lighting *lighting, struct gis_on_edge at,
                               uint32_t *out_light);

/** A light and the way to it along the road. */
struct gis_light_way {
    uint32_t light; /**< GIS_NONE: none within the limit */
    double distance_m;
};

/**
 * The nearest light in each direction: out[0] starting towards the edge's first node, out[1]
 * towards its second, neither way passing the position again. A light at the position itself is
 * both. In a straight line: the nearest and the next nearest light.
 *
 * @param max_m  ways longer than this are not looked for; may be INFINITY
 * @return GIS_OK, GIS_EDOMAIN for a position off the network, GIS_ENOMEM
 *
 * Cost: O(k log k) for the k edges nearer than the light found: microseconds in a lit town.
 */
GIS_MUST_CHECK enum gis_status gis_lighting_both_ways(const struct gis_lighting *lighting,
                                                      struct gis_on_edge at, double max_m,
                                                      struct gis_light_way out[2]);

/** A curved d is given by points between which it is nowhere farther from linear. */
#define GIS_PROFILE_ERROR_M 0.05

/** d at an offset of an edge. */
struct gis_distance_at {
    double offset_m, d_m;
};

/**
 * d along a whole edge as breakpoints between which it is linear: ends, lights, peaks. Where no
 * light can be reached two breakpoints with infinite d. In a straight line it is a curve, of which
 * this is within GIS_PROFILE_ERROR_M.
 *
 * @return the number of breakpoints (>= 2), also when @p max is smaller; then only @p max are
 * written
 */
size_t gis_lighting_profile(const struct gis_lighting *lighting, uint32_t edge, size_t max,
                            struct gis_distance_at *out);

/** An interval of an edge. */
struct gis_interval {
    double from_m, to_m;
};

/** The intervals of an edge with d >= s (judged or not), as gis_lighting_profile() counts. */
size_t gis_lighting_eligible(const struct gis_lighting *lighting, uint32_t edge, size_t max,
                             struct gis_interval *out);

/* --- gaps ------------------------------------------------------------------------------------- */

/** An uncovered interval of one edge. Pieces and gaps are numbered anew by every change. */
struct gis_dark_piece {
    uint32_t edge;
    double from_m, to_m; /**< on the edge */
    double peak_m;       /**< the largest d in it */
    double peak_at_m;    /**< where that is; the middle when infinite */
    uint32_t gap;
    uint32_t next_on_edge, next_in_gap; /**< the next piece, or GIS_NONE */
};

struct gis_gap {
    double length_m;
    double max_distance_m;      /**< d at the darkest point; implied spacing is twice that */
    struct gis_on_edge darkest; /**< of equally dark ones the first; the middle of the longest piece
                                     when no light can be reached */
    uint32_t first_piece;       /**< then by next_in_gap, in order of edge and offset */
    uint32_t n_pieces;
};

/**
 * Goes through the gaps: starts with *cursor = 0; false at the end. In order of their first piece
 * after gis_lighting_new(), in no special order after changes.
 */
bool gis_lighting_next_gap(const struct gis_lighting *lighting, uint32_t *cursor,
                           uint32_t *out_gap);

/** A gap by its number, as gis_lighting_next_gap() and pieces give it. */
struct gis_gap gis_lighting_gap(const struct gis_lighting *lighting, uint32_t gap);

/** A piece by its number. */
struct gis_dark_piece gis_lighting_piece(const struct gis_lighting *lighting, uint32_t piece);

/** The first piece on an edge (then by next_on_edge, by offset), or GIS_NONE. O(1). */
uint32_t gis_lighting_edge_piece(const struct gis_lighting *lighting, uint32_t edge);

/** The piece that contains a position (ends included), or GIS_NONE. O(pieces of the edge). */
uint32_t gis_lighting_piece_at(const struct gis_lighting *lighting, struct gis_on_edge at);
