/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/domain/position.h"

#include "src/base/number.h"

bool jy_lonlat_parse(const char *text, struct gis_lonlat *out)
{
    double deg[2];
    if (!jy_numbers_parse(text, 2, deg))
        return false;
    struct gis_lonlat p = {deg[0], deg[1]};
    if (!gis_lonlat_valid(p))
        return false;
    *out = p;
    return true;
}
