/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/camera_places.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/hotspots.h"
#include "src/base/mem.h"

/* Between equal gains a pole that stands comes first even when only cameras are counted. */
#define NEW_POLE_HANDICAP 1e-9
#define ROAD_NAME_M       20.0
#define RING_STEP_DEG     5.0

const char *jy_camera_site_text(enum jy_camera_site_kind kind)
{
    static const char *const codes[] = {
#define X(name, text) text,
        JY_CAMERA_SITE_LIST(X)
#undef X
    };
    return codes[kind];
}

struct site {
    enum jy_camera_site_kind kind;
    const char *ref;
    struct gis_lonlat at;
};

struct work {
    const struct jy_lighting *l;
    const struct jy_crime_rows *rows;
    const struct jy_taxonomy *taxonomy;
    struct jy_camera_places *out;
    size_t n_points, cap_points, cap_weights;
    struct gis_xy *points;
    double *weights;
    size_t n_sites, cap_sites, cap_gis;
    struct site *sites;
    struct gis_view_site *gis;
    size_t n_walls, cap_walls;
    struct gis_wall *walls;
    size_t cap_sources;
};

static void work_done(struct work *w)
{
    free(w->points);
    free(w->weights);
    free(w->sites);
    free(w->gis);
    free(w->walls);
}

static enum jy_code fail_gis(struct jy_error *err, enum gis_status status)
{
    return jy_fail(err, JY_EINTERNAL, "cameras: %s", gis_status_text(status));
}

static void note_source(struct work *w, const struct jy_source *source)
{
    struct jy_camera_places *p = w->out;
    for (size_t i = 0; i < p->n_sources; i++) {
        if (p->sources[i] == source)
            return;
    }
    if (source == NULL)
        return;
    p->sources = jy_grow(p->sources, &w->cap_sources, p->n_sources + 1, sizeof(struct jy_source *));
    p->sources[p->n_sources++] = source;
    p->sample |= source->sample;
}

static void add_point(struct work *w, struct gis_xy at, double weight)
{
    w->points = jy_grow(w->points, &w->cap_points, w->n_points + 1, sizeof *w->points);
    w->weights = jy_grow(w->weights, &w->cap_weights, w->n_points + 1, sizeof *w->weights);
    w->points[w->n_points] = at;
    w->weights[w->n_points++] = weight;
    w->out->cases += weight;
}

/* --- what was reported, where --------------------------------------------------------------------
 */

/* Is the incident of the offence asked for, or of a kind of it? */
static bool counts_as(const struct work *w, const char *offence)
{
    const char *code = offence;
    for (int depth = 0; code != NULL && depth < 8; depth++) {
        if (strcmp(code, w->out->offence->code) == 0)
            return true;
        const struct jy_taxon *taxon = jy_taxonomy_find(w->taxonomy, code);
        code = taxon != NULL ? taxon->parent : NULL;
    }
    return false;
}

static enum jy_code add_incidents(struct work *w, struct jy_error *err)
{
    const struct jy_camera_options *o = &w->out->options;
    for (size_t i = 0; i < w->rows->n_incidents; i++) {
        const struct jy_crime_incident *row = &w->rows->incidents[i];
        struct gis_xy at;
        if (row->from.year < o->from_year || row->from.year > o->to_year ||
            !counts_as(w, row->offence))
            continue;
        w->out->incidents++;
        if (!row->located)
            continue;
        if (jy_lighting_project(w->l, 1, &row->at, &at, err) != JY_OK)
            return err->code;
        w->out->located++;
        note_source(w, jy_city_data_source(w->l->data, row->source_id));
        add_point(w, at, 1);
    }
    w->out->by_points = w->out->located > 0;
    return JY_OK;
}

/* An area whose count is laid along its roads. */
struct spread {
    struct jy_geometry outline;
    double west, south, east, north, cases, road_m;
};

