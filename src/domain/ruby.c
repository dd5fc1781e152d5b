/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/domain/ruby.h"

#include <string.h>

/* Does {base|reading} start at @p p? */
static bool ruby_at(const char *p, struct jy_ruby_piece *out, const char **out_end)
{
    const char *close = strchr(p, '}');
    const char *bar = close != NULL ? memchr(p, '|', (size_t)(close - p)) : NULL;
    const char *again = close != NULL ? memchr(p + 1, '{', (size_t)(close - p - 1)) : NULL;
    if (bar == NULL || again != NULL)
        return false;
    *out = (struct jy_ruby_piece){.base = p + 1,
                                  .reading = bar + 1,
                                  .base_len = (size_t)(bar - p) - 1,
                                  .reading_len = (size_t)(close - bar) - 1};
    *out_end = close + 1;
    return true;
}

bool jy_ruby_next(const char **text, struct jy_ruby_piece *out)
{
    const char *p = *text;
    const char *end = p;
    if (*p == '\0')
        return false;
    if (*p == '{' && ruby_at(p, out, &end)) {
        *text = end;
        return true;
    }
    struct jy_ruby_piece next;
    do {
        p = strchrnul(p + 1, '{');
    } while (*p != '\0' && !ruby_at(p, &next, &end));
    *out = (struct jy_ruby_piece){.base = *text, .base_len = (size_t)(p - *text)};
    *text = p;
    return true;
}

void jy_ruby_plain(struct jy_buf *out, const char *text)
{
    struct jy_ruby_piece piece;
    while (jy_ruby_next(&text, &piece))
        jy_buf_add(out, piece.base, piece.base_len);
}

static void add_escaped(struct jy_buf *out, const char *text, size_t n)
{
    struct jy_buf JY_AUTOBUF copy = JY_BUF_INIT;
    jy_buf_add(&copy, text, n);
    jy_buf_add_html(out, jy_buf_text(&copy));
}

void jy_ruby_html(struct jy_buf *out, const char *text)
{
    struct jy_ruby_piece piece;
    while (jy_ruby_next(&text, &piece)) {
        if (piece.reading != NULL)
            jy_buf_adds(out, "<ruby>");
        add_escaped(out, piece.base, piece.base_len);
        if (piece.reading == NULL)
            continue;
        jy_buf_adds(out, "<rp>(</rp><rt>");
        add_escaped(out, piece.reading, piece.reading_len);
        jy_buf_adds(out, "</rt><rp>)</rp></ruby>");
    }
}
