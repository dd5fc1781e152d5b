/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bytes of protobuf, and tags as they are written for every layer. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "src/render/mvt.h"

/* --- Bytes --------------------------------------------------------------------------------- */

uint8_t *jy_mvt_put_varint(uint8_t *p, uint64_t v)
{
    while (v >= 0x80) {
        *p++ = (uint8_t)(v | 0x80);
        v >>= 7;
    }
    *p++ = (uint8_t)v;
    return p;
}

size_t jy_mvt_varint_size(uint64_t v)
{
    size_t n = 1;
    for (; v >= 0x80; v >>= 7)
        n++;
    return n;
}

void jy_mvt_add_varint(struct jy_buf *buf, uint64_t v)
{
    uint8_t bytes[10];
    jy_buf_add(buf, bytes, (size_t)(jy_mvt_put_varint(bytes, v) - bytes));
}

void jy_mvt_add_field(struct jy_buf *buf, uint8_t tag, const void *bytes, size_t n)
{
    jy_buf_addc(buf, (char)tag);
    jy_mvt_add_varint(buf, n);
    jy_buf_add(buf, bytes, n);
}

/* --- Tags ---------------------------------------------------------------------------------- */

static void tag_value(struct jy_mvt *m, const char *key, const uint8_t *value, size_t n)
{
    uint8_t field[TAGS_MAX];
    size_t key_len = strlen(key);
    assert(key_len + 2 <= sizeof field);
    field[0] = LAYER_KEY;
    field[1] = (uint8_t)key_len;
    // NOLINTNEXTLINE(bugprone-not-null-terminated-result): of a known length, no string
    memcpy(field + 2, key, key_len);
    m->last_key = jy_intern_index(&m->keys, field, key_len + 2);
    m->last_value = jy_intern_index(&m->values, value, n);
    jy_mvt_add_varint(&m->tags, m->last_key);
    jy_mvt_add_varint(&m->tags, m->last_value);
}

void jy_mvt_tag_text(struct jy_mvt *m, const char *key, const char *text)
{
    size_t n = strlen(text);
    if (n == 0)
        return;
    struct jy_buf JY_AUTOBUF value = JY_BUF_INIT;
    jy_buf_addc(&value, LAYER_VALUE);
    jy_mvt_add_varint(&value, 1 + jy_mvt_varint_size(n) + n);
    jy_mvt_add_field(&value, VALUE_STRING, text, n);
    tag_value(m, key, (const uint8_t *)value.data, value.len);
}

void jy_mvt_tag_uint(struct jy_mvt *m, const char *key, uint64_t v)
{
    uint8_t value[16] = {LAYER_VALUE, 0, VALUE_UINT};
    size_t n = (size_t)(jy_mvt_put_varint(value + 3, v) - value);
    value[1] = (uint8_t)(n - 2);
    tag_value(m, key, value, n);
}

void jy_mvt_tag_number(struct jy_mvt *m, const char *key, double v)
{
    if (!isfinite(v))
        return;
    if (v >= 0 && v < 1e15 && v == floor(v)) {
        jy_mvt_tag_uint(m, key, (uint64_t)v);
        return;
    }
    uint8_t value[11] = {LAYER_VALUE, 9, VALUE_DOUBLE};
    uint64_t bits; /* little end first, whatever the machine */
    memcpy(&bits, &v, sizeof bits);
    for (int i = 0; i < 8; i++)
        value[3 + i] = (uint8_t)(bits >> 8 * i);
    tag_value(m, key, value, sizeof value);
}

double jy_mvt_tenth(float v)
{
    return round((double)v * 10) / 10;
}

struct gis_world jy_mvt_origin(struct gis_tile t)
{
    return t.z ? (struct gis_world){t.x << (32 - t.z), t.y << (32 - t.z)}
               : (struct gis_world){0, 0};
}

void jy_mvt_clear_layer(struct jy_mvt *m)
{
    jy_intern_clear(&m->keys);
    jy_intern_clear(&m->values);
    jy_buf_clear(&m->features);
}
