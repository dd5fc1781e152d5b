/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/app/config.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ini.h>

#include "src/app/tile_template.h"
#include "src/base/number.h"
#include "src/base/utf8.h"

#define AT(member) offsetof(struct jy_config, member)

const struct jy_config_row jy_config_rows[] = {
    {"listen", JY_CONFIG_STRING, AT(listen), 0, 0, "", "127.0.0.1:8080",
     "address and port; port 0 takes a free one"},
    {"public_url", JY_CONFIG_STRING, AT(public_url), 0, 0, "", "",
     "how the public reaches the service, for links and QR codes (https://…)"},
    {"web_dir", JY_CONFIG_STRING, AT(web_dir), 0, 0, "", "",
     "folder of the pages; empty: the installed one"},
    {"threads", JY_CONFIG_INT, AT(threads), 0, 64, "", "0", "event loops; 0: as many as cores"},
    {"workers", JY_CONFIG_INT, AT(workers), 0, 64, "", "0",
     "threads for requests, each with a read connection; 0: as many as cores"},
    {"queue", JY_CONFIG_INT, AT(queue), 1, 10000, "requests", "256",
     "requests that may wait for a worker; beyond that 503"},
    {"connections", JY_CONFIG_INT, AT(connections), 16, 60000, "", "4000", "open at once"},
    {"connections_per_address", JY_CONFIG_INT, AT(connections_per_address), 0, 60000, "", "50",
     "of one client; 0: no limit (behind a proxy)"},
    {"deadline", JY_CONFIG_NUMBER, AT(deadline_s), 1, 120, "s", "9",
     "longest time to receive a request"},
    {"statement_deadline", JY_CONFIG_NUMBER, AT(statement_deadline_s), 0.1, 60, "s", "2",
     "longest time of one read of the registry"},
    {"trust_forwarded", JY_CONFIG_BOOL, AT(trust_forwarded), 0, 1, "", "no",
     "behind a proxy: believe its X-Forwarded-For (last entry) and X-Forwarded-Proto"},
    {"access_log", JY_CONFIG_BOOL, AT(access_log), 0, 1, "", "yes",
     "one line on stderr for each request, without addresses, queries or tokens"},
    {"metrics_open", JY_CONFIG_BOOL, AT(metrics_open), 0, 1, "", "no",
     "answer /metrics to other machines too"},
    {"tile_cache", JY_CONFIG_INT, AT(tile_cache_mb), 0, 65536, "MiB", "128",
     "memory for built tiles and maps; 0: none is kept"},
    {"scene_file", JY_CONFIG_NUMBER, AT(scene_file_s), -1, 3600, "s", "0.3",
     "the map is kept in a file for the next start if making it takes this long; -1: never"},
    {"fresh_wait", JY_CONFIG_NUMBER, AT(fresh_wait_s), 0, 60, "s", "0.5",
     "answers after a write wait for the gaps made anew, if that took no longer the last time"},
    {"write_burst", JY_CONFIG_INT, AT(write_burst), 0, 100000, "", "20",
     "requests for lights of one client at once; 0: no limit"},
    {"write_per_minute", JY_CONFIG_INT, AT(write_per_minute), 0, 100000, "per min", "10",
     "and after that"},
    {"expensive_burst", JY_CONFIG_INT, AT(expensive_burst), 0, 100000, "", "30",
     "flyers of one client at once; 0: no limit"},
    {"expensive_per_minute", JY_CONFIG_INT, AT(expensive_per_minute), 0, 100000, "per min", "20",
     "and after that"},
    {"map_burst", JY_CONFIG_INT, AT(map_burst), 0, 100000, "", "60",
     "static maps of one client at once; 0: no limit"},
    {"map_per_minute", JY_CONFIG_INT, AT(map_per_minute), 0, 100000, "per min", "120",
     "and after that"},
    {"job_burst", JY_CONFIG_INT, AT(job_burst), 0, 100000, "", "10",
     "tables of properties and logos of one client at once; 0: no limit"},
    {"job_per_minute", JY_CONFIG_INT, AT(job_per_minute), 0, 100000, "per min", "6",
     "and after that"},
    {"jobs_disk", JY_CONFIG_INT, AT(jobs_disk_mb), 0, 1000000, "MiB", "8192",
     "room for results of tables; 0: no limit"},
    {"state_dir", JY_CONFIG_STRING, AT(state_dir), 0, 0, "", "",
     "folder for jobs and logos, kept a day; empty: beside the registry, its name and .state"},
    {"base_tiles", JY_CONFIG_TILES, AT(base_tiles), 0, 0, "", "",
     "outside base map to offer, https://HOST/…{z}/{x}/{y}…; empty: none"},
    {"base_attribution", JY_CONFIG_CREDIT, AT(base_attribution), 0, 0, "", "",
     "words its owner wants beside it; needed with base_tiles"},
    {"base_max_zoom", JY_CONFIG_INT, AT(base_max_zoom), 1, 22, "", "18",
     "last zoom of its tiles; drawn larger beyond that"},
    {0}};

static enum jy_code set_number(struct jy_config *config, const struct jy_config_row *row,
                               const char *value, struct jy_error *err)
{
    double number;
    if (!jy_number_parse(value, &number) ||
        (row->kind == JY_CONFIG_INT && number != floor(number)) || number < row->min ||
        number > row->max) {
        return jy_fail(err, JY_EINVALID, "%s wants a %snumber from %.10g to %.10g, not '%.60s'",
                       row->name, row->kind == JY_CONFIG_INT ? "whole " : "", row->min, row->max,
                       value);
    }
    void *at = (char *)config + row->offset;
    if (row->kind == JY_CONFIG_INT) {
        *(long *)at = (long)number;
    } else {
        *(double *)at = number;
    }
    return JY_OK;
}

