/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Work that takes longer than a request: a bounded queue, a bounded number of threads, progress,
 * and a result file that is kept for a while. Each job has a secret token; who knows it may ask,
 * fetch and delete (docs/adr/0014). Any thread.
 *
 * Files of a job in the folder: TOKEN.json (what it is and how it ended), TOKEN.in (its input,
 * until it ends), TOKEN.out (its result). A job that was waiting or running when the service
 * stopped begins anew at the next start; one that took the service down with it twice is given up.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/arena.h"
#include "src/base/error.h"
#include "src/base/json_out.h"

#define JY_TASK_TOKEN_SIZE   33  /**< 128 bits in hex, and a NUL */
#define JY_TASK_NOTES_MAX    200 /**< remarks kept of one job; more are counted */
#define JY_TASK_ATTEMPTS_MAX 2

enum jy_task_state { JY_TASK_WAITING, JY_TASK_RUNNING, JY_TASK_DONE, JY_TASK_FAILED };
const char *jy_task_state_text(enum jy_task_state state);

struct jy_jobs;
/** A job while it runs: for the function that does the work, on one thread. */
struct jy_task;
const char *jy_task_order(const struct jy_task *job);
const char *jy_task_input_path(const struct jy_task *job);
/** Where the result is to be; a file that appears there at once, when it is whole. */
const char *jy_task_output_path(const struct jy_task *job);
void jy_task_progress(struct jy_task *job, size_t done, size_t total);
/** A remark on line @p line of the input; @p failed: nothing was made of it. */
void jy_task_note(struct jy_task *job, long line, bool failed, const char *text);
/** Was it deleted, or is the service stopping? Then the work should end soon, with any error. */
bool jy_task_cancelled(struct jy_task *job);

typedef enum jy_code (*jy_task_run)(struct jy_task *job, void *ctx, struct jy_error *err);

struct jy_jobs_options {
    const char *folder;  /**< made when the first job comes */
    int running_max;     /**< threads */
    int waiting_max;     /**< beyond it JY_EBUSY */
    double keep_s;       /**< results, from their end */
    uint64_t disk_bytes; /**< with more in the folder no job is taken; 0: no limit */
    jy_task_run run;
    void *ctx;
};

/** Takes up what an earlier service left in the folder, and starts the threads. */
JY_MUST_CHECK enum jy_code jy_jobs_open(const struct jy_jobs_options *options, struct jy_jobs **out,
                                        struct jy_error *err);
/** Ends running work (it begins anew at the next start). NULL is allowed. */
void jy_jobs_close(struct jy_jobs *jobs);

/** What is asked for; only read. */
struct jy_task_request {
    const char *key;   /**< made by who asks; "": none */
    const char *order; /**< for the function that does the work */
    const void *input; /**< its file, n_input bytes */
    size_t n_input;
};

/**
 * Adds a job: it is on disk when this returns. The same key with the same order and input again
 * gives the job that is there (*out_new false); with others JY_ECONFLICT. JY_EBUSY: too many wait,
 * or the folder is full.
 */
JY_MUST_CHECK enum jy_code jy_jobs_add(struct jy_jobs *jobs, const struct jy_task_request *request,
                                       char out_token[JY_TASK_TOKEN_SIZE], bool *out_new,
                                       struct jy_error *err);

struct jy_task_note {
    long line;
    bool failed;
    const char *text;
};
/** "notes":[{line, failed, text}] into an open object. */
void jy_task_notes_write(size_t n, const struct jy_task_note *notes, struct jy_json *json);

struct jy_task_status {
    enum jy_task_state state;
    const char *order;  /**< as it was given */
    size_t done, total; /**< 0 of 0: not known yet */
    size_t failed;      /**< lines of which nothing was made */
    size_t before;      /**< jobs that run first, while it waits */
    const char *error;  /**< of a failed one; else NULL */
    uint64_t result_bytes;
    int64_t expires_s; /**< when it is deleted, seconds since 1970; 0: it has not ended */
    size_t n_notes, n_notes_all;
    const struct jy_task_note *notes; /**< the first JY_TASK_NOTES_MAX */
};

/** Texts in @p arena. JY_ENOTFOUND: no such token, or deleted, or too old. */
JY_MUST_CHECK enum jy_code jy_jobs_status(struct jy_jobs *jobs, const char *token,
                                          struct jy_arena *arena, struct jy_task_status *out,
                                          struct jy_error *err);
/** Opens the result for reading: the descriptor is the caller's. JY_ENOTFOUND: none (yet). */
JY_MUST_CHECK enum jy_code jy_jobs_result(struct jy_jobs *jobs, const char *token, int *out_fd,
                                          uint64_t *out_bytes, struct jy_error *err);
/** Cancels it if it has not ended, and forgets it with all its files. */
JY_MUST_CHECK enum jy_code jy_jobs_delete(struct jy_jobs *jobs, const char *token,
                                          struct jy_error *err);

struct jy_jobs_stats {
    size_t waiting, running, kept;
    uint64_t ended, failed;
};
struct jy_jobs_stats jy_jobs_stats(struct jy_jobs *jobs);

/** A new secret of 128 bits in hex. */
const char *jy_task_token_new(char out[JY_TASK_TOKEN_SIZE]);
/** Could this be a token? (32 of 0-9a-f; so it is safe in a path.) */
bool jy_task_token_valid(const char *text);
