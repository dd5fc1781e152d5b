/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/api/live.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "src/base/clock.h"
#include "src/base/log.h"
#include "src/base/mem.h"

#define LOOK_EVERY_S  0.05 /* where SQLite gives no word to look at */
#define DAY_EVERY_S   30.0
#define RETRY_AFTER_S 5.0
#define WAIT_TIMES    4.0   /* as long as this many times the longest making that is waited for */
#define FIRST_WAIT_S  2.0   /* for the first reading after a start from the file */
#define REST_TIMES    4.0   /* a long build is followed by a rest of this many times its length */
#define KEEP_EVERY_S  600.0 /* a file some changes behind serves as well */

/*
 * Locks, in the order in which they may be taken:
 *   look   following: the connection `store`, and who sets `map`
 *   lock   the fields below it; held for a few instructions
 */
struct jy_live {
    char *path;
    double keep_s, wait_s;
    struct jy_store *store; /* under `look` */
    const volatile uint64_t *word;
    pthread_mutex_t look;
    struct jy_marks seen; /* under `look`: of the last look */

    atomic_uint_fast64_t seen_word; /* what the word was before the last look */
    atomic_bool retries;            /* the last look failed: the next at next_look_s */
    _Atomic double next_look_s;
    atomic_uint_fast64_t generation; /* of the map, and of what is waited for */

    pthread_mutex_t lock;
    pthread_cond_t built;  /* a snapshot has been swapped in, or failed */
    pthread_cond_t wanted; /* of the builder */
    struct jy_map *map;
    struct jy_snapshot *snapshot; /* NULL: the first is being made */
    int64_t want_version;         /* lights and all else of the newest state seen */
    bool want, failing, ending;
    double not_before_s;
    struct jy_live_stats stats;

    struct jy_store *builder_store; /* the builder's */
    bool has_builder;
    pthread_t builder;
    struct jy_marks kept; /* of the scene in the file */
    double kept_s;        /* when it was written */
};

static int64_t version_of(const struct jy_marks *m)
{
    return m->lights + m->others;
}

/* --- Building ------------------------------------------------------------------------------ */

static enum jy_code build(struct jy_live *live, struct jy_snapshot **out, struct jy_error *err)
{
    enum jy_code code = jy_snapshot_new(live->builder_store, JY_NOW, out, err);
    if (code != JY_OK)
        return code;
    const struct jy_snapshot *s = *out;
    double build_s = s->load_s + s->light_s + s->scene_s;
    (void)pthread_mutex_lock(&live->lock);
    live->stats.builds++;
    live->stats.build_s = build_s;
    (void)pthread_mutex_unlock(&live->lock);
    jy_log(JY_LOG_INFO, "snapshot", "version=%lld lights=%zu roads=%zu gaps=%zu seconds=%.2f",
           (long long)s->version, s->data->n_lights, s->data->n_roads, s->lighting->n_gaps,
           build_s);
    return JY_OK;
}

/* Into the file, when it is worth it and not just written. Failing (a full disk) costs nothing but
 * the next start's time. */
static void keep_scene(struct jy_live *live, const struct jy_snapshot *s)
{
    struct jy_error err;
    struct jy_scene_origin origin;
    const struct jy_marks *marks = &s->data->marks;
    double now_s = jy_clock_monotonic_s();
    if (live->keep_s < 0 || s->load_s + s->light_s + s->scene_s < live->keep_s ||
        jy_marks_same(&live->kept, marks) ||
        (live->kept_s > 0 && now_s - live->kept_s < KEEP_EVERY_S))
        return;
    enum jy_code code =
        jy_scene_origin_of(live->builder_store, marks, s->data->city->code, &origin, &err);
    if (code == JY_OK)
        code = jy_scene_cache_write(live->path, s->scene, &origin, &err);
    live->kept_s = now_s;
    if (code == JY_OK) {
        live->kept = *marks;
    } else {
        jy_log(JY_LOG_WARN, "the scene file could not be written", "error=\"%s\"", err.text);
    }
    (void)pthread_mutex_lock(&live->lock);
    live->stats.scene_files += code == JY_OK;
    live->stats.scene_file_failures += code != JY_OK;
    (void)pthread_mutex_unlock(&live->lock);
}

/* --- Following ----------------------------------------------------------------------------- */

static void ask_for_build(struct jy_live *live, int64_t version)
{
    (void)pthread_mutex_lock(&live->lock);
    live->want = true;
    live->want_version = version;
    atomic_fetch_add(&live->generation, 1);
    (void)pthread_cond_signal(&live->wanted);
    (void)pthread_mutex_unlock(&live->lock);
}

