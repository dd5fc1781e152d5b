/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A whole set of tiles in one file, for serving without this program. */
#include <config.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/base/clock.h"
#include "src/base/file.h"
#include "src/base/json_out.h"
#include "src/base/mem.h"
#include "src/base/number.h"
#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/cli/tiles_file.h"
#include "src/render/tile_mvt.h"
#include "src/render/tile_png.h"
#include "src/render/tilejson.h"
#include "src/snapshot/snapshot.h"
#include "src/store/store.h"

struct tiles_options {
    const char *layers, *zoom, *format, *out, *bbox;
    double west, south, east, north; /* of bbox */
    bool force, quiet, json;
};

struct set {
    bool raster;
    enum jy_tiles layers[JY_TILES_COUNT];
    size_t n_layers;
    struct jy_raster look;
    uint32_t min_zoom, max_zoom;
};

static int parse_layers(const char *text, struct set *out)
{
    char *copy JY_AUTOFREE = jy_strdup(text), *rest = copy, *name;
    while ((name = strsep(&rest, ",")) != NULL) {
        if (out->n_layers == 0 && !out->raster && jy_style_parse(name, &out->look.style)) {
            out->raster = true;
            out->look.parts = JY_DRAW_USUAL;
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
    char first[4] = "";
    const char *dash = strchr(text, '-');
    size_t n = dash != NULL ? (size_t)(dash - text) : strlen(text);
    long long a, b;
    if (n < sizeof first)
        (void)snprintf(first, sizeof first, "%.*s", (int)n, text);
    if (!jy_whole_parse(first, 0, 99, &a) ||
        !jy_whole_parse(dash != NULL ? dash + 1 : first, 0, 99, &b))
        return cli_wrong_use("tiles", "--zoom is A-B, such as 10-16, not %s", text);
    if (a > b || b > 20)
        return cli_wrong_use("tiles", "--zoom is A-B with A <= B <= 20, not %s", text);
    out->min_zoom = (unsigned)a;
    out->max_zoom = (unsigned)b;
    return 0;
}

static int parse_bbox(struct tiles_options *o)
{
    double box[4];
    if (o->bbox == NULL)
        return 0;
    if (!jy_numbers_parse(o->bbox, 4, box) ||
        !gis_lonlat_valid((struct gis_lonlat){box[0], box[1]}) ||
        !gis_lonlat_valid((struct gis_lonlat){box[2], box[3]}) || box[0] >= box[2] ||
        box[1] >= box[3]) {
        return cli_wrong_use("tiles", "--bbox is WEST,SOUTH,EAST,NORTH in degrees, not %s",
                             o->bbox);
    }
    o->west = box[0];
    o->south = box[1];
    o->east = box[2];
    o->north = box[3];
    return 0;
}

/* --- Tiles -------------------------------------------------------------------------------------
 */

struct ordered {
    uint64_t id;
    struct gis_tile tile;
};

static int by_id(const void *a, const void *b)
{
    const struct ordered *p = a, *q = b;
    return p->id < q->id ? -1 : p->id > q->id;
}

/* The tiles of a zoom that the box touches with their margins, in the order of the file. */
static struct ordered *tiles_of(const struct gis_world_box *box, uint32_t z, size_t *out_n)
{
    uint32_t margin = (uint32_t)((UINT64_C(1) << (32 - z)) / (JY_MVT_EXTENT / JY_MVT_MARGIN));
    struct gis_world nw = {box->min_x > margin ? box->min_x - margin : 0,
                           box->min_y > margin ? box->min_y - margin : 0};
    struct gis_world se = {box->max_x < UINT32_MAX - margin ? box->max_x + margin : UINT32_MAX,
                           box->max_y < UINT32_MAX - margin ? box->max_y + margin : UINT32_MAX};
    struct gis_tile a = gis_tile_at(nw, z), b = gis_tile_at(se, z);
    size_t n = (size_t)(b.x - a.x + 1) * (b.y - a.y + 1), i = 0;
    struct ordered *all = jy_calloc(n, sizeof *all);
    for (uint32_t y = a.y; y <= b.y; y++) {
        for (uint32_t x = a.x; x <= b.x; x++, i++) {
            all[i].tile = (struct gis_tile){z, x, y};
            all[i].id = jy_pmtiles_id(all[i].tile);
        }
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
    struct gis_world_box box;
    bool quiet;
};

static enum jy_code make(struct maker *m, struct gis_tile t, struct jy_error *err)
{
    jy_buf_clear(&m->bytes);
    if (m->set->raster) {
        return jy_tile_png(m->worker, m->scene, m->set->look, t, 256, &m->bytes, err);
    }
    for (size_t i = 0; i < m->set->n_layers; i++)
        jy_tile_mvt(m->mvt, m->scene, m->set->layers[i], t, &m->bytes);
    return JY_OK;
}

static void progress(const struct maker *m, uint32_t z, size_t done, size_t from, size_t all,
                     double since_s)
{
    bool terminal = isatty(STDERR_FILENO);
    if (m->quiet || (done != all && (!terminal || done % 256 != 0)))
        return;
    double s = fmax(jy_clock_monotonic_s() - since_s, 1e-3);
    double per_s = (double)(done - from) / s;
    (void)fprintf(stderr, "%szoom %u: %zu of %zu tiles, %.0f/s, %.0f s left%s",
                  terminal ? "\r" : "", z, done, all, per_s,
                  (double)(all - done) / fmax(per_s, 1e-3), done == all ? "\n" : " ");
}

/* The tiles of a zoom that are not in the file yet. */
static enum jy_code add_zoom(struct maker *m, struct tiles_file *out, uint32_t z, uint64_t done,
                             struct jy_error *err)
{
    size_t n, from = 0;
    struct ordered *all JY_AUTOFREE = tiles_of(&m->box, z, &n);
    while (from < n && all[from].id < done)
        from++;
    double start_s = jy_clock_monotonic_s();
    enum jy_code code = JY_OK;
    for (size_t i = from; i < n && code == JY_OK; i++) {
        code = make(m, all[i].tile, err);
        if (code == JY_OK)
            code = tiles_file_add(out, all[i].tile, jy_buf_text(&m->bytes), m->bytes.len, err);
        progress(m, z, i + 1, from, n, start_s);
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

/* All that the bytes depend on: a part of another identity is not gone on with. */
static void identity(const struct maker *m, const struct tiles_options *o,
                     const struct jy_snapshot *snapshot, struct jy_buf *out)
{
    jy_buf_addf(out, "%s|%lld|%zu|%zu|%s|%s|%s|%s|%u,%u,%u,%u", PACKAGE_VERSION,
                (long long)snapshot->version, snapshot->data->n_lights, snapshot->data->n_roads,
                snapshot->data->city->code, o->layers, o->zoom, o->format, m->box.min_x,
                m->box.min_y, m->box.max_x, m->box.max_y);
}

static void tell(const struct tiles_file *file, const struct tiles_options *o)
{
    uint64_t tiles, contents, bytes;
    tiles_file_count(file, &tiles, &contents, &bytes);
    if (o->json) {
        printf("{\"tiles\":%llu,\"distinct\":%llu,\"bytes\":%llu}\n", (unsigned long long)tiles,
               (unsigned long long)contents, (unsigned long long)bytes);
    } else if (!o->quiet) {
        (void)fprintf(stderr, "%s: %llu tiles, %llu distinct, %llu bytes\n", o->out,
                      (unsigned long long)tiles, (unsigned long long)contents,
                      (unsigned long long)bytes);
    }
}

static enum jy_code write_file(struct maker *m, const struct tiles_options *o,
                               const struct jy_snapshot *snapshot, struct jy_error *err)
{
    if (!o->force && jy_file_exists(o->out))
        return jy_fail(err, JY_ECONFLICT, "%s is there already (--force overwrites)", o->out);
    struct jy_buf JY_AUTOBUF json = JY_BUF_INIT, JY_AUTOBUF id = JY_BUF_INIT;
    struct jy_buf JY_AUTOBUF version = JY_BUF_INIT;
    metadata(m->set, m->scene, &json);
    identity(m, o, snapshot, &id);
    jy_buf_addf(&version, "%lld", (long long)snapshot->version);
    struct gis_lonlat nw = gis_world_to_lonlat((struct gis_world){m->box.min_x, m->box.min_y});
    struct gis_lonlat se = gis_world_to_lonlat((struct gis_world){m->box.max_x, m->box.max_y});
    const struct tiles_about about = {.raster = m->set->raster,
                                      .min_zoom = m->set->min_zoom,
                                      .max_zoom = m->set->max_zoom,
                                      .south_west = {nw.lon_deg, se.lat_deg},
                                      .north_east = {se.lon_deg, nw.lat_deg},
                                      .identity = jy_buf_text(&id),
                                      .version = jy_buf_text(&version),
                                      .attribution = m->scene->attribution,
                                      .metadata_json = jy_buf_text(&json)};
    struct tiles_file *file = NULL;
    uint64_t done;
    enum tiles_format format = strcmp(o->format, "mbtiles") == 0 ? TILES_MBTILES : TILES_PMTILES;
    enum jy_code code = tiles_file_open(o->out, format, &about, &file, &done, err);
    if (code == JY_OK && done > 0 && !o->quiet)
        (void)fprintf(stderr, "%s: going on where an earlier run stopped\n", o->out);
    for (uint32_t z = m->set->min_zoom; z <= m->set->max_zoom && code == JY_OK; z++)
        code = add_zoom(m, file, z, done, err);
    if (code == JY_OK)
        code = tiles_file_finish(file, err);
    if (code == JY_OK)
        tell(file, o);
    tiles_file_close(file);
    return code;
}

/* What of the data's box is asked for; false when nothing. */
static bool cut_box(const struct gis_world_box *data, const struct tiles_options *o,
                    struct gis_world_box *out)
{
    *out = *data;
    if (o->bbox != NULL) {
        struct gis_world nw = gis_world_from_lonlat((struct gis_lonlat){o->west, o->north});
        struct gis_world se = gis_world_from_lonlat((struct gis_lonlat){o->east, o->south});
        out->min_x = nw.x > out->min_x ? nw.x : out->min_x;
        out->min_y = nw.y > out->min_y ? nw.y : out->min_y;
        out->max_x = se.x < out->max_x ? se.x : out->max_x;
        out->max_y = se.y < out->max_y ? se.y : out->max_y;
    }
    return out->min_x <= out->max_x && out->min_y <= out->max_y;
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
        struct maker m = {.set = set,
                          .scene = snapshot->scene,
                          .mvt = jy_mvt_new(),
                          .worker = jy_render_worker_new(),
                          .quiet = o->quiet};
        code = cut_box(&snapshot->scene->bounds, o, &m.box)
                   ? write_file(&m, o, snapshot, err)
                   : jy_fail(err, JY_EINVALID, "%s holds nothing%s that a map could show", db,
                             o->bbox != NULL ? " in that box" : "");
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
    struct tiles_options o = {
        .layers = "streetlights,cameras,roads,gaps,eligible,hotspots,districts,base",
        .zoom = "10-16",
        .format = "pmtiles"};
    const struct cli_option options[] = {
        {"layers", "A,B,…", "vector layers, or one style (day, night, print); all vector layers",
         CLI_STRING, &o.layers, 0, 0},
        {"zoom", "A-B", "zooms (default 10-16)", CLI_STRING, &o.zoom, 0, 0},
        {"format", "pmtiles|mbtiles", "PMTiles 3 (default) or MBTiles 1.3", CLI_STRING, &o.format,
         0, 0},
        {"bbox", "W,S,E,N", "only tiles that touch this box, degrees", CLI_STRING, &o.bbox, 0, 0},
        {"out", "FILE", "where to write", CLI_STRING, &o.out, 0, 0},
        {"force", NULL, "overwrite FILE", CLI_FLAG, &o.force, 0, 0},
        {"quiet", NULL, "no progress", CLI_FLAG, &o.quiet, 0, 0},
        {"json", NULL, "a summary on standard output", CLI_FLAG, &o.json, 0, 0},
    };
    const struct cli_usage usage = {
        "tiles DB --out FILE",
        "Writes every tile of the registry's area into one file that any static file server can\n"
        "serve. Equal tiles are kept once. An interrupted run leaves FILE.part; the same command\n"
        "goes on with it while the registry has not changed.",
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
        return parsed;
    if (o.out == NULL)
        return cli_wrong_use("tiles", "--out FILE is needed");
    if (strcmp(o.format, "pmtiles") != 0 && strcmp(o.format, "mbtiles") != 0)
        return cli_wrong_use("tiles", "--format is pmtiles or mbtiles, not %s", o.format);
    int wrong = parse_layers(o.layers, &set);
    if (!wrong)
        wrong = parse_bbox(&o);
    if (!wrong)
        wrong = parse_zoom(o.zoom, &set);
    if (wrong)
        return wrong;
    return run(args[0], &o, &set, &err) == JY_OK ? 0 : cli_failed("tiles", &err);
}
