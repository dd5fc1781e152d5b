/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A response being made: status, headers, and a body of its own or shared bytes.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "src/http/bytes.h"
#include "src/http/etag.h"

#define JY_HTTP_EXTRA_MAX 20

/** How long others may keep an answer. */
enum jy_http_cache {
    JY_HTTP_CACHE_NONE,       /**< no-store: requests, status, health */
    JY_HTTP_CACHE_REVALIDATE, /**< kept, asked for again by ETag */
    JY_HTTP_CACHE_FOREVER     /**< the address changes with the content */
};

struct jy_http_response {
    int status;
    const char *content_type; /**< static or of the request's arena */
    enum jy_http_cache cache;
    struct jy_buf body;
    struct jy_http_bytes *shared; /**< held; instead of body */
    int file;                     /**< instead of body, sent from the disk and closed; -1 none */
    uint64_t file_bytes;
    uint64_t generation; /**< of the service when the shared bytes were found; 0: not to be kept as
                            a ready answer */
    bool ready;          /**< a ready answer: its bytes carry their headers */
    bool gzipped;        /**< the bytes are gzip already */
    bool cors;           /**< any page may read it */
    bool framed;         /**< a page that any other may show in a frame */
    bool sheet;          /**< a page for itself: its own style, no script */
    const char *outside; /**< an origin whose pictures the page may show; NULL none; lasting */
    char etag[JY_ETAG_SIZE]; /**< "" none */
    size_t n_extra;
    struct {
        const char *name; /**< static */
        char *value;      /**< in room, or owned where that is full */
    } extra[JY_HTTP_EXTRA_MAX];
    size_t n_room;
    char room[768]; /**< of header values */
};

void jy_http_response_init(struct jy_http_response *response);
void jy_http_response_done(struct jy_http_response *response);
/** Drops body, shared bytes, tag and headers: the answer starts anew. */
void jy_http_response_reset(struct jy_http_response *response);
/** Adds a header; a value with control characters is cut there. */
void jy_http_response_header(struct jy_http_response *response, const char *name,
                             const char *value);
/** The body's bytes, its own or shared. */
const void *jy_http_response_bytes(const struct jy_http_response *response, size_t *out_len);
/** Answers with an open file from its beginning: it passes to the response. */
void jy_http_response_file(struct jy_http_response *response, int fd, uint64_t bytes);
/** Shares @p bytes (its hold passes to the response). */
void jy_http_response_share(struct jy_http_response *response, struct jy_http_bytes *bytes);
const char *jy_http_status_text(int status);
