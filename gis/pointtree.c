/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/pointtree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/array.h"

#define NONE      UINT32_MAX
#define BUCKET    12
#define MAX_DEPTH 30

struct item {
    struct gis_xy at;
    uint32_t id, next; /* next in the bucket, or in the list of free ones */
};

/* A leaf has no children. Points in children are counted too. */
struct quad {
    uint32_t first_child; /* four in a row, NONE: leaf */
    uint32_t first_item;
    uint32_t n;
};

struct gis_point_tree {
    struct gis_box box; /* a square */
    struct quad *quads;
    size_t n_quads, max_quads;
    struct item *items;
    size_t n_items, max_items;
    uint32_t free_item;
};

enum gis_status gis_point_tree_new(struct gis_box box, struct gis_point_tree **out)
{
    struct gis_point_tree *tree = calloc(1, sizeof *tree);
    if (tree == NULL)
        return GIS_ENOMEM;
    tree->quads = malloc(sizeof *tree->quads);
    if (tree->quads == NULL) {
        free(tree);
        return GIS_ENOMEM;
    }
    double side_m = fmax(fmax(box.max_x_m - box.min_x_m, box.max_y_m - box.min_y_m), 1);
    if (!isfinite(side_m))
        box = (struct gis_box){0, 0, side_m = 1, 1};
    tree->box =
        (struct gis_box){box.min_x_m, box.min_y_m, box.min_x_m + side_m, box.min_y_m + side_m};
    tree->quads[0] = (struct quad){NONE, NONE, 0};
    tree->n_quads = tree->max_quads = 1;
    tree->free_item = NONE;
    *out = tree;
    return GIS_OK;
}

void gis_point_tree_free(struct gis_point_tree *tree)
{
    if (tree == NULL)
        return;
    free(tree->quads);
    free(tree->items);
    free(tree);
}

size_t gis_point_tree_count(const struct gis_point_tree *tree)
{
    return tree->quads[0].n;
}

/* --- the way down ----------------------------------------------------------------------------- */

/* Quarter k of a box: bit 0 east, bit 1 north. What lies outside the whole goes to the nearest. */
static struct gis_box quarter(struct gis_box b, unsigned k)
{
    double x_m = (b.min_x_m + b.max_x_m) / 2, y_m = (b.min_y_m + b.max_y_m) / 2;
    return (struct gis_box){k & 1 ? x_m : b.min_x_m, k & 2 ? y_m : b.min_y_m,
                            k & 1 ? b.max_x_m : x_m, k & 2 ? b.max_y_m : y_m};
}

static unsigned quarter_of(struct gis_box b, struct gis_xy p)
{
    return (p.x_m >= (b.min_x_m + b.max_x_m) / 2 ? 1U : 0U) |
           (p.y_m >= (b.min_y_m + b.max_y_m) / 2 ? 2U : 0U);
}

static bool quads_room(struct gis_point_tree *tree)
{
    return gis_array_room(&tree->quads, tree->n_quads + 4, &tree->max_quads, sizeof *tree->quads);
}

/* Splits a leaf; there is room for its children. */
static void split(struct gis_point_tree *tree, uint32_t q, struct gis_box box)
{
    uint32_t first = (uint32_t)tree->n_quads;
    tree->n_quads += 4;
    for (uint32_t k = 0; k < 4; k++)
        tree->quads[first + k] = (struct quad){NONE, NONE, 0};
    for (uint32_t i = tree->quads[q].first_item; i != NONE;) {
        uint32_t next = tree->items[i].next;
        struct quad *child = &tree->quads[first + quarter_of(box, tree->items[i].at)];
        tree->items[i].next = child->first_item;
        child->first_item = i;
        child->n++;
        i = next;
    }
    tree->quads[q].first_item = NONE;
    tree->quads[q].first_child = first;
}

static uint32_t item_take(struct gis_point_tree *tree)
{
    uint32_t i = tree->free_item;
    if (i != NONE) {
        tree->free_item = tree->items[i].next;
        return i;
    }
    bool fine =
        gis_array_room(&tree->items, tree->n_items + 1, &tree->max_items, sizeof *tree->items);
    return fine ? (uint32_t)tree->n_items++ : NONE;
}

