/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file `joyato history`: metres of gap by year. */
#include <string.h>

#include "src/analysis/history.h"
#include "src/base/file.h"
#include "src/cli/cli.h"
#include "src/cli/options.h"

struct history_command {
    const char *db, *district, *out;
    bool csv, force;
    enum jy_lang lang;
    long from_year;
    enum jy_history_rules rules;
};

static enum jy_code write_out(const struct history_command *c, const struct jy_history *history,
                              struct jy_error *err)
{
    uint16_t district = JY_NO_DISTRICT;
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    struct jy_json json;
    if (c->district != NULL) {
        district = jy_lighting_district(history->lighting, c->district);
        if (district == JY_NO_DISTRICT) {
            return jy_fail(err, JY_ENOTFOUND, "no district '%s' with a border in this registry",
                           c->district);
        }
    }
    if (c->csv) {
        jy_history_write_csv(history, district, c->lang, &out);
    } else {
        jy_json_init(&json, &out);
        jy_history_write(history, district, c->lang, &json);
        jy_buf_addc(&out, '\n');
    }
    return jy_file_write(c->out, jy_buf_text(&out), out.len, c->force, err);
}

static enum jy_code run(const struct history_command *c, struct jy_error *err)
{
    struct jy_store *store = NULL;
    struct jy_city_data *data = NULL;
    struct jy_lighting *lighting = NULL;
    struct jy_history *history = NULL;
    enum jy_code code = jy_store_global_init(err);
    if (code == JY_OK)
        code = jy_store_open(c->db, JY_STORE_READ, &store, err);
    if (code == JY_OK) {
        code = jy_city_data_load(store, JY_NOW, JY_LOAD_LIGHTS | JY_LOAD_ROADS | JY_LOAD_AREAS,
                                 &data, err);
    }
    if (code == JY_OK)
        code = jy_lighting_new(data, JY_LIGHTING_BY_RULE, &lighting, err);
    if (code == JY_OK)
        code = jy_history_new(store, lighting, (int)c->from_year, c->rules, &history, err);
    if (code == JY_OK)
        code = write_out(c, history, err);
    jy_history_free(history);
    jy_lighting_free(lighting);
    jy_city_data_free(data);
    jy_store_close(store);
    return code;
}

int cli_history(int argc, char **argv)
{
    struct history_command c = {.out = "-"};
    const char *format = "json", *rules = "then";
    const struct cli_option options[] = {
        {"district", "NAME", "only this one", CLI_STRING, &c.district, 0, 0},
        {"from", "YEAR", "first year (that of the oldest light)", CLI_INT, &c.from_year, 1868,
         2200},
        {"rules", "WHICH",
         "then (default): each year by the rule pack in force at its end; today: all by today's",
         CLI_STRING, &rules, 0, 0},
        {"format", "FORMAT", "json (default) or csv", CLI_STRING, &format, 0, 0},
        {"lang", "LANG", "of names: ja (default), ja-easy, en, zh, ko", CLI_LANG, &c.lang, 0, 0},
        {"out", "FILE", "write there instead of stdout", CLI_STRING, &c.out, 0, 0},
        {"force", NULL, "overwrite FILE", CLI_FLAG, &c.force, 0, 0},
    };
    const struct cli_usage usage = {
        .synopsis = "history DB [--district NAME] [--rules then|today] [--format csv|json]",
        .text = "Metres of gap at each year's end by the days on which lights were set up and "
                "taken away,\n"
                "with the roads of now and the rule of then (--rules today: that of now; also "
                "where none is "
                "known of a year).\nLights without a day count from that of their import.",
        .options = options,
        .n_options = sizeof options / sizeof *options,
        .min_args = 1,
        .max_args = 1};
    char **args;
    size_t n_args;
    const enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n_args);
    if (parsed != CLI_RUN)
        return parsed;
    c.db = args[0];
    c.csv = strcmp(format, "csv") == 0;
    if (!c.csv && strcmp(format, "json") != 0)
        return cli_wrong_use(argv[0], "--format wants csv or json, not '%s'", format);
    if (!jy_history_rules_parse(rules, &c.rules))
        return cli_wrong_use(argv[0], "--rules wants then or today, not '%s'", rules);
    struct jy_error err;
    return run(&c, &err) == JY_OK ? 0 : cli_failed(argv[0], &err);
}
