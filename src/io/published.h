/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The published crime tables that lie in a city's folder: crimes.json names them with source,
 * licence and date; each is a CSV with the columns area_kind, area, offence, year, cases.
 */
#pragma once
#include <stddef.h>

#include "src/store/write.h"

/** Imports the tables of folder @p dir, if there are any; *out_rows is how many rows. */
JY_MUST_CHECK enum jy_code jy_published_import(const char *dir, struct jy_store *store,
                                               size_t *out_rows, struct jy_error *err);
