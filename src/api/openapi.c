/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The OpenAPI 3.1 document, made from the table of routes: it cannot say anything else. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/api/api.h"
#include "src/base/json_out.h"
#include "src/http/response.h"

static void write_list_schema(struct jy_json *json, const struct jy_param *p)
{
    jy_json_object(json);
    jy_json_kv_string(json, "type", "array");
    jy_json_kv_int(json, "maxItems", (int64_t)p->max);
    if (p->doc != NULL)
        jy_json_kv_string(json, "description", p->doc);
    jy_json_object_end(json);
}

/* {"type": …} of one parameter. */
static void write_schema(struct jy_json *json, const struct jy_param *p)
{
    bool number = p->kind == JY_PARAM_INT || p->kind == JY_PARAM_NUMBER;
    if (p->kind == JY_PARAM_NUMBERS) {
        write_list_schema(json, p);
        return;
    }
    jy_json_object(json);
    jy_json_kv_string(json, "type",
                      p->kind == JY_PARAM_INT      ? "integer"
                      : p->kind == JY_PARAM_NUMBER ? "number"
                                                   : "string");
    if (number) {
        jy_json_kv_double(json, "minimum", p->min);
        jy_json_kv_double(json, "maximum", p->max);
    } else if (p->kind != JY_PARAM_ENUM) {
        jy_json_kv_int(json, "minLength", (int64_t)p->min);
        jy_json_kv_int(json, "maxLength", (int64_t)p->max);
    }
    if (p->kind == JY_PARAM_TOKEN)
        jy_json_kv_string(json, "pattern", "^[A-Za-z0-9_-]*$");
    if (p->kind == JY_PARAM_ENUM) {
        jy_json_key(json, "enum");
        jy_json_array(json);
        struct jy_buf JY_AUTOBUF code = JY_BUF_INIT;
        for (const char *at = p->codes; *at != '\0';) {
            size_t n = strcspn(at, "|");
            jy_buf_clear(&code);
            jy_buf_add(&code, at, n);
            jy_json_string(json, jy_buf_text(&code));
            at += n + (at[n] == '|');
        }
        jy_json_array_end(json);
    }
    if (p->default_text != NULL && number) {
        jy_json_kv_double(json, "default", strtod(p->default_text, NULL));
    } else if (p->default_text != NULL) {
        jy_json_kv_string(json, "default", p->default_text);
    }
    jy_json_object_end(json);
}

static void write_parameter(struct jy_json *json, const struct jy_param *p)
{
    static const char *const places[] = {"path", "query", "header", "body"};
    jy_json_object(json);
    jy_json_kv_string(json, "name", p->name);
    jy_json_kv_string(json, "in", places[p->place]);
    jy_json_kv_bool(json, "required", p->required);
    if (p->doc != NULL)
        jy_json_kv_string(json, "description", p->doc);
    jy_json_key(json, "schema");
    write_schema(json, p);
    jy_json_object_end(json);
}

static void write_parameters(struct jy_json *json, const struct jy_http_route *route)
{
    jy_json_key(json, "parameters");
    jy_json_array(json);
    for (const struct jy_param *p = route->params; p != NULL && p->name != NULL; p++) {
        if (p->place != JY_IN_BODY)
            write_parameter(json, p);
    }
    jy_json_array_end(json);
}

/* A body that is no JSON: bytes of one of some media types. */
static void write_bytes_body(struct jy_json *json, const char *types)
{
    jy_json_key(json, "requestBody");
    jy_json_object(json);
    jy_json_kv_bool(json, "required", true);
    jy_json_key(json, "content");
    jy_json_object(json);
    while (*types != '\0') {
        char type[64];
        const size_t n = strcspn(types, "|");
        (void)snprintf(type, sizeof type, "%.*s", (int)n, types);
        jy_json_key(json, type);
        jy_json_raw(json, "{}");
        types += n + (types[n] == '|');
    }
    jy_json_object_end(json);
    jy_json_object_end(json);
}

