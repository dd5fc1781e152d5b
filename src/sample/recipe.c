/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/sample/recipe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/number.h"

#define HEADER "kind,name,name_en,value,lat,lon"
#define FIELDS 6

/* Cuts a line at its commas (the file has no quotes); number of fields. */
static size_t cut(char *line, char *fields[FIELDS])
{
    size_t n = 0;
    for (char *p = line; p != NULL && n < FIELDS;) {
        fields[n++] = p;
        p = strchr(p, ',');
        if (p != NULL)
            *p++ = '\0';
    }
    return n;
}

static double number(const char *text)
{
    double value = (double)NAN;
    (void)jy_number_parse(text, &value); /* checked where it is used */
    return value;
}

static enum jy_code parse_row(char *line, const char *file, size_t number_of_line,
                              struct sample_row *out, struct jy_error *err)
{
    char *f[FIELDS];
    if (cut(line, f) != FIELDS) {
        return jy_fail(err, JY_EINVALID, "%s:%zu: must have the fields " HEADER, file,
                       number_of_line);
    }
    *out = (struct sample_row){
        f[0], f[1], f[2][0] != '\0' ? f[2] : NULL, number(f[3]), {number(f[5]), number(f[4])}};
    const bool has_place = strcmp(out->kind, "population") != 0;
    if (has_place && !gis_lonlat_valid(out->at))
        return jy_fail(err, JY_EINVALID, "%s:%zu: lat, lon: must be degrees", file, number_of_line);
    return JY_OK;
}

enum jy_code sample_recipe_parse(const char *text, const char *file, struct jy_arena *arena,
                                 struct sample_recipe *out, struct jy_error *err)
{
    size_t lines = 1, line_no = 0, n = 0;
    for (const char *p = text; *p != '\0'; p++)
        lines += *p == '\n';
    struct sample_row *rows = jy_arena_alloc(arena, lines * sizeof *rows);
    char *next = jy_arena_strdup(arena, text);
    while (next != NULL && *next != '\0') {
        char *line = next;
        next = strchr(line, '\n');
        if (next != NULL)
            *next++ = '\0';
        line_no++;
        if (line_no == 1 && strcmp(line, HEADER) != 0)
            return jy_fail(err, JY_EINVALID, "%s:1: the header must be " HEADER, file);
        if (line_no == 1 || *line == '\0')
            continue;
        const enum jy_code code = parse_row(line, file, line_no, &rows[n], err);
        if (code != JY_OK)
            return code;
        n++;
    }
    *out = (struct sample_recipe){n, rows};
    return JY_OK;
}
