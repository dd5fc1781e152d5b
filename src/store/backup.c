/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/base/buf.h"
#include "src/base/file.h"
#include "src/store/db.h"
#include "src/store/write.h"

static enum jy_code sync_file(const char *path, struct jy_error *err)
{
    const int fd = open(path, O_RDWR | O_CLOEXEC);
    const bool ok = fd >= 0 && fsync(fd) == 0;
    const int reason = errno;
    if (fd >= 0)
        (void)close(fd);
    return ok ? JY_OK : jy_fail(err, JY_EIO, "%s: %s", path, jy_errno_text(reason));
}

static enum jy_code vacuum_into(struct jy_store *store, const char *path, struct jy_error *err)
{
    struct jy_taken JY_AUTOGIVE q = {store, NULL};
    const double limit_s = store->limit_s;
    jy_store_set_deadline(store, 0);
    enum jy_code code = jy_db_exec(store, "PRAGMA query_only = OFF", err);
    if (code == JY_OK)
        code = jy_db_take(store, "VACUUM INTO ?1", &q.stmt, err);
    if (code == JY_OK) {
        (void)jy_db_bind_text(q.stmt, 1, path);
        code = jy_db_run(store, q.stmt, err);
    }
    if (store->mode == JY_STORE_READ && jy_db_exec(store, "PRAGMA query_only = ON", NULL) != JY_OK)
        code = code != JY_OK ? code : jy_fail(err, JY_EINTERNAL, "%s: query_only", store->path);
    jy_store_set_deadline(store, limit_s);
    return code;
}

static enum jy_code verify(const char *path, struct jy_error *err)
{
    struct jy_store *copy = NULL;
    enum jy_code code = jy_store_open(path, JY_STORE_READ, &copy, err);
    if (code == JY_OK)
        code = jy_store_check(copy, err);
    jy_store_close(copy);
    return code;
}

/* @p from 0: the file and its companions; 1: only these. */
static void remove_from(const char *path, size_t from)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = from; i < sizeof suffixes / sizeof *suffixes; i++) {
        struct jy_buf JY_AUTOBUF name = JY_BUF_INIT;
        jy_buf_addf(&name, "%s%s", path, suffixes[i]);
        (void)unlink(name.data);
    }
}

static void remove_all(const char *path)
{
    remove_from(path, 0);
}

/* Checked and on the disk before it gets its name. */
static enum jy_code put_in_place(const char *temporary, const char *path, bool replace,
                                 struct jy_error *err)
{
    enum jy_code code = sync_file(temporary, err);
    if (code == JY_OK)
        code = verify(temporary, err);
    if (code == JY_OK &&
        renameat2(AT_FDCWD, temporary, AT_FDCWD, path, replace ? 0 : RENAME_NOREPLACE) != 0) {
        code = jy_fail(err, errno == EEXIST ? JY_ECONFLICT : JY_EIO, "%s: %s", path,
                       errno == EEXIST ? "is there already" : jy_errno_text(errno));
    }
    remove_all(temporary);
    return code;
}

enum jy_code jy_store_backup(struct jy_store *store, const char *path, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF temporary = JY_BUF_INIT;
    if (jy_file_exists(path))
        return jy_fail(err, JY_ECONFLICT, "%s: is there already", path);
    jy_buf_addf(&temporary, "%s.part-%ld", path, (long)getpid());
    remove_all(temporary.data);
    enum jy_code code = vacuum_into(store, temporary.data, err);
    if (code != JY_OK) {
        remove_all(temporary.data);
        return code;
    }
    return put_in_place(temporary.data, path, false, err);
}

/* An old registry may be replaced only when nobody has it open: leaving the WAL needs it alone. */
static enum jy_code check_unused(const char *path, struct jy_error *err)
{
    struct jy_store *old = NULL;
    int64_t ignored = 0;
    enum jy_code code = jy_db_open(path, JY_STORE_WRITE, SQLITE_OPEN_READWRITE, &old, err);
    if (code != JY_OK)
        return code;
    (void)sqlite3_busy_timeout(old->db, 200);
    code = jy_db_int(old, "PRAGMA journal_mode = DELETE", 0, &ignored, err);
    const int result = sqlite3_errcode(old->db) & 0xff;
    jy_store_close(old);
    if (code != JY_OK && (result == SQLITE_NOTADB || result == SQLITE_CORRUPT))
        return JY_OK; /* damaged: what a restore is for */
    if (code == JY_EBUSY)
        return jy_fail(err, JY_EBUSY, "%s: is in use; stop the service first", path);
    return code;
}

enum jy_code jy_store_restore(const char *backup, const char *path, bool force,
                              struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF temporary = JY_BUF_INIT;
    struct jy_store *source = NULL;
    const bool there = jy_file_exists(path);
    if (there && !force)
        return jy_fail(err, JY_ECONFLICT, "%s: is there already (--force replaces it)", path);
    enum jy_code code = jy_store_open(backup, JY_STORE_READ, &source, err);
    if (code != JY_OK)
        return code;
    code = jy_store_check(source, err);
    if (code == JY_OK && there)
        code = check_unused(path, err);
    jy_buf_addf(&temporary, "%s.part-%ld", path, (long)getpid());
    if (code == JY_OK)
        code = vacuum_into(source, temporary.data, err);
    jy_store_close(source);
    if (code != JY_OK) {
        remove_all(temporary.data);
        return code;
    }
    return put_in_place(temporary.data, path, there, err);
}
