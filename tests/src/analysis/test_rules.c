/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Every example pack on small networks whose answers can be worked out by hand.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/ask.h"
#include "src/base/file.h"
#include "src/base/mem.h"

#include "tests/src/analysis/road_town.h"
#include "tests/support/support.h"

#define MAX_POINTS 5
#define MAX_ROADS  4
#define MAX_LIGHTS 12

struct street {
    enum jy_road_class road_class;
    double width_m; /* 0: unknown */
    size_t n;
    double at_m[MAX_POINTS][2];
};

struct lamp {
    double x_m, y_m;
    enum jy_light_kind kind;
    enum jy_owner owner;
    enum jy_status status;
};

/* What must come out. */
struct rule_case {
    const char *pack;
    size_t n_streets, n_lamps;
    struct street streets[MAX_ROADS];
    struct lamp lamps[MAX_LIGHTS];
    double length_m, kerb_m, dark_m, eligible_m;
    int64_t gaps;
    int64_t lights;
};

/* A street of 200 m with lamps at 20, 60 and 130 m: 20 m to its beginning, 40 and 70 m between the
 * lamps, 70 m to its end. With limits r and s it has
 *   dark      (20 - r) + (40 - 2 r) + (70 - 2 r) + (70 - r)   each at least 0
 *   eligible  (20 - s) + (40 - 2 s) + (70 - 2 s) + (70 - s)
 */
#define STREET(class, width, y) \
    {                           \
        class, width, 2,        \
        {                       \
            {0, y},             \
            {                   \
                200, y          \
            }                   \
        }                       \
    }
#define CITY_LAMP(x, y)                                          \
    {                                                            \
        x, y, JY_LIGHT_ROAD, JY_OWNER_CITY, JY_STATUS_IN_SERVICE \
    }
#define THREE_LAMPS(y) CITY_LAMP(20, y), CITY_LAMP(60, y), CITY_LAMP(130, y)
#define PLAIN          STREET(JY_ROAD_RESIDENTIAL, 0, 0)

