/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/lighting_rule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/mem.h"

/* A new light keeps the least spacing of a range; only what its greatest leaves open is dark. Under
 * a rule that wants every point covered a light may stand wherever it is dark. */
static void road_limits(const struct jy_rule_pack *pack, const struct jy_rule_for_road *road,
                        double *spacing_m, double *reach_m)
{
    *reach_m = road->spacing_max_m / 2;
    *spacing_m = pack->kind == JY_RULE_COVERAGE ? *reach_m : road->spacing_m;
}

static void edges_fill(const struct jy_lighting *l, struct jy_edge_rule *out)
{
    const struct jy_rule_pack *pack = l->data->rule;
    for (uint32_t e = 0; e < l->network->n_edges; e++) {
        const struct jy_road *road = jy_lighting_road(l, e);
        struct jy_rule_for_road rule = jy_rule_pack_for_road(pack, road->road_class, road->width_m);
        road_limits(pack, &rule, &out->edge_spacing_m[e], &out->edge_reach_m[e]);
    }
}

void jy_edge_rule_init(const struct jy_lighting *l, double spacing_m, struct jy_edge_rule *out)
{
    const struct jy_rule_pack *pack = l->data->rule;
    *out = (struct jy_edge_rule){.rule = {.spacing_m = spacing_m}};
    if (!isnan(spacing_m))
        return;
    const struct jy_rule_for_road base = {.spacing_m = pack->spacing_m,
                                          .spacing_max_m = pack->spacing_max_m};
    road_limits(pack, &base, &out->rule.spacing_m, &out->rule.reach_m);
    out->rule.measure = pack->measure == JY_MEASURE_STRAIGHT ? GIS_STRAIGHT : GIS_ALONG_ROAD;
    if (pack->n_bands > 0) {
        out->edge_spacing_m = jy_malloc(l->network->n_edges * sizeof *out->edge_spacing_m);
        out->edge_reach_m = jy_malloc(l->network->n_edges * sizeof *out->edge_reach_m);
        edges_fill(l, out);
        out->rule.edge_spacing_m = out->edge_spacing_m;
        out->rule.edge_reach_m = out->edge_reach_m;
    }
    if (pack->from_intersections) {
        out->node_starts = jy_malloc(l->network->n_nodes);
        gis_network_junctions(l->network, out->node_starts);
        out->rule.node_starts = out->node_starts;
    }
}

void jy_edge_rule_done(struct jy_edge_rule *rule)
{
    free(rule->edge_spacing_m);
    free(rule->edge_reach_m);
    free(rule->node_starts);
    memset(rule, 0, sizeof *rule);
}

/* --- totals by spacing ------------------------------------------------------------------------ */

static struct jy_spacing_total *total_of(struct jy_spacing_total *totals, size_t *n, size_t max,
                                         double spacing_m, double reach_m)
{
    for (size_t i = 0; i < *n; i++) {
        if (totals[i].spacing_m == spacing_m && totals[i].reach_m == reach_m)
            return &totals[i];
    }
    if (*n == max)
        return NULL;
    totals[*n] = (struct jy_spacing_total){.spacing_m = spacing_m, .reach_m = reach_m};
    return &totals[(*n)++];
}

static int by_spacing(const void *a, const void *b)
{
    const struct jy_spacing_total *p = a, *q = b;
    if (p->spacing_m != q->spacing_m)
        return p->spacing_m < q->spacing_m ? -1 : 1;
    return (p->reach_m > q->reach_m) - (p->reach_m < q->reach_m);
}

size_t jy_lighting_by_spacing(const struct jy_lighting *l, uint16_t district, size_t max,
                              struct jy_spacing_total *out)
{
    size_t n = 0;
    for (uint32_t e = 0; e < l->network->n_edges; e++) {
        const struct jy_road_part *part = &l->parts[l->network->edge_road[e]];
        if (!(l->network->edge_flags[e] & GIS_ROAD_EVALUATE) ||
            (district != JY_NO_DISTRICT && part->district != district))
            continue;
        struct jy_spacing_total *t =
            total_of(out, &n, max, gis_lighting_edge_spacing_m(l->state, e),
                     gis_lighting_edge_reach_m(l->state, e));
        if (t == NULL)
            continue;
        t->road_length_m += l->network->edge_length_m[e];
        for (uint32_t p = gis_lighting_edge_piece(l->state, e); p != GIS_NONE;) {
            struct gis_dark_piece piece = gis_lighting_piece(l->state, p);
            t->uncovered_m += piece.to_m - piece.from_m;
            p = piece.next_on_edge;
        }
    }
    qsort(out, n, sizeof *out, by_spacing);
    return n;
}

/* --- one gap ---------------------------------------------------------------------------------- */

static struct jy_gap_clause clause_of(const struct jy_lighting *l, uint32_t edge)
{
    const struct jy_road *road = jy_lighting_road(l, edge);
    return (struct jy_gap_clause){
        .spacing_m = gis_lighting_edge_spacing_m(l->state, edge),
        .reach_m = gis_lighting_edge_reach_m(l->state, edge),
        .band = jy_rule_pack_band(l->data->rule, road->road_class, road->width_m)};
}

static struct jy_gap_clause *find_clause(struct jy_gap_clause *clauses, size_t *n, size_t max,
                                         struct jy_gap_clause like)
{
    for (size_t i = 0; i < *n; i++) {
        if (clauses[i].band == like.band && clauses[i].spacing_m == like.spacing_m &&
            clauses[i].reach_m == like.reach_m)
            return &clauses[i];
    }
    if (*n == max)
        return NULL;
    clauses[*n] = like;
    return &clauses[(*n)++];
}

size_t jy_gap_clauses(const struct jy_lighting *l, const struct jy_gap *gap, size_t max,
                      struct jy_gap_clause *out)
{
    const struct gis_gap g = gis_lighting_gap(l->state, gap->gis_gap);
    size_t n = 0;
    (void)find_clause(out, &n, max, clause_of(l, g.darkest.edge));
    for (uint32_t p = g.first_piece; p != GIS_NONE;) {
        const struct gis_dark_piece piece = gis_lighting_piece(l->state, p);
        struct jy_gap_clause *c = find_clause(out, &n, max, clause_of(l, piece.edge));
        if (c != NULL)
            c->uncovered_m += piece.to_m - piece.from_m;
        p = piece.next_in_gap;
    }
    return n;
}
