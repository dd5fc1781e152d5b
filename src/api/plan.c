/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* This year's lights, the history of gaps, and what a light would change. */
#include <config.h>

#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/history.h"
#include "src/analysis/plan.h"
#include "src/analysis/whatif.h"
#include "src/api/api.h"
#include "src/api/plan_table.h"
#include "src/api/whatif_slot.h"
#include "src/base/clock.h"
#include "src/base/hash.h"
#include "src/base/mem.h"
#include "src/base/number.h"
#include "src/http/finish.h"
#include "src/snapshot/plan_sheet.h"

struct job {
    struct jy_http_call *call;
    const struct jy_snapshot *snapshot;
    uint16_t district;
};

/* --- kept answers ----------------------------------------------------------------------------- */

typedef enum jy_code (*build_fn)(const struct job *job, struct jy_store *store, struct jy_buf *out,
                                 struct jy_error *err);

struct kept {
    struct job job;
    build_fn build;
};

static enum jy_code build_kept(void *ctx, struct jy_http_bytes **out, struct jy_error *err)
{
    const struct kept *k = ctx;
    struct jy_api *api = jy_api_of(k->job.call);
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    struct jy_store *store;
    enum jy_code code = jy_readers_borrow(api->readers, &store, err);
    if (code != JY_OK)
        return code;
    code = k->build(&k->job, store, &text, err);
    jy_readers_return(api->readers, store);
    if (code == JY_OK)
        *out = jy_http_bytes_new(jy_buf_text(&text), text.len);
    return code;
}

/* The same question about the same registry on the same day is computed once. */
static enum jy_code answer_kept(struct kept *k, const char *question, struct jy_error *err)
{
    struct jy_http_call *call = k->job.call;
    char day[JY_DATE_TEXT_SIZE], etag[JY_ETAG_SIZE];
    struct jy_buf JY_AUTOBUF what = JY_BUF_INIT;
    jy_buf_addf(&what, "%" PRId64 "|%s|%s|%d|%s", k->job.snapshot->version,
                jy_date_text(jy_clock_today(), day), question, (int)jy_api_lang(call),
                PACKAGE_VERSION);
    if (jy_http_not_modified(call->request, call->response, jy_etag_of(what.data, what.len, etag)))
        return JY_OK;
    struct jy_tile_key key = {.version = jy_hash64(what.data, what.len), .what = 0xF1FD};
    struct jy_http_bytes *bytes;
    enum jy_code code =
        jy_tile_cache_get(jy_api_of(call)->flyers, &key, build_kept, k, &bytes, err);
    if (code == JY_OK)
        jy_http_response_share(call->response, bytes);
    return code;
}

/* --- GET /api/plan ---------------------------------------------------------------------------- */

enum plan_format { PLAN_JSON, PLAN_CSV, PLAN_GEOJSON, PLAN_PDF };

static enum plan_format plan_format(const struct jy_http_call *call)
{
    const char *text = jy_call_text(call, "format");
    return strcmp(text, "csv") == 0       ? PLAN_CSV
           : strcmp(text, "geojson") == 0 ? PLAN_GEOJSON
           : strcmp(text, "pdf") == 0     ? PLAN_PDF
                                          : PLAN_JSON;
}

/* With a budget alone, as many as it pays for and the API allows; with a name alone, none but those
 * that it adopted. */
static struct jy_plan_options plan_options(const struct jy_http_call *call)
{
    double lights = jy_call_number(call, "lights"), budget = jy_call_number(call, "budget");
    struct jy_plan_options options = {.budget_yen = budget, .name = jy_call_text(call, "name")};
    options.lights = isfinite(lights)       ? (int64_t)lights
                     : isfinite(budget)     ? JY_API_PLAN_LIGHTS_MAX
                     : options.name != NULL ? 0
                                            : JY_API_PLAN_LIGHTS;
    (void)jy_plan_weights_parse(jy_call_text(call, "weight"), &options.weights);
    return options;
}

