/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Columns of a source whose rows each bring their own names (JSON objects, OSM tags): a name gets
 * its place when it is first met.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "src/base/dict.h"

/** Zeroed before use. */
struct jy_column_set {
    size_t n;
    char **names;
    const char **values; /**< of the row at hand, borrowed */
    size_t cap_names, cap_values;
    struct jy_dict places; /* of size_t, by name */
    size_t *used;          /* columns with a value in this row */
    size_t n_used, cap_used;
};

void jy_column_set_done(struct jy_column_set *set);
/** Forgets the row's values. Cost: the values put. */
void jy_column_set_clear(struct jy_column_set *set);
/** Sets the value under @p name; false when there are JY_ROWS_MAX_COLUMNS names already. */
bool jy_column_set_put(struct jy_column_set *set, const char *name, const char *value);
/** Adds a name without a value (the next place); false when there are too many. */
bool jy_column_set_add(struct jy_column_set *set, const char *name);
/** Sets the value of column @p i < n. */
void jy_column_set_value(struct jy_column_set *set, size_t i, const char *value);
