/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/crime_figures.h"

#include "src/api/api.h"

/* Tables of charts as the public may see them, from the snapshot. */
enum jy_code jy_api_crime_figure(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    struct jy_crime_figure *figure = NULL;
    enum jy_crime_figure_kind kind;
    if (!jy_crime_figure_parse(jy_call_text(call, "figure"), &kind))
        return jy_fail(err, JY_ENOTFOUND, "figure: yearly, offences, districts or rank");
    enum jy_code code = jy_live_get(api->live, &snapshot, err);
    if (code == JY_OK) {
        const struct jy_crime_data from = {snapshot->crime, snapshot->data, snapshot->taxonomy};
        code = jy_crime_figure_new(&from, kind, jy_call_text(call, "offence"),
                                   (int)jy_call_int(call, "year"), false, &figure, err);
    }
    if (code == JY_OK) {
        struct jy_json json;
        jy_json_init(&json, &call->response->body);
        jy_crime_figure_write(figure, api->i18n, jy_api_lang(call), &json);
    }
    jy_crime_figure_free(figure);
    return code;
}
