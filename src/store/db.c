/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/store/db.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <spatialite.h>

#include "src/base/buf.h"
#include "src/base/clock.h"
#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/store/migrate.h"

#define BUSY_MS          5000
#define PROGRESS_STEPS   1000
#define MAX_VALUE_BYTES  (64 << 20) /* one row, one geometry */
#define MAX_SQL_BYTES    200000
#define MAX_EXPR_DEPTH   200
#define MAX_COLUMNS      200
#define MAX_VARIABLES    100
#define MAX_ATTACHED     1 /* VACUUM INTO */
#define MAX_LIKE_PATTERN 1000

/* SpatiaLite and its libraries are opened and closed one at a time (limits.md: a double free when
 * connections are cleaned up concurrently). */
static pthread_mutex_t open_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t init_once = PTHREAD_ONCE_INIT;
static int init_result;

static void init_libraries(void)
{
    /* Refused when something else of the process used SQLite before: then only slower. */
    (void)sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    init_result = sqlite3_initialize();
}

enum jy_code jy_store_global_init(struct jy_error *err)
{
    (void)pthread_once(&init_once, init_libraries);
    if (init_result != SQLITE_OK)
        return jy_fail(err, JY_EINTERNAL, "SQLite: %s", sqlite3_errstr(init_result));
    return JY_OK;
}

static enum jy_code code_of(int result)
{
    switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return JY_EBUSY;
    case SQLITE_CONSTRAINT:
        return JY_EINVALID;
    case SQLITE_INTERRUPT:
    case SQLITE_TOOBIG:
        return JY_ELIMIT;
    case SQLITE_NOTADB:
        return JY_EINVALID;
    case SQLITE_NOMEM:
    case SQLITE_INTERNAL:
    case SQLITE_MISUSE:
    case SQLITE_ERROR:
        return JY_EINTERNAL;
    default:
        return JY_EIO;
    }
}

enum jy_code jy_db_fail(struct jy_store *store, const char *doing, struct jy_error *err)
{
    int result = sqlite3_extended_errcode(store->db);
    enum jy_code code = code_of(result);
    if ((result & 0xff) == SQLITE_INTERRUPT) {
        return jy_fail(err, code, "%s: %s: took longer than %.3g s", store->path, doing,
                       store->limit_s);
    }
    if ((result & 0xff) == SQLITE_FULL)
        return jy_fail(err, code, "%s: %s: the disk is full", store->path, doing);
    return jy_fail(err, code, "%s: %s: %s", store->path, doing, sqlite3_errmsg(store->db));
}

static int past_deadline(void *ctx)
{
    const struct jy_store *store = ctx;
    return store->limit_s > 0 && jy_clock_monotonic_s() > store->deadline_s;
}

void jy_store_set_deadline(struct jy_store *store, double seconds)
{
    store->limit_s = seconds > 0 ? seconds : 0;
    store->deadline_s = jy_clock_monotonic_s() + store->limit_s;
    sqlite3_progress_handler(store->db, seconds > 0 ? PROGRESS_STEPS : 0,
                             seconds > 0 ? past_deadline : NULL, store);
}

enum jy_code jy_db_take(struct jy_store *store, const char *sql, sqlite3_stmt **out,
                        struct jy_error *err)
{
    if (store->limit_s > 0)
        store->deadline_s = jy_clock_monotonic_s() + store->limit_s;
    for (size_t i = store->n_idle; i-- > 0;) {
        if (strcmp(sqlite3_sql(store->idle[i]), sql) == 0) {
            *out = store->idle[i];
            memmove(&store->idle[i], &store->idle[i + 1],
                    (--store->n_idle - i) * sizeof(sqlite3_stmt *));
            return JY_OK;
        }
    }
    sqlite3_stmt *stmt;
    if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK)
        return jy_db_fail(store, "statement", err);
    *out = stmt;
    return JY_OK;
}

