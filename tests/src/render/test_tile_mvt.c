/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/render/pyramid.h"
#include "src/render/tile_mvt.h"

#include "tests/support/mvt.h"
#include "tests/support/support.h"

static struct gis_lonlat near_komae(uint64_t *seed, double spread_deg)
{
    return (struct gis_lonlat){139.57 + spread_deg * (support_random_unit(seed) - 0.5),
                               35.63 + spread_deg * (support_random_unit(seed) - 0.5)};
}

static struct jy_scene *lights(int n, uint64_t seed, double spread_deg)
{
    static const double watts[] = {10, 20, 22.5, NAN};
    struct jy_scene_builder *b = jy_scene_builder_new();
    for (int i = 0; i < n; i++) {
        struct jy_light l = {.id = i + 1, .at = near_komae(&seed, spread_deg), .lumen_lm = NAN};
        l.watt_w = watts[i % 4];
        l.lamp = i % 3 ? JY_LAMP_LED : JY_LAMP_SODIUM;
        l.status = i % 10 ? JY_STATUS_IN_SERVICE : JY_STATUS_OUT;
        jy_scene_add_light(b, &l);
        struct jy_camera c = {.id = i + 1,
                              .at = l.at,
                              .direction_deg = 90,
                              .angle_deg = NAN,
                              .range_m = NAN,
                              .status = JY_STATUS_IN_SERVICE};
        if (i % 100 == 0)
            jy_scene_add_camera(b, &c, JY_PRECISION_BLOCK, 3);
    }
    return jy_scene_builder_finish(b);
}

static void read_tile(struct jy_mvt *m, const struct jy_scene *scene, enum jy_tiles tiles,
                      struct gis_tile t, struct mvt_tile *out)
{
    struct jy_buf JY_AUTOBUF bytes = JY_BUF_INIT;
    jy_tile_mvt(m, scene, tiles, t, &bytes);
    assert_true(bytes.len <= JY_MVT_MAX_BYTES);
    const char *wrong = mvt_read(jy_buf_text(&bytes), bytes.len, out);
    if (wrong)
        fail_msg("%s", wrong);
}

static double number(const struct mvt_layer *l, const struct mvt_feature *f, const char *key)
{
    const struct mvt_value *v = mvt_get(l, f, key);
    return v ? v->number : (double)NAN;
}

/* Sums over every tile that can hold anything. */
static void count_tiles(const struct jy_scene *scene, enum jy_tiles tiles, uint32_t z,
                        double *out_count, double *out_led)
{
    struct jy_mvt *m = jy_mvt_new();
    struct gis_tile a =
        gis_tile_at((struct gis_world){scene->bounds.min_x, scene->bounds.min_y}, z);
    struct gis_tile b =
        gis_tile_at((struct gis_world){scene->bounds.max_x, scene->bounds.max_y}, z);
    *out_count = *out_led = 0;
    for (uint32_t y = a.y; y <= b.y; y++)
        for (uint32_t x = a.x; x <= b.x; x++) {
            struct mvt_tile tile;
            read_tile(m, scene, tiles, (struct gis_tile){z, x, y}, &tile);
            for (size_t i = 0; tile.n_layers && i < tile.layer[0].n_features; i++) {
                const struct mvt_layer *l = &tile.layer[0];
                const struct mvt_feature *f = &l->feature[i];
                double n = number(l, f, "point_count"), led = number(l, f, "lamp_led");
                const struct mvt_value *lamp = mvt_get(l, f, "lamp");
                *out_count += isnan(n) ? 1 : n;
                *out_led += !isnan(led) ? led : lamp && strcmp(lamp->text, "led") == 0;
                int32_t *p = l->point[f->first_part ? l->part_end[f->first_part - 1] : 0];
                assert_true(p[0] >= 0 && p[0] < 4096 && p[1] >= 0 && p[1] < 4096);
            }
            mvt_free(&tile);
        }
    jy_mvt_free(m);
}

static void counts_add_up_at_every_zoom(void **state)
{
    (void)state;
    enum { N = 30000 }; /* over one z12 tile: too many there, so that it joins them */
    struct jy_scene *scene = lights(N, 4, 0.05);
    for (uint32_t z = 0; z <= 17; z++) {
        double count, led;
        count_tiles(scene, JY_TILES_STREETLIGHTS, z, &count, &led);
        assert_true(count == N);
        assert_true(led == N - N / 3);
        count_tiles(scene, JY_TILES_CAMERAS, z, &count, &led);
        assert_true(count == N / 100 * 3);
    }
    jy_scene_free(scene);
}

