/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/city_data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/buf.h"
#include "src/base/clock.h"
#include "src/base/mem.h"

/* Arrays while they grow; handed over to the data at the end. */
struct loading {
    struct jy_city_data *data;
    size_t cap_lights, cap_roads, cap_cameras, cap_areas, cap_places, cap_requests, cap_sources;
};

static void *copy_bytes(struct jy_arena *arena, const void *bytes, size_t n)
{
    return bytes != NULL ? memcpy(jy_arena_alloc(arena, n), bytes, n) : NULL;
}

static struct jy_geometry copy_geometry(struct jy_arena *arena, const struct jy_geometry *g)
{
    struct jy_geometry copy = *g;
    copy.points = copy_bytes(arena, g->points, g->n_points * sizeof *g->points);
    copy.part_end = copy_bytes(arena, g->part_end, g->n_parts * sizeof *g->part_end);
    copy.part_outer = copy_bytes(arena, g->part_outer, g->n_parts);
    return copy;
}

static uint8_t height_dm(double height_m)
{
    return isnan(height_m) || height_m < 0.1 ? 0 : (uint8_t)fmin(floor(height_m * 10 + 1e-6), 255);
}

static enum jy_code add_light(const struct jy_light *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct loading *l = ctx;
    struct jy_city_data *d = l->data;
    d->lights = jy_grow(d->lights, &l->cap_lights, d->n_lights + 1, sizeof *d->lights);
    d->lights[d->n_lights++] = (struct jy_light_point){
        .id = row->id,
        .at = row->at,
        .ref = jy_arena_strdup(&d->arena, row->plate_no != NULL ? row->plate_no : row->ref),
        .watt_w = (float)row->watt_w,
        .lumen_lm = (float)row->lumen_lm,
        .kind = (uint8_t)row->kind,
        .lamp = (uint8_t)row->lamp,
        .status = (uint8_t)row->status,
        .owner = (uint8_t)row->owner,
        .counts = jy_rule_pack_counts(d->rule, row),
        .height_dm = height_dm(row->height_m),
        .source_id = (uint16_t)(row->source_id <= UINT16_MAX ? row->source_id : 0),
    };
    return JY_OK;
}

static enum jy_code add_road(const struct jy_road *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct loading *l = ctx;
    struct jy_city_data *d = l->data;
    d->roads = jy_grow(d->roads, &l->cap_roads, d->n_roads + 1, sizeof *d->roads);
    struct jy_road *copy = &d->roads[d->n_roads++];
    *copy = *row;
    copy->key = NULL;
    copy->note = NULL;
    copy->ref = NULL;
    copy->name = jy_arena_strdup(&d->arena, row->name);
    copy->geometry = copy_geometry(&d->arena, &row->geometry);
    return JY_OK;
}

static enum jy_code add_camera(const struct jy_camera *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct loading *l = ctx;
    struct jy_city_data *d = l->data;
    d->cameras = jy_grow(d->cameras, &l->cap_cameras, d->n_cameras + 1, sizeof *d->cameras);
    struct jy_camera *copy = &d->cameras[d->n_cameras++];
    *copy = *row;
    copy->key = NULL;
    copy->note = NULL;
    copy->ref = jy_arena_strdup(&d->arena, row->ref);
    copy->name = jy_arena_strdup(&d->arena, row->name);
    copy->purpose = jy_arena_strdup(&d->arena, row->purpose);
    copy->manager = jy_arena_strdup(&d->arena, row->manager);
    copy->camera_type = jy_arena_strdup(&d->arena, row->camera_type);
    copy->district = jy_arena_strdup(&d->arena, row->district);
    return JY_OK;
}

static enum jy_code add_area(const struct jy_area *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct loading *l = ctx;
    struct jy_city_data *d = l->data;
    d->areas = jy_grow(d->areas, &l->cap_areas, d->n_areas + 1, sizeof *d->areas);
    struct jy_area *copy = &d->areas[d->n_areas++];
    *copy = *row;
    copy->key = NULL;
    copy->geometry = copy_geometry(&d->arena, &row->geometry);
    copy->code = jy_arena_strdup(&d->arena, row->code);
    copy->name = jy_arena_strdup(&d->arena, row->name != NULL ? row->name : "");
    copy->name_kana = jy_arena_strdup(&d->arena, row->name_kana);
    copy->name_en = jy_arena_strdup(&d->arena, row->name_en);
    copy->district = jy_arena_strdup(&d->arena, row->district);
    return JY_OK;
}

static enum jy_code add_place(const struct jy_place *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct loading *l = ctx;
    struct jy_city_data *d = l->data;
    d->places = jy_grow(d->places, &l->cap_places, d->n_places + 1, sizeof *d->places);
    struct jy_place *copy = &d->places[d->n_places++];
    *copy = *row;
    copy->key = NULL;
    copy->geometry = copy_geometry(&d->arena, &row->geometry);
    copy->name = jy_arena_strdup(&d->arena, row->name);
    copy->name_kana = jy_arena_strdup(&d->arena, row->name_kana);
    copy->name_en = jy_arena_strdup(&d->arena, row->name_en);
    return JY_OK;
}

