/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Which numbers of a file are not unique in it. The first pass logs a hash of 64 bits for every one
 * in a temporary file of 8 bytes each; what stands there twice is found in pieces of bounded size,
 * so that memory does not grow with the file.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "src/base/error.h"

/** Hashes looked at in one piece: a table of at most 32 MiB. */
#define JY_KEY_PIECE ((size_t)2 << 20)

/** Zeroed before use. */
struct jy_hash_set {
    uint64_t *slots;
    size_t n, cap;
};

void jy_hash_set_done(struct jy_hash_set *set);
/** True when it was not there yet. */
bool jy_hash_set_add(struct jy_hash_set *set, uint64_t hash);
bool jy_hash_set_has(const struct jy_hash_set *set, uint64_t hash);

/** Zeroed before use. */
struct jy_key_log {
    FILE *file; /* unnamed: gone with the process */
    uint64_t n;
    bool failed;
};

void jy_key_log_done(struct jy_key_log *log);
/** A write that fails is told by jy_key_log_duplicates(). */
void jy_key_log_add(struct jy_key_log *log, uint64_t hash);
/** Adds to @p out every hash that was logged more than once; pieces of @p piece hashes. */
JY_MUST_CHECK enum jy_code jy_key_log_duplicates(struct jy_key_log *log, size_t piece,
                                                 struct jy_hash_set *out, struct jy_error *err);
