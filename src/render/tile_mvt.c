/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Field numbers: https://github.com/mapbox/vector-tile-spec/tree/master/2.1 */
#include "src/render/tile_mvt.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/clip.h"
#include "gis/morton.h"
#include "gis/simplify.h"

#include "src/base/mem.h"
#include "src/render/intern.h"
#include "src/render/pyramid.h"

/* protobuf tags: field << 3 | wire type */
enum {
    TILE_LAYER = 0x1A,
    LAYER_VERSION = 0x78,
    LAYER_NAME = 0x0A,
    LAYER_FEATURE = 0x12,
    LAYER_KEY = 0x1A,
    LAYER_VALUE = 0x22,
    LAYER_EXTENT = 0x28,
    FEATURE_ID = 0x08,
    FEATURE_TAGS = 0x12,
    FEATURE_TYPE = 0x18,
    FEATURE_GEOMETRY = 0x22,
    VALUE_STRING = 0x0A,
    VALUE_DOUBLE = 0x19,
    VALUE_UINT = 0x28
};
enum { TYPE_POINT = 1, TYPE_LINE = 2, TYPE_POLYGON = 3 };
enum { MOVE_TO = 1, LINE_TO = 2, CLOSE_PATH = 15 };
enum { CELL_BITS = 6, CHUNK = 4096, TAGS_MAX = 128 };

/* The tags of one attribute record, as bytes, in the layer being written. */
struct cached_tags {
    uint32_t stamp;
    uint8_t len;
    uint8_t bytes[27];
};

struct jy_mvt {
    struct jy_intern keys, values; /* whole fields back to back: written as they are */
    struct jy_buf features;
    struct jy_buf tags, geometry; /* of the feature being written */
    struct gis_parts raw, cut;
    struct cached_tags *cached;
    size_t cap_cached;
    uint32_t stamp;
    /* the layer being written */
    const struct jy_scene *scene;
    struct gis_tile tile;
    const struct jy_tile_layer *layer;
    double min_size; /* shapes smaller than this (tile units) are left out */
    uint32_t *hits;
    size_t n_hits, cap_hits;
};

struct jy_mvt *jy_mvt_new(void)
{
    struct jy_mvt *m = jy_calloc(1, sizeof *m);
    gis_parts_init(&m->raw);
    gis_parts_init(&m->cut);
    return m;
}

void jy_mvt_free(struct jy_mvt *m)
{
    if (m == NULL)
        return;
    jy_intern_done(&m->keys);
    jy_intern_done(&m->values);
    jy_buf_done(&m->features);
    jy_buf_done(&m->tags);
    jy_buf_done(&m->geometry);
    gis_parts_done(&m->raw);
    gis_parts_done(&m->cut);
    free(m->cached);
    free(m->hits);
    free(m);
}

/* --- Bytes --------------------------------------------------------------------------------- */

static uint8_t *put_varint(uint8_t *p, uint64_t v)
{
    while (v >= 0x80) {
        *p++ = (uint8_t)(v | 0x80);
        v >>= 7;
    }
    *p++ = (uint8_t)v;
    return p;
}

static size_t varint_size(uint64_t v)
{
    size_t n = 1;
    for (; v >= 0x80; v >>= 7)
        n++;
    return n;
}

static uint32_t zigzag(int32_t v)
{
    return (uint32_t)v << 1 ^ (uint32_t)(v >> 31);
}

static void add_varint(struct jy_buf *buf, uint64_t v)
{
    uint8_t bytes[10];
    jy_buf_add(buf, bytes, (size_t)(put_varint(bytes, v) - bytes));
}

/* A length-delimited field. */
static void add_field(struct jy_buf *buf, uint8_t tag, const void *bytes, size_t n)
{
    jy_buf_addc(buf, (char)tag);
    add_varint(buf, n);
    jy_buf_add(buf, bytes, n);
}

/* --- Tags ---------------------------------------------------------------------------------- */

static void tag_value(struct jy_mvt *m, const char *key, const uint8_t *value, size_t n)
{
    uint8_t field[TAGS_MAX];
    size_t key_len = strlen(key);
    assert(key_len + 2 <= sizeof field);
    field[0] = LAYER_KEY;
    field[1] = (uint8_t)key_len;
    memcpy(field + 2, key, key_len);
    add_varint(&m->tags, jy_intern_index(&m->keys, field, key_len + 2));
    add_varint(&m->tags, jy_intern_index(&m->values, value, n));
}

