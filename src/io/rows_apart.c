/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sched.h>

#include "src/base/confine.h"
#include "src/io/row_wire.h"
#include "src/io/rows.h"

/* Measured: OGR needs under 60 bytes of memory a byte of GeoJSON, and 10 MB/s is slow. */
static void limit_child(const char *path)
{
    struct stat st;
    const uint64_t bytes = stat(path, &st) == 0 && st.st_size > 0 ? (uint64_t)st.st_size : 0;
    const struct jy_confine limits = {.address_bytes = ((uint64_t)2 << 30) + 64 * bytes,
                                      .cpu_s = 60 + bytes / 1000000,
                                      .file_bytes = ((uint64_t)1 << 30) + 8 * bytes,
                                      .open_files = 64};
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    jy_confine(&limits);
}

static void close_inherited(int keep)
{
    if (keep > 3)
        (void)syscall(SYS_close_range, 3U, (unsigned)keep - 1, 0U);
    (void)syscall(SYS_close_range, (unsigned)keep + 1, ~0U, 0U);
}

_Noreturn static void run_child(const char *path, const struct jy_rows_options *options, int fd)
{
    struct jy_error err = {JY_OK, ""};
    close_inherited(fd);
    limit_child(path);
    struct jy_wire_writer *writer = jy_wire_writer_new(fd);
    struct jy_rows_sink sink = jy_wire_writer_sink(writer);
    enum jy_code code = jy_rows_read(path, options, &sink, &err);
    jy_wire_writer_end(writer, code, &err);
    _exit(0); /* no exit handlers: they belong to the parent */
}

static const char *how_it_died(int status)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return "it takes too long to read";
    if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGABRT || WTERMSIG(status) == SIGKILL))
        return "it needs too much memory to read";
    return "reading it failed; the file may be damaged";
}

static enum jy_code reap(pid_t pid, const char *path, enum jy_code code, struct jy_error *err)
{
    int status = 0;
    if (code != JY_OK)
        (void)kill(pid, SIGKILL); /* it may be waiting for us to read on */
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return code == JY_EIO && err != NULL && strcmp(err->text, "the reader stopped") == 0
               ? jy_fail(err, JY_EINVALID, "%s: %s", path, how_it_died(status))
               : code;
}

enum jy_code jy_rows_read_apart(const char *path, const struct jy_rows_options *options,
                                const struct jy_rows_sink *sink, struct jy_error *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return jy_fail(err, JY_EIO, "cannot make a pipe: %s", jy_errno_text(errno));
    (void)fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
    pid_t pid = fork();
    if (pid < 0) {
        (void)close(ends[0]);
        (void)close(ends[1]);
        return jy_fail(err, JY_EIO, "cannot start a process: %s", jy_errno_text(errno));
    }
    if (pid == 0)
        run_child(path, options, ends[1]);
    (void)close(ends[1]);
    enum jy_code code = jy_wire_read(ends[0], sink, err);
    (void)close(ends[0]);
    /* The child waits no longer: let it be seen how it ended before it is killed. */
    return reap(pid, path, code, err);
}
