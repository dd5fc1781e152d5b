/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/nearby.h"

#include <assert.h>
#include <stdlib.h>

#include "gis/reach.h"

#include "src/base/mem.h"

/* --- the roads reached ------------------------------------------------------------------------ */

/* Intervals by edge, and a bit for each edge that has any: most lights are nowhere near. */
struct reached {
    struct gis_reached *items;
    size_t n;
    uint8_t *edges;
};

static int by_edge(const void *a, const void *b)
{
    uint32_t x = ((const struct gis_reached *)a)->edge, y = ((const struct gis_reached *)b)->edge;
    return (x > y) - (x < y);
}

static void reached_done(struct reached *r)
{
    free(r->items);
    free(r->edges);
}

static enum jy_code reached_init(const struct gis_network *net, struct gis_reach *reach,
                                 struct gis_on_edge from, double within_m, struct reached *out,
                                 struct jy_error *err)
{
    const struct gis_reached *found;
    size_t n;
    enum gis_status status = gis_reach_find(reach, from, within_m, &found, &n);
    if (status != GIS_OK)
        return jy_fail(err, JY_EINTERNAL, "what is near: %s", gis_status_text(status));
    out->n = n;
    out->items = jy_malloc((n + 1) * sizeof *out->items);
    out->edges = jy_calloc(net->n_edges / 8 + 1, 1);
    for (size_t i = 0; i < n; i++) {
        out->items[i] = found[i];
        out->edges[found[i].edge / 8] |= (uint8_t)(1U << found[i].edge % 8);
    }
    qsort(out->items, n, sizeof *out->items, by_edge);
    return JY_OK;
}

/* Lengths along an edge are rounded once when it is cut and once when a light is put on it. */
static const double rounding_m = 1e-6;

static bool holds(const struct reached *r, struct gis_on_edge at)
{
    assert(r->edges != NULL);
    if (at.edge == GIS_NONE || !(r->edges[at.edge / 8] >> at.edge % 8 & 1))
        return false;
    size_t low = 0, high = r->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (r->items[middle].edge < at.edge) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < r->n && r->items[low].edge == at.edge; low++) {
        if (at.offset_m >= r->items[low].from_m - rounding_m &&
            at.offset_m <= r->items[low].to_m + rounding_m)
            return true;
    }
    return false;
}

/* Where the way begins, and the search from there. */
struct origin {
    const struct jy_lighting *l;
    struct gis_reach *reach;
    struct gis_lonlat at;
    struct gis_on_edge on;
};

/* --- counts ----------------------------------------------------------------------------------- */

static size_t count_lights(const struct jy_lighting *l, const struct reached *r)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n_counted; i++) {
        uint8_t status = l->data->lights[l->light_of[i]].status;
        n += (status == JY_STATUS_IN_SERVICE || status == JY_STATUS_UNKNOWN) &&
             holds(r, l->snaps[i].at);
    }
    return n;
}

/* No way along the road is shorter than the straight line: only those within it are projected. */
static bool may_be_within(struct gis_lonlat a, struct gis_lonlat b, double within_m)
{
    const double degree_m = 110000; /* a degree of latitude is longer everywhere */
    double narrow = fmax(0.01, cos((fabs(a.lat_deg) + 0.1) * M_PI / 180));
    return fabs(a.lat_deg - b.lat_deg) * degree_m <= within_m &&
           fabs(a.lon_deg - b.lon_deg) * degree_m * narrow <= within_m;
}

static enum jy_code count_cameras(const struct jy_lighting *l, const struct reached *r,
                                  struct gis_lonlat from, double within_m, size_t *out,
                                  struct jy_error *err)
{
    *out = 0;
    for (size_t i = 0; i < l->data->n_cameras; i++) {
        const struct jy_camera *c = &l->data->cameras[i];
        struct gis_xy xy;
        if ((c->status != JY_STATUS_IN_SERVICE && c->status != JY_STATUS_UNKNOWN) ||
            !may_be_within(from, c->at, within_m + JY_NEARBY_REACH_M + l->snap_m))
            continue;
        enum jy_code code = jy_lighting_project(l, 1, &c->at, &xy, err);
        if (code != JY_OK)
            return code;
        *out += holds(r, gis_network_nearest(l->network, xy, l->snap_m).at);
    }
    return JY_OK;
}

static enum jy_code count(const struct origin *o, double within_m, size_t *lights, size_t *cameras,
                          struct jy_error *err)
{
    struct reached r = {0};
    enum jy_code code = reached_init(o->l->network, o->reach, o->on, within_m, &r, err);
    if (code != JY_OK)
        return code;
    *lights = count_lights(o->l, &r);
    code = count_cameras(o->l, &r, o->at, within_m, cameras, err);
    reached_done(&r);
    return code;
}

enum jy_code jy_nearby_count(const struct jy_lighting *l, struct gis_lonlat at, size_t n,
                             const double *within_m, struct jy_nearby *out, struct jy_error *err)
{
    assert(n >= 1 && n <= JY_NEARBY_LENGTHS);
    struct gis_xy xy;
    enum jy_code code = jy_lighting_project(l, 1, &at, &xy, err);
    if (code != JY_OK)
        return code;
    struct gis_snap from =
        gis_network_nearest_with(l->network, xy, JY_NEARBY_REACH_M, GIS_ROAD_PASSABLE);
    if (from.at.edge == GIS_NONE) {
        return jy_fail(err, JY_ENOTFOUND, "no road within %.0f m of %.6f,%.6f", JY_NEARBY_REACH_M,
                       at.lon_deg, at.lat_deg);
    }
    struct gis_reach *reach = NULL;
    if (gis_reach_new(l->network, &reach) != GIS_OK)
        return jy_fail(err, JY_EINTERNAL, "what is near: out of memory");
    const struct origin origin = {l, reach, at, from.at};
    struct jy_nearby found = {0};
    for (size_t i = 0; i < n && code == JY_OK; i++)
        code = count(&origin, within_m[i], &found.lights[i], &found.cameras[i], err);
    gis_reach_free(reach);
    if (code == JY_OK)
        *out = found;
    return code;
}
