/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/row_wire.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/base/buf.h"
#include "src/base/mem.h"
#include "src/base/utf8.h"
#include "src/io/column_set.h"
#include "src/io/encoding.h"

enum kind { WIRE_BEGIN = 1, WIRE_COLUMN, WIRE_ROW, WIRE_END, WIRE_FAIL };
enum { FLUSH_BYTES = 1 << 18 };

/* ---- writing ---- */

struct jy_wire_writer {
    int fd;
    struct jy_buf buf;
    size_t frame; /* start of the frame being written */
    size_t n_columns;
};

struct jy_wire_writer *jy_wire_writer_new(int fd)
{
    struct jy_wire_writer *w = jy_calloc(1, sizeof *w);
    w->fd = fd;
    return w;
}

static enum jy_code flush(struct jy_wire_writer *w, struct jy_error *err)
{
    const char *bytes = jy_buf_text(&w->buf);
    size_t n = w->buf.len;
    while (n > 0) {
        ssize_t done = write(w->fd, bytes, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return jy_fail(err, JY_EIO, "cannot pass rows on: %s", jy_errno_text(errno));
        bytes += done;
        n -= (size_t)done;
    }
    jy_buf_clear(&w->buf);
    return JY_OK;
}

static void put_u32(struct jy_buf *out, size_t value)
{
    uint32_t v = (uint32_t)value;
    jy_buf_add(out, &v, sizeof v);
}

static void put_i64(struct jy_buf *out, int64_t value)
{
    jy_buf_add(out, &value, sizeof value);
}

static void put_text(struct jy_buf *out, const char *text)
{
    if (text == NULL) {
        put_u32(out, UINT32_MAX);
        return;
    }
    size_t n = strlen(text);
    put_u32(out, n);
    jy_buf_add(out, text, n + 1);
}

static void frame_begin(struct jy_wire_writer *w, enum kind kind)
{
    w->frame = w->buf.len;
    put_u32(&w->buf, 0);
    jy_buf_addc(&w->buf, (char)kind);
}

static enum jy_code frame_end(struct jy_wire_writer *w, struct jy_error *err)
{
    uint32_t n = (uint32_t)(w->buf.len - w->frame - sizeof n);
    memcpy(w->buf.data + w->frame, &n, sizeof n);
    return w->buf.len >= FLUSH_BYTES ? flush(w, err) : JY_OK;
}

static enum jy_code write_begin(const struct jy_rows_info *info, void *ctx, struct jy_error *err)
{
    struct jy_wire_writer *w = ctx;
    frame_begin(w, WIRE_BEGIN);
    put_u32(&w->buf, (size_t)info->format);
    put_u32(&w->buf, info->text_lines);
    put_i64(&w->buf, info->expected);
    put_text(&w->buf, info->text);
    put_text(&w->buf, info->crs);
    return frame_end(w, err);
}

static void put_geometry(struct jy_buf *out, const struct jy_geometry *g)
{
    put_u32(out, (size_t)g->kind);
    put_u32(out, g->n_points);
    put_u32(out, g->n_parts);
    if (g->n_points > 0)
        jy_buf_add(out, g->points, g->n_points * sizeof *g->points);
    if (g->n_parts > 0)
        jy_buf_add(out, g->part_end, g->n_parts * sizeof *g->part_end);
    if (g->kind == JY_GEOMETRY_POLYGONS)
        jy_buf_add(out, g->part_outer, g->n_parts);
}

static enum jy_code write_row(const struct jy_row *row, void *ctx, struct jy_error *err)
{
    struct jy_wire_writer *w = ctx;
    enum jy_code code = JY_OK;
    for (; w->n_columns < row->n_columns && code == JY_OK; w->n_columns++) {
        frame_begin(w, WIRE_COLUMN);
        put_text(&w->buf, row->columns[w->n_columns]);
        code = frame_end(w, err);
    }
    if (code != JY_OK)
        return code;
    frame_begin(w, WIRE_ROW);
    put_i64(&w->buf, row->line);
    put_text(&w->buf, row->layer);
    put_text(&w->buf, row->problem);
    size_t count_at = w->buf.len;
    uint32_t n = 0;
    put_u32(&w->buf, 0);
    for (size_t i = 0; i < row->n_columns; i++) {
        if (row->values[i] == NULL)
            continue;
        put_u32(&w->buf, i);
        put_text(&w->buf, row->values[i]);
        n++;
    }
    memcpy(w->buf.data + count_at, &n, sizeof n);
    put_geometry(&w->buf, &row->geometry);
    return frame_end(w, err);
}

struct jy_rows_sink jy_wire_writer_sink(struct jy_wire_writer *w)
{
    return (struct jy_rows_sink){write_begin, write_row, w};
}

void jy_wire_writer_end(struct jy_wire_writer *w, enum jy_code code, const struct jy_error *err)
{
    frame_begin(w, code == JY_OK ? WIRE_END : WIRE_FAIL);
    if (code != JY_OK) {
        put_u32(&w->buf, (size_t)code);
        put_text(&w->buf, err->text);
    }
    if (frame_end(w, NULL) == JY_OK)
        (void)flush(w, NULL);
    jy_buf_done(&w->buf);
    free(w);
}

/* ---- reading ---- */

/* Takes from the front; after the first thing that does not fit, broken stays set. */
struct cursor {
    const unsigned char *at;
    size_t left;
    bool broken;
};

static const void *take(struct cursor *c, size_t n)
{
    if (c->broken || n > c->left) {
        c->broken = true;
        return NULL;
    }
    const void *p = c->at;
    c->at += n;
    c->left -= n;
    return p;
}

static uint32_t take_u32(struct cursor *c)
{
    uint32_t v = 0;
    const void *p = take(c, sizeof v);
    if (p != NULL)
        memcpy(&v, p, sizeof v);
    return v;
}

static int64_t take_i64(struct cursor *c)
{
    int64_t v = 0;
    const void *p = take(c, sizeof v);
    if (p != NULL)
        memcpy(&v, p, sizeof v);
    return v;
}

static const char *take_text(struct cursor *c)
{
    uint32_t n = take_u32(c);
    if (c->broken || n == UINT32_MAX)
        return NULL;
    const char *text = take(c, (size_t)n + 1);
    if (text == NULL || text[n] != '\0' || memchr(text, '\0', n) != NULL ||
        !jy_utf8_valid(text, n)) {
        c->broken = true;
        return NULL;
    }
    return text;
}

struct reader {
    int fd;
    const struct jy_rows_sink *sink;
    struct jy_column_set columns;
    bool begun;
    char *buf;
    size_t len, cap;
    /* aligned copies */
    struct gis_lonlat *points;
    uint32_t *ends;
    size_t cap_points, cap_ends;
};

static bool parts_make_sense(const struct jy_geometry *g)
{
    uint32_t before = 0;
    for (size_t i = 0; i < g->n_parts; i++) {
        if (g->part_end[i] <= before)
            return false;
        before = g->part_end[i];
    }
    return before == g->n_points;
}

static void take_geometry(struct reader *r, struct cursor *c, struct jy_geometry *g)
{
    uint32_t kind = take_u32(c);
    g->n_points = take_u32(c);
    g->n_parts = take_u32(c);
    bool wants_parts = kind == JY_GEOMETRY_LINES || kind == JY_GEOMETRY_POLYGONS;
    if (kind > JY_GEOMETRY_POLYGONS || g->n_points > JY_VECTOR_MAX_POINTS ||
        g->n_parts > g->n_points || wants_parts != (g->n_parts > 0) ||
        (kind == JY_GEOMETRY_POINT && g->n_points != 1) ||
        (kind == JY_GEOMETRY_NONE && g->n_points != 0))
        c->broken = true;
    const void *points = take(c, g->n_points * sizeof *r->points);
    const void *ends = take(c, g->n_parts * sizeof *r->ends);
    g->part_outer = kind == JY_GEOMETRY_POLYGONS ? take(c, g->n_parts) : NULL;
    if (c->broken || points == NULL || ends == NULL)
        return;
    r->points = jy_grow(r->points, &r->cap_points, g->n_points + 1, sizeof *r->points);
    r->ends = jy_grow(r->ends, &r->cap_ends, g->n_parts + 1, sizeof *r->ends);
    memcpy(r->points, points, g->n_points * sizeof *r->points);
    memcpy(r->ends, ends, g->n_parts * sizeof *r->ends);
    g->points = r->points;
    g->part_end = r->ends;
    g->kind = (enum jy_geometry_kind)kind;
    for (size_t i = 0; i < g->n_points; i++)
        c->broken |= !isfinite(r->points[i].lon_deg) || !isfinite(r->points[i].lat_deg);
    c->broken |= !parts_make_sense(g) && wants_parts;
}

static enum jy_code broken(struct jy_error *err)
{
    return jy_fail(err, JY_EIO, "broken data from the reader");
}

static enum jy_code on_begin(struct reader *r, struct cursor *c, struct jy_error *err)
{
    struct jy_rows_info info = {0};
    uint32_t format = take_u32(c);
    info.text_lines = take_u32(c) != 0;
    info.expected = take_i64(c);
    const char *text = take_text(c);
    const char *crs = take_text(c);
    if (c->broken || format > JY_FORMAT_XLSX || text == NULL || crs == NULL || r->begun)
        return broken(err);
    info.format = (enum jy_format)format;
    strncpy(info.text, text, sizeof info.text - 1);
    strncpy(info.crs, crs, sizeof info.crs - 1);
    r->begun = true;
    return r->sink->begin(&info, r->sink->ctx, err);
}

static enum jy_code on_row(struct reader *r, struct cursor *c, struct jy_error *err)
{
    struct jy_row row = {.line = (long)take_i64(c)};
    row.layer = take_text(c);
    row.problem = take_text(c);
    uint32_t n = take_u32(c);
    jy_column_set_clear(&r->columns);
    for (uint32_t i = 0; i < n && !c->broken; i++) {
        uint32_t column = take_u32(c);
        const char *text = take_text(c);
        if (column >= r->columns.n || r->columns.values[column] != NULL)
            return broken(err);
        jy_column_set_value(&r->columns, column, text);
    }
    take_geometry(r, c, &row.geometry);
    if (c->broken || row.layer == NULL || !r->begun)
        return broken(err);
    row.n_columns = r->columns.n;
    row.columns = (const char *const *)r->columns.names;
    row.values = r->columns.values;
    return r->sink->row(&row, r->sink->ctx, err);
}

static enum jy_code on_fail(struct cursor *c, struct jy_error *err)
{
    uint32_t code = take_u32(c);
    const char *text = take_text(c);
    if (c->broken || text == NULL || text[0] == '\0' || code == JY_OK || code > JY_EINTERNAL)
        return broken(err);
    return jy_fail(err, (enum jy_code)code, "%s", text);
}

static enum jy_code on_frame(struct reader *r, const char *bytes, size_t n, bool *ended,
                             struct jy_error *err)
{
    struct cursor c = {(const unsigned char *)bytes + 1, n - 1, false};
    switch (bytes[0]) {
    case WIRE_BEGIN:
        return on_begin(r, &c, err);
    case WIRE_COLUMN: {
        const char *name = take_text(&c);
        return name != NULL && jy_column_set_add(&r->columns, name) ? JY_OK : broken(err);
    }
    case WIRE_ROW:
        return on_row(r, &c, err);
    case WIRE_END:
        *ended = true;
        return r->begun ? JY_OK : broken(err);
    case WIRE_FAIL:
        *ended = true;
        return on_fail(&c, err);
    default:
        return broken(err);
    }
}

/* Frames that are whole in the buffer; what is left moves to its front. */
static enum jy_code drain(struct reader *r, bool *ended, struct jy_error *err)
{
    size_t at = 0;
    enum jy_code code = JY_OK;
    while (code == JY_OK && !*ended && r->len - at >= sizeof(uint32_t)) {
        uint32_t n;
        memcpy(&n, r->buf + at, sizeof n);
        if (n == 0 || n > JY_WIRE_MAX_FRAME)
            return broken(err);
        if (r->len - at - sizeof n < n)
            break;
        code = on_frame(r, r->buf + at + sizeof n, n, ended, err);
        at += sizeof n + n;
    }
    memmove(r->buf, r->buf + at, r->len - at);
    r->len -= at;
    return code;
}

static enum jy_code read_frames(struct reader *r, struct jy_error *err)
{
    bool ended = false;
    enum jy_code code = JY_OK;
    while (code == JY_OK && !ended) {
        r->buf = jy_grow(r->buf, &r->cap, r->len + FLUSH_BYTES, 1);
        ssize_t n = read(r->fd, r->buf + r->len, r->cap - r->len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return jy_fail(err, JY_EIO, "the reader stopped");
        r->len += (size_t)n;
        code = drain(r, &ended, err);
    }
    return code;
}

enum jy_code jy_wire_read(int fd, const struct jy_rows_sink *sink, struct jy_error *err)
{
    struct reader r = {.fd = fd, .sink = sink};
    enum jy_code code = read_frames(&r, err);
    jy_column_set_done(&r.columns);
    free(r.buf);
    free(r.points);
    free(r.ends);
    return code;
}
