/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/rows.h"

#include <stdio.h>
#include <string.h>

#include "src/io/column_set.h"
#include "src/io/csv_stream.h"
#include "src/io/json_table.h"

struct vector_rows {
    const struct jy_rows_options *options;
    const struct jy_rows_sink *sink;
    struct jy_column_set columns;
    bool osm;
};

static enum jy_code on_feature(const struct jy_feature *feature, void *ctx, struct jy_error *err)
{
    struct vector_rows *r = ctx;
    if (r->osm && r->options->osm_keep != NULL && !r->options->osm_keep(feature))
        return JY_OK;
    jy_column_set_clear(&r->columns);
    const char *problem = feature->problem;
    size_t bytes = 0;
    for (size_t i = 0; i < feature->n_fields; i++) {
        const char *text = feature->fields[i].text;
        bytes += text != NULL ? strlen(text) : 0;
        if (bytes > JY_ROWS_MAX_ROW_BYTES ||
            !jy_column_set_put(&r->columns, feature->fields[i].name, text)) {
            problem = problem != NULL ? problem : "the row is too long";
            break;
        }
    }
    struct jy_row row = {.line = (long)feature->number,
                         .layer = feature->layer,
                         .n_columns = r->columns.n,
                         .columns = (const char *const *)r->columns.names,
                         .values = r->columns.values,
                         .geometry = feature->geometry,
                         .problem = problem};
    return r->sink->row(&row, r->sink->ctx, err);
}

static enum jy_code read_vector(const char *path, enum jy_format format,
                                const struct jy_rows_options *options,
                                const struct jy_rows_sink *sink, struct jy_error *err)
{
    struct jy_vector_options how = {.crs = options->crs,
                                    .layer = options->layer,
                                    .prefer = options->prefer,
                                    .osm_layers = options->osm_layers};
    struct jy_vector *vector = NULL;
    enum jy_code code = jy_vector_open(path, &format, &how, &vector, err);
    if (code != JY_OK)
        return code;
    struct jy_crs_info crs;
    jy_vector_crs(vector, &crs);
    struct jy_rows_info info = {.format = format, .expected = jy_vector_count(vector)};
    (void)snprintf(info.text, sizeof info.text, "%s", jy_format_text(format));
    (void)snprintf(info.crs, sizeof info.crs, "%s", crs.name);
    struct vector_rows r = {.options = options,
                            .sink = sink,
                            .osm = format == JY_FORMAT_OSM_PBF || format == JY_FORMAT_OSM_XML};
    code = sink->begin(&info, sink->ctx, err);
    if (code == JY_OK)
        code = jy_vector_each(vector, on_feature, &r, err);
    jy_column_set_done(&r.columns);
    jy_vector_close(vector);
    return code;
}

enum jy_code jy_rows_read(const char *path, const struct jy_rows_options *options,
                          const struct jy_rows_sink *sink, struct jy_error *err)
{
    static const struct jy_rows_options none;
    enum jy_format format = JY_FORMAT_CSV;
    enum jy_code code = jy_format_detect(path, &format, err);
    if (code != JY_OK)
        return code;
    if (format == JY_FORMAT_CSV)
        return jy_csv_stream(path, sink, err);
    if (format == JY_FORMAT_JSON_TABLE)
        return jy_json_table(path, sink, err);
    return read_vector(path, format, options != NULL ? options : &none, sink, err);
}
