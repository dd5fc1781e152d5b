/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/columns.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "src/io/text_values.h"

const char *jy_column_text(enum jy_column column)
{
#define X(name, text) [name] = (text),
    static const char *const texts[] = {JY_COLUMN_LIST(X)};
#undef X
    return texts[column];
}

bool jy_column_parse(const char *text, enum jy_column *out)
{
    for (int i = 1; i < JY_COLUMN_N; i++) {
        if (strcmp(jy_column_text((enum jy_column)i), text) == 0) {
            *out = (enum jy_column)i;
            return true;
        }
    }
    return false;
}

/* Without case, spaces, _ and -, and without "(W)" at the end. */
static void simplify(const char *name, size_t length, char out[JY_NARROW_SIZE])
{
    char copy[JY_NARROW_SIZE], narrow[JY_NARROW_SIZE];
    (void)snprintf(copy, sizeof copy, "%.*s", length < 120 ? (int)length : 120, name);
    (void)jy_text_narrow(copy, narrow);
    size_t n = strlen(narrow);
    const char *open = strrchr(narrow, '(');
    /* 町丁目(発生地) keeps it: only units and remarks in ASCII go */
    if (n > 0 && narrow[n - 1] == ')' && open != NULL && open > narrow &&
        (unsigned char)open[1] < 0x80)
        n = (size_t)(open - narrow);
    size_t to = 0;
    for (size_t i = 0; i < n; i++) {
        if (narrow[i] != ' ' && narrow[i] != '_' && narrow[i] != '-')
            out[to++] = (char)(tolower)((unsigned char)narrow[i]);
    }
    out[to] = '\0';
}

bool jy_column_name_same(const char *a, const char *b)
{
    char x[JY_NARROW_SIZE], y[JY_NARROW_SIZE];
    simplify(a, strlen(a), x);
    simplify(b, strlen(b), y);
    return strcmp(x, y) == 0;
}

/* Place of @p simple in "a|b|c", UINT_MAX when it is not there. */
static unsigned rank_in(const char *names, const char *simple)
{
    unsigned rank = 0;
    for (const char *p = names;; rank++) {
        size_t n = strcspn(p, "|");
        char one[JY_NARROW_SIZE];
        simplify(p, n, one);
        if (strcmp(one, simple) == 0)
            return rank;
        if (p[n] == '\0')
            return UINT_MAX;
        p += n + 1;
    }
}

static enum jy_code parse_map(struct jy_columns *c, const char *map, struct jy_error *err)
{
    for (const char *p = map; *p != '\0';) {
        size_t n = strcspn(p, ",");
        const char *equals = memchr(p, '=', n);
        char field[40];
        if (equals == NULL || c->n_map == JY_COLUMN_N)
            return jy_fail(err, JY_EINVALID, "--map: '%.*s' is not field=column", (int)n, p);
        (void)snprintf(field, sizeof field, "%.*s", (int)(equals - p), p);
        if (!jy_column_parse(field, &c->map[c->n_map].column)) {
            return jy_fail(err, JY_EINVALID,
                           "--map: there is no field '%s' (docs/import.md lists them)", field);
        }
        (void)snprintf(c->map[c->n_map].name, sizeof c->map[c->n_map].name, "%.*s",
                       (int)(n - (size_t)(equals + 1 - p)), equals + 1);
        c->n_map++;
        p += n + (p[n] == ',');
    }
    return JY_OK;
}

enum jy_code jy_columns_init(struct jy_columns *c, enum jy_layer layer, const char *map,
                             struct jy_error *err)
{
    *c = (struct jy_columns){.layer = layer};
    for (int i = 0; i < JY_COLUMN_N; i++)
        c->place[i] = -1;
    return map != NULL ? parse_map(c, map, err) : JY_OK;
}

static void offer(struct jy_columns *c, enum jy_column field, size_t column, unsigned rank)
{
    if (c->place[field] >= 0 && c->rank[field] <= rank)
        return;
    c->place[field] = (int)column;
    c->rank[field] = rank;
}

static bool mapped(const struct jy_columns *c, enum jy_column field)
{
    for (size_t i = 0; i < c->n_map; i++) {
        if (c->map[i].column == field)
            return true;
    }
    return false;
}

static void learn_one(struct jy_columns *c, const char *name, size_t column)
{
    char simple[JY_NARROW_SIZE];
    simplify(name, strlen(name), simple);
    for (size_t i = 0; i < c->n_map; i++) {
        if (strcmp(c->map[i].name, name) == 0)
            offer(c, c->map[i].column, column, 0);
    }
    for (const struct jy_column_names *row = jy_column_table; row->names != NULL; row++) {
        if ((row->layers >> c->layer & 1) == 0 || mapped(c, row->column))
            continue;
        unsigned rank = rank_in(row->names, simple);
        if (rank != UINT_MAX)
            offer(c, row->column, column, rank);
    }
}

void jy_columns_learn(struct jy_columns *c, const struct jy_row *row)
{
    for (; c->n_known < row->n_columns; c->n_known++)
        learn_one(c, row->columns[c->n_known], c->n_known);
}

bool jy_columns_has(const struct jy_columns *c, enum jy_column column)
{
    return c->place[column] >= 0;
}

const char *jy_columns_get(const struct jy_columns *c, const struct jy_row *row,
                           enum jy_column column)
{
    int place = c->place[column];
    return place >= 0 && (size_t)place < row->n_columns ? row->values[place] : NULL;
}

enum jy_code jy_columns_check_map(const struct jy_columns *c, struct jy_error *err)
{
    for (size_t i = 0; i < c->n_map; i++) {
        if (c->place[c->map[i].column] < 0)
            return jy_fail(err, JY_EINVALID, "--map: the file has no column '%s'", c->map[i].name);
    }
    return JY_OK;
}

enum jy_column jy_columns_field(const struct jy_columns *c, size_t i)
{
    for (int field = 1; field < JY_COLUMN_N; field++) {
        if (c->place[field] == (int)i)
            return (enum jy_column)field;
    }
    return JY_COLUMN_NONE;
}
