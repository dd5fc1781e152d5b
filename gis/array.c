/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/array.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The pointer is read and written as bytes: its type is the caller's. */
bool gis_array_grow(void *array, size_t need, size_t *max, size_t size)
{
    const size_t most = PTRDIFF_MAX / size;
    if (need > most)
        return false;
    size_t room = need < most / 2 ? need + need / 2 + 16 : need;
    room = room < most ? room : most;
    void *old = NULL;
    memcpy(&old, array, sizeof old);
    void *grown = realloc(old, room * size);
    if (grown == NULL)
        return false;
    memcpy(array, &grown, sizeof grown);
    *max = room;
    return true; // cppcheck-suppress memleak ; it is in *array now
}
