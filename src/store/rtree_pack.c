/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/store/rtree_pack.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/base/mem.h"
#include "src/store/db.h"

/*
 * The tables behind an SQLite R*Tree "i" of two dimensions (sqlite/ext/rtree/rtree.c):
 *
 *   i_node(nodeno, data)         node 1 is the root; data: depth u16 (root only) | cells u16 |
 *                                cells * (id i64, xmin xmax ymin ymax f32) | zeros, big endian
 *   i_parent(nodeno, parentnode) of every node but the root
 *   i_rowid(rowid, nodeno)       the leaf that holds a row
 */
#define CELLS_MAX   51
#define CELL_BYTES  24
#define NODE_BYTES  (4 + CELLS_MAX * CELL_BYTES)
#define BUCKETS     65536  /* stretches of the curve */
#define CHUNK       500000 /* entries in memory at a time */
#define WAITING     1024   /* entries of a stretch that wait for being written */
#define LEVELS_MAX  10     /* 51^10 rows */
#define ROOT_NUMBER 1

struct cell {
    int64_t id; /* of the row, or the number of a node */
    float x0, x1, y0, y1;
};

struct entry {
    struct cell cell;
    uint32_t place;
};

struct level {
    size_t n;
    struct cell cells[CELLS_MAX];
};

struct pack {
    struct jy_store *store;
    const struct jy_table *table;
    sqlite3_stmt *rows, *node, *parent, *rowid;
    double west, south, east, north;
    uint32_t *counts; /* rows per bucket */
    struct entry *entries;
    size_t cap, n_total;
    int64_t last_node;
    struct level levels[LEVELS_MAX]; /* nodes being filled, leaves first */
};

static float down(double v)
{
    const float f = (float)v;
    return (double)f > v ? nextafterf(f, -INFINITY) : f;
}

static float up(double v)
{
    const float f = (float)v;
    return (double)f < v ? nextafterf(f, INFINITY) : f;
}

/* Place of a cell of a 65536 x 65536 grid along the Hilbert curve (Warren, Hacker's Delight, 2nd
 * ed., 16-1). */
static uint32_t hilbert(uint32_t x, uint32_t y)
{
    uint32_t d = 0;
    for (uint32_t s = 32768; s > 0; s /= 2) {
        const uint32_t rx = (x & s) != 0, ry = (y & s) != 0;
        d += s * s * ((3 * rx) ^ ry);
        if (ry == 0) {
            if (rx == 1) {
                x = 65535 - x;
                y = 65535 - y;
            }
            const uint32_t t = x;
            x = y;
            y = t;
        }
    }
    return d;
}

static uint32_t grid(double v, double min, double max)
{
    return max > min ? (uint32_t)((v - min) / (max - min) * 65535) : 0;
}

static uint32_t place_of(const struct pack *p, const struct jy_blob_box *b)
{
    return hilbert(grid((b->min_lon_deg + b->max_lon_deg) / 2, p->west, p->east),
                   grid((b->min_lat_deg + b->max_lat_deg) / 2, p->south, p->north));
}

/* ---- reading the table ---- */

static enum jy_code next_box(struct pack *p, bool *out_row, int64_t *out_id,
                             struct jy_blob_box *out, struct jy_error *err)
{
    enum jy_code code = jy_db_step(p->store, p->rows, out_row, err);
    if (code != JY_OK || !*out_row)
        return code;
    *out_id = sqlite3_column_int64(p->rows, 0);
    if (!jy_blob_read_box(sqlite3_column_blob(p->rows, 1), (size_t)sqlite3_column_bytes(p->rows, 1),
                          out)) {
        return jy_fail(err, JY_EIO, "%s: %s %lld: broken geometry", p->store->path, p->table->name,
                       (long long)*out_id);
    }
    return JY_OK;
}

static enum jy_code measure(struct pack *p, struct jy_error *err)
{
    struct jy_blob_box b;
    enum jy_code code;
    int64_t id;
    bool row;
    while ((code = next_box(p, &row, &id, &b, err)) == JY_OK && row) {
        p->west = fmin(p->west, b.min_lon_deg);
        p->south = fmin(p->south, b.min_lat_deg);
        p->east = fmax(p->east, b.max_lon_deg);
        p->north = fmax(p->north, b.max_lat_deg);
        p->n_total++;
    }
    (void)sqlite3_reset(p->rows);
    return code;
}

