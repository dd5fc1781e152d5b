/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/http/exchange.h"

#include "tests/support/support.h"

static enum jy_code echo(struct jy_http_call *call, struct jy_error *err)
{
    const char *name = jy_call_text(call, "name");
    if (name != NULL && strcmp(name, "missing") == 0)
        return jy_fail(err, JY_ENOTFOUND, "no such thing");
    if (name != NULL && strcmp(name, "broken") == 0)
        return jy_fail(err, JY_EINTERNAL, "secret cause");
    jy_buf_addf(&call->response->body, "%s|%g|%ld|%s", name != NULL ? name : "-",
                jy_call_number(call, "x"), jy_call_int(call, "n"), jy_call_text(call, "kind"));
    return JY_OK;
}

static enum jy_code post(struct jy_http_call *call, struct jy_error *err)
{
    (void)err;
    jy_buf_addf(&call->response->body, "%g %s", jy_call_number(call, "x"),
                jy_call_text(call, "note") != NULL ? jy_call_text(call, "note") : "-");
    call->response->status = 201;
    return JY_OK;
}

static const struct jy_param echo_params[] = {
    {.name = "name", .place = JY_IN_PATH, .kind = JY_PARAM_STRING, .required = true, .max = 20},
    {.name = "x", .place = JY_IN_QUERY, .kind = JY_PARAM_NUMBER, .min = -180, .max = 180},
    {.name = "n", .place = JY_IN_QUERY, .kind = JY_PARAM_INT, .max = 9, .default_text = "4"},
    {.name = "kind",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_ENUM,
     .codes = "city|private",
     .default_text = "city"},
    {0}};
static const struct jy_param post_params[] = {
    {.name = "x", .place = JY_IN_BODY, .kind = JY_PARAM_NUMBER, .required = true, .max = 10},
    {.name = "note", .place = JY_IN_BODY, .kind = JY_PARAM_STRING, .max = 5},
    {0}};
static const struct jy_http_route routes[] = {{JY_HTTP_GET, "/e/{name}", "echo", "", echo,
                                               echo_params, "text/plain", "200",
                                               .cache = JY_HTTP_CACHE_REVALIDATE},
                                              {JY_HTTP_POST, "/p", "post", "", post, post_params,
                                               "text/plain", "201", .body_limit = 64, .csrf = true},
                                              {0}};

static struct jy_http_service service;

static struct jy_http_exchange *ask(const char *method, const char *target, const char *headers,
                                    const char *body)
{
    service.router = jy_router_of(routes, NULL);
    struct jy_http_exchange *x = jy_http_exchange_new(&service, target);
    x->request.method = jy_http_method_parse(method);
    jy_http_request_add_header(&x->request, "Host", 4, "h", 1);
    for (const char *line = headers; line != NULL && *line != '\0';) {
        size_t len = strcspn(line, "\n"), name = strcspn(line, ":");
        jy_http_request_add_header(&x->request, line, name, line + name + 2, len - name - 2);
        line += len + (line[len] == '\n');
    }
    if (!jy_http_exchange_head(x)) {
        if (body != NULL)
            assert_true(jy_http_exchange_body(x, body, strlen(body)));
        jy_http_exchange_run(x);
    }
    return x;
}

static const char *header(const struct jy_http_exchange *x, const char *name)
{
    for (size_t i = 0; i < x->response.n_extra; i++)
        if (strcmp(x->response.extra[i].name, name) == 0)
            return x->response.extra[i].value;
    return "";
}

static void expect(const char *method, const char *target, const char *headers, const char *body,
                   int status, const char *part)
{
    struct jy_http_exchange *x = ask(method, target, headers, body);
    if (x->response.status != status || strstr(jy_buf_text(&x->response.body), part) == NULL)
        fail_msg("%s %s: %d %s", method, target, x->response.status,
                 jy_buf_text(&x->response.body));
    jy_http_exchange_free(x);
}

static void patterns_match(void **state)
{
    (void)state;
    struct jy_arena arena;
    jy_arena_init(&arena);
    struct jy_route_match m;
    assert_true(jy_route_match("/", "/", &arena, &m));
    assert_true(jy_route_match("/t/{l}/{z}/{y}@2x.png", "/t/a/3/44@2x.png", &arena, &m));
    assert_int_equal(m.n, 3);
    assert_string_equal(m.values[2].value, "44");
    assert_false(jy_route_match("/t/{l}/{z}/{y}@2x.png", "/t/a/3/44.png", &arena, &m));
    assert_true(jy_route_match("/f/{d}.{f}", "/f/a.b.pdf", &arena, &m));
    assert_string_equal(m.values[0].value, "a.b");
    assert_string_equal(m.values[1].value, "pdf");
    assert_false(jy_route_match("/f/{d}", "/f/", &arena, &m));
    assert_false(jy_route_match("/f/{d}", "/f/a/", &arena, &m));
    assert_false(jy_route_match("/f/{d}", "/f/a/b", &arena, &m));
    assert_true(jy_route_match("/s/{p*}", "/s/a/b.js", &arena, &m));
    assert_string_equal(m.values[0].name, "p");
    assert_string_equal(m.values[0].value, "a/b.js");
    assert_false(jy_route_match("/s/{p*}", "/s/", &arena, &m));
    jy_arena_done(&arena);
}

