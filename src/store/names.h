/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The folded names that searching looks in (table names). Inside src/store only.
 */
#pragma once
#include "src/store/table.h"

/** Layer of an area of that kind; JY_LAYER_UNKNOWN for none. */
enum jy_layer jy_area_layer(enum jy_area_kind kind);

/**
 * Keeps the names of an area, place or road (other tables: nothing). @p again: the row was there
 * before under other names. Inside a transaction.
 */
JY_MUST_CHECK enum jy_code jy_names_put(struct jy_store *store, const struct jy_table *t,
                                        int64_t id, const void *row, bool again,
                                        struct jy_error *err);
