/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pictures that were looked at and found good, kept in tests/golden; compared by pixels, so that a
 * change of look is seen in review. After a wanted change: JOYATO_WRITE_GOLDEN=1, look, commit. */
#include <stdio.h>
#include <stdlib.h>

#include "src/base/file.h"
#include "src/render/tile_png.h"

#include "tests/support/png.h"
#include "tests/support/support.h"
#include "tests/support/town.h"

static void compare(const char *path, const struct jy_buf *png)
{
    struct jy_buf JY_AUTOBUF golden = JY_BUF_INIT;
    struct jy_error err;
    struct png_picture want, got;
    if (getenv("JOYATO_WRITE_GOLDEN"))
        assert_int_equal(jy_file_write(path, png->data, png->len, true, &err), JY_OK);
    assert_int_equal(jy_file_read(path, 1 << 20, &golden, &err), JY_OK);
    assert_true(png_decode(golden.data, golden.len, &want));
    assert_true(png_decode(png->data, png->len, &got));
    assert_int_equal(got.width, want.width);
    assert_int_equal(got.height, want.height);
    double mean;
    int most;
    png_difference(got.rgb, want.rgb, (size_t)got.width * got.height * 3, &mean, &most);
    /* other versions of cairo, pango and the font move an edge by a shade; a missing label in a
     * tile is about 1.5 */
    if (mean > 0.8)
        fail_msg("%s: mean difference %.2f, greatest %d", path, mean, most);
    free(want.rgb);
    free(got.rgb);
}

static void maps_look_as_they_did(void **state)
{
    (void)state;
    struct jy_scene *scene = town_scene();
    struct jy_render_worker *worker = jy_render_worker_new();
    static const char *const styles[JY_STYLE_COUNT] = {"day", "night", "print"};
    for (size_t i = 0; i < JY_STYLE_COUNT; i++)
        for (uint32_t zoom = 15; zoom <= 17; zoom += 2) {
            char name[64];
            struct jy_raster raster = {.parts = JY_DRAW_ALL};
            struct jy_buf JY_AUTOBUF png = JY_BUF_INIT;
            struct jy_error err;
            struct gis_tile t = gis_tile_at(gis_world_from_lonlat(TOWN_DARK), zoom);
            snprintf(name, sizeof name, "tests/golden/map-%s-%u.png", styles[i], zoom);
            assert_true(jy_style_parse(styles[i], &raster.style));
            assert_int_equal(jy_tile_png(worker, scene, raster, t, 256, &png, &err), JY_OK);
            compare(support_source(name), &png);
        }
    jy_render_worker_free(worker);
    jy_scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_look_as_they_did),
    };
    return cmocka_run_group_tests_name("render/golden_maps", tests, NULL, NULL);
}
