/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/domain/json_in.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "src/base/buf.h"

/*
 * Where in the text a value stands: jansson keeps no positions, so the text, known to be valid
 * JSON, is walked again along the path. Only done when something is wrong.
 */

static const char *skip_space(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
        p++;
    return p;
}

static const char *skip_string(const char *p, const char *end)
{
    for (p++; p < end && *p != '"'; p++) {
        if (*p == '\\')
            p++;
    }
    return p < end ? p + 1 : end;
}

static const char *skip_value(const char *p, const char *end)
{
    int depth = 0;
    p = skip_space(p, end);
    while (p < end) {
        if (*p == '"') {
            p = skip_string(p, end);
        } else if (*p == '{' || *p == '[') {
            depth++;
            p++;
        } else if (*p == '}' || *p == ']') {
            depth--;
            p++;
        } else if (depth == 0) { /* number, true, false, null */
            while (p < end && strchr(",]} \t\r\n", *p) == NULL)
                p++;
        } else {
            p++;
        }
        if (depth <= 0)
            return p;
    }
    return p;
}

/* Is the string token at @p p the text @p key? */
static bool token_is(const char *p, const char *end, const char *key)
{
    const char *stop = skip_string(p, end);
    json_t *token = json_loadb(p, (size_t)(stop - p), JSON_DECODE_ANY, NULL);
    const char *text = token != NULL ? json_string_value(token) : NULL;
    const bool same = text != NULL && strcmp(text, key) == 0;
    json_decref(token);
    return same;
}

static const char *find_member(const char *p, const char *end, const char *key)
{
    p = skip_space(p + 1, end);
    while (p < end && *p == '"') {
        const char *name = p;
        p = skip_space(skip_string(p, end), end) + 1; /* past the colon */
        if (token_is(name, end, key))
            return name;
        p = skip_space(skip_value(p, end), end);
        if (p < end && *p == ',')
            p = skip_space(p + 1, end);
    }
    return NULL;
}

static const char *find_element(const char *p, const char *end, size_t index)
{
    p = skip_space(p + 1, end);
    for (size_t i = 0; i < index && p < end; i++) {
        p = skip_space(skip_value(p, end), end);
        if (p < end && *p == ',')
            p = skip_space(p + 1, end);
    }
    return p;
}

/* Start of the node's value (its name, with *at_name) or, when it is absent, of its parent. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the structs that are read */
static const char *locate(const struct jy_json_node *node, const char **at_name)
{
    const char *end = node->in->text + node->in->n;
    if (node->parent == NULL)
        return *at_name = skip_space(node->in->text, end);
    const char *p = locate(node->parent, at_name);
    if (p >= end || (node->key != NULL ? *p != '{' : *p != '['))
        return p;
    if (node->key == NULL)
        return *at_name = find_element(p, end, node->index);
    const char *name = find_member(p, end, node->key);
    if (name == NULL)
        return p;
    *at_name = name;
    return skip_space(skip_space(skip_string(name, end), end) + 1, end);
}

static int line_of(const struct jy_json_node *node)
{
    const char *at_name = node->in->text;
    (void)locate(node, &at_name);
    int line = 1;
    for (const char *p = node->in->text; p < at_name; p++)
        line += *p == '\n';
    return line;
}

/* NOLINTNEXTLINE(misc-no-recursion): as locate() */
static void add_path(struct jy_buf *out, const struct jy_json_node *node)
{
    if (node->parent == NULL)
        return;
    add_path(out, node->parent);
    if (node->key == NULL) {
        jy_buf_addf(out, "[%zu]", node->index);
    } else {
        jy_buf_addf(out, "%s%s", out->len > 0 ? "." : "", node->key);
    }
}

void jy_json_in_fail(const struct jy_json_node *node, const char *fmt, ...)
{
    struct jy_json_in *in = node->in;
    if (in->failed)
        return;
    in->failed = true;
    struct jy_buf JY_AUTOBUF path = JY_BUF_INIT;
    struct jy_buf JY_AUTOBUF reason = JY_BUF_INIT;
    add_path(&path, node);
    va_list args;
    va_start(args, fmt);
    jy_buf_vaddf(&reason, fmt, args);
    va_end(args);
    (void)jy_fail(in->err, JY_EINVALID, "%s:%d: %s%s%s", in->file, line_of(node),
                  jy_buf_text(&path), path.len > 0 ? ": " : "", jy_buf_text(&reason));
}

