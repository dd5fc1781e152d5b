/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/store/writer.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"
#include "src/store/db.h"

/* On the waiting caller's stack. */
struct job {
    jy_write_fn fn;
    void *ctx;
    enum jy_code code;
    struct jy_error err;
    bool done;
    struct job *next;
};

struct jy_writer {
    struct jy_store *store;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    struct job *first, **last;
    size_t n_waiting;
    bool stop;
};

/* Each job in a savepoint of its own: one that fails takes none of the others along. */
static void run_job(struct jy_store *store, struct job *job)
{
    job->code = jy_db_begin(store, &job->err);
    if (job->code != JY_OK)
        return;
    job->code = job->fn(store, job->ctx, &job->err);
    job->code = jy_db_end(store, job->code, &job->err);
}

static void fail_all(struct job *jobs, enum jy_code code, const struct jy_error *err)
{
    for (struct job *j = jobs; j != NULL; j = j->next) {
        if (j->code == JY_OK) {
            j->code = code;
            j->err = *err;
        }
    }
}

static void run_group(struct jy_store *store, struct job *jobs)
{
    struct jy_error err = {JY_OK, ""};
    enum jy_code code = jy_db_begin(store, &err);
    for (struct job *j = jobs; code == JY_OK && j != NULL; j = j->next)
        run_job(store, j);
    if (code == JY_OK)
        code = jy_db_commit(store, &err);
    if (code != JY_OK)
        fail_all(jobs, code, &err);
}

/* Up to JY_WRITER_GROUP jobs off the queue; called with the lock held. */
static struct job *take_group(struct jy_writer *writer)
{
    struct job *first = writer->first, *j = first;
    size_t n = 1;
    for (; j->next != NULL && n < JY_WRITER_GROUP; n++)
        j = j->next;
    writer->first = j->next;
    j->next = NULL;
    if (writer->first == NULL)
        writer->last = &writer->first;
    writer->n_waiting -= n;
    return first;
}

static void *write_on(void *ctx)
{
    struct jy_writer *writer = ctx;
    (void)pthread_mutex_lock(&writer->lock);
    for (;;) {
        while (writer->first == NULL && !writer->stop)
            (void)pthread_cond_wait(&writer->work, &writer->lock);
        if (writer->first == NULL)
            break;
        struct job *jobs = take_group(writer);
        (void)pthread_mutex_unlock(&writer->lock);
        run_group(writer->store, jobs);
        (void)pthread_mutex_lock(&writer->lock);
        for (struct job *next; jobs != NULL; jobs = next) {
            next = jobs->next; /* the job is gone once it is done */
            jobs->done = true;
        }
        (void)pthread_cond_broadcast(&writer->done);
    }
    (void)pthread_mutex_unlock(&writer->lock);
    return NULL;
}

enum jy_code jy_writer_open(const char *path, struct jy_writer **out, struct jy_error *err)
{
    struct jy_writer *writer = jy_calloc(1, sizeof *writer);
    enum jy_code code = jy_store_open(path, JY_STORE_WRITE, &writer->store, err);
    if (code != JY_OK) {
        free(writer);
        return code;
    }
    writer->last = &writer->first;
    (void)pthread_mutex_init(&writer->lock, NULL);
    (void)pthread_cond_init(&writer->work, NULL);
    (void)pthread_cond_init(&writer->done, NULL);
    sigset_t all, old; /* signals are the main thread's affair */
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &old);
    const int failed = pthread_create(&writer->thread, NULL, write_on, writer);
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (failed != 0) {
        jy_store_close(writer->store);
        free(writer);
        return jy_fail(err, JY_EIO, "%s: no thread for the writer", path);
    }
    *out = writer;
    return JY_OK;
}

void jy_writer_close(struct jy_writer *writer)
{
    if (writer == NULL)
        return;
    (void)pthread_mutex_lock(&writer->lock);
    writer->stop = true;
    (void)pthread_cond_signal(&writer->work);
    (void)pthread_mutex_unlock(&writer->lock);
    (void)pthread_join(writer->thread, NULL);
    jy_store_close(writer->store);
    (void)pthread_cond_destroy(&writer->work);
    (void)pthread_cond_destroy(&writer->done);
    (void)pthread_mutex_destroy(&writer->lock);
    free(writer);
}

enum jy_code jy_writer_run(struct jy_writer *writer, jy_write_fn fn, void *ctx,
                           struct jy_error *err)
{
    struct job job = {.fn = fn, .ctx = ctx};
    (void)pthread_mutex_lock(&writer->lock);
    if (writer->stop || writer->n_waiting >= JY_WRITER_QUEUE) {
        (void)pthread_mutex_unlock(&writer->lock);
        return jy_fail(err, JY_EBUSY, "too many writes are waiting");
    }
    *writer->last = &job;
    writer->last = &job.next;
    writer->n_waiting++;
    (void)pthread_cond_signal(&writer->work);
    while (!job.done)
        (void)pthread_cond_wait(&writer->done, &writer->lock);
    (void)pthread_mutex_unlock(&writer->lock);
    if (job.code != JY_OK && err != NULL)
        *err = job.err;
    return job.code;
}

struct request_job {
    const char *key;
    const struct jy_request *request;
    char receipt[32], token[40];
    bool is_new;
};

static enum jy_code add_request(struct jy_store *store, void *ctx, struct jy_error *err)
{
    struct request_job *job = ctx;
    return jy_store_request_add(store, job->key, job->request, job->receipt, job->token,
                                &job->is_new, err);
}

enum jy_code jy_writer_request_add(struct jy_writer *writer, const char *idempotency_key,
                                   const struct jy_request *request, char out_receipt[32],
                                   char out_token[40], bool *out_new, struct jy_error *err)
{
    struct request_job job = {.key = idempotency_key, .request = request};
    enum jy_code code = jy_writer_run(writer, add_request, &job, err);
    if (code != JY_OK)
        return code;
    memcpy(out_receipt, job.receipt, sizeof job.receipt);
    memcpy(out_token, job.token, sizeof job.token);
    *out_new = job.is_new;
    return JY_OK;
}
