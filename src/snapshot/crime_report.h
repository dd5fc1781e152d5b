/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The printed report of crime figures of one city and year: yearly totals, by offence, by district
 * with rates and intervals, zones with what they rest on, the rank among municipalities, and every
 * area. All figures are those of `joyato crimes` and `joyato hotspots`; small counts are withheld
 * alike. docs/methods/crimes.md.
 */
#pragma once
#include "src/analysis/crime_table.h"
#include "src/domain/i18n.h"
#include "src/render/report.h"

/** What it is made from. All borrowed; they must outlive the report. */
struct jy_crime_report_from {
    const struct jy_crime_rows *rows;
    const struct jy_city_data *data;
    const struct jy_taxonomy *taxonomy;
    const struct jy_i18n *i18n;
};

struct jy_crime_report_wish {
    int year; /**< 0: the newest that a table counts */
    enum jy_lang lang;
    bool full; /**< for staff: nothing withheld */
};

/**
 * Fills @p out with texts that live in @p arena.
 *
 * @return JY_ENOTFOUND when no table counts that year
 *
 * Cost: a scan with its simulations for each priority offence; 0.3 s for 41 areas.
 */
JY_MUST_CHECK enum jy_code jy_crime_report_fill(const struct jy_crime_report_from *from,
                                                const struct jy_crime_report_wish *wish,
                                                struct jy_arena *arena, struct jy_report *out,
                                                struct jy_error *err);
