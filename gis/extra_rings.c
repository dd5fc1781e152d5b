/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/extra_state.h"

#define TOLERANCE_M GIS_LIGHTING_TOLERANCE_M

/* One connected rest with rings. Cutting a link at any point makes two dead ends of it; with one
 * cut for each ring a tree is left, which extra_peel() solves. A cut can cost one light and never
 * saves one, so   tree - cuts <= fewest <= tree   for every choice of cuts: the best of several
 * choices bounds from both sides. */
struct rest {
    const struct extra_graph *graph; /* links and vertices of this rest only */
    uint8_t *is_tree;                /* by link: in the spanning tree */
    double *cut_m;                   /* by link: where it is cut */
    uint32_t *cuts;                  /* the links outside the tree */
    size_t n_cuts;
    struct extra_graph tree; /* room for the cut graph */
    uint8_t *left;
};

/* --- one choice of cuts ----------------------------------------------------------------------- */

static void tree_build(struct rest *rest)
{
    const struct extra_graph *g = rest->graph;
    struct extra_graph *t = &rest->tree;
    memcpy(t->vertices, g->vertices, g->n_vertices * sizeof *t->vertices);
    memcpy(t->links, g->links, g->n_links * sizeof *t->links);
    t->n_vertices = g->n_vertices;
    t->n_links = g->n_links;
    for (size_t k = 0; k < rest->n_cuts; k++) {
        uint32_t l = rest->cuts[k];
        struct extra_link *first = &t->links[l], *second = &t->links[t->n_links++];
        double at_m = first->from_m + rest->cut_m[l];
        *second = *first;
        first->to_m = at_m;
        second->from_m = at_m;
        for (int end = 0; end < 2; end++) {
            uint32_t v = (uint32_t)t->n_vertices++;
            t->vertices[v] = (struct extra_vertex){-1, INFINITY, {first->edge, at_m}};
            *(end == 0 ? &first->b : &second->a) = v;
        }
    }
    memset(rest->left, 1, t->n_links);
}

/* Lights for the tree that the cuts leave; SIZE_MAX when out of memory. */
static size_t tree_solve(struct rest *rest, struct extra_found *found)
{
    struct extra_found count = {.count_only = true};
    size_t n_pieces;
    tree_build(rest);
    if (extra_peel(&rest->tree, rest->left, found == NULL ? &count : found, &n_pieces) != GIS_OK)
        return SIZE_MAX;
    return found == NULL ? count.n : found->n;
}

static uint32_t vertex_root(uint32_t *root, uint32_t v)
{
    while (root[v] != v) {
        root[v] = root[root[v]];
        v = root[v];
    }
    return v;
}

/* Short links first, so that the long ones are cut, where there is room to choose. */
static enum gis_status tree_choose(struct rest *rest)
{
    const struct extra_graph *g = rest->graph;
    uint32_t *root = malloc((g->n_vertices + 1) * sizeof *root);
    if (root == NULL)
        return GIS_ENOMEM;
    for (uint32_t v = 0; v < g->n_vertices; v++)
        root[v] = v;
    memset(rest->is_tree, 0, g->n_links);
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t l = 0; l < g->n_links; l++) {
            bool is_long = g->links[l].to_m - g->links[l].from_m > 4 * g->reach_m;
            uint32_t a = vertex_root(root, g->links[l].a), b = vertex_root(root, g->links[l].b);
            if (is_long != (pass == 1) || a == b)
                continue;
            root[a < b ? b : a] = a < b ? a : b;
            rest->is_tree[l] = 1;
        }
    }
    rest->n_cuts = 0;
    for (uint32_t l = 0; l < g->n_links; l++) {
        if (!rest->is_tree[l])
            rest->cuts[rest->n_cuts++] = l;
    }
    free(root);
    return GIS_OK;
}

/* Places worth a cut on a link of a length: around the middle and the reach of a light at an end.
 */
#define N_PLACES 8
static double cut_place(double length_m, double reach_m, unsigned k)
{
    double a_bit_m = fmin(reach_m / 1024, length_m / 16);
    double half_m = length_m / 2;
    double places_m[N_PLACES] = {reach_m,     half_m, half_m + a_bit_m,  length_m - reach_m,
                                 2 * reach_m, 0,      reach_m + a_bit_m, length_m};
    return fmin(fmax(places_m[k], 0), length_m);
}

struct best {
    size_t least, most;
    double *least_m; /* cut_m of the least */
};

