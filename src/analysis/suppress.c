/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/suppress.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"

/*
 * A move along one direction: +1 or -1 at some nodes of a tree such that every sum of the tree
 * still holds. Started at node s with +1:
 *
 *   s has children: one of them gets +1 too, and so on down;
 *   s has a parent: a sibling gets -1 (and one of its children, and so on down), or the parent
 *   gets +1 and the question is its parent's.
 *
 * The product of a move of offences and one of places keeps all sums of both directions.
 */
enum { NODES_MAX = 12, MOVES_FIRST = 64, MOVES_MAX = 4096 };

struct move {
    uint8_t n;
    int8_t sign[NODES_MAX];
    uint32_t node[NODES_MAX];
};

struct moves {
    size_t n, cap;
    struct move *list;
};

struct tree {
    size_t n;
    const size_t *parent;
    const uint8_t *group; /* NULL: roots are bound by nothing */
};

static void add_node(struct move *m, size_t node, int sign)
{
    if (m->n < NODES_MAX) {
        m->node[m->n] = (uint32_t)node;
        m->sign[m->n] = (int8_t)sign;
    }
    m->n++;
}

static void keep(struct moves *out, const struct move *m)
{
    if (m->n > NODES_MAX || out->n >= MOVES_MAX)
        return;
    out->list = jy_grow(out->list, &out->cap, out->n + 1, sizeof *out->list);
    out->list[out->n++] = *m;
}

static bool is_leaf(const struct tree *t, size_t node)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->parent[i] == node)
            return false;
    }
    return true;
}

static bool same_sum(const struct tree *t, size_t a, size_t b)
{
    if (a == b || t->parent[a] != t->parent[b])
        return false;
    return t->parent[a] != SIZE_MAX || (t->group != NULL && t->group[a] == t->group[b]);
}

static void go_up(const struct tree *t, const struct move *m, size_t node, struct moves *out);

/* Adds the node and each way down from it; then goes on up from @p start, or ends. A move has
 * NODES_MAX nodes at most; and on its way up one a level of the tree.
 * NOLINTNEXTLINE(misc-no-recursion): bounded by that */
