/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/api/ogc.h"
#include "src/base/hash.h"
#include "src/http/finish.h"
#include "src/http/gzip.h"
#include "src/render/tile_png.h"

enum format { FORMAT_MVT, FORMAT_PNG };

/* What is asked for, and what it is made of. */
struct job {
    struct jy_api *api;
    const struct jy_map *map;
    struct gis_tile tile;
    enum format format;
    enum jy_tiles tiles;     /* MVT */
    struct jy_raster raster; /* PNG */
    int size_px;             /* PNG */
    bool plain;              /* MVT for a client that takes no gzip */
};

static enum jy_code build_png(const struct job *job, struct jy_tool *tool, struct jy_error *err)
{
    if (tool->worker == NULL)
        tool->worker = jy_render_worker_new();
    return jy_tile_png(tool->worker, job->map->scene, job->raster, job->tile, job->size_px,
                       &tool->plain, err);
}

/* A vector tile is kept as gzip, as nearly every client takes it, and apart from that plain. */
static struct jy_buf *build_mvt(const struct job *job, struct jy_tool *tool)
{
    if (tool->mvt == NULL)
        tool->mvt = jy_mvt_new();
    jy_tile_mvt(tool->mvt, job->map->scene, job->tiles, job->tile, &tool->plain);
    if (job->plain)
        return &tool->plain;
    if (tool->gzip == NULL)
        tool->gzip = jy_gzip_new(1);
    bool packed =
        jy_gzip_with(tool->gzip, jy_buf_text(&tool->plain), tool->plain.len, &tool->packed);
    return packed ? &tool->packed : &tool->plain;
}

static enum jy_code build_tile(void *ctx, struct jy_http_bytes **out, struct jy_error *err)
{
    const struct job *job = ctx;
    struct jy_tool *tool = jy_tools_take(job->api->tools);
    const struct jy_buf *bytes = &tool->plain;
    enum jy_code code = JY_OK;
    jy_buf_clear(&tool->plain);
    jy_buf_clear(&tool->packed);
    if (job->format == FORMAT_PNG) {
        code = build_png(job, tool, err);
    } else {
        bytes = build_mvt(job, tool);
    }
    if (code == JY_OK)
        *out = jy_http_bytes_new(jy_buf_text(bytes), bytes->len);
    jy_tools_give(job->api->tools, tool);
    return code;
}

/* Protobuf of a tile begins with field 3 (0x1A), gzip with 0x1F 0x8B. */
static bool is_gzip(const struct jy_http_bytes *bytes)
{
    return bytes->len > 2 && bytes->data[0] == 0x1F && bytes->data[1] == 0x8B;
}

/* The path's numbers; every problem is named. */
static enum jy_code read_tile(struct jy_http_call *call, struct gis_tile *out, struct jy_error *err)
{
    long z = jy_call_int(call, "z"), x = jy_call_int(call, "x"), y = jy_call_int(call, "y");
    if (x >= 1L << z)
        jy_problem_add(&call->problem, "x", "is beyond the %ld tiles of zoom %ld", 1L << z, z);
    if (y >= 1L << z)
        jy_problem_add(&call->problem, "y", "is beyond the %ld tiles of zoom %ld", 1L << z, z);
    if (call->problem.n_fields > 0)
        return jy_fail(err, JY_EINVALID, "there is no tile %ld/%ld/%ld", z, x, y);
    *out = (struct gis_tile){.z = (uint32_t)z, .x = (uint32_t)x, .y = (uint32_t)y};
    return JY_OK;
}

/* .mvt, .png or @2x.png, by the row's pattern. */
static enum jy_code read_job(struct jy_http_call *call, struct job *job, struct jy_error *err)
{
    const char *layer = jy_call_text(call, "layer");
    const char *ending = strstr(call->route->pattern, "{y}") + 3;
    job->format = strcmp(ending, ".mvt") == 0 ? FORMAT_MVT : FORMAT_PNG;
    job->size_px = strcmp(ending, "@2x.png") == 0 ? 512 : 256;
    bool known = job->format == FORMAT_MVT ? jy_tile_set_parse(layer, &job->tiles)
                                           : jy_raster_parse(layer, &job->raster);
    if (!known)
        return jy_fail(err, JY_ENOTFOUND, "there is no layer of this name");
    return read_tile(call, &job->tile, err);
}

/* By f=, else by what the client would rather have; both are under one address, so each has its own
 * tag. */
static enum jy_code read_ogc_job(struct jy_http_call *call, struct job *job, struct jy_error *err)
{
    const char *f = jy_call_text(call, "f");
    const struct jy_http_request *request = call->request;
    enum jy_code code = jy_ogc_collection(call, &job->tiles, err);
    if (code != JY_OK)
        return code;
    bool wants_png = f != NULL ? strcmp(f, "png") == 0
                               : jy_http_request_accepts(request, "Accept", "image/png") &&
                                     !jy_http_request_accepts(request, "Accept", JY_OGC_MVT);
    job->format = wants_png ? FORMAT_PNG : FORMAT_MVT;
    job->size_px = 256;
    if (wants_png)
        (void)jy_raster_parse(jy_call_text(call, "collection"), &job->raster);
    call->response->content_type = wants_png ? "image/png" : JY_OGC_MVT;
    if (f == NULL)
        jy_http_response_header(call->response, "Vary", "Accept");
    return read_tile(call, &job->tile, err);
}

