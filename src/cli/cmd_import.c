/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "src/base/buf.h"
#include "src/base/clock.h"
#include "src/base/file.h"
#include "src/base/json_out.h"
#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/io/import.h"
#include "src/io/text_values.h"

struct args {
    const char *map, *crs, *where, *rejects, *licence, *credit, *date, *published;
    bool dry_run, json, quiet;
};

/* ---- progress ---- */

struct progress {
    const char *file;
    bool on, terminal;
    bool loading; /* the second reading, whose length is known */
    double started_s, last_s;
};

enum { BAR_CELLS = 20 };
static const double bar_every_s = 0.2, line_every_s = 5;

static const char *bar(long long done, long long expected, char text[BAR_CELLS + 1])
{
    long long full = done < expected ? done * BAR_CELLS / expected : BAR_CELLS;
    for (int i = 0; i < BAR_CELLS; i++)
        text[i] = i < full ? '#' : '.';
    text[BAR_CELLS] = '\0';
    return text;
}

/* A bar that renews itself on a terminal, else a plain line now and then. */
static void step(long long done, long long expected, void *ctx)
{
    struct progress *p = ctx;
    double now_s = jy_clock_monotonic_s();
    char cells[BAR_CELLS + 1];
    if (expected > 0 && !p->loading) {
        p->loading = true;
        p->started_s = now_s;
    }
    if (!p->on || now_s - p->last_s < (p->terminal ? bar_every_s : line_every_s))
        return;
    p->last_s = now_s;
    double rate = (double)done / (now_s - p->started_s + 1e-3);
    const char *before = p->terminal ? "\r" : "", *after = p->terminal ? "\033[K" : "\n";
    if (expected <= 0) {
        (void)fprintf(stderr, "%s%s: looking, %lld rows, %.0f rows/s%s", before, p->file, done,
                      rate, after);
    } else if (done >= expected) {
        (void)fprintf(stderr, "%s%s: %lld rows, finishing%s", before, p->file, done, after);
    } else {
        (void)fprintf(stderr, "%s%s: %s%s%s%lld of %lld rows, %.0f rows/s, %.0f s left%s", before,
                      p->file, p->terminal ? "[" : "",
                      p->terminal ? bar(done, expected, cells) : "", p->terminal ? "] " : "", done,
                      expected, rate, (double)(expected - done) / (rate + 1e-9), after);
    }
}

/* ---- summaries ---- */

static void json_messages(struct jy_json *json, const char *name, const char *where,
                          const struct jy_import_messages *messages)
{
    jy_json_key(json, name);
    jy_json_array(json);
    for (size_t i = 0; i < messages->n; i++) {
        jy_json_object(json);
        jy_json_kv_int(json, where, messages->items[i].line);
        jy_json_kv_string(json, "reason", messages->items[i].text);
        if (messages->items[i].count > 1)
            jy_json_kv_int(json, "count", messages->items[i].count);
        jy_json_object_end(json);
    }
    jy_json_array_end(json);
}

static void json_columns(struct jy_json *json, const struct jy_import_result *r)
{
    jy_json_key(json, "columns");
    jy_json_object(json);
    for (size_t i = 0; i < r->n_columns; i++) {
        if (r->columns[i].field != NULL)
            jy_json_kv_string(json, r->columns[i].column, r->columns[i].field);
    }
    jy_json_object_end(json);
    jy_json_key(json, "ignored_columns");
    jy_json_array(json);
    for (size_t i = 0; i < r->n_columns; i++) {
        if (r->columns[i].field == NULL)
            jy_json_string(json, r->columns[i].column);
    }
    jy_json_array_end(json);
}

static void json_result(struct jy_json *json, const char *file, const struct jy_import_result *r)
{
    jy_json_object(json);
    jy_json_kv_string(json, "file", file);
    jy_json_kv_string(json, "format", r->format);
    jy_json_kv_string(json, "crs", r->crs[0] != '\0' ? r->crs : NULL);
    jy_json_kv_int(json, "read", r->read);
    jy_json_kv_int(json, "inserted", r->inserted);
    jy_json_kv_int(json, "updated", r->updated);
    jy_json_kv_int(json, "unchanged", r->unchanged);
    jy_json_kv_int(json, "rejected", r->rejected);
    json_messages(json, "rejects", r->text_lines ? "line" : "row", &r->rejects);
    jy_json_kv_int(json, "warnings_total", r->warnings.total);
    json_messages(json, "warnings", r->text_lines ? "line" : "row", &r->warnings);
    jy_json_key(json, "notes");
    jy_json_array(json);
    for (size_t i = 0; i < r->notes.n; i++)
        jy_json_string(json, r->notes.items[i].text);
    jy_json_array_end(json);
    json_columns(json, r);
    jy_json_kv_fixed(json, "seconds", r->seconds, 3);
    jy_json_object_end(json);
}

