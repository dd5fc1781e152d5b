/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/rtree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FANOUT     16U
#define MAX_LEVELS 9U /* 16^8 = 2^32 items, and the root */

/* Levels one after the other in `boxes`, items first:
 *
 *   | items in Hilbert order | their parents | ... | root |
 *
 * Children of box i of level k are boxes 16i to 16i+15 of level k-1, so no pointers are kept. */
struct gis_rtree {
    uint32_t n_levels;         /* 0 when empty; the root is the only box of the last level */
    uint32_t n_in[MAX_LEVELS]; /* boxes of each level */
    size_t first[MAX_LEVELS];  /* where each level begins */
    struct gis_box *boxes;
    uint32_t *items; /* the caller's number of each box of level 0 */
};

static struct gis_box box_empty(void)
{
    return (struct gis_box){INFINITY, INFINITY, -INFINITY, -INFINITY};
}

static void box_add(struct gis_box *box, struct gis_box other)
{
    box->min_x_m = fmin(box->min_x_m, other.min_x_m);
    box->min_y_m = fmin(box->min_y_m, other.min_y_m);
    box->max_x_m = fmax(box->max_x_m, other.max_x_m);
    box->max_y_m = fmax(box->max_y_m, other.max_y_m);
}

static bool box_valid(struct gis_box b)
{
    return isfinite(b.min_x_m) && isfinite(b.min_y_m) && isfinite(b.max_x_m) &&
           isfinite(b.max_y_m) && b.min_x_m <= b.max_x_m && b.min_y_m <= b.max_y_m;
}

static bool boxes_touch(struct gis_box a, struct gis_box b)
{
    return a.min_x_m <= b.max_x_m && a.max_x_m >= b.min_x_m && a.min_y_m <= b.max_y_m &&
           a.max_y_m >= b.min_y_m;
}

/* As fmax() for numbers; that one minds NaN, and is a call. */
static inline double larger(double a, double b)
{
    return a > b ? a : b;
}

static inline double box_distance2(const struct gis_box *b, struct gis_xy p)
{
    double dx = larger(larger(b->min_x_m - p.x_m, p.x_m - b->max_x_m), 0);
    double dy = larger(larger(b->min_y_m - p.y_m, p.y_m - b->max_y_m), 0);
    return dx * dx + dy * dy;
}

/* Place of (x, y), 16 bits each, along the Hilbert curve. After J. Skilling (2004), two dimensions.
 */
static uint32_t hilbert_key(uint32_t x, uint32_t y)
{
    uint32_t key = 0;
    for (uint32_t s = 1U << 15; s > 0; s >>= 1) {
        uint32_t rx = (x & s) != 0;
        uint32_t ry = (y & s) != 0;
        key = (key << 2) | ((3U * rx) ^ ry);
        if (ry == 0) {
            if (rx == 1) {
                x = 0xFFFFU - x;
                y = 0xFFFFU - y;
            }
            uint32_t t = x;
            x = y;
            y = t;
        }
    }
    return key;
}

static uint32_t grid_place(double low, double high, double min, double max)
{
    double extent = max / 2 - min / 2; /* halves: a difference of huge values stays finite */
    if (!(extent > 0))
        return 0;
    double share = (low / 4 + high / 4 - min / 2) / extent;
    return (uint32_t)(fmin(fmax(share, 0), 1) * 65535.0);
}

static void keys_fill(size_t n, const struct gis_box *boxes, struct gis_box all, uint64_t *keys)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t x = grid_place(boxes[i].min_x_m, boxes[i].max_x_m, all.min_x_m, all.max_x_m);
        uint32_t y = grid_place(boxes[i].min_y_m, boxes[i].max_y_m, all.min_y_m, all.max_y_m);
        keys[i] = (uint64_t)hilbert_key(x, y) << 32 | i;
    }
}

/* Stable radix sort by the upper 32 bits, 16 at a time: equal keys stay in the caller's order. */
static enum gis_status keys_sort(size_t n, uint64_t *keys)
{
    uint64_t *other = malloc((n + 1) * sizeof *other);
    uint32_t *count = malloc(65536 * sizeof *count);
    if (other == NULL || count == NULL) {
        free(other);
        free(count);
        return GIS_ENOMEM;
    }
    for (unsigned shift = 32; shift < 64; shift += 16) {
        memset(count, 0, 65536 * sizeof *count);
        for (size_t i = 0; i < n; i++)
            count[(keys[i] >> shift) & 0xFFFFU]++;
        uint32_t before = 0;
        for (size_t k = 0; k < 65536; k++) {
            uint32_t here = count[k];
            count[k] = before;
            before += here;
        }
        for (size_t i = 0; i < n; i++)
            other[count[(keys[i] >> shift) & 0xFFFFU]++] = keys[i];
        memcpy(keys, other, n * sizeof *keys);
    }
    free(other);
    free(count);
    return GIS_OK;
}

