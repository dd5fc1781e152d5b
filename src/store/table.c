/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/store/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/base/mem.h"
#include "src/base/number.h"
#include "src/base/utf8.h"
#include "src/store/db.h"

#define TEXT_MAX_BYTES 65536

/* The functions of kinds.h under one type. */
#define KIND(name)                                            \
    static const char *name##_code(unsigned value)            \
    {                                                         \
        return jy_##name##_text((enum jy_##name)value);       \
    }                                                         \
    static bool name##_value(const char *text, unsigned *out) \
    {                                                         \
        enum jy_##name value;                                 \
        if (!jy_##name##_parse(text, &value))                 \
            return false;                                     \
        *out = (unsigned)value;                               \
        return true;                                          \
    }
KIND(status)
KIND(lamp)
KIND(pole_kind)
KIND(land)
KIND(owner)
KIND(light_kind)
KIND(road_class)
KIND(area_kind)
KIND(place_kind)
KIND(exposure_kind)
KIND(request_status)

#define F(type, s, field)                                                 \
    {                                                                     \
#field, JY_FIELD_##type, offsetof(struct s, field), 0, NULL, NULL \
    }
#define CODE(s, field, list)                                                           \
    {                                                                                  \
#field, JY_FIELD_CODE, offsetof(struct s, field), 0, list##_code, list##_value \
    }
#define END                                   \
    {                                         \
        NULL, JY_FIELD_TEXT, 0, 0, NULL, NULL \
    }

static const struct jy_field light_fields[] = {
    F(TEXT, jy_light, ref),
    F(TEXT, jy_light, plate_no),
    F(TEXT, jy_light, pole_no),
    CODE(jy_light, pole_kind, pole_kind),
    CODE(jy_light, kind, light_kind),
    CODE(jy_light, lamp, lamp),
    CODE(jy_light, status, status),
    CODE(jy_light, land, land),
    CODE(jy_light, owner, owner),
    F(TEXT, jy_light, owner_name),
    F(REAL, jy_light, watt_w),
    F(REAL, jy_light, lumen_lm),
    F(REAL, jy_light, colour_k),
    F(REAL, jy_light, height_m),
    F(REAL, jy_light, arm_m),
    F(COUNT, jy_light, lamps),
    F(TEXT, jy_light, contract_no),
    F(TEXT, jy_light, tariff),
    F(DATE, jy_light, installed),
    F(DATE, jy_light, replaced),
    F(DATE, jy_light, removed),
    F(TEXT, jy_light, consent_ref),
    F(TEXT, jy_light, road_name),
    F(TEXT, jy_light, district),
    F(TEXT, jy_light, photo),
    F(TEXT, jy_light, note),
    END,
};
static const struct jy_field camera_fields[] = {
    F(TEXT, jy_camera, ref),
    F(TEXT, jy_camera, name),
    F(REAL, jy_camera, direction_deg),
    F(REAL, jy_camera, angle_deg),
    F(REAL, jy_camera, range_m),
    F(REAL, jy_camera, height_m),
    F(TEXT, jy_camera, purpose),
    CODE(jy_camera, owner, owner),
    F(TEXT, jy_camera, manager),
    F(COUNT, jy_camera, retention_days),
    {"sign", JY_FIELD_TRISTATE, offsetof(struct jy_camera, sign_known),
     offsetof(struct jy_camera, sign), NULL, NULL},
    F(DATE, jy_camera, filed),
    F(DATE, jy_camera, installed),
    F(DATE, jy_camera, removed),
    CODE(jy_camera, status, status),
    F(TEXT, jy_camera, camera_type),
    F(TEXT, jy_camera, district),
    F(TEXT, jy_camera, note),
    END,
};
static const struct jy_field pole_fields[] = {
    F(TEXT, jy_pole, ref),      CODE(jy_pole, kind, pole_kind), CODE(jy_pole, owner, owner),
    F(REAL, jy_pole, height_m), F(TEXT, jy_pole, note),         END,
};
static const struct jy_field road_fields[] = {
    F(TEXT, jy_road, ref),
    F(TEXT, jy_road, name),
    CODE(jy_road, road_class, road_class),
    F(REAL, jy_road, width_m),
    F(BOOL, jy_road, evaluate),
    F(BOOL, jy_road, passable),
    F(BOOL, jy_road, is_private),
    F(BOOL, jy_road, bridge),
    F(BOOL, jy_road, tunnel),
    F(INT, jy_road, level),
    F(TEXT, jy_road, note),
    F(FROM_0, jy_road, households),
    END,
};
static const struct jy_field area_fields[] = {
    CODE(jy_area, kind, area_kind),
    {"label_lon", JY_FIELD_REAL, offsetof(struct jy_area, label.lon_deg), 0, NULL, NULL},
    {"label_lat", JY_FIELD_REAL, offsetof(struct jy_area, label.lat_deg), 0, NULL, NULL},
    F(TEXT, jy_area, code),
    F(TEXT, jy_area, name),
    F(TEXT, jy_area, name_kana),
    F(TEXT, jy_area, name_en),
    F(TEXT, jy_area, district),
    END,
};
static const struct jy_field crime_count_fields[] = {
    F(TEXT, jy_crime_count, area),   CODE(jy_crime_count, area_kind, area_kind),
    F(REF, jy_crime_count, area_id), F(TEXT, jy_crime_count, offence),
    F(INT, jy_crime_count, year),    F(INT, jy_crime_count, month),
    F(BIG, jy_crime_count, cases),   END,
};
static const struct jy_field crime_incident_fields[] = {
    F(TEXT, jy_crime_incident, offence),
    F(TEXT, jy_crime_incident, method),
    F(TEXT, jy_crime_incident, area),
    F(REF, jy_crime_incident, area_id),
    {"date_from", JY_FIELD_DATE, offsetof(struct jy_crime_incident, from), 0, NULL, NULL},
    {"date_to", JY_FIELD_DATE, offsetof(struct jy_crime_incident, to), 0, NULL, NULL},
    F(FROM_0, jy_crime_incident, hour),
    END,
};
static const struct jy_field population_fields[] = {
    F(TEXT, jy_population, area),
    CODE(jy_population, area_kind, area_kind),
    F(REF, jy_population, area_id),
    F(INT, jy_population, year),
    CODE(jy_population, kind, exposure_kind),
    F(REAL, jy_population, count),
    END,
};
static const struct jy_field place_fields[] = {
    CODE(jy_place, kind, place_kind),
    F(TEXT, jy_place, name),
    F(TEXT, jy_place, name_kana),
    F(TEXT, jy_place, name_en),
    END,
};
static const struct jy_field request_fields[] = {
    F(TEXT, jy_request, receipt),    F(TEXT, jy_request, token),
    CODE(jy_request, land, land),    F(TEXT, jy_request, wish),
    F(TEXT, jy_request, note),       F(TEXT, jy_request, language),
    F(TEXT, jy_request, answer),     F(TEXT, jy_request, rule),
    F(REAL, jy_request, nearest_m),  CODE(jy_request, status, request_status),
    F(TEXT, jy_request, created_at), F(TEXT, jy_request, updated_at),
    F(TEXT, jy_request, district),   END,
};

#define HEAD(s) \
    sizeof(struct s), offsetof(struct s, id), offsetof(struct s, key), offsetof(struct s, source_id)
#define AT(s) JY_PLACED_AT, offsetof(struct s, at), 0, JY_GEOMETRY_POINT

const struct jy_table jy_table_lights = {"streetlights", HEAD(jy_light), light_fields,
                                         AT(jy_light),   true,           "key"};
const struct jy_table jy_table_cameras = {
    "cameras", HEAD(jy_camera), camera_fields, AT(jy_camera), true, "key"};
const struct jy_table jy_table_poles = {"poles",     HEAD(jy_pole), pole_fields,
                                        AT(jy_pole), false,         "key"};
const struct jy_table jy_table_roads = {"roads",
                                        HEAD(jy_road),
                                        road_fields,
                                        JY_PLACED_GEOMETRY,
                                        offsetof(struct jy_road, geometry),
                                        0,
                                        JY_GEOMETRY_LINES,
                                        false,
                                        "key"};
const struct jy_table jy_table_areas = {
    "areas", HEAD(jy_area),        area_fields, JY_PLACED_AREA, offsetof(struct jy_area, geometry),
    0,       JY_GEOMETRY_POLYGONS, false,       "key, kind"};
const struct jy_table jy_table_crime_counts = {"crime_counts",
                                               HEAD(jy_crime_count),
                                               crime_count_fields,
                                               JY_PLACED_NOT,
                                               0,
                                               0,
                                               JY_GEOMETRY_NONE,
                                               false,
                                               "key"};
const struct jy_table jy_table_crime_incidents = {"crime_incidents",
                                                  HEAD(jy_crime_incident),
                                                  crime_incident_fields,
                                                  JY_PLACED_MAYBE,
                                                  offsetof(struct jy_crime_incident, at),
                                                  offsetof(struct jy_crime_incident, located),
                                                  JY_GEOMETRY_POINT,
                                                  false,
                                                  "key"};
const struct jy_table jy_table_population = {"population",
                                             HEAD(jy_population),
                                             population_fields,
                                             JY_PLACED_NOT,
                                             0,
                                             0,
                                             JY_GEOMETRY_NONE,
                                             false,
                                             "key"};
const struct jy_table jy_table_places = {"places",
                                         HEAD(jy_place),
                                         place_fields,
                                         JY_PLACED_GEOMETRY,
                                         offsetof(struct jy_place, geometry),
                                         0,
                                         JY_GEOMETRY_NONE,
                                         false,
                                         "key"};
/* Requests have no key and no source of others. */
const struct jy_table jy_table_requests = {"requests",
                                           sizeof(struct jy_request),
                                           offsetof(struct jy_request, id),
                                           SIZE_MAX,
                                           SIZE_MAX,
                                           request_fields,
                                           AT(jy_request),
                                           false,
                                           "idempotency_key"};

/* ---- cells ---- */

static void load(const void *row, size_t at, void *out, size_t n)
{
    memcpy(out, (const char *)row + at, n);
}

static void save(void *row, size_t at, const void *value, size_t n)
{
    memcpy((char *)row + at, value, n);
}

/* Dates known to the day, the month or the year: text of that length, which sorts by time. */
static void date_to_text(struct jy_date d, char text[JY_DATE_TEXT_SIZE])
{
    (void)snprintf(text, JY_DATE_TEXT_SIZE, "%04d-%02d-%02d", d.year % 10000, d.month % 100,
                   d.day % 100);
    if (d.month == 0) {
        text[4] = '\0';
    } else if (d.day == 0) {
        text[7] = '\0';
    }
}

static void date_from_text(const char *text, struct jy_date *out)
{
    static const char digits[] = "0123456789";
    struct jy_date d = {0, 0, 0};
    if (strspn(text, digits) != 4)
        return;
    d.year = jy_digits_value(text, 4);
    if (text[4] == '-' && strspn(text + 5, digits) == 2)
        d.month = jy_digits_value(text + 5, 2);
    if (d.month != 0 && text[7] == '-' && strspn(text + 8, digits) == 2)
        d.day = jy_digits_value(text + 8, 2);
    *out = d;
}

static void set_int(struct jy_value *out, int64_t i, bool known)
{
    out->kind = known ? JY_VALUE_INT : JY_VALUE_NULL;
    out->i = i;
}

static void set_text(struct jy_value *out, const char *t)
{
    out->kind = t != NULL && t[0] != '\0' ? JY_VALUE_TEXT : JY_VALUE_NULL;
    out->t = t;
}

void jy_field_get(const struct jy_field *f, const void *row, struct jy_value *out)
{
    union {
        const char *t;
        double r;
        int i;
        int64_t big;
        bool b;
        struct jy_date d;
        unsigned code;
    } v;
    bool known;
    switch (f->type) {
    case JY_FIELD_TEXT:
        load(row, f->at, &v.t, sizeof v.t);
        set_text(out, v.t);
        break;
    case JY_FIELD_REAL:
        load(row, f->at, &v.r, sizeof v.r);
        out->kind = isnan(v.r) ? JY_VALUE_NULL : JY_VALUE_REAL;
        out->r = v.r;
        break;
    case JY_FIELD_INT:
    case JY_FIELD_COUNT:
    case JY_FIELD_FROM_0:
        load(row, f->at, &v.i, sizeof v.i);
        set_int(out, v.i, f->type == JY_FIELD_INT || v.i != (f->type == JY_FIELD_FROM_0 ? -1 : 0));
        break;
    case JY_FIELD_BIG:
    case JY_FIELD_REF:
        load(row, f->at, &v.big, sizeof v.big);
        set_int(out, v.big, f->type == JY_FIELD_BIG || v.big != 0);
        break;
    case JY_FIELD_BOOL:
        load(row, f->at, &v.b, sizeof v.b);
        set_int(out, v.b, true);
        break;
    case JY_FIELD_TRISTATE:
        load(row, f->at, &known, sizeof known);
        load(row, f->at2, &v.b, sizeof v.b);
        set_int(out, v.b, known);
        break;
    case JY_FIELD_DATE:
        load(row, f->at, &v.d, sizeof v.d);
        date_to_text(v.d, out->date);
        out->kind = v.d.year != 0 ? JY_VALUE_TEXT : JY_VALUE_NULL;
        out->t = v.d.year != 0 ? out->date : NULL;
        break;
    case JY_FIELD_CODE:
        load(row, f->at, &v.code, sizeof v.code);
        set_text(out, v.code != 0 ? f->text(v.code) : NULL);
        break;
    }
}

static void set_number(const struct jy_field *f, void *row, const struct jy_value *value)
{
    const int64_t i = value->kind == JY_VALUE_INT ? value->i : 0;
    const int small = value->kind == JY_VALUE_NULL && f->type == JY_FIELD_FROM_0 ? -1 : (int)i;
    const bool known = value->kind == JY_VALUE_INT, b = i != 0;
    if (f->type == JY_FIELD_INT || f->type == JY_FIELD_COUNT || f->type == JY_FIELD_FROM_0) {
        save(row, f->at, &small, sizeof small);
    } else if (f->type == JY_FIELD_BIG || f->type == JY_FIELD_REF) {
        save(row, f->at, &i, sizeof i);
    } else if (f->type == JY_FIELD_TRISTATE) {
        save(row, f->at, &known, sizeof known);
        save(row, f->at2, &b, sizeof b);
    } else {
        save(row, f->at, &b, sizeof b);
    }
}

void jy_field_set(const struct jy_field *f, void *row, const struct jy_value *value)
{
    const char *text = value->kind == JY_VALUE_TEXT ? value->t : NULL;
    double r = value->kind == JY_VALUE_REAL  ? value->r
               : value->kind == JY_VALUE_INT ? (double)value->i
                                             : (double)NAN;
    struct jy_date d = {0, 0, 0};
    unsigned code = 0;
    switch (f->type) {
    case JY_FIELD_TEXT:
        save(row, f->at, &text, sizeof text);
        break;
    case JY_FIELD_REAL:
        save(row, f->at, &r, sizeof r);
        break;
    case JY_FIELD_DATE:
        if (text != NULL)
            date_from_text(text, &d);
        save(row, f->at, &d, sizeof d);
        break;
    case JY_FIELD_CODE:
        if (text != NULL)
            (void)f->parse(text, &code); /* a code of a newer program reads as unknown */
        save(row, f->at, &code, sizeof code);
        break;
    case JY_FIELD_INT:
    case JY_FIELD_COUNT:
    case JY_FIELD_FROM_0:
    case JY_FIELD_BIG:
    case JY_FIELD_REF:
    case JY_FIELD_BOOL:
    case JY_FIELD_TRISTATE:
        set_number(f, row, value);
        break;
    }
}

void jy_value_bind(sqlite3_stmt *stmt, int i, const struct jy_value *value)
{
    switch (value->kind) {
    case JY_VALUE_NULL:
        (void)sqlite3_bind_null(stmt, i);
        break;
    case JY_VALUE_INT:
        (void)sqlite3_bind_int64(stmt, i, value->i);
        break;
    case JY_VALUE_REAL:
        (void)sqlite3_bind_double(stmt, i, value->r);
        break;
    case JY_VALUE_TEXT:
        /* A date lives in the value itself, which ends before the statement does. */
        (void)sqlite3_bind_text(stmt, i, value->t, -1,
                                value->t == value->date ? SQLITE_TRANSIENT : SQLITE_STATIC);
        break;
    }
}

void jy_value_column(sqlite3_stmt *stmt, int i, struct jy_value *out)
{
    switch (sqlite3_column_type(stmt, i)) {
    case SQLITE_INTEGER:
        out->kind = JY_VALUE_INT;
        out->i = sqlite3_column_int64(stmt, i);
        break;
    case SQLITE_FLOAT:
        out->kind = JY_VALUE_REAL;
        out->r = sqlite3_column_double(stmt, i);
        break;
    case SQLITE_TEXT:
        out->kind = JY_VALUE_TEXT;
        out->t = jy_db_text(stmt, i);
        break;
    default:
        out->kind = JY_VALUE_NULL;
    }
}

bool jy_value_same(const struct jy_value *a, const struct jy_value *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case JY_VALUE_INT:
        return a->i == b->i;
    case JY_VALUE_REAL:
        return a->r == b->r;
    case JY_VALUE_TEXT:
        return strcmp(a->t, b->t) == 0;
    case JY_VALUE_NULL:
        break;
    }
    return true;
}

