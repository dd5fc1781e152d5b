/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/api/writer.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "src/base/mem.h"

#define WAITING_MAX 256

/* On the stack of the caller, who waits until it is done. */
struct task {
    struct task *next;
    jy_write_fn fn;
    void *ctx;
    struct jy_error *err;
    enum jy_code code;
    bool done;
};

struct jy_writer {
    struct jy_store *store;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t more, done;
    bool ending;
    int waiting;
    struct task *first, **last;
};

static void *writer_main(void *arg)
{
    struct jy_writer *w = arg;
    (void)pthread_mutex_lock(&w->lock);
    for (;;) {
        while (w->first == NULL && !w->ending)
            (void)pthread_cond_wait(&w->more, &w->lock);
        struct task *task = w->first;
        if (task == NULL)
            break;
        w->first = task->next;
        if (w->first == NULL)
            w->last = &w->first;
        w->waiting--;
        (void)pthread_mutex_unlock(&w->lock);
        enum jy_code code = task->fn(w->store, task->ctx, task->err);
        (void)pthread_mutex_lock(&w->lock);
        task->code = code;
        task->done = true;
        (void)pthread_cond_broadcast(&w->done);
    }
    (void)pthread_mutex_unlock(&w->lock);
    return NULL;
}

enum jy_code jy_writer_open(const char *path, struct jy_writer **out, struct jy_error *err)
{
    struct jy_store *store;
    enum jy_code code = jy_store_open(path, JY_STORE_WRITE, &store, err);
    if (code != JY_OK)
        return code;
    struct jy_writer *w = jy_calloc(1, sizeof *w);
    w->store = store;
    w->last = &w->first;
    (void)pthread_mutex_init(&w->lock, NULL);
    (void)pthread_cond_init(&w->more, NULL);
    (void)pthread_cond_init(&w->done, NULL);
    sigset_t all, old; /* signals are the main thread's affair */
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &old);
    int rc = pthread_create(&w->thread, NULL, writer_main, w);
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (rc != 0) {
        jy_store_close(store);
        free(w);
        return jy_fail(err, JY_EIO, "cannot start the writer thread");
    }
    *out = w;
    return JY_OK;
}

void jy_writer_close(struct jy_writer *w)
{
    if (w == NULL)
        return;
    (void)pthread_mutex_lock(&w->lock);
    w->ending = true;
    (void)pthread_cond_signal(&w->more);
    (void)pthread_mutex_unlock(&w->lock);
    (void)pthread_join(w->thread, NULL);
    jy_store_close(w->store);
    (void)pthread_cond_destroy(&w->more);
    (void)pthread_cond_destroy(&w->done);
    (void)pthread_mutex_destroy(&w->lock);
    free(w);
}

enum jy_code jy_writer_run(struct jy_writer *w, jy_write_fn fn, void *ctx, struct jy_error *err)
{
    struct task task = {.fn = fn, .ctx = ctx, .err = err};
    (void)pthread_mutex_lock(&w->lock);
    bool room = w->waiting < WAITING_MAX && !w->ending;
    if (room) {
        w->waiting++;
        *w->last = &task;
        w->last = &task.next;
        (void)pthread_cond_signal(&w->more);
        while (!task.done)
            (void)pthread_cond_wait(&w->done, &w->lock);
    }
    (void)pthread_mutex_unlock(&w->lock);
    return room ? task.code : jy_fail(err, JY_EBUSY, "too many writes wait; please try again");
}
