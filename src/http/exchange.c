/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/http/exchange.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <strings.h>

#include "src/base/clock.h"
#include "src/base/hash.h"
#include "src/base/log.h"
#include "src/base/mem.h"
#include "src/http/finish.h"

/* Unique while the process lives, and different after a restart; says nothing about anyone. */
static void make_id(char id[static 20])
{
    static _Atomic uint64_t counter;
    uint64_t seed[2] = {atomic_fetch_add(&counter, 1), (uint64_t)(jy_clock_monotonic_s() * 1e9)};
    uint64_t hash = jy_hash64(seed, sizeof seed);
    for (int shift = 60; shift >= 0; shift -= 4)
        *id++ = "0123456789abcdef"[hash >> shift & 15];
    *id = '\0';
}

/* With an arena that is empty, but may keep its first block. */
static void begin(struct jy_http_exchange *x, struct jy_http_service *service,
                  struct jy_arena arena, const char *target)
{
    x->service = service;
    x->route = NULL;
    x->match.n = 0;
    x->answered = x->close = x->body_too_large = false;
    x->dropped = 0;
    jy_http_request_init(&x->request);
    x->request.arena = arena;
    jy_http_response_init(&x->response);
    x->request.target = jy_arena_strdup(&x->request.arena, target);
    x->request.started_s = jy_clock_monotonic_s();
}

struct jy_http_exchange *jy_http_exchange_new(struct jy_http_service *service, const char *target)
{
    struct jy_http_exchange *x = jy_malloc(sizeof *x); /* large: not cleared as a whole */
    struct jy_arena arena;
    jy_arena_init(&arena);
    begin(x, service, arena, target);
    return x;
}

void jy_http_exchange_renew(struct jy_http_exchange *x, const char *target)
{
    struct jy_arena arena = x->request.arena;
    begin(x, x->service, arena, target);
}

void jy_http_exchange_clear(struct jy_http_exchange *x)
{
    jy_http_response_done(&x->response);
    jy_buf_done(&x->request.body);
    jy_arena_reset(&x->request.arena);
}

void jy_http_exchange_free(struct jy_http_exchange *x)
{
    if (x == NULL)
        return;
    jy_http_request_done(&x->request);
    jy_http_response_done(&x->response);
    free(x);
}

static bool problem(struct jy_http_exchange *x, int status, const char *detail)
{
    jy_problem_write(&x->response, status, detail, NULL, x->request.id);
    return true;
}

static void finish(struct jy_http_exchange *x)
{
    if (x->close)
        jy_http_response_header(&x->response, "Connection", "close");
    jy_http_finish(&x->request, &x->response);
    x->answered = true;
}

void jy_http_exchange_refuse(struct jy_http_exchange *x, const char *reason)
{
    (void)problem(x, 503, reason);
    jy_http_response_header(&x->response, "Retry-After", "2");
    finish(x);
}

/* --- head ---------------------------------------------------------------- */

/* The proxy appends the address it saw: only the last entry is not the client's own word. */
static void set_forwarded_client(struct jy_http_exchange *x)
{
    if (!x->service->trust_forwarded)
        return;
    const char *proto = jy_http_request_header(&x->request, "X-Forwarded-Proto");
    if (proto != NULL && strcmp(proto, "https") == 0)
        x->request.scheme = "https";
    const char *list = jy_http_request_header(&x->request, "X-Forwarded-For");
    if (list == NULL)
        return;
    const char *last = strrchr(list, ',');
    last = last != NULL ? last + 1 : list;
    last += strspn(last, " \t");
    (void)snprintf(x->request.client, sizeof x->request.client, "%s", last);
}

static bool is_local(const char *client)
{
    return strncmp(client, "127.", 4) == 0 || strcmp(client, "::1") == 0;
}

static bool is_local_host(const char *host)
{
    return host != NULL && (strncmp(host, "127.", 4) == 0 || strncmp(host, "[::1]", 5) == 0 ||
                            strcmp(host, "localhost") == 0 || strncmp(host, "localhost:", 10) == 0);
}

/* Somebody on the machine itself: no proxy in between, and no page of another site that sends the
 * browser here (Fetch Metadata; by another name for this address: DNS rebinding). */
