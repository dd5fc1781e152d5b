/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/io/csv_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_row(const struct jy_csv_table *t, size_t row, struct jy_buf *out)
{
    for (size_t c = 0; c < t->n_cols; c++) {
        if (c > 0)
            jy_buf_addc(out, ',');
        jy_csv_add_cell(out, t->text.data + t->cells[row * t->n_cols + c]);
    }
    /* One empty cell alone would be a blank line. */
    bool lone = t->n_cols == 1 && t->text.data[t->cells[row]] == '\0';
    jy_buf_adds(out, lone ? "\"\"\n" : "\n");
}

static void write_again(const struct jy_csv_table *t, struct jy_buf *out)
{
    jy_buf_adds(out, "\xEF\xBB\xBF"); /* so that one in the first cell stays there */
    for (size_t r = 0; r <= t->n_rows; r++)
        write_row(t, r, out);
}

static void expect(bool truth)
{
    if (!truth)
        abort();
}

/* Properties: what was read, written and read again has the same cells; every row can be indexed
 * and found or is refused; numbers are read or refused. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jy_csv_table t;
    struct jy_error err;
    if (jy_csv_table_parse("fuzz", data, size, &t, &err) != JY_OK) {
        expect(err.text[0] != '\0');
        return 0;
    }
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    write_again(&t, &text);
    struct jy_csv_table again;
    expect(jy_csv_table_parse("again", jy_buf_text(&text), text.len, &again, &err) == JY_OK);
    expect(again.n_rows == t.n_rows && again.n_cols == t.n_cols);
    for (size_t k = 0; k < t.n_cells; k++)
        expect(strcmp(t.text.data + t.cells[k], again.text.data + again.cells[k]) == 0);
    jy_csv_table_done(&again);
    struct jy_csv_index index;
    if (jy_csv_index_init(&index, &t, 0, &err) == JY_OK) {
        for (size_t r = 0; r < t.n_rows; r++)
            expect(jy_csv_index_find(&index, jy_csv_table_cell(&t, r, 0)) == r);
        jy_csv_index_done(&index);
    }
    for (size_t r = 0; r < t.n_rows; r++) {
        uint32_t count;
        double number = 0;
        if (jy_csv_table_count(&t, r, t.n_cols - 1, &count, &err) == JY_OK)
            expect(jy_csv_table_number(&t, r, t.n_cols - 1, &number, &err) == JY_OK && number >= 0);
    }
    jy_csv_table_done(&t);
    return 0;
}
