/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/hotspots.h"

#include "src/api/api.h"

/* Incidents are read when they are asked for: the snapshot holds the yearly tables. */
static enum jy_code load_incidents(struct jy_api *api, const struct jy_taxonomy *taxonomy,
                                   struct jy_crime_rows **out, struct jy_error *err)
{
    struct jy_store *store;
    enum jy_code code = jy_readers_borrow(api->readers, &store, err);
    if (code != JY_OK)
        return code;
    code = jy_crime_rows_load(store, taxonomy, true, out, err);
    jy_readers_return(api->readers, store);
    return code;
}

/* The public's view: suppressed as the city's print policy says. */
enum jy_code jy_api_hotspots(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    struct jy_hotspot_options options = JY_HOTSPOT_DEFAULTS;
    options.offence = jy_call_text(call, "offence");
    options.from_year = (int)jy_call_int(call, "from");
    options.to_year = (int)jy_call_int(call, "to");
    if (!jy_hotspot_level_parse(jy_call_text(call, "level"), &options.level))
        return jy_fail(err, JY_EINVALID, "level: district, chome or grid");

    struct jy_crime_rows *incidents = NULL;
    struct jy_hotspots *hotspots = NULL;
    enum jy_code code = jy_live_get(api->live, &snapshot, err);
    if (code == JY_OK && options.level == JY_HOTSPOT_GRID)
        code = load_incidents(api, snapshot->taxonomy, &incidents, err);
    if (code == JY_OK)
        code = jy_hotspots_new(incidents != NULL ? incidents : snapshot->crime, snapshot->data,
                               snapshot->taxonomy, &options, &hotspots, err);
    if (code == JY_OK) {
        struct jy_json json;
        jy_json_init(&json, &call->response->body);
        jy_hotspots_write(hotspots, api->i18n, jy_api_lang(call), &json);
    }
    jy_hotspots_free(hotspots);
    jy_crime_rows_free(incidents);
    return code;
}
