/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How many cells more than needed are withheld? For small tables the least number is found exactly
 * and held against what jy_suppress() withholds.
 *
 * A table of kinds that add up to a group, by places whose totals are shown, is a network: a count
 * of a kind is an arc from its kind to its place, the group's count one from the place to the
 * group, and tables that fit everything shown differ by circulations. A withheld cell can be more
 * by any number and less by its count; so how far a small count can go up or down is a largest flow
 * between its ends (whole numbers: the network is totally unimodular). Where the flow is too small,
 * the least cut names cells of which some must be withheld too; the smallest set that meets all
 * cuts found so far either protects all small counts, and is then the optimum, or gives a new cut
 * (constraint generation; Fischetti & Salazar 2001, Management Science 47, 1008-1027).
 */
#include <stdlib.h>
#include <string.h>

#include "src/analysis/suppress.h"

#include "tests/support/support.h"

enum { CELLS = 104, NODES = 21, CUTS = 4000, BELOW = 3, STEPS_MAX = 3000 };

struct table {
    size_t rows, cols; /* the last row is the sum of the others */
    int64_t value[CELLS];
    uint8_t kind[CELLS], group[CELLS], hidden[CELLS];
    size_t row_parent[CELLS], col_parent[CELLS];
};

static size_t n_cells(const struct table *t)
{
    return t->rows * t->cols;
}

static bool is_small(const struct table *t, size_t cell)
{
    return t->value[cell] > 0 && t->value[cell] < BELOW;
}

static void make_table(struct table *t, size_t kinds, size_t cols, uint32_t most, uint64_t *seed)
{
    memset(t, 0, sizeof *t);
    t->rows = kinds + 1;
    t->cols = cols;
    for (size_t i = 0; i < n_cells(t); i++)
        t->col_parent[i] = t->row_parent[i] = SIZE_MAX;
    for (size_t r = 0; r < kinds; r++) {
        t->row_parent[r] = kinds;
        for (size_t c = 0; c < cols; c++) {
            /* squared: many small ones and a few large, as tables of a city are */
            const double u = support_random_unit(seed);
            t->value[r * cols + c] = (int64_t)(u * u * most);
            t->value[kinds * cols + c] += t->value[r * cols + c];
        }
    }
}

/* --- how far a count can go --------------------------------------------------------------------
 */

static size_t tail_of(const struct table *t, size_t cell)
{
    const size_t row = cell / t->cols, place = t->rows + cell % t->cols;
    return row + 1 < t->rows ? row : place;
}

static size_t head_of(const struct table *t, size_t cell)
{
    const size_t row = cell / t->cols, place = t->rows + cell % t->cols;
    return row + 1 < t->rows ? place : row;
}

struct flow {
    int64_t cap[NODES][NODES]; /* one arc at most between two nodes, each way */
    bool seen[NODES];
};

static void fill_flow(const struct table *t, const uint8_t *hidden, size_t without, struct flow *f)
{
    memset(f, 0, sizeof *f);
    for (size_t i = 0; i < n_cells(t); i++) {
        if (!hidden[i] || i == without)
            continue;
        f->cap[tail_of(t, i)][head_of(t, i)] += BELOW;
        f->cap[head_of(t, i)][tail_of(t, i)] += t->value[i];
    }
}

static bool augment(struct flow *f, size_t n, size_t at, size_t to)
{
    f->seen[at] = true;
    if (at == to)
        return true;
    for (size_t next = 0; next < n; next++) {
        if (f->cap[at][next] > 0 && !f->seen[next] && augment(f, n, next, to)) {
            f->cap[at][next]--;
            f->cap[next][at]++;
            return true;
        }
    }
    return false;
}

/* As much as @p want; afterwards f->seen is the side of the least cut that @p from is on. */
static int64_t largest_flow(struct flow *f, size_t n, size_t from, size_t to, int64_t want)
{
    int64_t flow = 0;
    for (; flow < want; flow++) {
        memset(f->seen, 0, sizeof f->seen);
        if (!augment(f, n, from, to))
            break;
    }
    return flow;
}

