/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/store/blob.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "blobs are written in the machine's order, which must be little endian"
#endif

enum {
    BLOB_START = 0x00,
    BLOB_LITTLE_ENDIAN = 0x01,
    BLOB_BOX_END = 0x7C,
    BLOB_ENTITY = 0x69,
    BLOB_END = 0xFE
};
enum { CLASS_POINT = 1, CLASS_LINE = 2, CLASS_POLYGON = 3, CLASS_LINES = 5, CLASS_POLYGONS = 6 };
#define SRID       4326
#define HEAD_BYTES (1 + 1 + 4 + 4 * 8 + 1 + 4)

void jy_blob_room_done(struct jy_blob_room *room)
{
    free(room->points);
    free(room->part_end);
    free(room->part_outer);
    *room = (struct jy_blob_room){0};
}

/* ---- checking ---- */

static bool same(struct gis_lonlat a, struct gis_lonlat b)
{
    return a.lon_deg == b.lon_deg && a.lat_deg == b.lat_deg;
}

static enum jy_code check_positions(const struct jy_geometry *g, struct jy_error *err)
{
    for (size_t i = 0; i < g->n_points; i++) {
        if (!gis_lonlat_valid(g->points[i])) {
            return jy_fail(err, JY_EINVALID, "point %zu: no position on earth (%g, %g)", i + 1,
                           g->points[i].lon_deg, g->points[i].lat_deg);
        }
    }
    return JY_OK;
}

static enum jy_code check_part(const struct jy_geometry *g, size_t part, size_t begin,
                               struct jy_error *err)
{
    const size_t end = g->part_end[part];
    const size_t least = g->kind == JY_GEOMETRY_LINES ? 2 : 4;
    if (end < begin || end > g->n_points)
        return jy_fail(err, JY_EINVALID, "part %zu: ends outside the points", part + 1);
    if (end - begin < least) {
        return jy_fail(err, JY_EINVALID, "part %zu: has %zu points, at least %zu are needed",
                       part + 1, end - begin, least);
    }
    if (g->kind == JY_GEOMETRY_POLYGONS && !same(g->points[begin], g->points[end - 1]))
        return jy_fail(err, JY_EINVALID, "part %zu: the ring is not closed", part + 1);
    return JY_OK;
}

static enum jy_code check_parts(const struct jy_geometry *g, struct jy_error *err)
{
    size_t begin = 0;
    if (g->n_parts == 0 || g->part_end == NULL)
        return jy_fail(err, JY_EINVALID, "geometry without parts");
    if (g->kind == JY_GEOMETRY_POLYGONS && (g->part_outer == NULL || g->part_outer[0] == 0))
        return jy_fail(err, JY_EINVALID, "part 1: a polygon begins with its outer ring");
    for (size_t i = 0; i < g->n_parts; i++) {
        enum jy_code code = check_part(g, i, begin, err);
        if (code != JY_OK)
            return code;
        begin = g->part_end[i];
    }
    if (begin != g->n_points)
        return jy_fail(err, JY_EINVALID, "%zu points belong to no part", g->n_points - begin);
    return JY_OK;
}

enum jy_code jy_blob_check(const struct jy_geometry *g, struct jy_error *err)
{
    if (g->kind == JY_GEOMETRY_NONE)
        return JY_OK;
    if (g->points == NULL || g->n_points == 0)
        return jy_fail(err, JY_EINVALID, "geometry without points");
    if (g->n_points > JY_BLOB_POINTS_MAX || g->n_parts > JY_BLOB_PARTS_MAX) {
        return jy_fail(err, JY_ELIMIT, "geometry of %zu points in %zu parts (at most %d and %d)",
                       g->n_points, g->n_parts, JY_BLOB_POINTS_MAX, JY_BLOB_PARTS_MAX);
    }
    enum jy_code code = check_positions(g, err);
    if (code != JY_OK)
        return code;
    if (g->kind != JY_GEOMETRY_POINT)
        return check_parts(g, err);
    if (g->n_points != 1 || g->n_parts != 0)
        return jy_fail(err, JY_EINVALID, "a point has one position and no parts");
    return JY_OK;
}

/* ---- writing ---- */

static void add_i32(struct jy_buf *out, size_t value)
{
    const uint32_t v = (uint32_t)value;
    jy_buf_add(out, &v, sizeof v);
}