static bool is_staff(const struct jy_http_exchange *x)
{
    const struct jy_http_request *r = &x->request;
    const char *site = jy_http_request_header(r, "Sec-Fetch-Site");
    return is_local(r->client) && is_local_host(jy_http_request_header(r, "Host")) &&
           jy_http_request_header(r, "X-Forwarded-For") == NULL &&
           jy_http_request_header(r, "Forwarded") == NULL &&
           jy_http_request_header(r, "Via") == NULL &&
           (site == NULL || strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0);
}

static bool answer_no_route(struct jy_http_exchange *x, const char *allow)
{
    if (allow == NULL)
        return problem(x, 404, "there is nothing at this address");
    if (x->request.method == JY_HTTP_OPTIONS) {
        x->response.status = 204;
        x->response.cors = strstr(allow, "GET") != NULL;
        if (x->response.cors)
            jy_http_response_header(&x->response, "Access-Control-Allow-Methods", "GET, HEAD");
    } else {
        (void)problem(x, 405, "this address does not take this method");
    }
    jy_http_response_header(&x->response, "Allow", allow);
    return true;
}

/* Host of an Origin ("https://city.example:8443") equals the Host header. */
static bool same_origin(const char *origin, const char *host)
{
    const char *at = strstr(origin, "://");
    return at != NULL && host != NULL && strcasecmp(at + 3, host) == 0;
}

/* Is the media type one of "a/b|c/d"? */
static bool type_is_one_of(const char *type, const char *list)
{
    const size_t len = type != NULL ? strcspn(type, "; \t") : 0;
    for (; len > 0; list++) {
        const size_t n = strcspn(list, "|");
        if (n == len && strncasecmp(type, list, n) == 0)
            return true;
        list += n;
        if (*list == '\0')
            break;
    }
    return false;
}

static bool refuse_csrf(struct jy_http_exchange *x)
{
    const char *type = jy_http_request_header(&x->request, "Content-Type");
    const char *accepts = x->route->accepts != NULL ? x->route->accepts : "application/json";
    char detail[160];
    if (x->route->body_limit > 0 && !type_is_one_of(type, accepts)) {
        (void)snprintf(detail, sizeof detail, "the body must be %s", accepts);
        for (char *c = strchr(detail, '|'); c != NULL; c = strchr(c, '|'))
            *c = ',';
        return problem(x, 415, detail);
    }
    const char *origin = jy_http_request_header(&x->request, "Origin");
    const char *site = jy_http_request_header(&x->request, "Sec-Fetch-Site");
    if (origin != NULL && !same_origin(origin, jy_http_request_header(&x->request, "Host")))
        return problem(x, 403, "another site may not send this");
    if (site != NULL && strcmp(site, "cross-site") == 0)
        return problem(x, 403, "another site may not send this");
    return false;
}

static bool refuse_rate(struct jy_http_exchange *x)
{
    double wait_s = 0;
    if (x->route->rate == JY_RATE_NONE || x->service->limiter == NULL ||
        jy_limiter_take(x->service->limiter, (int)x->route->rate, x->request.client,
                        x->request.started_s, &wait_s))
        return false;
    char seconds[24];
    (void)snprintf(seconds, sizeof seconds, "%.0f", ceil(wait_s));
    (void)problem(x, 429, "too many of these from one address; please wait a little");
    jy_http_response_header(&x->response, "Retry-After", seconds);
    return true;
}

static bool refuse_body(struct jy_http_exchange *x)
{
    long long length = jy_http_request_content_length(&x->request);
    size_t limit = x->route->body_limit;
    if (length > 0 && (unsigned long long)length > limit) {
        char detail[96];
        (void)snprintf(detail, sizeof detail, "the body has %lld bytes; at most %zu are read",
                       length, limit);
        return problem(x, limit == 0 ? 400 : 413, limit == 0 ? "a body is not read here" : detail);
    }
    if (limit == 0 && jy_http_request_header(&x->request, "Transfer-Encoding") != NULL)
        return problem(x, 400, "a body is not read here");
    return false;
}

