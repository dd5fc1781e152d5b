/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Long work, for who knows its token. */
#include "src/jobs/jobs.h"

#include <time.h>

#include "src/api/api.h"
#include "src/base/json_out.h"
#include "src/jobs/sheets_task.h"
#include "src/snapshot/flyers.h"

static enum jy_code known(const char *token, struct jy_error *err)
{
    return jy_task_token_valid(token) ? JY_OK
                                      : jy_fail(err, JY_ENOTFOUND, "there is no job of this name");
}

static const char *timestamp(struct jy_arena *arena, int64_t at_s)
{
    char text[32];
    struct tm utc;
    const time_t t = (time_t)at_s;
    if (gmtime_r(&t, &utc) == NULL || strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        return NULL;
    return jy_arena_strdup(arena, text);
}

enum jy_code jy_api_job_get(struct jy_http_call *call, struct jy_error *err)
{
    const struct jy_api *api = jy_api_of(call);
    struct jy_arena *arena = &call->request->arena;
    const char *token = jy_call_text(call, "token");
    struct jy_task_status status;
    enum jy_code code = known(token, err);
    if (code == JY_OK)
        code = jy_jobs_status(api->jobs, token, arena, &status, err);
    if (code != JY_OK)
        return code;
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    jy_json_kv_string(&json, "state", jy_task_state_text(status.state));
    jy_json_kv_int(&json, "done", (int64_t)status.done);
    jy_json_kv_int(&json, "total", (int64_t)status.total);
    jy_json_kv_int(&json, "failed", (int64_t)status.failed);
    jy_json_kv_int(&json, "before", (int64_t)status.before);
    jy_json_kv_string(&json, "error", status.error);
    jy_json_kv_string(&json, "expires_at",
                      status.expires_s > 0 ? timestamp(arena, status.expires_s) : NULL);
    if (status.state == JY_TASK_DONE) {
        jy_json_kv_string(&json, "result_url",
                          jy_arena_printf(arena, "/api/jobs/%s/result", token));
        jy_json_kv_int(&json, "result_bytes", (int64_t)status.result_bytes);
    }
    jy_json_kv_int(&json, "notes_all", (int64_t)status.n_notes_all);
    jy_task_notes_write(status.n_notes, status.notes, &json);
    jy_json_object_end(&json);
    return JY_OK;
}

/* Each sheet taken in the archive counts as one taken alone does. */
static void count_sheets(struct jy_http_call *call, const char *token)
{
    static const char *const formats[] = {
        [JY_FLYER_PDF] = "pdf", [JY_FLYER_PNG] = "png", [JY_FLYER_HTML] = "html"};
    const struct jy_api *api = jy_api_of(call);
    struct jy_task_status status;
    struct jy_error ignored;
    enum jy_lang lang;
    enum jy_flyer_format format;
    if (call->request->method == JY_HTTP_HEAD ||
        jy_jobs_status(api->jobs, token, &call->request->arena, &status, &ignored) != JY_OK ||
        !jy_sheets_task_form(status.order, &lang, &format) || status.done <= status.failed)
        return;
    jy_tally_add(api->tally, jy_flyer_template_text(JY_FLYER_PROPERTY), jy_lang_text(lang),
                 formats[format], status.done - status.failed);
}

enum jy_code jy_api_job_result(struct jy_http_call *call, struct jy_error *err)
{
    const struct jy_api *api = jy_api_of(call);
    const char *token = jy_call_text(call, "token");
    int fd = -1;
    uint64_t bytes = 0;
    enum jy_code code = known(token, err);
    if (code == JY_OK)
        code = jy_jobs_result(api->jobs, token, &fd, &bytes, err);
    if (code != JY_OK)
        return code;
    count_sheets(call, token);
    jy_http_response_file(call->response, fd, bytes);
    jy_http_response_header(call->response, "Content-Disposition",
                            "attachment; filename=\"joyato-sheets.zip\"");
    return JY_OK;
}

enum jy_code jy_api_job_delete(struct jy_http_call *call, struct jy_error *err)
{
    const struct jy_api *api = jy_api_of(call);
    const char *token = jy_call_text(call, "token");
    enum jy_code code = known(token, err);
    if (code == JY_OK)
        code = jy_jobs_delete(api->jobs, token, err);
    if (code == JY_OK)
        call->response->status = 204;
    return code;
}
