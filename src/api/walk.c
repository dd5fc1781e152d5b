/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/walk.h"

#include <stdlib.h>
#include <string.h>

#include "src/api/api.h"
#include "src/domain/position.h"
#include "src/domain/ruby.h"

/* "LON,LAT" in degrees. */
static enum jy_code place_of(const struct jy_http_call *call, const char *name,
                             struct gis_lonlat *out, struct jy_error *err)
{
    const char *text = jy_call_text(call, name);
    if (jy_lonlat_parse(text, out))
        return JY_OK;
    return jy_fail(err, JY_EINVALID, "%s: LON,LAT in degrees is wanted (139.5787,35.6347)", name);
}

/* A file of a way needs a way; JSON can also say that there is none. */
static enum jy_code write_walk(struct jy_http_call *call, const struct jy_lighting *l,
                               const struct jy_walk *walk, struct jy_error *err)
{
    const struct jy_i18n *i18n = jy_api_of(call)->i18n;
    struct jy_http_response *response = call->response;
    const char *format = jy_call_text(call, "format");
    enum jy_lang lang = jy_api_lang(call);
    struct jy_json json;
    jy_json_init(&json, &response->body);
    if (strcmp(format, "json") == 0) {
        jy_walk_write_json(l, walk, i18n, lang, &json);
        return JY_OK;
    }
    if (walk->kind != JY_WALK_FOUND) {
        struct jy_buf JY_AUTOBUF text = JY_BUF_INIT, JY_AUTOBUF plain = JY_BUF_INIT;
        jy_walk_headline(l, walk, i18n, lang, &text);
        jy_ruby_plain(&plain, jy_buf_text(&text));
        return jy_fail(err, JY_ENOTFOUND, "%s", jy_buf_text(&plain));
    }
    bool gpx = strcmp(format, "gpx") == 0;
    if (gpx) {
        jy_walk_write_gpx(l, walk, i18n, lang, &response->body);
    } else {
        jy_walk_write_geojson(l, walk, i18n, lang, &json);
    }
    response->content_type = gpx ? "application/gpx+xml" : "application/geo+json";
    jy_http_response_header(response, "Content-Disposition",
                            gpx ? "attachment; filename=\"joyato-walk.gpx\""
                                : "attachment; filename=\"joyato-walk.geojson\"");
    return JY_OK;
}

enum jy_code jy_api_walk(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    struct gis_lonlat from, to;
    enum jy_code code = place_of(call, "from", &from, err);
    if (code == JY_OK)
        code = place_of(call, "to", &to, err);
    if (code == JY_OK)
        code = jy_live_get(api->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    if (!jy_city_module_on(snapshot->data->city, JY_MODULE_WALK))
        return jy_fail(err, JY_ENOTFOUND, "this city does not offer the night walk");
    struct jy_walk walk;
    code = jy_walk(snapshot->lighting, from, to, jy_call_number(call, "detour"), &walk, err);
    if (code != JY_OK)
        return code;
    code = write_walk(call, snapshot->lighting, &walk, err);
    jy_walk_done(&walk);
    return code;
}
