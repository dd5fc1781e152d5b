/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Roads, areas and places: rows with lines and polygons.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/domain/area_name.h"
#include "src/io/import_job.h"
#include "src/io/text_values.h"
#include "src/io/words.h"

/* ---- roads ---- */

bool jy_osm_keep_road(const struct jy_feature *f)
{
    const char *highway = jy_feature_text(f, "highway");
    if (highway == NULL || strcmp(f->layer, "multilinestrings") == 0)
        return false;
    return (f->geometry.kind == JY_GEOMETRY_LINES || f->geometry.kind == JY_GEOMETRY_POLYGONS) &&
           jy_word_highway(highway) != NULL;
}

static bool osm_yes(const struct jy_import_job *job, const struct jy_row *row, enum jy_column c)
{
    const char *text = jy_job_get(job, row, c);
    bool yes = true; /* "viaduct", "culvert"… */
    return text != NULL && *text != '\0' && (jy_text_bool(text, &yes) != JY_VALUE_OK || yes);
}

static const char *tag(const struct jy_row *row, const char *name)
{
    for (size_t i = 0; i < row->n_columns; i++) {
        if (row->values[i] != NULL && strcmp(row->columns[i], name) == 0)
            return row->values[i];
    }
    return "";
}

/* Class, then what OSM's access tags say, then the file's own columns. */
static void road_flags(struct jy_import_job *job, const struct jy_row *row, struct jy_road *v)
{
    const char *class = jy_job_get(job, row, JY_COLUMN_ROAD_CLASS);
    const struct jy_road_default *d = class != NULL ? jy_word_highway(class) : NULL;
    v->evaluate = v->passable = true;
    if (d != NULL) {
        v->road_class = d->road_class;
        v->evaluate = d->evaluate;
        v->passable = d->passable;
    } else if (class != NULL && !jy_road_class_parse(class, &v->road_class)) {
        jy_job_warn(job, row->line, "road class '%.60s' is not a known word; left unknown", class);
    }
    const char *access = tag(row, "access"), *foot = tag(row, "foot");
    bool foot_open = strcmp(foot, "yes") == 0 || strcmp(foot, "designated") == 0 ||
                     strcmp(foot, "permissive") == 0;
    v->is_private = osm_yes(job, row, JY_COLUMN_PRIVATE) || strcmp(access, "private") == 0;
    if (v->is_private)
        v->evaluate = false;
    if (strcmp(foot, "no") == 0 || strcmp(foot, "private") == 0 ||
        (strcmp(access, "no") == 0 && !foot_open))
        v->evaluate = v->passable = false;
    v->evaluate = jy_job_bool(job, row, JY_COLUMN_EVALUATE, v->evaluate);
    v->passable = jy_job_bool(job, row, JY_COLUMN_PASSABLE, v->passable);
    v->bridge = osm_yes(job, row, JY_COLUMN_BRIDGE);
    v->tunnel = osm_yes(job, row, JY_COLUMN_TUNNEL);
}

/* A square drawn as an area: one walks round it; nobody judges its outline. */
static void outline(struct jy_road *v)
{
    v->geometry.kind = JY_GEOMETRY_LINES;
    v->geometry.part_outer = NULL;
    v->evaluate = false;
}

enum jy_code jy_import_row_road(struct jy_import_job *job, const struct jy_row *row,
                                struct jy_error *err)
{
    struct jy_road v = {.geometry = row->geometry, .ref = jy_job_ref(job, row)};
    if (row->problem != NULL || row->geometry.kind == JY_GEOMETRY_NONE ||
        row->geometry.kind == JY_GEOMETRY_POINT) {
        if (job->loading) {
            jy_job_reject(job, row->line, "%s",
                          row->problem != NULL ? row->problem : "the geometry is not a line");
        }
        return JY_OK;
    }
    v.key = jy_job_key(job, row, v.ref, &row->geometry);
    if (!job->loading)
        return JY_OK;
    v.name = jy_job_text(job, row, JY_COLUMN_NAME);
    v.width_m = jy_job_number(job, row, JY_COLUMN_WIDTH, "m", 0, 200);
    v.level = (int)jy_job_int(job, row, JY_COLUMN_LEVEL, -20, 20, 0);
    v.note = jy_job_text(job, row, JY_COLUMN_NOTE);
    v.households = (int)jy_job_int(job, row, JY_COLUMN_HOUSEHOLDS, 0, 100000, -1);
    road_flags(job, row, &v);
    if (v.geometry.kind == JY_GEOMETRY_POLYGONS)
        outline(&v);
    enum jy_put_result put = JY_PUT_UNCHANGED;
    enum jy_code code = jy_import_road(job->import, &v, &put, err);
    return jy_job_count(job, row->line, code, put, err);
}