static void set_box(struct spread *s)
{
    s->west = s->south = (double)INFINITY;
    s->east = s->north = -(double)INFINITY;
    for (size_t i = 0; i < s->outline.n_points; i++) {
        s->west = fmin(s->west, s->outline.points[i].lon_deg);
        s->east = fmax(s->east, s->outline.points[i].lon_deg);
        s->south = fmin(s->south, s->outline.points[i].lat_deg);
        s->north = fmax(s->north, s->outline.points[i].lat_deg);
    }
}

static size_t area_at(const struct spread *areas, size_t n, struct gis_lonlat at)
{
    for (size_t i = 0; i < n; i++) {
        if (at.lon_deg >= areas[i].west && at.lon_deg <= areas[i].east &&
            at.lat_deg >= areas[i].south && at.lat_deg <= areas[i].north &&
            jy_geometry_holds(&areas[i].outline, at))
            return i;
    }
    return SIZE_MAX;
}

struct piece {
    struct gis_xy at;
    double length_m;
    size_t area;
};

/* Roads on foot inside the areas, in short pieces. */
static enum jy_code cut_roads(struct work *w, struct spread *areas, size_t n_areas,
                              struct piece **out, size_t *n_out, struct jy_error *err)
{
    const struct gis_network *net = w->l->network;
    size_t cap = 0;
    for (uint32_t e = 0; e < net->n_edges; e++) {
        const int n = (int)ceil(net->edge_length_m[e] / JY_CAMERA_PIECE_M);
        if (!(net->edge_flags[e] & GIS_ROAD_PASSABLE))
            continue;
        for (int k = 0; k < n; k++) {
            struct piece piece = {.length_m = net->edge_length_m[e] / n};
            struct gis_lonlat at;
            piece.at = gis_network_xy(net, (struct gis_on_edge){e, piece.length_m * (k + 0.5)});
            if (jy_lighting_unproject(w->l, 1, &piece.at, &at, err) != JY_OK)
                return err->code;
            piece.area = area_at(areas, n_areas, at);
            if (piece.area == SIZE_MAX)
                continue;
            areas[piece.area].road_m += piece.length_m;
            *out = jy_grow(*out, &cap, *n_out + 1, sizeof **out);
            (*out)[(*n_out)++] = piece;
        }
    }
    return JY_OK;
}

static enum jy_code lay_out(struct work *w, struct spread *areas, size_t n_areas,
                            struct jy_error *err)
{
    struct piece *pieces = NULL;
    size_t n = 0;
    const enum jy_code code = cut_roads(w, areas, n_areas, &pieces, &n, err);
    for (size_t i = 0; i < n && code == JY_OK; i++) {
        const struct spread *s = &areas[pieces[i].area];
        if (s->cases > 0)
            add_point(w, pieces[i].at, s->cases * pieces[i].length_m / s->road_m);
    }
    for (size_t i = 0; i < n_areas; i++)
        w->out->unplaced += areas[i].road_m > 0 ? 0 : areas[i].cases;
    free(pieces);
    return code;
}

/* Counts by chome, or by district where there is no such table; never at the middle of an area. */
static enum jy_code count_areas(struct work *w, struct jy_hotspots **out, struct jy_error *err)
{
    struct jy_hotspot_options o = JY_HOTSPOT_DEFAULTS;
    o.offence = w->out->offence->code;
    o.from_year = w->out->options.from_year;
    o.to_year = w->out->options.to_year;
    o.nsim = 1;
    o.full = true;
    struct jy_error chome;
    if (jy_hotspots_new(w->rows, w->l->data, w->taxonomy, &o, out, &chome) == JY_OK)
        return JY_OK;
    o.level = JY_HOTSPOT_DISTRICT;
    return jy_hotspots_new(w->rows, w->l->data, w->taxonomy, &o, out, err);
}

