/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/store/periods.h"

#include <stdlib.h>

#include "src/base/mem.h"
#include "src/store/db.h"
#include "src/store/history.h"

struct reading {
    struct jy_store *store;
    size_t n_days;
    char (*days)[JY_DATE_TEXT_SIZE];
    sqlite3_stmt *rows, *changed, *past;
    int64_t next_changed; /* the next light that has events; INT64_MAX: no more */
    struct jy_blob_room room;
    struct jy_arena arena; /* of rows from the history */
    struct jy_light *row, *old;
    jy_light_period_fn fn;
    void *ctx;
};

/* Lights come in ascending id, and so do those with events. */
static enum jy_code has_events(struct reading *r, int64_t id, bool *out, struct jy_error *err)
{
    enum jy_code code = JY_OK;
    while (r->next_changed < id && code == JY_OK) {
        bool found = false;
        code = jy_db_step(r->store, r->changed, &found, err);
        r->next_changed = found ? sqlite3_column_int64(r->changed, 0) : INT64_MAX;
    }
    *out = r->next_changed == id;
    return code;
}

/* It never changed: it stands from one day to another. */
static enum jy_code plain_light(struct reading *r, const char *since, struct jy_error *err)
{
    struct jy_history_span span;
    size_t first = 0, end;
    jy_history_span(&jy_table_lights, r->row, since, &span);
    while (first < r->n_days && !jy_history_holds(&span, r->days[first]))
        first++;
    for (end = first; end < r->n_days && jy_history_holds(&span, r->days[end]);)
        end++;
    return first < end ? r->fn(r->row, first, end, r->ctx, err) : JY_OK;
}

/* Day by day as the events have it. */
static enum jy_code changed_light(struct reading *r, const char *since, struct jy_error *err)
{
    enum jy_code code = JY_OK;
    for (size_t k = 0; k < r->n_days && code == JY_OK; k++) {
        const struct jy_light *row = r->row;
        bool found = false;
        (void)sqlite3_reset(r->past);
        (void)sqlite3_bind_int64(r->past, 2, r->row->id);
        (void)jy_db_bind_text(r->past, 3, r->days[k]);
        code = jy_db_step(r->store, r->past, &found, err);
        if (code == JY_OK && found) {
            jy_arena_reset(&r->arena);
            *r->old = *r->row;
            code =
                jy_history_decode(&jy_table_lights, jy_db_text(r->past, 0), &r->arena, r->old, err);
            row = r->old;
        }
        if (code == JY_OK && jy_history_present(&jy_table_lights, row, since, r->days[k]))
            code = r->fn(row, k, k + 1, r->ctx, err);
    }
    return code;
}

static enum jy_code read_rows(struct reading *r, struct jy_error *err)
{
    bool found, changed = false;
    enum jy_code code;
    while ((code = jy_db_step(r->store, r->rows, &found, err)) == JY_OK && found) {
        code = jy_table_read(&jy_table_lights, r->rows, &r->room, r->row, err);
        if (code == JY_OK)
            code = has_events(r, r->row->id, &changed, err);
        if (code != JY_OK)
            break;
        const char *since = jy_db_text(r->rows, JY_COLUMN_SINCE);
        code = changed ? changed_light(r, since, err) : plain_light(r, since, err);
        if (code != JY_OK)
            break;
    }
    return code;
}

static enum jy_code take_statements(struct reading *r, struct jy_taken *rows,
                                    struct jy_taken *changed, struct jy_taken *past,
                                    struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF sql = JY_BUF_INIT;
    jy_table_select(&jy_table_lights, &sql);
    jy_buf_adds(&sql, " ORDER BY t.id");
    enum jy_code code = jy_db_take(r->store, sql.data, &rows->stmt, err);
    if (code == JY_OK) {
        code = jy_db_take(
            r->store, "SELECT DISTINCT entity_id FROM events WHERE layer = ?1 ORDER BY entity_id",
            &changed->stmt, err);
    }
    if (code == JY_OK) {
        code = jy_db_take(r->store,
                          "SELECT old FROM events WHERE layer = ?1 AND entity_id = ?2 AND day > ?3 "
                          "ORDER BY day, id LIMIT 1",
                          &past->stmt, err);
    }
    if (code != JY_OK)
        return code;
    (void)jy_db_bind_text(changed->stmt, 1, jy_table_lights.name);
    (void)jy_db_bind_text(past->stmt, 1, jy_table_lights.name);
    r->rows = rows->stmt;
    r->changed = changed->stmt;
    r->past = past->stmt;
    return JY_OK;
}

enum jy_code jy_store_light_periods(struct jy_store *store, size_t n_days,
                                    const struct jy_date *days, jy_light_period_fn fn, void *ctx,
                                    struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE rows = {store, NULL}, JY_AUTOGIVE changed = {store, NULL},
                                JY_AUTOGIVE past = {store, NULL};
    struct reading r = {.store = store, .n_days = n_days, .fn = fn, .ctx = ctx};
    r.days = jy_malloc((n_days + 1) * sizeof *r.days);
    r.row = jy_malloc(sizeof *r.row);
    r.old = jy_malloc(sizeof *r.old);
    for (size_t k = 0; k < n_days; k++)
        (void)jy_date_text(days[k], r.days[k]);
    jy_arena_init(&r.arena);
    enum jy_code code = take_statements(&r, &rows, &changed, &past, err);
    if (code == JY_OK)
        code = read_rows(&r, err);
    jy_blob_room_done(&r.room);
    jy_arena_done(&r.arena);
    free(r.days);
    free(r.row);
    free(r.old);
    return code;
}
