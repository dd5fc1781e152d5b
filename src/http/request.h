/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A request with its own arena. Its target is decoded strictly, once; its headers are guarded
 * against what libmicrohttpd lets pass (limits.md). Nothing here knows libmicrohttpd.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "src/base/arena.h"
#include "src/base/buf.h"
#include "src/base/error.h"

enum jy_http_method {
    JY_HTTP_GET,
    JY_HTTP_HEAD,
    JY_HTTP_POST,
    JY_HTTP_PUT,
    JY_HTTP_PATCH,
    JY_HTTP_DELETE,
    JY_HTTP_OPTIONS,
    JY_HTTP_OTHER /**< TRACE, CONNECT and what nobody knows */
};
const char *jy_http_method_text(enum jy_http_method method);
enum jy_http_method jy_http_method_parse(const char *text);

#define JY_HTTP_QUERY_MAX  32   /**< fields of a query */
#define JY_HTTP_HEADER_MAX 64   /**< header lines */
#define JY_HTTP_TARGET_MAX 4096 /**< bytes of path and query as sent */

struct jy_http_pair {
    const char *name, *value;
};

struct jy_http_request {
    struct jy_arena arena; /**< lives as long as the exchange */
    enum jy_http_method method;
    const char *version; /**< "HTTP/1.1" */
    const char *scheme;  /**< how the client came: "http", or "https" by a trusted proxy's word */
    const char *target;  /**< as sent */
    const char *path;    /**< decoded, starts with '/', no empty "." or ".." segments, UTF-8 */
    size_t n_query;
    struct jy_http_pair query[JY_HTTP_QUERY_MAX]; /**< decoded, no name twice */
    size_t n_headers;
    struct jy_http_pair headers[JY_HTTP_HEADER_MAX]; /**< as sent */
    bool headers_bad; /**< more than fit, or a value with NUL: the guard says 400 */
    struct jy_buf body;
    char client[48];  /**< numeric address */
    char id[20];      /**< request id, for log and problem */
    double started_s; /**< monotonic */
};

void jy_http_request_init(struct jy_http_request *request);
void jy_http_request_done(struct jy_http_request *request);

/** Value of the first header of that name (any case), or NULL. */
const char *jy_http_request_header(const struct jy_http_request *request, const char *name);
/** Value of a query field, or NULL. */
const char *jy_http_request_query(const struct jy_http_request *request, const char *name);

/** Copies a header in; too many set headers_bad. */
void jy_http_request_add_header(struct jy_http_request *request, const char *name, size_t name_len,
                                const char *value, size_t value_len);

/**
 * Decodes request->target into path and query. JY_EINVALID: not origin-form, bad percent escape,
 * control character, NUL, broken UTF-8, "." or ".." segment, %2F or backslash in a segment, more
 * than JY_HTTP_QUERY_MAX fields, a field twice. JY_ELIMIT: longer than JY_HTTP_TARGET_MAX.
 */
JY_MUST_CHECK enum jy_code jy_http_request_decode(struct jy_http_request *request,
                                                  struct jy_error *err);

/**
 * Request smuggling and other header tricks; 0 when clean, else the status to answer with and the
 * reason in @p err. RFC 9112 sections 3.2, 5.1, 6.1 to 6.3.
 */
int jy_http_request_guard(const struct jy_http_request *request, struct jy_error *err);

/** Content-Length as a number; -1 when there is none. */
long long jy_http_request_content_length(const struct jy_http_request *request);
/** True when the list header @p name (Accept-Encoding…) has @p token with a weight above 0. */
bool jy_http_request_accepts(const struct jy_http_request *request, const char *name,
                             const char *token);
