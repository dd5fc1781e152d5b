/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gis/mercator.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Property: a valid position inside the Mercator square comes back within one unit of the world. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gis_lonlat p;
    if (size < sizeof p)
        return 0;
    memcpy(&p, data, sizeof p);
    if (!gis_lonlat_valid(p))
        return 0;

    struct gis_lonlat q = gis_world_to_lonlat(gis_world_from_lonlat(p));
    double lat_deg = fmin(fmax(p.lat_deg, -GIS_MERCATOR_MAX_LAT_DEG), GIS_MERCATOR_MAX_LAT_DEG);
    if (fabs(q.lon_deg - p.lon_deg) > 1e-6 || fabs(q.lat_deg - lat_deg) > 1e-6)
        abort();
    return 0;
}
