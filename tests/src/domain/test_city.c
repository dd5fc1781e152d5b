/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/file.h"
#include "src/domain/area_name.h"
#include "src/domain/city.h"
#include "src/domain/profile.h"
#include "src/domain/ruby.h"

#include "tests/src/domain/profile_city.h"
#include "tests/support/support.h"

static const struct jy_rule_pack *rule(const struct jy_city *city, const char *id)
{
    const struct jy_rule_pack *pack = jy_city_rule_by_id(city, id);
    if (pack == NULL)
        fail_msg("no pack %s", id);
    return pack;
}

/* Komae's condition: domain.md section 2, amended 2023-06-08. */
static void komae_has_its_districts_and_its_rule_by_date(void **state)
{
    (void)state;
    struct jy_city *city = profile_city("data/cities/komae");
    size_t chome = 0;
    for (size_t i = 0; i < city->n_districts; i++)
        chome += city->districts[i].n_chome;
    assert_int_equal(city->n_districts, 11);
    assert_int_equal(chome, 41);
    assert_string_equal(city->code, "132195");
    assert_int_equal(city->epsg, 6677);
    assert_string_equal(jy_city_name(city, JY_LANG_KO), "고마에시");
    assert_null(jy_city_rule_on(city, (struct jy_date){2023, 6, 7}));
    const struct jy_rule_pack *pack = jy_city_rule_on(city, (struct jy_date){2023, 6, 8});
    assert_non_null(pack);
    assert_near(pack->spacing_m, 20, 0, 0);
    assert_int_equal(pack->kind, JY_RULE_SEPARATION);
    assert_true(pack->led_only);
    for (int i = 0; i < JY_LANG_N; i++)
        assert_non_null(pack->exception.in[i]);
    assert_false(city->slogans_on);
    /* domain.md section 3: a sign, 14 days, no other use, published yearly */
    assert_non_null(city->camera_rules);
    assert_int_equal(city->camera_rules->n_items, 4);
    for (int i = 0; i < JY_LANG_N; i++)
        assert_non_null(strstr(city->camera_rules->items[1].text.in[i], "14"));
    assert_int_equal(city->print.camera_public, JY_PRECISION_DISTRICT);
    jy_city_free(city);
}

/* domain.md section 4 and 2. */
static void komae_figures_are_the_published_ones(void **state)
{
    (void)state;
    struct jy_city *city = profile_city("data/cities/komae");
    const struct jy_figure *total = jy_city_figure(city, "crime_total");
    const struct jy_figure *bicycles = jy_city_figure(city, "bicycle_theft");
    assert_near(jy_figure_in(total, 2013)->value, 614, 0, 0);
    assert_near(jy_figure_in(total, 2019)->value, 361, 0, 0);
    assert_near(jy_figure_in(total, 2024)->value, 268, 0, 0);
    assert_null(jy_figure_in(total, 2022));
    assert_near(jy_figure_in(bicycles, 2019)->value, 129, 0, 0);
    const struct jy_figure *share = jy_city_figure(city, "bicycle_theft_share");
    for (size_t i = 0; i < share->n_points; i++)
        assert_near(share->points[i].value,
                    100 * share->points[i].numerator / share->points[i].denominator, 0.05, 0);
    assert_near(jy_city_figure(city, "crime_rate")->points[0].value, 3.27, 0, 0);
    for (size_t i = 0; i < city->n_figures; i++)
        assert_non_null(city->figures[i].source);
    assert_near(city->budgets[1].amount_yen, 1172000, 0, 0);
    assert_int_equal(jy_city_fiscal_year(city, (struct jy_date){2024, 3, 31}), 2023);
    jy_city_free(city);
}

static void another_city_needs_no_code(void **state)
{
    (void)state;
    struct jy_city *city = profile_city("data/cities/cambridge-ma");
    assert_int_equal(city->n_districts, 13);
    assert_string_equal(jy_text_in(&city->districts[0].name, JY_LANG_KO), "Baldwin");
    assert_int_equal(jy_city_fiscal_year(city, (struct jy_date){2024, 7, 1}), 2024);
    assert_int_equal(jy_city_fiscal_year(city, (struct jy_date){2024, 6, 30}), 2023);
    const struct jy_rule_pack *pack = jy_city_rule_on(city, (struct jy_date){2024, 1, 1});
    assert_non_null(pack);
    assert_true(pack->example);
    assert_false(jy_city_module_on(city, JY_MODULE_SUBSIDIES));
    assert_true(jy_city_module_on(city, JY_MODULE_REQUESTS));
    assert_string_equal(jy_city_department_for(city, JY_DUTY_STREETLIGHTS)->id, "electrical");
    jy_city_free(city);
}