/* ---- areas ---- */

bool jy_osm_keep_area(const struct jy_feature *f)
{
    const char *boundary = jy_feature_text(f, "boundary");
    return f->geometry.kind == JY_GEOMETRY_POLYGONS && boundary != NULL &&
           strcmp(boundary, "administrative") == 0;
}

static enum jy_area_kind area_kind(enum jy_layer layer)
{
    return layer == JY_LAYER_BOUNDARY ? JY_AREA_BOUNDARY
           : layer == JY_LAYER_CHOME  ? JY_AREA_CHOME
                                      : JY_AREA_DISTRICT;
}

/* 町字ID has seven digits; a spreadsheet loses the zeros in front. */
static const char *code_of(struct jy_import_job *job, const struct jy_row *row)
{
    const char *code = jy_job_text(job, row, JY_COLUMN_CODE);
    if (code == NULL || strcmp(row->columns[job->columns.place[JY_COLUMN_CODE]], "町字ID") != 0)
        return code;
    size_t n = strlen(code);
    if (n == 0 || n >= 7 || strspn(code, "0123456789") != n)
        return code;
    jy_job_note(job, JY_NOTE_ZEROS, row->line);
    return jy_arena_printf(&job->arena, "%07ld", strtol(code, NULL, 10));
}

static enum jy_code put_population(struct jy_import_job *job, const struct jy_row *row,
                                   const struct jy_area *area, enum jy_column column,
                                   enum jy_exposure_kind kind, struct jy_error *err)
{
    double count = jy_job_number(job, row, column, "人", 0, 1e9);
    int year = job->options->date.year != 0 ? job->options->date.year : job->file_year;
    if (isnan(count) || area->name == NULL)
        return JY_OK;
    struct jy_population v = {
        .area = area->name, .area_kind = area->kind, .year = year, .kind = kind, .count = count};
    v.key = jy_arena_printf(&job->arena, "%s|%s|%d", area->key, jy_exposure_kind_text(kind), year);
    enum jy_put_result put;
    return jy_import_population(job->import, &v, &put, err);
}

static bool area_geometry(struct jy_import_job *job, const struct jy_row *row, struct jy_area *v)
{
    v->label = (struct gis_lonlat){NAN, NAN};
    if (row->problem == NULL && row->geometry.kind == JY_GEOMETRY_POLYGONS) {
        v->geometry = row->geometry;
        (void)jy_job_label(job, row, &v->label);
        return true;
    }
    if (row->geometry.kind == JY_GEOMETRY_LINES) {
        if (job->loading)
            jy_job_reject(job, row->line, "the geometry is a line, an area is wanted");
        return false;
    }
    return jy_job_position(job, row, &v->label);
}

enum jy_code jy_import_row_area(struct jy_import_job *job, const struct jy_row *row,
                                struct jy_error *err)
{
    struct jy_area v = {.kind = area_kind(job->options->layer),
                        .name = jy_job_text(job, row, JY_COLUMN_NAME)};
    bool placed = area_geometry(job, row, &v);
    if (job->loading && !placed)
        return JY_OK;
    v.code = code_of(job, row);
    const char *prefix = job->city != NULL ? jy_city_name(job->city, job->city->language) : NULL;
    char key[JY_AREA_KEY_SIZE];
    const char *ref = v.name != NULL ? jy_area_key(v.name, prefix, key) : v.code;
    v.key = jy_job_key(job, row, ref, &row->geometry);
    if (!job->loading)
        return JY_OK;
    v.name_kana = jy_job_text(job, row, JY_COLUMN_NAME_KANA);
    v.name_en = jy_job_text(job, row, JY_COLUMN_NAME_EN);
    v.district = v.kind == JY_AREA_CHOME ? jy_job_text(job, row, JY_COLUMN_DISTRICT) : NULL;
    if (v.kind == JY_AREA_CHOME && v.district == NULL && job->city != NULL && v.name != NULL) {
        const struct jy_district *d = jy_city_district_of_chome(job->city, v.name);
        v.district = d != NULL ? jy_text_in(&d->name, job->city->language) : NULL;
    }
    enum jy_put_result put = JY_PUT_UNCHANGED;
    enum jy_code code = jy_import_area(job->import, &v, &put, err);
    bool taken = code == JY_OK;
    code = jy_job_count(job, row->line, code, put, err);
    if (code == JY_OK && taken)
        code = put_population(job, row, &v, JY_COLUMN_PERSONS, JY_EXPOSURE_PERSONS, err);
    if (code == JY_OK && taken)
        code = put_population(job, row, &v, JY_COLUMN_HOUSEHOLDS, JY_EXPOSURE_HOUSEHOLDS, err);
    return code;
}

