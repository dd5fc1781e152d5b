/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Streetlights, cameras and poles: one point each.
 */
#include <math.h>
#include <string.h>

#include "src/io/import_job.h"
#include "src/io/text_values.h"
#include "src/io/words.h"

/* ---- OSM ---- */

static bool tag_is(const struct jy_feature *f, const char *key, const char *value)
{
    const char *text = jy_feature_text(f, key);
    return text != NULL && strcmp(text, value) == 0;
}

static bool is_point(const struct jy_feature *f)
{
    return f->geometry.kind == JY_GEOMETRY_POINT;
}

bool jy_osm_keep_light(const struct jy_feature *f)
{
    return is_point(f) && tag_is(f, "highway", "street_lamp");
}

bool jy_osm_keep_camera(const struct jy_feature *f)
{
    return is_point(f) && tag_is(f, "man_made", "surveillance");
}

bool jy_osm_keep_pole(const struct jy_feature *f)
{
    return is_point(f) && (tag_is(f, "man_made", "utility_pole") || tag_is(f, "power", "pole"));
}

/* ---- words ---- */

/* A word that is not in the vocabulary is told, and kept as @p name where there is a place. */
#define WORD_READER(name, type)                                                         \
    static type word_##name(struct jy_import_job *job, const struct jy_row *row,        \
                            enum jy_column column, type unknown)                        \
    {                                                                                   \
        type value = unknown;                                                           \
        char narrow[JY_NARROW_SIZE];                                                    \
        const char *text = jy_job_text(job, row, column);                               \
        if (text != NULL && !jy_word_##name(text, &value) &&                            \
            !(jy_text_narrow(text, narrow) && jy_text_is_null(narrow)))                 \
            jy_job_warn(job, row->line, "%s '%.60s' is not a known word; left unknown", \
                        row->columns[job->columns.place[column]], text);                \
        return value;                                                                   \
    }
WORD_READER(lamp, enum jy_lamp)
WORD_READER(pole_kind, enum jy_pole_kind)
WORD_READER(owner, enum jy_owner)
WORD_READER(land, enum jy_land)
WORD_READER(status, enum jy_status)
WORD_READER(light_kind, enum jy_light_kind)

/* The kind follows from the name where only that is given. */
static enum jy_owner owner_of(struct jy_import_job *job, const struct jy_row *row)
{
    enum jy_owner owner = word_owner(job, row, JY_COLUMN_OWNER, JY_OWNER_UNKNOWN);
    const char *name = jy_job_text(job, row, JY_COLUMN_OWNER_NAME);
    if (owner == JY_OWNER_UNKNOWN && name != NULL)
        (void)jy_word_owner(name, &owner);
    return owner;
}

/* A row without a word on it stands and works. */
static enum jy_status status_of(struct jy_import_job *job, const struct jy_row *row)
{
    return word_status(job, row, JY_COLUMN_STATUS, JY_STATUS_IN_SERVICE);
}

/* ---- rows ---- */

/* Position and key of a point; false: rejected, or only the first pass. */
static bool place_and_key(struct jy_import_job *job, const struct jy_row *row, const char *ref,
                          struct gis_lonlat *at, const char **key)
{
    bool placed = jy_job_position(job, row, at);
    if (job->loading && !placed)
        return false;
    struct jy_geometry g = {.kind = JY_GEOMETRY_POINT, .n_points = 1, .points = at};
    *key = jy_job_key(job, row, ref, &g);
    return job->loading;
}

/* 種別 says LED灯 in some tables and 公園灯 in others. */
static enum jy_lamp lamp_of(struct jy_import_job *job, const struct jy_row *row,
                            enum jy_light_kind *kind)
{
    enum jy_lamp lamp;
    enum jy_light_kind said;
    const char *text = jy_job_text(job, row, JY_COLUMN_LAMP);
    if (text == NULL || jy_word_lamp(text, &lamp) || !jy_word_light_kind(text, &said))
        return word_lamp(job, row, JY_COLUMN_LAMP, JY_LAMP_UNKNOWN);
    if (*kind == JY_LIGHT_UNKNOWN)
        *kind = said;
    return JY_LAMP_UNKNOWN;
}

