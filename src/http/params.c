/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Parameters of a call: read by the route's specs from path, query, headers and JSON body. */
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <strings.h>

#include "src/base/buf.h"
#include "src/base/json_out.h"
#include "src/base/number.h"
#include "src/base/utf8.h"
#include "src/http/router.h"

static size_t param_index(const struct jy_http_route *route, const char *name)
{
    for (size_t i = 0; route->params != NULL && route->params[i].name != NULL; i++) {
        if (strcmp(route->params[i].name, name) == 0)
            return i;
    }
    assert(!"a handler asked for a parameter that its route does not have");
    abort();
}

const char *jy_call_text(const struct jy_http_call *call, const char *name)
{
    return call->values[param_index(call->route, name)].text;
}

double jy_call_number(const struct jy_http_call *call, const char *name)
{
    const struct jy_call_value *value = &call->values[param_index(call->route, name)];
    return value->text != NULL ? value->number : (double)NAN;
}

long jy_call_int(const struct jy_http_call *call, const char *name)
{
    return (long)call->values[param_index(call->route, name)].number;
}

/* --- one value ----------------------------------------------------------- */

static bool check_number(struct jy_problem *problem, const struct jy_param *p, const char *text,
                         double *out)
{
    double value;
    if (!jy_number_parse(text, &value)) {
        jy_problem_add(problem, p->name, "wants a number");
        return false;
    }
    if (p->kind == JY_PARAM_INT && (value != floor(value) || strpbrk(text, ".eE") != NULL)) {
        jy_problem_add(problem, p->name, "wants a whole number");
        return false;
    }
    if (value < p->min || value > p->max) {
        jy_problem_add(problem, p->name, "wants a number from %.10g to %.10g", p->min, p->max);
        return false;
    }
    *out = value;
    return true;
}

static bool has_control(const char *text, bool lines)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if ((c < 0x20 && !(lines && c == '\n')) || c == 0x7F)
            return true;
        if (c == 0xC2 && (unsigned char)text[1] >= 0x80 && (unsigned char)text[1] < 0xA0)
            return true; /* C1 controls */
    }
    return false;
}

static bool check_string(struct jy_problem *problem, const struct jy_param *p, const char *text)
{
    size_t n = jy_utf8_count(text);
    if (n < (size_t)p->min || n > (size_t)p->max) {
        jy_problem_add(problem, p->name, "wants %.0f to %.0f characters", p->min, p->max);
        return false;
    }
    if (has_control(text, p->lines)) {
        jy_problem_add(problem, p->name, "has a control character");
        return false;
    }
    if (p->kind == JY_PARAM_TOKEN) {
        for (const char *c = text; *c != '\0'; c++) {
            if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-", *c) ==
                NULL) {
                jy_problem_add(problem, p->name, "may hold only A-Z a-z 0-9 _ -");
                return false;
            }
        }
    }
    return true;
}

static bool check_enum(struct jy_problem *problem, const struct jy_param *p, const char *text)
{
    size_t len = strlen(text);
    for (const char *code = p->codes; *code != '\0';) {
        size_t n = strcspn(code, "|");
        if (n == len && memcmp(code, text, n) == 0)
            return true;
        code += n + (code[n] == '|');
    }
    jy_problem_add(problem, p->name, "wants one of %s", p->codes);
    return false;
}

static void take(struct jy_http_call *call, size_t i, const char *text)
{
    const struct jy_param *p = &call->route->params[i];
    double number = 0;
    bool ok = p->kind == JY_PARAM_INT || p->kind == JY_PARAM_NUMBER
                  ? check_number(&call->problem, p, text, &number)
              : p->kind == JY_PARAM_ENUM    ? check_enum(&call->problem, p, text)
              : p->kind == JY_PARAM_NUMBERS ? true /* read already */
                                            : check_string(&call->problem, p, text);
    if (ok)
        call->values[i] = (struct jy_call_value){text, number};
}

/* --- where it comes from ------------------------------------------------- */

static const char *path_value(const struct jy_route_match *match, const char *name)
{
    for (size_t i = 0; i < match->n; i++) {
        if (strcmp(match->values[i].name, name) == 0)
            return match->values[i].value;
    }
    return NULL;
}

static const struct jy_param *find_param(const struct jy_http_route *route,
                                         enum jy_param_place place, const char *name)
{
    for (const struct jy_param *p = route->params; p != NULL && p->name != NULL; p++) {
        if (p->place == place && strcmp(p->name, name) == 0)
            return p;
    }
    return NULL;
}

static void refuse_unknown_query(struct jy_http_call *call)
{
    for (size_t i = 0; i < call->request->n_query && !call->route->any_query; i++) {
        if (find_param(call->route, JY_IN_QUERY, call->request->query[i].name) == NULL)
            jy_problem_add(&call->problem, call->request->query[i].name, "unknown query field");
    }
}

static bool add_number(struct jy_buf *out, const json_t *value, char end)
{
    char text[32];
    if (json_is_integer(value)) {
        jy_buf_addf(out, "%" JSON_INTEGER_FORMAT "%c", json_integer_value(value), end);
    } else if (json_is_real(value)) {
        jy_buf_addf(out, "%s%c", jy_double_text(json_real_value(value), text), end);
    }
    return json_is_number(value);
}

