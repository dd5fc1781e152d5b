/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/api/api.h"
#include "src/base/hash.h"
#include "src/http/finish.h"
#include "src/snapshot/district_flyer.h"

struct job {
    struct jy_http_call *call;
    const struct jy_snapshot *snapshot;
    uint16_t district;
    enum jy_flyer_format format;
    enum jy_flyer_size size;
};

static enum jy_code render(const struct job *job, struct jy_buf *out, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(job->call);
    struct jy_flyer flyer;
    enum jy_code code =
        jy_district_flyer(job->snapshot, api->i18n, job->district, jy_api_lang(job->call),
                          jy_api_base_url(job->call), &job->call->request->arena, &flyer, err);
    if (code != JY_OK)
        return code;
    struct jy_tool *tool = jy_tools_take(api->tools);
    if (tool->worker == NULL)
        tool->worker = jy_render_worker_new();
    code = jy_flyer_render(tool->worker, &flyer, job->format, job->size, false, out, err);
    jy_tools_give(api->tools, tool);
    return code;
}

static enum jy_code build_flyer(void *ctx, struct jy_http_bytes **out, struct jy_error *err)
{
    const struct job *job = ctx;
    struct jy_buf JY_AUTOBUF bytes = JY_BUF_INIT;
    const enum jy_code code = render(job, &bytes, err);
    if (code == JY_OK)
        *out = jy_http_bytes_new(jy_buf_text(&bytes), bytes.len);
    return code;
}

static enum jy_code read_job(struct job *job, struct jy_error *err)
{
    const char *district = jy_call_text(job->call, "district");
    (void)jy_flyer_format_parse(jy_call_text(job->call, "format"), &job->format);
    (void)jy_flyer_size_parse(jy_call_text(job->call, "size"), &job->size);
    if (job->size == JY_FLYER_OGP && job->format != JY_FLYER_PNG) {
        jy_problem_add(&job->call->problem, "size", "ogp is a picture: ask for .png");
        return jy_fail(err, JY_EINVALID, "size ogp is for .png only");
    }
    job->district = JY_NO_DISTRICT;
    if (strcmp(district, "city") == 0)
        return JY_OK;
    job->district = jy_lighting_district(job->snapshot->lighting, district);
    if (job->district == JY_NO_DISTRICT)
        return jy_fail(err, JY_ENOTFOUND, "there is no district of this name with an outline");
    return JY_OK;
}

static void set_type(struct jy_http_call *call, const struct job *job)
{
    static const char *const types[] = {[JY_FLYER_PDF] = "application/pdf",
                                        [JY_FLYER_PNG] = "image/png",
                                        [JY_FLYER_HTML] = "text/html; charset=utf-8"};
    call->response->content_type = types[job->format];
    if (job->format == JY_FLYER_PDF)
        jy_http_response_header(call->response, "Content-Disposition",
                                "inline; filename=\"joyato-district.pdf\"");
}

enum jy_code jy_api_flyer(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    enum jy_code code = jy_live_get(api->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    struct job job = {.call = call, .snapshot = snapshot};
    code = read_job(&job, err);
    if (code != JY_OK)
        return code;
    /* The address in the QR code is the host's: part of what the sheet is. */
    char what[512], etag[JY_ETAG_SIZE];
    int n = snprintf(what, sizeof what, "%" PRId64 "|%d|%d|%d|%d|%s|%s", snapshot->version,
                     (int)job.district, (int)jy_api_lang(call), (int)job.format, (int)job.size,
                     jy_api_base_url(call), PACKAGE_VERSION);
    size_t len = n < 0 ? 0 : (size_t)n < sizeof what ? (size_t)n : sizeof what - 1;
    if (jy_http_not_modified(call->request, call->response, jy_etag_of(what, len, etag)))
        return JY_OK;
    struct jy_tile_key key = {.version = jy_hash64(what, len), .what = 0xF1FE};
    struct jy_http_bytes *bytes;
    code = jy_tile_cache_get(api->flyers, &key, build_flyer, &job, &bytes, err);
    if (code != JY_OK)
        return code;
    set_type(call, &job);
    jy_http_response_share(call->response, bytes);
    return JY_OK;
}
