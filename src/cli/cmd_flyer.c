/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file `joyato flyer`: a sheet to hand out, from live data. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/cli/cli.h"
#include "src/cli/flyer_command.h"
#include "src/cli/flyer_table.h"
#include "src/cli/open.h"
#include "src/cli/options.h"
#include "src/domain/position.h"
#include "src/store/editions.h"

static enum jy_code make(const struct flyer_command *r, const struct jy_snapshot *snapshot,
                         const struct jy_i18n *i18n, struct jy_buf *out, struct jy_error *err)
{
    struct jy_arena arena;
    struct jy_flyer flyer;
    jy_arena_init(&arena);
    enum jy_code code = jy_flyer_fill(snapshot, i18n, &r->wish, &arena, &flyer, err);
    if (code == JY_OK) {
        struct jy_render_worker *worker = jy_render_worker_new();
        code = jy_flyer_render(worker, &flyer, r->format, r->size, r->bleed, out, err);
        jy_render_worker_free(worker);
    }
    jy_arena_done(&arena);
    return code;
}

static enum jy_code read_logo(struct flyer_command *r, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF file = JY_BUF_INIT;
    if (r->logo_path == NULL)
        return JY_OK;
    enum jy_code code = jy_file_read(r->logo_path, JY_PICTURE_MAX_BYTES, &file, err);
    if (code == JY_OK)
        code = jy_picture_read_png(file.data, file.len, &r->logo, err);
    r->wish.sender.logo = r->logo;
    return code == JY_OK ? JY_OK : jy_fail_in(err, "%s", r->logo_path);
}

static enum jy_code run(const struct flyer_command *r, struct jy_buf *out, struct jy_error *err)
{
    struct jy_store *store = NULL;
    struct jy_snapshot *snapshot = NULL;
    struct jy_i18n *i18n = NULL;
    enum jy_code code = cli_open(r->db, JY_STORE_READ, &store, &i18n, err);
    if (code == JY_OK)
        code = jy_snapshot_new(store, JY_NOW, &snapshot, err);
    if (code == JY_OK)
        code = make(r, snapshot, i18n, out, err);
    jy_snapshot_unref(snapshot);
    jy_store_close(store);
    jy_i18n_free(i18n);
    return code;
}

/* 0, or the exit code of wrong use. */
static int read_names(struct flyer_command *r, const char *command)
{
    if (!jy_flyer_format_parse(r->format_name, &r->format))
        return cli_wrong_use(command, "--format wants pdf, png or html, not '%s'", r->format_name);
    if (!jy_flyer_size_parse(r->size_name, &r->size))
        return cli_wrong_use(command, "--size wants a4, a5 or ogp, not '%s'", r->size_name);
    return 0;
}

/* 0, or the exit code of wrong use: options that only the property sheet has. */
static int check_property(const struct flyer_command *r, const char *command)
{
    const struct jy_flyer_wish *w = &r->wish;
    const bool property = w->template == JY_FLYER_PROPERTY;
    if (!property && (w->sender.name != NULL || w->sender.contact != NULL || r->logo_path != NULL))
        return cli_wrong_use(command, "--agency, --contact and --logo are for property");
    const bool named = w->subject.title != NULL || w->subject.address != NULL;
    if (named && (!property || r->csv_path != NULL)) {
        return cli_wrong_use(command, "--title and --address are for property with --at; "
                                      "a table has columns for them");
    }
    return 0;
}

int cli_flyer_read(struct flyer_command *r, const char *command, const char *template)
{
    if (!jy_flyer_template_parse(template, &r->wish.template)) {
        return cli_wrong_use(command, "unknown template '%s': request, cameras, property, district",
                             template);
    }
    const bool property = r->wish.template == JY_FLYER_PROPERTY;
    if (r->at != NULL && !jy_lonlat_parse(r->at, &r->wish.at))
        return cli_wrong_use(command, "--at wants LON,LAT in degrees, not '%s'", r->at);
    if (r->csv_path != NULL && (!property || r->at != NULL))
        return cli_wrong_use(command, "--csv is for property, without --at");
    if (property ? (r->at == NULL && r->csv_path == NULL) || r->wish.district != NULL
                 : r->at != NULL || r->wish.from_place != NULL) {
        return cli_wrong_use(
            command, property ? "property wants --at LON,LAT or --csv FILE, and no --district"
                              : "--at and --from-place are for property");
    }
    const int wrong = check_property(r, command);
    if (wrong != 0)
        return wrong;
    if (r->year != 0)
        r->wish.year = (int)r->year;
    return read_names(r, command);
}

/* A sheet for each row of a table. */
static int make_table(const struct flyer_command *r, const char *command)
{
    const struct cli_flyer_table table = {.db = r->db,
                                          .order = {.csv_path = r->csv_path,
                                                    .lang = r->wish.lang,
                                                    .format = r->format,
                                                    .size = r->size,
                                                    .bleed = r->bleed,
                                                    .from_place = r->wish.from_place,
                                                    .sender = r->wish.sender,
                                                    .base_url = r->wish.base_url},
                                          .logo_path = r->logo_path,
                                          .out_path = r->out_path,
                                          .force = r->force,
                                          .progress = r->progress};
    return cli_flyer_table(command, &table);
}

static int draw(struct flyer_command *r, const char *command, const char *template)
{
    const int wrong = cli_flyer_read(r, command, template);
    if (wrong != 0)
        return wrong;
    if (r->out_path == NULL)
        return cli_wrong_use(command, "say where to write: --out FILE");
    if (r->csv_path != NULL)
        return make_table(r, command);
    struct jy_error err;
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    enum jy_code code = read_logo(r, &err);
    if (code == JY_OK)
        code = run(r, &out, &err);
    if (code == JY_OK)
        code = jy_file_write(r->out_path, out.data, out.len, r->force, &err);
    jy_picture_done(&r->logo);
    return code == JY_OK ? 0 : cli_failed(command, &err);
}

