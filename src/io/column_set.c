/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/column_set.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"
#include "src/io/rows.h"

void jy_column_set_done(struct jy_column_set *set)
{
    jy_dict_done(&set->places);
    for (size_t i = 0; i < set->n; i++)
        free(set->names[i]);
    free(set->names);
    free(set->values);
    free(set->used);
    *set = (struct jy_column_set){0};
}

void jy_column_set_clear(struct jy_column_set *set)
{
    for (size_t i = 0; i < set->n_used; i++)
        set->values[set->used[i]] = NULL;
    set->n_used = 0;
}

bool jy_column_set_add(struct jy_column_set *set, const char *name)
{
    if (set->n >= JY_ROWS_MAX_COLUMNS)
        return false;
    if (set->places.entry_size == 0)
        jy_dict_init(&set->places, sizeof set->n);
    *(size_t *)jy_dict_get(&set->places, name) = set->n;
    set->names = jy_grow(set->names, &set->cap_names, set->n + 1, sizeof *set->names);
    set->values = jy_grow(set->values, &set->cap_values, set->n + 1, sizeof *set->values);
    set->names[set->n] = jy_strdup(name);
    set->values[set->n++] = NULL;
    return true;
}

void jy_column_set_value(struct jy_column_set *set, size_t i, const char *value)
{
    set->used = jy_grow(set->used, &set->cap_used, set->n_used + 1, sizeof *set->used);
    set->used[set->n_used++] = i;
    set->values[i] = value;
}

bool jy_column_set_put(struct jy_column_set *set, const char *name, const char *value)
{
    const size_t *known = jy_dict_find(&set->places, name);
    const size_t place = known != NULL ? *known : set->n;
    if (known == NULL && !jy_column_set_add(set, name))
        return false;
    jy_column_set_value(set, place, value);
    return true;
}
