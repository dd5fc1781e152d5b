/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/utf8.h"

size_t jy_utf8_length(const char *text, size_t n)
{
    const unsigned char *p = (const unsigned char *)text;
    if (p[0] < 0x80)
        return 1;
    size_t len = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC2 || p[0] > 0xF4 || n < len)
        return 0;
    unsigned low = 0x80, high = 0xBF; /* range of the second byte */
    if (p[0] == 0xE0) {
        low = 0xA0;
    } else if (p[0] == 0xED) {
        high = 0x9F;
    } else if (p[0] == 0xF0) {
        low = 0x90;
    } else if (p[0] == 0xF4) {
        high = 0x8F;
    }
    if (p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < len; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    }
    return len;
}

bool jy_utf8_valid(const char *text, size_t n)
{
    while (n > 0) {
        size_t len = jy_utf8_length(text, n);
        if (len == 0)
            return false;
        text += len;
        n -= len;
    }
    return true;
}

size_t jy_utf8_count(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}
