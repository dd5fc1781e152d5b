/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Suppression against an attacker who tries every table of counts that fits what is shown. The
 * totals of rows are always shown, the first row is the sum of the others; in half of the tables
 * the last columns are sums of the ones before (districts of chome).
 */
#include <string.h>

#include "src/analysis/suppress.h"

#include "tests/support/support.h"

/* The attacker guesses so far around the counts: enough to be led astray. */
enum { CELLS = 80, AROUND = 3 };

struct crossed {
    size_t rows, cols, places; /* places: columns that are no sums */
    int64_t value[CELLS];
    uint8_t kind[CELLS], hidden[CELLS], group[CELLS];
    size_t row_parent[CELLS], col_parent[CELLS];
};

static int64_t *at(struct crossed *c, size_t row, size_t col)
{
    return &c->value[row * c->cols + col];
}

static void make_crossed(struct crossed *c, bool districts, uint64_t *seed)
{
    memset(c, 0, sizeof *c);
    c->rows = 1 + support_random(seed) % 4;
    c->places = districts ? 4 : 2 + support_random(seed) % 4;
    c->cols = c->places + (districts ? 2 : 0);
    for (size_t row = 0; row < c->rows; row++)
        c->row_parent[row] = row == 0 ? SIZE_MAX : 0;
    for (size_t col = 0; col < c->cols; col++) {
        c->group[col] = col >= c->places;
        c->col_parent[col] = districts && col < 4 ? 4 + col / 2 : SIZE_MAX;
    }
    for (size_t row = c->rows > 1 ? 1 : 0; row < c->rows; row++)
        for (size_t col = 0; col < c->places; col++) {
            const int64_t v = (int64_t)(support_random(seed) % 8);
            *at(c, row, col) = v;
            if (c->rows > 1)
                *at(c, 0, col) += v;
        }
    for (size_t row = 0; row < c->rows && districts; row++)
        for (size_t col = 0; col < 4; col++)
            *at(c, row, 4 + col / 2) += *at(c, row, col);
}

static struct jy_suppress_table table_of(const struct crossed *c)
{
    return (struct jy_suppress_table){c->rows,       c->cols,       c->value, c->kind,
                                      c->row_parent, c->col_parent, c->group};
}

/* --- the attacker ------------------------------------------------------------------------------
 */

struct attack {
    const struct crossed *c;
    int64_t guess[CELLS], least[CELLS], most[CELLS];
    size_t n_fits;
};

static bool fits(const struct attack *a)
{
    const struct crossed *c = a->c;
    for (size_t row = 0; row < c->rows; row++) {
        int64_t off[2] = {0, 0};
        for (size_t col = 0; col < c->cols; col++)
            off[c->group[col]] += a->guess[row * c->cols + col] - c->value[row * c->cols + col];
        if (off[0] != 0 || off[1] != 0)
            return false;
    }
    for (size_t col = 0; col < c->cols; col++) {
        int64_t left = a->guess[col];
        for (size_t row = 1; row < c->rows; row++)
            left -= a->guess[row * c->cols + col];
        if (c->rows > 1 && left != 0)
            return false;
    }
    for (size_t row = 0; row < c->rows; row++)
        for (size_t d = c->places; d < c->cols; d++) {
            int64_t left = a->guess[row * c->cols + d];
            for (size_t col = 0; col < c->places; col++)
                left -= c->col_parent[col] == d ? a->guess[row * c->cols + col] : 0;
            if (left != 0)
                return false;
        }
    return true;
}

static void guess(struct attack *a, size_t cell)
{
    const size_t n = a->c->rows * a->c->cols;
    while (cell < n && !a->c->hidden[cell])
        cell++;
    if (cell < n) {
        const int64_t value = a->c->value[cell];
        for (int64_t v = value > AROUND ? value - AROUND : 0; v <= value + AROUND; v++) {
            a->guess[cell] = v;
            guess(a, cell + 1);
        }
        return;
    }
    if (!fits(a))
        return;
    a->n_fits++;
    for (size_t i = 0; i < n; i++) {
        a->least[i] = a->guess[i] < a->least[i] ? a->guess[i] : a->least[i];
        a->most[i] = a->guess[i] > a->most[i] ? a->guess[i] : a->most[i];
    }
}

static void run_attack(struct attack *a, const struct crossed *c)
{
    *a = (struct attack){.c = c};
    for (size_t i = 0; i < c->rows * c->cols; i++) {
        a->guess[i] = c->value[i];
        a->least[i] = INT64_MAX;
        a->most[i] = INT64_MIN;
    }
    guess(a, 0);
    assert_true(a->n_fits > 0);
}

static size_t count_hidden(const struct crossed *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->rows * c->cols; i++)
        n += c->hidden[i];
    return n;
}

static bool is_small(const struct crossed *c, size_t i)
{
    return c->value[i] > 0 && c->value[i] < 3;
}