/* `look` is held. */
static void set_map(struct jy_live *live, struct jy_map *next)
{
    (void)pthread_mutex_lock(&live->lock);
    struct jy_map *old = live->map;
    if (next != old)
        atomic_fetch_add(&live->generation, 1);
    live->map = next;
    live->stats.version = next->version;
    live->stats.edits = jy_map_edits(next);
    (void)pthread_mutex_unlock(&live->lock);
    jy_map_unref(old);
}

static bool same_day(const struct jy_marks *a, const struct jy_marks *b)
{
    return memcmp(&a->day, &b->day, sizeof a->day) == 0;
}

/* Brings the map up to the registry; `look` is held. */
static enum jy_code follow(struct jy_live *live, bool *out_all, struct jy_error *err)
{
    double start_s = jy_clock_monotonic_s();
    uint64_t word = live->word != NULL ? *live->word : 0;
    struct jy_map *next = NULL;
    struct jy_marks now;
    bool first = version_of(&live->seen) < 0;
    enum jy_code code = jy_map_follow(live->map, live->store, &next, out_all, &now, err);
    if (code != JY_OK)
        return code;
    set_map(live, next);
    atomic_store(&live->seen_word, word);
    bool changed = first || !jy_marks_same(&live->seen, &now) || !same_day(&live->seen, &now);
    live->seen = now;
    if (changed && (version_of(jy_map_base_marks(next)) != version_of(&now) ||
                    !same_day(jy_map_base_marks(next), &now)))
        ask_for_build(live, version_of(&now));
    (void)pthread_mutex_lock(&live->lock);
    live->stats.follows++;
    live->stats.follow_s = jy_clock_monotonic_s() - start_s;
    (void)pthread_mutex_unlock(&live->lock);
    return JY_OK;
}

static bool due(struct jy_live *live)
{
    if (live->word != NULL && !atomic_load(&live->retries))
        return *live->word != atomic_load(&live->seen_word);
    return jy_clock_monotonic_s() >= atomic_load(&live->next_look_s);
}

/* Whoever comes waits for the one who looks: some reads for each changed light. */
static void look(struct jy_live *live)
{
    if (!due(live))
        return;
    (void)pthread_mutex_lock(&live->look);
    if (due(live)) { /* nobody did it just now */
        struct jy_error err;
        bool all;
        enum jy_code code = follow(live, &all, &err);
        if (code != JY_OK)
            jy_log(JY_LOG_ERROR, "the registry could not be read anew", "error=\"%s\"", err.text);
        atomic_store(&live->retries, code != JY_OK);
        atomic_store(&live->next_look_s,
                     jy_clock_monotonic_s() + (code != JY_OK ? RETRY_AFTER_S : LOOK_EVERY_S));
    }
    (void)pthread_mutex_unlock(&live->look);
}

/* --- The builder's thread ------------------------------------------------------------------ */

/* The new snapshot takes the place of the scene below the map. */
static void swap_in(struct jy_live *live, struct jy_snapshot *next)
{
    struct jy_error err;
    bool all = false;
    (void)pthread_mutex_lock(&live->look);
    enum jy_code code = follow(live, &all, &err); /* at least as far as the snapshot */
    if (code == JY_OK && all) {
        set_map(live, jy_map_rebase(live->map, next));
    } else {
        set_map(live, jy_map_of_snapshot(next, live->map->identity));
    }
    if (code == JY_OK && !all) /* what came after the snapshot */
        (void)follow(live, &all, &err);
    (void)pthread_mutex_lock(&live->lock);
    struct jy_snapshot *old = live->snapshot;
    live->snapshot = next;
    (void)pthread_mutex_unlock(&live->lock);
    (void)pthread_mutex_unlock(&live->look);
    jy_snapshot_unref(old);
}

static void wait_until(struct jy_live *live, double at_s)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    double in_s = at_s - jy_clock_monotonic_s();
    double ns = (double)t.tv_nsec + fmax(in_s, 0) * 1e9;
    t.tv_sec += (time_t)(ns / 1e9);
    t.tv_nsec = (long)fmod(ns, 1e9);
    (void)pthread_cond_timedwait(&live->wanted, &live->lock, &t);
}

/* At midnight what ends on a day goes, without any write. `lock` is held, and not meanwhile. */
static void look_for_a_new_day(struct jy_live *live)
{
    struct jy_error err;
    bool all;
    (void)pthread_mutex_unlock(&live->lock);
    (void)pthread_mutex_lock(&live->look);
    (void)!follow(live, &all, &err); /* a failure will show to the next request */
    (void)pthread_mutex_unlock(&live->look);
    (void)pthread_mutex_lock(&live->lock);
}

