/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/jobs/jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "src/base/clock.h"
#include "src/base/file.h"
#include "src/base/folder.h"
#include "src/base/log.h"
#include "src/base/mem.h"
#include "src/jobs/task.h"

enum { THREADS_MAX = 16, KEPT_MAX = 1000, SWEEP_EVERY_S = 60, TOKEN_LEN = JY_TASK_TOKEN_SIZE - 1 };

struct jy_jobs {
    struct jy_jobs_options options;
    char *folder;
    pthread_mutex_t lock; /* of all below and of every job's changing fields */
    pthread_cond_t more;
    struct jy_task *first;
    bool ending;
    struct jy_jobs_stats stats;
    int n_threads;
    pthread_t threads[THREADS_MAX];
};

/* --- tokens --------------------------------------------------------------------------------------
 */

const char *jy_task_token_new(char out[JY_TASK_TOKEN_SIZE])
{
    unsigned char secret[16];
    randombytes_buf(secret, sizeof secret);
    return sodium_bin2hex(out, JY_TASK_TOKEN_SIZE, secret, sizeof secret);
}

bool jy_task_token_valid(const char *text)
{
    return strlen(text) == JY_TASK_TOKEN_SIZE - 1 &&
           strspn(text, "0123456789abcdef") == JY_TASK_TOKEN_SIZE - 1;
}

/* --- the list; the lock is held ------------------------------------------------------------------
 */

static struct jy_task *find(struct jy_jobs *jobs, const char *token)
{
    for (struct jy_task *j = jobs->first; j != NULL; j = j->next) {
        if (!j->deleted && strcmp(j->token, token) == 0)
            return j;
    }
    return NULL;
}

static struct jy_task *find_key(struct jy_jobs *jobs, const char *key)
{
    for (struct jy_task *j = jobs->first; j != NULL; j = j->next) {
        if (!j->deleted && j->key[0] != '\0' && strcmp(j->key, key) == 0)
            return j;
    }
    return NULL;
}

static void append(struct jy_jobs *jobs, struct jy_task *job)
{
    struct jy_task **at = &jobs->first;
    while (*at != NULL)
        at = &(*at)->next;
    job->jobs = jobs;
    *at = job;
}

/* Its record, input and result, and what a killed child left half written beside them. */
static void remove_file(int folder_fd, const char *name, void *ctx)
{
    const struct jy_task *job = ctx;
    if (strncmp(name, job->token, TOKEN_LEN) == 0)
        (void)unlinkat(folder_fd, name, 0);
}

static void remove_files(const struct jy_jobs *jobs, struct jy_task *job)
{
    jy_folder_each(jobs->folder, remove_file, job);
}

/* Of one that ended: only its record, and the result of a good one. */
static void remove_leaving(int folder_fd, const char *name, void *ctx)
{
    const struct jy_task *job = ctx;
    if (strncmp(name, job->token, TOKEN_LEN) == 0 && strcmp(name + TOKEN_LEN, ".json") != 0 &&
        (strcmp(name + TOKEN_LEN, ".out") != 0 || job->state != JY_TASK_DONE))
        (void)unlinkat(folder_fd, name, 0);
}

static void remove_leavings(const struct jy_jobs *jobs, struct jy_task *job)
{
    jy_folder_each(jobs->folder, remove_leaving, job);
}

static void forget(struct jy_jobs *jobs, struct jy_task *job)
{
    struct jy_task **at = &jobs->first;
    while (*at != job)
        at = &(*at)->next;
    *at = job->next;
    remove_files(jobs, job);
    jy_task_free(job);
}

static bool ended(const struct jy_task *job)
{
    return job->state == JY_TASK_DONE || job->state == JY_TASK_FAILED;
}

static size_t count(const struct jy_jobs *jobs, enum jy_task_state state)
{
    size_t n = 0;
    for (const struct jy_task *j = jobs->first; j != NULL; j = j->next)
        n += j->state == state && !j->deleted;
    return n;
}

