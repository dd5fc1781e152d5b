/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers as text: what is one, what is none, and that a failure writes nothing. */
#include <limits.h>

#include "src/base/number.h"

#include "tests/support/support.h"

static void one_number(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } good[] = {{"0", 0},           {"-0.5", -0.5}, {"+7", 7},       {".25", .25},
                {"139.57", 139.57}, {"1e3", 1000},  {"2.5E-1", .25}, {"007", 7}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        double v = -1;
        assert_true(jy_number_parse(good[i].text, &v));
        assert_true(v == good[i].value);
    }
    static const char *const bad[] = {"",     " 1",   "1 ",    "1,2", "nan",   "inf",
                                      "-inf", "0x10", "1e999", "--1", "abc",   "1.2.3",
                                      ".",    "-",    "..5",   "１",  "-0x1p3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double v = -1;
        if (jy_number_parse(bad[i], &v))
            fail_msg("'%s' was taken for %g", bad[i], v);
        assert_true(v == -1);
    }
}

static void whole_numbers(void **state)
{
    (void)state;
    long long v = -1;
    assert_true(jy_whole_parse("42", 0, 100, &v) && v == 42);
    assert_true(jy_whole_parse("-3", -5, 5, &v) && v == -3);
    assert_true(jy_whole_parse("9223372036854775807", 0, LLONG_MAX, &v) && v == LLONG_MAX);
    v = -1;
    static const char *const bad[] = {
        "", "-", "1.0", "1e2", " 1", "1 ", "101", "-1", "9223372036854775808", "0x1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(jy_whole_parse(bad[i], 0, 100, &v));
    assert_int_equal(v, -1);
}

static void lists(void **state)
{
    (void)state;
    double v[4] = {-1, -1, -1, -1};
    assert_true(jy_numbers_parse("139.5787,35.6347", 2, v));
    assert_true(v[0] == 139.5787 && v[1] == 35.6347 && v[2] == -1);
    assert_true(jy_numbers_parse("1, 2,  3,4", 4, v) && v[3] == 4);
    static const char *const bad[] = {"1",  "1,",   "1,2,3", "1,,2", "1;2",
                                      ",1", "1,2 ", "1 ,2",  "1,nan"};
    double w[2] = {-1, -1};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(jy_numbers_parse(bad[i], 2, w));
    assert_true(w[0] == -1 && w[1] == -1);
    assert_false(jy_numbers_parse("1", 0, w));
}

static void a_read_steps_on(void **state)
{
    (void)state;
    const char *at = "-12.5m";
    double v;
    assert_true(jy_number_read(&at, &v));
    assert_true(v == -12.5);
    assert_string_equal(at, "m");
    assert_false(jy_number_read(&at, &v));
    assert_string_equal(at, "m");
}

static void grouped(void **state)
{
    (void)state;
    char text[JY_NUMBER_GROUPED_SIZE];
    assert_string_equal(jy_number_grouped(0, text), "0");
    assert_string_equal(jy_number_grouped(999.4, text), "999");
    assert_string_equal(jy_number_grouped(999.6, text), "1,000");
    assert_string_equal(jy_number_grouped(1172000, text), "1,172,000");
    assert_string_equal(jy_number_grouped(-12345, text), "-12,345");
    assert_string_equal(jy_number_grouped(-0.2, text), "0");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_number),      cmocka_unit_test(whole_numbers), cmocka_unit_test(lists),
        cmocka_unit_test(a_read_steps_on), cmocka_unit_test(grouped),
    };
    return cmocka_run_group_tests_name("src/base/number", tests, NULL, NULL);
}
