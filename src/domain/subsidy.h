/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What a city's subsidy for cameras comes to. Rates, roundings and limits are the profile's, by
 * fiscal year: they change every year.
 */
#pragma once
#include "src/base/buf.h"
#include "src/domain/city.h"

#define JY_SUBSIDY_INSTALL "camera_install"
#define JY_SUBSIDY_RUNNING "camera_running"

/** The subsidy of that id for that recipient in that fiscal year (0: in the newest the profile
 * has); NULL when there is none. */
const struct jy_subsidy *jy_subsidy_find(const struct jy_city *city, const char *id,
                                         enum jy_owner recipient, int fiscal_year);
/** Names the years that the profile has, for errors: "2023, 2024", or "none". */
void jy_subsidy_years(const struct jy_city *city, const char *id, enum jy_owner recipient,
                      struct jy_buf *out);

/** A cost of running cameras: "inspection", "repair". */
struct jy_subsidy_cost {
    const char *item;
    double cost_yen;
};

/**
 * What the city gives towards one cost, in whole yen: the cost times the rate, cut to the
 * application's limit, then rounded down to the profile's unit. Costs below 0 or not finite give 0.
 */
double jy_subsidy_grant_yen(const struct jy_subsidy *subsidy, double cost_yen);

/**
 * What it gives towards several costs of @p n_cameras: each item's cost times the rate, at most its
 * limit for each camera; then all together as above.
 */
double jy_subsidy_items_yen(const struct jy_subsidy *subsidy, size_t n_cameras, size_t n_costs,
                            const struct jy_subsidy_cost *costs);

/** "R6", "令和6年度", "令和元年", "H31", "2024", "2024年度", "FY2024", in any width; false leaves
 * *out untouched. */
bool jy_fiscal_year_parse(const char *text, int *out);

/** Who applies: a code of the owners (city, neighbourhood, shop_street, railway…), or 市, 町会,
 * 自治会, 商店街, 商店会, 鉄道事業者; false leaves *out untouched. */
bool jy_applicant_parse(const char *text, enum jy_owner *out);
