/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/base/mem.h"

bool jy_file_exists(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

static enum jy_code check_fd(int fd, const char *path, struct stat *st, struct jy_error *err)
{
    if (fd < 0 || fstat(fd, st) != 0) {
        return jy_fail(err, errno == ENOENT ? JY_ENOTFOUND : JY_EIO, "%s: %s", path,
                       jy_errno_text(errno));
    }
    if (S_ISDIR(st->st_mode))
        return jy_fail(err, JY_EINVALID, "%s: is a directory, a file is wanted", path);
    if (!S_ISREG(st->st_mode))
        return jy_fail(err, JY_EINVALID, "%s: is not a regular file", path);
    return JY_OK;
}

enum jy_code jy_file_check_readable(const char *path, struct jy_error *err)
{
    struct stat st = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    enum jy_code code = check_fd(fd, path, &st, err);
    if (code == JY_OK && st.st_size == 0)
        code = jy_fail(err, JY_EINVALID, "%s: the file is empty", path);
    if (fd >= 0)
        (void)close(fd);
    return code;
}

static enum jy_code read_all(int fd, const char *path, size_t max_bytes, struct jy_buf *out,
                             struct jy_error *err)
{
    size_t total = 0;
    for (;;) {
        jy_buf_reserve(out, 65536);
        ssize_t n = read(fd, out->data + out->len, 65536);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return jy_fail(err, JY_EIO, "%s: %s", path, jy_errno_text(errno));
        if (n == 0)
            return JY_OK;
        total += (size_t)n;
        if (total > max_bytes)
            return jy_fail(err, JY_ELIMIT, "%s: larger than %zu bytes", path, max_bytes);
        out->len += (size_t)n;
        out->data[out->len] = '\0';
    }
}

enum jy_code jy_file_read(const char *path, size_t max_bytes, struct jy_buf *out,
                          struct jy_error *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    enum jy_code code = check_fd(fd, path, &st, err);
    if (code == JY_OK)
        code = read_all(fd, path, max_bytes, out, err);
    if (fd >= 0)
        (void)close(fd);
    return code;
}

struct jy_file_out {
    FILE *stream;
    char *path, *made; /* made NULL: stdout */
    int failed;        /* errno of the first write that failed */
};

enum jy_code jy_file_out_open(const char *path, bool force, struct jy_file_out **out,
                              struct jy_error *err)
{
    struct jy_file_out *o = jy_calloc(1, sizeof *o);
    if (strcmp(path, "-") == 0) {
        *o = (struct jy_file_out){.stream = stdout, .path = jy_strdup("stdout")};
        *out = o;
        return JY_OK;
    }
    enum jy_code code = JY_OK;
    if (!force && jy_file_exists(path))
        code = jy_fail(err, JY_ECONFLICT, "%s: exists already (--force overwrites it)", path);
    struct jy_buf JY_AUTOBUF made = JY_BUF_INIT;
    jy_buf_addf(&made, "%s.XXXXXX", path);
    int fd = code == JY_OK ? mkostemp(made.data, O_CLOEXEC) : -1;
    mode_t mask = umask(0);
    (void)umask(mask);
    if (fd >= 0 && fchmod(fd, 0666 & ~mask) == 0)
        o->stream = fdopen(fd, "w");
    if (code == JY_OK && o->stream == NULL)
        code = jy_fail(err, JY_EIO, "%s: %s", path, jy_errno_text(errno));
    if (code != JY_OK) {
        if (fd >= 0) {
            (void)close(fd);
            (void)unlink(made.data);
        }
        free(o);
        return code;
    }
    o->path = jy_strdup(path);
    o->made = jy_buf_take(&made);
    *out = o;
    return JY_OK;
}

bool jy_file_out_add(struct jy_file_out *out, const void *bytes, size_t n)
{
    if (out->failed == 0 && n > 0 && fwrite(bytes, 1, n, out->stream) != n)
        out->failed = errno != 0 ? errno : EIO;
    return out->failed == 0;
}

/* Everything on the disk, then the name. */
static void settle(struct jy_file_out *out, bool keep)
{
    if (fflush(out->stream) != 0 && out->failed == 0)
        out->failed = errno;
    if (out->made == NULL)
        return;
    if (keep && out->failed == 0 && fsync(fileno(out->stream)) != 0)
        out->failed = errno;
    if (fclose(out->stream) != 0 && out->failed == 0)
        out->failed = errno;
    if (keep && out->failed == 0 && rename(out->made, out->path) != 0)
        out->failed = errno;
    if (!keep || out->failed != 0)
        (void)unlink(out->made);
}

enum jy_code jy_file_out_close(struct jy_file_out *out, bool keep, struct jy_error *err)
{
    if (out == NULL)
        return JY_OK;
    settle(out, keep);
    enum jy_code code = keep && out->failed != 0
                            ? jy_fail(err, JY_EIO, "%s: %s", out->path, jy_errno_text(out->failed))
                            : JY_OK;
    free(out->path);
    free(out->made);
    free(out);
    return code;
}

enum jy_code jy_file_write(const char *path, const void *bytes, size_t n, bool force,
                           struct jy_error *err)
{
    struct jy_file_out *out = NULL;
    enum jy_code code = jy_file_out_open(path, force, &out, err);
    if (code != JY_OK)
        return code;
    (void)jy_file_out_add(out, bytes, n);
    return jy_file_out_close(out, true, err);
}

char *jy_path_folder(const char *path)
{
    char *folder = jy_strdup(path);
    char *slash = strrchr(folder, '/');
    if (slash == NULL) {
        free(folder);
        return jy_strdup(".");
    }
    slash[slash == folder ? 1 : 0] = '\0';
    return folder;
}
