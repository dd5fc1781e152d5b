/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/api/readers.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "src/base/mem.h"

#define WAIT_S 2

struct jy_readers {
    pthread_mutex_t lock;
    pthread_cond_t returned;
    int n, n_free;
    struct jy_store **stores; /* all */
    struct jy_store **free;   /* the first n_free are free */
};

enum jy_code jy_readers_open(const char *path, int n, double deadline_s, struct jy_readers **out,
                             struct jy_error *err)
{
    struct jy_readers *readers = jy_calloc(1, sizeof *readers);
    (void)pthread_mutex_init(&readers->lock, NULL);
    pthread_condattr_t monotonic; /* a clock set anew lets nobody wait longer */
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&readers->returned, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    readers->stores = jy_calloc((size_t)n, sizeof(struct jy_store *));
    readers->free = jy_calloc((size_t)n, sizeof(struct jy_store *));
    for (; readers->n < n; readers->n++) {
        struct jy_store *store;
        enum jy_code code = jy_store_open(path, JY_STORE_READ, &store, err);
        if (code != JY_OK) {
            jy_readers_close(readers);
            return code;
        }
        jy_store_set_deadline(store, deadline_s);
        readers->stores[readers->n] = readers->free[readers->n_free++] = store;
    }
    *out = readers;
    return JY_OK;
}

void jy_readers_close(struct jy_readers *readers)
{
    if (readers == NULL)
        return;
    for (int i = 0; i < readers->n; i++)
        jy_store_close(readers->stores[i]);
    (void)pthread_cond_destroy(&readers->returned);
    (void)pthread_mutex_destroy(&readers->lock);
    free(readers->stores);
    free(readers->free);
    free(readers);
}

enum jy_code jy_readers_borrow(struct jy_readers *readers, struct jy_store **out,
                               struct jy_error *err)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += WAIT_S;
    struct jy_store *store = NULL;
    int rc = 0;
    (void)pthread_mutex_lock(&readers->lock);
    while (readers->n_free == 0 && rc != ETIMEDOUT)
        rc = pthread_cond_timedwait(&readers->returned, &readers->lock, &until);
    if (readers->n_free > 0)
        store = readers->free[--readers->n_free];
    (void)pthread_mutex_unlock(&readers->lock);
    if (store == NULL)
        return jy_fail(err, JY_EBUSY, "every connection to the registry is busy");
    *out = store;
    return JY_OK;
}

void jy_readers_return(struct jy_readers *readers, struct jy_store *store)
{
    jy_store_read_end(store); /* the next one sees the state of its own time */
    (void)pthread_mutex_lock(&readers->lock);
    readers->free[readers->n_free++] = store;
    (void)pthread_cond_signal(&readers->returned);
    (void)pthread_mutex_unlock(&readers->lock);
}
