/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/import_keys.h"

#include <stdlib.h>

#include "src/base/mem.h"

enum { first_cap = 1 << 18 };

void jy_hash_set_done(struct jy_hash_set *set)
{
    free(set->slots);
    *set = (struct jy_hash_set){0};
}

/* 0 marks a free slot. */
static uint64_t value_of(uint64_t hash)
{
    return hash != 0 ? hash : 1;
}

static bool put(uint64_t *slots, size_t cap, uint64_t value)
{
    size_t i = (size_t)value & (cap - 1);
    while (slots[i] != 0 && slots[i] != value)
        i = (i + 1) & (cap - 1);
    bool fresh = slots[i] == 0;
    slots[i] = value;
    return fresh;
}

static void grow(struct jy_hash_set *set)
{
    size_t cap = set->cap > 0 ? set->cap * 2 : first_cap;
    uint64_t *slots = jy_calloc(cap, sizeof *slots);
    for (size_t i = 0; i < set->cap; i++) {
        if (set->slots[i] != 0)
            (void)put(slots, cap, set->slots[i]);
    }
    free(set->slots);
    set->slots = slots;
    set->cap = cap;
}

bool jy_hash_set_add(struct jy_hash_set *set, uint64_t hash)
{
    if (set->n * 4 >= set->cap * 3)
        grow(set);
    bool fresh = put(set->slots, set->cap, value_of(hash));
    set->n += fresh;
    return fresh;
}

bool jy_hash_set_has(const struct jy_hash_set *set, uint64_t hash)
{
    uint64_t value = value_of(hash);
    if (set->cap == 0)
        return false;
    size_t i = (size_t)value & (set->cap - 1);
    while (set->slots[i] != 0 && set->slots[i] != value)
        i = (i + 1) & (set->cap - 1);
    return set->slots[i] == value;
}