static bool best_try(struct rest *rest, struct best *best, size_t *out_n)
{
    size_t n = tree_solve(rest, NULL);
    if (n == SIZE_MAX)
        return false;
    if (n < best->least) {
        best->least = n;
        memcpy(best->least_m, rest->cut_m, rest->graph->n_links * sizeof *rest->cut_m);
    }
    if (n > best->most)
        best->most = n;
    *out_n = n;
    return true;
}

static double link_length(const struct extra_graph *g, uint32_t l)
{
    return g->links[l].to_m - g->links[l].from_m;
}

/* Moves one cut to where it serves best; *now: what the cuts were worth, and are. */
static bool cut_improve(struct rest *rest, struct best *best, int sign, uint32_t l, size_t *now)
{
    const struct extra_graph *g = rest->graph;
    double keep_m = rest->cut_m[l];
    for (unsigned place = 0; place < N_PLACES; place++) {
        size_t n = 0;
        rest->cut_m[l] = cut_place(link_length(g, l), g->reach_m, place);
        if (!best_try(rest, best, &n))
            return false;
        if (sign < 0 ? n < *now : n > *now) {
            *now = n;
            keep_m = rest->cut_m[l];
        }
    }
    rest->cut_m[l] = keep_m;
    return true;
}

/* One cut after the other is moved to where it serves best; upwards (sign 1) or downwards (-1). */
static bool cuts_improve(struct rest *rest, struct best *best, int sign, size_t enough)
{
    size_t now = 0;
    if (!best_try(rest, best, &now))
        return false;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t k = 0; k < rest->n_cuts; k++) {
            if ((sign < 0 ? best->least : best->most) == enough)
                break;
            if (!cut_improve(rest, best, sign, rest->cuts[k], &now))
                return false;
        }
    }
    return true;
}

static void cuts_at(struct rest *rest, unsigned place)
{
    for (size_t k = 0; k < rest->n_cuts; k++) {
        rest->cut_m[rest->cuts[k]] =
            cut_place(link_length(rest->graph, rest->cuts[k]), rest->graph->reach_m, place);
    }
}

/* --- bounds from below without cuts ------------------------------------------------------------
 */

/* Distance from each vertex to the lights placed before. */
static void have_spread(const struct extra_graph *g, double *have_m)
{
    for (size_t v = 0; v < g->n_vertices; v++)
        have_m[v] = g->vertices[v].have_m;
    for (bool again = true; again;) {
        again = false;
        for (uint32_t l = 0; l < g->n_links; l++) {
            double length_m = link_length(g, l);
            double *a = &have_m[g->links[l].a], *b = &have_m[g->links[l].b];
            if (*a + length_m < fmin(*b, g->reach_m)) {
                *b = *a + length_m;
                again = true;
            }
            if (*b + length_m < fmin(*a, g->reach_m)) {
                *a = *b + length_m;
                again = true;
            }
        }
    }
}

/* Wanted metres of a link between two offsets from its end a. */
static double wanted_m(const struct extra_graph *g, uint32_t l, double low_m, double high_m)
{
    const struct extra_link *link = &g->links[l];
    double sum_m = 0;
    for (uint32_t k = link->first_want; k < link->end_want; k++) {
        sum_m += fmax(0, fmin(g->wants[k].to_m - link->from_m, high_m) -
                             fmax(g->wants[k].from_m - link->from_m, low_m));
    }
    return sum_m;
}

/* A light covers at most s metres, and at a junction so much more as arms beyond two give: once for
 * each junction, for all but its nearest light reach what lies behind it no farther than that one.
 */
static double junction_extra(const struct extra_graph *g, const struct extra_adjacency *by_vertex,
                             uint32_t v)
{
    double sum_m = 0, least_m = INFINITY, most_m = 0;
    uint32_t n = 0, before = GIS_NONE;
    for (uint32_t k = by_vertex->first[v]; k < by_vertex->first[v + 1]; k++) {
        uint32_t l = by_vertex->links[k];
        double length_m = link_length(g, l), arm_m = g->reach_m;
        bool from_b = g->links[l].b == v && (g->links[l].a != v || l == before);
        if (length_m >= arm_m)
            arm_m = from_b ? wanted_m(g, l, length_m - arm_m, length_m) : wanted_m(g, l, 0, arm_m);
        before = l;
        sum_m += arm_m;
        least_m = fmin(least_m, arm_m);
        most_m = fmax(most_m, arm_m);
        n++;
    }
    return n < 3 ? 0 : fmax(0, sum_m - least_m - most_m);
}

