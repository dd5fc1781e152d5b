/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/http/exchange.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum jy_code answer(struct jy_http_call *call, struct jy_error *err)
{
    (void)err;
    double x = jy_call_number(call, "x");
    if (!(x >= -180 && x <= 180))
        abort();
    if (jy_call_text(call, "note") != NULL && strchr(jy_call_text(call, "note"), 1) != NULL)
        abort();
    return JY_OK;
}

static const struct jy_param params[] = {
    {.name = "z", .place = JY_IN_PATH, .kind = JY_PARAM_INT, .required = true, .max = 22},
    {.name = "key", .place = JY_IN_HEADER, .kind = JY_PARAM_TOKEN, .min = 1, .max = 64},
    {.name = "lang",
     .place = JY_IN_QUERY,
     .kind = JY_PARAM_ENUM,
     .codes = "ja|en",
     .default_text = "ja"},
    {.name = "x",
     .place = JY_IN_BODY,
     .kind = JY_PARAM_NUMBER,
     .required = true,
     .min = -180,
     .max = 180},
    {.name = "note", .place = JY_IN_BODY, .kind = JY_PARAM_STRING, .lines = true, .max = 50},
    {0}};
static const struct jy_http_route routes[] = {
    {JY_HTTP_POST, "/a/{z}.{f}", "a", "", answer, params, "text/plain", "200", .body_limit = 4096},
    {JY_HTTP_POST, "/b/{z}/{rest*}", "b", "", answer, params, "text/plain", "200",
     .body_limit = 4096, .csrf = true},
    {0}};

/* Lines: target, then "name: value" headers, an empty line, the body. */
static const char *take_line(const char **at, size_t *len)
{
    const char *line = *at;
    *len = strcspn(line, "\n");
    *at = line + *len + (line[*len] == '\n');
    return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jy_http_service service = {.router = jy_router_of(routes, NULL),
                                      .trust_forwarded = true};
    char *text = malloc(size + 1);
    if (text == NULL)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    const char *at = text;
    size_t len;
    const char *line = take_line(&at, &len);
    text[len] = '\0';
    struct jy_http_exchange *x = jy_http_exchange_new(&service, line);
    x->request.method = JY_HTTP_POST;
    while (*(line = take_line(&at, &len)) != '\0' && len > 0) {
        size_t name = 0;
        while (name < len && line[name] != ':')
            name++;
        size_t value = name + (name < len);
        jy_http_request_add_header(&x->request, line, name, line + value, len - value);
    }
    if (!jy_http_exchange_head(x)) {
        (void)jy_http_exchange_body(x, at, strlen(at));
        jy_http_exchange_run(x);
    }
    if (x->response.status < 200 || x->response.status > 599)
        abort();
    jy_http_exchange_free(x);
    free(text);
    return 0;
}
