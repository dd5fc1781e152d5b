/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "src/http/ready.h"

#include "tests/support/support.h"

static const struct jy_http_route row = {.pattern = "/t"};

static void keep(struct jy_ready *ready, const char *target, bool gzip, uint64_t generation,
                 size_t n)
{
    static const char zeros[1 << 16];
    struct jy_http_bytes *bytes = jy_http_bytes_new(zeros, n);
    jy_ready_keep(ready, target, gzip, generation, &row, bytes);
    jy_http_bytes_unref(bytes);
}

/* Bytes of what stands there; -1 nothing. */
static long find(struct jy_ready *ready, const char *target, bool gzip, uint64_t generation)
{
    const struct jy_http_route *route = NULL;
    struct jy_http_bytes *bytes = jy_ready_find(ready, target, gzip, generation, &route);
    long n = bytes != NULL ? (long)bytes->len : -1;
    assert_true(bytes == NULL || route == &row);
    jy_http_bytes_unref(bytes);
    return n;
}

static void an_answer_is_that_of_address_packing_and_generation(void **state)
{
    (void)state;
    struct jy_ready *ready = jy_ready_new((size_t)1 << 20);
    keep(ready, "/t/1.mvt", true, 7, 100);
    assert_int_equal(find(ready, "/t/1.mvt", true, 7), 100);
    assert_int_equal(find(ready, "/t/1.mvt", false, 7), -1);
    assert_int_equal(find(ready, "/t/1.mvt", true, 8), -1);
    assert_int_equal(find(ready, "/t/1.mvt?v=1", true, 7), -1);
    assert_int_equal(find(ready, "/t/1", true, 7), -1);
    keep(ready, "/t/1.mvt", false, 8, 200);
    keep(ready, "/t/1.mvt", true, 8, 300);
    assert_int_equal(find(ready, "/t/1.mvt", true, 7), -1);
    assert_int_equal(find(ready, "/t/1.mvt", true, 8), 300);
    assert_int_equal(find(ready, "/t/1.mvt", false, 8), 200);
    assert_int_equal(jy_ready_uses(ready), 3);
    jy_ready_free(ready);
}

static void the_handler_is_asked_now_and_then(void **state)
{
    (void)state;
    struct jy_ready *ready = jy_ready_new((size_t)1 << 20);
    int asked = 0;
    keep(ready, "/t", false, 1, 10);
    for (int i = 0; i < 640; i++)
        asked += find(ready, "/t", false, 1) < 0;
    assert_int_equal(asked, 10);
    jy_ready_free(ready);
}

static void no_more_is_held_than_was_allowed(void **state)
{
    (void)state;
    const size_t most = (size_t)1 << 20, each = 4096; /* four to a shelf */
    struct jy_ready *ready = jy_ready_new(most);
    char target[32];
    size_t there = 0;
    for (int i = 0; i < 5000; i++) {
        (void)snprintf(target, sizeof target, "/t/%d", i);
        keep(ready, target, false, 1, each);
        assert_int_equal(find(ready, target, false, 1), (long)each); /* the newest always */
    }
    for (int i = 0; i < 5000; i++) {
        (void)snprintf(target, sizeof target, "/t/%d", i);
        there += find(ready, target, false, 1) > 0;
    }
    assert_in_range(there, 200, most / each);
    keep(ready, "/giant", false, 1, (most / 64) + 1);
    assert_int_equal(find(ready, "/giant", false, 1), -1);
    keep(ready, "/whole", false, 1, most / 64);
    assert_int_equal(find(ready, "/whole", false, 1), (long)(most / 64));
    jy_ready_free(ready);
}

static void long_addresses_and_no_room_are_no_error(void **state)
{
    (void)state;
    char target[300];
    struct jy_ready *ready = jy_ready_new((size_t)1 << 20);
    memset(target, 'a', sizeof target);
    target[sizeof target - 1] = '\0';
    keep(ready, target, false, 1, 10);
    assert_int_equal(find(ready, target, false, 1), -1);
    jy_ready_free(ready);
    assert_null(jy_ready_new(0));
    jy_ready_free(NULL);
    assert_int_equal(jy_ready_uses(NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_that_of_address_packing_and_generation),
        cmocka_unit_test(the_handler_is_asked_now_and_then),
        cmocka_unit_test(no_more_is_held_than_was_allowed),
        cmocka_unit_test(long_addresses_and_no_room_are_no_error),
    };
    return cmocka_run_group_tests_name("src/http/ready", tests, NULL, NULL);
}