/* The larger of two bounds: by length, and by points that need a light each. */
static enum gis_status bound_by_length(const struct extra_graph *g, size_t *out)
{
    double *have_m = malloc((g->n_vertices + 1) * sizeof *have_m);
    struct extra_adjacency by_vertex;
    if (have_m == NULL || extra_adjacency_new(g, &by_vertex) != GIS_OK) {
        free(have_m);
        return GIS_ENOMEM;
    }
    have_spread(g, have_m);
    double sum_m = 0;
    for (uint32_t l = 0; l < g->n_links; l++) {
        double lit_a_m = fmax(0, g->reach_m - have_m[g->links[l].a]);
        double lit_b_m = fmax(0, g->reach_m - have_m[g->links[l].b]);
        double length_m = link_length(g, l);
        if (lit_a_m + lit_b_m < length_m)
            sum_m += wanted_m(g, l, lit_a_m, length_m - lit_b_m);
    }
    bool any = sum_m > TOLERANCE_M * (1 + (double)g->n_links);
    for (uint32_t v = 0; v < g->n_vertices; v++)
        sum_m -= junction_extra(g, &by_vertex, v);
    extra_adjacency_free(&by_vertex);
    size_t packed = 0;
    enum gis_status status = extra_pack(g, have_m, &packed);
    free(have_m);
    double lights = ceil((sum_m - TOLERANCE_M * (1 + (double)g->n_links)) / (2 * g->reach_m));
    *out = lights > 0 ? (size_t)lights : any;
    *out = *out < packed ? packed : *out;
    return status;
}

/* Even with a light at every vertex each link needs these inside. */
static size_t bound_by_links(const struct extra_graph *g)
{
    struct extra_found count = {.count_only = true};
    for (size_t l = 0; l < g->n_links; l++) {
        struct extra_vertex state = {-1, 0, {0, 0}};
        extra_walk(g, &g->links[l], false, &state, &count);
    }
    return count.n;
}

/* --- one rest --------------------------------------------------------------------------------- */

static bool rest_alloc(struct rest *rest)
{
    size_t n_links = rest->graph->n_links, n_vertices = rest->graph->n_vertices;
    rest->is_tree = malloc(n_links + 1);
    rest->cut_m = calloc(n_links + 1, sizeof *rest->cut_m);
    rest->cuts = malloc((n_links + 1) * sizeof *rest->cuts);
    rest->left = malloc(2 * n_links + 1);
    rest->tree = *rest->graph; /* reach and wants are shared */
    rest->tree.vertices = malloc((n_vertices + 2 * n_links + 1) * sizeof *rest->tree.vertices);
    rest->tree.links = malloc((2 * n_links + 1) * sizeof *rest->tree.links);
    return rest->is_tree != NULL && rest->cut_m != NULL && rest->cuts != NULL &&
           rest->left != NULL && rest->tree.vertices != NULL && rest->tree.links != NULL;
}

static void rest_free(struct rest *rest)
{
    free(rest->is_tree);
    free(rest->cut_m);
    free(rest->cuts);
    free(rest->left);
    free(rest->tree.vertices);
    free(rest->tree.links);
}

/* Tries choices of cuts; small rests more. */
static bool rest_search(struct rest *rest, size_t *lower, struct best *best)
{
    size_t n, work = rest->n_cuts * rest->graph->n_links;
    unsigned n_places = rest->graph->n_links > 50000 ? 3 : N_PLACES;
    for (unsigned place = 0; place < n_places; place++) {
        cuts_at(rest, place);
        if (!best_try(rest, best, &n))
            return false;
    }
    if (best->most > rest->n_cuts + *lower)
        *lower = best->most - rest->n_cuts;
    if (*lower < best->least && work <= 20000) {
        memcpy(rest->cut_m, best->least_m, rest->graph->n_links * sizeof *rest->cut_m);
        if (!cuts_improve(rest, best, -1, *lower))
            return false;
    }
    if (*lower < best->least && work <= 20000) {
        cuts_at(rest, 2);
        if (!cuts_improve(rest, best, 1, best->least + rest->n_cuts))
            return false;
    }
    if (best->most > rest->n_cuts + *lower)
        *lower = best->most - rest->n_cuts;
    return true;
}

