/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/extra_lights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/array.h"
#include "gis/extra_state.h"
#include "gis/heap.h"

#define TOLERANCE_M GIS_LIGHTING_TOLERANCE_M

/* Only what is within s/2 of a dark point can hold a useful light. That part of the network is
 * found by a search from the dark pieces, and becomes links; what lies between falls away, and with
 * it existing lights, whose surroundings are never dark. */
struct field {
    const struct gis_lighting *lighting;
    const struct gis_network *net;
    uint32_t gap;              /* only this one, or GIS_NONE: all */
    const uint32_t *edge_part; /* by dark edge: its part + 1; NULL: all are in one */
    uint32_t part;             /* only edges of this part */
    double reach_m;
    uint32_t *vertex_of; /* by node: its vertex + 1, 0: none. calloc: pages not used cost nothing */
    uint8_t *edge_seen;
    uint32_t *nodes; /* by vertex, while vertices are nodes */
    double *near_m;  /* by vertex: distance to the nearest dark point */
    size_t max_nodes, max_near;
    struct gis_heap heap;
    uint32_t *edges; /* with a dark piece */
    size_t n_edges, max_edges;
    struct extra_graph graph;
    struct extra_found found;
    size_t n_paths; /* solved at once */
};

/* --- what is near ----------------------------------------------------------------------------- */

static uint32_t vertex_new(struct field *f, struct gis_on_edge at)
{
    struct extra_graph *g = &f->graph;
    if (g->n_vertices >= UINT32_MAX - 2 ||
        !gis_array_room(&g->vertices, g->n_vertices + 1, &g->max_vertices, sizeof *g->vertices))
        return GIS_NONE;
    g->vertices[g->n_vertices] = (struct extra_vertex){-1, INFINITY, at};
    return (uint32_t)g->n_vertices++;
}

static bool node_offer(struct field *f, uint32_t node, double d_m, struct gis_on_edge at)
{
    if (d_m > f->reach_m)
        return true;
    uint32_t v = f->vertex_of[node];
    if (v == 0) {
        v = vertex_new(f, at);
        if (v == GIS_NONE ||
            !gis_array_room(&f->near_m, v + (size_t)1, &f->max_near, sizeof *f->near_m) ||
            !gis_array_room(&f->nodes, v + (size_t)1, &f->max_nodes, sizeof *f->nodes))
            return false;
        f->nodes[v] = node;
        f->vertex_of[node] = v + 1;
    } else if (f->near_m[--v] <= d_m) {
        return true;
    }
    f->near_m[v] = d_m;
    return gis_heap_push(&f->heap, (struct gis_heap_item){d_m, node, node}) == GIS_OK;
}

static bool wanted(const struct field *f, const struct gis_dark_piece *piece)
{
    return (f->gap == GIS_NONE || piece->gap == f->gap) &&
           (f->edge_part == NULL || f->edge_part[piece->edge] == f->part + 1);
}

/* The dark pieces of an edge are near to its nodes, perhaps. */
static bool edge_offer(struct field *f, uint32_t edge)
{
    double length_m = f->net->edge_length_m[edge], first_m = INFINITY, last_m = -INFINITY;
    if (f->edge_seen[edge])
        return true;
    f->edge_seen[edge] = 1;
    for (uint32_t k = gis_lighting_edge_piece(f->lighting, edge); k != GIS_NONE;) {
        struct gis_dark_piece piece = gis_lighting_piece(f->lighting, k);
        k = piece.next_on_edge;
        if (!wanted(f, &piece))
            continue;
        first_m = fmin(first_m, piece.from_m);
        last_m = fmax(last_m, piece.to_m);
    }
    if (last_m < 0)
        return true;
    if (!gis_array_room(&f->edges, f->n_edges + 1, &f->max_edges, sizeof *f->edges))
        return false;
    f->edges[f->n_edges++] = edge;
    return node_offer(f, f->net->edge_ends[edge][0], first_m, (struct gis_on_edge){edge, 0}) &&
           node_offer(f, f->net->edge_ends[edge][1], length_m - last_m,
                      (struct gis_on_edge){edge, length_m});
}

static bool near_search(struct field *f)
{
    const struct gis_network *net = f->net;
    while (f->heap.n > 0) {
        struct gis_heap_item item = gis_heap_pop(&f->heap);
        if (item.key > f->near_m[f->vertex_of[item.id] - 1])
            continue;
        for (uint32_t k = net->node_first_arc[item.id]; k < net->node_first_arc[item.id + 1]; k++) {
            uint32_t half = net->arcs[k].half, edge = half / 2;
            double length_m = net->edge_length_m[edge];
            struct gis_on_edge at = {edge, half % 2 == 0 ? length_m : 0};
            if (!node_offer(f, net->arcs[k].node, item.key + length_m, at))
                return false;
        }
    }
    return true;
}

