/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A small streaming JSON writer (RFC 8259): commas and escapes are its affair, nesting the
 * caller's. Broken UTF-8 in a string becomes U+FFFD; NaN and infinities become null.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "src/base/buf.h"

struct jy_json {
    struct jy_buf *out;
    bool comma;   /* a value stands before this place */
    bool compact; /* always true for now: no white space */
};

void jy_json_init(struct jy_json *json, struct jy_buf *out);
void jy_json_object(struct jy_json *json);
void jy_json_object_end(struct jy_json *json);
void jy_json_array(struct jy_json *json);
void jy_json_array_end(struct jy_json *json);
/** Writes "name": ; the value follows. */
void jy_json_key(struct jy_json *json, const char *name);
/** NULL writes null. */
void jy_json_string(struct jy_json *json, const char *text);
void jy_json_int(struct jy_json *json, int64_t value);
/** Shortest text that reads back as the same double. */
void jy_json_double(struct jy_json *json, double value);
/** With @p decimals digits after the point (0 to 15), trailing zeros cut: for coordinates. */
void jy_json_fixed(struct jy_json *json, double value, int decimals);
void jy_json_bool(struct jy_json *json, bool value);
void jy_json_null(struct jy_json *json);
/** @p text is JSON already. */
void jy_json_raw(struct jy_json *json, const char *text);

/* name and value in one line */
void jy_json_kv_string(struct jy_json *json, const char *name, const char *text);
void jy_json_kv_int(struct jy_json *json, const char *name, int64_t value);
void jy_json_kv_double(struct jy_json *json, const char *name, double value);
void jy_json_kv_fixed(struct jy_json *json, const char *name, double value, int decimals);
void jy_json_kv_bool(struct jy_json *json, const char *name, bool value);

/** Shortest decimal text that reads back as @p value, locale-free; @p text of 32 bytes. */
const char *jy_double_text(double value, char text[32]);
