/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/intern.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"

struct jy_intern_slot {
    uint32_t place; /* offset + 1; 0 is free */
    uint32_t hash;
    uint32_t index;
};

void jy_intern_init(struct jy_intern *pool)
{
    memset(pool, 0, sizeof *pool);
}

void jy_intern_done(struct jy_intern *pool)
{
    jy_buf_done(&pool->bytes);
    free(pool->slots);
    memset(pool, 0, sizeof *pool);
}

static void grow(struct jy_intern *pool)
{
    size_t n = pool->n_slots ? pool->n_slots * 2 : 64;
    struct jy_intern_slot *slots = jy_calloc(n, sizeof *slots);
    for (size_t i = 0; i < pool->n_slots; i++) {
        if (pool->slots[i].place == 0)
            continue;
        size_t at = pool->slots[i].hash & (n - 1);
        while (slots[at].place != 0)
            at = (at + 1) & (n - 1);
        slots[at] = pool->slots[i];
    }
    free(pool->slots);
    pool->slots = slots;
    pool->n_slots = n;
}

void jy_intern_clear(struct jy_intern *pool)
{
    jy_buf_clear(&pool->bytes);
    if (pool->n_slots > 1024 && pool->n * 32 < pool->n_slots) { /* once full, now mostly empty */
        free(pool->slots);
        pool->slots = NULL;
        pool->n_slots = 0;
    } else if (pool->n > 0)
        memset(pool->slots, 0, pool->n_slots * sizeof *pool->slots);
    pool->n = 0;
}

/* Eight bytes at a time, each folded in by a product of 128 bits: quick on the short records that a
 * tile asks for by the hundred. Not against those who choose texts to collide. */
static uint32_t hash_of(const void *bytes, size_t n)
{
    const uint64_t k = UINT64_C(0x9E3779B97F4A7C15);
    const unsigned char *p = bytes;
    uint64_t h = n * k;
    while (n > 0) {
        uint64_t v = 0;
        size_t take = n < sizeof v ? n : sizeof v;
        memcpy(&v, p, take);
        __uint128_t product = (__uint128_t)(h ^ v) * (k ^ take << 56);
        h = (uint64_t)product ^ (uint64_t)(product >> 64);
        p += take;
        n -= take;
    }
    return (uint32_t)(h ^ h >> 32);
}

static const struct jy_intern_slot *find(struct jy_intern *pool, const void *bytes, size_t n)
{
    assert(n > 0);
    if (pool->n * 2 >= pool->n_slots)
        grow(pool);
    uint32_t hash = hash_of(bytes, n);
    size_t at = hash & (pool->n_slots - 1);
    for (; pool->slots[at].place != 0; at = (at + 1) & (pool->n_slots - 1)) {
        size_t offset = pool->slots[at].place - 1;
        if (pool->slots[at].hash == hash && offset + n <= pool->bytes.len &&
            memcmp(pool->bytes.data + offset, bytes, n) == 0)
            return &pool->slots[at];
    }
    assert(pool->bytes.len < UINT32_MAX - n - 1);
    uint32_t offset = (uint32_t)pool->bytes.len;
    jy_buf_add(&pool->bytes, bytes, n);
    pool->slots[at] = (struct jy_intern_slot){offset + 1, hash, (uint32_t)pool->n++};
    return &pool->slots[at];
}

uint32_t jy_intern_bytes(struct jy_intern *pool, const void *bytes, size_t n)
{
    return find(pool, bytes, n)->place - 1;
}

uint32_t jy_intern_index(struct jy_intern *pool, const void *bytes, size_t n)
{
    return find(pool, bytes, n)->index;
}

uint32_t jy_intern_text(struct jy_intern *pool, const char *text)
{
    if (text == NULL)
        text = "";
    return jy_intern_bytes(pool, text, strlen(text) + 1);
}