/* Sizes of the levels; returns how many boxes they hold together. */
static size_t levels_plan(struct gis_rtree *tree, uint32_t n)
{
    size_t total = 0;
    while (n > 0) {
        tree->first[tree->n_levels] = total;
        tree->n_in[tree->n_levels++] = n;
        total += n;
        n = n == 1 ? 0 : (n - 1) / FANOUT + 1;
    }
    return total;
}

static void parents_fill(struct gis_rtree *tree)
{
    for (uint32_t level = 1; level < tree->n_levels; level++) {
        const struct gis_box *below = tree->boxes + tree->first[level - 1];
        struct gis_box *here = tree->boxes + tree->first[level];
        for (uint32_t i = 0; i < tree->n_in[level]; i++)
            here[i] = box_empty();
        for (uint32_t i = 0; i < tree->n_in[level - 1]; i++)
            box_add(&here[i / FANOUT], below[i]);
    }
}

static enum gis_status tree_fill(struct gis_rtree *tree, size_t n, const struct gis_box *boxes,
                                 struct gis_box all)
{
    size_t total = levels_plan(tree, (uint32_t)n);
    uint64_t *keys = malloc(n * sizeof *keys);
    tree->boxes = malloc(total * sizeof *tree->boxes);
    tree->items = malloc(n * sizeof *tree->items);
    enum gis_status status = GIS_ENOMEM;
    if (keys != NULL && tree->boxes != NULL && tree->items != NULL) {
        keys_fill(n, boxes, all, keys);
        status = keys_sort(n, keys);
    }
    if (status == GIS_OK) {
        for (size_t i = 0; i < n; i++) {
            tree->items[i] = (uint32_t)keys[i];
            tree->boxes[i] = boxes[tree->items[i]];
        }
        parents_fill(tree);
    }
    free(keys);
    return status;
}

enum gis_status gis_rtree_new(size_t n, const struct gis_box *boxes, struct gis_rtree **out)
{
    if (n >= UINT32_MAX)
        return GIS_EDOMAIN;
    struct gis_box all = box_empty();
    for (size_t i = 0; i < n; i++) {
        if (!box_valid(boxes[i]))
            return GIS_EDOMAIN;
        box_add(&all, boxes[i]);
    }
    struct gis_rtree *tree = calloc(1, sizeof *tree);
    if (tree == NULL)
        return GIS_ENOMEM;
    enum gis_status status = n == 0 ? GIS_OK : tree_fill(tree, n, boxes, all);
    if (status != GIS_OK) {
        gis_rtree_free(tree);
        return status;
    }
    *out = tree;
    return GIS_OK;
}

void gis_rtree_free(struct gis_rtree *tree)
{
    if (tree == NULL)
        return;
    free(tree->boxes);
    free(tree->items);
    free(tree);
}

size_t gis_rtree_count(const struct gis_rtree *tree)
{
    return tree->n_levels == 0 ? 0 : tree->n_in[0];
}

void gis_rtree_find(const struct gis_rtree *tree, struct gis_box box,
                    struct gis_rtree_cursor *out_cursor)
{
    out_cursor->tree = tree;
    out_cursor->box = box;
    out_cursor->n_open = 0;
    if (tree->n_levels == 0)
        return;
    out_cursor->open[out_cursor->n_open].level = tree->n_levels - 1;
    out_cursor->open[out_cursor->n_open].at = 0;
    out_cursor->open[out_cursor->n_open].end = 1;
    out_cursor->n_open++;
}

bool gis_rtree_next(struct gis_rtree_cursor *cursor, uint32_t *out_item)
{
    const struct gis_rtree *tree = cursor->tree;
    while (cursor->n_open > 0) {
        uint32_t top = cursor->n_open - 1;
        uint32_t level = cursor->open[top].level;
        if (cursor->open[top].at == cursor->open[top].end) {
            cursor->n_open--;
            continue;
        }
        uint32_t i = cursor->open[top].at++;
        if (!boxes_touch(tree->boxes[tree->first[level] + i], cursor->box))
            continue;
        if (level == 0) {
            *out_item = tree->items[i];
            return true;
        }
        uint32_t n_below = tree->n_in[level - 1];
        cursor->open[top + 1].level = level - 1;
        cursor->open[top + 1].at = i * FANOUT;
        cursor->open[top + 1].end = n_below - i * FANOUT < FANOUT ? n_below : (i + 1) * FANOUT;
        cursor->n_open++;
    }
    return false;
}

struct nearest {
    const struct gis_rtree *tree;
    struct gis_xy p;
    gis_rtree_distance2_fn *distance2_m2;
    const void *context;
    double best_m2; /* nothing farther is wanted */
    uint32_t item;  /* UINT32_MAX: none yet */
};

