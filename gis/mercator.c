/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/mercator.h"

#include <assert.h>
#include <math.h>

static const double world_size = 4294967296.0; /* 2^32 */

bool gis_tile_valid(struct gis_tile t)
{
    return t.z <= GIS_TILE_MAX_ZOOM && t.x < (1U << t.z) && t.y < (1U << t.z);
}

static uint32_t to_unit(double fraction)
{
    double v = floor(fraction * world_size);
    if (v < 0.0)
        return 0;
    if (v > world_size - 1.0)
        return UINT32_MAX;
    return (uint32_t)v;
}

struct gis_world gis_world_from_lonlat(struct gis_lonlat p)
{
    double lat_deg = fmin(fmax(p.lat_deg, -GIS_MERCATOR_MAX_LAT_DEG), GIS_MERCATOR_MAX_LAT_DEG);
    double sin_lat = sin(lat_deg * (M_PI / 180.0));
    double x = p.lon_deg / 360.0 + 0.5;
    double y = 0.5 - atanh(sin_lat) / (2.0 * M_PI);
    return (struct gis_world){to_unit(x), to_unit(y)};
}

static struct gis_lonlat from_fraction(double x, double y)
{
    return (struct gis_lonlat){
        .lon_deg = (x - 0.5) * 360.0,
        .lat_deg = atan(sinh((0.5 - y) * 2.0 * M_PI)) * (180.0 / M_PI),
    };
}

struct gis_lonlat gis_world_to_lonlat(struct gis_world w)
{
    return from_fraction(((double)w.x + 0.5) / world_size, ((double)w.y + 0.5) / world_size);
}

struct gis_tile gis_tile_at(struct gis_world w, uint32_t z)
{
    assert(z <= GIS_TILE_MAX_ZOOM);
    if (z == 0)
        return (struct gis_tile){0, 0, 0};
    return (struct gis_tile){z, w.x >> (32 - z), w.y >> (32 - z)};
}