static size_t bucket_of(uint32_t place)
{
    return place / (UINT32_MAX / BUCKETS + 1);
}

static enum jy_code count_buckets(struct pack *p, struct jy_error *err)
{
    struct jy_blob_box b;
    enum jy_code code;
    int64_t id;
    bool row;
    while ((code = next_box(p, &row, &id, &b, err)) == JY_OK && row)
        p->counts[bucket_of(place_of(p, &b))]++;
    (void)sqlite3_reset(p->rows);
    return code;
}

static struct entry entry_of(const struct pack *p, int64_t id, const struct jy_blob_box *b)
{
    return (struct entry){
        {id, down(b->min_lon_deg), up(b->max_lon_deg), down(b->min_lat_deg), up(b->max_lat_deg)},
        place_of(p, b)};
}

/* All entries, when they are few. */
static enum jy_code collect(struct pack *p, struct jy_error *err)
{
    struct jy_blob_box b;
    enum jy_code code;
    int64_t id;
    bool row;
    size_t n = 0;
    p->entries = jy_grow(p->entries, &p->cap, p->n_total + 1, sizeof *p->entries);
    while ((code = next_box(p, &row, &id, &b, err)) == JY_OK && row && n < p->n_total)
        p->entries[n++] = entry_of(p, id, &b);
    (void)sqlite3_reset(p->rows);
    return code;
}

/* ---- stretches of the curve, each of a size that fits into memory, in a temporary file ---- */

struct stretch {
    size_t n;  /* entries it will have */
    off_t end; /* where the next piece is written */
    size_t n_waiting;
    struct entry waiting[WAITING];
};

struct spread {
    FILE *file;
    struct stretch **stretches;
    size_t n, cap;
    uint32_t *of_bucket;
};

/* As many buckets to a stretch as hold CHUNK rows. */
static void plan(const struct pack *p, struct spread *s)
{
    off_t start = 0;
    s->of_bucket = jy_calloc(BUCKETS, sizeof *s->of_bucket);
    for (size_t first = 0, end; first < BUCKETS; first = end) {
        struct stretch *one = jy_calloc(1, sizeof *one);
        one->n = p->counts[first];
        for (end = first + 1; end < BUCKETS && one->n + p->counts[end] <= CHUNK; end++)
            one->n += p->counts[end];
        for (size_t i = first; i < end; i++)
            s->of_bucket[i] = (uint32_t)s->n;
        one->end = start;
        start += (off_t)(one->n * sizeof *one->waiting);
        s->stretches = jy_grow(s->stretches, &s->cap, s->n + 1, sizeof(struct stretch *));
        s->stretches[s->n++] = one;
    }
}

static enum jy_code spread_fail(struct jy_error *err)
{
    return jy_fail(err, JY_EIO, "the temporary file of the spatial index: %s",
                   jy_errno_text(errno));
}

static enum jy_code write_waiting(const struct spread *s, struct stretch *one, struct jy_error *err)
{
    const size_t bytes = one->n_waiting * sizeof *one->waiting;
    if (bytes > 0 && pwrite(fileno(s->file), one->waiting, bytes, one->end) != (ssize_t)bytes)
        return spread_fail(err);
    one->end += (off_t)bytes;
    one->n_waiting = 0;
    return JY_OK;
}

static enum jy_code spread_rows(struct pack *p, const struct spread *s, struct jy_error *err)
{
    struct jy_blob_box b;
    enum jy_code code;
    int64_t id;
    bool row;
    while ((code = next_box(p, &row, &id, &b, err)) == JY_OK && row) {
        const struct entry entry = entry_of(p, id, &b);
        struct stretch *one = s->stretches[s->of_bucket[bucket_of(entry.place)]];
        one->waiting[one->n_waiting++] = entry;
        if (one->n_waiting == WAITING)
            code = write_waiting(s, one, err);
        if (code != JY_OK)
            break;
    }
    (void)sqlite3_reset(p->rows);
    for (size_t i = 0; code == JY_OK && i < s->n; i++)
        code = write_waiting(s, s->stretches[i], err);
    return code;
}

