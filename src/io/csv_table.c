/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/csv_table.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "src/base/file.h"
#include "src/base/json_out.h"
#include "src/base/mem.h"
#include "src/base/utf8.h"

/* What the callbacks of libcsv see. The parser is fed line by line, so the line of a cell is known.
 */
struct reading {
    struct jy_csv_table *table;
    size_t line;
    size_t row_cells; /* in the row being read */
    size_t row_line;
    size_t n_rows; /* the header included */
    struct jy_error *err;
    enum jy_code code; /* the first failure */
};

static void on_cell(void *cell, size_t n, void *context)
{
    struct reading *r = context;
    struct jy_csv_table *t = r->table;
    if (r->row_cells++ == 0)
        r->row_line = r->line;
    t->cells = jy_grow(t->cells, &t->cells_cap, t->n_cells + 1, sizeof *t->cells);
    t->cells[t->n_cells++] = t->text.len;
    jy_buf_add(&t->text, cell, n);
    jy_buf_addc(&t->text, '\0');
}

static void on_row(int end, void *context)
{
    (void)end;
    struct reading *r = context;
    struct jy_csv_table *t = r->table;
    if (r->n_rows == 0)
        t->n_cols = r->row_cells;
    if (r->row_cells != t->n_cols && r->code == JY_OK) {
        r->code = jy_fail(r->err, JY_EINVALID, "%s: line %zu: %zu cells where the header has %zu",
                          t->name, r->row_line, r->row_cells, t->n_cols);
    }
    t->lines = jy_grow(t->lines, &t->lines_cap, r->n_rows + 1, sizeof *t->lines);
    t->lines[r->n_rows++] = r->row_line;
    r->row_cells = 0;
}

static enum jy_code parse_lines(struct csv_parser *parser, const char *text, size_t n,
                                struct reading *r)
{
    const char *end = text + n;
    while (text < end && r->code == JY_OK) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        size_t len = newline != NULL ? (size_t)(newline - text) + 1 : (size_t)(end - text);
        r->line++;
        if (csv_parse(parser, text, len, on_cell, on_row, r) != len) {
            return jy_fail(r->err, JY_EINVALID, "%s: line %zu: %s", r->table->name, r->line,
                           csv_error(parser) == CSV_EPARSE ? "a quote where none may stand"
                                                           : csv_strerror(csv_error(parser)));
        }
        text += len;
    }
    if (r->code == JY_OK && csv_fini(parser, on_cell, on_row, r) != 0) {
        return jy_fail(r->err, JY_EINVALID, "%s: line %zu: the last quote is never closed",
                       r->table->name, r->line);
    }
    return r->code;
}

static enum jy_code check_text(const char *name, const char *text, size_t n, struct jy_error *err)
{
    size_t line = 1;
    const char *nul = memchr(text, '\0', n);
    if (nul == NULL && jy_utf8_valid(text, n))
        return JY_OK;
    for (const char *at = text; at < text + n; line++) {
        const char *newline = memchr(at, '\n', (size_t)(text + n - at));
        size_t len = newline != NULL ? (size_t)(newline - at) + 1 : (size_t)(text + n - at);
        if (memchr(at, '\0', len) != NULL || !jy_utf8_valid(at, len))
            break;
        at += len;
    }
    return jy_fail(err, JY_EINVALID, "%s: line %zu: not UTF-8 text (save the table as CSV UTF-8)",
                   name, line);
}

static enum jy_code check_header(const struct jy_csv_table *t, struct jy_error *err)
{
    for (size_t a = 0; a < t->n_cols; a++) {
        for (size_t b = 0; b < a; b++) {
            if (strcmp(t->text.data + t->cells[a], t->text.data + t->cells[b]) == 0) {
                return jy_fail(err, JY_EINVALID, "%s: line %zu: the column '%s' comes twice",
                               t->name, t->lines[0], t->text.data + t->cells[a]);
            }
        }
    }
    return JY_OK;
}

enum { MAX_COLS = 1000 };

