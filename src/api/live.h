/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What is being served, kept up with the registry. Any thread.
 *
 * The map (tiles, pictures) follows every change of a light at once: a request that comes after a
 * write was acknowledged sees it. All else (the snapshot: rows, network, gaps) is made anew by a
 * thread of its own and swapped when it is ready.
 */
#pragma once
#include "src/snapshot/map_state.h"
#include "src/snapshot/snapshot.h"

struct jy_live;

struct jy_live_stats {
    int64_t version;
    uint64_t builds;
    double build_s; /**< of the last snapshot */
    uint64_t follows;
    double follow_s; /**< of the last time that lights were followed */
    size_t edits;    /**< lights that differ from the scene */
    uint64_t scene_files, scene_file_failures;
};

/**
 * Opens read connections of its own (loading may take longer than a request's deadline). With a
 * scene file beside the registry the map is there at once and the snapshot some time later; without
 * one the call builds the first snapshot.
 *
 * @param keep_s  the scene is kept in a file when building a snapshot takes this long; negative: no
 *                file is read or written
 * @param wait_s  answers wait for what a write changes in a snapshot if making the last one took no
 *                longer; else they are of the state before until the next one is ready
 */
JY_MUST_CHECK enum jy_code jy_live_open(const char *path, double keep_s, double wait_s,
                                        struct jy_live **out, struct jy_error *err);
/** NULL is allowed. */
void jy_live_close(struct jy_live *live);

/**
 * The snapshot. After a change a new one is waited for when it is made in wait_s or less; else the
 * one before is served until then. JY_EBUSY: there is none yet, shortly after the start. Requests
 * of residents do not count: they are read from the store, so that one does not cost a new
 * snapshot.
 */
JY_MUST_CHECK enum jy_code jy_live_get(struct jy_live *live, struct jy_snapshot **out,
                                       struct jy_error *err);
/** NULL is allowed. */
void jy_live_put(struct jy_snapshot *snapshot);

/** The map, with every light as it is now; @p derived: also roads and gaps, waited for as above.
 * jy_map_unref() ends it. Cost: a load and a count, when nothing has changed. */
struct jy_map *jy_live_map(struct jy_live *live, bool derived);

/** A number that changes whenever jy_live_map() may; 0: something is about to be looked at. Cost:
 * two loads. */
uint64_t jy_live_generation(struct jy_live *live);

/** The same without any waiting: NULL when there is something to wait for. */
struct jy_map *jy_live_map_now(struct jy_live *live, bool derived);

struct jy_live_stats jy_live_stats(struct jy_live *live);
