/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/fold.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* One character; broken bytes give 0xFFFD and are one byte long. */
static size_t decode(const char *text, uint32_t *out)
{
    const unsigned char *p = (const unsigned char *)text;
    const size_t n = p[0] < 0x80   ? 1
                     : p[0] < 0xC2 ? 0
                     : p[0] < 0xE0 ? 2
                     : p[0] < 0xF0 ? 3
                     : p[0] < 0xF5 ? 4
                                   : 0;
    *out = 0xFFFD;
    if (n == 0)
        return 1;
    uint32_t c = n == 1 ? p[0] : p[0] & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 1;
        c = c << 6 | (p[i] & 0x3Fu);
    }
    *out = c;
    return n;
}

static void encode(uint32_t c, struct jy_buf *out)
{
    if (c < 0x80) {
        jy_buf_addc(out, (char)c);
    } else if (c < 0x800) {
        jy_buf_addc(out, (char)(0xC0 | c >> 6));
        jy_buf_addc(out, (char)(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        jy_buf_addc(out, (char)(0xE0 | c >> 12));
        jy_buf_addc(out, (char)(0x80 | (c >> 6 & 0x3F)));
        jy_buf_addc(out, (char)(0x80 | (c & 0x3F)));
    } else {
        jy_buf_addc(out, (char)(0xF0 | c >> 18));
        jy_buf_addc(out, (char)(0x80 | (c >> 12 & 0x3F)));
        jy_buf_addc(out, (char)(0x80 | (c >> 6 & 0x3F)));
        jy_buf_addc(out, (char)(0x80 | (c & 0x3F)));
    }
}

/* U+FF61 to U+FF9F in the order of the code chart (JIS X 0201). */
static const uint16_t halfwidth[] = {
    0x3002, 0x300C, 0x300D, 0x3001, 0x30FB, 0x30F2, 0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9,
    0x30E3, 0x30E5, 0x30E7, 0x30C3, 0x30FC, 0x30A2, 0x30A4, 0x30A6, 0x30A8, 0x30AA, 0x30AB,
    0x30AD, 0x30AF, 0x30B1, 0x30B3, 0x30B5, 0x30B7, 0x30B9, 0x30BB, 0x30BD, 0x30BF, 0x30C1,
    0x30C4, 0x30C6, 0x30C8, 0x30CA, 0x30CB, 0x30CC, 0x30CD, 0x30CE, 0x30CF, 0x30D2, 0x30D5,
    0x30D8, 0x30DB, 0x30DE, 0x30DF, 0x30E0, 0x30E1, 0x30E2, 0x30E4, 0x30E6, 0x30E8, 0x30E9,
    0x30EA, 0x30EB, 0x30EC, 0x30ED, 0x30EF, 0x30F3, 0x309B, 0x309C};

/* Base letters of U+00C0 to U+017F; '.' keeps the character. */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo.ouuuuy.saaaaaaaceeeeiiiidnooooo.ouuuuy.yaa"
                            "aaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllllllln"
                            "nnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

static bool takes_voiced(uint32_t kana) /* katakana that の濁点 is written after */
{
    return (kana >= 0x30AB && kana <= 0x30C1 && kana % 2 == 1) || kana == 0x30C4 ||
           kana == 0x30C6 || kana == 0x30C8 ||
           (kana >= 0x30CF && kana <= 0x30DB && (kana - 0x30CF) % 3 == 0);
}

/* Sound marks, half-width, combining or free-standing, join the kana before them. */
static size_t join_mark(const char *next, uint32_t *kana)
{
    uint32_t mark;
    const size_t n = *next != '\0' ? decode(next, &mark) : 0;
    if (n == 0)
        return 0;
    const bool voiced = mark == 0xFF9E || mark == 0x3099 || mark == 0x309B;
    const bool half_voiced = mark == 0xFF9F || mark == 0x309A || mark == 0x309C;
    if (voiced && *kana == 0x30A6) {
        *kana = 0x30F4;
        return n;
    }
    if (voiced && takes_voiced(*kana)) {
        *kana += 1;
        return n;
    }
    if (half_voiced && *kana >= 0x30CF && *kana <= 0x30DB && (*kana - 0x30CF) % 3 == 0) {
        *kana += 2;
        return n;
    }
    return 0;
}

static bool is_space(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000 ||
           (c >= 0x2000 && c <= 0x200B) || c == 0xFEFF || c == 0x202F;
}

static bool is_dash(uint32_t c)
{
    return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFF0D || c == 0x2500;
}

/* Widths, case and accents of one character, but not kana. */
static uint32_t plain(uint32_t c)
{
    if (is_dash(c))
        return '-';
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    if (c >= 'A' && c <= 'Z')
        return c + ('a' - 'A');
    if (c >= 0xC0 && c - 0xC0 < sizeof latin - 1 && latin[c - 0xC0] != '.')
        return (unsigned char)latin[c - 0xC0];
    if (c >= 0xFF61 && c <= 0xFF9F)
        return halfwidth[c - 0xFF61];
    return c;
}

static uint32_t to_hiragana(uint32_t c)
{
    if (c == 0x30F6 || c == 0x3096) /* small ke of place names */
        return 0x3051;
    return c >= 0x30A1 && c <= 0x30F5 ? c - 0x60 : c;
}

/* 〇 to 九 as 0 to 9, 十 as 10; -1 for anything else. */
static int kanji_digit(uint32_t c)
{
    static const uint16_t digits[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94,
                                      0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341};
    for (int i = 0; i < 11; i++) {
        if (digits[i] == c)
            return i;
    }
    return -1;
}

/* Bytes of a kanji number below 100 in front of 丁目 or 条, its value in *out; 0: none. */
static size_t kanji_number(const char *text, int *out)
{
    int value = 0, ones = 0;
    size_t n = 0;
    for (int digits = 0; digits < 4; digits++) {
        uint32_t c;
        const size_t step = decode(text + n, &c);
        const int d = kanji_digit(c);
        if (d < 0)
            break;
        if (d == 10) {
            value = (ones > 0 ? ones : 1) * 10;
            ones = 0;
        } else {
            ones = ones * 10 + d;
        }
        n += step;
    }
    if (n == 0 || (strncmp(text + n, "丁目", 6) != 0 && strncmp(text + n, "条", 3) != 0))
        return 0;
    *out = value + ones;
    return n;
}

void jy_fold(const char *text, struct jy_buf *out)
{
    while (*text != '\0') {
        uint32_t c;
        int number;
        size_t n = kanji_number(text, &number);
        if (n > 0) {
            jy_buf_addf(out, "%d", number);
            text += n;
            continue;
        }
        text += decode(text, &c);
        c = plain(c);
        if (c >= 0x3041 && c <= 0x3096)
            c += 0x60;
        text += join_mark(text, &c);
        if (!is_space(c) && c != 0xFFFD)
            encode(to_hiragana(c), out);
    }
}
