/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file `joyato search`: where is that? */
#include <stdio.h>
#include <stdlib.h>

#include "src/analysis/address.h"
#include "src/base/mem.h"
#include "src/cli/cli.h"
#include "src/cli/open.h"
#include "src/cli/options.h"

static enum jy_code search(const char *db, const char *text, size_t limit, enum jy_lang lang,
                           struct jy_buf *out, struct jy_error *err)
{
    struct jy_store *store = NULL;
    struct jy_city_data *data = NULL;
    struct jy_i18n *i18n = NULL;
    enum jy_code code = cli_open(db, JY_STORE_READ, &store, &i18n, err);
    if (code == JY_OK) {
        code = jy_city_data_load(store, JY_NOW, JY_LOAD_AREAS | JY_LOAD_PLACES | JY_LOAD_ROADS,
                                 &data, err);
    }
    if (code == JY_OK) {
        struct jy_addresses *addresses = jy_addresses_new(data);
        struct jy_json json;
        jy_json_init(&json, out);
        jy_addresses_write(addresses, text, limit, i18n, lang, &json);
        jy_addresses_free(addresses);
    }
    jy_city_data_free(data);
    jy_store_close(store);
    jy_i18n_free(i18n);
    return code;
}

int cli_search(int argc, char **argv)
{
    enum jy_lang lang = JY_LANG_JA;
    long limit = 10;
    const struct cli_option options[] = {
        {.name = "limit",
         .label = "N",
         .help = "at most that many (10)",
         .kind = CLI_INT,
         .out = &limit,
         .min = 1,
         .max = JY_ADDRESS_HITS_MAX},
        {.name = "lang",
         .label = "LANG",
         .help = "ja (default), ja-easy, en, zh, ko",
         .kind = CLI_LANG,
         .out = &lang},
    };
    const struct cli_usage usage = {
        .synopsis = "search DB TEXT [--limit N] [--lang LANG]",
        .text = "Finds districts, chome, places and roads by name or address, as written or as it "
                "sounds:\n"
                "和泉本町三丁目, いずみほんちょう3, Izumihoncho 3, komae eki. Of a block or house "
                "number the chome is\n"
                "found, and said to be that only. JSON, best first.",
        .options = options,
        .n_options = sizeof options / sizeof *options,
        .min_args = 2,
        .max_args = 2};
    char **args;
    size_t n_args;
    const enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n_args);
    if (parsed != CLI_RUN)
        return parsed;
    struct jy_error err;
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    if (search(args[0], args[1], (size_t)limit, lang, &out, &err) != JY_OK)
        return cli_failed(argv[0], &err);
    return puts(jy_buf_text(&out)) < 0;
}
