/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/http/ready.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/hash.h"
#include "src/base/mem.h"

#define N_SHELVES   64 /* each with a lock of its own: two threads seldom meet */
#define PER_SHELF   64
#define ASK_AGAIN   64 /* uses after which the handler is asked once */
#define TARGET_SIZE 120

struct answer {
    uint64_t generation;
    const struct jy_http_route *route;
    struct jy_http_bytes *bytes; /* NULL: a free place */
    unsigned uses;
    char target[TARGET_SIZE];
};

/* Keys apart from the answers: looking through them reads eight cache lines. */
struct shelf {
    pthread_mutex_t lock;
    uint64_t uses;
    size_t held_bytes, next; /* the oldest place, to be taken next */
    uint64_t keys[PER_SHELF];
    struct answer answers[PER_SHELF];
};

struct jy_ready {
    size_t max_bytes; /* of a shelf */
    struct shelf shelves[N_SHELVES];
};

struct jy_ready *jy_ready_new(size_t max_bytes)
{
    if (max_bytes < N_SHELVES)
        return NULL;
    struct jy_ready *ready = jy_calloc(1, sizeof *ready);
    ready->max_bytes = max_bytes / N_SHELVES;
    for (size_t i = 0; i < N_SHELVES; i++)
        (void)pthread_mutex_init(&ready->shelves[i].lock, NULL);
    return ready;
}

static void drop(struct shelf *shelf, size_t i)
{
    struct answer *a = &shelf->answers[i];
    if (a->bytes == NULL)
        return;
    shelf->held_bytes -= a->bytes->len;
    jy_http_bytes_unref(a->bytes);
    a->bytes = NULL;
}

void jy_ready_free(struct jy_ready *ready)
{
    if (ready == NULL)
        return;
    for (size_t i = 0; i < N_SHELVES; i++) {
        for (size_t k = 0; k < PER_SHELF; k++)
            drop(&ready->shelves[i], k);
        (void)pthread_mutex_destroy(&ready->shelves[i].lock);
    }
    free(ready);
}

static uint64_t key_of(const char *target, size_t len, bool gzip)
{
    return jy_hash64(target, len) << 1 | (gzip ? 1 : 0);
}

/* The shelf by the upper bits: the lowest says what is taken. */
static struct shelf *shelf_of(struct jy_ready *ready, uint64_t key)
{
    return &ready->shelves[(key >> 32) % N_SHELVES];
}

/* PER_SHELF: not there. */
static size_t place_of(const struct shelf *shelf, uint64_t key, const char *target)
{
    for (size_t i = 0; i < PER_SHELF; i++) {
        if (shelf->keys[i] == key && shelf->answers[i].bytes != NULL &&
            strcmp(shelf->answers[i].target, target) == 0)
            return i;
    }
    return PER_SHELF;
}

struct jy_http_bytes *jy_ready_find(struct jy_ready *ready, const char *target, bool gzip,
                                    uint64_t generation, const struct jy_http_route **out_route)
{
    const uint64_t key = key_of(target, strlen(target), gzip);
    struct shelf *shelf = shelf_of(ready, key);
    struct jy_http_bytes *bytes = NULL;
    (void)pthread_mutex_lock(&shelf->lock);
    const size_t i = place_of(shelf, key, target);
    struct answer *a = i < PER_SHELF ? &shelf->answers[i] : NULL;
    if (a != NULL && a->generation == generation && ++a->uses % ASK_AGAIN != 0) {
        bytes = jy_http_bytes_ref(a->bytes);
        *out_route = a->route;
        shelf->uses++;
    }
    (void)pthread_mutex_unlock(&shelf->lock);
    return bytes;
}

void jy_ready_keep(struct jy_ready *ready, const char *target, bool gzip, uint64_t generation,
                   const struct jy_http_route *route, struct jy_http_bytes *bytes)
{
    const size_t len = strlen(target);
    if (len >= TARGET_SIZE || bytes->len > ready->max_bytes)
        return;
    const uint64_t key = key_of(target, len, gzip);
    struct shelf *shelf = shelf_of(ready, key);
    (void)pthread_mutex_lock(&shelf->lock);
    size_t i = place_of(shelf, key, target);
    if (i == PER_SHELF) {
        i = shelf->next;
        shelf->next = (i + 1) % PER_SHELF;
    }
    drop(shelf, i);
    while (shelf->held_bytes + bytes->len > ready->max_bytes) { /* ends: alone it has room */
        drop(shelf, shelf->next);
        shelf->next = (shelf->next + 1) % PER_SHELF;
    }
    struct answer *a = &shelf->answers[i];
    a->generation = generation;
    a->route = route;
    a->bytes = jy_http_bytes_ref(bytes);
    a->uses = 0;
    memcpy(a->target, target, len + 1);
    shelf->keys[i] = key;
    shelf->held_bytes += bytes->len;
    (void)pthread_mutex_unlock(&shelf->lock);
}

uint64_t jy_ready_uses(struct jy_ready *ready)
{
    uint64_t uses = 0;
    for (size_t i = 0; ready != NULL && i < N_SHELVES; i++) {
        (void)pthread_mutex_lock(&ready->shelves[i].lock);
        uses += ready->shelves[i].uses;
        (void)pthread_mutex_unlock(&ready->shelves[i].lock);
    }
    return uses;
}
