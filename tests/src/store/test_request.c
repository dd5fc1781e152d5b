/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/api/readers.h"
#include "src/store/writer.h"

#include "tests/src/store/scratch.h"

static struct jy_request a_request(void)
{
    return (struct jy_request){.at = {139.57, 35.63},
                               .land = JY_LAND_CITY,
                               .wish = "new_light",
                               .note = "'暗い' 100% _",
                               .language = "ja",
                               .answer = "yes",
                               .rule = "komae@2023-06-08",
                               .nearest_m = (double)INFINITY};
}

static enum jy_code see_request(const struct jy_request *row, void *ctx, struct jy_error *err)
{
    (void)err;
    *(enum jy_request_status *)ctx = row->status;
    assert_string_equal(row->note, "'暗い' 100% _");
    assert_string_equal(row->wish, "new_light");
    assert_int_equal(row->land, JY_LAND_CITY);
    assert_true(isnan(row->nearest_m));
    return JY_OK;
}

static void the_same_key_gives_the_same_receipt(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_request request = a_request();
    struct jy_error err;
    char receipt[32], token[40], receipt2[32], token2[40];
    bool is_new;
    enum jy_request_status status = JY_REQUEST_UNKNOWN;
    assert_ok(jy_store_request_add(store, "k1", &request, receipt, token, &is_new, &err), &err);
    assert_true(is_new);
    assert_int_equal(strlen(token), 22); /* 128 bit in base64 */
    assert_memory_equal(receipt, "132195-", 7);

    request.answer = "no"; /* ours, not the resident's */
    assert_ok(jy_store_request_add(store, "k1", &request, receipt2, token2, &is_new, &err), &err);
    assert_false(is_new);
    assert_string_equal(receipt, receipt2);
    assert_string_equal(token, token2);
    request.land = JY_LAND_PRIVATE;
    assert_int_equal(jy_store_request_add(store, "k1", &request, receipt2, token2, &is_new, &err),
                     JY_ECONFLICT);
    assert_ok(jy_store_request_add(store, "k2", &request, receipt2, token2, &is_new, &err), &err);
    assert_string_not_equal(receipt, receipt2);

    assert_ok(jy_store_request_find(store, token, see_request, &status, &err), &err);
    assert_int_equal(status, JY_REQUEST_RECEIVED);
    assert_ok(jy_store_request_set_status(store, 1, JY_REQUEST_SURVEY, &err), &err);
    assert_ok(jy_store_request_find(store, receipt, see_request, &status, &err), &err);
    assert_int_equal(status, JY_REQUEST_SURVEY);
    assert_int_equal(jy_store_request_find(store, "' OR 1=1", see_request, &status, &err),
                     JY_ENOTFOUND);
    jy_store_close(store);
}

static enum jy_code see_any(const struct jy_request *row, void *ctx, struct jy_error *err)
{
    (void)row, (void)ctx, (void)err;
    return JY_OK;
}

static bool mistyped(struct jy_store *store, const char *number)
{
    struct jy_error err;
    assert_int_equal(jy_store_request_find(store, number, see_any, NULL, &err), JY_ENOTFOUND);
    return strstr(err.text, "mistyped") != NULL;
}

/* Damm's example: 572 has the check digit 4. */
static void check_digits_find_typing_errors(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_request request = a_request();
    struct jy_error err;
    char receipt[32], token[40];
    bool is_new;
    assert_false(mistyped(store, "572-4"));
    assert_true(mistyped(store, "527-4"));
    assert_true(mistyped(store, "572-5"));
    assert_false(mistyped(store, ""));
    assert_ok(jy_store_request_add(store, "k", &request, receipt, token, &is_new, &err), &err);
    receipt[strlen(receipt) - 3]++; /* another running number */
    assert_true(mistyped(store, receipt));
    jy_store_close(store);
}

static void bad_requests_are_refused(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_request request = a_request();
    struct jy_error err;
    char receipt[32] = "-", token[40], note[501 * 3 + 1] = "";
    bool is_new;
    request.at.lat_deg = (double)NAN;
    assert_int_equal(jy_store_request_add(store, "k", &request, receipt, token, &is_new, &err),
                     JY_EINVALID);
    request = a_request();
    assert_int_equal(jy_store_request_add(store, "", &request, receipt, token, &is_new, &err),
                     JY_EINVALID);
    for (int i = 0; i < 501; i++)
        strcat(note, "灯");
    request.note = note;
    assert_int_equal(jy_store_request_add(store, "k", &request, receipt, token, &is_new, &err),
                     JY_ELIMIT);
    note[1500] = '\0';
    assert_ok(jy_store_request_add(store, "k", &request, receipt, token, &is_new, &err), &err);
    jy_store_close(store);
}

