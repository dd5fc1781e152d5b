/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/http/metrics.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "src/base/json_out.h"
#include "src/base/mem.h"

static const int statuses[] = {200, 201, 204, 304, 400, 403, 404, 405,
                               409, 413, 414, 415, 429, 500, 501, 503};
#define N_STATUS (sizeof statuses / sizeof *statuses)
/* Upper bounds of the latency histogram, seconds; the last bucket is +Inf. */
static const double bounds_s[] = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                  0.05,   0.1,   0.25,   0.5,   1,    2.5};
#define N_BOUND (sizeof bounds_s / sizeof *bounds_s)

struct route_counts {
    _Atomic uint64_t by_status[N_STATUS + 1]; /* the last: any other */
    _Atomic uint64_t by_time[N_BOUND + 1];
    _Atomic uint64_t time_us;
};

struct jy_metrics {
    const struct jy_http_route *routes;
    size_t n_routes;
    _Atomic uint64_t bytes, reaped, overloaded;
    _Atomic int64_t connections;
    struct route_counts counts[]; /* n_routes + 1: the last is "none" */
};

struct jy_metrics *jy_metrics_new(const struct jy_router *router)
{
    struct jy_metrics *metrics =
        jy_calloc(1, sizeof *metrics + (router->n_routes + 1) * sizeof *metrics->counts);
    metrics->routes = router->routes;
    metrics->n_routes = router->n_routes;
    return metrics;
}

void jy_metrics_free(struct jy_metrics *metrics)
{
    free(metrics);
}

void jy_metrics_count(struct jy_metrics *metrics, const struct jy_http_route *route, int status,
                      size_t bytes, double seconds)
{
    size_t r = route != NULL ? (size_t)(route - metrics->routes) : metrics->n_routes;
    struct route_counts *counts = &metrics->counts[r];
    size_t s = 0;
    while (s < N_STATUS && statuses[s] != status)
        s++;
    size_t b = 0;
    while (b < N_BOUND && seconds > bounds_s[b])
        b++;
    atomic_fetch_add(&counts->by_status[s], 1);
    atomic_fetch_add(&counts->by_time[b], 1);
    atomic_fetch_add(&counts->time_us, (uint64_t)(seconds * 1e6));
    atomic_fetch_add(&metrics->bytes, bytes);
}

void jy_metrics_reaped(struct jy_metrics *metrics)
{
    atomic_fetch_add(&metrics->reaped, 1);
}

void jy_metrics_overloaded(struct jy_metrics *metrics)
{
    atomic_fetch_add(&metrics->overloaded, 1);
}

void jy_metrics_connections(struct jy_metrics *metrics, int change)
{
    atomic_fetch_add(&metrics->connections, change);
}

void jy_metrics_line(struct jy_buf *out, const char *name, const char *type, const char *help,
                     double value)
{
    char text[32];
    jy_buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n%s %s\n", name, help, name, type, name,
                jy_double_text(value, text));
}

static const char *route_name(const struct jy_metrics *metrics, size_t r)
{
    return r < metrics->n_routes ? metrics->routes[r].id : "none";
}

static void write_requests(const struct jy_metrics *metrics, struct jy_buf *out)
{
    jy_buf_adds(out, "# HELP joyato_http_requests_total Answered requests.\n"
                     "# TYPE joyato_http_requests_total counter\n");
    for (size_t r = 0; r <= metrics->n_routes; r++) {
        for (size_t s = 0; s <= N_STATUS; s++) {
            uint64_t n = atomic_load(&metrics->counts[r].by_status[s]);
            if (n > 0) {
                jy_buf_addf(out,
                            "joyato_http_requests_total{route=\"%s\",status=\"%d\"} %" PRIu64 "\n",
                            route_name(metrics, r), s < N_STATUS ? statuses[s] : 0, n);
            }
        }
    }
}

static void write_histogram(const struct jy_metrics *metrics, size_t r, struct jy_buf *out)
{
    static const char name[] = "joyato_http_request_seconds";
    const struct route_counts *counts = &metrics->counts[r];
    const char *route = route_name(metrics, r);
    uint64_t sum = 0;
    for (size_t b = 0; b <= N_BOUND; b++)
        sum += atomic_load(&counts->by_time[b]);
    if (sum == 0)
        return;
    sum = 0;
    for (size_t b = 0; b <= N_BOUND; b++) {
        sum += atomic_load(&counts->by_time[b]);
        jy_buf_addf(out, "%s_bucket{route=\"%s\",le=\"", name, route);
        char text[32];
        jy_buf_adds(out, b < N_BOUND ? jy_double_text(bounds_s[b], text) : "+Inf");
        jy_buf_addf(out, "\"} %" PRIu64 "\n", sum);
    }
    jy_buf_addf(out, "%s_sum{route=\"%s\"} %.6f\n%s_count{route=\"%s\"} %" PRIu64 "\n", name, route,
                (double)atomic_load(&counts->time_us) / 1e6, name, route, sum);
}

void jy_metrics_write(const struct jy_metrics *metrics, struct jy_buf *out)
{
    write_requests(metrics, out);
    jy_buf_adds(out,
                "# HELP joyato_http_request_seconds Time from the request line to the answer.\n"
                "# TYPE joyato_http_request_seconds histogram\n");
    for (size_t r = 0; r <= metrics->n_routes; r++)
        write_histogram(metrics, r, out);
    jy_metrics_line(out, "joyato_http_response_bytes_total", "counter", "Bytes of bodies answered.",
                    (double)atomic_load(&metrics->bytes));
    jy_metrics_line(out, "joyato_http_reaped_total", "counter",
                    "Connections ended at their total deadline.",
                    (double)atomic_load(&metrics->reaped));
    jy_metrics_line(out, "joyato_http_overloaded_total", "counter",
                    "Requests refused because every worker was busy.",
                    (double)atomic_load(&metrics->overloaded));
    jy_metrics_line(out, "joyato_http_connections", "gauge", "Open connections.",
                    (double)atomic_load(&metrics->connections));
}
