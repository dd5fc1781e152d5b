/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Numbered steps of the schema, embedded from sql/NNNN_name.sql. Steps run forward only, each in
 * one transaction, and leave their number and checksum in the registry.
 */
#pragma once
#include <stdbool.h>

#include "src/store/store.h"

struct jy_migration {
    int number; /**< 1, 2, 3…; 0 ends the table */
    const char *name;
    const char *const *lines; /**< SQL, ends with NULL */
};
extern const struct jy_migration jy_migrations[];

/** Number of the newest step this program knows. */
int jy_migrate_newest(void);

/** Does the registry lack steps that this program knows? */
JY_MUST_CHECK enum jy_code jy_migrate_behind(struct jy_store *store, bool *out,
                                             struct jy_error *err);
/** Runs what is missing. The store is open for writing and SpatiaLite is loaded. */
JY_MUST_CHECK enum jy_code jy_migrate_run(struct jy_store *store, struct jy_error *err);

/**
 * Refuses a registry that is newer than the program, whose steps have another checksum, or whose
 * schema another program changed since the last step. Reads only; needs no SpatiaLite.
 */
JY_MUST_CHECK enum jy_code jy_migrate_verify(struct jy_store *store, struct jy_error *err);
