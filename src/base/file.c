/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool jy_file_exists(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

static enum jy_code check_fd(int fd, const char *path, struct stat *st, struct jy_error *err)
{
    if (fd < 0 || fstat(fd, st) != 0)
        return jy_fail(err, errno == ENOENT ? JY_ENOTFOUND : JY_EIO, "%s: %s", path,
                       strerror(errno));
    if (S_ISDIR(st->st_mode))
        return jy_fail(err, JY_EINVALID, "%s: is a directory, a file is wanted", path);
    if (!S_ISREG(st->st_mode))
        return jy_fail(err, JY_EINVALID, "%s: is not a regular file", path);
    return JY_OK;
}

enum jy_code jy_file_check_readable(const char *path, struct jy_error *err)
{
    struct stat st;
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
            return jy_fail(err, JY_EIO, "%s: %s", path, strerror(errno));
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

static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, bytes, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        bytes += done;
        n -= (size_t)done;
    }
    return true;
}

static enum jy_code write_stdout(const void *bytes, size_t n, struct jy_error *err)
{
    if (fflush(stdout) != 0 || !write_all(STDOUT_FILENO, bytes, n))
        return jy_fail(err, JY_EIO, "stdout: %s", strerror(errno));
    return JY_OK;
}

enum jy_code jy_file_write(const char *path, const void *bytes, size_t n, bool force,
                           struct jy_error *err)
{
    if (strcmp(path, "-") == 0)
        return write_stdout(bytes, n, err);
    if (!force && jy_file_exists(path))
        return jy_fail(err, JY_ECONFLICT, "%s: exists already (--force overwrites it)", path);

    struct jy_buf JY_AUTOBUF tmp = JY_BUF_INIT;
    jy_buf_addf(&tmp, "%s.XXXXXX", path);
    int fd = mkostemp(tmp.data, O_CLOEXEC);
    if (fd < 0)
        return jy_fail(err, JY_EIO, "%s: %s", path, strerror(errno));
    mode_t mask = umask(0);
    (void)umask(mask);
    bool ok = fchmod(fd, 0666 & ~mask) == 0 && write_all(fd, bytes, n) && fsync(fd) == 0;
    int saved = errno;
    ok = close(fd) == 0 && ok;
    if (ok && rename(tmp.data, path) != 0) {
        saved = errno;
        ok = false;
    }
    if (!ok) {
        (void)unlink(tmp.data);
        return jy_fail(err, JY_EIO, "%s: %s", path, strerror(saved));
    }
    return JY_OK;
}
