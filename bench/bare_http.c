/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The ceiling: libmicrohttpd with nothing behind it, one ready body of BYTES: bare_http [BYTES
 * [THREADS]]. The same library, threads and options as src/http/server.c; prints "listening on …".
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <microhttpd.h>

static struct MHD_Response *response;

static enum MHD_Result answer(void *cls, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload_data,
                              size_t *upload_data_size, void **con_cls)
{
    static char seen;
    (void)cls;
    (void)url;
    (void)method;
    (void)version;
    (void)upload_data;
    (void)upload_data_size;
    if (*con_cls == NULL) {
        *con_cls = &seen;
        return MHD_YES;
    }
    return MHD_queue_response(connection, MHD_HTTP_OK, response);
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 10240;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned threads = argc > 2    ? (unsigned)strtoul(argv[2], NULL, 10)
                       : cores < 2 ? 2
                                   : (unsigned)cores;
    char *body = calloc(n + 1, 1);
    if (body == NULL)
        return 1;
    memset(body, 'x', n);
    response = MHD_create_response_from_buffer(n, body, MHD_RESPMEM_MUST_FREE);
    (void)MHD_add_response_header(response, "Content-Type", "application/octet-stream");
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
                         answer, NULL, MHD_OPTION_SOCK_ADDR, &any, MHD_OPTION_THREAD_POOL_SIZE,
                         threads, MHD_OPTION_CONNECTION_LIMIT, 4000U,
                         MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)16 * 1024, MHD_OPTION_END);
    if (daemon == NULL)
        return 1;
    printf("listening on http://127.0.0.1:%u\n",
           (unsigned)MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    (void)fflush(stdout);
    (void)pause();
    MHD_stop_daemon(daemon);
    return 0;
}
