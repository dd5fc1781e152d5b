/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file `joyato plan`: which lights to set up this year, and why. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/plan.h"
#include "src/api/plan_table.h"
#include "src/base/clock.h"
#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/cli/cli.h"
#include "src/cli/open.h"
#include "src/cli/options.h"
#include "src/domain/ruby.h"
#include "src/snapshot/plan_sheet.h"

struct plan_command {
    const char *db, *weight, *format, *encoding, *out, *rule;
    struct jy_plan_options options;
    double lights;
    enum jy_lang lang;
    bool force, adopt;
    char year_name[24]; /* "plan-2026" */
};

/* What no row of a table says. */
static void say_leaves(const struct plan_command *c, const struct jy_plan *plan,
                       const struct jy_i18n *i18n)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT, plain = JY_BUF_INIT;
    jy_plan_leaves(plan, i18n, c->lang, &text);
    jy_ruby_plain(&plain, jy_buf_text(&text));
    (void)fprintf(stderr, "%s\n", jy_buf_text(&plain));
}

/* --- all of it -------------------------------------------------------------------------------- */

static enum jy_code write_out(const struct plan_command *c, const struct jy_plan *plan,
                              const struct jy_snapshot *snapshot, const struct jy_i18n *i18n,
                              struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    struct jy_json json;
    enum jy_code code = JY_OK;
    size_t lost = 0;
    if (strcmp(c->format, "gpkg") == 0 || strcmp(c->format, "csv") == 0)
        say_leaves(c, plan, i18n);
    if (strcmp(c->format, "gpkg") == 0)
        return jy_plan_gpkg(plan, i18n, c->lang, c->out, c->force, err);
    jy_json_init(&json, &out);
    if (strcmp(c->format, "csv") == 0) {
        code =
            jy_plan_csv(plan, i18n, c->lang, strcmp(c->encoding, "cp932") == 0, &out, &lost, err);
    } else if (strcmp(c->format, "pdf") == 0) {
        code = jy_plan_sheet(snapshot, plan, i18n, c->lang, &out, err);
    } else if (strcmp(c->format, "geojson") == 0) {
        jy_plan_write_geojson(plan, i18n, c->lang, &json);
        jy_buf_addc(&out, '\n');
    } else {
        jy_plan_write_summary(plan, i18n, c->lang, &json);
        jy_buf_addc(&out, '\n');
    }
    if (lost > 0)
        (void)fprintf(stderr, "%zu characters that CP932 has not are written as 〓\n", lost);
    if (code != JY_OK)
        return code;
    return jy_file_write(c->out, jy_buf_text(&out), out.len, c->force, err);
}

static enum jy_code adopt(const struct plan_command *c, struct jy_store *store,
                          const struct jy_plan *plan, struct jy_error *err)
{
    size_t n = 0;
    if (!c->adopt)
        return JY_OK;
    enum jy_code code = jy_plan_adopt(store, plan, &n, err);
    if (code == JY_OK) {
        (void)fprintf(stderr,
                      "plan %s: %zu lights written as planned, %zu were there as planned, %zu are "
                      "set up\n",
                      c->options.name, n, plan->n_own, plan->n_done);
    }
    return code;
}

static enum jy_code run(const struct plan_command *c, struct jy_error *err)
{
    struct jy_store *store = NULL;
    struct jy_snapshot *snapshot = NULL;
    struct jy_city_data *data = NULL;
    struct jy_lighting *lighting = NULL;
    struct jy_plan_inputs *inputs = NULL;
    struct jy_plan *plan = NULL;
    struct jy_i18n *i18n = NULL;
    bool drawn = strcmp(c->format, "pdf") == 0;
    enum jy_code code =
        cli_open(c->db, c->adopt ? JY_STORE_WRITE : JY_STORE_READ, &store, &i18n, err);
    if (code == JY_OK && drawn)
        code = jy_snapshot_new(store, JY_NOW, &snapshot, err);
    if (code == JY_OK && !drawn) {
        code = jy_city_data_load_by(store, JY_NOW, c->rule, JY_LOAD_ALL & ~JY_LOAD_CAMERAS, &data,
                                    err);
    }
    if (code == JY_OK && !drawn)
        code = jy_lighting_new(data, JY_LIGHTING_BY_RULE, &lighting, err);
    const struct jy_lighting *l = drawn && code == JY_OK ? snapshot->lighting : lighting;
    if (code == JY_OK)
        code = jy_plan_inputs_load(store, l, &inputs, err);
    if (code == JY_OK && c->options.name != NULL)
        code = jy_plan_inputs_members(store, c->options.name, inputs, err);
    if (code == JY_OK)
        code = jy_plan_new(l, inputs, c->options, &plan, err);
    if (code == JY_OK)
        code = adopt(c, store, plan, err);
    if (code == JY_OK)
        code = write_out(c, plan, snapshot, i18n, err);
    jy_plan_free(plan);
    jy_plan_inputs_free(inputs);
    jy_lighting_free(lighting);
    jy_city_data_free(data);
    jy_snapshot_unref(snapshot);
    jy_store_close(store);
    jy_i18n_free(i18n);
    return code;
}

