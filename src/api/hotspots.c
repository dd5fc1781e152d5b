/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/hotspots.h"

#include <string.h>

#include "src/api/api.h"
#include "src/base/mem.h"

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

/* So many tests (offences by periods) are answered at once; more are for the command line. */
#define TESTS_MAX 12

static enum jy_code check_size(const struct jy_hotspot_options *o, size_t n_offences,
                               bool each_year, struct jy_error *err)
{
    const int years = each_year ? o->to_year - o->from_year + 1 : 1;
    if (o->to_year >= o->from_year && n_offences * (size_t)years > TESTS_MAX) {
        return jy_fail(err, JY_EINVALID,
                       "offence: %zu offences in %d periods are more than %d tests", n_offences,
                       years, TESTS_MAX);
    }
    return JY_OK;
}

/* The public's view: suppressed as the city's print policy says. */
enum jy_code jy_api_hotspots(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    struct jy_hotspot_options options = JY_HOTSPOT_DEFAULTS;
    const char *names[TESTS_MAX + 1];
    char *list JY_AUTOFREE = jy_strdup(jy_call_text(call, "offence"));
    const size_t n = jy_hotspot_offences(list, names, TESTS_MAX + 1);
    const bool each_year = strcmp(jy_call_text(call, "periods"), "each-year") == 0;
    options.from_year = (int)jy_call_int(call, "from");
    options.to_year = (int)jy_call_int(call, "to");
    if (!jy_hotspot_level_parse(jy_call_text(call, "level"), &options.level))
        return jy_fail(err, JY_EINVALID, "level: district, chome, grid or street");
    if (check_size(&options, n, each_year, err) != JY_OK)
        return err->code;

    struct jy_crime_rows *incidents = NULL;
    struct jy_hotspot_family *family = NULL;
    enum jy_code code = jy_live_get(api->live, &snapshot, err);
    if (code == JY_OK && (options.level == JY_HOTSPOT_GRID || options.level == JY_HOTSPOT_STREET))
        code = load_incidents(api, snapshot->taxonomy, &incidents, err);
    if (code == JY_OK) {
        options.streets = snapshot->lighting;
        const struct jy_crime_data from = {incidents != NULL ? incidents : snapshot->crime,
                                           snapshot->data, snapshot->taxonomy};
        code = jy_hotspot_family_new(&from, &options, n, names, each_year, &family, err);
    }
    if (code == JY_OK) {
        struct jy_json json;
        jy_json_init(&json, &call->response->body);
        if (family->n == 1) {
            jy_hotspots_write(family->members[0], api->i18n, jy_api_lang(call), &json);
        } else {
            jy_hotspot_family_write(family, api->i18n, jy_api_lang(call), &json);
        }
    }
    jy_hotspot_family_free(family);
    jy_crime_rows_free(incidents);
    return code;
}
