/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/lighting.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/lighting_rule.h"
#include "src/analysis/road_cut.h"
#include "src/analysis/walk.h"
#include "src/base/clock.h"
#include "src/base/mem.h"

/* PROJ contexts are for one thread at a time; a transformation takes a microsecond. */
struct jy_lighting_lock {
    pthread_mutex_t mutex;
};

static enum jy_code fail_gis(struct jy_error *err, enum gis_status status, const char *what)
{
    return jy_fail(err, status == GIS_EDOMAIN || status == GIS_EPROJ ? JY_EINVALID : JY_EINTERNAL,
                   "%s: %s", what, gis_status_text(status));
}

static enum jy_code open_projection(struct jy_lighting *l, struct jy_error *err)
{
    const struct jy_city *city = l->data->city;
    enum gis_status status = city->epsg != 0
                                 ? gis_projection_new(city->epsg, &l->projection)
                                 : gis_projection_new_local(city->centre, &l->projection);
    if (status == GIS_OK)
        return JY_OK;
    return jy_fail(err, JY_EINVALID, "city profile: EPSG:%d is no projected CRS in metres",
                   city->epsg);
}

static enum jy_code build_network(struct jy_lighting *l, bool by_rule, struct jy_error *err)
{
    l->districts = jy_cut_districts(l->data, &l->n_districts);
    struct jy_cut_roads cut = {0};
    enum jy_code code =
        jy_cut_roads(l->data, l->projection, l->n_districts, l->districts, &cut, err);
    if (code == JY_OK && by_rule)
        code = jy_cut_kerbs(l->data, l->data->rule, &cut, err);
    if (code != JY_OK) {
        jy_cut_roads_done(&cut);
        return code;
    }

    const struct gis_roads roads = {.n_roads = cut.n,
                                    .first_point = cut.first_point,
                                    .points = cut.points,
                                    .flags = cut.flags,
                                    .levels = cut.levels};
    uint32_t bad = GIS_NONE;
    const struct gis_network_options options = {.end_gap_m = l->data->city->network.end_gap_m,
                                                .node_crossings =
                                                    l->data->city->network.node_crossings};
    enum gis_status status = gis_network_new(&roads, &options, &bad, &l->network);
    if (status != GIS_OK) {
        (void)fail_gis(err, status, "road network");
        if (bad != GIS_NONE)
            (void)jy_fail_in(err, "road %lld", (long long)l->data->roads[cut.parts[bad].road].id);
        code = err->code;
    }
    l->parts = cut.parts;
    l->n_parts = cut.n;
    cut.parts = NULL;
    jy_cut_roads_done(&cut);
    return code;
}

/* Projects the lights that the rule counts, in one batch. */
static enum jy_code project_lights(struct jy_lighting *l, struct gis_xy **out, struct jy_error *err)
{
    const struct jy_city_data *d = l->data;
    struct gis_lonlat *at JY_AUTOFREE = jy_malloc(d->n_lights * sizeof *at);
    struct gis_xy *xy = jy_malloc(d->n_lights * sizeof *xy);
    l->light_of = jy_malloc(d->n_lights * sizeof *l->light_of);
    for (size_t i = 0; i < d->n_lights; i++) {
        if (!d->lights[i].counts)
            continue;
        at[l->n_counted] = d->lights[i].at;
        l->light_of[l->n_counted++] = (uint32_t)i;
    }
    enum gis_status status = gis_project(l->projection, l->n_counted, at, xy);
    if (status != GIS_OK) {
        free(xy);
        return fail_gis(err, status, "streetlights");
    }
    *out = xy;
    return JY_OK;
}

static uint16_t district_of_point(const struct jy_lighting *l, struct gis_lonlat p)
{
    for (size_t i = 0; i < l->n_districts; i++) {
        if (jy_geometry_holds(&l->districts[i]->geometry, p))
            return (uint16_t)i;
    }
    return JY_NO_DISTRICT;
}

static enum jy_code build_state(struct jy_lighting *l, double spacing_m, struct jy_error *err)
{
    struct gis_xy *xy JY_AUTOFREE = NULL;
    enum jy_code code = project_lights(l, &xy, err);
    if (code != JY_OK)
        return code;
    l->snaps = jy_malloc(l->n_counted * sizeof *l->snaps);
    gis_lights_snap(l->network, l->n_counted, xy, l->snap_m, l->snaps);
    struct jy_edge_rule rule;
    jy_edge_rule_init(l, spacing_m, &rule);
    enum gis_status status =
        gis_lighting_new_by_rule(l->network, &rule.rule, l->n_counted, l->snaps, &l->state);
    jy_edge_rule_done(&rule);
    if (status != GIS_OK)
        return fail_gis(err, status, "lighting");
    l->light_district = jy_malloc(l->n_counted * sizeof *l->light_district);
    for (size_t i = 0; i < l->n_counted; i++)
        l->light_district[i] = district_of_point(l, l->data->lights[l->light_of[i]].at);
    return JY_OK;
}

