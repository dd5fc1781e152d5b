/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Local Moran's I: is an area like or unlike those around it? Method page: docs/methods/gistar.md.
 */
#pragma once
#include "gis/weights.h"

/** The area against the mean, then the weighted sum of its neighbours against 0 (both as
 * deviations). */
enum gis_moran_quadrant { GIS_LOW_LOW, GIS_LOW_HIGH, GIS_HIGH_LOW, GIS_HIGH_HIGH };

struct gis_moran {
    double i;
    double expected,
        variance; /**< conditional on the area's own value (Sokal, Oden & Thomson 1998) */
    double z, p;  /**< two-sided, normal; NaN without neighbours or without variance */
    double expected_total, variance_total; /**< when all values are shuffled (Anselin 1995) */
    enum gis_moran_quadrant quadrant;
};

/**
 * I_i = z_i sum_j w_ij z_j / m2 with z = x - mean and m2 = sum z^2 / n, over rows without self. n
 * >= 3 finite values. GIS_EREFUSED when the values do not vary, GIS_EEMPTY for n < 3, GIS_EDOMAIN
 * for a value that is not finite. O(n + pairs), pure.
 */
GIS_MUST_CHECK enum gis_status gis_local_moran(const struct gis_weights *weights, const double *x,
                                               struct gis_moran *out);
