/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/api/api.h"
#include "src/api/json_geo.h"

static void write_names(struct jy_json *json, const struct jy_text *name)
{
    jy_json_key(json, "names");
    jy_json_object(json);
    for (enum jy_lang lang = JY_LANG_JA; lang < JY_LANG_N; lang++) {
        if (name->in[lang] != NULL)
            jy_json_kv_string(json, jy_lang_text(lang), name->in[lang]);
    }
    jy_json_object_end(json);
}

static void write_languages(struct jy_json *json, const struct jy_city *city)
{
    jy_json_key(json, "languages");
    jy_json_array(json);
    for (unsigned lang = 0; lang < JY_LANG_N; lang++) {
        if (city->languages & 1U << lang)
            jy_json_string(json, jy_lang_text((enum jy_lang)lang));
    }
    jy_json_array_end(json);
}

static void write_departments(struct jy_json *json, const struct jy_city *city, enum jy_lang lang)
{
    jy_json_key(json, "departments");
    jy_json_array(json);
    for (size_t i = 0; i < city->n_departments; i++) {
        const struct jy_department *d = &city->departments[i];
        jy_json_object(json);
        jy_json_kv_string(json, "id", d->id);
        jy_json_kv_string(json, "name", jy_text_in(&d->name, lang));
        jy_json_kv_string(json, "phone", d->phone);
        jy_json_kv_string(json, "email", d->email);
        jy_json_kv_string(json, "url", d->url);
        jy_json_key(json, "owns");
        jy_json_array(json);
        for (unsigned duty = 0; duty < JY_DUTY_N; duty++) {
            if (d->duties & 1U << duty)
                jy_json_string(json, jy_duty_text((enum jy_duty)duty));
        }
        jy_json_array_end(json);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
}

static const struct jy_area *find_area(const struct jy_city_data *data, enum jy_area_kind kind,
                                       const struct jy_district *district)
{
    for (size_t i = 0; i < data->n_areas; i++) {
        if (data->areas[i].kind == kind && data->areas[i].name != NULL &&
            jy_city_district(data->city, data->areas[i].name) == district)
            return &data->areas[i];
    }
    return NULL;
}

static void write_area(struct jy_json *json, const char *id, const char *name, const char *district,
                       const struct jy_area *area)
{
    jy_json_object(json);
    jy_json_kv_string(json, "id", id);
    jy_json_kv_string(json, "name", name);
    if (district != NULL)
        jy_json_kv_string(json, "district", district);
    jy_json_key(json, "bbox");
    jy_api_json_bbox(json, area != NULL ? &area->geometry : NULL);
    jy_json_key(json, "centre");
    jy_api_json_at(json, area != NULL ? jy_api_area_centre(area)
                                      : (struct gis_lonlat){(double)NAN, (double)NAN});
    jy_json_object_end(json);
}

/* Districts of the profile with the area of their name, then areas that the profile lacks. */
static void write_districts(struct jy_json *json, const struct jy_city_data *data,
                            enum jy_lang lang)
{
    jy_json_key(json, "districts");
    jy_json_array(json);
    for (size_t i = 0; i < data->city->n_districts; i++) {
        const struct jy_district *d = &data->city->districts[i];
        write_area(json, d->id, jy_text_in(&d->name, lang), NULL,
                   find_area(data, JY_AREA_DISTRICT, d));
    }
    for (size_t i = 0; i < data->n_areas; i++) {
        const struct jy_area *area = &data->areas[i];
        if (area->kind != JY_AREA_DISTRICT || area->name == NULL ||
            jy_city_district(data->city, area->name) != NULL)
            continue;
        char id[24];
        (void)snprintf(id, sizeof id, "%" PRId64, area->id);
        write_area(json, area->code != NULL ? area->code : id,
                   lang == JY_LANG_EN && area->name_en != NULL ? area->name_en : area->name, NULL,
                   area);
    }
    jy_json_array_end(json);
}

static void write_chome(struct jy_json *json, const struct jy_city_data *data)
{
    jy_json_key(json, "chome");
    jy_json_array(json);
    for (size_t i = 0; i < data->n_areas; i++) {
        const struct jy_area *area = &data->areas[i];
        if (area->kind != JY_AREA_CHOME || area->name == NULL)
            continue;
        const struct jy_district *d = jy_city_district_of_chome(data->city, area->name);
        char id[24];
        (void)snprintf(id, sizeof id, "%" PRId64, area->id);
        write_area(json, area->code != NULL ? area->code : id, area->name, d != NULL ? d->id : "",
                   area);
    }
    jy_json_array_end(json);
}

static void write_layer(struct jy_json *json, const struct jy_city_data *data, enum jy_layer layer,
                        int64_t count)
{
    const struct jy_source *newest = NULL;
    for (size_t i = 0; i < data->n_sources; i++) {
        if (data->sources[i].layer == layer &&
            (newest == NULL || jy_date_days(data->sources[i].date) >= jy_date_days(newest->date)))
            newest = &data->sources[i];
    }
    char date[JY_DATE_TEXT_SIZE];
    bool dated = newest != NULL && jy_date_known(newest->date);
    jy_json_object(json);
    jy_json_kv_string(json, "id", jy_layer_text(layer));
    jy_json_kv_int(json, "count", count);
    jy_json_kv_string(json, "as_of", dated ? jy_date_text(newest->date, date) : NULL);
    jy_json_kv_string(json, "source",
                      newest == NULL           ? NULL
                      : newest->credit != NULL ? newest->credit
                                               : newest->file);
    jy_json_kv_string(json, "licence", newest != NULL ? newest->licence : NULL);
    jy_json_kv_bool(json, "sample", newest != NULL && newest->sample);
    jy_json_object_end(json);
}

static enum jy_code write_layers(struct jy_json *json, struct jy_api *api,
                                 const struct jy_city_data *data, struct jy_error *err)
{
    static const enum jy_layer layers[] = {
        JY_LAYER_STREETLIGHTS, JY_LAYER_CAMERAS, JY_LAYER_ROADS,    JY_LAYER_POLES,
        JY_LAYER_DISTRICTS,    JY_LAYER_CHOME,   JY_LAYER_BOUNDARY, JY_LAYER_CRIMES,
        JY_LAYER_POPULATION,   JY_LAYER_PLACES,  JY_LAYER_REQUESTS};
    struct jy_store *store;
    enum jy_code code = jy_readers_borrow(api->readers, &store, err);
    if (code != JY_OK)
        return code;
    jy_json_key(json, "layers");
    jy_json_array(json);
    for (size_t i = 0; i < sizeof layers / sizeof *layers && code == JY_OK; i++) {
        int64_t count = 0;
        code = jy_store_count(store, layers[i], &count, err);
        if (code == JY_OK)
            write_layer(json, data, layers[i], count);
    }
    jy_json_array_end(json);
    jy_readers_return(api->readers, store);
    return code;
}

void jy_api_json_rule(struct jy_json *json, const struct jy_rule_pack *rule, enum jy_lang lang)
{
    jy_json_object(json);
    jy_json_kv_string(json, "id", rule->id);
    jy_json_kv_string(json, "version", rule->version);
    jy_json_kv_double(json, "spacing_m", rule->spacing_m);
    jy_json_kv_string(json, "title", jy_text_in(&rule->title, lang));
    jy_json_kv_string(json, "clause", jy_text_in(&rule->clause, lang));
    jy_json_kv_string(json, "source", rule->source);
    jy_json_kv_string(json, "url", rule->url);
    jy_json_object_end(json);
}

static void write_policy(struct jy_json *json, const struct jy_print_policy *policy)
{
    jy_json_key(json, "print_policy");
    jy_json_object(json);
    jy_json_kv_int(json, "suppress_below", policy->suppress_below);
    jy_json_kv_bool(json, "complementary", policy->complementary);
    jy_json_kv_bool(json, "published_exempt", policy->published_exempt);
    jy_json_kv_string(json, "camera_public", jy_precision_text(policy->camera_public));
    jy_json_kv_double(json, "camera_block_m", policy->camera_block_m);
    jy_json_object_end(json);
}

static void write_modules(struct jy_json *json, const struct jy_city *city)
{
    jy_json_key(json, "modules");
    jy_json_array(json);
    for (unsigned module = 0; module < JY_MODULE_N; module++) {
        if (jy_city_module_on(city, (enum jy_module)module))
            jy_json_string(json, jy_module_text((enum jy_module)module));
    }
    jy_json_array_end(json);
}

static void write_head(struct jy_json *json, const struct jy_snapshot *snapshot, enum jy_lang lang)
{
    const struct jy_city *city = snapshot->data->city;
    jy_json_kv_string(json, "code", city->code);
    write_names(json, &city->name);
    jy_json_kv_string(json, "name", jy_city_name(city, lang));
    jy_json_kv_bool(json, "sample", snapshot->data->sample);
    jy_json_key(json, "centre");
    jy_api_json_at(json, city->centre);
    jy_json_kv_int(json, "zoom", city->zoom);
    jy_json_kv_int(json, "zoom_min", city->zoom_min);
    jy_json_kv_int(json, "zoom_max", city->zoom_max);
    jy_json_key(json, "bbox");
    jy_json_array(json);
    jy_json_fixed(json, city->west_deg, 6);
    jy_json_fixed(json, city->south_deg, 6);
    jy_json_fixed(json, city->east_deg, 6);
    jy_json_fixed(json, city->north_deg, 6);
    jy_json_array_end(json);
    write_languages(json, city);
}

static void write_outside(struct jy_json *json, const struct jy_api_outside *outside)
{
    if (outside->tiles == NULL)
        return;
    jy_json_key(json, "outside_base");
    jy_json_object(json);
    jy_json_kv_string(json, "tiles", outside->tiles);
    jy_json_kv_string(json, "attribution", outside->attribution);
    jy_json_kv_int(json, "max_zoom", outside->max_zoom);
    jy_json_kv_string(json, "origin", outside->origin);
    jy_json_object_end(json);
}

enum jy_code jy_api_city(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    enum jy_lang lang = jy_api_lang(call);
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    enum jy_code code = jy_live_get(api->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    const struct jy_city_data *data = snapshot->data;
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_json_object(&json);
    write_head(&json, snapshot, lang);
    write_departments(&json, data->city, lang);
    write_districts(&json, data, lang);
    write_chome(&json, data);
    code = write_layers(&json, api, data, err);
    if (code != JY_OK)
        return code;
    jy_json_key(&json, "rule");
    jy_api_json_rule(&json, data->rule, lang);
    jy_json_kv_string(&json, "attribution", snapshot->attribution);
    char version[24];
    struct jy_map *map JY_AUTOMAP = jy_live_map(api->live, true);
    (void)snprintf(version, sizeof version, "%" PRId64, map->version);
    jy_json_kv_string(&json, "tiles_version", version);
    jy_api_json_crimes(&json, snapshot);
    write_policy(&json, &data->city->print);
    write_modules(&json, data->city);
    write_outside(&json, &api->outside);
    jy_json_object_end(&json);
    return JY_OK;
}
