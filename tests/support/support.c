/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/support/support.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *join(char *path, const char *folder, const char *relative)
{
    (void)snprintf(path, PATH_MAX, "%s/%s", folder, relative);
    return path;
}

const char *support_shared(const char *relative)
{
    static char path[PATH_MAX];
    const char *folder = getenv("JOYATO_SHARED");
    if (folder == NULL)
        return NULL;
    (void)join(path, folder, relative);
    return access(path, R_OK) == 0 ? path : NULL;
}

const char *support_source(const char *relative)
{
    static char path[PATH_MAX];
    const char *folder = getenv("top_srcdir");
    return join(path, folder != NULL ? folder : ".", relative);
}

static char *read_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("cannot open %s", path);
    (void)fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = malloc((size_t)size + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)size, file), size);
    text[size] = '\0';
    (void)fclose(file);
    return text;
}

/* Cuts one field in place, unquoting; returns the character that ended it. */
static char cut_field(char **cursor, char **out)
{
    char *in = *cursor;
    char *to = in;
    *out = in;
    bool quoted = *in == '"';
    if (quoted)
        in++;
    for (;; in++) {
        if (quoted && *in == '"') {
            if (in[1] == '"')
                in++;
            else {
                quoted = false;
                continue;
            }
        } else if (!quoted && (*in == ',' || *in == '\n' || *in == '\0')) {
            break;
        }
        if (*in == '\0')
            break;
        if (*in != '\r')
            *to++ = *in;
    }
    char end = *in;
    *to = '\0';
    *cursor = end == '\0' ? in : in + 1;
    return end;
}

struct support_table support_table_read(const char *path)
{
    struct support_table table = {.text = read_text(path)};
    size_t n = 0, cap = 0;
    char *cursor = table.text;
    if (strncmp(cursor, "\xEF\xBB\xBF", 3) == 0)
        cursor += 3;
    while (*cursor != '\0') {
        if (n == cap) {
            cap = cap == 0 ? 256 : 2 * cap;
            table.cells = realloc(table.cells, cap * sizeof *table.cells);
            assert_non_null(table.cells);
        }
        char end = cut_field(&cursor, &table.cells[n++]);
        if (end != ',' && table.n_cols == 0)
            table.n_cols = n;
    }
    assert_true(table.n_cols > 0 && n % table.n_cols == 0);
    table.n_rows = n / table.n_cols - 1;
    return table;
}

void support_table_free(struct support_table *table)
{
    free(table->cells);
    free(table->text);
}

const char *support_cell(const struct support_table *table, size_t row, const char *column)
{
    assert_true(row < table->n_rows);
    for (size_t c = 0; c < table->n_cols; c++)
        if (strcmp(table->cells[c], column) == 0)
            return table->cells[(row + 1) * table->n_cols + c];
    fail_msg("no column %s", column);
    return "";
}

double support_number(const struct support_table *table, size_t row, const char *column)
{
    const char *text = support_cell(table, row, column);
    if (text[0] == '\0' || strcmp(text, "NA") == 0)
        return (double)NAN;
    if (strcmp(text, "Infinity") == 0)
        return (double)INFINITY;
    return strtod(text, NULL);
}

uint64_t support_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

double support_random_unit(uint64_t *state)
{
    return (double)(support_random(state) >> 11) * 0x1p-53;
}

void support_assert_near(double got, double want, double abs_tol, double rel_tol, const char *what,
                         const char *file, int line)
{
    if (isnan(want)   ? isnan(got)
        : isinf(want) ? got == want
                      : fabs(got - want) <= abs_tol + rel_tol * fabs(want))
        return;
    print_error("%s: got %.17g, want %.17g\n", what, got, want);
    _fail(file, line);
}
