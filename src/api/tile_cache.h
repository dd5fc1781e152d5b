/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Built tiles in memory, least recently used out first, within a limit of bytes. Equal tiles asked
 * for at once are built once: the others wait for that. Any thread.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "src/base/error.h"
#include "src/http/bytes.h"

struct jy_tile_cache;

/** What a tile is; compared as bytes, so initialise with {0}. */
struct jy_tile_key {
    uint64_t version; /**< of the lights in it */
    uint64_t derived; /**< of all else */
    uint32_t x, y;
    uint8_t z, layer, format, scale;
    uint32_t what; /**< PNG: parts and style */
};

struct jy_tile_stats {
    uint64_t hits, misses, waits; /**< waits: joined a build under way */
    uint64_t bytes, tiles;        /**< held now */
};

struct jy_tile_cache *jy_tile_cache_new(size_t max_bytes);
void jy_tile_cache_free(struct jy_tile_cache *cache);

typedef enum jy_code (*jy_tile_build_fn)(void *ctx, struct jy_http_bytes **out,
                                         struct jy_error *err);
/**
 * The tile of @p key, built by @p build when it is not there. *out is held for the caller; empty
 * bytes are an empty tile. A failed build is not kept.
 */
JY_MUST_CHECK enum jy_code jy_tile_cache_get(struct jy_tile_cache *cache,
                                             const struct jy_tile_key *key, jy_tile_build_fn build,
                                             void *ctx, struct jy_http_bytes **out,
                                             struct jy_error *err);
/** The tile of @p key if it is there, held for the caller; NULL when not. Never waits for a build.
 */
struct jy_http_bytes *jy_tile_cache_find(struct jy_tile_cache *cache,
                                         const struct jy_tile_key *key);
struct jy_tile_stats jy_tile_cache_stats(struct jy_tile_cache *cache);
