/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/hstore.h"

#include <string.h>

/* Reads "…" at *at into fresh memory; NULL when it is not there or not closed. */
static const char *quoted(const char **at, struct jy_arena *arena)
{
    const char *p = *at;
    if (*p++ != '"')
        return NULL;
    size_t n = 0;
    for (const char *q = p; *q != '"'; q++, n++) {
        if (*q == '\\')
            q++;
        if (*q == '\0')
            return NULL;
    }
    char *text = jy_arena_alloc(arena, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (*p == '\\')
            p++;
        text[i] = *p++;
    }
    *at = p + 1;
    return text;
}

static size_t count_pairs_at_most(const char *text)
{
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, "=>")) != NULL && n < JY_HSTORE_MAX; p += 2)
        n++;
    return n;
}

bool jy_hstore_parse(const char *text, struct jy_arena *arena, struct jy_hstore *out)
{
    size_t most = count_pairs_at_most(text);
    struct jy_hstore_pair *pairs = jy_arena_alloc(arena, (most + 1) * sizeof *pairs);
    *out = (struct jy_hstore){0, pairs};
    if (*text == '\0')
        return true;
    for (const char *p = text;; p++) {
        struct jy_hstore_pair pair;
        if ((pair.key = quoted(&p, arena)) == NULL || strncmp(p, "=>", 2) != 0)
            return false;
        p += 2;
        if ((pair.value = quoted(&p, arena)) == NULL || out->n == most)
            return false;
        pairs[out->n++] = pair;
        if (*p == '\0')
            return true;
        if (*p != ',')
            return false;
    }
}