/* @p guard_status is what the guard said, 0 nothing, with the reason in @p err. */
static bool answer_head(struct jy_http_exchange *x, int guard_status, struct jy_error *err)
{
    if (guard_status != 0) {
        x->close = true;
        return problem(x, guard_status, err->text);
    }
    enum jy_code code = jy_http_request_decode(&x->request, err);
    if (code != JY_OK)
        return problem(x, code == JY_ELIMIT ? 414 : 400, err->text);
    const char *allow = NULL;
    x->route = jy_router_find(&x->service->router, &x->request, &x->match, &allow);
    if (x->route == NULL)
        return answer_no_route(x, allow);
    if (x->route->role == JY_ROLE_LOCAL && !x->service->router.local_open &&
        !is_local(x->request.client))
        return problem(x, 403, "this address answers only on the machine itself");
    if (x->route->role == JY_ROLE_STAFF && !is_staff(x))
        return problem(x, 403, "for staff: this address answers only on the machine itself");
    return refuse_body(x) || (x->route->csrf && refuse_csrf(x));
}

/* Beyond this a refused body is not worth reading. */
#define DROP_MAX_BYTES ((size_t)16 << 20)

/* Is there a body that is not worth waiting for: held back, or beyond any limit? */
static bool skips_body(const struct jy_http_exchange *x)
{
    long long length = jy_http_request_content_length(&x->request);
    bool any = length > 0 || jy_http_request_header(&x->request, "Transfer-Encoding") != NULL;
    return any && (jy_http_request_header(&x->request, "Expect") != NULL ||
                   length > (long long)DROP_MAX_BYTES);
}

static bool takes_gzip(const struct jy_http_exchange *x)
{
    return jy_http_request_accepts(&x->request, "Accept-Encoding", "gzip");
}

/* A plain GET for what an answer stands ready for. Its headers have passed the guard; those that
 * change the answer, and any body, go the long way. */
static bool take_ready(struct jy_http_exchange *x)
{
    const struct jy_http_service *s = x->service;
    if (s->ready == NULL || x->request.method != JY_HTTP_GET ||
        jy_http_request_header(&x->request, "If-None-Match") != NULL ||
        jy_http_request_header(&x->request, "Content-Length") != NULL ||
        jy_http_request_header(&x->request, "Transfer-Encoding") != NULL ||
        jy_http_request_header(&x->request, "Expect") != NULL)
        return false;
    const uint64_t generation = s->generation(s->router.app);
    if (generation == 0)
        return false;
    struct jy_http_bytes *bytes =
        jy_ready_find(s->ready, x->request.target, takes_gzip(x), generation, &x->route);
    if (bytes == NULL)
        return false;
    jy_http_response_share(&x->response, bytes);
    x->response.ready = x->answered = true;
    return true;
}

void jy_http_exchange_keep(struct jy_http_exchange *x)
{
    const struct jy_http_service *s = x->service;
    if (s->ready == NULL || x->response.generation == 0 || x->request.method != JY_HTTP_GET)
        return;
    jy_ready_keep(s->ready, x->request.target, takes_gzip(x), x->response.generation, x->route,
                  x->response.shared);
}

bool jy_http_exchange_head(struct jy_http_exchange *x)
{
    struct jy_error err;
    const int status = jy_http_request_guard(&x->request, &err);
    if (status == 0 && take_ready(x))
        return false;
    make_id(x->request.id);
    set_forwarded_client(x);
    if (!answer_head(x, status, &err))
        return false;
    finish(x);
    return x->close || skips_body(x);
}

/* --- body and handler ---------------------------------------------------- */

bool jy_http_exchange_body(struct jy_http_exchange *x, const void *bytes, size_t n)
{
    size_t limit = x->route != NULL ? x->route->body_limit : 0;
    if (!x->answered && !x->body_too_large && x->request.body.len + n <= limit) {
        jy_buf_add(&x->request.body, bytes, n);
        return true;
    }
    jy_buf_done(&x->request.body);
    x->body_too_large = !x->answered;
    x->dropped += n;
    return x->dropped <= DROP_MAX_BYTES;
}