/* --- links ------------------------------------------------------------------------------------ */

/* A link in the making: [from, to] with the wants gathered since. */
struct making {
    uint32_t edge;
    double from_m, to_m;
    uint32_t first_want;
    uint32_t a; /* vertex at from, or GIS_NONE: it just ends there */
};

/* A stretch between two dead ends is a path: solved here, without a graph. */
static void path_solve(struct field *f, const struct making *m)
{
    struct extra_link link = {0,         0,      m->edge, m->first_want, (uint32_t)f->graph.n_wants,
                              m->from_m, m->to_m};
    struct extra_vertex state = {-1, INFINITY, {m->edge, m->to_m}};
    extra_walk(&f->graph, &link, false, &state, &f->found);
    if (state.need_m >= 0)
        extra_place(&f->found, state.at);
    f->graph.n_wants = m->first_want;
    f->n_paths++;
}

static bool link_end(struct field *f, const struct making *m, uint32_t b)
{
    struct extra_graph *g = &f->graph;
    uint32_t a = m->a;
    double from_m = m->from_m, to_m = m->to_m;
    bool any = g->n_wants > m->first_want;
    if ((a == GIS_NONE || b == GIS_NONE) && !any)
        return true; /* a stub that nothing needs */
    if (a == GIS_NONE)
        from_m = g->wants[m->first_want].from_m;
    if (b == GIS_NONE)
        to_m = g->wants[g->n_wants - 1].to_m;
    if (a == GIS_NONE && b == GIS_NONE) {
        path_solve(f, &(struct making){m->edge, from_m, to_m, m->first_want, a});
        return true;
    }
    if (a == GIS_NONE)
        a = vertex_new(f, (struct gis_on_edge){m->edge, from_m});
    if (b == GIS_NONE)
        b = vertex_new(f, (struct gis_on_edge){m->edge, to_m});
    if (a == GIS_NONE || b == GIS_NONE || g->n_links >= (1U << 30) ||
        !gis_array_room(&g->links, g->n_links + 1, &g->max_links, sizeof *g->links))
        return false;
    g->links[g->n_links++] =
        (struct extra_link){a, b, m->edge, m->first_want, (uint32_t)g->n_wants, from_m, to_m};
    return true;
}

/* Ends the link when the next useful stretch, which begins at from_m, does not touch it. */
static bool making_reach(struct field *f, struct making *m, double from_m, double to_m)
{
    if (m->to_m >= 0 && from_m > m->to_m + TOLERANCE_M) {
        if (!link_end(f, m, GIS_NONE))
            return false;
        m->to_m = -1;
    }
    if (m->to_m < 0) {
        m->from_m = fmax(from_m, 0);
        m->first_want = (uint32_t)f->graph.n_wants;
        m->a = GIS_NONE;
    }
    m->to_m = fmax(m->to_m, to_m);
    return true;
}

static bool edge_links(struct field *f, uint32_t edge)
{
    struct extra_graph *g = &f->graph;
    double length_m = f->net->edge_length_m[edge];
    uint32_t u = f->vertex_of[f->net->edge_ends[edge][0]];
    uint32_t v = f->vertex_of[f->net->edge_ends[edge][1]];
    struct making m = {edge, 0, -1, (uint32_t)g->n_wants, GIS_NONE};
    if (u != 0) {
        m.a = u - 1;
        m.to_m = fmin(length_m, f->reach_m - f->near_m[u - 1]);
    }
    for (uint32_t k = gis_lighting_edge_piece(f->lighting, edge); k != GIS_NONE;) {
        struct gis_dark_piece piece = gis_lighting_piece(f->lighting, k);
        k = piece.next_on_edge;
        if (!wanted(f, &piece))
            continue;
        if (!making_reach(f, &m, piece.from_m - f->reach_m, piece.to_m + f->reach_m) ||
            !gis_array_room(&g->wants, g->n_wants + 1, &g->max_wants, sizeof *g->wants))
            return false;
        g->wants[g->n_wants++] = (struct gis_interval){piece.from_m, piece.to_m};
    }
    if (v == 0)
        return m.to_m < 0 || link_end(f, &m, GIS_NONE);
    if (!making_reach(f, &m, length_m - (f->reach_m - f->near_m[v - 1]), length_m))
        return false;
    m.to_m = length_m;
    return link_end(f, &m, v - 1);
}

