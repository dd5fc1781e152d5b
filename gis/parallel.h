/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A loop over independent pieces of work on several threads. The pieces must not depend on which
 * thread runs them, so that results are the same for any number of threads.
 */
#pragma once
#include <stddef.h>

#include "gis/status.h"

#define GIS_THREADS_MAX 64

/** Runs the piece [begin, end) of the loop as worker @p worker in [0, threads). */
typedef void gis_parallel_fn(void *context, unsigned worker, size_t begin, size_t end);

/** The number of workers that gis_parallel() uses at most for this wish: 1 to GIS_THREADS_MAX. */
unsigned gis_parallel_workers(unsigned threads);

/**
 * Calls @p fn for [0, n) in pieces of at most @p piece, on @p threads threads (0 and 1: the
 * caller's alone; the caller always works too). A thread that cannot be started is done without.
 * Returns when all is done.
 */
void gis_parallel(size_t n, size_t piece, unsigned threads, gis_parallel_fn *fn, void *context);
