/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Token buckets per client address and class. Memory is fixed: a crowd of addresses shares
 * buckets, so it can only become stricter, never grow. Any thread.
 */
#pragma once
#include <stdbool.h>

struct jy_limiter;

struct jy_limiter_class {
    double burst;      /**< calls at once; 0: no limit */
    double per_minute; /**< calls a minute after that */
};

struct jy_limiter *jy_limiter_new(const struct jy_limiter_class *classes, int n_classes);
void jy_limiter_free(struct jy_limiter *limiter);

/**
 * Takes one token at monotonic @p now_s. False: refused, *out_wait_s says when to come again.
 * IPv6 clients count by /64.
 */
bool jy_limiter_take(struct jy_limiter *limiter, int class_index, const char *client, double now_s,
                     double *out_wait_s);
