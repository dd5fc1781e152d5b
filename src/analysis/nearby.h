/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What lies around a point, measured along the road: distances from one position, how many lights
 * are within a length, and how well the shortest way between two points is lit.
 */
#pragma once
#include "src/analysis/lighting.h"

/** Farther from every road than this, a point belongs to none. */
#define JY_NEARBY_REACH_M 100.0

/** Distances along the road from one position. */
struct jy_reach {
    struct gis_snap from;
    double *node_m; /**< of each node of the network; infinite: beyond max_m or not connected */
    uint32_t *node_half; /**< the half by which the shortest way arrives; GIS_NONE */
};

/**
 * Searches from the road nearest to @p at, no farther than @p max_m (may be infinite). *out is
 * the caller's: jy_reach_done().
 *
 * @return JY_ENOTFOUND when no road is within JY_NEARBY_REACH_M
 *
 * Cost: O(k log k) for the k edges reached, 12 bytes a node of the network.
 */
JY_MUST_CHECK enum jy_code jy_reach_init(const struct jy_lighting *l, struct gis_lonlat at,
                                         double max_m, struct jy_reach *out, struct jy_error *err);
void jy_reach_done(struct jy_reach *reach);
/** Distance to a position on the network; infinite: not reached. */
double jy_reach_m(const struct jy_lighting *l, const struct jy_reach *reach, struct gis_on_edge to);

/** Lights in service no farther than each of @p n lengths. O(lights). */
void jy_reach_lights(const struct jy_lighting *l, const struct jy_reach *reach, size_t n,
                     const double *within_m, size_t *out);

/** A way along the road. */
struct jy_way {
    double length_m;
    double lit_m;  /**< of it within half the spacing of a light */
    double dark_m; /**< longest stretch without a break that is farther */
    size_t n, cap;
    struct gis_lonlat *points;
};
void jy_way_done(struct jy_way *way);

/**
 * The shortest way from where @p reach began to @p to. *out is the caller's: jy_way_done().
 *
 * @return JY_ENOTFOUND when it was not reached, or no road is near
 */
JY_MUST_CHECK enum jy_code jy_reach_way(const struct jy_lighting *l, const struct jy_reach *reach,
                                        struct gis_lonlat to, struct jy_way *out,
                                        struct jy_error *err);
