/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/grid.h"

#include <math.h>
#include <stdlib.h>

bool gis_grid_valid(const struct gis_grid *g)
{
    return g->nx > 0 && g->ny > 0 && g->nx <= (INT32_MAX - 1) / g->ny && g->width_m > 0 &&
           g->height_m > 0 && isfinite(g->width_m * (double)g->nx) &&
           isfinite(g->height_m * (double)g->ny) && isfinite(g->south_west.x_m) &&
           isfinite(g->south_west.y_m);
}

bool gis_grid_cell(const struct gis_grid *g, struct gis_xy p, size_t *out_cell)
{
    double column = floor((p.x_m - g->south_west.x_m) / g->width_m);
    double row = floor((p.y_m - g->south_west.y_m) / g->height_m);
    double east = g->south_west.x_m + g->width_m * (double)g->nx;
    double north = g->south_west.y_m + g->height_m * (double)g->ny;
    if (!(column >= 0 && row >= 0 && p.x_m <= east && p.y_m <= north))
        return false;
    /* The outer border, and what rounding puts past it. */
    column = fmin(column, (double)(g->nx - 1));
    row = fmin(row, (double)(g->ny - 1));
    *out_cell = (size_t)row * g->nx + (size_t)column;
    return true;
}

struct gis_xy gis_grid_centre(const struct gis_grid *g, size_t cell)
{
    size_t column = cell % g->nx, row = cell / g->nx;
    return (struct gis_xy){g->south_west.x_m + ((double)column + 0.5) * g->width_m,
                           g->south_west.y_m + ((double)row + 0.5) * g->height_m};
}

size_t gis_grid_count(const struct gis_grid *g, size_t n, const struct gis_xy *points,
                      uint32_t *out_counts)
{
    size_t outside = 0;
    for (size_t c = 0; c < g->nx * g->ny; c++)
        out_counts[c] = 0;
    for (size_t i = 0; i < n; i++) {
        size_t cell;
        if (gis_grid_cell(g, points[i], &cell)) {
            out_counts[cell]++;
        } else {
            outside++;
        }
    }
    return outside;
}

static size_t list_around(const struct gis_grid *g, size_t cell, struct gis_pair *pairs)
{
    size_t column = cell % g->nx;
    size_t row = cell / g->nx;
    size_t m = 0;
    for (size_t r = row > 0 ? row - 1 : 0; r <= row + 1 && r < g->ny; r++) {
        for (size_t c = column > 0 ? column - 1 : 0; c <= column + 1 && c < g->nx; c++)
            pairs[m++] = (struct gis_pair){(uint32_t)cell, (uint32_t)(r * g->nx + c)};
    }
    return m;
}

enum gis_status gis_grid_weights(const struct gis_grid *g, struct gis_weights **out)
{
    if (!gis_grid_valid(g))
        return GIS_EDOMAIN;
    size_t n = g->nx * g->ny;
    struct gis_pair *pairs = reallocarray(NULL, n, 9 * sizeof *pairs);
    if (pairs == NULL)
        return GIS_ENOMEM;
    size_t m = 0;
    for (size_t cell = 0; cell < n; cell++)
        m += list_around(g, cell, pairs + m);
    enum gis_status status = gis_weights_new(n, m, pairs, NULL, true, out);
    free(pairs);
    return status;
}