static struct jy_blob_box box_of(const struct jy_geometry *g)
{
    struct jy_blob_box b = {g->points[0].lon_deg, g->points[0].lat_deg, g->points[0].lon_deg,
                            g->points[0].lat_deg};
    for (size_t i = 1; i < g->n_points; i++) {
        b.min_lon_deg = fmin(b.min_lon_deg, g->points[i].lon_deg);
        b.min_lat_deg = fmin(b.min_lat_deg, g->points[i].lat_deg);
        b.max_lon_deg = fmax(b.max_lon_deg, g->points[i].lon_deg);
        b.max_lat_deg = fmax(b.max_lat_deg, g->points[i].lat_deg);
    }
    return b;
}

static void add_head(const struct jy_geometry *g, uint32_t class, struct jy_buf *out)
{
    const struct jy_blob_box box = box_of(g);
    jy_buf_addc(out, BLOB_START);
    jy_buf_addc(out, BLOB_LITTLE_ENDIAN);
    add_i32(out, SRID);
    jy_buf_add(out, &box, sizeof box);
    jy_buf_addc(out, BLOB_BOX_END);
    add_i32(out, class);
}

static size_t part_begin(const struct jy_geometry *g, size_t part)
{
    return part == 0 ? 0 : g->part_end[part - 1];
}

static void add_points(const struct jy_geometry *g, size_t part, struct jy_buf *out)
{
    const size_t begin = part_begin(g, part), n = g->part_end[part] - begin;
    add_i32(out, n);
    jy_buf_add(out, &g->points[begin], n * sizeof *g->points);
}

static void add_lines(const struct jy_geometry *g, struct jy_buf *out)
{
    add_i32(out, g->n_parts);
    for (size_t i = 0; i < g->n_parts; i++) {
        jy_buf_addc(out, BLOB_ENTITY);
        add_i32(out, CLASS_LINE);
        add_points(g, i, out);
    }
}

static size_t rings_from(const struct jy_geometry *g, size_t outer)
{
    size_t n = 1;
    while (outer + n < g->n_parts && g->part_outer[outer + n] == 0)
        n++;
    return n;
}

static void add_polygons(const struct jy_geometry *g, struct jy_buf *out)
{
    size_t n_polygons = 0;
    for (size_t i = 0; i < g->n_parts; i++)
        n_polygons += g->part_outer[i] != 0;
    add_i32(out, n_polygons);
    for (size_t i = 0; i < g->n_parts;) {
        const size_t n_rings = rings_from(g, i);
        jy_buf_addc(out, BLOB_ENTITY);
        add_i32(out, CLASS_POLYGON);
        add_i32(out, n_rings);
        for (size_t end = i + n_rings; i < end; i++)
            add_points(g, i, out);
    }
}

void jy_blob_encode(const struct jy_geometry *g, struct jy_buf *out)
{
    switch (g->kind) {
    case JY_GEOMETRY_NONE:
        return;
    case JY_GEOMETRY_POINT:
        add_head(g, CLASS_POINT, out);
        jy_buf_add(out, &g->points[0], sizeof *g->points);
        break;
    case JY_GEOMETRY_LINES:
        add_head(g, CLASS_LINES, out);
        add_lines(g, out);
        break;
    case JY_GEOMETRY_POLYGONS:
        add_head(g, CLASS_POLYGONS, out);
        add_polygons(g, out);
        break;
    }
    jy_buf_addc(out, (char)BLOB_END);
}

/* ---- reading: every length is checked against the bytes left before it is used ---- */

struct reader {
    const unsigned char *at;
    size_t left;
    bool bad;
    struct jy_blob_room *room;
    size_t n_points, n_parts;
};

static void take(struct reader *r, void *out, size_t n)
{
    if (n > r->left) {
        r->bad = true;
        memset(out, 0, n);
        return;
    }
    memcpy(out, r->at, n);
    r->at += n;
    r->left -= n;
}

static unsigned take_byte(struct reader *r)
{
    unsigned char c;
    take(r, &c, 1);
    return c;
}

/* A count of things that take @p bytes_each or more: no more than can be there. */
static uint32_t take_count(struct reader *r, size_t bytes_each)
{
    uint32_t n;
    take(r, &n, sizeof n);
    if (n > r->left / bytes_each)
        r->bad = true;
    return r->bad ? 0 : n;
}

