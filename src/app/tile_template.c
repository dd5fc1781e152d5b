/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/app/tile_template.h"

#include <stdbool.h>
#include <string.h>

/* Characters of RFC 3986 and braces; a quote is none of them for us, though ' could stand there. */
static enum jy_code check_characters(const char *url, struct jy_error *err)
{
    for (const char *c = url; *c != '\0'; c++) {
        if (*c <= ' ' || *c > '~' || strchr("\"'<>\\^`|#", *c) != NULL) {
            return jy_fail(err, JY_EINVALID,
                           "may have no blank, quote, '#', control or non-ASCII character; "
                           "character %zu is one",
                           (size_t)(c - url) + 1);
        }
    }
    return JY_OK;
}

static enum jy_code check_placeholders(const char *path, struct jy_error *err)
{
    unsigned seen[3] = {0, 0, 0};
    static const char names[] = "zxy";
    for (const char *c = path; (c = strpbrk(c, "{}")) != NULL; c += 3) {
        const char *name = *c == '{' && c[1] != '\0' ? strchr(names, c[1]) : NULL;
        if (name == NULL || c[2] != '}')
            return jy_fail(err, JY_EINVALID, "has a brace that is none of {z}, {x} and {y}");
        seen[name - names]++;
    }
    for (size_t i = 0; i < 3; i++) {
        if (seen[i] != 1) {
            return jy_fail(err, JY_EINVALID, "must have {%c} once after the host, not %u times",
                           names[i], seen[i]);
        }
    }
    return JY_OK;
}

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Bytes of "host" or "host:port" at the beginning; 0 when it is neither. An IPv6 literal is no
 * host of a CSP source (CSP 3, 2.3.1). */
static size_t authority_length(const char *text)
{
    size_t host = 0;
    while (is_alnum(text[host]) || text[host] == '-' || text[host] == '.')
        host++;
    if (host == 0 || !is_alnum(text[0]) || !is_alnum(text[host - 1]))
        return 0;
    if (text[host] != ':')
        return host;
    size_t port = strspn(text + host + 1, "0123456789");
    return port >= 1 && port <= 5 ? host + 1 + port : 0;
}

enum jy_code jy_tile_template_origin(const char *url, char out[JY_ORIGIN_SIZE],
                                     struct jy_error *err)
{
    size_t scheme = strncmp(url, "https://", 8) == 0 ? 8 : strncmp(url, "http://", 7) == 0 ? 7 : 0;
    enum jy_code code = check_characters(url, err);
    if (code != JY_OK)
        return code;
    if (scheme == 0)
        return jy_fail(err, JY_EINVALID, "must begin with https:// or http://");
    size_t length = scheme + authority_length(url + scheme);
    if (length == scheme || url[length] != '/' || length >= JY_ORIGIN_SIZE) {
        return jy_fail(err, JY_EINVALID, "must have a plain host (and port) and a path after %.*s",
                       (int)scheme, url);
    }
    code = check_placeholders(url + length, err);
    if (code != JY_OK)
        return code;
    for (size_t i = 0; i < length; i++)
        out[i] = (char)(url[i] >= 'A' && url[i] <= 'Z' ? url[i] + ('a' - 'A') : url[i]);
    out[length] = '\0';
    return JY_OK;
}
