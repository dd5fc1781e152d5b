/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * An arena: many small allocations with one lifetime, freed together (a request, an import row, a
 * file).
 */
#pragma once
#include <stddef.h>

struct jy_arena {
    struct jy_arena_block *head; /* newest block first */
};

void jy_arena_init(struct jy_arena *arena);
/** Frees everything; the arena can be used again. */
void jy_arena_done(struct jy_arena *arena);
/** Forgets everything but keeps the newest block: for loops that handle a row at a time. */
void jy_arena_reset(struct jy_arena *arena);

/** @p size bytes, zeroed, aligned for any type; valid until the arena ends. */
__attribute__((returns_nonnull)) void *jy_arena_alloc(struct jy_arena *arena, size_t size);
/** A copy of @p text; NULL stays NULL. */
char *jy_arena_strdup(struct jy_arena *arena, const char *text);
/** A NUL-terminated copy of @p n bytes. */
__attribute__((returns_nonnull)) char *jy_arena_strndup(struct jy_arena *arena, const char *text,
                                                        size_t n);
__attribute__((format(printf, 2, 3), returns_nonnull)) char *jy_arena_printf(struct jy_arena *arena,
                                                                             const char *fmt, ...);
