/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The lights of many days in one reading.
 */
#pragma once
#include "src/store/read.h"

/** @p row stood so, and counted as there, at the end of the days first .. end - 1. */
typedef enum jy_code (*jy_light_period_fn)(const struct jy_light *row, size_t first, size_t end,
                                           void *ctx, struct jy_error *err);

/**
 * Calls @p fn for each light and each run of days on which it was there: the same rows as
 * jy_store_light_each() of every day on its own, light by light in ascending id.
 *
 * Cost: one reading of all lights, and a search per day for those that have ever changed.
 */
JY_MUST_CHECK enum jy_code jy_store_light_periods(struct jy_store *store, size_t n_days,
                                                  const struct jy_date *days, jy_light_period_fn fn,
                                                  void *ctx, struct jy_error *err);
