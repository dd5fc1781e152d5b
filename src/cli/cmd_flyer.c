/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file `joyato flyer`: a sheet to hand out, from live data. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/app/paths.h"
#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/snapshot/flyers.h"

struct flyer_request {
    const char *db;
    struct jy_flyer_wish wish;
    enum jy_flyer_format format;
    enum jy_flyer_size size;
    bool bleed;
};

static enum jy_code make(const struct flyer_request *r, const struct jy_snapshot *snapshot,
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

static enum jy_code run(const struct flyer_request *r, struct jy_buf *out, struct jy_error *err)
{
    struct jy_store *store = NULL;
    struct jy_snapshot *snapshot = NULL;
    struct jy_i18n *i18n = NULL;
    char *catalogues JY_AUTOFREE = jy_path_of("web/i18n");
    enum jy_code code = jy_store_global_init(err);
    if (code == JY_OK)
        code = jy_i18n_load(catalogues, &i18n, err);
    if (code == JY_OK)
        code = jy_store_open(r->db, JY_STORE_READ, &store, err);
    if (code == JY_OK)
        code = jy_snapshot_new(store, JY_NOW, &snapshot, err);
    if (code == JY_OK)
        code = make(r, snapshot, i18n, out, err);
    jy_snapshot_unref(snapshot);
    jy_store_close(store);
    jy_i18n_free(i18n);
    return code;
}

int cli_flyer(int argc, char **argv)
{
    struct flyer_request r = {.wish = {.base_url = "http://127.0.0.1:8080"}};
    const char *lang = "ja", *format = "pdf", *size = "a4", *at = NULL, *out_path = NULL;
    bool force = false;
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
         .out = &at},
        {.name = "from-place",
         .label = "NAME",
         .help = "property: where the way begins (the nearest station)",
         .kind = CLI_STRING,
         .out = &r.wish.from_place},
        {.name = "lang",
         .label = "LANG",
         .help = "ja (default), ja-easy, en, zh, ko",
         .kind = CLI_STRING,
         .out = &lang},
        {.name = "format",
         .label = "FORMAT",
         .help = "pdf (default), png, html",
         .kind = CLI_STRING,
         .out = &format},
        {.name = "size",
         .label = "SIZE",
         .help = "a4 (default), a5, ogp (1200 x 630, png)",
         .kind = CLI_STRING,
         .out = &size},
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
         .out = &out_path},
        {.name = "force", .help = "overwrite FILE", .kind = CLI_FLAG, .out = &force},
    };
    const struct cli_usage usage = {
        .synopsis =
            "flyer DB TEMPLATE [--at LON,LAT | --district NAME] [--from-place NAME] [--lang LANG] "
            "[--format pdf|png|html] --out FILE",
        .text = "Makes a sheet to hand out from the registry as it is now. TEMPLATE: district (a "
                "year in figures), request (how to ask for a light), cameras (how many and the "
                "rules), property (the lights around a point).",
        .options = options,
        .n_options = sizeof options / sizeof *options,
        .min_args = 2,
        .max_args = 2};
    char **args;
    size_t n_args;
    const enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n_args);
    if (parsed != CLI_RUN)
        return parsed == CLI_DONE ? 0 : 2;
    r.db = args[0];
    if (!jy_flyer_template_parse(args[1], &r.wish.template))
        return cli_wrong_use(argv[0], "unknown template '%s': request, cameras, property, district",
                             args[1]);
    if (at != NULL && !cli_parse_lonlat(at, &r.wish.at))
        return cli_wrong_use(argv[0], "--at wants LON,LAT in degrees, not '%s'", at);
    if (r.wish.template == JY_FLYER_PROPERTY ? at == NULL || r.wish.district != NULL
                                             : at != NULL || r.wish.from_place != NULL)
        return cli_wrong_use(argv[0], r.wish.template == JY_FLYER_PROPERTY
                                          ? "property wants --at LON,LAT and no --district"
                                          : "--at and --from-place are for property");
    if (out_path == NULL)
        return cli_wrong_use(argv[0], "say where to write: --out FILE");
    if (!jy_lang_parse(lang, &r.wish.lang))
        return cli_wrong_use(argv[0], "--lang wants ja, ja-easy, en, zh or ko, not '%s'", lang);
    if (!jy_flyer_format_parse(format, &r.format))
        return cli_wrong_use(argv[0], "--format wants pdf, png or html, not '%s'", format);
    if (!jy_flyer_size_parse(size, &r.size))
        return cli_wrong_use(argv[0], "--size wants a4, a5 or ogp, not '%s'", size);

    struct jy_error err;
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    if (run(&r, &out, &err) != JY_OK ||
        jy_file_write(out_path, out.data, out.len, force, &err) != JY_OK)
        return cli_failed(argv[0], &err);
    return 0;
}
