/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/walk.h"

#include <stdlib.h>

#include "src/api/api.h"

/* "LON,LAT" in degrees. */
static enum jy_code place_of(const struct jy_http_call *call, const char *name,
                             struct gis_lonlat *out, struct jy_error *err)
{
    const char *text = jy_call_text(call, name);
    char *end;
    struct gis_lonlat p;
    p.lon_deg = strtod(text, &end);
    if (end != text && *end == ',') {
        const char *second = end + 1;
        p.lat_deg = strtod(second, &end);
        if (end != second && *end == '\0' && gis_lonlat_valid(p)) {
            *out = p;
            return JY_OK;
        }
    }
    return jy_fail(err, JY_EINVALID, "%s: LON,LAT in degrees is wanted (139.5787,35.6347)", name);
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
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_walk_write_json(snapshot->lighting, &walk, api->i18n, jy_api_lang(call), &json);
    jy_walk_done(&walk);
    return JY_OK;
}