const struct jy_road *jy_lighting_road(const struct jy_lighting *l, uint32_t edge)
{
    return &l->data->roads[l->parts[l->network->edge_road[edge]].road];
}

/* Some piece of it has a point with d >= s. */
static bool gap_eligible(const struct jy_lighting *l, struct gis_gap g)
{
    for (uint32_t p = g.first_piece; p != GIS_NONE;) {
        struct gis_dark_piece piece = gis_lighting_piece(l->state, p);
        if (piece.peak_m >=
            gis_lighting_edge_spacing_m(l->state, piece.edge) - GIS_LIGHTING_TOLERANCE_M)
            return true;
        p = piece.next_in_gap;
    }
    return false;
}

static void add_gap(struct jy_lighting *l, uint32_t gis_gap, size_t *cap, size_t *cap_index)
{
    struct gis_gap g = gis_lighting_gap(l->state, gis_gap);
    const struct jy_road *road = jy_lighting_road(l, g.darkest.edge);
    l->gaps = jy_grow(l->gaps, cap, l->n_gaps + 1, sizeof *l->gaps);
    if (gis_gap >= l->n_gap_index) {
        l->gap_index = jy_grow(l->gap_index, cap_index, gis_gap + 1, sizeof *l->gap_index);
        l->n_gap_index = gis_gap + 1;
    }
    l->gap_index[gis_gap] = (uint32_t)l->n_gaps;
    l->gaps[l->n_gaps] = (struct jy_gap){
        .number = (uint32_t)l->n_gaps + 1,
        .length_m = g.length_m,
        .darkest_m = g.max_distance_m,
        .road_name = road->name,
        .district = l->parts[l->network->edge_road[g.darkest.edge]].district,
        .has_eligible = gap_eligible(l, g),
        .gis_gap = gis_gap,
    };
    l->n_gaps++;
}

static enum jy_code list_gaps(struct jy_lighting *l, struct jy_error *err)
{
    size_t cap = 0, cap_index = 0;
    uint32_t cursor = 0, gis_gap = 0;
    while (gis_lighting_next_gap(l->state, &cursor, &gis_gap))
        add_gap(l, gis_gap, &cap, &cap_index);

    struct gis_xy *xy JY_AUTOFREE = jy_malloc(l->n_gaps * sizeof *xy);
    struct gis_lonlat *at JY_AUTOFREE = jy_malloc(l->n_gaps * sizeof *at);
    for (size_t i = 0; i < l->n_gaps; i++)
        xy[i] = gis_network_xy(l->network, gis_lighting_gap(l->state, l->gaps[i].gis_gap).darkest);
    enum jy_code code = jy_lighting_unproject(l, l->n_gaps, xy, at, err);
    for (size_t i = 0; i < l->n_gaps && code == JY_OK; i++)
        l->gaps[i].darkest_at = at[i];
    return code;
}

/* Bounds for every gap, then for the network, where lights at junctions are shared. */
static enum jy_code count_extra(struct jy_lighting *l, struct jy_error *err)
{
    for (size_t i = 0; i < l->n_gaps; i++) {
        struct gis_extra_lights extra = {0};
        enum gis_status status = gis_extra_lights_for_gap(l->state, l->gaps[i].gis_gap, &extra);
        if (status != GIS_OK)
            return fail_gis(err, status, "fewest further lights");
        l->gaps[i].extra_lower = (uint32_t)extra.lower;
        l->gaps[i].extra_upper = (uint32_t)extra.upper;
        gis_extra_lights_done(&extra);
    }
    enum gis_status status = gis_extra_lights_new(l->state, &l->extra);
    return status == GIS_OK ? JY_OK : fail_gis(err, status, "fewest further lights");
}

enum jy_code jy_lighting_new(const struct jy_city_data *data, struct jy_lighting_options options,
                             struct jy_lighting **out, struct jy_error *err)
{
    double start_s = jy_clock_monotonic_s();
    struct jy_lighting *l = jy_calloc(1, sizeof *l);
    l->data = data;
    l->spacing_m = isnan(options.spacing_m) ? data->rule->spacing_m : options.spacing_m;
    l->snap_m = isnan(options.snap_m) ? data->rule->snap_m : options.snap_m;
    l->lock = jy_malloc(sizeof *l->lock);
    (void)pthread_mutex_init(&l->lock->mutex, NULL);
    l->walkers = jy_walkers_new();

