/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/domain/area_name.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define CHOME "丁目"

/* Bytes of the UTF-8 character at @p p; 1 for anything broken. */
static size_t character_bytes(const char *p)
{
    const unsigned char c = (unsigned char)*p;
    const size_t want = c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    for (size_t i = 1; i < want; i++) {
        if (((unsigned char)p[i] & 0xC0) != 0x80)
            return 1;
    }
    return want;
}

/* 一 to 九 as 1 to 9, 十 as 10; 0: no kanji number. */
static int kanji_digit(const char *p)
{
    static const char *const digits[] = {"一", "二", "三", "四", "五",
                                         "六", "七", "八", "九", "十"};
    for (int i = 0; i < 10; i++) {
        if (strncmp(p, digits[i], 3) == 0)
            return i + 1;
    }
    return 0;
}

/* Length of the kanji number at @p p when 丁目 follows it; its value in *out. */
static size_t kanji_number(const char *p, int *out)
{
    size_t n = 0;
    int tens = 0, ones = 0;
    for (int d; (d = kanji_digit(p + n)) != 0; n += 3) {
        if (d == 10) {
            tens = ones > 0 ? ones : 1;
            ones = 0;
        } else {
            ones = d;
        }
    }
    if (n == 0 || strncmp(p + n, CHOME, strlen(CHOME)) != 0)
        return 0;
    *out = tens * 10 + ones;
    return n;
}

/* One character (or number) of the name in the key's notation; bytes read. */
static size_t normal(const char *p, char out[16])
{
    int number;
    const size_t n = kanji_number(p, &number);
    const unsigned char *u = (const unsigned char *)p;
    out[0] = '\0';
    if (n > 0) {
        (void)snprintf(out, 16, "%d", number);
        return n;
    }
    if (u[0] == 0xEF && u[1] == 0xBC && u[2] >= 0x90 && u[2] <= 0x99) { /* U+FF10 to U+FF19 */
        (void)snprintf(out, 16, "%d", u[2] - 0x90);
        return 3;
    }
    if (*p == ' ' || *p == '\t')
        return 1;
    if (u[0] == 0xE3 && u[1] == 0x80 && u[2] == 0x80) /* ideographic space */
        return 3;
    const size_t bytes = character_bytes(p);
    memcpy(out, p, bytes);
    out[bytes] = '\0';
    return bytes;
}

const char *jy_area_key(const char *name, const char *prefix, char key[JY_AREA_KEY_SIZE])
{
    size_t len = 0;
    if (prefix != NULL && strncmp(name, prefix, strlen(prefix)) == 0 &&
        name[strlen(prefix)] != '\0')
        name += strlen(prefix);
    while (*name != '\0') {
        char piece[16];
        name += normal(name, piece);
        if (len + strlen(piece) >= JY_AREA_KEY_SIZE)
            break;
        memcpy(key + len, piece, strlen(piece));
        len += strlen(piece);
    }
    key[len] = '\0';
    return key;
}
