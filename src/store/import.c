/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/clock.h"
#include "src/base/mem.h"
#include "src/store/db.h"
#include "src/store/history.h"
#include "src/store/spatial.h"
#include "src/store/write.h"

#define TABLES_MAX 9

/* What an import keeps per table it has touched. */
struct opened {
    const struct jy_table *table;
    sqlite3_stmt *insert, *find, *update;
    struct jy_spatial_load load;
    struct jy_blob_room room; /* of the row found under the key */
    void *old;                /* one row */
};

struct jy_import {
    struct jy_store *store;
    int64_t source_id;
    char day[JY_DATE_TEXT_SIZE]; /* of the data: events are dated by it */
    struct jy_buf blob;
    size_t n_tables;
    struct opened tables[TABLES_MAX];
    bool layers[32]; /* changed: by enum jy_layer */
    bool dirty;
};

/* ---- beginning ---- */

static enum jy_code insert_source(struct jy_import *import, const struct jy_source *s,
                                  struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {import->store, NULL};
    char date[JY_DATE_TEXT_SIZE], now[JY_TIMESTAMP_SIZE];
    enum jy_code code =
        jy_db_take(import->store,
                   "INSERT INTO sources (layer, file, format, licence, credit, date, sha256, "
                   "imported_at, sample, published) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                   &q.stmt, err);
    if (code != JY_OK)
        return code;
    const char *const texts[] = {jy_layer_text(s->layer),
                                 s->file,
                                 s->format,
                                 s->licence,
                                 s->credit,
                                 jy_date_known(s->date) ? jy_date_text(s->date, date) : NULL,
                                 s->sha256,
                                 jy_clock_timestamp(now)};
    for (int i = 0; i < 8; i++)
        (void)jy_db_bind_text(q.stmt, i + 1, texts[i]);
    (void)sqlite3_bind_int(q.stmt, 9, s->sample);
    (void)sqlite3_bind_int(q.stmt, 10, s->published);
    code = jy_db_run(import->store, q.stmt, err);
    import->source_id = sqlite3_last_insert_rowid(import->store->db);
    return code;
}

enum jy_code jy_import_begin(struct jy_store *store, const struct jy_source *source,
                             struct jy_import **out, struct jy_error *err)
{
    struct jy_import *import;
    char date[JY_DATE_TEXT_SIZE];
    enum jy_code code = jy_db_begin(store, err);
    if (code != JY_OK)
        return code;
    import = jy_calloc(1, sizeof *import);
    import->store = store;
    (void)jy_date_text(jy_clock_today(), import->day);
    if (jy_date_valid(source->date) && strcmp(jy_date_text(source->date, date), import->day) < 0)
        memcpy(import->day, date, sizeof date);
    code = insert_source(import, source, err);
    if (code != JY_OK) {
        jy_import_abort(import);
        return code;
    }
    *out = import;
    return JY_OK;
}

/* ---- statements ---- */

/* Placeholders: 1 key, 2 source_id, 3 geometry, 4 since, 5… the fields. */
static void insert_sql(const struct jy_table *t, struct jy_buf *sql)
{
    jy_buf_addf(sql, "INSERT INTO %s (key, source_id", t->name);
    if (t->placed != JY_PLACED_NOT)
        jy_buf_adds(sql, ", geometry");
    if (t->history)
        jy_buf_adds(sql, ", since");
    for (const struct jy_field *f = t->fields; f->column != NULL; f++)
        jy_buf_addf(sql, ", %s", f->column);
    jy_buf_adds(sql, ") VALUES (?1, ?2");
    if (t->placed != JY_PLACED_NOT)
        jy_buf_adds(sql, ", ?3");
    if (t->history)
        jy_buf_adds(sql, ", ?4");
    for (int i = 0; t->fields[i].column != NULL; i++)
        jy_buf_addf(sql, ", ?%d", JY_COLUMN_FIELDS + i);
    jy_buf_addf(sql, ") ON CONFLICT (%s) DO NOTHING", t->key_columns);
}

/* Placeholder 1 is the id. */
static void update_sql(const struct jy_table *t, struct jy_buf *sql)
{
    jy_buf_addf(sql, "UPDATE %s SET source_id = ?2", t->name);
    if (t->placed != JY_PLACED_NOT)
        jy_buf_adds(sql, ", geometry = ?3");
    for (int i = 0; t->fields[i].column != NULL; i++)
        jy_buf_addf(sql, ", %s = ?%d", t->fields[i].column, JY_COLUMN_FIELDS + i);
    jy_buf_adds(sql, " WHERE id = ?1");
}

static enum jy_code take_statements(struct jy_import *import, struct opened *o,
                                    struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF sql = JY_BUF_INIT;
    insert_sql(o->table, &sql);
    enum jy_code code = jy_db_take(import->store, sql.data, &o->insert, err);
    jy_buf_clear(&sql);
    update_sql(o->table, &sql);
    if (code == JY_OK)
        code = jy_db_take(import->store, sql.data, &o->update, err);
    jy_buf_clear(&sql);
    jy_table_select(o->table, &sql);
    jy_buf_adds(&sql, " WHERE t.key = ?1");
    if (o->table == &jy_table_areas)
        jy_buf_adds(&sql, " AND t.kind = ?2");
    if (code == JY_OK)
        code = jy_db_take(import->store, sql.data, &o->find, err);
    return code;
}

static enum jy_code open_table(struct jy_import *import, const struct jy_table *t,
                               struct opened **out, struct jy_error *err)
{
    for (size_t i = 0; i < import->n_tables; i++) {
        if (import->tables[i].table == t) {
            *out = &import->tables[i];
            return JY_OK;
        }
    }
    struct opened *o = &import->tables[import->n_tables++];
    o->table = t;
    o->old = jy_malloc(t->size);
    /* Before the statements: they would carry the triggers that this puts aside. */
    enum jy_code code = jy_spatial_load_begin(import->store, t, &o->load, err);
    if (code == JY_OK)
        code = take_statements(import, o, err);
    *out = o;
    return code;
}

/* ---- putting ---- */

static void bind_row(const struct jy_import *import, const struct jy_table *t, sqlite3_stmt *stmt,
                     const void *row)
{
    struct jy_value value;
    (void)sqlite3_bind_int64(stmt, 2, import->source_id);
    if (t->placed != JY_PLACED_NOT) {
        if (import->blob.len != 0) {
            (void)sqlite3_bind_blob64(stmt, 3, import->blob.data, import->blob.len, SQLITE_STATIC);
        } else {
            (void)sqlite3_bind_null(stmt, 3);
        }
    }
    for (int i = 0; t->fields[i].column != NULL; i++) {
        jy_field_get(&t->fields[i], row, &value);
        jy_value_bind(stmt, JY_COLUMN_FIELDS + i, &value);
    }
}

static const char *key_of(const struct jy_table *t, const void *row)
{
    const char *key;
    memcpy(&key, (const char *)row + t->key_at, sizeof key);
    return key;
}

static enum jy_code find_old(struct jy_import *import, struct opened *o, const void *row,
                             struct jy_error *err)
{
    bool found = false;
    (void)sqlite3_reset(o->find);
    (void)jy_db_bind_text(o->find, 1, key_of(o->table, row));
    if (o->table == &jy_table_areas)
        (void)jy_db_bind_text(o->find, 2, jy_area_kind_text(((const struct jy_area *)row)->kind));
    enum jy_code code = jy_db_step(import->store, o->find, &found, err);
    if (code == JY_OK && !found) {
        return jy_fail(err, JY_EINTERNAL, "%s: row of key %s has vanished", o->table->name,
                       key_of(o->table, row));
    }
    return code == JY_OK ? jy_table_read(o->table, o->find, &o->room, o->old, err) : code;
}

static bool same_geometry(const struct jy_import *import, const struct opened *o)
{
    if (o->table->placed == JY_PLACED_NOT)
        return true;
    const size_t n = (size_t)sqlite3_column_bytes(o->find, JY_COLUMN_GEOMETRY);
    const void *blob = sqlite3_column_blob(o->find, JY_COLUMN_GEOMETRY);
    return n == import->blob.len && (n == 0 || memcmp(blob, import->blob.data, n) == 0);
}

static bool same_fields(const struct opened *o, const void *row)
{
    struct jy_value a, b;
    for (const struct jy_field *f = o->table->fields; f->column != NULL; f++) {
        jy_field_get(f, o->old, &a);
        jy_field_get(f, row, &b);
        if (!jy_value_same(&a, &b))
            return false;
    }
    return true;
}

static enum jy_code add_event(struct jy_import *import, struct opened *o, const void *row,
                              struct jy_error *err)
{
    struct jy_change change;
    const char *since = jy_db_text(o->find, JY_COLUMN_SINCE);
    /* Never before the row is known to have been there. */
    const char *day = since != NULL && strcmp(since, import->day) > 0 ? since : import->day;
    enum jy_code code = jy_history_judge(import->store, o->table, o->old, row, day, &change, err);
    if (code == JY_OK) {
        code =
            jy_history_add(import->store, o->table, &change, o->old, row, import->source_id, err);
    }
    return code;
}

static enum jy_code update_row(struct jy_import *import, struct opened *o, const void *row,
                               bool moved, struct jy_error *err)
{
    int64_t id;
    memcpy(&id, (const char *)o->old + o->table->id_at, sizeof id);
    enum jy_code code = o->table->history ? add_event(import, o, row, err) : JY_OK;
    if (code != JY_OK)
        return code;
    (void)sqlite3_bind_int64(o->update, 1, id);
    bind_row(import, o->table, o->update, row);
    code = jy_db_run(import->store, o->update, err);
    if (code == JY_OK && moved)
        code = jy_spatial_load_moved(import->store, &o->load, id, &import->blob, err);
    return code;
}

static enum jy_code upsert(struct jy_import *import, struct opened *o, const void *row,
                           enum jy_put_result *out, struct jy_error *err)
{
    (void)jy_db_bind_text(o->insert, 1, key_of(o->table, row));
    if (o->table->history)
        (void)sqlite3_bind_text(o->insert, 4, import->day, -1, SQLITE_STATIC);
    bind_row(import, o->table, o->insert, row);
    enum jy_code code = jy_db_run(import->store, o->insert, err);
    if (code != JY_OK)
        return code;
    if (sqlite3_changes(import->store->db) == 1) {
        *out = JY_PUT_INSERTED;
        return JY_OK;
    }
    code = find_old(import, o, row, err);
    if (code != JY_OK)
        return code;
    const bool moved = !same_geometry(import, o);
    *out = moved || !same_fields(o, row) ? JY_PUT_UPDATED : JY_PUT_UNCHANGED;
    if (*out == JY_PUT_UPDATED)
        code = update_row(import, o, row, moved, err);
    (void)sqlite3_reset(o->find);
    return code;
}

static enum jy_code explain(struct jy_import *import, const struct jy_table *t, const void *row,
                            struct jy_error *err)
{
    if (sqlite3_extended_errcode(import->store->db) == SQLITE_CONSTRAINT_FOREIGNKEY) {
        return jy_fail(err, JY_EINVALID, "%s %s: belongs to an area that is not there", t->name,
                       key_of(t, row));
    }
    return err != NULL ? err->code : JY_EINTERNAL;
}

static enum jy_code put(struct jy_import *import, const struct jy_table *t, enum jy_layer layer,
                        const void *row, enum jy_put_result *out, struct jy_error *err)
{
    struct opened *o;
    struct jy_error local;
    enum jy_put_result result = JY_PUT_UNCHANGED;
    err = err != NULL ? err : &local;
    enum jy_code code = jy_table_check(t, row, &import->blob, err);
    if (code == JY_OK)
        code = open_table(import, t, &o, err);
    if (code != JY_OK)
        return code;
    code = upsert(import, o, row, &result, err);
    if (code != JY_OK)
        return explain(import, t, row, err);
    if (result != JY_PUT_UNCHANGED)
        import->dirty = import->layers[layer] = true;
    if (out != NULL)
        *out = result;
    return JY_OK;
}

#define PUT(name, table, layer)                                                          \
    enum jy_code jy_import_##name(struct jy_import *import, const struct jy_##name *row, \
                                  enum jy_put_result *out, struct jy_error *err)         \
    {                                                                                    \
        return put(import, &(table), (layer), row, out, err);                            \
    }
