/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Points of a tile and of a box, with the edits of the scene merged in. */
#include <stdlib.h>
#include <string.h>

#include "gis/morton.h"

#include "src/base/mem.h"
#include "src/render/scene_edit.h"

static size_t lower_index(const uint32_t *values, size_t n, size_t at_least)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (values[mid] < at_least) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

/* --- Tile ---------------------------------------------------------------------------------- */

void jy_points_room_done(struct jy_points_room *room)
{
    free(room->at);
    free(room->id);
    free(room->attr);
    *room = (struct jy_points_room){0};
}

struct merging {
    struct jy_points_room *room;
    size_t n;
};

static void copy_run(struct merging *m, const struct jy_points *from, size_t first, size_t end)
{
    size_t n = end - first;
    memcpy(m->room->at + m->n, from->at + first, n * sizeof *from->at);
    memcpy(m->room->id + m->n, from->id + first, n * sizeof *from->id);
    memcpy(m->room->attr + m->n, from->attr + first, n * sizeof *from->attr);
    m->n += n;
}

/* Packed lights [first, end) without those that are gone. */
static void copy_left(struct merging *m, const struct jy_points *points, size_t first, size_t end)
{
    const struct jy_edits *e = points->edits;
    for (size_t g = lower_index(e->gone, e->n_gone, first); g < e->n_gone && e->gone[g] < end;
         g++) {
        copy_run(m, points, first, e->gone[g]);
        first = e->gone[g] + (size_t)1;
    }
    copy_run(m, points, first, end);
}

struct jy_points jy_points_tile_view(const struct jy_points *points, struct gis_tile t,
                                     struct jy_points_room *room)
{
    size_t first, end, from = 0, to = 0;
    struct jy_points view = *points;
    const struct jy_edits *e = points->edits;
    view.edits = NULL;
    jy_points_tile(points, t, &first, &end);
    if (e != NULL)
        jy_points_tile(&e->added, t, &from, &to);
    if (e == NULL || (from == to && lower_index(e->gone, e->n_gone, first) ==
                                        lower_index(e->gone, e->n_gone, end))) {
        view.n = end - first;
        view.at += first;
        view.id += first;
        view.attr += first;
        return view;
    }
    size_t most = end - first + to - from;
    room->at = jy_grow(room->at, &room->cap_at, most, sizeof *room->at);
    room->id = jy_grow(room->id, &room->cap_id, most, sizeof *room->id);
    room->attr = jy_grow(room->attr, &room->cap_attr, most, sizeof *room->attr);
    struct merging m = {room, 0};
    for (; from < to; from++) {
        copy_left(&m, points, first, e->before[from]);
        copy_run(&m, &e->added, from, from + 1);
        first = e->before[from];
    }
    copy_left(&m, points, first, end);
    view.n = m.n;
    view.at = room->at;
    view.id = room->id;
    view.attr = room->attr;
    return view;
}

/* --- Box ----------------------------------------------------------------------------------- */

struct run_query {
    const struct jy_points *points;
    struct gis_world_box box;
    jy_points_fn fn;
    void *ctx;
    size_t first, end;  /* the run not yet handed out */
    size_t gone, added; /* edits not yet come to */
};

static bool inside(const struct gis_world_box *box, struct gis_world w)
{
    return w.x >= box->min_x && w.x <= box->max_x && w.y >= box->min_y && w.y <= box->max_y;
}

static void hand_out(struct run_query *q, size_t first, size_t end)
{
    if (end > first)
        q->fn(q->points, first, end, q->ctx);
}

/* Added lights that stand before packed light @p index. */
static void hand_out_added(struct run_query *q, size_t index)
{
    const struct jy_edits *e = q->points->edits;
    for (; q->added < e->added.n && e->before[q->added] <= index; q->added++) {
        if (inside(&q->box, e->added.at[q->added]))
            q->fn(&e->added, q->added, q->added + 1, q->ctx);
    }
}

/* Hands out a run of packed lights with its edits in their places. */
static void hand_out_edited(struct run_query *q, size_t first, size_t end)
{
    const struct jy_edits *e = q->points->edits;
    if (e == NULL) {
        hand_out(q, first, end);
        return;
    }
    while (q->gone < e->n_gone && e->gone[q->gone] < first)
        q->gone++;
    while (first < end) {
        hand_out_added(q, first);
        size_t stop = end;
        if (q->added < e->added.n && e->before[q->added] < stop)
            stop = e->before[q->added];
        if (q->gone < e->n_gone && e->gone[q->gone] < stop) {
            hand_out(q, first, e->gone[q->gone]);
            first = e->gone[q->gone++] + (size_t)1;
            continue;
        }
        hand_out(q, first, stop);
        first = stop;
    }
}

static void emit(struct run_query *q, size_t first, size_t end)
{
    if (first == q->end) {
        q->end = end;
        return;
    }
    if (q->end > q->first)
        hand_out_edited(q, q->first, q->end);
    q->first = first;
    q->end = end;
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
    const struct gis_world *at = q->points->at;
    struct gis_world_box cell = box_of_tile(z, x, y);
    if (first == end || !gis_world_box_meets(&cell, &q->box))
        return;
    if (inside(&q->box, (struct gis_world){cell.min_x, cell.min_y}) &&
        inside(&q->box, (struct gis_world){cell.max_x, cell.max_y})) {
        emit(q, first, end);
        return;
    }
    if (end - first <= SCAN || z == 32) {
        for (size_t i = first; i < end; i++) {
            if (inside(&q->box, at[i]))
                emit(q, i, i + 1);
        }
        return;
    }
    for (uint64_t quarter = 0; quarter < 4; quarter++) {
        uint64_t cx = 2 * x + (quarter & 1), cy = 2 * y + (quarter >> 1);
        struct gis_world_box sub = box_of_tile(z + 1, cx, cy);
        uint64_t last = gis_morton((struct gis_world){sub.max_x, sub.max_y});
        size_t stop =
            quarter == 3 ? end : first + gis_morton_lower_bound(at + first, end - first, last + 1);
        descend(q, z + 1, cx, cy, first, stop);
        first = stop;
    }
}

void jy_points_query(const struct jy_points *points, struct gis_world_box box, jy_points_fn fn,
                     void *ctx)
{
    struct run_query q = {points, box, fn, ctx, 0, 0, 0, 0};
    descend(&q, 0, 0, 0, 0, points->n);
    if (q.end > q.first)
        hand_out_edited(&q, q.first, q.end);
    if (points->edits != NULL)
        hand_out_added(&q, SIZE_MAX);
}
