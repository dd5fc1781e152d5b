/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/jobs/sheets_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"
#include "src/base/utf8.h"
#include "src/domain/ruby.h"
#include "src/io/columns.h"
#include "src/io/csv_stream.h"
#include "src/io/text_values.h"

/* Names of the columns; the first is the template's. */
static const char *const names_name[] = {"name", "名称", "物件名", "物件", "建物名", "title", NULL};
static const char *const names_address[] = {"address",         "住所", "所在地", "物件所在地",
                                            "所在地_連結表記", NULL};
static const char *const names_lon[] = {"lon", "経度", "longitude", "lng", "long", NULL};
static const char *const names_lat[] = {"lat", "緯度", "latitude", NULL};
static const char *const names_from[] = {"station", "駅", "最寄駅", "最寄り駅", "from_place", NULL};

struct reading {
    struct jy_sheets_table *table;
    struct jy_error *err;
};

static int column_of(const struct jy_row *row, const char *const *names)
{
    for (; *names != NULL; names++) {
        for (size_t i = 0; i < row->n_columns; i++) {
            if (row->columns[i] != NULL && jy_column_name_same(row->columns[i], *names))
                return (int)i;
        }
    }
    return -1;
}

/* A cell without surrounding space; NULL when there is nothing in it. */
static const char *cell(struct jy_sheets_table *table, const struct jy_row *row,
                        const char *const *names)
{
    const int i = column_of(row, names);
    const char *text = i >= 0 ? row->values[i] : NULL;
    if (text == NULL)
        return NULL;
    text += strspn(text, " \t\r\n");
    size_t n = strlen(text);
    while (n > 0 && strchr(" \t\r\n", text[n - 1]) != NULL)
        n--;
    return n > 0 ? jy_arena_strndup(&table->arena, text, n) : NULL;
}

/* The same as one line: line ends and tabulators inside, however many, are a space. */
static const char *line_cell(struct jy_sheets_table *table, const struct jy_row *row,
                             const char *const *names)
{
    const char *text = cell(table, row, names);
    if (text == NULL)
        return NULL;
    char *line = jy_arena_strdup(&table->arena, text), *to = line;
    for (const char *c = line; *c != '\0'; c++) {
        const bool gap = *c == '\n' || *c == '\r' || *c == '\t';
        if (!gap) {
            *to++ = *c;
        } else if (to[-1] != ' ') { /* a cell begins with no space */
            *to++ = ' ';
        }
    }
    *to = '\0';
    return line;
}

static enum jy_code begin(const struct jy_rows_info *info, void *ctx, struct jy_error *err)
{
    (void)info;
    (void)ctx;
    (void)err;
    return JY_OK;
}

static enum jy_code take_row(const struct jy_row *row, void *ctx, struct jy_error *err)
{
    struct jy_sheets_table *t = ctx;
    if (t->n >= t->max) {
        return jy_fail(err, JY_EINVALID, "line %ld: at most %zu rows are made at once", row->line,
                       t->max);
    }
    t->rows = jy_grow(t->rows, &t->cap, t->n + 1, sizeof *t->rows);
    t->rows[t->n++] = (struct jy_sheets_row){.line = row->line,
                                             .name = line_cell(t, row, names_name),
                                             .address = line_cell(t, row, names_address),
                                             .lon = cell(t, row, names_lon),
                                             .lat = cell(t, row, names_lat),
                                             .from = cell(t, row, names_from),
                                             .problem = jy_arena_strdup(&t->arena, row->problem)};
    t->has_place = t->has_place || column_of(row, names_address) >= 0 ||
                   (column_of(row, names_lon) >= 0 && column_of(row, names_lat) >= 0);
    return JY_OK;
}

enum jy_code jy_sheets_table_read(const char *path, size_t max, struct jy_sheets_table *out,
                                  struct jy_error *err)
{
    *out = (struct jy_sheets_table){.max = max};
    jy_arena_init(&out->arena);
    const struct jy_rows_sink sink = {begin, take_row, out};
    enum jy_code code = jy_csv_stream(path, &sink, err);
    if (code == JY_OK && out->n == 0)
        code = jy_fail(err, JY_EINVALID, "the table has no rows");
    if (code == JY_OK && !out->has_place) {
        code = jy_fail(err, JY_EINVALID,
                       "the table needs a column address (住所), or lon and lat (経度, 緯度)");
    }
    if (code != JY_OK)
        jy_sheets_table_done(out);
    return code;
}

void jy_sheets_table_done(struct jy_sheets_table *table)
{
    jy_arena_done(&table->arena);
    free(table->rows);
    table->rows = NULL;
}

/* --- places --------------------------------------------------------------------------------------
 */

const char *jy_sheets_say(const struct jy_i18n *i18n, enum jy_lang lang, struct jy_arena *arena,
                          const char *key, const char *name, const char *text)
{
    struct jy_buf JY_AUTOBUF said = JY_BUF_INIT, plain = JY_BUF_INIT;
    const struct jy_i18n_value value = {name, text};
    jy_i18n_format(i18n, lang, key, &value, name != NULL ? 1 : 0, &said);
    jy_ruby_plain(&plain, jy_buf_text(&said));
    return jy_arena_strdup(arena, jy_buf_text(&plain));
}

