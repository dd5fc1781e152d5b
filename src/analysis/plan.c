/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/plan.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/private_road.h"
#include "src/base/mem.h"

/* Free positions are looked at every so many metres, and at both ends of every permitted stretch.
 */
#define STEP_M 2.0
/* Weights are taken at the middle of pieces of at most this. */
#define BAND_M 10.0
/* Taking away less is not worth a lamp. */
#define LEAST_GAIN 1.0
/* Between equal gains an existing pole comes first even when only lights are counted. */
#define NEW_POLE_HANDICAP 1e-9

const char *jy_plan_site_text(enum jy_plan_site_kind kind)
{
    return kind == JY_PLAN_SITE_POLE ? "pole" : "new_pole";
}

bool jy_plan_weights_parse(const char *text, unsigned *out)
{
    static const char *const names[] = {"length", "crime", "requests", "places"};
    unsigned bits = 0;
    for (;;) {
        size_t n = strcspn(text, ","), i = 0;
        while (i < 4 && !(strlen(names[i]) == n && strncmp(names[i], text, n) == 0))
            i++;
        if (i == 4)
            return false;
        bits |= 1U << i;
        if (text[n] == '\0')
            break;
        text += n + 1;
    }
    *out = bits;
    return true;
}

static enum jy_code fail_gis(struct jy_error *err, enum gis_status status)
{
    return jy_fail(err, JY_EINTERNAL, "plan: %s", gis_status_text(status));
}

/* --- the work --------------------------------------------------------------------------------- */

/* A site on the way: what gis knows, and whose pole it is. */
struct site {
    uint32_t pole;   /* index in inputs->poles; GIS_NONE: a new one */
    uint32_t number; /* of a light adopted before; 0: a free site */
    struct gis_lonlat at;
};

struct planning {
    const struct jy_lighting *l;
    struct jy_plan *plan;
    size_t n_sites, cap_gis, cap_sites;
    struct gis_plan_site *gis;
    struct site *sites;
    uint32_t n_base; /* lights of the state before the plan */
    uint32_t *of;    /* light of the state -> index in data->lights */
    bool keeps;      /* the rule is of the kind that keeps a distance between lights */
    size_t n_requests, n_places;
    struct gis_xy *requests, *places;
    const struct jy_place **place_of;
    double *crime; /* ratio by district, NaN unknown; NULL: no offences known */
    size_t *used;  /* of the quota of each district, by lights of this plan that are set up */
    size_t *first_weight;
    size_t n_weights, cap_weights;
    struct gis_plan_weight *weights;
};

static void planning_done(struct planning *p)
{
    free(p->gis);
    free(p->sites);
    free(p->of);
    free(p->requests);
    free(p->places);
    free(p->place_of);
    free(p->crime);
    free(p->used);
    free(p->first_weight);
    free(p->weights);
}

/* Index in inputs->members; n_members: another light. */
static size_t member_of(const struct planning *p, int64_t light)
{
    const struct jy_plan_inputs *in = p->plan->inputs;
    size_t i = 0;
    while (i < in->n_members && in->members[i].light != light)
        i++;
    return i;
}

/* This plan's own, still planned: they are sites of the plan. */
static bool is_own(const struct planning *p, const struct jy_light_point *light)
{
    return light->status == JY_STATUS_PLANNED &&
           member_of(p, light->id) < p->plan->inputs->n_members;
}