/* False: it has only been tried, and would take long. */
static bool run_handler(struct jy_http_exchange *x, bool tries)
{
    struct jy_http_call call; /* large: its tables are cleared where they are filled */
    call.request = &x->request;
    call.response = &x->response;
    call.route = x->route;
    call.app = x->service->router.app;
    call.tries = tries;
    call.later = false;
    call.problem.n_fields = 0;
    struct jy_error err;
    err.code = JY_OK;
    err.text[0] = '\0';
    x->response.cache = x->route->cache;
    x->response.content_type = x->route->produces;
    x->response.cors =
        x->route->method == JY_HTTP_GET && !x->route->secret && x->route->role == JY_ROLE_PUBLIC;
    enum jy_code code = jy_call_bind(&call, &x->match, &err);
    /* Only what would cost something counts against the limit. */
    if (code == JY_OK && refuse_rate(x))
        return true;
    if (code == JY_OK)
        code = x->route->handler(&call, &err);
    if (code == JY_OK && call.later) {
        jy_http_response_reset(&x->response);
        return false;
    }
    if (code == JY_OK)
        return true;
    int status = jy_problem_status(code);
    if (code == JY_ELIMIT && x->route->body_limit == 0)
        status = 503; /* a deadline here, nothing too large there */
    if (status >= 500) {
        jy_log(JY_LOG_ERROR, "request failed", "request=%s route=%s error=\"%s\"", x->request.id,
               x->route->id, err.text);
    }
    bool cors = x->response.cors;
    /* What broke inside is for the log; outside it would only tell of files and SQL. */
    jy_problem_write(&x->response, status,
                     status == 500 ? "something went wrong here; the log knows more" : err.text,
                     &call.problem, x->request.id);
    x->response.cors = cors;
    if (status == 503)
        jy_http_response_header(&x->response, "Retry-After", "2");
    return true;
}

bool jy_http_exchange_try(struct jy_http_exchange *x)
{
    if (x->answered || x->body_too_large || x->route->quick) {
        jy_http_exchange_run(x);
        return true;
    }
    if (!x->route->often_quick || x->route->rate != JY_RATE_NONE || !run_handler(x, true))
        return false;
    finish(x);
    return true;
}

void jy_http_exchange_run(struct jy_http_exchange *x)
{
    if (x->answered)
        return;
    if (x->body_too_large) {
        (void)problem(x, 413, "the body is too long");
    } else {
        (void)run_handler(x, false);
    }
    finish(x);
}

/* --- log ----------------------------------------------------------------- */

/* A path fit for the log: as sent, no query, long words (tokens) cut, nothing that ends a value. */
static void log_path(const struct jy_http_exchange *x, char *out, size_t size)
{
    if (x->route != NULL && x->route->secret) {
        (void)snprintf(out, size, "%s", x->route->pattern);
        return;
    }
    size_t len = 0, word = 0;
    for (const char *c = x->request.target; *c != '\0' && *c != '?' && len + 1 < size; c++) {
        word = *c == '/' || *c == '.' ? 0 : word + 1;
        if (word > 24 && x->route == NULL)
            continue;
        bool plain = *c > 0x20 && *c < 0x7F && *c != '"' && *c != '=' && *c != '\\';
        out[len++] = (char)(plain ? *c : '?');
    }
    out[len] = '\0';
}

void jy_http_exchange_sent(struct jy_http_exchange *x)
{
    size_t bytes;
    (void)jy_http_response_bytes(&x->response, &bytes);
    if (x->response.file >= 0)
        bytes = (size_t)x->response.file_bytes;
    double seconds = jy_clock_monotonic_s() - x->request.started_s;
    if (x->service->metrics != NULL)
        jy_metrics_count(x->service->metrics, x->route, x->response.status, bytes, seconds);
    if (!x->service->access_log)
        return;
    if (x->request.id[0] == '\0')
        make_id(x->request.id); /* a ready answer needs none but here */
    char path[256];
    log_path(x, path, sizeof path);
    jy_log(JY_LOG_INFO, "request", "request=%s method=%s path=%s status=%d bytes=%zu ms=%.1f",
           x->request.id, jy_http_method_text(x->request.method), path, x->response.status, bytes,
           seconds * 1e3);
}
