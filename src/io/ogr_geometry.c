/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/ogr_geometry.h"

#include <math.h>
#include <stdlib.h>

#include "src/base/mem.h"
#include "src/io/ogr.h"

_Static_assert(sizeof(struct gis_lonlat) == 2 * sizeof(double), "points are read as x, y, x, y");

void jy_ogr_shape_done(struct jy_ogr_shape *shape)
{
    free(shape->points);
    free(shape->part_end);
    free(shape->part_outer);
    *shape = (struct jy_ogr_shape){0};
}

static const char *add_part(struct jy_ogr_shape *s, OGRGeometryH line, bool outer)
{
    int n = OGR_G_GetPointCount(line);
    if (n <= 0)
        return NULL;
    if (s->n_points + (size_t)n > JY_VECTOR_MAX_POINTS)
        return "the geometry has too many vertices";
    s->points = jy_grow(s->points, &s->cap_points, s->n_points + (size_t)n, sizeof *s->points);
    double *first = &s->points[s->n_points].lon_deg;
    (void)OGR_G_GetPoints(line, first, 2 * sizeof(double), first + 1, 2 * sizeof(double), NULL, 0);
    s->n_points += (size_t)n;
    s->part_end = jy_grow(s->part_end, &s->cap_end, s->n_parts + 1, sizeof *s->part_end);
    s->part_outer = jy_grow(s->part_outer, &s->cap_outer, s->n_parts + 1, 1);
    s->part_end[s->n_parts] = (uint32_t)s->n_points;
    s->part_outer[s->n_parts++] = outer;
    return NULL;
}

static const char *add_polygon(struct jy_ogr_shape *s, OGRGeometryH polygon)
{
    int n = OGR_G_GetGeometryCount(polygon);
    for (int i = 0; i < n; i++) {
        OGRGeometryH ring = OGR_G_GetGeometryRef(polygon, i);
        int points = OGR_G_GetPointCount(ring);
        if (points == 0)
            continue;
        if (points < 4)
            return "a ring has fewer than four points";
        double x0, y0, x1, y1;
        OGR_G_GetPoint(ring, 0, &x0, &y0, NULL);
        OGR_G_GetPoint(ring, points - 1, &x1, &y1, NULL);
        if (!(x0 == x1 && y0 == y1))
            return "a ring is not closed";
        const char *problem = add_part(s, ring, i == 0);
        if (problem != NULL)
            return problem;
    }
    return NULL;
}

/* Collections within collections: files of strangers may nest them as they like. */
enum { NESTED_MAX = 32 };

static const char *add_any(struct jy_ogr_shape *s, OGRGeometryH g, int depth,
                           enum jy_geometry_kind *kind);

/* NOLINTNEXTLINE(misc-no-recursion): NESTED_MAX deep */
static const char *add_members(struct jy_ogr_shape *s, OGRGeometryH g, int depth,
                               enum jy_geometry_kind *kind)
{
    if (depth > NESTED_MAX)
        return "geometries are nested too deeply";
    int n = OGR_G_GetGeometryCount(g);
    for (int i = 0; i < n; i++) {
        const char *problem = add_any(s, OGR_G_GetGeometryRef(g, i), depth + 1, kind);
        if (problem != NULL)
            return problem;
    }
    return NULL;
}

static const char *add_kind(struct jy_ogr_shape *s, OGRGeometryH g, enum jy_geometry_kind want,
                            enum jy_geometry_kind *kind)
{
    if (OGR_G_IsEmpty(g))
        return NULL;
    if (*kind != JY_GEOMETRY_NONE && *kind != want)
        return "points, lines and polygons are mixed in one geometry";
    if (*kind == JY_GEOMETRY_POINT)
        return "several points in one geometry; one row is one place";
    *kind = want;
    return want == JY_GEOMETRY_POLYGONS ? add_polygon(s, g) : add_part(s, g, true);
}

/* NOLINTNEXTLINE(misc-no-recursion): as add_members() */
static const char *add_any(struct jy_ogr_shape *s, OGRGeometryH g, int depth,
                           enum jy_geometry_kind *kind)
{
    OGRwkbGeometryType type = OGR_GT_Flatten(OGR_G_GetGeometryType(g));
    if (type == wkbPoint)
        return add_kind(s, g, JY_GEOMETRY_POINT, kind);
    if (type == wkbLineString)
        return add_kind(s, g, JY_GEOMETRY_LINES, kind);
    if (type == wkbPolygon)
        return add_kind(s, g, JY_GEOMETRY_POLYGONS, kind);
    if (type == wkbMultiPoint || type == wkbMultiLineString || type == wkbMultiPolygon ||
        type == wkbGeometryCollection)
        return add_members(s, g, depth, kind);
    return "a kind of geometry that is not point, line or polygon";
}

static bool fits(double lon_deg, double lat_deg)
{
    return fabs(lon_deg) <= 180 && fabs(lat_deg) <= 90;
}

/* Of a point the import sees for itself that longitude and latitude are exchanged, and mends it. */
static const char *check_range(const struct jy_ogr_shape *s, const struct gis_lonlat *p)
{
    if (fits(p->lon_deg, p->lat_deg) || (s->n_points == 1 && fits(p->lat_deg, p->lon_deg)))
        return NULL;
    if (fits(p->lat_deg, p->lon_deg)) {
        return "a coordinate is out of range (longitude -180 to 180, latitude -90 to 90); are they "
               "exchanged?";
    }
    return "a coordinate is out of range (longitude -180 to 180, latitude -90 to 90); if the file "
           "is in metres, name its plane with --crs EPSG:n";
}

static const char *finish(struct jy_ogr_shape *s, OGRCoordinateTransformationH transform,
                          bool degrees)
{
    const char *problem;
    for (size_t i = 0; i < s->n_points; i++) {
        struct gis_lonlat *p = &s->points[i];
        if (!isfinite(p->lon_deg) || !isfinite(p->lat_deg))
            return "a coordinate is not a finite number";
        if (transform != NULL && !OCTTransform(transform, 1, &p->lon_deg, &p->lat_deg, NULL))
            return "a coordinate lies outside its CRS";
        if (degrees && (problem = check_range(s, p)) != NULL)
            return problem;
    }
    return NULL;
}

const char *jy_ogr_shape_read(OGRGeometryH geometry, OGRCoordinateTransformationH transform,
                              bool degrees, struct jy_ogr_shape *s, struct jy_geometry *out)
{
    enum jy_geometry_kind kind = JY_GEOMETRY_NONE;
    s->n_points = s->n_parts = 0;
    *out = (struct jy_geometry){.kind = JY_GEOMETRY_NONE};
    /* Curves become lines; a plain geometry comes back as a copy. */
    OGRGeometryH linear =
        OGR_G_HasCurveGeometry(geometry, FALSE) ? OGR_G_GetLinearGeometry(geometry, 0, NULL) : NULL;
    const char *problem = add_any(s, linear != NULL ? linear : geometry, 0, &kind);
    OGR_G_DestroyGeometry(linear);
    if (problem == NULL)
        problem = finish(s, transform, degrees);
    if (problem != NULL || kind == JY_GEOMETRY_NONE || s->n_points == 0)
        return problem;
    *out = (struct jy_geometry){.kind = kind, .n_points = s->n_points, .points = s->points};
    if (kind != JY_GEOMETRY_POINT) {
        out->n_parts = s->n_parts;
        out->part_end = s->part_end;
        out->part_outer = kind == JY_GEOMETRY_POLYGONS ? s->part_outer : NULL;
    }
    return NULL;
}
