/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines and polygons of a vector tile: cut, simplified, turned as they must be. */
#include <math.h>
#include <stdlib.h>

#include "gis/simplify.h"

#include "src/base/mem.h"
#include "src/render/mvt.h"

static void tag_road(struct jy_mvt *m, const struct jy_shapes *s, uint32_t i)
{
    jy_mvt_tag_text(m, "name", jy_scene_text(m->scene, s->name[i]));
    jy_mvt_tag_text(m, "class", jy_road_class_text((enum jy_road_class)s->what[i]));
    unsigned lit = s->lit[i] & JY_ROAD_LIT_MASK;
    if (lit != JY_LIT_UNKNOWN)
        jy_mvt_tag_uint(m, "lit", lit == JY_LIT_YES);
    uint16_t most = 0;
    for (uint32_t k = s->first_point[s->first_part[i]]; k < s->first_point[s->first_part[i + 1]];
         k++)
        most = s->d_dm[k] > most ? s->d_dm[k] : most;
    if (most < JY_D_FAR)
        jy_mvt_tag_number(m, "d_m", most / 10.0);
}

static void tag_numbers(struct jy_mvt *m, const struct jy_shapes *s, uint32_t i,
                        const char *const *keys)
{
    for (size_t k = 0; k < s->n_numbers; k++)
        jy_mvt_tag_number(m, keys[k], jy_mvt_tenth(s->number[i * s->n_numbers + k]));
}

static void tag_hotspot(struct jy_mvt *m, const struct jy_shapes *s, uint32_t i)
{
    const float *v = s->number + i * s->n_numbers;
    jy_mvt_tag_text(m, "name", jy_scene_text(m->scene, s->name[i]));
    jy_mvt_tag_text(m, "offence", jy_scene_text(m->scene, s->name_en[i]));
    jy_mvt_tag_text(m, "kind", s->kind[i] == JY_SHAPE_LINES ? "street" : "area");
    jy_mvt_tag_number(m, "rank", (double)v[0]);
    jy_mvt_tag_number(m, "p", round((double)v[1] * 1e6) / 1e6);
    jy_mvt_tag_number(m, "relative_risk", round((double)v[2] * 1e3) / 1e3);
    jy_mvt_tag_number(m, "cases", (double)v[3]);
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
    jy_mvt_tag_text(m, "name", jy_scene_text(m->scene, s->name[i]));
    jy_mvt_tag_text(m, "name_en", jy_scene_text(m->scene, s->name_en[i]));
    jy_mvt_tag_text(m, "kind",
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
    struct gis_world origin = jy_mvt_origin(m->tile);
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
            if (cross != 0) {
                p[kept++] = b;
            } else {
                changed = true;
            }
        }
        n = kept;
    }
    if (n < 3)
        return 0;
    p[n] = p[0];
    return n + 1;
}

static uint32_t zigzag(int32_t v)
{
    return (uint32_t)v << 1 ^ (uint32_t)(v >> 31);
}

struct cursor {
    int32_t x, y;
};

static void add_to(struct jy_mvt *m, struct cursor *at, struct gis_point p)
{
    int32_t x = (int32_t)p.x, y = (int32_t)p.y;
    jy_mvt_add_varint(&m->geometry, zigzag(x - at->x));
    jy_mvt_add_varint(&m->geometry, zigzag(y - at->y));
    *at = (struct cursor){x, y};
}

static void add_path(struct jy_mvt *m, struct cursor *at, const struct gis_point *p, size_t n)
{
    jy_mvt_add_varint(&m->geometry, 1 << 3 | MOVE_TO);
    add_to(m, at, p[0]);
    jy_mvt_add_varint(&m->geometry, (uint64_t)(n - 1) << 3 | LINE_TO);
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
    if ((area2 > 0) != outer) {
        for (size_t i = 1, k = n - 2; i < k; i++, k--) {
            struct gis_point swap = p[i];
            p[i] = p[k];
            p[k] = swap;
        }
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
        if (s->kind[i] == JY_SHAPE_LINES) {
            write_line_part(m, &at);
        } else if (s->part_outer[part]) {
            outer_there = write_ring(m, &at, true);
        } else {
            (void)write_ring(m, &at, false);
        }
    }
}

static void write_shape(struct jy_mvt *m, const struct jy_shapes *s, uint32_t i)
{
    write_geometry(m, s, i);
    if (m->geometry.len == 0)
        return;
    tag_shape(m, s, i);
    size_t id_len = s->id[i] > 0 ? 1 + jy_mvt_varint_size((uint64_t)s->id[i]) : 0;
    size_t tags_len = m->tags.len ? 1 + jy_mvt_varint_size(m->tags.len) + m->tags.len : 0;
    size_t body = id_len + tags_len + 2 + 1 + jy_mvt_varint_size(m->geometry.len) + m->geometry.len;
    jy_buf_addc(&m->features, LAYER_FEATURE);
    jy_mvt_add_varint(&m->features, body);
    if (id_len > 0) {
        jy_buf_addc(&m->features, FEATURE_ID);
        jy_mvt_add_varint(&m->features, (uint64_t)s->id[i]);
    }
    if (tags_len > 0)
        jy_mvt_add_field(&m->features, FEATURE_TAGS, m->tags.data, m->tags.len);
    jy_buf_addc(&m->features, FEATURE_TYPE);
    jy_buf_addc(&m->features, s->kind[i] == JY_SHAPE_LINES ? TYPE_LINE : TYPE_POLYGON);
    jy_mvt_add_field(&m->features, FEATURE_GEOMETRY, m->geometry.data, m->geometry.len);
}

static void add_hit(uint32_t index, void *ctx)
{
    struct jy_mvt *m = ctx;
    m->hits = jy_grow(m->hits, &m->cap_hits, m->n_hits + 1, sizeof *m->hits);
    m->hits[m->n_hits++] = index;
}

static struct gis_world_box tile_box(struct gis_tile t)
{
    struct gis_world o = jy_mvt_origin(t);
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
void jy_mvt_shape_layer(struct jy_mvt *m)
{
    const struct jy_shapes *s = &m->scene->shapes[m->layer->source];
    m->n_hits = 0;
    gis_boxtree_query(s->tree, tile_box(m->tile), add_hit, m);
    m->min_size = 0;
    jy_mvt_clear_layer(m);
    while (!write_shapes(m, s) && m->min_size <= JY_MVT_EXTENT) {
        m->min_size = m->min_size > 0 ? m->min_size * 4 : 8;
        jy_mvt_clear_layer(m);
    }
}
