/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/kde.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "gis/parallel.h"
#include "gis/special.h"

static bool options_valid(const struct gis_kde *kde)
{
    return kde->sigma_m > 0 && isfinite(kde->sigma_m) &&
           (kde->edge == GIS_KDE_NONE || kde->window != NULL);
}

/* ---- Mass of a Gaussian in a window ----
 *
 * With u, v in units of sigma around the point, d/du [cdf(u) pdf(v)] is the density, so by Green's
 * theorem the mass inside is the integral of cdf(u) pdf(v) dv along the boundary,
 * counter-clockwise. */

/* Gauss-Legendre, 8 points on [-1, 1] (Abramowitz & Stegun, table 25.4); symmetric. */
static const double legendre[4][2] = {
    {0.1834346424956498, 0.3626837833783620},
    {0.5255324099163290, 0.3137066458778873},
    {0.7966664774136267, 0.2223810344533745},
    {0.9602898564975363, 0.1012285362903763},
};

static double integrand(struct gis_xy a, struct gis_xy b, double t)
{
    double u = a.x_m + (b.x_m - a.x_m) * t;
    double v = a.y_m + (b.y_m - a.y_m) * t;
    return gis_normal_cdf(u) * exp(-0.5 * v * v);
}

static double edge_integral(struct gis_xy a, struct gis_xy b)
{
    double rise = b.y_m - a.y_m;
    /* Beyond 9 sigma there is nothing; flat edges add nothing. */
    if (!(fabs(rise) > 0) || fmin(a.y_m, b.y_m) > 9 || fmax(a.y_m, b.y_m) < -9 ||
        fmax(a.x_m, b.x_m) < -9)
        return 0;
    double t0 = fmax(0, fmin((-9 - a.y_m) / rise, (9 - a.y_m) / rise));
    double t1 = fmin(1, fmax((-9 - a.y_m) / rise, (9 - a.y_m) / rise));
    double length = hypot(b.x_m - a.x_m, rise) * (t1 - t0);
    int pieces = (int)ceil(fmin(length / 0.5, 1e4)) + 1;
    double half = 0.5 * (t1 - t0) / pieces;
    double sum = 0;
    for (int k = 0; k < pieces; k++) {
        double mid = t0 + (2.0 * k + 1) * half;
        for (int g = 0; g < 4; g++) {
            sum += legendre[g][1] * (integrand(a, b, mid - half * legendre[g][0]) +
                                     integrand(a, b, mid + half * legendre[g][0]));
        }
    }
    return sum * half * rise / sqrt(2 * M_PI);
}

double gis_gauss_mass(const struct gis_window *window, struct gis_xy at, double sigma_m)
{
    double mass = 0;
    for (size_t r = 0; r < window->n_rings; r++) {
        size_t begin = window->first_point[r];
        size_t n = window->first_point[r + 1] - begin;
        for (size_t k = 0; k < n; k++) {
            struct gis_xy a = window->points[begin + k];
            struct gis_xy b = window->points[begin + (k + 1) % n];
            mass += edge_integral(
                (struct gis_xy){(a.x_m - at.x_m) / sigma_m, (a.y_m - at.y_m) / sigma_m},
                (struct gis_xy){(b.x_m - at.x_m) / sigma_m, (b.y_m - at.y_m) / sigma_m});
        }
    }
    return mass;
}

/* ---- Direct sums ---- */

struct direct {
    const struct gis_kde *kde;
    size_t n;
    const struct gis_xy *points, *places;
    double *weights; /* of points; NULL: 1 */
    double *out;
};

static double positive_or_nan(double mass)
{
    return mass > 1e-12 ? mass : (double)NAN;
}

static void weigh_points(void *context, unsigned worker, size_t begin, size_t end)
{
    (void)worker;
    const struct direct *d = context;
    for (size_t i = begin; i < end; i++) {
        d->weights[i] =
            1 / positive_or_nan(gis_gauss_mass(d->kde->window, d->points[i], d->kde->sigma_m));
    }
}

