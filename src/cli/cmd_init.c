/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>


#include "src/base/buf.h"
#include "src/base/file.h"
#include "src/base/json_out.h"
#include "src/base/mem.h"
#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/domain/city.h"
#include "src/domain/profile.h"
#include "src/io/published.h"
#include "src/sample/sample.h"
#include "src/store/store.h"

struct init_options {
    const char *db, *dir;
    bool sample, force, json;
    long seed;
};

/* Path of the recipe of the sample city: data/sample/NAME_points.csv beside data/cities/NAME. */
static void recipe_path(const char *dir, struct jy_buf *out)
{
    size_t n = strlen(dir);
    while (n > 1 && dir[n - 1] == '/')
        n--;
    size_t name = n;
    while (name > 0 && dir[name - 1] != '/')
        name--;
    jy_buf_addf(out, "%.*s/../../sample/%.*s_points.csv", (int)n, dir, (int)(n - name), dir + name);
}

static enum jy_code build_sample(const struct init_options *o, const struct jy_city *city,
                                 struct jy_sample **out, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF path = JY_BUF_INIT, JY_AUTOBUF text = JY_BUF_INIT;
    recipe_path(o->dir, &path);
    if (!jy_file_exists(jy_buf_text(&path))) {
        return jy_fail(err, JY_ENOTFOUND, "%s: there is no sample of this city (%s)", o->dir,
                       jy_buf_text(&path));
    }
    const enum jy_code code = jy_file_read(jy_buf_text(&path), 1u << 20, &text, err);
    if (code != JY_OK)
        return code;
    return jy_sample_build(city, jy_buf_text(&text), jy_buf_text(&path), (uint64_t)o->seed, out,
                           err);
}

static enum jy_code fill(const struct init_options *o, const char *path,
                         const struct jy_sample *sample, size_t *out_crimes, struct jy_error *err)
{
    struct jy_store *store = NULL;
    enum jy_code code = jy_store_open(path, JY_STORE_WRITE, &store, err);
    if (code == JY_OK && sample != NULL)
        code = jy_sample_store(sample, store, err);
    /* without a sample the registry is for the city's own files, its crime tables among them */
    if (code == JY_OK && sample != NULL)
        code = jy_published_import(o->dir, store, out_crimes, err);
    jy_store_close(store);
    return code;
}

/* The registry is made beside its place and moved there when it is complete. */
static enum jy_code create(const struct init_options *o, const char *profile,
                           const struct jy_sample *sample, size_t *out_crimes, struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF part = JY_BUF_INIT, JY_AUTOBUF side = JY_BUF_INIT;
    jy_buf_addf(&part, "%s.part-%ld", o->db, (long)getpid());
    const char *path = jy_buf_text(&part);
    char *folder JY_AUTOFREE = jy_path_folder(o->db);
    if (access(folder, F_OK) != 0)
        return jy_fail(err, JY_ENOTFOUND, "%s: the folder '%s' is not there", o->db, folder);
    enum jy_code code = jy_store_create(path, profile, err);
    if (code == JY_OK)
        code = fill(o, path, sample, out_crimes, err);
    if (code == JY_OK && rename(path, o->db) != 0)
        code = jy_fail(err, JY_EIO, "%s: cannot be written", o->db);
    if (code != JY_OK)
        (void)unlink(path);
    static const char *const suffixes[] = {"-wal", "-shm", "-lock"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        jy_buf_clear(&side);
        jy_buf_addf(&side, "%s%s", path, suffixes[i]);
        (void)unlink(jy_buf_text(&side));
        if (code == JY_OK && i < 2) { /* of the registry that was there before (--force) */
            jy_buf_clear(&side);
            jy_buf_addf(&side, "%s%s", o->db, suffixes[i]);
            (void)unlink(jy_buf_text(&side));
        }
    }
    return code;
}