/* Lights the rule counts, and those planned already: they are fixed. */
static enum jy_code make_state(struct planning *p, struct jy_error *err)
{
    const struct jy_lighting *l = p->l;
    const struct jy_city_data *d = l->data;
    struct gis_snap *snaps JY_AUTOFREE = jy_malloc((2 * d->n_lights + 1) * sizeof *snaps);
    struct gis_lonlat *at JY_AUTOFREE = jy_malloc((d->n_lights + 1) * sizeof *at);
    struct gis_xy *xy JY_AUTOFREE = jy_malloc((d->n_lights + 1) * sizeof *xy);
    p->of = jy_malloc((2 * d->n_lights + 1) * sizeof *p->of);
    size_t n = 0, n_more = 0;
    for (size_t i = 0; i < l->n_counted; i++) {
        if (is_own(p, &d->lights[l->light_of[i]]))
            continue;
        snaps[n] = l->snaps[i];
        p->of[n++] = l->light_of[i];
    }
    for (size_t i = 0; i < d->n_lights; i++) {
        if (d->lights[i].status != JY_STATUS_PLANNED || is_own(p, &d->lights[i]))
            continue;
        p->plan->n_kept++;
        if (d->lights[i].counts)
            continue;
        at[n_more] = d->lights[i].at;
        p->of[n + n_more++] = (uint32_t)i;
    }
    enum jy_code code = jy_lighting_project(l, n_more, at, xy, err);
    if (code != JY_OK)
        return code;
    gis_lights_snap(l->network, n_more, xy, l->snap_m, snaps + n);
    p->n_base = (uint32_t)(n + n_more);
    const struct gis_lighting_rule rule = gis_lighting_rule_of(l->state);
    enum gis_status status =
        gis_lighting_new_by_rule(l->network, &rule, p->n_base, snaps, &p->plan->state);
    return status == GIS_OK ? JY_OK : fail_gis(err, status);
}

/* --- sites ------------------------------------------------------------------------------------ */

static bool road_allows(const struct planning *p, uint32_t edge)
{
    if (!(p->l->network->edge_flags[edge] & GIS_ROAD_EVALUATE))
        return false;
    if (!jy_lighting_road(p->l, edge)->is_private)
        return true;
    const struct jy_private_road way = jy_private_road_at(p->l, edge);
    return jy_rule_pack_private(p->l->data->rule, &way) != JY_VERDICT_NO;
}

static uint16_t district_of(const struct jy_lighting *l, uint32_t edge)
{
    return l->parts[l->network->edge_road[edge]].district;
}

static double cost_yen(const struct jy_plan *plan, uint32_t pole)
{
    return pole == GIS_NONE ? plan->cost_new_yen : plan->cost_pole_yen;
}

static void site_add(struct planning *p, struct gis_on_edge at, uint32_t pole)
{
    const struct jy_plan *plan = p->plan;
    bool is_new = pole == GIS_NONE;
    double cost = cost_yen(plan, pole);
    if (isnan(plan->options.budget_yen))
        cost = is_new ? 1 + NEW_POLE_HANDICAP : 1;
    uint16_t district = district_of(p->l, at.edge);
    p->gis = jy_grow(p->gis, &p->cap_gis, p->n_sites + 1, sizeof *p->gis);
    p->sites = jy_grow(p->sites, &p->cap_sites, p->n_sites + 1, sizeof *p->sites);
    p->gis[p->n_sites] = (struct gis_plan_site){
        at, cost, district == JY_NO_DISTRICT ? GIS_NONE : (uint32_t)district};
    p->sites[p->n_sites++] = (struct site){.pole = pole};
}

/* The pole that a light of an earlier plan stands on. */
static uint32_t pole_at(const struct planning *p, struct gis_xy at, const struct gis_xy *poles)
{
    uint32_t best = GIS_NONE;
    double least_m = JY_PLAN_POLE_NEAR_M;
    for (size_t i = 0; i < p->plan->inputs->n_poles; i++) {
        double m = hypot(poles[i].x_m - at.x_m, poles[i].y_m - at.y_m);
        if (m >= least_m)
            continue;
        least_m = m;
        best = (uint32_t)i;
    }
    return best;
}

/* One light of the plan as it was adopted: a site in its order, or set up by now. */
static void own_add(struct planning *p, const struct jy_plan_member *member,
                    const struct jy_light_point *light, struct gis_snap snap, uint32_t pole)
{
    struct jy_plan *plan = p->plan;
    uint16_t district = snap.at.edge == GIS_NONE ? JY_NO_DISTRICT : district_of(p->l, snap.at.edge);
    if (light->status == JY_STATUS_PLANNED && snap.at.edge != GIS_NONE) {
        site_add(p, snap.at, pole);
        p->sites[p->n_sites - 1].number = member->number;
        p->sites[p->n_sites - 1].at = light->at;
        plan->n_own++;
        return;
    }
    plan->n_done++;
    plan->done_yen += cost_yen(plan, pole);
    if (district != JY_NO_DISTRICT)
        p->used[district]++;
}

