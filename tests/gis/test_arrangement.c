/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file Rows of lamps whose arrangement is known by how they were set up. */
#include <math.h>
#include <stdbool.h>

#include "gis/arrangement.h"
#include "gis/random.h"

#include "tests/support/support.h"

#define MAX 64

static size_t depart(size_t n, const struct gis_road_lamp *lamps, unsigned allowed,
                     struct gis_arranged out[MAX])
{
    size_t found = 0;
    assert_int_equal(gis_arrangement_depart(n, lamps, 30, allowed, MAX, out, &found), GIS_OK);
    return found;
}

static void one_side(void **state)
{
    (void)state;
    struct gis_arranged out[MAX];
    const struct gis_road_lamp row[] = {{10, 1}, {40, 1}, {70, 1}, {100, 1}};
    assert_int_equal(depart(4, row, GIS_ARRANGED_ONE_SIDE, out), 0);
    assert_int_equal(depart(4, row, GIS_ARRANGED_ONE_SIDE | GIS_ARRANGED_STAGGERED, out), 0);
    assert_int_equal(depart(4, row, GIS_ARRANGED_STAGGERED, out), 1);
    assert_near(out[0].from_m, 10, 0, 0);
    assert_near(out[0].to_m, 100, 0, 0);
    assert_int_equal(out[0].shown, GIS_ARRANGED_ONE_SIDE);
    assert_int_equal(out[0].n_lamps, 4);
}

/* The side changes once, at 40 to 70 m: that step alone is none of one side. */
static void a_change_of_side(void **state)
{
    (void)state;
    struct gis_arranged out[MAX];
    const struct gis_road_lamp row[] = {{10, 1}, {40, 1}, {70, -1}, {100, -1}};
    assert_int_equal(depart(4, row, GIS_ARRANGED_ONE_SIDE, out), 1);
    assert_near(out[0].from_m, 40, 0, 0);
    assert_near(out[0].to_m, 70, 0, 0);
    assert_int_equal(out[0].shown, GIS_ARRANGED_STAGGERED);
    assert_int_equal(out[0].n_lamps, 2);
    assert_int_equal(depart(4, row, GIS_ARRANGED_STAGGERED, out), 2);
    assert_near(out[0].from_m, 10, 0, 0);
    assert_near(out[0].to_m, 40, 0, 0);
    assert_near(out[1].from_m, 70, 0, 0);
    assert_near(out[1].to_m, 100, 0, 0);
}

static void staggered_and_opposite(void **state)
{
    (void)state;
    struct gis_arranged out[MAX];
    const struct gis_road_lamp staggered[] = {{0, 1}, {15, -1}, {30, 1}, {45, -1}};
    assert_int_equal(depart(4, staggered, GIS_ARRANGED_STAGGERED, out), 0);
    assert_int_equal(depart(4, staggered, GIS_ARRANGED_OPPOSITE, out), 1);
    assert_int_equal(out[0].shown, GIS_ARRANGED_STAGGERED);
    const struct gis_road_lamp opposite[] = {{0, 1}, {2, -1}, {30, -1}, {31, 1}, {60, 1}, {60, -1}};
    assert_int_equal(depart(6, opposite, GIS_ARRANGED_OPPOSITE, out), 0);
    assert_int_equal(depart(6, opposite, GIS_ARRANGED_STAGGERED | GIS_ARRANGED_ONE_SIDE, out), 1);
    assert_int_equal(out[0].shown, GIS_ARRANGED_OPPOSITE);
    assert_int_equal(out[0].n_lamps, 6);
    assert_near(out[0].to_m, 60, 0, 0);
}

/* The lamp at 30 m faces none: from the pair before to the pair after. */
static void one_of_a_pair_is_missing(void **state)
{
    (void)state;
    struct gis_arranged out[MAX];
    const struct gis_road_lamp row[] = {{0, 1},   {0, -1}, {30, 1}, {60, 1},
                                        {60, -1}, {90, 1}, {90, -1}};
    assert_int_equal(depart(7, row, GIS_ARRANGED_STAGGERED | GIS_ARRANGED_OPPOSITE, out), 1);
    assert_int_equal(out[0].shown, GIS_ARRANGED_MIXED);
    assert_near(out[0].from_m, 0, 0, 0);
    assert_near(out[0].to_m, 60, 0, 0);
    assert_int_equal(out[0].n_lamps, 5);
}

/* A quarter of 30 m is 7.5 m: at most that is opposite, more is staggered. */
static void facing_ends_at_a_quarter_of_the_spacing(void **state)
{
    (void)state;
    struct gis_arranged out[MAX];
    struct gis_road_lamp row[] = {{0, 1}, {7.5, -1}, {30, 1}, {37.5, -1}};
    assert_int_equal(depart(4, row, GIS_ARRANGED_OPPOSITE, out), 0);
    row[1].offset_m = 7.6;
    row[3].offset_m = 37.6;
    assert_int_equal(depart(4, row, GIS_ARRANGED_STAGGERED, out), 0);
    assert_int_equal(depart(4, row, GIS_ARRANGED_OPPOSITE, out), 1);
}

/* Of three in a row the nearer two are the pair. */
static void the_nearer_two_face(void **state)
{
    (void)state;
    struct gis_arranged out[MAX];
    const struct gis_road_lamp row[] = {{0, 1}, {6, -1}, {7, 1}};
    assert_int_equal(depart(3, row, GIS_ARRANGED_ONE_SIDE, out), 1);
    assert_int_equal(out[0].shown, GIS_ARRANGED_MIXED);
    assert_near(out[0].to_m, 7, 0, 0);
}