/* An empty text is an unknown one: no tag. */
static void tag_text(struct jy_mvt *m, const char *key, const char *text)
{
    size_t n = strlen(text);
    if (n == 0)
        return;
    struct jy_buf JY_AUTOBUF value = JY_BUF_INIT;
    jy_buf_addc(&value, LAYER_VALUE);
    add_varint(&value, 1 + varint_size(n) + n);
    add_field(&value, VALUE_STRING, text, n);
    tag_value(m, key, (const uint8_t *)value.data, value.len);
}

static void tag_uint(struct jy_mvt *m, const char *key, uint64_t v)
{
    uint8_t value[16] = {LAYER_VALUE, 0, VALUE_UINT};
    size_t n = (size_t)(put_varint(value + 3, v) - value);
    value[1] = (uint8_t)(n - 2);
    tag_value(m, key, value, n);
}

/* NaN and infinities have no value: no tag. */
static void tag_number(struct jy_mvt *m, const char *key, double v)
{
    if (!isfinite(v))
        return;
    if (v >= 0 && v < 1e15 && v == floor(v)) {
        tag_uint(m, key, (uint64_t)v);
        return;
    }
    uint8_t value[11] = {LAYER_VALUE, 9, VALUE_DOUBLE};
    uint64_t bits; /* little end first, whatever the machine */
    memcpy(&bits, &v, sizeof bits);
    for (int i = 0; i < 8; i++)
        value[3 + i] = (uint8_t)(bits >> 8 * i);
    tag_value(m, key, value, sizeof value);
}

/* Floats of the scene at one decimal, as they were given. */
static double tenth(float v)
{
    return round((double)v * 10) / 10;
}

static void tag_light(struct jy_mvt *m, const struct jy_light_attr *a)
{
    if (a->kind != JY_LIGHT_UNKNOWN)
        tag_text(m, "kind", jy_light_kind_text((enum jy_light_kind)a->kind));
    if (a->lamp != JY_LAMP_UNKNOWN)
        tag_text(m, "lamp", jy_lamp_text((enum jy_lamp)a->lamp));
    tag_number(m, "watt_w", tenth(a->watt_w));
    if (a->status != JY_STATUS_UNKNOWN)
        tag_text(m, "status", jy_status_text((enum jy_status)a->status));
}

static void tag_camera(struct jy_mvt *m, const struct jy_camera_attr *a)
{
    tag_number(m, "direction_deg", tenth(a->direction_deg));
    tag_text(m, "precision", jy_precision_text((enum jy_precision)a->precision));
    if (a->status != JY_STATUS_UNKNOWN)
        tag_text(m, "status", jy_status_text((enum jy_status)a->status));
    tag_uint(m, "point_count", a->count);
}

static void tag_place(struct jy_mvt *m, const struct jy_place_attr *a)
{
    tag_text(m, "kind", jy_place_kind_text((enum jy_place_kind)a->kind));
    tag_text(m, "name", jy_scene_text(m->scene, a->name));
    tag_text(m, "name_en", jy_scene_text(m->scene, a->name_en));
}

