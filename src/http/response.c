/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/http/response.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/base/mem.h"

void jy_http_response_init(struct jy_http_response *response)
{
    memset(response, 0, offsetof(struct jy_http_response, extra));
    response->n_room = 0;
    response->status = 200;
    response->file = -1;
}

void jy_http_response_reset(struct jy_http_response *response)
{
    jy_http_response_done(response);
    jy_http_response_init(response);
}

static bool in_room(const struct jy_http_response *response, const char *value)
{
    return value >= response->room && value < response->room + sizeof response->room;
}

void jy_http_response_done(struct jy_http_response *response)
{
    jy_buf_done(&response->body);
    jy_http_bytes_unref(response->shared);
    response->shared = NULL;
    if (response->file >= 0)
        (void)close(response->file);
    response->file = -1;
    for (size_t i = 0; i < response->n_extra; i++) {
        if (!in_room(response, response->extra[i].value))
            free(response->extra[i].value);
    }
    response->n_extra = 0;
}

void jy_http_response_header(struct jy_http_response *response, const char *name, const char *value)
{
    assert(response->n_extra < JY_HTTP_EXTRA_MAX);
    size_t size = strlen(value) + 1;
    char *copy = response->room + response->n_room;
    if (size > sizeof response->room - response->n_room) {
        copy = jy_malloc(size);
    } else {
        response->n_room += size;
    }
    memcpy(copy, value, size);
    for (char *c = copy; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7F)
            *c = '\0';
    }
    response->extra[response->n_extra].name = name;
    response->extra[response->n_extra++].value = copy;
}

const void *jy_http_response_bytes(const struct jy_http_response *response, size_t *out_len)
{
    if (response->shared != NULL) {
        *out_len = response->shared->len;
        return response->shared->data;
    }
    *out_len = response->body.len;
    return jy_buf_text(&response->body);
}

void jy_http_response_file(struct jy_http_response *response, int fd, uint64_t bytes)
{
    if (response->file >= 0)
        (void)close(response->file);
    response->file = fd;
    response->file_bytes = bytes;
}

void jy_http_response_share(struct jy_http_response *response, struct jy_http_bytes *bytes)
{
    jy_http_bytes_unref(response->shared);
    response->shared = bytes;
}

const char *jy_http_status_text(int status)
{
    static const struct {
        int status;
        const char *text;
    } texts[] = {{200, "OK"},
                 {201, "Created"},
                 {202, "Accepted"},
                 {204, "No Content"},
                 {304, "Not Modified"},
                 {400, "Bad Request"},
                 {403, "Forbidden"},
                 {404, "Not Found"},
                 {405, "Method Not Allowed"},
                 {409, "Conflict"},
                 {413, "Content Too Large"},
                 {414, "URI Too Long"},
                 {415, "Unsupported Media Type"},
                 {429, "Too Many Requests"},
                 {500, "Internal Server Error"},
                 {501, "Not Implemented"},
                 {503, "Service Unavailable"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i].status == status)
            return texts[i].text;
    }
    return "Error";
}