/* Lights of this plan that the registry holds. */
static enum jy_code add_own(struct planning *p, struct jy_error *err)
{
    const struct jy_plan_inputs *in = p->plan->inputs;
    struct gis_lonlat *at JY_AUTOFREE = jy_malloc((in->n_poles + 1) * sizeof *at);
    struct gis_xy *poles JY_AUTOFREE = jy_malloc((in->n_poles + 1) * sizeof *poles);
    p->used = jy_calloc(p->l->n_districts + 1, sizeof *p->used);
    for (size_t i = 0; i < in->n_poles; i++)
        at[i] = in->poles[i].at;
    enum jy_code code = JY_OK;
    if (in->n_members > 0)
        code = jy_lighting_project(p->l, in->n_poles, at, poles, err);
    for (size_t i = 0; i < in->n_members && code == JY_OK; i++) {
        const struct jy_light_point *light = jy_city_data_light(p->l->data, in->members[i].light);
        struct gis_xy xy;
        struct gis_snap snap;
        if (light == NULL)
            continue;
        code = jy_lighting_project(p->l, 1, &light->at, &xy, err);
        if (code != JY_OK)
            return code;
        gis_lights_snap(p->l->network, 1, &xy, p->l->snap_m, &snap);
        own_add(p, &in->members[i], light, snap, pole_at(p, xy, poles));
    }
    return code;
}

/* Other lights of this fiscal year use up the quota too. */
static void add_installed(struct planning *p)
{
    const struct jy_plan_inputs *in = p->plan->inputs;
    for (size_t i = 0; i < in->n_installed; i++) {
        bool own = false;
        for (size_t k = 0; k < in->n_members && !own; k++)
            own = in->members[k].light == in->installed[i].light;
        if (own)
            continue; /* counted with the plan */
        p->plan->n_this_year++;
        for (size_t d = 0; d < p->l->n_districts; d++) {
            if (jy_geometry_holds(&p->l->districts[d]->geometry, in->installed[i].at)) {
                p->used[d]++;
                break;
            }
        }
    }
}

static enum jy_code add_poles(struct planning *p, struct jy_error *err)
{
    const struct jy_plan_inputs *in = p->plan->inputs;
    struct gis_lonlat *at JY_AUTOFREE = jy_malloc((in->n_poles + 1) * sizeof *at);
    struct gis_xy *xy JY_AUTOFREE = jy_malloc((in->n_poles + 1) * sizeof *xy);
    struct gis_snap *snaps JY_AUTOFREE = jy_malloc((in->n_poles + 1) * sizeof *snaps);
    for (size_t i = 0; i < in->n_poles; i++)
        at[i] = in->poles[i].at;
    enum jy_code code = jy_lighting_project(p->l, in->n_poles, at, xy, err);
    if (code != JY_OK)
        return code;
    gis_lights_snap(p->l->network, in->n_poles, xy, p->l->snap_m, snaps);
    for (size_t i = 0; i < in->n_poles; i++) {
        if (snaps[i].at.edge != GIS_NONE && road_allows(p, snaps[i].at.edge))
            site_add(p, snaps[i].at, (uint32_t)i);
    }
    p->plan->n_pole_sites = p->n_sites - p->plan->n_own;
    return JY_OK;
}

/* Poles of an edge, so that free positions beside them are left out. */
struct pole_index {
    size_t *first; /* by edge */
    double *offset_m;
};

static struct pole_index index_poles(const struct planning *p)
{
    uint32_t n_edges = p->l->network->n_edges;
    struct pole_index index = {jy_calloc((size_t)n_edges + 2, sizeof *index.first),
                               jy_malloc((p->n_sites + 1) * sizeof *index.offset_m)};
    for (size_t i = 0; i < p->n_sites; i++)
        index.first[p->gis[i].at.edge + 2]++;
    for (uint32_t e = 2; e < n_edges + 2; e++)
        index.first[e] += index.first[e - 1];
    for (size_t i = 0; i < p->n_sites; i++)
        index.offset_m[index.first[p->gis[i].at.edge + 1]++] = p->gis[i].at.offset_m;
    return index;
}

static void free_site(struct planning *p, const struct pole_index *poles, uint32_t edge,
                      double offset_m)
{
    for (size_t i = poles->first[edge]; i < poles->first[edge + 1]; i++) {
        if (fabs(poles->offset_m[i] - offset_m) < JY_PLAN_POLE_NEAR_M)
            return;
    }
    site_add(p, (struct gis_on_edge){edge, offset_m}, GIS_NONE);
}

