/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * One connection: settings, statements, transactions. Inside src/store only.
 */
#pragma once
#include <sqlite3.h>

#include "src/store/store.h"

#define JY_STORE_APPLICATION_ID 0x4A594F54 /* "JYOT" */
#define JY_STATEMENTS_MAX       64

struct jy_store {
    sqlite3 *db;
    void *spatialite; /* its cache; NULL: this connection only reads and does without */
    enum jy_store_mode mode;
    char *path;
    int lock_fd; /* of the writers' lock file; -1 for readers */
    int lock_depth;
    double limit_s;     /* longest statement; 0 none */
    double deadline_s;  /* monotonic */
    double lock_wait_s; /* how long a transaction waits for another process's */
    size_t n_idle;
    sqlite3_stmt *idle[JY_STATEMENTS_MAX]; /* prepared, reset, ready to be taken */
};

/** Opens without verifying or migrating; @p flags are sqlite3_open_v2's. */
JY_MUST_CHECK enum jy_code jy_db_open(const char *path, enum jy_store_mode mode, int flags,
                                      struct jy_store **out, struct jy_error *err);
/** Loads SpatiaLite into a connection whose schema has been verified, and trusts it from there. */
JY_MUST_CHECK enum jy_code jy_db_load_spatialite(struct jy_store *store, struct jy_error *err);

/** Puts the connection's last error in @p err: "path: doing: reason". */
enum jy_code jy_db_fail(struct jy_store *store, const char *doing, struct jy_error *err);

/** A statement out of the cache (prepared when there is none); give it back with jy_db_give(). */
JY_MUST_CHECK enum jy_code jy_db_take(struct jy_store *store, const char *sql, sqlite3_stmt **out,
                                      struct jy_error *err);
/** NULL is allowed. */
void jy_db_give(struct jy_store *store, sqlite3_stmt *stmt);
/** For __attribute__((cleanup)). */
struct jy_taken {
    struct jy_store *store;
    sqlite3_stmt *stmt;
};
void jy_db_give_at(struct jy_taken *taken);
#define JY_AUTOGIVE __attribute__((cleanup(jy_db_give_at)))

/** One step; *out_row says whether there is a row. */
JY_MUST_CHECK enum jy_code jy_db_step(struct jy_store *store, sqlite3_stmt *stmt, bool *out_row,
                                      struct jy_error *err);
/** Steps to the end, for statements without rows, and resets. */
JY_MUST_CHECK enum jy_code jy_db_run(struct jy_store *store, sqlite3_stmt *stmt,
                                     struct jy_error *err);
/** Runs statements of ours (no values in them). */
JY_MUST_CHECK enum jy_code jy_db_exec(struct jy_store *store, const char *sql,
                                      struct jy_error *err);
/** The number in the first column of the first row; @p fallback without a row. */
JY_MUST_CHECK enum jy_code jy_db_int(struct jy_store *store, const char *sql, int64_t fallback,
                                     int64_t *out, struct jy_error *err);

/**
 * A write transaction, alone among all processes on this file. Inside one, begin and commit nest as
 * a savepoint.
 */
JY_MUST_CHECK enum jy_code jy_db_begin(struct jy_store *store, struct jy_error *err);
/** On failure the transaction has been rolled back. */
JY_MUST_CHECK enum jy_code jy_db_commit(struct jy_store *store, struct jy_error *err);
void jy_db_rollback(struct jy_store *store);
/** Commits when @p code is JY_OK, else rolls back; returns what is wrong, if anything. */
JY_MUST_CHECK enum jy_code jy_db_end(struct jy_store *store, enum jy_code code,
                                     struct jy_error *err);

/** Raises the version of @p layer; inside a transaction. */
JY_MUST_CHECK enum jy_code jy_db_bump(struct jy_store *store, enum jy_layer layer,
                                      struct jy_error *err);

int jy_db_bind_text(sqlite3_stmt *stmt, int i, const char *text);
/** Text of a column of the row, until the next step; NULL when it holds none. */
static inline const char *jy_db_text(sqlite3_stmt *stmt, int column)
{
    return (const char *)sqlite3_column_text(stmt, column);
}
