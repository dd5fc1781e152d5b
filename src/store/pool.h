/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A fixed number of read connections, opened one after the other at the start and lent to threads.
 * All functions but open and close may be called from any thread.
 */
#pragma once
#include "src/store/store.h"

#define JY_POOL_DEADLINE_S 2.0

struct jy_pool;

JY_MUST_CHECK enum jy_code jy_pool_open(const char *path, size_t n_readers, struct jy_pool **out,
                                        struct jy_error *err);
/** All readers must be back. NULL is allowed. */
void jy_pool_close(struct jy_pool *pool);

/**
 * Lends a reader, with a deadline of JY_POOL_DEADLINE_S per statement; waits up to @p wait_s for
 * one (JY_EBUSY). Give it back from the same thread or another.
 */
JY_MUST_CHECK enum jy_code jy_pool_borrow(struct jy_pool *pool, double wait_s,
                                          struct jy_store **out, struct jy_error *err);
/** Ends a read transaction left open. NULL is allowed. */
void jy_pool_return(struct jy_pool *pool, struct jy_store *store);
