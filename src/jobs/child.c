/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/jobs/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <poll.h>
#include <spawn.h>

#include "src/base/clock.h"

enum { ARGS_MAX = 48, ERROR_MAX = 4096, LINE_MAX_BYTES = 65536, LOOK_EVERY_MS = 200 };

struct child {
    const struct jy_child_options *o;
    pid_t pid;
    int in, out, err; /* our ends; -1 closed */
    size_t written;
    struct jy_buf text;   /* of standard output not handed on yet */
    struct jy_buf errors; /* the end of standard error */
    size_t n_out;
    bool stopped; /* by us */
};

static void close_at(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

/* Pipes: [0] is read, [1] written. Ours never wait. */
static bool make_pipes(int in[2], int out[2], int err[2])
{
    in[0] = in[1] = out[0] = out[1] = err[0] = err[1] = -1;
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0)
        return false;
    return fcntl(in[1], F_SETFL, O_NONBLOCK) == 0 && fcntl(out[0], F_SETFL, O_NONBLOCK) == 0 &&
           fcntl(err[0], F_SETFL, O_NONBLOCK) == 0;
}

/* execve wants char *const; it does not write there. */
static void fill_argv(const char *const *args, char *argv[ARGS_MAX])
{
    static char name[] = "joyato";
    size_t n = 0;
    argv[n++] = name;
    for (; *args != NULL && n + 1 < ARGS_MAX; args++)
        memcpy(&argv[n++], args, sizeof *args);
    argv[n] = NULL;
}

static int spawn(struct child *c, int in, int out, int err)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, usual;
    char *argv[ARGS_MAX];
    fill_argv(c->o->args, argv);
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawn_file_actions_adddup2(&actions, in, 0);
    (void)posix_spawn_file_actions_adddup2(&actions, out, 1);
    (void)posix_spawn_file_actions_adddup2(&actions, err, 2);
    (void)posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    (void)posix_spawnattr_init(&attributes);
    (void)sigemptyset(&none);
    (void)sigemptyset(&usual);
    (void)sigaddset(&usual, SIGPIPE);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setsigdefault(&attributes, &usual);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    const int rc = posix_spawn(&c->pid, "/proc/self/exe", &actions, &attributes, argv, environ);
    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&actions);
    if (rc == 0 && c->o->background)
        (void)setpriority(PRIO_PROCESS, (id_t)c->pid, 10);
    return rc;
}

static enum jy_code start(struct child *c, struct jy_error *err)
{
    int in[2], out[2], errors[2];
    int rc = make_pipes(in, out, errors) ? spawn(c, in[0], out[1], errors[1]) : errno;
    c->in = in[1];
    c->out = out[0];
    c->err = errors[0];
    close_at(&in[0]);
    close_at(&out[1]);
    close_at(&errors[1]);
    if (rc == 0)
        return JY_OK;
    close_at(&c->in);
    close_at(&c->out);
    close_at(&c->err);
    return jy_fail(err, JY_EIO, "cannot start a process: %s", jy_errno_text(rc));
}

static void stop(struct child *c)
{
    if (!c->stopped)
        (void)kill(c->pid, SIGKILL);
    c->stopped = true;
}

static void hand_on_lines(struct child *c)
{
    const char *from = jy_buf_text(&c->text);
    for (const char *end; !c->stopped && (end = strchr(from, '\n')) != NULL; from = end + 1) {
        char *at = c->text.data + (end - c->text.data);
        *at = '\0';
        if (!c->o->line(from, c->o->ctx))
            stop(c);
    }
    struct jy_buf rest = JY_BUF_INIT;
    jy_buf_adds(&rest, from);
    jy_buf_done(&c->text);
    c->text = rest;
    if (c->text.len > LINE_MAX_BYTES)
        stop(c);
}