static const struct rule_case cases[] = {
    /* every point within 15 m: a light may stand wherever it is dark */
    {"example-30m", 1, 3, {PLAIN}, {THREE_LAMPS(0)}, 200, 0, 110, 110, 4, 3},
    /* r 20, s 40; a street of 50 m leaves at 100 m, where the distance starts anew: dark are 50 of
     * the last 70 m and 30 of the side street */
    {"example-40m",
     2,
     3,
     {{JY_ROAD_RESIDENTIAL, 0, 3, {{0, 0}, {100, 0}, {200, 0}}},
      {JY_ROAD_RESIDENTIAL, 0, 2, {{100, 0}, {100, 50}}}},
     {THREE_LAMPS(0)},
     250,
     0,
     80,
     40,
     2,
     3},
    {"example-50m", 1, 3, {PLAIN}, {THREE_LAMPS(0)}, 200, 0, 65, 20, 2, 3},
    /* lamps 70 m apart are in order, a new one keeps 50 */
    {"example-50-70m", 1, 3, {PLAIN}, {THREE_LAMPS(0)}, 200, 0, 35, 20, 1, 3},
    {"example-70m", 1, 3, {PLAIN}, {THREE_LAMPS(0)}, 200, 0, 35, 0, 1, 3},
    {"example-70-80m", 1, 3, {PLAIN}, {THREE_LAMPS(0)}, 200, 0, 30, 0, 1, 3},
    /* a planned lamp of an association counts, a removed one does not: dark are 20 of the 100 m
     * between 20 and 120 only */
    {"example-80m",
     1,
     4,
     {PLAIN},
     {CITY_LAMP(20, 0),
      {70, 0, JY_LIGHT_ROAD, JY_OWNER_CITY, JY_STATUS_REMOVED},
      {120, 0, JY_LIGHT_PARK, JY_OWNER_NEIGHBOURHOOD, JY_STATUS_PLANNED},
      CITY_LAMP(170, 0)},
     200,
     0,
     20,
     0,
     1,
     3},
    {"komae", 1, 3, {PLAIN}, {THREE_LAMPS(0)}, 200, 0, 140, 80, 4, 3},
    {"example-private-road", 1, 3, {PLAIN}, {THREE_LAMPS(0)}, 200, 0, 110, 50, 4, 3},
    /* under 10 m wide s 35: 95 and 35 m; from 10 m s 30: 110 and 50; from 16 m each kerb: the one
     * with the lamps 110 and 50, the other all of its 200 m (16 m across at the end) */
    {"example-by-width",
     3,
     9,
     {STREET(JY_ROAD_RESIDENTIAL, 8, 0), STREET(JY_ROAD_RESIDENTIAL, 12, 300),
      STREET(JY_ROAD_RESIDENTIAL, 16, 600)},
     {THREE_LAMPS(0), THREE_LAMPS(303), THREE_LAMPS(608)},
     800,
     400,
     95 + 110 + 110 + 200,
     35 + 50 + 50 + 200,
     4 + 4 + 5,
     9},
    /* in a straight line: a main road s 30, a footway s 25, others s 40: a hairpin of arms 10 m
     * apart, lit from the other arm: ±20 and ±sqrt(300) m, eligible beyond ±40 and ±sqrt(1500) */
    {"example-by-class",
     3,
     7,
     {STREET(JY_ROAD_SECONDARY, 0, 0),
      STREET(JY_ROAD_FOOTWAY, 0, 300),
      {JY_ROAD_RESIDENTIAL, 0, 4, {{0, 600}, {100, 600}, {100, 610}, {0, 610}}}},
     {THREE_LAMPS(0), THREE_LAMPS(300), CITY_LAMP(50, 600)},
     200 + 200 + 210,
     0,
     110 + 125 + 60 + 10 + 100 - 34.6410161514,
     50 + 65 + 20 + 10 + 100 - 77.4596669241,
     4 + 4 + 3,
     7},
};

struct town {
    struct road_town *plane;
    struct jy_city_data *data; /* of the plane */
    struct gis_lonlat points[MAX_ROADS][MAX_POINTS];
    uint32_t part_end[MAX_ROADS];
};

static int setup(void **state)
{
    struct town *t = jy_calloc(1, sizeof *t);
    t->plane = road_town_new();
    t->data = t->plane->data;
    t->data->roads = jy_calloc(MAX_ROADS, sizeof *t->data->roads);
    t->data->lights = jy_calloc(MAX_LIGHTS, sizeof *t->data->lights);
    *state = t;
    return 0;
}

static int teardown(void **state)
{
    struct town *t = *state;
    void *plane = t->plane;
    free(t);
    return road_town_teardown(&plane);
}

static void set_street(struct town *t, size_t i, const struct street *s)
{
    for (size_t k = 0; k < s->n; k++)
        t->points[i][k] = road_town_at(t->plane, s->at_m[k][0], s->at_m[k][1]);
    t->part_end[i] = (uint32_t)s->n;
    struct jy_road road = road_town_road(t->points[i], &t->part_end[i], (int64_t)i + 1);
    road.road_class = s->road_class;
    road.width_m = s->width_m > 0 ? s->width_m : (double)NAN;
    t->data->roads[i] = road;
}

