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

enum { JY_PYRAMID_TOP = 6, JY_PYRAMID_BASE = 17 };

struct jy_cell {
    uint32_t x, y;         /**< of the cell, in [0, 2^level) */
    uint32_t points;       /**< rows of the scene */
    uint32_t out;          /**< lights out of order */
    uint64_t count;        /**< lights, or the cameras that the rows stand for */
    uint64_t sum_x, sum_y; /**< of the points' world coordinates */
    uint32_t planned;      /**< lights that are not there yet */
    uint32_t lamp[JY_LAMP_OTHER + 1];
    uint32_t glow[JY_GLOW_STEPS]; /**< lights that burn, by jy_light_attr.glow - 1 */
};

/** The changed cells of each level, which stand for those of the pyramid they cover; one without
 * points is gone. */
struct jy_cell_edits {
    size_t n[JY_PYRAMID_BASE + 1];
    struct jy_cell *cells[JY_PYRAMID_BASE + 1]; /**< in Morton order */
};

/** Memory that cells are merged in; begins as {0}, free(room.cells) ends it. */
struct jy_cell_room {
    struct jy_cell *cells;
    size_t cap;
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
 * 112 bytes a cell: under 10 a point where points lie as in a town.
 */
struct jy_pyramid *jy_pyramid_new(const struct jy_points *points, enum jy_points_layer layer);
void jy_pyramid_free(struct jy_pyramid *pyramid); /**< NULL is allowed */

/** A point as a cell of @p level. */
struct jy_cell jy_cell_of(const struct jy_points *points, enum jy_points_layer layer,
                          unsigned level, size_t i);
/** Adds (or takes away) what @p from counts. */
void jy_cell_add(struct jy_cell *to, const struct jy_cell *from);
void jy_cell_subtract(struct jy_cell *from, const struct jy_cell *what);

/**
 * The cells of @p level inside @p t (t.z <= level), in Morton order; false when that level is not
 * kept. They live with the scene, or with edits in @p room until its next use.
 */
bool jy_pyramid_tile(const struct jy_points *points, unsigned level, struct gis_tile t,
                     struct jy_cell_room *room, const struct jy_cell **out, size_t *out_n);
/** All cells of a level; NULL (and 0) when it is not kept. @p pyramid may be NULL. */
const struct jy_cell *jy_pyramid_level(const struct jy_pyramid *pyramid, unsigned level,
                                       size_t *out_n);
/** A pyramid of cells kept elsewhere (a mapped file), which must outlive it; freed as others. */
struct jy_pyramid *jy_pyramid_over(const size_t n[JY_PYRAMID_BASE + 1],
                                   const struct jy_cell *const cells[JY_PYRAMID_BASE + 1]);
size_t jy_pyramid_bytes(const struct jy_pyramid *pyramid);
