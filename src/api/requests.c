/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A resident asks for a light, once even when sent twice, and follows it under a secret link. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/analysis/ask.h"
#include "src/analysis/judged.h"
#include "src/api/api.h"
#include "src/api/json_geo.h"

/* What the writer thread fills. */
struct addition {
    char receipt[32], token[40];
    bool is_new;
};

/* A request is for a place in the city; a kilometre around it is still somebody's border street. */
static bool near_city(const struct jy_city *city, struct gis_lonlat at)
{
    const double margin_deg = 0.01;
    return at.lon_deg >= city->west_deg - margin_deg && at.lon_deg <= city->east_deg + margin_deg &&
           at.lat_deg >= city->south_deg - margin_deg && at.lat_deg <= city->north_deg + margin_deg;
}

static void fill_request(struct jy_http_call *call, const struct jy_snapshot *snapshot,
                         struct jy_request *request)
{
    struct jy_arena *arena = &call->request->arena;
    *request =
        (struct jy_request){.at = {jy_call_number(call, "lon"), jy_call_number(call, "lat")}};
    (void)jy_land_parse(jy_call_text(call, "land"), &request->land);
    request->wish = jy_call_text(call, "wish");
    request->note = jy_call_text(call, "note");
    if (request->note != NULL && request->note[0] == '\0')
        request->note = NULL;
    request->language = jy_call_text(call, "lang");
    request->rule =
        jy_arena_printf(arena, "%s@%s", snapshot->data->rule->id, snapshot->data->rule->version);
    request->nearest_m = (double)NAN;
    const struct jy_area *district =
        jy_city_data_area_at(snapshot->data, JY_AREA_DISTRICT, request->at);
    request->district = district != NULL ? jy_arena_strdup(arena, district->name) : NULL;
}

/* What the resident was told when asking goes with the request. */
static enum jy_code answer_by_ask(const struct jy_snapshot *snapshot, struct jy_request *request,
                                  struct jy_error *err)
{
    struct jy_answer answer;
    enum jy_code code = jy_ask(snapshot->lighting, request->at, request->land, &answer, err);
    if (code != JY_OK)
        return code;
    request->answer = jy_answer_text(answer.kind);
    request->nearest_m = answer.distance_m;
    return JY_OK;
}

static void write_receipt(struct jy_http_call *call, const struct addition *a,
                          const struct jy_request *stored)
{
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    jy_json_kv_string(&json, "receipt", a->receipt);
    jy_json_kv_string(&json, "status_url",
                      jy_arena_printf(&call->request->arena, "/r/%s", a->token));
    /* What it was when it came in: the same answer however often it is sent. */
    jy_json_kv_string(&json, "status", jy_request_status_text(JY_REQUEST_RECEIVED));
    jy_json_kv_string(&json, "created_at", stored->created_at);
    jy_json_object_end(&json);
}

/* Copies what outlives the row. */
struct found {
    struct jy_arena *arena;
    struct jy_request request;
    bool any;
};

static enum jy_code keep(const struct jy_request *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct found *f = ctx;
    f->request = *row;
    f->request.receipt = jy_arena_strdup(f->arena, row->receipt);
    f->request.token = NULL;
    f->request.wish = jy_arena_strdup(f->arena, row->wish);
    f->request.note = jy_arena_strdup(f->arena, row->note);
    f->request.language = jy_arena_strdup(f->arena, row->language);
    f->request.answer = jy_arena_strdup(f->arena, row->answer);
    f->request.rule = jy_arena_strdup(f->arena, row->rule);
    f->request.created_at = jy_arena_strdup(f->arena, row->created_at);
    f->request.updated_at = jy_arena_strdup(f->arena, row->updated_at);
    f->request.district = jy_arena_strdup(f->arena, row->district);
    f->any = true;
    return JY_OK;
}

static enum jy_code find(struct jy_http_call *call, const char *token, struct found *out,
                         struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_store *store;
    enum jy_code code = jy_readers_borrow(api->readers, &store, err);
    if (code != JY_OK)
        return code;
    *out = (struct found){.arena = &call->request->arena};
    code = jy_store_request_by_token(store, token, keep, out, err);
    jy_readers_return(api->readers, store);
    if (code == JY_OK && !out->any)
        return jy_fail(err, JY_ENOTFOUND, "there is no request under this link");
    return code;
}

enum jy_code jy_api_request_add(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    enum jy_code code = jy_live_get(api->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    struct addition addition = {.is_new = false};
    struct jy_request request = {.id = 0}; /* what the caller does not set is not there */
    fill_request(call, snapshot, &request);
    if (!near_city(snapshot->data->city, request.at)) {
        jy_problem_add(&call->problem, "lon", "the place is outside the city");
        jy_problem_add(&call->problem, "lat", "the place is outside the city");
        return jy_fail(err, JY_EINVALID, "the place is outside the city");
    }
    code = answer_by_ask(snapshot, &request, err);
    if (code == JY_OK) {
        code = jy_writer_request_add(api->writer, jy_call_text(call, "Idempotency-Key"), &request,
                                     addition.receipt, addition.token, &addition.is_new, err);
    }
    struct found stored;
    if (code == JY_OK)
        code = find(call, addition.token, &stored, err);
    if (code != JY_OK)
        return code;
    call->response->status = addition.is_new ? 201 : 200;
    if (addition.is_new) {
        jy_http_response_header(
            call->response, "Location",
            jy_arena_printf(&call->request->arena, "/api/requests/%s", addition.token));
    }
    write_receipt(call, &addition, &stored.request);
    return JY_OK;
}

enum jy_code jy_api_request_get(struct jy_http_call *call, struct jy_error *err)
{
    const struct jy_api *api = jy_api_of(call);
    enum jy_lang lang = jy_api_lang(call);
    struct found found;
    enum jy_code code = find(call, jy_call_text(call, "token"), &found, err);
    if (code != JY_OK)
        return code;
    const struct jy_request *r = &found.request;
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    jy_json_kv_string(&json, "receipt", r->receipt);
    jy_json_kv_string(&json, "status", jy_request_status_text(r->status));
    jy_json_kv_string(
        &json, "status_text",
        jy_i18n_code(api->i18n, lang, "request_status", jy_request_status_text(r->status)));
    jy_json_kv_string(&json, "created_at", r->created_at);
    jy_json_kv_string(&json, "updated_at", r->updated_at);
    jy_json_key(&json, "at");
    jy_api_json_at(&json, r->at);
    jy_json_kv_string(&json, "land", jy_land_text(r->land));
    jy_json_kv_string(&json, "wish", r->wish);
    jy_json_kv_string(&json, "note", r->note);
    jy_json_kv_string(&json, "answer", r->answer);
    jy_json_kv_string(&json, "rule", r->rule);
    jy_api_json_kv_m(&json, "nearest_m", r->nearest_m);
    jy_json_kv_string(&json, "district", r->district);
    jy_json_kv_string(&json, "language", r->language);
    jy_json_object_end(&json);
    return JY_OK;
}

enum jy_code jy_api_request_judged(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    struct jy_store *store;
    struct found found;
    enum jy_code code = find(call, jy_call_text(call, "token"), &found, err);
    if (code == JY_OK)
        code = jy_live_get(api->live, &snapshot, err);
    if (code == JY_OK)
        code = jy_readers_borrow(api->readers, &store, err);
    if (code != JY_OK)
        return code;
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    code = jy_judged_write(store, jy_call_text(call, "token"), snapshot->lighting, api->i18n,
                           jy_api_lang(call), &json, err);
    jy_readers_return(api->readers, store);
    return code;
}
