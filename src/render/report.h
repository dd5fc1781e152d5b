/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A report of several pages: headings, sentences, a chart by year, and tables whose rows carry
 * their bar with its interval, so that every chart stands beside its numbers. As PDF (A4) and as
 * one HTML page with the same texts in the same order. Texts come finished, in one language, with
 * ruby where they have it.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "src/base/buf.h"
#include "src/base/error.h"
#include "src/domain/lang.h"

/** The chart's share in a row; NaN: not drawn. All in the table's own unit, from 0. */
struct jy_report_bar {
    double value, low, high;
};

struct jy_report_row {
    const char *const *cells; /**< one for each column; the first is the row's name */
    int indent;               /**< steps that the name is moved in: a part of what stands above */
    bool own;                 /**< the row that the table is about: bold */
    struct jy_report_bar bar;
};

struct jy_report_table {
    const char *caption; /**< NULL none */
    size_t n_columns;    /**< names, then numbers; at most JY_REPORT_COLUMNS_MAX */
    const char *const *heads;
    const char *bar_head; /**< what the bars measure; NULL: no bars */
    double reference;     /**< a line through all bars; NaN none */
    size_t n_rows;        /**< 0: no table */
    const struct jy_report_row *rows;
};
#define JY_REPORT_COLUMNS_MAX 8

struct jy_report_year {
    int year;
    double value;
    const char *text; /**< the value as it is written */
};

/** Columns over years, ascending; a year that is left out stays an open place. */
struct jy_report_years {
    const char *alt; /**< for those who cannot see it */
    size_t n;        /**< 0: no chart */
    const struct jy_report_year *years;
};

struct jy_report_section {
    const char *heading; /**< NULL: goes on with the section before */
    int level;           /**< 2 or 3 */
    size_t n_texts;
    const char *const *texts;
    struct jy_report_years years;
    struct jy_report_table table;
    size_t n_notes;
    const char *const *notes;
    const char *source; /**< NULL none */
};

struct jy_report {
    enum jy_lang lang;
    const char *title; /**< heading, and title of the document */
    size_t n_leads;
    const char *const *leads;
    const char *flag;    /**< 「サンプルデータ」, or NULL */
    const char *warning; /**< who may read it, when not all; else NULL */
    const char *foot;
    const char *created; /**< ISO 8601 UTC, written into the PDF */
    size_t n_sections;
    const struct jy_report_section *sections;
};

/** Where the bars of a table end: past its values and reference; intervals may be cut there. */
double jy_report_scale(const struct jy_report_table *table);

/** Appends the PDF. Same content, same bytes. */
JY_MUST_CHECK enum jy_code jy_report_pdf(const struct jy_report *report, struct jy_buf *out,
                                         struct jy_error *err);
/** Appends the page. */
void jy_report_html(const struct jy_report *report, struct jy_buf *out);
