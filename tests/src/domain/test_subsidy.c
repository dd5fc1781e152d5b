/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Subsidies by hand. Rates and limits: the city's pages as quoted in domain.md section 3 (R6
 * installing: 11/12 and 5/6; R5 running: 5/6 and 2/3, per camera 10,000 yen of inspection and
 * 200,000 yen of repair at most, rounded down to 1,000 yen).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/buf.h"
#include "src/domain/subsidy.h"

#include "tests/src/domain/profile_city.h"
#include "tests/support/support.h"

static void installing_in_r6(void **state)
{
    (void)state;
    struct jy_city *city = profile_city("data/cities/komae");
    static const struct {
        enum jy_owner who;
        double cost_yen, grant_yen;
    } rows[] = {
        {JY_OWNER_NEIGHBOURHOOD, 360000, 330000}, {JY_OWNER_NEIGHBOURHOOD, 12, 11},
        {JY_OWNER_NEIGHBOURHOOD, 100000, 91666}, /* 91,666.67: the fraction of a yen is not paid */
        {JY_OWNER_NEIGHBOURHOOD, 0, 0},           {JY_OWNER_NEIGHBOURHOOD, -5, 0},
        {JY_OWNER_SHOP_STREET, 360000, 300000},   {JY_OWNER_SHOP_STREET, 100000, 83333},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct jy_subsidy *s = jy_subsidy_find(city, JY_SUBSIDY_INSTALL, rows[i].who, 2024);
        assert_non_null(s);
        assert_near(jy_subsidy_grant_yen(s, rows[i].cost_yen), rows[i].grant_yen, 0, 0);
    }
    assert_null(jy_subsidy_find(city, JY_SUBSIDY_INSTALL, JY_OWNER_NEIGHBOURHOOD, 2019));
    assert_null(jy_subsidy_find(city, JY_SUBSIDY_INSTALL, JY_OWNER_CITY, 0));
    assert_int_equal(
        jy_subsidy_find(city, JY_SUBSIDY_INSTALL, JY_OWNER_SHOP_STREET, 0)->fiscal_year, 2024);
    struct jy_buf JY_AUTOBUF years = JY_BUF_INIT;
    jy_subsidy_years(city, JY_SUBSIDY_RUNNING, JY_OWNER_NEIGHBOURHOOD, &years);
    assert_string_equal(jy_buf_text(&years), "2023");
    jy_city_free(city);
}

static void running_in_r5(void **state)
{
    (void)state;
    struct jy_city *city = profile_city("data/cities/komae");
    static const struct {
        enum jy_owner who;
        size_t cameras;
        double inspection_yen, repair_yen, grant_yen;
    } rows[] = {
        {JY_OWNER_NEIGHBOURHOOD, 1, 11000, 0, 9000},        /* 9,166 rounded down to 1,000 */
        {JY_OWNER_NEIGHBOURHOOD, 1, 30000, 0, 10000},       /* 25,000, at most 10,000 a camera */
        {JY_OWNER_NEIGHBOURHOOD, 3, 30000, 0, 25000},       /* three cameras: at most 30,000 */
        {JY_OWNER_NEIGHBOURHOOD, 1, 11000, 400000, 209000}, /* 9,166 + 200,000 */
        {JY_OWNER_SHOP_STREET, 1, 11000, 0, 7000},          /* 7,333 */
        {JY_OWNER_SHOP_STREET, 2, 12000, 150000, 108000},   /* 8,000 + 100,000 */
        {JY_OWNER_SHOP_STREET, 1, 1400, 0, 0},              /* 933: under 1,000 */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct jy_subsidy *s = jy_subsidy_find(city, JY_SUBSIDY_RUNNING, rows[i].who, 2023);
        const struct jy_subsidy_cost costs[] = {{"inspection", rows[i].inspection_yen},
                                                {"repair", rows[i].repair_yen}};
        assert_non_null(s);
        assert_near(jy_subsidy_items_yen(s, rows[i].cameras, 2, costs), rows[i].grant_yen, 0, 0);
    }
    jy_city_free(city);
}

/* The limit of an application comes before the rounding. */
static void a_limit_cuts_first(void **state)
{
    (void)state;
    const struct jy_subsidy s = {
        .rate_numerator = 1, .rate_denominator = 2, .round_down_yen = 1000, .cap_yen = 150500};
    assert_near(jy_subsidy_grant_yen(&s, 301000), 150000, 0, 0);
    assert_near(jy_subsidy_grant_yen(&s, 900000), 150000, 0, 0);
    assert_near(jy_subsidy_grant_yen(&s, 299999), 149000, 0, 0);
    assert_near(jy_subsidy_grant_yen(&s, (double)NAN), 0, 0, 0);
}

static void years_and_applicants_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int year;
    } rows[] = {{"R6", 2024},       {"r6", 2024},       {"令和6年度", 2024},  {"令和６年度", 2024},
                {"令和元年", 2019}, {"H31", 2019},      {"平成30年度", 2018}, {"2024", 2024},
                {"FY2024", 2024},   {"2024年度", 2024}, {"S63", 1988}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int year = 0;
        if (!jy_fiscal_year_parse(rows[i].text, &year))
            fail_msg("%s is not read", rows[i].text);
        assert_int_equal(year, rows[i].year);
    }
    static const char *const wrong[] = {"",   "R",    "R0",   "6",     "R6x",
                                        "24", "令和", "R100", "20245", "-1"};
    int year = 7;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(jy_fiscal_year_parse(wrong[i], &year));
    assert_int_equal(year, 7);
    enum jy_owner who;
    assert_true(jy_applicant_parse("町会", &who) && who == JY_OWNER_NEIGHBOURHOOD);
    assert_true(jy_applicant_parse("商店街", &who) && who == JY_OWNER_SHOP_STREET);
    assert_true(jy_applicant_parse("city", &who) && who == JY_OWNER_CITY);
    assert_false(jy_applicant_parse("unknown", &who) || jy_applicant_parse("株式会社", &who));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(installing_in_r6),
        cmocka_unit_test(running_in_r5),
        cmocka_unit_test(a_limit_cuts_first),
        cmocka_unit_test(years_and_applicants_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
