/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/export_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/json_out.h"
#include "src/base/mem.h"
#include "src/store/read.h"

/* Names of a field in each profile; NULL: the profile has no place for it. */
static const struct names {
    const char *plain, *komae, *standard, *osm, *fiware;
} names[] = {
    {"ref", "管理番号", "ID", "ref", "id"},
    {"lon", "経度", "経度", "lon", "lon"},
    {"lat", "緯度", "緯度", "lat", "lat"},
    {"plate_no", "標識番号", NULL, NULL, NULL},
    {"pole_no", "電柱番号", NULL, NULL, NULL},
    {"pole_kind", "柱種別", NULL, "support", NULL},
    {"kind", "区分", "種別", NULL, "areaServed"},
    {"lamp", "灯種", NULL, "light:method", "lanternModel"},
    {"status", "状態", NULL, NULL, "status"},
    {"land", "土地区分", NULL, NULL, NULL},
    {"owner", "管理区分", NULL, "operator:type", NULL},
    {"owner_name", "所有者", "地方公共団体名", "operator", "owner"},
    {"watt_w", "W数", NULL, "light:power", "power"},
    {"lumen_lm", "光束", NULL, "light:lumens", "luminousFlux"},
    {"colour_k", "色温度", NULL, NULL, "colorTemperature"},
    {"height_m", "高さ", NULL, "height", "lanternHeight"},
    {"lamps", "灯数", NULL, "light:count", NULL},
    {"installed", "設置年月日", NULL, "start_date", "dateServiceStarted"},
    {"replaced", "交換年月日", NULL, NULL, "dateLastLampChange"},
    {"road_name", "路線名", NULL, "addr:street", NULL},
    {"district", "地区", "所在地_町字", NULL, NULL},
    {"note", "備考", "備考", "note", "description"},
    {"name", "名称", "名称", "name", "name"},
    {"direction_deg", "方位", NULL, "camera:direction", NULL},
    {"camera_type", "機種", NULL, "camera:type", NULL},
    {"highway", "道路種別", "種別", "highway", "category"},
    {"code", "町字ID", "町字ID", NULL, NULL},
};

static const char *name_in(const char *plain, enum jy_export_profile profile)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct names *n = &names[i];
        const char *const by[] = {n->plain, n->komae, n->standard, n->osm, n->fiware};
        if (strcmp(n->plain, plain) == 0)
            return by[profile];
    }
    return profile == JY_EXPORT_PLAIN || profile == JY_EXPORT_KOMAE ? plain : NULL;
}

static const double unknown = (double)NAN;

struct work {
    const struct jy_city *city;
    const struct jy_export_options *options;
    jy_export_row_fn fn;
    void *ctx;
    struct jy_arena arena;
    struct jy_export_row row;
};

static void text(struct work *w, const char *plain, const char *value)
{
    const char *name = name_in(plain, w->options->profile);
    struct jy_export_row *row = &w->row;
    if (name == NULL || row->n == jy_export_columns_max)
        return;
    row->names[row->n] = name;
    row->number[row->n] = false;
    row->texts[row->n++] = value != NULL && value[0] != '\0' ? value : NULL;
}

/* "unknown" is an empty cell. */
static void code(struct work *w, const char *plain, const char *value)
{
    text(w, plain, strcmp(value, "unknown") != 0 ? value : NULL);
}

static void number(struct work *w, const char *plain, double value)
{
    char digits[32];
    size_t before = w->row.n;
    text(w, plain, isnan(value) ? NULL : jy_arena_strdup(&w->arena, jy_double_text(value, digits)));
    if (w->row.n > before)
        w->row.number[before] = true;
}

static void day(struct work *w, const char *plain, struct jy_date date)
{
    char iso[JY_DATE_TEXT_SIZE];
    text(w, plain, jy_arena_strdup(&w->arena, jy_date_text(date, iso)));
}

static void point(struct work *w, const struct gis_lonlat *at, bool located)
{
    number(w, "lon", located ? at->lon_deg : unknown);
    number(w, "lat", located ? at->lat_deg : unknown);
    if (located)
        w->row.geometry =
            (struct jy_geometry){.kind = JY_GEOMETRY_POINT, .n_points = 1, .points = at};
}

static void start(struct work *w)
{
    jy_arena_reset(&w->arena);
    w->row.n = 0;
    w->row.geometry = (struct jy_geometry){.kind = JY_GEOMETRY_NONE};
}

static enum jy_code give(struct work *w, struct jy_error *err)
{
    return w->fn(&w->row, w->ctx, err);
}

