/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/ask.h"

#include <math.h>
#include <stdlib.h>

#include "src/analysis/private_road.h"
#include "src/base/mem.h"

/* Ways to lights longer than this are not looked for: nobody walks them to compare. */
static const double way_max_m = 2000.0;

const char *jy_answer_text(enum jy_answer_kind kind)
{
    static const char *const texts[] = {
#define X(name, text) text,
        JY_ANSWER_LIST(X)
#undef X
    };
    return texts[kind];
}

static bool inside_city(const struct jy_city_data *data, struct gis_lonlat at)
{
    bool any = false;
    for (size_t i = 0; i < data->n_areas; i++) {
        const struct jy_area *area = &data->areas[i];
        if (area->kind != JY_AREA_BOUNDARY || area->geometry.kind != JY_GEOMETRY_POLYGONS)
            continue;
        any = true;
        if (jy_geometry_holds(&area->geometry, at))
            return true;
    }
    return !any;
}

static int count_requests(const struct jy_city_data *data, struct gis_lonlat at)
{
    int n = 0;
    for (size_t i = 0; i < data->n_requests; i++) {
        double d_m = 0;
        if (gis_distance_m(at, data->requests[i], &d_m) == GIS_OK && d_m <= JY_ASK_SAME_PLACE_M)
            n++;
    }
    return n;
}

static enum jy_code find_lights(const struct jy_lighting *l, struct gis_on_edge on,
                                struct jy_answer *a, struct jy_error *err)
{
    struct gis_light_way ways[2];
    uint32_t nearest;
    a->distance_m = gis_lighting_distance_m(l->state, on, &nearest);
    a->from_junction = nearest == GIS_JUNCTION;
    enum gis_status status = gis_lighting_both_ways(l->state, on, way_max_m, ways);
    if (status != GIS_OK)
        return jy_fail(err, JY_EINTERNAL, "nearest lights: %s", gis_status_text(status));
    for (int i = 0; i < 2; i++) {
        if (ways[i].light == GIS_NONE ||
            (i == 1 && a->n_nearest == 1 && ways[0].light == ways[1].light))
            continue;
        a->nearest[a->n_nearest++] =
            (struct jy_ask_light){&l->data->lights[l->light_of[ways[i].light]], ways[i].distance_m,
                                  i, l->snaps[ways[i].light].at};
    }
    if (a->n_nearest == 2 && a->nearest[1].distance_m < a->nearest[0].distance_m) {
        struct jy_ask_light swap = a->nearest[0];
        a->nearest[0] = a->nearest[1];
        a->nearest[1] = swap;
    }
    return JY_OK;
}

/* The position of [from, to] on an edge that is nearest to p, by trial of its ends and of p's foot.
 */
static void try_interval(const struct jy_lighting *l, uint32_t edge, struct gis_interval in,
                         struct gis_xy p, double *best_m, struct gis_xy *best)
{
    const int steps = 8;
    for (int i = 0; i <= steps; i++) {
        struct gis_on_edge at = {edge, in.from_m + (in.to_m - in.from_m) * i / steps};
        struct gis_xy q = gis_network_xy(l->network, at);
        double d_m = hypot(q.x_m - p.x_m, q.y_m - p.y_m);
        if (d_m < *best_m) {
            *best_m = d_m;
            *best = q;
        }
    }
}

/* Where in the same dark stretch the spacing would be kept. */
static enum jy_code suggest(const struct jy_lighting *l, struct gis_xy p, struct jy_answer *a,
                            struct jy_error *err)
{
    if (a->gap == NULL || !a->gap->has_eligible)
        return JY_OK;
    double best_m = INFINITY;
    struct gis_xy best = p;
    uint32_t k = gis_lighting_gap(l->state, a->gap->gis_gap).first_piece;
    for (; k != GIS_NONE; k = gis_lighting_piece(l->state, k).next_in_gap) {
        struct gis_dark_piece piece = gis_lighting_piece(l->state, k);
        if (piece.peak_m < gis_lighting_edge_spacing_m(l->state, piece.edge))
            continue;
        struct gis_interval in[32];
        size_t n = gis_lighting_eligible(l->state, piece.edge, 32, in);
        for (size_t i = 0; i < n && i < 32; i++)
            try_interval(l, piece.edge, in[i], p, &best_m, &best);
    }
    if (!isfinite(best_m))
        return JY_OK;
    a->has_suggestion = true;
    a->suggestion_m = best_m;
    return jy_lighting_unproject(l, 1, &best, &a->suggestion, err);
}

static void set(struct jy_answer *a, enum jy_answer_kind kind, enum jy_reason reason)
{
    a->kind = kind;
    a->reason = reason;
}

