/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/store/db.h"
#include "src/store/periods.h"

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

/* "removed 2024-02-01;…", newest first, as the view that other programs read tells it. */
static void read_history(struct jy_store *store, char text[200])
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    struct jy_error err;
    bool row = false;
    text[0] = '\0';
    assert_ok(jy_db_take(store,
                         "SELECT kind, day FROM history WHERE layer = 'streetlights' AND "
                         "entity_id = 1 ORDER BY day DESC, recorded_at DESC",
                         &q.stmt, &err),
              &err);
    for (;;) {
        assert_ok(jy_db_step(store, q.stmt, &row, &err), &err);
        if (!row)
            return;
        (void)snprintf(text + strlen(text), 200 - strlen(text), "%s %s;", jy_db_text(q.stmt, 0),
                       jy_db_text(q.stmt, 1));
    }
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
    scratch_remove_light(store, light, (struct jy_date){2024, 2, 1});

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

    char text[200];
    read_history(store, text);
    assert_string_equal(text, "removed 2024-02-01;replaced 2023-06-01;changed 2023-04-01;"
                              "installed 2020-05;");
    jy_store_close(store);
}

/* A removal told later than a change that came after it. */
static void late_news_corrects_the_days_between(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_light light = scratch_light("ref:1", 139.5, 35.6);
    light.installed = (struct jy_date){2020, 1, 1};
    (void)scratch_put_light(store, &light, (struct jy_date){2022, 4, 1});
    light.note = "x";
    (void)scratch_put_light(store, &light, (struct jy_date){2024, 5, 1});
    scratch_remove_light(store, light, (struct jy_date){2024, 3, 1});
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

/* --- many days at once ------------------------------------------------------------------------ */

/* Sums over the rows of each day, in which every field and every light shows. */
struct days_seen {
    size_t n[8];
    double sum[8];
};

static double mark(const struct jy_light *row)
{
    return (double)row->id * 1000 + row->watt_w + row->at.lon_deg * 7 +
           (row->note != NULL ? row->note[0] : 0) * 0.01 + (double)row->lamp;
}

static enum jy_code see_period(const struct jy_light *row, size_t first, size_t end, void *ctx,
                               struct jy_error *err)
{
    struct days_seen *seen = ctx;
    (void)err;
    for (size_t k = first; k < end; k++) {
        seen->n[k]++;
        seen->sum[k] += mark(row);
    }
    return JY_OK;
}

static enum jy_code see_one_day(const struct jy_light *row, void *ctx, struct jy_error *err)
{
    return see_period(row, 0, 1, ctx, err);
}

/* Lights without and with events, one without a day, one cut to a year, one moved, one removed. */
static void many_lives(struct jy_store *store)
{
    for (int i = 1; i <= 12; i++) {
        char key[16];
        (void)snprintf(key, sizeof key, "ref:%d", i);
        struct jy_light light = scratch_light(key, 139.5 + i * 0.001, 35.6);
        light.watt_w = i;
        light.note = i % 2 ? "a" : NULL;
        if (i != 5)
            light.installed = (struct jy_date){2014 + i, i == 6 ? 0 : i, i == 6 ? 0 : 1};
        if (i == 7)
            light.removed = (struct jy_date){2023, 5, 1};
        (void)scratch_put_light(store, &light, (struct jy_date){2022, 4, 1});
        if (i % 3)
            continue;
        light.watt_w = 100 + i;
        light.at.lon_deg += 0.01;
        (void)scratch_put_light(store, &light, (struct jy_date){2023, 4, 1});
        light.lamp = JY_LAMP_LED;
        (void)scratch_put_light(store, &light, (struct jy_date){2024, 4, 1});
        if (i == 3)
            scratch_remove_light(store, light, (struct jy_date){2024, 6, 1});
    }
}

static void many_days_in_one_reading(void **state)
{
    struct jy_store *store = scratch_store(state, "r.db");
    struct jy_error err;
    static const struct jy_date days[8] = {{2010, 12, 31}, {2015, 1, 1},   {2018, 12, 31},
                                           {2020, 1, 1},   {2022, 12, 31}, {2023, 12, 31},
                                           {2024, 5, 1},   {2024, 12, 31}};
    many_lives(store);
    struct days_seen all = {0};
    assert_ok(jy_store_light_periods(store, 8, days, see_period, &all, &err), &err);
    for (int k = 0; k < 8; k++) {
        struct days_seen one = {0};
        assert_ok(
            jy_store_light_each(store, (struct jy_as_of){days[k]}, NULL, see_one_day, &one, &err),
            &err);
        assert_int_equal(all.n[k], one.n[0]);
        assert_true(fabs(all.sum[k] - one.sum[0]) < 1e-6);
    }
    assert_int_equal(all.n[0], 0);
    assert_int_equal(all.n[4], 8); /* 1 to 8 */
    assert_int_equal(all.n[7], 8); /* 1 to 10 without 3 and 7 */
    assert_ok(jy_store_light_periods(store, 0, days, see_period, &all, &err), &err);
    jy_store_close(store);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_past_day_is_as_it_was),
        TEST(late_news_corrects_the_days_between),
        TEST(a_moved_light_is_found_where_it_stood),
        TEST(many_days_in_one_reading),
    };
    return cmocka_run_group_tests_name("src/store history", tests, NULL, NULL);
}