/* "3,139.5771,35.6322;7,…": lights of the plan by number, and where they are to stand. */
static enum jy_code move_lights(const struct job *job, struct jy_plan *plan, struct jy_error *err)
{
    const char *text = jy_call_text(job->call, "moved");
    while (text != NULL && *text != '\0') {
        double number;
        struct gis_lonlat to;
        if (!jy_number_read(&text, &number) || *text++ != ',' ||
            !jy_number_read(&text, &to.lon_deg) || *text++ != ',' ||
            !jy_number_read(&text, &to.lat_deg) || number < 1 || number > JY_API_PLAN_LIGHTS_MAX ||
            (*text != ';' && *text != '\0')) {
            jy_problem_add(&job->call->problem, "moved", "wants number,longitude,latitude;…");
            return jy_fail(err, JY_EINVALID, "moved is no list of lights and positions");
        }
        enum jy_code code = jy_plan_move(plan, (size_t)number, to, err);
        if (code != JY_OK)
            return code;
        text += *text == ';';
    }
    return JY_OK;
}

static enum jy_code write_plan(const struct job *job, const struct jy_plan *plan,
                               struct jy_buf *out, struct jy_error *err)
{
    const struct jy_i18n *i18n = jy_api_of(job->call)->i18n;
    const bool cp932 = strcmp(jy_call_text(job->call, "encoding"), "cp932") == 0;
    enum jy_lang lang = jy_api_lang(job->call);
    struct jy_json json;
    size_t lost;
    jy_json_init(&json, out);
    switch (plan_format(job->call)) {
    case PLAN_CSV:
        return jy_plan_csv(plan, i18n, lang, cp932, out, &lost, err);
    case PLAN_PDF:
        return jy_plan_sheet(job->snapshot, plan, i18n, lang, out, err);
    case PLAN_GEOJSON:
        jy_plan_write_geojson(plan, i18n, lang, &json);
        return JY_OK;
    case PLAN_JSON:
        break;
    }
    jy_plan_write_summary(plan, i18n, lang, &json);
    return JY_OK;
}

static enum jy_code build_plan(const struct job *job, struct jy_store *store, struct jy_buf *out,
                               struct jy_error *err)
{
    const struct jy_lighting *l = job->snapshot->lighting;
    struct jy_plan_inputs *inputs = NULL;
    struct jy_plan *plan = NULL;
    const struct jy_plan_options options = plan_options(job->call);
    enum jy_code code = jy_plan_inputs_load(store, l, &inputs, err);
    if (code == JY_OK && options.name != NULL)
        code = jy_plan_inputs_members(store, options.name, inputs, err);
    if (code == JY_OK)
        code = jy_plan_new(l, inputs, options, &plan, err);
    if (code == JY_OK)
        code = move_lights(job, plan, err);
    if (code == JY_OK)
        code = write_plan(job, plan, out, err);
    jy_plan_free(plan);
    jy_plan_inputs_free(inputs);
    return code;
}

static void set_plan_type(struct jy_http_call *call)
{
    static const struct {
        const char *type, *file;
    } types[] = {
        [PLAN_JSON] = {NULL, NULL},
        [PLAN_CSV] = {"text/csv; charset=utf-8", "attachment; filename=\"joyato-plan.csv\""},
        [PLAN_GEOJSON] = {"application/geo+json", "attachment; filename=\"joyato-plan.geojson\""},
        [PLAN_PDF] = {"application/pdf", "inline; filename=\"joyato-work-order.pdf\""},
    };
    enum plan_format format = plan_format(call);
    if (format == PLAN_JSON)
        return;
    bool cp932 = format == PLAN_CSV && strcmp(jy_call_text(call, "encoding"), "cp932") == 0;
    call->response->content_type = cp932 ? "text/csv; charset=windows-31j" : types[format].type;
    jy_http_response_header(call->response, "Content-Disposition", types[format].file);
}

