/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/render/scene_edit.h"
#include "src/render/scene_file.h"
#include "src/render/tile_mvt.h"
#include "src/render/tile_png.h"

#include "tests/support/support.h"
#include "tests/support/town.h"

static const char key[] = "registry 7";

/* The bytes of a scene, where a mapped file would have them. */
struct bytes {
    uint8_t *data;
    size_t n, cap;
    struct jy_scene *scene; /* what was written */
};

static bool put(void *ctx, const void *data, size_t n)
{
    struct bytes *b = ctx;
    assert_true(b->n + n <= b->cap);
    memcpy(b->data + b->n, data, n);
    b->n += n;
    return true;
}

static int set_up(void **state)
{
    struct bytes *b = calloc(1, sizeof *b);
    b->cap = (size_t)4 << 20;
    b->data = aligned_alloc(64, b->cap);
    b->scene = town_scene();
    assert_true(jy_scene_save(b->scene, key, sizeof key, put, b));
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bytes *b = *state;
    jy_scene_free(b->scene);
    free(b->data);
    free(b);
    return 0;
}

static void it_reads_as_it_was_built(void **state)
{
    struct bytes *b = *state;
    struct jy_error err;
    struct jy_scene *scene = b->scene, *read = NULL;
    size_t n_key;
    const char *kept = jy_scene_key(b->data, b->n, &n_key, &err);
    assert_int_equal(n_key, sizeof key);
    assert_string_equal(kept, key);
    assert_int_equal(jy_scene_over(b->data, b->n, &read, &err), JY_OK);
    assert_string_equal(read->attribution, scene->attribution);
    struct jy_mvt *m = jy_mvt_new();
    struct jy_render_worker *worker = jy_render_worker_new();
    for (uint32_t z = 8; z <= 17; z += 3) {
        struct gis_tile t = gis_tile_at(gis_world_from_lonlat(TOWN_MIDDLE), z);
        for (int tiles = 0; tiles < JY_TILES_COUNT; tiles++) {
            struct jy_buf JY_AUTOBUF want = JY_BUF_INIT, JY_AUTOBUF got = JY_BUF_INIT;
            jy_tile_mvt(m, scene, (enum jy_tiles)tiles, t, &want);
            jy_tile_mvt(m, read, (enum jy_tiles)tiles, t, &got);
            assert_int_equal(want.len, got.len);
            assert_memory_equal(jy_buf_text(&want), jy_buf_text(&got), want.len);
        }
        struct jy_buf JY_AUTOBUF want = JY_BUF_INIT, JY_AUTOBUF got = JY_BUF_INIT;
        assert_int_equal(jy_tile_png(worker, scene, (struct jy_raster){JY_STYLE_NIGHT, JY_DRAW_ALL},
                                     t, 256, &want, &err),
                         JY_OK);
        assert_int_equal(jy_tile_png(worker, read, (struct jy_raster){JY_STYLE_NIGHT, JY_DRAW_ALL},
                                     t, 256, &got, &err),
                         JY_OK);
        assert_int_equal(want.len, got.len);
        assert_memory_equal(want.data, got.data, want.len);
    }
    jy_render_worker_free(worker);
    jy_mvt_free(m);
    jy_scene_free(read);
}

static void the_same_scene_gives_the_same_file(void **state)
{
    struct bytes *b = *state;
    struct bytes again = {aligned_alloc(64, b->cap), 0, b->cap, NULL};
    assert_true(jy_scene_save(b->scene, key, sizeof key, put, &again));
    assert_int_equal(again.n, b->n);
    assert_memory_equal(again.data, b->data, b->n);
    free(again.data);
}

static void a_file_cut_off_anywhere_is_refused(void **state)
{
    struct bytes *b = *state;
    struct jy_error err;
    for (size_t n = 0; n < b->n; n += n < 20000 ? 37 : 1009) {
        struct jy_scene *read = NULL;
        assert_int_equal(jy_scene_over(b->data, n, &read, &err), JY_EIO);
        assert_null(read);
    }
}

/* Every bit matters but those of the filling between sections. */
static void a_flipped_bit_is_found_out(void **state)
{
    struct bytes *b = *state;
    struct jy_scene *want = NULL, *read = NULL;
    struct jy_error err;
    uint64_t seed = 9;
    size_t refused = 0, rounds = 1500;
    assert_int_equal(jy_scene_over(b->data, b->n, &want, &err), JY_OK);
    for (size_t i = 0; i < rounds; i++) {
        size_t at = i < 500 ? i : support_random(&seed) % b->n;
        uint8_t bit = (uint8_t)(1 << support_random(&seed) % 8), before = b->data[at];
        b->data[at] = (uint8_t)(b->data[at] ^ bit);
        if (jy_scene_over(b->data, b->n, &read, &err) != JY_OK)
            refused++;
        else { /* then it was filling: nothing of the scene lies there */
            assert_int_equal(before, 0);
            jy_scene_free(read);
        }
        b->data[at] = before;
    }
    assert_true(refused > rounds * 9 / 10);
    jy_scene_free(want);
}

static void a_read_scene_can_be_edited(void **state)
{
    struct bytes *b = *state;
    struct jy_error err;
    struct jy_scene *read = NULL;
    assert_int_equal(jy_scene_over(b->data, b->n, &read, &err), JY_OK);
    const struct jy_points *lights = &read->points[JY_POINTS_LIGHTS];
    const struct jy_light_edit gone = {.id = lights->id[3]};
    struct gis_tile t = gis_tile_at(lights->at[3], 16);
    struct jy_scene *edited = jy_scene_edited(read, 1, &gone);
    struct jy_points_room room = {0};
    size_t before = jy_points_tile_view(lights, t, &room).n;
    assert_int_equal(jy_points_tile_view(&edited->points[JY_POINTS_LIGHTS], t, &room).n,
                     before - 1);
    jy_points_room_done(&room);
    jy_scene_free(edited);
    jy_scene_free(read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_reads_as_it_was_built),
        cmocka_unit_test(the_same_scene_gives_the_same_file),
        cmocka_unit_test(a_file_cut_off_anywhere_is_refused),
        cmocka_unit_test(a_flipped_bit_is_found_out),
        cmocka_unit_test(a_read_scene_can_be_edited),
    };
    return cmocka_run_group_tests_name("render/scene_file", tests, set_up, tear_down);
}
