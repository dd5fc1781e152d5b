/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/pyramid.h"

#include <stdlib.h>
#include <string.h>

#include "gis/morton.h"

#include "src/base/mem.h"
#include "src/render/scene_edit.h"

enum { POINTS_A_CELL = 16 };

struct jy_pyramid {
    size_t n[JY_PYRAMID_BASE + 1];
    struct jy_cell *owned[JY_PYRAMID_BASE + 1];       /* NULL: kept elsewhere, or not kept */
    const struct jy_cell *cells[JY_PYRAMID_BASE + 1]; /* NULL: not kept */
};

static void count_in(struct jy_cell *c, const struct jy_points *points, enum jy_points_layer layer,
                     size_t i)
{
    uint32_t weight = 1;
    if (layer == JY_POINTS_LIGHTS) {
        const struct jy_light_attr *a = &points->of.light[points->attr[i]];
        c->lamp[a->lamp]++;
        if (a->status == JY_STATUS_OUT) {
            c->out++;
        } else if (a->status == JY_STATUS_PLANNED) {
            c->planned++;
        } else {
            c->glow[a->glow - 1]++;
        }
    } else if (layer == JY_POINTS_CAMERAS) {
        weight = points->of.camera[points->attr[i]].count;
    }
    c->points++;
    c->count += weight;
    c->sum_x += points->at[i].x;
    c->sum_y += points->at[i].y;
}

struct jy_cell jy_cell_of(const struct jy_points *points, enum jy_points_layer layer,
                          unsigned level, size_t i)
{
    unsigned shift = 32 - level;
    struct jy_cell c = {.x = points->at[i].x >> shift, .y = points->at[i].y >> shift};
    count_in(&c, points, layer, i);
    return c;
}

size_t jy_cell_run(const struct jy_points *points, enum jy_points_layer layer, unsigned level,
                   size_t first, size_t end, struct jy_cell *out)
{
    unsigned shift = 32 - level;
    struct jy_cell c = {.x = points->at[first].x >> shift, .y = points->at[first].y >> shift};
    size_t i = first;
    for (; i < end && points->at[i].x >> shift == c.x && points->at[i].y >> shift == c.y; i++)
        count_in(&c, points, layer, i);
    *out = c;
    return i;
}

/* How many cells of each level hold something: neighbours in Morton order part at the level of the
 * first bit in which they differ. */
static void count_cells(const struct jy_points *points, size_t n_cells[JY_PYRAMID_BASE + 1])
{
    size_t part_at[34] = {0};
    for (size_t i = 1; i < points->n; i++) {
        uint32_t differs =
            (points->at[i].x ^ points->at[i - 1].x) | (points->at[i].y ^ points->at[i - 1].y);
        part_at[differs ? __builtin_clz(differs) + 1 : 33]++;
    }
    size_t n = points->n > 0;
    for (unsigned level = 1; level <= JY_PYRAMID_BASE; level++) {
        n += part_at[level];
        n_cells[level] = n;
    }
}

static void fill_from_points(struct jy_pyramid *p, unsigned level, const struct jy_points *points,
                             enum jy_points_layer layer)
{
    size_t k = 0;
    for (size_t i = 0; i < points->n; k++)
        i = jy_cell_run(points, layer, level, i, points->n, &p->owned[level][k]);
}

void jy_cell_add(struct jy_cell *to, const struct jy_cell *from)
{
    to->points += from->points;
    to->out += from->out;
    to->planned += from->planned;
    to->count += from->count;
    to->sum_x += from->sum_x;
    to->sum_y += from->sum_y;
    for (int i = 0; i <= JY_LAMP_OTHER; i++)
        to->lamp[i] += from->lamp[i];
    for (int i = 0; i < JY_GLOW_STEPS; i++)
        to->glow[i] += from->glow[i];
}

void jy_cell_subtract(struct jy_cell *from, const struct jy_cell *what)
{
    from->points -= what->points;
    from->out -= what->out;
    from->planned -= what->planned;
    from->count -= what->count;
    from->sum_x -= what->sum_x;
    from->sum_y -= what->sum_y;
    for (int i = 0; i <= JY_LAMP_OTHER; i++)
        from->lamp[i] -= what->lamp[i];
    for (int i = 0; i < JY_GLOW_STEPS; i++)
        from->glow[i] -= what->glow[i];
}

static void fill_from_below(struct jy_pyramid *p, unsigned level)
{
    size_t k = SIZE_MAX; /* none yet; the first cell makes it 0 */
    struct jy_cell *cells = p->owned[level];
    for (size_t i = 0; i < p->n[level + 1]; i++) {
        const struct jy_cell *c = &p->cells[level + 1][i];
        if (k == SIZE_MAX || cells[k].x != c->x >> 1 || cells[k].y != c->y >> 1) {
            k++;
            cells[k].x = c->x >> 1;
            cells[k].y = c->y >> 1;
        }
        jy_cell_add(&cells[k], c);
    }
}

