/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Clients that ask a running service mixed questions over loopback, each the next as soon as it has
 * the answer: milliseconds of the median, the 99th percentile and the worst, by kind.
 *
 *   http_mix PORT CLIENTS SECONDS MIX    MIX has lines "KIND SHARE PATH"; of one kind paths are
 *                                        taken at random (seeded), kinds by their shares */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <strings.h>

#include "bench/bench.h"

enum { MAX_KINDS = 8, BUFFER = 1 << 16 };

struct kind {
    char name[24];
    double share;
    size_t n, cap;
    char **paths;
};

struct mix {
    size_t n;
    struct kind kinds[MAX_KINDS];
    double shares;
};

struct client {
    pthread_t thread;
    const struct mix *mix;
    uint16_t port;
    uint64_t seed;
    double until_s;
    size_t n[MAX_KINDS], cap[MAX_KINDS], refused;
    float *ms[MAX_KINDS];
};

static void *grow(void *array, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return array;
    *cap = *cap == 0 ? 256 : 2 * *cap;
    array = realloc(array, *cap * size);
    if (array == NULL)
        abort();
    return array;
}

static int connect_to(uint16_t port)
{
    int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (s < 0 || connect(s, (const struct sockaddr *)&to, sizeof to) != 0) {
        perror("http_mix: connect");
        exit(1);
    }
    (void)setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return s;
}

/* Reads one whole answer; its status, or 0 when the connection ended. */
static int answer(int s, char *buffer)
{
    size_t have = 0;
    char *end = NULL;
    while (end == NULL) {
        ssize_t n = recv(s, buffer + have, BUFFER - 1 - have, 0);
        if (n <= 0)
            return 0;
        have += (size_t)n;
        buffer[have] = '\0';
        end = strstr(buffer, "\r\n\r\n");
        if (end == NULL && have == BUFFER - 1)
            return 0;
    }
    const char *length = strcasestr(buffer, "\r\nContent-Length:");
    size_t body = length != NULL && length < end ? strtoul(length + 17, NULL, 10) : 0;
    size_t got = have - (size_t)(end + 4 - buffer);
    int status = atoi(buffer + 9);
    while (got < body) {
        ssize_t n = recv(s, buffer, BUFFER, 0);
        if (n <= 0)
            return 0;
        got += (size_t)n;
    }
    return status;
}

static size_t choose(const struct mix *mix, uint64_t *seed)
{
    double at = bench_uniform(seed) * mix->shares;
    size_t k = 0;
    while (k + 1 < mix->n && (at -= mix->kinds[k].share) >= 0)
        k++;
    return k;
}

static void *run(void *arg)
{
    struct client *c = arg;
    char *buffer = malloc(BUFFER), request[1024];
    int s = connect_to(c->port);
    if (buffer == NULL)
        abort();
    for (double start_s; (start_s = bench_now_s()) < c->until_s;) {
        size_t k = choose(c->mix, &c->seed);
        const struct kind *kind = &c->mix->kinds[k];
        const char *path = kind->paths[(size_t)(bench_uniform(&c->seed) * (double)kind->n)];
        int n =
            snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", path);
        int status = 0;
        if (n > 0 && send(s, request, (size_t)n, MSG_NOSIGNAL) == n)
            status = answer(s, buffer);
        if (status != 200 && status != 204 && c->refused++ == 0)
            (void)fprintf(stderr, "http_mix: %d for %s\n", status, path);
        if (status == 0) {
            (void)close(s);
            s = connect_to(c->port);
            continue;
        }
        c->ms[k] = grow(c->ms[k], c->n[k], &c->cap[k], sizeof *c->ms[k]);
        c->ms[k][c->n[k]++] = (float)((bench_now_s() - start_s) * 1000);
    }
    (void)close(s);
    free(buffer);
    return NULL;
}

static int by_value(const void *a, const void *b)
{
    const float *p = a, *q = b;
    return (*p > *q) - (*p < *q);
}

static void report(const struct mix *mix, struct client *clients, size_t n_clients, double seconds)
{
    size_t refused = 0;
    for (size_t k = 0; k < mix->n; k++) {
        size_t n = 0;
        for (size_t i = 0; i < n_clients; i++)
            n += clients[i].n[k];
        float *ms = malloc((n + 1) * sizeof *ms);
        if (ms == NULL)
            abort();
        n = 0;
        for (size_t i = 0; i < n_clients; i++)
            for (size_t j = 0; j < clients[i].n[k]; j++)
                ms[n++] = clients[i].ms[k][j];
        qsort(ms, n, sizeof *ms, by_value);
        if (n > 0)
            printf("| %s | %.0f | %.2f | %.2f | %.2f | %.2f |\n", mix->kinds[k].name,
                   (double)n / seconds, (double)ms[n / 2], (double)ms[(size_t)((double)n * 0.99)],
                   (double)ms[(size_t)((double)n * 0.999)], (double)ms[n - 1]);
        free(ms);
    }
    for (size_t i = 0; i < n_clients; i++)
        refused += clients[i].refused;
    if (refused > 0)
        printf("%zu answers were no 200 or 204\n", refused);
}

static int mix_read(const char *file, struct mix *mix)
{
    char name[24], path[512];
    double share;
    FILE *in = fopen(file, "re");
    while (in != NULL && fscanf(in, "%23s %lf %511s", name, &share, path) == 3) {
        size_t k = 0;
        while (k < mix->n && strcmp(mix->kinds[k].name, name) != 0)
            k++;
        if (k == MAX_KINDS)
            break;
        struct kind *kind = &mix->kinds[k];
        if (k == mix->n) {
            mix->n++;
            mix->shares += share;
            kind->share = share;
            (void)snprintf(kind->name, sizeof kind->name, "%s", name);
        }
        kind->paths = grow(kind->paths, kind->n, &kind->cap, sizeof *kind->paths);
        kind->paths[kind->n++] = strdup(path);
    }
    if (in != NULL)
        (void)fclose(in);
    return mix->n > 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
    struct mix mix = {0};
    size_t n = argc == 5 ? strtoul(argv[2], NULL, 10) : 0;
    if (n == 0 || n > 256 || mix_read(argv[4], &mix) != 0) {
        (void)fprintf(stderr, "usage: http_mix PORT CLIENTS SECONDS MIX\n");
        return 2;
    }
    double seconds = strtod(argv[3], NULL), until_s = bench_now_s() + seconds;
    struct client *clients = calloc(n, sizeof *clients);
    if (clients == NULL)
        return 1;
    for (size_t i = 0; i < n; i++) {
        clients[i].mix = &mix;
        clients[i].port = (uint16_t)strtoul(argv[1], NULL, 10);
        clients[i].seed = i + 1;
        clients[i].until_s = until_s;
        if (pthread_create(&clients[i].thread, NULL, run, &clients[i]) != 0)
            return 1;
    }
    for (size_t i = 0; i < n; i++)
        (void)pthread_join(clients[i].thread, NULL);
    report(&mix, clients, n, seconds);
    return 0;
}