static void take_output(struct child *c, const char *bytes, size_t n)
{
    c->n_out += n;
    if (c->o->output_max > 0 && c->n_out > c->o->output_max) {
        stop(c);
        return;
    }
    jy_buf_add(&c->text, bytes, n);
    if (c->o->line != NULL)
        hand_on_lines(c);
}

static void take_error(struct child *c, const char *bytes, size_t n)
{
    if (c->errors.len + n > ERROR_MAX) { /* the end of it is what counts */
        jy_buf_clear(&c->errors);
        if (n > ERROR_MAX) {
            bytes += n - ERROR_MAX;
            n = ERROR_MAX;
        }
    }
    jy_buf_add(&c->errors, bytes, n);
}

static void read_from(struct child *c, int *fd, void (*take)(struct child *, const char *, size_t))
{
    char bytes[16384];
    const ssize_t n = read(*fd, bytes, sizeof bytes);
    if (n > 0) {
        take(c, bytes, (size_t)n);
    } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
        close_at(fd);
    }
}

static void write_on(struct child *c)
{
    const char *input = c->o->input;
    const ssize_t n = c->written < c->o->n_input
                          ? write(c->in, input + c->written, c->o->n_input - c->written)
                          : 0;
    if (n > 0)
        c->written += (size_t)n;
    if (c->written >= c->o->n_input || (n < 0 && errno != EAGAIN && errno != EINTR))
        close_at(&c->in);
}

static void talk(struct child *c)
{
    const double late_s =
        c->o->deadline_s > 0 ? jy_clock_monotonic_s() + c->o->deadline_s : (double)0;
    while (c->out >= 0 || c->err >= 0) {
        struct pollfd fds[3] = {{c->in, POLLOUT, 0}, {c->out, POLLIN, 0}, {c->err, POLLIN, 0}};
        (void)poll(fds, 3, LOOK_EVERY_MS);
        if (c->in >= 0 && fds[0].revents != 0)
            write_on(c);
        if (c->out >= 0 && fds[1].revents != 0)
            read_from(c, &c->out, take_output);
        if (c->err >= 0 && fds[2].revents != 0)
            read_from(c, &c->err, take_error);
        if ((late_s > 0 && jy_clock_monotonic_s() > late_s) ||
            (c->o->cancelled != NULL && c->o->cancelled(c->o->ctx)))
            stop(c);
    }
}

/* What follows "joyato COMMAND: " in the last line that it wrote. */
static const char *last_error(struct child *c)
{
    while (c->errors.len > 0 && c->errors.data[c->errors.len - 1] == '\n')
        c->errors.data[--c->errors.len] = '\0';
    const char *text = jy_buf_text(&c->errors);
    const char *line = strrchr(text, '\n');
    line = line != NULL ? line + 1 : text;
    const char *said = strncmp(line, "joyato ", 7) == 0 ? strstr(line, ": ") : NULL;
    return said != NULL ? said + 2 : line;
}

static enum jy_code reap(struct child *c, struct jy_error *err)
{
    int status = 0;
    while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && !c->stopped)
        return JY_OK;
    if (c->stopped)
        return jy_fail(err, JY_EBUSY, "ended before it was done");
    if (WIFEXITED(status) && WEXITSTATUS(status) <= 2 && c->errors.len > 0)
        return jy_fail(err, JY_EINVALID, "%s", last_error(c));
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return jy_fail(err, JY_EIO, "it took too long");
    return jy_fail(err, JY_EIO, "it needed too much, or broke");
}

enum jy_code jy_child_run(const struct jy_child_options *options, struct jy_buf *out,
                          struct jy_error *err)
{
    struct child c = {.o = options, .in = -1, .out = -1, .err = -1};
    enum jy_code code = start(&c, err);
    if (code != JY_OK)
        return code;
    talk(&c);
    close_at(&c.in);
    code = reap(&c, err);
    if (code == JY_OK && out != NULL)
        jy_buf_add(out, jy_buf_text(&c.text), c.text.len);
    jy_buf_done(&c.text);
    jy_buf_done(&c.errors);
    return code;
}
