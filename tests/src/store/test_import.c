/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/src/store/scratch.h"

struct seen {
    size_t n;
    double watt_w, lon_deg;
    char note[200], key[40];
    int64_t id;
};

static enum jy_code see_light(const struct jy_light *row, void *ctx, struct jy_error *err)
{
    struct seen *seen = ctx;
    (void)err;
    seen->n++;
    seen->id = row->id;
    seen->watt_w = row->watt_w;
    seen->lon_deg = row->at.lon_deg;
    (void)snprintf(seen->note, sizeof seen->note, "%s", row->note != NULL ? row->note : "");
    (void)snprintf(seen->key, sizeof seen->key, "%s", row->key);
    return JY_OK;
}

static struct seen lights(struct jy_store *store, struct jy_as_of as_of, const struct jy_box *box)
{
    struct seen seen = {0};
    struct jy_error err;
    assert_ok(jy_store_light_each(store, as_of, box, see_light, &seen, &err), &err);
    return seen;
}

static void every_field_of_a_light_comes_back(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_light light = scratch_light("ref:1", 139.57, 35.63);
    light.note = "'; DROP TABLE x; -- 100% \"灯\" \\ _ 𠮷";
    light.watt_w = 0.1;
    assert_int_equal(scratch_put_light(store, &light, (struct jy_date){2024, 4, 1}),
                     JY_PUT_INSERTED);
    struct seen seen = lights(store, JY_NOW, NULL);
    assert_int_equal(seen.n, 1);
    assert_string_equal(seen.note, light.note);
    assert_true(seen.watt_w == 0.1 && seen.lon_deg == 139.57);
    jy_store_close(store);
}

static void the_same_row_twice_changes_nothing(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_light light = scratch_light("ref:1", 139.57, 35.63);
    struct jy_error err;
    int64_t before, after;
    (void)scratch_put_light(store, &light, (struct jy_date){2024, 4, 1});
    assert_ok(jy_store_version(store, JY_LAYER_STREETLIGHTS, &before, &err), &err);
    assert_int_equal(scratch_put_light(store, &light, (struct jy_date){2024, 5, 1}),
                     JY_PUT_UNCHANGED);
    assert_ok(jy_store_version(store, JY_LAYER_STREETLIGHTS, &after, &err), &err);
    assert_int_equal(before, after);
    light.watt_w = 20;
    assert_int_equal(scratch_put_light(store, &light, (struct jy_date){2024, 5, 1}),
                     JY_PUT_UPDATED);
    assert_ok(jy_store_version(store, JY_LAYER_STREETLIGHTS, &after, &err), &err);
    assert_int_equal(before + 1, after);
    jy_store_close(store);
}

/* 2,000 lights on a line, 0.001 degrees apart: a box holds those that a division says. */
static void boxes_hold_what_lies_in_them(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_source source = scratch_source(JY_LAYER_STREETLIGHTS);
    struct jy_import *import;
    struct jy_error err;
    assert_ok(jy_import_begin(store, &source, &import, &err), &err);
    for (int i = 0; i < 2000; i++) {
        char key[20];
        (void)snprintf(key, sizeof key, "ref:%d", i);
        struct jy_light light = scratch_light(key, 139.0 + i * 0.001, 35.0);
        assert_ok(jy_import_light(import, &light, NULL, &err), &err);
    }
    assert_ok(jy_import_commit(import, &err), &err);
    struct jy_box box = {139.0995, 34.9, 139.2005, 35.1};
    assert_int_equal(lights(store, JY_NOW, &box).n, 101);
    box.south_deg = 35.0000001;
    assert_int_equal(lights(store, JY_NOW, &box).n, 0);
    assert_int_equal(lights(store, JY_NOW, NULL).n, 2000);
    assert_ok(jy_store_check(store, &err), &err);

    struct jy_light moved = scratch_light("ref:0", 140.0, 36.0);
    assert_int_equal(scratch_put_light(store, &moved, (struct jy_date){2024, 5, 1}),
                     JY_PUT_UPDATED);
    box = (struct jy_box){139.9, 35.9, 140.1, 36.1};
    assert_int_equal(lights(store, JY_NOW, &box).n, 1);
    assert_ok(jy_store_check(store, &err), &err);
    jy_store_close(store);
}

