/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file `joyato cameras`: places for new security cameras, for staff. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "src/analysis/camera_places.h"
#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/cli/cli.h"
#include "src/cli/open.h"
#include "src/cli/options.h"
#include "src/domain/ruby.h"
#include "src/io/csv_table.h"
#include "src/io/export_rows.h"

struct cameras_command {
    const char *db, *offence, *fiscal_year, *applicant, *format, *out;
    long from, to, number;
    struct jy_camera_options options;
    enum jy_lang lang;
    bool force;
};

/* --- a table
 * -------------------------------------------------------------------------------------- */

static void add_text(struct jy_buf *out, const char *text)
{
    struct jy_buf JY_AUTOBUF plain = JY_BUF_INIT;
    jy_buf_addc(out, ',');
    if (text == NULL)
        return;
    jy_ruby_plain(&plain, text);
    jy_export_add_cell(out, jy_buf_text(&plain));
}

static void add_number(struct jy_buf *out, double value, int decimals)
{
    jy_buf_addf(out, ",%.*f", decimals, value);
}

static void write_heading(const struct cameras_command *c, const struct jy_i18n *i18n,
                          struct jy_buf *out)
{
    static const char *const names[] = {"number", "site", "ref",       "district",  "road",
                                        "lat",    "lon",  "direction", "angle",     "range",
                                        "cases",  "cost", "city_pays", "applicant", "reason"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char key[64];
        struct jy_buf JY_AUTOBUF plain = JY_BUF_INIT;
        (void)snprintf(key, sizeof key, "cameras.places.column.%s", names[i]);
        jy_ruby_plain(&plain, jy_i18n_get(i18n, c->lang, key));
        jy_buf_adds(out, i > 0 ? "," : "");
        jy_export_add_cell(out, jy_buf_text(&plain));
    }
    jy_buf_adds(out, "\r\n");
}

static void write_row(const struct cameras_command *c, const struct jy_camera_places *p, size_t i,
                      const struct jy_i18n *i18n, struct jy_buf *out)
{
    const struct jy_camera_place *place = &p->places[i];
    const double city_yen = p->subsidy != NULL ? place->grant_yen : place->cost_yen;
    struct jy_buf JY_AUTOBUF reason = JY_BUF_INIT;
    jy_camera_place_reason(p, i, i18n, c->lang, &reason);
    jy_buf_addf(out, "%zu", i + 1);
    add_text(out,
             jy_i18n_code(i18n, c->lang, "cameras.places.site", jy_camera_site_text(place->kind)));
    add_text(out, place->ref);
    add_text(out, jy_camera_place_district(p, i, c->lang));
    add_text(out, place->road);
    add_number(out, place->at.lat_deg, 7);
    add_number(out, place->at.lon_deg, 7);
    add_number(out, place->direction_deg, 2);
    add_number(out, p->options.angle_deg, 1);
    add_number(out, place->range_m, 1);
    add_number(out, place->gain, p->by_points ? 0 : 3);
    add_number(out, place->cost_yen, 0);
    add_number(out, city_yen, 0);
    add_number(out, place->cost_yen - city_yen, 0);
    add_text(out, jy_buf_text(&reason));
    jy_buf_adds(out, "\r\n");
}

static void write_csv(const struct cameras_command *c, const struct jy_camera_places *p,
                      const struct jy_i18n *i18n, struct jy_buf *out)
{
    jy_buf_adds(out, "\xEF\xBB\xBF");
    write_heading(c, i18n, out);
    for (size_t i = 0; i < p->result.n_picks; i++)
        write_row(c, p, i, i18n, out);
}

/* --- all of it
 * ------------------------------------------------------------------------------------ */

static enum jy_code write_out(const struct cameras_command *c, const struct jy_camera_places *p,
                              const struct jy_i18n *i18n, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    struct jy_json json;
    jy_json_init(&json, &out);
    if (strcmp(c->format, "csv") == 0) {
        write_csv(c, p, i18n, &out);
    } else {
        if (strcmp(c->format, "geojson") == 0) {
            jy_camera_places_write_geojson(p, i18n, c->lang, &json);
        } else {
            jy_camera_places_write(p, i18n, c->lang, &json);
        }
        jy_buf_addc(&out, '\n');
    }
    return jy_file_write(c->out, jy_buf_text(&out), out.len, c->force, err);
}

