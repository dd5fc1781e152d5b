/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/store/history.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "src/base/clock.h"
#include "src/store/db.h"
#include "src/store/read.h"
#include "src/store/write.h"

static const char *const kind_codes[] = {"installed", "changed", "replaced", "removed"};

const char *jy_event_kind_text(enum jy_event_kind kind)
{
    return kind_codes[kind];
}

bool jy_event_kind_parse(const char *text, enum jy_event_kind *out)
{
    for (size_t i = 0; i < sizeof kind_codes / sizeof *kind_codes; i++) {
        if (strcmp(kind_codes[i], text) == 0) {
            *out = (enum jy_event_kind)i;
            return true;
        }
    }
    return false;
}

static struct gis_lonlat position(const struct jy_table *t, const void *row)
{
    struct gis_lonlat at;
    memcpy(&at, (const char *)row + t->placed_at, sizeof at);
    return at;
}

static void write_value(struct jy_json *json, const char *name, const struct jy_value *value)
{
    switch (value->kind) {
    case JY_VALUE_NULL:
        jy_json_key(json, name);
        jy_json_null(json);
        break;
    case JY_VALUE_INT:
        jy_json_kv_int(json, name, value->i);
        break;
    case JY_VALUE_REAL:
        jy_json_kv_double(json, name, value->r);
        break;
    case JY_VALUE_TEXT:
        jy_json_kv_string(json, name, value->t);
        break;
    }
}

void jy_history_encode(const struct jy_table *t, const void *row, struct jy_buf *out)
{
    struct jy_json json;
    struct jy_value value;
    int64_t source;
    memcpy(&source, (const char *)row + t->source_at, sizeof source);
    jy_json_init(&json, out);
    jy_json_object(&json);
    jy_json_kv_int(&json, "source_id", source);
    jy_json_kv_double(&json, "lon", position(t, row).lon_deg);
    jy_json_kv_double(&json, "lat", position(t, row).lat_deg);
    for (const struct jy_field *f = t->fields; f->column != NULL; f++) {
        jy_field_get(f, row, &value);
        if (value.kind != JY_VALUE_NULL)
            write_value(&json, f->column, &value);
    }
    jy_json_object_end(&json);
}

/* Only the fields that differ, NULL where the new one is unknown: a merge patch (RFC 7396). */
static void encode_difference(const struct jy_table *t, const void *old, const void *now,
                              struct jy_buf *out)
{
    struct jy_json json;
    struct jy_value a, b;
    const struct gis_lonlat p = position(t, old), q = position(t, now);
    jy_json_init(&json, out);
    jy_json_object(&json);
    if (p.lon_deg != q.lon_deg || p.lat_deg != q.lat_deg) {
        jy_json_kv_double(&json, "lon", q.lon_deg);
        jy_json_kv_double(&json, "lat", q.lat_deg);
    }
    for (const struct jy_field *f = t->fields; f->column != NULL; f++) {
        jy_field_get(f, old, &a);
        jy_field_get(f, now, &b);
        if (!jy_value_same(&a, &b))
            write_value(&json, f->column, &b);
    }
    jy_json_object_end(&json);
}

static void value_of(const json_t *node, struct jy_arena *arena, struct jy_value *out)
{
    out->kind = JY_VALUE_NULL;
    if (json_is_integer(node)) {
        out->kind = JY_VALUE_INT;
        out->i = json_integer_value(node);
    } else if (json_is_real(node)) {
        out->kind = JY_VALUE_REAL;
        out->r = json_real_value(node);
    } else if (json_is_string(node)) {
        out->kind = JY_VALUE_TEXT;
        out->t = jy_arena_strdup(arena, json_string_value(node));
    }
}

static void decode_into(const struct jy_table *t, const json_t *root, struct jy_arena *arena,
                        void *row)
{
    struct jy_value value;
    const struct gis_lonlat at = {json_number_value(json_object_get(root, "lon")),
                                  json_number_value(json_object_get(root, "lat"))};
    const int64_t source = json_integer_value(json_object_get(root, "source_id"));
    memcpy((char *)row + t->placed_at, &at, sizeof at);
    memcpy((char *)row + t->source_at, &source, sizeof source);
    for (const struct jy_field *f = t->fields; f->column != NULL; f++) {
        value_of(json_object_get(root, f->column), arena, &value);
        jy_field_set(f, row, &value);
    }
}

enum jy_code jy_history_decode(const struct jy_table *t, const char *text, struct jy_arena *arena,
                               void *row, struct jy_error *err)
{
    json_error_t why;
    json_t *root = json_loads(text, 0, &why);
    if (!json_is_object(root)) {
        json_decref(root);
        return jy_fail(err, JY_EIO, "history of %s: %s", t->name, why.text);
    }
    decode_into(t, root, arena, row);
    json_decref(root);
    return JY_OK;
}

static const char *text_in(const struct jy_table *t, const void *row, const char *column,
                           struct jy_value *room)
{
    const struct jy_field *f = jy_table_field(t, column);
    room->kind = JY_VALUE_NULL;
    if (f != NULL)
        jy_field_get(f, row, room);
    return room->kind == JY_VALUE_TEXT ? room->t : NULL;
}

void jy_history_span(const struct jy_table *t, const void *row, const char *since,
                     struct jy_history_span *out)
{
    struct jy_value installed, removed, status;
    const char *from = text_in(t, row, "installed", &installed);
    const char *until = text_in(t, row, "removed", &removed);
    const char *state = text_in(t, row, "status", &status);
    bool gone = until == NULL && state != NULL && strcmp(state, "removed") == 0;
    *out = (struct jy_history_span){.has_from = from != NULL || since != NULL,
                                    .has_until = until != NULL || gone};
    if (out->has_from)
        (void)snprintf(out->from, sizeof out->from, "%s", from != NULL ? from : since);
    if (until != NULL)
        (void)snprintf(out->until, sizeof out->until, "%s", until);
}