/* Where the rule lets a light stand: everywhere dark, or where it keeps the spacing. */
static void add_free_edge(struct planning *p, const struct pole_index *poles, uint32_t edge)
{
    const struct gis_lighting *state = p->plan->state;
    size_t n = gis_lighting_eligible(state, edge, 0, NULL);
    struct gis_interval *in JY_AUTOFREE = jy_malloc((n + 1) * sizeof *in);
    (void)gis_lighting_eligible(state, edge, n, in);
    if (!p->keeps) {
        n = 1;
        in[0] = (struct gis_interval){0, p->l->network->edge_length_m[edge]};
    }
    for (size_t i = 0; i < n; i++) {
        double at_m = in[i].from_m;
        while (at_m < in[i].to_m) {
            free_site(p, poles, edge, at_m);
            at_m += STEP_M;
        }
        free_site(p, poles, edge, in[i].to_m);
    }
}

static void add_free(struct planning *p)
{
    const struct gis_network *net = p->l->network;
    struct pole_index poles = index_poles(p);
    for (uint32_t e = 0; e < net->n_edges; e++) {
        if (gis_lighting_edge_piece(p->plan->state, e) != GIS_NONE && road_allows(p, e))
            add_free_edge(p, &poles, e);
    }
    for (size_t i = 0; i < p->l->extra.upper; i++) { /* where the fewest lights would stand */
        if (road_allows(p, p->l->extra.at[i].edge))
            free_site(p, &poles, p->l->extra.at[i].edge, p->l->extra.at[i].offset_m);
    }
    free(poles.first);
    free(poles.offset_m);
    p->plan->n_sites = p->n_sites - p->plan->n_own;
}

/* --- weights ---------------------------------------------------------------------------------- */

static bool place_counts(const struct jy_place *place)
{
    return (place->kind == JY_PLACE_STATION || place->kind == JY_PLACE_SCHOOL) &&
           place->geometry.n_points > 0;
}

/* Stations and schools by all points of their outlines. */
static enum jy_code load_places(struct planning *p, struct jy_error *err)
{
    const struct jy_city_data *d = p->l->data;
    size_t n = 0, k = 0;
    for (size_t i = 0; i < d->n_places; i++)
        n += place_counts(&d->places[i]) ? d->places[i].geometry.n_points : 0;
    struct gis_lonlat *at JY_AUTOFREE = jy_malloc((n + 1) * sizeof *at);
    p->places = jy_malloc((n + 1) * sizeof *p->places);
    p->place_of = jy_malloc((n + 1) * sizeof(struct jy_place *));
    for (size_t i = 0; i < d->n_places; i++) {
        for (size_t j = 0; place_counts(&d->places[i]) && j < d->places[i].geometry.n_points; j++) {
            at[k] = d->places[i].geometry.points[j];
            p->place_of[k++] = &d->places[i];
        }
    }
    p->n_places = n;
    return jy_lighting_project(p->l, n, at, p->places, err);
}

static enum jy_code load_requests(struct planning *p, struct jy_error *err)
{
    p->n_requests = p->l->data->n_requests;
    p->requests = jy_malloc((p->n_requests + 1) * sizeof *p->requests);
    return jy_lighting_project(p->l, p->n_requests, p->l->data->requests, p->requests, err);
}

static double distance_m(struct gis_xy a, struct gis_xy b)
{
    return hypot(a.x_m - b.x_m, a.y_m - b.y_m);
}

static int requests_near(const struct planning *p, struct gis_xy at)
{
    int n = 0;
    for (size_t i = 0; i < p->n_requests; i++)
        n += distance_m(p->requests[i], at) <= JY_PLAN_REQUEST_M;
    return n;
}

static const struct jy_place *place_near(const struct planning *p, struct gis_xy at, double *out_m)
{
    const struct jy_place *best = NULL;
    *out_m = (double)NAN;
    for (size_t i = 0; i < p->n_places; i++) {
        double m = distance_m(p->places[i], at);
        if (m > JY_PLAN_PLACE_M || (best != NULL && m >= *out_m))
            continue;
        best = p->place_of[i];
        *out_m = m;
    }
    return best;
}

