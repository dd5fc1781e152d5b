/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/private_road.h"

#include <math.h>
#include <stdio.h>

#define MAX_EDGES 200

struct estate {
    const struct jy_lighting *l;
    uint32_t edges[MAX_EDGES];
    size_t n_edges;
    uint32_t nodes[2 * MAX_EDGES];
    double node_m[2 * MAX_EDGES]; /* to the public road */
    size_t n_nodes, n_public;
    bool too_large;
};

bool jy_edge_private(const struct jy_lighting *l, uint32_t edge)
{
    const struct jy_road *road = jy_lighting_road(l, edge);
    return road->is_private || !road->evaluate;
}

static size_t node_number(struct estate *e, uint32_t node)
{
    for (size_t i = 0; i < e->n_nodes; i++) {
        if (e->nodes[i] == node)
            return i;
    }
    e->nodes[e->n_nodes] = node;
    e->node_m[e->n_nodes] = INFINITY;
    return e->n_nodes++;
}

static void edge_add(struct estate *e, uint32_t edge)
{
    for (size_t i = 0; i < e->n_edges; i++) {
        if (e->edges[i] == edge)
            return;
    }
    if (e->n_edges == MAX_EDGES) {
        e->too_large = true;
    } else {
        e->edges[e->n_edges++] = edge;
    }
}

/* Edges beside those known; a place where a public way is met is public. */
static void node_look(struct estate *e, uint32_t node)
{
    const struct gis_network *net = e->l->network;
    bool is_public = false;
    for (uint32_t k = net->node_first_arc[node]; k < net->node_first_arc[node + 1]; k++) {
        uint32_t edge = net->arcs[k].half / 2;
        if (!(net->edge_flags[edge] & GIS_ROAD_PASSABLE))
            continue;
        if (jy_edge_private(e->l, edge)) {
            edge_add(e, edge);
        } else {
            is_public = true;
        }
    }
    size_t i = node_number(e, node);
    if (is_public && isinf(e->node_m[i])) {
        e->node_m[i] = 0;
        e->n_public++;
    }
}

static double depth_m(struct estate *e)
{
    const struct gis_network *net = e->l->network;
    double most_m = 0;
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < e->n_edges; i++) {
            double *a = &e->node_m[node_number(e, net->edge_ends[e->edges[i]][0])];
            double *b = &e->node_m[node_number(e, net->edge_ends[e->edges[i]][1])];
            double length_m = net->edge_length_m[e->edges[i]];
            again = again || *a + length_m < *b || *b + length_m < *a;
            *a = fmin(*a, *b + length_m);
            *b = fmin(*b, *a + length_m);
        }
    }
    for (size_t i = 0; i < e->n_edges; i++) {
        double a_m = e->node_m[node_number(e, net->edge_ends[e->edges[i]][0])];
        double b_m = e->node_m[node_number(e, net->edge_ends[e->edges[i]][1])];
        most_m = fmax(most_m, (a_m + b_m + net->edge_length_m[e->edges[i]]) / 2);
    }
    return most_m;
}

/* A road of the registry is one or more edges, but its households live there once. */
static void count_households(const struct estate *e, struct jy_private_road *out)
{
    for (size_t i = 0; i < e->n_edges; i++) {
        const struct jy_road *road = jy_lighting_road(e->l, e->edges[i]);
        bool counted = false;
        for (size_t k = 0; k < i && !counted; k++)
            counted = jy_lighting_road(e->l, e->edges[k]) == road;
        if (counted)
            continue;
        if (road->households < 0) {
            out->households_partial = true;
        } else {
            out->households = (out->households < 0 ? 0 : out->households) + road->households;
        }
    }
}

struct jy_private_road jy_private_road_at(const struct jy_lighting *l, uint32_t edge)
{
    struct estate e = {.l = l};
    struct jy_private_road way = {.width_m = jy_lighting_road(l, edge)->width_m,
                                  .through = -1,
                                  .dead_end_depth_m = (double)NAN,
                                  .households = -1};
    edge_add(&e, edge);
    for (size_t i = 0; i < e.n_edges && !e.too_large; i++) {
        for (int end = 0; end < 2; end++)
            node_look(&e, l->network->edge_ends[e.edges[i]][end]);
    }
    count_households(&e, &way);
    way.households_partial = way.households_partial || e.too_large;
    if (e.too_large || e.n_public == 0)
        return way;
    way.through = e.n_public >= 2;
    if (way.through == 0)
        way.dead_end_depth_m = depth_m(&e);
    return way;
}

void jy_private_check_text(const struct jy_private_check *check, const struct jy_i18n *i18n,
                           enum jy_lang lang, struct jy_buf *out)
{
    static const char *const codes[] = {[JY_PRIVATE_WIDTH] = "width",
                                        [JY_PRIVATE_PASSAGE] = "passage",
                                        [JY_PRIVATE_DEPTH] = "depth",
                                        [JY_PRIVATE_HOUSEHOLDS] = "households"};
    char key[40], number[24];
    (void)snprintf(key, sizeof key, "ask.private.%s", codes[check->condition]);
    (void)snprintf(number, sizeof number, "%g", check->least);
    const struct jy_i18n_value values[] = {{"least", number}};
    jy_i18n_format(i18n, lang, key, values, 1, out);
}

void jy_private_checks_text(size_t n, const struct jy_private_check *checks,
                            enum jy_verdict verdict, const struct jy_i18n *i18n, enum jy_lang lang,
                            struct jy_buf *out)
{
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        if (checks[i].verdict != verdict)
            continue;
        if (any)
            jy_buf_adds(out, jy_i18n_get(i18n, lang, "lamp_rule.and"));
        jy_private_check_text(&checks[i], i18n, lang, out);
        any = true;
    }
}