void jy_db_give(struct jy_store *store, sqlite3_stmt *stmt)
{
    if (stmt == NULL)
        return;
    (void)sqlite3_reset(stmt);
    (void)sqlite3_clear_bindings(stmt);
    if (store->n_idle == JY_STATEMENTS_MAX) {
        (void)sqlite3_finalize(store->idle[0]); /* the one longest unused */
        memmove(&store->idle[0], &store->idle[1], --store->n_idle * sizeof(sqlite3_stmt *));
    }
    store->idle[store->n_idle++] = stmt;
}

void jy_db_give_at(struct jy_taken *taken)
{
    jy_db_give(taken->store, taken->stmt);
}

enum jy_code jy_db_step(struct jy_store *store, sqlite3_stmt *stmt, bool *out_row,
                        struct jy_error *err)
{
    int result = sqlite3_step(stmt);
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        return jy_db_fail(store, "query", err);
    *out_row = result == SQLITE_ROW;
    return JY_OK;
}

enum jy_code jy_db_run(struct jy_store *store, sqlite3_stmt *stmt, struct jy_error *err)
{
    int result;
    do {
        result = sqlite3_step(stmt);
    } while (result == SQLITE_ROW);
    enum jy_code code = result == SQLITE_DONE ? JY_OK : jy_db_fail(store, "write", err);
    (void)sqlite3_reset(stmt);
    return code;
}

enum jy_code jy_db_exec(struct jy_store *store, const char *sql, struct jy_error *err)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return jy_db_fail(store, "statement", err);
    return JY_OK;
}

enum jy_code jy_db_int(struct jy_store *store, const char *sql, int64_t fallback, int64_t *out,
                       struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    bool row = false;
    enum jy_code code = jy_db_take(store, sql, &q.stmt, err);
    if (code == JY_OK)
        code = jy_db_step(store, q.stmt, &row, err);
    if (code == JY_OK)
        *out = row ? sqlite3_column_int64(q.stmt, 0) : fallback;
    return code;
}

int jy_db_bind_text(sqlite3_stmt *stmt, int i, const char *text)
{
    return text != NULL ? sqlite3_bind_text(stmt, i, text, -1, SQLITE_STATIC)
                        : sqlite3_bind_null(stmt, i);
}

/* ---- transactions ---- */

/* One process at a time writes or checkpoints (limits.md: the WAL-reset bug needs two), so a
 * command line import and a running service take turns on a lock file. */
static enum jy_code lock_file(struct jy_store *store, struct jy_error *err)
{
    if (store->lock_fd < 0)
        return jy_fail(err, JY_EINTERNAL, "%s: opened for reading only", store->path);
    const double end_s = jy_clock_monotonic_s() + store->lock_wait_s;
    while (flock(store->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return jy_fail(err, JY_EIO, "%s: cannot lock: %s", store->path, jy_errno_text(errno));
        if (jy_clock_monotonic_s() > end_s)
            return jy_fail(err, JY_EBUSY, "%s: another program is writing to it", store->path);
        (void)nanosleep(&(struct timespec){0, 5000000}, NULL);
    }
    return JY_OK;
}

enum jy_code jy_db_begin(struct jy_store *store, struct jy_error *err)
{
    char sql[40];
    if (store->lock_depth > 0) {
        (void)snprintf(sql, sizeof sql, "SAVEPOINT s%d", store->lock_depth);
        enum jy_code code = jy_db_exec(store, sql, err);
        if (code == JY_OK)
            store->lock_depth++;
        return code;
    }
    enum jy_code code = lock_file(store, err);
    if (code != JY_OK)
        return code;
    code = jy_db_exec(store, "BEGIN IMMEDIATE", err);
    if (code != JY_OK) {
        (void)flock(store->lock_fd, LOCK_UN);
        return code;
    }
    store->lock_depth = 1;
    return JY_OK;
}

enum jy_code jy_db_commit(struct jy_store *store, struct jy_error *err)
{
    char sql[40] = "COMMIT";
    if (store->lock_depth > 1)
        (void)snprintf(sql, sizeof sql, "RELEASE s%d", store->lock_depth - 1);
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        (void)jy_db_fail(store, "commit", err);
        enum jy_code code = code_of(sqlite3_extended_errcode(store->db));
        jy_db_rollback(store);
        return code;
    }
    if (--store->lock_depth == 0)
        (void)flock(store->lock_fd, LOCK_UN);
    return JY_OK;
}

