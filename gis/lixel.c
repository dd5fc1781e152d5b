/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/lixel.h"

#include <math.h>
#include <stdlib.h>

#include "gis/array.h"
#include "gis/heap.h"

#define MAX_LIXELS 4000000.0

static bool wanted(const struct gis_network *network, uint32_t edge, uint8_t flags)
{
    return (network->edge_flags[edge] & flags) == flags && network->edge_length_m[edge] > 0;
}

static double pieces_of(const struct gis_network *network, uint32_t edge, double most_m)
{
    /* a rounding error past a whole number makes no piece more */
    return fmax(1, ceil(network->edge_length_m[edge] / most_m - 1e-9));
}

static void cut(struct gis_lixels *l, uint8_t flags, double most_m)
{
    for (uint32_t e = 0; e < l->network->n_edges; e++) {
        l->first[e] = l->n;
        if (!wanted(l->network, e, flags))
            continue;
        const double length_m = l->network->edge_length_m[e];
        const size_t n = (size_t)pieces_of(l->network, e, most_m);
        const double k = (double)n;
        for (size_t i = 0; i < n; i++) {
            l->items[l->n++] =
                (struct gis_lixel){e, length_m * (double)i / k, length_m * (double)(i + 1) / k};
        }
        l->length_m += length_m;
    }
    l->first[l->network->n_edges] = l->n;
}

enum gis_status gis_lixels_new(const struct gis_network *network, uint8_t flags, double most_m,
                               struct gis_lixels **out)
{
    double total = 0;
    if (!(most_m > 0))
        return GIS_EDOMAIN;
    for (uint32_t e = 0; e < network->n_edges; e++)
        total += wanted(network, e, flags) ? pieces_of(network, e, most_m) : 0;
    if (!(total <= MAX_LIXELS))
        return GIS_EREFUSED;
    struct gis_lixels *l = calloc(1, sizeof *l);
    if (l == NULL)
        return GIS_ENOMEM;
    l->network = network;
    l->items = malloc(((size_t)total + 1) * sizeof *l->items);
    l->first = malloc(((size_t)network->n_edges + 1) * sizeof *l->first);
    if (l->items == NULL || l->first == NULL) {
        gis_lixels_free(l);
        return GIS_ENOMEM;
    }
    cut(l, flags, most_m);
    *out = l;
    return GIS_OK;
}

void gis_lixels_free(struct gis_lixels *lixels)
{
    if (lixels == NULL)
        return;
    free(lixels->items);
    free(lixels->first);
    free(lixels);
}

size_t gis_lixels_at(const struct gis_lixels *lixels, struct gis_on_edge at)
{
    if (at.edge >= lixels->network->n_edges)
        return SIZE_MAX;
    const size_t first = lixels->first[at.edge], k = lixels->first[at.edge + 1] - first;
    if (k == 0)
        return SIZE_MAX;
    const double share = at.offset_m / lixels->network->edge_length_m[at.edge];
    const double place = floor(fmin(fmax(share, 0), 1) * (double)k);
    return first + (size_t)fmin(place, (double)(k - 1));
}

/* ---- neighbours: Dijkstra from the middle of each piece, as far as the radius ------------------
 */

struct found {
    double m;
    uint32_t lixel;
};

struct search {
    const struct gis_lixels *l;
    double radius_m;
    struct gis_heap heap;
    double *node_m;  /* valid where stamp is that of this search */
    double *lixel_m; /* the same */
    uint32_t *node_stamp, *lixel_stamp, stamp;
    struct found *found;
    size_t n_found;
};

static enum gis_status push(struct search *s, double m, uint32_t node)
{
    if (m > s->radius_m)
        return GIS_OK;
    if (s->node_stamp[node] == s->stamp && s->node_m[node] <= m)
        return GIS_OK;
    s->node_stamp[node] = s->stamp;
    s->node_m[node] = m;
    return gis_heap_push(&s->heap, (struct gis_heap_item){m, node, node});
}

static double middle_m(const struct gis_lixel *x)
{
    return (x->from_m + x->to_m) / 2;
}

static void meet(struct search *s, size_t lixel, double m)
{
    if (m > s->radius_m)
        return;
    if (s->lixel_stamp[lixel] != s->stamp) {
        s->lixel_stamp[lixel] = s->stamp;
        s->lixel_m[lixel] = m;
        s->found[s->n_found++].lixel = (uint32_t)lixel;
    } else if (m < s->lixel_m[lixel]) {
        s->lixel_m[lixel] = m;
    }
}

/* Goes out along a half that leaves a node at @p m. */
static enum gis_status leave(struct search *s, uint32_t half, double m)
{
    const struct gis_network *net = s->l->network;
    const uint32_t e = half / 2;
    const double length_m = net->edge_length_m[e];
    for (size_t k = s->l->first[e]; k < s->l->first[e + 1]; k++) {
        const double along_m = middle_m(&s->l->items[k]);
        meet(s, k, m + (half % 2 == 0 ? along_m : length_m - along_m));
    }
    return push(s, m + length_m, gis_half_head(net, half));
}