/* The whole stretch into p->entries. */
static enum jy_code read_stretch(struct pack *p, const struct spread *s, const struct stretch *one,
                                 struct jy_error *err)
{
    const size_t bytes = one->n * sizeof *p->entries;
    p->entries = jy_grow(p->entries, &p->cap, one->n + 1, sizeof *p->entries);
    for (size_t done = 0; done < bytes;) {
        const ssize_t got = pread(fileno(s->file), (char *)p->entries + done, bytes - done,
                                  one->end - (off_t)(bytes - done));
        if (got <= 0)
            return spread_fail(err);
        done += (size_t)got;
    }
    return JY_OK;
}

static void spread_done(struct spread *s)
{
    for (size_t i = 0; i < s->n; i++)
        free(s->stretches[i]);
    free(s->stretches);
    free(s->of_bucket);
    if (s->file != NULL)
        (void)fclose(s->file);
}

/* ---- writing nodes ---- */

static unsigned char *put_be(unsigned char *at, uint64_t value, int bytes)
{
    for (int i = bytes; i-- > 0; value >>= 8)
        at[i] = (unsigned char)(value & 0xff);
    return at + bytes;
}

static unsigned char *put_f32(unsigned char *at, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return put_be(at, bits, 4);
}

static enum jy_code write_node(struct pack *p, const struct level *level, int64_t number,
                               size_t depth, struct jy_error *err)
{
    unsigned char data[NODE_BYTES] = {0};
    unsigned char *at = put_be(put_be(data, depth, 2), level->n, 2);
    for (size_t i = 0; i < level->n; i++) {
        const struct cell *c = &level->cells[i];
        at = put_be(at, (uint64_t)c->id, 8);
        at = put_f32(put_f32(put_f32(put_f32(at, c->x0), c->x1), c->y0), c->y1);
    }
    (void)sqlite3_bind_int64(p->node, 1, number);
    (void)sqlite3_bind_blob(p->node, 2, data, sizeof data, SQLITE_TRANSIENT);
    return jy_db_run(p->store, p->node, err);
}

/* Where the children are: rows in i_rowid, nodes in i_parent. */
static enum jy_code write_links(struct pack *p, const struct level *level, bool leaf,
                                int64_t number, struct jy_error *err)
{
    sqlite3_stmt *stmt = leaf ? p->rowid : p->parent;
    enum jy_code code = JY_OK;
    for (size_t i = 0; code == JY_OK && i < level->n; i++) {
        (void)sqlite3_bind_int64(stmt, 1, level->cells[i].id);
        (void)sqlite3_bind_int64(stmt, 2, number);
        code = jy_db_run(p->store, stmt, err);
    }
    return code;
}

static struct cell cover(const struct level *level, int64_t number)
{
    struct cell all = level->cells[0];
    for (size_t i = 1; i < level->n; i++) {
        all.x0 = fminf(all.x0, level->cells[i].x0);
        all.x1 = fmaxf(all.x1, level->cells[i].x1);
        all.y0 = fminf(all.y0, level->cells[i].y0);
        all.y1 = fmaxf(all.y1, level->cells[i].y1);
    }
    all.id = number;
    return all;
}

/* Adds a cell; a full node is written first and becomes a cell of the level above. */
static enum jy_code add_cell(struct pack *p, size_t depth, struct cell cell, struct jy_error *err)
{
    enum jy_code code = JY_OK;
    for (;; depth++) {
        struct level *level = &p->levels[depth];
        if (level->n < CELLS_MAX) {
            level->cells[level->n++] = cell;
            return code;
        }
        const int64_t number = ++p->last_node;
        code = write_node(p, level, number, 0, err);
        if (code == JY_OK)
            code = write_links(p, level, depth == 0, number, err);
        if (code != JY_OK)
            return code;
        const struct cell above = cover(level, number);
        level->cells[0] = cell;
        level->n = 1;
        cell = above;
    }
}

/* Writes what is left, the topmost as the root. */
static enum jy_code close_levels(struct pack *p, struct jy_error *err)
{
    size_t depth = 0;
    enum jy_code code = JY_OK;
    for (;; depth++) {
        bool top = true;
        for (size_t i = depth + 1; i < LEVELS_MAX; i++)
            top = top && p->levels[i].n == 0;
        struct level *level = &p->levels[depth];
        const int64_t number = top ? ROOT_NUMBER : ++p->last_node;
        code = write_node(p, level, number, top ? depth : 0, err);
        if (code == JY_OK)
            code = write_links(p, level, depth == 0, number, err);
        if (code != JY_OK || top)
            return code;
        code = add_cell(p, depth + 1, cover(level, number), err);
        if (code != JY_OK)
            return code;
    }
}

