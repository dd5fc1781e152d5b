/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file `joyato crimes`: tables that charts are drawn from, and the rank among municipalities. */
#include <string.h>

#include "src/analysis/crime_figures.h"
#include "src/app/paths.h"
#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/cli/cli.h"
#include "src/cli/options.h"

struct crimes_options {
    const char *db, *figure, *offence, *format, *out;
    enum jy_lang lang;
    long year;
    bool full, force;
};

struct crimes_run {
    struct jy_store *store;
    struct jy_city_data *data;
    struct jy_taxonomy *taxonomy;
    struct jy_crime_rows *rows;
    struct jy_i18n *i18n;
    struct jy_crime_figure *figure;
};

static void run_done(struct crimes_run *run)
{
    jy_crime_figure_free(run->figure);
    jy_i18n_free(run->i18n);
    jy_crime_rows_free(run->rows);
    jy_taxonomy_free(run->taxonomy);
    jy_city_data_free(run->data);
    jy_store_close(run->store);
}

static enum jy_code compute(const struct crimes_options *o, enum jy_crime_figure_kind kind,
                            struct crimes_run *run, struct jy_error *err)
{
    char *catalogues JY_AUTOFREE = jy_path_of("web/i18n");
    enum jy_code code = jy_store_global_init(err);
    if (code == JY_OK)
        code = jy_i18n_load(catalogues, &run->i18n, err);
    if (code == JY_OK)
        code = jy_taxonomy_new(&run->taxonomy, err);
    if (code == JY_OK)
        code = jy_store_open(o->db, JY_STORE_READ, &run->store, err);
    if (code == JY_OK)
        code = jy_city_data_load(run->store, JY_NOW, JY_LOAD_AREAS, &run->data, err);
    if (code == JY_OK)
        code = jy_crime_rows_load(run->store, run->taxonomy, false, &run->rows, err);
    if (code == JY_OK) {
        code = jy_crime_figure_new(run->rows, run->data, run->taxonomy, kind, o->offence,
                                   (int)o->year, o->full, &run->figure, err);
    }
    return code;
}

static int run_crimes(const struct crimes_options *o, const char *command)
{
    enum jy_crime_figure_kind kind;
    const bool csv = strcmp(o->format, "csv") == 0;
    if (!jy_crime_figure_parse(o->figure, &kind)) {
        return cli_wrong_use(command, "FIGURE is yearly, offences, districts or rank, not '%s'",
                             o->figure);
    }
    if (!csv && strcmp(o->format, "json") != 0)
        return cli_wrong_use(command, "--format wants json or csv, not '%s'", o->format);
    struct crimes_run run = {0};
    struct jy_error err;
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    enum jy_code code = compute(o, kind, &run, &err);
    if (code == JY_OK && csv) {
        jy_crime_figure_csv(run.figure, &out);
    } else if (code == JY_OK) {
        struct jy_json json;
        jy_json_init(&json, &out);
        jy_crime_figure_write(run.figure, run.i18n, o->lang, &json);
        jy_buf_addc(&out, '\n');
    }
    if (code == JY_OK)
        code = jy_file_write(o->out, out.data, out.len, o->force, &err);
    run_done(&run);
    return code == JY_OK ? 0 : cli_failed(command, &err);
}

int cli_crimes(int argc, char **argv)
{
    struct crimes_options o = {.format = "json", .out = "-", .offence = "total"};
    const struct cli_option options[] = {
        {"offence", "NAME", "code, name or alias (all offences)", CLI_STRING, &o.offence, 0, 0},
        {"year", "YEAR", "of the table (the newest there is)", CLI_INT, &o.year, 1900, 2200},
        {"lang", "LANG", "ja (default), ja-easy, en, zh, ko", CLI_LANG, &o.lang, 0, 0},
        {"format", "NAME", "json (default) or csv", CLI_STRING, &o.format, 0, 0},
        {"full", NULL, "for staff: small counts are shown too", CLI_FLAG, &o.full, 0, 0},
        {"out", "FILE", "write there instead of stdout", CLI_STRING, &o.out, 0, 0},
        {"force", NULL, "overwrite FILE", CLI_FLAG, &o.force, 0, 0},
    };
    const struct cli_usage usage = {
        "crimes DB yearly|offences|districts|rank [--offence NAME] [--year YEAR]",
        "Gives the table of a chart with its sources: totals by year, by offence, by district, or "
        "the\n"
        "city's rank among the municipalities of an imported table.",
        options,
        sizeof options / sizeof *options,
        2,
        2};
    char **args;
    size_t n_args;
    const enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n_args);
    if (parsed != CLI_RUN)
        return parsed;
    o.db = args[0];
    o.figure = args[1];
    return run_crimes(&o, argv[0]);
}
