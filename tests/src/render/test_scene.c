/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/morton.h"

#include "src/render/labels.h"
#include "src/render/scene.h"

#include "tests/support/support.h"

enum { N = 20000 };

/* Tokyo-sized box of random lights, half of them bunched. */
static struct gis_lonlat somewhere(uint64_t *seed)
{
    double spread = support_random_unit(seed) < 0.5 ? 0.01 : 0.5;
    return (struct gis_lonlat){139.5 + spread * support_random_unit(seed),
                               35.5 + spread * support_random_unit(seed)};
}

static struct jy_light light_at(int64_t id, struct gis_lonlat at, double watt_w)
{
    struct jy_light l = {.id = id, .at = at, .watt_w = watt_w, .lumen_lm = NAN};
    l.lamp = JY_LAMP_LED;
    l.status = JY_STATUS_IN_SERVICE;
    return l;
}

static struct jy_scene *random_scene(uint64_t seed)
{
    struct jy_scene_builder *b = jy_scene_builder_new();
    for (int i = 0; i < N; i++) {
        struct jy_light l = light_at(i + 1, somewhere(&seed), i % 2 ? 10 : 20);
        jy_scene_add_light(b, &l);
    }
    return jy_scene_builder_finish(b);
}

static void morton_interleaves_y_above_x(void **state)
{
    (void)state;
    /* by hand: x = 0b11 -> bits 0, 2; y = 0b10 -> bit 3 */
    assert_true(gis_morton((struct gis_world){3, 2}) == 0xD);
    assert_true(gis_morton((struct gis_world){UINT32_MAX, UINT32_MAX}) == UINT64_MAX);
    uint64_t first, last;
    gis_morton_tile((struct gis_tile){0, 0, 0}, &first, &last);
    assert_true(first == 0 && last == UINT64_MAX);
    gis_morton_tile((struct gis_tile){1, 1, 0}, &first, &last); /* the second quarter */
    assert_true(first == UINT64_C(1) << 62 && last == (UINT64_C(1) << 63) - 1);
}

static void radix_sort_sorts_stably(void **state)
{
    (void)state;
    uint64_t seed = 1, keys[1000], former[1000];
    uint32_t order[1000];
    for (int i = 0; i < 1000; i++)
        former[i] = keys[i] = support_random(&seed) >> (i % 60);
    assert_int_equal(gis_morton_sort(1000, keys, order), GIS_OK);
    for (int i = 0; i < 1000; i++) {
        assert_true(keys[i] == former[order[i]]);
        if (i > 0)
            assert_true(keys[i - 1] < keys[i] ||
                        (keys[i - 1] == keys[i] && order[i - 1] < order[i]));
    }
}

static void each_light_is_in_one_tile_of_each_zoom(void **state)
{
    (void)state;
    struct jy_scene *scene = random_scene(7);
    const struct jy_points *p = &scene->points[JY_POINTS_LIGHTS];
    assert_int_equal(p->n, N);
    for (uint32_t z = 0; z <= 24; z += 3) {
        size_t i = 0;
        while (i < p->n) { /* the tile of the next light must begin exactly there */
            size_t first, end;
            struct gis_tile t = gis_tile_at(p->at[i], z);
            jy_points_tile(p, t, &first, &end);
            assert_int_equal(first, i);
            assert_true(end > i && end <= p->n);
            for (size_t k = first; k < end; k++) {
                struct gis_tile own = gis_tile_at(p->at[k], z);
                assert_true(own.x == t.x && own.y == t.y);
            }
            i = end;
        }
    }
    jy_scene_free(scene);
}

struct seen {
    uint8_t *mark;
    size_t last;
};

static void mark_run(const struct jy_points *of, size_t first, size_t end, void *ctx)
{
    (void)of;
    struct seen *s = ctx;
    assert_true(first >= s->last && end > first);
    s->last = end;
    memset(s->mark + first, 1, end - first);
}

static void box_query_equals_brute_force(void **state)
{
    (void)state;
    struct jy_scene *scene = random_scene(11);
    const struct jy_points *p = &scene->points[JY_POINTS_LIGHTS];
    uint64_t seed = 3;
    uint8_t *mark = malloc(N);
    for (int round = 0; round < 200; round++) {
        struct gis_world a = gis_world_from_lonlat(somewhere(&seed));
        struct gis_world b = gis_world_from_lonlat(somewhere(&seed));
        struct gis_world_box box = {a.x < b.x ? a.x : b.x, a.y < b.y ? a.y : b.y,
                                    a.x < b.x ? b.x : a.x, a.y < b.y ? b.y : a.y};
        memset(mark, 0, N);
        jy_points_query(p, box, mark_run, &(struct seen){mark, 0});
        for (size_t i = 0; i < p->n; i++) {
            bool in = p->at[i].x >= box.min_x && p->at[i].x <= box.max_x &&
                      p->at[i].y >= box.min_y && p->at[i].y <= box.max_y;
            assert_int_equal(mark[i], in);
        }
    }
    free(mark);
    jy_scene_free(scene);
}