static enum jy_code add_areas(struct work *w, struct jy_error *err)
{
    struct jy_hotspots *h = NULL;
    enum jy_code code = count_areas(w, &h, err);
    if (code != JY_OK)
        return code;
    struct spread *areas = jy_calloc(h->n_areas + 1, sizeof *areas);
    struct jy_camera_places *p = w->out;
    p->level = h->options.level == JY_HOTSPOT_CHOME ? JY_AREA_CHOME : JY_AREA_DISTRICT;
    p->smoothed = h->rates_refused == JY_REFUSED_NOT;
    for (size_t i = 0; i < h->n_areas; i++) {
        const struct jy_hotspot_zone one = {.n_areas = 1, .areas = &i};
        const struct jy_hotspot_area *a = &h->areas[i];
        areas[i].outline = jy_hotspots_zone_geometry(h, &one);
        set_box(&areas[i]);
        areas[i].cases = a->cases > 0 ? (double)a->cases : 0;
        if (p->smoothed && isfinite(a->rate.eb_rate))
            areas[i].cases = a->rate.eb_rate * a->exposure;
    }
    for (size_t i = 0; i < h->n_sources; i++)
        note_source(w, h->sources[i]);
    code = lay_out(w, areas, h->n_areas, err);
    for (size_t i = 0; i < h->n_areas; i++)
        jy_hotspots_geometry_free(&areas[i].outline);
    free(areas);
    jy_hotspots_free(h);
    return code;
}

/* --- what registered cameras see -----------------------------------------------------------------
 */

static bool stands(const struct jy_camera *c)
{
    return c->status != JY_STATUS_REMOVED && c->status != JY_STATUS_PLANNED;
}

static enum jy_code index_points(const struct work *w, struct gis_rtree **out, struct jy_error *err)
{
    struct gis_box *boxes JY_AUTOFREE = jy_malloc((w->n_points + 1) * sizeof *boxes);
    for (size_t i = 0; i < w->n_points; i++) {
        boxes[i] = (struct gis_box){w->points[i].x_m, w->points[i].y_m, w->points[i].x_m,
                                    w->points[i].y_m};
    }
    const enum gis_status status = gis_rtree_new(w->n_points, boxes, out);
    return status == GIS_OK ? JY_OK : fail_gis(err, status);
}

/* What a registered camera sees weighs nothing any more. */
static void cover(struct work *w, const struct gis_rtree *points, const struct gis_view *view)
{
    const double r_m = view->range_m + 1e-6;
    const struct gis_box box = {view->at.x_m - r_m, view->at.y_m - r_m, view->at.x_m + r_m,
                                view->at.y_m + r_m};
    struct gis_rtree_cursor cursor;
    uint32_t k;
    gis_rtree_find(points, box, &cursor);
    while (gis_rtree_next(&cursor, &k)) {
        assert(w->weights != NULL);
        if (w->weights[k] > 0 && gis_view_holds(view, w->points[k])) {
            w->out->in_view += w->weights[k];
            w->weights[k] = 0;
        }
    }
}

/* Without a direction or an angle a camera is taken to see all round. */
static enum jy_code look_through(struct work *w, struct jy_error *err)
{
    const struct jy_city_data *d = w->l->data;
    struct jy_camera_places *p = w->out;
    struct gis_rtree *points = NULL;
    enum jy_code code = index_points(w, &points, err);
    for (size_t i = 0; i < d->n_cameras && code == JY_OK; i++) {
        const struct jy_camera *c = &d->cameras[i];
        const bool aimed = isfinite(c->direction_deg) && c->angle_deg > 0 && c->angle_deg <= 360;
        const bool ranged = c->range_m > 0 && isfinite(c->range_m);
        if (!stands(c))
            continue;
        struct gis_view view = {.direction_deg = aimed ? c->direction_deg : 0,
                                .angle_deg = aimed ? c->angle_deg : 360,
                                .range_m = ranged ? c->range_m : p->options.range_m};
        p->n_cameras++;
        p->n_assumed_direction += !aimed;
        p->n_assumed_range += !ranged;
        code = jy_lighting_project(w->l, 1, &c->at, &view.at, err);
        if (code == JY_OK)
            cover(w, points, &view);
    }
    gis_rtree_free(points);
    return code;
}