enum gis_status gis_point_tree_add(struct gis_point_tree *tree, struct gis_xy at, uint32_t id)
{
    uint32_t i = item_take(tree), q = 0;
    if (i == NONE)
        return GIS_ENOMEM;
    struct gis_box box = tree->box;
    for (int depth = 0;; depth++) {
        bool full = tree->quads[q].first_child == NONE && tree->quads[q].n >= BUCKET;
        if (full && depth < MAX_DEPTH && quads_room(tree)) /* one that stays full is only slower */
            split(tree, q, box);
        tree->quads[q].n++;
        if (tree->quads[q].first_child == NONE)
            break;
        unsigned k = quarter_of(box, at);
        q = tree->quads[q].first_child + k;
        box = quarter(box, k);
    }
    tree->items[i] = (struct item){at, id, tree->quads[q].first_item};
    tree->quads[q].first_item = i;
    return GIS_OK;
}

bool gis_point_tree_remove(struct gis_point_tree *tree, struct gis_xy at, uint32_t id)
{
    uint32_t path[MAX_DEPTH + 2], q = 0;
    size_t n = 0;
    struct gis_box box = tree->box;
    path[n++] = q;
    while (tree->quads[q].first_child != NONE) {
        unsigned k = quarter_of(box, at);
        q = tree->quads[q].first_child + k;
        box = quarter(box, k);
        path[n++] = q;
    }
    uint32_t *link = &tree->quads[q].first_item;
    while (*link != NONE && (tree->items[*link].id != id || tree->items[*link].at.x_m != at.x_m ||
                             tree->items[*link].at.y_m != at.y_m))
        link = &tree->items[*link].next;
    if (*link == NONE)
        return false;
    uint32_t i = *link;
    *link = tree->items[i].next;
    tree->items[i].next = tree->free_item;
    tree->free_item = i;
    for (size_t k = 0; k < n; k++)
        tree->quads[path[k]].n--;
    return true;
}

/* --- the nearest ------------------------------------------------------------------------------ */

struct search {
    const struct gis_point_tree *tree;
    struct gis_xy from;
    uint32_t id_end, but;
    struct gis_tree_point best; /* id NONE: none yet */
};

static void leaf_look(struct search *s, const struct quad *quad)
{
    for (uint32_t i = quad->first_item; i != NONE; i = s->tree->items[i].next) {
        const struct item *item = &s->tree->items[i];
        if (item->id >= s->id_end || item->id == s->but)
            continue;
        double dx = item->at.x_m - s->from.x_m, dy = item->at.y_m - s->from.y_m;
        double d2 = dx * dx + dy * dy;
        if (s->best.id == NONE || d2 < s->best.d2_m2 ||
            (d2 == s->best.d2_m2 && item->id < s->best.id))
            s->best = (struct gis_tree_point){item->at, item->id, d2};
    }
}

/* Square of the distance to what a quad can hold; quads at the border hold what is beyond it. */
static double box_d2(const struct search *s, struct gis_box b)
{
    const struct gis_box *all = &s->tree->box;
    double dx = 0, dy = 0;
    if (s->from.x_m < b.min_x_m && b.min_x_m > all->min_x_m) {
        dx = b.min_x_m - s->from.x_m;
    } else if (s->from.x_m > b.max_x_m && b.max_x_m < all->max_x_m) {
        dx = s->from.x_m - b.max_x_m;
    }
    if (s->from.y_m < b.min_y_m && b.min_y_m > all->min_y_m) {
        dy = b.min_y_m - s->from.y_m;
    } else if (s->from.y_m > b.max_y_m && b.max_y_m < all->max_y_m) {
        dy = s->from.y_m - b.max_y_m;
    }
    return dx * dx + dy * dy;
}

/* The quarter that holds the place comes first. */
// NOLINTNEXTLINE(misc-no-recursion): at most MAX_DEPTH deep
static void quad_look(struct search *s, uint32_t q, struct gis_box box)
{
    const struct quad *quad = &s->tree->quads[q];
    if (quad->first_child == NONE) {
        leaf_look(s, quad);
        return;
    }
    unsigned own = quarter_of(box, s->from);
    for (unsigned k = 0; k < 4; k++) {
        unsigned which = own ^ k;
        uint32_t child = quad->first_child + which;
        struct gis_box b = quarter(box, which);
        if (s->tree->quads[child].n == 0 ||
            (s->best.id != NONE && box_d2(s, b) > s->best.d2_m2 * (1 + 1e-12)))
            continue;
        quad_look(s, child, b);
    }
}

bool gis_point_tree_nearest(const struct gis_point_tree *tree, struct gis_xy from, uint32_t id_end,
                            uint32_t but, struct gis_tree_point *out)
{
    struct search s = {tree, from, id_end, but, {{0, 0}, NONE, INFINITY}};
    if (tree->quads[0].n > 0)
        quad_look(&s, 0, tree->box);
    if (s.best.id == NONE)
        return false;
    *out = s.best;
    return true;
}
