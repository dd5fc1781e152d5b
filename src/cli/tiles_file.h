/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A whole set of tiles being written, PMTiles or MBTiles: FILE.part until it is complete, so that
 * an interrupted run of the same set goes on where it stopped.
 *
 *   PMTiles:  FILE.part      head (left free) | tile data …
 *             FILE.part.log  identity | a record for each tile whose data is on the disk
 *   MBTiles:  FILE.part      the database, with its own mark (src/store/mbtiles.h)
 */
#pragma once
#include "src/base/error.h"
#include "src/render/pmtiles.h"

enum tiles_format { TILES_PMTILES, TILES_MBTILES };

struct tiles_about {
    bool raster;
    uint32_t min_zoom, max_zoom;
    struct gis_lonlat south_west, north_east;
    const char *identity; /**< of the registry's state and the choice of tiles */
    const char *version, *attribution;
    const char *metadata_json; /**< PMTiles metadata; MBTiles: its row "json" */
};

struct tiles_file;

/** Begins @p path or goes on with it; *out_done: all tiles of lower PMTiles ids are in it. */
JY_MUST_CHECK enum jy_code tiles_file_open(const char *path, enum tiles_format format,
                                           const struct tiles_about *about, struct tiles_file **out,
                                           uint64_t *out_done, struct jy_error *err);
/** The next tile by PMTiles id; an empty one (n = 0) is none. Twice a second what there is is
 * made to last. */
JY_MUST_CHECK enum jy_code tiles_file_add(struct tiles_file *file, struct gis_tile t,
                                          const void *bytes, size_t n, struct jy_error *err);
/** Completes the file and gives it its name. */
JY_MUST_CHECK enum jy_code tiles_file_finish(struct tiles_file *file, struct jy_error *err);
/** After finish. */
void tiles_file_count(const struct tiles_file *file, uint64_t *out_tiles, uint64_t *out_contents,
                      uint64_t *out_bytes);
/** NULL is allowed. */
void tiles_file_close(struct tiles_file *file);