/* Deletes what is older than asked for, and the oldest when too many are kept. */
static void sweep(struct jy_jobs *jobs)
{
    const int64_t now_s = jy_clock_now_s();
    size_t kept = count(jobs, JY_TASK_DONE) + count(jobs, JY_TASK_FAILED);
    for (struct jy_task *j = jobs->first, *next; j != NULL; j = next) {
        next = j->next;
        if (!ended(j) || (kept <= KEPT_MAX && (double)(now_s - j->ended_s) < jobs->options.keep_s))
            continue;
        forget(jobs, j);
        kept--;
    }
}

/* --- a job's own view ----------------------------------------------------------------------------
 */

const char *jy_task_order(const struct jy_task *job)
{
    return job->order;
}

const char *jy_task_input_path(const struct jy_task *job)
{
    return job->input_path;
}

const char *jy_task_output_path(const struct jy_task *job)
{
    return job->output_path;
}

void jy_task_progress(struct jy_task *job, size_t done, size_t total)
{
    (void)pthread_mutex_lock(&job->jobs->lock);
    job->done = done;
    job->total = total;
    (void)pthread_mutex_unlock(&job->jobs->lock);
}

void jy_task_note(struct jy_task *job, long line, bool failed, const char *text)
{
    (void)pthread_mutex_lock(&job->jobs->lock);
    jy_task_add_note(job, line, failed, text);
    (void)pthread_mutex_unlock(&job->jobs->lock);
}

bool jy_task_cancelled(struct jy_task *job)
{
    (void)pthread_mutex_lock(&job->jobs->lock);
    const bool cancelled = job->deleted || job->jobs->ending;
    (void)pthread_mutex_unlock(&job->jobs->lock);
    return cancelled;
}

/* --- threads -------------------------------------------------------------------------------------
 */

static void save(struct jy_jobs *jobs, const struct jy_task *job)
{
    struct jy_error err;
    if (jy_task_record_write(job, jobs->folder, &err) != JY_OK)
        jy_log(JY_LOG_ERROR, "a job's record could not be written", "error=\"%s\"", err.text);
}

/* Begins anew what was begun; nothing of an earlier attempt is left. */
static void begin(struct jy_jobs *jobs, struct jy_task *job)
{
    job->state = JY_TASK_RUNNING;
    job->attempts++;
    job->done = job->total = 0;
    save(jobs, job);
}

static void settle(struct jy_jobs *jobs, struct jy_task *job, enum jy_code code,
                   const struct jy_error *err)
{
    struct stat st;
    const bool there = stat(job->output_path, &st) == 0;
    if (job->deleted) {
        forget(jobs, job);
        return;
    }
    if (jobs->ending && code != JY_OK) {
        job->state = JY_TASK_WAITING; /* a stop is no attempt */
        job->attempts--;
        save(jobs, job);
        return;
    }
    job->state = code == JY_OK && there ? JY_TASK_DONE : JY_TASK_FAILED;
    job->result_bytes = job->state == JY_TASK_DONE ? (uint64_t)st.st_size : 0;
    job->ended_s = jy_clock_now_s();
    if (job->state == JY_TASK_FAILED)
        job->error = jy_strdup(code != JY_OK ? err->text : "there is no result");
    jobs->stats.ended++;
    jobs->stats.failed += job->state == JY_TASK_FAILED;
    remove_leavings(jobs, job);
    save(jobs, job);
}

static struct jy_task *next_waiting(struct jy_jobs *jobs)
{
    for (struct jy_task *j = jobs->first; j != NULL; j = j->next) {
        if (j->state == JY_TASK_WAITING && !j->deleted)
            return j;
    }
    return NULL;
}

static void wait_for_more(struct jy_jobs *jobs)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += SWEEP_EVERY_S;
    (void)pthread_cond_timedwait(&jobs->more, &jobs->lock, &until);
}

