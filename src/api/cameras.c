/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Places for new cameras: for staff, since incidents and cameras stand where they are. */
#include <math.h>

#include "src/analysis/camera_places.h"
#include "src/api/api.h"

static enum jy_code read_options(struct jy_http_call *call, struct jy_camera_options *out,
                                 struct jy_error *err)
{
    const double number = jy_call_number(call, "number");
    const char *year = jy_call_text(call, "fiscal_year"), *who = jy_call_text(call, "applicant");
    *out = JY_CAMERA_DEFAULTS;
    out->offence = jy_call_text(call, "offence");
    out->from_year = (int)jy_call_int(call, "from");
    out->to_year = (int)jy_call_int(call, "to");
    out->number = isnan(number) ? 0 : (int64_t)number;
    out->budget_yen = jy_call_number(call, "budget");
    out->angle_deg = jy_call_number(call, "angle");
    out->range_m = jy_call_number(call, "range");
    if (year != NULL && !jy_fiscal_year_parse(year, &out->fiscal_year)) {
        jy_problem_add(&call->problem, "fiscal_year", "wants R6 or 2024");
        return jy_fail(err, JY_EINVALID, "fiscal_year is no fiscal year");
    }
    if (!jy_applicant_parse(who, &out->applicant)) {
        jy_problem_add(&call->problem, "applicant", "wants city, neighbourhood or shop_street");
        return jy_fail(err, JY_EINVALID, "applicant is nobody who may apply");
    }
    return JY_OK;
}

static enum jy_code compute(const struct jy_snapshot *snapshot, struct jy_store *store,
                            const struct jy_camera_options *options, struct jy_crime_rows **rows,
                            struct jy_plan_inputs **inputs, struct jy_camera_places **out,
                            struct jy_error *err)
{
    enum jy_code code = jy_crime_rows_load(store, snapshot->taxonomy, true, rows, err);
    if (code == JY_OK)
        code = jy_plan_inputs_load(store, snapshot->lighting, inputs, err);
    if (code == JY_OK) {
        code = jy_camera_places_new(snapshot->lighting, *rows, snapshot->taxonomy, *inputs, options,
                                    out, err);
    }
    return code;
}

enum jy_code jy_api_camera_places(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    struct jy_camera_options options;
    struct jy_crime_rows *rows = NULL;
    struct jy_plan_inputs *inputs = NULL;
    struct jy_camera_places *places = NULL;
    struct jy_store *store = NULL;
    enum jy_code code = read_options(call, &options, err);
    if (code == JY_OK)
        code = jy_live_get(api->live, &snapshot, err);
    if (code == JY_OK)
        code = jy_readers_borrow(api->readers, &store, err);
    if (code != JY_OK)
        return code;
    code = compute(snapshot, store, &options, &rows, &inputs, &places, err);
    jy_readers_return(api->readers, store);
    if (code == JY_OK) {
        struct jy_json json;
        jy_json_init(&json, &call->response->body);
        jy_camera_places_write(places, api->i18n, jy_api_lang(call), &json);
    }
    jy_camera_places_free(places);
    jy_plan_inputs_free(inputs);
    jy_crime_rows_free(rows);
    return code;
}