/* [1, 2] or [[1, 2], [3, 4]] as text; NULL: something else. */
static const char *numbers_text(struct jy_http_call *call, const struct jy_param *p,
                                const json_t *value)
{
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    size_t n = json_array_size(value);
    bool fine = json_is_array(value) && n <= (size_t)p->max;
    for (size_t i = 0; i < n && fine; i++) {
        const json_t *item = json_array_get(value, i);
        size_t width = json_array_size(item);
        fine = json_is_array(item) ? width > 0 && width <= 4 : add_number(&out, item, ';');
        for (size_t k = 0; k < width && fine; k++)
            fine = add_number(&out, json_array_get(item, k), k + 1 < width ? ',' : ';');
    }
    return fine ? jy_arena_strdup(&call->request->arena, jy_buf_text(&out)) : NULL;
}

/* The text of a JSON value of the right type, in the arena; NULL with a field error. */
static const char *json_text(struct jy_http_call *call, const struct jy_param *p,
                             const json_t *value)
{
    bool wants_number = p->kind == JY_PARAM_INT || p->kind == JY_PARAM_NUMBER;
    char text[32];
    if (p->kind == JY_PARAM_NUMBERS) {
        const char *list = numbers_text(call, p, value);
        if (list == NULL) {
            jy_problem_add(&call->problem, p->name, "wants a list of at most %.0f numbers or lists",
                           p->max);
        }
        return list;
    }
    if (wants_number && json_is_integer(value)) {
        return jy_arena_printf(&call->request->arena, "%" JSON_INTEGER_FORMAT,
                               json_integer_value(value));
    }
    if (wants_number && json_is_real(value))
        return jy_arena_strdup(&call->request->arena, jy_double_text(json_real_value(value), text));
    if (!wants_number && json_is_string(value))
        return jy_arena_strdup(&call->request->arena, json_string_value(value));
    jy_problem_add(&call->problem, p->name, wants_number ? "wants a number" : "wants a string");
    return NULL;
}

static void take_body(struct jy_http_call *call, json_t *body)
{
    const char *name;
    json_t *value;
    json_object_foreach(body, name, value)
    {
        const struct jy_param *p = find_param(call->route, JY_IN_BODY, name);
        if (p == NULL) {
            jy_problem_add(&call->problem, name, "unknown field");
            continue;
        }
        if (json_is_null(value) && !p->required)
            continue;
        const char *text = json_text(call, p, value);
        if (text != NULL)
            take(call, (size_t)(p - call->route->params), text);
    }
}

static enum jy_code bind_body(struct jy_http_call *call, struct jy_error *err)
{
    const struct jy_buf *bytes = &call->request->body;
    json_error_t where;
    json_t *body = json_loadb(jy_buf_text(bytes), bytes->len, JSON_REJECT_DUPLICATES, &where);
    if (body == NULL) {
        return jy_fail(err, JY_EINVALID, "the body is not JSON: line %d, column %d: %.200s",
                       where.line, where.column, where.text);
    }
    enum jy_code code = JY_OK;
    if (json_is_object(body)) {
        take_body(call, body);
    } else {
        code = jy_fail(err, JY_EINVALID, "the body is not a JSON object");
    }
    json_decref(body);
    return code;
}

static bool has_error(const struct jy_problem *problem, const char *name)
{
    for (size_t i = 0; i < problem->n_fields; i++) {
        if (strcmp(problem->fields[i].field, name) == 0)
            return true;
    }
    return false;
}

static bool header_repeated(const struct jy_http_request *request, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < request->n_headers; i++)
        n += strcasecmp(request->headers[i].name, name) == 0;
    return n > 1;
}

static void bind_one(struct jy_http_call *call, size_t i, const struct jy_route_match *match)
{
    const struct jy_param *p = &call->route->params[i];
    if (p->place == JY_IN_HEADER && header_repeated(call->request, p->name)) {
        jy_problem_add(&call->problem, p->name, "is given twice");
        return;
    }
    const char *text = p->place == JY_IN_PATH     ? path_value(match, p->name)
                       : p->place == JY_IN_QUERY  ? jy_http_request_query(call->request, p->name)
                       : p->place == JY_IN_HEADER ? jy_http_request_header(call->request, p->name)
                                                  : NULL;
    if (text != NULL)
        take(call, i, text);
    if (call->values[i].text != NULL || has_error(&call->problem, p->name))
        return;
    if (p->required) {
        jy_problem_add(&call->problem, p->name, "is required");
    } else if (p->default_text != NULL) {
        take(call, i, p->default_text);
    }
}

enum jy_code jy_call_bind(struct jy_http_call *call, const struct jy_route_match *match,
                          struct jy_error *err)
{
    memset(call->values, 0, sizeof call->values);
    call->problem.n_fields = 0;
    refuse_unknown_query(call);
    if (call->route->body_limit > 0 && call->route->accepts == NULL) {
        enum jy_code code = bind_body(call, err);
        if (code != JY_OK)
            return code;
    }
    for (size_t i = 0; call->route->params != NULL && call->route->params[i].name != NULL; i++) {
        assert(i < JY_ROUTE_PARAMS_MAX);
        bind_one(call, i, match);
    }
    if (call->problem.n_fields == 0)
        return JY_OK;
    return jy_fail(err, JY_EINVALID, "%s: %s", call->problem.fields[0].field,
                   call->problem.fields[0].reason);
}