static void *work(void *arg)
{
    struct jy_jobs *jobs = arg;
    (void)pthread_mutex_lock(&jobs->lock);
    while (!jobs->ending) {
        struct jy_task *job = next_waiting(jobs);
        if (job == NULL) {
            wait_for_more(jobs);
            sweep(jobs);
            continue;
        }
        begin(jobs, job);
        (void)pthread_mutex_unlock(&jobs->lock);
        struct jy_error err = {JY_OK, ""};
        const enum jy_code code = jobs->options.run(job, jobs->options.ctx, &err);
        (void)pthread_mutex_lock(&jobs->lock);
        settle(jobs, job, code, &err);
    }
    (void)pthread_mutex_unlock(&jobs->lock);
    return NULL;
}

/* --- start and stop ------------------------------------------------------------------------------
 */

/* One that was running when the service ended unasked may be what ended it. */
static void take_up(struct jy_jobs *jobs, struct jy_task *job)
{
    if (!ended(job) &&
        (job->attempts >= JY_TASK_ATTEMPTS_MAX || !jy_file_exists(job->input_path))) {
        job->state = JY_TASK_FAILED;
        job->error = jy_strdup("the service ended while this was made, more than once");
        job->ended_s = jy_clock_now_s();
        save(jobs, job);
    } else if (job->state == JY_TASK_RUNNING) {
        job->state = JY_TASK_WAITING;
    }
    append(jobs, job);
}

static int by_age(const void *left, const void *right)
{
    const struct jy_task *const *l = left, *const *r = right;
    return ((*l)->created_s > (*r)->created_s) - ((*l)->created_s < (*r)->created_s);
}

struct records {
    const char *folder;
    struct jy_task **job;
    size_t n, cap;
};

static void read_record(int folder_fd, const char *name, void *ctx)
{
    struct records *r = ctx;
    char token[JY_TASK_TOKEN_SIZE];
    (void)folder_fd;
    if (strlen(name) != TOKEN_LEN + 5 || strcmp(name + TOKEN_LEN, ".json") != 0)
        return;
    (void)snprintf(token, sizeof token, "%.*s", (int)TOKEN_LEN, name);
    struct jy_task *job = jy_task_token_valid(token) ? jy_task_record_read(r->folder, token) : NULL;
    if (job == NULL)
        return;
    r->job = jy_grow(r->job, &r->cap, r->n + 1, sizeof(struct jy_task *));
    r->job[r->n++] = job;
}

static void read_folder(struct jy_jobs *jobs)
{
    struct records r = {.folder = jobs->folder};
    jy_folder_each(jobs->folder, read_record, &r);
    if (r.n > 0)
        qsort(r.job, r.n, sizeof(struct jy_task *), by_age);
    for (size_t i = 0; i < r.n; i++)
        take_up(jobs, r.job[i]);
    free(r.job);
}

enum jy_code jy_jobs_open(const struct jy_jobs_options *options, struct jy_jobs **out,
                          struct jy_error *err)
{
    if (sodium_init() < 0)
        return jy_fail(err, JY_EIO, "no random numbers on this machine");
    struct jy_jobs *jobs = jy_calloc(1, sizeof *jobs);
    jobs->options = *options;
    jobs->folder = jy_strdup(options->folder);
    (void)pthread_mutex_init(&jobs->lock, NULL);
    (void)pthread_cond_init(&jobs->more, NULL);
    read_folder(jobs);
    sweep(jobs);
    sigset_t all, old; /* signals are the main thread's affair */
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &old);
    const int n = options->running_max < THREADS_MAX ? options->running_max : THREADS_MAX;
    while (jobs->n_threads < n &&
           pthread_create(&jobs->threads[jobs->n_threads], NULL, work, jobs) == 0)
        jobs->n_threads++;
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (jobs->n_threads == 0) {
        jy_jobs_close(jobs);
        return jy_fail(err, JY_EIO, "cannot start a thread for jobs");
    }
    *out = jobs;
    return JY_OK;
}

