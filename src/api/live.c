/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/api/live.h"

#include <pthread.h>
#include <stdlib.h>

#include "src/base/clock.h"
#include "src/base/log.h"
#include "src/base/mem.h"

#define LOOK_EVERY_S  0.2
#define RETRY_AFTER_S 5

struct jy_live {
    struct jy_store *store; /* under `look` */
    struct jy_snapshot_slot *slot;
    pthread_mutex_t look; /* held while looking for changes and building */
    pthread_mutex_t lock; /* of the fields below; held briefly */
    double next_look_s;
    int64_t map_version;
    struct jy_live_stats stats;
};

/* Versions of all layers but requests. */
static enum jy_code read_version(struct jy_store *store, int64_t *out, struct jy_error *err)
{
    int64_t requests = 0, all = 0;
    enum jy_code code = jy_registry_version(store, &all, err);
    if (code == JY_OK)
        code = jy_store_version(store, JY_LAYER_REQUESTS, &requests, err);
    *out = all - requests;
    return code;
}

static enum jy_code build(struct jy_live *live, struct jy_snapshot **out, int64_t *out_version,
                          struct jy_error *err)
{
    enum jy_code code = read_version(live->store, out_version, err);
    if (code == JY_OK)
        code = jy_snapshot_new(live->store, JY_NOW, out, err);
    if (code != JY_OK)
        return code;
    const struct jy_snapshot *s = *out;
    double build_s = s->load_s + s->light_s + s->scene_s;
    (void)pthread_mutex_lock(&live->lock);
    live->stats.version = s->version;
    live->stats.builds++;
    live->stats.build_s = build_s;
    (void)pthread_mutex_unlock(&live->lock);
    jy_log(JY_LOG_INFO, "snapshot", "version=%lld lights=%zu roads=%zu gaps=%zu seconds=%.2f",
           (long long)s->version, s->data->n_lights, s->data->n_roads, s->lighting->n_gaps,
           build_s);
    return JY_OK;
}

enum jy_code jy_live_open(const char *path, struct jy_live **out, struct jy_error *err)
{
    struct jy_live *live = jy_calloc(1, sizeof *live);
    (void)pthread_mutex_init(&live->look, NULL);
    (void)pthread_mutex_init(&live->lock, NULL);
    struct jy_snapshot *first = NULL;
    enum jy_code code = jy_store_open(path, JY_STORE_READ, &live->store, err);
    if (code == JY_OK)
        code = build(live, &first, &live->map_version, err);
    if (code != JY_OK) {
        jy_live_close(live);
        return code;
    }
    live->slot = jy_snapshot_slot_new(first);
    live->next_look_s = jy_clock_monotonic_s() + LOOK_EVERY_S;
    *out = live;
    return JY_OK;
}

void jy_live_close(struct jy_live *live)
{
    if (live == NULL)
        return;
    jy_snapshot_slot_free(live->slot);
    jy_store_close(live->store);
    (void)pthread_mutex_destroy(&live->look);
    (void)pthread_mutex_destroy(&live->lock);
    free(live);
}

static bool due(struct jy_live *live)
{
    (void)pthread_mutex_lock(&live->lock);
    bool is_due = jy_clock_monotonic_s() >= live->next_look_s;
    (void)pthread_mutex_unlock(&live->lock);
    return is_due;
}

static void refresh(struct jy_live *live)
{
    struct jy_error err;
    int64_t version = live->map_version;
    struct jy_snapshot *next = NULL;
    enum jy_code code = read_version(live->store, &version, &err);
    if (code == JY_OK && version != live->map_version)
        code = build(live, &next, &version, &err);
    if (next != NULL) {
        jy_snapshot_swap(live->slot, next);
        live->map_version = version;
    }
    if (code != JY_OK)
        jy_log(JY_LOG_ERROR, "the registry could not be read anew", "error=\"%s\"", err.text);
    (void)pthread_mutex_lock(&live->lock);
    live->next_look_s = jy_clock_monotonic_s() + (code == JY_OK ? LOOK_EVERY_S : RETRY_AFTER_S);
    (void)pthread_mutex_unlock(&live->lock);
}

enum jy_code jy_live_get(struct jy_live *live, struct jy_snapshot **out, struct jy_error *err)
{
    (void)err;
    /* Who comes first looks, and builds; the others go on with the state before, however long it
     * takes. */
    if (due(live) && pthread_mutex_trylock(&live->look) == 0) {
        if (due(live)) /* nobody did it just now */
            refresh(live);
        (void)pthread_mutex_unlock(&live->look);
    }
    *out = jy_snapshot_get(live->slot);
    return JY_OK;
}

void jy_live_put(struct jy_snapshot *snapshot)
{
    jy_snapshot_unref(snapshot);
}

struct jy_live_stats jy_live_stats(struct jy_live *live)
{
    (void)pthread_mutex_lock(&live->lock);
    struct jy_live_stats stats = live->stats;
    (void)pthread_mutex_unlock(&live->lock);
    return stats;
}
