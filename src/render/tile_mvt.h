/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Vector tiles (Mapbox Vector Tile 2.1) straight from a scene.
 *
 * Points are in exactly one tile of a zoom, never repeated in a buffer, so counts over the tiles of
 * any zoom add up to the truth: point_count, or 1 where a feature has none. Below zoom 12, and in a
 * tile that would be too large, points are joined on a grid fixed in the projection (64 cells a
 * tile side), so a cluster is in one tile. Lines and polygons are cut to the tile with a margin of
 * 128 of 4096 units and simplified to one unit. Ids are Feature.id: the registry's number, or for a
 * cluster the code of its cell.
 */
#pragma once
#include "src/base/buf.h"
#include "src/render/tile_layers.h"

enum { JY_MVT_EXTENT = 4096, JY_MVT_MARGIN = 128, JY_MVT_MAX_BYTES = 500000, JY_MVT_RAW_ZOOM = 12 };

/** Working memory of the encoder, kept between tiles; one thread at a time. */
struct jy_mvt;
struct jy_mvt *jy_mvt_new(void);
void jy_mvt_free(struct jy_mvt *mvt); /**< NULL is allowed */

/**
 * Appends tile @p t (valid) of the set to @p out; appends nothing when the tile is empty. The same
 * scene gives the same bytes. At most JY_MVT_MAX_BYTES per layer: shapes too small to matter are
 * left out first.
 *
 * Cost: about 12 ns a point; up to zoom 10 0.1 us a cluster instead, however many points it has;
 * shapes 0.1 us a vertex.
 */
void jy_tile_mvt(struct jy_mvt *mvt, const struct jy_scene *scene, enum jy_tiles tiles,
                 struct gis_tile t, struct jy_buf *out);
