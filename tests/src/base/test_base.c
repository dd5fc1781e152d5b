/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/arena.h"
#include "src/base/buf.h"
#include "src/base/date.h"
#include "src/base/dict.h"
#include "src/base/error.h"
#include "src/base/hash.h"
#include "src/base/json_out.h"
#include "src/base/utf8.h"

#include "tests/support/support.h"

static void error_text_is_cut_at_a_character(void **state)
{
    (void)state;
    struct jy_error err;
    char longtext[600] = "";
    for (int i = 0; i < 190; i++)
        strcat(longtext, "灯");
    assert_int_equal(jy_fail(&err, JY_EINVALID, "%s", longtext), JY_EINVALID);
    assert_int_equal(strlen(err.text) % 3, 0);
    assert_int_equal(jy_fail_in(&err, "%s", "line 3"), JY_EINVALID);
    assert_memory_equal(err.text, "line 3: 灯", strlen("line 3: 灯"));
}

static void json_escapes_and_repairs(void **state)
{
    (void)state;
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    struct jy_json json;
    jy_json_init(&json, &out);
    jy_json_object(&json);
    jy_json_kv_string(&json, "a\"", "x\n\\灯\xff");
    jy_json_kv_double(&json, "n", (double)NAN);
    jy_json_kv_fixed(&json, "c", -0.0000001, 3);
    jy_json_kv_double(&json, "t", 0.1);
    jy_json_key(&json, "l");
    jy_json_array(&json);
    jy_json_int(&json, 1);
    jy_json_null(&json);
    jy_json_array_end(&json);
    jy_json_object_end(&json);
    assert_string_equal(jy_buf_text(&out),
                        "{\"a\\\"\":\"x\\n\\\\灯\xEF\xBF\xBD\",\"n\":null,\"c\":0,\"t\":0.1,"
                        "\"l\":[1,null]}");
}

/* RFC 6234 / FIPS 180-2: SHA-256("abc"). */
static void sha256_matches_the_standard(void **state)
{
    (void)state;
    char text[JY_SHA256_TEXT_SIZE];
    assert_string_equal(jy_sha256_text("abc", 3, text),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void dates_count_days(void **state)
{
    (void)state;
    struct jy_date d;
    assert_true(jy_date_parse_iso("2000-02-29", &d));
    assert_int_equal(jy_date_days(d), 11016); /* 30 * 365 + 7 leap days + 31 + 28 */
    assert_false(jy_date_parse_iso("2100-02-29", &d));
    assert_false(jy_date_parse_iso("2024-2-9", &d));
    for (long day = -30000; day < 60000; day += 17)
        assert_int_equal(jy_date_days(jy_date_from_days(day)), day);
}

/* Entries keep their place while thousands of others come. */
static void a_dict_finds_what_was_put_in_order(void **state)
{
    (void)state;
    struct jy_dict dict;
    char key[32];
    jy_dict_init(&dict, sizeof(double));
    for (int round = 0; round < 2; round++) {
        assert_null(jy_dict_find(&dict, "a0"));
        double *first = jy_dict_get(&dict, "a0");
        for (int i = 0; i < 5000; i++) {
            (void)snprintf(key, sizeof key, "a%d", i);
            double *entry = jy_dict_get(&dict, key);
            assert_int_equal((uintptr_t)entry % 16, 0);
            assert_true(*entry == 0);
            *entry = i + 1;
        }
        assert_int_equal(dict.n, 5000);
        assert_ptr_equal(jy_dict_get(&dict, "a0"), first);
        assert_true(*first == 1);
        assert_true(*(double *)jy_dict_find(&dict, "a4999") == 5000);
        assert_null(jy_dict_find(&dict, "a"));
        assert_null(jy_dict_find(&dict, ""));
        for (size_t i = 0; i < dict.n; i++) {
            (void)snprintf(key, sizeof key, "a%zu", i);
            assert_string_equal(jy_dict_key(&dict, i), key);
            assert_true(*(double *)jy_dict_at(&dict, i) == (double)i + 1);
        }
        jy_dict_done(&dict);
        assert_int_equal(dict.n, 0);
    }
}

static void arena_aligns_and_survives_reset(void **state)
{
    (void)state;
    struct jy_arena arena;
    jy_arena_init(&arena);
    for (int round = 0; round < 3; round++) {
        for (size_t n = 1; n < 40000; n = n * 3 + 1) {
            char *p = jy_arena_alloc(&arena, n);
            assert_int_equal((uintptr_t)p % 16, 0);
            memset(p, 1, n);
        }
        jy_arena_reset(&arena);
    }
    assert_string_equal(jy_arena_printf(&arena, "%d%s", 20, "m"), "20m");
    jy_arena_done(&arena);
}

/* RFC 3629 section 3, and Table 3-7 of the Unicode standard. */
static void utf8_refuses_what_the_rfc_refuses(void **state)
{
    (void)state;
    static const char *const good[] = {
        "", "a", "\u00e9灯\xF0\x9F\x92\xA1", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF"};
    static const char *const bad[] = {"\x80",
                                      "\xC0\x80",
                                      "\xC1\xBF",
                                      "\xE0\x9F\xBF",
                                      "\xED\xA0\x80",
                                      "\xF0\x8F\xBF\xBF",
                                      "\xF4\x90\x80\x80",
                                      "\xF5\x80\x80\x80",
                                      "\xE7\x81",
                                      "\xE7\x81\x41",
                                      "\xFF",
                                      "a\xC3"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(jy_utf8_valid(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(jy_utf8_valid(bad[i], strlen(bad[i])));
    assert_int_equal(jy_utf8_count("常夜灯x"), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(error_text_is_cut_at_a_character),
        cmocka_unit_test(json_escapes_and_repairs),
        cmocka_unit_test(sha256_matches_the_standard),
        cmocka_unit_test(dates_count_days),
        cmocka_unit_test(a_dict_finds_what_was_put_in_order),
        cmocka_unit_test(arena_aligns_and_survives_reset),
        cmocka_unit_test(utf8_refuses_what_the_rfc_refuses),
    };
    return cmocka_run_group_tests_name("src/base", tests, NULL, NULL);
}
