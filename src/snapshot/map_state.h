/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What maps are served from: a scene, and over it the lights as they are now. Immutable and counted
 * like a snapshot. A changed light costs a few reads and an edit; what follows from lights (roads,
 * gaps, where one may ask) is that of the scene until the next snapshot.
 *
 * Each tile has a version of its own, so that a change elsewhere leaves its tag and its place in
 * caches alone.
 */
#pragma once
#include "src/snapshot/scene_cache.h"
#include "src/snapshot/snapshot.h"

struct jy_map {
    const struct jy_scene *scene;
    int64_t version;         /**< of the registry, as far as lights go */
    int64_t derived_version; /**< as far as all else goes; equal when nothing is behind */
    int32_t day; /**< the scene shows what is there on this day: a number of its own for each */
    const char *city_code;
    char identity[JY_SHA256_TEXT_SIZE]; /**< of the registry when it was opened; part of every ETag
                                         */
    struct jy_map_inside *inside;
    int references; /* atomic */
};

/** Over the scene of a snapshot (a reference of its own is taken). */
struct jy_map *jy_map_of_snapshot(struct jy_snapshot *snapshot, const char *identity);
/** Over a mapped file, which passes to the map. */
struct jy_map *jy_map_of_file(struct jy_mapped_scene *mapped);
struct jy_map *jy_map_ref(struct jy_map *map);
/** NULL is allowed. */
void jy_map_unref(struct jy_map *map);

/** More changes than this are left to the next snapshot. */
enum { JY_MAP_EDITS_MAX = 8192 };

/**
 * The map with the lights as @p store has them: *out is a new reference to @p map itself when
 * nothing has changed. *out_all is false when too many have: then *out is as @p map, and a snapshot
 * must be made. *out_marks is the state that was read.
 *
 * Cost: some reads for each light changed since the last call, and O(edits).
 */
JY_MUST_CHECK enum jy_code jy_map_follow(struct jy_map *map, struct jy_store *store,
                                         struct jy_map **out, bool *out_all,
                                         struct jy_marks *out_marks, struct jy_error *err);
/** The map over a newer snapshot, with those of its edits that the snapshot lacks. @p map must have
 * followed at least as far as the snapshot. */
struct jy_map *jy_map_rebase(struct jy_map *map, struct jy_snapshot *snapshot);
/** How many lights differ from the scene. */
size_t jy_map_edits(const struct jy_map *map);
/** The state that the scene was made of. */
const struct jy_marks *jy_map_base_marks(const struct jy_map *map);

/** The version since when the lights of tile @p t have been what they are; @p margin: and those of
 * the tiles around it. */
int64_t jy_map_lights_version(const struct jy_map *map, struct gis_tile t, bool margin);
