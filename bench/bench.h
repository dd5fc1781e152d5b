/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What the benchmarks share: clocks, seeded numbers, and ends for what must not fail.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Seconds of a clock that only goes forward. */
double bench_now_s(void);
/** Seconds this thread has worked: beside other work the clock above measures that as well. */
double bench_cpu_s(void);
/** Uniform in [0, 1) (SplitMix64); the same numbers everywhere. */
double bench_uniform(uint64_t *state);
/** Unless @p fine, says @p what failed and ends the program with 1. */
void bench_need(bool fine, const char *what);
/** Zeroed room for @p n items; ends the program when there is none. The caller's to free. */
void *bench_room(size_t n, size_t size);