bool jy_history_present(const struct jy_table *t, const void *row, const char *since,
                        const char *day)
{
    struct jy_history_span span;
    jy_history_span(t, row, since, &span);
    return jy_history_holds(&span, day);
}

bool jy_history_holds(const struct jy_history_span *span, const char *day)
{
    /* ISO dates, whole or cut, compare as text: 2024 and 2024-05 count from their first day. */
    return (!span->has_from || strcmp(span->from, day) <= 0) &&
           (!span->has_until || strcmp(span->until, day) > 0);
}

static enum jy_code last_event_day(struct jy_store *store, const struct jy_table *t, int64_t id,
                                   char out[JY_DATE_TEXT_SIZE], struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    bool row = false;
    out[0] = '\0';
    enum jy_code code = jy_db_take(
        store, "SELECT max(day) FROM events WHERE layer = ?1 AND entity_id = ?2", &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)jy_db_bind_text(q.stmt, 1, t->name);
    (void)sqlite3_bind_int64(q.stmt, 2, id);
    code = jy_db_step(store, q.stmt, &row, err);
    if (code == JY_OK && row && sqlite3_column_type(q.stmt, 0) == SQLITE_TEXT)
        (void)snprintf(out, JY_DATE_TEXT_SIZE, "%s", jy_db_text(q.stmt, 0));
    return code;
}

static bool newly(const struct jy_table *t, const void *old, const void *now, const char *column,
                  char out[JY_DATE_TEXT_SIZE])
{
    struct jy_value a, b;
    const char *before = text_in(t, old, column, &a), *after = text_in(t, now, column, &b);
    if (after == NULL || (before != NULL && strcmp(before, after) == 0))
        return false;
    (void)snprintf(out, JY_DATE_TEXT_SIZE, "%s", after);
    return true;
}

static bool became_removed(const struct jy_table *t, const void *old, const void *now)
{
    struct jy_value a, b;
    const char *before = text_in(t, old, "status", &a), *after = text_in(t, now, "status", &b);
    return after != NULL && strcmp(after, "removed") == 0 &&
           (before == NULL || strcmp(before, "removed") != 0);
}

enum jy_code jy_history_judge(struct jy_store *store, const struct jy_table *t, const void *old,
                              const void *now, const char *day, struct jy_change *out,
                              struct jy_error *err)
{
    int64_t id;
    char last[JY_DATE_TEXT_SIZE];
    memcpy(&id, (const char *)old + t->id_at, sizeof id);
    if (newly(t, old, now, "removed", out->day)) {
        out->kind = JY_EVENT_REMOVED;
        return JY_OK;
    }
    if (newly(t, old, now, "replaced", out->day)) {
        out->kind = JY_EVENT_REPLACED;
        return JY_OK;
    }
    out->kind = became_removed(t, old, now) ? JY_EVENT_REMOVED : JY_EVENT_CHANGED;
    /* Data older than what is known already does not rewrite the past. */
    enum jy_code code = last_event_day(store, t, id, last, err);
    if (code == JY_OK)
        (void)snprintf(out->day, sizeof out->day, "%s", strcmp(last, day) > 0 ? last : day);
    return code;
}

/* An event dated before others that were recorded earlier: what those remember as "old" had it. */
static enum jy_code amend_later(struct jy_store *store, const struct jy_table *t, int64_t id,
                                const char *day, const char *patch, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    enum jy_code code = jy_db_take(store,
                                   "UPDATE events SET old = json_patch(old, ?4) "
                                   "WHERE layer = ?1 AND entity_id = ?2 AND day > ?3",
                                   &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)jy_db_bind_text(q.stmt, 1, t->name);
    (void)sqlite3_bind_int64(q.stmt, 2, id);
    (void)jy_db_bind_text(q.stmt, 3, day);
    (void)jy_db_bind_text(q.stmt, 4, patch);
    return jy_db_run(store, q.stmt, err);
}

static enum jy_code insert_event(struct jy_store *store, const struct jy_table *t, int64_t id,
                                 const struct jy_change *change, const char *old_json,
                                 int64_t source_id, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    char now[JY_TIMESTAMP_SIZE];
    enum jy_code code = jy_db_take(store,
                                   "INSERT INTO events (layer, entity_id, kind, day, recorded_at, "
                                   "source_id, old) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                                   &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)jy_db_bind_text(q.stmt, 1, t->name);
    (void)sqlite3_bind_int64(q.stmt, 2, id);
    (void)jy_db_bind_text(q.stmt, 3, jy_event_kind_text(change->kind));
    (void)jy_db_bind_text(q.stmt, 4, change->day);
    (void)jy_db_bind_text(q.stmt, 5, jy_clock_timestamp(now));
    if (source_id != 0)
        (void)sqlite3_bind_int64(q.stmt, 6, source_id);
    (void)jy_db_bind_text(q.stmt, 7, old_json);
    return jy_db_run(store, q.stmt, err);
}

enum jy_code jy_history_add(struct jy_store *store, const struct jy_table *t,
                            const struct jy_change *change, const void *old, const void *now,
                            int64_t source_id, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF json = JY_BUF_INIT, JY_AUTOBUF patch = JY_BUF_INIT;
    int64_t id;
    memcpy(&id, (const char *)old + t->id_at, sizeof id);
    jy_history_encode(t, old, &json);
    encode_difference(t, old, now, &patch);
    enum jy_code code = amend_later(store, t, id, change->day, patch.data, err);
    if (code == JY_OK)
        code = insert_event(store, t, id, change, json.data, source_id, err);
    return code;
}
