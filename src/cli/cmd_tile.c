/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One tile of a registry, as the service would give it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/buf.h"
#include "src/base/file.h"
#include "src/base/number.h"
#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/render/tile_mvt.h"
#include "src/render/tile_png.h"
#include "src/snapshot/snapshot.h"
#include "src/store/store.h"

struct tile_options {
    const char *format, *out;
    struct jy_as_of as_of;
    long size_px;
    bool force;
};

/* What is asked for. */
struct asked {
    bool png;
    enum jy_tiles tiles;
    struct jy_raster raster;
    struct gis_tile tile;
};

static bool parse_number(const char *text, uint32_t *out)
{
    long long v;
    if (!jy_whole_parse(text, 0, UINT32_MAX, &v))
        return false;
    *out = (uint32_t)v;
    return true;
}

/* 0, or the exit code of wrong use. */
static int parse_asked(const struct tile_options *o, char **args, struct asked *out)
{
    out->png = strcmp(o->format, "png") == 0;
    if (!out->png && strcmp(o->format, "mvt") != 0)
        return cli_wrong_use("tile", "--format is mvt or png, not %s", o->format);
    if (out->png ? !jy_raster_parse(args[1], &out->raster)
                 : !jy_tile_set_parse(args[1], &out->tiles))
        return cli_wrong_use("tile", "no %s layer is called %s", o->format, args[1]);
    struct gis_tile *t = &out->tile;
    if (!parse_number(args[2], &t->z) || !parse_number(args[3], &t->x) ||
        !parse_number(args[4], &t->y) || !gis_tile_valid(*t)) {
        return cli_wrong_use("tile", "%s/%s/%s is no tile: Z is 0 to %d, X and Y below 2^Z",
                             args[2], args[3], args[4], GIS_TILE_MAX_ZOOM);
    }
    if (o->size_px != 256 && o->size_px != 512)
        return cli_wrong_use("tile", "--size is 256 or 512");
    return 0;
}

static enum jy_code make(const struct asked *asked, long size_px, const struct jy_scene *scene,
                         struct jy_buf *out, struct jy_error *err)
{
    if (!asked->png) {
        struct jy_mvt *mvt = jy_mvt_new();
        jy_tile_mvt(mvt, scene, asked->tiles, asked->tile, out);
        jy_mvt_free(mvt);
        return JY_OK;
    }
    struct jy_render_worker *worker = jy_render_worker_new();
    enum jy_code code =
        jy_tile_png(worker, scene, asked->raster, asked->tile, (int)size_px, out, err);
    jy_render_worker_free(worker);
    return code;
}

static enum jy_code run(const char *db, const struct tile_options *o, const struct asked *asked,
                        struct jy_error *err)
{
    struct jy_store *store = NULL;
    struct jy_snapshot *snapshot = NULL;
    struct jy_buf JY_AUTOBUF bytes = JY_BUF_INIT;
    enum jy_code code = jy_store_global_init(err);
    if (code == JY_OK)
        code = jy_store_open(db, JY_STORE_READ, &store, err);
    if (code == JY_OK)
        code = jy_snapshot_new(store, o->as_of, &snapshot, err);
    if (code == JY_OK)
        code = make(asked, o->size_px, snapshot->scene, &bytes, err);
    if (code == JY_OK)
        code = jy_file_write(o->out, jy_buf_text(&bytes), bytes.len, o->force, err);
    jy_snapshot_unref(snapshot);
    if (store)
        jy_store_close(store);
    return code;
}

int cli_tile(int argc, char **argv)
{
    struct tile_options o = {.format = "mvt", .out = "-", .size_px = 256};
    const struct cli_option options[] = {
        {"format", "mvt|png", "vector tile (default) or picture", CLI_STRING, &o.format, 0, 0},
        {"size", "PX", "side of a picture: 256, or 512 for fine screens", CLI_INT, &o.size_px, 256,
         512},
        {"as-of", "DAY", "the registry as it was at the end of YYYY-MM-DD", CLI_DAY, &o.as_of.day,
         0, 0},
        {"out", "FILE", "where to write; standard output without it", CLI_STRING, &o.out, 0, 0},
        {"force", NULL, "overwrite FILE", CLI_FLAG, &o.force, 0, 0},
    };
    const struct cli_usage usage = {
        "tile DB LAYER Z X Y",
        "Writes one map tile (XYZ scheme). LAYER: streetlights, cameras, roads, gaps, eligible,\n"
        "hotspots, districts, base; as a picture also day, night, print. An empty vector tile has\n"
        "no bytes.",
        options,
        sizeof options / sizeof options[0],
        5,
        5};
    char **args;
    size_t n_args;
    struct jy_error err;
    struct asked asked = {0};
    enum cli_parse parsed = cli_parse(&usage, argc, argv, &args, &n_args);
    if (parsed != CLI_RUN)
        return parsed;
    int wrong = parse_asked(&o, args, &asked);
    if (wrong)
        return wrong;
    return run(args[0], &o, &asked, &err) == JY_OK ? 0 : cli_failed("tile", &err);
}
