/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file `joyato crimes`: tables that charts are drawn from, and the rank among municipalities. */
#include <string.h>

#include "src/analysis/crime_figures.h"
#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/cli/cli.h"
#include "src/cli/open.h"
#include "src/cli/options.h"
#include "src/snapshot/crime_report.h"

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

static enum jy_code load(const struct crimes_options *o, struct crimes_run *run,
                         struct jy_error *err)
{
    enum jy_code code = cli_open(o->db, JY_STORE_READ, &run->store, &run->i18n, err);
    if (code == JY_OK)
        code = jy_taxonomy_new(&run->taxonomy, err);
    if (code == JY_OK)
        code = jy_city_data_load(run->store, JY_NOW, JY_LOAD_AREAS, &run->data, err);
    if (code == JY_OK)
        code = jy_crime_rows_load(run->store, run->taxonomy, false, &run->rows, err);
    return code;
}

static enum jy_code write_figure(const struct crimes_options *o, enum jy_crime_figure_kind kind,
                                 struct crimes_run *run, struct jy_buf *out, struct jy_error *err)
{
    const struct jy_crime_data from = {run->rows, run->data, run->taxonomy};
    const enum jy_code code =
        jy_crime_figure_new(&from, kind, o->offence, (int)o->year, o->full, &run->figure, err);
    if (code != JY_OK)
        return code;
    if (strcmp(o->format, "csv") == 0) {
        jy_crime_figure_csv(run->figure, out);
        return JY_OK;
    }
    struct jy_json json;
    jy_json_init(&json, out);
    jy_crime_figure_write(run->figure, run->i18n, o->lang, &json);
    jy_buf_addc(out, '\n');
    return JY_OK;
}

static enum jy_code write_report(const struct crimes_options *o, struct crimes_run *run,
                                 struct jy_buf *out, struct jy_error *err)
{
    const struct jy_crime_report_from from = {run->rows, run->data, run->taxonomy, run->i18n};
    const struct jy_crime_report_wish wish = {(int)o->year, o->lang, o->full};
    struct jy_report report;
    struct jy_arena arena;
    jy_arena_init(&arena);
    enum jy_code code = jy_crime_report_fill(&from, &wish, &arena, &report, err);
    if (code == JY_OK && strcmp(o->format, "pdf") == 0) {
        code = jy_report_pdf(&report, out, err);
    } else if (code == JY_OK) {
        jy_report_html(&report, out);
    }
    jy_arena_done(&arena);
    return code;
}

static bool is_one_of(const char *text, const char *a, const char *b)
{
    return strcmp(text, a) == 0 || strcmp(text, b) == 0;
}

static int run_crimes(struct crimes_options *o, const char *command)
{
    enum jy_crime_figure_kind kind = JY_CRIME_YEARLY;
    const bool report = strcmp(o->figure, "report") == 0;
    if (!report && !jy_crime_figure_parse(o->figure, &kind)) {
        return cli_wrong_use(
            command, "FIGURE is yearly, offences, districts, rank or report, not '%s'", o->figure);
    }
    if (o->format == NULL)
        o->format = report ? "pdf" : "json";
    if (report && !is_one_of(o->format, "pdf", "html"))
        return cli_wrong_use(command, "--format of a report: pdf or html, not '%s'", o->format);
    if (!report && !is_one_of(o->format, "json", "csv"))
        return cli_wrong_use(command, "--format wants json or csv, not '%s'", o->format);
    struct crimes_run run = {0};
    struct jy_error err;
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    enum jy_code code = load(o, &run, &err);
    if (code == JY_OK) {
        code = report ? write_report(o, &run, &out, &err) : write_figure(o, kind, &run, &out, &err);
    }
    if (code == JY_OK)
        code = jy_file_write(o->out, out.data, out.len, o->force, &err);
    run_done(&run);
    return code == JY_OK ? 0 : cli_failed(command, &err);
}

int cli_crimes(int argc, char **argv)
{
    struct crimes_options o = {.out = "-", .offence = "total"};
    const struct cli_option options[] = {
        {"offence", "NAME", "code, name or alias (all offences)", CLI_STRING, &o.offence, 0, 0},
        {"year", "YEAR", "of the table (the newest there is)", CLI_INT, &o.year, 1900, 2200},
        {"lang", "LANG", "ja (default), ja-easy, en, zh, ko", CLI_LANG, &o.lang, 0, 0},
        {"format", "NAME", "json (default) or csv; of a report pdf (default) or html", CLI_STRING,
         &o.format, 0, 0},
        {"full", NULL, "for staff: small counts are shown too", CLI_FLAG, &o.full, 0, 0},
        {"out", "FILE", "write there instead of stdout", CLI_STRING, &o.out, 0, 0},
        {"force", NULL, "overwrite FILE", CLI_FLAG, &o.force, 0, 0},
    };
    const struct cli_usage usage = {
        "crimes DB yearly|offences|districts|rank|report [--offence NAME] [--year YEAR]",
        "Gives the table of a chart with its sources: totals by year, by offence, by district, or "
        "the\n"
        "city's rank among the municipalities of an imported table. A report holds all of them for "
        "one "
        "year\n"
        "and the zones of the priority offences, to print (PDF) or to read (HTML).",
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