PUT(light, jy_table_lights, JY_LAYER_STREETLIGHTS)
PUT(camera, jy_table_cameras, JY_LAYER_CAMERAS)
PUT(pole, jy_table_poles, JY_LAYER_POLES)
PUT(road, jy_table_roads, JY_LAYER_ROADS)
PUT(population, jy_table_population, JY_LAYER_POPULATION)
PUT(place, jy_table_places, JY_LAYER_PLACES)

enum jy_code jy_import_crime_count(struct jy_import *import, const struct jy_crime_count *row,
                                   enum jy_put_result *out, struct jy_error *err)
{
    if (row->offence == NULL || row->cases < 0 || row->month < 0 || row->month > 12) {
        return jy_fail(err, JY_EINVALID, "%s",
                       row->offence == NULL ? "offence: is missing"
                       : row->cases < 0     ? "cases: below zero"
                                            : "month: not 0 to 12");
    }
    return put(import, &jy_table_crime_counts, JY_LAYER_CRIMES, row, out, err);
}

enum jy_code jy_import_crime_incident(struct jy_import *import, const struct jy_crime_incident *row,
                                      enum jy_put_result *out, struct jy_error *err)
{
    if (row->offence == NULL)
        return jy_fail(err, JY_EINVALID, "offence: is missing");
    return put(import, &jy_table_crime_incidents, JY_LAYER_CRIMES, row, out, err);
}

