/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <string.h>

#include <sqlite3.h>

#include "src/store/editions.h"

#include "tests/src/store/scratch.h"

static struct jy_edition an_edition(int version)
{
    return (struct jy_edition){
        .key = {.template = "request", .language = "ja", .size = "a4", .place = "", .year = 2026},
        .version = version,
        .owner = "road",
        .content_hash = version == 1 ? "h1" : "h2",
        .data_version = 7};
}

static int64_t add(struct jy_store *store, int version, const char *bytes)
{
    struct jy_edition e = an_edition(version);
    struct jy_error err;
    int64_t id = 0;
    assert_ok(jy_store_edition_add(store, &e, bytes, strlen(bytes), &id, &err), &err);
    return id;
}

static void versions_count_up_and_content_is_issued_once(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_edition e = an_edition(1);
    struct jy_error err;
    int64_t id = -1, first = add(store, 1, "%PDF one");
    int version = 0;
    assert_ok(jy_store_edition_find(store, &e.key, "h1", &id, &version, &err), &err);
    assert_int_equal(id, first);
    assert_int_equal(version, 1);
    assert_ok(jy_store_edition_find(store, &e.key, "h2", &id, &version, &err), &err);
    assert_int_equal(id, 0);
    assert_int_equal(version, 2);
    struct jy_edition_key other = e.key;
    other.language = "en";
    assert_ok(jy_store_edition_find(store, &other, "h1", &id, &version, &err), &err);
    assert_int_equal(id, 0);
    assert_int_equal(version, 1);
    assert_int_equal(jy_store_edition_add(store, &e, "x", 1, &id, &err), JY_ECONFLICT);
    e.version = 2;
    assert_int_equal(jy_store_edition_add(store, &e, "", 0, &id, &err), JY_EINVALID);
    jy_store_close(store);
}

static void bytes_stay_as_they_were_issued(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_error err;
    struct jy_buf JY_AUTOBUF pdf = JY_BUF_INIT;
    int64_t id = add(store, 1, "%PDF one");
    assert_ok(jy_store_edition_pdf(store, id, &pdf, &err), &err);
    assert_string_equal(jy_buf_text(&pdf), "%PDF one");
    assert_int_equal(jy_store_edition_pdf(store, id + 1, &pdf, &err), JY_ENOTFOUND);
    jy_store_close(store);

    sqlite3 *db;
    assert_int_equal(sqlite3_open(scratch_path(state, "r.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE editions SET pdf = x'2550444620'", NULL, NULL, NULL),
                     SQLITE_OK);
    (void)sqlite3_close(db);
    assert_ok(jy_store_open(scratch_path(state, "r.db"), JY_STORE_READ, &store, &err), &err);
    assert_int_equal(jy_store_edition_pdf(store, id, &pdf, &err), JY_EIO);
    assert_string_equal(jy_buf_text(&pdf), "%PDF one");
    jy_store_close(store);
}

static enum jy_code see_copies(const struct jy_edition *e, void *ctx, struct jy_error *err)
{
    (void)err;
    *(int64_t *)ctx = e->copies;
    assert_string_equal(e->owner, "road");
    assert_int_equal(e->bytes, 8);
    return JY_OK;
}

static void print_runs_add_up_by_line_and_year(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_error err;
    int64_t id = add(store, 1, "%PDF one"), run_id = 0, yen = -1, copies = 0;
    struct jy_print_run run = {.edition_id = id,
                               .printed_on = {2026, 4, 30},
                               .fiscal_year = 2026,
                               .budget = "flyer_road",
                               .copies = 3000,
                               .cost_yen = 48000,
                               .vendor = "印刷所"};
    assert_ok(jy_store_print_run_add(store, &run, &run_id, &err), &err);
    run.cost_yen = 30000;
    assert_ok(jy_store_print_run_add(store, &run, &run_id, &err), &err);
    run.fiscal_year = 2027;
    assert_ok(jy_store_print_run_add(store, &run, &run_id, &err), &err);
    assert_ok(jy_store_print_spent(store, "flyer_road", 2026, &yen, &err), &err);
    assert_int_equal(yen, 78000);
    assert_ok(jy_store_print_spent(store, "flyer_safety", 2026, &yen, &err), &err);
    assert_int_equal(yen, 0);
    assert_ok(jy_store_edition_get(store, id, see_copies, &copies, &err), &err);
    assert_int_equal(copies, 9000);

    struct jy_print_run bad = run;
    bad.copies = 0;
    assert_int_equal(jy_store_print_run_add(store, &bad, &run_id, &err), JY_EINVALID);
    bad = run;
    bad.printed_on.month = 13;
    assert_int_equal(jy_store_print_run_add(store, &bad, &run_id, &err), JY_EINVALID);
    bad = run;
    bad.cost_yen = -1;
    assert_int_equal(jy_store_print_run_add(store, &bad, &run_id, &err), JY_EINVALID);
    bad = run;
    bad.edition_id = id + 5;
    assert_int_equal(jy_store_print_run_add(store, &bad, &run_id, &err), JY_ENOTFOUND);
    jy_store_close(store);
}

static enum jy_code see_count(const struct jy_downloads *d, void *ctx, struct jy_error *err)
{
    (void)err;
    int64_t *counts = ctx;
    counts[strcmp(d->day, "2026-04-01") == 0 ? 0 : 1] += d->count;
    return JY_OK;
}

static void downloads_are_counts_by_day(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_error err;
    struct jy_downloads d = {"property", "ja", "pdf", "2026-04-01", 3};
    int64_t counts[2] = {0, 0};
    assert_ok(jy_store_download_add(store, &d, &err), &err);
    assert_ok(jy_store_download_add(store, &d, &err), &err);
    d.day = "2026-04-02";
    assert_ok(jy_store_download_add(store, &d, &err), &err);
    assert_ok(jy_store_download_each(store, see_count, counts, &err), &err);
    assert_int_equal(counts[0], 6);
    assert_int_equal(counts[1], 3);
    jy_store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        TEST(versions_count_up_and_content_is_issued_once),
        TEST(bytes_stay_as_they_were_issued),
        TEST(print_runs_add_up_by_line_and_year),
        TEST(downloads_are_counts_by_day),
    };
    return cmocka_run_group_tests_name("src/store/editions", tests, NULL, NULL);
}
