/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/base/json_out.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/utf8.h"

void jy_json_init(struct jy_json *json, struct jy_buf *out)
{
    *json = (struct jy_json){.out = out, .compact = true};
}

static void before_value(struct jy_json *json)
{
    if (json->comma)
        jy_buf_addc(json->out, ',');
    json->comma = true;
}

static void open_with(struct jy_json *json, char c)
{
    before_value(json);
    jy_buf_addc(json->out, c);
    json->comma = false;
}

static void close_with(struct jy_json *json, char c)
{
    jy_buf_addc(json->out, c);
    json->comma = true;
}

void jy_json_object(struct jy_json *json)
{
    open_with(json, '{');
}

void jy_json_object_end(struct jy_json *json)
{
    close_with(json, '}');
}

void jy_json_array(struct jy_json *json)
{
    open_with(json, '[');
}

void jy_json_array_end(struct jy_json *json)
{
    close_with(json, ']');
}

static void add_ascii(struct jy_buf *out, unsigned char c)
{
    if (c == '"' || c == '\\') {
        jy_buf_addf(out, "\\%c", c);
    } else if (c == '\n') {
        jy_buf_adds(out, "\\n");
    } else if (c < 0x20 || c == 0x7F) {
        jy_buf_addf(out, "\\u%04x", (unsigned)c);
    } else {
        jy_buf_addc(out, (char)c);
    }
}

static void add_quoted(struct jy_buf *out, const char *text)
{
    jy_buf_addc(out, '"');
    const unsigned char *s = (const unsigned char *)text;
    while (*s != '\0') {
        size_t n = jy_utf8_length((const char *)s, strnlen((const char *)s, 4));
        if (n == 0) {
            jy_buf_adds(out, "\xEF\xBF\xBD");
            n = 1;
        } else if (n == 1) {
            add_ascii(out, *s);
        } else {
            jy_buf_add(out, s, n);
        }
        s += n;
    }
    jy_buf_addc(out, '"');
}

void jy_json_key(struct jy_json *json, const char *name)
{
    before_value(json);
    add_quoted(json->out, name);
    jy_buf_addc(json->out, ':');
    json->comma = false;
}

void jy_json_string(struct jy_json *json, const char *text)
{
    if (text == NULL) {
        jy_json_null(json);
        return;
    }
    before_value(json);
    add_quoted(json->out, text);
}

void jy_json_int(struct jy_json *json, int64_t value)
{
    before_value(json);
    jy_buf_addf(json->out, "%" PRId64, value);
}

const char *jy_double_text(double value, char text[32])
{
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, 32, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    return text;
}

void jy_json_double(struct jy_json *json, double value)
{
    if (!isfinite(value)) {
        jy_json_null(json);
        return;
    }
    char text[32];
    before_value(json);
    jy_buf_adds(json->out, jy_double_text(value, text));
}

void jy_json_fixed(struct jy_json *json, double value, int decimals)
{
    if (!isfinite(value)) {
        jy_json_null(json);
        return;
    }
    char text[352];
    int n = snprintf(text, sizeof text, "%.*f", decimals, value);
    if (decimals > 0) {
        while (n > 0 && text[n - 1] == '0')
            n--;
        if (n > 0 && text[n - 1] == '.')
            n--;
        text[n] = '\0';
    }
    before_value(json);
    jy_buf_adds(json->out, strcmp(text, "-0") == 0 ? "0" : text);
}

void jy_json_bool(struct jy_json *json, bool value)
{
    before_value(json);
    jy_buf_adds(json->out, value ? "true" : "false");
}

void jy_json_null(struct jy_json *json)
{
    before_value(json);
    jy_buf_adds(json->out, "null");
}

void jy_json_raw(struct jy_json *json, const char *text)
{
    before_value(json);
    jy_buf_adds(json->out, text);
}

void jy_json_kv_string(struct jy_json *json, const char *name, const char *text)
{
    jy_json_key(json, name);
    jy_json_string(json, text);
}

void jy_json_kv_int(struct jy_json *json, const char *name, int64_t value)
{
    jy_json_key(json, name);
    jy_json_int(json, value);
}

void jy_json_kv_double(struct jy_json *json, const char *name, double value)
{
    jy_json_key(json, name);
    jy_json_double(json, value);
}

void jy_json_kv_fixed(struct jy_json *json, const char *name, double value, int decimals)
{
    jy_json_key(json, name);
    jy_json_fixed(json, value, decimals);
}

void jy_json_kv_bool(struct jy_json *json, const char *name, bool value)
{
    jy_json_key(json, name);
    jy_json_bool(json, value);
}
