/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/store/spatial.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"
#include "src/store/db.h"
#include "src/store/rtree_pack.h"

#define PACK_MIN_ROWS 500

static enum jy_code list_triggers(struct jy_store *store, struct jy_spatial_load *load,
                                  struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    size_t cap = 0;
    bool row;
    enum jy_code code = jy_db_take(
        store,
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?1 ORDER BY name",
        &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)jy_db_bind_text(q.stmt, 1, load->table->name);
    while ((code = jy_db_step(store, q.stmt, &row, err)) == JY_OK && row) {
        load->triggers =
            jy_grow(load->triggers, &cap, load->n_triggers + 1, sizeof *load->triggers);
        load->triggers[load->n_triggers++] = jy_strdup(jy_db_text(q.stmt, 0));
    }
    return code;
}

static enum jy_code drop_triggers(struct jy_store *store, const struct jy_table *t,
                                  struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF sql = JY_BUF_INIT;
    {
        struct jy_taken JY_AUTOGIVE q = {store, NULL};
        bool row;
        enum jy_code code = jy_db_take(
            store, "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?1",
            &q.stmt, err);
        if (code != JY_OK)
            return code;
        (void)jy_db_bind_text(q.stmt, 1, t->name);
        while ((code = jy_db_step(store, q.stmt, &row, err)) == JY_OK && row)
            jy_buf_addf(&sql, "DROP TRIGGER \"%s\";", jy_db_text(q.stmt, 0));
        if (code != JY_OK)
            return code;
    }
    return jy_db_exec(store, jy_buf_text(&sql), err);
}

enum jy_code jy_spatial_load_begin(struct jy_store *store, const struct jy_table *t,
                                   struct jy_spatial_load *out, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF sql = JY_BUF_INIT;
    *out = (struct jy_spatial_load){.table = t};
    if (t->placed == JY_PLACED_NOT)
        return JY_OK;
    jy_buf_addf(&sql, "SELECT max(id) FROM %s", t->name);
    enum jy_code code = jy_db_int(store, sql.data, 0, &out->last_id, err);
    if (code == JY_OK)
        code = list_triggers(store, out, err);
    if (code == JY_OK)
        code = drop_triggers(store, t, err);
    return code;
}

void jy_spatial_load_done(struct jy_spatial_load *load)
{
    for (size_t i = 0; i < load->n_triggers; i++)
        free(load->triggers[i]);
    free(load->triggers);
    *load = (struct jy_spatial_load){0};
}

static enum jy_code take_insert(struct jy_store *store, const struct jy_table *t,
                                sqlite3_stmt **out, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF sql = JY_BUF_INIT;
    jy_buf_addf(&sql,
                "INSERT OR REPLACE INTO idx_%s_geometry (pkid, xmin, xmax, ymin, ymax) "
                "VALUES (?1, ?2, ?3, ?4, ?5)",
                t->name);
    return jy_db_take(store, sql.data, out, err);
}

static enum jy_code insert_entry(struct jy_store *store, sqlite3_stmt *stmt, int64_t id,
                                 const struct jy_blob_box *box, struct jy_error *err)
{
    (void)sqlite3_bind_int64(stmt, 1, id);
    (void)sqlite3_bind_double(stmt, 2, box->min_lon_deg);
    (void)sqlite3_bind_double(stmt, 3, box->max_lon_deg);
    (void)sqlite3_bind_double(stmt, 4, box->min_lat_deg);
    (void)sqlite3_bind_double(stmt, 5, box->max_lat_deg);
    return jy_db_run(store, stmt, err);
}

static enum jy_code delete_entry(struct jy_store *store, const struct jy_table *t, int64_t id,
                                 struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF sql = JY_BUF_INIT;
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    jy_buf_addf(&sql, "DELETE FROM idx_%s_geometry WHERE pkid = ?1", t->name);
    enum jy_code code = jy_db_take(store, sql.data, &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)sqlite3_bind_int64(q.stmt, 1, id);
    return jy_db_run(store, q.stmt, err);
}

enum jy_code jy_spatial_load_moved(struct jy_store *store, const struct jy_spatial_load *load,
                                   int64_t id, const struct jy_buf *blob, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    struct jy_blob_box box;
    if (load->table->placed == JY_PLACED_NOT || id > load->last_id)
        return JY_OK; /* the pass at the end will see it */
    if (!jy_blob_read_box(blob->data, blob->len, &box))
        return delete_entry(store, load->table, id, err);
    enum jy_code code = take_insert(store, load->table, &q.stmt, err);
    return code == JY_OK ? insert_entry(store, q.stmt, id, &box, err) : code;
}

