/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/json_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "src/base/arena.h"
#include "src/base/buf.h"
#include "src/base/file.h"
#include "src/base/json_out.h"
#include "src/io/column_set.h"

static const char *text_of(const json_t *value, struct jy_arena *arena)
{
    char number[32];
    switch (json_typeof(value)) {
    case JSON_STRING:
        return json_string_value(value)[0] != '\0' ? json_string_value(value) : NULL;
    case JSON_INTEGER:
        return jy_arena_printf(arena, "%lld", (long long)json_integer_value(value));
    case JSON_REAL:
        return jy_arena_strdup(arena, jy_double_text(json_real_value(value), number));
    case JSON_TRUE:
        return "true";
    case JSON_FALSE:
        return "false";
    case JSON_NULL:
        return NULL;
    case JSON_OBJECT:
    case JSON_ARRAY: {
        char *text = json_dumps(value, JSON_COMPACT);
        const char *copy = jy_arena_strdup(arena, text);
        free(text);
        return copy;
    }
    }
    return NULL;
}

static enum jy_code give_object(json_t *object, long line, struct jy_column_set *columns,
                                struct jy_arena *arena, const struct jy_rows_sink *sink,
                                struct jy_error *err)
{
    jy_arena_reset(arena);
    jy_column_set_clear(columns);
    const char *problem = json_is_object(object) ? NULL : "not an object";
    void *at = json_object_iter(object);
    for (; problem == NULL && at != NULL; at = json_object_iter_next(object, at)) {
        if (!jy_column_set_put(columns, json_object_iter_key(at),
                               text_of(json_object_iter_value(at), arena)))
            problem = "too many different names";
    }
    struct jy_row row = {.line = line,
                         .layer = "",
                         .n_columns = columns->n,
                         .columns = (const char *const *)columns->names,
                         .values = columns->values,
                         .problem = problem};
    return sink->row(&row, sink->ctx, err);
}

enum jy_code jy_json_table(const char *path, const struct jy_rows_sink *sink, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF bytes = JY_BUF_INIT;
    enum jy_code code = jy_file_read(path, JY_JSON_TABLE_MAX_BYTES, &bytes, err);
    if (code != JY_OK)
        return code;
    const char *text = jy_buf_text(&bytes);
    size_t skip = strncmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    json_error_t why;
    json_t *root = json_loadb(text + skip, bytes.len - skip, 0, &why);
    if (root == NULL)
        return jy_fail(err, JY_EINVALID, "%s: line %d: not JSON: %s", path, why.line, why.text);
    struct jy_rows_info info = {.format = JY_FORMAT_JSON_TABLE,
                                .text = "JSON table",
                                .expected = (long long)json_array_size(root)};
    struct jy_column_set columns = {0};
    struct jy_arena arena;
    jy_arena_init(&arena);
    code = sink->begin(&info, sink->ctx, err);
    for (size_t i = 0; i < json_array_size(root) && code == JY_OK; i++)
        code = give_object(json_array_get(root, i), (long)i + 1, &columns, &arena, sink, err);
    jy_arena_done(&arena);
    jy_column_set_done(&columns);
    json_decref(root);
    return code;
}