static enum jy_code on_light(const struct jy_light *v, void *ctx, struct jy_error *err)
{
    struct work *w = ctx;
    start(w);
    text(w, "ref", v->ref);
    point(w, &v->at, true);
    text(w, "plate_no", v->plate_no);
    text(w, "pole_no", v->pole_no);
    code(w, "pole_kind", jy_pole_kind_text(v->pole_kind));
    code(w, "kind", jy_light_kind_text(v->kind));
    code(w, "lamp", jy_lamp_text(v->lamp));
    code(w, "status", jy_status_text(v->status));
    code(w, "land", jy_land_text(v->land));
    code(w, "owner", jy_owner_text(v->owner));
    text(w, "owner_name", v->owner_name);
    number(w, "watt_w", v->watt_w);
    number(w, "lumen_lm", v->lumen_lm);
    number(w, "colour_k", v->colour_k);
    number(w, "height_m", v->height_m);
    number(w, "arm_m", v->arm_m);
    number(w, "lamps", v->lamps > 0 ? v->lamps : unknown);
    day(w, "installed", v->installed);
    day(w, "replaced", v->replaced);
    text(w, "road_name", v->road_name);
    text(w, "district", v->district);
    text(w, "note", v->note);
    if (w->options->full) {
        text(w, "contract_no", v->contract_no);
        text(w, "tariff", v->tariff);
        text(w, "consent_ref", v->consent_ref);
        text(w, "photo", v->photo);
    }
    if (w->options->profile == JY_EXPORT_OSM)
        text(w, "highway", "street_lamp");
    return give(w, err);
}

static enum jy_code on_camera(const struct jy_camera *v, void *ctx, struct jy_error *err)
{
    struct work *w = ctx;
    enum jy_precision precision =
        w->city != NULL ? w->city->print.camera_public : JY_PRECISION_NONE;
    bool exact = w->options->full || precision == JY_PRECISION_EXACT;
    start(w);
    text(w, "ref", v->ref);
    point(w, &v->at, exact);
    text(w, "name", exact ? v->name : NULL);
    number(w, "direction_deg", exact ? v->direction_deg : unknown);
    number(w, "angle_deg", exact ? v->angle_deg : unknown);
    number(w, "range_m", exact ? v->range_m : unknown);
    number(w, "height_m", exact ? v->height_m : unknown);
    text(w, "purpose", v->purpose);
    code(w, "owner", jy_owner_text(v->owner));
    text(w, "manager", v->manager);
    number(w, "retention_days", v->retention_days > 0 ? v->retention_days : unknown);
    text(w, "sign", v->sign_known ? (v->sign ? "1" : "0") : NULL);
    day(w, "filed", v->filed);
    day(w, "installed", v->installed);
    code(w, "status", jy_status_text(v->status));
    text(w, "camera_type", v->camera_type);
    text(w, "district", exact || precision != JY_PRECISION_NONE ? v->district : NULL);
    text(w, "note", exact ? v->note : NULL);
    return give(w, err);
}

static enum jy_code on_pole(const struct jy_pole *v, void *ctx, struct jy_error *err)
{
    struct work *w = ctx;
    start(w);
    text(w, "ref", v->ref);
    point(w, &v->at, true);
    code(w, "pole_kind", jy_pole_kind_text(v->kind));
    code(w, "owner", jy_owner_text(v->owner));
    number(w, "height_m", v->height_m);
    text(w, "note", v->note);
    return give(w, err);
}

static enum jy_code on_road(const struct jy_road *v, void *ctx, struct jy_error *err)
{
    struct work *w = ctx;
    start(w);
    w->row.geometry = v->geometry;
    text(w, "ref_id", v->ref);
    text(w, "name", v->name);
    code(w, w->options->profile == JY_EXPORT_PLAIN ? "road_class" : "highway",
         jy_road_class_text(v->road_class));
    number(w, "width_m", v->width_m);
    number(w, "evaluate", v->evaluate);
    number(w, "passable", v->passable);
    number(w, "is_private", v->is_private);
    number(w, "bridge", v->bridge);
    number(w, "tunnel", v->tunnel);
    number(w, "level", v->level);
    text(w, "note", v->note);
    return give(w, err);
}

static enum jy_code on_area(const struct jy_area *v, void *ctx, struct jy_error *err)
{
    struct work *w = ctx;
    static const enum jy_layer layers[] = {JY_LAYER_UNKNOWN, JY_LAYER_BOUNDARY, JY_LAYER_DISTRICTS,
                                           JY_LAYER_CHOME};
    if (layers[v->kind] != w->options->layer)
        return JY_OK;
    start(w);
    text(w, "code", v->code);
    text(w, "name", v->name);
    text(w, "name_kana", v->name_kana);
    text(w, "name_en", v->name_en);
    if (v->kind == JY_AREA_CHOME)
        text(w, "district", v->district);
    point(w, &v->label, !isnan(v->label.lon_deg));
    w->row.geometry = v->geometry.kind != JY_GEOMETRY_NONE ? v->geometry : w->row.geometry;
    return give(w, err);
}