/* --- cuts --------------------------------------------------------------------------------------
 */

/* Of the cells with a capacity here so many must be withheld that their sum is `need`. */
struct cut {
    int64_t need;
    uint8_t cap[CELLS];
};

static struct cut cuts[CUTS];
static size_t n_cuts;

/* What each cell would carry over the cut, at most as much as is wanted. */
static void add_cut(const struct table *t, const struct flow *f, size_t without, int64_t want)
{
    assert_true(n_cuts < CUTS);
    struct cut *cut = &cuts[n_cuts++];
    memset(cut, 0, sizeof *cut);
    cut->need = want;
    for (size_t i = 0; i < n_cells(t); i++) {
        const bool a = f->seen[tail_of(t, i)], b = f->seen[head_of(t, i)];
        if (i == without || a == b)
            continue;
        const int64_t cap = a ? BELOW : t->value[i];
        cut->cap[i] = (uint8_t)(cap < want ? cap : want);
    }
}

/* True: every small count can be 1 and BELOW. Else with @p learn the cuts that say why not. */
static bool is_protected(const struct table *t, const uint8_t *hidden, bool learn)
{
    const size_t n = t->rows + t->cols;
    bool all = true;
    for (size_t i = 0; i < n_cells(t); i++) {
        for (int up = 0; up < 2 && is_small(t, i); up++) {
            const int64_t want = up ? BELOW - t->value[i] : t->value[i] - 1;
            struct flow f;
            fill_flow(t, hidden, i, &f);
            const size_t from = up ? head_of(t, i) : tail_of(t, i),
                         to = up ? tail_of(t, i) : head_of(t, i);
            if (largest_flow(&f, n, from, to, want) == want)
                continue;
            all = false;
            if (learn)
                add_cut(t, &f, i, want);
        }
    }
    return all;
}

/* --- the smallest set that meets all cuts ------------------------------------------------------
 */

struct search {
    const struct table *t;
    uint8_t in[CELLS], out[CELLS];
    size_t n_in, best;
    uint8_t found[CELLS];
    long steps;
};

static int64_t left_of(const struct search *s, const struct cut *cut)
{
    int64_t left = cut->need;
    for (size_t i = 0; i < n_cells(s->t) && left > 0; i++)
        left -= s->in[i] ? cut->cap[i] : 0;
    return left;
}

/* Cells that can still help; 0 with a need left: a dead end. */
static size_t n_open(const struct search *s, const struct cut *cut)
{
    size_t n = 0;
    for (size_t i = 0; i < n_cells(s->t); i++)
        n += cut->cap[i] > 0 && !s->in[i] && !s->out[i];
    return n;
}

/* Cuts without a cell in common each need one of their own; finds the tightest cut on the way. */
static size_t least_more(const struct search *s, const struct cut **tightest)
{
    bool used[CELLS] = {false};
    size_t n = 0, fewest = SIZE_MAX;
    *tightest = NULL;
    for (size_t k = 0; k < n_cuts; k++) {
        if (left_of(s, &cuts[k]) <= 0)
            continue;
        const size_t open = n_open(s, &cuts[k]);
        if (open < fewest) {
            fewest = open;
            *tightest = &cuts[k];
        }
        bool apart = true;
        for (size_t i = 0; i < n_cells(s->t); i++)
            apart = apart && !(cuts[k].cap[i] > 0 && !s->in[i] && !s->out[i] && used[i]);
        if (!apart)
            continue;
        n++;
        for (size_t i = 0; i < n_cells(s->t); i++)
            used[i] = used[i] || (cuts[k].cap[i] > 0 && !s->in[i] && !s->out[i]);
    }
    return n;
}

