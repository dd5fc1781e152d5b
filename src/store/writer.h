/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The one thread that writes. Callers of any thread hand it a job and wait until that is on the
 * disk; jobs that wait together are committed together (group commit, at most JY_WRITER_GROUP).
 */
#pragma once
#include "src/store/write.h"

#define JY_WRITER_GROUP 64
#define JY_WRITER_QUEUE 1024 /* more waiting jobs are refused: JY_EBUSY */

struct jy_writer;

/** Opens @p path for writing (pending migrations run) and starts the thread. */
JY_MUST_CHECK enum jy_code jy_writer_open(const char *path, struct jy_writer **out,
                                          struct jy_error *err);
/** Finishes what is queued and closes. No call may be under way or follow. NULL is allowed. */
void jy_writer_close(struct jy_writer *writer);

/** Runs in the writer's thread, inside a transaction: no begin of its own is needed, and what it
 * did is undone when it fails. */
typedef enum jy_code (*jy_write_fn)(struct jy_store *store, void *ctx, struct jy_error *err);
/** Returns when the job is durable or has failed. */
JY_MUST_CHECK enum jy_code jy_writer_run(struct jy_writer *writer, jy_write_fn fn, void *ctx,
                                         struct jy_error *err);

/** jy_store_request_add() through the queue. */
JY_MUST_CHECK enum jy_code jy_writer_request_add(struct jy_writer *writer,
                                                 const char *idempotency_key,
                                                 const struct jy_request *request,
                                                 char out_receipt[32], char out_token[40],
                                                 bool *out_new, struct jy_error *err);