static enum jy_code run(const struct cameras_command *c, struct jy_error *err)
{
    struct jy_store *store = NULL;
    struct jy_city_data *data = NULL;
    struct jy_lighting *lighting = NULL;
    struct jy_plan_inputs *inputs = NULL;
    struct jy_taxonomy *taxonomy = NULL;
    struct jy_crime_rows *rows = NULL;
    struct jy_camera_places *places = NULL;
    struct jy_i18n *i18n = NULL;
    enum jy_code code = cli_open(c->db, JY_STORE_READ, &store, &i18n, err);
    if (code == JY_OK)
        code = jy_taxonomy_new(&taxonomy, err);
    if (code == JY_OK)
        code = jy_city_data_load(store, JY_NOW, JY_LOAD_ALL, &data, err);
    if (code == JY_OK)
        code = jy_lighting_new(data, JY_LIGHTING_BY_RULE, &lighting, err);
    if (code == JY_OK)
        code = jy_plan_inputs_load(store, lighting, &inputs, err);
    if (code == JY_OK)
        code = jy_crime_rows_load(store, taxonomy, true, &rows, err);
    if (code == JY_OK) {
        code = jy_camera_places_new(lighting, rows, taxonomy, inputs, &c->options, &places, err);
    }
    if (code == JY_OK)
        code = write_out(c, places, i18n, err);
    jy_camera_places_free(places);
    jy_crime_rows_free(rows);
    jy_plan_inputs_free(inputs);
    jy_lighting_free(lighting);
    jy_city_data_free(data);
    jy_store_close(store);
    jy_taxonomy_free(taxonomy);
    jy_i18n_free(i18n);
    return code;
}

static int check(const char *command, struct cameras_command *c)
{
    if (c->offence == NULL)
        return cli_wrong_use(command, "which offence? give --offence NAME");
    if (c->from == 0 || c->to == 0)
        return cli_wrong_use(command, "which years? give --from YEAR --to YEAR");
    if (c->from > c->to)
        return cli_wrong_use(command, "--from %ld comes after --to %ld", c->from, c->to);
    if (c->number == 0 && isnan(c->options.budget_yen))
        return cli_wrong_use(command, "say how many: --number N or --budget YEN");
    if (strcmp(c->format, "summary") != 0 && strcmp(c->format, "csv") != 0 &&
        strcmp(c->format, "geojson") != 0) {
        return cli_wrong_use(command, "--format wants summary, csv or geojson, not '%s'",
                             c->format);
    }
    if (c->fiscal_year != NULL && !jy_fiscal_year_parse(c->fiscal_year, &c->options.fiscal_year)) {
        return cli_wrong_use(command, "--fiscal-year wants R6, 令和6年度 or 2024, not '%s'",
                             c->fiscal_year);
    }
    if (c->applicant != NULL && !jy_applicant_parse(c->applicant, &c->options.applicant)) {
        return cli_wrong_use(command, "--applicant wants 町会, 商店街 or city, not '%s'",
                             c->applicant);
    }
    c->options.offence = c->offence;
    c->options.from_year = (int)c->from;
    c->options.to_year = (int)c->to;
    c->options.number = c->number;
    return 0;
}

int cli_cameras(int argc, char **argv)
{
    struct cameras_command c = {.format = "summary", .out = "-", .options = JY_CAMERA_DEFAULTS};
    const struct cli_option options[] = {
        {"offence", "NAME", "code or name: 自転車盗, bicycle_theft", CLI_STRING, &c.offence, 0, 0},
        {"from", "YEAR", "first year", CLI_INT, &c.from, 1900, 2200},
        {"to", "YEAR", "last year", CLI_INT, &c.to, 1900, 2200},
        {"number", "N", "at most that many cameras", CLI_INT, &c.number, 1, 10000},
        {"budget", "YEN", "what the city may spend", CLI_DOUBLE, &c.options.budget_yen, 0, 1e12},
        {"fiscal-year", "YEAR", "of the subsidy: R6 or 2024 (default: the newest)", CLI_STRING,
         &c.fiscal_year, 0, 0},
        {"applicant", "WHO", "町会, 商店街 or city (default: city, no subsidy)", CLI_STRING,
         &c.applicant, 0, 0},
        {"angle", "DEG", "of the new cameras' view (60)", CLI_DOUBLE, &c.options.angle_deg, 1, 360},
        {"range", "M", "of the new cameras' view (30)", CLI_DOUBLE, &c.options.range_m, 1, 500},
        {"cost", "YEN", "of a camera on a pole that stands (default: the profile's)", CLI_DOUBLE,
         &c.options.pole_yen, 1, 1e9},
        {"cost-new-pole", "YEN", "of a camera with a pole of its own", CLI_DOUBLE,
         &c.options.new_pole_yen, 1, 1e9},
        {"format", "FORMAT", "summary (default), csv, geojson", CLI_STRING, &c.format, 0, 0},
        {"lang", "LANG", "ja (default), ja-easy, en, zh, ko", CLI_LANG, &c.lang, 0, 0},
        {"out", "FILE", "write there instead of stdout", CLI_STRING, &c.out, 0, 0},
        {"force", NULL, "overwrite FILE", CLI_FLAG, &c.force, 0, 0},
    };
    const struct cli_usage usage = {
        .synopsis = "cameras DB --offence NAME --from YEAR --to YEAR (--number N | --budget YEN) "
                    "[options]",
        .text = "Ranks places for new security cameras by what was reported in view of none, with "
                "a direction\n"
                "that leaves buildings out, under a number or the city's budget and the year's "
                "subsidy, and a\n"
                "bound that no choice exceeds. For staff: exact places. It shows where reports "
                "were, not what a\n"
                "camera would prevent.",
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
    const int wrong = check(argv[0], &c);
    if (wrong != 0)
        return wrong;
    struct jy_error err;
    return run(&c, &err) == JY_OK ? 0 : cli_failed(argv[0], &err);
}
