/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A bounded queue and the threads that work it off.
 */
#pragma once
#include <stdbool.h>

struct jy_workers;

/** @p run is called on a worker thread for every item taken. */
struct jy_workers *jy_workers_new(int n_threads, int queue, void (*run)(void *item));
/** False: the queue is full, nothing was taken. */
bool jy_workers_put(struct jy_workers *workers, void *item);
/** Works off what waits, then ends the threads. NULL is allowed. */
void jy_workers_free(struct jy_workers *workers);