/* --- dwellings -----------------------------------------------------------------------------------
 */

static enum jy_code add_walls(struct work *w, const struct jy_geometry *g, struct jy_error *err)
{
    struct gis_xy *xy JY_AUTOFREE = jy_malloc((g->n_points + 1) * sizeof *xy);
    if (jy_lighting_project(w->l, g->n_points, g->points, xy, err) != JY_OK)
        return err->code;
    size_t start = 0;
    for (size_t part = 0; part < g->n_parts; part++) {
        for (size_t i = start; i + 1 < g->part_end[part]; i++) {
            w->walls = jy_grow(w->walls, &w->cap_walls, w->n_walls + 1, sizeof *w->walls);
            w->walls[w->n_walls++] = (struct gis_wall){xy[i], xy[i + 1]};
        }
        start = g->part_end[part];
    }
    return JY_OK;
}

/* What a building is used for is seldom known: all of them are left out. */
static enum jy_code add_dwellings(struct work *w, struct jy_error *err)
{
    const struct jy_city_data *d = w->l->data;
    for (size_t i = 0; i < d->n_places; i++) {
        if (d->places[i].kind != JY_PLACE_BUILDING ||
            d->places[i].geometry.kind != JY_GEOMETRY_POLYGONS)
            continue;
        if (add_walls(w, &d->places[i].geometry, err) != JY_OK)
            return err->code;
        w->out->n_dwellings++;
    }
    return JY_OK;
}

/* --- sites ---------------------------------------------------------------------------------------
 */

/* What the city pays for a camera there. */
static double city_share(const struct jy_camera_places *p, double cost_yen)
{
    return p->subsidy != NULL ? jy_subsidy_grant_yen(p->subsidy, cost_yen) : cost_yen;
}

static double cost_at(const struct jy_camera_places *p, enum jy_camera_site_kind kind)
{
    return kind == JY_CAMERA_SITE_JUNCTION ? p->new_pole_yen : p->pole_yen;
}

static bool in_city(const struct jy_city_data *d, struct gis_lonlat at)
{
    static const enum jy_area_kind kinds[] = {JY_AREA_BOUNDARY, JY_AREA_DISTRICT, JY_AREA_CHOME};
    for (size_t k = 0; k < 3; k++) {
        bool any = false;
        for (size_t i = 0; i < d->n_areas && !any; i++)
            any = d->areas[i].kind == kinds[k] && d->areas[i].geometry.kind == JY_GEOMETRY_POLYGONS;
        if (any)
            return jy_city_data_area_at(d, kinds[k], at) != NULL;
    }
    return true;
}

static void add_site(struct work *w, enum jy_camera_site_kind kind, const char *ref,
                     struct gis_lonlat at, struct gis_xy xy)
{
    const struct jy_camera_places *p = w->out;
    const bool is_new = kind == JY_CAMERA_SITE_JUNCTION;
    double cost = fmax(1, city_share(p, cost_at(p, kind)));
    if (isnan(p->options.budget_yen))
        cost = is_new ? 1 + NEW_POLE_HANDICAP : 1;
    if (!in_city(w->l->data, at))
        return;
    w->sites = jy_grow(w->sites, &w->cap_sites, w->n_sites + 1, sizeof *w->sites);
    w->gis = jy_grow(w->gis, &w->cap_gis, w->n_sites + 1, sizeof *w->gis);
    w->sites[w->n_sites] = (struct site){kind, ref, at};
    w->gis[w->n_sites++] = (struct gis_view_site){xy, cost};
    w->out->n_sites[kind]++;
}

static double distance2(const void *context, struct gis_xy p, uint32_t item)
{
    const struct gis_view_site *sites = context;
    const double dx = sites[item].at.x_m - p.x_m, dy = sites[item].at.y_m - p.y_m;
    return dx * dx + dy * dy;
}

