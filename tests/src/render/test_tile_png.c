/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "src/render/labels.h"
#include "src/render/png.h"
#include "src/render/static_map.h"
#include "src/render/tile_mvt.h"
#include "src/render/tile_png.h"

#include "tests/support/png.h"
#include "tests/support/support.h"
#include "tests/support/town.h"

static struct jy_scene *scene;
static struct jy_render_worker *worker;

static int set_up(void **state)
{
    (void)state;
    scene = town_scene();
    worker = jy_render_worker_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    jy_render_worker_free(worker);
    jy_scene_free(scene);
    return 0;
}

static struct png_picture tile(enum jy_style style, unsigned parts, struct gis_tile t, int size)
{
    struct jy_buf JY_AUTOBUF png = JY_BUF_INIT;
    struct jy_error err;
    struct png_picture p;
    assert_int_equal(
        jy_tile_png(worker, scene, (struct jy_raster){style, parts}, t, size, &png, &err), JY_OK);
    assert_true(png_decode(png.data, png.len, &p));
    return p;
}

/* Any view of a scene, in true colour. */
static struct png_picture map_of(const struct jy_scene *from, struct jy_raster raster,
                                 const struct jy_view *view, struct jy_buf *png)
{
    struct png_picture p;
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)view->width_px, (int)view->height_px);
    cairo_t *cr = cairo_create(surface);
    jy_map_draw(worker, cr, from, view, raster.style, raster.parts);
    assert_int_equal(cairo_status(cr), CAIRO_STATUS_SUCCESS);
    cairo_destroy(cr);
    jy_buf_clear(png);
    jy_png_rgb(worker, surface, png);
    cairo_surface_destroy(surface);
    assert_true(png_decode(png->data, png->len, &p));
    return p;
}

static struct gis_tile town_tile(uint32_t z)
{
    return gis_tile_at(gis_world_from_lonlat(TOWN_MIDDLE), z);
}

static void the_palette_has_the_colours_of_the_style(void **state)
{
    (void)state;
    for (int style = 0; style < JY_STYLE_COUNT; style++) {
        const struct jy_palette *p = jy_style_palette((enum jy_style)style);
        const struct jy_style_colours *c = jy_style_colours((enum jy_style)style);
        const jy_rgb exact[] = {c->ground, c->water, c->green, c->road, c->light};
        assert_true(p->n <= 256);
        for (size_t i = 0; i < sizeof exact / sizeof exact[0]; i++) {
            jy_rgb v = exact[i];
            assert_true(
                p->colour[p->nearest[(v >> 18 & 63) << 12 | (v >> 10 & 63) << 6 | (v >> 2 & 63)]] ==
                v);
        }
    }
}

/* look.md gives the ground of each style; far from town there is nothing else. */
static void an_empty_tile_is_its_ground(void **state)
{
    (void)state;
    static const uint8_t ground[2][3] = {{0xF7, 0xF6, 0xF2}, {0x0B, 0x10, 0x22}};
    for (int style = 0; style < 2; style++)
        for (int size = 256; size <= 512; size += 256) {
            struct png_picture p =
                tile((enum jy_style)style, JY_DRAW_ALL, (struct gis_tile){14, 3, 5}, size);
            assert_int_equal(p.width, size);
            assert_int_equal(p.height, size);
            for (size_t i = 0; i < (size_t)size * (size_t)size; i++)
                assert_memory_equal(p.rgb + 3 * i, ground[style], 3);
            free(p.rgb);
        }
}

