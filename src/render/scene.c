/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/scene.h"

#include <stdlib.h>

#include "gis/morton.h"

#include "src/render/labels.h"
#include "src/render/pyramid.h"
#include "src/render/scene_edit.h"
#include "src/render/scene_file.h"

/* What the scene owns is const for readers only. */
static void drop(const void *owned)
{
    union {
        const void *in;
        void *out;
    } u = {owned};
    free(u.out);
}

static void free_shapes(struct jy_shapes *s)
{
    const void *owned[] = {s->box,        s->id,  s->kind,  s->first_part, s->first_point,
                           s->part_outer, s->at,  s->d_dm,  s->name,       s->name_en,
                           s->what,       s->lit, s->number};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        drop(owned[i]);
    gis_boxtree_free(s->tree);
}

void jy_scene_free(struct jy_scene *scene)
{
    if (scene == NULL)
        return;
    if (scene->base != NULL) {
        jy_edits_free(scene->points[JY_POINTS_LIGHTS].edits);
        free(scene);
        return;
    }
    if (scene->over_bytes) {
        jy_scene_over_free(scene);
        return;
    }
    for (int i = 0; i < JY_POINTS_COUNT; i++) {
        drop(scene->points[i].at);
        drop(scene->points[i].id);
        drop(scene->points[i].attr);
        drop(scene->points[i].by_id);
        drop(scene->points[i].of.any);
        jy_pyramid_free(scene->points[i].pyramid);
    }
    for (int i = 0; i < JY_SHAPES_COUNT; i++)
        free_shapes(&scene->shapes[i]);
    jy_labels_free(scene->labels);
    drop(scene->attribution);
    drop(scene->texts);
    free(scene);
}

const char *jy_scene_text(const struct jy_scene *scene, uint32_t ref)
{
    return scene->texts + ref;
}

void jy_points_tile(const struct jy_points *points, struct gis_tile t, size_t *first, size_t *end)
{
    uint64_t from, to;
    gis_morton_tile(t, &from, &to);
    *first = gis_morton_lower_bound(points->at, points->n, from);
    if (to == UINT64_MAX) {
        *end = points->n;
        return;
    }
    /* most runs are short: look near first, then twice as far each time */
    size_t start = *first, reach = 64;
    while (reach < points->n - start && gis_morton(points->at[start + reach]) <= to) {
        start += reach;
        reach *= 2;
    }
    size_t left = points->n - start;
    *end = start + gis_morton_lower_bound(points->at + start, reach < left ? reach : left, to + 1);
}