/* ---- all of it ---- */

static int by_place(const void *a, const void *b)
{
    const struct entry *p = a, *q = b;
    if (p->place != q->place)
        return p->place < q->place ? -1 : 1;
    return p->cell.id < q->cell.id ? -1 : p->cell.id > q->cell.id;
}

static enum jy_code add_sorted(struct pack *p, size_t n, struct jy_error *err)
{
    enum jy_code code = JY_OK;
    if (n > 0)
        qsort(p->entries, n, sizeof *p->entries, by_place);
    for (size_t i = 0; code == JY_OK && i < n; i++)
        code = add_cell(p, 0, p->entries[i].cell, err);
    return code;
}

/* Three passes over the table and one over the file, however many rows there are. */
static enum jy_code add_in_stretches(struct pack *p, struct jy_error *err)
{
    struct spread s = {.file = tmpfile()};
    if (s.file == NULL)
        return spread_fail(err);
    enum jy_code code = count_buckets(p, err);
    if (code == JY_OK) {
        plan(p, &s);
        code = spread_rows(p, &s, err);
    }
    for (size_t i = 0; code == JY_OK && i < s.n; i++) {
        code = read_stretch(p, &s, s.stretches[i], err);
        if (code == JY_OK)
            code = add_sorted(p, s.stretches[i]->n, err);
    }
    spread_done(&s);
    return code;
}

static enum jy_code add_all(struct pack *p, struct jy_error *err)
{
    if (p->n_total > CHUNK)
        return add_in_stretches(p, err);
    enum jy_code code = collect(p, err);
    return code == JY_OK ? add_sorted(p, p->n_total, err) : code;
}

static enum jy_code take_statements(struct pack *p, struct jy_error *err)
{
    static const char *const sql[] = {
        "DELETE FROM idx_%s_geometry_node",
        "DELETE FROM idx_%s_geometry_parent",
        "DELETE FROM idx_%s_geometry_rowid",
        "INSERT INTO idx_%s_geometry_node VALUES (?1, ?2)",
        "INSERT INTO idx_%s_geometry_parent VALUES (?1, ?2)",
        "INSERT INTO idx_%s_geometry_rowid (rowid, nodeno) VALUES (?1, ?2)",
        "SELECT id, geometry FROM %s WHERE geometry IS NOT NULL ORDER BY id"};
    sqlite3_stmt **const into[] = {NULL, NULL, NULL, &p->node, &p->parent, &p->rowid, &p->rows};
    enum jy_code code = JY_OK;
    for (size_t i = 0; code == JY_OK && i < sizeof sql / sizeof *sql; i++) {
        char text[200];
        (void)sqlite3_snprintf(sizeof text, text, sql[i], p->table->name);
        if (into[i] == NULL) {
            code = jy_db_exec(p->store, text, err);
        } else if (sqlite3_prepare_v2(p->store->db, text, -1, into[i], NULL) != SQLITE_OK) {
            code = jy_db_fail(p->store, "spatial index", err);
        }
    }
    return code;
}

static void done(struct pack *p)
{
    (void)sqlite3_finalize(p->rows);
    (void)sqlite3_finalize(p->node);
    (void)sqlite3_finalize(p->parent);
    (void)sqlite3_finalize(p->rowid);
    free(p->counts);
    free(p->entries);
    free(p);
}

enum jy_code jy_rtree_pack(struct jy_store *store, const struct jy_table *t, struct jy_error *err)
{
    struct pack *p = jy_calloc(1, sizeof *p);
    *p = (struct pack){.store = store,
                       .table = t,
                       .west = 180,
                       .south = 90,
                       .east = -180,
                       .north = -90,
                       .last_node = ROOT_NUMBER};
    p->counts = jy_calloc(BUCKETS, sizeof *p->counts);
    /* The index's own tables are written to, which the defence against such forbids; switching it
     * recompiles every statement, so it stays off until the end. */
    (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    enum jy_code code = take_statements(p, err);
    if (code == JY_OK)
        code = measure(p, err);
    if (code == JY_OK)
        code = add_all(p, err);
    if (code == JY_OK)
        code = close_levels(p, err);
    (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    done(p);
    return code;
}