static enum jy_code add_request(const struct jy_request *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct loading *l = ctx;
    struct jy_city_data *d = l->data;
    if (row->status == JY_REQUEST_WITHDRAWN || row->status == JY_REQUEST_INSTALLED ||
        row->status == JY_REQUEST_DECLINED)
        return JY_OK;
    d->requests = jy_grow(d->requests, &l->cap_requests, d->n_requests + 1, sizeof *d->requests);
    d->requests[d->n_requests++] = row->at;
    return JY_OK;
}

static enum jy_code add_source(const struct jy_source *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct loading *l = ctx;
    struct jy_city_data *d = l->data;
    d->sources = jy_grow(d->sources, &l->cap_sources, d->n_sources + 1, sizeof *d->sources);
    struct jy_source *copy = &d->sources[d->n_sources++];
    *copy = *row;
    copy->file = jy_arena_strdup(&d->arena, row->file);
    copy->format = jy_arena_strdup(&d->arena, row->format);
    copy->licence = jy_arena_strdup(&d->arena, row->licence);
    copy->credit = jy_arena_strdup(&d->arena, row->credit);
    copy->sha256 = jy_arena_strdup(&d->arena, row->sha256);
    copy->imported_at = jy_arena_strdup(&d->arena, row->imported_at);
    d->sample = d->sample || row->sample;
    return JY_OK;
}

/* The pack asked for by name. */
static enum jy_code find_rule(struct jy_city_data *d, const char *name, struct jy_date day,
                              struct jy_error *err)
{
    d->rule = jy_city_rule_by_id(d->city, name);
    for (size_t i = 0; strchr(name, '@') == NULL && i < d->city->n_rules; i++) {
        if (strcmp(d->city->rules[i].id, name) == 0 && jy_rule_pack_holds(&d->city->rules[i], day))
            d->rule = &d->city->rules[i];
    }
    if (d->rule != NULL)
        return JY_OK;
    struct jy_buf names JY_AUTOBUF = JY_BUF_INIT;
    for (size_t i = 0; i < d->city->n_rules; i++) {
        jy_buf_addf(&names, "%s%s@%s", i > 0 ? ", " : "", d->city->rules[i].id,
                    d->city->rules[i].version);
    }
    return jy_fail(err, JY_ENOTFOUND, "no rule pack '%s' in this registry; there are: %s", name,
                   jy_buf_text(&names));
}

static enum jy_code load_profile(struct jy_store *store, struct jy_city_data *d, const char *rule,
                                 struct jy_error *err)
{
    char *json JY_AUTOFREE = NULL;
    enum jy_code code = jy_store_profile(store, &json, err);
    if (code == JY_OK)
        code = jy_city_parse(json, strlen(json), "profile of the registry", &d->city, err);
    if (code != JY_OK)
        return code;

    struct jy_date day = jy_date_known(d->as_of.day) ? d->as_of.day : jy_clock_today();
    if (rule != NULL) {
        d->sample = d->city->sample;
        return find_rule(d, rule, day, err);
    }
    d->rule = jy_city_rule_on(d->city, day);
    if (d->rule == NULL) /* before the first pack known: judged by today's */
        d->rule = jy_city_rule_on(d->city, jy_clock_today());
    if (d->rule == NULL) {
        char text[JY_DATE_TEXT_SIZE];
        return jy_fail(err, JY_EINVALID, "the city profile has no rule in force on %s",
                       jy_date_text(day, text));
    }
    d->sample = d->city->sample;
    return JY_OK;
}

enum jy_code jy_registry_version(struct jy_store *store, int64_t *out, struct jy_error *err)
{
    int64_t sum = 0;
    for (enum jy_layer layer = JY_LAYER_ROADS; layer <= JY_LAYER_REQUESTS; layer++) {
        int64_t version = 0;
        enum jy_code code = jy_store_version(store, layer, &version, err);
        if (code != JY_OK)
            return code;
        sum += version;
    }
    *out = sum;
    return JY_OK;
}