/* ---- places ---- */

static const struct {
    const char *key, *value; /* value NULL: any but "no" */
    enum jy_place_kind kind;
} place_tags[] = {
    {"railway", "station", JY_PLACE_STATION},     {"railway", "halt", JY_PLACE_STATION},
    {"highway", "bus_stop", JY_PLACE_BUS_STOP},   {"amenity", "school", JY_PLACE_SCHOOL},
    {"amenity", "kindergarten", JY_PLACE_SCHOOL}, {"amenity", "university", JY_PLACE_SCHOOL},
    {"amenity", "townhall", JY_PLACE_CITY_HALL},  {"amenity", "police", JY_PLACE_POLICE},
    {"amenity", "hospital", JY_PLACE_HOSPITAL},   {"shop", "convenience", JY_PLACE_SHOP},
    {"shop", "supermarket", JY_PLACE_SHOP},       {"leisure", "park", JY_PLACE_PARK},
    {"leisure", "garden", JY_PLACE_PARK},         {"leisure", "playground", JY_PLACE_PARK},
    {"natural", "water", JY_PLACE_WATER},         {"waterway", "river", JY_PLACE_WATER},
    {"waterway", "stream", JY_PLACE_WATER},       {"waterway", "canal", JY_PLACE_WATER},
    {"waterway", "riverbank", JY_PLACE_WATER},    {"railway", "rail", JY_PLACE_RAIL},
    {"railway", "light_rail", JY_PLACE_RAIL},     {"railway", "subway", JY_PLACE_RAIL},
    {"railway", "tram", JY_PLACE_RAIL},           {"building", NULL, JY_PLACE_BUILDING},
};

static bool tag_fits(const char *text, const char *value)
{
    return text != NULL && (value != NULL ? strcmp(text, value) == 0 : strcmp(text, "no") != 0);
}

bool jy_osm_keep_place(const struct jy_feature *f)
{
    if (f->geometry.kind == JY_GEOMETRY_NONE || strcmp(f->layer, "multilinestrings") == 0)
        return false;
    for (size_t i = 0; i < sizeof place_tags / sizeof place_tags[0]; i++) {
        if (tag_fits(jy_feature_text(f, place_tags[i].key), place_tags[i].value))
            return true;
    }
    return false;
}

static enum jy_place_kind place_kind(struct jy_import_job *job, const struct jy_row *row)
{
    for (size_t i = 0; i < sizeof place_tags / sizeof place_tags[0]; i++) {
        const char *text = tag(row, place_tags[i].key);
        if (*text != '\0' && tag_fits(text, place_tags[i].value))
            return place_tags[i].kind;
    }
    enum jy_place_kind kind = JY_PLACE_OTHER;
    const char *text = jy_job_text(job, row, JY_COLUMN_PLACE_KIND);
    if (text != NULL && !jy_word_place_kind(text, &kind))
        kind = JY_PLACE_OTHER;
    return kind;
}

enum jy_code jy_import_row_place(struct jy_import_job *job, const struct jy_row *row,
                                 struct jy_error *err)
{
    struct jy_place v = {.geometry = row->geometry};
    struct gis_lonlat at;
    bool shape = row->problem == NULL && (row->geometry.kind == JY_GEOMETRY_LINES ||
                                          row->geometry.kind == JY_GEOMETRY_POLYGONS);
    if (!shape) {
        bool placed = jy_job_position(job, row, &at);
        if (job->loading && !placed)
            return JY_OK;
        v.geometry = (struct jy_geometry){.kind = JY_GEOMETRY_POINT, .n_points = 1, .points = &at};
    }
    v.key = jy_job_key(job, row, jy_job_ref(job, row), &v.geometry);
    if (!job->loading)
        return JY_OK;
    v.kind = place_kind(job, row);
    v.name = jy_job_text(job, row, JY_COLUMN_NAME);
    v.name_kana = jy_job_text(job, row, JY_COLUMN_NAME_KANA);
    v.name_en = jy_job_text(job, row, JY_COLUMN_NAME_EN);
    enum jy_put_result put = JY_PUT_UNCHANGED;
    enum jy_code code = jy_import_place(job->import, &v, &put, err);
    return jy_job_count(job, row->line, code, put, err);
}
