/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gis/rtree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Input: boxes of four doubles, the last one is the search. Properties: the search finds exactly
 * the boxes that touch it; the nearest box is never farther than any box. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t n = size / sizeof(struct gis_box);
    if (n == 0 || n > 2000)
        return 0;
    struct gis_box *boxes = malloc(n * sizeof *boxes);
    struct gis_rtree *tree = NULL;
    if (boxes == NULL)
        return 0;
    memcpy(boxes, data, n * sizeof *boxes);
    struct gis_box q = boxes[--n];
    if (gis_rtree_new(n, boxes, &tree) != GIS_OK) {
        free(boxes);
        return 0;
    }
    size_t found = 0, want = 0;
    struct gis_rtree_cursor cursor;
    uint32_t item;
    gis_rtree_find(tree, q, &cursor);
    while (gis_rtree_next(&cursor, &item))
        found++;
    double d_m = 0;
    struct gis_xy p = {q.min_x_m, q.min_y_m};
    bool any = gis_rtree_nearest(tree, p, INFINITY, NULL, NULL, &item, &d_m);
    for (size_t i = 0; i < n; i++) {
        const struct gis_box *b = &boxes[i];
        want += b->min_x_m <= q.max_x_m && q.min_x_m <= b->max_x_m && b->min_y_m <= q.max_y_m &&
                q.min_y_m <= b->max_y_m;
        double dx = fmax(fmax(b->min_x_m - p.x_m, p.x_m - b->max_x_m), 0);
        double dy = fmax(fmax(b->min_y_m - p.y_m, p.y_m - b->max_y_m), 0);
        if (any && sqrt(dx * dx + dy * dy) < d_m * (1 - 1e-9))
            abort();
    }
    if (found != want)
        abort();
    gis_rtree_free(tree);
    free(boxes);
    return 0;
}
