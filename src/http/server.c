/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/http/server.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <microhttpd.h>
#include <netdb.h>

#include "src/base/clock.h"
#include "src/base/hash.h"
#include "src/base/log.h"
#include "src/base/mem.h"
#include "src/http/listen.h"
#include "src/http/workers.h"

#define BACKLOG            1024
#define CONNECTION_MEMORY  ((size_t)16 * 1024)
#define IDLE_TIMEOUT_S     15
#define SLOWEST_BYTES_S    8192.0 /* an answer may take as long as this rate needs */
#define HANDLER_DEADLINE_S 120.0
#define SPARES             64 /* a power of two */

/* One request on a connection, libmicrohttpd's con_cls. */
struct job {
    struct jy_http_server *server;
    struct jy_http_exchange *exchange;
    struct connection *at;
    struct MHD_Connection *mhd;
    enum { JOB_HEAD, JOB_BODY, JOB_RUNNING, JOB_SENT } state;
};

/* One TCP connection; its place in the list is guarded by the server's lock. */
struct connection {
    struct connection *next, *previous;
    int fd;
    bool served; /* had its first request */
    _Atomic double deadline_s;
    char client[48]; /* numeric address */
    struct job job;  /* one request after the other */
};

struct jy_http_server {
    struct jy_http_service *service;
    struct MHD_Daemon *daemon;
    struct jy_workers *workers;
    char address[JY_LISTEN_TEXT_SIZE];
    double deadline_s;
    atomic_bool stopping;
    atomic_int active; /* requests between their first line and their end */
    pthread_mutex_t lock;
    struct connection *connections;
    pthread_t reaper;
    atomic_bool reaper_ends;
    _Atomic(struct jy_http_exchange *) spares[SPARES]; /* ended, their memory kept */
};

/* --- deadlines ----------------------------------------------------------- */

static void set_deadline(struct connection *at, double in_s)
{
    atomic_store_explicit(&at->deadline_s, jy_clock_coarse_s() + in_s, memory_order_relaxed);
}

/* Shutting down a late socket lets libmicrohttpd close it; the lock keeps its number ours. */
static void reap(struct jy_http_server *server)
{
    double now_s = jy_clock_monotonic_s();
    (void)pthread_mutex_lock(&server->lock);
    for (struct connection *c = server->connections; c != NULL; c = c->next) {
        if (atomic_load(&c->deadline_s) < now_s) {
            (void)shutdown(c->fd, SHUT_RDWR);
            atomic_store(&c->deadline_s, INFINITY);
            jy_metrics_reaped(server->service->metrics);
        }
    }
    (void)pthread_mutex_unlock(&server->lock);
}

static void *reaper_main(void *arg)
{
    struct jy_http_server *server = arg;
    const struct timespec tick = {.tv_nsec = 250000000};
    while (!atomic_load(&server->reaper_ends)) {
        reap(server);
        (void)nanosleep(&tick, NULL);
    }
    return NULL;
}

static void read_client(struct MHD_Connection *mhd, char *out, size_t size)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info == NULL || info->client_addr == NULL)
        return;
    socklen_t len = info->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                             : sizeof(struct sockaddr_in);
    (void)getnameinfo(info->client_addr, len, out, (socklen_t)size, NULL, 0, NI_NUMERICHOST);
    if (strncmp(out, "::ffff:", 7) == 0)
        memmove(out, out + 7, strlen(out + 7) + 1);
}

static void connection_opened(struct jy_http_server *server, struct MHD_Connection *mhd,
                              void **socket_context)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct connection *c = jy_calloc(1, sizeof *c);
    c->fd = info != NULL ? info->connect_fd : -1;
    set_deadline(c, server->deadline_s);
    read_client(mhd, c->client, sizeof c->client);
    (void)pthread_mutex_lock(&server->lock);
    c->next = server->connections;
    if (c->next != NULL)
        c->next->previous = c;
    server->connections = c;
    (void)pthread_mutex_unlock(&server->lock);
    *socket_context = c;
    jy_metrics_connections(server->service->metrics, 1);
}

static void connection_closed(struct jy_http_server *server, struct connection *c)
{
    (void)pthread_mutex_lock(&server->lock);
    if (c->next != NULL)
        c->next->previous = c->previous;
    if (c->previous != NULL) {
        c->previous->next = c->next;
    } else {
        server->connections = c->next;
    }
    (void)pthread_mutex_unlock(&server->lock);
    free(c);
    jy_metrics_connections(server->service->metrics, -1);
}