static int by_distance(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    if (x->m < y->m || x->m > y->m)
        return x->m < y->m ? -1 : 1;
    return x->lixel < y->lixel ? -1 : x->lixel > y->lixel;
}

static enum gis_status search_from(struct search *s, size_t from)
{
    const struct gis_network *net = s->l->network;
    const struct gis_lixel *x = &s->l->items[from];
    const double at_m = middle_m(x);
    s->stamp++;
    s->n_found = s->heap.n = 0;
    for (size_t k = s->l->first[x->edge]; k < s->l->first[x->edge + 1]; k++)
        meet(s, k, fabs(middle_m(&s->l->items[k]) - at_m));
    enum gis_status status = push(s, at_m, net->edge_ends[x->edge][0]);
    if (status == GIS_OK)
        status = push(s, net->edge_length_m[x->edge] - at_m, net->edge_ends[x->edge][1]);
    while (status == GIS_OK && s->heap.n > 0) {
        const struct gis_heap_item w = gis_heap_pop(&s->heap);
        if (w.key > s->node_m[w.id])
            continue; /* a shorter way has been here */
        for (uint32_t a = net->node_first_arc[w.id];
             status == GIS_OK && a < net->node_first_arc[w.id + 1]; a++)
            status = leave(s, net->arcs[a].half, w.key);
    }
    for (size_t k = 0; k < s->n_found; k++)
        s->found[k].m = s->lixel_m[s->found[k].lixel];
    qsort(s->found, s->n_found, sizeof *s->found, by_distance);
    /* another piece can stand at the distance 0 only by rounding: the centre comes first */
    for (size_t k = 0; k < s->n_found && s->found[0].lixel != from; k++) {
        if (s->found[k].lixel == from) {
            s->found[k].lixel = s->found[0].lixel;
            s->found[0].lixel = (uint32_t)from;
        }
    }
    return status;
}

static enum gis_status keep(const struct search *s, size_t from, size_t max_entries, size_t *cap,
                            struct gis_lixel_lists *lists)
{
    const size_t n = lists->start[from], end = n + s->n_found;
    if (end > max_entries)
        return GIS_EREFUSED;
    if (end > *cap) {
        size_t of_lixels = *cap, of_distances = *cap;
        if (!gis_array_room(&lists->lixel, end, &of_lixels, sizeof *lists->lixel) ||
            !gis_array_room(&lists->distance_m, end, &of_distances, sizeof *lists->distance_m))
            return GIS_ENOMEM;
        *cap = of_distances < of_lixels ? of_distances : of_lixels;
    }
    for (size_t k = 0; k < s->n_found; k++) {
        lists->lixel[n + k] = s->found[k].lixel;
        lists->distance_m[n + k] = s->found[k].m;
    }
    lists->start[from + 1] = end;
    return GIS_OK;
}

static void search_done(struct search *s)
{
    gis_heap_done(&s->heap);
    free(s->node_m);
    free(s->lixel_m);
    free(s->node_stamp);
    free(s->lixel_stamp);
    free(s->found);
}

enum gis_status gis_lixels_near(const struct gis_lixels *lixels, double radius_m,
                                size_t max_entries, struct gis_lixel_lists *out)
{
    if (!(radius_m >= 0) || !isfinite(radius_m))
        return GIS_EDOMAIN;
    const size_t n = lixels->n, n_nodes = lixels->network->n_nodes;
    struct search s = {.l = lixels, .radius_m = radius_m};
    struct gis_lixel_lists lists = {.start = calloc(n + 1, sizeof *lists.start)};
    s.node_m = malloc((n_nodes + 1) * sizeof *s.node_m);
    s.lixel_m = malloc((n + 1) * sizeof *s.lixel_m);
    s.node_stamp = calloc(n_nodes + 1, sizeof *s.node_stamp);
    s.lixel_stamp = calloc(n + 1, sizeof *s.lixel_stamp);
    s.found = malloc((n + 1) * sizeof *s.found);
    enum gis_status status = GIS_OK;
    if (lists.start == NULL || s.node_m == NULL || s.lixel_m == NULL || s.node_stamp == NULL ||
        s.lixel_stamp == NULL || s.found == NULL)
        status = GIS_ENOMEM;
    size_t cap = 0;
    for (size_t i = 0; status == GIS_OK && i < n; i++) {
        status = search_from(&s, i);
        if (status == GIS_OK)
            status = keep(&s, i, max_entries, &cap, &lists);
    }
    search_done(&s);
    if (status != GIS_OK) {
        gis_lixel_lists_done(&lists);
        return status;
    }
    *out = lists;
    return GIS_OK;
}

void gis_lixel_lists_done(struct gis_lixel_lists *lists)
{
    free(lists->start);
    free(lists->lixel);
    free(lists->distance_m);
    *lists = (struct gis_lixel_lists){0};
}
