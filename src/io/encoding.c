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

/* Lines that one encoding cannot read. */
struct damage {
    long lines, last, first; /* how many; the newest and the oldest, 0: none */
};

static void damage_at(struct damage *d, long line)
{
    if (d->last == line)
        return;
    if (d->first == 0)
        d->first = line;
    d->last = line;
    d->lines++;
}

struct detection {
    struct utf8_state utf8;
    struct cp932_state cp932;
    long line;
    bool ended; /* the last byte was a newline */
    struct damage in_utf8, in_cp932, zero;
};

static void detect_piece(struct detection *d, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = bytes[i];
        if (c == 0)
            damage_at(&d->zero, d->line);
        if (c >= 0x80 || d->utf8.need != 0 || d->cp932.trail) {
            utf8_byte(&d->utf8, c);
            if (d->utf8.broken) {
                damage_at(&d->in_utf8, d->line);
                d->utf8 = (struct utf8_state){0};
            }
            cp932_byte(&d->cp932, c);
            if (d->cp932.broken) {
                damage_at(&d->in_cp932, d->line);
                d->cp932 = (struct cp932_state){0};
            }
        }
        d->ended = c == '\n';
        d->line += d->ended;
    }
}

static enum jy_code refuse_if_lost(const struct damage *damage, long lines, const char *place,
                                   const char *what, struct jy_error *err)
{
    if (damage->lines == 0 || (damage->first > 1 && damage->lines <= lines / 2))
        return JY_OK;
    return jy_fail(err, JY_EINVALID, "%s: line %ld: %s", place, damage->first, what);
}

static enum jy_code judge(struct detection *d, const char *place, struct jy_text_form *out,
                          struct jy_error *err)
{
    if (d->utf8.need > 0)
        damage_at(&d->in_utf8, d->line);
    if (d->cp932.trail)
        damage_at(&d->in_cp932, d->line);
    bool utf8 = out->bom > 0 || d->in_utf8.lines <= d->in_cp932.lines;
    const long lines = d->line - d->ended;
    const struct damage *bytes = utf8 ? &d->in_utf8 : &d->in_cp932;
    enum jy_code code = refuse_if_lost(&d->zero, lines, place, "a zero byte: not a text file", err);
    if (code == JY_OK) {
        code = refuse_if_lost(bytes, lines, place,
                              out->bom > 0 ? "bytes that are not UTF-8"
                                           : "bytes that are neither UTF-8 nor CP932 (Shift_JIS)",
                              err);
    }
    if (code != JY_OK)
        return code;
    out->encoding = utf8 ? JY_ENCODING_UTF8 : JY_ENCODING_CP932;
    out->damaged = d->zero.lines > 0 || bytes->lines > 0;
    return JY_OK;
}

enum jy_code jy_encoding_detect(int fd, const char *place, struct jy_text_form *out,
                                struct jy_error *err)
{
    enum { PIECE = 1 << 16 };
    unsigned char *bytes JY_AUTOFREE = jy_malloc(PIECE);
    struct detection d = {.line = 1};
    struct jy_text_form form = {JY_ENCODING_UTF8, 0, false};
    off_t at = 0;
    for (;;) {
        ssize_t n = pread(fd, bytes, PIECE, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return jy_fail(err, JY_EIO, "%s: %s", place, jy_errno_text(errno));
        if (at == 0 && n >= 2 &&
            (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
            *out = (struct jy_text_form){
                bytes[0] == 0xFF ? JY_ENCODING_UTF16LE : JY_ENCODING_UTF16BE, 2, false};
            return JY_OK;
        }
        if (at == 0 && n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
            form.bom = 3;
        if (n == 0)
            break;
        detect_piece(&d, bytes, (size_t)n);
        at += n;
    }
    enum jy_code code = judge(&d, place, &form, err);
    if (code == JY_OK)
        *out = form;
    return code;
}

/* ---- conversion ---- */

struct jy_decoder {
    enum jy_encoding encoding;
    bool damaged;
    iconv_t iconv;
    char rest[8]; /* a character cut at the end of a piece */
    size_t n_rest;
    long line;
};

static bool converts(iconv_t cd)
{
    return cd != (iconv_t)-1; // NOLINT(performance-no-int-to-ptr): iconv_open() says so
}

static bool copies(const struct jy_decoder *d)
{
    return d->encoding == JY_ENCODING_UTF8 && !d->damaged;
}

struct jy_decoder *jy_decoder_new(enum jy_encoding encoding, bool damaged)
{
    struct jy_decoder *d = jy_calloc(1, sizeof *d);
    d->encoding = encoding;
    d->damaged = damaged;
    d->line = 1;
    if (!copies(d))
        d->iconv = iconv_open("UTF-8", jy_encoding_text(encoding));
    return d;
}

void jy_decoder_free(struct jy_decoder *d)
{
    if (d == NULL)
        return;
    if (!copies(d) && converts(d->iconv))
        (void)iconv_close(d->iconv);
    free(d);
}

/* Counts the lines of what was added from @p from on; zero bytes end no text. */
static void added(struct jy_decoder *d, struct jy_buf *out, size_t from)
{
    for (size_t i = from; i < out->len; i++) {
        d->line += out->data[i] == '\n';
        if (d->damaged && out->data[i] == '\0')
            out->data[i] = JY_BROKEN_BYTE;
    }
}

/* Converts what it can; returns the bytes left over at the end, or SIZE_MAX when one is broken and
 * that is an error. */
static size_t convert(struct jy_decoder *d, char *in, size_t n, struct jy_buf *out)
{
    const size_t unit =
        d->encoding == JY_ENCODING_UTF16LE || d->encoding == JY_ENCODING_UTF16BE ? 2 : 1;
    while (n > 0) {
        jy_buf_reserve(out, n * 3 + 16);
        char *to = out->data + out->len;
        size_t from = out->len, room = n * 3 + 16;
        size_t done = iconv(d->iconv, &in, &n, &to, &room);
        const int reason = errno;
        out->len = (size_t)(to - out->data);
        out->data[out->len] = '\0';
        added(d, out, from);
        if (done != (size_t)-1 || reason == E2BIG)
            continue;
        if (reason == EINVAL)
            return n;
        if (!d->damaged)
            return SIZE_MAX;
        jy_buf_addc(out, JY_BROKEN_BYTE);
        in += unit < n ? unit : n;
        n -= unit < n ? unit : n;
    }
    return 0;
}

enum jy_code jy_decoder_feed(struct jy_decoder *d, const char *bytes, size_t n, bool last,
                             struct jy_buf *out, const char *place, struct jy_error *err)
{
    if (copies(d)) {
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
    if (last && d->damaged && left > 0 && left != SIZE_MAX) {
        jy_buf_addc(out, JY_BROKEN_BYTE);
        left = 0;
    }
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
    struct jy_decoder *d = jy_decoder_new(JY_ENCODING_CP932, false);
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
