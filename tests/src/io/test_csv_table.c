/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "src/io/csv_table.h"

#include "tests/support/support.h"

static enum jy_code parse(const char *text, struct jy_csv_table *t, struct jy_error *err)
{
    return jy_csv_table_parse("t.csv", text, strlen(text), t, err);
}

static void cells_quotes_and_lines(void **state)
{
    (void)state;
    struct jy_csv_table t;
    struct jy_error err;
    assert_int_equal(
        parse("\xEF\xBB\xBFid,name,n\r\n1,\"a, \"\"b\"\"\nc\",12.0\r\n\r\n 2 ,元和泉一丁目,-3e1",
              &t, &err),
        JY_OK);
    assert_int_equal(t.n_rows, 2);
    size_t name = 0, n = 0;
    assert_int_equal(jy_csv_table_column(&t, "name", &name, &err), JY_OK);
    assert_int_equal(jy_csv_table_column(&t, "n", &n, &err), JY_OK);
    assert_string_equal(jy_csv_table_cell(&t, 0, name), "a, \"b\"\nc");
    assert_string_equal(jy_csv_table_cell(&t, 1, 0), "2");
    assert_string_equal(jy_csv_table_cell(&t, 1, name), "元和泉一丁目");
    uint32_t count = 0;
    double number = 0;
    assert_int_equal(jy_csv_table_count(&t, 0, n, &count, &err), JY_OK);
    assert_int_equal(count, 12);
    assert_int_equal(jy_csv_table_number(&t, 1, n, &number, &err), JY_OK);
    assert_near(number, -30, 0, 0);
    assert_int_equal(jy_csv_table_count(&t, 1, n, &count, &err), JY_EINVALID);
    /* The quoted line break and the blank line count. */
    assert_string_equal(err.text,
                        "t.csv: line 5: column 'n': -3e1 is negative, but a count is needed");
    jy_csv_table_done(&t);
}

static void broken_tables_name_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *error;
    } cases[] = {
        {"", "t.csv: the file is empty"},
        {"\n\n", "t.csv: the file is empty"},
        {"id,n\n", "t.csv: line 1: a header and no rows"},
        {"id,id\n1,2\n", "t.csv: line 1: the column 'id' comes twice"},
        {"id,n\n1,2\n3\n", "t.csv: line 3: 1 cells where the header has 2"},
        {"id,n\n1,2,3\n", "t.csv: line 2: 3 cells where the header has 2"},
        {"id,n\n1,a\"b\n", "t.csv: line 2: a quote where none may stand"},
        {"id,n\n1,\"b\n", "t.csv: line 2: the last quote is never closed"},
        {"id,n\n1,\x8E\xB8\n", "t.csv: line 2: not UTF-8 text (save the table as CSV UTF-8)"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct jy_csv_table t;
        struct jy_error err;
        assert_int_equal(parse(cases[k].text, &t, &err), JY_EINVALID);
        assert_string_equal(err.text, cases[k].error);
    }
}

static void bad_numbers_are_refused(void **state)
{
    (void)state;
    static const char *const cells[] = {"",      "NA",  "nan", "inf", "0x10",
                                        "1e999", "1 2", "1,5", "--1", "１"};
    for (size_t k = 0; k < sizeof cells / sizeof *cells; k++) {
        struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
        jy_buf_adds(&text, "n,z\n");
        jy_csv_add_cell(&text, cells[k]);
        jy_buf_adds(&text, ",0\n");
        struct jy_csv_table t;
        struct jy_error err;
        double number = 7;
        assert_int_equal(parse(jy_buf_text(&text), &t, &err), JY_OK);
        assert_string_equal(jy_csv_table_cell(&t, 0, 0), cells[k]);
        assert_int_equal(jy_csv_table_number(&t, 0, 0, &number, &err), JY_EINVALID);
        assert_memory_equal(err.text, "t.csv: line 2: column 'n': ", 27);
        assert_near(number, 7, 0, 0);
        jy_csv_table_done(&t);
    }
}

static void index_finds_and_refuses_doubles(void **state)
{
    (void)state;
    struct jy_csv_table t;
    struct jy_csv_index index;
    struct jy_error err;
    assert_int_equal(parse("id\nb\n10\na\n9\n", &t, &err), JY_OK);
    assert_int_equal(jy_csv_index_init(&index, &t, 0, &err), JY_OK);
    assert_int_equal(jy_csv_index_find(&index, "a"), 2);
    assert_int_equal(jy_csv_index_find(&index, "10"), 1);
    assert_true(jy_csv_index_find(&index, "1") == SIZE_MAX);
    jy_csv_index_done(&index);
    jy_csv_table_done(&t);

    assert_int_equal(parse("id\nb\na\nb\n", &t, &err), JY_OK);
    assert_int_equal(jy_csv_index_init(&index, &t, 0, &err), JY_EINVALID);
    assert_string_equal(err.text, "t.csv: line 4: column 'id': 'b' stands already in line 2");
    jy_csv_table_done(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_quotes_and_lines),
        cmocka_unit_test(broken_tables_name_their_place),
        cmocka_unit_test(bad_numbers_are_refused),
        cmocka_unit_test(index_finds_and_refuses_doubles),
    };
    return cmocka_run_group_tests_name("io/csv_table", tests, NULL, NULL);
}
