/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/store/migrate.h"

#include <stdio.h>
#include <string.h>

#include "src/base/buf.h"
#include "src/base/clock.h"
#include "src/base/hash.h"
#include "src/store/db.h"

static void text_of(const struct jy_migration *m, struct jy_buf *out)
{
    for (size_t i = 0; m->lines[i] != NULL; i++)
        jy_buf_adds(out, m->lines[i]);
}

static void sha256_of(const struct jy_migration *m, char out[JY_SHA256_TEXT_SIZE])
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    text_of(m, &text);
    (void)jy_sha256_text(text.data, text.len, out);
}

int jy_migrate_newest(void)
{
    int n = 0;
    while (jy_migrations[n].number != 0)
        n++;
    return n;
}

/* A statement of a step; a SELECT calls a function that must answer 1. */
static enum jy_code run_statement(struct jy_store *store, sqlite3_stmt *stmt, struct jy_error *err)
{
    int result = sqlite3_step(stmt);
    bool refused = result == SQLITE_ROW && sqlite3_column_int(stmt, 0) != 1;
    while (result == SQLITE_ROW)
        result = sqlite3_step(stmt);
    if (result != SQLITE_DONE)
        return jy_db_fail(store, "migration", err);
    if (refused)
        return jy_fail(err, JY_EINTERNAL, "%s: refused: %s", store->path, sqlite3_sql(stmt));
    return JY_OK;
}

static enum jy_code run_script(struct jy_store *store, const char *sql, struct jy_error *err)
{
    enum jy_code code = JY_OK;
    while (code == JY_OK && *sql != '\0') {
        sqlite3_stmt *stmt = NULL;
        if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, &sql) != SQLITE_OK)
            return jy_db_fail(store, "migration", err);
        if (stmt != NULL)
            code = run_statement(store, stmt, err);
        (void)sqlite3_finalize(stmt);
    }
    return code;
}

/* ---- the schema's fingerprint, object by object ---- */

#define OBJECTS                                                                        \
    "SELECT type, name, tbl_name || char(10) || coalesce(sql, '') FROM sqlite_master " \
    "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name"

static enum jy_code record_schema(struct jy_store *store, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE objects = {store, NULL}, JY_AUTOGIVE put = {store, NULL};
    char sha[JY_SHA256_TEXT_SIZE];
    bool row;
    enum jy_code code = jy_db_exec(store, "DELETE FROM schema_objects", err);
    if (code == JY_OK)
        code = jy_db_take(store, OBJECTS, &objects.stmt, err);
    if (code == JY_OK) {
        code = jy_db_take(store, "INSERT INTO schema_objects (type, name, sha256) VALUES (?, ?, ?)",
                          &put.stmt, err);
    }
    while (code == JY_OK && (code = jy_db_step(store, objects.stmt, &row, err)) == JY_OK && row) {
        const char *text = jy_db_text(objects.stmt, 2);
        (void)jy_db_bind_text(put.stmt, 1, jy_db_text(objects.stmt, 0));
        (void)jy_db_bind_text(put.stmt, 2, jy_db_text(objects.stmt, 1));
        (void)jy_db_bind_text(put.stmt, 3, jy_sha256_text(text, strlen(text), sha));
        code = jy_db_run(store, put.stmt, err);
    }
    return code;
}

static int compare_objects(sqlite3_stmt *a, sqlite3_stmt *b)
{
    int order = strcmp(jy_db_text(a, 0), jy_db_text(b, 0));
    return order != 0 ? order : strcmp(jy_db_text(a, 1), jy_db_text(b, 1));
}

static enum jy_code changed(struct jy_store *store, sqlite3_stmt *object, const char *how,
                            struct jy_error *err)
{
    return jy_fail(err, JY_ECONFLICT,
                   "%s: another program changed its schema: %s %s was %s; undo that or restore a "
                   "backup",
                   store->path, jy_db_text(object, 0), jy_db_text(object, 1), how);
}

/* Walks both lists, sorted alike, side by side. */
static enum jy_code compare_schema(struct jy_store *store, sqlite3_stmt *now, sqlite3_stmt *then,
                                   struct jy_error *err)
{
    bool has_now = false, has_then = false;
    char sha[JY_SHA256_TEXT_SIZE];
    for (;;) {
        enum jy_code code = jy_db_step(store, now, &has_now, err);
        if (code == JY_OK)
            code = jy_db_step(store, then, &has_then, err);
        if (code != JY_OK)
            return code;
        if (!has_now && !has_then)
            return JY_OK;
        int order = !has_now ? 1 : !has_then ? -1 : compare_objects(now, then);
        if (order < 0)
            return changed(store, now, "added", err);
        if (order > 0)
            return changed(store, then, "removed", err);
        const char *text = jy_db_text(now, 2);
        (void)jy_sha256_text(text, strlen(text), sha);
        if (strcmp(sha, jy_db_text(then, 2)) != 0)
            return changed(store, now, "altered", err);
    }
}