static enum jy_code load_layers(struct jy_store *store, unsigned what, struct loading *l,
                                struct jy_error *err)
{
    struct jy_city_data *d = l->data;
    enum jy_code code = jy_registry_version(store, &d->version, err);
    if (code == JY_OK)
        code = jy_store_marks(store, &d->marks, err);
    if (code == JY_OK)
        code = jy_store_source_each(store, JY_NOW, NULL, add_source, l, err);
    if (code == JY_OK && (what & JY_LOAD_LIGHTS))
        code = jy_store_light_each(store, d->as_of, NULL, add_light, l, err);
    if (code == JY_OK && (what & JY_LOAD_ROADS))
        code = jy_store_road_each(store, d->as_of, NULL, add_road, l, err);
    if (code == JY_OK && (what & JY_LOAD_CAMERAS))
        code = jy_store_camera_each(store, d->as_of, NULL, add_camera, l, err);
    if (code == JY_OK && (what & JY_LOAD_AREAS))
        code = jy_store_area_each(store, d->as_of, NULL, add_area, l, err);
    if (code == JY_OK && (what & JY_LOAD_PLACES))
        code = jy_store_place_each(store, d->as_of, NULL, add_place, l, err);
    if (code == JY_OK && (what & JY_LOAD_REQUESTS))
        code = jy_store_request_each(store, d->as_of, NULL, add_request, l, err);
    return code;
}

enum jy_code jy_city_data_load(struct jy_store *store, struct jy_as_of as_of, unsigned what,
                               struct jy_city_data **out, struct jy_error *err)
{
    return jy_city_data_load_by(store, as_of, NULL, what, out, err);
}

enum jy_code jy_city_data_load_by(struct jy_store *store, struct jy_as_of as_of, const char *rule,
                                  unsigned what, struct jy_city_data **out, struct jy_error *err)
{
    struct jy_city_data *d = jy_calloc(1, sizeof *d);
    d->as_of = as_of;
    jy_arena_init(&d->arena);
    struct loading l = {.data = d};

    enum jy_code code = jy_store_read_begin(store, err);
    if (code == JY_OK) {
        code = load_profile(store, d, rule, err);
        if (code == JY_OK)
            code = load_layers(store, what, &l, err);
        jy_store_read_end(store);
    }
    if (code != JY_OK) {
        jy_city_data_free(d);
        return code;
    }
    *out = d;
    return JY_OK;
}

void jy_city_data_free(struct jy_city_data *data)
{
    if (data == NULL)
        return;
    jy_city_free(data->city);
    free(data->lights);
    free(data->roads);
    free(data->cameras);
    free(data->areas);
    free(data->places);
    free(data->requests);
    free(data->sources);
    jy_arena_done(&data->arena);
    free(data);
}

/* Does the ring's edge from a to b cross the ray from p to the east? */
static bool crosses(struct gis_lonlat a, struct gis_lonlat b, struct gis_lonlat p)
{
    if ((a.lat_deg > p.lat_deg) == (b.lat_deg > p.lat_deg))
        return false;
    double lon_deg =
        a.lon_deg + (p.lat_deg - a.lat_deg) / (b.lat_deg - a.lat_deg) * (b.lon_deg - a.lon_deg);
    return p.lon_deg < lon_deg;
}

bool jy_geometry_holds(const struct jy_geometry *geometry, struct gis_lonlat p)
{
    if (geometry->kind != JY_GEOMETRY_POLYGONS)
        return false;
    bool inside = false;
    size_t start = 0;
    for (size_t part = 0; part < geometry->n_parts; part++) {
        size_t end = geometry->part_end[part];
        for (size_t i = start; i + 1 < end; i++) {
            if (crosses(geometry->points[i], geometry->points[i + 1], p))
                inside = !inside;
        }
        start = end;
    }
    return inside;
}

const struct jy_area *jy_city_data_area_at(const struct jy_city_data *data, enum jy_area_kind kind,
                                           struct gis_lonlat p)
{
    for (size_t i = 0; i < data->n_areas; i++) {
        if (data->areas[i].kind == kind && jy_geometry_holds(&data->areas[i].geometry, p))
            return &data->areas[i];
    }
    return NULL;
}

const struct jy_light_point *jy_city_data_light(const struct jy_city_data *data, int64_t id)
{
    size_t low = 0, high = data->n_lights;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (data->lights[mid].id < id) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < data->n_lights && data->lights[low].id == id ? &data->lights[low] : NULL;
}

const struct jy_source *jy_city_data_source(const struct jy_city_data *data, int64_t source_id)
{
    for (size_t i = 0; i < data->n_sources; i++) {
        if (data->sources[i].id == source_id)
            return &data->sources[i];
    }
    return NULL;
}

void jy_source_write(const struct jy_source *source, struct jy_json *json)
{
    char date[JY_DATE_TEXT_SIZE];
    const bool dated = jy_date_valid(source->date);
    jy_json_object(json);
    jy_json_kv_string(json, "layer", jy_layer_text(source->layer));
    jy_json_kv_string(json, "file", source->file);
    jy_json_kv_string(json, "credit", source->credit);
    jy_json_kv_string(json, "licence", source->licence);
    jy_json_kv_string(json, "date", dated ? jy_date_text(source->date, date) : NULL);
    jy_json_kv_bool(json, "sample", source->sample);
    jy_json_object_end(json);
}