/* Each cell against a plain count over all points, at every level, near and far. */
static void cells_are_what_lies_in_them(void **state)
{
    (void)state;
    static const double spreads_deg[] = {0.05, 2, 20};
    for (size_t k = 0; k < sizeof spreads_deg / sizeof spreads_deg[0]; k++) {
        struct jy_scene *scene = lights(8000, k + 9, spreads_deg[k]);
        const struct jy_points *p = &scene->points[JY_POINTS_LIGHTS];
        assert_non_null(p->pyramid);
        size_t n_levels = 0;
        for (unsigned level = JY_PYRAMID_TOP; level <= JY_PYRAMID_BASE; level++) {
            struct jy_cell_room room = {0};
            const struct jy_cell *cells;
            size_t n;
            uint64_t all = 0;
            if (!jy_pyramid_tile(p, level, (struct gis_tile){0, 0, 0}, &room, &cells, &n))
                continue;
            n_levels++;
            assert_true(n * 16 <= p->n);
            for (size_t c = 0; c < n; all += cells[c].count, c++) {
                uint64_t points = 0, out = 0, led = 0, sum_x = 0;
                for (size_t i = 0; i < p->n; i++) {
                    if (p->at[i].x >> (32 - level) != cells[c].x ||
                        p->at[i].y >> (32 - level) != cells[c].y)
                        continue;
                    points++;
                    sum_x += p->at[i].x;
                    out += p->of.light[p->attr[i]].status == JY_STATUS_OUT;
                    led += p->of.light[p->attr[i]].lamp == JY_LAMP_LED;
                }
                assert_int_equal(cells[c].points, points);
                assert_int_equal(cells[c].count, points);
                assert_int_equal(cells[c].out, out);
                assert_int_equal(cells[c].lamp[JY_LAMP_LED], led);
                assert_true(cells[c].sum_x == sum_x);
            }
            assert_int_equal(all, p->n);
        }
        assert_true(n_levels >= 2);
        jy_scene_free(scene);
    }
}

static void counted_beforehand_or_not_is_the_same_tile(void **state)
{
    (void)state;
    struct jy_scene *scene = lights(20000, 5, 3);
    struct jy_points *p = &scene->points[JY_POINTS_LIGHTS];
    struct jy_pyramid *pyramid = p->pyramid;
    struct jy_mvt *m = jy_mvt_new();
    for (uint32_t z = 0; z <= 11; z++)
        for (size_t i = 0; i < p->n; i += 997) {
            struct jy_buf JY_AUTOBUF with = JY_BUF_INIT, JY_AUTOBUF without = JY_BUF_INIT;
            struct gis_tile t = gis_tile_at(p->at[i], z);
            jy_tile_mvt(m, scene, JY_TILES_STREETLIGHTS, t, &with);
            p->pyramid = NULL;
            jy_tile_mvt(m, scene, JY_TILES_STREETLIGHTS, t, &without);
            p->pyramid = pyramid;
            assert_int_equal(with.len, without.len);
            assert_memory_equal(with.data, without.data, with.len);
        }
    jy_mvt_free(m);
    jy_scene_free(scene);
}

static void attributes_and_places_come_through(void **state)
{
    (void)state;
    struct jy_scene_builder *b = jy_scene_builder_new();
    struct jy_light l = {.id = 77,
                         .at = {139.5781, 35.6325},
                         .watt_w = 22.5,
                         .lumen_lm = NAN,
                         .kind = JY_LIGHT_ROAD,
                         .lamp = JY_LAMP_LED,
                         .status = JY_STATUS_OUT};
    jy_scene_add_light(b, &l);
    struct jy_scene *scene = jy_scene_builder_finish(b);
    struct jy_mvt *m = jy_mvt_new();
    for (uint32_t z = 12; z <= 24; z++) {
        struct gis_world w = gis_world_from_lonlat(l.at);
        struct gis_tile t = gis_tile_at(w, z);
        struct mvt_tile tile;
        read_tile(m, scene, JY_TILES_STREETLIGHTS, t, &tile);
        const struct mvt_layer *layer = &tile.layer[0];
        assert_string_equal(layer->name, "streetlights");
        assert_int_equal(layer->extent, 4096);
        const struct mvt_feature *f = &layer->feature[0];
        assert_int_equal(f->id, 77);
        assert_string_equal(mvt_get(layer, f, "lamp")->text, "led");
        assert_string_equal(mvt_get(layer, f, "kind")->text, "road");
        assert_string_equal(mvt_get(layer, f, "status")->text, "out");
        assert_true(number(layer, f, "watt_w") == 22.5);
        /* slippy-map formula with a fraction: where in the tile it stands */
        double n = ldexp(1, (int)z), lat = l.at.lat_deg * M_PI / 180;
        double x = ((l.at.lon_deg + 180) / 360 * n - t.x) * 4096;
        double y = ((1 - asinh(tan(lat)) / M_PI) / 2 * n - t.y) * 4096;
        assert_near(layer->point[0][0], x, 1 + ldexp(1, (int)z - 20), 0);
        assert_near(layer->point[0][1], y, 1 + ldexp(1, (int)z - 20), 0);
        mvt_free(&tile);
    }
    jy_mvt_free(m);
    jy_scene_free(scene);
}

