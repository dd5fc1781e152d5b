/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Point layers of a vector tile: features one by one, or joined on a grid. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/morton.h"

#include "src/base/mem.h"
#include "src/render/mvt.h"
#include "src/render/pyramid.h"

/* A tag written in this layer before; false when it has to be written in full. */
static bool tag_known(struct jy_mvt *m, const struct known_tag *tag)
{
    uint8_t bytes[10];
    if (tag->stamp != m->stamp)
        return false;
    uint8_t *end = jy_mvt_put_varint(jy_mvt_put_varint(bytes, tag->key), tag->value);
    jy_buf_add(&m->tags, bytes, (size_t)(end - bytes));
    return true;
}

static void remember(struct jy_mvt *m, struct known_tag *tag, float of)
{
    *tag = (struct known_tag){m->stamp, m->last_key, m->last_value, of};
}

static void tag_code(struct jy_mvt *m, struct known_tag known[KNOWN_CODES], unsigned code,
                     const char *key, const char *text)
{
    if (code < KNOWN_CODES && tag_known(m, &known[code]))
        return;
    jy_mvt_tag_text(m, key, text);
    if (code < KNOWN_CODES)
        remember(m, &known[code], 0);
}

static void tag_watts(struct jy_mvt *m, float watt_w)
{
    if (!isfinite(watt_w))
        return;
    struct known_tag *known = &m->watt[(unsigned)fabsf(watt_w * 10) % KNOWN_WATTS];
    if (known->of == watt_w && tag_known(m, known))
        return;
    jy_mvt_tag_number(m, "watt_w", jy_mvt_tenth(watt_w));
    remember(m, known, watt_w);
}

static void tag_light(struct jy_mvt *m, const struct jy_light_attr *a)
{
    if (a->kind != JY_LIGHT_UNKNOWN)
        tag_code(m, m->kind, a->kind, "kind", jy_light_kind_text((enum jy_light_kind)a->kind));
    if (a->lamp != JY_LAMP_UNKNOWN)
        tag_code(m, m->lamp, a->lamp, "lamp", jy_lamp_text((enum jy_lamp)a->lamp));
    tag_watts(m, a->watt_w);
    if (a->status != JY_STATUS_UNKNOWN)
        tag_code(m, m->status, a->status, "status", jy_status_text((enum jy_status)a->status));
}

static void tag_camera(struct jy_mvt *m, const struct jy_camera_attr *a)
{
    jy_mvt_tag_number(m, "direction_deg", jy_mvt_tenth(a->direction_deg));
    jy_mvt_tag_text(m, "precision", jy_precision_text((enum jy_precision)a->precision));
    if (a->status != JY_STATUS_UNKNOWN)
        jy_mvt_tag_text(m, "status", jy_status_text((enum jy_status)a->status));
    jy_mvt_tag_uint(m, "point_count", a->count);
}

static void tag_place(struct jy_mvt *m, const struct jy_place_attr *a)
{
    jy_mvt_tag_text(m, "kind", jy_place_kind_text((enum jy_place_kind)a->kind));
    jy_mvt_tag_text(m, "name", jy_scene_text(m->scene, a->name));
    jy_mvt_tag_text(m, "name_en", jy_scene_text(m->scene, a->name_en));
}

static void tag_record(struct jy_mvt *m, const struct jy_points *points, uint32_t attr)
{
    if (m->layer->source == JY_POINTS_LIGHTS) {
        tag_light(m, &points->of.light[attr]);
    } else if (m->layer->source == JY_POINTS_CAMERAS) {
        tag_camera(m, &points->of.camera[attr]);
    } else {
        tag_place(m, &points->of.place[attr]);
    }
}
/* --- Points -------------------------------------------------------------------------------- */

static const struct cached_tags *tags_of(struct jy_mvt *m, const struct jy_points *points,
                                         uint32_t attr)
{
    struct cached_tags *c = &m->cached[attr];
    if (c->stamp == m->stamp)
        return c;
    jy_buf_clear(&m->tags);
    tag_record(m, points, attr);
    assert(m->tags.len <= sizeof c->bytes); /* at most four tags of at most 2 + 4 bytes */
    c->stamp = m->stamp;
    c->len = (uint8_t)m->tags.len;
    if (c->len > 0)
        memcpy(c->bytes, m->tags.data, c->len);
    return c;
}

/* World units to tile units, within the tile: [0, 4096). */
static uint32_t tile_unit(uint32_t world, uint32_t origin, uint32_t z)
{
    uint32_t v = world - origin;
    return z <= 20 ? v >> (20 - z) : v << (z - 20);
}

/* Writes one point feature at @p p, at most 64 bytes; returns the end. */
static uint8_t *put_point(uint8_t *p, uint64_t id, const uint8_t *tags, size_t n_tags, uint32_t x,
                          uint32_t y)
{
    uint32_t zx = x << 1, zy = y << 1; /* zigzag of what is not negative */
    size_t n_geometry = 1 + (zx < 0x80 ? 1U : 2U) + (zy < 0x80 ? 1U : 2U);
    size_t body = 1 + jy_mvt_varint_size(id) + (n_tags ? 2 + n_tags : 0) + 2 + 2 + n_geometry;
    *p++ = LAYER_FEATURE;
    *p++ = (uint8_t)body;
    *p++ = FEATURE_ID;
    p = jy_mvt_put_varint(p, id);
    if (n_tags > 0) {
        *p++ = FEATURE_TAGS;
        *p++ = (uint8_t)n_tags;
        memcpy(p, tags, n_tags);
        p += n_tags;
    }
    *p++ = FEATURE_TYPE;
    *p++ = TYPE_POINT;
    *p++ = FEATURE_GEOMETRY;
    *p++ = (uint8_t)n_geometry;
    *p++ = 1 << 3 | MOVE_TO;
    p = jy_mvt_put_varint(p, zx);
    return jy_mvt_put_varint(p, zy);
}

