/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Points that come and go, and the nearest of them: a quadtree with buckets. The answer depends on
 * the points alone, never on the order in which they came.
 *
 * Read by many threads or changed by one.
 */
#pragma once
#include "gis/rtree.h"

struct gis_point_tree;

/** @param box  most points lie in it; others are allowed, and cost more */
GIS_MUST_CHECK enum gis_status gis_point_tree_new(struct gis_box box, struct gis_point_tree **out);
/** Frees @p tree; NULL is allowed. */
void gis_point_tree_free(struct gis_point_tree *tree);

/** Adds a point (finite); @p id is the caller's, each once. GIS_ENOMEM leaves all as it was. */
GIS_MUST_CHECK enum gis_status gis_point_tree_add(struct gis_point_tree *tree, struct gis_xy at,
                                                  uint32_t id);
/** Takes out the point that was added with these values; false when there is none. */
bool gis_point_tree_remove(struct gis_point_tree *tree, struct gis_xy at, uint32_t id);

/** Number of points. */
size_t gis_point_tree_count(const struct gis_point_tree *tree);

struct gis_tree_point {
    struct gis_xy at;
    uint32_t id;
    double d2_m2; /**< square of the distance */
};

/**
 * The point nearest to @p from, of equally near ones that with the lowest id, among those with
 * an id below @p id_end and other than @p but.
 *
 * @return false when there is none. Cost: O(log n) on average.
 */
bool gis_point_tree_nearest(const struct gis_point_tree *tree, struct gis_xy from, uint32_t id_end,
                            uint32_t but, struct gis_tree_point *out);
