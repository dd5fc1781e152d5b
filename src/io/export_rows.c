/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/export_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/json_out.h"
#include "src/base/mem.h"
#include "src/store/read.h"

/* Names of a field in each profile; NULL: the profile has no place for it. FIWARE: Streetlight and
 * StreetlightModel of smart-data-models/dataModel.Streetlighting ("laternHeight" is theirs). */
static const struct names {
    const char *plain, *komae, *osm, *fiware;
} names[] = {
    {"ref", "管理番号", "ref", "id"},
    {"lon", "経度", "lon", "lon"},
    {"lat", "緯度", "lat", "lat"},
    {"plate_no", "標識番号", NULL, NULL},
    {"pole_no", "電柱番号", NULL, NULL},
    {"pole_kind", "柱種別", "support", NULL},
    {"kind", "区分", NULL, "locationCategory"},
    {"lamp", "灯種", "light:method", "lampTechnology"},
    {"status", "状態", NULL, "status"},
    {"land", "土地区分", NULL, NULL},
    {"owner", "管理区分", "operator:type", NULL},
    {"owner_name", "所有者", "operator", "owner"},
    {"watt_w", "W数", "light:power", "powerConsumption"},
    {"lumen_lm", "光束", "light:lumens", "luminousFlux"},
    {"colour_k", "色温度", NULL, "colorTemperature"},
    {"height_m", "高さ", "height", "laternHeight"},
    {"arm_m", "アーム長", NULL, NULL},
    {"lamps", "灯数", "light:count", NULL},
    {"installed", "設置年月日", "start_date", "dateServiceStarted"},
    {"replaced", "交換年月日", NULL, "dateLastLampChange"},
    {"removed", "撤去年月日", "end_date", NULL},
    {"road_name", "路線名", "addr:street", NULL},
    {"district", "地区", NULL, "areaServed"},
    {"note", "備考", "note", "description"},
    {"contract_no", "契約番号", NULL, NULL},
    {"tariff", "契約種別", NULL, NULL},
    {"consent_ref", "同意書番号", NULL, NULL},
    {"photo", "写真", NULL, NULL},
    {"name", "名称", "name", "name"},
    {"name_kana", "名称_カナ", "name:ja-Hira", NULL},
    {"name_en", "名称_英語", "name:en", NULL},
    {"direction_deg", "方位", "camera:direction", NULL},
    {"angle_deg", "画角", "camera:fov", NULL},
    {"range_m", "撮影距離", NULL, NULL},
    {"purpose", "設置目的", NULL, NULL},
    {"manager", "管理責任者", "operator", NULL},
    {"retention_days", "保管期間", NULL, NULL},
    {"sign", "表示板", NULL, NULL},
    {"filed", "届出年月日", NULL, NULL},
    {"camera_type", "機種", "camera:type", NULL},
    {"ref_id", "管理番号", NULL, "id"},
    {"road_class", "道路種別", "highway", "category"},
    {"width_m", "幅員", "width", "width"},
    {"evaluate", "判定対象", NULL, NULL},
    {"passable", "通行可", NULL, NULL},
    {"is_private", "私道", NULL, NULL},
    {"bridge", "橋", "bridge", NULL},
    {"tunnel", "トンネル", "tunnel", NULL},
    {"level", "level", "layer", NULL},
    {"code", "町字ID", NULL, NULL},
    {"area", "町丁目", NULL, NULL},
    {"offence", "罪種", NULL, NULL},
    {"year", "年", NULL, NULL},
    {"month", "月", NULL, NULL},
    {"cases", "件数", NULL, NULL},
    {"persons", "人口", NULL, NULL},
    {"households", "世帯数", NULL, NULL},
    {"place_kind", "種別", NULL, NULL},
    {"receipt", "受付番号", NULL, NULL},
    {"wish", "要望", NULL, NULL},
    {"language", "言語", NULL, NULL},
    {"answer", "回答", NULL, NULL},
    {"rule", "設置基準", NULL, NULL},
    {"nearest_m", "最寄りの灯まで", NULL, NULL},
    {"created_at", "受付日時", NULL, NULL},
    {"updated_at", "更新日時", NULL, NULL},
};