static void search(struct search *s)
{
    const struct cut *cut;
    const size_t more = least_more(s, &cut);
    uint8_t tried[CELLS] = {0};
    if (s->n_in + more >= s->best || ++s->steps > STEPS_MAX)
        return;
    if (cut == NULL) {
        s->best = s->n_in;
        memcpy(s->found, s->in, sizeof s->found);
        return;
    }
    for (size_t i = 0; i < n_cells(s->t); i++) {
        if (cut->cap[i] == 0 || s->in[i] || s->out[i])
            continue;
        s->in[i] = 1;
        s->n_in++;
        search(s);
        s->in[i] = 0;
        s->n_in--;
        s->out[i] = tried[i] = 1; /* sets with it are done */
    }
    for (size_t i = 0; i < n_cells(s->t); i++)
        s->out[i] = s->out[i] && !tried[i];
}

/* The least number of cells, small ones included; 0: not found within the steps allowed. */
static size_t optimum(const struct table *t, size_t at_most)
{
    struct search s;
    uint8_t hidden[CELLS];
    long steps = 0;
    n_cuts = 0;
    for (size_t i = 0; i < n_cells(t); i++)
        hidden[i] = is_small(t, i);
    while (!is_protected(t, hidden, true)) {
        memset(&s, 0, sizeof s);
        s.t = t;
        s.best = at_most + 1;
        s.steps = steps;
        for (size_t i = 0; i < n_cells(t); i++) {
            s.in[i] = is_small(t, i);
            s.n_in += s.in[i];
        }
        search(&s);
        steps = s.steps;
        if (steps > STEPS_MAX)
            return 0;
        assert_true(s.best <= at_most); /* what was withheld is one way */
        memcpy(hidden, s.found, sizeof hidden);
    }
    size_t n = 0;
    for (size_t i = 0; i < n_cells(t); i++)
        n += hidden[i];
    return n;
}

/* --- the comparison ----------------------------------------------------------------------------
 */

struct sums {
    size_t tables, small, withheld, least, unsolved;
};

static void compare(size_t kinds, size_t cols, uint32_t most, uint64_t *seed, struct sums *sums)
{
    struct table t;
    make_table(&t, kinds, cols, most, seed);
    const struct jy_suppress_table table = {t.rows,       t.cols,       t.value, t.kind,
                                            t.row_parent, t.col_parent, t.group};
    size_t withheld = 0, small = 0;
    if (jy_suppress(&table, BELOW, true, t.hidden) > 0)
        return; /* a total tells a count: no set protects it */
    for (size_t i = 0; i < n_cells(&t); i++) {
        withheld += t.hidden[i];
        small += is_small(&t, i);
    }
    assert_true(is_protected(&t, t.hidden, false));
    const size_t least = optimum(&t, withheld);
    if (least == 0 && small > 0) {
        sums->unsolved++;
        return;
    }
    assert_true(least <= withheld);
    sums->tables++;
    sums->small += small;
    sums->withheld += withheld;
    sums->least += least;
}

static void test_optimum(void **state)
{
    (void)state;
    static const struct {
        size_t kinds, cols;
        uint32_t most;
        int n;
    } sizes[] = {{1, 8, 8, 60}, {3, 5, 8, 60}, {4, 6, 12, 60}, {5, 8, 40, 40}, {11, 8, 40, 8}};
    struct sums all = {0};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        uint64_t seed = 100 + k;
        struct sums sums = {0};
        for (int i = 0; i < sizes[k].n; i++)
            compare(sizes[k].kinds, sizes[k].cols, sizes[k].most, &seed, &sums);
        print_message("# %zu kinds, %zu places: %zu tables, %zu small counts; withheld %zu, least "
                      "%zu; %zu not solved\n",
                      sizes[k].kinds, sizes[k].cols, sums.tables, sums.small, sums.withheld,
                      sums.least, sums.unsolved);
        all.withheld += sums.withheld;
        all.least += sums.least;
    }
    assert_true(all.withheld * 100 <= all.least * 120);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_optimum)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
