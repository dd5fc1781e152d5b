/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "src/analysis/crime_table.h"
#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/io/export.h"

static int read_options(const char *command, const char *layer, const char *format,
                        const char *profile, const char *encoding, struct jy_export_options *out)
{
    if (!jy_layer_parse(layer, &out->layer) || out->layer == JY_LAYER_UNKNOWN)
        return cli_wrong_use(command, "there is no layer '%s'", layer);
    if (format == NULL || !jy_export_format_parse(format, &out->format))
        return cli_wrong_use(command, "--format wants csv, geojson, gpkg, shp, fgb or xlsx");
    if (profile != NULL && !jy_export_profile_parse(profile, &out->profile))
        return cli_wrong_use(command, "--profile wants plain, komae, standard, osm or fiware");
    out->cp932 = encoding != NULL && strcmp(encoding, "cp932") == 0;
    if (encoding != NULL && !out->cp932 && strcmp(encoding, "utf-8") != 0)
        return cli_wrong_use(command, "--encoding wants utf-8 or cp932");
    if (out->cp932 && out->format != JY_EXPORT_CSV)
        return cli_wrong_use(command, "--encoding cp932 is for --format csv");
    return 0;
}

/* What of the crime tables the public may see. */
struct policy {
    struct jy_city_data *data;
    struct jy_taxonomy *taxonomy;
    struct jy_crime_rows *rows;
    struct jy_crime_public *shown;
    long long withheld;
};

static enum jy_code policy_load(struct jy_store *store, struct policy *p, struct jy_error *err)
{
    enum jy_code code = jy_taxonomy_new(&p->taxonomy, err);
    if (code == JY_OK)
        code = jy_city_data_load(store, JY_NOW, JY_LOAD_AREAS, &p->data, err);
    if (code == JY_OK)
        code = jy_crime_rows_load(store, p->taxonomy, false, &p->rows, err);
    if (code == JY_OK)
        p->shown = jy_crime_public_new(p->rows, p->data, p->taxonomy);
    return code;
}

static void policy_done(struct policy *p)
{
    jy_crime_public_free(p->shown);
    jy_crime_rows_free(p->rows);
    jy_city_data_free(p->data);
    jy_taxonomy_free(p->taxonomy);
}

static bool policy_shows(const struct jy_crime_count *row, void *ctx)
{
    struct policy *p = ctx;
    const bool shown = jy_crime_public_shows(p->shown, row);
    p->withheld += !shown;
    return shown;
}

static int run(const char *command, const char *db, const char *path, bool quiet,
               const struct jy_export_options *asked)
{
    struct jy_error err = {JY_OK, ""};
    struct jy_store *store = NULL;
    struct jy_export_result result;
    struct policy policy = {0};
    struct jy_export_options options = *asked;
    enum jy_code code = jy_store_global_init(&err);
    if (code == JY_OK)
        code = jy_store_open(db, JY_STORE_READ, &store, &err);
    if (code == JY_OK && options.layer == JY_LAYER_CRIMES && !options.full) {
        code = policy_load(store, &policy, &err);
        options.shows = policy_shows;
        options.shows_ctx = &policy;
    }
    if (code == JY_OK)
        code = jy_export_file(store, path, &options, &result, &err);
    policy_done(&policy);
    jy_store_close(store);
    if (code != JY_OK)
        return cli_failed(command, &err);
    if (quiet)
        return 0;
    (void)fprintf(stderr, "%lld rows\n", result.rows);
    if (result.unlocated > 0 && options.layer == JY_LAYER_CAMERAS) {
        (void)fprintf(stderr,
                      "%lld without a position: what is public by the city's profile "
                      "(--full gives all)\n",
                      result.unlocated);
    }
    if (policy.withheld > 0) {
        (void)fprintf(stderr,
                      "%lld counts left empty: what is public by the city's profile (--full gives "
                      "all)\n",
                      policy.withheld);
    }
    if (result.lost > 0)
        (void)fprintf(stderr, "%zu characters that CP932 has not are written as 〓\n", result.lost);
    return 0;
}

int cli_export(int argc, char **argv)
{
    const char *format = NULL, *profile = NULL, *encoding = NULL, *path = NULL;
    bool quiet = false;
    struct jy_export_options options = {.layer = JY_LAYER_UNKNOWN};
    const struct cli_option table[] = {
        {"format", "NAME", "csv, geojson, gpkg, shp, fgb or xlsx", CLI_STRING, &format, 0, 0},
        {"profile", "NAME", "names of columns: plain, komae, standard, osm or fiware", CLI_STRING,
         &profile, 0, 0},
        {"encoding", "NAME", "of CSV: utf-8 (with BOM) or cp932", CLI_STRING, &encoding, 0, 0},
        {"out", "FILE", "file to write; - is standard output", CLI_STRING, &path, 0, 0},
        {"full", NULL, "also what is not public", CLI_FLAG, &options.full, 0, 0},
        {"force", NULL, "write over a file that is there", CLI_FLAG, &options.force, 0, 0},
        {"quiet", NULL, "say nothing", CLI_FLAG, &quiet, 0, 0},
    };
    const struct cli_usage usage = {
        .synopsis = "export DB LAYER --format NAME --out FILE [options]",
        .text = "Writes a layer as a file: roads, districts, chome, boundary, streetlights,\n"
                "cameras, poles, crimes, population, places or requests.",
        .options = table,
        .n_options = sizeof table / sizeof table[0],
        .min_args = 2,
        .max_args = 2,
    };
    char **args;
    size_t n;
    enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n);
    if (parsed != CLI_RUN)
        return parsed;
    if (path == NULL)
        return cli_wrong_use(argv[0], "--out FILE is missing");
    if (read_options(argv[0], args[1], format, profile, encoding, &options) != 0)
        return 2;
    return run(argv[0], args[0], path, quiet, &options);
}
