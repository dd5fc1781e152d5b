/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A whole set of tiles in one file, for serving without this program. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/base/clock.h"
#include "src/base/file.h"
#include "src/base/json_out.h"
#include "src/base/mem.h"
#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/render/pmtiles.h"
#include "src/render/tile_mvt.h"
#include "src/render/tile_png.h"
#include "src/render/tilejson.h"
#include "src/snapshot/snapshot.h"
#include "src/store/store.h"

struct tiles_options {
    const char *layers, *zoom, *format, *out;
    bool force, quiet, json;
};

struct set {
    bool raster;
    enum jy_tiles layers[JY_TILES_COUNT];
    size_t n_layers;
    enum jy_style style;
    unsigned parts;
    uint32_t min_zoom, max_zoom;
};

static int parse_layers(const char *text, struct set *out)
{
    char *copy JY_AUTOFREE = jy_strdup(text), *rest = copy, *name;
    while ((name = strsep(&rest, ",")) != NULL) {
        if (out->n_layers == 0 && !out->raster && jy_style_parse(name, &out->style)) {
            out->raster = true;
            out->parts = JY_DRAW_USUAL;
        } else if (out->raster || out->n_layers == JY_TILES_COUNT ||
                   !jy_tile_set_parse(name, &out->layers[out->n_layers++])) {
            return cli_wrong_use("tiles", "--layers takes vector layers, or one style alone: %s",
                                 text);
        }
    }
    return 0;
}

static int parse_zoom(const char *text, struct set *out)
{
    unsigned a, b;
    char rest;
    int n = sscanf(text, "%2u-%2u%c", &a, &b, &rest);
    if (n == 1 && strchr(text, '-') == NULL)
        b = a;
    else if (n != 2)
        return cli_wrong_use("tiles", "--zoom is A-B, such as 10-16, not %s", text);
    if (a > b || b > 20)
        return cli_wrong_use("tiles", "--zoom is A-B with A <= B <= 20, not %s", text);
    out->min_zoom = a;
    out->max_zoom = b;
    return 0;
}

/* --- Writing ------------------------------------------------------------------------------- */

struct writer {
    FILE *file;
    const char *path;
};

static enum jy_code append(const void *bytes, size_t n, void *ctx, struct jy_error *err)
{
    struct writer *w = ctx;
    if (fwrite(bytes, 1, n, w->file) != n)
        return jy_fail(err, JY_EIO, "%s: %s", w->path, strerror(errno));
    return JY_OK;
}

struct ordered {
    uint64_t id;
    struct gis_tile tile;
};

static int by_id(const void *a, const void *b)
{
    const struct ordered *p = a, *q = b;
    return p->id < q->id ? -1 : p->id > q->id;
}

/* The tiles of a zoom that the data's box touches, in the order of the file. */
static struct ordered *tiles_of(const struct gis_world_box *box, uint32_t z, size_t *out_n)
{
    struct gis_tile a = gis_tile_at((struct gis_world){box->min_x, box->min_y}, z);
    struct gis_tile b = gis_tile_at((struct gis_world){box->max_x, box->max_y}, z);
    size_t n = (size_t)(b.x - a.x + 1) * (b.y - a.y + 1), i = 0;
    struct ordered *all = jy_calloc(n, sizeof *all);
    for (uint32_t y = a.y; y <= b.y; y++)
        for (uint32_t x = a.x; x <= b.x; x++, i++) {
            all[i].tile = (struct gis_tile){z, x, y};
            all[i].id = jy_pmtiles_id(all[i].tile);
        }
    qsort(all, n, sizeof *all, by_id);
    *out_n = n;
    return all;
}

struct maker {
    const struct set *set;
    const struct jy_scene *scene;
    struct jy_mvt *mvt;
    struct jy_render_worker *worker;
    struct jy_buf bytes;
    bool quiet;
};

static enum jy_code make(struct maker *m, struct gis_tile t, struct jy_error *err)
{
    jy_buf_clear(&m->bytes);
    if (m->set->raster)
        return jy_tile_png(m->worker, m->scene, m->set->style, m->set->parts, t, 256, &m->bytes,
                           err);
    for (size_t i = 0; i < m->set->n_layers; i++)
        jy_tile_mvt(m->mvt, m->scene, m->set->layers[i], t, &m->bytes);
    return JY_OK;
}

