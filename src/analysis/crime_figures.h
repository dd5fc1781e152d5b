/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What charts of crime figures are drawn from: yearly totals, by offence, by district, and the
 * city's rank among the municipalities of a table. Every figure comes as its table, with sources
 * and dates. Method page: docs/methods/crimes.md.
 */
#pragma once
#include "src/analysis/crime_table.h"
#include "src/base/json_out.h"
#include "src/domain/i18n.h"

#define JY_CRIME_FIGURE_LIST(X)        \
    X(JY_CRIME_YEARLY, "yearly")       \
    X(JY_CRIME_OFFENCES, "offences")   \
    X(JY_CRIME_DISTRICTS, "districts") \
    X(JY_CRIME_RANK, "rank")

#define X(name, text) name,
enum jy_crime_figure_kind { JY_CRIME_FIGURE_LIST(X) };
#undef X
const char *jy_crime_figure_text(enum jy_crime_figure_kind kind);
bool jy_crime_figure_parse(const char *text, enum jy_crime_figure_kind *out);

/** One row of the table. */
struct jy_crime_point {
    int year;
    const struct jy_taxon *offence;
    const struct jy_district *district; /**< by district */
    const char *name;                   /**< area or municipality; NULL: the city */
    int64_t cases;                      /**< -1 unknown; real also when hidden */
    bool hidden;                        /**< withheld from the public */
    double persons;                     /**< 0 unknown */
    int persons_year;
    double per_1000;                     /**< NaN unknown */
    double lo95_per_1000, hi95_per_1000; /**< by district: exact Poisson interval; NaN unknown */
    size_t rank_cases, rank_per_1000;    /**< 1 is the fewest, equal ones share; 0 none */
    bool own;                            /**< this city */
    const char *published; /**< source of a figure of the profile; NULL: from a table */
    struct jy_date published_on;
};

struct jy_crime_figure {
    enum jy_crime_figure_kind kind;
    const struct jy_city_data *data; /**< borrowed */
    const struct jy_taxon *offence;
    int year; /**< 0: of several */
    bool full;
    size_t n, cap;
    struct jy_crime_point *points; /**< by year; as the taxonomy; by key; by cases, fewest first */
    size_t n_ranked, n_rated;      /**< municipalities with a count; with a count and persons */
    size_t own;                    /**< place of this city in points; SIZE_MAX none */
    size_t n_sources, cap_sources;
    const struct jy_source **sources;
};

/**
 * Makes one figure. @p offence: a code, name or alias; NULL: all offences (JY_CRIME_OFFENCES looks
 * at none). @p year 0: the newest that has it. All given are borrowed. JY_ENOTFOUND: no such
 * offence, or nothing counts it (the error lists what is there, or says which table is missing).
 */
JY_MUST_CHECK enum jy_code jy_crime_figure_new(const struct jy_crime_data *from,
                                               enum jy_crime_figure_kind kind, const char *offence,
                                               int year, bool full, struct jy_crime_figure **out,
                                               struct jy_error *err);
void jy_crime_figure_free(struct jy_crime_figure *figure);

/** Does the table prove that this city has the fewest, alone, of at least two municipalities? Only
 * then may it be said, with the table's year and source. */
bool jy_crime_fewest_cases(const struct jy_crime_figure *rank);
bool jy_crime_fewest_per_1000(const struct jy_crime_figure *rank);

void jy_crime_figure_write(const struct jy_crime_figure *figure, const struct jy_i18n *i18n,
                           enum jy_lang lang, struct jy_json *json);
/** The table as CSV (RFC 4180), with a header. */
void jy_crime_figure_csv(const struct jy_crime_figure *figure, struct jy_buf *out);