enum { SHOWN_MESSAGES = 10 };

static void print_messages(const char *what, const char *where,
                           const struct jy_import_messages *messages)
{
    long long shown = 0;
    for (size_t i = 0; i < messages->n && i < SHOWN_MESSAGES; i++) {
        const struct jy_import_message *m = &messages->items[i];
        printf("  %s, %s %ld: %s", what, where, m->line, m->text);
        if (m->count > 1)
            printf(" (%lld times)", m->count);
        printf("\n");
        shown += m->count;
    }
    if (messages->total > shown) {
        printf("  … %lld more (--json shows %d, --rejects FILE all rejected rows)\n",
               messages->total - shown, JY_IMPORT_MESSAGES);
    }
}

static void print_columns(const struct jy_import_result *r)
{
    size_t ignored = 0;
    printf("  recognised:");
    for (size_t i = 0; i < r->n_columns; i++) {
        if (r->columns[i].field != NULL)
            printf(" %s=%s", r->columns[i].field, r->columns[i].column);
        ignored += r->columns[i].field == NULL;
    }
    printf("\n");
    if (ignored == 0)
        return;
    printf("  ignored:");
    size_t shown = 0;
    for (size_t i = 0; i < r->n_columns && shown < 30; i++) {
        if (r->columns[i].field == NULL) {
            printf(" %s", r->columns[i].column);
            shown++;
        }
    }
    if (ignored > shown)
        printf(" and %zu more", ignored - shown);
    printf("\n");
}

static void print_result(const char *file, const struct jy_import_result *r, bool dry_run)
{
    const char *where = r->text_lines ? "line" : "row";
    printf("%s: %s%s%s\n", file, r->format, r->crs[0] != '\0' ? ", " : "", r->crs);
    print_columns(r);
    for (size_t i = 0; i < r->notes.n; i++)
        printf("  note: %s\n", r->notes.items[i].text);
    print_messages("not understood", where, &r->warnings);
    print_messages("rejected", where, &r->rejects);
    printf("  %lld read, %lld inserted, %lld updated, %lld unchanged, %lld rejected in %.1f s%s\n",
           r->read, r->inserted, r->updated, r->unchanged, r->rejected, r->seconds,
           dry_run ? " (dry run: nothing was kept)" : "");
}

/* ---- the command ---- */

struct run {
    struct jy_store *store;
    struct jy_import_options options;
    const struct args *args;
    struct jy_json json;
    int useless; /* files of which every row was rejected */
};

static enum jy_code import_one(struct run *run, const char *file, struct jy_error *err)
{
    double now_s = jy_clock_monotonic_s();
    struct progress progress = {.file = file,
                                .on = !run->args->quiet,
                                .terminal = isatty(STDERR_FILENO) == 1,
                                .started_s = now_s,
                                .last_s = now_s};
    struct jy_import_options options = run->options;
    options.progress.step = step;
    options.progress.ctx = &progress;
    struct jy_import_result result;
    enum jy_code code = jy_import_file(run->store, file, &options, &result, err);
    if (progress.on && progress.terminal)
        (void)fputs("\r\033[K", stderr);
    if (code != JY_OK)
        return code;
    if (run->args->json) {
        json_result(&run->json, file, &result);
    } else if (!run->args->quiet) {
        print_result(file, &result, options.dry_run);
    }
    if (result.read > 0 && result.rejected == result.read) {
        run->useless++;
        (void)fflush(stdout);
        (void)fprintf(
            stderr,
            "joyato import: %s: no row could be taken; is it the right file for this layer?\n",
            file);
    }
    jy_import_result_done(&result);
    return JY_OK;
}

static enum jy_code import_all(struct run *run, char **files, size_t n, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    jy_json_init(&run->json, &out);
    if (n > 1)
        jy_json_array(&run->json);
    enum jy_code code = JY_OK;
    for (size_t i = 0; i < n && code == JY_OK; i++)
        code = import_one(run, files[i], err);
    if (n > 1)
        jy_json_array_end(&run->json);
    if (run->args->json && code == JY_OK)
        printf("%s\n", jy_buf_text(&out));
    return code;
}

