/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/api/tile_cache.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/hash.h"
#include "src/base/mem.h"

#define N_SLOTS  16384 /* lists by hash */
#define OVERHEAD 128   /* bytes an entry costs beside its tile */

/*
 * An entry is in one hash list; a built one also in the list by use:
 *   newest <-> ... <-> oldest
 */
struct entry {
    struct jy_tile_key key;
    struct entry *next_in_slot;
    struct entry *newer, *older;
    struct jy_http_bytes *bytes; /* NULL: being built */
    bool failed;
    int waiting; /* those who wait for the build */
};

struct jy_tile_cache {
    pthread_mutex_t lock;
    pthread_cond_t built;
    size_t max_bytes, held_bytes, n;
    struct entry *newest, *oldest;
    struct jy_tile_stats stats;
    struct entry *slots[N_SLOTS];
};

struct jy_tile_cache *jy_tile_cache_new(size_t max_bytes)
{
    struct jy_tile_cache *cache = jy_calloc(1, sizeof *cache);
    cache->max_bytes = max_bytes;
    (void)pthread_mutex_init(&cache->lock, NULL);
    (void)pthread_cond_init(&cache->built, NULL);
    return cache;
}

static void entry_free(struct entry *e)
{
    jy_http_bytes_unref(e->bytes);
    free(e);
}

void jy_tile_cache_free(struct jy_tile_cache *cache)
{
    if (cache == NULL)
        return;
    for (size_t i = 0; i < N_SLOTS; i++) {
        while (cache->slots[i] != NULL) {
            struct entry *e = cache->slots[i];
            cache->slots[i] = e->next_in_slot;
            entry_free(e);
        }
    }
    (void)pthread_cond_destroy(&cache->built);
    (void)pthread_mutex_destroy(&cache->lock);
    free(cache);
}

static struct entry **slot_of(struct jy_tile_cache *cache, const struct jy_tile_key *key)
{
    return &cache->slots[jy_hash64(key, sizeof *key) % N_SLOTS];
}

static struct entry *find(struct jy_tile_cache *cache, const struct jy_tile_key *key)
{
    struct entry *e = *slot_of(cache, key);
    while (e != NULL && memcmp(&e->key, key, sizeof *key) != 0)
        e = e->next_in_slot;
    return e;
}

static void unlink_use(struct jy_tile_cache *cache, struct entry *e)
{
    *(e->newer != NULL ? &e->newer->older : &cache->newest) = e->older;
    *(e->older != NULL ? &e->older->newer : &cache->oldest) = e->newer;
    e->newer = e->older = NULL;
}

static void link_newest(struct jy_tile_cache *cache, struct entry *e)
{
    e->older = cache->newest;
    *(cache->newest != NULL ? &cache->newest->newer : &cache->oldest) = e;
    cache->newest = e;
}

static void unlink_slot(struct jy_tile_cache *cache, struct entry *e)
{
    struct entry **at = slot_of(cache, &e->key);
    while (*at != e)
        at = &(*at)->next_in_slot;
    *at = e->next_in_slot;
}

static void evict(struct jy_tile_cache *cache)
{
    while (cache->held_bytes > cache->max_bytes && cache->oldest != NULL) {
        struct entry *e = cache->oldest;
        assert(e->older == NULL);
        unlink_use(cache, e);
        unlink_slot(cache, e);
        cache->held_bytes -= e->bytes->len + OVERHEAD;
        cache->n--;
        entry_free(e);
    }
}

/* Waits for another's build. NULL: it failed. Lock held. */
static struct jy_http_bytes *join(struct jy_tile_cache *cache, struct entry *e)
{
    cache->stats.waits++;
    e->waiting++;
    while (e->bytes == NULL && !e->failed)
        (void)pthread_cond_wait(&cache->built, &cache->lock);
    struct jy_http_bytes *bytes = jy_http_bytes_ref(e->bytes);
    e->waiting--;
    if (e->failed && e->waiting == 0) {
        entry_free(e);
    } else if (!e->failed && e->waiting == 0 && e->newer == NULL && cache->newest != e) {
        link_newest(cache, e); /* it was kept out of the use list while someone waited */
        evict(cache);
    }
    return bytes;
}

static struct entry *begin(struct jy_tile_cache *cache, const struct jy_tile_key *key)
{
    struct entry *e = jy_calloc(1, sizeof *e);
    e->key = *key;
    struct entry **slot = slot_of(cache, key);
    e->next_in_slot = *slot;
    *slot = e;
    cache->stats.misses++;
    return e;
}

static void end(struct jy_tile_cache *cache, struct entry *e, struct jy_http_bytes *bytes)
{
    if (bytes == NULL) {
        unlink_slot(cache, e);
        e->failed = true;
    } else {
        e->bytes = jy_http_bytes_ref(bytes);
        cache->held_bytes += bytes->len + OVERHEAD;
        cache->n++;
        if (e->waiting == 0)
            link_newest(cache, e);
        evict(cache);
    }
    (void)pthread_cond_broadcast(&cache->built);
    if (e != NULL && bytes == NULL && e->waiting == 0)
        entry_free(e);
}

static struct jy_http_bytes *hit(struct jy_tile_cache *cache, struct entry *e)
{
    if (cache->newest != e) {
        unlink_use(cache, e);
        link_newest(cache, e);
    }
    cache->stats.hits++;
    return jy_http_bytes_ref(e->bytes);
}

struct jy_http_bytes *jy_tile_cache_find(struct jy_tile_cache *cache, const struct jy_tile_key *key)
{
    if (cache->max_bytes == 0)
        return NULL;
    (void)pthread_mutex_lock(&cache->lock);
    struct entry *e = find(cache, key);
    struct jy_http_bytes *bytes =
        e != NULL && e->bytes != NULL && e->waiting == 0 ? hit(cache, e) : NULL;
    (void)pthread_mutex_unlock(&cache->lock);
    return bytes;
}

enum jy_code jy_tile_cache_get(struct jy_tile_cache *cache, const struct jy_tile_key *key,
                               jy_tile_build_fn build, void *ctx, struct jy_http_bytes **out,
                               struct jy_error *err)
{
    (void)pthread_mutex_lock(&cache->lock);
    struct entry *e = find(cache, key);
    if (e != NULL) {
        struct jy_http_bytes *bytes;
        if (e->bytes != NULL && e->waiting == 0) {
            bytes = hit(cache, e);
        } else {
            bytes = join(cache, e);
        }
        (void)pthread_mutex_unlock(&cache->lock);
        if (bytes == NULL)
            return jy_fail(err, JY_EBUSY, "the tile could not be built; please try again");
        *out = bytes;
        return JY_OK;
    }
    e = begin(cache, key);
    (void)pthread_mutex_unlock(&cache->lock);
    struct jy_http_bytes *bytes = NULL;
    enum jy_code code = build(ctx, &bytes, err);
    (void)pthread_mutex_lock(&cache->lock);
    end(cache, e, code == JY_OK ? bytes : NULL);
    (void)pthread_mutex_unlock(&cache->lock);
    if (code == JY_OK)
        *out = bytes;
    return code;
}

struct jy_tile_stats jy_tile_cache_stats(struct jy_tile_cache *cache)
{
    (void)pthread_mutex_lock(&cache->lock);
    struct jy_tile_stats stats = cache->stats;
    stats.bytes = cache->held_bytes;
    stats.tiles = cache->n;
    (void)pthread_mutex_unlock(&cache->lock);
    return stats;
}