/* What the tile shows is that of this version: a number for lights, one for all else. */
struct content {
    int64_t lights, derived;
};

static bool shows_lights(const struct job *job)
{
    return job->format == FORMAT_PNG ? (job->raster.parts & JY_DRAW_LIGHTS) != 0
                                     : job->tiles == JY_TILES_STREETLIGHTS;
}

static bool shows_more(const struct job *job)
{
    return job->format == FORMAT_PNG ? (job->raster.parts & ~(unsigned)JY_DRAW_LIGHTS) != 0
                                     : job->tiles != JY_TILES_STREETLIGHTS;
}

static struct content content_of(const struct job *job)
{
    struct content c = {0, 0};
    if (shows_lights(job))
        c.lights = jy_map_lights_version(job->map, job->tile, job->format == FORMAT_PNG);
    if (shows_more(job))
        c.derived = job->map->derived_version;
    return c;
}

static const char *etag_of(const struct job *job, const struct content *content,
                           char text[JY_ETAG_SIZE])
{
    struct {
        struct content content;
        int32_t day, format;
        char identity[JY_SHA256_TEXT_SIZE], program[sizeof PACKAGE_VERSION];
    } what;
    memset(&what, 0, sizeof what);
    what.content = *content;
    what.day = job->map->day;
    what.format = (int32_t)job->format;
    memcpy(what.identity, job->map->identity, sizeof what.identity);
    memcpy(what.program, PACKAGE_VERSION, sizeof what.program);
    return jy_etag_of(&what, sizeof what, text);
}

/* An address with the version of the data may be kept for good, once all that the tile shows is of
 * that version. */
static void set_cache(struct jy_http_call *call, const struct job *job)
{
    const char *v = jy_call_text(call, "v");
    bool whole = !shows_more(job) || job->map->derived_version == job->map->version;
    if (v != NULL && whole && strtoll(v, NULL, 10) == job->map->version)
        call->response->cache = JY_HTTP_CACHE_FOREVER;
}

/* Is it built in a tenth of a millisecond or so, where a worker's turn would cost as much? */
static bool is_short(const struct job *job)
{
    const size_t plain_points = 3000, packed_points = 800;
    size_t first, end;
    if (job->format != FORMAT_MVT || job->tiles != JY_TILES_STREETLIGHTS ||
        job->tile.z < JY_MVT_RAW_ZOOM)
        return false;
    jy_points_tile(&job->map->scene->points[JY_POINTS_LIGHTS], job->tile, &first, &end);
    return end - first <= (job->plain ? plain_points : packed_points);
}

static enum jy_code serve_tile(struct jy_http_call *call, struct job job, struct jy_error *err)
{
    const uint64_t generation = call->tries ? jy_live_generation(job.api->live) : 0;
    struct jy_map *map JY_AUTOMAP = call->tries ? jy_live_map_now(job.api->live, shows_more(&job))
                                                : jy_live_map(job.api->live, shows_more(&job));
    call->later = map == NULL;
    if (map == NULL)
        return JY_OK;
    job.map = map;
    job.plain = job.format == FORMAT_MVT &&
                !jy_http_request_accepts(call->request, "Accept-Encoding", "gzip");
    set_cache(call, &job);
    const struct content content = content_of(&job);
    char etag[JY_ETAG_SIZE];
    if (jy_http_not_modified(call->request, call->response, etag_of(&job, &content, etag)))
        return JY_OK;
    struct jy_tile_key key = {.version = (uint64_t)content.lights,
                              .derived = (uint64_t)content.derived ^ (uint64_t)map->day << 40,
                              .x = job.tile.x,
                              .y = job.tile.y,
                              .z = (uint8_t)job.tile.z,
                              .layer = (uint8_t)job.tiles,
                              .format = (uint8_t)(job.format | (job.plain ? 2 : 0)),
                              .scale = (uint8_t)(job.size_px / 256),
                              .what = job.raster.parts << 4 | (unsigned)job.raster.style};
    struct jy_http_bytes *bytes = call->tries ? jy_tile_cache_find(job.api->tiles, &key) : NULL;
    enum jy_code code = JY_OK;
    call->later = call->tries && bytes == NULL && !is_short(&job);
    if (call->later)
        return JY_OK;
    if (bytes == NULL)
        code = jy_tile_cache_get(job.api->tiles, &key, build_tile, &job, &bytes, err);
    if (code != JY_OK)
        return code;
    if (bytes->len == 0)
        call->response->status = 204;
    call->response->gzipped = is_gzip(bytes);
    call->response->generation = generation;
    jy_http_response_share(call->response, bytes);
    return JY_OK;
}

enum jy_code jy_api_tile(struct jy_http_call *call, struct jy_error *err)
{
    struct job job = {.api = jy_api_of(call)};
    enum jy_code code = read_job(call, &job, err);
    return code == JY_OK ? serve_tile(call, job, err) : code;
}

enum jy_code jy_api_ogc_tile(struct jy_http_call *call, struct jy_error *err)
{
    struct job job = {.api = jy_api_of(call)};
    enum jy_code code = read_ogc_job(call, &job, err);
    if (code == JY_OK)
        code = serve_tile(call, job, err);
    call->response->generation = 0; /* it depends on Accept */
    return code;
}
