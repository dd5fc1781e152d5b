/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A whole set of tiles as one file that any static file server can serve: PMTiles 3.
 * Clustered (data in order of tile id) and with equal tiles kept once.
 *
 * Layout:  header + root directory (16 KiB) | tile data … | metadata | leaf directories
 * Source: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
 */
#pragma once
#include <stdbool.h>

#include "gis/mercator.h"

#include "src/base/buf.h"
#include "src/base/error.h"

enum { JY_PMTILES_HEAD = 16384 };

/** Place of a tile on the Hilbert curves of all zooms, as PMTiles counts them. */
uint64_t jy_pmtiles_id(struct gis_tile t);

enum jy_pmtiles_type { JY_PMTILES_MVT = 1, JY_PMTILES_PNG = 2 };

struct jy_pmtiles_about {
    enum jy_pmtiles_type type;
    uint32_t min_zoom, max_zoom;
    struct gis_lonlat south_west, north_east;
    const char *metadata_json; /**< a JSON object; vector sets: with vector_layers */
};

/** Takes what follows in the file; the same error contract as everywhere. */
typedef enum jy_code (*jy_pmtiles_write)(const void *bytes, size_t n, void *ctx,
                                         struct jy_error *err);

struct jy_pmtiles;
/**
 * Starts a set. The file's first JY_PMTILES_HEAD bytes are the caller's to leave free; everything
 * given to @p write comes after them, in order.
 */
struct jy_pmtiles *jy_pmtiles_new(struct jy_pmtiles_about about, jy_pmtiles_write write, void *ctx);
void jy_pmtiles_free(struct jy_pmtiles *set); /**< NULL is allowed */

/**
 * Adds a tile; ids must ascend. An empty tile (n = 0) is none. MVT is packed with gzip here.
 * Memory: 24 bytes a run of equal tiles and 48 to 96 a distinct tile.
 */
JY_MUST_CHECK enum jy_code jy_pmtiles_add(struct jy_pmtiles *set, struct gis_tile t,
                                          const void *bytes, size_t n, struct jy_error *err);

/** What a set knows of a tile it holds: enough to go on from after an interruption. */
struct jy_pmtiles_record {
    uint64_t id, offset, hash;
    uint32_t packed, length; /**< bytes as written and as given */
};
/** The record of the tile last added; false: none yet. */
bool jy_pmtiles_last(const struct jy_pmtiles *set, struct jy_pmtiles_record *out);
/**
 * Takes up a tile of an earlier run, in the order of adding, before anything is added; its bytes
 * stand in the file already. False (nothing taken): it does not follow on what was taken up.
 */
JY_MUST_CHECK bool jy_pmtiles_resume(struct jy_pmtiles *set,
                                     const struct jy_pmtiles_record *record);

/** Writes the rest and appends to @p head the JY_PMTILES_HEAD bytes that begin the file. */
JY_MUST_CHECK enum jy_code jy_pmtiles_finish(struct jy_pmtiles *set, struct jy_buf *head,
                                             struct jy_error *err);

/** Tiles added, distinct contents, bytes written so far. */
void jy_pmtiles_count(const struct jy_pmtiles *set, uint64_t *out_tiles, uint64_t *out_contents,
                      uint64_t *out_bytes);
