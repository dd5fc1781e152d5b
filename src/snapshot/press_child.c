/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The child of the press: one thread, with the service's memory as it was and nothing else of it.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "src/base/confine.h"
#include "src/snapshot/press.h"
#include "src/snapshot/press_wire.h"

/* Connections of clients, the registry, the other children's pipes: none of its business. */
static void close_others(int from, int to)
{
    const unsigned low = (unsigned)(from < to ? from : to),
                   high = (unsigned)(from < to ? to : from);
    if (low > 3)
        (void)syscall(SYS_close_range, 3U, low - 1, 0U);
    if (high > low + 1)
        (void)syscall(SYS_close_range, low + 1, high - 1, 0U);
    (void)syscall(SYS_close_range, high + 1, ~0U, 0U);
}

static void calm_signals(void)
{
    sigset_t all;
    static const int own[] = {SIGTERM, SIGINT, SIGXCPU, SIGHUP};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        (void)signal(own[i], SIG_DFL);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_UNBLOCK, &all, NULL);
}

/* Private memory now: what RLIMIT_DATA counts. */
static uint64_t data_bytes(void)
{
    enum { FIELD = 6 };
    unsigned long long pages = 0;
    char line[160] = "", *rest = line;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f == NULL)
        return 0;
    const bool is_read = fgets(line, sizeof line, f) != NULL;
    (void)fclose(f);
    for (int i = 0; is_read && i < FIELD; i++)
        pages = strtoull(rest, &rest, 10);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Each sheet has its own seconds: the limit moves on with what is used. */
static void allow_cpu(void)
{
    struct rusage used;
    struct rlimit limit;
    if (getrusage(RUSAGE_SELF, &used) != 0 || getrlimit(RLIMIT_CPU, &limit) != 0)
        return;
    limit.rlim_cur =
        (rlim_t)used.ru_utime.tv_sec + (rlim_t)used.ru_stime.tv_sec + 1 + JY_PRESS_CPU_S;
    (void)setrlimit(RLIMIT_CPU, &limit);
}

static enum jy_code draw(const struct jy_snapshot *snapshot, const struct jy_i18n *i18n,
                         struct jy_render_worker *worker, const struct jy_buf *message,
                         struct jy_buf *out, struct jy_error *err)
{
    struct jy_press_job job;
    struct jy_flyer flyer;
    struct jy_arena arena;
    if (!jy_press_job_read(message->data, message->len, &job))
        return jy_fail(err, JY_EINTERNAL, "press: a job was cut short");
    jy_arena_init(&arena);
    enum jy_code code = jy_flyer_fill(snapshot, i18n, &job.wish, &arena, &flyer, err);
    if (code == JY_OK)
        code = jy_flyer_render(worker, &flyer, job.format, job.size, job.bleed, out, err);
    jy_arena_done(&arena);
    return code;
}

_Noreturn void jy_press_child(const struct jy_snapshot *snapshot, const struct jy_i18n *i18n,
                              int from, int to)
{
    struct jy_buf message = JY_BUF_INIT, out = JY_BUF_INIT;
    calm_signals();
    close_others(from, to);
    jy_confine(&(struct jy_confine){.memory_bytes = data_bytes() + JY_PRESS_MEMORY_BYTES,
                                    .file_bytes = 1});
    struct jy_render_worker *worker = jy_render_worker_new();
    for (;;) {
        jy_buf_clear(&message);
        jy_buf_clear(&out);
        if (!jy_press_receive(from, 0, &message))
            _exit(0); /* no exit handlers: they are the parent's */
        struct jy_error err = {JY_OK, ""};
        allow_cpu();
        int32_t code = (int32_t)draw(snapshot, i18n, worker, &message, &out, &err);
        if (code != JY_OK) {
            jy_buf_clear(&out);
            jy_buf_adds(&out, err.text);
        }
        if (!jy_press_send(to, &code, sizeof code) ||
            !jy_press_send(to, jy_buf_text(&out), out.len))
            _exit(0);
    }
}