void jy_db_rollback(struct jy_store *store)
{
    char sql[80] = "ROLLBACK";
    if (store->lock_depth == 0)
        return;
    if (store->lock_depth > 1) {
        (void)snprintf(sql, sizeof sql, "ROLLBACK TO s%d; RELEASE s%d", store->lock_depth - 1,
                       store->lock_depth - 1);
    }
    /* A failed write may have rolled back already (disk full): the error of that was told. */
    (void)sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    if (--store->lock_depth == 0)
        (void)flock(store->lock_fd, LOCK_UN);
}

enum jy_code jy_db_end(struct jy_store *store, enum jy_code code, struct jy_error *err)
{
    if (code == JY_OK)
        return jy_db_commit(store, err);
    jy_db_rollback(store);
    return code;
}

enum jy_code jy_db_bump(struct jy_store *store, enum jy_layer layer, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    enum jy_code code = jy_db_take(store,
                                   "INSERT INTO layer_versions (layer, version) VALUES (?1, 1) "
                                   "ON CONFLICT (layer) DO UPDATE SET version = version + 1",
                                   &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)jy_db_bind_text(q.stmt, 1, jy_layer_text(layer));
    return jy_db_run(store, q.stmt, err);
}

/* ---- opening ---- */

static void set_limits(sqlite3 *db)
{
    static const int limits[][2] = {
        {SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES},
        {SQLITE_LIMIT_SQL_LENGTH, MAX_SQL_BYTES},
        {SQLITE_LIMIT_EXPR_DEPTH, MAX_EXPR_DEPTH},
        {SQLITE_LIMIT_COLUMN, MAX_COLUMNS},
        {SQLITE_LIMIT_VARIABLE_NUMBER, MAX_VARIABLES},
        {SQLITE_LIMIT_ATTACHED, MAX_ATTACHED},
        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, MAX_LIKE_PATTERN},
        {SQLITE_LIMIT_TRIGGER_DEPTH, 10},
        {SQLITE_LIMIT_WORKER_THREADS, 0},
    };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        (void)sqlite3_limit(db, limits[i][0], limits[i][1]);
}