static void empty_tiles_are_empty(void **state)
{
    (void)state;
    struct jy_scene *scene = lights(10, 1, 0.01);
    struct jy_mvt *m = jy_mvt_new();
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    for (int set = 0; set < JY_TILES_COUNT; set++)
        jy_tile_mvt(m, scene, (enum jy_tiles)set, (struct gis_tile){14, 0, 0}, &out);
    assert_int_equal(out.len, 0);
    jy_mvt_free(m);
    jy_scene_free(scene);
}

/* A square with a hole, drawn in the wrong direction, over many tiles: in every tile the area is
 * that of the part inside it, exterior positive, hole negative. */
static struct jy_scene *square_with_hole(void)
{
    static const struct gis_lonlat p[] = {
        {139, 35},     {139, 36},     {140, 36},     {140, 35},     {139, 35},
        {139.4, 35.4}, {139.4, 35.6}, {139.6, 35.6}, {139.6, 35.4}, {139.4, 35.4}};
    static const uint32_t end[] = {5, 10};
    static const uint8_t outer[] = {1, 0};
    struct jy_area area = {.id = 5,
                           .kind = JY_AREA_DISTRICT,
                           .name = "和泉本町",
                           .name_en = "Izumi-Honcho",
                           .label = {NAN, NAN},
                           .geometry = {JY_GEOMETRY_POLYGONS, 10, p, 2, end, outer}};
    struct jy_scene_builder *b = jy_scene_builder_new();
    jy_scene_add_area(b, &area);
    return jy_scene_builder_finish(b);
}

static void polygons_turn_right_and_tile_areas_add_up(void **state)
{
    (void)state;
    struct jy_scene *scene = square_with_hole();
    struct jy_mvt *m = jy_mvt_new();
    uint32_t z = 9;
    struct gis_world nw = gis_world_from_lonlat((struct gis_lonlat){139, 36});
    struct gis_world se = gis_world_from_lonlat((struct gis_lonlat){140, 35});
    struct gis_tile a = gis_tile_at(nw, z), b = gis_tile_at(se, z);
    for (uint32_t y = a.y; y <= b.y; y++)
        for (uint32_t x = a.x; x <= b.x; x++) {
            struct mvt_tile tile;
            read_tile(m, scene, JY_TILES_DISTRICTS, (struct gis_tile){z, x, y}, &tile);
            const struct mvt_layer *l = &tile.layer[0];
            assert_string_equal(mvt_get(l, l->feature, "name")->text, "和泉本町");
            assert_string_equal(mvt_get(l, l->feature, "kind")->text, "district");
            double got = 0, unit = ldexp(1, 20 - (int)z), want;
            for (size_t i = 0; i < l->n_parts; i++)
                got += (double)mvt_area2(l, i) / 2;
            double lo_x = fmax(nw.x / unit, x * 4096.0 - 128),
                   hi_x = fmin(se.x / unit, x * 4096.0 + 4224);
            double lo_y = fmax(nw.y / unit, y * 4096.0 - 128),
                   hi_y = fmin(se.y / unit, y * 4096.0 + 4224);
            want = (hi_x - lo_x) * (hi_y - lo_y);
            struct gis_world h0 = gis_world_from_lonlat((struct gis_lonlat){139.4, 35.6});
            struct gis_world h1 = gis_world_from_lonlat((struct gis_lonlat){139.6, 35.4});
            double w = fmin(h1.x / unit, hi_x) - fmax(h0.x / unit, lo_x);
            double h = fmin(h1.y / unit, hi_y) - fmax(h0.y / unit, lo_y);
            want -= fmax(w, 0) * fmax(h, 0);
            assert_near(got, want, 4 * 4352, 1e-6); /* rounding of the edges, a unit a side */
            mvt_free(&tile);
        }
    jy_mvt_free(m);
    jy_scene_free(scene);
}

