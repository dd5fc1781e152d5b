/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A queue that gives the least key first; of equal keys the least tie; what is left equal comes in
 * an order that only the items and the calls decide. Four children a node: fewer levels, and the
 * children of one node share a cache line (LaMarca, Ladner 1996). One thread at a time.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "gis/status.h"

struct gis_heap_item {
    double key;   /* no NaN */
    uint32_t tie; /* what decides between equal keys */
    uint32_t id;
};

/** Starts as {0}; items[0] is the first when n > 0. Set n to 0 to empty it. */
struct gis_heap {
    struct gis_heap_item *items;
    size_t n, max;
};

void gis_heap_done(struct gis_heap *heap);

/** O(log n). GIS_ENOMEM: the heap is as it was. */
GIS_MUST_CHECK enum gis_status gis_heap_push(struct gis_heap *heap, struct gis_heap_item item);

/** Takes out the first item; n must be above 0. O(log n). */
struct gis_heap_item gis_heap_pop(struct gis_heap *heap);

/** Puts an item at the end, out of order until gis_heap_make(). GIS_ENOMEM: as it was. */
GIS_MUST_CHECK enum gis_status gis_heap_append(struct gis_heap *heap, struct gis_heap_item item);

/** Puts everything in order. O(n). */
void gis_heap_make(struct gis_heap *heap);
