/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double clock_s(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

double bench_now_s(void)
{
    return clock_s(CLOCK_MONOTONIC);
}

double bench_cpu_s(void)
{
    return clock_s(CLOCK_THREAD_CPUTIME_ID);
}

double bench_uniform(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

void bench_need(bool fine, const char *what)
{
    if (fine)
        return;
    (void)fprintf(stderr, "failed: %s\n", what);
    exit(1);
}

void *bench_room(size_t n, size_t size)
{
    void *p = calloc(n + 1, size);
    bench_need(p != NULL, "out of memory");
    return p;
}