struct jy_pyramid *jy_pyramid_new(const struct jy_points *points, enum jy_points_layer layer)
{
    size_t n_cells[JY_PYRAMID_BASE + 1] = {0};
    count_cells(points, n_cells);
    if (n_cells[JY_PYRAMID_TOP] * POINTS_A_CELL > points->n || points->n == 0)
        return NULL;
    struct jy_pyramid *p = jy_calloc(1, sizeof *p);
    for (unsigned level = JY_PYRAMID_BASE; level >= JY_PYRAMID_TOP; level--) {
        if (n_cells[level] * POINTS_A_CELL > points->n)
            continue;
        p->n[level] = n_cells[level];
        p->cells[level] = p->owned[level] = jy_calloc(n_cells[level], sizeof *p->owned[level]);
        if (level < JY_PYRAMID_BASE && p->cells[level + 1] != NULL) {
            fill_from_below(p, level);
        } else {
            fill_from_points(p, level, points, layer);
        }
    }
    return p;
}

void jy_pyramid_free(struct jy_pyramid *p)
{
    if (p == NULL)
        return;
    for (unsigned level = 0; level <= JY_PYRAMID_BASE; level++)
        free(p->owned[level]);
    free(p);
}

/* The first of @p n cells at or after @p code. */
static size_t lower_bound(const struct jy_cell *cells, size_t n, uint64_t code)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (gis_morton((struct gis_world){cells[mid].x, cells[mid].y}) < code) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

static uint64_t code_of(const struct jy_cell *c)
{
    return gis_morton((struct gis_world){c->x, c->y});
}

/* Both in Morton order; what was edited stands for what was there. */
static size_t merge(const struct jy_cell *base, size_t n_base, const struct jy_cell *edit,
                    size_t n_edit, struct jy_cell_room *room)
{
    room->cells = jy_grow(room->cells, &room->cap, n_base + n_edit, sizeof *room->cells);
    size_t n = 0;
    for (size_t i = 0, k = 0; i < n_base || k < n_edit;) {
        if (k == n_edit || (i < n_base && code_of(&base[i]) < code_of(&edit[k]))) {
            room->cells[n++] = base[i++];
            continue;
        }
        i += i < n_base && code_of(&base[i]) == code_of(&edit[k]);
        if (edit[k].points > 0)
            room->cells[n++] = edit[k];
        k++;
    }
    return n;
}

bool jy_pyramid_tile(const struct jy_points *points, unsigned level, struct gis_tile t,
                     struct jy_cell_room *room, const struct jy_cell **out, size_t *out_n)
{
    const struct jy_pyramid *p = points->pyramid;
    if (p == NULL || level > JY_PYRAMID_BASE || p->cells[level] == NULL)
        return false;
    unsigned below = 2 * (level - t.z);
    uint64_t code = gis_morton((struct gis_world){t.x, t.y});
    size_t first = lower_bound(p->cells[level], p->n[level], code << below);
    size_t end = lower_bound(p->cells[level], p->n[level], (code + 1) << below);
    *out = p->cells[level] + first;
    *out_n = end - first;
    if (points->edits == NULL)
        return true;
    const struct jy_cell_edits *e = &points->edits->cells;
    size_t from = lower_bound(e->cells[level], e->n[level], code << below);
    size_t to = lower_bound(e->cells[level], e->n[level], (code + 1) << below);
    if (from < to) {
        *out_n = merge(*out, *out_n, e->cells[level] + from, to - from, room);
        *out = room->cells;
    }
    return true;
}

const struct jy_cell *jy_pyramid_level(const struct jy_pyramid *p, unsigned level, size_t *out_n)
{
    *out_n = p != NULL ? p->n[level] : 0;
    return p != NULL ? p->cells[level] : NULL;
}

struct jy_pyramid *jy_pyramid_over(const size_t n[JY_PYRAMID_BASE + 1],
                                   const struct jy_cell *const cells[JY_PYRAMID_BASE + 1])
{
    struct jy_pyramid *p = jy_calloc(1, sizeof *p);
    memcpy(p->n, n, sizeof p->n);
    for (unsigned level = 0; level <= JY_PYRAMID_BASE; level++)
        p->cells[level] = n[level] > 0 ? cells[level] : NULL;
    return p;
}

size_t jy_pyramid_bytes(const struct jy_pyramid *p)
{
    size_t bytes = p == NULL ? 0 : sizeof *p;
    for (unsigned level = 0; p != NULL && level <= JY_PYRAMID_BASE; level++)
        bytes += p->n[level] * sizeof(struct jy_cell);
    return bytes;
}
