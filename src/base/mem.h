/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Allocation that does not return NULL. The core is crash-only: out of memory ends the process and
 * the service manager starts it again; nothing acknowledged is lost by that.
 */
#pragma once
#include <stddef.h>

__attribute__((malloc, returns_nonnull)) void *jy_malloc(size_t size);
__attribute__((malloc, returns_nonnull)) void *jy_calloc(size_t n, size_t size);
__attribute__((returns_nonnull)) void *jy_realloc_array(void *ptr, size_t n, size_t size);
__attribute__((malloc, returns_nonnull)) char *jy_strdup(const char *text);

/**
 * Grows an array to hold at least @p need elements (doubling); *cap is its capacity.
 * Use: items = jy_grow(items, &cap, n + 1, sizeof *items);
 */
__attribute__((returns_nonnull)) void *jy_grow(void *items, size_t *cap, size_t need, size_t size);

/** free() of what is owned through a pointer to const. */
void jy_free_const(const void *owned);
/** For __attribute__((cleanup(jy_free_at))) on any pointer. */
void jy_free_at(void *pointer_to_pointer);
#define JY_AUTOFREE __attribute__((cleanup(jy_free_at)))
