/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/ask.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/api/api.h"

/* Requests of residents are newer than the snapshot: they are counted in the store. */
struct near {
    struct gis_lonlat at;
    int n;
    size_t n_told;
    struct jy_ask_request told[JY_ASK_REQUESTS_MAX];
};

/* Keeps the nearest ones, in order. */
static void tell(struct near *near, const struct jy_request *row, double m)
{
    struct jy_ask_request one = {.status = row->status, .distance_m = m};
    size_t i = near->n_told < JY_ASK_REQUESTS_MAX ? near->n_told++ : JY_ASK_REQUESTS_MAX - 1;
    if (near->n_told == JY_ASK_REQUESTS_MAX && i == JY_ASK_REQUESTS_MAX - 1 &&
        near->n > JY_ASK_REQUESTS_MAX && near->told[i].distance_m <= m)
        return;
    (void)snprintf(one.month, sizeof one.month, "%.7s",
                   row->created_at != NULL ? row->created_at : "");
    for (; i > 0 && near->told[i - 1].distance_m > m; i--)
        near->told[i] = near->told[i - 1];
    near->told[i] = one;
}

#define M_PER_DEG 111320.0 /* of latitude; 0.5 % off at most */

static enum jy_code count_near(const struct jy_request *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct near *near = ctx;
    double north_m = (row->at.lat_deg - near->at.lat_deg) * M_PER_DEG;
    double east_m = (row->at.lon_deg - near->at.lon_deg) * M_PER_DEG *
                    cos(near->at.lat_deg * (3.14159265358979323846 / 180));
    bool waits = row->status == JY_REQUEST_RECEIVED || row->status == JY_REQUEST_SURVEY ||
                 row->status == JY_REQUEST_APPROVED;
    double m = hypot(north_m, east_m);
    if (waits && m <= JY_ASK_SAME_PLACE_M) {
        near->n++;
        tell(near, row, m);
    }
    return JY_OK;
}

static enum jy_code count_requests(struct jy_api *api, struct gis_lonlat at, struct jy_answer *out,
                                   struct jy_error *err)
{
    struct jy_store *store;
    enum jy_code code = jy_readers_borrow(api->readers, &store, err);
    if (code != JY_OK)
        return code;
    double lat_deg = JY_ASK_SAME_PLACE_M / M_PER_DEG * 1.1;
    double lon_deg = lat_deg / fmax(0.01, cos(at.lat_deg * (3.14159265358979323846 / 180)));
    struct jy_box box = {at.lon_deg - lon_deg, at.lat_deg - lat_deg, at.lon_deg + lon_deg,
                         at.lat_deg + lat_deg};
    struct near near = {.at = at};
    code = jy_store_request_each(store, JY_NOW, &box, count_near, &near, err);
    jy_readers_return(api->readers, store);
    out->requests_here = near.n;
    out->n_requests = near.n_told;
    memcpy(out->requests, near.told, sizeof near.told);
    return code;
}

enum jy_code jy_api_ask(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    enum jy_code code = jy_live_get(api->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    enum jy_land land = JY_LAND_UNKNOWN;
    (void)jy_land_parse(jy_call_text(call, "land"), &land);
    struct gis_lonlat at = {jy_call_number(call, "lon"), jy_call_number(call, "lat")};
    struct jy_answer answer;
    code = jy_ask(snapshot->lighting, at, land, &answer, err);
    if (code == JY_OK)
        code = count_requests(api, at, &answer, err);
    if (code != JY_OK)
        return code;
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_ask_write(snapshot->lighting, &answer, api->i18n, jy_api_lang(call), &json);
    return JY_OK;
}