static bool near_city(const struct jy_city *city, struct gis_lonlat at)
{
    const double margin_deg = 0.01; /* a kilometre */
    return at.lon_deg >= city->west_deg - margin_deg && at.lon_deg <= city->east_deg + margin_deg &&
           at.lat_deg >= city->south_deg - margin_deg && at.lat_deg <= city->north_deg + margin_deg;
}

struct finding {
    const struct jy_snapshot *snapshot;
    const struct jy_i18n *i18n;
    enum jy_lang lang;
    struct jy_arena *arena;
    struct jy_sheets_place *out;
};

static const char *say(const struct finding *f, const char *key, const char *name, const char *text)
{
    return jy_sheets_say(f->i18n, f->lang, f->arena, key, name, text);
}

static void by_coordinates(const struct finding *f, const struct jy_sheets_row *row)
{
    double lon_deg = 0, lat_deg = 0;
    if (row->lon == NULL || row->lat == NULL) {
        f->out->problem = say(f, "sheets.row.half", NULL, NULL);
        return;
    }
    if (jy_text_degrees(row->lon, &lon_deg) != JY_VALUE_OK ||
        jy_text_degrees(row->lat, &lat_deg) != JY_VALUE_OK) {
        f->out->problem = say(f, "sheets.row.no_number", "text",
                              jy_arena_printf(f->arena, "%.40s, %.40s", row->lon, row->lat));
        return;
    }
    const struct jy_city *city = f->snapshot->data->city;
    const struct gis_lonlat at = {lon_deg, lat_deg}, turned = {lat_deg, lon_deg};
    if (gis_lonlat_valid(at) && near_city(city, at)) {
        f->out->at = at;
    } else if (gis_lonlat_valid(turned) && near_city(city, turned)) {
        f->out->at = turned;
        f->out->remark = say(f, "sheets.row.turned", NULL, NULL);
    } else {
        f->out->problem = say(f, "sheets.row.outside", "text",
                              jy_arena_printf(f->arena, "%.6g, %.6g", lon_deg, lat_deg));
    }
}

static void by_address(const struct finding *f, const char *address)
{
    struct jy_address_hit hit;
    struct jy_buf JY_AUTOBUF name = JY_BUF_INIT;
    const char *shown = jy_arena_printf(f->arena, "%.120s", address);
    if (jy_addresses_find(f->snapshot->addresses, address, 1, &hit) == 0 ||
        hit.layer == JY_LAYER_BOUNDARY) {
        f->out->problem = say(f, "sheets.row.not_found", "text", shown);
        return;
    }
    (void)jy_address_name(&hit, f->i18n, f->lang, &name);
    if (hit.cost >= JY_ADDRESS_SURE) {
        f->out->problem =
            jy_arena_printf(f->arena, "%s %s", say(f, "sheets.row.not_found", "text", shown),
                            say(f, "sheets.row.perhaps", "name", jy_buf_text(&name)));
        return;
    }
    f->out->at = hit.at;
    if (hit.place == NULL)
        f->out->remark = say(f, "sheets.row.middle", "name", jy_buf_text(&name));
}

static void find_from(const struct finding *f, const char *from)
{
    struct jy_address_hit hits[8];
    const size_t n = jy_addresses_find(f->snapshot->addresses, from, 8, hits);
    for (size_t i = 0; i < n; i++) {
        if (hits[i].place != NULL && hits[i].cost < JY_ADDRESS_SURE) {
            f->out->from = hits[i].name;
            return;
        }
    }
    f->out->problem =
        say(f, "sheets.row.no_station", "text", jy_arena_printf(f->arena, "%.80s", from));
}

/* Can they be printed? */
static void check_texts(const struct finding *f, const struct jy_sheets_row *row)
{
    struct jy_error err;
    if (jy_flyer_subject_check(&(struct jy_flyer_subject){row->name, NULL}, &err) != JY_OK) {
        f->out->problem = say(f, "sheets.row.title", "max",
                              jy_arena_printf(f->arena, "%d", JY_SUBJECT_TITLE_MAX));
    } else if (jy_flyer_subject_check(&(struct jy_flyer_subject){NULL, row->address}, &err) !=
               JY_OK) {
        f->out->problem = say(f, "sheets.row.address", "max",
                              jy_arena_printf(f->arena, "%d", JY_SUBJECT_ADDRESS_MAX));
    }
}

void jy_sheets_place_find(const struct jy_snapshot *snapshot, const struct jy_i18n *i18n,
                          const struct jy_sheets_order *order, const struct jy_sheets_row *row,
                          struct jy_arena *arena, struct jy_sheets_place *out)
{
    const struct finding f = {snapshot, i18n, order->lang, arena, out};
    const char *from = row->from != NULL ? row->from : order->from_place;
    *out = (struct jy_sheets_place){0};
    if (row->problem != NULL) {
        out->problem = say(&f, "sheets.row.unreadable", "text", row->problem);
    } else if (row->lon != NULL || row->lat != NULL) {
        by_coordinates(&f, row);
    } else if (row->address != NULL) {
        by_address(&f, row->address);
    } else {
        out->problem = say(&f, "sheets.row.no_place", NULL, NULL);
    }
    if (out->problem == NULL && from != NULL)
        find_from(&f, from);
    if (out->problem == NULL)
        check_texts(&f, row);
}
