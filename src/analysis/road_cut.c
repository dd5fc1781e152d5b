/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/road_cut.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/kerbs.h"
#include "gis/rtree.h"

#include "src/base/mem.h"

/* Cuts nearer than this to a vertex or to each other are not made: they would only leave dust. */
static const double min_cut_m = 1e-3;

/* The borders that cut: segments of the boundary and of the districts. */
struct borders {
    size_t n, cap, cap_boxes;
    struct gis_xy (*segments)[2];
    struct gis_box *boxes;
    struct gis_rtree *tree;
};

struct cutter {
    const struct jy_city_data *data;
    struct gis_projection *projection;
    size_t n_districts;
    const struct jy_area *const *districts;
    const struct jy_area *boundary; /* NULL: every road is inside */
    struct borders borders;
    struct jy_cut_roads *out;
    /* one line of a road, reused */
    size_t cap_xy, cap_cuts;
    struct gis_xy *xy;
    double *cuts;
};

const struct jy_area **jy_cut_districts(const struct jy_city_data *data, size_t *n)
{
    const struct jy_area **districts = jy_calloc(data->n_areas, sizeof(struct jy_area *));
    *n = 0;
    for (size_t i = 0; i < data->n_areas && *n < JY_NO_DISTRICT; i++) {
        if (data->areas[i].kind == JY_AREA_DISTRICT &&
            data->areas[i].geometry.kind == JY_GEOMETRY_POLYGONS)
            districts[(*n)++] = &data->areas[i];
    }
    return districts;
}

static enum jy_code fail_gis(struct jy_error *err, enum gis_status status, const char *what)
{
    return jy_fail(err, status == GIS_EDOMAIN || status == GIS_EPROJ ? JY_EINVALID : JY_EINTERNAL,
                   "%s: %s", what, gis_status_text(status));
}

static enum jy_code add_border(struct cutter *c, const struct jy_area *area, struct jy_error *err)
{
    const struct jy_geometry *g = &area->geometry;
    struct gis_xy *xy JY_AUTOFREE = jy_malloc(g->n_points * sizeof *xy);
    enum gis_status status = gis_project(c->projection, g->n_points, g->points, xy);
    if (status != GIS_OK)
        return fail_gis(err, status, area->name);

    struct borders *b = &c->borders;
    size_t start = 0;
    for (size_t part = 0; part < g->n_parts; part++) {
        for (size_t i = start; i + 1 < g->part_end[part]; i++) {
            b->segments = jy_grow(b->segments, &b->cap, b->n + 1, sizeof *b->segments);
            b->boxes = jy_grow(b->boxes, &b->cap_boxes, b->n + 1, sizeof *b->boxes);
            b->segments[b->n][0] = xy[i];
            b->segments[b->n][1] = xy[i + 1];
            b->boxes[b->n++] =
                (struct gis_box){fmin(xy[i].x_m, xy[i + 1].x_m), fmin(xy[i].y_m, xy[i + 1].y_m),
                                 fmax(xy[i].x_m, xy[i + 1].x_m), fmax(xy[i].y_m, xy[i + 1].y_m)};
        }
        start = g->part_end[part];
    }
    return JY_OK;
}

static enum jy_code gather_borders(struct cutter *c, struct jy_error *err)
{
    enum jy_code code = JY_OK;
    for (size_t i = 0; i < c->data->n_areas && code == JY_OK; i++) {
        const struct jy_area *area = &c->data->areas[i];
        if (area->geometry.kind != JY_GEOMETRY_POLYGONS)
            continue;
        if (area->kind == JY_AREA_BOUNDARY && c->boundary == NULL)
            c->boundary = area;
        if (area == c->boundary || area->kind == JY_AREA_DISTRICT)
            code = add_border(c, area, err);
    }
    if (code != JY_OK)
        return code;
    enum gis_status status = gis_rtree_new(c->borders.n, c->borders.boxes, &c->borders.tree);
    return status == GIS_OK ? JY_OK : fail_gis(err, status, "borders");
}

/* Where segment a-b crosses p-q, as a share of a-b; NaN when it does not. */
static double crossing(struct gis_xy a, struct gis_xy b, struct gis_xy p, struct gis_xy q)
{
    double rx = b.x_m - a.x_m, ry = b.y_m - a.y_m;
    double sx = q.x_m - p.x_m, sy = q.y_m - p.y_m;
    double det = rx * sy - ry * sx;
    if (det == 0)
        return (double)NAN;
    double t = ((p.x_m - a.x_m) * sy - (p.y_m - a.y_m) * sx) / det;
    double u = ((p.x_m - a.x_m) * ry - (p.y_m - a.y_m) * rx) / det;
    return t > 0 && t < 1 && u >= 0 && u <= 1 ? t : (double)NAN;
}

