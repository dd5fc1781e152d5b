/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Counts of points by the cells of a grid fixed in the projection, for every low zoom, made once
 * with the scene: a tile of a whole country reads some thousand cells instead of all points.
 *
 * A cell of level L is a square of 2^-L of the world; a cell of level L holds exactly those points
 * that its four cells of level L + 1 hold, so counts of all levels add up to the same.
 */
#pragma once
#include "src/render/scene.h"

enum { JY_PYRAMID_TOP = 6, JY_PYRAMID_BASE = 16 };

struct jy_cell {
    uint32_t x, y;         /**< of the cell, in [0, 2^level) */
    uint32_t points;       /**< rows of the scene */
    uint32_t out;          /**< lights out of order */
    uint64_t count;        /**< lights, or the cameras that the rows stand for */
    uint64_t sum_x, sum_y; /**< of the points' world coordinates */
    uint32_t lamp[JY_LAMP_OTHER + 1];
};

/**
 * Sums the run of points from @p first that lie in one cell of @p level; returns where the run
 * stops (at most @p end). Needs first < end.
 */
size_t jy_cell_run(const struct jy_points *points, enum jy_points_layer layer, unsigned level,
                   size_t first, size_t end, struct jy_cell *out);

/**
 * Levels JY_PYRAMID_TOP to JY_PYRAMID_BASE of @p points; a level with more than one cell for 16
 * points is not kept (reading the points is as quick). NULL when none is. Cost O(n); memory at most
 * 80 bytes a cell: under 7 a point where points lie as in a town.
 */
struct jy_pyramid *jy_pyramid_new(const struct jy_points *points, enum jy_points_layer layer);
void jy_pyramid_free(struct jy_pyramid *pyramid); /**< NULL is allowed */

/**
 * The cells of @p level inside @p t (t.z <= level), in Morton order; false when that level is not
 * kept. @p pyramid may be NULL.
 */
bool jy_pyramid_tile(const struct jy_pyramid *pyramid, unsigned level, struct gis_tile t,
                     const struct jy_cell **out, size_t *out_n);
size_t jy_pyramid_bytes(const struct jy_pyramid *pyramid);
