/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Each distinct run of bytes kept once: names, and small attribute records that many features
 * share.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"

struct jy_intern {
    struct jy_buf bytes; /**< everything kept, back to back */
    struct jy_intern_slot *slots;
    size_t n_slots, n;
};

void jy_intern_init(struct jy_intern *pool);
void jy_intern_done(struct jy_intern *pool);
/** Offset in pool->bytes of a copy of the @p n bytes (n > 0); the same bytes give the same offset.
 */
uint32_t jy_intern_bytes(struct jy_intern *pool, const void *bytes, size_t n);
/** The same, but the order of first appearance: 0, 1, 2… */
uint32_t jy_intern_index(struct jy_intern *pool, const void *bytes, size_t n);
/** Forgets everything, keeps the memory. */
void jy_intern_clear(struct jy_intern *pool);
/** Offset of the NUL-terminated text; NULL is the empty text. */
uint32_t jy_intern_text(struct jy_intern *pool, const char *text);
