/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <string.h>

#include "src/api/api.h"

enum jy_lang jy_api_lang(const struct jy_http_call *call)
{
    enum jy_lang lang = JY_LANG_JA;
    (void)jy_lang_parse(jy_call_text(call, "lang"), &lang);
    return lang;
}

/* Host has passed the guard: a name or address with a port, nothing that could break out of it. */
const char *jy_api_base_url(const struct jy_http_call *call)
{
    const struct jy_api *api = call->app;
    if (api->public_url != NULL && api->public_url[0] != '\0')
        return api->public_url;
    const char *host = jy_http_request_header(call->request, "Host");
    return jy_arena_printf(&call->request->arena, "%s://%s", call->request->scheme,
                           host != NULL ? host : "localhost");
}

void jy_map_unref_at(struct jy_map **at)
{
    jy_map_unref(*at);
}

void jy_live_put_at(struct jy_snapshot **at)
{
    jy_live_put(*at);
}
