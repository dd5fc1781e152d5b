/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* GET /api/network/quality: what is odd about the roads. */
#include "src/analysis/network_quality.h"
#include "src/api/api.h"

enum jy_code jy_api_network_quality(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    enum jy_code code = jy_live_get(jy_api_of(call)->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    return jy_network_quality_of(snapshot->data, (size_t)jy_call_number(call, "limit"), &json, err);
}