/* Polygons are the geometry of an area; a mere point is where its name stands. */
/* Layer of an area of that kind; JY_LAYER_UNKNOWN for none. */
static enum jy_layer area_layer(enum jy_area_kind kind)
{
    switch (kind) {
    case JY_AREA_BOUNDARY:
        return JY_LAYER_BOUNDARY;
    case JY_AREA_DISTRICT:
        return JY_LAYER_DISTRICTS;
    case JY_AREA_CHOME:
        return JY_LAYER_CHOME;
    case JY_AREA_MUNICIPALITY: /* others, in tables only */
    case JY_AREA_UNKNOWN:
        break;
    }
    return JY_LAYER_UNKNOWN;
}

enum jy_code jy_import_area(struct jy_import *import, const struct jy_area *row,
                            enum jy_put_result *out, struct jy_error *err)
{
    struct jy_area area = *row;
    const enum jy_layer layer = area_layer(area.kind);
    if (layer == JY_LAYER_UNKNOWN)
        return jy_fail(err, JY_EINVALID, "kind: boundary, district or chome is wanted");
    if (area.geometry.kind == JY_GEOMETRY_POINT && area.geometry.n_points == 1) {
        if (isnan(area.label.lon_deg) || isnan(area.label.lat_deg))
            area.label = area.geometry.points[0];
    }
    if (!isnan(area.label.lon_deg) && !gis_lonlat_valid(area.label))
        return jy_fail(err, JY_EINVALID, "label: no position on earth");
    return put(import, &jy_table_areas, layer, &area, out, err);
}

