/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Streets cut into short pieces of about equal length (linear pixels, Xie & Yan 2008), and which of
 * them lie near each other along the road: the areas of a scan of streets.
 * Method page: docs/methods/streets.md.
 */
#pragma once
#include "gis/network.h"

struct gis_lixel {
    uint32_t edge;
    double from_m, to_m; /**< along the edge, from < to */
};

struct gis_lixels {
    const struct gis_network *network; /**< borrowed */
    size_t n;
    struct gis_lixel *items; /**< by edge, then along it */
    size_t *first;           /**< n_edges + 1: those of edge e are first[e] .. first[e + 1] - 1 */
    double length_m;         /**< of all */
};

/**
 * Cuts each edge that has all of @p flags into the fewest equal pieces of at most @p most_m.
 * GIS_EDOMAIN: most_m not positive; GIS_EREFUSED: more than 4 million pieces. O(edges + pieces).
 */
GIS_MUST_CHECK enum gis_status gis_lixels_new(const struct gis_network *network, uint8_t flags,
                                              double most_m, struct gis_lixels **out);
void gis_lixels_free(struct gis_lixels *lixels); /**< NULL is allowed */

/** The piece that holds a position; SIZE_MAX on an edge without pieces. */
size_t gis_lixels_at(const struct gis_lixels *lixels, struct gis_on_edge at);

/** For each piece the pieces within a radius, itself first, then by distance (then by number). */
struct gis_lixel_lists {
    size_t *start; /**< n + 1 */
    uint32_t *lixel;
    double *distance_m; /**< between the middles, along the road */
};

/**
 * Lists the neighbours of every piece within @p radius_m (inclusive). Ways run along all edges of
 * the network, pieces or not. GIS_EREFUSED: more than @p max_entries in all; GIS_EDOMAIN: radius
 * negative or not finite. The caller releases *out with gis_lixel_lists_done(). O(k log k) a piece
 * for k edges and pieces within the radius.
 */
GIS_MUST_CHECK enum gis_status gis_lixels_near(const struct gis_lixels *lixels, double radius_m,
                                               size_t max_entries, struct gis_lixel_lists *out);
void gis_lixel_lists_done(struct gis_lixel_lists *lists);
