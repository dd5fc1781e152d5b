/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/api/api.h"
#include "src/api/json_geo.h"

/* The summary of cli.md. */
static void write_summary(struct jy_json *json, const struct jy_lighting_summary *s)
{
    jy_json_kv_double(json, "spacing_m", s->spacing_m);
    jy_json_kv_double(json, "snap_m", s->snap_m);
    jy_api_json_kv_m(json, "road_length_m", s->road_length_m);
    jy_api_json_kv_m(json, "kerb_length_m", s->kerb_length_m);
    jy_json_kv_int(json, "lights", s->lights);
    jy_json_kv_int(json, "lights_matched", s->lights_matched);
    jy_api_json_kv_m(json, "uncovered_m", s->uncovered_m);
    jy_json_kv_int(json, "gaps", s->gaps);
    jy_api_json_kv_m(json, "eligible_m", s->eligible_m);
    jy_api_json_kv_m(json, "max_distance_m", s->max_distance_m);
    jy_json_key(json, "extra_lights");
    jy_json_object(json);
    jy_json_kv_int(json, "lower", s->extra_lower);
    jy_json_kv_int(json, "upper", s->extra_upper);
    jy_json_object_end(json);
}

static void write_district(struct jy_json *json, const struct jy_snapshot *snapshot, size_t i,
                           enum jy_lang lang)
{
    const struct jy_area *area = snapshot->lighting->districts[i];
    const struct jy_district *d =
        area->name != NULL ? jy_city_district(snapshot->data->city, area->name) : NULL;
    char id[24];
    (void)snprintf(id, sizeof id, "%" PRId64, area->id);
    jy_json_object(json);
    jy_json_kv_string(json, "id", d != NULL ? d->id : area->code != NULL ? area->code : id);
    jy_json_kv_string(json, "name", d != NULL ? jy_text_in(&d->name, lang) : area->name);
    write_summary(json, &snapshot->by_district[i]);
    jy_json_object_end(json);
}

static void write_sources(struct jy_json *json, const struct jy_city_data *data)
{
    jy_json_key(json, "sources");
    jy_json_array(json);
    for (size_t i = 0; i < data->n_sources; i++) {
        const struct jy_source *s = &data->sources[i];
        if (s->layer != JY_LAYER_ROADS && s->layer != JY_LAYER_STREETLIGHTS &&
            s->layer != JY_LAYER_DISTRICTS)
            continue;
        jy_source_write(s, json);
    }
    jy_json_array_end(json);
}

enum jy_code jy_api_gaps(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    enum jy_code code = jy_live_get(jy_api_of(call)->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    const char *name = jy_call_text(call, "district");
    uint16_t district = JY_NO_DISTRICT;
    if (name != NULL) {
        district = jy_lighting_district(snapshot->lighting, name);
        if (district == JY_NO_DISTRICT)
            return jy_fail(err, JY_ENOTFOUND, "there is no district of this name with an outline");
    }
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    write_summary(&json,
                  district == JY_NO_DISTRICT ? &snapshot->total : &snapshot->by_district[district]);
    jy_json_key(&json, "districts");
    jy_json_array(&json);
    for (size_t i = 0; i < snapshot->lighting->n_districts; i++) {
        if (district == JY_NO_DISTRICT || district == i)
            write_district(&json, snapshot, i, jy_api_lang(call));
    }
    jy_json_array_end(&json);
    jy_json_key(&json, "rule");
    jy_api_json_rule(&json, snapshot->data->rule, jy_api_lang(call));
    jy_json_kv_bool(&json, "sample", snapshot->data->sample);
    write_sources(&json, snapshot->data);
    jy_json_object_end(&json);
    return JY_OK;
}
