/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A growing byte buffer, always NUL-terminated, that may hold text or binary.
 */
#pragma once
#include <stdarg.h>
#include <stddef.h>

struct jy_buf {
    char *data; /**< NULL until the first byte; data[len] == 0 afterwards */
    size_t len, cap;
};

#define JY_BUF_INIT \
    {               \
        NULL, 0, 0  \
    }
/** struct jy_buf JY_AUTOBUF b = JY_BUF_INIT; frees itself at the end of its scope. */
#define JY_AUTOBUF __attribute__((cleanup(jy_buf_done)))

void jy_buf_done(struct jy_buf *buf);
void jy_buf_clear(struct jy_buf *buf);
void jy_buf_reserve(struct jy_buf *buf, size_t extra);
void jy_buf_add(struct jy_buf *buf, const void *bytes, size_t n);
void jy_buf_adds(struct jy_buf *buf, const char *text);
void jy_buf_addc(struct jy_buf *buf, char c);
__attribute__((format(printf, 2, 3))) void jy_buf_addf(struct jy_buf *buf, const char *fmt, ...);
void jy_buf_vaddf(struct jy_buf *buf, const char *fmt, va_list args)
    __attribute__((format(printf, 2, 0)));
/** @p text with & < > " ' escaped for HTML and XML. */
void jy_buf_add_html(struct jy_buf *buf, const char *text);
/** The contents ("" when empty), borrowed until the next change. */
const char *jy_buf_text(const struct jy_buf *buf);
/** Hands the contents to the caller (free()) and empties the buffer. */
char *jy_buf_take(struct jy_buf *buf);