const struct jy_field *jy_table_field(const struct jy_table *t, const char *column)
{
    for (const struct jy_field *f = t->fields; f->column != NULL; f++) {
        if (strcmp(f->column, column) == 0)
            return f;
    }
    return NULL;
}

int jy_table_n_fields(const struct jy_table *t)
{
    int n = 0;
    while (t->fields[n].column != NULL)
        n++;
    return n;
}

/* ---- checking ---- */

static enum jy_code check_text(const char *column, const char *text, struct jy_error *err)
{
    const size_t n = strlen(text);
    if (n > TEXT_MAX_BYTES)
        return jy_fail(err, JY_ELIMIT, "%s: %zu bytes (at most %d)", column, n, TEXT_MAX_BYTES);
    if (!jy_utf8_valid(text, n))
        return jy_fail(err, JY_EINVALID, "%s: broken UTF-8", column);
    return JY_OK;
}

static bool date_ok(struct jy_date d)
{
    return d.year == 0 || jy_date_valid((struct jy_date){d.year, d.month != 0 ? d.month : 1,
                                                         d.day != 0 ? d.day : 1});
}

static enum jy_code check_field(const struct jy_field *f, const void *row, struct jy_error *err)
{
    const char *text;
    double r;
    struct jy_date d;
    switch (f->type) {
    case JY_FIELD_TEXT:
        load(row, f->at, &text, sizeof text);
        return text != NULL ? check_text(f->column, text, err) : JY_OK;
    case JY_FIELD_REAL:
        load(row, f->at, &r, sizeof r);
        return isinf(r) ? jy_fail(err, JY_EINVALID, "%s: infinite", f->column) : JY_OK;
    case JY_FIELD_DATE:
        load(row, f->at, &d, sizeof d);
        return date_ok(d) ? JY_OK
                          : jy_fail(err, JY_EINVALID, "%s: no date (%d-%02d-%02d)", f->column,
                                    d.year, d.month, d.day);
    case JY_FIELD_INT:
    case JY_FIELD_COUNT:
    case JY_FIELD_FROM_0:
    case JY_FIELD_BIG:
    case JY_FIELD_REF:
    case JY_FIELD_BOOL:
    case JY_FIELD_TRISTATE:
    case JY_FIELD_CODE:
        break;
    }
    return JY_OK;
}

