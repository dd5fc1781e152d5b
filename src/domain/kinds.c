/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/domain/kinds.h"

#include <stddef.h>
#include <string.h>

/* Position of @p text in a table of n codes, or n. */
static size_t find(const char *const *codes, size_t n, const char *text)
{
    size_t i = 0;
    while (i < n && strcmp(codes[i], text) != 0)
        i++;
    return i;
}

#define CODE(name, text) text,
#define DEFINE(name, LIST)                                           \
    static const char *const name##_codes[] = {LIST(CODE)};          \
    const char *jy_##name##_text(enum jy_##name value)               \
    {                                                                \
        const size_t n = sizeof name##_codes / sizeof *name##_codes; \
        return (size_t)value < n ? name##_codes[value] : "unknown";  \
    }                                                                \
    bool jy_##name##_parse(const char *text, enum jy_##name *out)    \
    {                                                                \
        const size_t n = sizeof name##_codes / sizeof *name##_codes; \
        size_t i = find(name##_codes, n, text);                      \
        if (i == n)                                                  \
            return false;                                            \
        *out = (enum jy_##name)i;                                    \
        return true;                                                 \
    }

DEFINE(layer, JY_LAYER_LIST)
DEFINE(status, JY_STATUS_LIST)
DEFINE(lamp, JY_LAMP_LIST)
DEFINE(pole_kind, JY_POLE_LIST)
DEFINE(land, JY_LAND_LIST)
DEFINE(owner, JY_OWNER_LIST)
DEFINE(light_kind, JY_LIGHT_LIST)
DEFINE(road_class, JY_ROAD_LIST)
DEFINE(area_kind, JY_AREA_LIST)
DEFINE(place_kind, JY_PLACE_LIST)
DEFINE(exposure_kind, JY_DENOMINATOR_LIST)
DEFINE(request_status, JY_REQUEST_STATUS_LIST)
DEFINE(precision, JY_PRECISION_LIST)
