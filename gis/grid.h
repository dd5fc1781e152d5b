/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A grid of equal rectangular cells over the plane, for counts and densities.
 * Cell (column, row) has the index row * nx + column; row 0 is the southern one.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gis/lonlat.h"
#include "gis/weights.h"

struct gis_grid {
    struct gis_xy south_west; /**< corner of cell 0 */
    double width_m, height_m; /**< of a cell, > 0 */
    size_t nx, ny;            /**< >= 1 */
};

/** Sizes positive and finite, and at most 2^31 - 2 cells. */
bool gis_grid_valid(const struct gis_grid *grid);

/** The cell that holds @p p: south and west borders belong to a cell, the outer north and east ones
 * too. */
bool gis_grid_cell(const struct gis_grid *grid, struct gis_xy p, size_t *out_cell);

/** Centre of a cell. */
struct gis_xy gis_grid_centre(const struct gis_grid *grid, size_t cell);

/** Counts points in each cell (out_counts[nx * ny]); returns how many lie outside. O(n + cells). */
size_t gis_grid_count(const struct gis_grid *grid, size_t n, const struct gis_xy *points,
                      uint32_t *out_counts);

/** Binary weights of cells that share a side or a corner, each with itself: for Gi* on counts. */
GIS_MUST_CHECK enum gis_status gis_grid_weights(const struct gis_grid *grid,
                                                struct gis_weights **out);