static void go_down(const struct tree *t, const struct move *m, size_t node, int sign, size_t start,
                    struct moves *out)
{
    struct move next = *m;
    add_node(&next, node, sign);
    if (next.n > NODES_MAX)
        return;
    if (!is_leaf(t, node)) {
        for (size_t i = 0; i < t->n; i++) {
            if (t->parent[i] == node)
                go_down(t, &next, i, sign, start, out);
        }
    } else if (start != SIZE_MAX) {
        go_up(t, &next, start, out);
    } else {
        keep(out, &next);
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): as go_down() */
static void go_up(const struct tree *t, const struct move *m, size_t node, struct moves *out)
{
    for (size_t i = 0; i < t->n; i++) {
        if (same_sum(t, node, i))
            go_down(t, m, i, -1, SIZE_MAX, out);
    }
    if (t->parent[node] != SIZE_MAX) {
        struct move next = *m;
        add_node(&next, t->parent[node], 1);
        go_up(t, &next, t->parent[node], out);
    } else if (t->group == NULL) {
        keep(out, m);
    }
}

static struct moves moves_from(const struct tree *t, size_t node)
{
    struct moves out = {0};
    const struct move none = {0};
    go_down(t, &none, node, 1, node, &out);
    return out;
}

/* --- choosing ----------------------------------------------------------------------------------
 */

struct work {
    const struct jy_suppress_table *t;
    struct moves *rows, *cols; /* by node */
    uint8_t *row_leaf, *col_leaf;
    uint8_t *uncounted; /* [row * 256 + group] */
    uint8_t *hidden;
    int64_t *value; /* the table as it is moved */
};

/* What hiding a cell costs that is shown; cells that are not seen cost nothing. */
static int cost_of(const struct work *w, size_t row, size_t col)
{
    const size_t cell = row * w->t->n_cols + col;
    if (w->hidden[cell] || w->t->kind[cell] != JY_CELL_SHOWN)
        return 0;
    const int64_t value = w->t->value[cell];
    int cost = value == 0 ? 48 : 30 + (int)(value > 30 ? 30 : value);
    if (!w->row_leaf[row])
        cost *= 2;
    return w->col_leaf[col] ? cost : 4 * cost;
}

/* Does no table count the row in any column of this group? Then nothing is told there. */
static bool uncounted(const struct work *w, size_t row, size_t col)
{
    return w->uncounted[row * 256 + w->t->col_group[col]] != 0;
}

static void note_uncounted(struct work *w)
{
    const struct jy_suppress_table *t = w->t;
    w->uncounted = jy_malloc(t->n_rows * 256 + 1);
    memset(w->uncounted, 1, t->n_rows * 256);
    for (size_t i = 0; i < t->n_rows * t->n_cols; i++) {
        if (t->kind[i] != JY_CELL_NONE)
            w->uncounted[i / t->n_cols * 256 + t->col_group[i % t->n_cols]] = 0;
    }
}

struct product {
    const struct move *row, *col;
    int cost;
    int64_t step; /* most that each cell can change by */
};

/* Can the product move the first cell towards @p direction? */
static bool try_product(const struct work *w, const struct move *rows, const struct move *cols,
                        int direction, int64_t want, int cheapest, struct product *out)
{
    int cost = 0;
    int64_t step = want;
    for (size_t r = 0; r < rows->n; r++) {
        const size_t row = rows->node[r];
        for (size_t k = 0; k < cols->n; k++) {
            const size_t cell = row * w->t->n_cols + cols->node[k];
            const int kind = w->t->kind[cell];
            if (uncounted(w, row, cols->node[k]))
                continue;
            if (kind == JY_CELL_OPEN || kind == JY_CELL_NONE)
                return false;
            if (rows->sign[r] * cols->sign[k] * direction < 0 && w->value[cell] < step)
                step = w->value[cell];
            cost += cost_of(w, row, cols->node[k]);
            if (step < 1 || cost >= cheapest)
                return false;
        }
    }
    *out = (struct product){rows, cols, cost, step};
    return true;
}

static bool cheapest_product(const struct work *w, size_t row, size_t col, int direction,
                             int64_t want, size_t most, struct product *out)
{
    const struct moves *rows = &w->rows[row], *cols = &w->cols[col];
    int cheapest = INT32_MAX;
    for (size_t k = 0; k < cols->n && k < most && cheapest > 0; k++) {
        for (size_t r = 0; r < rows->n && r < most && cheapest > 0; r++) {
            if (try_product(w, &rows->list[r], &cols->list[k], direction, want, cheapest, out))
                cheapest = out->cost;
        }
    }
    return cheapest < INT32_MAX;
}

static void apply(struct work *w, const struct product *p, int direction)
{
    for (size_t r = 0; r < p->row->n; r++) {
        for (size_t k = 0; k < p->col->n; k++) {
            const size_t cell = p->row->node[r] * w->t->n_cols + p->col->node[k];
            if (w->t->kind[cell] == JY_CELL_NONE)
                continue;
            w->value[cell] += p->step * p->row->sign[r] * p->col->sign[k] * direction;
            w->hidden[cell] |= w->t->kind[cell] == JY_CELL_SHOWN;
        }
    }
}

/* Hides until the cell can be @p want more or less; false: as far as it went. */
static bool protect(struct work *w, size_t cell, int direction, int64_t want)
{
    const size_t row = cell / w->t->n_cols, col = cell % w->t->n_cols;
    memcpy(w->value, w->t->value, w->t->n_rows * w->t->n_cols * sizeof *w->value);
    while (want > 0) {
        struct product p;
        if (!cheapest_product(w, row, col, direction, want, MOVES_FIRST, &p) &&
            !cheapest_product(w, row, col, direction, want, MOVES_MAX, &p))
            return false;
        apply(w, &p, direction);
        want -= p.step;
    }
    return true;
}

static void make_moves(const struct tree *t, struct moves **out, uint8_t **leaf)
{
    *out = jy_calloc(t->n + 1, sizeof **out);
    *leaf = jy_calloc(t->n + 1, 1);
    for (size_t i = 0; i < t->n; i++) {
        (*out)[i] = moves_from(t, i);
        (*leaf)[i] = is_leaf(t, i);
    }
}

static void free_moves(struct moves *moves, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(moves[i].list);
    free(moves);
}

static size_t complement(const struct jy_suppress_table *t, int below, uint8_t *hidden)
{
    const size_t n = t->n_rows * t->n_cols;
    const struct tree rows = {t->n_rows, t->row_parent, NULL},
                      cols = {t->n_cols, t->col_parent, t->col_group};
    struct work w = {.t = t, .value = jy_malloc((n + 1) * sizeof *w.value)};
    size_t n_left = 0;
    w.hidden = hidden;
    note_uncounted(&w);
    make_moves(&rows, &w.rows, &w.row_leaf);
    make_moves(&cols, &w.cols, &w.col_leaf);
    for (size_t i = 0; i < n; i++) {
        const int64_t value = t->value[i];
        if (t->kind[i] != JY_CELL_SHOWN || value < 1 || value >= below)
            continue;
        const bool more = protect(&w, i, 1, below - value), less = protect(&w, i, -1, value - 1);
        n_left += !more || !less;
    }
    free_moves(w.rows, t->n_rows);
    free_moves(w.cols, t->n_cols);
    free(w.uncounted);
    free(w.row_leaf);
    free(w.col_leaf);
    free(w.value);
    return n_left;
}

size_t jy_suppress(const struct jy_suppress_table *table, int below, bool complementary,
                   uint8_t *hidden)
{
    bool any = false;
    for (size_t i = 0; i < table->n_rows * table->n_cols; i++) {
        hidden[i] =
            table->kind[i] == JY_CELL_SHOWN && table->value[i] > 0 && table->value[i] < below;
        any |= hidden[i] != 0;
    }
    return any && complementary ? complement(table, below, hidden) : 0;
}