/* ---- many at once ---- */

#define THREADS 8
#define EACH    25

struct sender {
    struct jy_writer *writer;
    int number;
    int failed;
};

static void *send_requests(void *ctx)
{
    struct sender *sender = ctx;
    for (int i = 0; i < EACH; i++) {
        struct jy_request request = a_request();
        struct jy_error err;
        char key[40], receipt[32], token[40];
        bool is_new;
        (void)snprintf(key, sizeof key, "key-%d-%d", sender->number, i);
        /* every fifth is bad, and must not take its neighbours of the group along */
        if (i % 5 == 0)
            request.at.lon_deg = 500;
        enum jy_code code =
            jy_writer_request_add(sender->writer, key, &request, receipt, token, &is_new, &err);
        sender->failed += code != (i % 5 == 0 ? JY_EINVALID : JY_OK);
    }
    return NULL;
}

static void many_writers_share_commits(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_error err;
    struct sender senders[THREADS];
    pthread_t threads[THREADS];
    struct jy_writer *writer;
    jy_store_close(store);
    assert_ok(jy_writer_open(scratch_path(state, "r.db"), &writer, &err), &err);
    for (int i = 0; i < THREADS; i++) {
        senders[i] = (struct sender){writer, i, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, send_requests, &senders[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(senders[i].failed, 0);
    }
    jy_writer_close(writer);
    int64_t n;
    store = scratch_open(state, "r.db", JY_STORE_READ);
    assert_ok(jy_store_count(store, JY_LAYER_REQUESTS, &n, &err), &err);
    assert_int_equal(n, THREADS * EACH * 4 / 5);
    assert_ok(jy_store_check(store, &err), &err);
    jy_store_close(store);
}

static void readers_are_lent_and_taken_back(void **state)
{
    struct jy_error err;
    struct jy_readers *readers;
    struct jy_store *a, *b, *c = NULL;
    jy_store_close(scratch_store(state, "r.db"));
    assert_ok(jy_readers_open(scratch_path(state, "r.db"), 2, 2, &readers, &err), &err);
    assert_ok(jy_readers_borrow(readers, &a, &err), &err);
    assert_ok(jy_readers_borrow(readers, &b, &err), &err);
    assert_int_equal(jy_readers_borrow(readers, &c, &err), JY_EBUSY);
    jy_readers_return(readers, b);
    assert_ok(jy_readers_borrow(readers, &c, &err), &err);
    assert_int_equal(jy_store_profile_put(c, "{}", &err), JY_EINTERNAL); /* a reader */
    jy_readers_return(readers, a);
    jy_readers_return(readers, c);
    jy_readers_close(readers);
}

/* A reader keeps the state it began with while others write. */
static void a_read_sees_one_state(void **state)
{
    struct jy_store *writer = scratch_store(state, "r.db");
    struct jy_store *reader = scratch_open(state, "r.db", JY_STORE_READ);
    struct jy_request request = a_request();
    struct jy_error err;
    char receipt[32], token[40];
    bool is_new;
    int64_t n;
    assert_ok(jy_store_read_begin(reader, &err), &err);
    assert_ok(jy_store_request_add(writer, "k", &request, receipt, token, &is_new, &err), &err);
    assert_ok(jy_store_count(reader, JY_LAYER_REQUESTS, &n, &err), &err);
    assert_int_equal(n, 0);
    jy_store_read_end(reader);
    assert_ok(jy_store_count(reader, JY_LAYER_REQUESTS, &n, &err), &err);
    assert_int_equal(n, 1);
    jy_store_close(reader);
    jy_store_close(writer);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_same_key_gives_the_same_receipt),
        TEST(check_digits_find_typing_errors),
        TEST(bad_requests_are_refused),
        TEST(many_writers_share_commits),
        TEST(readers_are_lent_and_taken_back),
        TEST(a_read_sees_one_state),
    };
    return cmocka_run_group_tests_name("src/store request", tests, NULL, NULL);
}
