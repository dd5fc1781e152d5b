/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * One request and its answer, as a state machine that knows no sockets:
 *
 *   head ──(answered: guard, 400, 404, 405, 413, 429…)──────────────┐
 *    └─> body* ─> run (parameters, handler, problem) ─> finish ─────┴─> sent, log and metrics
 */
#pragma once
#include <stdbool.h>

#include "src/http/limiter.h"
#include "src/http/metrics.h"
#include "src/http/ready.h"
#include "src/http/request.h"
#include "src/http/response.h"
#include "src/http/router.h"

/** What all exchanges of a server share. */
struct jy_http_service {
    struct jy_router router;
    struct jy_metrics *metrics;
    struct jy_limiter *limiter;
    bool trust_forwarded; /**< behind a proxy: X-Forwarded-For's last entry is the client */
    bool access_log;
    struct jy_ready *ready; /**< NULL: no answer is kept ready */
    /** What changes with anything that ready answers show; 0: something is about to. */
    uint64_t (*generation)(void *app);
};

struct jy_http_exchange {
    struct jy_http_service *service;
    struct jy_http_request request;
    struct jy_http_response response;
    const struct jy_http_route *route; /**< NULL: none matched */
    struct jy_route_match match;
    bool answered;       /**< the answer stands */
    bool close;          /**< what follows on the connection cannot be trusted */
    bool body_too_large; /**< answered with 413 once the rest has been read and dropped */
    size_t dropped;      /**< bytes of body read and dropped */
};

struct jy_http_exchange *jy_http_exchange_new(struct jy_http_service *service, const char *target);
void jy_http_exchange_free(struct jy_http_exchange *x);
/** Ends an exchange but keeps its memory for jy_http_exchange_renew(), which begins another. */
void jy_http_exchange_clear(struct jy_http_exchange *x);
void jy_http_exchange_renew(struct jy_http_exchange *x, const char *target);

/**
 * After the head. True: send the answer now and close the connection. False:
 * read the rest of the request first, also when the answer stands already (x->answered): a client
 * that is still sending would see a reset instead of it.
 */
bool jy_http_exchange_head(struct jy_http_exchange *x);
/** Some bytes of the body. False: far beyond any limit, drop the connection. */
bool jy_http_exchange_body(struct jy_http_exchange *x, const void *bytes, size_t n);
/** Answers in the thread of the connections what does not take long there; false: it has to be run
 * by a worker. */
bool jy_http_exchange_try(struct jy_http_exchange *x);
/** Runs the handler, unless answered; the answer is finished afterwards. */
void jy_http_exchange_run(struct jy_http_exchange *x);
/** Answers 503 without running (stopping, or every worker busy). */
void jy_http_exchange_refuse(struct jy_http_exchange *x, const char *reason);
/** The answer's bytes carry their headers now: keeps it ready for the next of its kind. */
void jy_http_exchange_keep(struct jy_http_exchange *x);
/** The answer is about to be sent: access log and metrics. */
void jy_http_exchange_sent(struct jy_http_exchange *x);
