/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <sqlite3.h>

#include "src/base/hash.h"
#include "src/store/backup.h"
#include "src/store/db.h"

#include "tests/src/store/scratch.h"

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    (void)fclose(file);
}

/* Another program's change to the registry. */
static void alter(const char *path, const char *sql)
{
    sqlite3 *db;
    char *why = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    (void)sqlite3_exec(db, sql, NULL, NULL, &why);
    if (why != NULL)
        fail_msg("%s", why);
    (void)sqlite3_close(db);
}

static void refused(void **state, const char *name, enum jy_code want, const char *why)
{
    struct jy_store *store = NULL;
    struct jy_error err;
    assert_int_equal(jy_store_open(scratch_path(state, name), JY_STORE_READ, &store, &err), want);
    if (strstr(err.text, why) == NULL)
        fail_msg("'%s' does not say '%s'", err.text, why);
    assert_null(store);
}

static void what_is_no_registry_is_refused(void **state)
{
    struct jy_error err;
    refused(state, "none.db", JY_ENOTFOUND, "no such registry");
    refused(state, ".", JY_EINVALID, "directory");
    write_file(scratch_path(state, "empty.db"), "");
    refused(state, "empty.db", JY_EINVALID, "empty");
    write_file(scratch_path(state, "text.db"), "id,lon,lat\n1,139,35\n");
    refused(state, "text.db", JY_EINVALID, "no SQLite database");
    alter(scratch_path(state, "other.db"), "CREATE TABLE t (x)");
    refused(state, "other.db", JY_EINVALID, "another program's");
    assert_int_equal(jy_store_create(scratch_path(state, "text.db"), "{}", &err), JY_ECONFLICT);
    assert_int_equal(jy_store_create(scratch_path(state, "no/such/r.db"), "{}", &err), JY_EIO);
}

static void changed_and_newer_registries_are_refused(void **state)
{
    const char *path = scratch_path(state, "r.db");
    jy_store_close(scratch_store(state, "r.db"));
    alter(path, "CREATE TABLE stranger (x)");
    refused(state, "r.db", JY_ECONFLICT, "table stranger was added");
    alter(path, "DROP TABLE stranger; DROP INDEX population_area");
    refused(state, "r.db", JY_ECONFLICT, "index population_area was removed");
    alter(path, "CREATE INDEX population_area ON population (year)");
    refused(state, "r.db", JY_ECONFLICT, "index population_area was altered");
    alter(path, "DROP INDEX population_area; CREATE INDEX population_area ON population (area_id)");
    jy_store_close(scratch_open(state, "r.db", JY_STORE_READ));
    alter(path, "UPDATE migrations SET sha256 = 'x'");
    refused(state, "r.db", JY_ECONFLICT, "checksum differs");
    alter(path, "PRAGMA user_version = 9999");
    refused(state, "r.db", JY_ECONFLICT, "newer program");
}

/* The checksum of a table, as if the program had made it so. */
static void vouch_for(const char *path, const char *table)
{
    sqlite3 *db;
    sqlite3_stmt *q;
    char sha[JY_SHA256_TEXT_SIZE], sql[200];
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT tbl_name || char(10) || sql FROM sqlite_master "
                                        "WHERE type = 'table' AND name = ?1",
                                        -1, &q, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_bind_text(q, 1, table, -1, SQLITE_STATIC), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    const char *text = (const char *)sqlite3_column_text(q, 0);
    (void)jy_sha256_text(text, strlen(text), sha);
    (void)sqlite3_finalize(q);
    (void)sqlite3_close(db);
    (void)snprintf(sql, sizeof sql,
                   "INSERT OR REPLACE INTO schema_objects (type, name, sha256) "
                   "VALUES ('table', '%s', '%s')",
                   table, sha);
    alter(path, sql);
}

/* The registry as the program before the step "names" left it. */
static void make_older(const char *path)
{
    alter(path, "ALTER TABLE roads DROP COLUMN households;"
                "CREATE TABLE names (layer TEXT); DELETE FROM migrations WHERE number > 3;"
                "PRAGMA user_version = 3");
    vouch_for(path, "roads");
    vouch_for(path, "names");
}

static void an_older_registry_is_brought_up_to_date_when_read(void **state)
{
    const char *path = scratch_path(state, "r.db");
    struct jy_light light = scratch_light("ref:1", 139, 35);
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_error err;
    int64_t version = 0, lights = 0;
    (void)scratch_put_light(store, &light, (struct jy_date){2024, 4, 1});
    jy_store_close(store);
    make_older(path);
    store = scratch_open(state, "r.db", JY_STORE_READ);
    assert_ok(jy_db_int(store, "PRAGMA user_version", 0, &version, &err), &err);
    assert_true(version > 3);
    assert_ok(jy_db_int(store, "SELECT count(*) FROM streetlights", 0, &lights, &err), &err);
    assert_int_equal(lights, 1);
    jy_store_close(store);
}

static void the_profile_is_kept(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_error err;
    char *text;
    assert_ok(jy_store_profile_put(store, "{\"code\":\"狛江\"}", &err), &err);
    assert_ok(jy_store_profile(store, &text, &err), &err);
    assert_string_equal(text, "{\"code\":\"狛江\"}");
    free(text);
    jy_store_close(store);
}

