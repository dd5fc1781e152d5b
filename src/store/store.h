/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The registry file: opening, closing, versions. SQL lives in this folder only.
 *
 * One connection per struct jy_store, used by one thread at a time. Exactly one JY_STORE_WRITE
 * store may be open on a file in the whole service; readers are as many as threads (limits.md).
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "src/base/error.h"
#include "src/domain/entities.h"

struct jy_store;

/** What happens to a light or camera. */
enum jy_event_kind { JY_EVENT_INSTALLED, JY_EVENT_CHANGED, JY_EVENT_REPLACED, JY_EVENT_REMOVED };
/** "installed", "changed", "replaced", "removed"; and back (false: no such code). */
const char *jy_event_kind_text(enum jy_event_kind kind);
bool jy_event_kind_parse(const char *text, enum jy_event_kind *out);

enum jy_store_mode { JY_STORE_READ, JY_STORE_WRITE };

/** Call once before any other store function and before threads start. */
JY_MUST_CHECK enum jy_code jy_store_global_init(struct jy_error *err);

/**
 * Creates a new registry at @p path (JY_ECONFLICT when something is there), runs all migrations and
 * stores the city profile @p profile_json. On failure nothing is left behind.
 */
JY_MUST_CHECK enum jy_code jy_store_create(const char *path, const char *profile_json,
                                           struct jy_error *err);

/**
 * Opens an existing registry. Errors say what is wrong: not there, not a registry, newer than this
 * program, migration checksum differs, schema changed by another hand. WRITE runs pending
 * migrations.
 */
JY_MUST_CHECK enum jy_code jy_store_open(const char *path, enum jy_store_mode mode,
                                         struct jy_store **out, struct jy_error *err);
void jy_store_close(struct jy_store *store);

/** The profile text given at creation or by jy_store_profile_put(); the caller's (free()). */
JY_MUST_CHECK enum jy_code jy_store_profile(struct jy_store *store, char **out_json,
                                            struct jy_error *err);
JY_MUST_CHECK enum jy_code jy_store_profile_put(struct jy_store *store, const char *profile_json,
                                                struct jy_error *err);

/** A number that grows with every committed change of @p layer's rows: for snapshots and ETags. */
JY_MUST_CHECK enum jy_code jy_store_version(struct jy_store *store, enum jy_layer layer,
                                            int64_t *out, struct jy_error *err);

/** A reader sees one state from begin to end, whatever is committed meanwhile. */
JY_MUST_CHECK enum jy_code jy_store_read_begin(struct jy_store *store, struct jy_error *err);
void jy_store_read_end(struct jy_store *store);

/** Ends with JY_ELIMIT any statement of this store that runs longer (0: no limit). */
void jy_store_set_deadline(struct jy_store *store, double seconds);