static struct jy_lighting *build(struct town *t, const struct rule_case *c)
{
    struct jy_city_data *d = t->data;
    d->rule = jy_city_rule_by_id(d->city, c->pack);
    if (d->rule == NULL)
        fail_msg("no pack %s", c->pack);
    d->n_roads = c->n_streets;
    d->n_lights = c->n_lamps;
    for (size_t i = 0; i < c->n_streets; i++)
        set_street(t, i, &c->streets[i]);
    for (size_t i = 0; i < c->n_lamps; i++) {
        const struct lamp *lamp = &c->lamps[i];
        const struct jy_light light = {
            .kind = lamp->kind, .owner = lamp->owner, .status = lamp->status};
        d->lights[i] = (struct jy_light_point){.id = (int64_t)i + 1,
                                               .at = road_town_at(t->plane, lamp->x_m, lamp->y_m),
                                               .counts = jy_rule_pack_counts(d->rule, &light)};
    }
    struct jy_lighting *l = NULL;
    struct jy_error err = {JY_OK, ""};
    if (jy_lighting_new(d, JY_LIGHTING_BY_RULE, &l, &err) != JY_OK)
        fail_msg("%s: %s", c->pack, err.text);
    return l;
}

static void check_case(struct town *t, const struct rule_case *c)
{
    struct jy_lighting *l = build(t, c);
    struct jy_lighting_summary sum = jy_lighting_summary(l, JY_NO_DISTRICT);
    print_message("# %s\n", c->pack);
    assert_int_equal(sum.lights, c->lights);
    assert_int_equal(sum.lights_matched, c->lights);
    assert_near(sum.road_length_m, c->length_m, 1e-3, 0);
    assert_near(sum.kerb_length_m, c->kerb_m, 1e-3, 0);
    assert_near(sum.uncovered_m, c->dark_m, 1e-3, 0);
    assert_near(sum.eligible_m, c->eligible_m, 1e-3, 0);
    assert_int_equal(sum.gaps, c->gaps);
    struct jy_spacing_total totals[8];
    size_t n = jy_lighting_by_spacing(l, JY_NO_DISTRICT, 8, totals);
    double length_m = 0, dark_m = 0;
    for (size_t i = 0; i < n; i++) {
        length_m += totals[i].road_length_m;
        dark_m += totals[i].uncovered_m;
    }
    assert_near(length_m, c->length_m, 1e-3, 0);
    assert_near(dark_m, c->dark_m, 1e-3, 0);
    bool any_eligible = false;
    for (size_t i = 0; i < l->n_gaps; i++)
        any_eligible = any_eligible || l->gaps[i].has_eligible;
    /* the very end of the street, 70 m from the last lamp, is a place but no length */
    bool one_place = strncmp(c->pack, "example-70", 10) == 0;
    assert_int_equal(any_eligible, c->eligible_m > 0 || one_place);
    jy_lighting_free(l);
}

static void every_example_gives_what_its_words_say(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_case(*state, &cases[i]);
}

/* No pack without a case. */
static void every_example_has_a_case(void **state)
{
    const struct town *t = *state;
    for (size_t i = 0; i < t->data->city->n_rules; i++) {
        bool known = false;
        for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
            known = known || strcmp(cases[k].pack, t->data->city->rules[i].id) == 0;
        if (!known)
            fail_msg("%s has no case", t->data->city->rules[i].id);
    }
}

/* A number given by hand stands in place of the whole pack. */
static void one_spacing_puts_the_pack_aside(void **state)
{
    struct town *t = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (strcmp(cases[i].pack, "example-by-width") != 0)
            continue;
        jy_lighting_free(build(t, &cases[i]));
        struct jy_lighting *l = NULL;
        struct jy_error err = {JY_OK, ""};
        const struct jy_lighting_options options = {40, (double)NAN};
        assert_int_equal(jy_lighting_new(t->data, options, &l, &err), JY_OK);
        struct jy_lighting_summary sum = jy_lighting_summary(l, JY_NO_DISTRICT);
        assert_near(sum.road_length_m, 600, 1e-3, 0);
        assert_near(sum.uncovered_m, 3 * (30 + 50), 1e-3, 0);
        jy_lighting_free(l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_example_gives_what_its_words_say, setup, teardown),
        cmocka_unit_test_setup_teardown(every_example_has_a_case, setup, teardown),
        cmocka_unit_test_setup_teardown(one_spacing_puts_the_pack_aside, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