static enum jy_code encode_point(struct gis_lonlat at, struct jy_buf *blob, struct jy_error *err)
{
    const struct jy_geometry g = {.kind = JY_GEOMETRY_POINT, .n_points = 1, .points = &at};
    enum jy_code code = jy_blob_check(&g, err);
    if (code == JY_OK)
        jy_blob_encode(&g, blob);
    return code;
}

static enum jy_code encode_geometry(const struct jy_table *t, const struct jy_geometry *g,
                                    struct jy_buf *blob, struct jy_error *err)
{
    static const char *const names[] = {"no geometry", "a point", "lines", "polygons"};
    const bool area_point = t->placed == JY_PLACED_AREA && g->kind <= JY_GEOMETRY_POINT;
    if (g->kind == JY_GEOMETRY_NONE && t->placed == JY_PLACED_GEOMETRY)
        return jy_fail(err, JY_EINVALID, "no geometry");
    if (t->kind != JY_GEOMETRY_NONE && g->kind != t->kind && !area_point) {
        return jy_fail(err, JY_EINVALID, "%s: %s where %s are wanted", t->name, names[g->kind],
                       names[t->kind]);
    }
    enum jy_code code = jy_blob_check(g, err);
    if (code == JY_OK && !area_point)
        jy_blob_encode(g, blob);
    return code;
}

