/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/store/changes.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/buf.h"
#include "src/base/clock.h"
#include "src/base/hash.h"
#include "src/base/mem.h"
#include "src/store/db.h"

enum jy_code jy_store_identity(struct jy_store *store, int64_t source_id,
                               char out[JY_SHA256_TEXT_SIZE], struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    struct jy_buf JY_AUTOBUF all = JY_BUF_INIT;
    bool row;
    enum jy_code code = jy_db_take(store,
                                   "SELECT id || '|' || layer || '|' || imported_at || '|' || "
                                   "coalesce(sha256, '') || '|' || coalesce(credit, '') "
                                   "FROM sources WHERE id <= ?1 ORDER BY id",
                                   &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)sqlite3_bind_int64(q.stmt, 1, source_id);
    while ((code = jy_db_step(store, q.stmt, &row, err)) == JY_OK && row)
        jy_buf_addf(&all, "\n%s", jy_db_text(q.stmt, 0));
    if (code == JY_OK)
        (void)jy_sha256_text(jy_buf_text(&all), all.len, out);
    return code;
}

static enum jy_code hash_profile(struct jy_store *store, uint64_t *out, struct jy_error *err)
{
    char *profile JY_AUTOFREE = NULL;
    enum jy_code code = jy_store_profile(store, &profile, err);
    if (code == JY_OK)
        *out = jy_hash64(profile, strlen(profile));
    return code;
}

enum jy_code jy_store_marks(struct jy_store *store, struct jy_marks *out, struct jy_error *err)
{
    struct jy_marks m = {.day = jy_clock_today()};
    enum jy_code code = jy_store_version(store, JY_LAYER_STREETLIGHTS, &m.lights, err);
    for (enum jy_layer l = JY_LAYER_ROADS; code == JY_OK && l < JY_LAYER_REQUESTS; l++) {
        int64_t version = 0;
        if (l == JY_LAYER_STREETLIGHTS)
            continue;
        code = jy_store_version(store, l, &version, err);
        m.others += version;
    }
    if (code == JY_OK)
        code = jy_db_int(store, "SELECT max(id) FROM streetlights", 0, &m.light_id, err);
    if (code == JY_OK)
        code = jy_db_int(store, "SELECT max(id) FROM events", 0, &m.event_id, err);
    if (code == JY_OK)
        code = jy_db_int(store, "SELECT max(id) FROM sources", 0, &m.source_id, err);
    if (code == JY_OK)
        code = hash_profile(store, &m.profile, err);
    if (code == JY_OK)
        *out = m;
    return code;
}

bool jy_marks_differ_in_lights_only(const struct jy_marks *then, const struct jy_marks *now)
{
    return then->others == now->others && then->lights <= now->lights &&
           then->light_id <= now->light_id && then->event_id <= now->event_id &&
           then->source_id <= now->source_id && then->day.year == now->day.year &&
           then->day.month == now->day.month && then->day.day == now->day.day &&
           then->profile == now->profile;
}

bool jy_marks_same(const struct jy_marks *a, const struct jy_marks *b)
{
    return jy_marks_differ_in_lights_only(a, b) && a->lights == b->lights &&
           a->light_id == b->light_id && a->event_id == b->event_id && a->source_id == b->source_id;
}

/* ---- changed lights ---- */

struct changed {
    int64_t id;
    bool there;
};

/* Which; those there by the rule of jy_store_light_each(). */
static enum jy_code list_changed(struct jy_store *store, const struct jy_marks *then, size_t limit,
                                 struct changed *out, size_t *out_n, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    char today[JY_DATE_TEXT_SIZE];
    bool row;
    enum jy_code code =
        jy_db_take(store,
                   "SELECT t.id, (t.status IS NULL OR t.status <> 'removed') "
                   "AND (t.removed IS NULL OR t.removed > ?4) FROM streetlights AS t "
                   "WHERE t.id IN (SELECT id FROM streetlights WHERE id > ?1 UNION "
                   "SELECT entity_id FROM events WHERE id > ?2 AND layer = 'streetlights' LIMIT ?3)"
                   " ORDER BY t.id",
                   &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)sqlite3_bind_int64(q.stmt, 1, then->light_id);
    (void)sqlite3_bind_int64(q.stmt, 2, then->event_id);
    (void)sqlite3_bind_int64(q.stmt, 3, (int64_t)limit + 1);
    (void)jy_db_bind_text(q.stmt, 4, jy_date_text(jy_clock_today(), today));
    while ((code = jy_db_step(store, q.stmt, &row, err)) == JY_OK && row) {
        out[(*out_n)++] =
            (struct changed){sqlite3_column_int64(q.stmt, 0), sqlite3_column_int(q.stmt, 1) != 0};
    }
    return code;
}

struct telling {
    jy_light_change_fn fn;
    void *ctx;
};

static enum jy_code tell(const struct jy_light *light, void *ctx, struct jy_error *err)
{
    struct telling *t = ctx;
    return t->fn(light->id, light, t->ctx, err);
}

enum jy_code jy_store_light_changes(struct jy_store *store, const struct jy_marks *then,
                                    size_t limit, jy_light_change_fn fn, void *ctx, bool *out_all,
                                    struct jy_error *err)
{
    struct changed *changed JY_AUTOFREE = jy_malloc((limit + 1) * sizeof *changed);
    struct telling t = {fn, ctx};
    size_t n = 0;
    enum jy_code code = list_changed(store, then, limit, changed, &n, err);
    if (code != JY_OK)
        return code;
    *out_all = n <= limit;
    for (size_t i = 0; code == JY_OK && *out_all && i < n; i++) {
        code = changed[i].there ? jy_store_light_get(store, changed[i].id, tell, &t, err)
                                : fn(changed[i].id, NULL, ctx, err);
    }
    return code;
}

/* ---- looking without SQL ---- */

const volatile uint64_t *jy_store_commit_word(struct jy_store *store)
{
    const int region_bytes = 32768;
    const size_t checksum_at = 40;
    sqlite3_file *file = NULL;
    volatile void *region = NULL;
    const volatile uint64_t *word;
    if (sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
        file == NULL || file->pMethods == NULL || file->pMethods->iVersion < 2 ||
        file->pMethods->xShmMap == NULL)
        return NULL;
    if (file->pMethods->xShmMap(file, 0, region_bytes, 0, &region) != SQLITE_OK || region == NULL)
        return NULL;
    word = region;
    return word + checksum_at / sizeof *word;
}
