/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/where.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"
#include "src/io/columns.h"
#include "src/io/text_values.h"

enum { CONDITIONS_MAX = 16 };

struct condition {
    char *column, *value;
    char op[3];
};

struct jy_where {
    size_t n;
    struct condition items[CONDITIONS_MAX];
};

static char *trimmed(const char *text, size_t n)
{
    while (n > 0 && *text == ' ') {
        text++;
        n--;
    }
    while (n > 0 && text[n - 1] == ' ')
        n--;
    if (n >= 2 && (*text == '\'' || *text == '"') && text[n - 1] == *text) {
        text++;
        n -= 2;
    }
    char *copy = jy_malloc(n + 1);
    memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

static bool parse_one(const char *text, size_t n, struct condition *out)
{
    size_t at = 0;
    while (at < n && strchr("=!<>~", text[at]) == NULL)
        at++;
    size_t op = 0;
    while (at + op < n && op < 2 && strchr("=!<>~", text[at + op]) != NULL)
        op++;
    if (at == 0 || op == 0 || (op == 1 && text[at] == '!'))
        return false;
    memcpy(out->op, text + at, op);
    out->op[op] = '\0';
    static const char *const ops[] = {"=", "==", "!=", "<>", "<", "<=", ">", ">=", "~"};
    bool known = false;
    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++)
        known |= strcmp(out->op, ops[i]) == 0;
    if (!known)
        return false;
    out->column = trimmed(text, at);
    out->value = trimmed(text + at + op, n - at - op);
    return true;
}

enum jy_code jy_where_parse(const char *text, struct jy_where **out, struct jy_error *err)
{
    struct jy_where *w = jy_calloc(1, sizeof *w);
    for (const char *p = text;;) {
        const char *next = strcasestr(p, " and ");
        size_t n = next != NULL ? (size_t)(next - p) : strlen(p);
        if (w->n == CONDITIONS_MAX || !parse_one(p, n, &w->items[w->n])) {
            jy_where_free(w);
            return jy_fail(err, JY_EINVALID,
                           "--where: '%.*s' is not COLUMN=VALUE (or != < <= > >= ~)", (int)n, p);
        }
        w->n++;
        if (next == NULL)
            break;
        p = next + 5;
    }
    *out = w;
    return JY_OK;
}

void jy_where_free(struct jy_where *w)
{
    if (w == NULL)
        return;
    for (size_t i = 0; i < w->n; i++) {
        free(w->items[i].column);
        free(w->items[i].value);
    }
    free(w);
}

static const char *cell(const struct jy_row *row, const char *column)
{
    for (size_t i = 0; i < row->n_columns; i++) {
        if (strcmp(row->columns[i], column) == 0)
            return row->values[i] != NULL ? row->values[i] : "";
    }
    for (size_t i = 0; i < row->n_columns; i++) {
        if (jy_column_name_same(row->columns[i], column))
            return row->values[i] != NULL ? row->values[i] : "";
    }
    return "";
}

static int compare(const char *a, const char *b)
{
    double x, y;
    if (jy_text_number(a, NULL, &x) == JY_VALUE_OK && jy_text_number(b, NULL, &y) == JY_VALUE_OK)
        return (x > y) - (x < y);
    return strcmp(a, b);
}

static bool holds(const struct condition *c, const char *text)
{
    if (c->op[0] == '~')
        return strstr(text, c->value) != NULL;
    int order = compare(text, c->value);
    bool equal_too = c->op[1] == '=';
    switch (c->op[0]) {
    case '=':
        return order == 0;
    case '!':
        return order != 0;
    case '>':
        return order > 0 || (equal_too && order == 0);
    default:
        if (c->op[1] == '>')
            return order != 0;
        return order < 0 || (equal_too && order == 0);
    }
}

bool jy_where_true(const struct jy_where *w, const struct jy_row *row)
{
    for (size_t i = 0; w != NULL && i < w->n; i++) {
        if (!holds(&w->items[i], cell(row, w->items[i].column)))
            return false;
    }
    return true;
}
