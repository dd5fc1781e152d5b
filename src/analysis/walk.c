/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/walk.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "src/base/mem.h"

const char *jy_walk_kind_text(enum jy_walk_kind kind)
{
    static const char *const texts[] = {
#define X(name, text) text,
        JY_WALK_LIST(X)
#undef X
    };
    return texts[kind];
}

/* --- room for searches ------------------------------------------------------------------------ */

struct jy_walkers {
    pthread_mutex_t mutex;
    struct gis_walker **free;
    size_t n, cap;
};

struct jy_walkers *jy_walkers_new(void)
{
    struct jy_walkers *walkers = jy_calloc(1, sizeof *walkers);
    (void)pthread_mutex_init(&walkers->mutex, NULL);
    return walkers;
}

void jy_walkers_free(struct jy_walkers *walkers)
{
    if (walkers == NULL)
        return;
    for (size_t i = 0; i < walkers->n; i++)
        gis_walker_free(walkers->free[i]);
    free(walkers->free);
    (void)pthread_mutex_destroy(&walkers->mutex);
    free(walkers);
}

void jy_walkers_still(struct jy_walkers *walkers, bool still)
{
    if (still) {
        (void)pthread_mutex_lock(&walkers->mutex);
    } else {
        (void)pthread_mutex_unlock(&walkers->mutex);
    }
}

static struct gis_walker *take(const struct jy_lighting *l)
{
    struct gis_walker *walker = NULL;
    (void)pthread_mutex_lock(&l->walkers->mutex);
    if (l->walkers->n > 0)
        walker = l->walkers->free[--l->walkers->n];
    (void)pthread_mutex_unlock(&l->walkers->mutex);
    if (walker == NULL && gis_walker_new(l->state, &walker) != GIS_OK)
        return NULL;
    return walker;
}

static void give(const struct jy_lighting *l, struct gis_walker *walker)
{
    struct jy_walkers *w = l->walkers;
    (void)pthread_mutex_lock(&w->mutex);
    w->free = jy_grow(w->free, &w->cap, w->n + 1, sizeof(struct gis_walker *));
    w->free[w->n++] = walker;
    (void)pthread_mutex_unlock(&w->mutex);
}

/* --- lines ------------------------------------------------------------------------------------ */

/* Projected places meet to rounding only. */
static const double same_point_m = 1e-6;

/* A way as points of the plane and their offsets along it. */
struct line {
    size_t n, cap, cap_m;
    struct gis_xy *points;
    double *at_m;
};

static void line_add(struct line *line, struct gis_xy p)
{
    double at_m = 0;
    if (line->n > 0) {
        struct gis_xy last = line->points[line->n - 1];
        double step_m = hypot(p.x_m - last.x_m, p.y_m - last.y_m);
        if (step_m < same_point_m)
            return;
        at_m = line->at_m[line->n - 1] + step_m;
    }
    line->points = jy_grow(line->points, &line->cap, line->n + 1, sizeof *line->points);
    line->at_m = jy_grow(line->at_m, &line->cap_m, line->n + 1, sizeof *line->at_m);
    line->points[line->n] = p;
    line->at_m[line->n++] = at_m;
}

static void line_add_step(struct line *line, const struct gis_network *net,
                          const struct gis_walk_step *step)
{
    double low_m = fmin(step->from_m, step->to_m), high_m = fmax(step->from_m, step->to_m);
    size_t n = gis_network_stretch(net, step->edge, low_m, high_m, 0, NULL);
    struct gis_xy *points JY_AUTOFREE = jy_malloc(n * sizeof *points);
    (void)gis_network_stretch(net, step->edge, low_m, high_m, n, points);
    /* where two steps meet the point comes once */
    for (size_t i = line->n > 0; i < n; i++)
        line_add(line, points[step->from_m > step->to_m ? n - 1 - i : i]);
}

static bool line_near(const struct line *line, struct gis_xy p, double reach_m)
{
    for (size_t i = 0; i + 1 < line->n; i++) {
        struct gis_xy a = line->points[i], b = line->points[i + 1];
        double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m;
        double t = ((p.x_m - a.x_m) * dx + (p.y_m - a.y_m) * dy) / (dx * dx + dy * dy);
        t = fmin(fmax(t, 0), 1); /* NaN (no extent) gives 0 */
        if (hypot(a.x_m + t * dx - p.x_m, a.y_m + t * dy - p.y_m) <= reach_m)
            return true;
    }
    return false;
}

