/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/store/read.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/clock.h"
#include "src/base/mem.h"
#include "src/store/db.h"
#include "src/store/history.h"

typedef enum jy_code (*row_fn)(const void *row, void *ctx, struct jy_error *err);

/* One reading of a table. */
struct reading {
    const struct jy_table *table;
    const struct jy_box *box;
    char day[JY_DATE_TEXT_SIZE]; /* "" now */
    struct jy_blob_room room;
    struct jy_arena arena; /* of rows from the history */
    void *row;
};

/* The index's rounding lets a metre too much through. */
static bool in_box(const struct reading *r)
{
    struct jy_blob_box b;
    if (r->box == NULL)
        return true;
    return jy_table_box(r->table, r->row, &b) && b.max_lon_deg >= r->box->west_deg &&
           b.min_lon_deg <= r->box->east_deg && b.max_lat_deg >= r->box->south_deg &&
           b.min_lat_deg <= r->box->north_deg;
}

/* Placeholders: 1-4 box, 5 day, 6 table, 7 id. */
static void where_sql(const struct reading *r, bool one, struct jy_buf *sql)
{
    const char *name = r->table->name;
    jy_buf_adds(sql, one ? " WHERE t.id = ?7" : " WHERE 1");
    if (!one && r->table->history && r->day[0] == '\0') {
        jy_buf_adds(sql, " AND (t.status IS NULL OR t.status <> 'removed')"
                         " AND (t.removed IS NULL OR t.removed > ?5)");
    }
    if (r->box == NULL || r->table->placed == JY_PLACED_NOT)
        return;
    jy_buf_addf(sql,
                " AND (t.id IN (SELECT pkid FROM idx_%s_geometry WHERE xmax >= ?1 AND xmin <= ?3 "
                "AND ymax >= ?2 AND ymin <= ?4)",
                name);
    /* It may have stood elsewhere then; and areas may have no more than a label. */
    if (r->day[0] != '\0') {
        jy_buf_adds(sql,
                    " OR t.id IN (SELECT entity_id FROM events WHERE layer = ?6 AND day > ?5)");
    }
    if (r->table->placed == JY_PLACED_AREA) {
        jy_buf_adds(sql, " OR (t.geometry IS NULL AND t.label_lon BETWEEN ?1 AND ?3 "
                         "AND t.label_lat BETWEEN ?2 AND ?4)");
    }
    jy_buf_addc(sql, ')');
}

static void bind_where(const struct reading *r, sqlite3_stmt *stmt, const char *today, int64_t id)
{
    if (r->box != NULL) {
        (void)sqlite3_bind_double(stmt, 1, r->box->west_deg);
        (void)sqlite3_bind_double(stmt, 2, r->box->south_deg);
        (void)sqlite3_bind_double(stmt, 3, r->box->east_deg);
        (void)sqlite3_bind_double(stmt, 4, r->box->north_deg);
    }
    (void)jy_db_bind_text(stmt, 5, r->day[0] != '\0' ? r->day : today);
    (void)jy_db_bind_text(stmt, 6, r->table->name);
    (void)sqlite3_bind_int64(stmt, 7, id);
}

static enum jy_code find_past(struct jy_store *store, struct reading *r, sqlite3_stmt *past,
                              struct jy_error *err)
{
    int64_t id;
    bool found = false;
    memcpy(&id, (const char *)r->row + r->table->id_at, sizeof id);
    (void)sqlite3_reset(past);
    (void)jy_db_bind_text(past, 1, r->table->name);
    (void)sqlite3_bind_int64(past, 2, id);
    (void)jy_db_bind_text(past, 3, r->day);
    enum jy_code code = jy_db_step(store, past, &found, err);
    if (code == JY_OK && found) {
        jy_arena_reset(&r->arena);
        code = jy_history_decode(r->table, jy_db_text(past, 0), &r->arena, r->row, err);
    }
    return code;
}

static enum jy_code read_rows(struct jy_store *store, struct reading *r, sqlite3_stmt *rows,
                              sqlite3_stmt *past, row_fn fn, void *ctx, struct jy_error *err)
{
    bool found;
    enum jy_code code;
    while ((code = jy_db_step(store, rows, &found, err)) == JY_OK && found) {
        code = jy_table_read(r->table, rows, &r->room, r->row, err);
        if (code == JY_OK && past != NULL)
            code = find_past(store, r, past, err);
        if (code != JY_OK)
            break;
        const char *since = jy_db_text(rows, JY_COLUMN_SINCE);
        if (!in_box(r) || (past != NULL && !jy_history_present(r->table, r->row, since, r->day)))
            continue;
        code = fn(r->row, ctx, err);
        if (code != JY_OK)
            break;
    }
    return code;
}

