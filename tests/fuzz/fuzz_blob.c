/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/store/blob.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Property: what decodes is a geometry that may be stored, and comes back the same when it is. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jy_blob_room room = {0}, again = {0};
    struct jy_buf JY_AUTOBUF blob = JY_BUF_INIT;
    struct jy_geometry g, h;
    struct jy_blob_box box;
    struct jy_error err;
    (void)jy_blob_read_box(data, size, &box);
    if (jy_blob_decode(data, size, &room, &g, &err) == JY_OK) {
        jy_blob_encode(&g, &blob);
        if (jy_blob_decode(blob.data, blob.len, &again, &h, &err) != JY_OK || h.kind != g.kind ||
            h.n_points != g.n_points || h.n_parts != g.n_parts ||
            memcmp(h.points, g.points, g.n_points * sizeof *g.points) != 0 ||
            (g.n_parts != 0 && memcmp(h.part_end, g.part_end, g.n_parts * sizeof *g.part_end) != 0))
            abort();
    }
    jy_blob_room_done(&room);
    jy_blob_room_done(&again);
    return 0;
}
