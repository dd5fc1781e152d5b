/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From rows to a packed scene: sorted, copied and indexed once. */
#include <stdlib.h>
#include <string.h>

#include "gis/morton.h"

#include "src/base/mem.h"
#include "src/render/pyramid.h"
#include "src/render/scene_rows.h"

const size_t jy_shape_numbers[JY_SHAPES_COUNT] = {
    [JY_SHAPES_GAPS] = 5, [JY_SHAPES_ELIGIBLE] = 1, [JY_SHAPES_HOTSPOTS] = 4};

static void sort_codes(size_t n, uint64_t *codes, uint32_t *order)
{
    if (gis_morton_sort(n, codes, order) != GIS_OK)
        abort(); /* out of memory: src/ is crash-only (base/mem.h) */
}

/* Equal codes by id, so that the order in which rows came does not show. */
static void settle_ties(size_t n, const uint64_t *codes, uint32_t *order, const int64_t *id)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t moved = order[i];
        size_t k = i;
        for (; k > 0 && codes[k - 1] == codes[i] && id[order[k - 1]] > id[moved]; k--)
            order[k] = order[k - 1];
        order[k] = moved;
    }
}

static uint32_t *order_points(const struct jy_point_rows *rows)
{
    uint64_t *codes = jy_malloc((rows->n + 1) * sizeof *codes);
    uint32_t *order = jy_malloc((rows->n + 1) * sizeof *order);
    for (size_t i = 0; i < rows->n; i++)
        codes[i] = gis_morton(rows->at[i]);
    sort_codes(rows->n, codes, order);
    settle_ties(rows->n, codes, order, rows->id);
    free(codes);
    return order;
}

static void *keep(struct jy_scene *scene, size_t n, size_t size)
{
    scene->bytes += n * size;
    return jy_calloc(n ? n : 1, size);
}

/* Rows come by ascending id as a rule; then the places by id are the order turned round. */
static uint32_t *places_by_id(const struct jy_point_rows *rows, const uint32_t *order)
{
    uint32_t *by_id = jy_malloc((rows->n + 1) * sizeof *by_id);
    bool ascends = true;
    for (size_t i = 0; i < rows->n; i++) {
        by_id[order[i]] = (uint32_t)i;
        ascends = ascends && (i == 0 || rows->id[i - 1] < rows->id[i]);
    }
    if (ascends)
        return by_id;
    uint64_t *key = jy_malloc((rows->n + 1) * sizeof *key);
    uint32_t *rank = jy_malloc((rows->n + 1) * sizeof *rank);
    for (size_t i = 0; i < rows->n; i++)
        key[i] = (uint64_t)rows->id[i];
    sort_codes(rows->n, key, rank);
    for (size_t i = 0; i < rows->n; i++)
        rank[i] = by_id[rank[i]];
    free(key);
    free(by_id);
    return rank;
}

static void pack_points(struct jy_scene *scene, enum jy_points_layer layer,
                        struct jy_point_rows *rows)
{
    struct jy_points *out = &scene->points[layer];
    uint32_t *order = order_points(rows);
    struct gis_world *at = keep(scene, rows->n, sizeof *at);
    int64_t *id = keep(scene, rows->n, sizeof *id);
    uint32_t *attr = keep(scene, rows->n, sizeof *attr);
    for (size_t i = 0; i < rows->n; i++) {
        at[i] = rows->at[order[i]];
        id[i] = rows->id[order[i]];
        attr[i] = rows->attr[order[i]];
    }
    if (layer == JY_POINTS_LIGHTS) {
        out->by_id = places_by_id(rows, order);
        scene->bytes += rows->n * sizeof *out->by_id;
    }
    free(order);
    out->n = rows->n;
    out->at = at;
    out->id = id;
    out->attr = attr;
    out->n_attrs = rows->attrs.bytes.len / jy_attr_size[layer];
    scene->bytes += rows->attrs.bytes.len;
    out->of.any = jy_buf_take(&rows->attrs.bytes);
    if (layer != JY_POINTS_PLACES)
        out->pyramid = jy_pyramid_new(out, layer);
    scene->bytes += jy_pyramid_bytes(out->pyramid);
}

static const struct gis_world_box empty_box = {UINT32_MAX, UINT32_MAX, 0, 0};

static size_t part_end(const struct jy_shape_rows *rows, size_t part)
{
    return part + 1 < rows->n_parts ? rows->part_start[part + 1] : rows->n_at;
}

static struct gis_world_box box_of(const struct jy_shape_rows *rows, const struct jy_shape_row *row)
{
    struct gis_world_box box = empty_box;
    size_t end = part_end(rows, row->first_part + row->n_parts - 1);
    for (size_t i = rows->part_start[row->first_part]; i < end; i++)
        gis_world_box_add(&box, rows->at[i]);
    return box;
}

static uint32_t *order_shapes(const struct jy_shape_rows *rows, const struct gis_world_box *boxes)
{
    uint64_t *codes = jy_malloc((rows->n + 1) * sizeof *codes);
    int64_t *id = jy_malloc((rows->n + 1) * sizeof *id);
    uint32_t *order = jy_malloc((rows->n + 1) * sizeof *order);
    for (size_t i = 0; i < rows->n; i++) {
        const struct gis_world_box *k = &boxes[i];
        codes[i] = gis_morton((struct gis_world){k->min_x + (k->max_x - k->min_x) / 2,
                                                 k->min_y + (k->max_y - k->min_y) / 2});
        id[i] = rows->row[i].id;
    }
    sort_codes(rows->n, codes, order);
    settle_ties(rows->n, codes, order, id);
    free(codes);
    free(id);
    return order;
}

