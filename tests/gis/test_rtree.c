/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "gis/rtree.h"

#include "tests/support/support.h"

static struct gis_box random_box(uint64_t *seed, double size_m)
{
    double x = support_random_unit(seed) * 1000, y = support_random_unit(seed) * 300;
    /* whole numbers, so that equal distances do occur */
    x = floor(x);
    y = floor(y);
    return (struct gis_box){x, y, x + floor(support_random_unit(seed) * size_m),
                            y + floor(support_random_unit(seed) * size_m)};
}

static bool touch(struct gis_box a, struct gis_box b)
{
    return a.min_x_m <= b.max_x_m && b.min_x_m <= a.max_x_m && a.min_y_m <= b.max_y_m &&
           b.min_y_m <= a.max_y_m;
}

static double distance2(const void *context, struct gis_xy p, uint32_t item)
{
    const struct gis_box *b = (const struct gis_box *)context + item;
    double dx = p.x_m < b->min_x_m   ? b->min_x_m - p.x_m
                : p.x_m > b->max_x_m ? p.x_m - b->max_x_m
                                     : 0;
    double dy = p.y_m < b->min_y_m   ? b->min_y_m - p.y_m
                : p.y_m > b->max_y_m ? p.y_m - b->max_y_m
                                     : 0;
    return dx * dx + dy * dy;
}

static void check_find(const struct gis_rtree *tree, size_t n, const struct gis_box *boxes,
                       struct gis_box wanted)
{
    bool *seen = calloc(n + 1, sizeof *seen);
    struct gis_rtree_cursor cursor;
    uint32_t item;
    gis_rtree_find(tree, wanted, &cursor);
    while (gis_rtree_next(&cursor, &item)) {
        assert_true(item < n);
        assert_false(seen[item]);
        seen[item] = true;
    }
    for (size_t i = 0; i < n; i++)
        assert_int_equal(seen[i], touch(boxes[i], wanted));
    free(seen);
}

static void check_nearest(const struct gis_rtree *tree, size_t n, const struct gis_box *boxes,
                          struct gis_xy p, double max_m)
{
    double best = INFINITY;
    uint32_t want = UINT32_MAX;
    for (uint32_t i = 0; i < n; i++) {
        double d = distance2(boxes, p, i);
        if (d <= max_m * max_m && d < best) {
            best = d;
            want = i;
        }
    }
    for (int exact = 0; exact < 2; exact++) {
        uint32_t item = UINT32_MAX;
        double d_m = -1;
        bool found =
            gis_rtree_nearest(tree, p, max_m, exact ? distance2 : NULL, boxes, &item, &d_m);
        assert_int_equal(found, want != UINT32_MAX);
        assert_true(item == want);
        if (found)
            assert_near(d_m, sqrt(best), 1e-12, 1e-12);
    }
    /* whatever is guessed, also the farthest, and what is no item */
    const uint32_t guesses[] = {0, (uint32_t)n / 2, (uint32_t)n - 1, (uint32_t)n, want};
    for (size_t k = 0; k < sizeof guesses / sizeof *guesses; k++) {
        uint32_t item = UINT32_MAX;
        double d_m = -1;
        assert_int_equal(
            gis_rtree_nearest_from(tree, p, max_m, distance2, boxes, guesses[k], &item, &d_m),
            want != UINT32_MAX);
        assert_true(item == want);
    }
}

static void answers_are_those_of_brute_force(void **state)
{
    (void)state;
    uint64_t seed = 20;
    static const size_t sizes[] = {0, 1, 2, 15, 16, 17, 255, 256, 257, 4097};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        size_t n = sizes[k];
        struct gis_box *boxes = calloc(n + 1, sizeof *boxes);
        for (size_t i = 0; i < n; i++)
            boxes[i] = random_box(&seed, k % 2 ? 1 : 40);
        struct gis_rtree *tree;
        assert_int_equal(gis_rtree_new(n, boxes, &tree), GIS_OK);
        assert_int_equal(gis_rtree_count(tree), n);
        for (int q = 0; q < 40; q++) {
            check_find(tree, n, boxes, random_box(&seed, 100));
            struct gis_box at = random_box(&seed, 1);
            struct gis_xy p = {at.min_x_m + 0.5 * (q % 2), at.min_y_m};
            check_nearest(tree, n, boxes, p, q % 3 ? INFINITY : 12);
        }
        gis_rtree_free(tree);
        free(boxes);
    }
}

static double constant(const void *context, struct gis_xy p, uint32_t item)
{
    (void)context;
    (void)p;
    (void)item;
    return 25;
}

static void equal_boxes_give_the_lowest_number(void **state)
{
    (void)state;
    struct gis_box boxes[100];
    for (size_t i = 0; i < 100; i++)
        boxes[i] = (struct gis_box){5, 5, 5, 5};
    struct gis_rtree *tree;
    assert_int_equal(gis_rtree_new(100, boxes, &tree), GIS_OK);
    uint32_t item = 9;
    double d_m = 0;
    assert_true(gis_rtree_nearest(tree, (struct gis_xy){8, 9}, 5, NULL, NULL, &item, &d_m));
    assert_int_equal(item, 0);
    assert_near(d_m, 5, 0, 0); /* 3-4-5, and 5 m is inclusive */
    assert_true(
        gis_rtree_nearest_from(tree, (struct gis_xy){8, 9}, 5, constant, NULL, 70, &item, &d_m));
    assert_int_equal(item, 0); /* as near as the guess, and before it */
    assert_false(gis_rtree_nearest(tree, (struct gis_xy){8, 9}, 4.999, NULL, NULL, &item, &d_m));
    assert_false(gis_rtree_nearest(tree, (struct gis_xy){NAN, 9}, 5, NULL, NULL, &item, &d_m));
    gis_rtree_free(tree);
}

static void boxes_out_of_range_are_refused(void **state)
{
    (void)state;
    struct gis_rtree *tree = NULL;
    struct gis_box bad[] = {{0, 0, NAN, 1}, {0, 0, INFINITY, 1}, {1, 0, 0, 1}, {0, 2, 0, 1}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(gis_rtree_new(1, &bad[i], &tree), GIS_EDOMAIN);
    assert_null(tree);
}

/* Each once; and steps along the curve are short: of n scattered points a fixed share of 1/sqrt(n).
 */
static void hilbert_order_keeps_neighbours(void **state)
{
    (void)state;
    enum { n = 10000 };
    static struct gis_xy p[n];
    static uint32_t order[n];
    static bool seen[n];
    uint64_t seed = 4;
    for (size_t i = 0; i < n; i++)
        p[i] =
            (struct gis_xy){support_random_unit(&seed) * 1000, support_random_unit(&seed) * 1000};
    p[17].x_m = NAN;
    p[99].y_m = INFINITY;
    assert_int_equal(gis_hilbert_order(n, p, order), GIS_OK);
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        assert_false(seen[order[i]]);
        seen[order[i]] = true;
        double step = i == 0 ? 0
                             : hypot(p[order[i]].x_m - p[order[i - 1]].x_m,
                                     p[order[i]].y_m - p[order[i - 1]].y_m);
        sum += isfinite(step) ? step : 0;
    }
    assert_true(sum / n < 3 * 1000 / sqrt(n)); /* at random it would be 521 m a step, not 30 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_those_of_brute_force),
        cmocka_unit_test(equal_boxes_give_the_lowest_number),
        cmocka_unit_test(boxes_out_of_range_are_refused),
        cmocka_unit_test(hilbert_order_keeps_neighbours),
    };
    return cmocka_run_group_tests_name("gis/rtree", tests, NULL, NULL);
}
