/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/snapshot/press.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "src/base/clock.h"
#include "src/base/mem.h"
#include "src/snapshot/press_wire.h"

/* Sheets that a child draws before it is replaced: what the libraries keep does not pile up. */
enum { SHEETS_EACH = 500 };

struct child {
    struct child *next;
    pid_t pid;
    int to, from;    /* pipes */
    int64_t version; /* of the registry's state in it */
    int drawn;
};

struct jy_press {
    pthread_mutex_t lock;
    pthread_cond_t freed;
    const struct jy_i18n *i18n;
    jy_press_still still;
    void *still_ctx;
    int n, max; /* children that are there */
    struct child *idle;
};

struct jy_press *jy_press_new(const struct jy_i18n *i18n, int children, jy_press_still still,
                              void *ctx)
{
    struct jy_press *p = jy_calloc(1, sizeof *p);
    pthread_condattr_t attr;
    (void)pthread_condattr_init(&attr);
    (void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&p->lock, NULL);
    (void)pthread_cond_init(&p->freed, &attr);
    (void)pthread_condattr_destroy(&attr);
    p->i18n = i18n;
    p->max = children > 0 ? children : 1;
    p->still = still;
    p->still_ctx = ctx;
    return p;
}

/* --- children --------------------------------------------------------------------------------- */

static void end_child(struct child *c)
{
    (void)close(c->to);
    (void)close(c->from);
    (void)kill(c->pid, SIGKILL);
    while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    free(c);
}

static struct child *start_child(struct jy_press *p, const struct jy_snapshot *snapshot)
{
    int down[2], up[2];
    if (pipe2(down, O_CLOEXEC) != 0)
        return NULL;
    if (pipe2(up, O_CLOEXEC) != 0) {
        (void)close(down[0]);
        (void)close(down[1]);
        return NULL;
    }
    (void)fcntl(up[1], F_SETPIPE_SZ, 1 << 20);
    if (p->still != NULL)
        p->still(true, p->still_ctx);
    jy_lighting_still(snapshot->lighting, true);
    pid_t pid = fork();
    jy_lighting_still(snapshot->lighting, false);
    if (pid == 0)
        jy_press_child(snapshot, p->i18n, down[0], up[1]);
    if (p->still != NULL)
        p->still(false, p->still_ctx);
    (void)close(down[0]);
    (void)close(up[1]);
    struct child *c = jy_calloc(1, sizeof *c);
    *c = (struct child){.pid = pid, .to = down[1], .from = up[0], .version = snapshot->version};
    if (pid > 0)
        return c;
    (void)close(c->to);
    (void)close(c->from);
    free(c);
    return NULL;
}

/* An idle one with that state, or with any when @p any. */
static struct child *pick(struct jy_press *p, int64_t version, bool any)
{
    for (struct child **at = &p->idle; *at != NULL; at = &(*at)->next) {
        if (any || (*at)->version == version) {
            struct child *c = *at;
            *at = c->next;
            return c;
        }
    }
    return NULL;
}

/* One with the state of @p snapshot: an idle one, or a new one in the place of an outdated one. */
static struct child *take(struct jy_press *p, const struct jy_snapshot *snapshot, double until_s)
{
    struct timespec until = {.tv_sec = (time_t)until_s,
                             .tv_nsec = (long)((until_s - (double)(time_t)until_s) * 1e9)};
    struct child *c = NULL;
    (void)pthread_mutex_lock(&p->lock);
    for (;;) {
        c = pick(p, snapshot->version, false);
        if (c != NULL)
            break;
        struct child *old = p->n == p->max ? pick(p, 0, true) : NULL;
        if (old != NULL) {
            end_child(old);
            p->n--;
        }
        if (p->n < p->max) {
            c = start_child(p, snapshot);
            p->n += c != NULL;
            break;
        }
        if (pthread_cond_timedwait(&p->freed, &p->lock, &until) == ETIMEDOUT)
            break;
    }
    (void)pthread_mutex_unlock(&p->lock);
    return c;
}

static void give(struct jy_press *p, struct child *c, bool alive)
{
    if (!alive)
        end_child(c);
    (void)pthread_mutex_lock(&p->lock);
    if (alive) {
        c->next = p->idle;
        p->idle = c;
    } else {
        p->n--;
    }
    (void)pthread_cond_signal(&p->freed);
    (void)pthread_mutex_unlock(&p->lock);
}

void jy_press_free(struct jy_press *p)
{
    if (p == NULL)
        return;
    while (p->idle != NULL) {
        struct child *c = p->idle;
        p->idle = c->next;
        end_child(c);
    }
    (void)pthread_cond_destroy(&p->freed);
    (void)pthread_mutex_destroy(&p->lock);
    free(p);
}

/* --- a sheet ---------------------------------------------------------------------------------- */

/* False: the child is no good any more. */
static bool exchange(struct child *c, const struct jy_buf *job, double until_s, int32_t *out_code,
                     struct jy_buf *out)
{
    struct jy_buf JY_AUTOBUF code = JY_BUF_INIT;
    if (!jy_press_send(c->to, job->data, job->len) || !jy_press_receive(c->from, until_s, &code) ||
        code.len != sizeof *out_code || !jy_press_receive(c->from, until_s, out))
        return false;
    memcpy(out_code, code.data, sizeof *out_code);
    return true;
}

enum jy_code jy_press_draw(struct jy_press *press, const struct jy_snapshot *snapshot,
                           const struct jy_press_job *asked, struct jy_buf *out,
                           struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF job = JY_BUF_INIT, JY_AUTOBUF answer = JY_BUF_INIT;
    int32_t code = JY_OK;
    jy_press_job_write(asked, &job);
    bool alive = false;
    /* a child that died while it waited says nothing about this sheet: another one tries */
    for (bool tried = false; !alive && !tried;) {
        struct child *c = take(press, snapshot, jy_clock_monotonic_s() + JY_PRESS_WAIT_S);
        if (c == NULL)
            return jy_fail(err, JY_EBUSY, "too many sheets are being drawn; try again in a moment");
        tried = c->drawn++ == 0;
        jy_buf_clear(&answer);
        alive = exchange(c, &job, jy_clock_monotonic_s() + JY_PRESS_WAIT_S, &code, &answer);
        give(press, c, alive && c->drawn < SHEETS_EACH);
    }
    if (!alive)
        return jy_fail(err, JY_EBUSY, "this sheet could not be drawn just now");
    if (code != JY_OK)
        return jy_fail(err, (enum jy_code)code, "%s", jy_buf_text(&answer));
    jy_buf_add(out, answer.data, answer.len);
    return JY_OK;
}
