/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/http/router.h"

#include <string.h>

struct jy_router jy_router_of(const struct jy_http_route *routes, void *app)
{
    size_t n = 0;
    while (routes[n].pattern != NULL)
        n++;
    return (struct jy_router){.routes = routes, .n_routes = n, .app = app};
}

/* Bytes of a segment that is a name and more: eighty letters of a name and its ending. */
#define MIXED_MAX 400

static void put(struct jy_route_match *out, struct jy_arena *arena, const char *name,
                size_t name_len, const char *value, size_t value_len)
{
    if (out->n < sizeof out->values / sizeof *out->values) {
        out->values[out->n++] = (struct jy_http_pair){jy_arena_strndup(arena, name, name_len),
                                                      jy_arena_strndup(arena, value, value_len)};
    }
}

/*
 * One segment against its pattern. A {name} takes as much as it can: up to the last place where
 * the text after it stands. Two or three names in a segment are tried at every place where the
 * text between them stands: its length is bounded for that.
 */
// NOLINTNEXTLINE(misc-no-recursion): as deep as a segment has names, three
static bool match_segment(const char *pattern, size_t pattern_len, const char *text, size_t len,
                          struct jy_arena *arena, struct jy_route_match *out)
{
    size_t literal = 0;
    while (literal < pattern_len && pattern[literal] != '{')
        literal++;
    if (len < literal || memcmp(pattern, text, literal) != 0)
        return false;
    if (literal == pattern_len)
        return len == literal;
    const char *name = pattern + literal + 1;
    const char *close = memchr(name, '}', pattern_len - literal - 1);
    if (close == NULL)
        return false;
    const char *rest = close + 1;
    size_t rest_len = (size_t)(pattern + pattern_len - rest);
    if (rest_len > 0 && len > MIXED_MAX)
        return false;
    for (size_t take = len - literal; take > 0; take--) {
        if (rest_len > 0 && rest[0] != '{' && text[literal + take] != rest[0])
            continue;
        struct jy_route_match trial = *out;
        put(&trial, arena, name, (size_t)(close - name), text + literal, take);
        if (rest_len == 0 ? literal + take == len
                          : match_segment(rest, rest_len, text + literal + take,
                                          len - literal - take, arena, &trial)) {
            *out = trial;
            return true;
        }
        if (rest_len == 0)
            return false;
    }
    return false;
}

/* "{name*}" as the last segment: everything after the slash. */
static bool is_rest(const char *pattern, size_t len)
{
    return len > 3 && pattern[0] == '{' && pattern[len - 2] == '*' && pattern[len] == '\0';
}

bool jy_route_match(const char *pattern, const char *path, struct jy_arena *arena,
                    struct jy_route_match *out)
{
    struct jy_route_match match = {0};
    while (*pattern == '/' && *path == '/') {
        pattern++;
        path++;
        size_t pattern_len = strcspn(pattern, "/");
        size_t len = strcspn(path, "/");
        if (is_rest(pattern, pattern_len) && *path != '\0') {
            put(&match, arena, pattern + 1, pattern_len - 3, path, strlen(path));
            *out = match;
            return true;
        }
        if (!match_segment(pattern, pattern_len, path, len, arena, &match))
            return false;
        pattern += pattern_len;
        path += len;
    }
    if (*pattern != '\0' || *path != '\0')
        return false;
    *out = match;
    return true;
}

static bool method_fits(enum jy_http_method route, enum jy_http_method method)
{
    return route == method || (route == JY_HTTP_GET && method == JY_HTTP_HEAD);
}

/* Do pattern and path part before the pattern's first name? Tells most rows apart at once. */
static bool begins_otherwise(const char *pattern, const char *path)
{
    while (*pattern != '\0' && *pattern != '{' && *pattern == *path) {
        pattern++;
        path++;
    }
    return *pattern != '{' && *pattern != *path;
}

const struct jy_http_route *jy_router_find(const struct jy_router *router,
                                           struct jy_http_request *request,
                                           struct jy_route_match *out_match, const char **out_allow)
{
    bool known[JY_HTTP_OTHER] = {false};
    bool any = false;
    for (size_t i = 0; i < router->n_routes; i++) {
        const struct jy_http_route *route = &router->routes[i];
        if (begins_otherwise(route->pattern, request->path) ||
            !jy_route_match(route->pattern, request->path, &request->arena, out_match))
            continue;
        if (method_fits(route->method, request->method))
            return route;
        known[route->method] = any = true;
    }
    *out_allow = NULL;
    if (any) {
        *out_allow = jy_arena_printf(
            &request->arena, "%s%s%sOPTIONS", known[JY_HTTP_GET] ? "GET, HEAD, " : "",
            known[JY_HTTP_POST] ? "POST, " : "", known[JY_HTTP_DELETE] ? "DELETE, " : "");
    }
    return NULL;
}
