/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The spatial indexes (R*Tree) of SpatiaLite, kept by its triggers for single writes. A bulk load
 * puts the triggers of its table aside, fills the index in one pass and puts them back, all in the
 * same transaction (docs/adr). Inside src/store only.
 */
#pragma once
#include "src/store/table.h"

struct jy_spatial_load {
    const struct jy_table *table;
    int64_t last_id; /* rows above it are indexed at the end */
    size_t n_triggers;
    char **triggers; /* their CREATE statements */
};

/** Does nothing for a table without geometry. Inside a transaction. */
JY_MUST_CHECK enum jy_code jy_spatial_load_begin(struct jy_store *store, const struct jy_table *t,
                                                 struct jy_spatial_load *out, struct jy_error *err);
/** The geometry of a row became @p blob (empty: none). */
JY_MUST_CHECK enum jy_code jy_spatial_load_moved(struct jy_store *store,
                                                 const struct jy_spatial_load *load, int64_t id,
                                                 const struct jy_buf *blob, struct jy_error *err);
/** Indexes the new rows and puts the triggers back. */
JY_MUST_CHECK enum jy_code jy_spatial_load_end(struct jy_store *store, struct jy_spatial_load *load,
                                               struct jy_error *err);
void jy_spatial_load_done(struct jy_spatial_load *load);

/** Compares each row's box with its index entry; the first difference in @p err. */
JY_MUST_CHECK enum jy_code jy_spatial_check(struct jy_store *store, const struct jy_table *t,
                                            struct jy_error *err);