static void tag_record(struct jy_mvt *m, const struct jy_points *points, uint32_t attr)
{
    if (m->layer->source == JY_POINTS_LIGHTS)
        tag_light(m, &points->of.light[attr]);
    else if (m->layer->source == JY_POINTS_CAMERAS)
        tag_camera(m, &points->of.camera[attr]);
    else
        tag_place(m, &points->of.place[attr]);
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

static struct gis_world tile_origin(struct gis_tile t)
{
    return t.z ? (struct gis_world){t.x << (32 - t.z), t.y << (32 - t.z)}
               : (struct gis_world){0, 0};
}

/* Writes one point feature at @p p, at most 64 bytes; returns the end. */
static uint8_t *put_point(uint8_t *p, uint64_t id, const uint8_t *tags, size_t n_tags, uint32_t x,
                          uint32_t y)
{
    uint32_t zx = x << 1, zy = y << 1; /* zigzag of what is not negative */
    size_t n_geometry = 1 + (zx < 0x80 ? 1U : 2U) + (zy < 0x80 ? 1U : 2U);
    size_t body = 1 + varint_size(id) + (n_tags ? 2 + n_tags : 0) + 2 + 2 + n_geometry;
    *p++ = LAYER_FEATURE;
    *p++ = (uint8_t)body;
    *p++ = FEATURE_ID;
    p = put_varint(p, id);
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
    p = put_varint(p, zx);
    return put_varint(p, zy);
}

static void start_cache(struct jy_mvt *m, size_t n_attrs)
{
    if (n_attrs > m->cap_cached || m->stamp == UINT32_MAX) {
        free(m->cached);
        m->cap_cached = n_attrs > m->cap_cached ? n_attrs : m->cap_cached;
        m->cached = jy_calloc(m->cap_cached, sizeof *m->cached);
        m->stamp = 0;
    }
    m->stamp++;
}

/* Every point by itself; false as soon as that is too much for a tile. */
static bool write_points(struct jy_mvt *m, const struct jy_points *points, size_t first, size_t end)
{
    struct gis_world origin = tile_origin(m->tile);
    start_cache(m, points->n_attrs);
    for (size_t i = first; i < end;) {
        size_t stop = end - i > CHUNK ? i + CHUNK : end;
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
    tag_uint(m, "point_count", c->count);
    if (m->layer->source != JY_POINTS_LIGHTS)
        return;
    if (c->out > 0)
        tag_uint(m, "out_count", c->out);
    for (int lamp = JY_LAMP_UNKNOWN + 1; lamp <= JY_LAMP_OTHER; lamp++)
        if (c->lamp[lamp] > 0) {
            char key[32] = "lamp_";
            strcat(key, jy_lamp_text((enum jy_lamp)lamp));
            tag_uint(m, key, c->lamp[lamp]);
        }
}

/* One feature for a cell: at the mean of its points, named by its place in the grid. */
static void write_cluster(struct jy_mvt *m, const struct jy_cell *c)
{
    struct gis_world origin = tile_origin(m->tile);
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
static void write_clusters(struct jy_mvt *m, const struct jy_points *points, size_t first,
                           size_t end)
{
    unsigned level = m->tile.z + CELL_BITS;
    const struct jy_cell *cells;
    size_t n;
    if (jy_pyramid_tile(points->pyramid, level, m->tile, &cells, &n)) {
        for (size_t i = 0; i < n; i++)
            write_cluster(m, &cells[i]);
        return;
    }
    for (size_t i = first; i < end;) {
        struct jy_cell c;
        i = jy_cell_run(points, (enum jy_points_layer)m->layer->source, level, i, end, &c);
        write_cluster(m, &c);
    }
}

static void clear_layer(struct jy_mvt *m)
{
    jy_intern_clear(&m->keys);
    jy_intern_clear(&m->values);
    jy_buf_clear(&m->features);
}

static void write_point_layer(struct jy_mvt *m)
{
    const struct jy_points *points = &m->scene->points[m->layer->source];
    size_t first, end;
    jy_points_tile(points, m->tile, &first, &end);
    bool joins = m->layer->source != JY_POINTS_PLACES;
    if (first == end)
        return;
    const size_t least_bytes = 13; /* of a point: more of them cannot fit */
    if (joins && (m->tile.z < JY_MVT_RAW_ZOOM || end - first > JY_MVT_MAX_BYTES / least_bytes)) {
        write_clusters(m, points, first, end);
        return;
    }
    if (write_points(m, points, first, end) || !joins)
        return;
    clear_layer(m);
    write_clusters(m, points, first, end);
}

/* --- Shapes -------------------------------------------------------------------------------- */

static void tag_road(struct jy_mvt *m, const struct jy_shapes *s, uint32_t i)
{
    tag_text(m, "name", jy_scene_text(m->scene, s->name[i]));
    tag_text(m, "class", jy_road_class_text((enum jy_road_class)s->what[i]));
    unsigned lit = s->lit[i] & JY_ROAD_LIT_MASK;
    if (lit != JY_LIT_UNKNOWN)
        tag_uint(m, "lit", lit == JY_LIT_YES);
    uint16_t most = 0;
    for (uint32_t k = s->first_point[s->first_part[i]]; k < s->first_point[s->first_part[i + 1]];
         k++)
        most = s->d_dm[k] > most ? s->d_dm[k] : most;
    if (most < JY_D_FAR)
        tag_number(m, "d_m", most / 10.0);
}

static void tag_numbers(struct jy_mvt *m, const struct jy_shapes *s, uint32_t i,
                        const char *const *keys)
{
    for (size_t k = 0; k < s->n_numbers; k++)
        tag_number(m, keys[k], tenth(s->number[i * s->n_numbers + k]));
}

static void tag_hotspot(struct jy_mvt *m, const struct jy_shapes *s, uint32_t i)
{
    const float *v = s->number + i * s->n_numbers;
    tag_text(m, "name", jy_scene_text(m->scene, s->name[i]));
    tag_text(m, "offence", jy_scene_text(m->scene, s->name_en[i]));
    tag_number(m, "rank", (double)v[0]);
    tag_number(m, "p", round((double)v[1] * 1e6) / 1e6);
    tag_number(m, "relative_risk", round((double)v[2] * 1e3) / 1e3);
    tag_number(m, "cases", (double)v[3]);
}

static void tag_shape(struct jy_mvt *m, const struct jy_shapes *s, uint32_t i)
{
    static const char *const gap_keys[] = {"length_m", "darkest_m", "implied_m", "extra_lower",
                                           "extra_upper"};
    jy_buf_clear(&m->tags);
    if (m->layer->source == JY_SHAPES_ROADS) {
        tag_road(m, s, i);
        return;
    }
    if (m->layer->source == JY_SHAPES_GAPS || m->layer->source == JY_SHAPES_ELIGIBLE) {
        tag_numbers(m, s, i, gap_keys);
        return;
    }
    if (m->layer->source == JY_SHAPES_HOTSPOTS) {
        tag_hotspot(m, s, i);
        return;
    }
    tag_text(m, "name", jy_scene_text(m->scene, s->name[i]));
    tag_text(m, "name_en", jy_scene_text(m->scene, s->name_en[i]));
    tag_text(m, "kind",
             m->layer->source == JY_SHAPES_DISTRICTS
                 ? jy_area_kind_text((enum jy_area_kind)s->what[i])
                 : jy_place_kind_text((enum jy_place_kind)s->what[i]));
}

static void must(enum gis_status status)
{
    if (status != GIS_OK)
        abort(); /* out of memory: src/ is crash-only (base/mem.h) */
}

/* One part in tile units. Exact: the scale is a power of two. */
static void load_part(struct jy_mvt *m, const struct jy_shapes *s, uint32_t part)
{
    struct gis_world origin = tile_origin(m->tile);
    double scale = ldexp(1, (int)m->tile.z - 20);
    gis_parts_clear(&m->raw);
    for (uint32_t k = s->first_point[part]; k < s->first_point[part + 1]; k++) {
        struct gis_point p = {((double)s->at[k].x - origin.x) * scale,
                              ((double)s->at[k].y - origin.y) * scale};
        must(gis_parts_add_point(&m->raw, p));
    }
}

static const struct gis_rect margin_rect = {
    -JY_MVT_MARGIN, -JY_MVT_MARGIN, JY_MVT_EXTENT + JY_MVT_MARGIN, JY_MVT_EXTENT + JY_MVT_MARGIN};

/* Rounds to whole units and drops points that fell together; returns how many are left. */
static size_t quantise(struct gis_point *p, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct gis_point q = {floor(p[i].x + 0.5), floor(p[i].y + 0.5)};
        if (kept == 0 || q.x != p[kept - 1].x || q.y != p[kept - 1].y)
            p[kept++] = q;
    }
    return kept;
}

/* Takes out, from a closed ring of whole units, points where it runs straight on or straight back.
 */
static size_t straighten(struct gis_point *p, size_t n)
{
    if (n < 4)
        return 0;
    n--; /* open while we work */
    bool changed = true;
    while (changed && n >= 3) {
        changed = false;
        size_t kept = 0;
        for (size_t i = 0; i < n; i++) {
            struct gis_point a = kept > 0 ? p[kept - 1] : p[n - 1];
            struct gis_point b = p[i], c = i + 1 < n ? p[i + 1] : p[0];
            double cross = (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
            if (cross != 0)
                p[kept++] = b;
            else
                changed = true;
        }
        n = kept;
    }
    if (n < 3)
        return 0;
    p[n] = p[0];
    return n + 1;
}

struct cursor {
    int32_t x, y;
};

static void add_to(struct jy_mvt *m, struct cursor *at, struct gis_point p)
{
    int32_t x = (int32_t)p.x, y = (int32_t)p.y;
    add_varint(&m->geometry, zigzag(x - at->x));
    add_varint(&m->geometry, zigzag(y - at->y));
    *at = (struct cursor){x, y};
}

static void add_path(struct jy_mvt *m, struct cursor *at, const struct gis_point *p, size_t n)
{
    add_varint(&m->geometry, 1 << 3 | MOVE_TO);
    add_to(m, at, p[0]);
    add_varint(&m->geometry, (uint64_t)(n - 1) << 3 | LINE_TO);
    for (size_t i = 1; i < n; i++)
        add_to(m, at, p[i]);
}

static void write_line_part(struct jy_mvt *m, struct cursor *at)
{
    gis_parts_clear(&m->cut);
    must(gis_clip_line(m->raw.point, m->raw.n_points, margin_rect, &m->cut));
    size_t from = 0;
    for (size_t i = 0; i < m->cut.n_parts; from = m->cut.end[i], i++) {
        struct gis_point *p = m->cut.point + from;
        size_t n = m->cut.end[i] - from;
        must(gis_simplify(p, &n, 1));
        n = quantise(p, n);
        if (n >= 2)
            add_path(m, at, p, n);
    }
}

/* Writes one ring, turned as it must be; false when nothing is left of it. */
static bool write_ring(struct jy_mvt *m, struct cursor *at, bool outer)
{
    gis_parts_clear(&m->cut);
    must(gis_clip_ring(m->raw.point, m->raw.n_points, margin_rect, &m->cut));
    if (m->cut.n_parts == 0)
        return false;
    struct gis_point *p = m->cut.point;
    size_t n = m->cut.end[0];
    must(gis_simplify(p, &n, 1));
    n = straighten(p, quantise(p, n));
    double area2 = n ? gis_ring_area2(p, n) : 0;
    if (area2 == 0)
        return false;
    if ((area2 > 0) != outer)
        for (size_t i = 1, k = n - 2; i < k; i++, k--) {
            struct gis_point swap = p[i];
            p[i] = p[k];
            p[k] = swap;
        }
    add_path(m, at, p, n - 1);
    jy_buf_addc(&m->geometry, CLOSE_PATH);
    return true;
}

static void write_geometry(struct jy_mvt *m, const struct jy_shapes *s, uint32_t i)
{
    struct cursor at = {0, 0};
    bool outer_there = false;
    jy_buf_clear(&m->geometry);
    for (uint32_t part = s->first_part[i]; part < s->first_part[i + 1]; part++) {
        if (s->kind[i] == JY_SHAPE_POLYGONS && !s->part_outer[part] && !outer_there)
            continue; /* a hole of nothing */
        load_part(m, s, part);
        if (s->kind[i] == JY_SHAPE_LINES)
            write_line_part(m, &at);
        else if (s->part_outer[part])
            outer_there = write_ring(m, &at, true);
        else
            (void)write_ring(m, &at, false);
    }
}

static void write_shape(struct jy_mvt *m, const struct jy_shapes *s, uint32_t i)
{
    write_geometry(m, s, i);
    if (m->geometry.len == 0)
        return;
    tag_shape(m, s, i);
    size_t id_len = s->id[i] > 0 ? 1 + varint_size((uint64_t)s->id[i]) : 0;
    size_t tags_len = m->tags.len ? 1 + varint_size(m->tags.len) + m->tags.len : 0;
    size_t body = id_len + tags_len + 2 + 1 + varint_size(m->geometry.len) + m->geometry.len;
    jy_buf_addc(&m->features, LAYER_FEATURE);
    add_varint(&m->features, body);
    if (id_len > 0) {
        jy_buf_addc(&m->features, FEATURE_ID);
        add_varint(&m->features, (uint64_t)s->id[i]);
    }
    if (tags_len > 0)
        add_field(&m->features, FEATURE_TAGS, m->tags.data, m->tags.len);
    jy_buf_addc(&m->features, FEATURE_TYPE);
    jy_buf_addc(&m->features, s->kind[i] == JY_SHAPE_LINES ? TYPE_LINE : TYPE_POLYGON);
    add_field(&m->features, FEATURE_GEOMETRY, m->geometry.data, m->geometry.len);
}

static void add_hit(uint32_t index, void *ctx)
{
    struct jy_mvt *m = ctx;
    m->hits = jy_grow(m->hits, &m->cap_hits, m->n_hits + 1, sizeof *m->hits);
    m->hits[m->n_hits++] = index;
}

static struct gis_world_box tile_box(struct gis_tile t)
{
    struct gis_world o = tile_origin(t);
    uint32_t size = t.z ? (UINT32_MAX >> t.z) : UINT32_MAX;
    uint32_t margin = size / (JY_MVT_EXTENT / JY_MVT_MARGIN) + 1;
    uint32_t max_x = o.x + size, max_y = o.y + size;
    return (struct gis_world_box){o.x < margin ? 0 : o.x - margin, o.y < margin ? 0 : o.y - margin,
                                  max_x > UINT32_MAX - margin ? UINT32_MAX : max_x + margin,
                                  max_y > UINT32_MAX - margin ? UINT32_MAX : max_y + margin};
}

/* Which classes of road a zoom has room for. */
static bool wanted(const struct jy_mvt *m, const struct jy_shapes *s, uint32_t i)
{
    if (m->layer->source == JY_SHAPES_DISTRICTS && s->what[i] == JY_AREA_CHOME)
        return m->tile.z >= 12;
    if (m->layer->source != JY_SHAPES_ROADS || m->tile.z >= 13)
        return true;
    static const uint8_t last_class[13] = {0,
                                           0,
                                           0,
                                           0,
                                           0,
                                           0,
                                           JY_ROAD_TRUNK,
                                           JY_ROAD_TRUNK,
                                           JY_ROAD_PRIMARY,
                                           JY_ROAD_SECONDARY,
                                           JY_ROAD_TERTIARY,
                                           JY_ROAD_RESIDENTIAL,
                                           JY_ROAD_PEDESTRIAN};
    return s->what[i] <= last_class[m->tile.z] && (s->what[i] > 0 || m->tile.z >= 11);
}

static bool write_shapes(struct jy_mvt *m, const struct jy_shapes *s)
{
    double scale = ldexp(1, (int)m->tile.z - 20);
    for (size_t h = 0; h < m->n_hits; h++) {
        uint32_t i = m->hits[h];
        const struct gis_world_box *box = &s->box[i];
        double size = fmax((double)box->max_x - box->min_x, (double)box->max_y - box->min_y);
        if (!wanted(m, s, i) || size * scale < m->min_size)
            continue;
        write_shape(m, s, i);
        if (m->features.len + m->values.bytes.len > JY_MVT_MAX_BYTES - 1000)
            return false;
    }
    return true;
}

/* If everything is too much, first what is smallest goes, in steps; what is still too much then is
 * cut off in the order of the scene. */
static void write_shape_layer(struct jy_mvt *m)
{
    const struct jy_shapes *s = &m->scene->shapes[m->layer->source];
    m->n_hits = 0;
    gis_boxtree_query(s->tree, tile_box(m->tile), add_hit, m);
    for (m->min_size = 0;; m->min_size = m->min_size > 0 ? m->min_size * 4 : 8) {
        clear_layer(m);
        if (write_shapes(m, s) || m->min_size > JY_MVT_EXTENT)
            return;
    }
}

/* --- Tile ---------------------------------------------------------------------------------- */

static void add_layer(struct jy_mvt *m, struct jy_buf *out)
{
    if (m->features.len == 0)
        return;
    size_t name_len = strlen(m->layer->name);
    size_t body = 2 + 2 + name_len + m->features.len + m->keys.bytes.len + m->values.bytes.len + 1 +
                  varint_size(JY_MVT_EXTENT);
    jy_buf_reserve(out, body + 16);
    jy_buf_addc(out, TILE_LAYER);
    add_varint(out, body);
    jy_buf_addc(out, LAYER_VERSION);
    jy_buf_addc(out, 2);
    add_field(out, LAYER_NAME, m->layer->name, name_len);
    jy_buf_add(out, m->features.data, m->features.len);
    if (m->keys.bytes.len > 0)
        jy_buf_add(out, m->keys.bytes.data, m->keys.bytes.len);
    if (m->values.bytes.len > 0)
        jy_buf_add(out, m->values.bytes.data, m->values.bytes.len);
    jy_buf_addc(out, LAYER_EXTENT);
    add_varint(out, JY_MVT_EXTENT);
}

void jy_tile_mvt(struct jy_mvt *m, const struct jy_scene *scene, enum jy_tiles tiles,
                 struct gis_tile t, struct jy_buf *out)
{
    assert(gis_tile_valid(t));
    const struct jy_tile_set *set = jy_tile_set(tiles);
    m->scene = scene;
    m->tile = t;
    for (size_t i = 0; i < set->n_layers; i++) {
        m->layer = &set->layers[i];
        if (t.z < m->layer->min_zoom)
            continue;
        clear_layer(m);
        if (m->layer->points)
            write_point_layer(m);
        else
            write_shape_layer(m);
        add_layer(m, out);
    }
}
