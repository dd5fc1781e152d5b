/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/address.h"
#include "src/api/api.h"
#include "src/base/json_out.h"

enum jy_code jy_api_search(struct jy_http_call *call, struct jy_error *err)
{
    const struct jy_api *api = jy_api_of(call);
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    enum jy_code code = jy_live_get(api->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_addresses_write(snapshot->addresses, jy_call_text(call, "q"),
                       (size_t)jy_call_int(call, "limit"), api->i18n, jy_api_lang(call), &json);
    return JY_OK;
}