static int check_output(const char *command, const struct plan_command *c)
{
    static const char *const formats[] = {"csv", "geojson", "gpkg", "summary", "pdf"};
    bool known = false;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        known = known || strcmp(formats[i], c->format) == 0;
    if (!known) {
        return cli_wrong_use(command, "--format wants csv, geojson, gpkg, summary or pdf, not '%s'",
                             c->format);
    }
    if (strcmp(c->encoding, "utf-8") != 0 && strcmp(c->encoding, "cp932") != 0)
        return cli_wrong_use(command, "--encoding wants utf-8 or cp932, not '%s'", c->encoding);
    if (strcmp(c->encoding, "cp932") == 0 && strcmp(c->format, "csv") != 0)
        return cli_wrong_use(command, "--encoding cp932 is for --format csv");
    if (c->rule != NULL && (strcmp(c->format, "pdf") == 0 || c->adopt))
        return cli_wrong_use(command, "--rule is for trying out: not with --format pdf or --adopt");
    if (strcmp(c->format, "gpkg") == 0 && strcmp(c->out, "-") == 0)
        return cli_wrong_use(command, "say where to write: --out FILE.gpkg");
    return 0;
}

static int check(const char *command, struct plan_command *c)
{
    if (isnan(c->options.budget_yen) && isnan(c->lights) && (c->options.name == NULL || c->adopt))
        return cli_wrong_use(command, "say how much: --budget YEN or --lights N");
    if (c->options.name != NULL && !jy_plan_name_valid(c->options.name)) {
        return cli_wrong_use(command,
                             "--name wants 1 to 24 letters, digits, '.', '_', '-', not '%s'",
                             c->options.name);
    }
    if (c->adopt && c->options.name == NULL)
        c->options.name = c->year_name;
    if (!jy_plan_weights_parse(c->weight, &c->options.weights)) {
        return cli_wrong_use(command, "--weight wants length, crime, requests, places, not '%s'",
                             c->weight);
    }
    if (!isnan(c->lights))
        c->options.lights = (int64_t)c->lights;
    return check_output(command, c);
}

int cli_plan(int argc, char **argv)
{
    struct plan_command c = {.weight = "length",
                             .format = "summary",
                             .encoding = "utf-8",
                             .out = "-",
                             .lights = (double)NAN,
                             .options = {.budget_yen = (double)NAN}};
    const struct cli_option options[] = {
        {"budget", "YEN", "what all lights together may cost", CLI_DOUBLE, &c.options.budget_yen, 0,
         1e12},
        {"lights", "N", "at most that many lights", CLI_DOUBLE, &c.lights, 1, 1e6},
        {"weight", "LIST", "length (default), crime, requests, places: added up", CLI_STRING,
         &c.weight, 0, 0},
        {"name", "NAME",
         "the plan's name: its lights in the registry stand and count in budget and number; alone: "
         "those",
         CLI_STRING, &c.options.name, 0, 0},
        {"adopt", NULL, "write the lights as planned NAME-1, NAME-2… (plan-YEAR without a name)",
         CLI_FLAG, &c.adopt, 0, 0},
        {"rule", "ID", "judged by this rule pack, ID or ID@VERSION, instead of the city's",
         CLI_STRING, &c.rule, 0, 0},
        {"format", "FORMAT", "summary (default), csv, geojson, gpkg, pdf", CLI_STRING, &c.format, 0,
         0},
        {"encoding", "NAME", "of csv: utf-8 (default) or cp932", CLI_STRING, &c.encoding, 0, 0},
        {"lang", "LANG", "ja (default), ja-easy, en, zh, ko", CLI_LANG, &c.lang, 0, 0},
        {"out", "FILE", "write there instead of stdout", CLI_STRING, &c.out, 0, 0},
        {"force", NULL, "overwrite FILE", CLI_FLAG, &c.force, 0, 0},
    };
    const struct cli_usage usage = {
        .synopsis = "plan DB --budget YEN | --lights N [--weight length,crime,requests] "
                    "[--format csv|geojson|gpkg|summary|pdf]",
        .text = "Chooses the lights that take away the most dark metres for their cost, each at "
                "the rule's\n"
                "spacing from all others, with the reason of each, a bound that no plan could "
                "exceed, and\n"
                "what stays dark. Lights planned already in the registry stay as they are. With "
                "--adopt "
                "the lights\n"
                "are written as planned; the same again writes nothing, and what was set up "
                "meanwhile counts.",
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
    (void)snprintf(c.year_name, sizeof c.year_name, "plan-%d", jy_clock_today().year);
    int wrong = check(argv[0], &c);
    if (wrong != 0)
        return wrong;
    struct jy_error err;
    return run(&c, &err) == JY_OK ? 0 : cli_failed(argv[0], &err);
}