/* How many small counts the attacker narrows to less than 1 ... 3. */
static size_t narrowed(const struct crossed *c)
{
    struct attack a;
    size_t n = 0;
    run_attack(&a, c);
    for (size_t i = 0; i < c->rows * c->cols; i++)
        n += is_small(c, i) && (a.least[i] > 1 || a.most[i] < 3);
    return n;
}

/* --- tests -------------------------------------------------------------------------------------
 */

static void no_total_undoes_it(void **state)
{
    (void)state;
    uint64_t seed = 20240401;
    int n_attacked = 0, n_bare = 0;
    for (int round = 0; round < 1500; round++) {
        struct crossed c;
        make_crossed(&c, round % 2 == 1, &seed);
        const struct jy_suppress_table t = table_of(&c);
        const size_t left = jy_suppress(&t, 3, true, c.hidden);
        for (size_t i = 0; i < c.rows * c.cols; i++)
            assert_true(c.hidden[i] || !is_small(&c, i));
        if (left > 0 || count_hidden(&c) == 0 || count_hidden(&c) > 6)
            continue;
        assert_int_equal(narrowed(&c), 0);
        n_attacked++;
        (void)!jy_suppress(&t, 3, false, c.hidden);
        n_bare += narrowed(&c) > 0;
    }
    assert_true(n_attacked > 100);
    assert_true(n_bare > n_attacked / 2); /* without company the same attacker succeeds */
}

/* 9 = 1 + 1 + 4 + 3: two ones beside a total of 2 would be told by it; a third is hidden. */
static void equal_small_counts_get_company(void **state)
{
    (void)state;
    struct crossed c = {.rows = 1, .cols = 4, .places = 4, .value = {1, 1, 4, 3}};
    c.row_parent[0] = SIZE_MAX;
    for (size_t i = 0; i < 4; i++)
        c.col_parent[i] = SIZE_MAX;
    const struct jy_suppress_table t = table_of(&c);
    assert_int_equal(jy_suppress(&t, 3, true, c.hidden), 0);
    const uint8_t want[] = {1, 1, 0, 1};
    assert_memory_equal(c.hidden, want, 4);
    (void)!jy_suppress(&t, 3, false, c.hidden);
    const uint8_t primary[] = {1, 1, 0, 0};
    assert_memory_equal(c.hidden, primary, 4);
}

/* 3 = 2 + 1 by kind: the kinds are told at one place unless another place hides them too. */
static void kinds_of_an_offence_do_not_tell(void **state)
{
    (void)state;
    struct crossed c = {.rows = 3,
                        .cols = 3,
                        .places = 3,
                        .value = {12, 12, 12, /* = */ 11, 7, 6, /* + */ 1, 5, 6}};
    c.row_parent[0] = SIZE_MAX;
    for (size_t i = 0; i < 3; i++)
        c.col_parent[i] = SIZE_MAX;
    const struct jy_suppress_table t = table_of(&c);
    assert_int_equal(jy_suppress(&t, 3, true, c.hidden), 0);
    const uint8_t want[] = {0, 0, 0, 1, 1, 0, 1, 1, 0};
    assert_memory_equal(c.hidden, want, 9);
}

/* What is published elsewhere is shown, and what follows from it alone cannot be kept. */
static void open_cells_stay(void **state)
{
    (void)state;
    struct crossed c = {.rows = 1, .cols = 3, .places = 3, .value = {1, 7, 9}};
    c.row_parent[0] = SIZE_MAX;
    for (size_t i = 0; i < 3; i++)
        c.col_parent[i] = SIZE_MAX;
    c.kind[1] = c.kind[2] = JY_CELL_OPEN;
    const struct jy_suppress_table t = table_of(&c);
    assert_int_equal(jy_suppress(&t, 3, true, c.hidden), 1);
    const uint8_t want[] = {1, 0, 0};
    assert_memory_equal(c.hidden, want, 3);
    c.kind[0] = JY_CELL_OPEN;
    assert_int_equal(jy_suppress(&t, 3, true, c.hidden), 0);
    assert_int_equal(c.hidden[0], 0);
}

/* A remainder that is never seen takes the difference: nothing else has to go with it. */
static void a_remainder_takes_the_difference(void **state)
{
    (void)state;
    struct crossed c = {.rows = 3,
                        .cols = 2,
                        .places = 2,
                        .value = {20, 20, /* known kind */ 2, 8, /* the rest */ 18, 12}};
    c.row_parent[0] = SIZE_MAX;
    c.col_parent[0] = c.col_parent[1] = SIZE_MAX;
    c.kind[4] = c.kind[5] = JY_CELL_UNSEEN;
    const struct jy_suppress_table t = table_of(&c);
    assert_int_equal(jy_suppress(&t, 3, true, c.hidden), 0);
    const uint8_t want[] = {0, 0, 1, 1, 0, 0};
    assert_memory_equal(c.hidden, want, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_total_undoes_it),
        cmocka_unit_test(equal_small_counts_get_company),
        cmocka_unit_test(kinds_of_an_offence_do_not_tell),
        cmocka_unit_test(open_cells_stay),
        cmocka_unit_test(a_remainder_takes_the_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
