/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/store/pool.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "src/base/mem.h"

struct jy_pool {
    pthread_mutex_t lock;
    pthread_cond_t back;
    size_t n_readers, n_free;
    struct jy_store **free_readers;
};

enum jy_code jy_pool_open(const char *path, size_t n_readers, struct jy_pool **out,
                          struct jy_error *err)
{
    struct jy_pool *pool = jy_calloc(1, sizeof *pool);
    pthread_condattr_t attributes;
    (void)pthread_mutex_init(&pool->lock, NULL);
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&pool->back, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    pool->free_readers = jy_calloc(n_readers, sizeof *pool->free_readers);
    for (pool->n_readers = 0; pool->n_readers < n_readers; pool->n_readers++) {
        enum jy_code code =
            jy_store_open(path, JY_STORE_READ, &pool->free_readers[pool->n_free], err);
        if (code != JY_OK) {
            jy_pool_close(pool);
            return code;
        }
        pool->n_free++;
    }
    *out = pool;
    return JY_OK;
}

void jy_pool_close(struct jy_pool *pool)
{
    if (pool == NULL)
        return;
    for (size_t i = 0; i < pool->n_free; i++)
        jy_store_close(pool->free_readers[i]);
    (void)pthread_cond_destroy(&pool->back);
    (void)pthread_mutex_destroy(&pool->lock);
    free(pool->free_readers);
    free(pool);
}

static struct timespec after(double wait_s)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    const long long ns = t.tv_nsec + (long long)(wait_s * 1e9);
    t.tv_sec += ns / 1000000000;
    t.tv_nsec = ns % 1000000000;
    return t;
}

enum jy_code jy_pool_borrow(struct jy_pool *pool, double wait_s, struct jy_store **out,
                            struct jy_error *err)
{
    const struct timespec until = after(wait_s);
    int result = 0;
    (void)pthread_mutex_lock(&pool->lock);
    while (pool->n_free == 0 && result == 0)
        result = pthread_cond_timedwait(&pool->back, &pool->lock, &until);
    struct jy_store *store = pool->n_free > 0 ? pool->free_readers[--pool->n_free] : NULL;
    (void)pthread_mutex_unlock(&pool->lock);
    if (store == NULL)
        return jy_fail(err, JY_EBUSY, "all %zu readers are busy", pool->n_readers);
    jy_store_set_deadline(store, JY_POOL_DEADLINE_S);
    *out = store;
    return JY_OK;
}

void jy_pool_return(struct jy_pool *pool, struct jy_store *store)
{
    if (store == NULL)
        return;
    jy_store_read_end(store);
    (void)pthread_mutex_lock(&pool->lock);
    pool->free_readers[pool->n_free++] = store;
    (void)pthread_cond_signal(&pool->back);
    (void)pthread_mutex_unlock(&pool->lock);
}