/* Which rows: those of a day in a box, or the one of an id. */
struct wanted {
    struct jy_as_of as_of;
    const struct jy_box *box; /* NULL: everywhere */
    int64_t id;               /* 0: all */
};

static enum jy_code read_table(struct jy_store *store, const struct jy_table *t,
                               const struct wanted *w, row_fn fn, void *ctx, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE rows = {store, NULL}, JY_AUTOGIVE past = {store, NULL};
    struct jy_buf JY_AUTOBUF sql = JY_BUF_INIT;
    struct reading r = {.table = t, .box = w->box, .row = jy_malloc(t->size)};
    char today[JY_DATE_TEXT_SIZE];
    jy_arena_init(&r.arena);
    if (t->history && jy_date_known(w->as_of.day))
        (void)jy_date_text(w->as_of.day, r.day);
    jy_table_select(t, &sql);
    where_sql(&r, w->id != 0, &sql);
    jy_buf_adds(&sql, " ORDER BY t.id");
    enum jy_code code = jy_db_take(store, sql.data, &rows.stmt, err);
    if (code == JY_OK && r.day[0] != '\0') {
        code = jy_db_take(store,
                          "SELECT old FROM events WHERE layer = ?1 AND entity_id = ?2 AND day > ?3 "
                          "ORDER BY day, id LIMIT 1",
                          &past.stmt, err);
    }
    if (code == JY_OK) {
        bind_where(&r, rows.stmt, jy_date_text(jy_clock_today(), today), w->id);
        code = read_rows(store, &r, rows.stmt, past.stmt, fn, ctx, err);
    }
    jy_blob_room_done(&r.room);
    jy_arena_done(&r.arena);
    free(r.row);
    return code;
}

static enum jy_code no_row(const struct jy_table *t, int64_t id, struct jy_error *err)
{
    return jy_fail(err, JY_ENOTFOUND, "%s: no row %lld", t->name, (long long)id);
}