/* ---- ending ---- */

static enum jy_code finish(struct jy_import *import, struct jy_error *err)
{
    enum jy_code code = JY_OK;
    for (size_t i = 0; code == JY_OK && i < import->n_tables; i++)
        code = jy_spatial_load_end(import->store, &import->tables[i].load, err);
    for (size_t i = 0; code == JY_OK && i < sizeof import->layers; i++) {
        if (import->layers[i])
            code = jy_db_bump(import->store, (enum jy_layer)i, err);
    }
    return code;
}

static void let_go(struct jy_import *import)
{
    for (size_t i = 0; i < import->n_tables; i++) {
        struct opened *o = &import->tables[i];
        jy_db_give(import->store, o->insert);
        jy_db_give(import->store, o->update);
        jy_db_give(import->store, o->find);
        jy_spatial_load_done(&o->load);
        jy_blob_room_done(&o->room);
        free(o->old);
    }
    jy_buf_done(&import->blob);
    free(import);
}

enum jy_code jy_import_commit(struct jy_import *import, struct jy_error *err)
{
    struct jy_store *store = import->store;
    /* Nothing new: not even the source is written, so that the same file twice changes nothing. */
    enum jy_code code = import->dirty ? finish(import, err) : JY_OK;
    const bool keep = import->dirty && code == JY_OK;
    let_go(import);
    if (keep)
        return jy_db_commit(store, err);
    jy_db_rollback(store);
    return code;
}

void jy_import_abort(struct jy_import *import)
{
    if (import == NULL)
        return;
    struct jy_store *store = import->store;
    let_go(import);
    jy_db_rollback(store);
}