static enum jy_code encode_placed(const struct jy_table *t, const void *row, struct jy_buf *blob,
                                  struct jy_error *err)
{
    struct gis_lonlat at;
    struct jy_geometry g;
    bool placed;
    switch (t->placed) {
    case JY_PLACED_NOT:
        break;
    case JY_PLACED_MAYBE:
        load(row, t->placed_at2, &placed, sizeof placed);
        if (!placed)
            break;
        /* fall through */
    case JY_PLACED_AT:
        load(row, t->placed_at, &at, sizeof at);
        return encode_point(at, blob, err);
    case JY_PLACED_GEOMETRY:
    case JY_PLACED_AREA:
        load(row, t->placed_at, &g, sizeof g);
        return encode_geometry(t, &g, blob, err);
    }
    return JY_OK;
}

enum jy_code jy_table_check(const struct jy_table *t, const void *row, struct jy_buf *blob,
                            struct jy_error *err)
{
    enum jy_code code = JY_OK;
    jy_buf_clear(blob);
    if (t->key_at != SIZE_MAX) {
        const char *key;
        load(row, t->key_at, &key, sizeof key);
        if (key == NULL || key[0] == '\0')
            return jy_fail(err, JY_EINVALID, "key: is missing");
        code = check_text("key", key, err);
    }
    for (const struct jy_field *f = t->fields; code == JY_OK && f->column != NULL; f++)
        code = check_field(f, row, err);
    return code == JY_OK ? encode_placed(t, row, blob, err) : code;
}

