/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/error.h"

#include <stdio.h>
#include <string.h>

/* vsnprintf cuts at a byte: drop a UTF-8 sequence cut in half. */
static void trim_broken_tail(char *text)
{
    size_t n = strlen(text);
    size_t back = 0;
    while (back < 3 && back < n && ((unsigned char)text[n - 1 - back] & 0xC0) == 0x80)
        back++;
    if (back >= n)
        return;
    unsigned char lead = (unsigned char)text[n - 1 - back];
    size_t want = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (want > back)
        text[n - 1 - back] = '\0';
}

enum jy_code jy_fail(struct jy_error *err, enum jy_code code, const char *fmt, ...)
{
    if (err == NULL)
        return code;

    va_list args;
    va_start(args, fmt);
    err->code = code;
    (void)vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    trim_broken_tail(err->text);
    return code;
}

enum jy_code jy_fail_in(struct jy_error *err, const char *fmt, ...)
{
    char prefix[sizeof err->text];
    char whole[2 * sizeof err->text + 2];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(prefix, sizeof prefix, fmt, args);
    va_end(args);
    (void)snprintf(whole, sizeof whole, "%s: %s", prefix, err->text);
    (void)snprintf(err->text, sizeof err->text, "%.*s", (int)sizeof err->text - 1, whole);
    trim_broken_tail(err->text);
    return err->code;
}

const char *jy_errno_text(int number)
{
    const char *text = strerrordesc_np(number);
    return text != NULL ? text : "unknown error";
}
