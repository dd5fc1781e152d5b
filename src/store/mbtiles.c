/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/store/mbtiles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libdeflate.h>
#include <sqlite3.h>

#include "src/base/buf.h"
#include "src/base/hash.h"
#include "src/base/mem.h"

enum { GZIP_LEVEL = 6, CONTENT_ID = 32 /* hex digits of SHA-256: 128 bits */ };

struct jy_mbtiles {
    sqlite3 *db;
    char *path;
    bool vector;
    struct libdeflate_compressor *gzip;
    struct jy_buf packed;
    sqlite3_stmt *add_content, *add_place;
};

static const char schema[] =
    "PRAGMA application_id = 1297105496;" /* "MPBX", as the specification says */
    "BEGIN;"
    "CREATE TABLE metadata (name text, value text);"
    "CREATE UNIQUE INDEX metadata_index ON metadata (name);"
    "CREATE TABLE map (zoom_level integer, tile_column integer, tile_row integer, tile_id text);"
    "CREATE UNIQUE INDEX map_index ON map (zoom_level, tile_column, tile_row);"
    "CREATE TABLE images (tile_id text, tile_data blob);"
    "CREATE UNIQUE INDEX images_index ON images (tile_id);"
    "CREATE VIEW tiles AS SELECT map.zoom_level AS zoom_level, map.tile_column AS tile_column,"
    "  map.tile_row AS tile_row, images.tile_data AS tile_data"
    "  FROM map JOIN images ON images.tile_id = map.tile_id;"
    "CREATE TABLE part (identity text, done integer);"
    "COMMIT;";

static enum jy_code fail(const struct jy_mbtiles *set, const char *doing, struct jy_error *err)
{
    return jy_fail(err, JY_EIO, "%s: %s: %s", set->path, doing, sqlite3_errmsg(set->db));
}

static enum jy_code exec(struct jy_mbtiles *set, const char *sql, struct jy_error *err)
{
    return sqlite3_exec(set->db, sql, NULL, NULL, NULL) == SQLITE_OK ? JY_OK
                                                                     : fail(set, "writing", err);
}

/* --- Opening ------------------------------------------------------------------------------- */

