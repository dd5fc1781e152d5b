/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file `joyato hotspots`: crime zones with all that they rest on. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/hotspots.h"
#include "src/analysis/registry.h"
#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/cli/cli.h"
#include "src/cli/open.h"
#include "src/cli/options.h"
#include "src/io/csv_table.h"

enum format { FORMAT_JSON, FORMAT_CSV, FORMAT_GEOJSON };

struct hotspots_options {
    const char *db, *offence, *periods, *level, *format, *out;
    enum jy_lang lang;
    long from, to, nsim, seed;
    double max_fraction, cell_m, piece_m, radius_m;
    bool full, force;
};

/* Everything that is open while the command works; released together. */
struct hotspots_run {
    struct jy_store *store;
    struct jy_city_data *data;
    struct jy_taxonomy *taxonomy;
    struct jy_crime_rows *rows;
    struct jy_i18n *i18n;
    struct jy_lighting *lighting; /* for streets */
    struct jy_hotspot_family *family;
};

static void run_done(struct hotspots_run *run)
{
    jy_hotspot_family_free(run->family);
    jy_lighting_free(run->lighting);
    jy_i18n_free(run->i18n);
    jy_crime_rows_free(run->rows);
    jy_taxonomy_free(run->taxonomy);
    jy_city_data_free(run->data);
    jy_store_close(run->store);
}

static void add_cell(struct jy_buf *out, double value, bool withheld)
{
    jy_buf_addc(out, ',');
    jy_csv_add_number(out, withheld ? (double)NAN : value);
}

static void add_flag(struct jy_buf *out, bool value)
{
    jy_buf_adds(out, value ? ",1" : ",0");
}

static void write_area_row(const struct jy_hotspots *h, const struct jy_hotspot_area *a,
                           struct jy_buf *out)
{
    jy_csv_add_cell(out, a->name);
    jy_buf_addf(out, ",%s,%d,%d", h->offence->code, h->options.from_year, h->options.to_year);
    add_cell(out, (double)a->cases, a->hidden || a->cases < 0);
    add_cell(out, a->exposure, !(a->exposure > 0));
    add_cell(out, a->rate.expected, false);
    add_cell(out, a->rate.smr, a->hidden);
    add_cell(out, a->rate.smr_lo95, a->hidden);
    add_cell(out, a->rate.smr_hi95, a->hidden);
    add_cell(out, a->rate.eb_rate, h->suppressed);
    add_cell(out, a->z, h->suppressed);
    add_cell(out, a->p_perm, h->suppressed);
    add_cell(out, a->q, h->suppressed);
    add_flag(out, a->few);
    add_flag(out, a->hidden);
    add_flag(out, a->in_zone);
    jy_buf_addc(out, '\n');
}

static void write_zone_row(const struct hotspots_run *run, const struct jy_hotspots *h,
                           const struct jy_hotspot_zone *z, enum jy_lang lang, struct jy_buf *out)
{
    struct jy_buf JY_AUTOBUF name = JY_BUF_INIT;
    jy_hotspots_zone_name(h, z, run->i18n, lang, &name);
    jy_buf_addf(out, "%zu,", z->rank);
    jy_csv_add_cell(out, jy_buf_text(&name));
    jy_buf_addf(out, ",%s,%d,%d,%zu", h->offence->code, h->options.from_year, h->options.to_year,
                z->n_areas);
    add_cell(out, z->exposure, false);
    add_cell(out, (double)z->cases, z->hidden);
    add_cell(out, z->expected, false);
    if (h->options.level == JY_HOTSPOT_STREET) {
        add_cell(out, z->ratio, z->hidden);
        add_cell(out, z->lo95, z->hidden);
        add_cell(out, z->hi95, z->hidden);
    }
    add_cell(out, z->p, false);
    add_cell(out, h->options.level == JY_HOTSPOT_STREET ? z->p_family : z->q, false);
    jy_buf_addc(out, '\n');
}

/* By area; of grid and streets, by zone. */
static void write_csv(const struct hotspots_run *run, enum jy_lang lang, struct jy_buf *out)
{
    const struct jy_hotspot_family *f = run->family;
    const bool by_zone = f->level == JY_HOTSPOT_GRID || f->level == JY_HOTSPOT_STREET;
    jy_buf_adds(out, f->level == JY_HOTSPOT_GRID
                         ? "rank,zone,offence,from,to,cells,area_km2,cases,expected,p,q\n"
                     : f->level == JY_HOTSPOT_STREET
                         ? "rank,zone,offence,from,to,pieces,length_m,cases,expected,"
                           "observed_to_expected,lo95,hi95,p,p_family\n"
                         : "area,offence,from,to,cases,exposure,expected,smr,smr_lo95,smr_hi95,"
                           "eb_rate,gistar_z,gistar_p_perm,gistar_q,few_expected,suppressed,"
                           "in_zone\n");
    for (size_t m = 0; m < f->n; m++) {
        const struct jy_hotspots *h = f->members[m];
        for (size_t i = 0; !by_zone && i < h->n_areas; i++)
            write_area_row(h, &h->areas[i], out);
        for (size_t i = 0; by_zone && i < h->n_zones; i++)
            write_zone_row(run, h, &h->zones[i], lang, out);
    }
}

