/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/dict.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "src/base/mem.h"

/* The functions are short; what is counted is uthash's macros. */
// NOLINTBEGIN(readability-function-size, readability-function-cognitive-complexity)

struct jy_dict_slot {
    UT_hash_handle hh;
    void *entry;
    char key[];
};

void jy_dict_init(struct jy_dict *dict, size_t entry_size)
{
    *dict = (struct jy_dict){.entry_size = entry_size};
    jy_arena_init(&dict->arena);
}

void jy_dict_done(struct jy_dict *dict)
{
    HASH_CLEAR(hh, dict->table);
    free((void *)dict->slots);
    jy_arena_done(&dict->arena);
    jy_dict_init(dict, dict->entry_size);
}

void *jy_dict_find(const struct jy_dict *dict, const char *key)
{
    struct jy_dict_slot *slot = NULL;
    HASH_FIND_STR(dict->table, key, slot);
    return slot != NULL ? slot->entry : NULL;
}

void *jy_dict_get(struct jy_dict *dict, const char *key)
{
    struct jy_dict_slot *slot = NULL;
    const size_t n = strlen(key);
    HASH_FIND(hh, dict->table, key, n, slot);
    if (slot != NULL)
        return slot->entry;
    slot = jy_arena_alloc(&dict->arena, sizeof *slot + n + 1);
    slot->entry = jy_arena_alloc(&dict->arena, dict->entry_size);
    memcpy(slot->key, key, n);
    HASH_ADD_KEYPTR(hh, dict->table, slot->key, n, slot);
    dict->slots = jy_grow(dict->slots, &dict->cap, dict->n + 1, sizeof(void *));
    dict->slots[dict->n++] = slot;
    return slot->entry;
}

// NOLINTEND(readability-function-size, readability-function-cognitive-complexity)

void *jy_dict_at(const struct jy_dict *dict, size_t i)
{
    assert(i < dict->n);
    return dict->slots[i]->entry;
}

const char *jy_dict_key(const struct jy_dict *dict, size_t i)
{
    assert(i < dict->n);
    return dict->slots[i]->key;
}
