/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/http/listen.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <netdb.h>

/* "[::1]:80" and "host:80" into their two parts. */
static enum jy_code split(const char *text, char host[64], char port[8], struct jy_error *err)
{
    const char *colon = strrchr(text, ':');
    if (colon == NULL || colon[1] == '\0' || strlen(colon + 1) > 5 ||
        strspn(colon + 1, "0123456789") != strlen(colon + 1))
        return jy_fail(err, JY_EINVALID, "'%.100s' is not HOST:PORT", text);
    const char *begin = text, *end = colon;
    if (*begin == '[') {
        begin++;
        if (end[-1] != ']')
            return jy_fail(err, JY_EINVALID, "'%.100s' is not [ADDRESS]:PORT", text);
        end--;
    }
    if (end - begin > 63)
        return jy_fail(err, JY_EINVALID, "the host in '%.100s' is too long", text);
    (void)snprintf(host, 64, "%.*s", (int)(end - begin), begin);
    (void)snprintf(port, 8, "%s", colon + 1);
    return JY_OK;
}

bool jy_listen_text_valid(const char *text)
{
    char host[64], port[8];
    return split(text, host, port, NULL) == JY_OK;
}

static int open_at(const struct addrinfo *at, int backlog)
{
    int fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    int one = 1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, backlog) == 0)
        return fd;
    int why = errno;
    (void)close(fd);
    errno = why;
    return -1;
}

static void write_address(int fd, char out[JY_LISTEN_TEXT_SIZE])
{
    struct sockaddr_storage at;
    socklen_t len = sizeof at;
    char host[64] = "?", port[8] = "?";
    if (getsockname(fd, (struct sockaddr *)&at, &len) == 0) {
        (void)getnameinfo((struct sockaddr *)&at, len, host, sizeof host, port, sizeof port,
                          NI_NUMERICHOST | NI_NUMERICSERV);
    }
    bool v6 = strchr(host, ':') != NULL;
    (void)snprintf(out, JY_LISTEN_TEXT_SIZE, "%s%s%s:%s", v6 ? "[" : "", host, v6 ? "]" : "", port);
}

enum jy_code jy_listen_open(const char *text, int backlog, int *out_fd,
                            char out_address[JY_LISTEN_TEXT_SIZE], struct jy_error *err)
{
    char host[64] = "", port[8] = "";
    enum jy_code code = split(text, host, port, err);
    if (code != JY_OK)
        return code;
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found;
    int rc = getaddrinfo(host[0] != '\0' ? host : NULL, port, &hints, &found);
    if (rc != 0)
        return jy_fail(err, JY_EINVALID, "cannot listen on %s: %s", text, gai_strerror(rc));
    int fd = open_at(found, backlog);
    int why = errno;
    freeaddrinfo(found);
    if (fd < 0)
        return jy_fail(err, JY_EIO, "cannot listen on %s: %s", text, jy_errno_text(why));
    write_address(fd, out_address);
    *out_fd = fd;
    return JY_OK;
}
