/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/static_map.h"
#include <config.h>

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "src/api/api.h"
#include "src/base/hash.h"
#include "src/http/finish.h"

struct job {
    struct jy_api *api;
    const struct jy_map *from;
    struct jy_static_map map;
};

static enum jy_code build(void *ctx, struct jy_http_bytes **out, struct jy_error *err)
{
    const struct job *job = ctx;
    struct jy_buf JY_AUTOBUF bytes = JY_BUF_INIT;
    struct jy_tool *tool = jy_tools_take(job->api->tools);
    if (tool->worker == NULL)
        tool->worker = jy_render_worker_new();
    enum jy_code code = jy_static_map_png(tool->worker, job->from->scene, &job->map, &bytes, err);
    jy_tools_give(job->api->tools, tool);
    if (code == JY_OK)
        *out = jy_http_bytes_new(jy_buf_text(&bytes), bytes.len);
    return code;
}

/* Rounded to what one could see, so that equal maps are one in the cache. */
static enum jy_code read_map(struct jy_http_call *call, struct jy_static_map *map,
                             struct jy_error *err)
{
    *map = (struct jy_static_map){.centre = {round(jy_call_number(call, "lon") * 1e6) / 1e6,
                                             round(jy_call_number(call, "lat") * 1e6) / 1e6},
                                  .zoom = round(jy_call_number(call, "zoom") * 100) / 100,
                                  .width_px = (int)jy_call_int(call, "w"),
                                  .height_px = (int)jy_call_int(call, "h"),
                                  .scale = strstr(call->route->pattern, "@2x") != NULL ? 2 : 1};
    (void)jy_style_parse(jy_call_text(call, "style"), &map->style);
    const char *markers = jy_call_text(call, "markers");
    enum jy_code code = jy_static_markers(markers != NULL ? markers : "", map, err);
    if (code != JY_OK)
        jy_problem_add(&call->problem, "markers", "%s", err->text);
    return code;
}

/* What the map is, in one line: its tag and its key in the cache. */
static void describe(const struct job *job, struct jy_buf *out)
{
    const struct jy_static_map *map = &job->map;
    const struct jy_map *from = job->from;
    jy_buf_addf(out, "map|%" PRId64 "|%" PRId64 "|%" PRId32 "|%s|%s|%d|%.6f|%.6f|%.2f|%d|%d|%d",
                from->version, from->derived_version, from->day, from->identity, PACKAGE_VERSION,
                (int)map->style, map->centre.lon_deg, map->centre.lat_deg, map->zoom, map->width_px,
                map->height_px, map->scale);
    for (size_t i = 0; i < map->n_markers; i++)
        jy_buf_addf(out, "|%.6f,%.6f", map->marker[i].lon_deg, map->marker[i].lat_deg);
}

enum jy_code jy_api_static_map(struct jy_http_call *call, struct jy_error *err)
{
    struct job job = {.api = jy_api_of(call)};
    enum jy_code code = read_map(call, &job.map, err);
    if (code != JY_OK)
        return code;
    struct jy_map *from JY_AUTOMAP = jy_live_map(job.api->live, true);
    job.from = from;
    struct jy_buf JY_AUTOBUF what = JY_BUF_INIT;
    describe(&job, &what);
    char etag[JY_ETAG_SIZE];
    if (jy_http_not_modified(call->request, call->response, jy_etag_of(what.data, what.len, etag)))
        return JY_OK;
    struct jy_tile_key key = {.version = jy_hash64(what.data, what.len), .what = 0x3A95};
    struct jy_http_bytes *bytes;
    code = jy_tile_cache_get(job.api->tiles, &key, build, &job, &bytes, err);
    if (code == JY_OK)
        jy_http_response_share(call->response, bytes);
    return code;
}
