/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void out_of_memory(void)
{
    (void)fputs("joyato: out of memory\n", stderr);
    abort();
}

void *jy_malloc(size_t size)
{
    void *p = malloc(size != 0 ? size : 1);
    if (p == NULL)
        out_of_memory();
    return p;
}

void *jy_calloc(size_t n, size_t size)
{
    void *p = calloc(n != 0 ? n : 1, size != 0 ? size : 1);
    if (p == NULL)
        out_of_memory();
    return p;
}

void *jy_realloc_array(void *ptr, size_t n, size_t size)
{
    void *p = reallocarray(ptr, n != 0 ? n : 1, size != 0 ? size : 1);
    if (p == NULL)
        out_of_memory();
    return p;
}

char *jy_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(jy_malloc(size), text, size);
}

void *jy_grow(void *items, size_t *cap, size_t need, size_t size)
{
    if (items != NULL && need <= *cap)
        return items;
    size_t next = *cap < 8 ? 8 : *cap;
    while (next < need) {
        if (next > SIZE_MAX / 2)
            out_of_memory();
        next *= 2;
    }
    *cap = next;
    return jy_realloc_array(items, next, size);
}

void jy_free_at(void *pointer_to_pointer)
{
    void *p;
    memcpy(&p, pointer_to_pointer, sizeof p);
    free(p);
}

void jy_free_const(const void *owned)
{
    void *pointer;
    memcpy(&pointer, &owned, sizeof pointer);
    free(pointer);
}