enum jy_code jy_api_plan(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    const char *moved = jy_call_text(call, "moved"), *name = jy_call_text(call, "name");
    if (name != NULL && !jy_plan_name_valid(name)) {
        jy_problem_add(&call->problem, "name", "may hold only A-Z a-z 0-9 . _ -");
        return jy_fail(err, JY_EINVALID, "name is no name of a plan");
    }
    enum jy_code code = jy_live_get(jy_api_of(call)->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    struct jy_buf JY_AUTOBUF question = JY_BUF_INIT;
    struct kept k = {{call, snapshot, JY_NO_DISTRICT}, build_plan};
    jy_buf_addf(&question, "plan|%.0f|%.0f|%s|%d|%s|%s|%s", jy_call_number(call, "lights"),
                jy_call_number(call, "budget"), jy_call_text(call, "weight"),
                (int)plan_format(call), jy_call_text(call, "encoding"), name != NULL ? name : "",
                moved != NULL ? moved : "");
    code = answer_kept(&k, jy_buf_text(&question), err);
    if (code == JY_OK)
        set_plan_type(call);
    return code;
}

/* --- GET /api/history ------------------------------------------------------------------------- */

static bool wants_csv(const struct jy_http_call *call)
{
    return strcmp(jy_call_text(call, "format"), "csv") == 0;
}

static enum jy_history_rules wanted_rules(const struct jy_http_call *call)
{
    enum jy_history_rules rules = JY_HISTORY_RULES_THEN;
    (void)jy_history_rules_parse(jy_call_text(call, "rules"),
                                 &rules); /* the route allows no other */
    return rules;
}

static enum jy_code build_history(const struct job *job, struct jy_store *store, struct jy_buf *out,
                                  struct jy_error *err)
{
    struct jy_history *history = NULL;
    struct jy_json json;
    enum jy_code code =
        jy_history_new(store, job->snapshot->lighting, 0, wanted_rules(job->call), &history, err);
    jy_json_init(&json, out);
    if (code == JY_OK && wants_csv(job->call)) {
        jy_history_write_csv(history, job->district, jy_api_lang(job->call), out);
    } else if (code == JY_OK) {
        jy_history_write(history, job->district, jy_api_lang(job->call), &json);
    }
    jy_history_free(history);
    return code;
}

enum jy_code jy_api_history(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    enum jy_code code = jy_live_get(jy_api_of(call)->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    struct kept k = {{call, snapshot, JY_NO_DISTRICT}, build_history};
    const char *name = jy_call_text(call, "district");
    if (name != NULL) {
        k.job.district = jy_lighting_district(snapshot->lighting, name);
        if (k.job.district == JY_NO_DISTRICT)
            return jy_fail(err, JY_ENOTFOUND, "there is no district of this name with an outline");
    }
    char question[48];
    (void)snprintf(question, sizeof question, "history|%d|%d|%d", (int)k.job.district,
                   (int)wanted_rules(call), wants_csv(call));
    code = answer_kept(&k, question, err);
    if (code != JY_OK || !wants_csv(call))
        return code;
    call->response->content_type = "text/csv; charset=utf-8";
    jy_http_response_header(call->response, "Content-Disposition",
                            "attachment; filename=\"joyato-gaps-by-year.csv\"");
    return JY_OK;
}

/* --- POST /api/whatif ------------------------------------------------------------------------- */

/* The copy for the snapshot being served; made at the first question about it. */
struct jy_whatif_slot {
    pthread_mutex_t lock;
    struct jy_snapshot *snapshot;
    struct jy_whatif *whatif;
};

struct jy_whatif_slot *jy_whatif_slot_new(void)
{
    struct jy_whatif_slot *slot = jy_calloc(1, sizeof *slot);
    (void)pthread_mutex_init(&slot->lock, NULL);
    return slot;
}

void jy_whatif_slot_free(struct jy_whatif_slot *slot)
{
    if (slot == NULL)
        return;
    jy_whatif_free(slot->whatif);
    jy_live_put(slot->snapshot);
    (void)pthread_mutex_destroy(&slot->lock);
    free(slot);
}

/* What the body asks for. */
struct change {
    size_t n_add, n_remove;
    struct gis_lonlat add[JY_WHATIF_MAX];
    int64_t remove[JY_WHATIF_MAX];
    bool looks; /* at the light near.light */
    struct jy_whatif_near near;
};

static enum jy_code slot_try(struct jy_whatif_slot *slot, struct jy_snapshot *snapshot,
                             struct change *change, struct jy_whatif_answer *out,
                             struct jy_error *err)
{
    enum jy_code code = JY_OK;
    (void)pthread_mutex_lock(&slot->lock);
    if (slot->snapshot != snapshot) {
        struct jy_whatif *whatif = NULL;
        code = jy_whatif_new(snapshot->lighting, &whatif, err);
        if (code == JY_OK) {
            jy_whatif_free(slot->whatif);
            jy_live_put(slot->snapshot);
            slot->whatif = whatif;
            slot->snapshot = jy_snapshot_ref(snapshot);
        }
    }
    if (code == JY_OK) {
        const struct jy_whatif_ask ask = {.n_add = change->n_add,
                                          .add = change->add,
                                          .n_remove = change->n_remove,
                                          .remove = change->remove};
        code = jy_whatif_look(slot->whatif, &ask, change->looks ? &change->near : NULL, out, err);
    }
    (void)pthread_mutex_unlock(&slot->lock);
    return code;
}

/* "1,2;3,4" as jy_call_text() gives lists of numbers; false: an item has not `width` of them. */
static bool read_list(const char *text, size_t width, size_t max, double *out, size_t *n)
{
    *n = 0;
    while (text != NULL && *text != '\0') {
        for (size_t k = 0; k < width; k++) {
            if (*n == max || !jy_number_read(&text, &out[*n * width + k]) ||
                *text++ != (k + 1 < width ? ',' : ';'))
                return false;
        }
        (*n)++;
    }
    return true;
}

static enum jy_code read_change(struct jy_http_call *call, struct change *out, struct jy_error *err)
{
    double numbers[2 * JY_WHATIF_MAX] = {0}, ids[JY_WHATIF_MAX] = {0};
    const long light = jy_call_int(call, "near");
    if (!read_list(jy_call_text(call, "add"), 2, JY_WHATIF_MAX, numbers, &out->n_add)) {
        jy_problem_add(&call->problem, "add", "wants at most %d of [longitude, latitude]",
                       JY_WHATIF_MAX);
        return jy_fail(err, JY_EINVALID, "add is no list of positions");
    }
    if (!read_list(jy_call_text(call, "remove"), 1, JY_WHATIF_MAX, ids, &out->n_remove)) {
        jy_problem_add(&call->problem, "remove", "wants at most %d ids", JY_WHATIF_MAX);
        return jy_fail(err, JY_EINVALID, "remove is no list of ids");
    }
    if (light > 0 && (size_t)light > out->n_add) {
        jy_problem_add(&call->problem, "near", "is the number of a light in add, from 1");
        return jy_fail(err, JY_EINVALID, "near is no light of add");
    }
    for (size_t i = 0; i < out->n_add; i++) {
        out->add[i] = (struct gis_lonlat){numbers[2 * i], numbers[2 * i + 1]};
        if (!gis_lonlat_valid(out->add[i])) {
            jy_problem_add(&call->problem, "add",
                           "number %zu: longitude must be -180 to 180, latitude -90 to 90", i + 1);
            return jy_fail(err, JY_EINVALID, "add: number %zu is no position in degrees", i + 1);
        }
    }
    for (size_t i = 0; i < out->n_remove; i++)
        out->remove[i] = ids[i] >= 0 && ids[i] < 9e15 ? (int64_t)ids[i] : -1;
    out->looks = light > 0;
    out->near = (struct jy_whatif_near){.light = light > 0 ? (size_t)light - 1 : 0};
    return JY_OK;
}

enum jy_code jy_api_whatif(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    struct change change = {.looks = false};
    struct jy_whatif_answer answer;
    enum jy_code code = read_change(call, &change, err);
    if (code == JY_OK)
        code = jy_live_get(api->live, &snapshot, err);
    if (code == JY_OK)
        code = slot_try(api->whatif, snapshot, &change, &answer, err);
    if (code != JY_OK)
        return code;
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_whatif_write(&answer, change.looks ? &change.near : NULL, &json);
    jy_whatif_near_done(&change.near);
    return JY_OK;
}