/* Four tiles side by side are the picture of the whole: no seam, no cut or doubled label. */
static void four_tiles_make_one_map(void **state)
{
    (void)state;
    for (uint32_t z = 12; z <= 18; z++) {
        struct gis_tile t = town_tile(z);
        struct jy_view view = jy_view_tile(t);
        struct jy_buf JY_AUTOBUF png = JY_BUF_INIT;
        view.width_px = view.height_px = 512;
        /* stretched lettering of the day and glow of the night */
        enum jy_style style = z % 2 ? JY_STYLE_DAY : JY_STYLE_NIGHT;
        const struct png_picture whole =
            map_of(scene, (struct jy_raster){style, JY_DRAW_ALL}, &view, &png);
        for (uint32_t k = 0; k < 4; k++) {
            struct png_picture p =
                tile(style, JY_DRAW_ALL, (struct gis_tile){z, t.x + k % 2, t.y + k / 2}, 256);
            double mean, sum = 0;
            int most, worst = 0;
            for (size_t y = 0; y < 256; y++) {
                png_difference(p.rgb + y * 768,
                               whole.rgb + ((k / 2 * 256 + y) * 512 + k % 2 * 256) * 3, 768, &mean,
                               &most);
                sum += mean;
                worst = most > worst ? most : worst;
            }
            /* the palette shifts a colour a little; a missing letter would be 200 */
            assert_true(sum / 256 < 3);
            assert_true(worst < 70);
            free(p.rgb);
        }
        free(whole.rgb);
    }
}

/* Under the name of its district, which a station's name has pushed aside: look.md, #009E73. */
static void a_camera_count_stands_under_its_name(void **state)
{
    (void)state;
    const struct gis_lonlat at = {139.5772, 35.6315};
    struct gis_lonlat dot = at;
    struct jy_place station = {.id = 1,
                               .kind = JY_PLACE_STATION,
                               .name = "和泉多摩川駅",
                               .geometry = {JY_GEOMETRY_POINT, 1, &dot, 0, NULL, NULL}};
    struct jy_area district = {.id = 2, .kind = JY_AREA_DISTRICT, .name = "東和泉", .label = at};
    struct jy_camera cameras = {.id = 3, .at = at, .direction_deg = NAN};
    struct jy_scene_builder *b = jy_scene_builder_new();
    jy_scene_add_place(b, &station);
    jy_scene_add_area(b, &district);
    jy_scene_add_camera(b, &cameras, JY_PRECISION_DISTRICT, 41);
    struct jy_scene *one = jy_scene_builder_finish(b);
    struct gis_world wanted = gis_world_from_lonlat(at);
    const struct jy_label *name =
        jy_labels_near(one->labels, 15, wanted, (struct gis_world_box){0, 0, 0, 0}).district;
    assert_non_null(name);
    assert_true(name->at.x != wanted.x || name->at.y != wanted.y);
    struct jy_view view = jy_view_tile(gis_tile_at(wanted, 15));
    view.west = wanted.x - 256 * view.unit;
    view.north = wanted.y - 256 * view.unit;
    view.width_px = view.height_px = 512;
    struct jy_buf JY_AUTOBUF png = JY_BUF_INIT;
    const struct png_picture p =
        map_of(one, (struct jy_raster){JY_STYLE_DAY, JY_DRAW_CAMERAS}, &view, &png);
    size_t seen = 0;
    for (size_t i = 0; i < (size_t)p.width * p.height; i++) {
        if (memcmp(p.rgb + 3 * i, "\x00\x9E\x73", 3) != 0)
            continue;
        double x = view.west + (double)(i % p.width) * view.unit;
        double y = view.north + (double)(i / p.width) * view.unit;
        assert_true(x >= name->box.min_x && x <= name->box.max_x);
        assert_true(y > name->at.y && y <= name->box.max_y);
        seen++;
    }
    assert_true(seen > 20);
    free(p.rgb);
    /* where the edge would cut the name, and it is left out, so is the number */
    view.north = name->at.y - 4 * view.unit;
    struct jy_buf JY_AUTOBUF cut = JY_BUF_INIT;
    const struct png_picture without = map_of(
        one, (struct jy_raster){JY_STYLE_DAY, JY_DRAW_CAMERAS | JY_DRAW_WHOLE_LABELS}, &view, &cut);
    for (size_t i = 0; i < (size_t)without.width * without.height; i++)
        assert_true(memcmp(without.rgb + 3 * i, "\x00\x9E\x73", 3) != 0);
    free(without.rgb);
    jy_scene_free(one);
}

