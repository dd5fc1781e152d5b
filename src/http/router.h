/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Routes are rows of one static table. A row says everything about an endpoint; matching,
 * validation, rate limits, error texts and the OpenAPI document derive from it.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "src/base/error.h"
#include "src/http/problem.h"
#include "src/http/request.h"
#include "src/http/response.h"

enum jy_param_place { JY_IN_PATH, JY_IN_QUERY, JY_IN_HEADER, JY_IN_BODY };
enum jy_param_kind {
    JY_PARAM_STRING, /**< min to max characters; control characters refused (JY_TEXT_LINES) */
    JY_PARAM_TOKEN,  /**< min to max of A-Z a-z 0-9 _ - */
    JY_PARAM_INT,    /**< whole, min to max */
    JY_PARAM_NUMBER, /**< finite, min to max */
    JY_PARAM_ENUM,   /**< one of codes */
    /** Body only: an array of at most max numbers, or of at most max arrays of numbers. Its text is
     * "1;2;3;" or "1,2;3,4;" */
    JY_PARAM_NUMBERS
};

struct jy_param {
    const char *name;
    enum jy_param_place place;
    enum jy_param_kind kind;
    bool required;
    bool lines; /**< a string may hold line feeds */
    double min, max;
    const char *codes;        /**< "city|private|unknown" */
    const char *default_text; /**< NULL: absent stays absent */
    const char *doc;
};

enum jy_http_role {
    JY_ROLE_PUBLIC,
    JY_ROLE_LOCAL, /**< from this machine only, unless the configuration opens it */
    JY_ROLE_STAFF  /**< what the public may not see: from this machine itself, past no proxy and no
                      page of another site, whatever the configuration says */
};
/** Classes of the rate limit, per client address. */
enum jy_http_rate {
    JY_RATE_NONE,
    JY_RATE_EXPENSIVE,
    JY_RATE_WRITE,
    JY_RATE_MAP,
    JY_RATE_JOB,
    JY_RATE_CLASSES
};

struct jy_http_call;
/**
 * Fills call->response, or returns an error that becomes a problem (JY_EINVALID with
 * call->problem filled names fields). Runs on a worker thread, or on the server's own when quick.
 */
typedef enum jy_code (*jy_http_handler)(struct jy_http_call *call, struct jy_error *err);

struct jy_http_route {
    enum jy_http_method method; /**< GET answers HEAD too */
    /** Segments: text, {name}, {name}.text, {name}.{name}; a last {name*} takes the rest. */
    const char *pattern;
    const char *id; /**< operationId, and the route's name in the metrics */
    const char *summary;
    jy_http_handler handler;
    const struct jy_param *params; /**< ends with a row without a name; NULL none */
    const char *produces;          /**< media type of the good answer */
    const char *statuses;          /**< "200 304 404": what it may answer beside 400, 429, 5xx */
    /** Media types of a body that the handler reads itself ("text/csv|image/png"); NULL: JSON. None
     * of them may be one that a form of another site can send. */
    const char *accepts;
    size_t body_limit; /**< bytes; 0: no body is read */
    enum jy_http_role role;
    enum jy_http_rate rate;
    enum jy_http_cache cache;
    bool csrf : 1;        /**< changes something: JSON only, same origin only */
    bool quick : 1;       /**< never waits: runs without a worker */
    bool often_quick : 1; /**< tried without a worker; the handler says call->later when it will
                          take long */
    bool secret : 1;      /**< its path holds a token: the log shows the pattern */
    bool any_query : 1;   /**< unknown query fields are ignored (pages) */
};

#define JY_ROUTE_PARAMS_MAX 16

struct jy_call_value {
    const char *text; /**< NULL: absent and no default */
    double number;    /**< INT, NUMBER */
};

/** What a handler gets. */
struct jy_http_call {
    struct jy_http_request *request;
    struct jy_http_response *response;
    const struct jy_http_route *route;
    void *app;
    bool tries; /**< an often_quick row before a worker has it: nothing that takes long, no waiting
                 */
    bool later; /**< the answer to that: it would take long */
    struct jy_problem problem;
    struct jy_call_value values[JY_ROUTE_PARAMS_MAX]; /**< as route->params */
};

/** Text of a parameter of the row; NULL when absent. The name must be in the row (assert). */
const char *jy_call_text(const struct jy_http_call *call, const char *name);
/** Number of a parameter; NaN when absent. */
double jy_call_number(const struct jy_http_call *call, const char *name);
long jy_call_int(const struct jy_http_call *call, const char *name);

/** Path values of one match, in the order of the pattern. */
struct jy_route_match {
    size_t n;
    struct jy_http_pair values[6]; /**< in the arena */
};

/** True when @p path (decoded) is one of @p pattern; fills @p out. */
bool jy_route_match(const char *pattern, const char *path, struct jy_arena *arena,
                    struct jy_route_match *out);

struct jy_router {
    const struct jy_http_route *routes; /**< ends with a row without a pattern */
    size_t n_routes;
    void *app;
    bool local_open; /**< JY_ROLE_LOCAL is open to all */
};

struct jy_router jy_router_of(const struct jy_http_route *routes, void *app);

/**
 * The row for the request. NULL: none; then *out_allow is the Allow value when the path is known
 * with other methods (405), or NULL (404).
 */
const struct jy_http_route *jy_router_find(const struct jy_router *router,
                                           struct jy_http_request *request,
                                           struct jy_route_match *out_match,
                                           const char **out_allow);

/**
 * Reads and checks every parameter of the row from path, query, headers and JSON body.
 * JY_EINVALID: call->problem says what and why, for each field.
 */
JY_MUST_CHECK enum jy_code jy_call_bind(struct jy_http_call *call,
                                        const struct jy_route_match *match, struct jy_error *err);
