/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/http/request.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <strings.h>

#include "src/base/utf8.h"

static const char *const method_names[] = {"GET",   "HEAD",   "POST",    "PUT",
                                           "PATCH", "DELETE", "OPTIONS", "OTHER"};

const char *jy_http_method_text(enum jy_http_method method)
{
    return method_names[method];
}

enum jy_http_method jy_http_method_parse(const char *text)
{
    for (int m = JY_HTTP_GET; m < JY_HTTP_OTHER; m++) {
        if (strcmp(text, method_names[m]) == 0)
            return (enum jy_http_method)m;
    }
    return JY_HTTP_OTHER;
}

void jy_http_request_init(struct jy_http_request *request)
{
    /* the tables of fields are large, and what their counts say of them is enough */
    request->n_query = request->n_headers = 0;
    request->headers_bad = false;
    request->body = (struct jy_buf)JY_BUF_INIT;
    request->client[0] = request->id[0] = '\0';
    request->started_s = 0;
    request->method = JY_HTTP_GET;
    jy_arena_init(&request->arena);
    request->version = "HTTP/1.1";
    request->scheme = "http";
    request->target = request->path = "/";
}

void jy_http_request_done(struct jy_http_request *request)
{
    jy_buf_done(&request->body);
    jy_arena_done(&request->arena);
}

const char *jy_http_request_header(const struct jy_http_request *request, const char *name)
{
    for (size_t i = 0; i < request->n_headers; i++) {
        if (strcasecmp(request->headers[i].name, name) == 0)
            return request->headers[i].value;
    }
    return NULL;
}

const char *jy_http_request_query(const struct jy_http_request *request, const char *name)
{
    for (size_t i = 0; i < request->n_query; i++) {
        if (strcmp(request->query[i].name, name) == 0)
            return request->query[i].value;
    }
    return NULL;
}

void jy_http_request_add_header(struct jy_http_request *request, const char *name, size_t name_len,
                                const char *value, size_t value_len)
{
    if (request->n_headers == JY_HTTP_HEADER_MAX || memchr(name, '\0', name_len) != NULL ||
        memchr(value, '\0', value_len) != NULL) {
        request->headers_bad = true;
        return;
    }
    request->headers[request->n_headers++] =
        (struct jy_http_pair){jy_arena_strndup(&request->arena, name, name_len),
                              jy_arena_strndup(&request->arena, value, value_len)};
}

/* --- target -------------------------------------------------------------- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes n bytes; NULL with a reason when they are not what a target may hold. */
static char *decode(struct jy_arena *arena, const char *text, size_t n, bool plus_is_space,
                    struct jy_error *err)
{
    char *out = jy_arena_alloc(arena, n + 1);
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '%') {
            int high = n - i > 2 ? hex_value(text[i + 1]) : -1;
            int low = high >= 0 ? hex_value(text[i + 2]) : -1;
            if (low < 0) {
                (void)jy_fail(err, JY_EINVALID, "the address has a broken percent escape");
                return NULL;
            }
            c = (unsigned char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        if (c < 0x20 || c == 0x7F) {
            (void)jy_fail(err, JY_EINVALID, "the address has a control character");
            return NULL;
        }
        out[len++] = (char)c;
    }
    if (!jy_utf8_valid(out, len)) {
        (void)jy_fail(err, JY_EINVALID, "the address is not UTF-8");
        return NULL;
    }
    return out;
}

/* One segment between slashes: decoded, it must not be able to name another place. */
static enum jy_code add_segment(struct jy_http_request *request, struct jy_buf *path,
                                const char *text, size_t n, struct jy_error *err)
{
    const char *segment = decode(&request->arena, text, n, false, err);
    if (segment == NULL)
        return err->code;
    if (strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0)
        return jy_fail(err, JY_EINVALID, "the address has a '%s' segment", segment);
    if (strpbrk(segment, "/\\") != NULL)
        return jy_fail(err, JY_EINVALID, "the address has a slash inside a segment");
    jy_buf_addc(path, '/');
    jy_buf_adds(path, segment);
    return JY_OK;
}

static enum jy_code decode_path(struct jy_http_request *request, const char *text, size_t n,
                                struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF path = JY_BUF_INIT;
    const char *end = text + n;
    while (text < end) { /* at a slash */
        const char *stop = memchr(text + 1, '/', (size_t)(end - text - 1));
        if (stop == NULL)
            stop = end;
        enum jy_code code = add_segment(request, &path, text + 1, (size_t)(stop - text - 1), err);
        if (code != JY_OK)
            return code;
        text = stop;
    }
    request->path = jy_arena_strdup(&request->arena, jy_buf_text(&path));
    return JY_OK;
}

static enum jy_code add_field(struct jy_http_request *request, const char *text, size_t n,
                              struct jy_error *err)
{
    if (n == 0)
        return JY_OK;
    if (request->n_query == JY_HTTP_QUERY_MAX)
        return jy_fail(err, JY_EINVALID, "the query has more than %d fields", JY_HTTP_QUERY_MAX);
    const char *equals = memchr(text, '=', n);
    size_t name_len = equals != NULL ? (size_t)(equals - text) : n;
    const char *name = decode(&request->arena, text, name_len, true, err);
    if (name == NULL)
        return err->code;
    const char *value =
        equals != NULL ? decode(&request->arena, equals + 1, n - name_len - 1, true, err) : "";
    if (value == NULL)
        return err->code;
    if (jy_http_request_query(request, name) != NULL)
        return jy_fail(err, JY_EINVALID, "the query field '%.60s' is given twice", name);
    request->query[request->n_query++] = (struct jy_http_pair){name, value};
    return JY_OK;
}