static void progress(const struct maker *m, uint32_t z, size_t done, size_t all, double since_s)
{
    if (m->quiet || !isatty(STDERR_FILENO) || (done % 256 != 0 && done != all))
        return;
    double s = jy_clock_monotonic_s() - since_s;
    (void)fprintf(stderr, "\rzoom %u: %zu of %zu tiles, %.0f/s, %.0f s left ", z, done, all,
                  (double)done / fmax(s, 1e-3), s / (double)done * (double)(all - done));
    if (done == all)
        (void)fputc('\n', stderr);
}

static enum jy_code add_zoom(struct maker *m, struct jy_pmtiles *out, uint32_t z,
                             struct jy_error *err)
{
    size_t n;
    struct ordered *all JY_AUTOFREE = tiles_of(&m->scene->bounds, z, &n);
    double start_s = jy_clock_monotonic_s();
    enum jy_code code = JY_OK;
    for (size_t i = 0; i < n && code == JY_OK; i++) {
        code = make(m, all[i].tile, err);
        if (code == JY_OK)
            code = jy_pmtiles_add(out, all[i].tile, jy_buf_text(&m->bytes), m->bytes.len, err);
        progress(m, z, i + 1, n, start_s);
    }
    return code;
}

/* --- Metadata ------------------------------------------------------------------------------ */

static void metadata(const struct set *set, const struct jy_scene *scene, struct jy_buf *out)
{
    struct jy_json json;
    jy_json_init(&json, out);
    jy_json_object(&json);
    jy_json_kv_string(&json, "name", "joyato");
    jy_json_kv_string(&json, "attribution", scene->attribution);
    jy_json_key(&json, "vector_layers");
    jy_json_array(&json);
    for (size_t i = 0; i < set->n_layers; i++)
        jy_tilejson_layers(&json, set->layers[i]);
    jy_json_array_end(&json);
    jy_json_object_end(&json);
}

static struct jy_pmtiles_about about(const struct set *set, const struct jy_scene *scene,
                                     const char *metadata_json)
{
    const struct gis_world_box *b = &scene->bounds;
    struct gis_lonlat nw = gis_world_to_lonlat((struct gis_world){b->min_x, b->min_y});
    struct gis_lonlat se = gis_world_to_lonlat((struct gis_world){b->max_x, b->max_y});
    return (struct jy_pmtiles_about){set->raster ? JY_PMTILES_PNG : JY_PMTILES_MVT,
                                     set->min_zoom,
                                     set->max_zoom,
                                     {nw.lon_deg, se.lat_deg},
                                     {se.lon_deg, nw.lat_deg},
                                     metadata_json};
}

static enum jy_code write_set(struct maker *m, struct writer *w, const struct tiles_options *o,
                              struct jy_error *err)
{
    struct jy_buf JY_AUTOBUF json = JY_BUF_INIT, JY_AUTOBUF head = JY_BUF_INIT;
    static const char empty[JY_PMTILES_HEAD];
    metadata(m->set, m->scene, &json);
    struct jy_pmtiles *out = jy_pmtiles_new(about(m->set, m->scene, jy_buf_text(&json)), append, w);
    enum jy_code code = append(empty, sizeof empty, w, err);
    for (uint32_t z = m->set->min_zoom; z <= m->set->max_zoom && code == JY_OK; z++)
        code = add_zoom(m, out, z, err);
    if (code == JY_OK)
        code = jy_pmtiles_finish(out, &head, err);
    if (code == JY_OK) {
        rewind(w->file);
        code = append(head.data, head.len, w, err);
    }
    if (code == JY_OK && (fflush(w->file) != 0 || fsync(fileno(w->file)) != 0))
        code = jy_fail(err, JY_EIO, "%s: %s", w->path, strerror(errno));
    uint64_t tiles, contents, bytes;
    jy_pmtiles_count(out, &tiles, &contents, &bytes);
    jy_pmtiles_free(out);
    if (code == JY_OK && o->json)
        printf("{\"tiles\":%llu,\"distinct\":%llu,\"bytes\":%llu}\n", (unsigned long long)tiles,
               (unsigned long long)contents, (unsigned long long)bytes);
    else if (code == JY_OK && !o->quiet)
        (void)fprintf(stderr, "%s: %llu tiles, %llu distinct, %llu bytes\n", o->out,
                      (unsigned long long)tiles, (unsigned long long)contents,
                      (unsigned long long)bytes);
    return code;
}