static enum jy_code parse_into(struct jy_csv_table *t, const char *text, size_t n,
                               struct jy_error *err)
{
    enum jy_code code = check_text(t->name, text, n, err);
    if (code != JY_OK)
        return code;
    if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        n -= 3;
    }
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return jy_fail(err, JY_EINTERNAL, "%s: cannot start reading", t->name);
    csv_set_blk_size(&parser, 1 << 12);
    struct reading r = {.table = t, .err = err};
    code = parse_lines(&parser, text, n, &r);
    csv_free(&parser);
    if (code != JY_OK)
        return code;
    if (r.n_rows == 0)
        return jy_fail(err, JY_EINVALID, "%s: the file is empty", t->name);
    if (t->n_cols > MAX_COLS) {
        return jy_fail(err, JY_ELIMIT, "%s: line %zu: more than %d columns", t->name, t->lines[0],
                       (int)MAX_COLS);
    }
    if (r.n_rows == 1) {
        return jy_fail(err, JY_EINVALID, "%s: line %zu: a header and no rows", t->name,
                       t->lines[0]);
    }
    t->n_rows = r.n_rows - 1;
    return check_header(t, err);
}

enum jy_code jy_csv_table_parse(const char *name, const void *bytes, size_t n,
                                struct jy_csv_table *out, struct jy_error *err)
{
    struct jy_csv_table table = {.name = jy_strdup(name), .text = JY_BUF_INIT};
    enum jy_code code = parse_into(&table, bytes, n, err);
    if (code != JY_OK) {
        jy_csv_table_done(&table);
        return code;
    }
    *out = table;
    return JY_OK;
}

enum jy_code jy_csv_table_read(const char *path, struct jy_csv_table *out, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF file = JY_BUF_INIT;
    enum jy_code code = jy_file_read(path, JY_CSV_TABLE_MAX_BYTES, &file, err);
    if (code != JY_OK)
        return code;
    return jy_csv_table_parse(path, jy_buf_text(&file), file.len, out, err);
}

void jy_csv_table_done(struct jy_csv_table *table)
{
    free(table->name);
    jy_buf_done(&table->text);
    free(table->cells);
    free(table->lines);
    *table = (struct jy_csv_table){0};
}

enum jy_code jy_csv_table_column(const struct jy_csv_table *t, const char *column, size_t *out_col,
                                 struct jy_error *err)
{
    for (size_t c = 0; c < t->n_cols; c++) {
        if (strcmp(t->text.data + t->cells[c], column) == 0) {
            *out_col = c;
            return JY_OK;
        }
    }
    struct jy_buf JY_AUTOBUF have = JY_BUF_INIT;
    for (size_t c = 0; c < t->n_cols && c < 12; c++)
        jy_buf_addf(&have, "%s%s", c > 0 ? ", " : "", t->text.data + t->cells[c]);
    return jy_fail(err, JY_EINVALID, "%s: line %zu: no column '%s' (columns: %s)", t->name,
                   t->lines[0], column, jy_buf_text(&have));
}

const char *jy_csv_table_cell(const struct jy_csv_table *t, size_t row, size_t col)
{
    return t->text.data + t->cells[(row + 1) * t->n_cols + col];
}

enum jy_code jy_csv_table_fail(const struct jy_csv_table *t, size_t row, size_t col,
                               struct jy_error *err, const char *fmt, ...)
{
    struct jy_buf JY_AUTOBUF reason = JY_BUF_INIT;
    va_list args;
    va_start(args, fmt);
    jy_buf_vaddf(&reason, fmt, args);
    va_end(args);
    return jy_fail(err, JY_EINVALID, "%s: line %zu: column '%s': %s", t->name, t->lines[row + 1],
                   t->text.data + t->cells[col], jy_buf_text(&reason));
}

enum jy_code jy_csv_table_number(const struct jy_csv_table *t, size_t row, size_t col, double *out,
                                 struct jy_error *err)
{
    const char *cell = jy_csv_table_cell(t, row, col);
    if (*cell == '\0')
        return jy_csv_table_fail(t, row, col, err, "empty, but a number is needed");
    /* Only decimal numbers: no hex, nan or inf, which strtod takes too. */
    char *end = NULL;
    double value = cell[strspn(cell, "0123456789+-.eE")] == '\0' ? strtod(cell, &end) : (double)NAN;
    if (end == NULL || end == cell || *end != '\0')
        return jy_csv_table_fail(t, row, col, err, "'%.40s' is not a number", cell);
    if (!isfinite(value))
        return jy_csv_table_fail(t, row, col, err, "'%.40s' is too large", cell);
    *out = value;
    return JY_OK;
}

