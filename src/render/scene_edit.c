/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/scene_edit.h"

#include <stdlib.h>
#include <string.h>

#include "gis/morton.h"

#include "src/base/mem.h"
#include "src/render/intern.h"

size_t jy_points_find(const struct jy_points *points, int64_t id)
{
    size_t low = 0, high = points->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (points->id[points->by_id[mid]] < id) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < points->n && points->id[points->by_id[low]] == id ? points->by_id[low] : points->n;
}

/* The columns of the added lights while they are filled. */
struct added {
    size_t n;
    struct gis_world *at;
    int64_t *id;
    uint32_t *attr, *before;
    struct jy_intern attrs; /* the packed scene's records first */
};

static int by_index(const void *a, const void *b)
{
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static void find_gone(const struct jy_points *lights, size_t n, const struct jy_light_edit *edits,
                      struct jy_edits *out)
{
    out->gone = jy_malloc((n + 1) * sizeof *out->gone);
    for (size_t i = 0; i < n; i++) {
        size_t index = jy_points_find(lights, edits[i].id);
        if (index < lights->n)
            out->gone[out->n_gone++] = (uint32_t)index;
    }
    qsort(out->gone, out->n_gone, sizeof *out->gone, by_index);
}

/* Where a light belongs among the packed ones: by code, then by id. */
static uint32_t place_of(const struct jy_points *lights, struct gis_world at, int64_t id)
{
    uint64_t code = gis_morton(at);
    size_t i = gis_morton_lower_bound(lights->at, lights->n, code);
    while (i < lights->n && gis_morton(lights->at[i]) == code && lights->id[i] < id)
        i++;
    return (uint32_t)i;
}

/* Ascending by code; edits come by id, and the sort is stable. */
static void order_added(const struct jy_points *lights, size_t n, const struct jy_light_edit *edits,
                        struct added *a)
{
    uint64_t *code = jy_malloc((n + 1) * sizeof *code);
    uint32_t *order = jy_malloc((n + 1) * sizeof *order);
    uint32_t *which = jy_malloc((n + 1) * sizeof *which);
    for (size_t i = 0; i < n; i++) {
        if (edits[i].there) {
            code[a->n] = gis_morton(edits[i].at);
            which[a->n++] = (uint32_t)i;
        }
    }
    if (gis_morton_sort(a->n, code, order) != GIS_OK)
        abort(); /* out of memory: src/ is crash-only (base/mem.h) */
    for (size_t i = 0; i < a->n; i++) {
        const struct jy_light_edit *e = &edits[which[order[i]]];
        a->at[i] = e->at;
        a->id[i] = e->id;
        a->attr[i] =
            (uint32_t)(jy_intern_bytes(&a->attrs, &e->attr, sizeof e->attr) / sizeof e->attr);
        a->before[i] = place_of(lights, e->at, e->id);
    }
    free(code);
    free(order);
    free(which);
}

/* --- Cells --------------------------------------------------------------------------------- */

/* Lights taken away and added in one ascending order, so that the cells of every level come in
 * order too. */
struct walk {
    const struct jy_points *lights;
    const struct jy_edits *edits;
    unsigned level;
    size_t gone, added;
};

/* The next light as a cell of the level; false at the end. */
static bool next_cell(struct walk *w, struct jy_cell *out, bool *takes)
{
    const struct jy_edits *e = w->edits;
    if (w->gone == e->n_gone && w->added == e->added.n)
        return false;
    *takes = w->added == e->added.n ||
             (w->gone < e->n_gone &&
              gis_morton(w->lights->at[e->gone[w->gone]]) <= gis_morton(e->added.at[w->added]));
    *out = *takes ? jy_cell_of(w->lights, JY_POINTS_LIGHTS, w->level, e->gone[w->gone++])
                  : jy_cell_of(&e->added, JY_POINTS_LIGHTS, w->level, w->added++);
    return true;
}

/* The cell as the pyramid has it, or one without points. */
static struct jy_cell packed_cell(const struct jy_points *lights, unsigned level, uint32_t x,
                                  uint32_t y)
{
    struct jy_points plain = *lights;
    plain.edits = NULL;
    struct jy_cell_room none = {0};
    const struct jy_cell *cell;
    size_t n = 0;
    (void)jy_pyramid_tile(&plain, level, (struct gis_tile){level, x, y}, &none, &cell, &n);
    return n > 0 ? *cell : (struct jy_cell){.x = x, .y = y};
}

static void edit_level(const struct jy_points *lights, struct jy_edits *edits, unsigned level)
{
    struct walk w = {lights, edits, level, 0, 0};
    struct jy_cell *cells = jy_malloc((edits->n_gone + edits->added.n + 1) * sizeof *cells);
    size_t n = 0;
    struct jy_cell one;
    bool takes;
    while (next_cell(&w, &one, &takes)) {
        if (n == 0 || cells[n - 1].x != one.x || cells[n - 1].y != one.y)
            cells[n++] = packed_cell(lights, level, one.x, one.y);
        if (takes) {
            jy_cell_subtract(&cells[n - 1], &one);
        } else {
            jy_cell_add(&cells[n - 1], &one);
        }
    }
    edits->cells.n[level] = n;
    edits->cells.cells[level] = cells;
}

/* --- Scene --------------------------------------------------------------------------------- */

static void begin_records(const struct jy_points *lights, struct jy_intern *attrs)
{
    jy_intern_init(attrs);
    for (size_t i = 0; i < lights->n_attrs; i++)
        (void)jy_intern_bytes(attrs, &lights->of.light[i], sizeof lights->of.light[i]);
}

struct jy_scene *jy_scene_edited(const struct jy_scene *base, size_t n,
                                 const struct jy_light_edit *edits)
{
    const struct jy_points *lights = &base->points[JY_POINTS_LIGHTS];
    struct jy_edits *e = jy_calloc(1, sizeof *e);
    struct added a = {.at = jy_malloc((n + 1) * sizeof *a.at),
                      .id = jy_malloc((n + 1) * sizeof *a.id),
                      .attr = jy_malloc((n + 1) * sizeof *a.attr),
                      .before = jy_malloc((n + 1) * sizeof *a.before)};
    begin_records(lights, &a.attrs);
    find_gone(lights, n, edits, e);
    order_added(lights, n, edits, &a);
    size_t n_attrs = a.attrs.bytes.len / sizeof(struct jy_light_attr);
    e->added =
        (struct jy_points){.n = a.n, .at = a.at, .id = a.id, .attr = a.attr, .n_attrs = n_attrs};
    e->added.of.any = jy_buf_take(&a.attrs.bytes);
    e->before = a.before;
    jy_intern_done(&a.attrs);
    for (unsigned level = JY_PYRAMID_TOP; level <= JY_PYRAMID_BASE; level++) {
        size_t kept;
        if (jy_pyramid_level(lights->pyramid, level, &kept) != NULL)
            edit_level(lights, e, level);
    }
    struct jy_scene *scene = jy_malloc(sizeof *scene);
    *scene = *base;
    scene->base = base;
    struct jy_points *out = &scene->points[JY_POINTS_LIGHTS];
    out->edits = e;
    out->n_attrs = n_attrs;
    out->of = e->added.of;
    for (size_t i = 0; i < a.n; i++)
        gis_world_box_add(&scene->bounds, a.at[i]);
    return scene;
}

void jy_edits_free(const struct jy_edits *edits)
{
    if (edits == NULL)
        return;
    union { /* const for readers only */
        const struct jy_edits *in;
        struct jy_edits *out;
    } e = {edits};
    union {
        const void *in[4];
        void *out[4];
    } columns = {{edits->added.at, edits->added.id, edits->added.attr, edits->added.of.any}};
    for (int i = 0; i < 4; i++)
        free(columns.out[i]);
    for (unsigned level = 0; level <= JY_PYRAMID_BASE; level++)
        free(e.out->cells.cells[level]);
    free(e.out->gone);
    free(e.out->before);
    free(e.out);
}