/* Packed at once, then row by row on top of that: boxes against counting, the tree checked. */
static void the_index_agrees_with_counting(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_source source = scratch_source(JY_LAYER_STREETLIGHTS);
    struct jy_import *import;
    struct jy_error err;
    static struct gis_lonlat at[6100];
    uint64_t seed = 42;
    size_t n = 0;
    const size_t batches[] = {499, 52, 5500, 49}; /* one by one, one by one, packed, one by one */
    for (size_t b = 0; b < sizeof batches / sizeof *batches; b++) {
        assert_ok(jy_import_begin(store, &source, &import, &err), &err);
        for (size_t end = n + batches[b]; n < end; n++) {
            char key[20];
            (void)snprintf(key, sizeof key, "ref:%zu", n);
            at[n] = (struct gis_lonlat){-180 + 360 * support_random_unit(&seed),
                                        -90 + 180 * support_random_unit(&seed)};
            struct jy_light light = scratch_light(key, at[n].lon_deg, at[n].lat_deg);
            assert_ok(jy_import_light(import, &light, NULL, &err), &err);
        }
        assert_ok(jy_import_commit(import, &err), &err);
        assert_ok(jy_store_check(store, &err), &err);
        for (int k = 0; k < 20; k++) {
            const double x = -180 + 360 * support_random_unit(&seed);
            const double y = -90 + 180 * support_random_unit(&seed);
            const struct jy_box box = {x - 20, y - 10, x + 20, y + 10};
            size_t want = 0;
            for (size_t i = 0; i < n; i++)
                want += at[i].lon_deg >= box.west_deg && at[i].lon_deg <= box.east_deg &&
                        at[i].lat_deg >= box.south_deg && at[i].lat_deg <= box.north_deg;
            assert_int_equal(lights(store, JY_NOW, &box).n, want);
        }
    }
    jy_store_close(store);
}

static void bad_rows_are_refused_and_the_import_goes_on(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_source source = scratch_source(JY_LAYER_STREETLIGHTS);
    struct jy_import *import;
    struct jy_error err;
    struct jy_light bad[] = {
        scratch_light("a", (double)NAN, 35), scratch_light("b", (double)INFINITY, 35),
        scratch_light("c", 181, 35),         scratch_light("", 139, 35),
        scratch_light(NULL, 139, 35),        scratch_light("d", 139, 35),
        scratch_light("e", 139, 35),         scratch_light("f", 139, 35)};
    bad[5].note = "\xff\xfe";
    bad[6].watt_w = (double)INFINITY;
    bad[7].installed = (struct jy_date){2024, 2, 30};
    assert_ok(jy_import_begin(store, &source, &import, &err), &err);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        enum jy_put_result result = JY_PUT_INSERTED;
        assert_int_equal(jy_import_light(import, &bad[i], &result, &err), JY_EINVALID);
        assert_true(strlen(err.text) > 0);
    }
    struct jy_light good = scratch_light("g", 139, 35);
    assert_ok(jy_import_light(import, &good, NULL, &err), &err);
    assert_ok(jy_import_commit(import, &err), &err);
    assert_int_equal(lights(store, JY_NOW, NULL).n, 1);
    jy_store_close(store);
}

static void bad_lines_and_rings_are_refused(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_source source = scratch_source(JY_LAYER_ROADS);
    struct jy_import *import;
    struct jy_error err;
    const struct gis_lonlat square[] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}};
    const uint32_t ends[] = {5}, short_end[] = {1}, open_end[] = {4}, past_end[] = {9};
    const uint8_t outer[] = {1}, hole[] = {0};
    struct jy_road road = {.key = "r", .width_m = (double)NAN};
    struct jy_area area = {.key = "a", .kind = JY_AREA_CHOME, .label = {NAN, NAN}};
    assert_ok(jy_import_begin(store, &source, &import, &err), &err);
    road.geometry = (struct jy_geometry){JY_GEOMETRY_LINES, 1, square, 1, short_end, NULL};
    assert_int_equal(jy_import_road(import, &road, NULL, &err), JY_EINVALID);
    road.geometry = (struct jy_geometry){JY_GEOMETRY_LINES, 5, square, 1, past_end, NULL};
    assert_int_equal(jy_import_road(import, &road, NULL, &err), JY_EINVALID);
    road.geometry = (struct jy_geometry){JY_GEOMETRY_POINT, 1, square, 0, NULL, NULL};
    assert_int_equal(jy_import_road(import, &road, NULL, &err), JY_EINVALID);
    area.geometry = (struct jy_geometry){JY_GEOMETRY_POLYGONS, 4, square, 1, open_end, outer};
    assert_int_equal(jy_import_area(import, &area, NULL, &err), JY_EINVALID);
    area.geometry = (struct jy_geometry){JY_GEOMETRY_POLYGONS, 5, square, 1, ends, hole};
    assert_int_equal(jy_import_area(import, &area, NULL, &err), JY_EINVALID);
    area.geometry = (struct jy_geometry){JY_GEOMETRY_POLYGONS, 5, square, 1, ends, outer};
    area.kind = JY_AREA_UNKNOWN;
    assert_int_equal(jy_import_area(import, &area, NULL, &err), JY_EINVALID);
    jy_import_abort(import);
    jy_store_close(store);
}