static void chome_is_found_however_it_is_written(void **state)
{
    (void)state;
    static const char *const ways[] = {"元和泉一丁目", "狛江市元和泉１丁目", "元和泉1丁目",
                                       "狛江市 元和泉 1丁目"};
    char key[JY_AREA_KEY_SIZE];
    struct jy_city *city = profile_city("data/cities/komae");
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        assert_string_equal(jy_city_chome_name(city, ways[i]), "元和泉一丁目");
        assert_string_equal(jy_city_district_of_chome(city, ways[i])->id, "motoizumi");
    }
    assert_null(jy_city_chome_name(city, "元和泉九丁目"));
    assert_string_equal(jy_area_key("本町二十三丁目", NULL, key), "本町23丁目");
    assert_string_equal(jy_area_key("十丁目", NULL, key), "10丁目");
    assert_string_equal(jy_area_key("八重洲", NULL, key), "八重洲");
    jy_city_free(city);
}

/* domain.md section 2: rules of other cities that a pack must be able to say. */
static void packs_say_the_rules_of_other_cities(void **state)
{
    (void)state;
    struct jy_city *city = profile_city("data/cities/komae");
    assert_near(rule(city, "example-30m")->spacing_m, 30, 0, 0);
    assert_int_equal(rule(city, "example-30m")->kind, JY_RULE_COVERAGE);
    assert_near(rule(city, "example-40m")->spacing_m, 40, 0, 0);
    assert_true(rule(city, "example-40m")->from_intersections);
    assert_int_equal(rule(city, "example-50m")->quota_district_year, 3);
    assert_near(rule(city, "example-50-70m")->spacing_max_m, 70, 0, 0);
    assert_near(rule(city, "example-70-80m@1")->spacing_m, 70, 0, 0);
    assert_near(rule(city, "example-70-80m@1")->spacing_max_m, 80, 0, 0);
    assert_int_equal(rule(city, "example-70-80m")->measure, JY_MEASURE_ALONG_ROAD);
    assert_null(jy_city_rule_by_id(city, "example-70-80m@2"));
    jy_city_free(city);
}

static void widths_choose_the_arrangement(void **state)
{
    (void)state;
    struct jy_city *city = profile_city("data/cities/komae");
    const struct jy_rule_pack *pack = rule(city, "example-by-width");
    const enum jy_road_class any = JY_ROAD_RESIDENTIAL;
    assert_int_equal(jy_rule_pack_for_road(pack, any, 9.99).arrangements, JY_ARRANGEMENT_ONE_SIDE);
    assert_int_equal(jy_rule_pack_for_road(pack, any, 10).arrangements,
                     JY_ARRANGEMENT_ONE_SIDE | JY_ARRANGEMENT_STAGGERED);
    const struct jy_rule_for_road wide = jy_rule_pack_for_road(pack, any, 16);
    assert_int_equal(wide.arrangements, JY_ARRANGEMENT_STAGGERED | JY_ARRANGEMENT_OPPOSITE);
    assert_near(wide.watt_min_w, 40, 0, 0);
    assert_true(wide.per_kerb);
    assert_int_equal(jy_rule_pack_for_road(pack, any, (double)NAN).arrangements, 0);
    assert_near(jy_rule_pack_for_road(pack, any, (double)NAN).spacing_m, 35, 0, 0);
    pack = rule(city, "example-by-class");
    assert_near(jy_rule_pack_for_road(pack, JY_ROAD_TRUNK, 5).spacing_m, 30, 0, 0);
    assert_near(jy_rule_pack_for_road(pack, JY_ROAD_STEPS, 5).spacing_m, 25, 0, 0);
    assert_near(jy_rule_pack_for_road(pack, JY_ROAD_RESIDENTIAL, 5).spacing_m, 40, 0, 0);
    jy_city_free(city);
}

