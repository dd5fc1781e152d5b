/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The scene of a registry in a file beside it (REGISTRY-scene), mapped at the start so that tiles
 * are served at once, however many lights there are. It holds what the public may see and nothing
 * that is not in the registry: it may be deleted at any time.
 */
#pragma once
#include "src/base/buf.h"
#include "src/render/scene.h"
#include "src/store/changes.h"

#define JY_CITY_CODE_SIZE 32

/** What a scene was made of. */
struct jy_scene_origin {
    struct jy_marks marks;
    char identity[JY_SHA256_TEXT_SIZE];
    char city_code[JY_CITY_CODE_SIZE];
};
/** Of the state that @p store reads, with the marks of the scene. */
JY_MUST_CHECK enum jy_code jy_scene_origin_of(struct jy_store *store, const struct jy_marks *marks,
                                              const char *city_code, struct jy_scene_origin *out,
                                              struct jy_error *err);

struct jy_mapped_scene {
    struct jy_scene *scene;
    struct jy_scene_origin origin;
    void *bytes;
    size_t n_bytes;
};

/**
 * Maps and checks the file of the registry at @p db_path.
 *
 * @return JY_OK; JY_ENOTFOUND there is none; JY_EIO damaged, cut off or of another program version
 * Cost: its checksums, some GB/s.
 */
JY_MUST_CHECK enum jy_code jy_scene_cache_open(const char *db_path, struct jy_mapped_scene **out,
                                               struct jy_error *err);
/** NULL is allowed. */
void jy_scene_cache_close(struct jy_mapped_scene *mapped);

/** Was it made of this registry, in a state that differs in lights at most? JY_ECONFLICT: not, and
 * why. */
JY_MUST_CHECK enum jy_code jy_scene_cache_fits(const struct jy_mapped_scene *mapped,
                                               struct jy_store *store, struct jy_error *err);

/** Writes the file, complete or not at all. */
JY_MUST_CHECK enum jy_code jy_scene_cache_write(const char *db_path, const struct jy_scene *scene,
                                                const struct jy_scene_origin *origin,
                                                struct jy_error *err);

/** One line on the file for `check`: "none", "good, …". JY_EIO when it is damaged. */
JY_MUST_CHECK enum jy_code jy_scene_cache_check(const char *db_path, struct jy_store *store,
                                                struct jy_buf *out, struct jy_error *err);
