/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <string.h>

#include "src/domain/taxonomy.h"

#include "tests/support/support.h"

static struct jy_taxonomy *load(void)
{
    struct jy_error err = {JY_OK, ""};
    struct jy_taxonomy *t = NULL;
    if (jy_taxonomy_new(&t, &err) != JY_OK)
        fail_msg("%s", err.text);
    return t;
}

static void an_offence_is_found_by_code_name_and_alias(void **state)
{
    (void)state;
    static const char *const spellings[] = {"bicycle_theft", "Bicycle theft", "BICYCLE THEFT",
                                            "自転車盗",      "自転車盗難",    "非侵入窃盗自転車盗",
                                            "　自転車盗 ",   "jitensha"};
    struct jy_taxonomy *t = load();
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        const struct jy_taxon *found = jy_taxonomy_find(t, spellings[i]);
        assert_non_null(found);
        assert_string_equal(found->code, "bicycle_theft");
    }
    assert_null(jy_taxonomy_find(t, "no such thing"));
    assert_null(jy_taxonomy_find(t, ""));
    assert_string_equal(jy_taxonomy_find(t, "侵入窃盗計")->code, "burglary");
    assert_int_equal(jy_taxonomy_find(t, "空き巣")->exposure, JY_EXPOSURE_HOUSEHOLDS);
    jy_taxonomy_free(t);
}

/* No spelling names two offences, every parent is there and stands before its children. */
static void the_table_is_a_forest_without_double_names(void **state)
{
    (void)state;
    struct jy_taxonomy *t = load();
    assert_true(jy_taxonomy_count(t) >= 38); /* columns of the police table without its areas */
    for (size_t i = 0; i < jy_taxonomy_count(t); i++) {
        const struct jy_taxon *taxon = jy_taxonomy_at(t, i);
        assert_ptr_equal(jy_taxonomy_find(t, taxon->code), taxon);
        for (int lang = 0; lang < JY_LANG_N; lang++)
            assert_non_null(taxon->name.in[lang]);
        assert_ptr_equal(jy_taxonomy_find(t, taxon->name.in[JY_LANG_JA]), taxon);
        for (size_t k = 0; k < taxon->n_aliases; k++)
            assert_ptr_equal(jy_taxonomy_find(t, taxon->aliases[k]), taxon);
        if (taxon->parent != NULL)
            assert_true(jy_taxonomy_find(t, taxon->parent) < taxon);
    }
    assert_null(jy_taxonomy_at(t, jy_taxonomy_count(t)));
    jy_taxonomy_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_offence_is_found_by_code_name_and_alias),
        cmocka_unit_test(the_table_is_a_forest_without_double_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
