/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/store/names.h"

#include "src/base/fold.h"
#include "src/store/db.h"
#include "src/store/read.h"

/* What is found, whatever it is. */
struct named {
    enum jy_layer layer;
    const char *names[3];
    const char *detail;
    int rank; /* smaller first among equal matches */
    struct gis_lonlat at;
};

enum jy_layer jy_area_layer(enum jy_area_kind kind)
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

static bool describe(const struct jy_table *t, const void *row, struct named *out)
{
    struct jy_blob_box box;
    if (!jy_table_box(t, row, &box))
        return false;
    *out = (struct named){
        .at = {(box.min_lon_deg + box.max_lon_deg) / 2, (box.min_lat_deg + box.max_lat_deg) / 2}};
    if (t == &jy_table_areas) {
        const struct jy_area *a = row;
        out->layer = jy_area_layer(a->kind);
        out->names[0] = a->name;
        out->names[1] = a->name_kana;
        out->names[2] = a->name_en;
        out->detail = a->district != NULL ? a->district : jy_area_kind_text(a->kind);
        out->rank = a->kind == JY_AREA_DISTRICT ? 0 : a->kind == JY_AREA_CHOME ? 1 : 2;
        if (gis_lonlat_valid(a->label))
            out->at = a->label;
    } else if (t == &jy_table_places) {
        const struct jy_place *p = row;
        out->layer = JY_LAYER_PLACES;
        out->names[0] = p->name;
        out->names[1] = p->name_kana;
        out->names[2] = p->name_en;
        out->detail = jy_place_kind_text(p->kind);
        out->rank = p->kind == JY_PLACE_STATION ? 3 : 4;
    } else {
        const struct jy_road *r = row;
        out->layer = JY_LAYER_ROADS;
        out->names[0] = r->name;
        out->detail = jy_road_class_text(r->road_class);
        out->rank = 5;
        /* the middle of a line's points lies on it, the middle of its box need not */
        out->at = r->geometry.points[r->geometry.n_points / 2];
    }
    return out->layer != JY_LAYER_UNKNOWN;
}

static enum jy_code forget(struct jy_store *store, enum jy_layer layer, int64_t id,
                           struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    enum jy_code code =
        jy_db_take(store, "DELETE FROM names WHERE layer = ?1 AND entity_id = ?2", &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)jy_db_bind_text(q.stmt, 1, jy_layer_text(layer));
    (void)sqlite3_bind_int64(q.stmt, 2, id);
    return jy_db_run(store, q.stmt, err);
}

static enum jy_code insert_name(struct jy_store *store, const struct named *n, int64_t id,
                                const char *text, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    struct jy_buf JY_AUTOBUF fold = JY_BUF_INIT;
    jy_fold(text, &fold);
    if (fold.len == 0)
        return JY_OK;
    enum jy_code code =
        jy_db_take(store,
                   "INSERT INTO names (layer, entity_id, fold, name, detail, rank, lon, lat) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
                   &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)jy_db_bind_text(q.stmt, 1, jy_layer_text(n->layer));
    (void)sqlite3_bind_int64(q.stmt, 2, id);
    (void)jy_db_bind_text(q.stmt, 3, fold.data);
    (void)jy_db_bind_text(q.stmt, 4, n->names[0] != NULL ? n->names[0] : text);
    (void)jy_db_bind_text(q.stmt, 5, n->detail);
    (void)sqlite3_bind_int(q.stmt, 6, n->rank);
    (void)sqlite3_bind_double(q.stmt, 7, n->at.lon_deg);
    (void)sqlite3_bind_double(q.stmt, 8, n->at.lat_deg);
    return jy_db_run(store, q.stmt, err);
}

enum jy_code jy_names_put(struct jy_store *store, const struct jy_table *t, int64_t id,
                          const void *row, bool again, struct jy_error *err)
{
    struct named n;
    if (t != &jy_table_areas && t != &jy_table_places && t != &jy_table_roads)
        return JY_OK;
    if (!describe(t, row, &n))
        return JY_OK;
    enum jy_code code = again ? forget(store, n.layer, id, err) : JY_OK;
    for (int i = 0; code == JY_OK && i < 3; i++)
        if (n.names[i] != NULL)
            code = insert_name(store, &n, id, n.names[i], err);
    return code;
}

/* ---- searching ---- */

/* instr() instead of LIKE: no character of the text is special. A road is many rows: one is shown.
 */
static const char search_sql[] =
    "SELECT layer, min(entity_id), name, detail, lon, lat FROM names WHERE instr(fold, ?1) > 0 "
    "GROUP BY layer, name, CASE layer WHEN 'roads' THEN 0 ELSE entity_id END "
    "ORDER BY min(CASE WHEN fold = ?1 THEN 0 WHEN instr(fold, ?1) = 1 THEN 1 ELSE 2 END), rank, "
    "length(name), name, min(entity_id) LIMIT ?2";

static enum jy_code hand_over(sqlite3_stmt *stmt, jy_found_fn fn, void *ctx, struct jy_error *err)
{
    struct jy_found found = {
        .id = sqlite3_column_int64(stmt, 1),
        .name = (const char *)sqlite3_column_text(stmt, 2),
        .detail = (const char *)sqlite3_column_text(stmt, 3),
        .at = {sqlite3_column_double(stmt, 4), sqlite3_column_double(stmt, 5)}};
    (void)jy_layer_parse((const char *)sqlite3_column_text(stmt, 0), &found.layer);
    return fn(&found, ctx, err);
}

enum jy_code jy_store_search(struct jy_store *store, const char *text, int limit, jy_found_fn fn,
                             void *ctx, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    struct jy_buf JY_AUTOBUF fold = JY_BUF_INIT;
    bool row = false;
    jy_fold(text, &fold);
    if (fold.len == 0)
        return JY_OK;
    enum jy_code code = jy_db_take(store, search_sql, &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)jy_db_bind_text(q.stmt, 1, fold.data);
    (void)sqlite3_bind_int(q.stmt, 2, limit > 0 ? limit : 0);
    while ((code = jy_db_step(store, q.stmt, &row, err)) == JY_OK && row) {
        code = hand_over(q.stmt, fn, ctx, err);
        if (code != JY_OK)
            break;
    }
    return code;
}
