/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/http/workers.h"

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>

#include "src/base/mem.h"

struct jy_workers {
    pthread_mutex_t lock;
    pthread_cond_t more;
    bool ending;
    void (*run)(void *item);
    size_t size, first, n; /* ring */
    void **items;
    int n_threads;
    pthread_t *threads;
};

static void *worker_main(void *arg)
{
    struct jy_workers *w = arg;
    (void)pthread_mutex_lock(&w->lock);
    for (;;) {
        while (w->n == 0 && !w->ending)
            (void)pthread_cond_wait(&w->more, &w->lock);
        if (w->n == 0)
            break;
        void *item = w->items[w->first];
        w->first = (w->first + 1) % w->size;
        w->n--;
        (void)pthread_mutex_unlock(&w->lock);
        w->run(item);
        (void)pthread_mutex_lock(&w->lock);
    }
    (void)pthread_mutex_unlock(&w->lock);
    return NULL;
}

struct jy_workers *jy_workers_new(int n_threads, int queue, void (*run)(void *item))
{
    struct jy_workers *w = jy_calloc(1, sizeof *w);
    (void)pthread_mutex_init(&w->lock, NULL);
    (void)pthread_cond_init(&w->more, NULL);
    w->run = run;
    w->size = queue > 0 ? (size_t)queue : 1;
    w->items = jy_calloc(w->size, sizeof *w->items);
    w->threads = jy_calloc((size_t)n_threads, sizeof *w->threads);
    /* Signals are the main thread's affair. */
    sigset_t all, old;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &old);
    while (w->n_threads < n_threads &&
           pthread_create(&w->threads[w->n_threads], NULL, worker_main, w) == 0)
        w->n_threads++;
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (w->n_threads == 0)
        abort(); /* no thread at all: the machine is out of them, a restart may help */
    return w;
}

bool jy_workers_put(struct jy_workers *w, void *item)
{
    (void)pthread_mutex_lock(&w->lock);
    bool room = w->n < w->size && !w->ending;
    if (room)
        w->items[(w->first + w->n++) % w->size] = item;
    (void)pthread_cond_signal(&w->more);
    (void)pthread_mutex_unlock(&w->lock);
    return room;
}

void jy_workers_free(struct jy_workers *w)
{
    if (w == NULL)
        return;
    (void)pthread_mutex_lock(&w->lock);
    w->ending = true;
    (void)pthread_cond_broadcast(&w->more);
    (void)pthread_mutex_unlock(&w->lock);
    for (int i = 0; i < w->n_threads; i++)
        (void)pthread_join(w->threads[i], NULL);
    (void)pthread_cond_destroy(&w->more);
    (void)pthread_mutex_destroy(&w->lock);
    free(w->threads);
    free(w->items);
    free(w);
}