    enum jy_code code = open_projection(l, err);
    if (code == JY_OK)
        code = build_network(l, isnan(options.spacing_m), err);
    if (code == JY_OK)
        code = build_state(l, options.spacing_m, err);
    if (code == JY_OK)
        code = list_gaps(l, err);
    if (code == JY_OK)
        code = count_extra(l, err);
    if (code != JY_OK) {
        jy_lighting_free(l);
        return code;
    }
    l->build_s = jy_clock_monotonic_s() - start_s;
    *out = l;
    return JY_OK;
}

void jy_lighting_free(struct jy_lighting *l)
{
    if (l == NULL)
        return;
    jy_walkers_free(l->walkers);
    gis_extra_lights_done(&l->extra);
    gis_lighting_free(l->state);
    gis_network_free(l->network);
    gis_projection_free(l->projection);
    free(l->parts);
    free(l->light_of);
    free(l->snaps);
    free(l->light_district);
    free(l->districts);
    free(l->gaps);
    free(l->gap_index);
    (void)pthread_mutex_destroy(&l->lock->mutex);
    free(l->lock);
    free(l);
}

/* --- totals ---------------------------------------------------------------------------------- */

static double edge_peak_m(const struct jy_lighting *l, uint32_t edge)
{
    size_t n = gis_lighting_profile(l->state, edge, 0, NULL);
    struct gis_distance_at *profile JY_AUTOFREE = jy_malloc(n * sizeof *profile);
    (void)gis_lighting_profile(l->state, edge, n, profile);
    double peak_m = 0;
    for (size_t i = 0; i < n; i++)
        peak_m = fmax(peak_m, profile[i].d_m);
    return peak_m;
}

static void add_edge(const struct jy_lighting *l, uint32_t edge, struct jy_lighting_summary *s)
{
    const struct gis_network *net = l->network;
    if (!(net->edge_flags[edge] & GIS_ROAD_EVALUATE))
        return;
    s->road_length_m += net->edge_length_m[edge];
    if (jy_lighting_side(l, edge) != GIS_KERB_NONE)
        s->kerb_length_m += net->edge_length_m[edge];
    for (uint32_t p = gis_lighting_edge_piece(l->state, edge); p != GIS_NONE;) {
        struct gis_dark_piece piece = gis_lighting_piece(l->state, p);
        s->uncovered_m += piece.to_m - piece.from_m;
        p = piece.next_on_edge;
    }
    size_t n = gis_lighting_eligible(l->state, edge, 0, NULL);
    struct gis_interval *intervals JY_AUTOFREE = jy_malloc(n * sizeof *intervals);
    (void)gis_lighting_eligible(l->state, edge, n, intervals);
    for (size_t i = 0; i < n; i++)
        s->eligible_m += intervals[i].to_m - intervals[i].from_m;
    s->max_distance_m = fmax(s->max_distance_m, edge_peak_m(l, edge));
}

struct jy_lighting_summary jy_lighting_summary(const struct jy_lighting *l, uint16_t district)
{
    struct jy_lighting_summary s = {.spacing_m = l->spacing_m, .snap_m = l->snap_m};
    for (uint32_t e = 0; e < l->network->n_edges; e++) {
        if (district == JY_NO_DISTRICT || l->parts[l->network->edge_road[e]].district == district)
            add_edge(l, e, &s);
    }
    for (size_t i = 0; i < l->n_counted; i++) {
        if (district != JY_NO_DISTRICT && l->light_district[i] != district)
            continue;
        s.lights++;
        s.lights_matched += l->snaps[i].at.edge != GIS_NONE;
    }
    for (size_t i = 0; i < l->n_gaps; i++) {
        const struct jy_gap *gap = &l->gaps[i];
        if (district != JY_NO_DISTRICT && gap->district != district)
            continue;
        s.gaps++;
        s.extra_lower += gap->extra_lower;
        s.extra_upper += gap->extra_upper;
    }
    if (district == JY_NO_DISTRICT) {
        s.extra_lower = (int64_t)l->extra.lower;
        s.extra_upper = (int64_t)l->extra.upper;
    }
    return s;
}

uint16_t jy_lighting_district(const struct jy_lighting *l, const char *name)
{
    const struct jy_district *known = jy_city_district(l->data->city, name);
    for (size_t i = 0; i < l->n_districts; i++) {
        const struct jy_area *area = l->districts[i];
        if (strcmp(area->name, name) == 0 ||
            (known != NULL && jy_city_district(l->data->city, area->name) == known))
            return (uint16_t)i;
    }
    return JY_NO_DISTRICT;
}

const struct jy_gap *jy_lighting_gap_at(const struct jy_lighting *l, struct gis_on_edge at)
{
    uint32_t piece = gis_lighting_piece_at(l->state, at);
    if (piece == GIS_NONE)
        return NULL;
    return &l->gaps[l->gap_index[gis_lighting_piece(l->state, piece).gap]];
}

