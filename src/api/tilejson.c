/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/tilejson.h"

#include <inttypes.h>
#include <string.h>

#include "src/api/api.h"
#include "src/render/style.h"

/* The address of a tile carries the version: a browser keeps it until the registry changes. */
enum jy_code jy_api_tilejson(struct jy_http_call *call, struct jy_error *err)
{
    const struct jy_api_outside *outside = &jy_api_of(call)->outside;
    const char *layer = jy_call_text(call, "layer");
    if (outside->tiles != NULL && strcmp(layer, "outside") == 0) {
        jy_tilejson_outside(outside->tiles, outside->attribution, outside->max_zoom,
                            &call->response->body);
        return JY_OK;
    }
    struct jy_map *map JY_AUTOMAP = jy_live_map(jy_api_of(call)->live, true);
    struct jy_arena *arena = &call->request->arena;
    enum jy_tiles tiles;
    enum jy_style style = JY_STYLE_DAY;
    bool vector = jy_tile_set_parse(layer, &tiles);
    if (!vector && !(jy_style_parse(layer, &style) && style != JY_STYLE_PRINT))
        return jy_fail(err, JY_ENOTFOUND, "there is no layer of this name");
    struct jy_tilejson at = {.url = jy_arena_printf(arena, "%s/tiles/%s/{z}/{x}/{y}.%s?v=%" PRId64,
                                                    jy_api_base_url(call), layer,
                                                    vector ? "mvt" : "png", map->version),
                             .version = jy_arena_printf(arena, "%" PRId64, map->version)};
    if (vector) {
        jy_tilejson_vector(map->scene, tiles, &at, &call->response->body);
    } else {
        jy_tilejson_raster(map->scene, layer, &at, &call->response->body);
    }
    return JY_OK;
}