static void private_roads_have_conditions(void **state)
{
    (void)state;
    struct jy_city *city = profile_city("data/cities/komae");
    const struct jy_rule_pack *pack = rule(city, "example-private-road");
    const double unknown = (double)NAN;
    const struct {
        struct jy_private_road road;
        enum jy_verdict want;
    } cases[] = {
        {{2.7, 1, unknown, 5, false}, JY_VERDICT_YES},
        {{2.69, 1, unknown, 5, false}, JY_VERDICT_NO},
        {{2.7, 0, 20, 5, false}, JY_VERDICT_YES},
        {{2.7, 0, 19.9, 5, false}, JY_VERDICT_NO},
        {{2.7, 1, unknown, 4, false}, JY_VERDICT_NO},
        {{unknown, 1, unknown, 5, false}, JY_VERDICT_UNKNOWN},
        {{2.7, -1, unknown, 5, false}, JY_VERDICT_UNKNOWN},
        {{2.7, 0, unknown, 5, false}, JY_VERDICT_UNKNOWN},
        {{2.7, 1, unknown, -1, false}, JY_VERDICT_UNKNOWN},
        {{2.0, -1, unknown, -1, false}, JY_VERDICT_NO},
        /* a number that is not that of all roads: enough is enough, less may still be more */
        {{2.7, 1, unknown, 5, true}, JY_VERDICT_YES},
        {{2.7, 1, unknown, 4, true}, JY_VERDICT_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(jy_rule_pack_private(pack, &cases[i].road), cases[i].want);
    /* 市の土地に通り抜けできる私道だけ */
    const struct jy_private_road dead_end = {4, 0, 50, 20, false}, through = {4, 1, 0, 1, false};
    pack = rule(city, "komae");
    assert_int_equal(jy_rule_pack_private(pack, &dead_end), JY_VERDICT_NO);
    assert_int_equal(jy_rule_pack_private(pack, &through), JY_VERDICT_YES);
    assert_int_equal(jy_rule_pack_private(rule(city, "example-30m"), &through), JY_VERDICT_NO);
    jy_city_free(city);
}

static void lamps_and_lights_are_judged(void **state)
{
    (void)state;
    struct jy_city *city = profile_city("data/cities/komae");
    const struct jy_rule_pack *komae = rule(city, "komae"), *wide = rule(city, "example-80m");
    assert_near(rule(city, "example-50-70m")->height_min_m, 4.5, 0, 0);
    assert_true(komae->led_only);
    struct jy_light light = {.kind = JY_LIGHT_PRIVATE, .status = JY_STATUS_IN_SERVICE};
    assert_false(jy_rule_pack_counts(komae, &light));
    assert_true(jy_rule_pack_counts(wide, &light));
    light = (struct jy_light){.kind = JY_LIGHT_ROAD, .status = JY_STATUS_PLANNED};
    assert_false(jy_rule_pack_counts(komae, &light));
    assert_true(jy_rule_pack_counts(wide, &light));
    light.status = JY_STATUS_OUT;
    assert_true(jy_rule_pack_counts(komae, &light));
    light.owner = JY_OWNER_RAILWAY;
    assert_false(jy_rule_pack_counts(wide, &light));
    jy_city_free(city);
}

#define TEXTS                                                                                \
    "\"title\":{\"ja\":\"a\",\"ja-easy\":\"a\",\"en\":\"a\",\"zh\":\"a\",\"ko\":\"a\"},"     \
    "\"clause\":{\"ja\":\"a\",\"ja-easy\":\"a\",\"en\":\"a\",\"zh\":\"a\",\"ko\":\"a\"},"    \
    "\"exception\":{\"ja\":\"a\",\"ja-easy\":\"a\",\"en\":\"a\",\"zh\":\"a\",\"ko\":\"a\"}," \
    "\"source\":\"s\"}"
#define HEAD "{\"id\":\"x\",\"version\":\"1\",\n\"valid_from\":\"2024-01-01\",\n"

/* A pack with an error is refused with file, line, field and what is allowed. */
static void errors_in_packs_say_where_and_what(void **state)
{
    (void)state;
    static const struct {
        const char *json, *says;
    } cases[] = {
        {HEAD "\"kind\":\"sepration\",\"spacing_m\":20," TEXTS,
         "r.json:3: kind: \"sepration\" is not allowed; allowed: separation, coverage"},
        {HEAD "\"kind\":\"coverage\",\n\"spacing_m\":-20," TEXTS,
         "r.json:4: spacing_m: must be a number from 1 to 1000"},
        {HEAD "\"kind\":\"coverage\",\"spacing_m\":\"20\"," TEXTS,
         "r.json:3: spacing_m: must be a number from 1 to 1000"},
        {HEAD "\"kind\":\"coverage\"," TEXTS, "r.json:1: spacing_m: missing; must be a number"},
        {HEAD "\"kind\":\"coverage\",\"spacing_m\":20,\n\n\"spacing\":1," TEXTS,
         "r.json:5: spacing: no such field; allowed: $schema, id,"},
        {HEAD
         "\"kind\":\"coverage\",\"spacing_m\":20,\"by_road\":[{},\n{\"width_max_m\":300}]," TEXTS,
         "r.json:4: by_road[1].width_max_m: must be a number from 0 to 200"},
        {HEAD "\"kind\":\"coverage\",\"spacing_m\":20,\"by_road\":[{\n\"arrangements\":[\"one_"
              "side\",\n\"both\"]}]," TEXTS,
         "r.json:5: by_road[0].arrangements[1]: \"both\" is not allowed; allowed: one_side, "
         "staggered, opposite"},
        {HEAD "\"kind\":\"coverage\",\"spacing_m\":20,\"spacing_max_m\":10," TEXTS,
         "r.json:3: spacing_max_m: must not be below spacing_m (20)"},
        {HEAD "\"kind\":\"coverage\",\"spacing_m\":20,\"lamp\":{\"led_only\":1}," TEXTS,
         "r.json:3: lamp.led_only: must be true or false"},
        {HEAD "\"kind\":\"coverage\",\"spacing_m\":20,\"valid_to\":\"2023-02-30\"," TEXTS,
         "r.json:3: valid_to: must be a date, \"YYYY-MM-DD\""},
        {HEAD "\"kind\":\"coverage\",\"spacing_m\":20,\"consent\":{\"en\":\"\"}," TEXTS,
         "r.json:3: consent.en: must be a text of 1 to 4000 bytes, has 0"},
        {"{\"id\":\"a b\",\"id\":1}", "r.json:1: not JSON: duplicate object key"},
        {"{\"id\":\"A B\",\"version\":\"1\"}",
         "r.json:1: id: \"A B\" is not allowed; allowed: a-z"},
        {"{\n\"id\":\n", "r.json:3: not JSON:"},
        {"[]", "r.json:1: must be a JSON object"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jy_rule_pack pack;
        struct jy_arena arena;
        struct jy_error err = {JY_OK, ""};
        jy_arena_init(&arena);
        assert_int_equal(
            jy_rule_pack_parse(cases[i].json, strlen(cases[i].json), "r.json", &arena, &pack, &err),
            JY_EINVALID);
        if (strncmp(err.text, cases[i].says, strlen(cases[i].says)) != 0)
            fail_msg("said: %s\nwant: %s", err.text, cases[i].says);
        jy_arena_done(&arena);
    }
}

static void a_folder_without_profile_is_one_clear_line(void **state)
{
    (void)state;
    struct jy_error err = {JY_OK, ""};
    char *json = NULL;
    assert_int_equal(jy_profile_build("/nonexistent", false, &json, &err), JY_ENOTFOUND);
    assert_non_null(strstr(err.text, "/nonexistent: no such folder"));
    assert_int_not_equal(jy_profile_build(support_source("src/domain"), false, &json, &err), JY_OK);
    assert_non_null(strstr(err.text, "city.json"));
    assert_null(json);
}

static void ruby_is_shown_or_left_out(void **state)
{
    (void)state;
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    jy_ruby_plain(&out, "{市|し}の {name} {道|みち");
    assert_string_equal(jy_buf_text(&out), "市の {name} {道|みち");
    jy_buf_clear(&out);
    jy_ruby_html(&out, "<{市|し}>");
    assert_string_equal(jy_buf_text(&out),
                        "&lt;<ruby>市<rp>(</rp><rt>し</rt><rp>)</rp></ruby>&gt;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(komae_has_its_districts_and_its_rule_by_date),
        cmocka_unit_test(komae_figures_are_the_published_ones),
        cmocka_unit_test(another_city_needs_no_code),
        cmocka_unit_test(chome_is_found_however_it_is_written),
        cmocka_unit_test(packs_say_the_rules_of_other_cities),
        cmocka_unit_test(widths_choose_the_arrangement),
        cmocka_unit_test(private_roads_have_conditions),
        cmocka_unit_test(lamps_and_lights_are_judged),
        cmocka_unit_test(errors_in_packs_say_where_and_what),
        cmocka_unit_test(a_folder_without_profile_is_one_clear_line),
        cmocka_unit_test(ruby_is_shown_or_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