static void sum_kernels(void *context, unsigned worker, size_t begin, size_t end)
{
    (void)worker;
    const struct direct *d = context;
    double s2 = d->kde->sigma_m * d->kde->sigma_m;
    for (size_t j = begin; j < end; j++) {
        double sum = 0;
        for (size_t i = 0; i < d->n; i++) {
            double dx = d->places[j].x_m - d->points[i].x_m;
            double dy = d->places[j].y_m - d->points[i].y_m;
            double k = exp(-0.5 * (dx * dx + dy * dy) / s2);
            sum += d->weights != NULL ? k * d->weights[i] : k;
        }
        sum /= 2 * M_PI * s2;
        if (d->kde->edge == GIS_KDE_UNIFORM)
            sum /= positive_or_nan(gis_gauss_mass(d->kde->window, d->places[j], d->kde->sigma_m));
        d->out[j] = sum;
    }
}

enum gis_status gis_kde_at(const struct gis_kde *kde, size_t n, const struct gis_xy *points,
                           size_t m, const struct gis_xy *places, double *out)
{
    if (!options_valid(kde))
        return GIS_EDOMAIN;
    struct direct d = {.kde = kde, .n = n, .points = points, .places = places};
    d.out = out;
    if (kde->edge == GIS_KDE_DIGGLE) {
        d.weights = malloc((n + 1) * sizeof *d.weights);
        if (d.weights == NULL)
            return GIS_ENOMEM;
        gis_parallel(n, 64, kde->threads, weigh_points, &d);
    }
    gis_parallel(m, 64, kde->threads, sum_kernels, &d);
    free(d.weights);
    return GIS_OK;
}

/* ---- On a grid ----
 *
 * The wide grid is the wanted one with a margin of reach_x, reach_y cells on each side, so that all
 * points and all of the window within 6 sigma are in it. A smoothing takes wide values to the
 * wanted grid. */

struct field {
    const struct gis_grid *grid;
    size_t reach_x, reach_y;
    struct gis_grid wide;
    double *kernel_x, *kernel_y; /* 2 reach + 1 each */
    unsigned threads;
    const double *in; /* wide */
    double *rows;     /* nx * wide.ny */
    double *out;      /* nx * ny */
};

static double *make_kernel(size_t reach, double step_m, double sigma_m)
{
    double *kernel = malloc((2 * reach + 1) * sizeof *kernel);
    for (size_t k = 0; kernel != NULL && k <= 2 * reach; k++) {
        double d = ((double)k - (double)reach) * step_m / sigma_m;
        kernel[k] = exp(-0.5 * d * d) / (sqrt(2 * M_PI) * sigma_m);
    }
    return kernel;
}

static void smooth_rows(void *context, unsigned worker, size_t begin, size_t end)
{
    (void)worker;
    const struct field *f = context;
    for (size_t r = begin; r < end; r++) {
        double *restrict to = f->rows + r * f->grid->nx;
        memset(to, 0, f->grid->nx * sizeof *to);
        for (size_t k = 0; k <= 2 * f->reach_x; k++) {
            const double *restrict from = f->in + r * f->wide.nx + k;
            double w = f->kernel_x[k];
            for (size_t c = 0; c < f->grid->nx; c++)
                to[c] += w * from[c];
        }
    }
}

static void smooth_columns(void *context, unsigned worker, size_t begin, size_t end)
{
    (void)worker;
    const struct field *f = context;
    for (size_t r = begin; r < end; r++) {
        double *restrict to = f->out + r * f->grid->nx;
        memset(to, 0, f->grid->nx * sizeof *to);
        for (size_t k = 0; k <= 2 * f->reach_y; k++) {
            const double *restrict from = f->rows + (r + k) * f->grid->nx;
            double w = f->kernel_y[k];
            for (size_t c = 0; c < f->grid->nx; c++)
                to[c] += w * from[c];
        }
    }
}

static void smooth(struct field *f, const double *in, double *out)
{
    f->in = in;
    f->out = out;
    gis_parallel(f->wide.ny, 8, f->threads, smooth_rows, f);
    gis_parallel(f->grid->ny, 8, f->threads, smooth_columns, f);
}

