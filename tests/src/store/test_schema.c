/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* docs/schema.md against a registry: the same tables with the same columns, both ways. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "src/base/buf.h"
#include "src/base/file.h"
#include "src/store/migrate.h"

#include "tests/src/store/scratch.h"

/* "table.column type" for each row of the page's tables, sorted as written. */
static void documented(struct jy_buf *out)
{
    struct jy_buf JY_AUTOBUF page = JY_BUF_INIT;
    struct jy_error err;
    char table[64] = "", column[64], type[64];
    assert_ok(jy_file_read(support_source("docs/schema.md"), 1 << 20, &page, &err), &err);
    for (char *line = strtok(page.data, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (strncmp(line, "## ", 3) == 0)
            (void)snprintf(table, sizeof table, "%s", line + 3);
        if (sscanf(line, "| `%63[^`]` | %63[A-Z] |", column, type) == 2)
            jy_buf_addf(out, "%s.%s %s\n", table, column, type);
    }
}

static size_t lines_of(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += *text == '\n';
    return n;
}

static void the_page_is_the_schema(void **state)
{
    /* Ours are the tables that the steps create; the others are SpatiaLite's. */
    static const char sql[] =
        "SELECT m.name || '.' || c.name || ' ' || c.type || char(10) FROM sqlite_master AS m, "
        "pragma_table_info(m.name) AS c WHERE m.type = 'table' AND (m.name IN ('migrations', "
        "'schema_objects') OR instr(?1, char(10) || 'CREATE TABLE ' || m.name || ' (') > 0)";
    struct jy_buf JY_AUTOBUF page = JY_BUF_INIT, JY_AUTOBUF steps = JY_BUF_INIT;
    sqlite3 *db;
    sqlite3_stmt *stmt;
    size_t n = 0;
    jy_store_close(scratch_store(state, "r.db"));
    documented(&page);
    for (const struct jy_migration *m = jy_migrations; m->number != 0; m++)
        for (size_t i = 0; m->lines[i] != NULL; i++)
            jy_buf_adds(&steps, m->lines[i]);
    assert_int_equal(sqlite3_open(scratch_path(state, "r.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    (void)sqlite3_bind_text(stmt, 1, steps.data, -1, SQLITE_STATIC);
    for (; sqlite3_step(stmt) == SQLITE_ROW; n++) {
        const char *line = (const char *)sqlite3_column_text(stmt, 0);
        if (strstr(page.data, line) == NULL)
            fail_msg("docs/schema.md lacks %s", line);
    }
    assert_true(n > 100);
    assert_int_equal(n, lines_of(page.data));
    (void)sqlite3_finalize(stmt);
    (void)sqlite3_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_page_is_the_schema, scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests_name("docs/schema.md", tests, NULL, NULL);
}