/* Distance to a box and to its content round differently: leave a box out only when clearly beyond.
 */
static bool too_far(const struct nearest *search, double box_m2)
{
    return !(box_m2 <= search->best_m2 * (1 + 1e-12));
}

static void nearest_item(struct nearest *search, uint32_t at)
{
    uint32_t item = search->tree->items[at];
    double box_m2 = box_distance2(&search->tree->boxes[at], search->p);
    if (too_far(search, box_m2))
        return;
    double d_m2 = search->distance2_m2 == NULL
                      ? box_m2
                      : search->distance2_m2(search->context, search->p, item);
    if (d_m2 < search->best_m2 || (d_m2 == search->best_m2 && item < search->item)) {
        search->best_m2 = d_m2;
        search->item = item;
    }
}

/* Depth first, nearer children first. */
// NOLINTNEXTLINE(misc-no-recursion): at most 9 levels deep
static void nearest_below(struct nearest *search, uint32_t level, uint32_t at)
{
    const struct gis_rtree *tree = search->tree;
    if (level == 0) {
        nearest_item(search, at);
        return;
    }
    uint32_t first = at * FANOUT;
    uint32_t left = tree->n_in[level - 1] - first;
    uint32_t n = 0, child[FANOUT];
    double d_m2[FANOUT];
    const struct gis_box *boxes = tree->boxes + tree->first[level - 1];
    for (uint32_t i = first; i < first + (left < FANOUT ? left : FANOUT); i++) {
        double here_m2 = box_distance2(&boxes[i], search->p);
        if (too_far(search, here_m2))
            continue;
        uint32_t k = n++;
        for (; k > 0 && d_m2[k - 1] > here_m2; k--) {
            d_m2[k] = d_m2[k - 1];
            child[k] = child[k - 1];
        }
        d_m2[k] = here_m2;
        child[k] = i;
    }
    for (uint32_t k = 0; k < n && !too_far(search, d_m2[k]); k++)
        nearest_below(search, level - 1, child[k]);
}

bool gis_rtree_nearest(const struct gis_rtree *tree, struct gis_xy p, double max_m,
                       gis_rtree_distance2_fn *distance2_m2, const void *context,
                       uint32_t *out_item, double *out_distance_m)
{
    return gis_rtree_nearest_from(tree, p, max_m, distance2_m2, context, UINT32_MAX, out_item,
                                  out_distance_m);
}

// NOLINTNEXTLINE(readability-function-size): gis_rtree_nearest() and where to begin
bool gis_rtree_nearest_from(const struct gis_rtree *tree, struct gis_xy p, double max_m,
                            gis_rtree_distance2_fn *distance2_m2, const void *context,
                            uint32_t guess, uint32_t *out_item, double *out_distance_m)
{
    if (tree->n_levels == 0 || !isfinite(p.x_m) || !isfinite(p.y_m) || !(max_m >= 0))
        return false;
    struct nearest search = {tree, p, distance2_m2, context, max_m * max_m, UINT32_MAX};
    if (guess < tree->n_in[0] && distance2_m2 != NULL) {
        /* Nothing farther than the guess is looked at; what is as near still is. */
        double d_m2 = distance2_m2(context, p, guess);
        if (d_m2 <= search.best_m2) {
            search.best_m2 = d_m2;
            search.item = guess;
        }
    }
    nearest_below(&search, tree->n_levels - 1, 0);
    if (search.item == UINT32_MAX || !isfinite(search.best_m2))
        return false;
    *out_item = search.item;
    if (out_distance_m != NULL)
        *out_distance_m = sqrt(search.best_m2);
    return true;
}

enum gis_status gis_hilbert_order(size_t n, const struct gis_xy *points, uint32_t *out)
{
    if (n >= UINT32_MAX)
        return GIS_EDOMAIN;
    uint64_t *keys = malloc((n + 1) * sizeof *keys);
    if (keys == NULL)
        return GIS_ENOMEM;
    struct gis_box all = box_empty();
    for (size_t i = 0; i < n; i++) {
        struct gis_xy p = points[i];
        if (isfinite(p.x_m) && isfinite(p.y_m))
            box_add(&all, (struct gis_box){p.x_m, p.y_m, p.x_m, p.y_m});
    }
    for (size_t i = 0; i < n; i++) {
        struct gis_xy p = points[i];
        uint32_t x = grid_place(p.x_m, p.x_m, all.min_x_m, all.max_x_m);
        uint32_t y = grid_place(p.y_m, p.y_m, all.min_y_m, all.max_y_m);
        keys[i] = (uint64_t)hilbert_key(x, y) << 32 | i;
    }
    enum gis_status status = keys_sort(n, keys);
    for (size_t i = 0; i < n && status == GIS_OK; i++)
        out[i] = (uint32_t)keys[i];
    free(keys);
    return status;
}
