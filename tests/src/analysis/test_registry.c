/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "src/analysis/registry.h"
#include "src/base/file.h"

#include "tests/support/support.h"

static void every_analysis_has_its_title_and_its_page(void **state)
{
    (void)state;
    struct jy_error err = {JY_OK, ""};
    struct jy_i18n *i18n = NULL;
    if (jy_i18n_load(support_source("web/i18n"), &i18n, &err) != JY_OK)
        fail_msg("%s", err.text);
    for (const struct jy_analysis *a = jy_analyses; a->id != NULL; a++) {
        assert_ptr_equal(jy_analysis_find(a->id), a);
        assert_true(jy_file_exists(support_source(a->page)));
        for (int lang = 0; lang < JY_LANG_N; lang++)
            assert_non_null(jy_i18n_find(i18n, (enum jy_lang)lang, a->title));
    }
    assert_null(jy_analysis_find("astrology"));
    jy_i18n_free(i18n);
}

static void defaults_lie_in_their_ranges(void **state)
{
    (void)state;
    for (const struct jy_analysis *a = jy_analyses; a->id != NULL; a++)
        for (const struct jy_analysis_param *p = a->params; p->name != NULL; p++) {
            assert_ptr_equal(jy_analysis_param(a, p->name), p);
            assert_false(p->required && p->initial != NULL);
            if (p->type == JY_PARAM_CHOICE) {
                assert_non_null(p->choices);
                assert_non_null(strstr(p->choices, p->initial));
            } else if (p->type != JY_PARAM_WORDS) {
                assert_true(p->min < p->max);
                const double initial = jy_analysis_initial(p);
                assert_true(isnan(initial) || (initial >= p->min && initial <= p->max));
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_analysis_has_its_title_and_its_page),
        cmocka_unit_test(defaults_lie_in_their_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
