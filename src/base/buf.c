/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"

void jy_buf_done(struct jy_buf *buf)
{
    free(buf->data);
    *buf = (struct jy_buf)JY_BUF_INIT;
}

void jy_buf_clear(struct jy_buf *buf)
{
    buf->len = 0;
    if (buf->data != NULL)
        buf->data[0] = '\0';
}

void jy_buf_reserve(struct jy_buf *buf, size_t extra)
{
    buf->data = jy_grow(buf->data, &buf->cap, buf->len + extra + 1, 1);
    buf->data[buf->len] = '\0';
}

void jy_buf_add(struct jy_buf *buf, const void *bytes, size_t n)
{
    jy_buf_reserve(buf, n);
    if (n > 0)
        memcpy(buf->data + buf->len, bytes, n);
    buf->len += n;
    buf->data[buf->len] = '\0';
}

void jy_buf_adds(struct jy_buf *buf, const char *text)
{
    jy_buf_add(buf, text, strlen(text));
}

void jy_buf_addc(struct jy_buf *buf, char c)
{
    jy_buf_add(buf, &c, 1);
}

void jy_buf_vaddf(struct jy_buf *buf, const char *fmt, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    if (n > 0) {
        jy_buf_reserve(buf, (size_t)n);
        (void)vsnprintf(buf->data + buf->len, (size_t)n + 1, fmt, again);
        buf->len += (size_t)n;
    }
    va_end(again);
}

void jy_buf_addf(struct jy_buf *buf, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    jy_buf_vaddf(buf, fmt, args);
    va_end(args);
}

void jy_buf_add_html(struct jy_buf *buf, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            jy_buf_adds(buf, "&amp;");
            break;
        case '<':
            jy_buf_adds(buf, "&lt;");
            break;
        case '>':
            jy_buf_adds(buf, "&gt;");
            break;
        case '"':
            jy_buf_adds(buf, "&quot;");
            break;
        case '\'':
            jy_buf_adds(buf, "&#39;");
            break;
        default:
            jy_buf_addc(buf, *text);
        }
    }
}

const char *jy_buf_text(const struct jy_buf *buf)
{
    return buf->data != NULL ? buf->data : "";
}

char *jy_buf_take(struct jy_buf *buf)
{
    jy_buf_reserve(buf, 0);
    char *data = buf->data;
    *buf = (struct jy_buf)JY_BUF_INIT;
    return data;
}