static enum jy_code set_bool(struct jy_config *config, const struct jy_config_row *row,
                             const char *value, struct jy_error *err)
{
    bool yes = strcmp(value, "yes") == 0 || strcmp(value, "true") == 0 || strcmp(value, "1") == 0;
    bool no = strcmp(value, "no") == 0 || strcmp(value, "false") == 0 || strcmp(value, "0") == 0;
    if (!yes && !no)
        return jy_fail(err, JY_EINVALID, "%s wants yes or no, not '%.60s'", row->name, value);
    *(bool *)(void *)((char *)config + row->offset) = yes;
    return JY_OK;
}

static enum jy_code check_tiles(const struct jy_config_row *row, const char *value,
                                struct jy_error *err)
{
    char origin[JY_ORIGIN_SIZE];
    struct jy_error why;
    if (value[0] == '\0' || jy_tile_template_origin(value, origin, &why) == JY_OK)
        return JY_OK;
    return jy_fail(err, JY_EINVALID, "%s %s", row->name, why.text);
}

/* Shown as plain text: markup would be shown as it stands, so it is told apart here. */
static enum jy_code check_credit(const struct jy_config_row *row, const char *value,
                                 struct jy_error *err)
{
    bool plain = jy_utf8_valid(value, strlen(value));
    for (const char *c = value; *c != '\0'; c++)
        plain = plain && (unsigned char)*c >= ' ' && *c != 0x7F && *c != '<' && *c != '>';
    if (!plain) {
        return jy_fail(err, JY_EINVALID,
                       "%s wants plain words in UTF-8, without control characters, '<' or '>'",
                       row->name);
    }
    if (value[0] != '\0' && value[strspn(value, " ")] == '\0')
        return jy_fail(err, JY_EINVALID, "%s is blank", row->name);
    return JY_OK;
}

static enum jy_code set_string(struct jy_config *config, const struct jy_config_row *row,
                               const char *value, struct jy_error *err)
{
    enum jy_code code = JY_OK;
    if (strlen(value) >= JY_CONFIG_TEXT) {
        return jy_fail(err, JY_EINVALID, "%s is longer than %d bytes", row->name,
                       JY_CONFIG_TEXT - 1);
    }
    if (row->kind == JY_CONFIG_TILES) {
        code = check_tiles(row, value, err);
    } else if (row->kind == JY_CONFIG_CREDIT) {
        code = check_credit(row, value, err);
    }
    if (code == JY_OK)
        (void)snprintf((char *)config + row->offset, JY_CONFIG_TEXT, "%s", value);
    return code;
}

static enum jy_code set_row(struct jy_config *config, const struct jy_config_row *row,
                            const char *value, struct jy_error *err)
{
    switch (row->kind) {
    case JY_CONFIG_STRING:
    case JY_CONFIG_TILES:
    case JY_CONFIG_CREDIT:
        return set_string(config, row, value, err);
    case JY_CONFIG_INT:
    case JY_CONFIG_NUMBER:
        return set_number(config, row, value, err);
    case JY_CONFIG_BOOL:
        return set_bool(config, row, value, err);
    }
    return JY_OK;
}

void jy_config_init(struct jy_config *config)
{
    memset(config, 0, sizeof *config);
    for (const struct jy_config_row *row = jy_config_rows; row->name != NULL; row++) {
        struct jy_error err;
        if (set_row(config, row, row->default_text, &err) != JY_OK)
            abort(); /* a default outside its own range */
    }
}

enum jy_code jy_config_set(struct jy_config *config, const char *name, const char *value,
                           struct jy_error *err)
{
    for (const struct jy_config_row *row = jy_config_rows; row->name != NULL; row++) {
        if (strcmp(row->name, name) == 0)
            return set_row(config, row, value, err);
    }
    return jy_fail(err, JY_EINVALID, "there is no setting '%.60s'", name);
}

enum jy_code jy_config_check(const struct jy_config *config, struct jy_error *err)
{
    bool tiles = config->base_tiles[0] != '\0', credit = config->base_attribution[0] != '\0';
    if (tiles && !credit) {
        return jy_fail(err, JY_EINVALID,
                       "base_tiles needs base_attribution: the words its owner wants beside it");
    }
    if (credit && !tiles)
        return jy_fail(err, JY_EINVALID, "base_attribution needs base_tiles");
    return JY_OK;
}

struct reading {
    struct jy_config *config;
    struct jy_error err;
};

static int on_setting(void *user, const char *section, const char *name, const char *value)
{
    struct reading *reading = user;
    if (section[0] != '\0') {
        (void)jy_fail(&reading->err, JY_EINVALID, "the file has no sections, not '[%.60s]'",
                      section);
    } else if (jy_config_set(reading->config, name, value != NULL ? value : "", &reading->err) ==
               JY_OK) {
        return 1;
    }
    return 0;
}

enum jy_code jy_config_read(struct jy_config *config, const char *path, struct jy_error *err)
{
    struct reading reading = {.config = config, .err = {JY_OK, ""}};
    int line = ini_parse(path, on_setting, &reading);
    if (line < 0)
        return jy_fail(err, JY_ENOTFOUND, "%s: cannot read it: %s", path, jy_errno_text(errno));
    if (line > 0) {
        return jy_fail(err, JY_EINVALID, "%s:%d: %s", path, line,
                       reading.err.code != JY_OK ? reading.err.text : "not NAME = VALUE");
    }
    return JY_OK;
}
