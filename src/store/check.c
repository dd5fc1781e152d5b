/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <string.h>

#include "src/store/db.h"
#include "src/store/migrate.h"
#include "src/store/spatial.h"
#include "src/store/write.h"

static const struct jy_table *const all_tables[] = {
    &jy_table_lights, &jy_table_cameras,      &jy_table_poles,           &jy_table_roads,
    &jy_table_areas,  &jy_table_crime_counts, &jy_table_crime_incidents, &jy_table_population,
    &jy_table_places, &jy_table_requests};
#define N_TABLES (sizeof all_tables / sizeof(struct jy_table *))

static enum jy_code check_integrity(struct jy_store *store, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    bool row = false;
    enum jy_code code = jy_db_take(store, "PRAGMA integrity_check(1)", &q.stmt, err);
    if (code == JY_OK)
        code = jy_db_step(store, q.stmt, &row, err);
    if (code != JY_OK)
        return code;
    const char *text = row ? jy_db_text(q.stmt, 0) : "no answer";
    if (strcmp(text, "ok") != 0)
        return jy_fail(err, JY_EIO, "%s: damaged: %s", store->path, text);
    return JY_OK;
}

static enum jy_code check_references(struct jy_store *store, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    bool row = false;
    enum jy_code code = jy_db_take(store, "PRAGMA foreign_key_check", &q.stmt, err);
    if (code == JY_OK)
        code = jy_db_step(store, q.stmt, &row, err);
    if (code == JY_OK && row) {
        return jy_fail(err, JY_EIO, "%s: %s row %lld refers to a row of %s that is not there",
                       store->path, jy_db_text(q.stmt, 0), sqlite3_column_int64(q.stmt, 1),
                       jy_db_text(q.stmt, 2));
    }
    return code;
}

/* Structure of the R*Tree itself: every node reachable, boxes within their parents'. */
static enum jy_code check_rtree(struct jy_store *store, const struct jy_table *t,
                                struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    struct jy_buf JY_AUTOBUF sql = JY_BUF_INIT;
    bool row = false;
    jy_buf_addf(&sql, "SELECT rtreecheck('idx_%s_geometry')", t->name);
    enum jy_code code = jy_db_take(store, sql.data, &q.stmt, err);
    if (code == JY_OK)
        code = jy_db_step(store, q.stmt, &row, err);
    if (code != JY_OK)
        return code;
    const char *text = row ? jy_db_text(q.stmt, 0) : "no answer";
    if (strcmp(text, "ok") != 0)
        return jy_fail(err, JY_EIO, "%s: %s: spatial index: %.200s", store->path, t->name, text);
    return JY_OK;
}

/* Every row decodes as what its table holds. */
static enum jy_code check_rows(struct jy_store *store, const struct jy_table *t,
                               struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    struct jy_buf JY_AUTOBUF sql = JY_BUF_INIT;
    struct jy_blob_room room = {0};
    bool row;
    jy_buf_addf(&sql, "SELECT id, geometry FROM %s WHERE geometry IS NOT NULL", t->name);
    enum jy_code code = jy_db_take(store, sql.data, &q.stmt, err);
    while (code == JY_OK && (code = jy_db_step(store, q.stmt, &row, err)) == JY_OK && row) {
        struct jy_geometry g;
        code = jy_blob_decode(sqlite3_column_blob(q.stmt, 1),
                              (size_t)sqlite3_column_bytes(q.stmt, 1), &room, &g, err);
        if (code == JY_OK && t->kind != JY_GEOMETRY_NONE && g.kind != t->kind)
            code = jy_fail(err, JY_EIO, "geometry of another kind");
        if (code != JY_OK) {
            (void)jy_fail_in(err, "%s: %s %lld", store->path, t->name,
                             sqlite3_column_int64(q.stmt, 0));
        }
    }
    jy_blob_room_done(&room);
    return code;
}

static enum jy_code check_table(struct jy_store *store, const struct jy_table *t,
                                struct jy_error *err)
{
    if (t->placed == JY_PLACED_NOT)
        return JY_OK;
    enum jy_code code = check_rows(store, t, err);
    if (code == JY_OK)
        code = check_rtree(store, t, err);
    return code == JY_OK ? jy_spatial_check(store, t, err) : code;
}

enum jy_code jy_store_check(struct jy_store *store, struct jy_error *err)
{
    const double limit_s = store->limit_s;
    jy_store_set_deadline(store, 0);
    enum jy_code code = jy_migrate_verify(store, err);
    if (code == JY_OK)
        code = check_integrity(store, err);
    if (code == JY_OK)
        code = check_references(store, err);
    for (size_t i = 0; code == JY_OK && i < N_TABLES; i++)
        code = check_table(store, all_tables[i], err);
    jy_store_set_deadline(store, limit_s);
    return code;
}