static enum jy_code on_crime(const struct jy_crime_count *v, void *ctx, struct jy_error *err)
{
    struct work *w = ctx;
    start(w);
    text(w, "area", v->area);
    text(w, "area_kind", jy_area_kind_text(v->area_kind));
    text(w, "offence", v->offence);
    number(w, "year", v->year);
    number(w, "month", v->month > 0 ? v->month : unknown);
    number(w, "cases", (double)v->cases);
    return give(w, err);
}

static enum jy_code on_people(const struct jy_population *v, void *ctx, struct jy_error *err)
{
    struct work *w = ctx;
    bool persons = v->kind == JY_EXPOSURE_PERSONS;
    start(w);
    text(w, "area", v->area);
    number(w, "year", v->year);
    number(w, "persons", persons ? v->count : unknown);
    number(w, "households", v->kind == JY_EXPOSURE_HOUSEHOLDS ? v->count : unknown);
    return give(w, err);
}

static enum jy_code on_place(const struct jy_place *v, void *ctx, struct jy_error *err)
{
    struct work *w = ctx;
    start(w);
    bool is_point = v->geometry.kind == JY_GEOMETRY_POINT;
    struct gis_lonlat none = {unknown, unknown};
    point(w, is_point ? v->geometry.points : &none, is_point);
    w->row.geometry = v->geometry;
    text(w, "place_kind", jy_place_kind_text(v->kind));
    text(w, "name", v->name);
    text(w, "name_kana", v->name_kana);
    text(w, "name_en", v->name_en);
    return give(w, err);
}

/* The token of the status link is a secret and never leaves. */
static enum jy_code on_request(const struct jy_request *v, void *ctx, struct jy_error *err)
{
    struct work *w = ctx;
    start(w);
    text(w, "receipt", v->receipt);
    point(w, &v->at, true);
    code(w, "land", jy_land_text(v->land));
    text(w, "wish", v->wish);
    text(w, "note", v->note);
    text(w, "language", v->language);
    text(w, "answer", v->answer);
    text(w, "rule", v->rule);
    number(w, "nearest_m", isfinite(v->nearest_m) ? v->nearest_m : unknown);
    code(w, "status", jy_request_status_text(v->status));
    text(w, "district", v->district);
    text(w, "created_at", v->created_at);
    text(w, "updated_at", v->updated_at);
    return give(w, err);
}

bool jy_export_is_point_layer(enum jy_layer layer)
{
    return layer == JY_LAYER_STREETLIGHTS || layer == JY_LAYER_CAMERAS || layer == JY_LAYER_POLES ||
           layer == JY_LAYER_REQUESTS;
}

static enum jy_code each(struct jy_store *s, struct work *w, struct jy_error *err)
{
    switch (w->options->layer) {
    case JY_LAYER_STREETLIGHTS:
        return jy_store_light_each(s, JY_NOW, NULL, on_light, w, err);
    case JY_LAYER_CAMERAS:
        return jy_store_camera_each(s, JY_NOW, NULL, on_camera, w, err);
    case JY_LAYER_POLES:
        return jy_store_pole_each(s, JY_NOW, NULL, on_pole, w, err);
    case JY_LAYER_ROADS:
        return jy_store_road_each(s, JY_NOW, NULL, on_road, w, err);
    case JY_LAYER_DISTRICTS:
    case JY_LAYER_CHOME:
    case JY_LAYER_BOUNDARY:
        return jy_store_area_each(s, JY_NOW, NULL, on_area, w, err);
    case JY_LAYER_CRIMES:
        return jy_store_crime_count_each(s, JY_NOW, NULL, on_crime, w, err);
    case JY_LAYER_POPULATION:
        return jy_store_population_each(s, JY_NOW, NULL, on_people, w, err);
    case JY_LAYER_PLACES:
        return jy_store_place_each(s, JY_NOW, NULL, on_place, w, err);
    case JY_LAYER_REQUESTS:
        return jy_store_request_each(s, JY_NOW, NULL, on_request, w, err);
    case JY_LAYER_UNKNOWN:
        break;
    }
    return jy_fail(err, JY_EINVALID, "there is no such layer");
}

enum jy_code jy_export_rows(struct jy_store *store, const struct jy_city *city,
                            const struct jy_export_options *options, jy_export_row_fn fn, void *ctx,
                            struct jy_error *err)
{
    struct work *w = jy_calloc(1, sizeof *w);
    w->city = city;
    w->options = options;
    w->fn = fn;
    w->ctx = ctx;
    jy_arena_init(&w->arena);
    enum jy_code result = each(store, w, err);
    jy_arena_done(&w->arena);
    free(w);
    return result;
}