static void on_connection(void *cls, struct MHD_Connection *mhd, void **socket_context,
                          enum MHD_ConnectionNotificationCode what)
{
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        connection_opened(cls, mhd, socket_context);
    } else if (*socket_context != NULL) {
        connection_closed(cls, *socket_context);
    }
}

/* --- a request ----------------------------------------------------------- */

/* Each connection looks in one place, so that threads seldom meet. */
static struct jy_http_exchange *take_exchange(struct jy_http_server *server,
                                              const struct connection *at, const char *target)
{
    struct jy_http_exchange *x = atomic_exchange(&server->spares[at->fd & (SPARES - 1)], NULL);
    if (x == NULL)
        return jy_http_exchange_new(server->service, target);
    jy_http_exchange_renew(x, target);
    return x;
}

static void give_exchange(struct jy_http_server *server, const struct connection *at,
                          struct jy_http_exchange *x)
{
    jy_http_exchange_clear(x);
    jy_http_exchange_free(atomic_exchange(&server->spares[at->fd & (SPARES - 1)], x));
}

/* The request line is there: the raw target, before libmicrohttpd decodes it. */
static void *on_target(void *cls, const char *target, struct MHD_Connection *mhd)
{
    struct jy_http_server *server = cls;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct connection *at = info != NULL ? info->socket_context : NULL;
    if (at == NULL)
        return NULL; /* on_request ends it */
    struct job *job = &at->job;
    *job = (struct job){
        .server = server, .exchange = take_exchange(server, at, target), .at = at, .mhd = mhd};
    memcpy(job->exchange->request.client, at->client, sizeof at->client);
    if (at->served)
        set_deadline(at, server->deadline_s);
    at->served = true;
    atomic_fetch_add(&server->active, 1);
    return job;
}

static void on_completed(void *cls, struct MHD_Connection *mhd, void **con_cls,
                         enum MHD_RequestTerminationCode why)
{
    (void)mhd;
    (void)why;
    struct jy_http_server *server = cls;
    struct job *job = *con_cls;
    if (job == NULL)
        return;
    *con_cls = NULL;
    set_deadline(job->at, IDLE_TIMEOUT_S + 1);
    give_exchange(server, job->at, job->exchange);
    atomic_fetch_sub(&server->active, 1);
}

static enum MHD_Result add_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                  size_t name_len, const char *value, size_t value_len)
{
    (void)kind;
    jy_http_request_add_header(cls, name, name_len, value != NULL ? value : "", value_len);
    return MHD_YES;
}

/* The body passes to libmicrohttpd, which frees it when the last byte is sent. Shared bytes are
 * held by the exchange until then. */
static struct MHD_Response *make_body(struct jy_http_response *response)
{
    if (response->file >= 0) {
        const int fd = response->file;
        response->file = -1; /* libmicrohttpd closes it */
        return MHD_create_response_from_fd64(response->file_bytes, fd);
    }
    if (response->shared != NULL) {
        return MHD_create_response_from_buffer(response->shared->len, response->shared->data,
                                               MHD_RESPMEM_PERSISTENT);
    }
    size_t len = response->body.len;
    return MHD_create_response_from_buffer(len, len > 0 ? jy_buf_take(&response->body) : NULL,
                                           len > 0 ? MHD_RESPMEM_MUST_FREE
                                                   : MHD_RESPMEM_PERSISTENT);
}

static struct MHD_Response *make_answer(struct jy_http_response *response)
{
    struct MHD_Response *mhd = make_body(response);
    if (mhd == NULL)
        return NULL;
    if (response->content_type != NULL && response->status != 204 && response->status != 304)
        (void)MHD_add_response_header(mhd, "Content-Type", response->content_type);
    for (size_t i = 0; i < response->n_extra; i++)
        (void)MHD_add_response_header(mhd, response->extra[i].name, response->extra[i].value);
    return mhd;
}

/* An answer kept with the bytes it is made of: a tile out of the cache costs no header. */
struct kept_answer {
    uint64_t key; /* of its headers */
    struct MHD_Response *mhd;
};

static void free_answer(void *answer)
{
    struct kept_answer *kept = answer;
    MHD_destroy_response(kept->mhd);
    free(kept);
}

static uint64_t headers_key(const struct jy_http_response *response)
{
    uint64_t words[JY_HTTP_EXTRA_MAX + 1];
    const char *type = response->content_type != NULL ? response->content_type : "";
    words[0] = jy_hash64(type, strlen(type));
    for (size_t i = 0; i < response->n_extra; i++)
        words[i + 1] = jy_hash64(response->extra[i].value, strlen(response->extra[i].value)) + i;
    return jy_hash64(words, (response->n_extra + 1) * sizeof *words);
}