/* What the codes are called there; a code that is not listed stays as it is, NULL is left out. */
static const struct words {
    const char *plain, *code, *komae, *osm, *fiware;
} words[] = {
    {"lamp", "led", "LED", "LED", "LED"},
    {"lamp", "fluorescent", "蛍光灯", "fluorescent", "fluorescent"},
    {"lamp", "mercury", "水銀灯", "mercury", "mercury"},
    {"lamp", "sodium", "ナトリウム灯", "high_pressure_sodium", "HPS"},
    {"lamp", "metal_halide", "メタルハライド灯", "metal_halide", "metal_halide"},
    {"lamp", "incandescent", "白熱灯", "incandescent", "incandescent"},
    {"lamp", "gas", "ガス灯", "gas", "gas"},
    {"lamp", "other", "その他", NULL, "other"},
    {"pole_kind", "own", "専用柱", "pole", NULL},
    {"pole_kind", "power", "電力柱", "utility_pole", NULL},
    {"pole_kind", "telecom", "NTT柱", "utility_pole", NULL},
    {"pole_kind", "wall", "壁", "wall", NULL},
    {"pole_kind", "other", "その他", NULL, NULL},
    {"kind", "road", "街路灯", NULL, "road"},
    {"kind", "park", "公園灯", NULL, "park"},
    {"kind", "shop_street", "商店街灯", NULL, "shop_street"},
    {"kind", "private", "私設灯", NULL, "private"},
    {"status", "planned", "計画", NULL, "planned"},
    {"status", "in_service", "稼働", NULL, "ok"},
    {"status", "out", "不点灯", NULL, "defectiveLamp"},
    {"status", "removed", "撤去", NULL, "removed"},
    {"land", "city", "市有地", NULL, NULL},
    {"land", "private", "私有地", NULL, NULL},
    {"land", "other", "その他", NULL, NULL},
    {"owner", "city", "市", "government", NULL},
    {"owner", "neighbourhood", "町会", "community", NULL},
    {"owner", "shop_street", "商店会", "community", NULL},
    {"owner", "prefecture", "都道府県", "government", NULL},
    {"owner", "state", "国", "government", NULL},
    {"owner", "railway", "鉄道", "business", NULL},
    {"owner", "utility", "電力", "business", NULL},
    {"owner", "private", "民間", "private", NULL},
    {"owner", "other", "その他", NULL, NULL},
    {"road_class", "unknown", "", "road", NULL},
};

static const char *name_in(const char *plain, enum jy_export_profile profile)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct names *n = &names[i];
        if (strcmp(n->plain, plain) == 0) {
            return profile == JY_EXPORT_KOMAE    ? n->komae
                   : profile == JY_EXPORT_OSM    ? n->osm
                   : profile == JY_EXPORT_FIWARE ? n->fiware
                                                 : n->plain;
        }
    }
    return profile == JY_EXPORT_PLAIN || profile == JY_EXPORT_KOMAE ? plain : NULL;
}

static const char *word_in(const char *plain, const char *code, enum jy_export_profile profile)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const struct words *w = &words[i];
        if (strcmp(w->plain, plain) == 0 && strcmp(w->code, code) == 0) {
            return profile == JY_EXPORT_KOMAE    ? w->komae
                   : profile == JY_EXPORT_OSM    ? w->osm
                   : profile == JY_EXPORT_FIWARE ? w->fiware
                                                 : w->code;
        }
    }
    return code;
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

static void put(struct work *w, const char *name, const char *value, enum jy_export_cell kind)
{
    struct jy_export_row *row = &w->row;
    if (name == NULL || row->n == JY_EXPORT_COLUMNS_MAX)
        return;
    row->names[row->n] = name;
    row->kinds[row->n] = kind;
    row->texts[row->n++] = value != NULL && value[0] != '\0' ? value : NULL;
}

static void text(struct work *w, const char *plain, const char *value)
{
    put(w, name_in(plain, w->options->profile), value, JY_CELL_TEXT);
}

/* "unknown" is an empty cell. */
static void code(struct work *w, const char *plain, const char *value)
{
    value = word_in(plain, value, w->options->profile);
    text(w, plain, value != NULL && strcmp(value, "unknown") != 0 ? value : NULL);
}

static const char *digits_of(struct work *w, double value)
{
    char digits[32];
    return isnan(value) ? NULL : jy_arena_strdup(&w->arena, jy_double_text(value, digits));
}

static void number(struct work *w, const char *plain, double value)
{
    put(w, name_in(plain, w->options->profile), digits_of(w, value), JY_CELL_REAL);
}

/* A count, a year, a level; NAN unknown. */
static void whole(struct work *w, const char *plain, double value)
{
    put(w, name_in(plain, w->options->profile), digits_of(w, value), JY_CELL_WHOLE);
}

/* 1 or 0; as a tag of OSM "yes" or nothing. */
static void flag(struct work *w, const char *plain, bool value)
{
    if (w->options->profile == JY_EXPORT_OSM) {
        text(w, plain, value ? "yes" : NULL);
    } else {
        whole(w, plain, value);
    }
}

