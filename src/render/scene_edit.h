/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A scene with some lights changed, moved, added or gone: the packed arrays stay as they are and
 * are shared, and what differs is kept beside them and merged where it is read.
 *
 *   packed lights   p0 p1 p2 p3 p4 p5 …      gone: p1, p4    added: a0 before p2, a1 before p5
 *   as they read    p0 a0 p2 p3 a1 p5 …
 *
 * A tile gives the same bytes as if the scene had been built anew (with roads and gaps as they
 * were).
 */
#pragma once
#include "src/render/pyramid.h"

/** A light as it is now. */
struct jy_light_edit {
    int64_t id;
    bool there; /**< false: removed; the rest is then ignored */
    struct gis_world at;
    struct jy_light_attr attr;
};

struct jy_edits {
    size_t n_gone;
    uint32_t *gone;         /**< indices of packed lights, ascending */
    struct jy_points added; /**< in ascending order; records as in the edited scene */
    uint32_t *before;       /**< for each added: the packed light it stands before */
    struct jy_cell_edits cells;
};

/**
 * A scene that shows @p n edits (ascending id, each id once) over @p base, which must outlive it
 * and is no edited scene itself. jy_scene_free() ends it.
 *
 * Cost: O(n log lights); memory about 1 KB an edit.
 */
struct jy_scene *jy_scene_edited(const struct jy_scene *base, size_t n,
                                 const struct jy_light_edit *edits);
/** Index of a light among the packed ones by its id; n when it is not there. */
size_t jy_points_find(const struct jy_points *points, int64_t id);

/** Of scene.c: NULL is allowed. */
void jy_edits_free(const struct jy_edits *edits);
