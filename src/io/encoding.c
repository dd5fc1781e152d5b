/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/encoding.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <iconv.h>

#include "src/base/mem.h"
#include "src/base/utf8.h"

const char *jy_encoding_text(enum jy_encoding encoding)
{
    static const char *const names[] = {"UTF-8", "CP932", "UTF-16LE", "UTF-16BE"};
    return names[encoding];
}

/* ---- validators: a byte at a time, so that a file can be read in pieces ---- */

struct utf8_state {
    unsigned need;           /* continuation bytes still to come */
    unsigned char low, high; /* range of the next one */
    bool broken;
    long line;
};

/* Well-Formed UTF-8 Byte Sequences, The Unicode Standard 15, table 3-7. */
static void utf8_lead(struct utf8_state *s, unsigned char c)
{
    s->low = 0x80;
    s->high = 0xBF;
    if (c >= 0xC2 && c <= 0xDF) {
        s->need = 1;
    } else if (c >= 0xE0 && c <= 0xEF) {
        s->need = 2;
        if (c == 0xE0)
            s->low = 0xA0;
        if (c == 0xED)
            s->high = 0x9F;
    } else if (c >= 0xF0 && c <= 0xF4) {
        s->need = 3;
        if (c == 0xF0)
            s->low = 0x90;
        if (c == 0xF4)
            s->high = 0x8F;
    } else if (c >= 0x80) {
        s->broken = true;
    }
}

static void utf8_byte(struct utf8_state *s, unsigned char c)
{
    if (s->need == 0) {
        utf8_lead(s, c);
        return;
    }
    if (c < s->low || c > s->high)
        s->broken = true;
    s->low = 0x80;
    s->high = 0xBF;
    s->need--;
}

struct cp932_state {
    bool trail, broken;
};

static void cp932_byte(struct cp932_state *s, unsigned char c)
{
    if (s->trail) {
        s->broken = c < 0x40 || c == 0x7F || c > 0xFC;
        s->trail = false;
    } else {
        s->trail = (c >= 0x81 && c <= 0x9F) || (c >= 0xE0 && c <= 0xFC);
        s->broken = c == 0x80 || c == 0xA0 || c > 0xFC;
    }
}

/* ---- detection ---- */

struct detection {
    struct utf8_state utf8;
    struct cp932_state cp932;
    long line, utf8_line, cp932_line; /* where each broke; 0: not */
    bool zero;
};

static void detect_piece(struct detection *d, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = bytes[i];
        d->line += c == '\n';
        if (c < 0x80 && d->utf8.need == 0 && !d->cp932.trail) {
            d->zero |= c == 0;
            continue;
        }
        if (d->utf8_line == 0) {
            utf8_byte(&d->utf8, c);
            if (d->utf8.broken)
                d->utf8_line = d->line;
        }
        if (d->cp932_line == 0) {
            cp932_byte(&d->cp932, c);
            if (d->cp932.broken)
                d->cp932_line = d->line;
        }
        if (d->utf8_line != 0)
            d->utf8.need = 0;
        if (d->cp932_line != 0)
            d->cp932.trail = false;
    }
}

static enum jy_code judge(struct detection *d, const char *place, bool bom, enum jy_encoding *out,
                          struct jy_error *err)
{
    if (d->utf8.need > 0 && d->utf8_line == 0)
        d->utf8_line = d->line;
    if (d->cp932.trail && d->cp932_line == 0)
        d->cp932_line = d->line;
    if (d->zero)
        return jy_fail(err, JY_EINVALID, "%s: a zero byte: not a text file", place);
    if (d->utf8_line != 0 && bom) {
        return jy_fail(err, JY_EINVALID, "%s: line %ld: bytes that are not UTF-8", place,
                       d->utf8_line);
    }
    if (d->utf8_line != 0 && d->cp932_line != 0) {
        return jy_fail(err, JY_EINVALID,
                       "%s: line %ld: bytes that are neither UTF-8 nor CP932 (Shift_JIS)", place,
                       d->utf8_line > d->cp932_line ? d->utf8_line : d->cp932_line);
    }
    *out = d->utf8_line == 0 ? JY_ENCODING_UTF8 : JY_ENCODING_CP932;
    return JY_OK;
}