static void day(struct work *w, const char *plain, struct jy_date date)
{
    char iso[JY_DATE_TEXT_SIZE];
    text(w, plain, jy_arena_strdup(&w->arena, jy_date_text(date, iso)));
}

static void place(struct work *w, const struct gis_lonlat *at, bool located)
{
    if (located) {
        w->row.geometry =
            (struct jy_geometry){.kind = JY_GEOMETRY_POINT, .n_points = 1, .points = at};
    }
}

static void point(struct work *w, const struct gis_lonlat *at, bool located)
{
    number(w, "lon", located ? at->lon_deg : unknown);
    number(w, "lat", located ? at->lat_deg : unknown);
    place(w, at, located);
}

/* A tag that all rows of the layer have. */
static void tag(struct work *w, enum jy_export_profile profile, const char *key, const char *value)
{
    if (w->options->profile == profile)
        put(w, key, value, JY_CELL_TEXT);
}

/* ---- 自治体標準オープンデータセット: the same columns whatever is known ---- */

struct standard {
    const char *ref, *name, *kind, *code, *district, *note;
    bool named; /* the layer has names */
    const struct gis_lonlat *at;
};

static enum jy_code give(struct work *w, struct jy_error *err);

static enum jy_code standard(struct work *w, const struct standard *v, struct jy_error *err)
{
    const struct jy_city *city = w->city;
    const char *code = city != NULL ? city->code : NULL;
    const char *name = city != NULL ? jy_text_in(&city->name, city->language) : NULL;
    const char *region = city != NULL ? jy_text_in(&city->region, city->language) : NULL;
    const char *district = v->district != NULL ? v->district : "";
    bool joined = region != NULL && name != NULL;
    put(w, "全国地方公共団体コード", code, JY_CELL_TEXT);
    put(w, "ID", v->ref, JY_CELL_TEXT);
    put(w, "地方公共団体名", name, JY_CELL_TEXT);
    if (v->named)
        put(w, "名称", v->name, JY_CELL_TEXT);
    put(w, "種別", v->kind, JY_CELL_TEXT);
    put(w, "所在地_全国地方公共団体コード", code, JY_CELL_TEXT);
    put(w, "町字ID", v->code, JY_CELL_TEXT);
    put(w, "所在地_連結表記",
        joined ? jy_arena_printf(&w->arena, "%s%s%s", region, name, district) : NULL, JY_CELL_TEXT);
    put(w, "所在地_都道府県", region, JY_CELL_TEXT);
    put(w, "所在地_市区町村", name, JY_CELL_TEXT);
    put(w, "所在地_町字", v->district, JY_CELL_TEXT);
    put(w, "所在地_番地以下", NULL, JY_CELL_TEXT);
    put(w, "緯度", v->at != NULL ? digits_of(w, v->at->lat_deg) : NULL, JY_CELL_REAL);
    put(w, "経度", v->at != NULL ? digits_of(w, v->at->lon_deg) : NULL, JY_CELL_REAL);
    put(w, "備考", v->note, JY_CELL_TEXT);
    return give(w, err);
}

static bool is_standard(const struct work *w)
{
    return w->options->profile == JY_EXPORT_STANDARD;
}

/* A word of our vocabulary in Japanese, NULL unknown. */
static const char *japanese(const char *plain, const char *value)
{
    return strcmp(value, "unknown") != 0 ? word_in(plain, value, JY_EXPORT_KOMAE) : NULL;
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
    place(w, &v->at, true);
    if (is_standard(w)) {
        const char *kind = japanese("kind", jy_light_kind_text(v->kind));
        return standard(w,
                        &(struct standard){.ref = v->ref,
                                           .kind = kind != NULL ? kind : "街路灯",
                                           .district = v->district,
                                           .note = v->note,
                                           .at = &v->at},
                        err);
    }
    tag(w, JY_EXPORT_OSM, "highway", "street_lamp");
    tag(w, JY_EXPORT_FIWARE, "type", "Streetlight");
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
    whole(w, "lamps", v->lamps > 0 ? v->lamps : unknown);
    day(w, "installed", v->installed);
    day(w, "replaced", v->replaced);
    day(w, "removed", v->removed);
    text(w, "road_name", v->road_name);
    text(w, "district", v->district);
    text(w, "note", v->note);
    if (w->options->full) {
        text(w, "contract_no", v->contract_no);
        text(w, "tariff", v->tariff);
        text(w, "consent_ref", v->consent_ref);
        text(w, "photo", v->photo);
    }
    return give(w, err);
}