static enum jy_code see_area(const struct jy_area *row, void *ctx, struct jy_error *err)
{
    struct jy_geometry *g = ctx;
    (void)err;
    assert_int_equal(row->geometry.n_parts, g->n_parts);
    assert_int_equal(row->geometry.n_points, g->n_points);
    assert_memory_equal(row->geometry.points, g->points, g->n_points * sizeof *g->points);
    assert_memory_equal(row->geometry.part_end, g->part_end, g->n_parts * sizeof *g->part_end);
    assert_memory_equal(row->geometry.part_outer, g->part_outer, g->n_parts);
    assert_string_equal(row->name, "元和泉一丁目");
    return JY_OK;
}

static void polygons_with_holes_come_back(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_source source = scratch_source(JY_LAYER_CHOME);
    struct jy_import *import;
    struct jy_error err;
    const struct gis_lonlat points[] = {{0, 0}, {9, 0}, {9, 9},   {0, 0},   {1, 1},   {2, 1},
                                        {2, 2}, {1, 1}, {20, 20}, {21, 20}, {21, 21}, {20, 20}};
    const uint32_t ends[] = {4, 8, 12};
    const uint8_t outer[] = {1, 0, 1};
    struct jy_geometry g = {JY_GEOMETRY_POLYGONS, 12, points, 3, ends, outer};
    struct jy_area area = {.key = "a",
                           .kind = JY_AREA_CHOME,
                           .geometry = g,
                           .name = "元和泉一丁目",
                           .label = {(double)NAN, (double)NAN}};
    assert_ok(jy_import_begin(store, &source, &import, &err), &err);
    assert_ok(jy_import_area(import, &area, NULL, &err), &err);
    assert_ok(jy_import_commit(import, &err), &err);
    assert_ok(jy_store_area_each(store, JY_NOW, NULL, see_area, &g, &err), &err);
    int64_t n;
    assert_ok(jy_store_count(store, JY_LAYER_CHOME, &n, &err), &err);
    assert_int_equal(n, 1);
    jy_store_close(store);
}

static void killed_half_way_nothing_is_there(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_light light = scratch_light("ref:before", 139, 35);
    (void)scratch_put_light(store, &light, (struct jy_date){2024, 4, 1});
    jy_store_close(store);

    pid_t child = fork();
    if (child == 0) {
        struct jy_source source = scratch_source(JY_LAYER_STREETLIGHTS);
        struct jy_import *import;
        struct jy_error err;
        store = scratch_open(state, "r.db", JY_STORE_WRITE);
        if (jy_import_begin(store, &source, &import, &err) != JY_OK)
            _exit(1);
        /* more than the cache holds, so that much of it is in the log already */
        for (int i = 0; i < 300000; i++) {
            char key[20];
            (void)snprintf(key, sizeof key, "ref:%d", i);
            light = scratch_light(key, 139 + i * 1e-6, 35);
            light.note = "so that the rows are long enough to be written out before the end";
            if (jy_import_light(import, &light, NULL, &err) != JY_OK)
                _exit(2);
        }
        (void)raise(SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);

    struct jy_error err;
    store = scratch_open(state, "r.db", JY_STORE_READ);
    struct seen seen = lights(store, JY_NOW, NULL);
    assert_int_equal(seen.n, 1);
    assert_string_equal(seen.key, "ref:before");
    assert_ok(jy_store_check(store, &err), &err);
    jy_store_close(store);
    store = scratch_open(state, "r.db", JY_STORE_WRITE);
    light = scratch_light("ref:0", 139, 35);
    assert_int_equal(scratch_put_light(store, &light, (struct jy_date){2024, 4, 1}),
                     JY_PUT_INSERTED);
    jy_store_close(store);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_field_of_a_light_comes_back), TEST(the_same_row_twice_changes_nothing),
        TEST(boxes_hold_what_lies_in_them),      TEST(the_index_agrees_with_counting),
        TEST(bad_rows_are_refused_and_the_import_goes_on),
        TEST(bad_lines_and_rings_are_refused),   TEST(polygons_with_holes_come_back),
        TEST(killed_half_way_nothing_is_there),
    };
    return cmocka_run_group_tests_name("src/store import", tests, NULL, NULL);
}
