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
#include "src/api/whatif_slot.h"
#include "src/base/clock.h"
#include "src/base/hash.h"
#include "src/base/mem.h"
#include "src/http/finish.h"

struct job {
    struct jy_http_call *call;
    const struct jy_snapshot *snapshot;
    uint16_t district;
};

/* --- kept answers ----------------------------------------------------------------------------- */

typedef enum jy_code (*build_fn)(const struct job *job, struct jy_store *store,
                                 struct jy_json *json, struct jy_error *err);

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
    struct jy_json json;
    enum jy_code code = jy_readers_borrow(api->readers, &store, err);
    if (code != JY_OK)
        return code;
    jy_json_init(&json, &text);
    code = k->build(&k->job, store, &json, err);
    jy_readers_return(api->readers, store);
    if (code == JY_OK)
        *out = jy_http_bytes_new(jy_buf_text(&text), text.len);
    return code;
}

/* The same question about the same registry on the same day is computed once. */
static enum jy_code answer_kept(struct kept *k, const char *question, struct jy_error *err)
{
    struct jy_http_call *call = k->job.call;
    char what[512], day[JY_DATE_TEXT_SIZE], etag[JY_ETAG_SIZE];
    int n = snprintf(what, sizeof what, "%" PRId64 "|%s|%s|%d|%s", k->job.snapshot->version,
                     jy_date_text(jy_clock_today(), day), question, (int)jy_api_lang(call),
                     PACKAGE_VERSION);
    size_t len = n < 0 ? 0 : (size_t)n < sizeof what ? (size_t)n : sizeof what - 1;
    if (jy_http_not_modified(call->request, call->response, jy_etag_of(what, len, etag)))
        return JY_OK;
    struct jy_tile_key key = {.version = jy_hash64(what, len), .what = 0xF1FD};
    struct jy_http_bytes *bytes;
    enum jy_code code =
        jy_tile_cache_get(jy_api_of(call)->flyers, &key, build_kept, k, &bytes, err);
    if (code == JY_OK)
        jy_http_response_share(call->response, bytes);
    return code;
}

/* --- GET /api/plan ---------------------------------------------------------------------------- */

static enum jy_code build_plan(const struct job *job, struct jy_store *store, struct jy_json *json,
                               struct jy_error *err)
{
    const struct jy_lighting *l = job->snapshot->lighting;
    struct jy_plan_inputs *inputs = NULL;
    struct jy_plan *plan = NULL;
    struct jy_plan_options options = {.budget_yen = (double)NAN,
                                      .lights = jy_call_int(job->call, "lights")};
    (void)jy_plan_weights_parse(jy_call_text(job->call, "weight"), &options.weights);
    enum jy_code code = jy_plan_inputs_load(store, l, &inputs, err);
    if (code == JY_OK)
        code = jy_plan_new(l, inputs, options, &plan, err);
    if (code == JY_OK)
        jy_plan_write_summary(plan, jy_api_of(job->call)->i18n, jy_api_lang(job->call), json);
    jy_plan_free(plan);
    jy_plan_inputs_free(inputs);
    return code;
}

enum jy_code jy_api_plan(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    enum jy_code code = jy_live_get(jy_api_of(call)->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    char question[80];
    struct kept k = {{call, snapshot, JY_NO_DISTRICT}, build_plan};
    (void)snprintf(question, sizeof question, "plan|%ld|%s", jy_call_int(call, "lights"),
                   jy_call_text(call, "weight"));
    return answer_kept(&k, question, err);
}

/* --- GET /api/history ------------------------------------------------------------------------- */

static enum jy_code build_history(const struct job *job, struct jy_store *store,
                                  struct jy_json *json, struct jy_error *err)
{
    struct jy_history *history = NULL;
    enum jy_code code = jy_history_new(store, job->snapshot->lighting, 0, &history, err);
    if (code == JY_OK)
        jy_history_write(history, job->district, jy_api_lang(job->call), json);
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
    char question[40];
    (void)snprintf(question, sizeof question, "history|%d", (int)k.job.district);
    return answer_kept(&k, question, err);
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

static enum jy_code slot_try(struct jy_whatif_slot *slot, struct jy_snapshot *snapshot,
                             size_t n_add, const struct gis_lonlat *add, size_t n_remove,
                             const int64_t *remove, struct jy_whatif_answer *out,
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
    if (code == JY_OK)
        code = jy_whatif_try(slot->whatif, n_add, add, n_remove, remove, out, err);
    (void)pthread_mutex_unlock(&slot->lock);
    return code;
}

/* "1,2;3,4" as jy_call_text() gives lists of numbers; false: an item has not `width` of them. */
static bool read_list(const char *text, size_t width, size_t max, double *out, size_t *n)
{
    *n = 0;
    while (text != NULL && *text != '\0') {
        for (size_t k = 0; k < width; k++) {
            char *end;
            if (*n == max)
                return false;
            out[*n * width + k] = strtod(text, &end);
            if (*end != (k + 1 < width ? ',' : ';'))
                return false;
            text = end + 1;
        }
        (*n)++;
    }
    return true;
}

enum jy_code jy_api_whatif(struct jy_http_call *call, struct jy_error *err)
{
    struct jy_api *api = jy_api_of(call);
    struct jy_snapshot *snapshot JY_AUTOSNAPSHOT = NULL;
    double numbers[2 * JY_WHATIF_MAX], ids[JY_WHATIF_MAX];
    struct gis_lonlat add[JY_WHATIF_MAX];
    int64_t remove[JY_WHATIF_MAX];
    size_t n_add = 0, n_remove = 0;
    if (!read_list(jy_call_text(call, "add"), 2, JY_WHATIF_MAX, numbers, &n_add)) {
        jy_problem_add(&call->problem, "add", "wants at most %d of [longitude, latitude]",
                       JY_WHATIF_MAX);
        return jy_fail(err, JY_EINVALID, "add is no list of positions");
    }
    if (!read_list(jy_call_text(call, "remove"), 1, JY_WHATIF_MAX, ids, &n_remove)) {
        jy_problem_add(&call->problem, "remove", "wants at most %d ids", JY_WHATIF_MAX);
        return jy_fail(err, JY_EINVALID, "remove is no list of ids");
    }
    for (size_t i = 0; i < n_add; i++)
        add[i] = (struct gis_lonlat){numbers[2 * i], numbers[2 * i + 1]};
    for (size_t i = 0; i < n_remove; i++)
        remove[i] = ids[i] >= 0 && ids[i] < 9e15 ? (int64_t)ids[i] : -1;
    enum jy_code code = jy_live_get(api->live, &snapshot, err);
    if (code != JY_OK)
        return code;
    struct jy_whatif_answer answer;
    code = slot_try(api->whatif, snapshot, n_add, add, n_remove, remove, &answer, err);
    if (code != JY_OK)
        return code;
    struct jy_json json;
    jy_json_init(&json, &call->response->body);
    jy_whatif_write(&answer, &json);
    return JY_OK;
}
