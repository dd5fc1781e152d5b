/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>

#include "gis/clip.h"
#include "gis/simplify.h"

#include "tests/support/support.h"

static const struct gis_rect unit = {0, 0, 1, 1};

static double length_of(const struct gis_parts *parts)
{
    double sum = 0;
    for (size_t i = 0, from = 0; i < parts->n_parts; from = parts->end[i], i++)
        for (size_t k = from + 1; k < parts->end[i]; k++)
            sum += hypot(parts->point[k].x - parts->point[k - 1].x,
                         parts->point[k].y - parts->point[k - 1].y);
    return sum;
}

static void a_diagonal_is_cut_at_both_ends(void **state)
{
    (void)state;
    struct gis_point line[] = {{-1, -1}, {2, 2}};
    struct gis_parts out;
    gis_parts_init(&out);
    assert_int_equal(gis_clip_line(line, 2, unit, &out), GIS_OK);
    assert_int_equal(out.n_parts, 1);
    assert_int_equal(out.n_points, 2);
    assert_near(length_of(&out), sqrt(2), 1e-12, 0);
    gis_parts_done(&out);
}

/* Up, out of the top, back in beside: two pieces of length 0.5 each. */
static void a_line_that_leaves_and_returns_gives_two_pieces(void **state)
{
    (void)state;
    struct gis_point line[] = {{0.2, 0.5}, {0.2, 2}, {0.8, 2}, {0.8, 0.5}};
    struct gis_parts out;
    gis_parts_init(&out);
    assert_int_equal(gis_clip_line(line, 4, unit, &out), GIS_OK);
    assert_int_equal(out.n_parts, 2);
    assert_near(length_of(&out), 1, 1e-12, 0);
    gis_parts_clear(&out);
    struct gis_point touch[] = {{-1, 1}, {0, 1}, {-1, 2}}; /* one point only: nothing */
    assert_int_equal(gis_clip_line(touch, 3, unit, &out), GIS_OK);
    assert_int_equal(out.n_parts, 0);
    assert_int_equal(out.n_points, 0);
    gis_parts_done(&out);
}

static void an_inside_line_stays_as_it_is(void **state)
{
    (void)state;
    struct gis_point line[] = {{0, 0}, {0.5, 0.25}, {1, 1}};
    struct gis_parts out;
    gis_parts_init(&out);
    assert_int_equal(gis_clip_line(line, 3, unit, &out), GIS_OK);
    assert_int_equal(out.n_points, 3);
    assert_memory_equal(out.point, line, sizeof line);
    gis_parts_done(&out);
}

/* Sampling the line: the clipped length is the share of it that lies inside. */
static void clipped_length_equals_sampling(void **state)
{
    (void)state;
    uint64_t seed = 42;
    struct gis_parts out;
    gis_parts_init(&out);
    for (int round = 0; round < 200; round++) {
        struct gis_point line[6];
        for (int i = 0; i < 6; i++)
            line[i] = (struct gis_point){3 * support_random_unit(&seed) - 1,
                                         3 * support_random_unit(&seed) - 1};
        gis_parts_clear(&out);
        assert_int_equal(gis_clip_line(line, 6, unit, &out), GIS_OK);
        double inside = 0;
        for (int i = 1; i < 6; i++) {
            double len = hypot(line[i].x - line[i - 1].x, line[i].y - line[i - 1].y);
            for (int k = 0; k < 2000; k++) {
                double t = (k + 0.5) / 2000, x = line[i - 1].x + t * (line[i].x - line[i - 1].x),
                       y = line[i - 1].y + t * (line[i].y - line[i - 1].y);
                inside += x >= 0 && x <= 1 && y >= 0 && y <= 1 ? len / 2000 : 0;
            }
        }
        assert_near(length_of(&out), inside, 0.02, 0);
    }
    gis_parts_done(&out);
}

/* A square of side 2 about a corner of the unit square: a quarter, area 1 x 1. */
static void rings_keep_their_area_and_turn(void **state)
{
    (void)state;
    struct gis_point ring[] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}, {-1, -1}};
    struct gis_rect rect = {0, 0, 5, 5};
    struct gis_parts out;
    gis_parts_init(&out);
    assert_int_equal(gis_clip_ring(ring, 5, rect, &out), GIS_OK);
    assert_int_equal(out.n_parts, 1);
    assert_near(gis_ring_area2(out.point, out.n_points), 2, 1e-12, 0);
    gis_parts_clear(&out);
    struct gis_point back[] = {{-1, -1}, {-1, 1}, {1, 1}, {1, -1}, {-1, -1}};
    assert_int_equal(gis_clip_ring(back, 5, rect, &out), GIS_OK);
    assert_near(gis_ring_area2(out.point, out.n_points), -2, 1e-12, 0);
    gis_parts_clear(&out);
    struct gis_point around[] = {{-9, -9}, {9, -9}, {9, 9}, {-9, 9}, {-9, -9}};
    assert_int_equal(gis_clip_ring(around, 5, rect, &out), GIS_OK);
    assert_near(gis_ring_area2(out.point, out.n_points), 50, 1e-12, 0);
    gis_parts_clear(&out);
    struct gis_point away[] = {{7, 7}, {8, 7}, {8, 8}, {7, 7}};
    assert_int_equal(gis_clip_ring(away, 4, rect, &out), GIS_OK);
    assert_int_equal(out.n_parts, 0);
    gis_parts_done(&out);
}

