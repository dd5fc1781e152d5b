/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A whole set of tiles as one MBTiles 1.3 file: equal tiles kept once, vector tiles as gzip.
 *
 * Until it is finished the file also holds how far it has come and for which registry and choice of
 * tiles, so that an interrupted run goes on where it stopped.
 * Source: https://github.com/mapbox/mbtiles-spec/blob/master/1.3/spec.md
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gis/lonlat.h"

#include "src/base/error.h"

struct jy_mbtiles;

/**
 * Opens @p path, which must not be open elsewhere. When it holds a set begun under the same
 * @p identity (some text), *out_done is the value last given to jy_mbtiles_checkpoint() and what
 * was added up to then is there; else the file is begun anew and *out_done is 0.
 *
 * @param vector  the tiles are MVT (packed here), not PNG
 */
JY_MUST_CHECK enum jy_code jy_mbtiles_open(const char *path, bool vector, const char *identity,
                                           struct jy_mbtiles **out, uint64_t *out_done,
                                           struct jy_error *err);
/** Adds tile @p z / @p x / @p y, counted from the north as everywhere else here; n > 0. */
JY_MUST_CHECK enum jy_code jy_mbtiles_add(struct jy_mbtiles *set, uint32_t z, uint32_t x,
                                          uint32_t y, const void *bytes, size_t n,
                                          struct jy_error *err);
/** Everything added so far lasts; @p done is the caller's mark of it. */
JY_MUST_CHECK enum jy_code jy_mbtiles_checkpoint(struct jy_mbtiles *set, uint64_t done,
                                                 struct jy_error *err);

struct jy_mbtiles_about {
    const char *name, *description, *attribution, *version;
    const char *json; /**< vector sets: {"vector_layers": […]}; NULL none */
    uint32_t min_zoom, max_zoom;
    struct gis_lonlat south_west, north_east;
};

/** Writes the metadata and takes out the marks; the file is complete after the close. */
JY_MUST_CHECK enum jy_code jy_mbtiles_finish(struct jy_mbtiles *set,
                                             const struct jy_mbtiles_about *about,
                                             struct jy_error *err);
/** Tiles, and distinct contents. */
JY_MUST_CHECK enum jy_code jy_mbtiles_count(struct jy_mbtiles *set, uint64_t *out_tiles,
                                            uint64_t *out_contents, struct jy_error *err);
/** What no checkpoint has kept is dropped. NULL is allowed. */
void jy_mbtiles_close(struct jy_mbtiles *set);