enum jy_code jy_json_in_open(struct jy_json_in *in, const char *text, size_t n, const char *file,
                             struct jy_arena *arena, struct jy_json_node *root,
                             struct jy_error *err)
{
    json_error_t what;
    if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) { /* a BOM, as Windows editors leave it */
        text += 3;
        n -= 3;
    }
    *in = (struct jy_json_in){.file = file, .text = text, .n = n, .arena = arena, .err = err};
    in->root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &what);
    if (in->root == NULL) {
        return jy_fail(err, JY_EINVALID, "%s:%d: not JSON: %s (column %d)", file,
                       what.line > 0 ? what.line : 1, what.text, what.column);
    }
    *root = (struct jy_json_node){.in = in, .value = in->root};
    if (!json_is_object(in->root)) {
        jy_json_in_close(in);
        return jy_fail(err, JY_EINVALID, "%s:1: must be a JSON object { … }", file);
    }
    return JY_OK;
}

void jy_json_in_close(struct jy_json_in *in)
{
    json_decref(in->root);
    in->root = NULL;
}

bool jy_json_in_failed(const struct jy_json_in *in)
{
    return in->failed;
}

static void add_list(struct jy_buf *out, const char *const *codes)
{
    for (size_t i = 0; codes[i] != NULL; i++)
        jy_buf_addf(out, "%s%s", i > 0 ? ", " : "", codes[i]);
}

static size_t find_code(const char *const *codes, const char *text)
{
    size_t i = 0;
    while (codes[i] != NULL && strcmp(codes[i], text) != 0)
        i++;
    return i;
}

void jy_json_in_keys(const struct jy_json_node *node, const char *const *keys)
{
    const char *key;
    json_t *value;
    if (node->value == NULL)
        return;
    json_object_foreach(node->value, key, value)
    {
        if (keys[find_code(keys, key)] != NULL)
            continue;
        struct jy_buf JY_AUTOBUF list = JY_BUF_INIT;
        add_list(&list, keys);
        const struct jy_json_node member = jy_json_in_get(node, key);
        jy_json_in_fail(&member, "no such field; allowed: %s", jy_buf_text(&list));
        return;
    }
}

struct jy_json_node jy_json_in_get(const struct jy_json_node *node, const char *key)
{
    json_t *value = node->value != NULL ? json_object_get(node->value, key) : NULL;
    return (struct jy_json_node){
        .in = node->in, .parent = node, .key = key, .value = json_is_null(value) ? NULL : value};
}

/* Absent values of a required field are refused here; true: there is a value to look at. */
static bool present(const struct jy_json_node *node, bool required, const char *what)
{
    if (node->value == NULL && required)
        jy_json_in_fail(node, "missing; must be %s", what);
    return node->value != NULL && !node->in->failed;
}

struct jy_json_node jy_json_in_object(const struct jy_json_node *node, const char *key,
                                      bool required)
{
    struct jy_json_node member = jy_json_in_get(node, key);
    if (present(&member, required, "an object") && !json_is_object(member.value)) {
        jy_json_in_fail(&member, "must be an object { … }");
        member.value = NULL;
    }
    return member;
}

struct jy_json_node jy_json_in_array(const struct jy_json_node *node, const char *key,
                                     bool required, size_t *n)
{
    struct jy_json_node member = jy_json_in_get(node, key);
    *n = 0;
    if (present(&member, required, "an array")) {
        if (!json_is_array(member.value)) {
            jy_json_in_fail(&member, "must be an array [ … ]");
            member.value = NULL;
        } else {
            *n = json_array_size(member.value);
        }
    }
    return member;
}

struct jy_json_node jy_json_in_at(const struct jy_json_node *array, size_t i)
{
    return (struct jy_json_node){
        .in = array->in, .parent = array, .index = i, .value = json_array_get(array->value, i)};
}

bool jy_json_in_is_object(const struct jy_json_node *node)
{
    if (!node->in->failed && !json_is_object(node->value))
        jy_json_in_fail(node, "must be an object { … }");
    return !node->in->failed;
}

const char *jy_json_in_element_string(const struct jy_json_node *element, size_t max)
{
    if (element->in->failed)
        return NULL;
    if (!json_is_string(element->value)) {
        jy_json_in_fail(element, "must be a text");
        return NULL;
    }
    const size_t n = json_string_length(element->value);
    if (n == 0 || n > max) {
        jy_json_in_fail(element, "must be a text of 1 to %zu bytes, has %zu", max, n);
        return NULL;
    }
    return jy_arena_strdup(element->in->arena, json_string_value(element->value));
}

const char *jy_json_in_string(const struct jy_json_node *node, const char *key, size_t max,
                              bool required)
{
    const struct jy_json_node member = jy_json_in_get(node, key);
    return present(&member, required, "a text") ? jy_json_in_element_string(&member, max) : NULL;
}

