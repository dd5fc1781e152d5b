/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "src/base/buf.h"
#include "src/base/file.h"
#include "src/io/columns.h"

#include "tests/support/support.h"

/* "| `ref` | streetlights | ref, 管理番号 |": as docs/import.md has it. */
static void line_of(const struct jy_column_names *row, struct jy_buf *out)
{
    unsigned all = 0, n = 0;
    for (const struct jy_column_names *r = jy_column_table; r->names != NULL; r++)
        all |= r->layers;
    jy_buf_addf(out, "| `%s` | ", jy_column_text(row->column));
    if (row->layers == all)
        jy_buf_adds(out, "all");
    for (int i = 1; row->layers != all && i <= JY_LAYER_REQUESTS; i++) {
        if ((row->layers >> i & 1) != 0)
            jy_buf_addf(out, "%s%s", n++ > 0 ? ", " : "", jy_layer_text((enum jy_layer)i));
    }
    jy_buf_adds(out, " | ");
    for (const char *p = row->names; *p != '\0'; p++) {
        if (*p == '|')
            jy_buf_adds(out, ", ");
        else
            jy_buf_addc(out, *p);
    }
    jy_buf_adds(out, " |\n");
}

static void the_document_lists_every_name(void **state)
{
    (void)state;
    struct jy_error err = {JY_OK, ""};
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    size_t rows = 0, lines = 0;
    if (jy_file_read(support_source("docs/import.md"), 1 << 20, &text, &err) != JY_OK)
        fail_msg("%s", err.text);
    for (const struct jy_column_names *row = jy_column_table; row->names != NULL; row++) {
        struct jy_buf JY_AUTOBUF line = JY_BUF_INIT;
        line_of(row, &line);
        if (strstr(jy_buf_text(&text), jy_buf_text(&line)) == NULL)
            fail_msg("docs/import.md lacks the line\n%s", jy_buf_text(&line));
        rows++;
    }
    for (const char *p = jy_buf_text(&text); (p = strstr(p, "\n| `")) != NULL; p++)
        lines++;
    assert_int_equal(lines, rows);
}

/* Every name of the table is found for its layers, however it is written: the field's own name
 * gives that field and no other. */
static void own_names_are_found(void **state)
{
    (void)state;
    struct jy_error err;
    for (const struct jy_column_names *r = jy_column_table; r->names != NULL; r++) {
        for (int layer = JY_LAYER_ROADS; layer <= JY_LAYER_PLACES; layer++) {
            struct jy_columns columns;
            const char *name = jy_column_text(r->column), *value = "7";
            struct jy_row row = {.n_columns = 1, .columns = &name, .values = &value};
            size_t n = strlen(name);
            if ((r->layers >> layer & 1) == 0 || strcspn(r->names, "|") != n ||
                strncmp(r->names, name, n) != 0)
                continue; /* "ref_id" and "@id" stand for a field of another name */
            assert_int_equal(jy_columns_init(&columns, (enum jy_layer)layer, NULL, &err), JY_OK);
            jy_columns_learn(&columns, &row);
            assert_string_equal(jy_columns_get(&columns, &row, r->column), "7");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_document_lists_every_name),
        cmocka_unit_test(own_names_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
