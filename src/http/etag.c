/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/http/etag.h"

#include <stdint.h>
#include <string.h>

#include "src/base/hash.h"

const char *jy_etag_of(const void *bytes, size_t n, char text[JY_ETAG_SIZE])
{
    uint64_t hash = jy_hash64(bytes, n);
    char *out = text;
    *out++ = '"';
    for (int shift = 60; shift >= 0; shift -= 4)
        *out++ = "0123456789abcdef"[hash >> shift & 15];
    memcpy(out, "\"", 2);
    return text;
}

static const char *opaque(const char *tag)
{
    return strncmp(tag, "W/", 2) == 0 ? tag + 2 : tag;
}

bool jy_etag_matches(const char *if_none_match, const char *etag)
{
    if (if_none_match == NULL)
        return false;
    const char *want = opaque(etag);
    size_t len = strlen(want);
    for (const char *item = if_none_match; *item != '\0';) {
        item += strspn(item, " \t,");
        if (*item == '*')
            return true;
        const char *tag = opaque(item);
        if (*tag != '"')
            return false;
        const char *close = strchr(tag + 1, '"');
        if (close == NULL)
            return false;
        if ((size_t)(close + 1 - tag) == len && memcmp(tag, want, len) == 0)
            return true;
        item = close + 1;
    }
    return false;
}