static void stretches_of_road_say_lit_or_dark(void **state)
{
    (void)state;
    struct jy_scene_builder *b = jy_scene_builder_new();
    struct gis_lonlat p[] = {{139.57, 35.63}, {139.571, 35.63}, {139.573, 35.63}};
    double d_m[] = {0, 10, 33.3};
    struct jy_road road = {.id = 9, .name = "けやき通り", .road_class = JY_ROAD_RESIDENTIAL};
    jy_scene_add_road(b, &road, JY_LIT_YES, 2, p, d_m);
    jy_scene_add_road(b, &road, JY_LIT_DARK, 2, p + 1, d_m + 1);
    struct jy_scene *scene = jy_scene_builder_finish(b);
    struct jy_mvt *m = jy_mvt_new();
    struct mvt_tile tile;
    read_tile(m, scene, JY_TILES_ROADS, gis_tile_at(gis_world_from_lonlat(p[1]), 13), &tile);
    const struct mvt_layer *l = &tile.layer[0];
    assert_int_equal(l->n_features, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct mvt_feature *f = &l->feature[i];
        assert_int_equal(f->id, 9);
        assert_string_equal(mvt_get(l, f, "class")->text, "residential");
        double lit = number(l, f, "lit");
        assert_true(number(l, f, "d_m") == (lit == 1 ? 10 : 33.3));
    }
    mvt_free(&tile);
    jy_mvt_free(m);
    jy_scene_free(scene);
}

/* 60,000 named roads in one z13 tile: the largest survive, the tile stays under its limit. */
static void crowded_tiles_stay_under_the_limit(void **state)
{
    (void)state;
    struct jy_scene_builder *b = jy_scene_builder_new();
    uint64_t seed = 2;
    for (int i = 0; i < 60000; i++) {
        struct gis_lonlat p = near_komae(&seed, 0.03);
        double size = i % 100 == 0 ? 0.01 : 0.0003;
        struct gis_lonlat line[] = {
            p, {p.lon_deg + size, p.lat_deg + size * support_random_unit(&seed)}};
        struct jy_road road = {.id = i + 1, .road_class = JY_ROAD_RESIDENTIAL};
        jy_scene_add_road(b, &road, JY_LIT_DARK, 2, line, NULL);
    }
    struct jy_scene *scene = jy_scene_builder_finish(b);
    struct jy_mvt *m = jy_mvt_new();
    struct mvt_tile tile;
    struct gis_world middle = gis_world_from_lonlat((struct gis_lonlat){139.57, 35.63});
    for (uint32_t z = 11; z <= 13; z++) {
        read_tile(m, scene, JY_TILES_ROADS, gis_tile_at(middle, z), &tile);
        assert_true(tile.layer[0].n_features >= 100);
        mvt_free(&tile);
    }
    jy_mvt_free(m);
    jy_scene_free(scene);
}

static void the_same_scene_gives_the_same_bytes(void **state)
{
    (void)state;
    struct jy_scene *a = lights(3000, 6, 0.02), *b = lights(3000, 6, 0.02);
    struct jy_mvt *m = jy_mvt_new(), *used = jy_mvt_new();
    struct jy_buf JY_AUTOBUF one = JY_BUF_INIT, JY_AUTOBUF two = JY_BUF_INIT;
    struct gis_tile t = gis_tile_at(gis_world_from_lonlat((struct gis_lonlat){139.57, 35.63}), 14);
    jy_tile_mvt(used, b, JY_TILES_CAMERAS, t, &two); /* a used encoder remembers nothing */
    jy_buf_clear(&two);
    jy_tile_mvt(m, a, JY_TILES_STREETLIGHTS, t, &one);
    jy_tile_mvt(used, b, JY_TILES_STREETLIGHTS, t, &two);
    assert_true(one.len > 1000 && one.len == two.len);
    assert_memory_equal(one.data, two.data, one.len);
    jy_mvt_free(m);
    jy_mvt_free(used);
    jy_scene_free(a);
    jy_scene_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_add_up_at_every_zoom),
        cmocka_unit_test(cells_are_what_lies_in_them),
        cmocka_unit_test(counted_beforehand_or_not_is_the_same_tile),
        cmocka_unit_test(attributes_and_places_come_through),
        cmocka_unit_test(empty_tiles_are_empty),
        cmocka_unit_test(polygons_turn_right_and_tile_areas_add_up),
        cmocka_unit_test(stretches_of_road_say_lit_or_dark),
        cmocka_unit_test(crowded_tiles_stay_under_the_limit),
        cmocka_unit_test(the_same_scene_gives_the_same_bytes),
    };
    return cmocka_run_group_tests_name("render/tile_mvt", tests, NULL, NULL);
}