/* Cut into four quarters, a star's areas add up to the whole. */
static void areas_of_neighbouring_boxes_add_up(void **state)
{
    (void)state;
    uint64_t seed = 8;
    struct gis_parts out;
    gis_parts_init(&out);
    for (int round = 0; round < 100; round++) {
        struct gis_point ring[21];
        for (int i = 0; i < 20; i++) {
            double r = 0.2 + 0.8 * support_random_unit(&seed), a = i * 2 * M_PI / 20;
            ring[i] = (struct gis_point){r * cos(a), r * sin(a)};
        }
        ring[20] = ring[0];
        double sum = 0;
        for (int q = 0; q < 4; q++) {
            double x = q % 2 - 1, y = q / 2 - 1;
            gis_parts_clear(&out);
            assert_int_equal(gis_clip_ring(ring, 21, (struct gis_rect){x, y, x + 1, y + 1}, &out),
                             GIS_OK);
            for (size_t i = 0; i < out.n_parts; i++)
                sum += gis_ring_area2(out.point, out.end[i]);
        }
        assert_near(sum, gis_ring_area2(ring, 21), 1e-12, 1e-12);
    }
    gis_parts_done(&out);
}

static double away_from(struct gis_point p, const struct gis_point *line, size_t n)
{
    double best = INFINITY;
    for (size_t i = 1; i < n; i++) {
        double dx = line[i].x - line[i - 1].x, dy = line[i].y - line[i - 1].y;
        double t = ((p.x - line[i - 1].x) * dx + (p.y - line[i - 1].y) * dy) / (dx * dx + dy * dy);
        t = fmin(fmax(t, 0), 1);
        best = fmin(best, hypot(p.x - line[i - 1].x - t * dx, p.y - line[i - 1].y - t * dy));
    }
    return best;
}

static void simplified_lines_stay_within_the_tolerance(void **state)
{
    (void)state;
    uint64_t seed = 77;
    for (int round = 0; round < 50; round++) {
        struct gis_point line[300], thin[300];
        for (int i = 0; i < 300; i++)
            thin[i] = line[i] = (struct gis_point){i, 5 * support_random_unit(&seed)};
        size_t n = 300;
        assert_int_equal(gis_simplify(thin, &n, 2), GIS_OK);
        assert_true(n < 300);
        assert_true(thin[0].x == 0 && thin[n - 1].x == 299);
        for (int i = 0; i < 300; i++)
            assert_true(away_from(line[i], thin, n) <= 2 + 1e-9);
    }
}

static void straight_lines_become_two_points_and_rings_stay_rings(void **state)
{
    (void)state;
    struct gis_point line[100];
    for (int i = 0; i < 100; i++)
        line[i] = (struct gis_point){i, 2 * i};
    size_t n = 100;
    assert_int_equal(gis_simplify(line, &n, 1e-9), GIS_OK);
    assert_int_equal(n, 2);
    struct gis_point ring[] = {{0, 0}, {0.1, 0}, {0.1, 0.1}, {0, 0.1}, {0, 0}};
    n = 5;
    assert_int_equal(gis_simplify(ring, &n, 10), GIS_OK);
    assert_true(n >= 4 && ring[0].x == ring[n - 1].x && ring[0].y == ring[n - 1].y);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_diagonal_is_cut_at_both_ends),
        cmocka_unit_test(a_line_that_leaves_and_returns_gives_two_pieces),
        cmocka_unit_test(an_inside_line_stays_as_it_is),
        cmocka_unit_test(clipped_length_equals_sampling),
        cmocka_unit_test(rings_keep_their_area_and_turn),
        cmocka_unit_test(areas_of_neighbouring_boxes_add_up),
        cmocka_unit_test(simplified_lines_stay_within_the_tolerance),
        cmocka_unit_test(straight_lines_become_two_points_and_rings_stay_rings),
    };
    return cmocka_run_group_tests_name("gis/clip", tests, NULL, NULL);
}