/* The columns of jy_shapes while they are filled. */
struct columns {
    struct gis_world_box *box;
    int64_t *id;
    uint32_t *first_part, *first_point, *name, *name_en;
    uint8_t *kind, *what, *lit, *part_outer;
    struct gis_world *at;
    uint16_t *d_dm;
    float *number;
};

static struct columns columns_new(struct jy_scene *scene, const struct jy_shape_rows *rows,
                                  bool with_d, size_t numbers)
{
    struct columns c;
    c.box = keep(scene, rows->n, sizeof *c.box);
    c.id = keep(scene, rows->n, sizeof *c.id);
    c.first_part = keep(scene, rows->n + 1, sizeof *c.first_part);
    c.first_point = keep(scene, rows->n_parts + 1, sizeof *c.first_point);
    c.part_outer = keep(scene, rows->n_parts, 1);
    c.name = keep(scene, rows->n, sizeof *c.name);
    c.name_en = keep(scene, rows->n, sizeof *c.name_en);
    c.kind = keep(scene, rows->n, 1);
    c.what = keep(scene, rows->n, 1);
    c.lit = keep(scene, rows->n, 1);
    c.at = keep(scene, rows->n_at, sizeof *c.at);
    c.d_dm = with_d ? keep(scene, rows->n_at, sizeof *c.d_dm) : NULL;
    c.number = numbers ? keep(scene, rows->n * numbers, sizeof *c.number) : NULL;
    return c;
}

static void copy_parts(const struct columns *c, const struct jy_shape_rows *rows,
                       const struct jy_shape_row *row, uint32_t *n_parts, uint32_t *n_at)
{
    for (uint32_t p = row->first_part; p < row->first_part + row->n_parts; p++) {
        size_t from = rows->part_start[p], n = part_end(rows, p) - from;
        c->first_point[*n_parts] = *n_at;
        c->part_outer[(*n_parts)++] = rows->part_outer[p];
        memcpy(c->at + *n_at, rows->at + from, n * sizeof *c->at);
        if (c->d_dm)
            memcpy(c->d_dm + *n_at, rows->d_dm + from, n * sizeof *c->d_dm);
        *n_at += (uint32_t)n;
    }
}

static void pack_shapes(struct jy_scene *scene, enum jy_shapes_layer layer,
                        const struct jy_shape_rows *rows)
{
    struct gis_world_box *boxes = jy_malloc((rows->n + 1) * sizeof *boxes);
    for (size_t i = 0; i < rows->n; i++)
        boxes[i] = box_of(rows, &rows->row[i]);
    uint32_t *order = order_shapes(rows, boxes);
    size_t numbers = jy_shape_numbers[layer];
    struct columns c = columns_new(scene, rows, layer == JY_SHAPES_ROADS, numbers);
    uint32_t n_parts = 0, n_at = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const struct jy_shape_row *row = &rows->row[order[i]];
        c.box[i] = boxes[order[i]];
        c.id[i] = row->id;
        c.first_part[i] = n_parts;
        c.name[i] = row->name;
        c.name_en[i] = row->name_en;
        c.kind[i] = row->kind;
        c.what[i] = row->what;
        c.lit[i] = row->lit;
        if (numbers)
            memcpy(c.number + i * numbers, row->number, numbers * sizeof *c.number);
        copy_parts(&c, rows, row, &n_parts, &n_at);
    }
    c.first_part[rows->n] = n_parts;
    c.first_point[n_parts] = n_at;
    free(order);
    free(boxes);
    struct jy_shapes *out = &scene->shapes[layer];
    *out = (struct jy_shapes){rows->n,      c.box,   c.id,     c.kind, c.first_part, c.first_point,
                              c.part_outer, c.at,    c.d_dm,   c.name, c.name_en,    c.what,
                              c.lit,        numbers, c.number, NULL};
    if (gis_boxtree_new(out->box, out->n, &out->tree) != GIS_OK)
        abort();
}

static void bound(struct jy_scene *scene)
{
    scene->bounds = empty_box;
    for (int l = 0; l < JY_POINTS_COUNT; l++) {
        for (size_t i = 0; i < scene->points[l].n; i++)
            gis_world_box_add(&scene->bounds, scene->points[l].at[i]);
    }
    for (int l = 0; l < JY_SHAPES_COUNT; l++) {
        for (size_t i = 0; i < scene->shapes[l].n; i++) {
            const struct gis_world_box *box = &scene->shapes[l].box[i];
            gis_world_box_add(&scene->bounds, (struct gis_world){box->min_x, box->min_y});
            gis_world_box_add(&scene->bounds, (struct gis_world){box->max_x, box->max_y});
        }
    }
}

struct jy_scene *jy_scene_builder_finish(struct jy_scene_builder *b)
{
    struct jy_scene *scene = jy_calloc(1, sizeof *scene);
    for (int i = 0; i < JY_POINTS_COUNT; i++)
        pack_points(scene, (enum jy_points_layer)i, &b->points[i]);
    for (int i = 0; i < JY_SHAPES_COUNT; i++)
        pack_shapes(scene, (enum jy_shapes_layer)i, &b->shapes[i]);
    scene->n_texts = b->texts.bytes.len;
    scene->bytes += scene->n_texts;
    scene->texts = jy_buf_take(&b->texts.bytes);
    scene->labels = jy_labels_new(&b->wishes, scene->texts);
    scene->bytes += jy_labels_bytes(scene->labels);
    scene->spacing_m = b->spacing_m;
    scene->attribution = b->attribution;
    b->attribution = NULL;
    scene->n_refused = b->n_refused;
    bound(scene);
    jy_scene_builder_free(b);
    return scene;
}