static enum jy_code find_zones(const struct hotspots_options *o,
                               const struct jy_hotspot_options *options, struct hotspots_run *run,
                               struct jy_error *err)
{
    const char *names[JY_HOTSPOT_FAMILY_MAX + 1];
    char *list JY_AUTOFREE = jy_strdup(o->offence);
    const size_t n = jy_hotspot_offences(list, names, JY_HOTSPOT_FAMILY_MAX + 1);
    const struct jy_crime_data from = {run->rows, run->data, run->taxonomy};
    return jy_hotspot_family_new(&from, options, n, names, strcmp(o->periods, "each-year") == 0,
                                 &run->family, err);
}

static enum jy_code compute(const struct hotspots_options *o, enum jy_hotspot_level level,
                            struct hotspots_run *run, struct jy_error *err)
{
    const bool street = level == JY_HOTSPOT_STREET;
    struct jy_hotspot_options options = {.from_year = (int)o->from,
                                         .to_year = (int)o->to,
                                         .level = level,
                                         .nsim = (uint32_t)o->nsim,
                                         .seed = (uint64_t)o->seed,
                                         .max_fraction = o->max_fraction,
                                         .cell_m = o->cell_m,
                                         .piece_m = o->piece_m,
                                         .radius_m = o->radius_m,
                                         .full = o->full};
    enum jy_code code = cli_open(o->db, JY_STORE_READ, &run->store, &run->i18n, err);
    if (code == JY_OK)
        code = jy_taxonomy_new(&run->taxonomy, err);
    if (code == JY_OK) {
        code = jy_city_data_load(run->store, JY_NOW,
                                 street ? JY_LOAD_AREAS | JY_LOAD_ROADS : JY_LOAD_AREAS, &run->data,
                                 err);
    }
    if (code == JY_OK) {
        code = jy_crime_rows_load(run->store, run->taxonomy, street || level == JY_HOTSPOT_GRID,
                                  &run->rows, err);
    }
    if (code == JY_OK && street)
        code = jy_lighting_new(run->data, JY_LIGHTING_BY_RULE, &run->lighting, err);
    options.streets = run->lighting;
    if (code == JY_OK)
        code = find_zones(o, &options, run, err);
    return code;
}

static void write_geojson(const struct hotspots_run *run, enum jy_lang lang, struct jy_json *json)
{
    const struct jy_hotspot_family *f = run->family;
    if (f->n == 1) {
        jy_hotspots_write_geojson(f->members[0], run->i18n, lang, json);
    } else {
        jy_hotspot_family_write_geojson(f, run->i18n, lang, json);
    }
}

static void write_result(const struct hotspots_run *run, enum format format, enum jy_lang lang,
                         struct jy_buf *out)
{
    const struct jy_hotspot_family *f = run->family;
    struct jy_json json;
    jy_json_init(&json, out);
    switch (format) {
    case FORMAT_JSON:
        if (f->n == 1) {
            jy_hotspots_write(f->members[0], run->i18n, lang, &json);
        } else {
            jy_hotspot_family_write(f, run->i18n, lang, &json);
        }
        jy_buf_addc(out, '\n');
        break;
    case FORMAT_GEOJSON:
        write_geojson(run, lang, &json);
        jy_buf_addc(out, '\n');
        break;
    case FORMAT_CSV:
        write_csv(run, lang, out);
        break;
    }
}

static bool parse_format(const char *text, enum format *out)
{
    static const char *const formats[] = {"json", "csv", "geojson"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(text, formats[i]) == 0) {
            *out = (enum format)i;
            return true;
        }
    }
    return false;
}