/* The answer, with a count for the caller. */
static struct MHD_Response *take_answer(struct jy_http_response *response)
{
    struct jy_http_bytes *bytes = response->shared;
    if (bytes == NULL || response->status != 200)
        return make_answer(response);
    struct kept_answer *kept = atomic_load(&bytes->answer);
    if (response->ready)
        return kept->mhd;
    uint64_t key = headers_key(response);
    if (kept != NULL && kept->key == key)
        return kept->mhd;
    struct MHD_Response *mhd = make_answer(response);
    if (mhd == NULL || kept != NULL)
        return mhd;
    kept = jy_malloc(sizeof *kept);
    *kept = (struct kept_answer){key, mhd};
    bytes->answer_free = free_answer; /* the same for all */
    void *none = NULL;
    if (atomic_compare_exchange_strong(&bytes->answer, &none, kept))
        return mhd;
    free(kept); /* another thread was first */
    return mhd;
}

/* Is it kept with its bytes? Then they give it back. */
static bool is_kept(const struct jy_http_response *response, const struct MHD_Response *mhd)
{
    const struct kept_answer *kept =
        response->shared != NULL ? atomic_load(&response->shared->answer) : NULL;
    return kept != NULL && kept->mhd == mhd;
}

static enum MHD_Result send_answer(struct job *job)
{
    struct jy_http_response *response = &job->exchange->response;
    size_t len;
    (void)jy_http_response_bytes(response, &len);
    if (response->file >= 0)
        len = (size_t)response->file_bytes;
    jy_http_exchange_sent(job->exchange);
    struct MHD_Response *mhd = take_answer(response);
    if (mhd == NULL)
        return MHD_NO;
    set_deadline(job->at, job->server->deadline_s + (double)len / SLOWEST_BYTES_S);
    job->state = JOB_SENT;
    enum MHD_Result result = MHD_queue_response(job->mhd, (unsigned)response->status, mhd);
    if (!is_kept(response, mhd)) {
        MHD_destroy_response(mhd);
    } else if (!response->ready) {
        jy_http_exchange_keep(job->exchange);
    }
    return result;
}

static void run_job(void *item)
{
    struct job *job = item;
    jy_http_exchange_run(job->exchange);
    MHD_resume_connection(job->mhd);
}

/* The request is whole: quick rows run here, others on a worker while the connection sleeps. */
static enum MHD_Result dispatch(struct job *job)
{
    struct jy_http_exchange *x = job->exchange;
    if (!x->answered && atomic_load(&job->server->stopping))
        jy_http_exchange_refuse(x, "the service is stopping");
    if (jy_http_exchange_try(x))
        return send_answer(job);
    job->state = JOB_RUNNING;
    set_deadline(job->at, HANDLER_DEADLINE_S);
    MHD_suspend_connection(job->mhd);
    if (jy_workers_put(job->server->workers, job))
        return MHD_YES;
    jy_metrics_overloaded(job->server->service->metrics);
    jy_http_exchange_refuse(x, "every worker is busy; please try again");
    MHD_resume_connection(job->mhd);
    return MHD_YES;
}

static enum MHD_Result start_job(struct job *job, const char *method, const char *version)
{
    struct jy_http_request *request = &job->exchange->request;
    request->method = jy_http_method_parse(method);
    request->version = jy_arena_strdup(&request->arena, version);
    (void)MHD_get_connection_values_n(job->mhd, MHD_HEADER_KIND, add_header, request);
    job->state = JOB_BODY;
    return jy_http_exchange_head(job->exchange) ? send_answer(job) : MHD_YES;
}

/* libmicrohttpd's signature */
// NOLINTNEXTLINE(readability-function-size)
static enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url,
                                  const char *method, const char *version, const char *upload_data,
                                  size_t *upload_data_size, void **con_cls)
{
    (void)cls;
    (void)mhd;
    (void)url; /* decoded by libmicrohttpd's rules; ours reads the raw target */
    struct job *job = *con_cls;
    if (job == NULL)
        return MHD_NO;
    switch (job->state) {
    case JOB_HEAD:
        return start_job(job, method, version);
    case JOB_BODY:
        if (*upload_data_size == 0)
            return dispatch(job);
        if (!jy_http_exchange_body(job->exchange, upload_data, *upload_data_size))
            return MHD_NO;
        *upload_data_size = 0;
        return MHD_YES;
    case JOB_RUNNING: /* resumed: the worker is done */
        return send_answer(job);
    case JOB_SENT:
        break;
    }
    return MHD_YES;
}

