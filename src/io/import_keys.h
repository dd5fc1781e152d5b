/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Which numbers of a file are not unique in it. The first pass shows every one; the second asks.
 * 8 bytes a number, from a first table of 2 MiB; hashes of 64 bits stand for the numbers.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Zeroed before use. */
struct jy_hash_set {
    uint64_t *slots;
    size_t n, cap;
};

void jy_hash_set_done(struct jy_hash_set *set);
/** True when it was not there yet. */
bool jy_hash_set_add(struct jy_hash_set *set, uint64_t hash);
bool jy_hash_set_has(const struct jy_hash_set *set, uint64_t hash);