static void start_cache(struct jy_mvt *m, size_t n_attrs)
{
    if (n_attrs > m->cap_cached || m->stamp == UINT32_MAX) {
        free(m->cached);
        memset(m->kind, 0, sizeof m->kind);
        memset(m->lamp, 0, sizeof m->lamp);
        memset(m->status, 0, sizeof m->status);
        memset(m->watt, 0, sizeof m->watt);
        m->cap_cached = n_attrs > m->cap_cached ? n_attrs : m->cap_cached;
        m->cached = jy_calloc(m->cap_cached, sizeof *m->cached);
        m->stamp = 0;
    }
    m->stamp++;
}

/* Every point by itself; false as soon as that is too much for a tile. */
static bool write_points(struct jy_mvt *m, const struct jy_points *points)
{
    struct gis_world origin = jy_mvt_origin(m->tile);
    start_cache(m, points->n_attrs);
    for (size_t i = 0; i < points->n;) {
        size_t stop = points->n - i > CHUNK ? i + CHUNK : points->n;
        jy_buf_reserve(&m->features, (stop - i) * 64);
        uint8_t *p = (uint8_t *)m->features.data + m->features.len;
        for (; i < stop; i++) {
            const struct cached_tags *tags = tags_of(m, points, points->attr[i]);
            p = put_point(p, (uint64_t)points->id[i], tags->bytes, tags->len,
                          tile_unit(points->at[i].x, origin.x, m->tile.z),
                          tile_unit(points->at[i].y, origin.y, m->tile.z));
        }
        m->features.len = (size_t)(p - (uint8_t *)m->features.data);
        *p = 0;
        if (m->features.len + m->values.bytes.len > JY_MVT_MAX_BYTES - 1000)
            return false;
    }
    return true;
}

static void tag_cluster(struct jy_mvt *m, const struct jy_cell *c)
{
    static const char *const keys[] = {
#define X(name, text) "lamp_" text,
        JY_LAMP_LIST(X)
#undef X
    };
    jy_mvt_tag_uint(m, "point_count", c->count);
    if (m->layer->source != JY_POINTS_LIGHTS)
        return;
    if (c->out > 0)
        jy_mvt_tag_uint(m, "out_count", c->out);
    for (int lamp = JY_LAMP_UNKNOWN + 1; lamp <= JY_LAMP_OTHER; lamp++) {
        if (c->lamp[lamp] > 0)
            jy_mvt_tag_uint(m, keys[lamp], c->lamp[lamp]);
    }
}

/* One feature for a cell: at the mean of its points, named by its place in the grid. */
static void write_cluster(struct jy_mvt *m, const struct jy_cell *c)
{
    struct gis_world origin = jy_mvt_origin(m->tile);
    unsigned level = m->tile.z + CELL_BITS;
    jy_buf_clear(&m->tags);
    tag_cluster(m, c);
    uint64_t id = gis_morton((struct gis_world){c->x, c->y}) | UINT64_C(1) << 2 * level;
    jy_buf_reserve(&m->features, 64 + m->tags.len);
    uint8_t *p = (uint8_t *)m->features.data + m->features.len;
    p = put_point(p, id, (const uint8_t *)m->tags.data, m->tags.len,
                  tile_unit((uint32_t)(c->sum_x / c->points), origin.x, m->tile.z),
                  tile_unit((uint32_t)(c->sum_y / c->points), origin.y, m->tile.z));
    m->features.len = (size_t)(p - (uint8_t *)m->features.data);
    *p = 0;
}

/* Joined by the cells of the grid: counted beforehand, or from the points, of which a cell is one
 * run, as a tile is. */
static void write_clusters(struct jy_mvt *m, const struct jy_points *layer)
{
    unsigned level = m->tile.z + CELL_BITS;
    const struct jy_cell *cells;
    size_t n;
    if (jy_pyramid_tile(layer, level, m->tile, &m->cells, &cells, &n)) {
        for (size_t i = 0; i < n; i++)
            write_cluster(m, &cells[i]);
        return;
    }
    struct jy_points points = jy_points_tile_view(layer, m->tile, &m->room);
    for (size_t i = 0; i < points.n;) {
        struct jy_cell c;
        i = jy_cell_run(&points, (enum jy_points_layer)m->layer->source, level, i, points.n, &c);
        write_cluster(m, &c);
    }
}

void jy_mvt_point_layer(struct jy_mvt *m)
{
    const struct jy_points *layer = &m->scene->points[m->layer->source];
    bool joins = m->layer->source != JY_POINTS_PLACES;
    if (joins && m->tile.z < JY_MVT_RAW_ZOOM) {
        write_clusters(m, layer);
        return;
    }
    const size_t least_bytes = 13; /* of a point: more of them cannot fit */
    struct jy_points points = jy_points_tile_view(layer, m->tile, &m->room);
    if (joins && points.n > JY_MVT_MAX_BYTES / least_bytes) {
        write_clusters(m, layer);
        return;
    }
    if (write_points(m, &points) || !joins)
        return;
    jy_mvt_clear_layer(m);
    write_clusters(m, layer);
}
