/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/hotspots.h"

#include "src/api/api.h"

/* What one answer is made of; released together. */
struct made {
    struct jy_taxonomy *taxonomy;
    struct jy_crime_rows *rows;
    struct jy_hotspots *hotspots;
};

static void made_done(struct made *m)
{
    jy_hotspots_free(m->hotspots);
    jy_crime_rows_free(m->rows);
    jy_taxonomy_free(m->taxonomy);
}

static enum jy_code load_rows(struct jy_api *api, struct made *m, struct jy_error *err)
{
    struct jy_store *store;
    enum jy_code code = jy_readers_borrow(api->readers, &store, err);
    if (code != JY_OK)
        return code;
    code = jy_crime_rows_load(store, m->taxonomy, &m->rows, err);
    jy_readers_return(api->readers, store);
    return code;
}

/* The public's view: suppressed as the city's print policy says. */
enum jy_code jy_api_hotspots(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    struct jy_hotspot_options options = JY_HOTSPOT_DEFAULTS;
    struct made m = {0};
    options.offence = jy_call_text(call, "offence");
    options.from_year = (int)jy_call_int(call, "from");
    options.to_year = (int)jy_call_int(call, "to");
    if (!jy_hotspot_level_parse(jy_call_text(call, "level"), &options.level))
        return jy_fail(err, JY_EINVALID, "level: district, chome or grid");

    enum jy_code code = jy_live_get(api->live, &snapshot, err);
    if (code == JY_OK)
        code = jy_taxonomy_new(&m.taxonomy, err);
    if (code == JY_OK)
        code = load_rows(api, &m, err);
    if (code == JY_OK)
        code = jy_hotspots_new(m.rows, snapshot->data, m.taxonomy, &options, &m.hotspots, err);
    if (code == JY_OK) {
        struct jy_json json;
        jy_json_init(&json, &call->response->body);
        jy_hotspots_write(m.hotspots, api->i18n, jy_api_lang(call), &json);
    }
    made_done(&m);
    return code;
}
