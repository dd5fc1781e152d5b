/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/suppress.h"

#include <math.h>
#include <stdlib.h>

#include "src/base/mem.h"

struct table {
    size_t n, n_sums;
    const int64_t *value;
    const uint8_t *open;
    const struct jy_table_sum *sums;
    uint8_t *hidden;
};

/* The order in which cells of a sum are given up: counts, zeros, the total, open cells. */
static int cost_class(const struct table *t, const struct jy_table_sum *sum, size_t k)
{
    const size_t cell = sum->cells[k];
    return t->open[cell] ? 3 : k == 0 ? 2 : t->value[cell] == 0 ? 1 : 0;
}

/* Hides the cheapest cell of a sum that is still shown. */
static bool hide_one(struct table *t, const struct jy_table_sum *sum)
{
    size_t best = sum->n;
    int best_class = 4;
    for (size_t k = 0; k < sum->n; k++) {
        const int class = cost_class(t, sum, k);
        if (t->hidden[sum->cells[k]])
            continue;
        if (class < best_class ||
            (class == best_class && t->value[sum->cells[k]] < t->value[sum->cells[best]])) {
            best = k;
            best_class = class;
        }
    }
    if (best == sum->n)
        return false;
    t->hidden[sum->cells[best]] = 1;
    return true;
}

/* One hidden cell is the rest of the sum; equal ones are its equal shares. */
static bool gives_away(const struct table *t, const struct jy_table_sum *sum)
{
    size_t n_hidden = 0;
    int64_t first = 0;
    bool equal = true;
    for (size_t k = 1; k < sum->n; k++) {
        const size_t cell = sum->cells[k];
        if (!t->hidden[cell])
            continue;
        if (n_hidden++ == 0)
            first = t->value[cell];
        equal = equal && t->value[cell] == first;
    }
    if (t->hidden[sum->cells[0]])
        return n_hidden == 0;
    return n_hidden > 0 && equal;
}

static bool complement_once(struct table *t)
{
    bool changed = false;
    for (size_t s = 0; s < t->n_sums; s++)
        while (gives_away(t, &t->sums[s]) && hide_one(t, &t->sums[s]))
            changed = true;
    return changed;
}

/* --- all sums together ------------------------------------------------------------------------ */

struct matrix {
    size_t rows, cols;
    double *a;
};

static double *at(const struct matrix *m, size_t row, size_t col)
{
    return &m->a[row * m->cols + col];
}

/* Hidden cells are the unknowns; every sum that holds some is a row. */
static struct matrix unknowns(size_t n, size_t n_sums, const struct jy_table_sum *sums,
                              const uint8_t *hidden, size_t *col_of)
{
    struct matrix m = {0, 0, NULL};
    for (size_t i = 0; i < n; i++)
        col_of[i] = hidden[i] ? m.cols++ : SIZE_MAX;
    m.a = jy_calloc(n_sums * m.cols + 1, sizeof *m.a);
    for (size_t s = 0; s < n_sums && m.cols > 0; s++) {
        bool any = false;
        for (size_t k = 0; k < sums[s].n; k++) {
            const size_t col = col_of[sums[s].cells[k]];
            if (col == SIZE_MAX)
                continue;
            *at(&m, m.rows, col) += k == 0 ? -1 : 1;
            any = true;
        }
        m.rows += any;
    }
    return m;
}

static void swap_rows(struct matrix *m, size_t i, size_t j)
{
    for (size_t c = 0; i != j && c < m->cols; c++) {
        const double held = *at(m, i, c);
        *at(m, i, c) = *at(m, j, c);
        *at(m, j, c) = held;
    }
}

/* Takes multiples of the pivot row off all others. */
static void eliminate(struct matrix *m, size_t pivot, size_t col)
{
    const double scale = *at(m, pivot, col);
    for (size_t c = 0; c < m->cols; c++)
        *at(m, pivot, c) /= scale;
    for (size_t r = 0; r < m->rows; r++) {
        const double factor = *at(m, r, col);
        if (r == pivot || fabs(factor) < 1e-9)
            continue;
        for (size_t c = 0; c < m->cols; c++)
            *at(m, r, c) -= factor * *at(m, pivot, c);
    }
}

/* Reduced row echelon form: a row with one entry left is a cell that is known. */
static size_t known_column(struct matrix *m)
{
    size_t rank = 0;
    for (size_t col = 0; col < m->cols && rank < m->rows; col++) {
        size_t best = rank;
        for (size_t r = rank; r < m->rows; r++)
            if (fabs(*at(m, r, col)) > fabs(*at(m, best, col)))
                best = r;
        if (fabs(*at(m, best, col)) < 1e-9)
            continue;
        swap_rows(m, rank, best);
        eliminate(m, rank, col);
        rank++;
    }
    for (size_t r = 0; r < rank; r++) {
        size_t entries = 0, last = 0;
        for (size_t c = 0; c < m->cols; c++)
            if (fabs(*at(m, r, c)) > 1e-9) {
                entries++;
                last = c;
            }
        if (entries == 1)
            return last;
    }
    return SIZE_MAX;
}

size_t jy_suppress_revealed(size_t n, size_t n_sums, const struct jy_table_sum *sums,
                            const uint8_t *hidden)
{
    size_t *col_of JY_AUTOFREE = jy_malloc((n + 1) * sizeof *col_of);
    struct matrix m = unknowns(n, n_sums, sums, hidden, col_of);
    const size_t col = known_column(&m);
    free(m.a);
    for (size_t i = 0; i < n; i++)
        if (col != SIZE_MAX && col_of[i] == col)
            return i;
    return SIZE_MAX;
}

/* Hides one more cell beside the one that is given away. */
static bool cover(struct table *t, size_t cell)
{
    for (size_t s = 0; s < t->n_sums; s++)
        for (size_t k = 0; k < t->sums[s].n; k++)
            if (t->sums[s].cells[k] == cell && hide_one(t, &t->sums[s]))
                return true;
    return false;
}

void jy_suppress(size_t n, const int64_t *value, const uint8_t *open, size_t n_sums,
                 const struct jy_table_sum *sums, int below, bool complementary, uint8_t *hidden)
{
    struct table t = {n, n_sums, value, open, sums, hidden};
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        hidden[i] = !open[i] && value[i] > 0 && value[i] < below;
        any |= hidden[i] != 0;
    }
    for (bool again = any && complementary; again;) {
        while (complement_once(&t))
            ;
        const size_t cell = jy_suppress_revealed(n, n_sums, sums, hidden);
        again = cell != SIZE_MAX && cover(&t, cell);
    }
}