/* Under another name until it is complete. */
static enum jy_code write_file(struct maker *m, const struct tiles_options *o, struct jy_error *err)
{
    if (!o->force && jy_file_exists(o->out))
        return jy_fail(err, JY_ECONFLICT, "%s is there already (--force overwrites)", o->out);
    struct jy_buf JY_AUTOBUF part = JY_BUF_INIT;
    jy_buf_addf(&part, "%s.part", o->out);
    struct writer w = {fopen(part.data, "wb"), part.data};
    if (w.file == NULL)
        return jy_fail(err, JY_EIO, "%s: %s", part.data, strerror(errno));
    enum jy_code code = write_set(m, &w, o, err);
    if (fclose(w.file) != 0 && code == JY_OK)
        code = jy_fail(err, JY_EIO, "%s: %s", part.data, strerror(errno));
    if (code == JY_OK && rename(part.data, o->out) != 0)
        code = jy_fail(err, JY_EIO, "%s: %s", o->out, strerror(errno));
    if (code != JY_OK)
        (void)unlink(part.data);
    return code;
}

static enum jy_code run(const char *db, const struct tiles_options *o, const struct set *set,
                        struct jy_error *err)
{
    struct jy_store *store = NULL;
    struct jy_snapshot *snapshot = NULL;
    enum jy_code code = jy_store_global_init(err);
    if (code == JY_OK)
        code = jy_store_open(db, JY_STORE_READ, &store, err);
    if (code == JY_OK)
        code = jy_snapshot_new(store, JY_NOW, &snapshot, err);
    if (code == JY_OK) {
        struct maker m = {set,         snapshot->scene, jy_mvt_new(), jy_render_worker_new(),
                          JY_BUF_INIT, o->quiet};
        code = snapshot->scene->bounds.min_x > snapshot->scene->bounds.max_x
                   ? jy_fail(err, JY_EINVALID, "%s holds nothing that a map could show", db)
                   : write_file(&m, o, err);
        jy_buf_done(&m.bytes);
        jy_mvt_free(m.mvt);
        jy_render_worker_free(m.worker);
    }
    jy_snapshot_unref(snapshot);
    if (store)
        jy_store_close(store);
    return code;
}

int cli_tiles(int argc, char **argv)
{
    struct tiles_options o = {"streetlights,cameras,roads,gaps,eligible,hotspots,districts,base",
                              "10-16",
                              "pmtiles",
                              NULL,
                              false,
                              false,
                              false};
    const struct cli_option options[] = {
        {"layers", "A,B,…", "vector layers, or one style (day, night, print); all vector layers",
         CLI_STRING, &o.layers, 0, 0},
        {"zoom", "A-B", "zooms (default 10-16)", CLI_STRING, &o.zoom, 0, 0},
        {"format", "pmtiles", "PMTiles 3", CLI_STRING, &o.format, 0, 0},
        {"out", "FILE", "where to write", CLI_STRING, &o.out, 0, 0},
        {"force", NULL, "overwrite FILE", CLI_FLAG, &o.force, 0, 0},
        {"quiet", NULL, "no progress", CLI_FLAG, &o.quiet, 0, 0},
        {"json", NULL, "a summary on standard output", CLI_FLAG, &o.json, 0, 0},
    };
    const struct cli_usage usage = {
        "tiles DB --out FILE",
        "Writes every tile of the registry's area into one file that any static file server can\n"
        "serve. Equal tiles are kept once.",
        options,
        sizeof options / sizeof options[0],
        1,
        1};
    char **args;
    size_t n_args;
    struct jy_error err;
    struct set set = {0};
    enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n_args);
    if (parsed != CLI_RUN)
        return parsed == CLI_DONE ? 0 : 2;
    if (o.out == NULL)
        return cli_wrong_use("tiles", "--out FILE is needed");
    if (strcmp(o.format, "pmtiles") != 0)
        return cli_wrong_use("tiles", "--format is pmtiles, not %s", o.format);
    int wrong = parse_layers(o.layers, &set);
    if (!wrong)
        wrong = parse_zoom(o.zoom, &set);
    if (wrong)
        return wrong;
    return run(args[0], &o, &set, &err) == JY_OK ? 0 : cli_failed("tiles", &err);
}
