/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Rows as names, texts and a geometry, for every writer.
 */
#pragma once
#include "src/base/arena.h"
#include "src/base/buf.h"
#include "src/domain/city.h"
#include "src/domain/geometry.h"
#include "src/io/export.h"

enum { JY_EXPORT_COLUMNS_MAX = 48 };

enum jy_export_cell { JY_CELL_TEXT, JY_CELL_REAL, JY_CELL_WHOLE };

struct jy_export_row {
    size_t n;
    const char *names[JY_EXPORT_COLUMNS_MAX];
    const char *texts[JY_EXPORT_COLUMNS_MAX]; /* NULL: empty */
    enum jy_export_cell kinds[JY_EXPORT_COLUMNS_MAX];
    struct jy_geometry geometry;
};

typedef enum jy_code (*jy_export_row_fn)(const struct jy_export_row *row, void *ctx,
                                         struct jy_error *err);

/** Calls @p fn for each row; a row that fails ends it. */
typedef enum jy_code (*jy_export_each_fn)(jy_export_row_fn fn, void *fn_ctx, void *ctx,
                                          struct jy_error *err);

/** Appends a cell of text; what a spreadsheet would run as a formula gets an apostrophe in front.
 */
void jy_export_add_cell(struct jy_buf *out, const char *text);

/** Every row with the same names in the same order. */
JY_MUST_CHECK enum jy_code jy_export_rows(struct jy_store *store, const struct jy_city *city,
                                          const struct jy_export_options *options,
                                          jy_export_row_fn fn, void *ctx, struct jy_error *err);

/** The names, kinds of cells and kind of geometry (NONE: none, or several) that the rows will have;
 * *out has no texts. */
void jy_export_heading(const struct jy_city *city, const struct jy_export_options *options,
                       struct jy_export_row *out);

/** Writes the rows through GDAL to @p path, which must not exist. */
JY_MUST_CHECK enum jy_code jy_export_ogr(struct jy_store *store, const struct jy_city *city,
                                         const struct jy_export_options *options, const char *path,
                                         struct jy_export_result *out, struct jy_error *err);

/** Writes any rows, that look like @p heading, to the GeoPackage @p path as layer @p name. */
JY_MUST_CHECK enum jy_code jy_export_gpkg(const char *path, const char *name, bool force,
                                          const struct jy_export_row *heading,
                                          jy_export_each_fn each, void *ctx, struct jy_error *err);
