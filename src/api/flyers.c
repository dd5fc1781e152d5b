/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/api/agents.h"
#include "src/api/api.h"
#include "src/base/hash.h"
#include "src/domain/position.h"
#include "src/http/finish.h"
#include "src/snapshot/flyers.h"

struct job {
    struct jy_http_call *call;
    const struct jy_snapshot *snapshot;
    struct jy_flyer_wish wish;
    enum jy_flyer_format format;
    enum jy_flyer_size size;
};

static enum jy_code build_flyer(void *ctx, struct jy_http_bytes **out, struct jy_error *err)
{
    const struct job *job = ctx;
    struct jy_buf JY_AUTOBUF bytes = JY_BUF_INIT;
    const struct jy_press_job asked = {job->wish, job->format, job->size, false};
    const enum jy_code code =
        jy_press_draw(jy_api_of(job->call)->press, job->snapshot, &asked, &bytes, err);
    if (code == JY_OK)
        *out = jy_http_bytes_new(jy_buf_text(&bytes), bytes.len);
    return code;
}

static enum jy_code read_district(struct job *job, struct jy_error *err)
{
    const char *district = jy_call_text(job->call, "district");
    if (strcmp(district, "city") == 0)
        return JY_OK;
    job->wish.district = district;
    if (jy_lighting_district(job->snapshot->lighting, district) == JY_NO_DISTRICT)
        return jy_fail(err, JY_ENOTFOUND, "there is no district of this name with an outline");
    return JY_OK;
}

static enum jy_code read_point(struct job *job, struct jy_error *err)
{
    const char *at = jy_call_text(job->call, "at"), *from = jy_call_text(job->call, "from_place");
    if (!jy_lonlat_parse(at, &job->wish.at)) {
        jy_problem_add(&job->call->problem, "at",
                       "longitude and latitude in degrees: 139.57,35.63");
        return jy_fail(err, JY_EINVALID, "at is no position");
    }
    job->wish.from_place = from != NULL && from[0] != '\0' ? from : NULL;
    enum jy_code code = jy_api_subject_read(job->call, &job->wish.subject, err);
    return code == JY_OK ? jy_api_sender_read(job->call, &job->wish.sender, err) : code;
}

static enum jy_code read_job(struct job *job, struct jy_error *err)
{
    (void)jy_flyer_format_parse(jy_call_text(job->call, "format"), &job->format);
    (void)jy_flyer_size_parse(jy_call_text(job->call, "size"), &job->size);
    if (job->size == JY_FLYER_OGP && job->format != JY_FLYER_PNG) {
        jy_problem_add(&job->call->problem, "size", "ogp is a picture: ask for .png");
        return jy_fail(err, JY_EINVALID, "size ogp is for .png only");
    }
    job->wish.lang = jy_api_lang(job->call);
    job->wish.base_url = jy_api_base_url(job->call);
    return job->wish.template == JY_FLYER_PROPERTY ? read_point(job, err) : read_district(job, err);
}

static void set_type(struct jy_http_call *call, const struct job *job)
{
    static const char *const types[] = {[JY_FLYER_PDF] = "application/pdf",
                                        [JY_FLYER_PNG] = "image/png",
                                        [JY_FLYER_HTML] = "text/html; charset=utf-8"};
    call->response->content_type = types[job->format];
    static const char *const names[] = {
        [JY_FLYER_DISTRICT] = "inline; filename=\"joyato-district.pdf\"",
        [JY_FLYER_REQUEST] = "inline; filename=\"joyato-request.pdf\"",
        [JY_FLYER_CAMERAS] = "inline; filename=\"joyato-cameras.pdf\"",
        [JY_FLYER_PROPERTY] = "inline; filename=\"joyato-property.pdf\""};
    call->response->sheet = job->format == JY_FLYER_HTML;
    if (job->format == JY_FLYER_PDF)
        jy_http_response_header(call->response, "Content-Disposition", names[job->wish.template]);
}

/* Everything that decides the bytes; the address in the QR code is the host's. */
static void describe(const struct job *job, struct jy_buf *out)
{
    const struct jy_flyer_wish *w = &job->wish;
    jy_buf_addf(out, "%" PRId64 "|%d|%d|%d|%d|%s|%.7f,%.7f|%s|%s|%s", job->snapshot->version,
                (int)w->template, (int)w->lang, (int)job->format, (int)job->size,
                w->district != NULL ? w->district : "", w->at.lon_deg, w->at.lat_deg,
                w->from_place != NULL ? w->from_place : "", w->base_url, PACKAGE_VERSION);
    if (w->template == JY_FLYER_PROPERTY) {
        const char *logo = jy_call_text(job->call, "logo");
        const char *const texts[] = {w->sender.name, w->sender.contact, logo, w->subject.title,
                                     w->subject.address};
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            const char *text = texts[i] != NULL ? texts[i] : "";
            jy_buf_add(out, text, strlen(text) + 1); /* NUL stands in none of them */
        }
    }
}

static enum jy_code answer(struct job *job, struct jy_error *err)
{
    struct jy_http_call *call = job->call;
    struct jy_buf JY_AUTOBUF what = JY_BUF_INIT;
    char etag[JY_ETAG_SIZE];
    describe(job, &what);
    if (jy_http_not_modified(call->request, call->response, jy_etag_of(what.data, what.len, etag)))
        return JY_OK;
    struct jy_tile_key key = {.version = jy_hash64(what.data, what.len), .what = 0xF1FE};
    struct jy_http_bytes *bytes;
    enum jy_code code =
        jy_tile_cache_get(jy_api_of(call)->flyers, &key, build_flyer, job, &bytes, err);
    if (code != JY_OK)
        return code;
    set_type(call, job);
    static const char *const formats[] = {"pdf", "png", "html"};
    jy_tally_add(jy_api_of(call)->tally, jy_flyer_template_text(job->wish.template),
                 jy_lang_text(job->wish.lang), formats[job->format], 1);
    jy_http_response_share(call->response, bytes);
    return JY_OK;
}

static enum jy_code serve(struct jy_http_call *call, enum jy_flyer_template template,
                          struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    enum jy_code code = jy_live_get(api->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    struct job job = {.call = call, .snapshot = snapshot, .wish = {.template = template}};
    code = read_job(&job, err);
    if (code == JY_OK)
        code = answer(&job, err);
    jy_picture_done(&job.wish.sender.logo);
    return code;
}

enum jy_code jy_api_flyer(struct jy_http_call *call, struct jy_error *err)
{
    return serve(call, JY_FLYER_DISTRICT, err);
}

enum jy_code jy_api_flyer_request(struct jy_http_call *call, struct jy_error *err)
{
    return serve(call, JY_FLYER_REQUEST, err);
}

enum jy_code jy_api_flyer_cameras(struct jy_http_call *call, struct jy_error *err)
{
    return serve(call, JY_FLYER_CAMERAS, err);
}

enum jy_code jy_api_flyer_property(struct jy_http_call *call, struct jy_error *err)
{
    return serve(call, JY_FLYER_PROPERTY, err);
}
