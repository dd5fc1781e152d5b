/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/judged.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"

/* The row, with its texts kept beyond the call. */
struct request {
    struct jy_arena arena;
    struct jy_request row;
};

static enum jy_code keep(const struct jy_request *row, void *ctx, struct jy_error *err)
{
    (void)err;
    struct request *r = ctx;
    r->row = *row;
    r->row.receipt = jy_arena_strdup(&r->arena, row->receipt);
    r->row.answer = jy_arena_strdup(&r->arena, row->answer);
    r->row.rule = jy_arena_strdup(&r->arena, row->rule);
    r->row.created_at = jy_arena_strdup(&r->arena, row->created_at);
    return JY_OK;
}

/* "2026-11-23T…" -> the day. */
static struct jy_date day_of(const char *time)
{
    struct jy_date day = {0, 0, 0};
    char text[11] = "";
    if (time != NULL && strlen(time) >= 10)
        memcpy(text, time, 10);
    if (!jy_date_parse_iso(text, &day))
        day = (struct jy_date){0, 0, 0};
    return day;
}

/* The registry as it was, under the pack named; under that of the day when it is gone. */
static enum jy_code load_then(struct jy_store *store, const struct jy_request *r,
                              struct jy_city_data **out, struct jy_error *err)
{
    const unsigned what = JY_LOAD_LIGHTS | JY_LOAD_ROADS | JY_LOAD_AREAS | JY_LOAD_REQUESTS;
    const struct jy_as_of day = {day_of(r->created_at)};
    enum jy_code code = jy_city_data_load_by(store, day, r->rule, what, out, err);
    return code == JY_ENOTFOUND ? jy_city_data_load(store, day, what, out, err) : code;
}

/* Where answers are written, and how. */
struct output {
    const struct jy_i18n *i18n;
    enum jy_lang lang;
    struct jy_json *json;
};

static enum jy_code write_answer(const struct output *to, const char *key,
                                 const struct jy_lighting *l, const struct jy_request *r,
                                 bool *same, struct jy_error *err)
{
    struct jy_answer answer;
    enum jy_code code = jy_ask(l, r->at, r->land, &answer, err);
    if (code != JY_OK)
        return code;
    jy_json_key(to->json, key);
    jy_ask_write(l, &answer, to->i18n, to->lang, to->json);
    *same = r->answer != NULL && strcmp(r->answer, jy_answer_text(answer.kind)) == 0;
    return JY_OK;
}

static void write_stored(const struct jy_request *r, struct jy_json *json)
{
    jy_json_kv_string(json, "receipt", r->receipt);
    jy_json_kv_string(json, "created_at", r->created_at);
    jy_json_key(json, "at");
    jy_json_array(json);
    jy_json_fixed(json, r->at.lon_deg, 7);
    jy_json_fixed(json, r->at.lat_deg, 7);
    jy_json_array_end(json);
    jy_json_kv_string(json, "land", jy_land_text(r->land));
    jy_json_key(json, "stored");
    jy_json_object(json);
    jy_json_kv_string(json, "answer", r->answer);
    jy_json_kv_string(json, "rule", r->rule);
    jy_json_kv_fixed(json, "nearest_m", r->nearest_m, 2);
    jy_json_object_end(json);
}

enum jy_code jy_judged_write(struct jy_store *store, const char *token_or_receipt,
                             const struct jy_lighting *now, const struct jy_i18n *i18n,
                             enum jy_lang lang, struct jy_json *json, struct jy_error *err)
{
    const struct output to = {i18n, lang, json};
    struct request r = {0};
    struct jy_city_data *data = NULL;
    struct jy_lighting *then = NULL;
    bool same_then = false, same_now = false;
    jy_arena_init(&r.arena);
    enum jy_code code = jy_store_request_find(store, token_or_receipt, keep, &r, err);
    if (code == JY_OK)
        code = load_then(store, &r.row, &data, err);
    if (code == JY_OK)
        code = jy_lighting_new(data, JY_LIGHTING_BY_RULE, &then, err);
    if (code == JY_OK) {
        jy_json_object(json);
        write_stored(&r.row, json);
        code = write_answer(&to, "then", then, &r.row, &same_then, err);
    }
    if (code == JY_OK)
        code = write_answer(&to, "now", now, &r.row, &same_now, err);
    if (code == JY_OK) {
        jy_json_kv_bool(json, "same_then", same_then);
        jy_json_kv_bool(json, "same_now", same_now);
        jy_json_object_end(json);
    }
    jy_lighting_free(then);
    jy_city_data_free(data);
    jy_arena_done(&r.arena);
    return code;
}
