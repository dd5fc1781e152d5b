/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/tile_mvt.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"
#include "src/render/mvt.h"

struct jy_mvt *jy_mvt_new(void)
{
    struct jy_mvt *m = jy_calloc(1, sizeof *m);
    gis_parts_init(&m->raw);
    gis_parts_init(&m->cut);
    return m;
}

void jy_mvt_free(struct jy_mvt *m)
{
    if (m == NULL)
        return;
    jy_intern_done(&m->keys);
    jy_intern_done(&m->values);
    jy_buf_done(&m->features);
    jy_buf_done(&m->tags);
    jy_buf_done(&m->geometry);
    gis_parts_done(&m->raw);
    gis_parts_done(&m->cut);
    jy_points_room_done(&m->room);
    free(m->cells.cells);
    free(m->cached);
    free(m->hits);
    free(m);
}

/* --- Tile ---------------------------------------------------------------------------------- */

static void add_layer(struct jy_mvt *m, struct jy_buf *out)
{
    if (m->features.len == 0)
        return;
    size_t name_len = strlen(m->layer->name);
    size_t body = 2 + 2 + name_len + m->features.len + m->keys.bytes.len + m->values.bytes.len + 1 +
                  jy_mvt_varint_size(JY_MVT_EXTENT);
    jy_buf_reserve(out, body + 16);
    jy_buf_addc(out, TILE_LAYER);
    jy_mvt_add_varint(out, body);
    jy_buf_addc(out, LAYER_VERSION);
    jy_buf_addc(out, 2);
    jy_mvt_add_field(out, LAYER_NAME, m->layer->name, name_len);
    jy_buf_add(out, m->features.data, m->features.len);
    if (m->keys.bytes.len > 0)
        jy_buf_add(out, m->keys.bytes.data, m->keys.bytes.len);
    if (m->values.bytes.len > 0)
        jy_buf_add(out, m->values.bytes.data, m->values.bytes.len);
    jy_buf_addc(out, LAYER_EXTENT);
    jy_mvt_add_varint(out, JY_MVT_EXTENT);
}

void jy_tile_mvt(struct jy_mvt *m, const struct jy_scene *scene, enum jy_tiles tiles,
                 struct gis_tile t, struct jy_buf *out)
{
    assert(gis_tile_valid(t));
    const struct jy_tile_set *set = jy_tile_set(tiles);
    m->scene = scene;
    m->tile = t;
    for (size_t i = 0; i < set->n_layers; i++) {
        m->layer = &set->layers[i];
        if (t.z < m->layer->min_zoom)
            continue;
        jy_mvt_clear_layer(m);
        if (m->layer->points) {
            jy_mvt_point_layer(m);
        } else {
            jy_mvt_shape_layer(m);
        }
        add_layer(m, out);
    }
}
