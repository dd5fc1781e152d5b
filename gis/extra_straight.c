/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "gis/extra_state.h"
#include "gis/pointtree.h"

/* Inside a dark stretch by this much a point surely is dark. */
#define INSIDE_M (4 * GIS_LIGHTING_TOLERANCE_M)
/* Looking for the next free point goes on by no less. */
#define LEAST_STEP_M 0.05

struct packing {
    const struct gis_lighting *lighting;
    struct gis_point_tree **trees; /* one for each reach: points chosen */
    double *reach_m;
    size_t n_trees, max_trees;
    size_t n_chosen;
};

/* How far the place is from being free: apart from every chosen point by both reaches. */
static double short_by_m(const struct packing *p, struct gis_xy at, double reach_m)
{
    double most_m = 0;
    for (size_t k = 0; k < p->n_trees; k++) {
        struct gis_tree_point near;
        if (!gis_point_tree_nearest(p->trees[k], at, GIS_NONE, GIS_NONE, &near))
            continue;
        double apart_m = p->reach_m[k] + reach_m + 2 * GIS_LIGHTING_TOLERANCE_M;
        most_m = fmax(most_m, apart_m - sqrt(near.d2_m2));
    }
    return most_m;
}

static struct gis_point_tree *tree_for(struct packing *p, double reach_m)
{
    for (size_t k = 0; k < p->n_trees; k++) {
        if (p->reach_m[k] == reach_m)
            return p->trees[k];
    }
    size_t max = p->n_trees + 1;
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    struct gis_point_tree **trees = realloc(p->trees, max * sizeof *trees);
    if (trees == NULL)
        return NULL;
    p->trees = trees;
    double *reaches_m = realloc(p->reach_m, max * sizeof *reaches_m);
    if (reaches_m == NULL)
        return NULL;
    p->reach_m = reaches_m;
    const struct gis_network *net = gis_lighting_network(p->lighting);
    struct gis_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (uint32_t v = 0; v < net->n_nodes; v++) {
        box.min_x_m = fmin(box.min_x_m, net->node_xy[v].x_m);
        box.min_y_m = fmin(box.min_y_m, net->node_xy[v].y_m);
        box.max_x_m = fmax(box.max_x_m, net->node_xy[v].x_m);
        box.max_y_m = fmax(box.max_y_m, net->node_xy[v].y_m);
    }
    if (gis_point_tree_new(box, &p->trees[p->n_trees]) != GIS_OK)
        return NULL;
    p->reach_m[p->n_trees] = reach_m;
    return p->trees[p->n_trees++];
}

/* Takes every free point met on the way. */
static bool piece_pack(struct packing *p, const struct gis_dark_piece *piece)
{
    const struct gis_network *net = gis_lighting_network(p->lighting);
    double reach_m = gis_lighting_edge_reach_m(p->lighting, piece->edge);
    for (double at_m = piece->from_m + INSIDE_M; at_m <= piece->to_m - INSIDE_M;) {
        struct gis_xy at = gis_network_xy(net, (struct gis_on_edge){piece->edge, at_m});
        double wait_m = short_by_m(p, at, reach_m);
        if (wait_m <= 0) {
            struct gis_point_tree *tree = tree_for(p, reach_m);
            if (tree == NULL || gis_point_tree_add(tree, at, (uint32_t)p->n_chosen) != GIS_OK)
                return false;
            p->n_chosen++;
            wait_m = 2 * reach_m;
        }
        at_m += fmax(wait_m, LEAST_STEP_M);
    }
    return true;
}

enum gis_status extra_pack_straight(const struct gis_lighting *lighting, uint32_t gap, size_t *out)
{
    struct packing p = {.lighting = lighting};
    bool fine = true;
    uint32_t n_edges = gis_lighting_network(lighting)->n_edges;
    if (gap != GIS_NONE) {
        uint32_t k = gis_lighting_gap(lighting, gap).first_piece;
        while (fine && k != GIS_NONE) {
            struct gis_dark_piece piece = gis_lighting_piece(lighting, k);
            fine = piece_pack(&p, &piece);
            k = piece.next_in_gap;
        }
    }
    for (uint32_t e = 0; gap == GIS_NONE && fine && e < n_edges; e++) {
        for (uint32_t k = gis_lighting_edge_piece(lighting, e); fine && k != GIS_NONE;) {
            struct gis_dark_piece piece = gis_lighting_piece(lighting, k);
            fine = piece_pack(&p, &piece);
            k = piece.next_on_edge;
        }
    }
    for (size_t k = 0; k < p.n_trees; k++)
        gis_point_tree_free(p.trees[k]);
    free(p.trees);
    free(p.reach_m);
    if (!fine)
        return GIS_ENOMEM;
    *out = p.n_chosen;
    return GIS_OK;
}