static enum jy_code verify_schema(struct jy_store *store, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE now = {store, NULL}, JY_AUTOGIVE then = {store, NULL};
    enum jy_code code = jy_db_take(store, OBJECTS, &now.stmt, err);
    if (code == JY_OK) {
        code =
            jy_db_take(store, "SELECT type, name, sha256 FROM schema_objects ORDER BY type, name",
                       &then.stmt, err);
    }
    return code == JY_OK ? compare_schema(store, now.stmt, then.stmt, err) : code;
}

/* ---- steps ---- */

static enum jy_code record_step(struct jy_store *store, const struct jy_migration *m,
                                struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    char sha[JY_SHA256_TEXT_SIZE], now[JY_TIMESTAMP_SIZE], sql[60];
    sha256_of(m, sha);
    enum jy_code code = jy_db_take(
        store, "INSERT INTO migrations (number, name, sha256, applied_at) VALUES (?, ?, ?, ?)",
        &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)sqlite3_bind_int(q.stmt, 1, m->number);
    (void)jy_db_bind_text(q.stmt, 2, m->name);
    (void)jy_db_bind_text(q.stmt, 3, sha);
    (void)jy_db_bind_text(q.stmt, 4, jy_clock_timestamp(now));
    code = jy_db_run(store, q.stmt, err);
    (void)snprintf(sql, sizeof sql, "PRAGMA user_version = %d", m->number);
    return code == JY_OK ? jy_db_exec(store, sql, err) : code;
}

static enum jy_code run_step(struct jy_store *store, const struct jy_migration *m,
                             struct jy_error *err)
{
    static const char books[] =
        "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
        "sha256 TEXT NOT NULL, applied_at TEXT NOT NULL);"
        "CREATE TABLE IF NOT EXISTS schema_objects (type TEXT NOT NULL, name TEXT NOT NULL, "
        "sha256 TEXT NOT NULL, PRIMARY KEY (type, name)) WITHOUT ROWID;";
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    text_of(m, &text);
    enum jy_code code = jy_db_begin(store, err);
    if (code != JY_OK)
        return code;
    code = jy_db_exec(store, books, err);
    if (code == JY_OK)
        code = run_script(store, text.data, err);
    if (code == JY_OK)
        code = record_step(store, m, err);
    if (code == JY_OK)
        code = record_schema(store, err);
    if (code == JY_OK)
        return jy_db_commit(store, err);
    jy_db_rollback(store);
    return jy_fail_in(err, "migration %s", m->name);
}

enum jy_code jy_migrate_run(struct jy_store *store, struct jy_error *err)
{
    int64_t done = 0;
    enum jy_code code = jy_db_int(store, "PRAGMA user_version", 0, &done, err);
    for (int i = (int)done; code == JY_OK && jy_migrations[i].number != 0; i++)
        code = run_step(store, &jy_migrations[i], err);
    return code;
}

enum jy_code jy_migrate_behind(struct jy_store *store, bool *out, struct jy_error *err)
{
    int64_t done = 0;
    enum jy_code code = jy_db_int(store, "PRAGMA user_version", 0, &done, err);
    if (code == JY_OK)
        *out = done < jy_migrate_newest();
    return code;
}

static enum jy_code verify_steps(struct jy_store *store, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    char sha[JY_SHA256_TEXT_SIZE];
    bool row;
    enum jy_code code =
        jy_db_take(store, "SELECT number, sha256 FROM migrations ORDER BY number", &q.stmt, err);
    for (int i = 0; code == JY_OK && (code = jy_db_step(store, q.stmt, &row, err)) == JY_OK && row;
         i++) {
        if (sqlite3_column_int(q.stmt, 0) != jy_migrations[i].number)
            return jy_fail(err, JY_EINVALID, "%s: migration %d is missing", store->path, i + 1);
        sha256_of(&jy_migrations[i], sha);
        if (strcmp(sha, jy_db_text(q.stmt, 1)) != 0) {
            return jy_fail(err, JY_ECONFLICT,
                           "%s: migration %s was made by another program (checksum differs)",
                           store->path, jy_migrations[i].name);
        }
    }
    return code;
}

enum jy_code jy_migrate_verify(struct jy_store *store, struct jy_error *err)
{
    int64_t version = 0;
    enum jy_code code = jy_db_int(store, "PRAGMA user_version", 0, &version, err);
    if (code == JY_OK && version > jy_migrate_newest()) {
        return jy_fail(
            err, JY_ECONFLICT,
            "%s: made by a newer program (schema %lld, this one knows %d): update joyato",
            store->path, (long long)version, jy_migrate_newest());
    }
    if (code == JY_OK && version < 1)
        return jy_fail(err, JY_EINVALID, "%s: not a registry (no schema)", store->path);
    if (code == JY_OK)
        code = verify_steps(store, err);
    return code == JY_OK ? verify_schema(store, err) : code;
}
