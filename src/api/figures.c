/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>

#include "src/api/api.h"
#include "src/base/json_out.h"

static void write_point(struct jy_json *json, const struct jy_figure_point *point)
{
    jy_json_object(json);
    jy_json_kv_int(json, "year", point->year);
    jy_json_kv_double(json, "value", point->value);
    if (isfinite(point->numerator))
        jy_json_kv_double(json, "numerator", point->numerator);
    if (isfinite(point->denominator))
        jy_json_kv_double(json, "denominator", point->denominator);
    jy_json_object_end(json);
}

static void write_figure(struct jy_json *json, const struct jy_figure *figure, enum jy_lang lang)
{
    char date[JY_DATE_TEXT_SIZE];
    jy_json_object(json);
    jy_json_kv_string(json, "id", figure->id);
    jy_json_kv_string(json, "title", jy_text_in(&figure->title, lang));
    jy_json_kv_string(json, "unit", jy_text_in(&figure->unit, lang));
    jy_json_kv_string(json, "note", jy_text_in(&figure->note, lang));
    jy_json_key(json, "points");
    jy_json_array(json);
    for (size_t i = 0; i < figure->n_points; i++)
        write_point(json, &figure->points[i]);
    jy_json_array_end(json);
    jy_json_kv_string(json, "source", figure->source);
    jy_json_kv_string(json, "date",
                      jy_date_known(figure->published) ? jy_date_text(figure->published, date)
                                                       : NULL);
    if (figure->url != NULL)
        jy_json_kv_string(json, "url", figure->url);
    jy_json_object_end(json);
}

/* Published totals are real even in a sample city: sample is always false here. */
enum jy_code jy_api_figures(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    enum jy_code code = jy_live_get(jy_api_of(call)->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    const struct jy_city *city = snapshot->data->city;
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    jy_json_key(&json, "figures");
    jy_json_array(&json);
    for (size_t i = 0; i < city->n_figures; i++)
        write_figure(&json, &city->figures[i], jy_api_lang(call));
    jy_json_array_end(&json);
    jy_json_kv_bool(&json, "sample", false);
    jy_json_object_end(&json);
    return JY_OK;
}
