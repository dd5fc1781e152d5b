/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Arrays that grow, by half as much again. No state: any thread.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "gis/status.h"

/** What gis_array_room() does when there is not room enough. */
GIS_MUST_CHECK bool gis_array_grow(void *array, size_t need, size_t *max, size_t size);

/**
 * Makes room for @p need elements of @p size bytes each.
 * @param array  address of the pointer to the elements (NULL: none yet), which may move
 * @param max    elements there is room for
 * @return false: out of memory; the array is as it was. Amortised O(1) an element.
 */
GIS_MUST_CHECK static inline bool gis_array_room(void *array, size_t need, size_t *max, size_t size)
{
    return need <= *max || gis_array_grow(array, need, max, size);
}
