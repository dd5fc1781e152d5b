/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/api/api.h"
#include "src/base/json_out.h"

/* Alive: the process answers. Nothing else is asked, so that a full disk does not restart it. */
enum jy_code jy_api_healthz(struct jy_http_call *call, struct jy_error *err)
{
    (void)err;
    jy_buf_adds(&call->response->body, "{\"status\":\"ok\"}");
    return JY_OK;
}

/* Ready: the registry can be read and there is a snapshot to answer from. */
enum jy_code jy_api_readyz(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_store *store;
    enum jy_code code = jy_readers_borrow(api->readers, &store, err);
    if (code != JY_OK)
        return code;
    int64_t lights = 0;
    code = jy_store_count(store, JY_LAYER_STREETLIGHTS, &lights, err);
    jy_readers_return(api->readers, store);
    if (code != JY_OK)
        return jy_fail(err, JY_EBUSY, "the registry cannot be read");
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    code = jy_live_get(api->live, &snapshot, err);
    if (code != JY_OK)
        return jy_fail(err, JY_EBUSY, "there is no snapshot of the registry yet");
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    jy_json_kv_string(&json, "status", "ready");
    jy_json_kv_int(&json, "streetlights", lights);
    jy_json_object_end(&json);
    return JY_OK;
}
