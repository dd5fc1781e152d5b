/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/api/api.h"
#include "src/base/json_out.h"

static enum jy_code write_found(const struct jy_found *found, void *ctx, struct jy_error *err)
{
    (void)err;
    struct jy_json *json = ctx;
    jy_json_object(json);
    jy_json_kv_string(json, "layer", jy_layer_text(found->layer));
    jy_json_kv_int(json, "id", found->id);
    jy_json_kv_string(json, "name", found->name);
    jy_json_kv_string(json, "detail", found->detail);
    jy_json_key(json, "at");
    jy_json_array(json);
    jy_json_fixed(json, found->at.lon_deg, 6);
    jy_json_fixed(json, found->at.lat_deg, 6);
    jy_json_array_end(json);
    jy_json_object_end(json);
    return JY_OK;
}

enum jy_code jy_api_search(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_store *store;
    enum jy_code code = jy_readers_borrow(api->readers, &store, err);
    if (code != JY_OK)
        return code;
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    jy_json_key(&json, "results");
    jy_json_array(&json);
    code = jy_store_search(store, jy_call_text(call, "q"), (int)jy_call_int(call, "limit"),
                           write_found, &json, err);
    jy_json_array_end(&json);
    jy_json_object_end(&json);
    jy_readers_return(api->readers, store);
    return code;
}