static enum gis_status rest_solve(const struct extra_graph *graph, struct extra_found *found,
                                  struct gis_extra_lights *out)
{
    struct rest rest = {.graph = graph};
    struct best best = {SIZE_MAX, 0, malloc((graph->n_links + 1) * sizeof(double))};
    size_t lower = 0, by_links = bound_by_links(graph), before = found->n;
    enum gis_status status = GIS_ENOMEM;
    if (best.least_m != NULL && rest_alloc(&rest) && tree_choose(&rest) == GIS_OK &&
        bound_by_length(graph, &lower) == GIS_OK) {
        lower = lower < by_links ? by_links : lower;
        if (rest_search(&rest, &lower, &best)) {
            memcpy(rest.cut_m, best.least_m, graph->n_links * sizeof *rest.cut_m);
            status = tree_solve(&rest, found) == SIZE_MAX ? GIS_ENOMEM : GIS_OK;
        }
    }
    rest_free(&rest);
    free(best.least_m);
    if (status != GIS_OK)
        return status;
    size_t upper = found->n - before;
    out->lower += lower;
    *(lower < upper ? &out->n_open : &out->n_exact) += 1;
    return GIS_OK;
}

/* --- all of them ------------------------------------------------------------------------------ */

struct split {
    const struct extra_graph *graph;
    struct extra_adjacency by_vertex;
    uint8_t *left;
    uint32_t *local, *order; /* by vertex: its number in the rest, or GIS_NONE */
    struct extra_graph rest;
};

/* Moves the rest that holds link l into split->rest. */
static void split_take(struct split *s, uint32_t l)
{
    const struct extra_graph *g = s->graph;
    size_t n_order = 0;
    s->rest.n_links = 0;
    s->rest.n_vertices = 0;
    s->local[g->links[l].a] = 0;
    s->order[n_order++] = g->links[l].a;
    for (size_t i = 0; i < n_order; i++) {
        uint32_t v = s->order[i];
        s->rest.vertices[s->rest.n_vertices++] = g->vertices[v];
        for (uint32_t k = s->by_vertex.first[v]; k < s->by_vertex.first[v + 1]; k++) {
            uint32_t here = s->by_vertex.links[k];
            if (!s->left[here])
                continue;
            uint32_t other = g->links[here].a == v ? g->links[here].b : g->links[here].a;
            if (s->local[other] == GIS_NONE) {
                s->local[other] = (uint32_t)n_order;
                s->order[n_order++] = other;
            }
            struct extra_link *link = &s->rest.links[s->rest.n_links++];
            *link = g->links[here];
            link->a = s->local[link->a];
            link->b = s->local[link->b];
            s->left[here] = 0;
        }
    }
    s->rest.reach_m = g->reach_m;
    s->rest.wants = g->wants;
    s->rest.n_wants = g->n_wants;
}

enum gis_status extra_rings(const struct extra_graph *graph, const uint8_t *link_left,
                            struct extra_found *found, struct gis_extra_lights *out)
{
    size_t n_left = 0;
    for (size_t l = 0; l < graph->n_links; l++)
        n_left += link_left[l];
    if (n_left == 0)
        return GIS_OK;
    struct split s = {.graph = graph};
    s.left = malloc(graph->n_links);
    s.local = malloc(graph->n_vertices * sizeof *s.local);
    s.order = malloc(graph->n_vertices * sizeof *s.order);
    s.rest.vertices = malloc(graph->n_vertices * sizeof *s.rest.vertices);
    s.rest.links = malloc(n_left * sizeof *s.rest.links);
    enum gis_status status = extra_adjacency_new(graph, &s.by_vertex);
    if (s.left == NULL || s.local == NULL || s.order == NULL || s.rest.vertices == NULL ||
        s.rest.links == NULL)
        status = GIS_ENOMEM;
    if (status == GIS_OK) {
        memcpy(s.left, link_left, graph->n_links);
        memset(s.local, 0xFF, graph->n_vertices * sizeof *s.local);
    }
    for (uint32_t l = 0; l < graph->n_links && status == GIS_OK; l++) {
        if (!s.left[l])
            continue;
        split_take(&s, l);
        status = rest_solve(&s.rest, found, out);
    }
    free(s.left);
    free(s.local);
    free(s.order);
    free(s.rest.vertices);
    free(s.rest.links);
    extra_adjacency_free(&s.by_vertex);
    return status;
}