static int run_hotspots(const struct hotspots_options *o, const char *command)
{
    enum jy_hotspot_level level;
    enum format format;
    if (o->offence == NULL)
        return cli_wrong_use(command, "which offence? give --offence NAME");
    if (o->from == 0 || o->to == 0)
        return cli_wrong_use(command, "which years? give --from YEAR --to YEAR");
    if (o->from > o->to)
        return cli_wrong_use(command, "--from %ld comes after --to %ld", o->from, o->to);
    if (!jy_hotspot_level_parse(o->level, &level)) {
        return cli_wrong_use(command, "--level wants district, chome, grid or street, not '%s'",
                             o->level);
    }
    if (strcmp(o->periods, "whole") != 0 && strcmp(o->periods, "each-year") != 0)
        return cli_wrong_use(command, "--periods wants whole or each-year, not '%s'", o->periods);
    if (!parse_format(o->format, &format))
        return cli_wrong_use(command, "--format wants json, csv or geojson, not '%s'", o->format);
    struct hotspots_run run = {0};
    struct jy_error err;
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    enum jy_code code = compute(o, level, &run, &err);
    if (code == JY_OK) {
        write_result(&run, format, o->lang, &out);
        code = jy_file_write(o->out, out.data, out.len, o->force, &err);
    }
    run_done(&run);
    return code == JY_OK ? 0 : cli_failed(command, &err);
}

/* A flag whose range is the table's. */
static struct cli_option ranged(const char *flag, const char *label, const char *help,
                                const char *param, void *out)
{
    const struct jy_analysis_param *p = jy_analysis_param(jy_analysis_find("hotspots"), param);
    return (struct cli_option){.name = flag,
                               .label = label,
                               .help = help,
                               .kind = p->type == JY_PARAM_WHOLE ? CLI_INT : CLI_DOUBLE,
                               .out = out,
                               .min = p->min,
                               .max = p->max};
}

static double initial(const char *param)
{
    return jy_analysis_initial(jy_analysis_param(jy_analysis_find("hotspots"), param));
}

int cli_hotspots(int argc, char **argv)
{
    struct hotspots_options o = {
        .level = jy_analysis_param(jy_analysis_find("hotspots"), "level")->initial,
        .periods = jy_analysis_param(jy_analysis_find("hotspots"), "periods")->initial,
        .format = "json",
        .out = "-",
        .nsim = (long)initial("nsim"),
        .seed = (long)initial("seed"),
        .max_fraction = initial("max_fraction"),
        .cell_m = initial("cell"),
        .piece_m = initial("piece"),
        .radius_m = initial("radius")};
    const struct cli_option options[] = {
        {"offence", "NAME,…",
         "codes, names in any language or aliases: bicycle_theft, 自転車盗; several are judged as "
         "one family",
         CLI_STRING, &o.offence, 0, 0},
        ranged("from", "YEAR", "first year", "from", &o.from),
        ranged("to", "YEAR", "last year", "to", &o.to),
        {"periods", "NAME", "whole (default), or each-year: every year by itself, as one family",
         CLI_STRING, &o.periods, 0, 0},
        {"level", "NAME", "district, chome (default), grid or street (incidents with points)",
         CLI_STRING, &o.level, 0, 0},
        ranged("nsim", "N", "Monte Carlo simulations (999)", "nsim", &o.nsim),
        ranged("seed", "S", "of the simulations: the same seed gives the same bytes", "seed",
               &o.seed),
        ranged("max-fraction", "F", "a zone holds at most this share of the exposure (0.5)",
               "max_fraction", &o.max_fraction),
        ranged("cell", "M", "side of the cells of the grid, m (250)", "cell", &o.cell_m),
        ranged("piece", "M", "streets are cut into pieces of at most this length, m (50)", "piece",
               &o.piece_m),
        ranged("radius", "M", "a zone of streets reaches so far along the road, m (400)", "radius",
               &o.radius_m),
        {"lang", "LANG", "ja (default), ja-easy, en, zh, ko", CLI_LANG, &o.lang, 0, 0},
        {"format", "NAME", "json (default), csv (by area) or geojson (by zone)", CLI_STRING,
         &o.format, 0, 0},
        {"full", NULL, "for staff: small counts are shown too", CLI_FLAG, &o.full, 0, 0},
        {"out", "FILE", "write there instead of stdout", CLI_STRING, &o.out, 0, 0},
        {"force", NULL, "overwrite FILE", CLI_FLAG, &o.force, 0, 0},
    };
    const struct cli_usage usage = {
        "hotspots DB --offence NAME,… --from YEAR --to YEAR [--periods each-year] "
        "[--level district|chome|grid|street]",
        "Finds the zones where reported offences are more than chance gives, with observed and "
        "expected\n"
        "cases, intervals, p, sources, and what the next period showed. An association, not a "
        "cause.",
        options,
        sizeof options / sizeof *options,
        1,
        1};
    char **args;
    size_t n_args;
    const enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n_args);
    if (parsed != CLI_RUN)
        return parsed;
    o.db = args[0];
    return run_hotspots(&o, argv[0]);
}