/* Area of polygons of some hundred metres to some kilometres, m2: degrees as a plane. */
static double area_m2(const struct jy_geometry *g)
{
    double sum = 0, scale = 0;
    size_t start = 0;
    for (size_t part = 0; part < g->n_parts; part++) {
        double ring = 0;
        for (size_t i = start; i + 1 < g->part_end[part]; i++) {
            ring += g->points[i].lon_deg * g->points[i + 1].lat_deg -
                    g->points[i + 1].lon_deg * g->points[i].lat_deg;
        }
        sum += g->part_outer != NULL && !g->part_outer[part] ? -fabs(ring) : fabs(ring);
        start = g->part_end[part];
    }
    if (g->n_points > 0)
        scale = cos(g->points[0].lat_deg * (M_PI / 180));
    return sum / 2 * 111320.0 * 111320.0 * scale;
}

/* Density of offences of each district over that of all of them together. */
static void load_crime(struct planning *p)
{
    const struct jy_plan_inputs *in = p->plan->inputs;
    double cases = 0, m2 = 0;
    if (in->n_districts == 0 || in->n_districts != p->l->n_districts)
        return;
    p->crime = jy_malloc(in->n_districts * sizeof *p->crime);
    for (size_t i = 0; i < in->n_districts; i++) {
        p->crime[i] = area_m2(&p->l->districts[i]->geometry);
        cases += (double)in->district_cases[i];
        m2 += p->crime[i];
    }
    for (size_t i = 0; i < in->n_districts; i++) {
        p->crime[i] = cases > 0 && p->crime[i] > 0
                          ? (double)in->district_cases[i] / p->crime[i] / (cases / m2)
                          : (double)NAN;
    }
}

static double crime_ratio(const struct planning *p, uint32_t edge)
{
    uint16_t district = district_of(p->l, edge);
    return p->crime != NULL && district != JY_NO_DISTRICT ? p->crime[district] : (double)NAN;
}

static double weight_at(const struct planning *p, struct gis_on_edge at)
{
    unsigned bits = p->plan->options.weights;
    struct gis_xy xy = gis_network_xy(p->l->network, at);
    double weight = bits & JY_PLAN_LENGTH ? 1 : 0, ratio = crime_ratio(p, at.edge), m;
    if (bits & JY_PLAN_CRIME && !isnan(ratio))
        weight += ratio;
    if (bits & JY_PLAN_REQUESTS)
        weight += fmin(requests_near(p, xy), JY_PLAN_REQUESTS_MAX);
    if (bits & JY_PLAN_PLACES && place_near(p, xy, &m) != NULL)
        weight += 1;
    return weight;
}

/* Pieces of equal weight of all edges that are dark somewhere. */
static void weigh_edges(struct planning *p)
{
    const struct gis_network *net = p->l->network;
    p->first_weight = jy_calloc((size_t)net->n_edges + 1, sizeof *p->first_weight);
    for (uint32_t e = 0; e < net->n_edges; e++) {
        double length_m = net->edge_length_m[e];
        bool dark = gis_lighting_edge_piece(p->plan->state, e) != GIS_NONE;
        int n = dark ? (int)ceil(length_m / BAND_M) : 0;
        for (int k = 0; k < n; k++) {
            double from_m = length_m * k / n, to_m = length_m * (k + 1) / n;
            p->weights = jy_grow(p->weights, &p->cap_weights, p->n_weights + 1, sizeof *p->weights);
            p->weights[p->n_weights++] = (struct gis_plan_weight){
                k + 1 == n ? length_m : to_m,
                weight_at(p, (struct gis_on_edge){e, (from_m + to_m) / 2})};
        }
        p->first_weight[e + 1] = p->n_weights;
    }
}

/* --- what was chosen -------------------------------------------------------------------------- */

