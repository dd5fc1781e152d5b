/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/render/tile_mvt.h"

#include "tests/support/mvt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_POINTS = 400 };

/* Any positions as a line, a ring with a hole and lights; property: every tile, at every zoom, of
 * every set reads without complaint and stays within its limit. First byte: zoom; then x, y of the
 * points as 16-bit shares of a small box. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 + 5 * 4)
        return 0;
    uint32_t z = data[0] % (GIS_TILE_MAX_ZOOM + 1);
    size_t n = (size - 1) / 4;
    n = n > MAX_POINTS ? MAX_POINTS : n;
    static struct gis_lonlat p[MAX_POINTS + 2];
    for (size_t i = 0; i < n; i++) {
        uint16_t v[2];
        memcpy(v, data + 1 + i * 4, 4);
        p[i] = (struct gis_lonlat){139.5 + v[0] / 655360.0, 35.5 + v[1] / 655360.0};
    }
    struct jy_scene_builder *b = jy_scene_builder_new();
    for (size_t i = 0; i < n; i++) {
        struct jy_light l = {.id = (int64_t)i, .at = p[i], .watt_w = (double)i, .lumen_lm = NAN};
        jy_scene_add_light(b, &l);
    }
    uint32_t all = (uint32_t)n;
    struct jy_gap_row gap = {.id = 1, .geometry = {JY_GEOMETRY_LINES, n, p, 1, &all, NULL}};
    jy_scene_add_gap(b, &gap);
    p[n] = p[0];
    uint32_t end[2] = {(uint32_t)n + 1, (uint32_t)n + 1};
    uint8_t outer[2] = {1, 0};
    struct jy_area area = {.id = 2,
                           .kind = JY_AREA_DISTRICT,
                           .label = {NAN, NAN},
                           .geometry = {JY_GEOMETRY_POLYGONS, n + 1, p, 2, end, outer}};
    jy_scene_add_area(b, &area);
    struct jy_scene *scene = jy_scene_builder_finish(b);
    struct jy_mvt *m = jy_mvt_new();
    for (int set = 0; set < JY_TILES_COUNT; set++) {
        struct jy_buf JY_AUTOBUF out = JY_BUF_INIT;
        jy_tile_mvt(m, scene, (enum jy_tiles)set, gis_tile_at(gis_world_from_lonlat(p[1]), z),
                    &out);
        struct mvt_tile tile;
        if (mvt_read(jy_buf_text(&out), out.len, &tile) != NULL || out.len > JY_MVT_MAX_BYTES)
            abort();
        mvt_free(&tile);
    }
    jy_mvt_free(m);
    jy_scene_free(scene);
    return 0;
}
