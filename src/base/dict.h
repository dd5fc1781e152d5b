/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Entries of one size under text keys, in the order they came. Entries stay where they are until
 * jy_dict_done(). One thread at a time.
 */
#pragma once
#include <stddef.h>

#include "src/base/arena.h"

struct jy_dict {
    size_t entry_size;
    size_t n, cap;
    struct jy_dict_slot **slots; /* in the order they came */
    struct jy_dict_slot *table;  /* by key */
    struct jy_arena arena;
};

void jy_dict_init(struct jy_dict *dict, size_t entry_size);
/** Frees all entries; the dict can be used again. */
void jy_dict_done(struct jy_dict *dict);

/** The entry of that key, or NULL. Cost: of hashing the key. */
void *jy_dict_find(const struct jy_dict *dict, const char *key);
/** The entry of that key, zeroed if there was none; aligned for any type. */
__attribute__((returns_nonnull)) void *jy_dict_get(struct jy_dict *dict, const char *key);

/** Entry and key number @p i < n. */
void *jy_dict_at(const struct jy_dict *dict, size_t i);
const char *jy_dict_key(const struct jy_dict *dict, size_t i);