static enum jy_code on_camera(const struct jy_camera *v, void *ctx, struct jy_error *err)
{
    struct work *w = ctx;
    enum jy_precision precision =
        w->city != NULL ? w->city->print.camera_public : JY_PRECISION_NONE;
    bool exact = w->options->full || precision == JY_PRECISION_EXACT;
    start(w);
    place(w, &v->at, exact);
    const char *district = exact || precision != JY_PRECISION_NONE ? v->district : NULL;
    if (is_standard(w)) {
        return standard(w,
                        &(struct standard){.ref = v->ref,
                                           .named = true,
                                           .name = exact ? v->name : NULL,
                                           .kind = "防犯カメラ",
                                           .district = district,
                                           .note = exact ? v->note : NULL,
                                           .at = exact ? &v->at : NULL},
                        err);
    }
    tag(w, JY_EXPORT_OSM, "man_made", "surveillance");
    tag(w, JY_EXPORT_OSM, "surveillance:type", "camera");
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
    whole(w, "retention_days", v->retention_days > 0 ? v->retention_days : unknown);
    whole(w, "sign", v->sign_known ? v->sign : unknown);
    day(w, "filed", v->filed);
    day(w, "installed", v->installed);
    day(w, "removed", v->removed);
    code(w, "status", jy_status_text(v->status));
    text(w, "camera_type", v->camera_type);
    text(w, "district", district);
    text(w, "note", exact ? v->note : NULL);
    return give(w, err);
}

static enum jy_code on_pole(const struct jy_pole *v, void *ctx, struct jy_error *err)
{
    struct work *w = ctx;
    start(w);
    place(w, &v->at, true);
    if (is_standard(w)) {
        return standard(
            w,
            &(struct standard){.ref = v->ref,
                               .kind = japanese("pole_kind", jy_pole_kind_text(v->kind)),
                               .note = v->note,
                               .at = &v->at},
            err);
    }
    tag(w, JY_EXPORT_OSM, "man_made", "utility_pole");
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
    if (is_standard(w)) {
        return standard(
            w,
            &(struct standard){.ref = v->ref,
                               .named = true,
                               .name = v->name,
                               .kind = japanese("road_class", jy_road_class_text(v->road_class)),
                               .note = v->note},
            err);
    }
    text(w, "ref_id", v->ref);
    text(w, "name", v->name);
    code(w, "road_class", jy_road_class_text(v->road_class));
    number(w, "width_m", v->width_m);
    whole(w, "evaluate", v->evaluate);
    whole(w, "passable", v->passable);
    whole(w, "is_private", v->is_private);
    tag(w, JY_EXPORT_OSM, "access", v->is_private ? "private" : NULL);
    tag(w, JY_EXPORT_OSM, "foot", v->passable ? NULL : "no");
    flag(w, "bridge", v->bridge);
    flag(w, "tunnel", v->tunnel);
    whole(w, "level", v->level);
    text(w, "note", v->note);
    /* How many live along one private road is theirs to say. */
    if (w->options->full)
        number(w, "households", v->households < 0 ? (double)NAN : (double)v->households);
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
    bool labelled = !isnan(v->label.lon_deg);
    if (is_standard(w)) {
        place(w, &v->label, labelled);
        w->row.geometry = v->geometry.kind != JY_GEOMETRY_NONE ? v->geometry : w->row.geometry;
        return standard(w,
                        &(struct standard){.named = true,
                                           .name = v->name,
                                           .kind = v->kind == JY_AREA_CHOME      ? "町丁目"
                                                   : v->kind == JY_AREA_DISTRICT ? "地区"
                                                                                 : "境界",
                                           .code = v->code,
                                           .district = v->district,
                                           .at = labelled ? &v->label : NULL},
                        err);
    }
    tag(w, JY_EXPORT_OSM, "boundary", "administrative");
    text(w, "code", v->code);
    text(w, "name", v->name);
    text(w, "name_kana", v->name_kana);
    text(w, "name_en", v->name_en);
    if (v->kind == JY_AREA_CHOME)
        text(w, "district", v->district);
    point(w, &v->label, labelled);
    w->row.geometry = v->geometry.kind != JY_GEOMETRY_NONE ? v->geometry : w->row.geometry;
    return give(w, err);
}

/* The totals of the city are public; of an area what the city's policy shows. */
static bool shows(const struct work *w, const struct jy_crime_count *v)
{
    const struct jy_export_options *o = w->options;
    return o->full || v->area == NULL || (o->shows != NULL && o->shows(v, o->shows_ctx));
}