/* Waits for something to do; false at the end. */
static bool next_task(struct jy_live *live)
{
    (void)pthread_mutex_lock(&live->lock);
    while (!live->ending && (!live->want || jy_clock_monotonic_s() < live->not_before_s)) {
        if (live->want) {
            wait_until(live, live->not_before_s);
            continue;
        }
        double until_s = jy_clock_monotonic_s() + DAY_EVERY_S;
        wait_until(live, until_s);
        if (!live->want && !live->ending && jy_clock_monotonic_s() >= until_s)
            look_for_a_new_day(live);
    }
    live->want = false;
    bool goes_on = !live->ending;
    (void)pthread_mutex_unlock(&live->lock);
    return goes_on;
}

static void build_and_swap(struct jy_live *live)
{
    struct jy_error err;
    struct jy_snapshot *next = NULL;
    double start_s = jy_clock_monotonic_s();
    enum jy_code code = build(live, &next, &err);
    if (code == JY_OK) {
        jy_snapshot_ref(next);
        swap_in(live, next);
    } else {
        jy_log(JY_LOG_ERROR, "the registry could not be read anew", "error=\"%s\"", err.text);
    }
    double end_s = jy_clock_monotonic_s(), took_s = end_s - start_s;
    (void)pthread_mutex_lock(&live->lock);
    if (next != NULL && version_of(&next->data->marks) >= live->want_version)
        live->want = false; /* it was asked for while it was read */
    live->want = live->want || code != JY_OK;
    live->failing = code != JY_OK;
    live->not_before_s = code != JY_OK            ? end_s + RETRY_AFTER_S
                         : took_s <= live->wait_s ? end_s
                                                  : end_s + REST_TIMES * took_s;
    (void)pthread_cond_broadcast(&live->built);
    (void)pthread_mutex_unlock(&live->lock);
    if (next != NULL)
        keep_scene(live, next);
    jy_snapshot_unref(next);
}

static void *builder_main(void *arg)
{
    struct jy_live *live = arg;
    bool nice = false;
    if (live->snapshot != NULL)
        keep_scene(live, live->snapshot); /* nobody swaps but this thread */
    while (next_task(live)) {
        /* Long builds leave the cores to those who answer (on Linux a thread has its own). */
        if (!nice && jy_live_stats(live).build_s > live->wait_s)
            nice = setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), 10) == 0;
        build_and_swap(live);
    }
    return NULL;
}

/* --- Opening ------------------------------------------------------------------------------- */

/* The map out of the file; false when there is none that fits. */
static bool open_file(struct jy_live *live)
{
    struct jy_error err;
    struct jy_mapped_scene *mapped = NULL;
    double start_s = jy_clock_monotonic_s();
    enum jy_code code = jy_scene_cache_open(live->path, &mapped, &err);
    if (code == JY_OK)
        code = jy_scene_cache_fits(mapped, live->store, &err);
    if (code != JY_OK) {
        if (code != JY_ENOTFOUND)
            jy_log(JY_LOG_INFO, "the scene file is not used", "reason=\"%s\"", err.text);
        jy_scene_cache_close(mapped);
        return false;
    }
    live->kept = mapped->origin.marks;
    jy_log(JY_LOG_INFO, "scene file", "lights=%zu bytes=%zu seconds=%.2f",
           mapped->scene->points[JY_POINTS_LIGHTS].n, mapped->n_bytes,
           jy_clock_monotonic_s() - start_s);
    live->map = jy_map_of_file(mapped);
    return true;
}

static enum jy_code open_first(struct jy_live *live, struct jy_error *err)
{
    char identity[JY_SHA256_TEXT_SIZE];
    if (live->keep_s >= 0 && open_file(live)) {
        bool all = false;
        enum jy_code code = follow(live, &all, err);
        if (code != JY_OK || all)
            return code;
        jy_map_unref(live->map); /* too far behind to be of use */
        live->map = NULL;
    }
    enum jy_code code = build(live, &live->snapshot, err);
    if (code == JY_OK) {
        code = jy_store_identity(live->builder_store, live->snapshot->data->marks.source_id,
                                 identity, err);
    }
    if (code == JY_OK)
        live->map = jy_map_of_snapshot(live->snapshot, identity);
    return code;
}

static enum jy_code start_builder(struct jy_live *live, struct jy_error *err)
{
    sigset_t all, old; /* signals are the main thread's affair */
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &old);
    live->has_builder = pthread_create(&live->builder, NULL, builder_main, live) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    return live->has_builder ? JY_OK : jy_fail(err, JY_EINTERNAL, "cannot start a thread");
}

static void init_locks(struct jy_live *live)
{
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&live->look, NULL);
    (void)pthread_mutex_init(&live->lock, NULL);
    (void)pthread_cond_init(&live->built, &monotonic);
    (void)pthread_cond_init(&live->wanted, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
}

