/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/heap.h"

#include <stdbool.h>
#include <stdlib.h>

#include "gis/array.h"

static inline bool before(const struct gis_heap_item *a, const struct gis_heap_item *b)
{
    return a->key < b->key || (a->key == b->key && a->tie < b->tie);
}

/* Puts an item where the subtree at `at`, whose root is free, keeps its order. */
static void sink(struct gis_heap *heap, size_t at, struct gis_heap_item item)
{
    for (size_t child = 0; (child = 4 * at + 1) < heap->n; at = child) {
        size_t end = child + 4 < heap->n ? child + 4 : heap->n;
        for (size_t k = child + 1; k < end; k++) {
            if (before(&heap->items[k], &heap->items[child]))
                child = k;
        }
        if (!before(&heap->items[child], &item))
            break;
        heap->items[at] = heap->items[child];
    }
    heap->items[at] = item;
}

void gis_heap_done(struct gis_heap *heap)
{
    free(heap->items);
    *heap = (struct gis_heap){0};
}

enum gis_status gis_heap_append(struct gis_heap *heap, struct gis_heap_item item)
{
    if (!gis_array_room(&heap->items, heap->n + 1, &heap->max, sizeof item))
        return GIS_ENOMEM;
    heap->items[heap->n++] = item;
    return GIS_OK;
}

void gis_heap_make(struct gis_heap *heap)
{
    for (size_t k = heap->n / 4 + 1; k-- > 0;) {
        if (k < heap->n)
            sink(heap, k, heap->items[k]);
    }
}

enum gis_status gis_heap_push(struct gis_heap *heap, struct gis_heap_item item)
{
    if (!gis_array_room(&heap->items, heap->n + 1, &heap->max, sizeof item))
        return GIS_ENOMEM;
    size_t at = heap->n++;
    for (; at > 0 && before(&item, &heap->items[(at - 1) / 4]); at = (at - 1) / 4)
        heap->items[at] = heap->items[(at - 1) / 4];
    heap->items[at] = item;
    return GIS_OK;
}

struct gis_heap_item gis_heap_pop(struct gis_heap *heap)
{
    struct gis_heap_item top = heap->items[0];
    heap->n--;
    if (heap->n > 0)
        sink(heap, 0, heap->items[heap->n]);
    return top;
}
