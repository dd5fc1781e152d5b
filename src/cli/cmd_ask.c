/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file `joyato ask`: may a light be asked for here? */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "src/analysis/ask.h"
#include "src/analysis/judged.h"
#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/cli/cli.h"
#include "src/cli/open.h"
#include "src/cli/options.h"
#include "src/domain/position.h"

struct question {
    const char *db, *rule; /* NULL: the city's own */
    const char *request;   /* judged again; NULL: a place is asked about */
    struct jy_as_of as_of;
    struct gis_lonlat at;
    enum jy_land land;
    enum jy_lang lang;
};

static enum jy_code answer(const struct question *q, struct jy_buf *out, struct jy_error *err)
{
    struct jy_store *store = NULL;
    struct jy_city_data *data = NULL;
    struct jy_lighting *lighting = NULL;
    struct jy_i18n *i18n = NULL;
    struct jy_answer a;
    enum jy_code code = cli_open(q->db, JY_STORE_READ, &store, &i18n, err);
    if (code == JY_OK) {
        code = jy_city_data_load_by(
            store, q->as_of, q->rule,
            JY_LOAD_LIGHTS | JY_LOAD_ROADS | JY_LOAD_AREAS | JY_LOAD_REQUESTS, &data, err);
    }
    if (code == JY_OK)
        code = jy_lighting_new(data, JY_LIGHTING_BY_RULE, &lighting, err);
    struct jy_json json;
    jy_json_init(&json, out);
    if (code == JY_OK && q->request != NULL) {
        code = jy_judged_write(store, q->request, lighting, i18n, q->lang, &json, err);
    } else if (code == JY_OK) {
        code = jy_ask(lighting, q->at, q->land, &a, err);
        if (code == JY_OK)
            jy_ask_write(lighting, &a, i18n, q->lang, &json);
    }
    jy_buf_addc(out, '\n');
    jy_lighting_free(lighting);
    jy_city_data_free(data);
    jy_store_close(store);
    jy_i18n_free(i18n);
    return code;
}

int cli_ask(int argc, char **argv)
{
    const char *at_text = NULL, *land_text = "unknown", *out_path = "-";
    struct question q = {.lang = JY_LANG_JA, .land = JY_LAND_UNKNOWN};
    bool force = false;
    const struct cli_option options[] = {
        {.name = "at",
         .label = "LON,LAT",
         .help = "the place, degrees",
         .kind = CLI_STRING,
         .out = &at_text},
        {.name = "land",
         .label = "KIND",
         .help = "city, private or unknown (default)",
         .kind = CLI_STRING,
         .out = &land_text},
        {.name = "lang",
         .label = "LANG",
         .help = "ja (default), ja-easy, en, zh, ko",
         .kind = CLI_LANG,
         .out = &q.lang},
        {.name = "as-of",
         .label = "DAY",
         .help = "as it was at the end of YYYY-MM-DD, by the rule then in force",
         .kind = CLI_DAY,
         .out = &q.as_of.day},
        {.name = "rule",
         .label = "ID",
         .help = "judged by this rule pack, ID or ID@VERSION",
         .kind = CLI_STRING,
         .out = &q.rule},
        {.name = "request",
         .label = "NUMBER",
         .help = "in place of --at: a request by its receipt number, as it was judged and is now",
         .kind = CLI_STRING,
         .out = &q.request},
        {.name = "out",
         .label = "FILE",
         .help = "write there instead of stdout",
         .kind = CLI_STRING,
         .out = &out_path},
        {.name = "force", .help = "overwrite FILE", .kind = CLI_FLAG, .out = &force},
    };
    const struct cli_usage usage = {
        .synopsis = "ask DB --at LON,LAT | --request NUMBER [--land city|private|unknown] [--lang "
                    "LANG] [--as-of DAY] [--rule ID]",
        .text = "Says whether a streetlight may be asked for at a place: answer, clause and "
                "version of the\n"
                "rule, the nearest lights and their distance along the road, consents needed, what "
                "to do\n"
                "next. JSON.",
        .options = options,
        .n_options = sizeof options / sizeof *options,
        .min_args = 1,
        .max_args = 1};
    char **args;
    size_t n_args;
    const enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n_args);
    if (parsed != CLI_RUN)
        return parsed;
    if ((at_text == NULL) == (q.request == NULL))
        return cli_wrong_use(argv[0], "say where: --at LON,LAT, or which: --request NUMBER");
    if (q.request != NULL && (q.rule != NULL || jy_date_known(q.as_of.day)))
        return cli_wrong_use(argv[0], "--request has a day and a rule of its own");
    if (at_text != NULL && !jy_lonlat_parse(at_text, &q.at)) {
        return cli_wrong_use(argv[0], "--at wants LON,LAT in degrees (139.5787,35.6347), not '%s'",
                             at_text);
    }
    if (!jy_land_parse(land_text, &q.land) || q.land == JY_LAND_OTHER)
        return cli_wrong_use(argv[0], "--land wants city, private or unknown, not '%s'", land_text);

    q.db = args[0];
    struct jy_error err;
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    if (answer(&q, &out, &err) != JY_OK ||
        jy_file_write(out_path, out.data, out.len, force, &err) != JY_OK)
        return cli_failed(argv[0], &err);
    return 0;
}
