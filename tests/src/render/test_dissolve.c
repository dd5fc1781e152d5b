/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "src/render/dissolve.h"

#include "tests/support/support.h"

enum { SQUARES = 9 };

/* Unit squares of a grid 3 wide, those with their bit in @p mask; every second one turned. */
struct squares {
    struct gis_lonlat points[SQUARES * 5];
    uint32_t end[SQUARES];
    uint8_t outer[SQUARES];
    struct jy_geometry geometry;
};

static void make(struct squares *s, unsigned mask)
{
    static const int corner[5][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}};
    uint32_t n = 0;
    for (int i = 0; i < SQUARES; i++) {
        if (!(mask >> i & 1))
            continue;
        for (int k = 0; k < 5; k++) {
            const int *c = corner[i % 2 ? 4 - k : k];
            s->points[n * 5 + (uint32_t)k] =
                (struct gis_lonlat){139 + i % 3 + c[0], 35 + i / 3 + c[1]};
        }
        s->outer[n] = 1;
        s->end[n] = (n + 1) * 5;
        n++;
    }
    s->geometry = (struct jy_geometry){.kind = JY_GEOMETRY_POLYGONS,
                                       .n_points = n * 5,
                                       .points = s->points,
                                       .n_parts = n,
                                       .part_end = s->end,
                                       .part_outer = s->outer};
}

static double area_of(const struct jy_geometry *g, size_t part)
{
    double sum = 0;
    size_t from = part > 0 ? g->part_end[part - 1] : 0;
    const struct gis_lonlat *p = g->points;
    for (size_t i = from; i + 1 < g->part_end[part]; i++)
        sum += (p[i].lon_deg - 139) * (p[i + 1].lat_deg - 35) -
               (p[i + 1].lon_deg - 139) * (p[i].lat_deg - 35);
    return sum / 2;
}

/* Whatever the squares: outer rings less holes have the area of the squares, and the edges that
 * are left are those with a square on one side only. */
static void areas_and_borders_add_up(void **state)
{
    (void)state;
    for (unsigned mask = 1; mask < 1U << SQUARES; mask++) {
        struct squares s;
        make(&s, mask);
        struct jy_geometry g = jy_dissolve(&s.geometry);
        size_t border = 0;
        for (int i = 0; i < SQUARES; i++) {
            if (!(mask >> i & 1))
                continue;
            border += i % 3 == 0 || !(mask >> (i - 1) & 1);
            border += i % 3 == 2 || !(mask >> (i + 1) & 1);
            border += i < 3 || !(mask >> (i - 3) & 1);
            border += i > 5 || !(mask >> (i + 3) & 1);
        }
        double area = 0;
        for (size_t part = 0; part < g.n_parts; part++) {
            assert_true((area_of(&g, part) > 0) == (g.part_outer[part] != 0));
            area += area_of(&g, part);
        }
        assert_near(area, __builtin_popcount(mask), 1e-9, 0);
        assert_int_equal(g.n_points - g.n_parts, border);
        jy_dissolve_free(&g);
    }
}

static void a_block_is_one_ring(void **state)
{
    (void)state;
    struct squares s;
    make(&s, 0x1FF);
    struct jy_geometry g = jy_dissolve(&s.geometry);
    assert_int_equal(g.n_parts, 1);
    assert_int_equal(g.n_points, 13);
    jy_dissolve_free(&g);
}

static void a_ring_of_squares_has_a_hole(void **state)
{
    (void)state;
    struct squares s;
    make(&s, 0x1EF); /* all but the middle */
    struct jy_geometry g = jy_dissolve(&s.geometry);
    assert_int_equal(g.n_parts, 2);
    assert_int_equal(g.part_outer[0], 1);
    assert_int_equal(g.part_outer[1], 0);
    assert_near(area_of(&g, 1), -1, 1e-9, 0);
    jy_dissolve_free(&g);
}

static void squares_that_touch_in_a_corner_stay_two(void **state)
{
    (void)state;
    struct squares s;
    make(&s, 1 | 1 << 4);
    struct jy_geometry g = jy_dissolve(&s.geometry);
    assert_int_equal(g.n_parts, 2);
    assert_int_equal(g.part_end[0], 5);
    jy_dissolve_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(areas_and_borders_add_up),
        cmocka_unit_test(a_block_is_one_ring),
        cmocka_unit_test(a_ring_of_squares_has_a_hole),
        cmocka_unit_test(squares_that_touch_in_a_corner_stay_two),
    };
    return cmocka_run_group_tests_name("render/dissolve", tests, NULL, NULL);
}