static void the_order_of_rows_does_not_show(void **state)
{
    (void)state;
    struct jy_scene_builder *b[2] = {jy_scene_builder_new(), jy_scene_builder_new()};
    for (int i = 0; i < 200; i++)
        for (int k = 0; k < 2; k++) {
            int id = k ? 200 - i : i + 1;
            struct jy_light l = light_at(id, (struct gis_lonlat){139 + id % 5, 35}, 10);
            jy_scene_add_light(b[k], &l);
        }
    struct jy_scene *one = jy_scene_builder_finish(b[0]), *two = jy_scene_builder_finish(b[1]);
    assert_memory_equal(one->points[0].id, two->points[0].id, 200 * sizeof(int64_t));
    assert_int_equal(one->points[0].n_attrs, 1); /* equal attributes are kept once */
    jy_scene_free(one);
    jy_scene_free(two);
}

static void bad_positions_are_counted_and_left_out(void **state)
{
    (void)state;
    struct jy_scene_builder *b = jy_scene_builder_new();
    struct jy_light l = light_at(1, (struct gis_lonlat){NAN, 35}, 10);
    jy_scene_add_light(b, &l);
    struct jy_scene *scene = jy_scene_builder_finish(b);
    assert_int_equal(scene->n_refused, 1);
    assert_int_equal(scene->points[JY_POINTS_LIGHTS].n, 0);
    jy_scene_free(scene);
}

static void collect(uint32_t index, void *ctx)
{
    ((uint8_t *)ctx)[index]++;
}

static void shapes_are_found_by_their_boxes(void **state)
{
    (void)state;
    struct jy_scene_builder *b = jy_scene_builder_new();
    uint64_t seed = 5;
    enum { ROADS = 3000 };
    for (int i = 0; i < ROADS; i++) {
        struct gis_lonlat p = somewhere(&seed);
        struct gis_lonlat line[3] = {
            p, {p.lon_deg + 0.001, p.lat_deg}, {p.lon_deg, p.lat_deg + 0.002}};
        double d_m[3] = {0, 12.34, INFINITY};
        struct jy_road road = {.id = i, .road_class = JY_ROAD_RESIDENTIAL, .name = "本町通り"};
        jy_scene_add_road(b, &road, JY_LIT_DARK, 3, line, d_m);
    }
    struct jy_scene *scene = jy_scene_builder_finish(b);
    const struct jy_shapes *s = &scene->shapes[JY_SHAPES_ROADS];
    assert_int_equal(s->n, ROADS);
    assert_string_equal(jy_scene_text(scene, s->name[0]), "本町通り");
    assert_int_equal(s->d_dm[1], 123);
    assert_int_equal(s->d_dm[2], JY_D_FAR);
    uint8_t found[ROADS];
    for (int round = 0; round < 100; round++) {
        struct gis_world_box box = s->box[support_random(&seed) % ROADS];
        memset(found, 0, sizeof found);
        gis_boxtree_query(s->tree, box, collect, found);
        for (size_t i = 0; i < s->n; i++)
            assert_int_equal(found[i], gis_world_box_meets(&s->box[i], &box));
    }
    jy_scene_free(scene);
}

static void labels_never_touch(void **state)
{
    (void)state;
    struct jy_scene_builder *b = jy_scene_builder_new();
    uint64_t seed = 9;
    for (int i = 0; i < 2000; i++) {
        struct gis_lonlat at = somewhere(&seed);
        struct jy_place station = {.id = i,
                                   .kind = JY_PLACE_STATION,
                                   .name = "狛江駅",
                                   .geometry = {JY_GEOMETRY_POINT, 1, &at, 0, NULL, NULL}};
        jy_scene_add_place(b, &station);
    }
    struct jy_scene *scene = jy_scene_builder_finish(b);
    for (unsigned z = 11; z <= 19; z += 4) {
        const struct jy_label_zoom *l = &scene->labels->zoom[z];
        assert_true(l->n > 0 && l->n <= 2000);
        for (size_t i = 0; i < l->n; i++)
            for (size_t k = 0; k < i; k++)
                assert_false(gis_world_box_meets(&l->box[i], &l->box[k]));
    }
    assert_true(scene->labels->zoom[19].n > scene->labels->zoom[11].n);
    jy_scene_free(scene);
}

