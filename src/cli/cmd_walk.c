/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file `joyato walk`: from here to there on foot by night. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/walk.h"
#include "src/base/file.h"
#include "src/base/mem.h"
#include "src/cli/cli.h"
#include "src/cli/open.h"
#include "src/cli/options.h"
#include "src/domain/position.h"
#include "src/domain/ruby.h"

struct walk_options {
    const char *db, *from_text, *to_text, *format, *out;
    struct gis_lonlat from, to;
    double detour;
    enum jy_lang lang;
    bool force;
};

static enum jy_code not_found(const struct jy_lighting *l, const struct jy_walk *walk,
                              const struct jy_i18n *i18n, enum jy_lang lang, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT, plain = JY_BUF_INIT;
    jy_walk_headline(l, walk, i18n, lang, &text);
    jy_ruby_plain(&plain, jy_buf_text(&text));
    return jy_fail(err, JY_ENOTFOUND, "%s", jy_buf_text(&plain));
}

/* A line needs a way; JSON can also say that there is none. */
static enum jy_code write_walk(const struct walk_options *o, const struct jy_lighting *l,
                               const struct jy_walk *walk, const struct jy_i18n *i18n,
                               struct jy_buf *out, struct jy_error *err)
{
    bool as_json = strcmp(o->format, "json") == 0;
    if (!as_json && walk->kind != JY_WALK_FOUND)
        return not_found(l, walk, i18n, o->lang, err);
    struct jy_json json;
    jy_json_init(&json, out);
    if (strcmp(o->format, "gpx") == 0) {
        jy_walk_write_gpx(l, walk, i18n, o->lang, out);
        return JY_OK;
    }
    if (as_json) {
        jy_walk_write_json(l, walk, i18n, o->lang, &json);
    } else {
        jy_walk_write_geojson(l, walk, i18n, o->lang, &json);
    }
    jy_buf_addc(out, '\n');
    return JY_OK;
}

static enum jy_code answer(const struct walk_options *o, struct jy_buf *out, struct jy_error *err)
{
    struct jy_store *store = NULL;
    struct jy_city_data *data = NULL;
    struct jy_lighting *lighting = NULL;
    struct jy_i18n *i18n = NULL;
    enum jy_code code = cli_open(o->db, JY_STORE_READ, &store, &i18n, err);
    if (code == JY_OK) {
        code = jy_city_data_load(store, JY_NOW,
                                 JY_LOAD_LIGHTS | JY_LOAD_ROADS | JY_LOAD_AREAS | JY_LOAD_CAMERAS,
                                 &data, err);
    }
    if (code == JY_OK)
        code = jy_lighting_new(data, JY_LIGHTING_BY_RULE, &lighting, err);
    struct jy_walk walk = {.kind = JY_WALK_APART};
    if (code == JY_OK)
        code = jy_walk(lighting, o->from, o->to, o->detour, &walk, err);
    if (code == JY_OK)
        code = write_walk(o, lighting, &walk, i18n, out, err);
    jy_walk_done(&walk);
    jy_lighting_free(lighting);
    jy_city_data_free(data);
    jy_store_close(store);
    jy_i18n_free(i18n);
    return code;
}

static int wrong_options(const char *command, struct walk_options *o)
{
    if (o->from_text == NULL || o->to_text == NULL)
        return cli_wrong_use(command, "say from where to where: --from LON,LAT --to LON,LAT");
    if (!jy_lonlat_parse(o->from_text, &o->from)) {
        return cli_wrong_use(
            command, "--from wants LON,LAT in degrees (139.5787,35.6347), not '%s'", o->from_text);
    }
    if (!jy_lonlat_parse(o->to_text, &o->to)) {
        return cli_wrong_use(command, "--to wants LON,LAT in degrees (139.5787,35.6347), not '%s'",
                             o->to_text);
    }
    if (strcmp(o->format, "json") != 0 && strcmp(o->format, "geojson") != 0 &&
        strcmp(o->format, "gpx") != 0)
        return cli_wrong_use(command, "--format wants json, geojson or gpx, not '%s'", o->format);
    return 0;
}

int cli_walk(int argc, char **argv)
{
    struct walk_options o = {
        .format = "json", .out = "-", .detour = JY_WALK_DETOUR, .lang = JY_LANG_JA};
    const struct cli_option options[] = {
        {"from", "LON,LAT", "where the walk starts, degrees", CLI_STRING, &o.from_text, 0, 0},
        {"to", "LON,LAT", "where it ends", CLI_STRING, &o.to_text, 0, 0},
        {"detour", "SHARE", "how much longer the best-lit way may be (0.2: a fifth)", CLI_DOUBLE,
         &o.detour, 0, JY_WALK_DETOUR_MAX},
        {"format", "NAME", "json (default), geojson: ways and their dark stretches, or gpx",
         CLI_STRING, &o.format, 0, 0},
        {"lang", "LANG", "ja (default), ja-easy, en, zh, ko", CLI_LANG, &o.lang, 0, 0},
        {"out", "FILE", "write there instead of stdout", CLI_STRING, &o.out, 0, 0},
        {"force", NULL, "overwrite FILE", CLI_FLAG, &o.force, 0, 0},
    };
    const struct cli_usage usage = {
        "walk DB --from LON,LAT --to LON,LAT [--detour 0.2] [--format json|geojson|gpx]",
        "The shortest way on foot, and the way with the fewest metres far from a light that is at "
        "most so\n"
        "much longer: minutes, lights passed, longest dark stretch, share near a light, cameras.",
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
    int wrong = wrong_options(argv[0], &o);
    if (wrong != 0)
        return wrong;
    struct jy_error err;
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    if (answer(&o, &out, &err) != JY_OK ||
        jy_file_write(o.out, out.data, out.len, o.force, &err) != JY_OK)
        return cli_failed(argv[0], &err);
    return 0;
}