/* Sites there are so far, for "is one there already". */
static enum jy_code index_sites(const struct work *w, struct gis_rtree **out, struct jy_error *err)
{
    struct gis_box *boxes JY_AUTOFREE = jy_malloc((w->n_sites + 1) * sizeof *boxes);
    for (size_t i = 0; i < w->n_sites; i++) {
        boxes[i] = (struct gis_box){w->gis[i].at.x_m, w->gis[i].at.y_m, w->gis[i].at.x_m,
                                    w->gis[i].at.y_m};
    }
    const enum gis_status status = gis_rtree_new(w->n_sites, boxes, out);
    return status == GIS_OK ? JY_OK : fail_gis(err, status);
}

static bool taken(const struct work *w, const struct gis_rtree *tree, struct gis_xy at,
                  double within_m)
{
    uint32_t item;
    double d_m;
    return gis_rtree_nearest(tree, at, within_m, distance2, w->gis, &item, &d_m);
}

static enum jy_code add_poles(struct work *w, size_t n_poles, const struct jy_pole *poles,
                              struct jy_error *err)
{
    for (size_t i = 0; i < n_poles; i++) {
        struct gis_xy xy;
        if (jy_lighting_project(w->l, 1, &poles[i].at, &xy, err) != JY_OK)
            return err->code;
        add_site(w, JY_CAMERA_SITE_POLE, poles[i].ref, poles[i].at, xy);
    }
    return JY_OK;
}

static enum jy_code add_light_poles(struct work *w, struct jy_error *err)
{
    const struct jy_city_data *d = w->l->data;
    struct gis_rtree *tree = NULL;
    const size_t n_before = w->n_sites;
    enum jy_code code = index_sites(w, &tree, err);
    for (size_t i = 0; i < d->n_lights && code == JY_OK; i++) {
        const struct jy_light_point *light = &d->lights[i];
        struct gis_xy xy;
        code = jy_lighting_project(w->l, 1, &light->at, &xy, err);
        if (code != JY_OK || light->status == JY_STATUS_PLANNED ||
            (n_before > 0 && taken(w, tree, xy, JY_CAMERA_SAME_POLE_M)))
            continue;
        add_site(w, JY_CAMERA_SITE_LIGHT, light->ref, light->at, xy);
    }
    gis_rtree_free(tree);
    return code;
}

static enum jy_code add_junctions(struct work *w, struct jy_error *err)
{
    const struct gis_network *net = w->l->network;
    uint8_t *junction JY_AUTOFREE = jy_calloc((size_t)net->n_nodes + 1, 1);
    struct gis_rtree *tree = NULL;
    gis_network_junctions(net, junction);
    const size_t n_before = w->n_sites;
    enum jy_code code = index_sites(w, &tree, err);
    for (uint32_t v = 0; v < net->n_nodes && code == JY_OK; v++) {
        struct gis_lonlat at;
        if (!junction[v] || (n_before > 0 && taken(w, tree, net->node_xy[v], JY_PLAN_POLE_NEAR_M)))
            continue;
        code = jy_lighting_unproject(w->l, 1, &net->node_xy[v], &at, err);
        if (code == JY_OK)
            add_site(w, JY_CAMERA_SITE_JUNCTION, NULL, at, net->node_xy[v]);
    }
    gis_rtree_free(tree);
    return code;
}

/* --- what was chosen
 * ------------------------------------------------------------------------------ */

static enum jy_code draw_ring(const struct work *w, const struct gis_view *v,
                              struct jy_camera_place *place, struct jy_error *err)
{
    const bool round = v->angle_deg >= 360;
    const int n = (int)ceil(v->angle_deg / RING_STEP_DEG);
    struct gis_xy *xy JY_AUTOFREE = jy_malloc(((size_t)n + 3) * sizeof *xy);
    size_t k = 0;
    if (!round)
        xy[k++] = v->at;
    for (int i = n; i >= 0; i--) { /* counterclockwise */
        const double deg = v->direction_deg - v->angle_deg / 2 + v->angle_deg * i / n;
        xy[k++] = (struct gis_xy){v->at.x_m + v->range_m * sin(deg * (M_PI / 180)),
                                  v->at.y_m + v->range_m * cos(deg * (M_PI / 180))};
    }
    if (!round) {
        xy[k++] = v->at;
    } else {
        xy[k - 1] = xy[0];
    }
    place->ring = jy_malloc(k * sizeof *place->ring);
    place->n_ring = k;
    return jy_lighting_unproject(w->l, k, xy, place->ring, err);
}