/* --- positions ------------------------------------------------------------------------------- */

void jy_lighting_still(const struct jy_lighting *l, bool still)
{
    if (still)
        (void)pthread_mutex_lock(&l->lock->mutex);
    jy_walkers_still(l->walkers, still);
    if (!still)
        (void)pthread_mutex_unlock(&l->lock->mutex);
}

enum jy_code jy_lighting_project(const struct jy_lighting *l, size_t n, const struct gis_lonlat *in,
                                 struct gis_xy *out, struct jy_error *err)
{
    (void)pthread_mutex_lock(&l->lock->mutex);
    enum gis_status status = gis_project(l->projection, n, in, out);
    (void)pthread_mutex_unlock(&l->lock->mutex);
    return status == GIS_OK ? JY_OK : fail_gis(err, status, "position");
}

enum jy_code jy_lighting_unproject(const struct jy_lighting *l, size_t n, const struct gis_xy *in,
                                   struct gis_lonlat *out, struct jy_error *err)
{
    (void)pthread_mutex_lock(&l->lock->mutex);
    enum gis_status status = gis_unproject(l->projection, n, in, out);
    (void)pthread_mutex_unlock(&l->lock->mutex);
    return status == GIS_OK ? JY_OK : fail_gis(err, status, "position");
}

void jy_stretch_done(struct jy_stretch *stretch)
{
    free(stretch->points);
    free(stretch->d_m);
    *stretch = (struct jy_stretch){0};
}

static int by_offset(const void *a, const void *b)
{
    double x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* d at an offset by the breakpoints around it. */
static double interpolate(const struct gis_distance_at *profile, size_t n, double offset_m)
{
    size_t i = 1;
    while (i + 1 < n && profile[i].offset_m < offset_m)
        i++;
    struct gis_distance_at a = profile[i - 1], b = profile[i];
    if (!isfinite(a.d_m) || !isfinite(b.d_m) || b.offset_m <= a.offset_m)
        return b.d_m;
    double t = (offset_m - a.offset_m) / (b.offset_m - a.offset_m);
    return a.d_m + fmin(fmax(t, 0), 1) * (b.d_m - a.d_m);
}

/* Offsets of both ends and of every vertex and breakpoint between them, ascending, distinct. */
static size_t stretch_offsets(const struct jy_lighting *l, uint32_t edge, double from_m,
                              double to_m, const struct gis_distance_at *profile, size_t n_profile,
                              double *offsets)
{
    const struct gis_network *net = l->network;
    uint32_t first = net->edge_points[edge][0];
    size_t n = 0;
    offsets[n++] = from_m;
    for (uint32_t p = first + 1; p < net->edge_points[edge][1]; p++) {
        double at_m = net->point_m[p] - net->point_m[first];
        if (at_m > from_m && at_m < to_m)
            offsets[n++] = at_m;
    }
    for (size_t i = 0; i < n_profile; i++) {
        if (profile[i].offset_m > from_m && profile[i].offset_m < to_m)
            offsets[n++] = profile[i].offset_m;
    }
    offsets[n++] = to_m;
    qsort(offsets, n, sizeof *offsets, by_offset);
    size_t kept = 1;
    for (size_t i = 1; i < n; i++) {
        if (offsets[i] - offsets[kept - 1] > 1e-3 || i + 1 == n)
            offsets[kept++] = offsets[i];
    }
    return kept;
}

enum jy_code jy_lighting_stretch(const struct jy_lighting *l, uint32_t edge, double from_m,
                                 double to_m, struct jy_stretch *out, struct jy_error *err)
{
    const struct gis_network *net = l->network;
    size_t n_profile = gis_lighting_profile(l->state, edge, 0, NULL);
    struct gis_distance_at *profile JY_AUTOFREE = jy_malloc(n_profile * sizeof *profile);
    (void)gis_lighting_profile(l->state, edge, n_profile, profile);
    size_t max = n_profile + net->edge_points[edge][1] - net->edge_points[edge][0] + 3;
    double *offsets JY_AUTOFREE = jy_malloc(max * sizeof *offsets);
    size_t n = stretch_offsets(l, edge, from_m, to_m, profile, n_profile, offsets);

    struct gis_xy *xy JY_AUTOFREE = jy_malloc(n * sizeof *xy);
    out->points = jy_grow(out->points, &out->cap, n, sizeof *out->points);
    out->d_m = jy_grow(out->d_m, &out->cap_d, n, sizeof *out->d_m);
    for (size_t i = 0; i < n; i++) {
        xy[i] = gis_network_xy(net, (struct gis_on_edge){edge, offsets[i]});
        out->d_m[i] = interpolate(profile, n_profile, offsets[i]);
    }
    out->n = n;
    return jy_lighting_unproject(l, n, xy, out->points, err);
}
