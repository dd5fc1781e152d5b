/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/render/scene_edit.h"
#include "src/render/tile_mvt.h"
#include "src/render/tile_png.h"

#include "tests/support/support.h"

enum { LIGHTS = 30000, EDITS = 300 };

/* A registry in memory, of which scenes are made. */
struct world {
    struct jy_light light[LIGHTS + EDITS];
    bool there[LIGHTS + EDITS];
};

static struct jy_light any_light(int64_t id, uint64_t *seed)
{
    static const double watts[] = {8, 10, 20, 32, 60};
    static const enum jy_status status[] = {JY_STATUS_IN_SERVICE, JY_STATUS_IN_SERVICE,
                                            JY_STATUS_OUT, JY_STATUS_PLANNED};
    /* on a coarse grid, so that some stand on the same spot */
    struct jy_light l = {.id = id, .lumen_lm = NAN};
    l.at.lon_deg = 139.5 + floor(support_random_unit(seed) * 2000) / 20000;
    l.at.lat_deg = 35.6 + floor(support_random_unit(seed) * 2000) / 20000;
    l.watt_w = watts[support_random(seed) % 5];
    l.lamp = (enum jy_lamp)(support_random(seed) % (JY_LAMP_OTHER + 1));
    l.status = status[support_random(seed) % 4];
    return l;
}

static struct jy_scene *build(const struct world *w, size_t n)
{
    struct jy_scene_builder *b = jy_scene_builder_new();
    for (size_t i = 0; i < n; i++)
        if (w->there[i])
            jy_scene_add_light(b, &w->light[i]);
    return jy_scene_builder_finish(b);
}

static int by_id(const void *a, const void *b)
{
    int64_t x = ((const struct jy_light_edit *)a)->id, y = ((const struct jy_light_edit *)b)->id;
    return (x > y) - (x < y);
}

/* Lights removed, moved, changed, added; the last also for some that never were. */
static size_t edit(struct world *w, uint64_t *seed, struct jy_light_edit *out)
{
    size_t n = 0;
    for (int i = 0; i < EDITS; i++) {
        size_t which = i % 4 == 3 ? (size_t)(LIGHTS + i) : support_random(seed) % LIGHTS;
        bool again = false;
        for (size_t k = 0; k < n; k++)
            again = again || out[k].id == (int64_t)which + 1;
        if (again)
            continue;
        struct jy_light now = any_light((int64_t)which + 1, seed);
        if (i % 4 == 1) /* changed where it stands */
            now.at = w->light[which].at;
        w->light[which] = now;
        w->there[which] = i % 4 != 0 && i != 7;
        out[n++] = (struct jy_light_edit){now.id, w->there[which], gis_world_from_lonlat(now.at),
                                          jy_light_attr_of(&now)};
    }
    qsort(out, n, sizeof *out, by_id);
    return n;
}

struct pair {
    struct world world;
    struct jy_light_edit edits[EDITS];
    struct jy_scene *base, *edited, *anew;
};

static int set_up(void **state)
{
    struct pair *p = calloc(1, sizeof *p);
    uint64_t seed = 20261123;
    for (int i = 0; i < LIGHTS; i++) {
        p->world.light[i] = any_light(i + 1, &seed);
        p->world.there[i] = true;
    }
    p->base = build(&p->world, LIGHTS);
    size_t n = edit(&p->world, &seed, p->edits);
    p->edited = jy_scene_edited(p->base, n, p->edits);
    p->anew = build(&p->world, LIGHTS + EDITS);
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    struct pair *p = *state;
    jy_scene_free(p->edited);
    jy_scene_free(p->base);
    jy_scene_free(p->anew);
    free(p);
    return 0;
}

/* Tiles of every zoom around the first edits: the same bytes as of a scene built anew. */
static void vector_tiles_are_those_of_a_scene_built_anew(void **state)
{
    struct pair *p = *state;
    struct jy_mvt *m = jy_mvt_new();
    size_t differs_from_base = 0;
    for (uint32_t z = 0; z <= 18; z++)
        for (size_t i = 0; i < 60; i++) {
            struct gis_world at = gis_world_from_lonlat(p->world.light[p->edits[i * 4].id - 1].at);
            struct gis_tile t = gis_tile_at(at, z);
            struct jy_buf JY_AUTOBUF a = JY_BUF_INIT, JY_AUTOBUF b = JY_BUF_INIT,
                                     JY_AUTOBUF c = JY_BUF_INIT;
            jy_tile_mvt(m, p->edited, JY_TILES_STREETLIGHTS, t, &a);
            jy_tile_mvt(m, p->anew, JY_TILES_STREETLIGHTS, t, &b);
            jy_tile_mvt(m, p->base, JY_TILES_STREETLIGHTS, t, &c);
            assert_int_equal(a.len, b.len);
            assert_memory_equal(jy_buf_text(&a), jy_buf_text(&b), a.len);
            differs_from_base +=
                a.len != c.len || memcmp(jy_buf_text(&a), jy_buf_text(&c), a.len) != 0;
        }
    assert_true(differs_from_base > 500); /* of 1,140: most hold an edit */
    jy_mvt_free(m);
}