enum jy_code jy_csv_table_count(const struct jy_csv_table *t, size_t row, size_t col, uint32_t *out,
                                struct jy_error *err)
{
    double value = 0;
    enum jy_code code = jy_csv_table_number(t, row, col, &value, err);
    if (code != JY_OK)
        return code;
    const char *cell = jy_csv_table_cell(t, row, col);
    if (value < 0) {
        return jy_csv_table_fail(t, row, col, err, "%.40s is negative, but a count is needed",
                                 cell);
    }
    if (value > UINT32_MAX)
        return jy_csv_table_fail(t, row, col, err, "%.40s is too large for a count", cell);
    if (value > floor(value))
        return jy_csv_table_fail(t, row, col, err, "%.40s is not a whole number", cell);
    *out = (uint32_t)value;
    return JY_OK;
}

static int by_cell(const void *a, const void *b, void *context)
{
    const struct jy_csv_index *index = context;
    size_t x = *(const size_t *)a;
    size_t y = *(const size_t *)b;
    int order = strcmp(jy_csv_table_cell(index->table, x, index->col),
                       jy_csv_table_cell(index->table, y, index->col));
    return order != 0 ? order : x < y ? -1 : x > y;
}

enum jy_code jy_csv_index_init(struct jy_csv_index *index, const struct jy_csv_table *t, size_t col,
                               struct jy_error *err)
{
    size_t *rows = jy_calloc(t->n_rows, sizeof *rows);
    *index = (struct jy_csv_index){.table = t, .col = col, .rows = rows};
    for (size_t i = 0; i < t->n_rows; i++)
        rows[i] = i;
    qsort_r(rows, t->n_rows, sizeof *rows, by_cell, index);
    for (size_t i = 0; i < t->n_rows; i++) {
        const char *cell = jy_csv_table_cell(t, rows[i], col);
        enum jy_code code = JY_OK;
        if (*cell == '\0') {
            code = jy_csv_table_fail(t, rows[i], col, err, "empty");
        } else if (i > 0 && strcmp(cell, jy_csv_table_cell(t, rows[i - 1], col)) == 0) {
            code = jy_csv_table_fail(t, rows[i], col, err, "'%.80s' stands already in line %zu",
                                     cell, t->lines[rows[i - 1] + 1]);
        }
        if (code != JY_OK) {
            jy_csv_index_done(index);
            return code;
        }
    }
    return JY_OK;
}

void jy_csv_index_done(struct jy_csv_index *index)
{
    free(index->rows);
    index->rows = NULL;
}

size_t jy_csv_index_find(const struct jy_csv_index *index, const char *key)
{
    size_t low = 0;
    size_t high = index->table->n_rows;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = strcmp(jy_csv_table_cell(index->table, index->rows[mid], index->col), key);
        if (order == 0)
            return index->rows[mid];
        if (order < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return SIZE_MAX;
}

void jy_csv_add_cell(struct jy_buf *out, const char *cell)
{
    size_t len = strlen(cell);
    /* Blanks at the ends are cut by readers unless they are quoted. */
    bool blank_end =
        len > 0 && (strchr(" \t", cell[0]) != NULL || strchr(" \t", cell[len - 1]) != NULL);
    if (strpbrk(cell, ",\"\r\n") == NULL && !blank_end) {
        jy_buf_add(out, cell, len);
        return;
    }
    jy_buf_addc(out, '"');
    for (; *cell != '\0'; cell++) {
        if (*cell == '"')
            jy_buf_addc(out, '"');
        jy_buf_addc(out, *cell);
    }
    jy_buf_addc(out, '"');
}

void jy_csv_add_number(struct jy_buf *out, double value)
{
    char text[32];
    jy_buf_adds(out, isfinite(value) ? jy_double_text(value, text) : "NA");
}