static void tiles_are_small_palette_pictures(void **state)
{
    (void)state;
    const struct jy_view view = jy_view_tile(town_tile(16));
    struct jy_buf JY_AUTOBUF full = JY_BUF_INIT, JY_AUTOBUF small = JY_BUF_INIT;
    struct jy_error err;
    for (int style = 0; style < JY_STYLE_COUNT; style++) {
        enum jy_style s = (enum jy_style)style;
        jy_buf_clear(&small);
        free(map_of(scene, (struct jy_raster){s, JY_DRAW_ALL}, &view, &full).rgb);
        assert_int_equal(jy_tile_png(worker, scene, (struct jy_raster){s, JY_DRAW_ALL},
                                     town_tile(16), 256, &small, &err),
                         JY_OK);
        assert_true(small.len < full.len);
        struct png_picture p;
        assert_true(png_decode(small.data, small.len, &p));
        assert_int_equal(p.colour_type, 3);
        free(p.rgb);
    }
}

static void the_same_scene_gives_the_same_bytes(void **state)
{
    (void)state;
    struct jy_buf JY_AUTOBUF one = JY_BUF_INIT, JY_AUTOBUF two = JY_BUF_INIT;
    struct jy_error err;
    struct jy_scene *again = town_scene();
    struct jy_render_worker *other = jy_render_worker_new();
    assert_int_equal(jy_tile_png(worker, scene, (struct jy_raster){JY_STYLE_NIGHT, JY_DRAW_ALL},
                                 town_tile(15), 256, &one, &err),
                     JY_OK);
    assert_int_equal(jy_tile_png(other, again, (struct jy_raster){JY_STYLE_NIGHT, JY_DRAW_ALL},
                                 town_tile(15), 256, &two, &err),
                     JY_OK);
    assert_int_equal(one.len, two.len);
    assert_memory_equal(one.data, two.data, one.len);
    jy_render_worker_free(other);
    jy_scene_free(again);
}

struct job {
    struct jy_buf png, mvt;
};

static void *draw_many(void *ctx)
{
    struct job *job = ctx;
    struct jy_render_worker *own = jy_render_worker_new();
    struct jy_mvt *mvt = jy_mvt_new();
    struct jy_error err;
    for (uint32_t z = 13; z <= 16; z++) {
        struct gis_tile t = gis_tile_at(gis_world_from_lonlat(TOWN_MIDDLE), z);
        if (jy_tile_png(own, scene,
                        (struct jy_raster){z % 2 ? JY_STYLE_NIGHT : JY_STYLE_DAY, JY_DRAW_ALL}, t,
                        256, &job->png, &err) != JY_OK)
            abort();
        for (int set = 0; set < JY_TILES_COUNT; set++)
            jy_tile_mvt(mvt, scene, (enum jy_tiles)set, t, &job->mvt);
    }
    jy_mvt_free(mvt);
    jy_render_worker_free(own);
    return NULL;
}

/* One scene, four threads, no locks: all get the same bytes. (Run under -fsanitize=thread too.) */
static void threads_share_a_scene(void **state)
{
    (void)state;
    pthread_t thread[4];
    struct job job[4] = {0};
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, draw_many, &job[i]), 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_join(thread[i], NULL), 0);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(job[i].png.len, job[0].png.len);
        assert_memory_equal(job[i].png.data, job[0].png.data, job[0].png.len);
        assert_int_equal(job[i].mvt.len, job[0].mvt.len);
        assert_memory_equal(job[i].mvt.data, job[0].mvt.data, job[0].mvt.len);
    }
    for (int i = 0; i < 4; i++) {
        jy_buf_done(&job[i].png);
        jy_buf_done(&job[i].mvt);
    }
}

