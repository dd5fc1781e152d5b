/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Kernel density of points in the plane, Gaussian kernel: for display only. Method page:
 * docs/methods/kde.md.
 */
#pragma once
#include <stddef.h>

#include "gis/grid.h"

/** The area where points can be: rings one after the other, outer ones counter-clockwise, holes
 * clockwise. */
struct gis_window {
    size_t n_rings;
    const size_t *first_point;   /**< n_rings + 1 */
    const struct gis_xy *points; /**< metres; a ring need not repeat its first point */
};

/** What is done about the part of a kernel that falls outside the window. */
enum gis_kde_edge {
    GIS_KDE_NONE,    /**< nothing: too low along the border */
    GIS_KDE_UNIFORM, /**< divided by the share of a kernel at the place that lies inside */
    GIS_KDE_DIGGLE /**< each point's kernel divided by its own share inside (Diggle 1985): keeps the
                      total */
};

struct gis_kde {
    double sigma_m; /**< standard deviation of the kernel, > 0 */
    enum gis_kde_edge edge;
    const struct gis_window *window; /**< may be NULL for GIS_KDE_NONE */
    unsigned threads;                /**< the result does not depend on it */
};

/** Share of a Gaussian of @p sigma_m around @p at that lies in @p window; abs. error about 1e-13.
 */
double gis_gauss_mass(const struct gis_window *window, struct gis_xy at, double sigma_m);

/**
 * Density (points per square metre) of @p n points at @p m places, by exact direct sums. NaN where
 * the correction is undefined (no kernel mass inside). GIS_EDOMAIN for bad options. O(n m), and
 * O(edges) a mass.
 */
GIS_MUST_CHECK enum gis_status gis_kde_at(const struct gis_kde *kde, size_t n,
                                          const struct gis_xy *points, size_t m,
                                          const struct gis_xy *places, double *out);

/**
 * The same at the centres of a grid (out[nx * ny]), fast: points are spread linearly over the four
 * nearest centres and the kernel, cut at 6 sigma, runs along rows and columns; masses come from the
 * share of each cell inside the window. Error without correction: at most (w^2 + h^2) / (8 sigma^2)
 * of the peak for cells of w by h, plus 1e-7 of it. Points outside the grid count where their
 * kernel reaches. GIS_EDOMAIN unless sigma / 300 <= w, h <= sigma. O(n + cells * sigma / w).
 */
GIS_MUST_CHECK enum gis_status gis_kde_grid(const struct gis_kde *kde, size_t n,
                                            const struct gis_xy *points,
                                            const struct gis_grid *grid, double *out);
