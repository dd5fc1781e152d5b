/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <config.h>

#include <inttypes.h>
#include <string.h>

#include "src/api/api.h"
#include "src/api/tools.h"
#include "src/base/clock.h"
#include "src/base/hash.h"
#include "src/http/finish.h"
#include "src/snapshot/crime_report.h"

struct job {
    struct jy_api *api;
    const struct jy_snapshot *snapshot;
    struct jy_crime_report_wish wish;
    bool pdf;
};

/* A tool is held while it is drawn: no child is forked from inside the drawing libraries. */
static enum jy_code draw(const struct job *job, const struct jy_report *report, struct jy_buf *out,
                         struct jy_error *err)
{
    if (!job->pdf) {
        jy_report_html(report, out);
        return JY_OK;
    }
    struct jy_tool *tool = jy_tools_take(job->api->tools);
    const enum jy_code code = jy_report_pdf(report, out, err);
    jy_tools_give(job->api->tools, tool);
    return code;
}

static enum jy_code build(void *ctx, struct jy_http_bytes **out, struct jy_error *err)
{
    const struct job *job = ctx;
    const struct jy_snapshot *s = job->snapshot;
    const struct jy_crime_report_from from = {s->crime, s->data, s->taxonomy, job->api->i18n};
    struct jy_buf JY_AUTOBUF bytes = JY_BUF_INIT;
    struct jy_report report;
    struct jy_arena arena;
    jy_arena_init(&arena);
    enum jy_code code = jy_crime_report_fill(&from, &job->wish, &arena, &report, err);
    if (code == JY_OK)
        code = draw(job, &report, &bytes, err);
    if (code == JY_OK)
        *out = jy_http_bytes_new(jy_buf_text(&bytes), bytes.len);
    jy_arena_done(&arena);
    return code;
}

static enum jy_code answer(struct jy_http_call *call, struct job *job, struct jy_error *err)
{
    char day[JY_DATE_TEXT_SIZE], etag[JY_ETAG_SIZE];
    struct jy_buf JY_AUTOBUF what = JY_BUF_INIT;
    jy_buf_addf(&what, "%" PRId64 "|%s|%d|%d|%d|%s", job->snapshot->version,
                jy_date_text(jy_clock_today(), day), job->wish.year, (int)job->wish.lang, job->pdf,
                PACKAGE_VERSION);
    if (jy_http_not_modified(call->request, call->response, jy_etag_of(what.data, what.len, etag)))
        return JY_OK;
    struct jy_tile_key key = {.version = jy_hash64(what.data, what.len), .what = 0xF1FC};
    struct jy_http_bytes *bytes;
    const enum jy_code code = jy_tile_cache_get(job->api->flyers, &key, build, job, &bytes, err);
    if (code != JY_OK)
        return code;
    call->response->content_type = job->pdf ? "application/pdf" : "text/html; charset=utf-8";
    call->response->sheet = !job->pdf;
    if (job->pdf) {
        jy_http_response_header(call->response, "Content-Disposition",
                                "inline; filename=\"joyato-crimes.pdf\"");
    }
    jy_http_response_share(call->response, bytes);
    return JY_OK;
}

/* The public's report: what is withheld in the figures is withheld here. */
enum jy_code jy_api_crime_report(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    enum jy_code code = jy_live_get(api->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    struct job job = {
        .api = api,
        .snapshot = snapshot,
        .wish = {.year = (int)jy_call_int(call, "year"), .lang = jy_api_lang(call)},
        .pdf = strcmp(jy_call_text(call, "format"), "pdf") == 0,
    };
    return answer(call, &job, err);
}
