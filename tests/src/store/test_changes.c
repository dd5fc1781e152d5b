/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <string.h>

#include "src/store/changes.h"

#include "tests/src/store/scratch.h"

struct told {
    size_t n;
    int64_t id[8];
    double watt_w[8]; /* -1 gone */
};

static enum jy_code note(int64_t id, const struct jy_light *light, void *ctx, struct jy_error *err)
{
    struct told *t = ctx;
    (void)err;
    assert_true(t->n < 8);
    t->id[t->n] = id;
    t->watt_w[t->n++] = light != NULL ? light->watt_w : -1;
    return JY_OK;
}

static struct told changes(struct jy_store *store, const struct jy_marks *then, size_t limit,
                           bool *out_all)
{
    struct told t = {0};
    struct jy_error err;
    assert_ok(jy_store_light_changes(store, then, limit, note, &t, out_all, &err), &err);
    return t;
}

static struct jy_marks marks(struct jy_store *store)
{
    struct jy_marks m;
    struct jy_error err;
    assert_ok(jy_store_marks(store, &m, &err), &err);
    return m;
}

static struct jy_light light_of(const char *key, double lon_deg, double watt_w)
{
    struct jy_light light = scratch_light(key, lon_deg, 35.6);
    light.watt_w = watt_w;
    return light;
}

static void put(struct jy_store *store, const char *key, double lon_deg, double watt_w)
{
    const struct jy_light light = light_of(key, lon_deg, watt_w);
    (void)scratch_put_light(store, &light, (struct jy_date){2024, 4, 1});
}

static void what_changed_is_told_as_it_is_now(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    bool all;
    put(store, "ref:1", 139.5, 10);
    put(store, "ref:2", 139.6, 20);
    put(store, "ref:3", 139.7, 30);
    struct jy_marks then = marks(store);
    assert_int_equal(changes(store, &then, 5, &all).n, 0);
    assert_true(all);

    put(store, "ref:1", 139.5, 11);
    put(store, "ref:1", 139.5, 12); /* twice: told once */
    put(store, "ref:4", 139.8, 40);
    scratch_remove_light(store, light_of("ref:3", 139.7, 30), (struct jy_date){2024, 5, 1});
    struct told t = changes(store, &then, 5, &all);
    assert_true(all);
    assert_int_equal(t.n, 3);
    assert_true(t.id[0] == 1 && t.watt_w[0] == 12);
    assert_true(t.id[1] == 3 && t.watt_w[1] == -1);
    assert_true(t.id[2] == 4 && t.watt_w[2] == 40);

    assert_int_equal(changes(store, &then, 2, &all).n, 0);
    assert_false(all);
    struct jy_marks now = marks(store);
    assert_true(jy_marks_differ_in_lights_only(&then, &now));
    assert_false(jy_marks_differ_in_lights_only(&now, &then));
    assert_false(jy_marks_same(&then, &now));
    assert_true(jy_marks_same(&now, &now));
    jy_store_close(store);
}

static void registries_that_came_apart_have_other_identities(void **state)
{
    struct jy_store *store = scratch_store(state, "one.db");
    struct jy_error err;
    char then[JY_SHA256_TEXT_SIZE], again[JY_SHA256_TEXT_SIZE], now[JY_SHA256_TEXT_SIZE];
    put(store, "ref:1", 139.5, 10);
    struct jy_marks m = marks(store);
    assert_ok(jy_store_identity(store, m.source_id, then, &err), &err);
    put(store, "ref:2", 139.5, 10);
    assert_ok(jy_store_identity(store, m.source_id, again, &err), &err);
    assert_ok(jy_store_identity(store, m.source_id + 1, now, &err), &err);
    assert_string_equal(then, again); /* the past stays as it was */
    assert_string_not_equal(then, now);
    jy_store_close(store);
}

static void other_layers_are_not_lights(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_error err;
    put(store, "ref:1", 139.5, 10);
    struct jy_marks then = marks(store);
    struct jy_source source = scratch_source(JY_LAYER_CAMERAS);
    struct jy_camera camera = {.key = "ref:1", .at = {139.5, 35.6}};
    struct jy_import *import;
    assert_ok(jy_import_begin(store, &source, &import, &err), &err);
    assert_ok(jy_import_camera(import, &camera, NULL, &err), &err);
    assert_ok(jy_import_commit(import, &err), &err);
    struct jy_marks now = marks(store);
    assert_false(jy_marks_differ_in_lights_only(&then, &now));
    jy_store_close(store);
}

/* What another connection commits shows in the word; reading and rolling back do not. */
static void the_word_changes_with_every_commit(void **state)
{
    struct jy_store *writer = scratch_store(state, "r.db");
    put(writer, "ref:1", 139.5, 10);
    struct jy_store *reader = scratch_open(state, "r.db", JY_STORE_READ);
    struct jy_error err;
    (void)marks(reader);
    const volatile uint64_t *word = jy_store_commit_word(reader);
    assert_non_null(word);
    for (int i = 0; i < 50; i++) {
        uint64_t before = *word;
        (void)marks(reader);
        struct jy_source source = scratch_source(JY_LAYER_STREETLIGHTS);
        struct jy_light light = scratch_light("ref:9", 139.5, 35.6);
        struct jy_import *import;
        assert_ok(jy_import_begin(writer, &source, &import, &err), &err);
        assert_ok(jy_import_light(import, &light, NULL, &err), &err);
        jy_import_abort(import);
        assert_true(*word == before);
        put(writer, "ref:1", 139.5, 20 + i);
        assert_true(*word != before);
    }
    jy_store_close(reader);
    jy_store_close(writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_changed_is_told_as_it_is_now, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(registries_that_came_apart_have_other_identities,
                                        scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(other_layers_are_not_lights, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(the_word_changes_with_every_commit, scratch_setup,
                                        scratch_teardown),
    };
    return cmocka_run_group_tests_name("store/changes", tests, NULL, NULL);
}