enum jy_code jy_import_row_light(struct jy_import_job *job, const struct jy_row *row,
                                 struct jy_error *err)
{
    struct jy_light v = {.ref = jy_job_ref(job, row)};
    if (!place_and_key(job, row, v.ref, &v.at, &v.key))
        return JY_OK;
    v.plate_no = jy_job_text(job, row, JY_COLUMN_PLATE);
    v.pole_no = jy_job_text(job, row, JY_COLUMN_POLE);
    v.pole_kind = word_pole_kind(job, row, JY_COLUMN_POLE_KIND, JY_POLE_UNKNOWN);
    v.kind = word_light_kind(job, row, JY_COLUMN_KIND, JY_LIGHT_UNKNOWN);
    v.lamp = lamp_of(job, row, &v.kind);
    v.status = status_of(job, row);
    v.land = word_land(job, row, JY_COLUMN_LAND, JY_LAND_UNKNOWN);
    v.owner = owner_of(job, row);
    v.owner_name = jy_job_text(job, row, JY_COLUMN_OWNER_NAME);
    v.watt_w = jy_job_number(job, row, JY_COLUMN_WATT, "W", 0, 5000);
    v.lumen_lm = jy_job_number(job, row, JY_COLUMN_LUMEN, "lm", 0, 1e6);
    v.colour_k = jy_job_number(job, row, JY_COLUMN_COLOUR, "K", 1000, 20000);
    v.height_m = jy_job_number(job, row, JY_COLUMN_HEIGHT, "m", 0, 100);
    v.arm_m = jy_job_number(job, row, JY_COLUMN_ARM, "m", 0, 20);
    v.lamps = (int)jy_job_int(job, row, JY_COLUMN_LAMPS, 0, 100, 0);
    v.contract_no = jy_job_text(job, row, JY_COLUMN_CONTRACT);
    v.tariff = jy_job_text(job, row, JY_COLUMN_TARIFF);
    v.installed = jy_job_date(job, row, JY_COLUMN_INSTALLED);
    v.replaced = jy_job_date(job, row, JY_COLUMN_REPLACED);
    v.removed = jy_job_date(job, row, JY_COLUMN_REMOVED);
    v.consent_ref = jy_job_text(job, row, JY_COLUMN_CONSENT);
    v.road_name = jy_job_text(job, row, JY_COLUMN_ROAD_NAME);
    v.district = jy_job_text(job, row, JY_COLUMN_DISTRICT);
    v.photo = jy_job_text(job, row, JY_COLUMN_PHOTO);
    v.note = jy_job_text(job, row, JY_COLUMN_NOTE);
    enum jy_put_result put = JY_PUT_UNCHANGED;
    enum jy_code code = jy_import_light(job->import, &v, &put, err);
    return jy_job_count(job, row->line, code, put, err);
}

/* Degrees clockwise from north, or a compass word as OSM has it. */
static double direction_of(struct jy_import_job *job, const struct jy_row *row)
{
    static const char *const words[] = {"N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE",
                                        "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"};
    static const char *const kanji[] = {"北",   "北北東", "北東", "東北東", "東",   "東南東",
                                        "南東", "南南東", "南",   "南南西", "南西", "西南西",
                                        "西",   "西北西", "北西", "北北西"};
    const char *text = jy_job_text(job, row, JY_COLUMN_DIRECTION);
    for (int i = 0; text != NULL && i < 16; i++) {
        if (strcasecmp(text, words[i]) == 0 || strcmp(text, kanji[i]) == 0)
            return i * 22.5;
    }
    double value = jy_job_number(job, row, JY_COLUMN_DIRECTION, NULL, -360, 360);
    return value < 0 ? value + 360 : value >= 360 ? 0 : value;
}

enum jy_code jy_import_row_camera(struct jy_import_job *job, const struct jy_row *row,
                                  struct jy_error *err)
{
    struct jy_camera v = {.ref = jy_job_ref(job, row)};
    if (!place_and_key(job, row, v.ref, &v.at, &v.key))
        return JY_OK;
    v.name = jy_job_text(job, row, JY_COLUMN_NAME);
    v.direction_deg = direction_of(job, row);
    v.angle_deg = jy_job_number(job, row, JY_COLUMN_ANGLE, "度", 0, 360);
    v.range_m = jy_job_number(job, row, JY_COLUMN_RANGE, "m", 0, 10000);
    v.height_m = jy_job_number(job, row, JY_COLUMN_HEIGHT, "m", 0, 200);
    v.purpose = jy_job_text(job, row, JY_COLUMN_PURPOSE);
    v.owner = owner_of(job, row);
    v.manager = jy_job_text(job, row, JY_COLUMN_MANAGER);
    v.retention_days = (int)jy_job_int(job, row, JY_COLUMN_RETENTION, 0, 3650, 0);
    v.sign_known = jy_job_get(job, row, JY_COLUMN_SIGN) != NULL;
    v.sign = jy_job_bool(job, row, JY_COLUMN_SIGN, false);
    v.filed = jy_job_date(job, row, JY_COLUMN_FILED);
    v.installed = jy_job_date(job, row, JY_COLUMN_INSTALLED);
    v.removed = jy_job_date(job, row, JY_COLUMN_REMOVED);
    v.status = status_of(job, row);
    v.camera_type = jy_job_text(job, row, JY_COLUMN_CAMERA_TYPE);
    v.district = jy_job_text(job, row, JY_COLUMN_DISTRICT);
    v.note = jy_job_text(job, row, JY_COLUMN_NOTE);
    enum jy_put_result put = JY_PUT_UNCHANGED;
    enum jy_code code = jy_import_camera(job->import, &v, &put, err);
    return jy_job_count(job, row->line, code, put, err);
}

enum jy_code jy_import_row_pole(struct jy_import_job *job, const struct jy_row *row,
                                struct jy_error *err)
{
    struct jy_pole v = {.ref = jy_job_ref(job, row)};
    if (!place_and_key(job, row, v.ref, &v.at, &v.key))
        return JY_OK;
    v.kind = word_pole_kind(job, row, JY_COLUMN_POLE_KIND, JY_POLE_UNKNOWN);
    v.owner = owner_of(job, row);
    v.height_m = jy_job_number(job, row, JY_COLUMN_HEIGHT, "m", 0, 100);
    v.note = jy_job_text(job, row, JY_COLUMN_NOTE);
    enum jy_put_result put = JY_PUT_UNCHANGED;
    enum jy_code code = jy_import_pole(job->import, &v, &put, err);
    return jy_job_count(job, row->line, code, put, err);
}
