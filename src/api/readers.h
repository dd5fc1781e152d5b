/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Read connections, as many as handler threads, opened once at start. Any thread may borrow one.
 */
#pragma once
#include "src/store/read.h"

struct jy_readers;

JY_MUST_CHECK enum jy_code jy_readers_open(const char *path, int n, double deadline_s,
                                           struct jy_readers **out, struct jy_error *err);
/** NULL is allowed. */
void jy_readers_close(struct jy_readers *readers);
/** Waits at most 2 s for a free one; JY_EBUSY after that. */
JY_MUST_CHECK enum jy_code jy_readers_borrow(struct jy_readers *readers, struct jy_store **out,
                                             struct jy_error *err);
void jy_readers_return(struct jy_readers *readers, struct jy_store *store);
