/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A small CSV table in memory (RFC 4180 through libcsv; UTF-8 with or without BOM), for commands
 * that take their input as plain tables. Every error names file, line and column.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "src/base/error.h"

/** A file may hold this much. */
#define JY_CSV_TABLE_MAX_BYTES ((size_t)256 << 20)

struct jy_csv_table {
    char *name; /**< of the file, for messages */
    size_t n_rows, n_cols;
    struct jy_buf text; /**< all cells, each ending in NUL */
    size_t *cells;      /**< offsets into text: the header row, then n_rows rows of n_cols */
    size_t n_cells, cells_cap;
    size_t *lines; /**< line of each row, the header's first; 1-based */
    size_t lines_cap;
};

/**
 * Reads the table in @p path. Blank lines are skipped; spaces around unquoted cells are cut.
 * JY_EINVALID for an empty file, a header without rows, a repeated column, a row with more or fewer
 * cells than the header, bad quoting, or bytes that are not UTF-8. Release with jy_csv_table_done()
 * after JY_OK.
 */
JY_MUST_CHECK enum jy_code jy_csv_table_read(const char *path, struct jy_csv_table *out,
                                             struct jy_error *err);
/** The same for bytes in memory; @p name stands for the file in messages. */
JY_MUST_CHECK enum jy_code jy_csv_table_parse(const char *name, const void *bytes, size_t n,
                                              struct jy_csv_table *out, struct jy_error *err);
void jy_csv_table_done(struct jy_csv_table *table);

/** Finds the column named @p column, exactly. */
JY_MUST_CHECK enum jy_code jy_csv_table_column(const struct jy_csv_table *table, const char *column,
                                               size_t *out_col, struct jy_error *err);

/** A cell, borrowed. @p row counts data rows from 0. */
const char *jy_csv_table_cell(const struct jy_csv_table *table, size_t row, size_t col);

/** Records "FILE: line N: column C: ..." with the given reason; returns JY_EINVALID. */
__attribute__((format(printf, 5, 6))) enum jy_code
jy_csv_table_fail(const struct jy_csv_table *table, size_t row, size_t col, struct jy_error *err,
                  const char *fmt, ...);

/** The cell as a finite decimal number. */
JY_MUST_CHECK enum jy_code jy_csv_table_number(const struct jy_csv_table *table, size_t row,
                                               size_t col, double *out, struct jy_error *err);
/** The cell as a whole number in [0, UINT32_MAX] ("12" or "12.0"). */
JY_MUST_CHECK enum jy_code jy_csv_table_count(const struct jy_csv_table *table, size_t row,
                                              size_t col, uint32_t *out, struct jy_error *err);

/** Rows by the text of one column. */
struct jy_csv_index {
    const struct jy_csv_table *table;
    size_t col;
    size_t *rows; /**< sorted by cell */
};

/** Indexes a column whose cells must be there and differ. O(n log n). */
JY_MUST_CHECK enum jy_code jy_csv_index_init(struct jy_csv_index *index,
                                             const struct jy_csv_table *table, size_t col,
                                             struct jy_error *err);
void jy_csv_index_done(struct jy_csv_index *index);
/** The row whose cell is @p key, or SIZE_MAX. */
size_t jy_csv_index_find(const struct jy_csv_index *index, const char *key);

/** Appends @p cell to a row that is being written, quoted where RFC 4180 asks for it. */
void jy_csv_add_cell(struct jy_buf *out, const char *cell);
/** Appends a number in its shortest exact form; NaN and infinities are NA. */
void jy_csv_add_number(struct jy_buf *out, double value);
