/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The one thread of the service that writes. Callers hand it a task and wait for its end.
 */
#pragma once
#include "src/store/write.h"

struct jy_writer;

/** Opens the registry for writing (pending migrations run) and starts the thread. */
JY_MUST_CHECK enum jy_code jy_writer_open(const char *path, struct jy_writer **out,
                                          struct jy_error *err);
/** Ends after the tasks that wait. NULL is allowed. */
void jy_writer_close(struct jy_writer *writer);

typedef enum jy_code (*jy_write_fn)(struct jy_store *store, void *ctx, struct jy_error *err);
/**
 * Runs @p fn on the writer thread and returns what it returned. When it returns JY_OK the change is
 * durable. JY_EBUSY at once when too many wait.
 */
JY_MUST_CHECK enum jy_code jy_writer_run(struct jy_writer *writer, jy_write_fn fn, void *ctx,
                                         struct jy_error *err);