/* --- cameras ---------------------------------------------------------------------------------- */

static enum jy_walk_cameras cameras_told(const struct jy_city_data *data)
{
    if (data->city->print.camera_public != JY_PRECISION_EXACT)
        return JY_WALK_CAMERAS_WITHHELD;
    return data->n_cameras == 0 ? JY_WALK_CAMERAS_UNKNOWN : JY_WALK_CAMERAS_COUNTED;
}

static bool stands(const struct jy_camera *camera)
{
    return camera->status != JY_STATUS_REMOVED && camera->status != JY_STATUS_PLANNED;
}

/* Those near the way; only what may lie near is projected. */
static enum jy_code count_cameras(const struct jy_lighting *l, const struct line *line,
                                  struct jy_walk_way *way, struct jy_error *err)
{
    double west = 180, south = 90, east = -180, north = -90;
    for (size_t i = 0; i < way->n_points; i++) {
        west = fmin(west, way->points[i].lon_deg);
        east = fmax(east, way->points[i].lon_deg);
        south = fmin(south, way->points[i].lat_deg);
        north = fmax(north, way->points[i].lat_deg);
    }
    /* a degree of latitude has at least 110 km; towards the poles one of longitude shrinks */
    double lat_deg = 2 * JY_WALK_CAMERA_M / 110000;
    double lon_deg = lat_deg / fmax(0.01, cos(fmax(fabs(south), fabs(north)) * 0.0174532925));
    for (size_t i = 0; i < l->data->n_cameras; i++) {
        const struct jy_camera *c = &l->data->cameras[i];
        if (!stands(c) || c->at.lon_deg < west - lon_deg || c->at.lon_deg > east + lon_deg ||
            c->at.lat_deg < south - lat_deg || c->at.lat_deg > north + lat_deg)
            continue;
        struct gis_xy p;
        enum jy_code code = jy_lighting_project(l, 1, &c->at, &p, err);
        if (code != JY_OK)
            return code;
        way->cameras += line_near(line, p, JY_WALK_CAMERA_M);
    }
    return JY_OK;
}

/* --- a way ------------------------------------------------------------------------------------ */

/* At least one: nothing is nought minutes away. */
static int minutes_of(double length_m)
{
    return (int)fmax(1, ceil(length_m / JY_WALK_M_PER_MINUTE - 1e-9));
}

static enum jy_code fill_way(const struct jy_lighting *l, const struct gis_way *from,
                             enum jy_walk_cameras cameras, struct jy_walk_way *way,
                             struct jy_error *err)
{
    way->length_m = from->length_m;
    way->dark_m = from->dark_m;
    way->minutes = minutes_of(from->length_m);
    size_t n_dark = gis_way_facts(l->state, from, 0, NULL).n_dark;
    way->dark = jy_malloc((n_dark + 1) * sizeof *way->dark);
    way->facts = gis_way_facts(l->state, from, n_dark, way->dark);

    struct line line = {0};
    for (size_t i = 0; i < from->n_steps; i++)
        line_add_step(&line, l->network, &from->steps[i]);
    way->n_points = line.n;
    way->points = jy_malloc(line.n * sizeof *way->points);
    way->point_m = line.at_m;
    enum jy_code code = jy_lighting_unproject(l, line.n, line.points, way->points, err);
    if (code == JY_OK && cameras == JY_WALK_CAMERAS_COUNTED)
        code = count_cameras(l, &line, way, err);
    free(line.points);
    return code;
}

static void way_done(struct jy_walk_way *way)
{
    free(way->dark);
    free(way->points);
    free(way->point_m);
}

void jy_walk_done(struct jy_walk *walk)
{
    way_done(&walk->shortest);
    way_done(&walk->best_lit);
}

static struct gis_lonlat between(const struct jy_walk_way *way, size_t i, double at_m)
{
    struct gis_lonlat a = way->points[i], b = way->points[i + 1];
    double t = (at_m - way->point_m[i]) / (way->point_m[i + 1] - way->point_m[i]);
    t = fmin(fmax(t, 0), 1);
    return (struct gis_lonlat){a.lon_deg + t * (b.lon_deg - a.lon_deg),
                               a.lat_deg + t * (b.lat_deg - a.lat_deg)};
}