static void pictures_are_those_of_a_scene_built_anew(void **state)
{
    struct pair *p = *state;
    struct jy_render_worker *worker = jy_render_worker_new();
    struct jy_error err;
    for (int style = JY_STYLE_DAY; style <= JY_STYLE_NIGHT; style++)
        for (uint32_t z = 5; z <= 17; z += 2) {
            struct gis_world at = gis_world_from_lonlat(p->world.light[p->edits[40].id - 1].at);
            struct gis_tile t = gis_tile_at(at, z);
            struct jy_buf JY_AUTOBUF a = JY_BUF_INIT, JY_AUTOBUF b = JY_BUF_INIT;
            assert_int_equal(jy_tile_png(worker, p->edited,
                                         (struct jy_raster){(enum jy_style)style, JY_DRAW_LIGHTS},
                                         t, 256, &a, &err),
                             JY_OK);
            assert_int_equal(jy_tile_png(worker, p->anew,
                                         (struct jy_raster){(enum jy_style)style, JY_DRAW_LIGHTS},
                                         t, 256, &b, &err),
                             JY_OK);
            if (a.len != b.len || memcmp(a.data, b.data, a.len) != 0)
                fail_msg("style %d z %u", style, z);
        }
    jy_render_worker_free(worker);
}

/* Ids in the order in which a query hands them out. */
struct ids {
    int64_t id[LIGHTS + EDITS];
    size_t n;
};

static void collect(const struct jy_points *of, size_t first, size_t end, void *ctx)
{
    struct ids *ids = ctx;
    assert_true(first < end);
    for (size_t i = first; i < end; i++)
        ids->id[ids->n++] = of->id[i];
}

static void boxes_hold_the_same_in_the_same_order(void **state)
{
    struct pair *p = *state;
    struct ids *a = calloc(1, sizeof *a), *b = calloc(1, sizeof *b);
    uint64_t seed = 5;
    for (int i = 0; i < 200; i++) {
        struct gis_lonlat sw = {139.5 + 0.1 * support_random_unit(&seed),
                                35.6 + 0.1 * support_random_unit(&seed)};
        double side = i == 0 ? 1 : 0.03 * support_random_unit(&seed);
        struct gis_world min =
            gis_world_from_lonlat((struct gis_lonlat){sw.lon_deg - (i == 0), sw.lat_deg + side});
        struct gis_world max =
            gis_world_from_lonlat((struct gis_lonlat){sw.lon_deg + side, sw.lat_deg - (i == 0)});
        struct gis_world_box box = {min.x, min.y, max.x, max.y};
        a->n = b->n = 0;
        jy_points_query(&p->edited->points[JY_POINTS_LIGHTS], box, collect, a);
        jy_points_query(&p->anew->points[JY_POINTS_LIGHTS], box, collect, b);
        assert_int_equal(a->n, b->n);
        assert_memory_equal(a->id, b->id, a->n * sizeof *a->id);
    }
    free(a);
    free(b);
}

static void lights_are_found_by_their_id(void **state)
{
    struct pair *p = *state;
    const struct jy_points *lights = &p->base->points[JY_POINTS_LIGHTS];
    for (int64_t id = 1; id <= LIGHTS; id += 7)
        assert_int_equal(lights->id[jy_points_find(lights, id)], id);
    assert_int_equal(jy_points_find(lights, 0), lights->n);
    assert_int_equal(jy_points_find(lights, LIGHTS + 1), lights->n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vector_tiles_are_those_of_a_scene_built_anew),
        cmocka_unit_test(pictures_are_those_of_a_scene_built_anew),
        cmocka_unit_test(boxes_hold_the_same_in_the_same_order),
        cmocka_unit_test(lights_are_found_by_their_id),
    };
    return cmocka_run_group_tests_name("render/scene_edit", tests, set_up, tear_down);
}