/* ---- reading ---- */

void jy_table_select(const struct jy_table *t, struct jy_buf *sql)
{
    jy_buf_addf(sql, "SELECT t.id, %s, %s, %s, %s", t->key_at != SIZE_MAX ? "t.key" : "NULL",
                t->source_at != SIZE_MAX ? "t.source_id" : "NULL",
                t->placed != JY_PLACED_NOT ? "t.geometry" : "NULL",
                t->history ? "t.since" : "NULL");
    for (const struct jy_field *f = t->fields; f->column != NULL; f++)
        jy_buf_addf(sql, ", t.%s", f->column);
    jy_buf_addf(sql, " FROM %s AS t", t->name);
}

static enum jy_code read_placed(const struct jy_table *t, sqlite3_stmt *stmt,
                                struct jy_blob_room *room, void *row, struct jy_error *err)
{
    const void *blob = sqlite3_column_blob(stmt, JY_COLUMN_GEOMETRY);
    const size_t n = (size_t)sqlite3_column_bytes(stmt, JY_COLUMN_GEOMETRY);
    struct jy_geometry g = {.kind = JY_GEOMETRY_NONE};
    struct gis_lonlat at = {(double)NAN, (double)NAN};
    if (blob != NULL) {
        enum jy_code code = jy_blob_decode(blob, n, room, &g, err);
        if (code != JY_OK)
            return jy_fail_in(err, "%s %lld", t->name, sqlite3_column_int64(stmt, 0));
    }
    if (t->placed == JY_PLACED_GEOMETRY || t->placed == JY_PLACED_AREA) {
        save(row, t->placed_at, &g, sizeof g);
        return JY_OK;
    }
    const bool placed = g.kind == JY_GEOMETRY_POINT;
    if (placed)
        at = g.points[0];
    save(row, t->placed_at, &at, sizeof at);
    if (t->placed == JY_PLACED_MAYBE)
        save(row, t->placed_at2, &placed, sizeof placed);
    return JY_OK;
}

