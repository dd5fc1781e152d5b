/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stdalign.h>

#include "src/base/mem.h"

/* block: | header | data ... used | free ... size | */
struct jy_arena_block {
    struct jy_arena_block *next;
    size_t size, used;
    alignas(max_align_t) unsigned char data[];
};

static const size_t block_size = 16384;

void jy_arena_init(struct jy_arena *arena)
{
    arena->head = NULL;
}

static void free_chain(struct jy_arena_block *block)
{
    while (block != NULL) {
        struct jy_arena_block *next = block->next;
        free(block);
        block = next;
    }
}

void jy_arena_done(struct jy_arena *arena)
{
    free_chain(arena->head);
    arena->head = NULL;
}

void jy_arena_reset(struct jy_arena *arena)
{
    if (arena->head == NULL)
        return;
    free_chain(arena->head->next);
    arena->head->next = NULL;
    arena->head->used = 0;
}

void *jy_arena_alloc(struct jy_arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    size = (size + align - 1) / align * align;
    struct jy_arena_block *block = arena->head;
    if (block == NULL || block->size - block->used < size) {
        size_t want = size > block_size ? size : block_size;
        block = jy_malloc(sizeof *block + want);
        *block = (struct jy_arena_block){.next = arena->head, .size = want};
        arena->head = block;
    }
    void *p = block->data + block->used;
    block->used += size;
    return memset(p, 0, size);
}

char *jy_arena_strndup(struct jy_arena *arena, const char *text, size_t n)
{
    char *copy = jy_arena_alloc(arena, n + 1);
    if (n > 0)
        memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

char *jy_arena_strdup(struct jy_arena *arena, const char *text)
{
    return text != NULL ? jy_arena_strndup(arena, text, strlen(text)) : NULL;
}

char *jy_arena_printf(struct jy_arena *arena, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *text = jy_arena_alloc(arena, (size_t)(n > 0 ? n : 0) + 1);
    if (n > 0)
        (void)vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    return text;
}
