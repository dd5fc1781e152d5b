/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Settings of the service: one table says name, unit, range, default and what it does; the INI
 * file, its checks and docs/operations.md follow it.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "src/base/error.h"

#define JY_CONFIG_TEXT 256

struct jy_config {
    char listen[JY_CONFIG_TEXT];
    char public_url[JY_CONFIG_TEXT];
    char web_dir[JY_CONFIG_TEXT];
    long threads, workers, queue, connections, connections_per_address;
    double deadline_s, statement_deadline_s, scene_file_s, fresh_wait_s;
    bool trust_forwarded, access_log, metrics_open;
    long tile_cache_mb;
    long write_burst, write_per_minute, expensive_burst, expensive_per_minute;
    long map_burst, map_per_minute;
    long job_burst, job_per_minute, jobs_disk_mb;
    char state_dir[JY_CONFIG_TEXT];
    char base_tiles[JY_CONFIG_TEXT], base_attribution[JY_CONFIG_TEXT];
    long base_max_zoom;
};

enum jy_config_kind {
    JY_CONFIG_STRING,
    JY_CONFIG_INT,
    JY_CONFIG_NUMBER,
    JY_CONFIG_BOOL,
    JY_CONFIG_TILES, /**< empty, or the address of tiles (tile_template.h) */
    JY_CONFIG_CREDIT /**< empty, or words to be shown: UTF-8, without control characters or HTML */
};

struct jy_config_row {
    const char *name;
    enum jy_config_kind kind;
    size_t offset; /**< in struct jy_config */
    double min, max;
    const char *unit;
    const char *default_text;
    const char *doc;
};

/** Ends with a row without a name. */
extern const struct jy_config_row jy_config_rows[];

/** Every setting at its default. */
void jy_config_init(struct jy_config *config);
/** One setting from text; JY_EINVALID names it and what is allowed. */
JY_MUST_CHECK enum jy_code jy_config_set(struct jy_config *config, const char *name,
                                         const char *value, struct jy_error *err);
/** What no single setting shows: which ones go together. */
JY_MUST_CHECK enum jy_code jy_config_check(const struct jy_config *config, struct jy_error *err);
/** Reads an INI file without sections; the error names file and line. */
JY_MUST_CHECK enum jy_code jy_config_read(struct jy_config *config, const char *path,
                                          struct jy_error *err);
