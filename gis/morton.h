/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Morton (Z-order) codes of world positions. Every tile of every zoom is one unbroken range of
 * codes, so points sorted by code are looked up by binary search.
 */
#pragma once
#include <stddef.h>

#include "gis/mercator.h"

static inline uint64_t gis_morton_spread(uint32_t v)
{
    uint64_t x = v;
    x = (x | x << 16) & 0x0000FFFF0000FFFFU;
    x = (x | x << 8) & 0x00FF00FF00FF00FFU;
    x = (x | x << 4) & 0x0F0F0F0F0F0F0F0FU;
    x = (x | x << 2) & 0x3333333333333333U;
    return (x | x << 1) & 0x5555555555555555U;
}

/** Bits of x and y interleaved, y above x: quadrants run NW, NE, SW, SE. */
static inline uint64_t gis_morton(struct gis_world w)
{
    return gis_morton_spread(w.y) << 1 | gis_morton_spread(w.x);
}

/** First and last code of @p t (valid). */
void gis_morton_tile(struct gis_tile t, uint64_t *out_first, uint64_t *out_last);

/**
 * Index of the first of @p n positions (in ascending code) whose code is >= @p code; n if none.
 * O(log n).
 */
size_t gis_morton_lower_bound(const struct gis_world *at, size_t n, uint64_t code);

/**
 * Sorts @p n keys ascending and stably, by radix; order[i] becomes the former place of key i.
 *
 * @return GIS_OK; GIS_EDOMAIN when n >= 2^32; GIS_ENOMEM (arrays then in no useful order)
 * Cost: O(n), about 25 ns a key; needs 12 n bytes for the time of the call.
 */
GIS_MUST_CHECK enum gis_status gis_morton_sort(size_t n, uint64_t *keys, uint32_t *order);
