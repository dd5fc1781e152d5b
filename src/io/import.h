/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A city's file into the registry: recognise, check, match, upsert. A file is read twice, each time
 * apart from the service (rows.h): first to know its columns, the numbers that are not unique in it
 * and where it lies; then to write, all in one transaction.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/arena.h"
#include "src/base/error.h"
#include "src/store/store.h"

/** Messages of each kind kept in a result; all are counted, and --rejects has all. */
#define JY_IMPORT_MESSAGES 200

struct jy_import_message {
    long line; /**< of a text file, else number of the feature; 0: the file as a whole */
    const char *text;
    long long count; /**< times the same was said; line is the first */
};

struct jy_import_messages {
    size_t n; /**< of the first JY_IMPORT_MESSAGES */
    long long total;
    struct jy_import_message items[JY_IMPORT_MESSAGES];
};

struct jy_import_column {
    const char *column;
    const char *field; /**< NULL: ignored */
};

struct jy_import_result {
    const char *format; /**< as recognised */
    const char *crs;    /**< "" none */
    bool text_lines;    /**< messages count lines, not features */
    long long read, inserted, updated, unchanged, rejected;
    size_t n_columns;
    const struct jy_import_column *columns;
    struct jy_import_messages rejects;  /**< rows that were not taken, and why */
    struct jy_import_messages warnings; /**< cells that were not understood in rows that were */
    struct jy_import_messages notes;    /**< what was repaired or decided for many rows */
    double seconds;
    struct jy_arena arena; /* owns the texts */
};

struct jy_import_progress {
    void (*step)(long long done, long long expected, void *ctx); /**< expected -1: unknown */
    void *ctx;
};

/** Has the author of a file published it cell by cell? Judged from the file: one that is given
 * with its licence, or in the layout in which the police publish their tables, has been. */
enum jy_import_published {
    JY_IMPORT_PUBLISHED_BY_FILE,
    JY_IMPORT_PUBLISHED,
    JY_IMPORT_NOT_PUBLISHED
};

struct jy_import_options {
    enum jy_layer layer;
    const char *map, *crs, *where; /**< as the command line has them; NULL: none */
    const char *layer_name;        /**< layer of a vector file; NULL: every one */
    const char *licence, *credit;
    enum jy_import_published published; /**< is the file shown cell by cell by its author? */
    struct jy_date date;                /**< of the data; year 0: the file's own */
    bool dry_run;                       /**< count only: nothing is kept */
    bool in_process;                    /**< without a child: for tests under debuggers */
    const char *rejects_path;           /**< CSV of all rejected rows, must not exist; NULL: none */
    struct jy_import_progress progress;
};

/**
 * Imports one file. On failure the registry is as before and @p out is untouched. *out is the
 * caller's: jy_import_result_done().
 */
JY_MUST_CHECK enum jy_code jy_import_file(struct jy_store *store, const char *path,
                                          const struct jy_import_options *options,
                                          struct jy_import_result *out, struct jy_error *err);
void jy_import_result_done(struct jy_import_result *result);
