/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A light of the plan set up elsewhere: staff know what no table says. */
#include <math.h>
#include <stdlib.h>

#include "src/analysis/plan.h"
#include "src/base/mem.h"

static const struct gis_snap nowhere = {{GIS_NONE, 0}, 0};

static enum jy_code fail_gis(struct jy_error *err, enum gis_status status)
{
    return jy_fail(err, JY_EINTERNAL, "plan: %s", gis_status_text(status));
}

/* The registry's light of a number of the state, or the number in the plan of one chosen here. */
static struct jy_plan_neighbour name_of(const struct jy_plan *plan, struct gis_light_way way)
{
    const struct jy_lighting *l = plan->lighting;
    const struct jy_city_data *d = l->data;
    for (size_t i = 0; i < plan->result.n_picks; i++) {
        if (plan->result.picks[i].light == way.light)
            return (struct jy_plan_neighbour){NULL, plan->lights[i].number, way.distance_m};
    }
    if (way.light < l->n_counted)
        return (struct jy_plan_neighbour){&d->lights[l->light_of[way.light]], 0, way.distance_m};
    /* then those that were planned already, in the registry's order */
    size_t k = way.light - l->n_counted;
    for (size_t i = 0; i < d->n_lights; i++) {
        if (d->lights[i].status == JY_STATUS_PLANNED && !d->lights[i].counts && k-- == 0)
            return (struct jy_plan_neighbour){&d->lights[i], 0, way.distance_m};
    }
    return (struct jy_plan_neighbour){NULL, 0, way.distance_m};
}

/* The next lights along the road; the light itself steps aside meanwhile. */
static enum jy_code find_neighbours(struct jy_plan *plan, size_t i, struct jy_error *err)
{
    struct jy_plan_light *light = &plan->lights[i];
    uint32_t number = plan->result.picks[i].light;
    const struct gis_snap here = {light->on, 0};
    struct gis_light_way way[2];
    enum gis_status status = gis_lighting_move(plan->state, number, &nowhere, NULL);
    if (status == GIS_OK)
        status = gis_lighting_both_ways(plan->state, light->on, 1000, way);
    if (status == GIS_OK)
        status = gis_lighting_move(plan->state, number, &here, NULL);
    if (status != GIS_OK)
        return fail_gis(err, status);
    int nearer = way[1].distance_m < way[0].distance_m;
    light->n_neighbours = 0;
    for (int k = 0; k < 2; k++) {
        struct gis_light_way w = way[k ^ nearer];
        if (w.light != GIS_NONE && (k == 0 || w.light != way[nearer].light))
            light->neighbours[light->n_neighbours++] = name_of(plan, w);
    }
    return JY_OK;
}

static double apart_m(struct gis_lonlat a, struct gis_lonlat b)
{
    double m = INFINITY;
    return gis_distance_m(a, b, &m) == GIS_OK ? m : (double)INFINITY;
}

static const struct jy_pole *pole_near(const struct jy_plan_inputs *in, struct gis_lonlat at)
{
    const struct jy_pole *best = NULL;
    double best_m = JY_PLAN_POLE_NEAR_M;
    for (size_t i = 0; i < in->n_poles; i++) {
        /* a degree of latitude is 111 km: most are told apart without a sine */
        if (fabs(in->poles[i].at.lat_deg - at.lat_deg) > 1e-4)
            continue;
        double m = apart_m(in->poles[i].at, at);
        if (m > best_m || (best != NULL && m >= best_m))
            continue;
        best = &in->poles[i];
        best_m = m;
    }
    return best;
}

static void find_place(const struct jy_city_data *d, struct jy_plan_light *light)
{
    light->place = NULL;
    light->place_m = (double)NAN;
    for (size_t i = 0; i < d->n_places; i++) {
        const struct jy_place *place = &d->places[i];
        if (place->kind != JY_PLACE_STATION && place->kind != JY_PLACE_SCHOOL)
            continue;
        for (size_t k = 0; k < place->geometry.n_points; k++) {
            double m = apart_m(place->geometry.points[k], light->at);
            if (m > JY_PLAN_PLACE_M || (light->place != NULL && m >= light->place_m))
                continue;
            light->place = place;
            light->place_m = m;
        }
    }
}