size_t jy_walk_stretch(const struct jy_walk_way *way, struct gis_walk_dark stretch,
                       struct gis_lonlat *out)
{
    size_t n = 0, i = 0;
    if (way->n_points < 2) {
        out[0] = way->points[0];
        return 1;
    }
    while (i + 2 < way->n_points && way->point_m[i + 1] <= stretch.from_m)
        i++;
    out[n++] = between(way, i, stretch.from_m);
    for (; i + 2 < way->n_points && way->point_m[i + 1] < stretch.to_m; i++)
        out[n++] = way->points[i + 1];
    out[n++] = between(way, i, stretch.to_m);
    return n;
}

/* --- the walk --------------------------------------------------------------------------------- */

static enum jy_code snap(const struct jy_lighting *l, struct gis_lonlat p, struct gis_snap *out,
                         struct gis_lonlat *on_road, struct jy_error *err)
{
    struct gis_xy xy;
    enum jy_code code = jy_lighting_project(l, 1, &p, &xy, err);
    if (code != JY_OK)
        return code;
    *out = gis_network_nearest_with(l->network, xy, JY_WALK_REACH_M, GIS_ROAD_PASSABLE);
    if (out->at.edge == GIS_NONE)
        return JY_OK;
    xy = gis_network_xy(l->network, out->at);
    return jy_lighting_unproject(l, 1, &xy, on_road, err);
}

static enum jy_code search(const struct jy_lighting *l, struct gis_walker *walker,
                           const struct gis_snap ends[2], struct jy_walk *walk,
                           struct jy_error *err)
{
    const struct gis_walk_options options = {.detour = walk->detour, .max_m = JY_WALK_MAX_M};
    struct gis_walk found;
    enum gis_status status = gis_walk_find(walker, ends[0].at, ends[1].at, &options, &found);
    if (status != GIS_OK)
        return jy_fail(err, JY_EINTERNAL, "night walk: %s", gis_status_text(status));
    if (found.result != GIS_WALK_FOUND) {
        walk->kind = found.result == GIS_WALK_APART ? JY_WALK_APART : JY_WALK_TOO_FAR;
        return JY_OK;
    }
    walk->kind = JY_WALK_FOUND;
    walk->allowed_m = found.allowed_m;
    walk->exact = found.exact;
    walk->dark_at_least_m = found.dark_at_least_m;
    walk->same = found.best_lit.dark_m >= found.shortest.dark_m;
    walk->cameras = cameras_told(l->data);
    enum jy_code code = fill_way(l, &found.shortest, walk->cameras, &walk->shortest, err);
    if (code == JY_OK) {
        code = fill_way(l, walk->same ? &found.shortest : &found.best_lit, walk->cameras,
                        &walk->best_lit, err);
    }
    return code;
}

enum jy_code jy_walk(const struct jy_lighting *l, struct gis_lonlat from, struct gis_lonlat to,
                     double detour, struct jy_walk *out, struct jy_error *err)
{
    if (!gis_lonlat_valid(from) || !gis_lonlat_valid(to)) {
        return jy_fail(err, JY_EINVALID,
                       "position: longitude must be -180 to 180 and latitude -90 to 90");
    }
    if (!(detour >= 0 && detour <= JY_WALK_DETOUR_MAX))
        return jy_fail(err, JY_EINVALID, "detour: must be 0 to %g", JY_WALK_DETOUR_MAX);
    struct jy_walk walk = {.from = from, .to = to, .start = from, .end = to, .detour = detour};
    struct gis_snap ends[2];
    enum jy_code code = snap(l, from, &ends[0], &walk.start, err);
    if (code == JY_OK)
        code = snap(l, to, &ends[1], &walk.end, err);
    if (code != JY_OK)
        return code;
    walk.from_road_m = ends[0].distance_m;
    walk.to_road_m = ends[1].distance_m;
    if (ends[0].at.edge == GIS_NONE || ends[1].at.edge == GIS_NONE) {
        walk.kind = ends[0].at.edge == GIS_NONE ? JY_WALK_FROM_OFF_ROAD : JY_WALK_TO_OFF_ROAD;
        *out = walk;
        return JY_OK;
    }
    struct gis_walker *walker = take(l);
    if (walker == NULL)
        return jy_fail(err, JY_EINTERNAL, "night walk: out of memory");
    code = search(l, walker, ends, &walk, err);
    give(l, walker);
    if (code != JY_OK) {
        jy_walk_done(&walk);
    } else {
        *out = walk;
    }
    return code;
}