static enum jy_code on_crime(const struct jy_crime_count *v, void *ctx, struct jy_error *err)
{
    struct work *w = ctx;
    start(w);
    text(w, "area", v->area);
    text(w, "area_kind", jy_area_kind_text(v->area_kind));
    text(w, "offence", v->offence);
    whole(w, "year", v->year);
    whole(w, "month", v->month > 0 ? v->month : unknown);
    whole(w, "cases", shows(w, v) ? (double)v->cases : unknown);
    return give(w, err);
}

static enum jy_code on_people(const struct jy_population *v, void *ctx, struct jy_error *err)
{
    struct work *w = ctx;
    bool persons = v->kind == JY_EXPOSURE_PERSONS;
    start(w);
    text(w, "area", v->area);
    whole(w, "year", v->year);
    number(w, "persons", persons ? v->count : unknown);
    number(w, "households", v->kind == JY_EXPOSURE_HOUSEHOLDS ? v->count : unknown);
    return give(w, err);
}

static enum jy_code on_place(const struct jy_place *v, void *ctx, struct jy_error *err)
{
    struct work *w = ctx;
    start(w);
    if (is_standard(w)) {
        w->row.geometry = v->geometry;
        return standard(w,
                        &(struct standard){.named = true,
                                           .name = v->name,
                                           .kind = jy_place_kind_text(v->kind),
                                           .at = v->geometry.kind == JY_GEOMETRY_POINT
                                                     ? v->geometry.points
                                                     : NULL},
                        err);
    }
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
    text(w, "land", jy_land_text(v->land)); /* "unknown" is an answer here, not a gap in the data */
    text(w, "wish", v->wish);
    text(w, "note", v->note);
    text(w, "language", v->language);
    text(w, "answer", v->answer);
    text(w, "rule", v->rule);
    number(w, "nearest_m", isfinite(v->nearest_m) ? round(v->nearest_m * 100) / 100 : unknown);
    code(w, "status", jy_request_status_text(v->status));
    text(w, "district", v->district);
    text(w, "created_at", v->created_at);
    text(w, "updated_at", v->updated_at);
    return give(w, err);
}

/* ---- the heading ---- */

static enum jy_code keep_heading(const struct jy_export_row *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct jy_export_row *out = ctx;
    *out = *row;
    for (size_t i = 0; i < out->n; i++)
        out->texts[i] = NULL;
    out->geometry = (struct jy_geometry){.kind = row->geometry.kind};
    return JY_OK;
}

/* A row of which nothing is known has all names. */
static enum jy_code empty_row(struct work *w, struct jy_error *err)
{
    switch (w->options->layer) {
    case JY_LAYER_STREETLIGHTS:
        return on_light(&(struct jy_light){0}, w, err);
    case JY_LAYER_CAMERAS:
        return on_camera(&(struct jy_camera){0}, w, err);
    case JY_LAYER_POLES:
        return on_pole(&(struct jy_pole){0}, w, err);
    case JY_LAYER_ROADS:
        return on_road(&(struct jy_road){.geometry = {.kind = JY_GEOMETRY_LINES}, .households = -1},
                       w, err);
    case JY_LAYER_DISTRICTS:
    case JY_LAYER_CHOME:
    case JY_LAYER_BOUNDARY: {
        enum jy_area_kind kind = w->options->layer == JY_LAYER_CHOME      ? JY_AREA_CHOME
                                 : w->options->layer == JY_LAYER_BOUNDARY ? JY_AREA_BOUNDARY
                                                                          : JY_AREA_DISTRICT;
        return on_area(&(struct jy_area){.kind = kind, .geometry = {.kind = JY_GEOMETRY_POLYGONS}},
                       w, err);
    }
    case JY_LAYER_CRIMES:
        return on_crime(&(struct jy_crime_count){.offence = ""}, w, err);
    case JY_LAYER_POPULATION:
        return on_people(&(struct jy_population){0}, w, err);
    case JY_LAYER_PLACES:
        return on_place(&(struct jy_place){0}, w, err);
    case JY_LAYER_REQUESTS:
        return on_request(&(struct jy_request){0}, w, err);
    case JY_LAYER_UNKNOWN:
        break;
    }
    return JY_OK;
}

void jy_export_heading(const struct jy_city *city, const struct jy_export_options *options,
                       struct jy_export_row *out)
{
    struct work *w = jy_calloc(1, sizeof *w);
    struct jy_error ignored;
    w->city = city;
    w->options = options;
    w->fn = keep_heading;
    w->ctx = out;
    jy_arena_init(&w->arena);
    *out = (struct jy_export_row){0};
    (void)!empty_row(w, &ignored);
    jy_arena_done(&w->arena);
    free(w);
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
