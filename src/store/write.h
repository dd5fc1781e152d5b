/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Writing. An import is one transaction: commit makes all of it true at once, anything else (abort,
 * kill, power loss) none of it. Single writes carry an idempotency key.
 */
#pragma once
#include "src/store/store.h"

enum jy_put_result { JY_PUT_INSERTED, JY_PUT_UPDATED, JY_PUT_UNCHANGED };

struct jy_import;

/**
 * Begins an import into @p store (opened for writing) and records its source. Memory does not grow
 * with the rows put (bounded statement cache and page cache).
 */
JY_MUST_CHECK enum jy_code jy_import_begin(struct jy_store *store, const struct jy_source *source,
                                           struct jy_import **out, struct jy_error *err);

/*
 * Each upserts one row by (layer, key); id and source_id of the row given are ignored. A row equal
 * in every field is UNCHANGED and keeps its source. Lights and cameras: a change writes a dated
 * event (history). Geometry is checked (finite, in range, vertex count, closed rings): JY_EINVALID
 * says why and leaves the import usable.
 */
#define JY_IMPORT_PUT(name, type)                                                                 \
    JY_MUST_CHECK enum jy_code jy_import_##name(struct jy_import *import, const struct type *row, \
                                                enum jy_put_result *out, struct jy_error *err);
JY_IMPORT_PUT(light, jy_light)
JY_IMPORT_PUT(camera, jy_camera)
JY_IMPORT_PUT(pole, jy_pole)
JY_IMPORT_PUT(road, jy_road)
JY_IMPORT_PUT(area, jy_area)
JY_IMPORT_PUT(crime_count, jy_crime_count)
JY_IMPORT_PUT(crime_incident, jy_crime_incident)
JY_IMPORT_PUT(population, jy_population)
JY_IMPORT_PUT(place, jy_place)
#undef JY_IMPORT_PUT

/** Ends the import; @p import is gone afterwards whatever is returned. */
JY_MUST_CHECK enum jy_code jy_import_commit(struct jy_import *import, struct jy_error *err);
/** Ends it with nothing changed; NULL is allowed. */
void jy_import_abort(struct jy_import *import);

/**
 * Stores a request once: the same @p idempotency_key with the same content gives the first one's
 * receipt again (*out_new false), with other content JY_ECONFLICT. receipt, token, status and times
 * are made here. out_receipt has 32 bytes, out_token 40.
 */
JY_MUST_CHECK enum jy_code jy_store_request_add(struct jy_store *store, const char *idempotency_key,
                                                const struct jy_request *request,
                                                char out_receipt[32], char out_token[40],
                                                bool *out_new, struct jy_error *err);

/** Moves a request to another status and notes the time. */
JY_MUST_CHECK enum jy_code jy_store_request_set_status(struct jy_store *store, int64_t id,
                                                       enum jy_request_status status,
                                                       struct jy_error *err);

/** Online copy of the whole registry to a new file (VACUUM INTO), and its verification. */
JY_MUST_CHECK enum jy_code jy_store_backup(struct jy_store *store, const char *path,
                                           struct jy_error *err);
/** Integrity, foreign keys, spatial indexes, checksums; the first problem in @p err. */
JY_MUST_CHECK enum jy_code jy_store_check(struct jy_store *store, struct jy_error *err);
