/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The listening server: libmicrohttpd with the settings of limits.md, a reaper that ends
 * connections at a total deadline, and workers for handlers that take time.
 *
 * A slow client costs a descriptor and 16 KiB until its deadline, never a thread: requests are read
 * whole before a worker sees them, answers are sent by the event loop.
 */
#pragma once
#include <stdbool.h>

#include "src/base/error.h"
#include "src/http/exchange.h"

struct jy_http_server_options {
    const char *listen; /**< "127.0.0.1:8080", "[::1]:0", ":8080" (all addresses) */
    int threads;        /**< event loops; 0: as many as cores, at least 2 */
    int workers;        /**< handler threads; 0: as many as cores, at least 2 */
    int queue;          /**< requests that may wait for a worker; beyond that 503 */
    int connections;    /**< at once */
    int per_address;    /**< connections of one address; 0: no limit (behind a proxy) */
    double deadline_s;  /**< to receive a request; an answer gets longer by its size */
};

struct jy_http_server;

/** @p service must outlive the server. */
JY_MUST_CHECK enum jy_code jy_http_server_start(const struct jy_http_server_options *options,
                                                struct jy_http_service *service,
                                                struct jy_http_server **out, struct jy_error *err);
/** "127.0.0.1:43210", as it can be typed after http://; borrowed. */
const char *jy_http_server_address(const struct jy_http_server *server);
/** Takes no more, lets what runs finish (at most @p grace_s), frees. NULL is allowed. */
void jy_http_server_stop(struct jy_http_server *server, double grace_s);