enum jy_code jy_table_read(const struct jy_table *t, sqlite3_stmt *stmt, struct jy_blob_room *room,
                           void *row, struct jy_error *err)
{
    struct jy_value value;
    const int64_t id = sqlite3_column_int64(stmt, 0), source = sqlite3_column_int64(stmt, 2);
    const char *key = jy_db_text(stmt, 1);
    memset(row, 0, t->size);
    save(row, t->id_at, &id, sizeof id);
    if (t->key_at != SIZE_MAX)
        save(row, t->key_at, &key, sizeof key);
    if (t->source_at != SIZE_MAX)
        save(row, t->source_at, &source, sizeof source);
    for (int i = 0; t->fields[i].column != NULL; i++) {
        jy_value_column(stmt, JY_COLUMN_FIELDS + i, &value);
        jy_field_set(&t->fields[i], row, &value);
    }
    return t->placed != JY_PLACED_NOT ? read_placed(t, stmt, room, row, err) : JY_OK;
}

static struct jy_blob_box box_at(struct gis_lonlat at)
{
    return (struct jy_blob_box){at.lon_deg, at.lat_deg, at.lon_deg, at.lat_deg};
}

bool jy_table_box(const struct jy_table *t, const void *row, struct jy_blob_box *out)
{
    struct gis_lonlat at = {(double)NAN, (double)NAN};
    struct jy_geometry g = {.kind = JY_GEOMETRY_NONE};
    if (t->placed == JY_PLACED_AT || t->placed == JY_PLACED_MAYBE) {
        load(row, t->placed_at, &at, sizeof at);
    } else if (t->placed != JY_PLACED_NOT) {
        load(row, t->placed_at, &g, sizeof g);
    }
    if (t->placed == JY_PLACED_AREA && g.kind == JY_GEOMETRY_NONE)
        load(row, offsetof(struct jy_area, label), &at, sizeof at);
    if (g.kind == JY_GEOMETRY_NONE) {
        *out = box_at(at);
        return !isnan(at.lon_deg);
    }
    *out = box_at(g.points[0]);
    for (size_t i = 1; i < g.n_points; i++) {
        out->min_lon_deg = fmin(out->min_lon_deg, g.points[i].lon_deg);
        out->min_lat_deg = fmin(out->min_lat_deg, g.points[i].lat_deg);
        out->max_lon_deg = fmax(out->max_lon_deg, g.points[i].lon_deg);
        out->max_lat_deg = fmax(out->max_lat_deg, g.points[i].lat_deg);
    }
    return true;
}
