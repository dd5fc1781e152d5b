/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Outline, districts and chome of the sample city. The chome are the Voronoi cells of their
 * representative points inside a smooth hull, cut in the unbent plane (convex, so cutting is exact)
 * and bent afterwards. Neighbours share every vertex, so the cells tile the outline.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "gis/lonlat.h"

#include "src/base/arena.h"
#include "src/sample/warp.h"

/** A closed ring without the repeated point, counter-clockwise. */
struct sample_ring {
    size_t n;
    struct gis_xy *points;
};

/** Smooth convex hull in the unbent plane whose bent area is @p area_m2. */
struct sample_ring sample_outline(struct jy_arena *arena, const struct sample_warp *warp, size_t n,
                                  const struct gis_xy *unbent, double area_m2);

/** Voronoi cells (unbent, convex) of @p sites within the convex @p outline; n rings. */
struct sample_ring *sample_cells(struct jy_arena *arena, struct sample_ring outline, size_t n,
                                 const struct gis_xy *sites);

/** The part of convex @p ring where (p - at)·normal <= 0; tags[i] belongs to the edge from point i,
 * the new edge gets @p tag; tags may be NULL. */
struct sample_ring sample_cut(struct jy_arena *arena, struct sample_ring ring, const int *tags,
                              struct gis_xy at, struct gis_xy normal, int tag, int **out_tags);

/** Bends a ring, with points at most 30 m apart; both neighbours of an edge get the same ones. */
struct sample_ring sample_bend_ring(struct jy_arena *arena, const struct sample_warp *warp,
                                    struct sample_ring ring);

/** Outer rings of the union of bent cells that share their vertices. */
struct sample_ring *sample_union(struct jy_arena *arena, size_t n, const struct sample_ring *cells,
                                 size_t *out_n);

/** Signed area (counter-clockwise positive). */
double sample_area_m2(struct sample_ring ring);
bool sample_inside(struct sample_ring ring, struct gis_xy p);
struct gis_xy sample_centre(struct sample_ring ring);