static void backups_come_back(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_store *reader = scratch_open(state, "r.db", JY_STORE_READ);
    struct jy_light light = scratch_light("ref:1", 139, 35);
    struct jy_error err;
    int64_t n;
    (void)scratch_put_light(store, &light, (struct jy_date){2024, 4, 1});
    assert_ok(jy_store_backup(reader, scratch_path(state, "b.db"), &err), &err);
    assert_int_equal(jy_store_backup(reader, scratch_path(state, "b.db"), &err), JY_ECONFLICT);
    light.key = "ref:2";
    (void)scratch_put_light(store, &light, (struct jy_date){2024, 4, 1});

    const char *r = scratch_path(state, "r.db"), *b = scratch_path(state, "b.db");
    assert_int_equal(jy_store_restore(b, r, false, &err), JY_ECONFLICT);
    assert_int_equal(jy_store_restore(b, r, true, &err), JY_EBUSY); /* it is open */
    jy_store_close(reader);
    jy_store_close(store);
    assert_ok(jy_store_restore(b, r, true, &err), &err);
    store = scratch_open(state, "r.db", JY_STORE_WRITE);
    assert_ok(jy_store_count(store, JY_LAYER_STREETLIGHTS, &n, &err), &err);
    assert_int_equal(n, 1);
    assert_ok(jy_store_check(store, &err), &err);
    jy_store_close(store);
}

static void damage_is_found(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_light light = scratch_light("ref:1", 139, 35);
    struct jy_error err;
    (void)scratch_put_light(store, &light, (struct jy_date){2024, 4, 1});
    assert_ok(jy_store_check(store, &err), &err);
    alter(scratch_path(state, "r.db"), "DELETE FROM idx_streetlights_geometry");
    assert_int_equal(jy_store_check(store, &err), JY_EIO);
    assert_non_null(strstr(err.text, "missing in the spatial index"));
    jy_store_close(store);
}

/* A limit on the size of files stands for a full disk: the write fails, reading goes on, and when
 * there is room again so does writing. */
static void a_full_disk_loses_nothing(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_light light = scratch_light("ref:before", 139, 35);
    struct jy_source source = scratch_source(JY_LAYER_STREETLIGHTS);
    struct jy_import *import;
    struct jy_error err;
    struct rlimit old, small = {12 << 20, RLIM_INFINITY};
    enum jy_code code = JY_OK;
    int64_t n;
    (void)scratch_put_light(store, &light, (struct jy_date){2024, 4, 1});
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small.rlim_max = old.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_ok(jy_import_begin(store, &source, &import, &err), &err);
    for (int i = 0; i < 400000 && code == JY_OK; i++) {
        char key[20];
        (void)snprintf(key, sizeof key, "ref:%d", i);
        light = scratch_light(key, 139 + i * 1e-6, 35);
        light.note = "so that the rows are long enough to be written out before the end";
        code = jy_import_light(import, &light, NULL, &err);
    }
    if (code == JY_OK)
        code = jy_import_commit(import, &err);
    else
        jy_import_abort(import);
    assert_int_equal(code, JY_EIO);
    assert_ok(jy_store_count(store, JY_LAYER_STREETLIGHTS, &n, &err), &err);
    assert_int_equal(n, 1);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    light = scratch_light("ref:after", 139, 35);
    assert_int_equal(scratch_put_light(store, &light, (struct jy_date){2024, 4, 1}),
                     JY_PUT_INSERTED);
    assert_ok(jy_store_check(store, &err), &err);
    jy_store_close(store);
}

static enum jy_code count_light(const struct jy_light *row, void *ctx, struct jy_error *err)
{
    (void)row;
    (void)err;
    ++*(size_t *)ctx;
    return JY_OK;
}

static void a_deadline_ends_a_long_read(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_source source = scratch_source(JY_LAYER_STREETLIGHTS);
    struct jy_import *import;
    struct jy_error err;
    size_t n = 0;
    assert_ok(jy_import_begin(store, &source, &import, &err), &err);
    for (int i = 0; i < 2000; i++) {
        char key[20];
        (void)snprintf(key, sizeof key, "ref:%d", i);
        struct jy_light light = scratch_light(key, 139 + i * 1e-6, 35);
        assert_ok(jy_import_light(import, &light, NULL, &err), &err);
    }
    assert_ok(jy_import_commit(import, &err), &err);
    jy_store_set_deadline(store, 1e-9);
    assert_int_equal(jy_store_light_each(store, JY_NOW, NULL, count_light, &n, &err), JY_ELIMIT);
    assert_true(n < 2000);
    jy_store_set_deadline(store, 0);
    n = 0;
    assert_ok(jy_store_light_each(store, JY_NOW, NULL, count_light, &n, &err), &err);
    assert_int_equal(n, 2000);
    jy_store_close(store);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_no_registry_is_refused),
        TEST(changed_and_newer_registries_are_refused),
        TEST(an_older_registry_is_brought_up_to_date_when_read),
        TEST(the_profile_is_kept),
        TEST(backups_come_back),
        TEST(damage_is_found),
        TEST(a_full_disk_loses_nothing),
        TEST(a_deadline_ends_a_long_read),
    };
    return cmocka_run_group_tests_name("src/store", tests, NULL, NULL);
}
