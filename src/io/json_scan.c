/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/json_scan.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "src/base/mem.h"

void jy_json_scan_init(struct jy_json_scan *scan)
{
    memset(scan, 0, sizeof *scan);
    scan->line = 1;
}

static enum jy_code broken(const struct jy_json_scan *s, const char *place, const char *why,
                           struct jy_error *err)
{
    return jy_fail(err, JY_EINVALID, "%s: line %ld: not JSON: %s", place, s->line, why);
}

static void end_string(struct jy_json_scan *s)
{
    s->in_string = 0;
    s->word[s->n_word] = '\0';
    if (s->depth != 1 || s->stack[0] != '{')
        return;
    if (s->after_type == 2 && s->type[0] == '\0')
        memcpy(s->type, s->word, sizeof s->type);
    s->after_type = s->after_type == 0 && strcmp(s->word, "type") == 0;
}

static void string_byte(struct jy_json_scan *s, char c)
{
    if (s->escaped) {
        s->escaped = 0;
    } else if (c == '\\') {
        s->escaped = 1;
    } else if (c == '"') {
        end_string(s);
        return;
    }
    if (s->depth == 1 && s->n_word < sizeof s->word - 1)
        s->word[s->n_word++] = c;
}

static enum jy_code open_bracket(struct jy_json_scan *s, char c, const char *place,
                                 struct jy_error *err)
{
    if (s->depth == JY_JSON_SCAN_DEPTH)
        return broken(s, place, "nested too deeply", err);
    if (s->depth == 0)
        s->top = c;
    s->after_type = 0;
    s->stack[s->depth++] = c;
    return JY_OK;
}

static enum jy_code close_bracket(struct jy_json_scan *s, char c, const char *place,
                                  struct jy_error *err)
{
    if (s->depth == 0 || s->stack[s->depth - 1] != (c == '}' ? '{' : '['))
        return broken(s, place, "a bracket closes that was not opened", err);
    s->depth--;
    s->ended = s->depth == 0;
    return JY_OK;
}

static enum jy_code plain_byte(struct jy_json_scan *s, char c, const char *place,
                               struct jy_error *err)
{
    switch (c) {
    case ' ':
    case '\t':
    case '\r':
    case '\n':
        return JY_OK;
    case '{':
    case '[':
        if (s->ended)
            break;
        return open_bracket(s, c, place, err);
    case '}':
    case ']':
        return close_bracket(s, c, place, err);
    case '"':
        if (s->depth == 0)
            break;
        s->in_string = 1;
        s->n_word = 0;
        return JY_OK;
    case ':':
        if (s->after_type == 1)
            s->after_type = 2;
        return JY_OK;
    case ',':
        s->after_type = 0;
        return JY_OK;
    default:
        if (s->depth > 0)
            return JY_OK;
    }
    return broken(s, place, s->ended ? "more text after its end" : "text outside any value", err);
}

enum jy_code jy_json_scan_feed(struct jy_json_scan *s, const char *bytes, size_t n,
                               const char *place, struct jy_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] == '\0')
            return broken(s, place, "a zero byte", err);
        if (s->in_string) {
            string_byte(s, bytes[i]);
            continue;
        }
        enum jy_code code = plain_byte(s, bytes[i], place, err);
        if (code != JY_OK)
            return code;
        s->line += bytes[i] == '\n';
    }
    return JY_OK;
}

enum jy_code jy_json_scan_end(const struct jy_json_scan *s, const char *place, struct jy_error *err)
{
    if (!s->ended) {
        return jy_fail(err, JY_EINVALID, "%s: cut short: the JSON ends inside %s in line %ld",
                       place,
                       s->in_string   ? "a text"
                       : s->depth > 0 ? "a bracket"
                                      : "nothing",
                       s->line);
    }
    return JY_OK;
}

static size_t bom_length(const char *bytes, size_t n)
{
    return n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

enum jy_code jy_json_scan_fd(int fd, const char *place, struct jy_json_scan *out,
                             struct jy_error *err)
{
    enum { PIECE = 1 << 16 };
    char *bytes JY_AUTOFREE = jy_malloc(PIECE);
    jy_json_scan_init(out);
    off_t at = 0;
    for (;;) {
        ssize_t n = pread(fd, bytes, PIECE, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return jy_fail(err, JY_EIO, "%s: %s", place, jy_errno_text(errno));
        if (n == 0)
            return jy_json_scan_end(out, place, err);
        size_t skip = at == 0 ? bom_length(bytes, (size_t)n) : 0;
        enum jy_code code = jy_json_scan_feed(out, bytes + skip, (size_t)n - skip, place, err);
        if (code != JY_OK)
            return code;
        at += n;
    }
}
