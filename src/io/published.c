/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/published.h"

#include <stdio.h>
#include <string.h>

#include "src/base/arena.h"
#include "src/base/file.h"
#include "src/base/hash.h"
#include "src/domain/area_name.h"
#include "src/domain/json_in.h"
#include "src/io/csv_table.h"

#define LIST_MAX_BYTES (1u << 20)

struct columns {
    size_t kind, area, offence, year, cases;
};

static enum jy_code find_columns(const struct jy_csv_table *table, struct columns *out,
                                 struct jy_error *err)
{
    const struct {
        const char *name;
        size_t *col;
    } wanted[] = {{"area_kind", &out->kind},
                  {"area", &out->area},
                  {"offence", &out->offence},
                  {"year", &out->year},
                  {"cases", &out->cases}};
    enum jy_code code = JY_OK;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted && code == JY_OK; i++)
        code = jy_csv_table_column(table, wanted[i].name, wanted[i].col, err);
    return code;
}

static enum jy_code put_row(const struct jy_csv_table *table, const struct columns *cols, size_t i,
                            struct jy_import *import, struct jy_error *err)
{
    char key[JY_AREA_KEY_SIZE + 96], area_key[JY_AREA_KEY_SIZE];
    uint32_t year, cases;
    enum jy_put_result result;
    struct jy_crime_count row = {.area = jy_csv_table_cell(table, i, cols->area),
                                 .offence = jy_csv_table_cell(table, i, cols->offence)};
    const char *kind = jy_csv_table_cell(table, i, cols->kind);
    if (!jy_area_kind_parse(kind, &row.area_kind)) {
        return jy_csv_table_fail(table, i, cols->kind, err,
                                 "\"%s\" is not allowed; allowed: "
                                 "boundary, district, chome",
                                 kind);
    }
    enum jy_code code = jy_csv_table_count(table, i, cols->year, &year, err);
    if (code == JY_OK)
        code = jy_csv_table_count(table, i, cols->cases, &cases, err);
    if (code != JY_OK)
        return code;
    row.year = (int)year;
    row.cases = cases;
    /* the key that an import of the police's own table gives: the same count is one row */
    (void)jy_area_key(row.area, NULL, area_key);
    (void)snprintf(key, sizeof key, "ref:%s%s|%s|%u|0",
                   row.area_kind == JY_AREA_BOUNDARY ? "@" : "", area_key, row.offence, year);
    row.key = key;
    if (row.area_kind == JY_AREA_BOUNDARY)
        row.area = NULL; /* the whole municipality */
    return jy_import_crime_count(import, &row, &result, err);
}

static enum jy_code import_table(const char *path, const struct jy_source *source,
                                 struct jy_store *store, size_t *out_rows, struct jy_error *err)
{
    struct jy_csv_table table;
    struct columns cols;
    struct jy_import *import = NULL;
    enum jy_code code = jy_csv_table_read(path, &table, err);
    if (code != JY_OK)
        return code;
    code = find_columns(&table, &cols, err);
    if (code == JY_OK)
        code = jy_import_begin(store, source, &import, err);
    for (size_t i = 0; i < table.n_rows && code == JY_OK; i++)
        code = put_row(&table, &cols, i, import, err);
    if (code == JY_OK) {
        code = jy_import_commit(import, err);
    } else {
        jy_import_abort(import);
    }
    if (code == JY_OK)
        *out_rows += table.n_rows;
    jy_csv_table_done(&table);
    return code;
}

static enum jy_code import_listed(const struct jy_json_node *item, const char *dir,
                                  struct jy_store *store, size_t *out_rows, struct jy_error *err)
{
    static const char *const keys[] = {"file", "source", "licence", "credit", "date", NULL};
    struct jy_buf JY_AUTOBUF path = JY_BUF_INIT;
    char hash[JY_SHA256_TEXT_SIZE];
    jy_json_in_keys(item, keys);
    const char *file = jy_json_in_string(item, "file", 200, true);
    const char *origin = jy_json_in_string(item, "source", 500, true);
    const char *licence = jy_json_in_string(item, "licence", 100, false);
    const char *credit = jy_json_in_string(item, "credit", 500, false);
    const struct jy_date date = jy_json_in_date(item, "date", true);
    if (jy_json_in_failed(item->in))
        return JY_EINVALID;
    if (strchr(file, '/') != NULL) {
        jy_json_in_fail(item, "file: must lie in the same folder");
        return JY_EINVALID;
    }
    jy_buf_addf(&path, "%s/%s", dir, file);
    const enum jy_code code = jy_sha256_file(jy_buf_text(&path), hash, err);
    if (code != JY_OK)
        return code;
    const struct jy_source source = {.file = file,
                                     .format = "CSV (UTF-8)",
                                     .licence = licence,
                                     .published = licence != NULL,
                                     .credit = credit != NULL ? credit : origin,
                                     .date = date,
                                     .sha256 = hash,
                                     .layer = JY_LAYER_CRIMES};
    return import_table(jy_buf_text(&path), &source, store, out_rows, err);
}

enum jy_code jy_published_import(const char *dir, struct jy_store *store, size_t *out_rows,
                                 struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF path = JY_BUF_INIT, JY_AUTOBUF text = JY_BUF_INIT;
    struct jy_arena arena;
    struct jy_json_in in;
    struct jy_json_node root;
    size_t n;
    *out_rows = 0;
    jy_buf_addf(&path, "%s/crimes.json", dir);
    if (!jy_file_exists(jy_buf_text(&path)))
        return JY_OK;
    enum jy_code code = jy_file_read(jy_buf_text(&path), LIST_MAX_BYTES, &text, err);
    if (code != JY_OK)
        return code;
    jy_arena_init(&arena);
    code =
        jy_json_in_open(&in, jy_buf_text(&text), text.len, jy_buf_text(&path), &arena, &root, err);
    if (code == JY_OK) {
        const struct jy_json_node tables = jy_json_in_array(&root, "tables", true, &n);
        for (size_t i = 0; i < n && code == JY_OK; i++) {
            const struct jy_json_node item = jy_json_in_at(&tables, i);
            code = import_listed(&item, dir, store, out_rows, err);
        }
        if (jy_json_in_failed(&in))
            code = JY_EINVALID;
        jy_json_in_close(&in);
    }
    jy_arena_done(&arena);
    return code;
}
