/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What unit tests share: paths of reference files, CSV tables, a seeded random generator.
 * Include it first: it brings in cmocka with the headers cmocka wants before it.
 */
#pragma once
#include <setjmp.h> /* IWYU pragma: keep */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/** Path of a file under the shared folder, or NULL when it is not there (then skip()). Static
 * buffer. */
const char *support_shared(const char *relative);
/** Path of a file of the source tree. Static buffer. */
const char *support_source(const char *relative);

/** A CSV table in memory; the first row is the header. */
struct support_table {
    size_t n_rows, n_cols;
    char **cells; /* (n_rows + 1) * n_cols, header first */
    char *text;
};
/** Reads @p path (RFC 4180); fails the test when it cannot. */
struct support_table support_table_read(const char *path);
void support_table_free(struct support_table *table);
/** Cell of data row @p row under the header @p column; fails the test when there is none. */
const char *support_cell(const struct support_table *table, size_t row, const char *column);
/** The same as a number; NA and empty are NaN, Infinity is infinite. */
double support_number(const struct support_table *table, size_t row, const char *column);

/** SplitMix64: the same numbers everywhere. */
uint64_t support_random(uint64_t *state);
/** Uniform in [0, 1). */
double support_random_unit(uint64_t *state);

/** Fails the test unless |got - want| <= abs_tol + rel_tol * |want| (NaN equals NaN, inf equals
 * inf). */
#define assert_near(got, want, abs_tol, rel_tol) \
    support_assert_near((got), (want), (abs_tol), (rel_tol), #got, __FILE__, __LINE__)
void support_assert_near(double got, double want, double abs_tol, double rel_tol, const char *what,
                         const char *file, int line);
