/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Any file that Joyato reads, as a stream of rows: texts under column names, and a geometry. A row
 * that cannot be used carries the reason and goes to the same place, so that it is reported by its
 * line and never lost in silence.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "src/base/error.h"
#include "src/domain/geometry.h"
#include "src/io/format.h"
#include "src/io/ogr.h"

#define JY_ROWS_MAX_COLUMNS 4096
/** Longest text of one row, all cells together. */
#define JY_ROWS_MAX_ROW_BYTES ((size_t)1 << 20)

/** Everything borrowed until the callback returns. */
struct jy_row {
    long line;         /**< of a text file (its first line), else the number of the feature */
    const char *layer; /**< layer of a vector file, "" for tables */
    size_t n_columns;  /**< may grow from row to row; a column keeps its place */
    const char *const *columns;
    const char *const *values; /**< by column; NULL: null or absent */
    struct jy_geometry geometry;
    const char *problem; /**< why this row cannot be used; NULL: nothing */
};

struct jy_rows_options {
    const char *crs;        /**< as jy_vector_options */
    const char *layer;      /**< as jy_vector_options */
    const char *prefer;     /**< as jy_vector_options */
    const char *osm_layers; /**< as jy_vector_options */
    /** Of OSM files: which features are rows at all; NULL: every one. */
    bool (*osm_keep)(const struct jy_feature *feature);
};

struct jy_rows_info {
    enum jy_format format;
    char text[64];      /**< "CSV (CP932)", "GeoJSON" */
    char crs[80];       /**< of the geometry as read; "" none */
    bool text_lines;    /**< jy_row.line counts lines of text */
    long long expected; /**< rows, -1 unknown */
};

struct jy_rows_sink {
    /** Once, before the first row. */
    enum jy_code (*begin)(const struct jy_rows_info *info, void *ctx, struct jy_error *err);
    enum jy_code (*row)(const struct jy_row *row, void *ctx, struct jy_error *err);
    void *ctx;
};

/**
 * Reads the whole file here, in this process. Memory does not grow with the file, except for JSON
 * (at most 256 MiB of it). JY_EINVALID and the like name the path first.
 */
JY_MUST_CHECK enum jy_code jy_rows_read(const char *path, const struct jy_rows_options *options,
                                        const struct jy_rows_sink *sink, struct jy_error *err);

/**
 * The same in a child process without network and with limits on memory and processor time that
 * follow from the file's size; what comes back is checked again. When the child dies the error says
 * so and nothing else is harmed. Not to be called while other threads run.
 */
JY_MUST_CHECK enum jy_code jy_rows_read_apart(const char *path,
                                              const struct jy_rows_options *options,
                                              const struct jy_rows_sink *sink,
                                              struct jy_error *err);