enum jy_code jy_http_request_decode(struct jy_http_request *request, struct jy_error *err)
{
    const char *target = request->target;
    size_t n = strlen(target);
    if (n > JY_HTTP_TARGET_MAX)
        return jy_fail(err, JY_ELIMIT, "the address is longer than %d bytes", JY_HTTP_TARGET_MAX);
    if (target[0] != '/')
        return jy_fail(err, JY_EINVALID, "the address must start with '/'");
    if (strchr(target, '#') != NULL)
        return jy_fail(err, JY_EINVALID, "the address has a '#'");
    const char *question = strchr(target, '?');
    size_t path_len = question != NULL ? (size_t)(question - target) : n;
    enum jy_code code = decode_path(request, target, path_len, err);
    request->n_query = 0;
    for (const char *at = question; code == JY_OK && at != NULL;) {
        const char *next = strchr(at + 1, '&');
        size_t len = next != NULL ? (size_t)(next - at - 1) : strlen(at + 1);
        code = add_field(request, at + 1, len, err);
        at = next;
    }
    return code;
}

/* --- guard --------------------------------------------------------------- */

static bool is_token(const char *text)
{
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        if (!isalnum((unsigned char)*text) && strchr("!#$%&'*+-.^_`|~", *text) == NULL)
            return false;
    }
    return true;
}

static size_t count_headers(const struct jy_http_request *request, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < request->n_headers; i++)
        n += strcasecmp(request->headers[i].name, name) == 0;
    return n;
}

static int refuse(struct jy_error *err, int status, const char *reason)
{
    (void)jy_fail(err, status == 413 ? JY_ELIMIT : JY_EINVALID, "%s", reason);
    return status;
}

static int guard_fields(const struct jy_http_request *request, struct jy_error *err)
{
    if (request->headers_bad)
        return refuse(err, 400, "too many headers, or a header with a NUL");
    for (size_t i = 0; i < request->n_headers; i++) {
        if (!is_token(request->headers[i].name))
            return refuse(err, 400, "a header name is not a token");
        for (const char *c = request->headers[i].value; *c != '\0'; c++) {
            if (((unsigned char)*c < 0x20 && *c != '\t') || *c == 0x7F)
                return refuse(err, 400, "a header value has a control character");
        }
    }
    return 0;
}

static int guard_length(const struct jy_http_request *request, struct jy_error *err)
{
    size_t lengths = count_headers(request, "Content-Length");
    size_t codings = count_headers(request, "Transfer-Encoding");
    if (lengths > 1)
        return refuse(err, 400, "more than one Content-Length");
    if (codings > 1 || (codings == 1 && lengths == 1))
        return refuse(err, 400, "Transfer-Encoding beside another length");
    const char *coding = jy_http_request_header(request, "Transfer-Encoding");
    if (coding != NULL && strcasecmp(coding, "chunked") != 0)
        return refuse(err, 501, "a Transfer-Encoding other than chunked");
    const char *length = jy_http_request_header(request, "Content-Length");
    if (length != NULL && (length[0] == '\0' || strspn(length, "0123456789") != strlen(length)))
        return refuse(err, 400, "Content-Length is not a number");
    if (length != NULL && strlen(length) > 15)
        return refuse(err, 413, "Content-Length is beyond any limit");
    return 0;
}

int jy_http_request_guard(const struct jy_http_request *request, struct jy_error *err)
{
    int status = guard_fields(request, err);
    if (status == 0)
        status = guard_length(request, err);
    if (status != 0)
        return status;
    size_t hosts = count_headers(request, "Host");
    if (hosts > 1 || (hosts == 0 && strcmp(request->version, "HTTP/1.0") != 0))
        return refuse(err, 400, "exactly one Host is needed");
    const char *host = jy_http_request_header(request, "Host");
    if (host != NULL && strpbrk(host, "/\\@?# \t<>\"'") != NULL)
        return refuse(err, 400, "Host is not a name");
    if (request->method == JY_HTTP_OTHER)
        return refuse(err, 501, "this method is not known here");
    return 0;
}

long long jy_http_request_content_length(const struct jy_http_request *request)
{
    const char *length = jy_http_request_header(request, "Content-Length");
    if (length == NULL)
        return -1;
    errno = 0;
    long long value = strtoll(length, NULL, 10);
    return errno == 0 && value >= 0 ? value : -1;
}

/* Weight of one list item "token;q=0.5" past its token; absent is 1. */
static bool weight_is_zero(const char *parameters, size_t n)
{
    const char *q = memmem(parameters, n, "q=", 2);
    if (q == NULL)
        return false;
    for (const char *c = q + 2; c < parameters + n; c++) {
        if (*c >= '1' && *c <= '9')
            return false;
    }
    return true;
}

bool jy_http_request_accepts(const struct jy_http_request *request, const char *name,
                             const char *token)
{
    const char *list = jy_http_request_header(request, name);
    size_t token_len = strlen(token);
    for (const char *item = list; item != NULL;) {
        item += strspn(item, " \t,");
        size_t len = strcspn(item, ",");
        size_t word = strcspn(item, " \t;,");
        if (word == token_len && strncasecmp(item, token, word) == 0)
            return !weight_is_zero(item + word, len - word);
        item = item[len] == ',' ? item + len + 1 : NULL;
    }
    return false;
}
