/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A crime report being filled. Used by crime_report*.c only.
 */
#pragma once
#include "src/analysis/crime_figures.h"
#include "src/analysis/hotspots.h"
#include "src/snapshot/crime_report.h"

/* So many offences are shown by area at most: three sections each, and a few others. */
enum { JY_CRIME_OFFENCES_MAX = 12, JY_CRIME_SECTIONS_MAX = 3 * JY_CRIME_OFFENCES_MAX + 8 };
enum { JY_CRIME_LEADS_MAX = JY_CRIME_OFFENCES_MAX + 2 };

struct jy_crime_filling {
    const struct jy_crime_rows *rows;
    const struct jy_city_data *data;
    const struct jy_taxonomy *taxonomy;
    const struct jy_i18n *i18n;
    struct jy_arena *arena;
    enum jy_lang lang;
    int year;
    bool full;
    bool sample; /**< something that was used is generated */
    size_t n_sections, n_leads;
    struct jy_report_section sections[JY_CRIME_SECTIONS_MAX];
    const char *leads[JY_CRIME_LEADS_MAX];
};

/** Text of a key with name, text pairs ended by NULL; in the arena. */
__attribute__((sentinel)) const char *jy_report_say(struct jy_crime_filling *f, const char *key,
                                                    ...);
const char *jy_report_get(const struct jy_crime_filling *f, const char *key);
/** "12,345"; "unknown" under 0. */
const char *jy_report_count(struct jy_crime_filling *f, int64_t value);
/** "–" for what is not finite. */
const char *jy_report_decimal(struct jy_crime_filling *f, double value, int decimals);
const char *jy_report_percent(struct jy_crime_filling *f, double share);
/** "0.8–1.4"; "–" for what is not finite. */
const char *jy_report_interval(struct jy_crime_filling *f, double low, double high, int decimals);
/** Room for @p n texts. */
const char **jy_report_texts(struct jy_crime_filling *f, size_t n);
/** The next section; NULL heading goes on with the one before. */
struct jy_report_section *jy_report_section(struct jy_crime_filling *f, int level,
                                            const char *heading);
/** A sentence of the beginning. */
void jy_report_lead(struct jy_crime_filling *f, const char *text);
/** What the bars measure, with where their scale ends. */
const char *jy_report_bar_head(struct jy_crime_filling *f, const char *key,
                               const struct jy_report_table *table);

/* crime_report_zones.c */
/** Zones of the priority offences, judged together, and each area's figures. */
JY_MUST_CHECK enum jy_code jy_report_zones(struct jy_crime_filling *f,
                                           struct jy_hotspot_family **out, struct jy_error *err);
void jy_report_areas(struct jy_crime_filling *f, const struct jy_hotspot_family *family);