static int check_args(const char *command, const struct args *args, const char *layer,
                      struct jy_import_options *options)
{
    bool whole = true;
    if (!jy_layer_parse(layer, &options->layer) || options->layer == JY_LAYER_UNKNOWN ||
        options->layer == JY_LAYER_REQUESTS) {
        return cli_wrong_use(command,
                             "'%s' is no layer to import: roads, districts, chome, boundary, "
                             "streetlights, cameras, poles, crimes, population, places",
                             layer);
    }
    if (args->date != NULL && jy_text_date(args->date, &options->date, &whole) != JY_VALUE_OK)
        return cli_wrong_use(command, "--date wants YYYY-MM-DD, not '%s'", args->date);
    if (args->rejects != NULL && jy_file_exists(args->rejects))
        return cli_wrong_use(command, "--rejects: %s is there already", args->rejects);
    if (args->published != NULL && strcmp(args->published, "yes") != 0 &&
        strcmp(args->published, "no") != 0)
        return cli_wrong_use(command, "--published is yes or no, not '%s'", args->published);
    if (args->published != NULL) {
        options->published =
            args->published[0] == 'y' ? JY_IMPORT_PUBLISHED : JY_IMPORT_NOT_PUBLISHED;
    }
    options->map = args->map;
    options->crs = args->crs;
    options->where = args->where;
    options->rejects_path = args->rejects;
    options->licence = args->licence;
    options->credit = args->credit;
    options->dry_run = args->dry_run;
    return 0;
}

int cli_import(int argc, char **argv)
{
    struct args args = {0};
    const struct cli_option table[] = {
        {"map", "FIELD=COLUMN,…", "say which column gives a field", CLI_STRING, &args.map, 0, 0},
        {"crs", "EPSG:n", "CRS of the file, where it names none or a wrong one", CLI_STRING,
         &args.crs, 0, 0},
        {"where", "COLUMN=VALUE", "only such rows; also != < <= > >= ~, joined by 'and'",
         CLI_STRING, &args.where, 0, 0},
        {"dry-run", NULL, "say what would happen, keep nothing", CLI_FLAG, &args.dry_run, 0, 0},
        {"rejects", "FILE", "write every rejected row's line and reason as CSV", CLI_STRING,
         &args.rejects, 0, 0},
        {"licence", "TEXT", "licence of the data", CLI_STRING, &args.licence, 0, 0},
        {"credit", "TEXT", "attribution the licence asks for", CLI_STRING, &args.credit, 0, 0},
        {"published", "yes|no", "small counts in it are no secret (default: by licence or layout)",
         CLI_STRING, &args.published, 0, 0},
        {"date", "YYYY-MM-DD", "date of the data (default: of the file)", CLI_STRING, &args.date, 0,
         0},
        {"json", NULL, "print the summary as JSON", CLI_FLAG, &args.json, 0, 0},
        {"quiet", NULL, "no progress, no summary", CLI_FLAG, &args.quiet, 0, 0},
    };
    const struct cli_usage usage = {
        .synopsis = "import DB LAYER FILE… [options]",
        .text = "Reads GeoJSON, TopoJSON, Shapefile, GeoPackage, OSM PBF or XML, FlatGeobuf, CSV,\n"
                "XLSX or a JSON array into a layer: roads, districts, chome, boundary,\n"
                "streetlights, cameras, poles, crimes, population, places.\n"
                "Each file is taken whole or not at all; importing it again changes nothing.",
        .options = table,
        .n_options = sizeof table / sizeof table[0],
        .min_args = 3,
        .max_args = 1000,
    };
    char **files;
    size_t n;
    enum cli_parse parsed = cli_parse(&usage, argc, argv, &files, &n);
    if (parsed != CLI_RUN)
        return parsed;
    struct run run = {.args = &args};
    struct jy_error err = {JY_OK, ""};
    if (check_args(argv[0], &args, files[1], &run.options) != 0)
        return 2;
    if (jy_store_global_init(&err) != JY_OK ||
        jy_store_open(files[0], JY_STORE_WRITE, &run.store, &err) != JY_OK)
        return cli_failed(argv[0], &err);
    enum jy_code code = import_all(&run, files + 2, n - 2, &err);
    jy_store_close(run.store);
    if (code != JY_OK)
        return cli_failed(argv[0], &err);
    return run.useless == 0 ? 0 : 1;
}