enum jy_code jy_live_open(const char *path, double keep_s, double wait_s, struct jy_live **out,
                          struct jy_error *err)
{
    struct jy_live *live = jy_calloc(1, sizeof *live);
    init_locks(live);
    live->path = jy_strdup(path);
    live->keep_s = keep_s;
    live->wait_s = wait_s;
    live->seen.lights = live->seen.others = -1;
    enum jy_code code = jy_store_open(path, JY_STORE_READ, &live->store, err);
    if (code == JY_OK)
        code = jy_store_open(path, JY_STORE_READ, &live->builder_store, err);
    if (code == JY_OK)
        code = open_first(live, err);
    if (code == JY_OK) {
        bool all;
        live->word = jy_store_commit_word(live->store);
        code = follow(live, &all, err);
    }
    if (code == JY_OK && live->snapshot == NULL)
        ask_for_build(live, live->map->version);
    if (code == JY_OK)
        code = start_builder(live, err);
    if (code != JY_OK) {
        jy_live_close(live);
        return code;
    }
    *out = live;
    return JY_OK;
}

void jy_live_close(struct jy_live *live)
{
    if (live == NULL)
        return;
    if (live->has_builder) {
        (void)pthread_mutex_lock(&live->lock);
        live->ending = true;
        (void)pthread_cond_broadcast(&live->wanted);
        (void)pthread_mutex_unlock(&live->lock);
        (void)pthread_join(live->builder, NULL);
    }
    jy_map_unref(live->map);
    jy_snapshot_unref(live->snapshot);
    jy_store_close(live->store);
    jy_store_close(live->builder_store);
    (void)pthread_mutex_destroy(&live->look);
    (void)pthread_mutex_destroy(&live->lock);
    (void)pthread_cond_destroy(&live->built);
    (void)pthread_cond_destroy(&live->wanted);
    free(live->path);
    free(live);
}

/* --- Getting ------------------------------------------------------------------------------- */

/* Does the snapshot lack something that is about to be there? `lock` is held. */
static bool worth_waiting(const struct jy_live *live)
{
    return live->snapshot != NULL && !live->ending && !live->failing &&
           live->stats.build_s <= live->wait_s &&
           version_of(&live->snapshot->data->marks) < live->want_version;
}

/* Is the registry being read for the first time, after a start from the file? `lock` is held. */
static bool is_starting(const struct jy_live *live)
{
    return live->snapshot == NULL && !live->ending && !live->failing;
}

/* While @p worth says so, but not for ever. `lock` is held. */
static void wait_while(struct jy_live *live, bool (*worth)(const struct jy_live *), double most_s)
{
    struct timespec t;
    if (!worth(live))
        return;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += (time_t)ceil(most_s);
    while (worth(live)) {
        if (pthread_cond_timedwait(&live->built, &live->lock, &t) != 0)
            break;
    }
}

/* `lock` is held. */
static void wait_for_snapshot(struct jy_live *live)
{
    wait_while(live, worth_waiting, WAIT_TIMES * live->wait_s);
}

enum jy_code jy_live_get(struct jy_live *live, struct jy_snapshot **out, struct jy_error *err)
{
    look(live);
    (void)pthread_mutex_lock(&live->lock);
    wait_while(live, is_starting, fmax(FIRST_WAIT_S, live->wait_s));
    wait_for_snapshot(live);
    struct jy_snapshot *s = live->snapshot != NULL ? jy_snapshot_ref(live->snapshot) : NULL;
    (void)pthread_mutex_unlock(&live->lock);
    if (s == NULL) {
        return jy_fail(err, JY_EBUSY,
                       "the registry is being read after the start; maps are there already");
    }
    *out = s;
    return JY_OK;
}

void jy_live_put(struct jy_snapshot *snapshot)
{
    jy_snapshot_unref(snapshot);
}

struct jy_map *jy_live_map(struct jy_live *live, bool derived)
{
    look(live);
    (void)pthread_mutex_lock(&live->lock);
    if (derived)
        wait_for_snapshot(live);
    struct jy_map *map = jy_map_ref(live->map);
    (void)pthread_mutex_unlock(&live->lock);
    return map;
}

uint64_t jy_live_generation(struct jy_live *live)
{
    return due(live) ? 0 : atomic_load(&live->generation) + 1;
}

struct jy_map *jy_live_map_now(struct jy_live *live, bool derived)
{
    if (due(live))
        return NULL;
    (void)pthread_mutex_lock(&live->lock);
    struct jy_map *map = derived && worth_waiting(live) ? NULL : jy_map_ref(live->map);
    (void)pthread_mutex_unlock(&live->lock);
    return map;
}

struct jy_live_stats jy_live_stats(struct jy_live *live)
{
    (void)pthread_mutex_lock(&live->lock);
    struct jy_live_stats stats = live->stats;
    (void)pthread_mutex_unlock(&live->lock);
    return stats;
}
