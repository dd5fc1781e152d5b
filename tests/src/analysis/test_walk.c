/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The night walk over a registry: figures from closed forms, texts, and what is not told. */
#include <math.h>
#include <string.h>

#include "src/analysis/walk.h"
#include "src/base/mem.h"

#include "tests/src/analysis/road_town.h"
#include "tests/support/support.h"

/*
 * A street of 320 m with a light at each end, and a way round it 20 m to the north that is 40 m
 * longer, with a light every 20 m. s = 20 m: of the street 300 m are dark, of the way round none.
 * An alley of 40 m a kilometre away joins nothing.
 */
static int setup(void **state)
{
    struct road_town *t = road_town_new();
    struct jy_city_data *d = t->data;
    struct gis_lonlat *street = t->points, *round = t->points + 2, *alley = t->points + 6;
    d->lights = jy_calloc(19, sizeof *d->lights);
    for (int i = 0; i < 19; i++)
        d->lights[i] = (struct jy_light_point){.id = i + 1,
                                               .at = i < 2 ? road_town_at(t, 320.0 * i, 0)
                                                           : road_town_at(t, 20.0 * (i - 2), 20),
                                               .counts = 1};
    d->n_lights = 19;
    street[0] = round[0] = road_town_at(t, 0, 0);
    street[1] = round[3] = road_town_at(t, 320, 0);
    round[1] = road_town_at(t, 0, 20);
    round[2] = road_town_at(t, 320, 20);
    alley[0] = road_town_at(t, 160, 1000);
    alley[1] = road_town_at(t, 200, 1000);
    t->n_points[0] = 2;
    t->n_points[1] = 4;
    d->roads = jy_calloc(3, sizeof *d->roads);
    d->roads[0] = road_town_road(street, &t->n_points[0], 1);
    d->roads[1] = road_town_road(round, &t->n_points[1], 2);
    d->roads[2] = road_town_road(alley, &t->n_points[0], 3);
    d->n_roads = 3;
    /* 29 m and 31 m south of the street; one not standing yet; one far away */
    static const double cameras[] = {-29, -31, -5, -500};
    d->cameras = jy_calloc(4, sizeof *d->cameras);
    for (int i = 0; i < 4; i++)
        d->cameras[i] =
            (struct jy_camera){.id = i + 1,
                               .at = road_town_at(t, 160, cameras[i]),
                               .status = i == 2 ? JY_STATUS_PLANNED : JY_STATUS_IN_SERVICE};
    d->n_cameras = 4;
    *state = t;
    return 0;
}

static struct jy_walk walk(const struct jy_lighting *l, struct gis_lonlat from,
                           struct gis_lonlat to, double detour)
{
    struct jy_error err = {JY_OK, ""};
    struct jy_walk w;
    if (jy_walk(l, from, to, detour, &w, &err) != JY_OK)
        fail_msg("%s", err.text);
    return w;
}

static void both_ways_with_their_facts(void **state)
{
    struct road_town *t = *state;
    struct jy_lighting *l = road_town_light(t);
    struct jy_walk w = walk(l, road_town_at(t, 0, -8), road_town_at(t, 320, -6), 0.2);
    assert_int_equal(w.kind, JY_WALK_FOUND);
    assert_near(w.from_road_m, 8, 1e-3, 0);
    assert_near(w.to_road_m, 6, 1e-3, 0);
    assert_near(w.allowed_m, 384, 1e-3, 0);
    assert_false(w.same);
    assert_true(w.exact);

    assert_near(w.shortest.length_m, 320, 1e-3, 0);
    assert_int_equal(w.shortest.minutes, 4); /* exactly four times 80 m */
    assert_near(w.shortest.dark_m, 300, 1e-3, 0);
    assert_near(w.shortest.facts.longest_dark_m, 300, 1e-3, 0);
    assert_near(w.shortest.facts.near_share, 20.0 / 320, 1e-6, 0);
    assert_int_equal(w.shortest.facts.n_lights, 2);
    assert_int_equal(w.shortest.n_points, 2);

    assert_near(w.best_lit.length_m, 360, 1e-3, 0);
    assert_int_equal(w.best_lit.minutes, 5); /* a part of a minute is a whole one */
    assert_near(w.best_lit.dark_m, 0, 1e-3, 0);
    assert_int_equal(w.best_lit.facts.n_lights, 19);
    assert_int_equal(w.best_lit.n_points, 4);

    struct gis_lonlat line[4];
    assert_int_equal(jy_walk_stretch(&w.shortest, w.shortest.dark[0], line), 2);
    struct gis_lonlat from = road_town_at(t, 10, 0), to = road_town_at(t, 310, 0);
    assert_near(line[0].lon_deg, from.lon_deg, 1e-8, 0);
    assert_near(line[1].lon_deg, to.lon_deg, 1e-8, 0);
    assert_near(line[1].lat_deg, to.lat_deg, 1e-8, 0);
    jy_walk_done(&w);

    w = walk(l, road_town_at(t, 0, 0), road_town_at(t, 320, 0), 0.1); /* 352 m are not enough */
    assert_true(w.same);
    assert_near(w.best_lit.length_m, 320, 1e-3, 0);
    jy_walk_done(&w);
    jy_lighting_free(l);
}

