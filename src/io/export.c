/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/export.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/buf.h"
#include "src/base/file.h"
#include "src/base/json_out.h"
#include "src/io/csv_table.h"
#include "src/io/encoding.h"
#include "src/io/export_rows.h"

bool jy_export_format_parse(const char *text, enum jy_export_format *out)
{
    static const char *const codes[] = {"csv", "geojson", "gpkg", "shp", "fgb", "xlsx"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (strcmp(codes[i], text) == 0) {
            *out = (enum jy_export_format)i;
            return true;
        }
    }
    return false;
}

bool jy_export_profile_parse(const char *text, enum jy_export_profile *out)
{
    static const char *const codes[] = {"plain", "komae", "standard", "osm", "fiware"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (strcmp(codes[i], text) == 0) {
            *out = (enum jy_export_profile)i;
            return true;
        }
    }
    return false;
}

struct writer {
    const struct jy_export_options *options;
    struct jy_export_result result;
    struct jy_export_row heading;
    struct jy_file_out *file;
    const char *path;
    struct jy_buf out; /* of the row */
    struct jy_json json;
};

static enum jy_code flush(struct writer *w, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF narrow = JY_BUF_INIT;
    struct jy_buf *bytes = &w->out;
    if (w->options->cp932) {
        jy_cp932_add(&narrow, jy_buf_text(&w->out), w->out.len, &w->result.lost);
        bytes = &narrow;
    }
    bool written = jy_file_out_add(w->file, jy_buf_text(bytes), bytes->len);
    jy_buf_clear(&w->out);
    return written ? JY_OK : jy_fail(err, JY_EIO, "%s: %s", w->path, jy_errno_text(errno));
}

/* ---- CSV ---- */

/* A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV
 * injection); import takes it away again. Numbers keep their sign. */
void jy_export_add_cell(struct jy_buf *out, const char *text)
{
    bool formula = strchr("=+-@\t\r'", text[0]) != NULL && text[0] != '\0';
    if (!formula) {
        jy_csv_add_cell(out, text);
        return;
    }
    struct jy_buf JY_AUTOBUF safe = JY_BUF_INIT;
    jy_buf_addc(&safe, '\'');
    jy_buf_adds(&safe, text);
    jy_csv_add_cell(out, jy_buf_text(&safe));
}

static void csv_heading(struct writer *w)
{
    if (!w->options->cp932)
        jy_buf_adds(&w->out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < w->heading.n; i++) {
        jy_buf_adds(&w->out, i > 0 ? "," : "");
        jy_csv_add_cell(&w->out, w->heading.names[i]);
    }
    jy_buf_adds(&w->out, "\r\n");
}

static enum jy_code csv_row(const struct jy_export_row *row, void *ctx, struct jy_error *err)
{
    struct writer *w = ctx;
    for (size_t i = 0; i < row->n; i++) {
        jy_buf_adds(&w->out, i > 0 ? "," : "");
        if (row->texts[i] != NULL && row->kinds[i] != JY_CELL_TEXT) {
            jy_buf_adds(&w->out, row->texts[i]);
        } else if (row->texts[i] != NULL) {
            jy_export_add_cell(&w->out, row->texts[i]);
        }
    }
    jy_buf_adds(&w->out, "\r\n");
    w->result.rows++;
    w->result.unlocated += row->geometry.kind == JY_GEOMETRY_NONE;
    return flush(w, err);
}

/* ---- GeoJSON (RFC 7946) ---- */

static void positions(struct jy_json *json, const struct jy_geometry *g, size_t from, size_t to)
{
    jy_json_array(json);
    for (size_t i = from; i < to; i++) {
        jy_json_array(json);
        jy_json_double(json, g->points[i].lon_deg);
        jy_json_double(json, g->points[i].lat_deg);
        jy_json_array_end(json);
    }
    jy_json_array_end(json);
}

static void parts(struct jy_json *json, const struct jy_geometry *g)
{
    size_t from = 0;
    bool open = false;
    jy_json_array(json);
    for (size_t i = 0; i < g->n_parts; i++) {
        if (g->kind == JY_GEOMETRY_POLYGONS && (i == 0 || g->part_outer[i])) {
            if (open)
                jy_json_array_end(json);
            jy_json_array(json);
            open = true;
        }
        positions(json, g, from, g->part_end[i]);
        from = g->part_end[i];
    }
    if (open)
        jy_json_array_end(json);
    jy_json_array_end(json);
}

static void geometry(struct jy_json *json, const struct jy_geometry *g)
{
    if (g->kind == JY_GEOMETRY_NONE) {
        jy_json_null(json);
        return;
    }
    jy_json_object(json);
    jy_json_kv_string(json, "type",
                      g->kind == JY_GEOMETRY_POINT   ? "Point"
                      : g->kind == JY_GEOMETRY_LINES ? "MultiLineString"
                                                     : "MultiPolygon");
    jy_json_key(json, "coordinates");
    if (g->kind == JY_GEOMETRY_POINT) {
        jy_json_array(json);
        jy_json_double(json, g->points[0].lon_deg);
        jy_json_double(json, g->points[0].lat_deg);
        jy_json_array_end(json);
    } else {
        parts(json, g);
    }
    jy_json_object_end(json);
}

