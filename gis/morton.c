/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/morton.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

void gis_morton_tile(struct gis_tile t, uint64_t *out_first, uint64_t *out_last)
{
    assert(gis_tile_valid(t));
    unsigned shift = 32 - t.z;
    struct gis_world corner = {t.z ? t.x << shift : 0, t.z ? t.y << shift : 0};
    *out_first = gis_morton(corner);
    *out_last = *out_first + (t.z ? (UINT64_C(1) << 2 * shift) - 1 : UINT64_MAX);
}

size_t gis_morton_lower_bound(const struct gis_world *at, size_t n, uint64_t code)
{
    size_t lo = 0;
    while (n > 0) {
        size_t half = n / 2;
        if (gis_morton(at[lo + half]) < code) {
            lo += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    return lo;
}

/* One stable counting pass by the digit at @p shift. */
static void pass(size_t n, unsigned shift, const uint64_t *keys, const uint32_t *order,
                 uint64_t *out_keys, uint32_t *out_order)
{
    size_t start[DIGITS] = {0};
    for (size_t i = 0; i < n; i++)
        start[keys[i] >> shift & (DIGITS - 1)]++;
    size_t sum = 0;
    for (size_t d = 0; d < DIGITS; d++) {
        size_t count = start[d];
        start[d] = sum;
        sum += count;
    }
    for (size_t i = 0; i < n; i++) {
        size_t to = start[keys[i] >> shift & (DIGITS - 1)]++;
        out_keys[to] = keys[i];
        out_order[to] = order[i];
    }
}

enum gis_status gis_morton_sort(size_t n, uint64_t *keys, uint32_t *order)
{
    if (n >= UINT32_MAX)
        return GIS_EDOMAIN;
    if (n == 0)
        return GIS_OK;
    uint64_t *spare_keys = malloc(n * sizeof *spare_keys);
    uint32_t *spare_order = malloc(n * sizeof *spare_order);
    if (spare_keys == NULL || spare_order == NULL) {
        free(spare_keys);
        free(spare_order);
        return GIS_ENOMEM;
    }
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    uint64_t *from_keys = keys, *to_keys = spare_keys;
    uint32_t *from_order = order, *to_order = spare_order;
    for (unsigned shift = 0; shift < 64; shift += DIGIT_BITS) { /* six passes: an even number */
        pass(n, shift, from_keys, from_order, to_keys, to_order);
        uint64_t *k = from_keys;
        from_keys = to_keys;
        to_keys = k;
        uint32_t *o = from_order;
        from_order = to_order;
        to_order = o;
    }
    assert(from_keys == keys);
    free(spare_keys);
    free(spare_order);
    return GIS_OK;
}