static uint32_t take_i32(struct reader *r)
{
    uint32_t n;
    take(r, &n, sizeof n);
    return n;
}

static void take_points(struct reader *r, size_t n)
{
    r->room->points = jy_grow(r->room->points, &r->room->points_cap, r->n_points + n + 1,
                              sizeof *r->room->points);
    take(r, &r->room->points[r->n_points], n * sizeof *r->room->points);
    r->n_points += n;
}

static void take_part(struct reader *r, bool outer)
{
    take_points(r, take_count(r, sizeof(struct gis_lonlat)));
    r->room->part_end =
        jy_grow(r->room->part_end, &r->room->ends_cap, r->n_parts + 1, sizeof *r->room->part_end);
    r->room->part_outer = jy_grow(r->room->part_outer, &r->room->outers_cap, r->n_parts + 1,
                                  sizeof *r->room->part_outer);
    r->room->part_end[r->n_parts] = (uint32_t)r->n_points;
    r->room->part_outer[r->n_parts++] = outer;
}

static void take_polygon(struct reader *r)
{
    const uint32_t n_rings = take_count(r, 4);
    for (uint32_t i = 0; i < n_rings && !r->bad; i++)
        take_part(r, i == 0);
    r->bad = r->bad || n_rings == 0;
}

static void take_entities(struct reader *r, uint32_t class)
{
    const uint32_t n = take_count(r, 9);
    for (uint32_t i = 0; i < n && !r->bad; i++) {
        if (take_byte(r) != BLOB_ENTITY || take_i32(r) != class) {
            r->bad = true;
        } else if (class == CLASS_LINE) {
            take_part(r, false);
        } else {
            take_polygon(r);
        }
    }
}

static enum jy_geometry_kind take_body(struct reader *r, uint32_t class)
{
    switch (class) {
    case CLASS_POINT:
        take_points(r, 1);
        return JY_GEOMETRY_POINT;
    case CLASS_LINE:
        take_part(r, false);
        return JY_GEOMETRY_LINES;
    case CLASS_LINES:
        take_entities(r, CLASS_LINE);
        return JY_GEOMETRY_LINES;
    case CLASS_POLYGON:
        take_polygon(r);
        return JY_GEOMETRY_POLYGONS;
    case CLASS_POLYGONS:
        take_entities(r, CLASS_POLYGON);
        return JY_GEOMETRY_POLYGONS;
    default:
        r->bad = true;
        return JY_GEOMETRY_NONE;
    }
}

static bool head_ok(const unsigned char *bytes, size_t n)
{
    uint32_t srid;
    if (n < HEAD_BYTES + 1 || bytes[0] != BLOB_START || bytes[1] != BLOB_LITTLE_ENDIAN ||
        bytes[38] != BLOB_BOX_END || bytes[n - 1] != BLOB_END)
        return false;
    memcpy(&srid, bytes + 2, sizeof srid);
    return srid == SRID;
}

enum jy_code jy_blob_decode(const void *blob, size_t n, struct jy_blob_room *room,
                            struct jy_geometry *out, struct jy_error *err)
{
    const unsigned char *bytes = blob;
    if (blob == NULL || !head_ok(bytes, n))
        return jy_fail(err, JY_EINVALID, "no SpatiaLite geometry in SRID 4326");
    struct reader r = {.at = bytes + 39, .left = n - 39, .room = room};
    struct jy_geometry g = {.kind = take_body(&r, take_i32(&r))};
    if (r.bad || r.left != 1)
        return jy_fail(err, JY_EINVALID, "geometry cut short or of another kind");
    g.n_points = r.n_points;
    g.points = room->points;
    g.n_parts = r.n_parts;
    if (g.kind != JY_GEOMETRY_POINT)
        g.part_end = room->part_end;
    if (g.kind == JY_GEOMETRY_POLYGONS)
        g.part_outer = room->part_outer;
    enum jy_code code = jy_blob_check(&g, err);
    if (code == JY_OK)
        *out = g;
    return code;
}

bool jy_blob_read_box(const void *blob, size_t n, struct jy_blob_box *out)
{
    if (blob == NULL || !head_ok(blob, n))
        return false;
    memcpy(out, (const unsigned char *)blob + 6, sizeof *out);
    return true;
}