/* All edges that are near, each once. */
static bool links_build(struct field *f)
{
    size_t n_nodes = f->graph.n_vertices; /* more come, for dead ends */
    for (size_t i = 0; i < f->n_edges; i++)
        f->edge_seen[f->edges[i]] = 2;
    for (size_t i = 0; i < f->n_edges; i++) {
        if (!edge_links(f, f->edges[i]))
            return false;
    }
    for (size_t v = 0; v < n_nodes; v++) {
        uint32_t node = f->nodes[v];
        for (uint32_t k = f->net->node_first_arc[node]; k < f->net->node_first_arc[node + 1]; k++) {
            uint32_t edge = f->net->arcs[k].half / 2;
            if (f->edge_seen[edge] == 2)
                continue;
            f->edge_seen[edge] = 2;
            if (!edge_links(f, edge))
                return false;
        }
    }
    return true;
}

/* --- the whole -------------------------------------------------------------------------------- */

static bool field_search(struct field *f)
{
    if (f->gap == GIS_NONE) {
        for (uint32_t e = 0; e < f->net->n_edges; e++) {
            if (gis_lighting_edge_piece(f->lighting, e) != GIS_NONE && !edge_offer(f, e))
                return false;
        }
    } else {
        uint32_t k = gis_lighting_gap(f->lighting, f->gap).first_piece;
        for (; k != GIS_NONE; k = gis_lighting_piece(f->lighting, k).next_in_gap) {
            if (!edge_offer(f, gis_lighting_piece(f->lighting, k).edge))
                return false;
        }
    }
    return near_search(f);
}

static enum gis_status field_solve(struct field *f, struct gis_extra_lights *out)
{
    uint8_t *left = malloc(f->graph.n_links + 1);
    size_t n_trees = 0;
    if (left == NULL)
        return GIS_ENOMEM;
    memset(left, 1, f->graph.n_links);
    enum gis_status status = extra_peel(&f->graph, left, &f->found, &n_trees);
    if (status == GIS_OK) {
        out->n_exact = f->n_paths + n_trees;
        out->lower = f->found.n;
        status = extra_rings(&f->graph, left, &f->found, out);
    }
    free(left);
    return status == GIS_OK && f->found.failed ? GIS_ENOMEM : status;
}

static bool field_init(struct field *f, double reach_m)
{
    f->net = gis_lighting_network(f->lighting);
    f->reach_m = f->graph.reach_m = reach_m;
    f->vertex_of = calloc(f->net->n_nodes + 1, sizeof *f->vertex_of);
    f->edge_seen = calloc(f->net->n_edges + 1, 1);
    return f->vertex_of != NULL && f->edge_seen != NULL;
}

static void field_done(struct field *f)
{
    free(f->vertex_of);
    free(f->edge_seen);
    free(f->nodes);
    free(f->near_m);
    gis_heap_done(&f->heap);
    free(f->edges);
    free(f->graph.vertices);
    free(f->graph.links);
    free(f->graph.wants);
}

/* With one reach for all that is dark, or for all of a part. */
static enum gis_status solve(const struct gis_lighting *lighting, uint32_t gap, double reach_m,
                             const uint32_t *edge_part, uint32_t part, struct gis_extra_lights *out)
{
    struct field f = {.lighting = lighting, .gap = gap, .edge_part = edge_part, .part = part};
    struct gis_extra_lights result = {0};
    enum gis_status status = GIS_ENOMEM;
    if (field_init(&f, reach_m) && field_search(&f) && links_build(&f))
        status = field_solve(&f, &result);
    field_done(&f);
    if (status != GIS_OK) {
        free(f.found.at);
        return status;
    }
    result.upper = f.found.n;
    result.at = f.found.at;
    *out = result;
    return GIS_OK;
}

/* --- reaches of several lengths ---------------------------------------------------------------
 */

/* A part: what is dark and connected within the longest reach has these shortest and longest
 * reaches. Pieces alike in both are dealt with together: they do not influence each other. */
struct part {
    double least_m, most_m;
};

struct parting {
    struct field f;
    uint32_t *root;       /* by vertex */
    struct part *of_root; /* by vertex that is a root */
    uint32_t *edge_part;  /* by edge */
    struct part *parts;
    size_t n_parts, max_parts;
};