static void print_summary(const struct init_options *o, const struct jy_city *city,
                          const struct jy_sample *sample, size_t crimes)
{
    const struct jy_sample none = {0}, *s = sample != NULL ? sample : &none;
    const struct {
        const char *name;
        size_t n;
    } counts[] = {{"areas", s->n_areas},
                  {"roads", s->n_roads},
                  {"streetlights", s->n_lights},
                  {"poles", s->n_poles},
                  {"cameras", s->n_cameras},
                  {"places", s->n_places},
                  {"population", s->n_populations},
                  {"crimes", crimes}};
    struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
    struct jy_json json;
    jy_json_init(&json, &out);
    jy_json_object(&json);
    jy_json_kv_string(&json, "registry", o->db);
    jy_json_kv_string(&json, "code", city->code);
    jy_json_kv_string(&json, "name", jy_city_name(city, JY_LANG_EN));
    jy_json_kv_bool(&json, "sample", sample != NULL);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        jy_json_kv_int(&json, counts[i].name, (int64_t)counts[i].n);
    jy_json_object_end(&json);
    if (o->json) {
        printf("%s\n", jy_buf_text(&out));
        return;
    }
    printf("%s: %s (%s), rule packs %zu, districts %zu\n", o->db,
           jy_city_name(city, city->language), city->code, city->n_rules, city->n_districts);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (counts[i].n > 0) {
            printf("  %-14s %zu%s\n", counts[i].name, counts[i].n,
                   strcmp(counts[i].name, "crimes") == 0 ? "  (published figures)"
                                                         : "  (サンプルデータ, sample data)");
        }
    }
}

static enum jy_code run(const struct init_options *o, struct jy_error *err)
{
    char *profile = NULL;
    struct jy_city *city = NULL;
    struct jy_sample *sample = NULL;
    size_t crimes = 0;
    if (!o->force && jy_file_exists(o->db))
        return jy_fail(err, JY_ECONFLICT, "%s is there already (--force replaces it)", o->db);
    enum jy_code code = jy_profile_build(o->dir, o->sample, &profile, err);
    if (code == JY_OK)
        code = jy_city_parse(profile, strlen(profile), o->dir, &city, err);
    if (code == JY_OK && o->sample)
        code = build_sample(o, city, &sample, err);
    if (code == JY_OK)
        code = create(o, profile, sample, &crimes, err);
    if (code == JY_OK)
        print_summary(o, city, sample, crimes);
    jy_sample_free(sample);
    jy_city_free(city);
    free(profile);
    return code;
}

int cli_init(int argc, char **argv)
{
    struct init_options o = {.seed = 1};
    const struct cli_option options[] = {
        {"city", "DIR", "folder of the city's profile (data/cities/NAME)", CLI_STRING, &o.dir, 0,
         0},
        {"sample", NULL, "put the generated sample city in it", CLI_FLAG, &o.sample, 0, 0},
        {"seed", "N", "another sample city for each number (default 1)", CLI_INT, &o.seed, 0,
         4294967295.0},
        {"force", NULL, "replace a registry that is there", CLI_FLAG, &o.force, 0, 0},
        {"json", NULL, "print the summary as JSON", CLI_FLAG, &o.json, 0, 0},
    };
    const struct cli_usage usage = {"init DB --city DIR [--sample [--seed N]] [--force] [--json]",
                                    "Creates a registry from a city's profile. With --sample it "
                                    "holds a generated city and the\n"
                                    "published crime figures that lie beside the profile.",
                                    options,
                                    sizeof options / sizeof *options,
                                    1,
                                    1};
    struct jy_error err = {JY_OK, ""};
    char **args;
    size_t n_args;
    const enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n_args);
    if (parsed != CLI_RUN)
        return parsed;
    if (o.dir == NULL)
        return cli_wrong_use("init", "which city? give --city DIR");
    o.db = args[0];
    if (jy_store_global_init(&err) != JY_OK || run(&o, &err) != JY_OK)
        return cli_failed("init", &err);
    return 0;
}
