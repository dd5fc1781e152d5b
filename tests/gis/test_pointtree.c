/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "gis/pointtree.h"

#include "tests/support/support.h"

#define MAX_POINTS 400

struct known {
    struct gis_xy at;
    bool there;
};

static bool nearest(const struct known *known, uint32_t n, struct gis_xy p, uint32_t id_end,
                    uint32_t but, uint32_t *out)
{
    double best = HUGE_VAL;
    bool any = false;
    for (uint32_t i = 0; i < n && i < id_end; i++) {
        double dx = known[i].at.x_m - p.x_m, dy = known[i].at.y_m - p.y_m;
        if (!known[i].there || i == but || (any && dx * dx + dy * dy >= best))
            continue;
        best = dx * dx + dy * dy;
        *out = i;
        any = true;
    }
    return any;
}

/* Whole coordinates, so that many are equally near or the very same; some beyond the box. */
static struct gis_xy random_place(uint64_t *seed, int size)
{
    return (struct gis_xy){(double)(support_random(seed) % (unsigned)size) - 10,
                           (double)(support_random(seed) % (unsigned)size) - 10};
}

static void points_come_and_go_and_the_nearest_is_found(void **state)
{
    (void)state;
    for (uint64_t run = 1; run <= 60; run++) {
        uint64_t seed = run;
        int size = run % 3 == 0 ? 4 : run % 3 == 1 ? 40 : 4000;
        struct known known[MAX_POINTS];
        struct gis_point_tree *tree = NULL;
        assert_int_equal(gis_point_tree_new((struct gis_box){0, 0, 1000, 500}, &tree), GIS_OK);
        uint32_t n = 0;
        size_t n_there = 0;
        while (n < MAX_POINTS) {
            if (n > 0 && support_random(&seed) % 3 == 0) {
                uint32_t i = (uint32_t)(support_random(&seed) % n);
                assert_int_equal(gis_point_tree_remove(tree, known[i].at, i), known[i].there);
                n_there -= known[i].there;
                known[i].there = false;
            } else {
                known[n] = (struct known){random_place(&seed, size), true};
                assert_int_equal(gis_point_tree_add(tree, known[n].at, n), GIS_OK);
                n++;
                n_there++;
            }
            assert_int_equal(gis_point_tree_count(tree), n_there);
            struct gis_xy p = random_place(&seed, size);
            uint32_t end = support_random(&seed) % 4 == 0 ? n / 2 : UINT32_MAX, want = 0;
            uint32_t but = support_random(&seed) % 2 ? n - 1 : UINT32_MAX;
            struct gis_tree_point got;
            bool any = nearest(known, n, p, end, but, &want);
            assert_int_equal(gis_point_tree_nearest(tree, p, end, but, &got), any);
            if (any)
                assert_int_equal(got.id, want);
        }
        gis_point_tree_free(tree);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_come_and_go_and_the_nearest_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
