/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/http/problem.h"

#include <stdarg.h>
#include <stdio.h>

#include "src/base/json_out.h"

void jy_problem_add(struct jy_problem *problem, const char *field, const char *fmt, ...)
{
    if (problem->n_fields == JY_PROBLEM_FIELDS_MAX)
        return;
    struct jy_problem_field *f = &problem->fields[problem->n_fields++];
    (void)snprintf(f->field, sizeof f->field, "%s", field);
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(f->reason, sizeof f->reason, fmt, args);
    va_end(args);
}

int jy_problem_status(enum jy_code code)
{
    switch (code) {
    case JY_OK:
        return 200;
    case JY_EINVALID:
        return 400;
    case JY_ENOTFOUND:
        return 404;
    case JY_ECONFLICT:
        return 409;
    case JY_EDENIED:
        return 403;
    case JY_ELIMIT:
        return 413;
    case JY_EBUSY:
        return 503;
    case JY_EIO:
    case JY_EINTERNAL:
        break;
    }
    return 500;
}

void jy_problem_write(struct jy_http_response *response, int status, const char *detail,
                      const struct jy_problem *fields, const char *request_id)
{
    jy_http_response_reset(response);
    response->status = status;
    response->content_type = "application/problem+json";
    response->cache = JY_HTTP_CACHE_NONE;
    struct jy_json json;
    jy_json_init(&json, &response->body);
    jy_json_object(&json);
    jy_json_kv_string(&json, "type", "about:blank");
    jy_json_kv_string(&json, "title", jy_http_status_text(status));
    jy_json_kv_int(&json, "status", status);
    if (detail != NULL && detail[0] != '\0')
        jy_json_kv_string(&json, "detail", detail);
    char instance[64];
    (void)snprintf(instance, sizeof instance, "urn:request:%s", request_id);
    jy_json_kv_string(&json, "instance", instance);
    if (fields != NULL && fields->n_fields > 0) {
        jy_json_key(&json, "errors");
        jy_json_array(&json);
        for (size_t i = 0; i < fields->n_fields; i++) {
            jy_json_object(&json);
            jy_json_kv_string(&json, "field", fields->fields[i].field);
            jy_json_kv_string(&json, "reason", fields->fields[i].reason);
            jy_json_object_end(&json);
        }
        jy_json_array_end(&json);
    }
    jy_json_object_end(&json);
}