/* Two lamps on one pole, a step of more than twice the spacing, a lamp on the line itself. */
static void what_shows_nothing(void **state)
{
    (void)state;
    struct gis_arranged out[MAX];
    const struct gis_road_lamp pole[] = {{0, 1}, {0.5, 1}, {15, -1}, {30, 1}};
    assert_int_equal(depart(4, pole, GIS_ARRANGED_STAGGERED, out), 0);
    const struct gis_road_lamp far[] = {{0, 1}, {60, -1}, {120.1, -1}};
    assert_int_equal(depart(3, far, GIS_ARRANGED_ONE_SIDE, out), 1);
    assert_int_equal(depart(2, far + 1, GIS_ARRANGED_STAGGERED, out), 0);
    const struct gis_road_lamp line[] = {{0, 1}, {30, 0}, {60, -1}};
    assert_int_equal(depart(3, line, GIS_ARRANGED_OPPOSITE, out), 0);
    assert_int_equal(depart(0, NULL, GIS_ARRANGED_OPPOSITE, out), 0);
    assert_int_equal(depart(1, line, GIS_ARRANGED_OPPOSITE, out), 0);
}

static void wrong_input(void **state)
{
    (void)state;
    struct gis_arranged out[MAX];
    size_t found = 7;
    const struct gis_road_lamp row[] = {{30, 1}, {10, 1}}, nan[] = {{(double)NAN, 1}};
    assert_int_equal(gis_arrangement_depart(2, row, 30, 1, MAX, out, &found), GIS_EDOMAIN);
    assert_int_equal(gis_arrangement_depart(1, nan, 30, 1, MAX, out, &found), GIS_EDOMAIN);
    assert_int_equal(gis_arrangement_depart(0, row, 0, 1, MAX, out, &found), GIS_EDOMAIN);
    assert_int_equal(found, 7);
}

#define ROW 24

/* Lamps 2 to 42 m apart on either side, some without a side. False where three in a row may face:
 * there the pair depends on the end one begins at. */
static bool random_row(unsigned seed, struct gis_road_lamp row[ROW])
{
    static const int8_t sides[] = {0, 1, 1, 1, 1, -1, -1, -1, -1};
    bool clear = true;
    double at_m = 0;
    struct gis_random rng;
    gis_random_init(&rng, seed, 0);
    for (int i = 0; i < ROW; i++) {
        at_m += 2 + 40 * gis_random_unit(&rng);
        row[i] = (struct gis_road_lamp){at_m, sides[gis_random_below(&rng, 9)]};
        clear = clear && (i < 2 || at_m - row[i - 2].offset_m > 15);
    }
    return clear;
}

static void turn_round(const struct gis_road_lamp a[ROW], struct gis_road_lamp b[ROW])
{
    for (int i = 0; i < ROW; i++) {
        b[i].offset_m = a[ROW - 1].offset_m - a[ROW - 1 - i].offset_m;
        b[i].side = (int8_t)-a[ROW - 1 - i].side;
    }
}

static void same_turned(const struct gis_road_lamp a[ROW], unsigned allowed)
{
    struct gis_road_lamp b[ROW];
    struct gis_arranged there[MAX], back[MAX];
    turn_round(a, b);
    const size_t n = depart(ROW, a, allowed, there);
    assert_int_equal(depart(ROW, b, allowed, back), n);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(there[i].shown, back[n - 1 - i].shown);
        assert_int_equal(there[i].n_lamps, back[n - 1 - i].n_lamps);
        assert_near(there[i].from_m, a[ROW - 1].offset_m - back[n - 1 - i].to_m, 1e-9, 0);
        assert_int_equal(there[i].shown & allowed, 0);
    }
}

/* Seen from the road's other end, with left and right exchanged, the same stretches come out. */
static void the_same_from_the_other_end(void **state)
{
    (void)state;
    int n_rows = 0;
    for (unsigned seed = 1; seed <= 300; seed++) {
        struct gis_road_lamp row[ROW];
        if (!random_row(seed, row))
            continue;
        n_rows++;
        for (unsigned allowed = 0; allowed < 8; allowed++)
            same_turned(row, allowed);
    }
    assert_true(n_rows > 50);
}

static void no_more_than_there_is_room_for(void **state)
{
    (void)state;
    struct gis_arranged out[2] = {{0}, {.from_m = -5}};
    size_t found = 0;
    const struct gis_road_lamp row[] = {{10, 1}, {40, 1}, {70, -1}, {100, -1}};
    assert_int_equal(gis_arrangement_depart(4, row, 30, GIS_ARRANGED_STAGGERED, 1, out, &found),
                     GIS_OK);
    assert_int_equal(found, 2);
    assert_near(out[0].to_m, 40, 0, 0);
    assert_near(out[1].from_m, -5, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_side),
        cmocka_unit_test(a_change_of_side),
        cmocka_unit_test(staggered_and_opposite),
        cmocka_unit_test(one_of_a_pair_is_missing),
        cmocka_unit_test(facing_ends_at_a_quarter_of_the_spacing),
        cmocka_unit_test(the_nearer_two_face),
        cmocka_unit_test(what_shows_nothing),
        cmocka_unit_test(wrong_input),
        cmocka_unit_test(no_more_than_there_is_room_for),
        cmocka_unit_test(the_same_from_the_other_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