/* The next lights along the road as they will stand: the light itself steps aside meanwhile. */
static enum jy_code find_neighbours(const struct planning *p, size_t i, struct jy_error *err)
{
    struct jy_plan_light *light = &p->plan->lights[i];
    uint32_t number = p->plan->result.picks[i].light;
    const struct gis_snap nowhere = {{GIS_NONE, 0}, 0}, here = {light->on, 0};
    struct gis_light_way way[2];
    enum gis_status status = gis_lighting_move(p->plan->state, number, &nowhere, NULL);
    if (status == GIS_OK)
        status = gis_lighting_both_ways(p->plan->state, light->on, 1000, way);
    if (status == GIS_OK)
        status = gis_lighting_move(p->plan->state, number, &here, NULL);
    if (status != GIS_OK)
        return fail_gis(err, status);
    int nearer = way[1].distance_m < way[0].distance_m;
    for (int k = 0; k < 2; k++) {
        struct gis_light_way w = way[k ^ nearer];
        if (w.light == GIS_NONE || (k == 1 && w.light == way[nearer].light))
            continue;
        light->neighbours[light->n_neighbours++] =
            w.light < p->n_base
                ? (struct jy_plan_neighbour){&p->l->data->lights[p->of[w.light]], 0, w.distance_m}
                : (struct jy_plan_neighbour){NULL, p->plan->lights[w.light - p->n_base].number,
                                             w.distance_m};
    }
    return JY_OK;
}

static enum jy_code describe(struct planning *p, size_t i, struct jy_error *err)
{
    const struct gis_plan_pick *pick = &p->plan->result.picks[i];
    struct gis_on_edge on = p->gis[pick->site].at;
    uint32_t pole = p->sites[pick->site].pole;
    struct gis_xy xy = gis_network_xy(p->l->network, on);
    struct jy_plan_light *light = &p->plan->lights[i];
    *light = (struct jy_plan_light){
        .number = light->number,
        .kept = p->sites[pick->site].number > 0,
        .on = on,
        .road = jy_lighting_road(p->l, on.edge),
        .district = district_of(p->l, on.edge),
        .kind = pole == GIS_NONE ? JY_PLAN_SITE_NEW : JY_PLAN_SITE_POLE,
        .pole = pole == GIS_NONE ? NULL : &p->plan->inputs->poles[pole],
        .cost_yen = cost_yen(p->plan, pole),
        .weighted = pick->gain,
        .metres_m = pick->metres_m,
        .before_m = pick->before_m,
        .requests = requests_near(p, xy),
        .crime_ratio = crime_ratio(p, on.edge),
    };
    light->place = place_near(p, xy, &light->place_m);
    light->consent =
        light->road->is_private || (light->pole != NULL && light->pole->owner != JY_OWNER_CITY &&
                                    light->pole->kind != JY_POLE_OWN);
    if (light->kept) {
        light->at = p->sites[pick->site].at;
    } else if (light->pole != NULL) {
        light->at = light->pole->at;
    }
    enum jy_code code = light->kept || light->pole != NULL
                            ? JY_OK
                            : jy_lighting_unproject(p->l, 1, &xy, &light->at, err);
    return code == JY_OK ? find_neighbours(p, i, err) : code;
}

/* How many lights at most, those of this plan that stand already counted off. */
static size_t max_lights(const struct planning *p)
{
    const struct jy_plan *plan = p->plan;
    const struct jy_plan_options *o = &plan->options;
    size_t max = o->lights > 0 ? (size_t)o->lights : SIZE_MAX;
    if (isnan(o->budget_yen) && o->lights <= 0)
        max = plan->n_own + plan->n_done; /* a name alone: what it adopted */
    size_t quota = p->l->data->rule->quota_year > 0 ? (size_t)p->l->data->rule->quota_year : max;
    if (p->l->data->rule->quota_year > 0)
        quota = quota > plan->n_this_year ? quota - plan->n_this_year : 0;
    max = quota < max ? quota : max;
    return max == SIZE_MAX ? max : max > plan->n_done ? max - plan->n_done : 0;
}

/* Those adopted keep their numbers, the others follow the last of them. */
static void number_lights(const struct planning *p)
{
    struct jy_plan *plan = p->plan;
    const struct jy_plan_inputs *in = plan->inputs;
    uint32_t next = in->n_members > 0 ? in->members[in->n_members - 1].number : 0;
    assert(p->sites != NULL || plan->result.n_picks == 0);
    for (size_t i = 0; i < plan->result.n_picks; i++) {
        uint32_t number = p->sites[plan->result.picks[i].site].number;
        plan->lights[i].number = number > 0 ? number : ++next;
    }
}

