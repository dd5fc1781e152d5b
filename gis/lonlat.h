/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The two kinds of position: degrees on the ellipsoid, metres on a plane. Distinct types on
 * purpose.
 */
#pragma once
#include <stdbool.h>

#include "gis/status.h"

/** A position in degrees, longitude first (RFC 7946 order), WGS 84. */
struct gis_lonlat {
    double lon_deg; /**< [-180, 180] */
    double lat_deg; /**< [-90, 90] */
};

/** A position on a plane, metres, x to the east and y to the north whatever the CRS calls its axes.
 */
struct gis_xy {
    double x_m;
    double y_m;
};

/** An axis-parallel box on a plane, metres; empty when min > max. */
struct gis_box {
    double min_x_m, min_y_m, max_x_m, max_y_m;
};

/** True when both coordinates are finite and in range. */
bool gis_lonlat_valid(struct gis_lonlat p);

/**
 * Great-circle distance between two positions.
 *
 * @param a, b        positions; each must satisfy gis_lonlat_valid()
 * @param[out] out_m  metres, in [0, pi * R]; untouched on failure
 * @return GIS_OK, or GIS_EDOMAIN if a coordinate is out of range
 *
 * Error: the sphere differs from the WGS 84 ellipsoid by at most 0.56 %.
 * Source: R. W. Sinnott, "Virtues of the Haversine", Sky & Telescope 68 (1984) 159.
 */
GIS_MUST_CHECK enum gis_status gis_distance_m(struct gis_lonlat a, struct gis_lonlat b,
                                              double *out_m);
