/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

struct loop {
    size_t n, piece;
    gis_parallel_fn *fn;
    void *context;
    atomic_size_t next;
};

struct worker {
    struct loop *loop;
    unsigned index;
    bool started;
    pthread_t thread;
};

static void *work(void *arg)
{
    const struct worker *w = arg;
    struct loop *loop = w->loop;
    for (;;) {
        size_t begin = atomic_fetch_add(&loop->next, loop->piece);
        if (begin >= loop->n)
            return NULL;
        size_t end = loop->n - begin > loop->piece ? begin + loop->piece : loop->n;
        loop->fn(loop->context, w->index, begin, end);
    }
}

unsigned gis_parallel_workers(unsigned threads)
{
    return threads < 1 ? 1 : threads > GIS_THREADS_MAX ? GIS_THREADS_MAX : threads;
}

void gis_parallel(size_t n, size_t piece, unsigned threads, gis_parallel_fn *fn, void *context)
{
    struct loop loop = {.n = n, .piece = piece > 0 ? piece : 1, .fn = fn, .context = context};
    atomic_init(&loop.next, 0);
    struct worker workers[GIS_THREADS_MAX] = {{0}};
    unsigned count = gis_parallel_workers(threads);
    for (unsigned i = 0; i < count; i++) {
        workers[i] = (struct worker){.loop = &loop, .index = i};
        if (i > 0)
            workers[i].started = pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0;
    }
    (void)work(&workers[0]);
    for (unsigned i = 1; i < count; i++) {
        if (workers[i].started)
            (void)pthread_join(workers[i].thread, NULL);
    }
}