static void set_switches(sqlite3 *db, enum jy_store_mode mode)
{
    (void)sqlite3_extended_result_codes(db, 1);
    (void)sqlite3_busy_timeout(db, BUSY_MS);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    if (mode == JY_STORE_READ)
        (void)sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

static enum jy_code set_pragmas(struct jy_store *store, struct jy_error *err)
{
    static const char common[] = "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
                                 "PRAGMA cell_size_check = ON;";
    static const char reader[] = "PRAGMA query_only = ON; PRAGMA cache_size = -32768;"
                                 "PRAGMA mmap_size = 1073741824;";
    static const char writer[] =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
        "PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 67108864;"
        "PRAGMA cache_size = -65536;";
    enum jy_code code = jy_db_exec(store, common, err);
    if (code == JY_OK)
        code = jy_db_exec(store, store->mode == JY_STORE_READ ? reader : writer, err);
    return code;
}

static enum jy_code open_lock_file(struct jy_store *store, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF path = JY_BUF_INIT;
    jy_buf_addf(&path, "%s-lock", store->path);
    store->lock_fd = open(path.data, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
    if (store->lock_fd < 0)
        return jy_fail(err, JY_EIO, "%s: %s", path.data, jy_errno_text(errno));
    return JY_OK;
}

/* A registry on a medium or in a folder that cannot be written, and that no writer has open (it
 * would have a -wal): SQLite could not make its -shm there, but may read the file as one that does
 * not change. */
static bool is_frozen(const char *path)
{
    struct jy_buf JY_AUTOBUF name = JY_BUF_INIT;
    jy_buf_addf(&name, "%s-wal", path);
    if (access(path, W_OK) == 0 || access(jy_buf_text(&name), F_OK) == 0)
        return false;
    char *folder JY_AUTOFREE = jy_path_folder(path);
    return access(folder, W_OK) != 0;
}

/* "file:PATH?immutable=1", with what a URI keeps for itself escaped. */
static void frozen_uri(const char *path, struct jy_buf *out)
{
    jy_buf_adds(out, "file:");
    for (const char *p = path; *p != '\0'; p++) {
        if (strchr("%?#", *p) != NULL) {
            jy_buf_addf(out, "%%%02X", (unsigned)*p);
        } else {
            jy_buf_addc(out, *p);
        }
    }
    jy_buf_adds(out, "?immutable=1");
}

enum jy_code jy_db_open(const char *path, enum jy_store_mode mode, int flags, struct jy_store **out,
                        struct jy_error *err)
{
    struct jy_store *store = jy_calloc(1, sizeof *store);
    store->path = jy_strdup(path);
    store->mode = mode;
    store->lock_fd = -1;
    store->lock_wait_s = BUSY_MS / 1000.0;
    enum jy_code code = JY_OK;
    if (mode == JY_STORE_WRITE)
        code = open_lock_file(store, err);
    struct jy_buf JY_AUTOBUF uri = JY_BUF_INIT;
    if (mode == JY_STORE_READ && is_frozen(path)) {
        frozen_uri(path, &uri);
        flags |= SQLITE_OPEN_URI;
    }
    if (code == JY_OK && sqlite3_open_v2(uri.len > 0 ? jy_buf_text(&uri) : path, &store->db,
                                         flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        code = jy_db_fail(store, "open", err);
    if (code != JY_OK) {
        jy_store_close(store);
        return code;
    }
    set_limits(store->db);
    set_switches(store->db, mode);
    *out = store;
    return JY_OK;
}

enum jy_code jy_db_load_spatialite(struct jy_store *store, struct jy_error *err)
{
    (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, NULL);
    (void)pthread_mutex_lock(&open_lock);
    store->spatialite = spatialite_alloc_connection();
    if (store->spatialite != NULL)
        spatialite_init_ex(store->db, store->spatialite, 0);
    (void)pthread_mutex_unlock(&open_lock);
    if (store->spatialite == NULL)
        return jy_fail(err, JY_EINTERNAL, "%s: SpatiaLite does not start", store->path);
    return JY_OK;
}

/* The statement, or the first row's number, of a file that may be anything. */
static enum jy_code check_is_registry(struct jy_store *store, struct jy_error *err)
{
    int64_t id = 0;
    enum jy_code code = jy_db_int(store, "PRAGMA application_id", 0, &id, err);
    if (code != JY_OK && (sqlite3_errcode(store->db) & 0xff) == SQLITE_NOTADB)
        return jy_fail(err, JY_EINVALID, "%s: not a registry (no SQLite database)", store->path);
    if (code == JY_OK && id != JY_STORE_APPLICATION_ID) {
        return jy_fail(err, JY_EINVALID, "%s: not a registry (another program's database)",
                       store->path);
    }
    return code;
}

static enum jy_code check_file(const char *path, struct jy_error *err)
{
    /* stat only: opening and closing the file here would drop the locks that other connections of
     * this process hold on it (POSIX). */
    struct stat st;
    if (stat(path, &st) != 0) {
        return jy_fail(err, errno == ENOENT ? JY_ENOTFOUND : JY_EIO, "%s: %s", path,
                       errno == ENOENT ? "no such registry" : jy_errno_text(errno));
    }
    if (S_ISDIR(st.st_mode))
        return jy_fail(err, JY_EINVALID, "%s: is a directory, a registry is wanted", path);
    if (!S_ISREG(st.st_mode) || st.st_size == 0) {
        return jy_fail(err, JY_EINVALID, "%s: not a registry (%s)", path,
                       st.st_size == 0 ? "empty" : "no regular file");
    }
    return JY_OK;
}

static enum jy_code set_up(struct jy_store *store, struct jy_error *err)
{
    enum jy_code code = check_is_registry(store, err);
    if (code == JY_OK)
        code = jy_migrate_verify(store, err);
    if (code == JY_OK)
        code = set_pragmas(store, err);
    if (code != JY_OK || store->mode == JY_STORE_READ)
        return code;

    int keep = 1;
    (void)sqlite3_file_control(store->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
    code = jy_db_load_spatialite(store, err);
    if (code == JY_OK)
        code = jy_migrate_run(store, err);
    return code;
}

static enum jy_code open_as(const char *path, enum jy_store_mode mode, struct jy_store **out,
                            struct jy_error *err)
{
    struct jy_store *store = NULL;
    enum jy_code code = jy_store_global_init(err);
    if (code == JY_OK)
        code = check_file(path, err);
    if (code == JY_OK) {
        code = jy_db_open(path, mode,
                          mode == JY_STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE,
                          &store, err);
    }
    if (code != JY_OK)
        return code;
    code = set_up(store, err);
    if (code != JY_OK) {
        jy_store_close(store);
        return code;
    }
    *out = store;
    return JY_OK;
}

/* An older program made it: opening it once for writing runs the steps it lacks. */
static enum jy_code bring_up_to_date(const char *path, struct jy_error *err)
{
    struct jy_store *store;
    enum jy_code code = open_as(path, JY_STORE_WRITE, &store, err);
    if (code != JY_OK)
        return jy_fail_in(err, "made by an older program, to be brought up to date");
    jy_store_close(store);
    return JY_OK;
}

enum jy_code jy_store_open(const char *path, enum jy_store_mode mode, struct jy_store **out,
                           struct jy_error *err)
{
    struct jy_store *store = NULL;
    bool behind = false;
    enum jy_code code = open_as(path, mode, &store, err);
    if (code == JY_OK)
        code = jy_migrate_behind(store, &behind, err);
    if (code == JY_OK && !behind) {
        *out = store;
        return JY_OK;
    }
    if (store != NULL)
        jy_store_close(store);
    if (code == JY_OK)
        code = bring_up_to_date(path, err);
    return code == JY_OK ? open_as(path, mode, out, err) : code;
}

void jy_store_close(struct jy_store *store)
{
    if (store == NULL)
        return;
    while (store->lock_depth > 0)
        jy_db_rollback(store);
    for (size_t i = 0; i < store->n_idle; i++)
        (void)sqlite3_finalize(store->idle[i]);
    /* Closing the last connection checkpoints: only with the lock. */
    if (store->db != NULL && store->lock_fd >= 0 && lock_file(store, NULL) != JY_OK)
        (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    (void)pthread_mutex_lock(&open_lock);
    (void)sqlite3_close(store->db);
    if (store->spatialite != NULL)
        spatialite_cleanup_ex(store->spatialite);
    (void)pthread_mutex_unlock(&open_lock);
    if (store->lock_fd >= 0)
        (void)close(store->lock_fd);
    free(store->path);
    free(store);
}

/* ---- creating ---- */

static enum jy_code fill_new(const char *path, const char *profile_json, struct jy_error *err)
{
    struct jy_store *store = NULL;
    char sql[80];
    enum jy_code code =
        jy_db_open(path, JY_STORE_WRITE, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &store, err);
    if (code != JY_OK)
        return code;
    code = set_pragmas(store, err);
    (void)snprintf(sql, sizeof sql, "PRAGMA application_id = %d", JY_STORE_APPLICATION_ID);
    if (code == JY_OK)
        code = jy_db_exec(store, sql, err);
    if (code == JY_OK)
        code = jy_db_load_spatialite(store, err);
    if (code == JY_OK)
        code = jy_migrate_run(store, err);
    if (code == JY_OK)
        code = jy_store_profile_put(store, profile_json, err);
    /* All of it into the main file, which alone moves to its name. */
    if (code == JY_OK)
        code = jy_db_exec(store, "PRAGMA wal_checkpoint(TRUNCATE)", err);
    jy_store_close(store);
    return code;
}

static void remove_with_suffixes(const char *path)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal", "-lock"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        struct jy_buf JY_AUTOBUF name = JY_BUF_INIT;
        jy_buf_addf(&name, "%s%s", path, suffixes[i]);
        (void)unlink(name.data);
    }
}

enum jy_code jy_store_create(const char *path, const char *profile_json, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF temporary = JY_BUF_INIT;
    struct stat st;
    enum jy_code code = jy_store_global_init(err);
    if (code != JY_OK)
        return code;
    if (lstat(path, &st) == 0)
        return jy_fail(err, JY_ECONFLICT, "%s: is there already", path);
    jy_buf_addf(&temporary, "%s.new-%ld", path, (long)getpid());
    code = fill_new(temporary.data, profile_json, err);
    if (code == JY_OK &&
        renameat2(AT_FDCWD, temporary.data, AT_FDCWD, path, RENAME_NOREPLACE) != 0) {
        code = jy_fail(err, errno == EEXIST ? JY_ECONFLICT : JY_EIO, "%s: %s", path,
                       errno == EEXIST ? "is there already" : jy_errno_text(errno));
    }
    remove_with_suffixes(temporary.data);
    return code;
}

/* ---- small reads ---- */

enum jy_code jy_store_profile(struct jy_store *store, char **out_json, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    bool row = false;
    enum jy_code code =
        jy_db_take(store, "SELECT value FROM settings WHERE name = 'profile'", &q.stmt, err);
    if (code == JY_OK)
        code = jy_db_step(store, q.stmt, &row, err);
    if (code != JY_OK)
        return code;
    if (!row)
        return jy_fail(err, JY_ENOTFOUND, "%s: holds no city profile", store->path);
    *out_json = jy_strdup(jy_db_text(q.stmt, 0));
    return JY_OK;
}

static enum jy_code put_setting(struct jy_store *store, const char *name, const char *value,
                                struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    enum jy_code code = jy_db_take(store,
                                   "INSERT INTO settings (name, value) VALUES (?1, ?2) "
                                   "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                                   &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)jy_db_bind_text(q.stmt, 1, name);
    (void)jy_db_bind_text(q.stmt, 2, value);
    return jy_db_run(store, q.stmt, err);
}

enum jy_code jy_store_profile_put(struct jy_store *store, const char *profile_json,
                                  struct jy_error *err)
{
    enum jy_code code = jy_db_begin(store, err);
    if (code != JY_OK)
        return code;
    code = put_setting(store, "profile", profile_json, err);
    return jy_db_end(store, code, err);
}

enum jy_code jy_store_version(struct jy_store *store, enum jy_layer layer, int64_t *out,
                              struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    bool row = false;
    enum jy_code code =
        jy_db_take(store, "SELECT version FROM layer_versions WHERE layer = ?1", &q.stmt, err);
    if (code != JY_OK)
        return code;
    (void)jy_db_bind_text(q.stmt, 1, jy_layer_text(layer));
    code = jy_db_step(store, q.stmt, &row, err);
    if (code == JY_OK)
        *out = row ? sqlite3_column_int64(q.stmt, 0) : 0;
    return code;
}

enum jy_code jy_store_read_begin(struct jy_store *store, struct jy_error *err)
{
    enum jy_code code = jy_db_exec(store, "BEGIN DEFERRED", err);
    int64_t ignored;
    /* The state is fixed by the first read, not by BEGIN. */
    if (code == JY_OK)
        code = jy_db_int(store, "SELECT count(*) FROM settings", 0, &ignored, err);
    if (code != JY_OK)
        jy_store_read_end(store);
    return code;
}

void jy_store_read_end(struct jy_store *store)
{
    if (store->lock_depth == 0 && sqlite3_get_autocommit(store->db) == 0)
        (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}