/* One by one, as the triggers would have. */
static enum jy_code index_new_rows(struct jy_store *store, const struct jy_spatial_load *load,
                                   struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE rows = {store, NULL}, JY_AUTOGIVE insert = {store, NULL};
    struct jy_buf JY_AUTOBUF sql = JY_BUF_INIT;
    bool row;
    jy_buf_addf(&sql, "SELECT id, geometry FROM %s WHERE id > ?1 AND geometry IS NOT NULL",
                load->table->name);
    enum jy_code code = jy_db_take(store, sql.data, &rows.stmt, err);
    if (code == JY_OK)
        code = take_insert(store, load->table, &insert.stmt, err);
    if (code != JY_OK)
        return code;
    (void)sqlite3_bind_int64(rows.stmt, 1, load->last_id);
    while ((code = jy_db_step(store, rows.stmt, &row, err)) == JY_OK && row) {
        struct jy_blob_box box;
        const int64_t id = sqlite3_column_int64(rows.stmt, 0);
        if (!jy_blob_read_box(sqlite3_column_blob(rows.stmt, 1),
                              (size_t)sqlite3_column_bytes(rows.stmt, 1), &box)) {
            return jy_fail(err, JY_EIO, "%s: %s %lld: broken geometry", store->path,
                           load->table->name, (long long)id);
        }
        code = insert_entry(store, insert.stmt, id, &box, err);
        if (code != JY_OK)
            break;
    }
    return code;
}

/* Packing reads the whole table: worth it when a good part of the rows is new. */
static enum jy_code choose_packing(struct jy_store *store, const struct jy_spatial_load *load,
                                   bool *out, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF sql = JY_BUF_INIT;
    int64_t last_id = 0;
    jy_buf_addf(&sql, "SELECT max(id) FROM %s", load->table->name);
    enum jy_code code = jy_db_int(store, sql.data, 0, &last_id, err);
    const int64_t n_new = last_id - load->last_id;
    *out = n_new >= PACK_MIN_ROWS && n_new >= load->last_id / 8;
    return code;
}

enum jy_code jy_spatial_load_end(struct jy_store *store, struct jy_spatial_load *load,
                                 struct jy_error *err)
{
    if (load->table->placed == JY_PLACED_NOT)
        return JY_OK;
    bool pack = false;
    enum jy_code code = choose_packing(store, load, &pack, err);
    if (code == JY_OK)
        code = pack ? jy_rtree_pack(store, load->table, err) : index_new_rows(store, load, err);
    for (size_t i = 0; code == JY_OK && i < load->n_triggers; i++)
        code = jy_db_exec(store, load->triggers[i], err);
    return code;
}

/* ---- checking ---- */

static enum jy_code check_entries(struct jy_store *store, const struct jy_table *t,
                                  sqlite3_stmt *rows, struct jy_error *err)
{
    bool row;
    enum jy_code code;
    while ((code = jy_db_step(store, rows, &row, err)) == JY_OK && row) {
        struct jy_blob_box b;
        const long long id = sqlite3_column_int64(rows, 0);
        if (!jy_blob_read_box(sqlite3_column_blob(rows, 1), (size_t)sqlite3_column_bytes(rows, 1),
                              &b))
            return jy_fail(err, JY_EIO, "%s: %s %lld: broken geometry", store->path, t->name, id);
        if (sqlite3_column_type(rows, 2) == SQLITE_NULL) {
            return jy_fail(err, JY_EIO, "%s: %s %lld: missing in the spatial index", store->path,
                           t->name, id);
        }
        /* The index keeps 32-bit numbers, rounded outwards. */
        if (sqlite3_column_double(rows, 2) > b.min_lon_deg ||
            sqlite3_column_double(rows, 3) < b.max_lon_deg ||
            sqlite3_column_double(rows, 4) > b.min_lat_deg ||
            sqlite3_column_double(rows, 5) < b.max_lat_deg) {
            return jy_fail(err, JY_EIO, "%s: %s %lld: the spatial index has it elsewhere",
                           store->path, t->name, id);
        }
    }
    return code;
}

enum jy_code jy_spatial_check(struct jy_store *store, const struct jy_table *t,
                              struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE rows = {store, NULL};
    struct jy_buf JY_AUTOBUF sql = JY_BUF_INIT;
    int64_t extra = 0;
    if (t->placed == JY_PLACED_NOT)
        return JY_OK;
    jy_buf_addf(&sql,
                "SELECT t.id, t.geometry, i.xmin, i.xmax, i.ymin, i.ymax FROM %s AS t "
                "LEFT JOIN idx_%s_geometry AS i ON i.pkid = t.id "
                "WHERE t.geometry IS NOT NULL ORDER BY t.id",
                t->name, t->name);
    enum jy_code code = jy_db_take(store, sql.data, &rows.stmt, err);
    if (code == JY_OK)
        code = check_entries(store, t, rows.stmt, err);
    jy_buf_clear(&sql);
    jy_buf_addf(&sql,
                "SELECT (SELECT count(*) FROM idx_%s_geometry) - "
                "(SELECT count(*) FROM %s WHERE geometry IS NOT NULL)",
                t->name, t->name);
    if (code == JY_OK)
        code = jy_db_int(store, sql.data, 0, &extra, err);
    if (code == JY_OK && extra != 0) {
        return jy_fail(err, JY_EIO, "%s: %s: the spatial index has %lld entries too many",
                       store->path, t->name, (long long)extra);
    }
    return code;
}