/* A district whose label point is under a station's name, and one of its chome there too. */
static void districts_step_aside(void **state)
{
    (void)state;
    struct jy_scene_builder *b = jy_scene_builder_new();
    struct gis_lonlat at = {139.5772, 35.6315};
    struct jy_place station = {.id = 1,
                               .kind = JY_PLACE_STATION,
                               .name = "狛江駅",
                               .geometry = {JY_GEOMETRY_POINT, 1, &at, 0, NULL, NULL}};
    struct jy_area district = {.id = 2, .kind = JY_AREA_DISTRICT, .name = "東和泉", .label = at};
    struct jy_area chome = {.id = 3, .kind = JY_AREA_CHOME, .name = "東和泉一丁目", .label = at};
    jy_scene_add_place(b, &station);
    jy_scene_add_area(b, &chome);
    jy_scene_add_area(b, &district);
    struct jy_scene *scene = jy_scene_builder_finish(b);
    struct gis_world wanted = gis_world_from_lonlat(at);
    for (unsigned z = 14; z <= 16; z++) {
        struct gis_world_box none = {0, 0, 0, 0}, here = {wanted.x, wanted.y, wanted.x, wanted.y};
        struct jy_label_near near = jy_labels_near(scene->labels, z, wanted, none);
        assert_non_null(near.district);
        assert_false(near.covered);
        assert_true(jy_labels_near(scene->labels, z, wanted, here).covered); /* the station */
        assert_string_equal(jy_scene_text(scene, near.district->text), "東和泉");
        double px =
            hypot((double)near.district->at.x - wanted.x, (double)near.district->at.y - wanted.y) /
            ldexp(1, 24 - (int)z);
        assert_true(px > 0 && px <= JY_LABEL_ASIDE_PX + 0.01);
        /* 400 m of the Mercator plane, 2 pi 6378137 m wide */
        assert_true(px * 156543.03392804097 / ldexp(1, (int)z) <= 400.1);
        const struct jy_label_zoom *l = &scene->labels->zoom[z];
        for (size_t i = 0; i < l->n; i++)
            for (size_t k = 0; k < i; k++)
                assert_false(gis_world_box_meets(&l->box[i], &l->box[k]));
    }
    jy_scene_free(scene);
}

/* The eleven districts of a city 3 km across, as near to each other as they come, about a station
 * with a long name: at zoom 13 every district has its name, and the station its mark at least. */
static void a_small_city_shows_all_its_districts(void **state)
{
    (void)state;
    static const char *const names[] = {"和泉本町", "中和泉", "西和泉", "元和泉", "東和泉", "猪方",
                                        "駒井町",   "岩戸南", "岩戸北", "東野川", "西野川"};
    static const double at_deg[][2] = {
        {139.5750, 35.6405}, {139.5700, 35.6370}, {139.5640, 35.6375}, {139.5705, 35.6320},
        {139.5740, 35.6280}, {139.5775, 35.6270}, {139.5850, 35.6255}, {139.5860, 35.6300},
        {139.5835, 35.6360}, {139.5815, 35.6430}, {139.5735, 35.6460}};
    enum { N_DISTRICTS = sizeof names / sizeof *names };
    struct jy_scene_builder *b = jy_scene_builder_new();
    struct gis_lonlat dot = {139.5738, 35.6278};
    struct jy_place station = {.id = 99,
                               .kind = JY_PLACE_STATION,
                               .name = "和泉多摩川駅",
                               .geometry = {JY_GEOMETRY_POINT, 1, &dot, 0, NULL, NULL}};
    jy_scene_add_place(b, &station);
    for (int i = 0; i < N_DISTRICTS; i++) {
        struct jy_area district = {.id = i + 1,
                                   .kind = JY_AREA_DISTRICT,
                                   .name = names[i],
                                   .label = {at_deg[i][0], at_deg[i][1]}};
        jy_scene_add_area(b, &district);
    }
    struct jy_scene *scene = jy_scene_builder_finish(b);
    const struct jy_label_zoom *l = &scene->labels->zoom[13];
    size_t districts = 0, stations = 0;
    for (size_t i = 0; i < l->n; i++) {
        districts += l->label[i].cls == JY_LABEL_DISTRICT;
        stations += l->label[i].cls == JY_LABEL_STATION;
        for (size_t k = 0; k < i; k++)
            assert_false(gis_world_box_meets(&l->box[i], &l->box[k]));
    }
    assert_int_equal(districts, N_DISTRICTS);
    assert_true(stations <= 1);
    assert_int_equal(scene->labels->zoom[15].n, N_DISTRICTS + 1); /* all that has its name */
    jy_scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(morton_interleaves_y_above_x),
        cmocka_unit_test(radix_sort_sorts_stably),
        cmocka_unit_test(each_light_is_in_one_tile_of_each_zoom),
        cmocka_unit_test(box_query_equals_brute_force),
        cmocka_unit_test(the_order_of_rows_does_not_show),
        cmocka_unit_test(bad_positions_are_counted_and_left_out),
        cmocka_unit_test(shapes_are_found_by_their_boxes),
        cmocka_unit_test(labels_never_touch),
        cmocka_unit_test(districts_step_aside),
        cmocka_unit_test(a_small_city_shows_all_its_districts),
    };
    return cmocka_run_group_tests_name("render/scene", tests, NULL, NULL);
}