static uint32_t root_of(uint32_t *root, uint32_t v)
{
    while (root[v] != v) {
        root[v] = root[root[v]];
        v = root[v];
    }
    return v;
}

static void edge_unite(struct parting *p, uint32_t edge)
{
    uint32_t u = p->f.vertex_of[p->f.net->edge_ends[edge][0]];
    uint32_t v = p->f.vertex_of[p->f.net->edge_ends[edge][1]];
    if (u == 0 || v == 0)
        return;
    u = root_of(p->root, u - 1);
    v = root_of(p->root, v - 1);
    p->root[u < v ? v : u] = u < v ? u : v;
}

/* Every edge that the search ran along, or met from both ends, joins what is at its ends. */
static void edges_unite(struct parting *p)
{
    const struct field *f = &p->f;
    for (size_t i = 0; i < f->n_edges; i++)
        edge_unite(p, f->edges[i]);
    for (uint32_t v = 0; v < f->graph.n_vertices; v++) {
        uint32_t node = f->nodes[v];
        for (uint32_t k = f->net->node_first_arc[node]; k < f->net->node_first_arc[node + 1]; k++) {
            uint32_t other = f->vertex_of[f->net->arcs[k].node], edge = f->net->arcs[k].half / 2;
            if (other != 0 && f->net->edge_length_m[edge] <= 2 * f->reach_m - f->near_m[v] -
                                                                 f->near_m[other - 1] + TOLERANCE_M)
                edge_unite(p, edge);
        }
    }
}

/* The vertex of the piece an edge belongs to, or GIS_NONE: it is one of its own. */
static uint32_t edge_root(struct parting *p, uint32_t edge)
{
    for (int end = 0; end < 2; end++) {
        uint32_t v = p->f.vertex_of[p->f.net->edge_ends[edge][end]];
        if (v != 0)
            return root_of(p->root, v - 1);
    }
    return GIS_NONE;
}

static uint32_t part_number(struct parting *p, struct part part)
{
    for (uint32_t k = 0; k < p->n_parts; k++) {
        if (p->parts[k].least_m == part.least_m && p->parts[k].most_m == part.most_m)
            return k;
    }
    if (!gis_array_room(&p->parts, p->n_parts + 1, &p->max_parts, sizeof *p->parts))
        return GIS_NONE;
    p->parts[p->n_parts] = part;
    return (uint32_t)p->n_parts++;
}

static bool parts_find(struct parting *p)
{
    struct field *f = &p->f;
    size_t n = f->graph.n_vertices;
    p->root = calloc(n + 1, sizeof *p->root);
    p->of_root = calloc(n + 1, sizeof *p->of_root);
    p->edge_part = calloc(f->net->n_edges + 1, sizeof *p->edge_part);
    if (p->root == NULL || p->of_root == NULL || p->edge_part == NULL)
        return false;
    for (uint32_t v = 0; v < n; v++) {
        p->root[v] = v;
        p->of_root[v] = (struct part){INFINITY, 0};
    }
    edges_unite(p);
    for (size_t i = 0; i < f->n_edges; i++) {
        uint32_t root = edge_root(p, f->edges[i]);
        double reach_m = gis_lighting_edge_reach_m(f->lighting, f->edges[i]);
        if (root == GIS_NONE)
            continue;
        p->of_root[root].least_m = fmin(p->of_root[root].least_m, reach_m);
        p->of_root[root].most_m = fmax(p->of_root[root].most_m, reach_m);
    }
    for (size_t i = 0; i < f->n_edges; i++) {
        uint32_t root = edge_root(p, f->edges[i]);
        double reach_m = gis_lighting_edge_reach_m(f->lighting, f->edges[i]);
        struct part own = {reach_m, reach_m};
        uint32_t k = part_number(p, root == GIS_NONE ? own : p->of_root[root]);
        if (k == GIS_NONE)
            return false;
        p->edge_part[f->edges[i]] = k + 1;
    }
    return true;
}

static enum gis_status found_append(struct gis_extra_lights *sum,
                                    const struct gis_extra_lights *add)
{
    struct gis_on_edge *at = realloc(sum->at, (sum->upper + add->upper + 1) * sizeof *at);
    if (at == NULL)
        return GIS_ENOMEM;
    if (add->upper > 0)
        memcpy(at + sum->upper, add->at, add->upper * sizeof *at);
    sum->at = at;
    sum->upper += add->upper;
    return GIS_OK;
}

