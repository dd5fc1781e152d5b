/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Reading JSON that people write by hand. The first thing wrong is kept as one line with file,
 * line, field and what is allowed; after that every read gives its default, so that a reader is a
 * plain list of fields and looks at jy_json_in_failed() once, at its end.
 *
 * Strings read live in the arena given; nothing refers to the JSON text afterwards.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "src/base/arena.h"
#include "src/base/date.h"
#include "src/base/error.h"
#include "src/domain/lang.h"

struct json_t; /* jansson's */

struct jy_json_in {
    const char *file, *text; /* borrowed while reading */
    size_t n;
    struct json_t *root;
    struct jy_arena *arena;
    struct jy_error *err;
    bool failed;
};

/** A value and how it was reached; value NULL: absent (or null). */
struct jy_json_node {
    struct jy_json_in *in;
    const struct jy_json_node *parent; /* must outlive this node */
    const char *key;                   /* NULL: an element of an array */
    size_t index;
    struct json_t *value;
};

/** Parses @p n bytes; a syntax error, duplicate key or a root that is no object is JY_EINVALID with
 * file and line. */
JY_MUST_CHECK enum jy_code jy_json_in_open(struct jy_json_in *in, const char *text, size_t n,
                                           const char *file, struct jy_arena *arena,
                                           struct jy_json_node *root, struct jy_error *err);
void jy_json_in_close(struct jy_json_in *in);
bool jy_json_in_failed(const struct jy_json_in *in);

/** Records "file:line: path: <reason>" once. */
__attribute__((format(printf, 2, 3))) void jy_json_in_fail(const struct jy_json_node *node,
                                                           const char *fmt, ...);

/** Refuses fields of the object that are not among @p keys (ends with NULL). */
void jy_json_in_keys(const struct jy_json_node *node, const char *const *keys);

/** Member @p key, value NULL when absent or null. */
struct jy_json_node jy_json_in_get(const struct jy_json_node *node, const char *key);
/** Member @p key that must be an object (or absent when not @p required). */
struct jy_json_node jy_json_in_object(const struct jy_json_node *node, const char *key,
                                      bool required);
/** Member @p key that must be an array; *n its length (0 when absent). */
struct jy_json_node jy_json_in_array(const struct jy_json_node *node, const char *key,
                                     bool required, size_t *n);
/** Element @p i. */
struct jy_json_node jy_json_in_at(const struct jy_json_node *array, size_t i);

/** Is it an object? Else that is recorded. */
bool jy_json_in_is_object(const struct jy_json_node *node);

/* Fields. Absent ones give the default, or are refused when required. */

/** A non-empty text of at most @p max bytes; NULL when absent. */
const char *jy_json_in_string(const struct jy_json_node *node, const char *key, size_t max,
                              bool required);
/** A number in [min, max]; @p absent when it is not there; NaN as @p absent stands for unknown. */
double jy_json_in_number(const struct jy_json_node *node, const char *key, double min, double max,
                         double absent, bool required);
int jy_json_in_int(const struct jy_json_node *node, const char *key, int min, int max, int absent,
                   bool required);
bool jy_json_in_bool(const struct jy_json_node *node, const char *key, bool absent);
/** "YYYY-MM-DD". */
struct jy_date jy_json_in_date(const struct jy_json_node *node, const char *key, bool required);
/** Position in @p codes (ends with NULL); @p absent when it is not there, -1: required. */
int jy_json_in_code(const struct jy_json_node *node, const char *key, const char *const *codes,
                    int absent);
/** An array of codes as a set of bits (bit i: codes[i]); @p absent when it is not there. */
unsigned jy_json_in_codes(const struct jy_json_node *node, const char *key,
                          const char *const *codes, unsigned absent);
/** A text by language: an object of language codes. */
enum jy_json_text {
    JY_TEXT_OPTIONAL, /**< may be absent */
    JY_TEXT_ANY,      /**< at least one language: names of places */
    JY_TEXT_ALL       /**< every language: what answers and sheets quote */
};
struct jy_text jy_json_in_text(const struct jy_json_node *node, const char *key,
                               enum jy_json_text need);
/** Elements of arrays of texts and numbers. */
const char *jy_json_in_element_string(const struct jy_json_node *element, size_t max);
double jy_json_in_element_number(const struct jy_json_node *element, double min, double max);
