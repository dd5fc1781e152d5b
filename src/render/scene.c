/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/scene.h"

#include <stdlib.h>

#include "gis/morton.h"

#include "src/render/labels.h"
#include "src/render/pyramid.h"

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
    for (int i = 0; i < JY_POINTS_COUNT; i++) {
        drop(scene->points[i].at);
        drop(scene->points[i].id);
        drop(scene->points[i].attr);
        drop(scene->points[i].of.any);
        jy_pyramid_free(scene->points[i].pyramid);
    }
    for (int i = 0; i < JY_SHAPES_COUNT; i++)
        free_shapes(&scene->shapes[i]);
    jy_labels_free(scene->labels);
    drop(scene->attribution);
    free(scene->texts);
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
    *end = to == UINT64_MAX
               ? points->n
               : *first + gis_morton_lower_bound(points->at + *first, points->n - *first, to + 1);
}

struct run_query {
    const struct gis_world *at;
    struct gis_world_box box;
    jy_points_fn fn;
    void *ctx;
    size_t first, end; /* the run not yet handed out */
};

static void emit(struct run_query *q, size_t first, size_t end)
{
    if (first == q->end) {
        q->end = end;
        return;
    }
    if (q->end > q->first)
        q->fn(q->first, q->end, q->ctx);
    q->first = first;
    q->end = end;
}

static bool inside(const struct gis_world_box *box, struct gis_world w)
{
    return w.x >= box->min_x && w.x <= box->max_x && w.y >= box->min_y && w.y <= box->max_y;
}

static struct gis_world_box box_of_tile(uint32_t z, uint64_t x, uint64_t y)
{
    uint64_t size = UINT64_C(1) << (32 - z);
    return (struct gis_world_box){(uint32_t)(x * size), (uint32_t)(y * size),
                                  (uint32_t)(x * size + size - 1), (uint32_t)(y * size + size - 1)};
}

enum { SCAN = 32 }; /* so few points are tried one by one */

/* Points [first, end) are those of cell (z, x, y). */
/* NOLINTNEXTLINE(misc-no-recursion): at most 33 deep */
static void descend(struct run_query *q, uint32_t z, uint64_t x, uint64_t y, size_t first,
                    size_t end)
{
    struct gis_world_box cell = box_of_tile(z, x, y);
    if (first == end || !gis_world_box_meets(&cell, &q->box))
        return;
    if (inside(&q->box, (struct gis_world){cell.min_x, cell.min_y}) &&
        inside(&q->box, (struct gis_world){cell.max_x, cell.max_y})) {
        emit(q, first, end);
        return;
    }
    if (end - first <= SCAN || z == 32) {
        for (size_t i = first; i < end; i++)
            if (inside(&q->box, q->at[i]))
                emit(q, i, i + 1);
        return;
    }
    for (uint64_t quarter = 0; quarter < 4; quarter++) {
        uint64_t cx = 2 * x + (quarter & 1), cy = 2 * y + (quarter >> 1);
        struct gis_world_box sub = box_of_tile(z + 1, cx, cy);
        uint64_t last = gis_morton((struct gis_world){sub.max_x, sub.max_y});
        size_t stop = quarter == 3
                          ? end
                          : first + gis_morton_lower_bound(q->at + first, end - first, last + 1);
        descend(q, z + 1, cx, cy, first, stop);
        first = stop;
    }
}

void jy_points_query(const struct jy_points *points, struct gis_world_box box, jy_points_fn fn,
                     void *ctx)
{
    struct run_query q = {points->at, box, fn, ctx, 0, 0};
    descend(&q, 0, 0, 0, 0, points->n);
    if (q.end > q.first)
        fn(q.first, q.end, ctx);
}

const char *jy_points_layer_text(enum jy_points_layer layer)
{
    static const char *const text[] = {
#define X(name, text) text,
        JY_POINTS_LIST(X)
#undef X
    };
    return text[layer];
}

const char *jy_shapes_layer_text(enum jy_shapes_layer layer)
{
    static const char *const text[] = {
#define X(name, text) text,
        JY_SHAPES_LIST(X)
#undef X
    };
    return text[layer];
}