void jy_jobs_close(struct jy_jobs *jobs)
{
    if (jobs == NULL)
        return;
    (void)pthread_mutex_lock(&jobs->lock);
    jobs->ending = true;
    (void)pthread_cond_broadcast(&jobs->more);
    (void)pthread_mutex_unlock(&jobs->lock);
    for (int i = 0; i < jobs->n_threads; i++)
        (void)pthread_join(jobs->threads[i], NULL);
    for (struct jy_task *j = jobs->first, *next; j != NULL; j = next) {
        next = j->next;
        jy_task_free(j);
    }
    (void)pthread_cond_destroy(&jobs->more);
    (void)pthread_mutex_destroy(&jobs->lock);
    free(jobs->folder);
    free(jobs);
}

/* --- what callers ask ----------------------------------------------------------------------------
 */

static void add_bytes(int folder_fd, const char *name, void *ctx)
{
    uint64_t *sum = ctx;
    struct stat st;
    if (fstatat(folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode))
        *sum += (uint64_t)st.st_size;
}

static uint64_t folder_bytes(const char *folder)
{
    uint64_t sum = 0;
    jy_folder_each(folder, add_bytes, &sum);
    return sum;
}

static struct jy_task *make_job(const struct jy_jobs *jobs, const struct jy_task_request *request,
                                const char *hash)
{
    struct jy_task *job = jy_calloc(1, sizeof *job);
    (void)jy_task_token_new(job->token);
    job->key = jy_strdup(request->key);
    job->order = jy_strdup(request->order);
    job->created_s = jy_clock_now_s();
    (void)snprintf(job->hash, sizeof job->hash, "%s", hash);
    job->input_path = jy_task_path(jobs->folder, job->token, "in");
    job->output_path = jy_task_path(jobs->folder, job->token, "out");
    return job;
}

static enum jy_code add_new(struct jy_jobs *jobs, struct jy_task *job,
                            const struct jy_task_request *request, struct jy_error *err)
{
    if (!jy_folder_make(jobs->folder))
        return jy_fail(err, JY_EIO, "%s: cannot be made: %s", jobs->folder, jy_errno_text(errno));
    if (jobs->options.waiting_max >= 0 &&
        count(jobs, JY_TASK_WAITING) >= (size_t)jobs->options.waiting_max)
        return jy_fail(err, JY_EBUSY, "many tables wait already; please try again in some minutes");
    if (jobs->options.disk_bytes > 0 && folder_bytes(jobs->folder) >= jobs->options.disk_bytes)
        return jy_fail(err, JY_EBUSY, "the place for results is full; please try again later");
    enum jy_code code = jy_file_write(job->input_path, request->input, request->n_input, true, err);
    if (code == JY_OK)
        code = jy_task_record_write(job, jobs->folder, err);
    if (code != JY_OK)
        remove_files(jobs, job);
    return code;
}

enum jy_code jy_jobs_add(struct jy_jobs *jobs, const struct jy_task_request *request,
                         char out_token[JY_TASK_TOKEN_SIZE], bool *out_new, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF all = JY_BUF_INIT;
    char hash[JY_SHA256_TEXT_SIZE];
    jy_buf_add(&all, request->order, strlen(request->order) + 1);
    jy_buf_add(&all, request->input, request->n_input);
    (void)jy_sha256_text(all.data, all.len, hash);
    enum jy_code code = JY_OK;
    (void)pthread_mutex_lock(&jobs->lock);
    struct jy_task *job = find_key(jobs, request->key);
    const bool is_new = job == NULL;
    if (!is_new && strcmp(job->hash, hash) != 0)
        code = jy_fail(err, JY_ECONFLICT, "this key was used for another table");
    if (is_new) {
        job = make_job(jobs, request, hash);
        code = add_new(jobs, job, request, err);
        if (code == JY_OK)
            append(jobs, job);
    }
    if (code == JY_OK) {
        memcpy(out_token, job->token, JY_TASK_TOKEN_SIZE);
        *out_new = is_new;
        (void)pthread_cond_signal(&jobs->more);
    }
    (void)pthread_mutex_unlock(&jobs->lock);
    if (is_new && code != JY_OK)
        jy_task_free(job);
    return code;
}

