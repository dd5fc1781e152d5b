/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/registry.h"
#include "src/api/api.h"

/* What can be computed, with the parameters of each. */
enum jy_code jy_api_analyses(struct jy_http_call *call, struct jy_error *err)
{
    (void)err;
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_analyses_write(jy_api_of(call)->i18n, jy_api_lang(call), &json);
    return JY_OK;
}