static enum jy_code describe(struct work *w, size_t i, struct jy_error *err)
{
    struct jy_camera_places *p = w->out;
    const struct gis_view_pick *pick = &p->result.picks[i];
    assert(w->sites != NULL); /* one of them is picked */
    const struct site *site = &w->sites[pick->site];
    const struct gis_snap snap =
        gis_network_nearest(w->l->network, w->gis[pick->site].at, ROAD_NAME_M);
    const double cost_yen = cost_at(p, site->kind), city_yen = city_share(p, cost_yen);
    p->places[i] = (struct jy_camera_place){
        .at = site->at,
        .kind = site->kind,
        .ref = site->ref,
        .district = jy_city_data_area_at(w->l->data, JY_AREA_DISTRICT, site->at),
        .road = snap.at.edge != GIS_NONE ? jy_lighting_road(w->l, snap.at.edge)->name : NULL,
        .direction_deg = pick->view.direction_deg,
        .range_m = pick->view.range_m,
        .gain = pick->gain,
        .cost_yen = cost_yen,
        .grant_yen = p->subsidy != NULL ? city_yen : 0};
    p->cost_yen += cost_yen;
    p->city_yen += city_yen;
    return draw_ring(w, &pick->view, &p->places[i], err);
}

static enum jy_code choose(struct work *w, struct jy_error *err)
{
    struct jy_camera_places *p = w->out;
    const struct jy_camera_options *o = &p->options;
    const struct gis_view_task task = {.n_points = w->n_points,
                                       .points = w->points,
                                       .weights = w->weights,
                                       .n_sites = w->n_sites,
                                       .sites = w->gis,
                                       .n_walls = w->n_walls,
                                       .walls = w->walls,
                                       .angle_deg = o->angle_deg,
                                       .range_m = o->range_m,
                                       .budget =
                                           isnan(o->budget_yen) ? (double)INFINITY : o->budget_yen,
                                       .max_views = o->number > 0 ? (size_t)o->number : SIZE_MAX,
                                       .least_gain = p->by_points ? 1 : 1e-6};
    const enum gis_status status = gis_view_plan_new(&task, &p->result);
    if (status != GIS_OK)
        return fail_gis(err, status);
    p->places = jy_calloc(p->result.n_picks + 1, sizeof *p->places);
    enum jy_code code = JY_OK;
    for (size_t i = 0; i < p->result.n_picks && code == JY_OK; i++)
        code = describe(w, i, err);
    return code;
}

/* --- the whole
 * ------------------------------------------------------------------------------------ */

static enum jy_code check_options(const struct jy_camera_options *o, struct jy_error *err)
{
    if (isnan(o->budget_yen) && o->number <= 0)
        return jy_fail(err, JY_EINVALID, "cameras: give a number or a budget");
    if (o->budget_yen < 0 || isinf(o->budget_yen) || o->number < 0)
        return jy_fail(err, JY_EINVALID, "cameras: number and budget must be 0 or more");
    if (o->from_year < 1900 || o->to_year > 2200 || o->from_year > o->to_year) {
        return jy_fail(err, JY_EINVALID, "years: %d to %d is no period from 1900 to 2200",
                       o->from_year, o->to_year);
    }
    if (!(o->angle_deg >= 1 && o->angle_deg <= 360) || !(o->range_m >= 1 && o->range_m <= 500))
        return jy_fail(err, JY_EINVALID, "cameras: angle 1 to 360 degrees, range 1 to 500 m");
    return JY_OK;
}