static int by_value(const void *a, const void *b)
{
    double x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* Shares of a-b at which a border crosses, ascending, none nearer than min_cut_m to another. */
static size_t find_cuts(struct cutter *c, struct gis_xy a, struct gis_xy b)
{
    struct gis_rtree_cursor cursor;
    struct gis_box box = {fmin(a.x_m, b.x_m), fmin(a.y_m, b.y_m), fmax(a.x_m, b.x_m),
                          fmax(a.y_m, b.y_m)};
    size_t n = 0;
    uint32_t item;
    gis_rtree_find(c->borders.tree, box, &cursor);
    while (gis_rtree_next(&cursor, &item)) {
        double t = crossing(a, b, c->borders.segments[item][0], c->borders.segments[item][1]);
        if (isnan(t))
            continue;
        c->cuts = jy_grow(c->cuts, &c->cap_cuts, n + 1, sizeof *c->cuts);
        c->cuts[n++] = t;
    }
    if (n == 0)
        return 0;
    qsort(c->cuts, n, sizeof *c->cuts, by_value);
    double gap = min_cut_m / hypot(b.x_m - a.x_m, b.y_m - a.y_m);
    size_t kept = 0;
    double last = 0;
    for (size_t i = 0; i < n; i++) {
        if (c->cuts[i] - last < gap || 1 - c->cuts[i] < gap)
            continue;
        last = c->cuts[kept++] = c->cuts[i];
    }
    return kept;
}

static void add_point(struct jy_cut_roads *out, struct gis_xy p)
{
    out->points = jy_grow(out->points, &out->cap_points, out->n_points + 1, sizeof *out->points);
    out->points[out->n_points++] = p;
}

/* Ends the part that has been gathered since the last; its middle says where it lies. */
static enum jy_code end_part(struct cutter *c, uint32_t road, struct jy_error *err)
{
    struct jy_cut_roads *out = c->out;
    size_t first = out->n > 0 ? out->first_point[out->n] : 0;
    size_t k = (first + out->n_points) / 2;
    struct gis_xy a = out->points[k - 1], b = out->points[k];
    struct gis_xy middle = {(a.x_m + b.x_m) / 2, (a.y_m + b.y_m) / 2};
    struct gis_lonlat at;
    enum gis_status status = gis_unproject(c->projection, 1, &middle, &at);
    if (status != GIS_OK)
        return fail_gis(err, status, "road");

    const struct jy_road *r = &c->data->roads[road];
    bool inside = c->boundary == NULL || jy_geometry_holds(&c->boundary->geometry, at);
    uint16_t district = JY_NO_DISTRICT;
    for (size_t i = 0; i < c->n_districts && district == JY_NO_DISTRICT; i++) {
        if (jy_geometry_holds(&c->districts[i]->geometry, at))
            district = (uint16_t)i;
    }

    out->parts = jy_grow(out->parts, &out->cap_parts, out->n + 1, sizeof *out->parts);
    out->flags = jy_grow(out->flags, &out->cap_flags, out->n + 1, sizeof *out->flags);
    out->levels = jy_grow(out->levels, &out->cap_levels, out->n + 1, sizeof *out->levels);
    out->first_point =
        jy_grow(out->first_point, &out->cap_first, out->n + 2, sizeof *out->first_point);
    out->parts[out->n] = (struct jy_road_part){road, district, GIS_KERB_NONE};
    out->flags[out->n] = (uint8_t)((r->evaluate && inside ? GIS_ROAD_EVALUATE : 0) |
                                   (r->passable ? GIS_ROAD_PASSABLE : 0));
    /* a bridge or tunnel of which no level is known is not on the ground */
    int level = r->level != 0 ? r->level : r->bridge ? 1 : r->tunnel ? -1 : 0;
    out->levels[out->n] = (int16_t)(level > 99 ? 99 : level < -99 ? -99 : level);
    out->first_point[out->n] = first;
    out->first_point[++out->n] = out->n_points;
    return JY_OK;
}

static enum jy_code cut_line(struct cutter *c, uint32_t road, size_t n,
                             const struct gis_lonlat *points, struct jy_error *err)
{
    if (n < 2)
        return JY_OK;
    c->xy = jy_grow(c->xy, &c->cap_xy, n, sizeof *c->xy);
    enum gis_status status = gis_project(c->projection, n, points, c->xy);
    if (status != GIS_OK)
        return fail_gis(err, status, "road");

    enum jy_code code = JY_OK;
    add_point(c->out, c->xy[0]);
    for (size_t i = 0; i + 1 < n && code == JY_OK; i++) {
        struct gis_xy a = c->xy[i], b = c->xy[i + 1];
        size_t n_cuts = find_cuts(c, a, b);
        for (size_t k = 0; k < n_cuts && code == JY_OK; k++) {
            struct gis_xy at = {a.x_m + c->cuts[k] * (b.x_m - a.x_m),
                                a.y_m + c->cuts[k] * (b.y_m - a.y_m)};
            add_point(c->out, at);
            code = end_part(c, road, err);
            add_point(c->out, at);
        }
        add_point(c->out, b);
    }
    return code == JY_OK ? end_part(c, road, err) : code;
}

enum jy_code jy_cut_roads(const struct jy_city_data *data, struct gis_projection *projection,
                          size_t n_districts, const struct jy_area *const *districts,
                          struct jy_cut_roads *out, struct jy_error *err)
{
    struct jy_cut_roads cut = {0};
    cut.first_point = jy_grow(NULL, &cut.cap_first, 1, sizeof *cut.first_point);
    cut.first_point[0] = 0;
    struct cutter c = {.data = data,
                       .projection = projection,
                       .n_districts = n_districts,
                       .districts = districts,
                       .out = &cut};
    enum jy_code code = gather_borders(&c, err);
    for (uint32_t r = 0; r < data->n_roads && code == JY_OK; r++) {
        const struct jy_geometry *g = &data->roads[r].geometry;
        size_t start = 0;
        for (size_t part = 0; part < g->n_parts && code == JY_OK; part++) {
            code = cut_line(&c, r, g->part_end[part] - start, g->points + start, err);
            start = g->part_end[part];
        }
        if (code != JY_OK)
            (void)jy_fail_in(err, "road %lld", (long long)data->roads[r].id);
    }
    gis_rtree_free(c.borders.tree);
    free(c.borders.segments);
    free(c.borders.boxes);
    free(c.xy);
    free(c.cuts);
    if (code != JY_OK) {
        jy_cut_roads_done(&cut);
        return code;
    }
    *out = cut;
    return JY_OK;
}

/* The arrays of the kerbs become those of the cut roads. */
static void take_kerbs(struct jy_cut_roads *cut, struct gis_kerbs *kerbs)
{
    struct jy_road_part *parts = jy_malloc((kerbs->n_roads + 1) * sizeof *parts);
    for (size_t k = 0; k < kerbs->n_roads; k++) {
        parts[k] = cut->parts[kerbs->road[k]];
        parts[k].side = kerbs->side[k];
    }
    struct jy_cut_roads made = {.n = kerbs->n_roads,
                                .parts = parts,
                                .first_point = kerbs->first_point,
                                .flags = kerbs->flags,
                                .levels = kerbs->levels,
                                .points = kerbs->points};
    made.n_points = kerbs->n_roads > 0 ? kerbs->first_point[kerbs->n_roads] : 0;
    kerbs->first_point = NULL;
    kerbs->flags = NULL;
    kerbs->levels = NULL;
    kerbs->points = NULL;
    gis_kerbs_done(kerbs);
    jy_cut_roads_done(cut);
    *cut = made;
}

enum jy_code jy_cut_kerbs(const struct jy_city_data *data, const struct jy_rule_pack *rule,
                          struct jy_cut_roads *cut, struct jy_error *err)
{
    double *half_m JY_AUTOFREE = jy_calloc(cut->n + 1, sizeof *half_m);
    size_t n_wide = 0;
    for (size_t k = 0; k < cut->n; k++) {
        const struct jy_road *road = &data->roads[cut->parts[k].road];
        bool wide = isfinite(road->width_m) &&
                    jy_rule_pack_for_road(rule, road->road_class, road->width_m).per_kerb;
        half_m[k] = wide ? road->width_m / 2 : 0;
        n_wide += wide;
    }
    if (n_wide == 0)
        return JY_OK;
    const struct gis_roads roads = {cut->n, cut->first_point, cut->points, cut->flags, cut->levels};
    struct gis_kerbs kerbs;
    enum gis_status status = gis_kerbs_new(&roads, half_m, &kerbs);
    if (status != GIS_OK)
        return fail_gis(err, status, "kerbs");
    take_kerbs(cut, &kerbs);
    return JY_OK;
}

void jy_cut_roads_done(struct jy_cut_roads *cut)
{
    free(cut->parts);
    free(cut->first_point);
    free(cut->flags);
    free(cut->levels);
    free(cut->points);
    *cut = (struct jy_cut_roads){0};
}