static const char synopsis[] =
    "flyer DB TEMPLATE [--at LON,LAT | --district NAME] [--from-place NAME] [--lang LANG] "
    "[--format "
    "pdf|png|html] --out FILE\n"
    "       joyato flyer DB property --csv FILE --out ZIP [--progress bar|json|none]\n"
    "       joyato flyer DB issue TEMPLATE [--year YEAR] … | editions | edition ID --out FILE\n"
    "       joyato flyer DB print-run ID --copies N --cost YEN | print-runs | downloads";
static const char about[] =
    "Makes a sheet to hand out from the registry as it is now. TEMPLATE: district (a year in "
    "figures), request (how to ask for a light), cameras (how many and the rules), property (the "
    "lights around a point).\n"
    "issue stores a sheet with its year and version, to be printed; edition gives its bytes again; "
    "print-run notes copies and cost against the budget line of the department.";

int cli_flyer(int argc, char **argv)
{
    struct flyer_command r = {.wish = {.base_url = "http://127.0.0.1:8080"},
                              .format_name = "pdf",
                              .size_name = "a4",
                              .copies = -1,
                              .cost_yen = -1};
    const struct cli_option options[] = {
        {.name = "district",
         .label = "NAME",
         .help = "the district; without it the whole city",
         .kind = CLI_STRING,
         .out = &r.wish.district},
        {.name = "at",
         .label = "LON,LAT",
         .help = "property: the point, degrees",
         .kind = CLI_STRING,
         .out = &r.at},
        {.name = "from-place",
         .label = "NAME",
         .help = "property: where the way begins (the nearest station)",
         .kind = CLI_STRING,
         .out = &r.wish.from_place},
        {"title", "TEXT", "property: its name, printed as given", CLI_STRING, &r.wish.subject.title,
         0, 0},
        {"address", "TEXT", "property: its address, printed as given; --at decides where it is",
         CLI_STRING, &r.wish.subject.address, 0, 0},
        {"agency", "TEXT", "property: whose sheet it is", CLI_STRING, &r.wish.sender.name, 0, 0},
        {"contact", "TEXT", "property: how to reach them; up to four lines", CLI_STRING,
         &r.wish.sender.contact, 0, 0},
        {.name = "logo",
         .label = "FILE",
         .help = "property: their logo, a PNG file",
         .kind = CLI_STRING,
         .out = &r.logo_path},
        {.name = "lang",
         .label = "LANG",
         .help = "ja (default), ja-easy, en, zh, ko",
         .kind = CLI_LANG,
         .out = &r.wish.lang},
        {.name = "format",
         .label = "FORMAT",
         .help = "pdf (default), png, html",
         .kind = CLI_STRING,
         .out = &r.format_name},
        {.name = "size",
         .label = "SIZE",
         .help = "a4 (default), a5, ogp (1200 x 630, png)",
         .kind = CLI_STRING,
         .out = &r.size_name},
        {.name = "bleed",
         .help = "pdf with 3 mm bleed and crop marks",
         .kind = CLI_FLAG,
         .out = &r.bleed},
        {.name = "base-url",
         .label = "URL",
         .help = "where the QR code leads (http://127.0.0.1:8080)",
         .kind = CLI_STRING,
         .out = &r.wish.base_url},
        {.name = "out",
         .label = "FILE",
         .help = "where to write (- is stdout)",
         .kind = CLI_STRING,
         .out = &r.out_path},
        {.name = "force", .help = "overwrite FILE", .kind = CLI_FLAG, .out = &r.force},
        {"csv", "FILE", "property: a sheet for each row (name, address or lon and lat, station)",
         CLI_STRING, &r.csv_path, 0, 0},
        {"progress", "KIND", "with --csv: bar, lines, json (on stdout) or none", CLI_STRING,
         &r.progress, 0, 0},
        {"year", "YEAR", "issue: the fiscal year (today's)", CLI_INT, &r.year, 1900, 2200},
        {"copies", "N", "print-run: how many", CLI_INT, &r.copies, 1, JY_PRINT_COPIES_MAX},
        {"cost", "YEN", "print-run: what they cost", CLI_INT, &r.cost_yen, 0, JY_PRINT_YEN_MAX},
        {"day", "YYYY-MM-DD", "print-run: when (today)", CLI_STRING, &r.day, 0, 0},
        {"budget", "ID", "print-run: budget line of the profile (the owner's first)", CLI_STRING,
         &r.budget, 0, 0},
        {"vendor", "TEXT", "print-run: a note", CLI_STRING, &r.vendor, 0, 0},
        {"json", NULL, "lists as JSON", CLI_FLAG, &r.json, 0, 0},
    };
    const struct cli_usage usage = {.synopsis = synopsis,
                                    .text = about,
                                    .options = options,
                                    .n_options = sizeof options / sizeof *options,
                                    .min_args = 2,
                                    .max_args = 3};
    char **args;
    size_t n_args;
    const enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n_args);
    if (parsed != CLI_RUN)
        return parsed;
    r.db = args[0];
    if (cli_is_edition_command(args[1]))
        return cli_flyer_editions(&r, argv[0], args + 1, n_args - 1);
    if (n_args > 2)
        return cli_wrong_use(argv[0], "one TEMPLATE: '%s' is too much", args[2]);
    return draw(&r, argv[0], args[1]);
}