/* Place of @p p among the centres of a grid: the lower left one and the fractions beyond it. */
static bool between_centres(const struct gis_grid *g, struct gis_xy p, size_t *cell, double *fx,
                            double *fy)
{
    double x = (p.x_m - g->south_west.x_m) / g->width_m - 0.5;
    double y = (p.y_m - g->south_west.y_m) / g->height_m - 0.5;
    if (!(x >= 0 && y >= 0 && x < (double)g->nx - 1 && y < (double)g->ny - 1))
        return false;
    *fx = x - floor(x);
    *fy = y - floor(y);
    *cell = (size_t)y * g->nx + (size_t)x;
    return true;
}

static double interpolate(const struct gis_grid *g, const double *values, size_t cell, double fx,
                          double fy)
{
    const double *low = values + cell;
    const double *high = low + g->nx;
    return (1 - fy) * ((1 - fx) * low[0] + fx * low[1]) + fy * ((1 - fx) * high[0] + fx * high[1]);
}

static void spread_points(const struct gis_grid *g, size_t n, const struct gis_xy *points,
                          const double *mass, double *bins)
{
    for (size_t i = 0; i < n; i++) {
        size_t cell;
        double fx, fy;
        if (!between_centres(g, points[i], &cell, &fx, &fy))
            continue;
        double w = mass != NULL ? 1 / positive_or_nan(interpolate(g, mass, cell, fx, fy)) : 1;
        if (isnan(w))
            continue; /* far outside the window */
        bins[cell] += w * (1 - fx) * (1 - fy);
        bins[cell + 1] += w * fx * (1 - fy);
        bins[cell + g->nx] += w * (1 - fx) * fy;
        bins[cell + g->nx + 1] += w * fx * fy;
    }
}

enum { SCANLINES = 4 }; /* in a row of cells */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Adds the share of each cell of a row that the stretch [from, to] (in cells) covers. */
static void cover_stretch(double *row, size_t nx, double from, double to, double weight)
{
    from = fmax(from, 0);
    to = fmin(to, (double)nx);
    for (size_t c = from < to ? (size_t)from : nx; c < nx && (double)c < to; c++)
        row[c] += weight * (fmin(to, (double)c + 1) - fmax(from, (double)c));
}

static size_t crossings(const struct gis_window *window, double y, double *xs)
{
    size_t m = 0;
    for (size_t r = 0; r < window->n_rings; r++) {
        size_t begin = window->first_point[r];
        size_t n = window->first_point[r + 1] - begin;
        for (size_t k = 0; k < n; k++) {
            struct gis_xy a = window->points[begin + k];
            struct gis_xy b = window->points[begin + (k + 1) % n];
            if ((a.y_m <= y) != (b.y_m <= y))
                xs[m++] = a.x_m + (b.x_m - a.x_m) * (y - a.y_m) / (b.y_m - a.y_m);
        }
    }
    qsort(xs, m, sizeof *xs, by_value);
    return m;
}

/* Share of each cell inside the window, times the cell's size: the masses follow by smoothing. */
static enum gis_status cover(const struct gis_grid *g, const struct gis_window *window, double *out)
{
    double *xs = malloc((window->first_point[window->n_rings] + 1) * sizeof *xs);
    if (xs == NULL)
        return GIS_ENOMEM;
    double weight = g->width_m * g->height_m / SCANLINES;
    for (size_t line = 0; line < g->ny * SCANLINES; line++) {
        double y = g->south_west.y_m + ((double)line + 0.5) * g->height_m / SCANLINES;
        size_t m = crossings(window, y, xs);
        for (size_t k = 0; k + 1 < m; k += 2) {
            cover_stretch(out + line / SCANLINES * g->nx, g->nx,
                          (xs[k] - g->south_west.x_m) / g->width_m,
                          (xs[k + 1] - g->south_west.x_m) / g->width_m, weight);
        }
    }
    free(xs);
    return GIS_OK;
}