double jy_json_in_element_number(const struct jy_json_node *element, double min, double max)
{
    const double value = json_number_value(element->value);
    if (element->in->failed)
        return min;
    if (!json_is_number(element->value) || !(value >= min && value <= max)) {
        jy_json_in_fail(element, "must be a number from %.10g to %.10g", min, max);
        return min;
    }
    return value;
}

double jy_json_in_number(const struct jy_json_node *node, const char *key, double min, double max,
                         double absent, bool required)
{
    const struct jy_json_node member = jy_json_in_get(node, key);
    if (!present(&member, required, "a number"))
        return absent;
    const double value = jy_json_in_element_number(&member, min, max);
    return member.in->failed ? absent : value;
}

int jy_json_in_int(const struct jy_json_node *node, const char *key, int min, int max, int absent,
                   bool required)
{
    const struct jy_json_node member = jy_json_in_get(node, key);
    if (!present(&member, required, "a whole number"))
        return absent;
    const double value = json_number_value(member.value);
    if (!json_is_number(member.value) || value != floor(value) || value < min || value > max) {
        jy_json_in_fail(&member, "must be a whole number from %d to %d", min, max);
        return absent;
    }
    return (int)value;
}

bool jy_json_in_bool(const struct jy_json_node *node, const char *key, bool absent)
{
    const struct jy_json_node member = jy_json_in_get(node, key);
    if (!present(&member, false, ""))
        return absent;
    if (!json_is_boolean(member.value)) {
        jy_json_in_fail(&member, "must be true or false");
        return absent;
    }
    return json_is_true(member.value);
}

struct jy_date jy_json_in_date(const struct jy_json_node *node, const char *key, bool required)
{
    struct jy_date date = {0, 0, 0};
    const struct jy_json_node member = jy_json_in_get(node, key);
    if (!present(&member, required, "a date, \"YYYY-MM-DD\""))
        return date;
    if (!json_is_string(member.value) ||
        !jy_date_parse_iso(json_string_value(member.value), &date) || !jy_date_valid(date)) {
        jy_json_in_fail(&member, "must be a date, \"YYYY-MM-DD\"");
        return (struct jy_date){0, 0, 0};
    }
    return date;
}

/* Position of the element's text in @p codes; fails and gives 0 when it is none of them. */
static int element_code(const struct jy_json_node *element, const char *const *codes)
{
    const char *text = json_is_string(element->value) ? json_string_value(element->value) : "";
    const size_t i = find_code(codes, text);
    if (codes[i] != NULL)
        return (int)i;
    struct jy_buf JY_AUTOBUF list = JY_BUF_INIT;
    add_list(&list, codes);
    jy_json_in_fail(element, "\"%.40s\" is not allowed; allowed: %s", text, jy_buf_text(&list));
    return 0;
}

int jy_json_in_code(const struct jy_json_node *node, const char *key, const char *const *codes,
                    int absent)
{
    const struct jy_json_node member = jy_json_in_get(node, key);
    if (member.value == NULL && absent < 0) {
        struct jy_buf JY_AUTOBUF list = JY_BUF_INIT;
        add_list(&list, codes);
        jy_json_in_fail(&member, "missing; allowed: %s", jy_buf_text(&list));
    }
    if (member.value == NULL || node->in->failed)
        return absent < 0 ? 0 : absent;
    return element_code(&member, codes);
}

unsigned jy_json_in_codes(const struct jy_json_node *node, const char *key,
                          const char *const *codes, unsigned absent)
{
    size_t n;
    const struct jy_json_node array = jy_json_in_array(node, key, false, &n);
    if (array.value == NULL)
        return absent;
    unsigned set = 0;
    for (size_t i = 0; i < n && !node->in->failed; i++) {
        const struct jy_json_node element = jy_json_in_at(&array, i);
        set |= 1u << element_code(&element, codes);
    }
    if (set == 0)
        jy_json_in_fail(&array, "must name at least one (leave the field out for the default)");
    return set;
}

struct jy_text jy_json_in_text(const struct jy_json_node *node, const char *key,
                               enum jy_json_text need)
{
    static const char *const languages[] = {"ja", "ja-easy", "en", "zh", "ko", NULL};
    struct jy_text text = {{NULL}};
    const struct jy_json_node object = jy_json_in_object(node, key, need != JY_TEXT_OPTIONAL);
    if (object.value == NULL)
        return text;
    jy_json_in_keys(&object, languages);
    for (size_t i = 0; i < JY_LANG_N; i++)
        text.in[i] = jy_json_in_string(&object, languages[i], 4000, need == JY_TEXT_ALL);
    if (jy_text_in(&text, JY_LANG_JA) == NULL)
        jy_json_in_fail(&object, "must have a text in at least one of ja, ja-easy, en, zh, ko");
    return text;
}
