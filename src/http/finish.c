/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/http/finish.h"

#include <stdio.h>
#include <string.h>

#include "src/http/gzip.h"

bool jy_http_not_modified(const struct jy_http_request *request, struct jy_http_response *response,
                          const char *etag)
{
    (void)snprintf(response->etag, sizeof response->etag, "%s", etag);
    if (!jy_etag_matches(jy_http_request_header(request, "If-None-Match"), etag))
        return false;
    response->status = 304;
    return true;
}

static bool is_get(const struct jy_http_request *request)
{
    return request->method == JY_HTTP_GET || request->method == JY_HTTP_HEAD;
}

static void drop_body(struct jy_http_response *response)
{
    jy_buf_clear(&response->body);
    jy_http_response_share(response, NULL);
    response->gzipped = false;
}

static void tag(const struct jy_http_request *request, struct jy_http_response *response)
{
    if (!is_get(request) || response->status != 200 || response->cache == JY_HTTP_CACHE_NONE)
        return;
    if (response->etag[0] == '\0') {
        size_t len;
        const void *bytes = jy_http_response_bytes(response, &len);
        char etag[JY_ETAG_SIZE];
        (void)jy_http_not_modified(request, response, jy_etag_of(bytes, len, etag));
    }
    if (response->status == 304)
        drop_body(response);
}

static bool compressible(const char *type)
{
    static const char *const types[] = {"text/",
                                        "application/json",
                                        "application/geo+json",
                                        "application/problem+json",
                                        "application/manifest+json",
                                        "application/javascript",
                                        "application/vnd.mapbox-vector-tile",
                                        "application/vnd.oai.openapi+json",
                                        "application/x-protobuf",
                                        "image/svg+xml"};
    for (size_t i = 0; type != NULL && i < sizeof types / sizeof *types; i++) {
        if (strncmp(type, types[i], strlen(types[i])) == 0)
            return true;
    }
    return false;
}

/* Own bytes to what the client takes: gzip when it helps, plain when it must be. */
static void encode(const struct jy_http_request *request, struct jy_http_response *response)
{
    bool accepts = jy_http_request_accepts(request, "Accept-Encoding", "gzip");
    size_t len;
    const void *bytes = jy_http_response_bytes(response, &len);
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    struct jy_error err;
    if (response->gzipped == accepts)
        return;
    if (accepts) {
        if (!jy_gzip(bytes, len, 1, &out))
            return;
    } else if (jy_gunzip(bytes, len, (size_t)256 << 20, &out, &err) != JY_OK) {
        return;
    }
    drop_body(response);
    jy_buf_done(&response->body);
    response->body = out;
    out = (struct jy_buf)JY_BUF_INIT;
    response->gzipped = accepts;
}

static const char *cache_text(enum jy_http_cache cache)
{
    switch (cache) {
    case JY_HTTP_CACHE_NONE:
        return "no-store";
    case JY_HTTP_CACHE_REVALIDATE:
        return "no-cache";
    case JY_HTTP_CACHE_FOREVER:
        return "public, max-age=31536000, immutable";
    }
    return "no-store";
}

/* The origin with a blank before it, or nothing. */
#define CSP_PAGE(origin)                                                                        \
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:" origin "; " \
    "worker-src 'self'; connect-src 'self'" origin "; font-src 'self'; object-src 'none'; "     \
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
static const char csp_page[] = CSP_PAGE("");
static const char csp_framed[] =
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors *";
static const char csp_sheet[] =
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
static const char csp_data[] = "default-src 'none'; frame-ancestors 'none'";

/* Ours, or for the map page of a service with an outside base map that origin too. */
static void page_policy(struct jy_http_response *response)
{
    const char *origin = response->outside;
    struct jy_buf JY_AUTOBUF policy = JY_BUF_INIT;
    if (origin != NULL)
        jy_buf_addf(&policy, CSP_PAGE(" %s"), origin, origin);
    jy_http_response_header(response, "Content-Security-Policy",
                            origin != NULL ? jy_buf_text(&policy) : csp_page);
}

static void common_headers(const struct jy_http_request *request, struct jy_http_response *response)
{
    const char *type = response->content_type;
    bool page = type != NULL && strncmp(type, "text/html", 9) == 0;
    bool active = page || (type != NULL && (strstr(type, "javascript") != NULL ||
                                            strncmp(type, "image/svg", 9) == 0));
    if (response->cors)
        jy_http_response_header(response, "Access-Control-Allow-Origin", "*");
    bool framed = response->framed && response->status < 400;
    if (active && !framed && !response->sheet) {
        page_policy(response);
    } else {
        jy_http_response_header(response, "Content-Security-Policy",
                                framed            ? csp_framed
                                : response->sheet ? csp_sheet
                                                  : csp_data);
    }
    jy_http_response_header(response, "X-Content-Type-Options", "nosniff");
    jy_http_response_header(response, "Referrer-Policy", "same-origin");
    if (response->shared == NULL) /* the answer of shared bytes is the same for all */
        jy_http_response_header(response, "X-Request-Id", request->id);
    if (page) {
        if (!framed)
            jy_http_response_header(response, "X-Frame-Options", "DENY");
        jy_http_response_header(response, "Permissions-Policy",
                                "geolocation=(self), camera=(), microphone=()");
    }
}

static void add_etag(struct jy_http_response *response)
{
    if (response->etag[0] == '\0')
        return;
    /* A strong tag belongs to one encoding: the gzip form carries the weak one. */
    char etag[JY_ETAG_SIZE + 2];
    (void)snprintf(etag, sizeof etag, "%s%s",
                   response->gzipped && response->etag[0] == '"' ? "W/" : "", response->etag);
    jy_http_response_header(response, "ETag", etag);
}

void jy_http_finish(const struct jy_http_request *request, struct jy_http_response *response)
{
    tag(request, response);
    if (response->status == 304 || response->status == 204) {
        drop_body(response);
    } else if (response->gzipped || compressible(response->content_type)) {
        encode(request, response);
        jy_http_response_header(response, "Vary", "Accept-Encoding");
    }
    add_etag(response);
    if (response->gzipped)
        jy_http_response_header(response, "Content-Encoding", "gzip");
    jy_http_response_header(response, "Cache-Control",
                            response->status < 400 ? cache_text(response->cache) : "no-store");
    common_headers(request, response);
}