static struct gis_grid widen(const struct gis_grid *g, size_t reach_x, size_t reach_y)
{
    struct gis_grid wide = *g;
    wide.south_west.x_m -= (double)reach_x * g->width_m;
    wide.south_west.y_m -= (double)reach_y * g->height_m;
    wide.nx += 2 * reach_x;
    wide.ny += 2 * reach_y;
    return wide;
}

static enum gis_status field_init(struct field *f, const struct gis_grid *grid, double sigma_m,
                                  unsigned threads)
{
    *f = (struct field){.grid = grid, .threads = threads};
    f->reach_x = (size_t)ceil(6 * sigma_m / grid->width_m) + 1;
    f->reach_y = (size_t)ceil(6 * sigma_m / grid->height_m) + 1;
    f->wide = widen(grid, f->reach_x, f->reach_y);
    if (!gis_grid_valid(&f->wide))
        return GIS_EDOMAIN;
    f->kernel_x = make_kernel(f->reach_x, grid->width_m, sigma_m);
    f->kernel_y = make_kernel(f->reach_y, grid->height_m, sigma_m);
    f->rows = malloc(grid->nx * f->wide.ny * sizeof *f->rows);
    return f->kernel_x != NULL && f->kernel_y != NULL && f->rows != NULL ? GIS_OK : GIS_ENOMEM;
}

static void field_done(struct field *f)
{
    free(f->kernel_x);
    free(f->kernel_y);
    free(f->rows);
}

/* Mass of the kernel at every centre of @p grid: the caller's *out. */
static enum gis_status mass_on_grid(const struct gis_kde *kde, const struct gis_grid *grid,
                                    double **out)
{
    struct field f;
    enum gis_status status = field_init(&f, grid, kde->sigma_m, kde->threads);
    double *inside = NULL;
    double *mass = NULL;
    if (status == GIS_OK) {
        inside = calloc(f.wide.nx * f.wide.ny, sizeof *inside);
        mass = malloc(grid->nx * grid->ny * sizeof *mass);
        status = inside != NULL && mass != NULL ? cover(&f.wide, kde->window, inside) : GIS_ENOMEM;
    }
    if (status == GIS_OK)
        smooth(&f, inside, mass);
    free(inside);
    field_done(&f);
    if (status != GIS_OK) {
        free(mass);
        return status;
    }
    *out = mass;
    return GIS_OK;
}

static enum gis_status density(const struct gis_kde *kde, struct field *f, size_t n,
                               const struct gis_xy *points, double *out)
{
    double *mass = NULL;
    enum gis_status status = GIS_OK;
    if (kde->edge != GIS_KDE_NONE)
        status = mass_on_grid(kde, kde->edge == GIS_KDE_DIGGLE ? &f->wide : f->grid, &mass);
    if (status != GIS_OK)
        return status;
    double *bins = calloc(f->wide.nx * f->wide.ny, sizeof *bins);
    if (bins == NULL) {
        free(mass);
        return GIS_ENOMEM;
    }
    spread_points(&f->wide, n, points, kde->edge == GIS_KDE_DIGGLE ? mass : NULL, bins);
    smooth(f, bins, out);
    const double *inside = kde->edge == GIS_KDE_UNIFORM ? mass : NULL;
    for (size_t c = 0; inside != NULL && c < f->grid->nx * f->grid->ny; c++)
        out[c] /= positive_or_nan(inside[c]);
    free(bins);
    free(mass);
    return GIS_OK;
}

enum gis_status gis_kde_grid(const struct gis_kde *kde, size_t n, const struct gis_xy *points,
                             const struct gis_grid *grid, double *out)
{
    if (!options_valid(kde) || !gis_grid_valid(grid) || grid->width_m > kde->sigma_m ||
        grid->height_m > kde->sigma_m || grid->width_m * 300 < kde->sigma_m ||
        grid->height_m * 300 < kde->sigma_m)
        return GIS_EDOMAIN;
    struct field f;
    enum gis_status status = field_init(&f, grid, kde->sigma_m, kde->threads);
    if (status == GIS_OK)
        status = density(kde, &f, n, points, out);
    field_done(&f);
    return status;
}