/* --- start and stop ------------------------------------------------------ */

static void on_mhd_log(void *cls, const char *fmt, va_list args)
    __attribute__((format(printf, 2, 0)));
static void on_mhd_log(void *cls, const char *fmt, va_list args)
{
    (void)cls;
    char text[256];
    (void)vsnprintf(text, sizeof text, fmt, args);
    for (char *c = text; *c != '\0'; c++) {
        if (*c == '"')
            *c = '\'';
    }
    jy_log(JY_LOG_DEBUG, "libmicrohttpd", "text=\"%s\"", text);
}

static int cores(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 2 ? 2 : n > 64 ? 64 : (int)n;
}

/* As many descriptors as connections, where the hard limit allows it. */
static void raise_descriptor_limit(int connections)
{
    struct rlimit limit;
    rlim_t want = (rlim_t)connections + 256;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= want)
        return;
    limit.rlim_cur = limit.rlim_max < want ? limit.rlim_max : want;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

static struct MHD_Daemon *start_daemon(const struct jy_http_server_options *options,
                                       struct jy_http_server *server, int fd)
{
    unsigned threads = (unsigned)(options->threads > 1 ? options->threads : cores());
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
        on_request, server,
        /* first, so that it hears of the others */
        MHD_OPTION_EXTERNAL_LOGGER, on_mhd_log, NULL, /**/
        MHD_OPTION_LISTEN_SOCKET, fd,                 /**/
        MHD_OPTION_THREAD_POOL_SIZE, threads,         /**/
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)options->connections,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, /**/
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_TIMEOUT_S, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned)options->per_address, MHD_OPTION_STRICT_FOR_CLIENT, 1, /**/
        MHD_OPTION_URI_LOG_CALLBACK, on_target, server,                  /**/
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, server, /**/
        MHD_OPTION_END);
}

enum jy_code jy_http_server_start(const struct jy_http_server_options *options,
                                  struct jy_http_service *service, struct jy_http_server **out,
                                  struct jy_error *err)
{
    struct jy_http_server *server = jy_calloc(1, sizeof *server);
    server->service = service;
    server->deadline_s = options->deadline_s;
    (void)pthread_mutex_init(&server->lock, NULL);
    int fd = -1;
    enum jy_code code = jy_listen_open(options->listen, BACKLOG, &fd, server->address, err);
    if (code != JY_OK) {
        (void)pthread_mutex_destroy(&server->lock);
        free(server);
        return code;
    }
    raise_descriptor_limit(options->connections);
    server->workers =
        jy_workers_new(options->workers > 0 ? options->workers : cores(), options->queue, run_job);
    sigset_t all, old; /* signals are the main thread's affair */
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &old);
    server->daemon = start_daemon(options, server, fd);
    bool reaping =
        server->daemon != NULL && pthread_create(&server->reaper, NULL, reaper_main, server) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (!reaping) {
        if (server->daemon != NULL) {
            MHD_stop_daemon(server->daemon);
        } else {
            (void)close(fd);
        }
        jy_workers_free(server->workers);
        (void)pthread_mutex_destroy(&server->lock);
        free(server);
        return jy_fail(err, JY_EIO, "cannot start the server threads on %s", options->listen);
    }
    *out = server;
    return JY_OK;
}

const char *jy_http_server_address(const struct jy_http_server *server)
{
    return server->address;
}

void jy_http_server_stop(struct jy_http_server *server, double grace_s)
{
    if (server == NULL)
        return;
    atomic_store(&server->stopping, true);
    int fd = MHD_quiesce_daemon(server->daemon);
    if (fd >= 0)
        (void)close(fd);
    double until_s = jy_clock_monotonic_s() + grace_s;
    const struct timespec tick = {.tv_nsec = 20000000};
    while (atomic_load(&server->active) > 0 && jy_clock_monotonic_s() < until_s)
        (void)nanosleep(&tick, NULL);
    /* Every suspended connection is resumed before the daemon may end. */
    jy_workers_free(server->workers);
    atomic_store(&server->reaper_ends, true);
    (void)pthread_join(server->reaper, NULL);
    MHD_stop_daemon(server->daemon);
    for (size_t i = 0; i < SPARES; i++)
        jy_http_exchange_free(atomic_load(&server->spares[i]));
    (void)pthread_mutex_destroy(&server->lock);
    free(server);
}
