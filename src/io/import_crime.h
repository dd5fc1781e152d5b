/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What the importers of crimes share: import_crime.c (areas, single counts, incidents, population)
 * and import_crime_table.c (tables with a column for each offence, year or month).
 */
#pragma once
#include "src/domain/taxonomy.h"
#include "src/io/import_job.h"

/** The offence of that name; NULL: not known. A bare その他 names none: it is the rest of whatever
 * stands before it. */
const struct jy_taxon *jy_job_offence(struct jy_import_job *job, const char *text);

/** One count on its way into the registry. */
struct jy_counted {
    const char *area;    /**< NULL: the municipality of the registry */
    bool other;          /**< area is a municipality of a table of several */
    const char *offence; /**< code */
    int year, month;     /**< month 0: the whole year */
    int64_t cases;
};
JY_MUST_CHECK enum jy_code jy_job_put_count(struct jy_import_job *job, long line,
                                            const struct jy_counted *count, struct jy_error *err);

/** 狛江市計, 合計, total: a row of sums. */
bool jy_crime_sum_name(const char *text);
/** Does the name (of a row of sums or of a municipality) mean the whole city of the registry? */
bool jy_crime_whole_city(const struct jy_import_job *job, const char *name);
/** Year of a cell or of a column's name: 2019, 2019年, 令和元年, R1; 0 none. */
int jy_crime_year(const char *text);
/** Month of a cell or of a column's name: 4, 4月; 0: 計, 年計 (the year); -1 none. */
int jy_crime_month(const char *text);

/** Is a row, by its area or by its own column, of another municipality than the registry's? */
bool jy_crime_elsewhere(const struct jy_import_job *job, const struct jy_row *row);

/* import_crime_table.c */
/** Looks at the columns of the first row. */
void jy_crime_table_begin(struct jy_import_job *job, const struct jy_row *row);
bool jy_crime_table_is(const struct jy_import_job *job);
/** First pass: municipalities that have a row of sums. */
void jy_crime_table_see(struct jy_import_job *job, const struct jy_row *row);
JY_MUST_CHECK enum jy_code jy_crime_table_row(struct jy_import_job *job, const struct jy_row *row,
                                              struct jy_error *err);
/** A count of a month or a year, from any shape of table: for jy_crime_months_check(). */
void jy_crime_months_add(struct jy_import_job *job, long line, const char *area,
                         const char *offence, int year, int month, int64_t cases);
/** After the last row: do twelve months make up the year? */
void jy_crime_months_check(struct jy_import_job *job);