enum jy_code jy_encoding_detect(int fd, const char *place, enum jy_encoding *out, size_t *out_bom,
                                struct jy_error *err)
{
    enum { PIECE = 1 << 16 };
    unsigned char *bytes JY_AUTOFREE = jy_malloc(PIECE);
    struct detection d = {.line = 1};
    off_t at = 0;
    size_t bom = 0;
    for (;;) {
        ssize_t n = pread(fd, bytes, PIECE, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return jy_fail(err, JY_EIO, "%s: %s", place, jy_errno_text(errno));
        if (at == 0 && n >= 2 &&
            (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
            *out = bytes[0] == 0xFF ? JY_ENCODING_UTF16LE : JY_ENCODING_UTF16BE;
            *out_bom = 2;
            return JY_OK;
        }
        if (at == 0 && n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
            bom = 3;
        if (n == 0)
            break;
        detect_piece(&d, bytes, (size_t)n);
        at += n;
    }
    enum jy_code code = judge(&d, place, bom > 0, out, err);
    if (code == JY_OK)
        *out_bom = bom;
    return code;
}

/* ---- conversion ---- */

struct jy_decoder {
    enum jy_encoding encoding;
    iconv_t iconv;
    char rest[8]; /* a character cut at the end of a piece */
    size_t n_rest;
    long line;
};

static bool converts(iconv_t cd)
{
    return cd != (iconv_t)-1; // NOLINT(performance-no-int-to-ptr): iconv_open() says so
}

struct jy_decoder *jy_decoder_new(enum jy_encoding encoding)
{
    struct jy_decoder *d = jy_calloc(1, sizeof *d);
    d->encoding = encoding;
    d->line = 1;
    if (encoding != JY_ENCODING_UTF8)
        d->iconv = iconv_open("UTF-8", jy_encoding_text(encoding));
    return d;
}

void jy_decoder_free(struct jy_decoder *d)
{
    if (d == NULL)
        return;
    if (d->encoding != JY_ENCODING_UTF8 && converts(d->iconv))
        (void)iconv_close(d->iconv);
    free(d);
}

/* Converts what it can; returns the bytes left over at the end, or SIZE_MAX when one is broken. */
static size_t convert(struct jy_decoder *d, char *in, size_t n, struct jy_buf *out)
{
    while (n > 0) {
        jy_buf_reserve(out, n * 3 + 16);
        char *to = out->data + out->len;
        size_t room = n * 3 + 16;
        size_t done = iconv(d->iconv, &in, &n, &to, &room);
        size_t added = (size_t)(to - (out->data + out->len));
        for (size_t i = 0; i < added; i++)
            d->line += out->data[out->len + i] == '\n';
        out->len += added;
        out->data[out->len] = '\0';
        if (done == (size_t)-1 && errno == EINVAL)
            return n;
        if (done == (size_t)-1 && errno != E2BIG)
            return SIZE_MAX;
    }
    return 0;
}

enum jy_code jy_decoder_feed(struct jy_decoder *d, const char *bytes, size_t n, bool last,
                             struct jy_buf *out, const char *place, struct jy_error *err)
{
    if (d->encoding == JY_ENCODING_UTF8) { /* checked by jy_encoding_detect */
        jy_buf_add(out, bytes, n);
        return JY_OK;
    }
    if (!converts(d->iconv)) {
        return jy_fail(err, JY_EINTERNAL, "%s: this system cannot convert %s", place,
                       jy_encoding_text(d->encoding));
    }
    char *whole JY_AUTOFREE = jy_malloc(d->n_rest + n + 1);
    memcpy(whole, d->rest, d->n_rest);
    if (n > 0)
        memcpy(whole + d->n_rest, bytes, n);
    size_t total = d->n_rest + n;
    size_t left = convert(d, whole, total, out);
    if (left == SIZE_MAX || left > sizeof d->rest || (last && left > 0)) {
        return jy_fail(err, JY_EINVALID, "%s: line %ld: bytes that are not %s", place, d->line,
                       jy_encoding_text(d->encoding));
    }
    memcpy(d->rest, whole + total - left, left);
    d->n_rest = left;
    return JY_OK;
}

const char *jy_utf8_from_unknown(struct jy_arena *arena, const char *text)
{
    size_t n = strlen(text);
    if (jy_utf8_valid(text, n))
        return text;
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    struct jy_decoder *d = jy_decoder_new(JY_ENCODING_CP932);
    enum jy_code code = jy_decoder_feed(d, text, n, true, &out, "", NULL);
    jy_decoder_free(d);
    if (code != JY_OK) {
        jy_buf_clear(&out);
        for (size_t i = 0; i < n; i++) {
            unsigned char c = (unsigned char)text[i];
            if (c >= 0x80)
                jy_buf_addc(&out, (char)(0xC0 | c >> 6));
            jy_buf_addc(&out, (char)(c >= 0x80 ? 0x80 | (c & 0x3F) : c));
        }
    }
    return jy_arena_strdup(arena, jy_buf_text(&out));
}

void jy_cp932_add(struct jy_buf *out, const char *utf8, size_t n, size_t *lost)
{
    iconv_t cd = iconv_open("CP932", "UTF-8");
    char *copy JY_AUTOFREE = jy_malloc(n + 1);
    memcpy(copy, utf8, n);
    char *in = copy;
    while (n > 0 && converts(cd)) {
        jy_buf_reserve(out, n * 2 + 16);
        char *to = out->data + out->len;
        size_t room = n * 2 + 16;
        size_t done = iconv(cd, &in, &n, &to, &room);
        out->len = (size_t)(to - out->data);
        out->data[out->len] = '\0';
        if (done != (size_t)-1 || errno == E2BIG)
            continue;
        jy_buf_adds(out, "\x81\xAC"); /* 〓 */
        (*lost)++;
        do { /* past this character */
            in++;
            n--;
        } while (n > 0 && ((unsigned char)*in & 0xC0) == 0x80);
    }
    if (converts(cd))
        (void)iconv_close(cd);
}
