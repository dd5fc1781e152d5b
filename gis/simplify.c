/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/simplify.h"

#include <stdlib.h>

static double distance2(struct gis_point p, struct gis_point a, struct gis_point b)
{
    double dx = b.x - a.x, dy = b.y - a.y, len2 = dx * dx + dy * dy;
    double t = len2 > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / len2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double ex = p.x - (a.x + t * dx), ey = p.y - (a.y + t * dy);
    return ex * ex + ey * ey;
}

/* The point farthest from the chord first-last, and its squared distance; 0 when there is none. */
static size_t farthest(const struct gis_point *p, size_t first, size_t last, double *out_d2)
{
    size_t best = 0;
    *out_d2 = -1;
    for (size_t i = first + 1; i < last; i++) {
        double d2 = distance2(p[i], p[first], p[last]);
        if (d2 > *out_d2) {
            *out_d2 = d2;
            best = i;
        }
    }
    return best;
}

struct span {
    size_t first, last;
};

static void mark(const struct gis_point *p, size_t n, double tolerance2, size_t must,
                 unsigned char *keep, struct span *stack)
{
    size_t depth = 0;
    stack[depth++] = (struct span){0, n - 1};
    keep[0] = keep[n - 1] = 1;
    while (depth > 0) {
        struct span s = stack[--depth];
        double d2;
        size_t i = farthest(p, s.first, s.last, &d2);
        if (i == 0 || (d2 <= tolerance2 && must == 0))
            continue;
        must -= must > 0;
        keep[i] = 1;
        stack[depth++] = (struct span){s.first, i};
        stack[depth++] = (struct span){i, s.last};
    }
}

enum gis_status gis_simplify(struct gis_point *points, size_t *n, double tolerance)
{
    if (*n <= 2)
        return GIS_OK;
    unsigned char *keep = calloc(*n, 1);
    struct span *stack = malloc(*n * sizeof *stack);
    if (keep == NULL || stack == NULL) {
        free(keep);
        free(stack);
        return GIS_ENOMEM;
    }
    bool ring = points[0].x == points[*n - 1].x && points[0].y == points[*n - 1].y;
    mark(points, *n, tolerance * tolerance, ring ? 2 : 0, keep, stack);
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        if (keep[i])
            points[kept++] = points[i];
    }
    *n = kept;
    free(keep);
    free(stack);
    return GIS_OK;
}