static double luminance(const struct png_picture *p, double x, double y, int radius)
{
    double sum = 0;
    int n = 0;
    for (int dy = -radius; dy <= radius; dy++)
        for (int dx = -radius; dx <= radius; dx++, n++) {
            const uint8_t *c =
                p->rgb + (((size_t)y + (size_t)dy) * p->width + (size_t)x + (size_t)dx) * 3;
            sum += 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
        }
    return sum / n;
}

/* The product's face: in monochrome, a road lit by the rule is at least three times as bright as
 * the dark stretch of the same road, 350 m on. */
static void the_dark_stretch_shows_in_monochrome(void **state)
{
    (void)state;
    const struct gis_lonlat lit_at = {139.57634, 35.63455};
    for (double zoom = 15; zoom <= 17; zoom++) {
        struct jy_view view = jy_view_about(TOWN_DARK, zoom, 1200, 200);
        struct jy_buf JY_AUTOBUF png = JY_BUF_INIT;
        const struct jy_raster raster = {JY_STYLE_NIGHT, JY_DRAW_ROADS | JY_DRAW_LIGHTS};
        const struct png_picture p = map_of(scene, raster, &view, &png);
        double x, y, lit_x, lit_y, dark = 0, lit = 0;
        jy_view_px(&view, gis_world_from_lonlat(TOWN_DARK), &x, &y);
        jy_view_px(&view, gis_world_from_lonlat(lit_at), &lit_x, &lit_y);
        for (int k = -3; k <= 3; k++) { /* across the road, whose place is good to a metre or two */
            dark = fmax(dark, luminance(&p, x, y + k, 1));
            lit = fmax(lit, luminance(&p, lit_x, lit_y + k, 1));
        }
        assert_true(dark > 20); /* the road is there: the ground has 16 */
        assert_true(lit > 3 * dark);
        free(p.rgb);
    }
}

static void wrong_sizes_are_refused(void **state)
{
    (void)state;
    struct jy_buf JY_AUTOBUF png = JY_BUF_INIT;
    struct jy_error err;
    struct jy_static_map map = {.style = JY_STYLE_DAY,
                                .centre = TOWN_MIDDLE,
                                .zoom = 15,
                                .width_px = 3000,
                                .height_px = 100,
                                .scale = 1};
    assert_int_equal(jy_tile_png(worker, scene, (struct jy_raster){JY_STYLE_DAY, JY_DRAW_ALL},
                                 town_tile(3), 300, &png, &err),
                     JY_EINVALID);
    assert_int_equal(jy_static_map_png(worker, scene, &map, &png, &err), JY_EINVALID);
    map.width_px = 300;
    map.centre.lon_deg = (double)NAN;
    assert_int_equal(jy_static_map_png(worker, scene, &map, &png, &err), JY_EINVALID);
    assert_int_equal(png.len, 0);
}

static void every_zoom_draws(void **state)
{
    (void)state;
    for (uint32_t z = 0; z <= GIS_TILE_MAX_ZOOM; z += 2)
        free(tile(z % 4 ? JY_STYLE_NIGHT : JY_STYLE_PRINT, JY_DRAW_ALL, town_tile(z), 512).rgb);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_palette_has_the_colours_of_the_style),
        cmocka_unit_test(an_empty_tile_is_its_ground),
        cmocka_unit_test(four_tiles_make_one_map),
        cmocka_unit_test(a_camera_count_stands_under_its_name),
        cmocka_unit_test(tiles_are_small_palette_pictures),
        cmocka_unit_test(the_same_scene_gives_the_same_bytes),
        cmocka_unit_test(the_dark_stretch_shows_in_monochrome),
        cmocka_unit_test(threads_share_a_scene),
        cmocka_unit_test(wrong_sizes_are_refused),
        cmocka_unit_test(every_zoom_draws),
    };
    return cmocka_run_group_tests_name("render/tile_png", tests, set_up, tear_down);
}
