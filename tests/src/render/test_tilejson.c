/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>

#include <jansson.h>

#include "src/render/tilejson.h"

#include "tests/support/support.h"

static json_t *document(bool raster, enum jy_tiles tiles)
{
    struct jy_scene_builder *b = jy_scene_builder_new();
    struct jy_light l = {.id = 1, .at = {139.5, 35.5}, .watt_w = NAN, .lumen_lm = NAN};
    jy_scene_add_light(b, &l);
    l.at = (struct gis_lonlat){139.6, 35.75};
    jy_scene_add_light(b, &l);
    jy_scene_set_attribution(b, "© \"Komae\" & <others>");
    struct jy_scene *scene = jy_scene_builder_finish(b);
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    struct jy_tilejson at = {"http://x/tiles/s/{z}/{x}/{y}.mvt", "7"};
    if (raster)
        jy_tilejson_raster(scene, "night", &at, &out);
    else
        jy_tilejson_vector(scene, tiles, &at, &out);
    json_t *doc = json_loads(jy_buf_text(&out), JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(doc);
    jy_scene_free(scene);
    return doc;
}

static void what_the_specification_requires_is_there(void **state)
{
    (void)state;
    for (int set = -1; set < JY_TILES_COUNT; set++) {
        json_t *doc = document(set < 0, (enum jy_tiles)(set < 0 ? 0 : set));
        assert_string_equal(json_string_value(json_object_get(doc, "tilejson")), "3.0.0");
        assert_int_equal(json_array_size(json_object_get(doc, "tiles")), 1);
        assert_string_equal(json_string_value(json_object_get(doc, "attribution")),
                            "© \"Komae\" & <others>");
        json_t *bounds = json_object_get(doc, "bounds");
        const double want[] = {139.5, 35.5, 139.6, 35.75};
        for (size_t i = 0; i < 4; i++)
            assert_near(json_number_value(json_array_get(bounds, i)), want[i], 1e-6, 0);
        json_int_t min = json_integer_value(json_object_get(doc, "minzoom"));
        json_int_t max = json_integer_value(json_object_get(doc, "maxzoom"));
        assert_true(0 <= min && min <= max && max <= 30);
        json_t *layers = json_object_get(doc, "vector_layers"), *layer;
        size_t i;
        assert_true(json_is_array(layers));
        json_array_foreach(layers, i, layer)
        {
            assert_true(json_is_string(json_object_get(layer, "id")));
            assert_true(json_object_size(json_object_get(layer, "fields")) > 0);
        }
        json_decref(doc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_specification_requires_is_there),
    };
    return cmocka_run_group_tests_name("render/tilejson", tests, NULL, NULL);
}