/* One public function per struct; the trampoline gives the row its type back. */
#define EACH(name, type, table)                                                                 \
    struct name##_call {                                                                        \
        jy_##name##_fn fn;                                                                      \
        void *ctx;                                                                              \
        int64_t n;                                                                              \
    };                                                                                          \
    static enum jy_code call_##name(const void *row, void *ctx, struct jy_error *err)           \
    {                                                                                           \
        struct name##_call *call = ctx;                                                         \
        call->n++;                                                                              \
        return call->fn((const struct type *)row, call->ctx, err);                              \
    }                                                                                           \
    enum jy_code jy_store_##name##_each(struct jy_store *store, struct jy_as_of as_of,          \
                                        const struct jy_box *box, jy_##name##_fn fn, void *ctx, \
                                        struct jy_error *err)                                   \
    {                                                                                           \
        struct name##_call call = {fn, ctx, 0};                                                 \
        const struct wanted w = {as_of, box, 0};                                                \
        return read_table(store, &(table), &w, call_##name, &call, err);                        \
    }                                                                                           \
    enum jy_code jy_store_##name##_get(struct jy_store *store, int64_t id, jy_##name##_fn fn,   \
                                       void *ctx, struct jy_error *err)                         \
    {                                                                                           \
        struct name##_call call = {fn, ctx, 0};                                                 \
        const struct wanted w = {JY_NOW, NULL, id};                                             \
        enum jy_code code =                                                                     \
            id != 0 ? read_table(store, &(table), &w, call_##name, &call, err) : JY_OK;         \
        if (code == JY_OK && call.n == 0)                                                       \
            return no_row(&(table), id, err);                                                   \
        return code;                                                                            \
    }

EACH(light, jy_light, jy_table_lights)
EACH(camera, jy_camera, jy_table_cameras)
EACH(pole, jy_pole, jy_table_poles)
EACH(road, jy_road, jy_table_roads)
EACH(area, jy_area, jy_table_areas)
EACH(crime_count, jy_crime_count, jy_table_crime_counts)
EACH(crime_incident, jy_crime_incident, jy_table_crime_incidents)
EACH(population, jy_population, jy_table_population)
EACH(place, jy_place, jy_table_places)
EACH(request, jy_request, jy_table_requests)

/* ---- sources, events, counts ---- */

static struct jy_source source_of(sqlite3_stmt *q)
{
    struct jy_source s = {.id = sqlite3_column_int64(q, 0),
                          .file = jy_db_text(q, 2),
                          .format = jy_db_text(q, 3),
                          .licence = jy_db_text(q, 4),
                          .credit = jy_db_text(q, 5),
                          .sha256 = jy_db_text(q, 7),
                          .imported_at = jy_db_text(q, 8),
                          .sample = sqlite3_column_int(q, 9) != 0,
                          .published = sqlite3_column_int(q, 10) != 0};
    (void)jy_layer_parse(jy_db_text(q, 1), &s.layer);
    if (jy_db_text(q, 6) != NULL)
        (void)jy_date_parse_iso(jy_db_text(q, 6), &s.date);
    return s;
}

static enum jy_code read_sources(struct jy_store *store, const char *where, int64_t id,
                                 jy_source_fn fn, void *ctx, int64_t *n, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    struct jy_buf JY_AUTOBUF sql = JY_BUF_INIT;
    bool row;
    jy_buf_addf(&sql,
                "SELECT id, layer, file, format, licence, credit, date, sha256, imported_at, "
                "sample, published FROM sources WHERE %s ORDER BY id",
                where);
    enum jy_code code = jy_db_take(store, sql.data, &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)sqlite3_bind_int64(q.stmt, 1, id);
    while ((code = jy_db_step(store, q.stmt, &row, err)) == JY_OK && row) {
        const struct jy_source s = source_of(q.stmt);
        ++*n;
        code = fn(&s, ctx, err);
        if (code != JY_OK)
            break;
    }
    return code;
}

enum jy_code jy_store_source_each(struct jy_store *store, struct jy_as_of as_of,
                                  const struct jy_box *box, jy_source_fn fn, void *ctx,
                                  struct jy_error *err)
{
    int64_t n = 0;
    (void)as_of;
    (void)box;
    return read_sources(store, "?1 = 0", 0, fn, ctx, &n, err);
}

enum jy_code jy_store_source_get(struct jy_store *store, int64_t id, jy_source_fn fn, void *ctx,
                                 struct jy_error *err)
{
    int64_t n = 0;
    enum jy_code code = read_sources(store, "id = ?1", id, fn, ctx, &n, err);
    if (code == JY_OK && n == 0)
        return jy_fail(err, JY_ENOTFOUND, "sources: no row %lld", (long long)id);
    return code;
}

/* Lights and cameras: all rows less those of the small partial index of removed ones. */
#define GONE(table)                                                          \
    "SELECT (SELECT count(*) FROM " table ") - (SELECT count(*) FROM " table \
    " WHERE (removed IS NOT NULL OR status = 'removed') AND "                \
    "(status = 'removed' OR removed <= date('now')))"

enum jy_code jy_store_count(struct jy_store *store, enum jy_layer layer, int64_t *out,
                            struct jy_error *err)
{
    static const char *const sql[] = {
        [JY_LAYER_ROADS] = "SELECT count(*) FROM roads",
        [JY_LAYER_DISTRICTS] = "SELECT count(*) FROM areas WHERE kind = 'district'",
        [JY_LAYER_CHOME] = "SELECT count(*) FROM areas WHERE kind = 'chome'",
        [JY_LAYER_BOUNDARY] = "SELECT count(*) FROM areas WHERE kind = 'boundary'",
        [JY_LAYER_STREETLIGHTS] = GONE("streetlights"),
        [JY_LAYER_CAMERAS] = GONE("cameras"),
        [JY_LAYER_POLES] = "SELECT count(*) FROM poles",
        [JY_LAYER_CRIMES] = "SELECT (SELECT count(*) FROM crime_counts) + "
                            "(SELECT count(*) FROM crime_incidents)",
        [JY_LAYER_POPULATION] = "SELECT count(*) FROM population",
        [JY_LAYER_PLACES] = "SELECT count(*) FROM places",
        [JY_LAYER_REQUESTS] = "SELECT count(*) FROM requests",
    };
    if (layer == JY_LAYER_UNKNOWN || (size_t)layer >= sizeof sql / sizeof *sql)
        return jy_fail(err, JY_EINVALID, "no such layer");
    return jy_db_int(store, sql[layer], 0, out, err);
}

enum jy_code jy_store_request_by_token(struct jy_store *store, const char *token, jy_request_fn fn,
                                       void *ctx, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE find = {store, NULL};
    bool found = false;
    enum jy_code code =
        jy_db_take(store, "SELECT id FROM requests WHERE token = ?1", &find.stmt, err);
    if (code != JY_OK)
        return code;
    (void)jy_db_bind_text(find.stmt, 1, token);
    code = jy_db_step(store, find.stmt, &found, err);
    if (code != JY_OK || !found)
        return code;
    return jy_store_request_get(store, sqlite3_column_int64(find.stmt, 0), fn, ctx, err);
}