/* A camera counts within 30 m of the way, and only where the city shows exact places. */
static void cameras_at_the_public_precision(void **state)
{
    struct road_town *t = *state;
    struct jy_lighting *l = road_town_light(t);
    t->data->city->print.camera_public = JY_PRECISION_EXACT;
    struct jy_walk w = walk(l, road_town_at(t, 0, 0), road_town_at(t, 320, 0), 0.2);
    assert_int_equal(w.cameras, JY_WALK_CAMERAS_COUNTED);
    assert_int_equal(w.shortest.cameras, 1);
    assert_int_equal(w.best_lit.cameras, 0);
    jy_walk_done(&w);

    size_t n = t->data->n_cameras;
    t->data->n_cameras = 0;
    w = walk(l, road_town_at(t, 0, 0), road_town_at(t, 320, 0), 0.2);
    assert_int_equal(w.cameras, JY_WALK_CAMERAS_UNKNOWN);
    jy_walk_done(&w);
    t->data->n_cameras = n;

    for (int p = JY_PRECISION_BLOCK; p <= JY_PRECISION_NONE; p++) {
        t->data->city->print.camera_public = (enum jy_precision)p;
        w = walk(l, road_town_at(t, 0, 0), road_town_at(t, 320, 0), 0.2);
        assert_int_equal(w.cameras, JY_WALK_CAMERAS_WITHHELD);
        assert_int_equal(w.shortest.cameras, 0);
        jy_walk_done(&w);
    }
    jy_lighting_free(l);
}

static void no_way_and_wrong_places(void **state)
{
    struct road_town *t = *state;
    struct jy_lighting *l = road_town_light(t);
    struct jy_error err;
    static const struct {
        double from_x, from_y, to_x, to_y;
        enum jy_walk_kind kind;
    } cases[] = {{0, -101, 320, 0, JY_WALK_FROM_OFF_ROAD},
                 {0, -99, 320, 0, JY_WALK_FOUND},
                 {0, 0, 320, -101, JY_WALK_TO_OFF_ROAD},
                 {0, 0, 180, 1000, JY_WALK_APART}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jy_walk w = walk(l, road_town_at(t, cases[i].from_x, cases[i].from_y),
                                road_town_at(t, cases[i].to_x, cases[i].to_y), 0.2);
        assert_int_equal(w.kind, cases[i].kind);
        jy_walk_done(&w);
    }
    struct jy_walk w = walk(l, road_town_at(t, 5, 0), road_town_at(t, 5, 0), 0.2);
    assert_int_equal(w.kind, JY_WALK_FOUND);
    assert_int_equal(w.shortest.minutes, 1); /* nothing is nought minutes away */
    assert_near(w.shortest.length_m, 0, 0, 0);
    jy_walk_done(&w);

    struct gis_lonlat here = road_town_at(t, 0, 0), nowhere = {181, 0};
    assert_int_equal(jy_walk(l, nowhere, here, 0.2, &w, &err), JY_EINVALID);
    assert_int_equal(jy_walk(l, here, nowhere, 0.2, &w, &err), JY_EINVALID);
    assert_int_equal(jy_walk(l, here, here, -0.1, &w, &err), JY_EINVALID);
    assert_int_equal(jy_walk(l, here, here, 1.1, &w, &err), JY_EINVALID);
    assert_int_equal(jy_walk(l, here, here, (double)NAN, &w, &err), JY_EINVALID);
    jy_lighting_free(l);
}

/* Every text in every language, without a placeholder left over or a word that judges. */
static void texts(void **state)
{
    struct road_town *t = *state;
    struct jy_error err = {JY_OK, ""};
    struct jy_i18n *i18n = NULL;
    if (jy_i18n_load(support_source("web/i18n"), &i18n, &err) != JY_OK)
        fail_msg("%s", err.text);
    static const char *const words[] = {"minutes}", "length}",  "lights}", "near}",   "half}",
                                        "dark}",    "more}",    "less}",   "detour}", "reach}",
                                        "camera}",  "cameras}", "km}",     "安全",    "safe"};
    for (int no_lights = 0; no_lights < 2; no_lights++) {
        t->data->n_lights = no_lights ? 0 : 19;
        struct jy_lighting *l = road_town_light(t);
        for (int kind = 0; kind < 4; kind++)
            for (int lang = 0; lang < JY_LANG_N; lang++) {
                t->data->city->print.camera_public =
                    kind % 2 ? JY_PRECISION_EXACT : JY_PRECISION_NONE;
                struct jy_walk w =
                    walk(l, road_town_at(t, 0, kind == 3 ? -200 : 0),
                         road_town_at(t, 320, kind == 2 ? 20 : 0), kind == 1 ? 0 : 0.2);
                struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
                struct jy_json json;
                jy_json_init(&json, &out);
                jy_walk_write_json(l, &w, i18n, (enum jy_lang)lang, &json);
                for (size_t i = 0; i < sizeof words / sizeof *words; i++)
                    if (strstr(jy_buf_text(&out), words[i]) != NULL)
                        fail_msg("'%s' in %s", words[i], jy_buf_text(&out));
                assert_null(strstr(jy_buf_text(&out), "walk."));
                if (no_lights && w.kind == JY_WALK_FOUND) {
                    assert_non_null(strstr(jy_buf_text(&out), "\"lights\":null"));
                    assert_non_null(strstr(jy_buf_text(&out), "\"dark_m\":null"));
                }
                jy_walk_done(&w);
            }
        jy_lighting_free(l);
    }
    jy_i18n_free(i18n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(both_ways_with_their_facts, setup, road_town_teardown),
        cmocka_unit_test_setup_teardown(cameras_at_the_public_precision, setup, road_town_teardown),
        cmocka_unit_test_setup_teardown(no_way_and_wrong_places, setup, road_town_teardown),
        cmocka_unit_test_setup_teardown(texts, setup, road_town_teardown),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
