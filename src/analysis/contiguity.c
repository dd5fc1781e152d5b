/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/contiguity.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "src/base/mem.h"

struct outline {
    const struct jy_geometry *geometry;
    struct gis_xy *at; /* its points on the plane */
    struct gis_box box;
};

static void outlines_free(struct outline *outlines, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(outlines[i].at);
    free(outlines);
}

static enum jy_code project_outline(const struct jy_geometry *g, struct gis_projection *projection,
                                    struct outline *out, struct jy_error *err)
{
    if (g == NULL || g->kind != JY_GEOMETRY_POLYGONS || g->n_points == 0)
        return jy_fail(err, JY_EINVALID, "an area has no polygon");
    out->geometry = g;
    out->at = jy_malloc(g->n_points * sizeof *out->at);
    if (gis_project(projection, g->n_points, g->points, out->at) != GIS_OK)
        return jy_fail(err, JY_EINVALID, "the polygon of an area does not fit the city's plane");
    out->box = (struct gis_box){INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < g->n_points; i++) {
        out->box.min_x_m = fmin(out->box.min_x_m, out->at[i].x_m);
        out->box.min_y_m = fmin(out->box.min_y_m, out->at[i].y_m);
        out->box.max_x_m = fmax(out->box.max_x_m, out->at[i].x_m);
        out->box.max_y_m = fmax(out->box.max_y_m, out->at[i].y_m);
    }
    return JY_OK;
}

static bool near_box(const struct gis_box *b, struct gis_xy p, double m)
{
    return p.x_m >= b->min_x_m - m && p.x_m <= b->max_x_m + m && p.y_m >= b->min_y_m - m &&
           p.y_m <= b->max_y_m + m;
}

static double distance2_m2(struct gis_xy p, struct gis_xy a, struct gis_xy b)
{
    const double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m, length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? ((p.x_m - a.x_m) * dx + (p.y_m - a.y_m) * dy) / length2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    const double ex = p.x_m - a.x_m - t * dx, ey = p.y_m - a.y_m - t * dy;
    return ex * ex + ey * ey;
}

static bool near_border(const struct outline *o, struct gis_xy p, double m)
{
    size_t start = 0;
    for (size_t part = 0; part < o->geometry->n_parts; part++) {
        const size_t end = o->geometry->part_end[part];
        for (size_t i = start; i + 1 < end; i++) {
            if (distance2_m2(p, o->at[i], o->at[i + 1]) <= m * m)
                return true;
        }
        start = end;
    }
    return false;
}

static bool touches(const struct outline *a, const struct outline *b, double m)
{
    for (size_t i = 0; i < a->geometry->n_points; i++) {
        if (near_box(&b->box, a->at[i], m) && near_border(b, a->at[i], m))
            return true;
    }
    return false;
}

static bool boxes_meet(const struct gis_box *a, const struct gis_box *b, double m)
{
    return a->min_x_m <= b->max_x_m + m && b->min_x_m <= a->max_x_m + m &&
           a->min_y_m <= b->max_y_m + m && b->min_y_m <= a->max_y_m + m;
}

static struct gis_pair *find_pairs(const struct outline *o, size_t n, double m, size_t *out_n)
{
    struct gis_pair *pairs = NULL;
    size_t cap = 0;
    *out_n = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++) {
            if (!boxes_meet(&o[i].box, &o[j].box, m) ||
                (!touches(&o[i], &o[j], m) && !touches(&o[j], &o[i], m)))
                continue;
            pairs = jy_grow(pairs, &cap, *out_n + 2, sizeof *pairs);
            pairs[(*out_n)++] = (struct gis_pair){(uint32_t)i, (uint32_t)j};
            pairs[(*out_n)++] = (struct gis_pair){(uint32_t)j, (uint32_t)i};
        }
    }
    return pairs;
}

enum jy_code jy_contiguity(size_t n, const struct jy_geometry *const *areas,
                           struct gis_projection *projection, double tolerance_m,
                           struct gis_weights **out, struct jy_error *err)
{
    struct outline *o = jy_calloc(n + 1, sizeof *o);
    enum jy_code code = JY_OK;
    for (size_t i = 0; i < n && code == JY_OK; i++)
        code = project_outline(areas[i], projection, &o[i], err);
    if (code == JY_OK) {
        size_t n_pairs;
        struct gis_pair *pairs = find_pairs(o, n, tolerance_m, &n_pairs);
        const enum gis_status status = gis_weights_new(n, n_pairs, pairs, NULL, true, out);
        free(pairs);
        if (status != GIS_OK)
            code = jy_fail(err, JY_EINTERNAL, "neighbours: %s", gis_status_text(status));
    }
    outlines_free(o, n);
    return code;
}

double jy_geometry_area_m2(const struct jy_geometry *geometry, struct gis_projection *projection)
{
    struct outline o = {0};
    double area_m2 = 0;
    if (project_outline(geometry, projection, &o, NULL) != JY_OK) {
        free(o.at);
        return (double)NAN;
    }
    assert(o.at != NULL && geometry->part_outer != NULL); /* it has polygons */
    size_t start = 0;
    for (size_t part = 0; part < geometry->n_parts; part++) {
        double ring_m2 = 0;
        for (size_t i = start; i + 1 < geometry->part_end[part]; i++) {
            ring_m2 += (o.at[i].x_m - o.at[start].x_m) * (o.at[i + 1].y_m - o.at[start].y_m) -
                       (o.at[i + 1].x_m - o.at[start].x_m) * (o.at[i].y_m - o.at[start].y_m);
        }
        area_m2 += geometry->part_outer[part] ? fabs(ring_m2) / 2 : -fabs(ring_m2) / 2;
        start = geometry->part_end[part];
    }
    free(o.at);
    return area_m2;
}

struct gis_lonlat jy_geometry_centre(const struct jy_geometry *geometry)
{
    struct gis_lonlat centre = {(double)NAN, (double)NAN};
    double best = 0;
    size_t start = 0;
    if (geometry->kind == JY_GEOMETRY_POINT && geometry->n_points > 0)
        return geometry->points[0];
    for (size_t part = 0; geometry->kind == JY_GEOMETRY_POLYGONS && part < geometry->n_parts;
         part++) {
        const struct gis_lonlat *p = geometry->points, o = p[start];
        double sum = 0, x = 0, y = 0;
        for (size_t i = start; i + 1 < geometry->part_end[part]; i++) {
            const double ax = p[i].lon_deg - o.lon_deg, ay = p[i].lat_deg - o.lat_deg;
            const double bx = p[i + 1].lon_deg - o.lon_deg, by = p[i + 1].lat_deg - o.lat_deg;
            const double cross = ax * by - bx * ay;
            sum += cross;
            x += cross * (ax + bx);
            y += cross * (ay + by);
        }
        start = geometry->part_end[part];
        if (fabs(sum) <= best)
            continue;
        best = fabs(sum);
        centre = (struct gis_lonlat){o.lon_deg + x / (3 * sum), o.lat_deg + y / (3 * sum)};
    }
    return centre;
}
