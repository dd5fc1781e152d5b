/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A job in memory and on disk. Used by jobs.c and task_record.c only.
 */
#pragma once
#include "src/base/buf.h"
#include "src/base/hash.h"
#include "src/jobs/jobs.h"

struct jy_task {
    struct jy_task *next; /* newest last */
    struct jy_jobs *jobs;
    char token[JY_TASK_TOKEN_SIZE];
    char *key, *order; /* never NULL; "" */
    char *input_path, *output_path;
    char hash[JY_SHA256_TEXT_SIZE]; /* of order and input */
    enum jy_task_state state;
    int attempts;
    size_t done, total, failed;
    char *error; /* NULL none */
    int64_t created_s, ended_s;
    uint64_t result_bytes;
    size_t n_notes, notes_cap, n_notes_all;
    struct jy_task_note *notes; /* texts owned */
    bool deleted;               /* forget it as soon as its thread has let go */
};

void jy_task_free(struct jy_task *job);
void jy_task_add_note(struct jy_task *job, long line, bool failed, const char *text);
/** "FOLDER/TOKEN.ending"; the caller's. */
char *jy_task_path(const char *folder, const char *token, const char *ending);

/** Writes TOKEN.json. */
JY_MUST_CHECK enum jy_code jy_task_record_write(const struct jy_task *job, const char *folder,
                                                struct jy_error *err);
/** NULL when there is no such record or it is damaged. */
struct jy_task *jy_task_record_read(const char *folder, const char *token);