static enum jy_code set_money(struct jy_camera_places *p, struct jy_error *err)
{
    const struct jy_city *city = p->lighting->data->city;
    const struct jy_camera_options *o = &p->options;
    p->pole_yen = isnan(o->pole_yen) ? city->camera_costs.pole_yen : o->pole_yen;
    p->new_pole_yen = isnan(o->new_pole_yen) ? city->camera_costs.new_pole_yen : o->new_pole_yen;
    p->costs_assumed =
        city->camera_costs.source == NULL && (isnan(o->pole_yen) || isnan(o->new_pole_yen));
    if (o->applicant == JY_OWNER_CITY)
        return JY_OK;
    p->subsidy = jy_subsidy_find(city, JY_SUBSIDY_INSTALL, o->applicant, o->fiscal_year);
    if (p->subsidy != NULL)
        return JY_OK;
    struct jy_buf JY_AUTOBUF years = JY_BUF_INIT;
    jy_subsidy_years(city, JY_SUBSIDY_INSTALL, o->applicant, &years);
    if (o->fiscal_year == 0) {
        return jy_fail(err, JY_ENOTFOUND, "the profile has no subsidy for a camera of '%s'",
                       jy_owner_text(o->applicant));
    }
    return jy_fail(err, JY_ENOTFOUND,
                   "the profile has no subsidy for a camera of '%s' in fiscal year %d; years it "
                   "has: %s",
                   jy_owner_text(o->applicant), o->fiscal_year, jy_buf_text(&years));
}

static enum jy_code run(struct work *w, size_t n_poles, const struct jy_pole *poles,
                        struct jy_error *err)
{
    enum jy_code code = set_money(w->out, err);
    if (code == JY_OK)
        code = add_incidents(w, err);
    if (code == JY_OK && !w->out->by_points)
        code = add_areas(w, err);
    if (code == JY_OK)
        code = look_through(w, err);
    if (code == JY_OK)
        code = add_dwellings(w, err);
    if (code == JY_OK)
        code = add_poles(w, n_poles, poles, err);
    if (code == JY_OK)
        code = add_light_poles(w, err);
    if (code == JY_OK)
        code = add_junctions(w, err);
    return code == JY_OK ? choose(w, err) : code;
}

enum jy_code jy_camera_places_new(const struct jy_lighting *l, const struct jy_crime_rows *rows,
                                  const struct jy_taxonomy *taxonomy,
                                  const struct jy_plan_inputs *inputs,
                                  const struct jy_camera_options *options,
                                  struct jy_camera_places **out, struct jy_error *err)
{
    if (check_options(options, err) != JY_OK)
        return err->code;
    const struct jy_taxon *taxon = jy_taxonomy_find(taxonomy, options->offence);
    if (taxon == NULL)
        return jy_fail(err, JY_ENOTFOUND, "offence '%.60s' is not known", options->offence);
    struct jy_camera_places *p = jy_calloc(1, sizeof *p);
    *p = (struct jy_camera_places){
        .lighting = l, .options = *options, .offence = taxon, .sample = l->data->sample};
    p->options.offence = taxon->code;
    struct work w = {.l = l, .rows = rows, .taxonomy = taxonomy, .out = p};
    const enum jy_code code = run(&w, inputs->n_poles, inputs->poles, err);
    work_done(&w);
    if (code != JY_OK) {
        jy_camera_places_free(p);
        return code;
    }
    *out = p;
    return JY_OK;
}

void jy_camera_places_free(struct jy_camera_places *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->result.n_picks && p->places != NULL; i++)
        free(p->places[i].ring);
    free(p->places);
    gis_view_plan_done(&p->result);
    free(p->sources);
    free(p);
}

double jy_camera_places_ratio(const struct jy_camera_places *p)
{
    return p->result.bound > 0 ? p->result.gain / p->result.bound : 1;
}
