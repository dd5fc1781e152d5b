/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Counters of the HTTP layer in the Prometheus text format (version 0.0.4). Any thread, no locks.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "src/http/router.h"

struct jy_metrics;

struct jy_metrics *jy_metrics_new(const struct jy_router *router);
void jy_metrics_free(struct jy_metrics *metrics);
/** One answered request; @p route NULL: none matched. */
void jy_metrics_count(struct jy_metrics *metrics, const struct jy_http_route *route, int status,
                      size_t bytes, double seconds);
/** Connections ended by the reaper, requests refused because all workers were busy. */
void jy_metrics_reaped(struct jy_metrics *metrics);
void jy_metrics_overloaded(struct jy_metrics *metrics);
void jy_metrics_connections(struct jy_metrics *metrics, int change);
void jy_metrics_write(const struct jy_metrics *metrics, struct jy_buf *out);

/** One metric line with its HELP and TYPE ("counter", "gauge"). */
void jy_metrics_line(struct jy_buf *out, const char *name, const char *type, const char *help,
                     double value);