/* May a light stand on this private road at all? */
static enum jy_verdict judge_private(const struct jy_lighting *l, bool private_road,
                                     const struct jy_answer *a)
{
    if (a->land != JY_LAND_PRIVATE)
        return JY_VERDICT_YES;
    if (private_road)
        return a->may;
    return l->data->rule->private_road.allowed ? JY_VERDICT_YES : JY_VERDICT_NO;
}

/* What the rule says once the road and the distances are known. */
static void judge(const struct jy_lighting *l, uint32_t edge, struct jy_answer *a)
{
    const double least_m = a->spacing_m - GIS_LIGHTING_TOLERANCE_M;
    const bool judged_road = l->network->edge_flags[edge] & GIS_ROAD_EVALUATE;
    const enum jy_verdict may = judge_private(l, jy_edge_private(l, edge), a);
    if (l->n_counted == 0) {
        set(a, JY_ANSWER_ASK_CITY, JY_REASON_NO_DATA);
    } else if (may == JY_VERDICT_NO) {
        set(a, JY_ANSWER_EXCEPTION, JY_REASON_PRIVATE_REFUSED);
    } else if (a->distance_m >= least_m && may == JY_VERDICT_UNKNOWN) {
        set(a, JY_ANSWER_ASK_CITY, JY_REASON_PRIVATE_UNKNOWN);
    } else if (a->distance_m >= least_m && !judged_road && a->land != JY_LAND_PRIVATE) {
        set(a, JY_ANSWER_ASK_CITY, JY_REASON_NOT_JUDGED);
    } else if (a->distance_m >= least_m) {
        set(a, JY_ANSWER_YES, isfinite(a->distance_m) ? JY_REASON_FAR : JY_REASON_NO_LIGHT);
    } else if (a->distance_m <= a->reach_m + GIS_LIGHTING_TOLERANCE_M) {
        set(a, JY_ANSWER_NO, JY_REASON_COVERED);
    } else if (a->has_suggestion) {
        set(a, JY_ANSWER_NO, JY_REASON_NEAR);
    } else {
        set(a, JY_ANSWER_EXCEPTION, JY_REASON_BETWEEN);
    }
}

enum jy_code jy_ask(const struct jy_lighting *l, struct gis_lonlat at, enum jy_land land,
                    struct jy_answer *out, struct jy_error *err)
{
    if (!gis_lonlat_valid(at)) {
        return jy_fail(err, JY_EINVALID,
                       "position: longitude must be -180 to 180 and latitude -90 to 90");
    }
    struct jy_answer a = {.at = at,
                          .land = land,
                          .snapped = at,
                          .district = JY_NO_DISTRICT,
                          .on = {GIS_NONE, 0},
                          .spacing_m = l->spacing_m,
                          .reach_m = l->spacing_m / 2,
                          .distance_m = (double)NAN,
                          .offset_m = (double)NAN};
    for (size_t i = 0; i < l->n_districts && a.district == JY_NO_DISTRICT; i++) {
        if (jy_geometry_holds(&l->districts[i]->geometry, at))
            a.district = (uint16_t)i;
    }
    a.requests_here = count_requests(l->data, at);

    struct gis_xy p;
    enum jy_code code = jy_lighting_project(l, 1, &at, &p, err);
    if (code != JY_OK)
        return code;
    struct gis_snap snap = gis_network_nearest(l->network, p, JY_ASK_REACH_M);
    if (!inside_city(l->data, at)) {
        set(&a, JY_ANSWER_NO_ROAD, JY_REASON_OUTSIDE);
    } else if (snap.at.edge == GIS_NONE) {
        set(&a, JY_ANSWER_NO_ROAD, JY_REASON_NO_ROAD);
    } else {
        a.road = jy_lighting_road(l, snap.at.edge);
        a.on = snap.at;
        a.offset_m = snap.distance_m;
        a.spacing_m = gis_lighting_edge_spacing_m(l->state, snap.at.edge);
        a.reach_m = gis_lighting_edge_reach_m(l->state, snap.at.edge);
        a.side = jy_lighting_side(l, snap.at.edge);
        a.lamp = jy_lamp_rule_for(l->data->rule, a.road);
        if (jy_edge_private(l, snap.at.edge)) {
            const struct jy_private_road way = jy_private_road_at(l, snap.at.edge);
            a.may = jy_rule_pack_private(l->data->rule, &way);
            a.n_checks = jy_rule_pack_private_checks(l->data->rule, &way, a.checks);
        }
        struct gis_xy on = gis_network_xy(l->network, snap.at);
        code = jy_lighting_unproject(l, 1, &on, &a.snapped, err);
        if (code == JY_OK)
            code = find_lights(l, snap.at, &a, err);
        a.gap = jy_lighting_gap_at(l, snap.at);
        if (code == JY_OK && a.distance_m < a.spacing_m)
            code = suggest(l, on, &a, err);
        if (code != JY_OK)
            return code;
        judge(l, snap.at.edge, &a);
    }
    *out = a;
    return JY_OK;
}
