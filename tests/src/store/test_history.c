/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/src/store/scratch.h"

struct seen {
    size_t n;
    double watt_w;
    enum jy_lamp lamp;
    char note[60];
};

static enum jy_code see_light(const struct jy_light *row, void *ctx, struct jy_error *err)
{
    struct seen *seen = ctx;
    (void)err;
    seen->n++;
    seen->watt_w = row->watt_w;
    seen->lamp = row->lamp;
    (void)snprintf(seen->note, sizeof seen->note, "%s", row->note != NULL ? row->note : "");
    return JY_OK;
}

static struct seen on(struct jy_store *store, int year, int month, int day,
                      const struct jy_box *box)
{
    struct seen seen = {0};
    struct jy_error err;
    assert_ok(jy_store_light_each(store, (struct jy_as_of){{year, month, day}}, box, see_light,
                                  &seen, &err),
              &err);
    return seen;
}

static enum jy_code see_kind(const struct jy_event *event, void *ctx, struct jy_error *err)
{
    char *text = ctx;
    (void)err;
    (void)snprintf(text + strlen(text), 200 - strlen(text), "%s %s;",
                   jy_event_kind_text(event->kind), event->day);
    return JY_OK;
}

/* A light of 2020, seen in data of 2022, brighter in data of 2023, replaced in 2023-06, removed on
 * 2024-02-01: every day shows it as it was. */
static void every_past_day_is_as_it_was(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_error err;
    struct jy_light light = scratch_light("ref:1", 139.5, 35.6);
    light.installed = (struct jy_date){2020, 5, 0};
    light.watt_w = 20;
    light.note = "一号";
    (void)scratch_put_light(store, &light, (struct jy_date){2022, 4, 1});
    light.watt_w = 40;
    light.note = NULL;
    (void)scratch_put_light(store, &light, (struct jy_date){2023, 4, 1});
    light.lamp = JY_LAMP_LED;
    light.replaced = (struct jy_date){2023, 6, 1};
    (void)scratch_put_light(store, &light, (struct jy_date){2023, 9, 1});
    assert_ok(jy_store_remove(store, JY_LAYER_STREETLIGHTS, 1, (struct jy_date){2024, 2, 1}, &err),
              &err);

    assert_int_equal(on(store, 2020, 4, 30, NULL).n, 0);
    assert_int_equal(on(store, 2020, 5, 1, NULL).n, 1);
    assert_true(on(store, 2023, 3, 31, NULL).watt_w == 20);
    assert_string_equal(on(store, 2023, 3, 31, NULL).note, "一号");
    assert_true(on(store, 2023, 4, 1, NULL).watt_w == 40);
    assert_string_equal(on(store, 2023, 4, 1, NULL).note, "");
    assert_int_equal(on(store, 2023, 5, 31, NULL).lamp, JY_LAMP_UNKNOWN);
    assert_int_equal(on(store, 2023, 6, 1, NULL).lamp, JY_LAMP_LED);
    assert_int_equal(on(store, 2024, 1, 31, NULL).n, 1);
    assert_int_equal(on(store, 2024, 2, 1, NULL).n, 0);
    assert_int_equal(on(store, 0, 0, 0, NULL).n, 0);
    int64_t n;
    assert_ok(jy_store_count(store, JY_LAYER_STREETLIGHTS, &n, &err), &err);
    assert_int_equal(n, 0);

    char text[200] = "";
    assert_ok(jy_store_event_each(store, JY_LAYER_STREETLIGHTS, 1, see_kind, text, &err), &err);
    assert_string_equal(text, "removed 2024-02-01;replaced 2023-06-01;changed 2023-04-01;"
                              "installed 2020-05;");
    assert_int_equal(
        jy_store_remove(store, JY_LAYER_STREETLIGHTS, 1, (struct jy_date){2024, 3, 1}, &err),
        JY_ECONFLICT);
    assert_int_equal(
        jy_store_remove(store, JY_LAYER_STREETLIGHTS, 9, (struct jy_date){2024, 3, 1}, &err),
        JY_ENOTFOUND);
    jy_store_close(store);
}

/* A removal told later than a change that came after it. */
static void late_news_corrects_the_days_between(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_error err;
    struct jy_light light = scratch_light("ref:1", 139.5, 35.6);
    light.installed = (struct jy_date){2020, 1, 1};
    (void)scratch_put_light(store, &light, (struct jy_date){2022, 4, 1});
    light.note = "x";
    (void)scratch_put_light(store, &light, (struct jy_date){2024, 5, 1});
    assert_ok(jy_store_remove(store, JY_LAYER_STREETLIGHTS, 1, (struct jy_date){2024, 3, 1}, &err),
              &err);
    assert_int_equal(on(store, 2024, 2, 29, NULL).n, 1);
    assert_int_equal(on(store, 2024, 4, 1, NULL).n, 0);
    assert_int_equal(on(store, 2024, 6, 1, NULL).n, 0);
    jy_store_close(store);
}

static void a_moved_light_is_found_where_it_stood(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_light light = scratch_light("ref:1", 139.5, 35.6);
    const struct jy_box here = {139.4, 35.5, 139.6, 35.7}, there = {139.9, 35.5, 140.1, 35.7};
    (void)scratch_put_light(store, &light, (struct jy_date){2022, 4, 1});
    light.at.lon_deg = 140;
    (void)scratch_put_light(store, &light, (struct jy_date){2023, 4, 1});
    assert_int_equal(on(store, 2022, 6, 1, &here).n, 1);
    assert_int_equal(on(store, 2022, 6, 1, &there).n, 0);
    assert_int_equal(on(store, 2023, 6, 1, &here).n, 0);
    assert_int_equal(on(store, 2023, 6, 1, &there).n, 1);
    assert_int_equal(on(store, 2022, 3, 31, NULL).n, 0); /* not known to have been there */
    jy_store_close(store);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_past_day_is_as_it_was),
        TEST(late_news_corrects_the_days_between),
        TEST(a_moved_light_is_found_where_it_stood),
    };
    return cmocka_run_group_tests_name("src/store history", tests, NULL, NULL);
}