static void parameters_are_checked_by_their_row(void **state)
{
    (void)state;
    expect("GET", "/e/a%20b?x=-1.5&kind=private", "", NULL, 200, "a b|-1.5|4|private");
    expect("GET", "/e/a", "", NULL, 200, "a|nan|4|city");
    expect("GET", "/e/a?x=nan", "", NULL, 400, "\"field\":\"x\"");
    expect("GET", "/e/a?x=inf", "", NULL, 400, "wants a number");
    expect("GET", "/e/a?x=1e999", "", NULL, 400, "wants a number");
    expect("GET", "/e/a?x=0x10", "", NULL, 400, "wants a number");
    expect("GET", "/e/a?x=181", "", NULL, 400, "-180 to 180");
    expect("GET", "/e/a?n=1.0", "", NULL, 400, "whole number");
    expect("GET", "/e/a?n=", "", NULL, 400, "wants a number");
    expect("GET", "/e/a?kind=city%7Cprivate", "", NULL, 400, "one of");
    expect("GET", "/e/a?kind=", "", NULL, 400, "one of");
    expect("GET", "/e/a?lat=1", "", NULL, 400, "\"field\":\"lat\"");
    expect("GET", "/e/aaaaaaaaaaaaaaaaaaaaa", "", NULL, 400, "0 to 20 characters");
    expect("GET", "/e/a%C2%85", "", NULL, 400, "control");
}

static void bodies_are_strict(void **state)
{
    (void)state;
    static const char json[] = "Content-Type: application/json; charset=utf-8";
    expect("POST", "/p", json, "{\"x\":1.5,\"note\":\"灯灯灯灯灯\"}", 201, "1.5 灯灯灯灯灯");
    expect("POST", "/p", json, "{\"x\":1,\"note\":null}", 201, "1 -");
    expect("POST", "/p", json, "{\"x\":1,\"note\":\"123456\"}", 400, "\"field\":\"note\"");
    expect("POST", "/p", json, "{\"x\":\"1\"}", 400, "wants a number");
    expect("POST", "/p", json, "{\"x\":null}", 400, "wants a number");
    expect("POST", "/p", json, "{}", 400, "is required");
    expect("POST", "/p", json, "{\"x\":1,\"y\":2}", 400, "unknown field");
    expect("POST", "/p", json, "{\"x\":1,\"x\":2}", 400, "not JSON");
    expect("POST", "/p", json, "{\"x\":1e999}", 400, "not JSON");
    expect("POST", "/p", json, "{\"x\":NaN}", 400, "not JSON");
    expect("POST", "/p", json, "{\"x\":1} {}", 400, "not JSON");
    expect("POST", "/p", json, "[1]", 400, "not a JSON object");
    expect("POST", "/p", json, "", 400, "not JSON");
    expect("POST", "/p", json, "{\"x\":1,\"note\":\"\xff\"}", 400, "not JSON");
    expect("POST", "/p", json, "{\"x\":1,\"note\":\"\\u0007\"}", 400, "control");
    expect("POST", "/p", "Content-Type: text/plain", "{\"x\":1}", 415, "application/json");
    expect("POST", "/p", "Content-Type: application/json\nOrigin: https://evil.example",
           "{\"x\":1}", 403, "another site");
    expect("POST", "/p", "Content-Type: application/json\nOrigin: https://h", "{\"x\":1}", 201,
           "1");
    expect("POST", "/p", "Content-Type: application/json\nContent-Length: 65", NULL, 413, "65");
    char large[80];
    memset(large, ' ', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    expect("POST", "/p", json, large, 413, "too long");
}

static void errors_become_problems(void **state)
{
    (void)state;
    expect("GET", "/e/missing", "", NULL, 404, "\"detail\":\"no such thing\"");
    expect("GET", "/nowhere", "", NULL, 404, "\"status\":404");
    expect("TRACE", "/e/a", "", NULL, 501, "\"status\":501");
    expect("GET", "/e/%2e%2e/x", "", NULL, 400, "segment");
    struct jy_http_exchange *x = ask("GET", "/e/broken", "", NULL);
    assert_int_equal(x->response.status, 500);
    assert_null(strstr(jy_buf_text(&x->response.body), "secret cause"));
    jy_http_exchange_free(x);
    x = ask("DELETE", "/e/a", "", NULL);
    assert_int_equal(x->response.status, 405);
    assert_string_equal(header(x, "Allow"), "GET, HEAD, OPTIONS");
    jy_http_exchange_free(x);
    x = ask("OPTIONS", "/p", "", NULL);
    assert_int_equal(x->response.status, 204);
    assert_string_equal(header(x, "Allow"), "POST, OPTIONS");
    assert_string_equal(header(x, "Access-Control-Allow-Origin"), "");
    jy_http_exchange_free(x);
}

static void unchanged_answers_are_304(void **state)
{
    (void)state;
    struct jy_http_exchange *x = ask("GET", "/e/a", "", NULL);
    char condition[100];
    (void)snprintf(condition, sizeof condition, "If-None-Match: %s", header(x, "ETag"));
    assert_true(strlen(header(x, "ETag")) > 10);
    assert_string_equal(header(x, "Access-Control-Allow-Origin"), "*");
    jy_http_exchange_free(x);
    x = ask("GET", "/e/a", condition, NULL);
    assert_int_equal(x->response.status, 304);
    assert_int_equal(x->response.body.len, 0);
    jy_http_exchange_free(x);
    x = ask("GET", "/e/b", condition, NULL);
    assert_int_equal(x->response.status, 200);
    jy_http_exchange_free(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_match),
        cmocka_unit_test(parameters_are_checked_by_their_row),
        cmocka_unit_test(bodies_are_strict),
        cmocka_unit_test(errors_become_problems),
        cmocka_unit_test(unchanged_answers_are_304),
    };
    return cmocka_run_group_tests_name("src/http/router", tests, NULL, NULL);
}
