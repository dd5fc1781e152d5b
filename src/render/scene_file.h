/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A packed scene as bytes, to be read where they lie (a mapped file): no parsing, no copying.
 *
 *   head      magic, layout, program, key of the owner, table of sections, CRC-32 of all this
 *   sections  one array each, from a multiple of 64 bytes, each with its CRC-32 in the table
 *
 * Numbers are as the machine has them; another machine, layout or program version does not read
 * them, it builds anew. A damaged file is found out by length and checksums before anything is
 * used.
 */
#pragma once
#include "src/render/scene.h"

enum { JY_SCENE_KEY_MAX = 512 };

typedef bool (*jy_scene_put_fn)(void *ctx, const void *bytes, size_t n);
/** Writes @p scene (not an edited one) piece by piece, with the owner's @p key of at most
 * JY_SCENE_KEY_MAX bytes in its head. False as soon as @p put says so. */
bool jy_scene_save(const struct jy_scene *scene, const void *key, size_t n_key, jy_scene_put_fn put,
                   void *ctx);

/**
 * The key in the head of @p bytes (aligned to 64), if head and length are right; NULL and the
 * reason in @p err when not. Reads the head only.
 */
const void *jy_scene_key(const void *bytes, size_t n, size_t *out_n_key, struct jy_error *err);
/**
 * Checks everything and makes a scene over @p bytes, which must outlive it. JY_EIO: damaged, cut
 * off or of another program. Cost: reading the bytes once (CRC-32, some GB/s).
 */
JY_MUST_CHECK enum jy_code jy_scene_over(const void *bytes, size_t n, struct jy_scene **out,
                                         struct jy_error *err);
/** Of scene.c. */
void jy_scene_over_free(struct jy_scene *scene);
