/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The snapshot being served: replaced as a whole when the registry has changed, freed when the last
 * request that holds it ends. Any thread.
 */
#pragma once
#include "src/snapshot/snapshot.h"

struct jy_live;

struct jy_live_stats {
    int64_t version;
    uint64_t builds;
    double build_s; /**< of the last one */
};

/** Opens a read connection of its own (loading may take longer than a request's deadline) and
 * builds the first snapshot. */
JY_MUST_CHECK enum jy_code jy_live_open(const char *path, struct jy_live **out,
                                        struct jy_error *err);
/** NULL is allowed. */
void jy_live_close(struct jy_live *live);

/**
 * The snapshot of the registry as it is; looks for changes at most every 200 ms. When there is one,
 * the call builds the new snapshot; calls meanwhile get the one before at once. A build that fails
 * leaves the old one in place for some seconds. Requests of residents do not count: they are read
 * from the store, so that one does not cost a new snapshot.
 */
JY_MUST_CHECK enum jy_code jy_live_get(struct jy_live *live, struct jy_snapshot **out,
                                       struct jy_error *err);
/** NULL is allowed. */
void jy_live_put(struct jy_snapshot *snapshot);
struct jy_live_stats jy_live_stats(struct jy_live *live);
