/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pages and their files, out of the web folder. */
#include "src/api/api.h"

static enum jy_code answer(struct jy_http_call *call, const char *path, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    if (api->web == NULL)
        return jy_fail(err, JY_ENOTFOUND, "this service was started without its pages");
    return jy_static_answer(api->web, path, call->request, call->response, err);
}

enum jy_code jy_api_page(struct jy_http_call *call, struct jy_error *err)
{
    return answer(call, "index.html", err);
}

/* The page is the same for every token; it asks /api/requests/{token} for the rest. */
enum jy_code jy_api_status_page(struct jy_http_call *call, struct jy_error *err)
{
    jy_http_response_header(call->response, "X-Robots-Tag", "noindex");
    return answer(call, "r.html", err);
}

enum jy_code jy_api_static(struct jy_http_call *call, struct jy_error *err)
{
    return answer(call, jy_call_text(call, "path"), err);
}

enum jy_code jy_api_catalogue(struct jy_http_call *call, struct jy_error *err)
{
    const char *path =
        jy_arena_printf(&call->request->arena, "i18n/%s.json", jy_call_text(call, "lang"));
    return answer(call, path, err);
}