static enum jy_code choose(struct planning *p, struct jy_error *err)
{
    struct jy_plan *plan = p->plan;
    const struct jy_rule_pack *rule = p->l->data->rule;
    const double budget_yen = plan->options.budget_yen;
    const struct gis_plan_task task = {
        .n_sites = p->n_sites,
        .sites = p->gis,
        .n_fixed = plan->n_own,
        .edge_distance = p->keeps,
        .budget = isnan(budget_yen) ? (double)INFINITY : fmax(0, budget_yen - plan->done_yen),
        .max_lights = max_lights(p),
        .quota = rule->quota_district_year > 0 ? (size_t)rule->quota_district_year : 0,
        .n_groups = p->l->n_districts,
        .used = p->used,
        .least_gain = LEAST_GAIN,
        .first_weight = p->first_weight,
        .weights = p->weights,
    };
    enum gis_status status = gis_plan_new(plan->state, &task, &plan->result);
    if (status != GIS_OK)
        return fail_gis(err, status);
    plan->after = gis_lighting_summary(plan->state);
    plan->left_no_site_m = fmax(0, plan->result.dark_m - plan->result.reachable_m);
    plan->left_later_m = fmax(0, plan->result.reachable_m - plan->result.gain_m);
    plan->lights = jy_calloc(plan->result.n_picks + 1, sizeof *plan->lights);
    number_lights(p);
    enum jy_code code = JY_OK;
    for (size_t i = 0; i < plan->result.n_picks && code == JY_OK; i++)
        code = describe(p, i, err);
    return code;
}

/* --- the whole -------------------------------------------------------------------------------- */

static enum jy_code check_options(const struct jy_plan_options *o, struct jy_error *err)
{
    if (isnan(o->budget_yen) && o->lights <= 0 && o->name == NULL)
        return jy_fail(err, JY_EINVALID, "plan: give a budget or a number of lights");
    if (o->budget_yen < 0 || isinf(o->budget_yen) || o->lights < 0)
        return jy_fail(err, JY_EINVALID, "plan: budget and number must be 0 or more");
    return JY_OK;
}

static enum jy_code run(struct planning *p, struct jy_error *err)
{
    enum jy_code code = make_state(p, err);
    if (code != JY_OK)
        return code;
    p->plan->before = gis_lighting_summary(p->plan->state);
    code = add_own(p, err);
    if (code == JY_OK)
        add_installed(p);
    if (code == JY_OK)
        code = add_poles(p, err);
    if (code == JY_OK)
        code = load_requests(p, err);
    if (code == JY_OK)
        code = load_places(p, err);
    if (code != JY_OK)
        return code;
    add_free(p);
    load_crime(p);
    if (p->plan->options.weights != JY_PLAN_LENGTH)
        weigh_edges(p);
    return choose(p, err);
}

enum jy_code jy_plan_new(const struct jy_lighting *l, const struct jy_plan_inputs *inputs,
                         struct jy_plan_options options, struct jy_plan **out, struct jy_error *err)
{
    enum jy_code code = check_options(&options, err);
    if (code != JY_OK)
        return code;
    struct jy_plan *plan = jy_calloc(1, sizeof *plan);
    const struct jy_plan_costs *costs = &l->data->city->plan_costs;
    if (options.weights == 0)
        options.weights = JY_PLAN_LENGTH;
    plan->lighting = l;
    plan->inputs = inputs;
    plan->options = options;
    plan->cost_pole_yen = costs->pole_yen;
    plan->cost_new_yen = costs->new_pole_yen;
    plan->costs_assumed = costs->source == NULL;
    struct planning p = {.l = l, .plan = plan, .keeps = l->data->rule->kind == JY_RULE_SEPARATION};
    code = run(&p, err);
    planning_done(&p);
    if (code != JY_OK) {
        jy_plan_free(plan);
        return code;
    }
    *out = plan;
    return JY_OK;
}

void jy_plan_free(struct jy_plan *plan)
{
    if (plan == NULL)
        return;
    gis_plan_done(&plan->result);
    gis_lighting_free(plan->state);
    free(plan->lights);
    free(plan);
}

double jy_plan_ratio(const struct jy_plan *plan)
{
    return plan->result.bound > 0 ? plan->result.gain / plan->result.bound : 1;
}
