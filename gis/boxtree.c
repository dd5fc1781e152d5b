/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/boxtree.h"

#include <stdlib.h>

enum { FANOUT = 16, MAX_LEVELS = 9 }; /* 16^8 = 2^32 boxes */

struct gis_boxtree {
    unsigned n_levels;                             /* level 0: the boxes themselves */
    size_t n[MAX_LEVELS];                          /* boxes of each level */
    const struct gis_world_box *level[MAX_LEVELS]; /* level[0] is the caller's */
    struct gis_world_box nodes[];
};

static struct gis_world_box around(const struct gis_world_box *boxes, size_t n)
{
    struct gis_world_box all = boxes[0];
    for (size_t i = 1; i < n; i++) {
        const struct gis_world_box *b = &boxes[i];
        all.min_x = b->min_x < all.min_x ? b->min_x : all.min_x;
        all.min_y = b->min_y < all.min_y ? b->min_y : all.min_y;
        all.max_x = b->max_x > all.max_x ? b->max_x : all.max_x;
        all.max_y = b->max_y > all.max_y ? b->max_y : all.max_y;
    }
    return all;
}

enum gis_status gis_boxtree_new(const struct gis_world_box *boxes, size_t n,
                                struct gis_boxtree **out)
{
    if (n >= UINT32_MAX)
        return GIS_EDOMAIN;
    size_t total = 0;
    for (size_t m = n; m > 1; total += m)
        m = (m + FANOUT - 1) / FANOUT;
    struct gis_boxtree *tree = malloc(sizeof *tree + total * sizeof tree->nodes[0]);
    if (tree == NULL)
        return GIS_ENOMEM;
    tree->n_levels = 1;
    tree->n[0] = n;
    tree->level[0] = boxes;
    struct gis_world_box *next = tree->nodes;
    for (unsigned l = 0; tree->n[l] > 1; l++) {
        size_t below = tree->n[l], count = (below + FANOUT - 1) / FANOUT;
        for (size_t i = 0; i < count; i++) {
            size_t left = below - i * FANOUT;
            next[i] = around(tree->level[l] + i * FANOUT, left < FANOUT ? left : FANOUT);
        }
        tree->level[l + 1] = next;
        tree->n[l + 1] = count;
        tree->n_levels = l + 2;
        next += count;
    }
    *out = tree;
    return GIS_OK;
}

void gis_boxtree_free(struct gis_boxtree *tree)
{
    free(tree);
}

struct query {
    const struct gis_boxtree *tree;
    struct gis_world_box box;
    gis_boxtree_fn fn;
    void *ctx;
};

/* NOLINTNEXTLINE(misc-no-recursion): at most MAX_LEVELS deep */
static void visit(const struct query *q, unsigned level, size_t first, size_t end)
{
    const struct gis_world_box *boxes = q->tree->level[level];
    for (size_t i = first; i < end; i++) {
        if (!gis_world_box_meets(&boxes[i], &q->box))
            continue;
        if (level == 0) {
            q->fn((uint32_t)i, q->ctx);
            continue;
        }
        size_t below = q->tree->n[level - 1], to = (i + 1) * FANOUT;
        visit(q, level - 1, i * FANOUT, to < below ? to : below);
    }
}

void gis_boxtree_query(const struct gis_boxtree *tree, struct gis_world_box box, gis_boxtree_fn fn,
                       void *ctx)
{
    struct query q = {tree, box, fn, ctx};
    unsigned top = tree->n_levels - 1;
    visit(&q, top, 0, tree->n[top]);
}