static enum gis_status part_solve(const struct parting *p, uint32_t k, struct gis_extra_lights *sum)
{
    const struct field *f = &p->f;
    struct part part = p->parts[k];
    struct gis_extra_lights few = {0}, many = {0};
    enum gis_status status = solve(f->lighting, f->gap, part.least_m, p->edge_part, k, &many);
    if (status == GIS_OK && part.most_m > part.least_m)
        status = solve(f->lighting, f->gap, part.most_m, p->edge_part, k, &few);
    if (status == GIS_OK)
        status = found_append(sum, &many);
    if (status == GIS_OK) {
        bool mixed = part.most_m > part.least_m;
        bool closed = mixed && few.lower == many.upper;
        sum->lower += mixed ? few.lower : many.lower;
        sum->n_exact += mixed ? closed : many.n_exact;
        sum->n_open += mixed ? !closed : many.n_open;
    }
    gis_extra_lights_done(&few);
    gis_extra_lights_done(&many);
    return status;
}

static double longest_reach_m(const struct gis_lighting *lighting, uint32_t gap)
{
    double most_m = 0;
    if (gap != GIS_NONE) {
        uint32_t k = gis_lighting_gap(lighting, gap).first_piece;
        for (; k != GIS_NONE; k = gis_lighting_piece(lighting, k).next_in_gap) {
            most_m = fmax(
                most_m, gis_lighting_edge_reach_m(lighting, gis_lighting_piece(lighting, k).edge));
        }
        return most_m;
    }
    for (uint32_t e = 0; e < gis_lighting_network(lighting)->n_edges; e++) {
        if (gis_lighting_edge_piece(lighting, e) != GIS_NONE)
            most_m = fmax(most_m, gis_lighting_edge_reach_m(lighting, e));
    }
    return most_m;
}

static enum gis_status solve_parts(const struct gis_lighting *lighting, uint32_t gap,
                                   struct gis_extra_lights *out)
{
    struct parting p = {.f = {.lighting = lighting, .gap = gap}};
    struct gis_extra_lights sum = {0};
    bool fine =
        field_init(&p.f, longest_reach_m(lighting, gap)) && field_search(&p.f) && parts_find(&p);
    enum gis_status status = fine ? GIS_OK : GIS_ENOMEM;
    for (uint32_t k = 0; k < p.n_parts && status == GIS_OK; k++)
        status = part_solve(&p, k, &sum);
    field_done(&p.f);
    free(p.root);
    free(p.of_root);
    free(p.edge_part);
    free(p.parts);
    if (status != GIS_OK) {
        gis_extra_lights_done(&sum);
        return status;
    }
    *out = sum;
    return GIS_OK;
}

/* In a straight line: what is within r along the road is within r, so lights for that will do; how
 * many are needed at least, dark points far from each other say. */
static enum gis_status solve_straight(const struct gis_lighting *lighting, uint32_t gap,
                                      struct gis_extra_lights *out)
{
    size_t least = 0;
    enum gis_status status = extra_pack_straight(lighting, gap, &least);
    if (status != GIS_OK)
        return status;
    out->lower = least < out->upper ? least : out->upper;
    out->n_open = out->lower < out->upper;
    out->n_exact = out->upper > 0 && out->n_open == 0;
    return GIS_OK;
}

static enum gis_status solve_any(const struct gis_lighting *lighting, uint32_t gap,
                                 struct gis_extra_lights *out)
{
    struct gis_lighting_rule rule = gis_lighting_rule_of(lighting);
    struct gis_extra_lights found = {0};
    enum gis_status status = rule.edge_reach_m != NULL
                                 ? solve_parts(lighting, gap, &found)
                                 : solve(lighting, gap, rule.reach_m, NULL, 0, &found);
    if (status == GIS_OK && rule.measure == GIS_STRAIGHT)
        status = solve_straight(lighting, gap, &found);
    if (status != GIS_OK) {
        gis_extra_lights_done(&found);
        return status;
    }
    *out = found;
    return GIS_OK;
}

enum gis_status gis_extra_lights_new(const struct gis_lighting *lighting,
                                     struct gis_extra_lights *out)
{
    return solve_any(lighting, GIS_NONE, out);
}

enum gis_status gis_extra_lights_for_gap(const struct gis_lighting *lighting, uint32_t gap,
                                         struct gis_extra_lights *out)
{
    return solve_any(lighting, gap, out);
}

void gis_extra_lights_done(struct gis_extra_lights *extra)
{
    free(extra->at);
    memset(extra, 0, sizeof *extra);
}
