/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "src/domain/i18n.h"
#include "src/domain/kinds.h"

#include "tests/support/support.h"

static struct jy_i18n *i18n;

static int set_up(void **state)
{
    (void)state;
    struct jy_error err;
    return jy_i18n_load(support_source("web/i18n"), &i18n, &err) == JY_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    jy_i18n_free(i18n);
    return 0;
}

#define CODE(name, text) text,
#define LIST(name, list)            \
    {                               \
        name, (const char *const[]) \
        {                           \
            list(CODE) NULL         \
        }                           \
    }

static void every_code_has_a_word_in_every_language(void **state)
{
    (void)state;
    const struct {
        const char *name;
        const char *const *codes;
    } lists[] = {
        LIST("layer", JY_LAYER_LIST),
        LIST("status", JY_STATUS_LIST),
        LIST("lamp", JY_LAMP_LIST),
        LIST("pole_kind", JY_POLE_LIST),
        LIST("land", JY_LAND_LIST),
        LIST("owner", JY_OWNER_LIST),
        LIST("light_kind", JY_LIGHT_LIST),
        LIST("road_class", JY_ROAD_LIST),
        LIST("area_kind", JY_AREA_LIST),
        LIST("place_kind", JY_PLACE_LIST),
        LIST("exposure_kind", JY_DENOMINATOR_LIST),
        LIST("request_status", JY_REQUEST_STATUS_LIST),
        LIST("precision", JY_PRECISION_LIST),
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (const char *const *code = lists[i].codes; *code != NULL; code++) {
            char key[100];
            (void)snprintf(key, sizeof key, "%s.%s", lists[i].name, *code);
            for (unsigned lang = 0; lang < JY_LANG_N; lang++) {
                if (jy_i18n_find(i18n, (enum jy_lang)lang, key) == NULL)
                    fail_msg("%s: no text for %s", jy_lang_text((enum jy_lang)lang), key);
            }
        }
    }
}

static void texts_take_values(void **state)
{
    (void)state;
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    const struct jy_i18n_value values[] = {{"b", "B"}, {"a", "A"}};
    /* A key that no catalogue has stands for itself. */
    jy_i18n_format(i18n, JY_LANG_EN, "x {a}{b} {c} {漢|かん} {", values, 2, &out);
    assert_string_equal(jy_buf_text(&out), "x AB {c} {漢|かん} {");
    assert_string_equal(jy_i18n_code(i18n, JY_LANG_EN, "lamp", "led"), "LED");
    assert_string_equal(jy_i18n_code(i18n, JY_LANG_EN, "lamp", "candle"), "candle");
    assert_string_equal(jy_i18n_get(i18n, JY_LANG_KO, "status.planned"), "설치 예정");
}

static void a_missing_folder_is_an_error(void **state)
{
    (void)state;
    struct jy_error err = {JY_OK, ""};
    struct jy_i18n *none = NULL;
    assert_int_not_equal(jy_i18n_load("/nonexistent", &none, &err), JY_OK);
    assert_non_null(strstr(err.text, "/nonexistent/ja.json"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_a_word_in_every_language),
        cmocka_unit_test(texts_take_values),
        cmocka_unit_test(a_missing_folder_is_an_error),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
