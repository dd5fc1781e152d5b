/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * How far a registry has come, and which lights have changed since: for those who keep a copy of
 * it in memory or beside it in a file.
 */
#pragma once
#include "src/base/hash.h"
#include "src/store/read.h"

/** A state of the registry. Rows, events and sources are only ever added, with growing ids. */
struct jy_marks {
    int64_t lights;                        /**< version of the streetlights */
    int64_t others;                        /**< versions of all other layers but requests, summed */
    int64_t light_id, event_id, source_id; /**< the last of each */
    struct jy_date day;                    /**< what ends on a day is gone on the next */
    uint64_t profile;                      /**< hash of the city profile */
};

/** The marks of the state that @p store reads: inside jy_store_read_begin() that of its rows. */
JY_MUST_CHECK enum jy_code jy_store_marks(struct jy_store *store, struct jy_marks *out,
                                          struct jy_error *err);
/** Hash of the sources up to @p source_id: file, content and moment of every import. Two registries
 * that have come apart have different ones. */
JY_MUST_CHECK enum jy_code jy_store_identity(struct jy_store *store, int64_t source_id,
                                             char out[JY_SHA256_TEXT_SIZE], struct jy_error *err);
/** The same but for lights: may those of a copy made at @p then be brought up to @p now? (In one
 * registry; else its identity tells.) */
bool jy_marks_differ_in_lights_only(const struct jy_marks *then, const struct jy_marks *now);
bool jy_marks_same(const struct jy_marks *a, const struct jy_marks *b);

/** @p light is NULL when the light is not there any more. */
typedef enum jy_code (*jy_light_change_fn)(int64_t id, const struct jy_light *light, void *ctx,
                                           struct jy_error *err);
/**
 * Calls @p fn for each light added or changed since @p then, ascending by id, as it is now. With
 * more than @p limit of them none is told and *out_all is false.
 */
JY_MUST_CHECK enum jy_code jy_store_light_changes(struct jy_store *store,
                                                  const struct jy_marks *then, size_t limit,
                                                  jy_light_change_fn fn, void *ctx, bool *out_all,
                                                  struct jy_error *err);

/**
 * A word that changes with every commit of any process, to be compared with what it was: it lies in
 * the memory that SQLite shares between connections, so looking costs a load. NULL when there is no
 * such memory. Lives as long as @p store, which must have read something; any thread may look.
 * Source: https://www.sqlite.org/walformat.html#the_wal_index_header (checksum, offset 40).
 */
const volatile uint64_t *jy_store_commit_word(struct jy_store *store);