static enum jy_code connect(struct jy_mbtiles *set, struct jy_error *err)
{
    if (sqlite3_open_v2(set->path, &set->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
        SQLITE_OK)
        return fail(set, "opening", err);
    return JY_OK;
}

static void disconnect(struct jy_mbtiles *set)
{
    (void)sqlite3_finalize(set->add_content);
    (void)sqlite3_finalize(set->add_place);
    set->add_content = set->add_place = NULL;
    (void)sqlite3_close(set->db);
    set->db = NULL;
}

/* Is there a set of this identity, and how far did it come? Whatever else is there is not ours to
 * go on with. */
static bool find_part(struct jy_mbtiles *set, const char *identity, uint64_t *out_done)
{
    sqlite3_stmt *stmt = NULL;
    bool found = sqlite3_prepare_v2(set->db, "SELECT done FROM part WHERE identity = ?1", -1, &stmt,
                                    NULL) == SQLITE_OK &&
                 sqlite3_bind_text(stmt, 1, identity, -1, SQLITE_STATIC) == SQLITE_OK &&
                 sqlite3_step(stmt) == SQLITE_ROW;
    if (found)
        *out_done = (uint64_t)sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return found;
}

static enum jy_code begin_anew(struct jy_mbtiles *set, const char *identity, struct jy_error *err)
{
    disconnect(set);
    (void)unlink(set->path);
    enum jy_code code = connect(set, err);
    if (code == JY_OK)
        code = exec(set, schema, err);
    sqlite3_stmt *stmt = NULL;
    if (code == JY_OK && (sqlite3_prepare_v2(set->db, "INSERT INTO part VALUES (?1, 0)", -1, &stmt,
                                             NULL) != SQLITE_OK ||
                          sqlite3_bind_text(stmt, 1, identity, -1, SQLITE_STATIC) != SQLITE_OK ||
                          sqlite3_step(stmt) != SQLITE_DONE))
        code = fail(set, "writing", err);
    (void)sqlite3_finalize(stmt);
    return code;
}

static enum jy_code prepare(struct jy_mbtiles *set, struct jy_error *err)
{
    if (sqlite3_prepare_v2(set->db, "INSERT OR IGNORE INTO images VALUES (?1, ?2)", -1,
                           &set->add_content, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(set->db, "INSERT INTO map VALUES (?1, ?2, ?3, ?4)", -1, &set->add_place,
                           NULL) != SQLITE_OK)
        return fail(set, "preparing", err);
    return exec(set, "BEGIN", err);
}

enum jy_code jy_mbtiles_open(const char *path, bool vector, const char *identity,
                             struct jy_mbtiles **out, uint64_t *out_done, struct jy_error *err)
{
    struct jy_mbtiles *set = jy_calloc(1, sizeof *set);
    set->path = jy_strdup(path);
    set->vector = vector;
    set->gzip = libdeflate_alloc_compressor(GZIP_LEVEL);
    if (set->gzip == NULL)
        abort(); /* out of memory: src/ is crash-only (base/mem.h) */
    *out_done = 0;
    enum jy_code code = connect(set, err);
    if (code == JY_OK && !find_part(set, identity, out_done))
        code = begin_anew(set, identity, err);
    if (code == JY_OK)
        code = prepare(set, err);
    if (code != JY_OK) {
        jy_mbtiles_close(set);
        return code;
    }
    *out = set;
    return JY_OK;
}

void jy_mbtiles_close(struct jy_mbtiles *set)
{
    if (set == NULL)
        return;
    disconnect(set); /* rolls an open transaction back */
    libdeflate_free_compressor(set->gzip);
    jy_buf_done(&set->packed);
    free(set->path);
    free(set);
}

/* --- Writing ------------------------------------------------------------------------------- */

static enum jy_code run(struct jy_mbtiles *set, sqlite3_stmt *stmt, struct jy_error *err)
{
    int step = sqlite3_step(stmt);
    enum jy_code code = step == SQLITE_DONE ? JY_OK : fail(set, "writing", err);
    (void)sqlite3_reset(stmt);
    return code;
}

static void pack(struct jy_mbtiles *set, const void *bytes, size_t n)
{
    size_t bound = libdeflate_gzip_compress_bound(set->gzip, n);
    jy_buf_clear(&set->packed);
    jy_buf_reserve(&set->packed, bound);
    set->packed.len = libdeflate_gzip_compress(set->gzip, bytes, n, set->packed.data, bound);
}

enum jy_code jy_mbtiles_add(struct jy_mbtiles *set, uint32_t z, uint32_t x, uint32_t y,
                            const void *bytes, size_t n, struct jy_error *err)
{
    char id[JY_SHA256_TEXT_SIZE];
    (void)jy_sha256_text(bytes, n, id);
    if (set->vector) {
        pack(set, bytes, n);
        bytes = set->packed.data;
        n = set->packed.len;
    }
    (void)sqlite3_bind_text(set->add_content, 1, id, CONTENT_ID, SQLITE_STATIC);
    (void)sqlite3_bind_blob64(set->add_content, 2, bytes, n, SQLITE_STATIC);
    enum jy_code code = run(set, set->add_content, err);
    if (code != JY_OK)
        return code;
    sqlite3_stmt *place = set->add_place;
    (void)sqlite3_bind_int64(place, 1, z);
    (void)sqlite3_bind_int64(place, 2, x);
    (void)sqlite3_bind_int64(place, 3, (INT64_C(1) << z) - 1 - y); /* TMS: from the south */
    (void)sqlite3_bind_text(place, 4, id, CONTENT_ID, SQLITE_STATIC);
    return run(set, place, err);
}

enum jy_code jy_mbtiles_checkpoint(struct jy_mbtiles *set, uint64_t done, struct jy_error *err)
{
    char sql[96];
    (void)snprintf(sql, sizeof sql, "UPDATE part SET done = %lld; COMMIT; BEGIN", (long long)done);
    return exec(set, sql, err);
}

static enum jy_code add_metadata(struct jy_mbtiles *set, const char *name, const char *value,
                                 struct jy_error *err)
{
    if (value == NULL)
        return JY_OK;
    sqlite3_stmt *stmt = NULL;
    enum jy_code code = JY_OK;
    if (sqlite3_prepare_v2(set->db, "INSERT INTO metadata VALUES (?1, ?2)", -1, &stmt, NULL) !=
            SQLITE_OK ||
        sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC) != SQLITE_OK ||
        sqlite3_bind_text(stmt, 2, value, -1, SQLITE_STATIC) != SQLITE_OK ||
        sqlite3_step(stmt) != SQLITE_DONE)
        code = fail(set, "writing", err);
    (void)sqlite3_finalize(stmt);
    return code;
}

enum jy_code jy_mbtiles_finish(struct jy_mbtiles *set, const struct jy_mbtiles_about *a,
                               struct jy_error *err)
{
    char bounds[128], center[96], min_zoom[12], max_zoom[12];
    double west = a->south_west.lon_deg, south = a->south_west.lat_deg;
    double east = a->north_east.lon_deg, north = a->north_east.lat_deg;
    (void)snprintf(bounds, sizeof bounds, "%.6f,%.6f,%.6f,%.6f", west, south, east, north);
    (void)snprintf(center, sizeof center, "%.6f,%.6f,%u", (west + east) / 2, (south + north) / 2,
                   (a->min_zoom + a->max_zoom) / 2);
    (void)snprintf(min_zoom, sizeof min_zoom, "%u", a->min_zoom);
    (void)snprintf(max_zoom, sizeof max_zoom, "%u", a->max_zoom);
    const char *const rows[][2] = {{"name", a->name},
                                   {"format", set->vector ? "pbf" : "png"},
                                   {"bounds", bounds},
                                   {"center", center},
                                   {"minzoom", min_zoom},
                                   {"maxzoom", max_zoom},
                                   {"attribution", a->attribution},
                                   {"description", a->description},
                                   {"type", set->vector ? "overlay" : "baselayer"},
                                   {"version", a->version},
                                   {"json", a->json}};
    enum jy_code code = JY_OK;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && code == JY_OK; i++)
        code = add_metadata(set, rows[i][0], rows[i][1], err);
    return code == JY_OK ? exec(set, "DROP TABLE part; COMMIT", err) : code;
}

static enum jy_code count(struct jy_mbtiles *set, const char *sql, uint64_t *out,
                          struct jy_error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool found = sqlite3_prepare_v2(set->db, sql, -1, &stmt, NULL) == SQLITE_OK &&
                 sqlite3_step(stmt) == SQLITE_ROW;
    enum jy_code code = found ? JY_OK : fail(set, "counting", err);
    if (found)
        *out = (uint64_t)sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return code;
}

enum jy_code jy_mbtiles_count(struct jy_mbtiles *set, uint64_t *out_tiles, uint64_t *out_contents,
                              struct jy_error *err)
{
    enum jy_code code = count(set, "SELECT count(*) FROM map", out_tiles, err);
    return code == JY_OK ? count(set, "SELECT count(*) FROM images", out_contents, err) : code;
}
