/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/lonlat.h"

#include <math.h>

/* Mean radius R1 = (2a + b) / 3 of WGS 84 (IUGG), metres. */
static const double mean_radius_m = 6371008.7714;

static double rad(double deg)
{
    return deg * (M_PI / 180.0);
}

bool gis_lonlat_valid(struct gis_lonlat p)
{
    /* Written so that NaN fails. */
    return fabs(p.lon_deg) <= 180.0 && fabs(p.lat_deg) <= 90.0;
}

enum gis_status gis_distance_m(struct gis_lonlat a, struct gis_lonlat b, double *out_m)
{
    if (!gis_lonlat_valid(a) || !gis_lonlat_valid(b))
        return GIS_EDOMAIN;

    double sin_dlat = sin(rad(b.lat_deg - a.lat_deg) / 2.0);
    double sin_dlon = sin(rad(b.lon_deg - a.lon_deg) / 2.0);
    double h =
        sin_dlat * sin_dlat + cos(rad(a.lat_deg)) * cos(rad(b.lat_deg)) * sin_dlon * sin_dlon;

    /* Rounding can push h past 1 for antipodal points. */
    *out_m = 2.0 * mean_radius_m * asin(sqrt(fmin(h, 1.0)));
    return GIS_OK;
}
