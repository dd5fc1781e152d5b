/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/io/columns.h"
#include "src/io/encoding.h"
#include "src/io/text_values.h"
#include "src/io/where.h"
#include "src/io/words.h"

#include "tests/support/support.h"

static void numbers(void **state)
{
    (void)state;
    double v;
    assert_int_equal(jy_text_number("１２３．５", NULL, &v), JY_VALUE_OK);
    assert_near(v, 123.5, 0, 0);
    assert_int_equal(jy_text_number("　1,234,567 ", NULL, &v), JY_VALUE_OK);
    assert_near(v, 1234567, 0, 0);
    assert_int_equal(jy_text_number("20Ｗ", "W", &v), JY_VALUE_OK);
    assert_near(v, 20, 0, 0);
    v = 7;
    static const char *const wrong[] = {"12,34", "1,2345", "0x10", "1e999",
                                        "abc",   "5 m",    "inf",  "1 2"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(jy_text_number(wrong[i], NULL, &v), JY_VALUE_WRONG);
    assert_int_equal(jy_text_number("-", NULL, &v), JY_VALUE_NONE);
    assert_int_equal(jy_text_number("不明", NULL, &v), JY_VALUE_NONE);
    assert_near(v, 7, 0, 0);
}

static void assert_date(const char *text, int year, int month, int day)
{
    struct jy_date d = {0, 0, 0};
    bool whole = false;
    if (jy_text_date(text, &d, &whole) != JY_VALUE_OK)
        fail_msg("'%s' is not understood", text);
    assert_int_equal(d.year, year);
    assert_int_equal(d.month, month);
    assert_int_equal(d.day, day);
    assert_true(whole);
}

/* Western years of the eras' first years: 令和 2019, 平成 1989, 昭和 1926, 大正 1912. Excel's day
 * 45383 is 2024-04-01 (Microsoft: DATEVALUE("2024/4/1")). */
static void dates(void **state)
{
    (void)state;
    assert_date("2024-04-01", 2024, 4, 1);
    assert_date("2024/4/1", 2024, 4, 1);
    assert_date("2024.4.1", 2024, 4, 1);
    assert_date("20240401", 2024, 4, 1);
    assert_date("2024年4月1日", 2024, 4, 1);
    assert_date("２０２４年４月１日", 2024, 4, 1);
    assert_date("2024-04-01T09:30:00Z", 2024, 4, 1);
    assert_date("2024/04/01 09:30", 2024, 4, 1);
    assert_date("R6.4.1", 2024, 4, 1);
    assert_date("Ｒ６．４．１", 2024, 4, 1);
    assert_date("令和6年4月1日", 2024, 4, 1);
    assert_date("令和元年5月1日", 2019, 5, 1);
    assert_date("平成31年4月30日", 2019, 4, 30);
    assert_date("H1.1.8", 1989, 1, 8);
    assert_date("S63/12/31", 1988, 12, 31);
    assert_date("T15.12.24", 1926, 12, 24);
    assert_date("45383", 2024, 4, 1);
    struct jy_date d;
    bool whole = true;
    assert_int_equal(jy_text_date("平成5年", &d, &whole), JY_VALUE_OK);
    assert_int_equal(d.year, 1993);
    assert_false(whole);
    static const char *const wrong[] = {"2023-02-29",     "2024/13/1", "令和0年1月1日",
                                        "平成32年1月1日", "R6.4.31",   "x",
                                        "2024年度",       "24/4/1"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (jy_text_date(wrong[i], &d, &whole) != JY_VALUE_WRONG)
            fail_msg("'%s' is taken for a date", wrong[i]);
    }
    assert_int_equal(jy_text_date(" ", &d, &whole), JY_VALUE_NONE);
}

static void truths_and_degrees(void **state)
{
    (void)state;
    bool b = false;
    assert_int_equal(jy_text_bool("有", &b), JY_VALUE_OK);
    assert_true(b);
    assert_int_equal(jy_text_bool("F", &b), JY_VALUE_OK);
    assert_false(b);
    assert_int_equal(jy_text_bool("maybe", &b), JY_VALUE_WRONG);
    double v;
    static const char *const same[] = {"35°38′14.2″",   "35度38分14.2秒",     "35.38.14.2",
                                       "N35°38'14.2\"", "北緯35度38分14.2秒", "35.6372777777778"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        if (jy_text_degrees(same[i], &v) != JY_VALUE_OK)
            fail_msg("'%s' is not understood", same[i]);
        assert_near(v, 35 + 38.0 / 60 + 14.2 / 3600, 1e-9, 0);
    }
    assert_int_equal(jy_text_degrees("-71.1387", &v), JY_VALUE_OK);
    assert_near(v, -71.1387, 0, 1e-12);
    assert_int_equal(jy_text_degrees("35°61′", &v), JY_VALUE_WRONG);
    assert_int_equal(jy_text_degrees("abc", &v), JY_VALUE_WRONG);
}

static int file_of(const char *bytes, size_t n)
{
    char path[] = "/tmp/joyato-enc-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    (void)unlink(path);
    assert_int_equal(write(fd, bytes, n), (ssize_t)n);
    return fd;
}

static void assert_encoding(const char *bytes, size_t n, enum jy_encoding want, const char *utf8)
{
    struct jy_error err = {JY_OK, ""};
    struct jy_text_form got;
    int fd = file_of(bytes, n);
    if (jy_encoding_detect(fd, "x", &got, &err) != JY_OK)
        fail_msg("%s", err.text);
    (void)close(fd);
    assert_int_equal(got.encoding, want);
    /* in pieces of one byte: characters are cut everywhere */
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    struct jy_decoder *d = jy_decoder_new(got.encoding, got.damaged);
    for (size_t i = got.bom; i < n; i++)
        assert_int_equal(jy_decoder_feed(d, bytes + i, 1, i + 1 == n, &out, "x", &err), JY_OK);
    jy_decoder_free(d);
    assert_string_equal(jy_buf_text(&out), utf8);
}

static void assert_not_text(const char *bytes, size_t n, const char *why)
{
    struct jy_error err = {JY_OK, ""};
    struct jy_text_form form;
    int fd = file_of(bytes, n);
    assert_int_equal(jy_encoding_detect(fd, "x.csv", &form, &err), JY_EINVALID);
    assert_non_null(strstr(err.text, why));
    (void)close(fd);
}

static void encodings(void **state)
{
    (void)state;
    assert_encoding("\xEF\xBB\xBF灯,1", 8, JY_ENCODING_UTF8, "灯,1");
    assert_encoding("灯", 3, JY_ENCODING_UTF8, "灯");
    assert_encoding("\x93\x94,\x87\x40", 5, JY_ENCODING_CP932, "灯,①"); /* NEC special character */
    assert_encoding("\xFF\xFE\x6F\x70,\0", 6, JY_ENCODING_UTF16LE, "灯,");
    assert_encoding("\xFE\xFF\x70\x6F\0,", 6, JY_ENCODING_UTF16BE, "灯,");
    /* one broken line of four is that line's fault; of the header, or of most lines, the file's */
    assert_encoding("a\n灯\nb\x80\xFF,c\nd\n", 14, JY_ENCODING_UTF8, "a\n灯\nb\x1A\x1A,c\nd\n");
    assert_encoding("a\n\x93\x94\nb\xFF\n\x93\x94\n", 11, JY_ENCODING_CP932, "a\n灯\nb\x1A\n灯\n");
    assert_encoding("a\nb\0\nc\nd", 8, JY_ENCODING_UTF8, "a\nb\x1A\nc\nd");
    assert_encoding("a\nb\nc\n灯\xE7", 10, JY_ENCODING_UTF8, "a\nb\nc\n灯\x1A");
    assert_not_text("a\nb\xFF\n\x80\xFF\n", 8, "x.csv: line 2: ");
    assert_not_text("\x80\xFF\na\nb\nc\n", 9, "x.csv: line 1: ");
    assert_not_text("a\0\nb\nc\nd\n", 9, "x.csv: line 1: a zero byte");
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    size_t lost = 0;
    jy_cp932_add(&out, "灯😀", 7, &lost);
    assert_string_equal(jy_buf_text(&out), "\x93\x94\x81\xAC");
    assert_int_equal(lost, 1);
}

static void learn(struct jy_columns *c, enum jy_layer layer, const char *map, size_t n,
                  const char *const *names)
{
    struct jy_error err;
    struct jy_row row = {.n_columns = n, .columns = names};
    assert_int_equal(jy_columns_init(c, layer, map, &err), JY_OK);
    jy_columns_learn(c, &row);
}

static void column_names(void **state)
{
    (void)state;
    struct jy_columns c;
    struct jy_error err;
    static const char *const ja[] = {"No",      "管理番号",   "緯度（世界測地系）", "経度",
                                     "Ｗ数(W)", "設置年月日", "電柱番号",           "謎"};
    learn(&c, JY_LAYER_STREETLIGHTS, NULL, 8, ja);
    assert_int_equal(c.place[JY_COLUMN_REF], 1); /* better than No */
    assert_int_equal(c.place[JY_COLUMN_LON], 3);
    assert_int_equal(c.place[JY_COLUMN_WATT], 4);
    assert_int_equal(c.place[JY_COLUMN_INSTALLED], 5);
    assert_int_equal(c.place[JY_COLUMN_POLE], 6);
    assert_int_equal(jy_columns_field(&c, 7), JY_COLUMN_NONE);
    learn(&c, JY_LAYER_STREETLIGHTS, "ref=謎,lat=緯度（世界測地系）", 8, ja);
    assert_int_equal(c.place[JY_COLUMN_REF], 7);
    assert_int_equal(c.place[JY_COLUMN_LAT], 2);
    learn(&c, JY_LAYER_STREETLIGHTS, "ref=none", 8, ja);
    assert_int_equal(jy_columns_check_map(&c, &err), JY_EINVALID);
    assert_int_equal(jy_columns_init(&c, JY_LAYER_POLES, "colour", &err), JY_EINVALID);
    assert_int_equal(jy_columns_init(&c, JY_LAYER_POLES, "nofield=x", &err), JY_EINVALID);
}

static void words_and_offences(void **state)
{
    (void)state;
    enum jy_lamp lamp;
    enum jy_owner owner;
    assert_true(jy_word_lamp("ＬＥＤ灯 20VA", &lamp));
    assert_int_equal(lamp, JY_LAMP_LED);
    assert_true(jy_word_lamp("高圧ナトリウム灯", &lamp));
    assert_int_equal(lamp, JY_LAMP_SODIUM);
    assert_false(jy_word_lamp("`", &lamp));
    assert_true(jy_word_owner("City", &owner));
    assert_int_equal(owner, JY_OWNER_CITY);
    assert_true(jy_word_owner("元和泉町会", &owner));
    assert_int_equal(owner, JY_OWNER_NEIGHBOURHOOD);
    assert_false(jy_word_highway("['unclassified', 'residential']")->evaluate == false);
    assert_false(jy_word_highway("motorway_link")->passable);
    assert_null(jy_word_highway("proposed"));
}

static void conditions(void **state)
{
    (void)state;
    static const char *const names[] = {"種別", "W数"};
    static const char *const values[] = {"LED灯", "20"};
    struct jy_row row = {.n_columns = 2, .columns = names, .values = values};
    static const struct {
        const char *text;
        bool want;
    } cases[] = {{"種別=LED灯", true}, {"種別~LED and W数>=20", true},
                 {"W数<9", false},     {"W数 != 20", false},
                 {"無い=", true},      {"種別='LED灯'", true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct jy_where *where = NULL;
        struct jy_error err;
        assert_int_equal(jy_where_parse(cases[i].text, &where, &err), JY_OK);
        assert_int_equal(jy_where_true(where, &row), cases[i].want);
        jy_where_free(where);
    }
    struct jy_where *where = NULL;
    struct jy_error err;
    assert_int_equal(jy_where_parse("1; drop table", &where, &err), JY_EINVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),      cmocka_unit_test(dates),
        cmocka_unit_test(encodings),    cmocka_unit_test(truths_and_degrees),
        cmocka_unit_test(column_names), cmocka_unit_test(words_and_offences),
        cmocka_unit_test(conditions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