/* The geometry says it already. */
static bool is_position(const char *name)
{
    return strcmp(name, "lon") == 0 || strcmp(name, "lat") == 0 || strcmp(name, "経度") == 0 ||
           strcmp(name, "緯度") == 0;
}

static enum jy_code geojson_row(const struct jy_export_row *row, void *ctx, struct jy_error *err)
{
    struct writer *w = ctx;
    struct jy_json *json = &w->json;
    jy_json_object(json);
    jy_json_kv_string(json, "type", "Feature");
    jy_json_key(json, "geometry");
    geometry(json, &row->geometry);
    jy_json_key(json, "properties");
    jy_json_object(json);
    for (size_t i = 0; i < row->n; i++) {
        if (row->geometry.kind == JY_GEOMETRY_POINT && is_position(row->names[i]))
            continue;
        jy_json_key(json, row->names[i]);
        if (row->kinds[i] != JY_CELL_TEXT && row->texts[i] != NULL) {
            jy_json_raw(json, row->texts[i]);
        } else {
            jy_json_string(json, row->texts[i]);
        }
    }
    jy_json_object_end(json);
    jy_json_object_end(json);
    jy_buf_addc(&w->out, '\n');
    w->result.rows++;
    w->result.unlocated += row->geometry.kind == JY_GEOMETRY_NONE;
    return flush(w, err);
}

/* ---- files ---- */

static enum jy_code write_rows(struct jy_store *store, const struct jy_city *city, struct writer *w,
                               struct jy_error *err)
{
    if (w->options->format == JY_EXPORT_CSV) {
        csv_heading(w);
        enum jy_code code = flush(w, err);
        return code == JY_OK ? jy_export_rows(store, city, w->options, csv_row, w, err) : code;
    }
    jy_json_init(&w->json, &w->out);
    jy_json_object(&w->json);
    jy_json_kv_string(&w->json, "type", "FeatureCollection");
    jy_json_key(&w->json, "features");
    jy_json_array(&w->json);
    enum jy_code code = jy_export_rows(store, city, w->options, geojson_row, w, err);
    jy_json_array_end(&w->json);
    jy_json_object_end(&w->json);
    jy_buf_addc(&w->out, '\n');
    return code == JY_OK ? flush(w, err) : code;
}

static enum jy_code write_text(struct jy_store *store, const struct jy_city *city, struct writer *w,
                               const char *path, struct jy_error *err)
{
    enum jy_code code = jy_file_out_open(path, w->options->force, &w->file, err);
    if (code != JY_OK)
        return code;
    jy_export_heading(city, w->options, &w->heading);
    code = write_rows(store, city, w, err);
    if (code == JY_OK)
        return jy_file_out_close(w->file, true, err);
    (void)!jy_file_out_close(w->file, false, NULL);
    return code;
}

/* OSM and FIWARE know things, not counts; FIWARE Streetlighting streetlights alone. */
static bool fits(enum jy_export_profile profile, enum jy_layer layer)
{
    bool thing =
        layer != JY_LAYER_CRIMES && layer != JY_LAYER_POPULATION && layer != JY_LAYER_REQUESTS;
    switch (profile) {
    case JY_EXPORT_FIWARE:
        return layer == JY_LAYER_STREETLIGHTS;
    case JY_EXPORT_OSM:
        return thing && layer != JY_LAYER_PLACES;
    case JY_EXPORT_STANDARD:
        return thing;
    case JY_EXPORT_PLAIN:
    case JY_EXPORT_KOMAE:
        break;
    }
    return true;
}

enum jy_code jy_export_file(struct jy_store *store, const char *path,
                            const struct jy_export_options *options, struct jy_export_result *out,
                            struct jy_error *err)
{
    struct jy_city *city = NULL;
    struct jy_error ignored;
    char *profile = NULL;
    if (!fits(options->profile, options->layer)) {
        return jy_fail(err, JY_EINVALID, "this profile has no names for the layer '%s'",
                       jy_layer_text(options->layer));
    }
    enum jy_code code = jy_store_profile(store, &profile, err);
    if (code != JY_OK)
        return code;
    if (strcmp(path, "-") != 0 && jy_file_exists(path) && !options->force) {
        free(profile);
        return jy_fail(err, JY_ECONFLICT, "%s: is there already; --force writes over it", path);
    }
    /* Without a readable profile cameras stay unlocated: the stricter side. */
    (void)!jy_city_parse(profile, strlen(profile), "profile", &city, &ignored);
    struct writer w = {.options = options, .path = path};
    if (options->format == JY_EXPORT_CSV || options->format == JY_EXPORT_GEOJSON) {
        code = write_text(store, city, &w, path, err);
    } else {
        code = jy_export_ogr(store, city, options, path, &w.result, err);
    }
    jy_buf_done(&w.out);
    jy_city_free(city);
    free(profile);
    if (code == JY_OK)
        *out = w.result;
    return code;
}
