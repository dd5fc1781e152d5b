/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A packed, immutable R-tree over boxes in world coordinates. The boxes must already lie in a
 * space-filling order (gis/morton.h); 16 neighbours make a node, level upon level:
 *
 *   boxes   b0 … b15 | b16 … b31 | …        (the caller's array, not copied)
 *   nodes   n0         n1          …  root  (this tree)
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gis/mercator.h"
#include "gis/status.h"

/** Inclusive on all sides; empty when min > max. */
struct gis_world_box {
    uint32_t min_x, min_y, max_x, max_y;
};

/** True when the two share a point. */
static inline bool gis_world_box_meets(const struct gis_world_box *a, const struct gis_world_box *b)
{
    return a->min_x <= b->max_x && b->min_x <= a->max_x && a->min_y <= b->max_y &&
           b->min_y <= a->max_y;
}

/** Widens @p box to hold @p w. */
static inline void gis_world_box_add(struct gis_world_box *box, struct gis_world w)
{
    box->min_x = w.x < box->min_x ? w.x : box->min_x;
    box->min_y = w.y < box->min_y ? w.y : box->min_y;
    box->max_x = w.x > box->max_x ? w.x : box->max_x;
    box->max_y = w.y > box->max_y ? w.y : box->max_y;
}

struct gis_boxtree;

/**
 * Builds the tree over @p n boxes (n may be 0), which must outlive it.
 *
 * @return GIS_OK and the caller's *out; GIS_EDOMAIN when n >= 2^32; GIS_ENOMEM
 * Cost: O(n) time, about 1.1 bytes a box.
 */
GIS_MUST_CHECK enum gis_status gis_boxtree_new(const struct gis_world_box *boxes, size_t n,
                                               struct gis_boxtree **out);
/** NULL is allowed. */
void gis_boxtree_free(struct gis_boxtree *tree);

typedef void (*gis_boxtree_fn)(uint32_t index, void *ctx);

/** Calls @p fn for each box that meets @p box, in ascending index. Any number of threads at once.
 */
void gis_boxtree_query(const struct gis_boxtree *tree, struct gis_world_box box, gis_boxtree_fn fn,
                       void *ctx);