static enum jy_code unknown(struct jy_error *err)
{
    return jy_fail(err, JY_ENOTFOUND,
                   "there is no job under this link; results are kept for a day");
}

static void fill_status(const struct jy_jobs *jobs, const struct jy_task *job,
                        struct jy_arena *arena, struct jy_task_status *out)
{
    struct jy_task_note *notes = jy_arena_alloc(arena, (job->n_notes + 1) * sizeof *notes);
    for (size_t i = 0; i < job->n_notes; i++) {
        notes[i] = (struct jy_task_note){job->notes[i].line, job->notes[i].failed,
                                         jy_arena_strdup(arena, job->notes[i].text)};
    }
    *out = (struct jy_task_status){
        .state = job->state,
        .order = jy_arena_strdup(arena, job->order),
        .done = job->done,
        .total = job->total,
        .failed = job->failed,
        .error = jy_arena_strdup(arena, job->error),
        .result_bytes = job->result_bytes,
        .expires_s = ended(job) ? job->ended_s + (int64_t)jobs->options.keep_s : 0,
        .n_notes = job->n_notes,
        .n_notes_all = job->n_notes_all,
        .notes = notes};
    for (const struct jy_task *j = jobs->first; j != job; j = j->next)
        out->before += !ended(j) && !j->deleted;
}

enum jy_code jy_jobs_status(struct jy_jobs *jobs, const char *token, struct jy_arena *arena,
                            struct jy_task_status *out, struct jy_error *err)
{
    (void)pthread_mutex_lock(&jobs->lock);
    sweep(jobs);
    const struct jy_task *job = find(jobs, token);
    if (job != NULL)
        fill_status(jobs, job, arena, out);
    (void)pthread_mutex_unlock(&jobs->lock);
    return job != NULL ? JY_OK : unknown(err);
}

enum jy_code jy_jobs_result(struct jy_jobs *jobs, const char *token, int *out_fd,
                            uint64_t *out_bytes, struct jy_error *err)
{
    int fd = -1;
    struct stat st;
    (void)pthread_mutex_lock(&jobs->lock);
    const struct jy_task *job = find(jobs, token);
    const bool done = job != NULL && job->state == JY_TASK_DONE;
    if (done)
        fd = open(job->output_path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    (void)pthread_mutex_unlock(&jobs->lock);
    if (job == NULL)
        return unknown(err);
    if (!done)
        return jy_fail(err, JY_ENOTFOUND, "this job has no result yet");
    if (fd < 0 || fstat(fd, &st) != 0) {
        if (fd >= 0)
            (void)close(fd);
        return jy_fail(err, JY_EIO, "the result cannot be read: %s", jy_errno_text(errno));
    }
    *out_fd = fd;
    *out_bytes = (uint64_t)st.st_size;
    return JY_OK;
}

enum jy_code jy_jobs_delete(struct jy_jobs *jobs, const char *token, struct jy_error *err)
{
    (void)pthread_mutex_lock(&jobs->lock);
    struct jy_task *job = find(jobs, token);
    if (job != NULL && job->state == JY_TASK_RUNNING) {
        job->deleted = true; /* its thread forgets it */
    } else if (job != NULL) {
        forget(jobs, job);
    }
    (void)pthread_mutex_unlock(&jobs->lock);
    return job != NULL ? JY_OK : unknown(err);
}

struct jy_jobs_stats jy_jobs_stats(struct jy_jobs *jobs)
{
    (void)pthread_mutex_lock(&jobs->lock);
    struct jy_jobs_stats stats = jobs->stats;
    stats.waiting = count(jobs, JY_TASK_WAITING);
    stats.running = count(jobs, JY_TASK_RUNNING);
    stats.kept = count(jobs, JY_TASK_DONE) + count(jobs, JY_TASK_FAILED);
    (void)pthread_mutex_unlock(&jobs->lock);
    return stats;
}