/* What is known of the new place, without what depends on the other lights. */
static void describe(const struct jy_plan *plan, struct gis_on_edge on, struct gis_lonlat at,
                     const struct jy_pole *pole, struct jy_plan_light *light)
{
    const struct jy_lighting *l = plan->lighting;
    uint16_t district = l->parts[l->network->edge_road[on.edge]].district;
    if (district != light->district)
        light->crime_ratio = (double)NAN;
    light->at = at;
    light->on = on;
    light->road = jy_lighting_road(l, on.edge);
    light->district = district;
    light->kind = pole != NULL ? JY_PLAN_SITE_POLE : JY_PLAN_SITE_NEW;
    light->pole = pole;
    light->cost_yen = pole != NULL ? plan->cost_pole_yen : plan->cost_new_yen;
    light->consent = light->road->is_private ||
                     (pole != NULL && pole->owner != JY_OWNER_CITY && pole->kind != JY_POLE_OWN);
    light->requests = 0;
    for (size_t i = 0; i < l->data->n_requests; i++)
        light->requests += apart_m(l->data->requests[i], at) <= JY_PLAN_REQUEST_M;
    find_place(l->data, light);
}

/* A pole serves when its place along the road is this one: the figures are those that staff saw. */
#define SAME_PLACE_M 0.1

static enum jy_code find_site(const struct jy_plan *plan, struct gis_lonlat *at,
                              const struct jy_pole **pole, struct gis_snap *snap,
                              struct jy_error *err)
{
    const struct jy_lighting *l = plan->lighting;
    const struct jy_pole *near = pole_near(plan->inputs, *at);
    struct gis_lonlat places[2] = {*at, near != NULL ? near->at : *at};
    struct gis_xy xy[2];
    enum jy_code code = jy_lighting_project(l, 2, places, xy, err);
    if (code != JY_OK)
        return code;
    *snap = gis_network_nearest_with(l->network, xy[0], l->snap_m, GIS_ROAD_EVALUATE);
    if (snap->at.edge == GIS_NONE) {
        return jy_fail(err, JY_EINVALID, "%.6f,%.6f: no judged road within %.0f m", at->lon_deg,
                       at->lat_deg, l->snap_m);
    }
    struct gis_snap of_pole =
        gis_network_nearest_with(l->network, xy[1], l->snap_m, GIS_ROAD_EVALUATE);
    *pole = NULL;
    if (near != NULL && of_pole.at.edge == snap->at.edge &&
        fabs(of_pole.at.offset_m - snap->at.offset_m) <= SAME_PLACE_M) {
        *pole = near;
        *at = near->at;
        return JY_OK;
    }
    xy[0] = gis_network_xy(l->network, snap->at);
    return jy_lighting_unproject(l, 1, xy, at, err);
}

/* What a light does where it stands, with all the others. */
static enum jy_code measure(struct jy_plan *plan, size_t i, struct gis_snap at,
                            struct jy_error *err)
{
    struct jy_plan_light *light = &plan->lights[i];
    uint32_t number = plan->result.picks[i].light;
    enum gis_status status = gis_lighting_move(plan->state, number, &nowhere, NULL);
    if (status != GIS_OK)
        return fail_gis(err, status);
    double without_m = gis_lighting_summary(plan->state).uncovered_m;
    light->before_m = gis_lighting_distance_m(plan->state, at.at, NULL);
    status = gis_lighting_move(plan->state, number, &at, NULL);
    if (status != GIS_OK)
        return fail_gis(err, status);
    plan->after = gis_lighting_summary(plan->state);
    light->metres_m = without_m - plan->after.uncovered_m;
    light->weighted = plan->options.weights == JY_PLAN_LENGTH ? light->metres_m : (double)NAN;
    return JY_OK;
}

enum jy_code jy_plan_move(struct jy_plan *plan, size_t number, struct gis_lonlat at,
                          struct jy_error *err)
{
    const struct jy_pole *pole = NULL;
    struct gis_snap snap;
    if (number == 0 || number > plan->result.n_picks)
        return jy_fail(err, JY_EINVALID, "the plan has no light number %zu", number);
    if (!gis_lonlat_valid(at))
        return jy_fail(err, JY_EINVALID, "light %zu: no position on earth", number);
    enum jy_code code = find_site(plan, &at, &pole, &snap, err);
    if (code == JY_OK)
        code = measure(plan, number - 1, snap, err);
    if (code != JY_OK)
        return code;
    describe(plan, snap.at, at, pole, &plan->lights[number - 1]);
    plan->lights[number - 1].moved = true;
    plan->result.gain_m = plan->before.uncovered_m - plan->after.uncovered_m;
    plan->result.gain = plan->options.weights == JY_PLAN_LENGTH ? plan->result.gain_m : (double)NAN;
    plan->left_later_m = fmax(0, plan->after.uncovered_m - plan->left_no_site_m);
    for (size_t i = 0; i < plan->result.n_picks && code == JY_OK; i++) {
        const struct gis_snap here = {plan->lights[i].on, 0};
        if (plan->lights[i].moved && i != number - 1) /* moved before: its figures, too */
            code = measure(plan, i, here, err);
        if (code == JY_OK)
            code = find_neighbours(plan, i, err);
    }
    return code;
}