static void write_body(struct jy_json *json, const struct jy_http_route *route)
{
    if (route->accepts != NULL) {
        write_bytes_body(json, route->accepts);
        return;
    }
    jy_json_key(json, "requestBody");
    jy_json_raw(json, "{\"required\":true,\"content\":{\"application/json\":{\"schema\":"
                      "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":");
    struct jy_json inner;
    jy_json_init(&inner, json->out);
    jy_json_object(&inner);
    for (const struct jy_param *p = route->params; p->name != NULL; p++) {
        if (p->place == JY_IN_BODY) {
            jy_json_key(&inner, p->name);
            write_schema(&inner, p);
        }
    }
    jy_json_object_end(&inner);
    jy_json_key(&inner, "required");
    jy_json_array(&inner);
    for (const struct jy_param *p = route->params; p->name != NULL; p++) {
        if (p->place == JY_IN_BODY && p->required)
            jy_json_string(&inner, p->name);
    }
    jy_json_array_end(&inner);
    jy_buf_adds(json->out, "}}}}");
}

static void write_response(struct jy_json *json, const struct jy_http_route *route, int status)
{
    char text[32];
    (void)jy_double_text(status, text);
    jy_json_key(json, text);
    jy_json_object(json);
    jy_json_kv_string(json, "description", jy_http_status_text(status));
    const char *type = status >= 400 ? "application/problem+json" : route->produces;
    if (status != 204 && status != 304 && type != NULL) {
        jy_json_key(json, "content");
        jy_json_object(json);
        jy_json_key(json, type);
        jy_json_raw(json, status >= 400 ? "{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}"
                                        : "{}");
        jy_json_object_end(json);
    }
    jy_json_object_end(json);
}

static void write_responses(struct jy_json *json, const struct jy_http_route *route)
{
    jy_json_key(json, "responses");
    jy_json_object(json);
    for (const char *at = route->statuses; *at != '\0';) {
        char *end;
        long status = strtol(at, &end, 10);
        write_response(json, route, (int)status);
        at = end + strspn(end, " ");
    }
    write_response(json, route, 400);
    if (route->rate != JY_RATE_NONE)
        write_response(json, route, 429);
    jy_json_object_end(json);
}

static void write_operation(struct jy_json *json, const struct jy_http_route *route)
{
    static const char *const methods[] = {"get", "head", "post", "put", "patch", "delete"};
    jy_json_key(json, methods[route->method]);
    jy_json_object(json);
    jy_json_kv_string(json, "operationId", route->id);
    jy_json_kv_string(json, "summary", route->summary);
    write_parameters(json, route);
    if (route->body_limit > 0)
        write_body(json, route);
    write_responses(json, route);
    jy_json_object_end(json);
}

/* "/static/{path*}" is written "/static/{path}" there. */
static const char *path_of(const struct jy_http_route *route, struct jy_arena *arena)
{
    char *path = jy_arena_strdup(arena, route->pattern);
    char *star = strchr(path, '*');
    if (star != NULL)
        memmove(star, star + 1, strlen(star));
    return path;
}

static bool is_first(const struct jy_http_route *route)
{
    for (const struct jy_http_route *r = jy_api_routes; r != route; r++) {
        if (strcmp(r->pattern, route->pattern) == 0)
            return false;
    }
    return true;
}

static void write_paths(struct jy_json *json, struct jy_arena *arena)
{
    jy_json_key(json, "paths");
    jy_json_object(json);
    for (const struct jy_http_route *route = jy_api_routes; route->pattern != NULL; route++) {
        if (!is_first(route))
            continue;
        jy_json_key(json, path_of(route, arena));
        jy_json_object(json);
        for (const struct jy_http_route *r = route; r->pattern != NULL; r++) {
            if (strcmp(r->pattern, route->pattern) == 0)
                write_operation(json, r);
        }
        jy_json_object_end(json);
    }
    jy_json_object_end(json);
}

static const char problem_schema[] =
    "{\"schemas\":{\"Problem\":{\"description\":\"RFC 9457\",\"type\":\"object\","
    "\"required\":[\"type\",\"title\",\"status\"],\"properties\":{\"type\":{\"type\":\"string\"},"
    "\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},"
    "\"detail\":{\"type\":\"string\"},\"instance\":{\"type\":\"string\"},"
    "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
    "\"required\":[\"field\",\"reason\"],\"properties\":{\"field\":{\"type\":\"string\"},"
    "\"reason\":{\"type\":\"string\"}}}}}}}}";

enum jy_code jy_api_openapi(struct jy_http_call *call, struct jy_error *err)
{
    (void)err;
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    jy_json_kv_string(&json, "openapi", "3.1.0");
    jy_json_key(&json, "info");
    jy_json_object(&json);
    jy_json_kv_string(&json, "title", "Joyato");
    jy_json_kv_string(&json, "version", PACKAGE_VERSION);
    jy_json_kv_string(&json, "description",
                      "Streetlights, security cameras, unlit stretches and requests of one city. "
                      "Positions are [longitude, latitude] in WGS 84 degrees.");
    jy_json_key(&json, "license");
    jy_json_raw(&json, "{\"name\":\"AGPL-3.0-or-later\",\"identifier\":\"AGPL-3.0-or-later\"}");
    jy_json_object_end(&json);
    write_paths(&json, &call->request->arena);
    jy_json_key(&json, "components");
    jy_json_raw(&json, problem_schema);
    jy_json_object_end(&json);
    return JY_OK;
}
