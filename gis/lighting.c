/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/lighting.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/array.h"
#include "gis/lighting_state.h"

/* --- room ------------------------------------------------------------------------------------- */

bool list_add(struct list *list, uint32_t item)
{
    if (!gis_array_room(&list->items, list->n + 1, &list->max, sizeof item))
        return false;
    list->items[list->n++] = item;
    return true;
}

/* --- labels ----------------------------------------------------------------------------------- */

static bool sooner(double d_m, uint32_t light, double than_m, uint32_t than_light)
{
    return d_m < than_m || (d_m == than_m && light < than_light);
}

/* Remembers that the label of a node is not what it was. */
static bool node_changed(struct gis_lighting *l, uint32_t node)
{
    if (l->node_stamp[node] == l->stamp)
        return true;
    l->node_stamp[node] = l->stamp;
    return list_add(&l->changed, node);
}

static bool relax(struct gis_lighting *l, uint32_t node, double d_m, uint32_t light)
{
    struct label *label = &l->node[node];
    if (!sooner(d_m, light, label->d_m, label->light))
        return true;
    *label = (struct label){d_m, light};
    return node_changed(l, node) &&
           gis_heap_push(&l->heap, (struct gis_heap_item){d_m, light, node}) == GIS_OK;
}

/* Dijkstra from whatever is in the heap. */
static bool spread(struct gis_lighting *l)
{
    const struct gis_network *net = l->net;
    while (l->heap.n > 0) {
        struct gis_heap_item item = gis_heap_pop(&l->heap);
        if (item.key != l->node[item.id].d_m || item.tie != l->node[item.id].light)
            continue;
        for (uint32_t k = net->node_first_arc[item.id]; k < net->node_first_arc[item.id + 1]; k++) {
            double d_m = item.key + net->edge_length_m[net->arcs[k].half / 2];
            if (!relax(l, net->arcs[k].node, d_m, item.tie))
                return false;
        }
    }
    return true;
}

static struct label node_start(const struct gis_lighting *l, uint32_t node)
{
    bool starts = l->node_starts != NULL && l->node_starts[node];
    return starts ? (struct label){0, GIS_JUNCTION} : (struct label){INFINITY, GIS_NONE};
}

/* The nearest lights on an edge, seen from its two nodes. */
static bool edge_ends(const struct gis_lighting *l, uint32_t edge, struct label out[2])
{
    uint32_t i = l->edge_light[edge];
    if (i == GIS_NONE)
        return false;
    out[0] = (struct label){l->lights[i].offset_m, i};
    uint32_t last = i;
    for (; i != GIS_NONE; i = l->lights[i].next) {
        if (l->lights[i].offset_m > l->lights[last].offset_m)
            last = i;
    }
    out[1] = (struct label){l->net->edge_length_m[edge] - l->lights[last].offset_m, last};
    return true;
}

static enum gis_status labels_compute(struct gis_lighting *l)
{
    const struct gis_network *net = l->net;
    struct label ends[2];
    for (uint32_t v = 0; v < net->n_nodes; v++)
        l->node[v] = node_start(l, v);
    for (uint32_t e = 0; e < net->n_edges; e++) {
        if (!edge_ends(l, e, ends))
            continue;
        for (int k = 0; k < 2; k++) {
            struct label *label = &l->node[net->edge_ends[e][k]];
            if (sooner(ends[k].d_m, ends[k].light, label->d_m, label->light))
                *label = ends[k];
        }
    }
    for (uint32_t v = 0; v < net->n_nodes; v++) {
        l->node_stamp[v] = l->stamp; /* nothing counts as a change */
        if (l->node[v].light != GIS_NONE &&
            gis_heap_append(&l->heap,
                            (struct gis_heap_item){l->node[v].d_m, l->node[v].light, v}) != GIS_OK)
            return GIS_ENOMEM;
    }
    gis_heap_make(&l->heap);
    return spread(l) ? GIS_OK : GIS_ENOMEM;
}

/* --- lights on their edges -------------------------------------------------------------------- */

static bool snap_valid(const struct gis_network *net, const struct gis_snap *snap)
{
    if (snap->at.edge == GIS_NONE)
        return true;
    return snap->at.edge < net->n_edges && snap->at.offset_m >= 0 &&
           snap->at.offset_m <= net->edge_length_m[snap->at.edge];
}

struct place {
    double offset_m;
    uint32_t light;
};

static int place_order(const void *a, const void *b)
{
    const struct place *p = a, *q = b;
    if (p->offset_m != q->offset_m)
        return p->offset_m < q->offset_m ? -1 : 1;
    return (p->light > q->light) - (p->light < q->light);
}

/* Links the lights of one edge, which `places` lists. */
static void edge_link(struct gis_lighting *l, uint32_t edge, struct place *places, size_t n)
{
    bool sorted = true;
    for (size_t k = 1; k < n && sorted; k++)
        sorted = place_order(&places[k - 1], &places[k]) < 0;
    if (!sorted)
        qsort(places, n, sizeof *places, place_order);
    l->edge_light[edge] = places[0].light;
    for (size_t k = 0; k < n; k++)
        l->lights[places[k].light].next = k + 1 < n ? places[k + 1].light : GIS_NONE;
}

/* Buckets by edge, then sorts within each. */
static enum gis_status lights_link(struct gis_lighting *l)
{
    size_t n_edges = l->net->n_edges;
    uint32_t *first = calloc(n_edges + 2, sizeof *first);
    struct place *places = calloc(l->n_matched + 1, sizeof *places);
    if (first == NULL || places == NULL) {
        free(first);
        free(places);
        return GIS_ENOMEM;
    }
    for (size_t i = 0; i < l->n_lights; i++) {
        if (l->lights[i].edge != GIS_NONE)
            first[l->lights[i].edge + 2]++;
    }
    for (size_t e = 1; e <= n_edges; e++)
        first[e + 1] += first[e];
    for (size_t i = 0; i < l->n_lights; i++) {
        if (l->lights[i].edge != GIS_NONE) {
            places[first[l->lights[i].edge + 1]++] =
                (struct place){l->lights[i].offset_m, (uint32_t)i};
        }
    }
    for (uint32_t e = 0; e < n_edges; e++) {
        l->edge_light[e] = GIS_NONE;
        if (first[e] < first[e + 1])
            edge_link(l, e, places + first[e], first[e + 1] - first[e]);
    }
    free(first);
    free(places);
    return GIS_OK;
}

static void light_link(struct gis_lighting *l, uint32_t light)
{
    struct light *new = &l->lights[light];
    uint32_t *link = &l->edge_light[new->edge];
    while (*link != GIS_NONE && (l->lights[*link].offset_m < new->offset_m ||
                                 (l->lights[*link].offset_m == new->offset_m &&*link < light)))
        link = &l->lights[*link].next;
    new->next = *link;
    *link = light;
}

static void light_unlink(struct gis_lighting *l, uint32_t light)
{
    uint32_t *link = &l->edge_light[l->lights[light].edge];
    while (*link != light)
        link = &l->lights[*link].next;
    *link = l->lights[light].next;
}

/* --- changes ---------------------------------------------------------------------------------- */

static void stamp_next(struct gis_lighting *l)
{
    if (++l->stamp != 0)
        return;
    memset(l->node_stamp, 0, l->net->n_nodes * sizeof *l->node_stamp);
    memset(l->edge_stamp, 0, l->net->n_edges * sizeof *l->edge_stamp);
    l->stamp = 1;
}

static void change_begin(struct gis_lighting *l)
{
    stamp_next(l);
    l->changed.n = 0;
    l->heap.n = 0;
}

/* Labels shrink from the new light outwards. */
static bool labels_add(struct gis_lighting *l, uint32_t edge)
{
    struct label ends[2];
    return !edge_ends(l, edge, ends) ||
           (relax(l, l->net->edge_ends[edge][0], ends[0].d_m, ends[0].light) &&
            relax(l, l->net->edge_ends[edge][1], ends[1].d_m, ends[1].light) && spread(l));
}

static bool node_forget(struct gis_lighting *l, uint32_t node, uint32_t light)
{
    if (l->node[node].light != light)
        return true;
    l->node[node] = (struct label){INFINITY, GIS_NONE};
    return node_changed(l, node);
}

/* Nodes that had a light as their nearest forget it: they are reached from it through such nodes
 * only. They are the changed ones then. */
static bool nodes_forget(struct gis_lighting *l, uint32_t edge, uint32_t light)
{
    const struct gis_network *net = l->net;
    if (!node_forget(l, net->edge_ends[edge][0], light) ||
        !node_forget(l, net->edge_ends[edge][1], light))
        return false;
    for (size_t i = 0; i < l->changed.n; i++) {
        for (uint32_t v = l->changed.items[i], k = net->node_first_arc[v];
             k < net->node_first_arc[v + 1]; k++) {
            if (!node_forget(l, net->arcs[k].node, light))
                return false;
        }
    }
    return true;
}

/* A node takes the best that its neighbours and the lights beside it offer. */
static bool node_ask(struct gis_lighting *l, uint32_t v)
{
    const struct gis_network *net = l->net;
    for (uint32_t k = net->node_first_arc[v]; k < net->node_first_arc[v + 1]; k++) {
        uint32_t half = net->arcs[k].half;
        struct label ends[2], start = node_start(l, v), beside = l->node[net->arcs[k].node];
        if (start.light != GIS_NONE && !relax(l, v, start.d_m, start.light))
            return false;
        if (edge_ends(l, half / 2, ends) && !relax(l, v, ends[half % 2].d_m, ends[half % 2].light))
            return false;
        if (beside.light != GIS_NONE &&
            !relax(l, v, beside.d_m + net->edge_length_m[half / 2], beside.light))
            return false;
    }
    return true;
}

static bool labels_remove(struct gis_lighting *l, uint32_t edge, uint32_t light)
{
    if (!nodes_forget(l, edge, light))
        return false;
    size_t n = l->changed.n;
    for (size_t i = 0; i < n; i++) {
        if (!node_ask(l, l->changed.items[i]))
            return false;
    }
    return spread(l);
}

static void box_join(struct gis_box *box, const struct gis_box *other)
{
    box->min_x_m = fmin(box->min_x_m, other->min_x_m);
    box->min_y_m = fmin(box->min_y_m, other->min_y_m);
    box->max_x_m = fmax(box->max_x_m, other->max_x_m);
    box->max_y_m = fmax(box->max_y_m, other->max_y_m);
}

static const struct gis_box nowhere = {INFINITY, INFINITY, -INFINITY, -INFINITY};

/* Takes a light off its edge; it stays in the list, unmatched. */
static enum gis_status light_off(struct gis_lighting *l, uint32_t light, struct gis_box *changed)
{
    uint32_t edge = l->lights[light].edge;
    if (edge == GIS_NONE)
        return GIS_OK;
    change_begin(l);
    light_unlink(l, light);
    l->n_matched--;
    if (l->straight != NULL) {
        enum gis_status status = straight_change(l, light, false, changed);
        l->lights[light].edge = GIS_NONE;
        return status;
    }
    l->lights[light].edge = GIS_NONE;
    if (!labels_remove(l, edge, light))
        return GIS_ENOMEM;
    return lighting_update_gaps(l, edge, changed);
}

static enum gis_status light_on(struct gis_lighting *l, uint32_t light, const struct gis_snap *at,
                                struct gis_box *changed)
{
    l->lights[light] = (struct light){at->at.edge, GIS_NONE, at->at.offset_m, at->distance_m};
    if (at->at.edge == GIS_NONE)
        return GIS_OK;
    change_begin(l);
    light_link(l, light);
    l->n_matched++;
    if (l->straight != NULL)
        return straight_change(l, light, true, changed);
    if (!labels_add(l, at->at.edge))
        return GIS_ENOMEM;
    return lighting_update_gaps(l, at->at.edge, changed);
}

enum gis_status gis_lighting_add(struct gis_lighting *lighting, const struct gis_snap *light,
                                 uint32_t *out_light, struct gis_box *out_changed)
{
    if (!snap_valid(lighting->net, light) || lighting->n_lights >= SPAN_START - 1)
        return GIS_EDOMAIN;
    if (!gis_array_room(&lighting->lights, lighting->n_lights + (size_t)1, &lighting->max_lights,
                        sizeof *lighting->lights))
        return GIS_ENOMEM;
    struct gis_box changed = nowhere;
    uint32_t number = (uint32_t)lighting->n_lights++;
    lighting->n_live++;
    enum gis_status status = light_on(lighting, number, light, &changed);
    if (status != GIS_OK)
        return status;
    if (out_light != NULL)
        *out_light = number;
    if (out_changed != NULL)
        *out_changed = changed;
    return GIS_OK;
}

static bool light_exists(const struct gis_lighting *l, uint32_t light)
{
    return light < l->n_lights &&
           !(l->lights[light].edge == GIS_NONE && l->lights[light].next == REMOVED);
}

enum gis_status gis_lighting_move(struct gis_lighting *lighting, uint32_t light,
                                  const struct gis_snap *to, struct gis_box *out_changed)
{
    if (!light_exists(lighting, light) || !snap_valid(lighting->net, to))
        return GIS_EDOMAIN;
    struct gis_box before = nowhere, after = nowhere;
    enum gis_status status = light_off(lighting, light, &before);
    if (status == GIS_OK)
        status = light_on(lighting, light, to, &after);
    if (status != GIS_OK)
        return status;
    box_join(&before, &after);
    if (out_changed != NULL)
        *out_changed = before;
    return GIS_OK;
}

enum gis_status gis_lighting_remove(struct gis_lighting *lighting, uint32_t light,
                                    struct gis_box *out_changed)
{
    if (!light_exists(lighting, light))
        return GIS_EDOMAIN;
    struct gis_box changed = nowhere;
    enum gis_status status = light_off(lighting, light, &changed);
    if (status != GIS_OK)
        return status;
    lighting->lights[light] = (struct light){GIS_NONE, REMOVED, 0, INFINITY};
    lighting->n_live--;
    if (out_changed != NULL)
        *out_changed = changed;
    return GIS_OK;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* In an order in which one search finds the memory of the last still at hand. */
void gis_lights_snap(const struct gis_network *network, size_t n, const struct gis_xy *lights,
                     double max_m, struct gis_snap *out)
{
    uint32_t *order = n < 1000 ? NULL : malloc(n * sizeof *order);
    if (order != NULL && gis_hilbert_order(n, lights, order) != GIS_OK) {
        free(order);
        order = NULL; /* only slower */
    }
    uint32_t segment = GIS_NONE;
    for (size_t k = 0; k < n; k++) {
        size_t i = order == NULL ? k : order[k];
        out[i] = gis_network_nearest_after(network, lights[i], max_m, 0, &segment);
        if (out[i].at.edge != GIS_NONE)
            continue;
        out[i].distance_m = gis_network_nearest(network, lights[i], INFINITY).distance_m;
    }
    free(order);
}

static bool lighting_alloc(struct gis_lighting *l, size_t n_lights)
{
    size_t n_nodes = l->net->n_nodes + (size_t)1, n_edges = l->net->n_edges + (size_t)1;
    l->max_lights = n_lights + 1;
    l->lights = calloc(l->max_lights, sizeof *l->lights);
    l->edge_light = calloc(n_edges, sizeof *l->edge_light);
    l->node = calloc(n_nodes, sizeof *l->node);
    l->edge_piece = malloc(n_edges * sizeof *l->edge_piece);
    l->edge_eligible_q = malloc(n_edges * sizeof *l->edge_eligible_q);
    l->node_root = malloc(n_nodes * sizeof *l->node_root);
    l->node_gap = malloc(n_nodes * sizeof *l->node_gap);
    l->node_stamp = calloc(n_nodes, sizeof *l->node_stamp);
    l->edge_stamp = calloc(n_edges, sizeof *l->edge_stamp);
    return l->lights != NULL && l->edge_light != NULL && l->node != NULL && l->edge_piece != NULL &&
           l->edge_eligible_q != NULL && l->node_root != NULL && l->node_gap != NULL &&
           l->node_stamp != NULL && l->edge_stamp != NULL;
}

static enum gis_status lighting_fill(struct gis_lighting *l, enum gis_measure measure, size_t n,
                                     const struct gis_snap *lights)
{
    if (!lighting_alloc(l, n))
        return GIS_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        l->lights[i] = (struct light){lights[i].at.edge, GIS_NONE, lights[i].at.offset_m,
                                      lights[i].distance_m};
        l->n_matched += lights[i].at.edge != GIS_NONE;
    }
    l->n_lights = n;
    l->n_live = n;
    stamp_next(l);
    enum gis_status status = lights_link(l);
    if (status == GIS_OK)
        status = measure == GIS_STRAIGHT ? straight_compute(l) : labels_compute(l);
    if (status == GIS_OK)
        status = lighting_find_gaps(l);
    return status;
}

static bool values_valid(size_t n, const double *values_m, double least_m)
{
    for (size_t i = 0; values_m != NULL && i < n; i++) {
        if (!(values_m[i] >= least_m && values_m[i] <= 1e6))
            return false;
    }
    return true;
}

static bool rule_valid(const struct gis_network *net, const struct gis_lighting_rule *rule)
{
    return values_valid(1, &rule->spacing_m, 0.1) &&
           (rule->reach_m == 0 || values_valid(1, &rule->reach_m, 0.05)) &&
           values_valid(net->n_edges, rule->edge_spacing_m, 0.1) &&
           values_valid(net->n_edges, rule->edge_reach_m, 0.05);
}

static void *copy(const void *from, size_t size)
{
    void *to = malloc(size + 1);
    return to == NULL ? NULL : memcpy(to, from, size);
}

/* Edges without a reach of their own have half of their own spacing. */
static enum gis_status rule_copy(struct gis_lighting *l, const struct gis_lighting_rule *rule)
{
    size_t n = l->net->n_edges;
    l->spacing_m = rule->spacing_m;
    l->reach_m = rule->reach_m == 0 ? rule->spacing_m / 2 : rule->reach_m;
    if (rule->edge_spacing_m != NULL) {
        l->edge_spacing_m = copy(rule->edge_spacing_m, n * sizeof *l->edge_spacing_m);
        if (l->edge_spacing_m == NULL)
            return GIS_ENOMEM;
    }
    if (rule->node_starts != NULL) {
        l->node_starts = copy(rule->node_starts, l->net->n_nodes);
        if (l->node_starts == NULL)
            return GIS_ENOMEM;
    }
    const double *reach_m = rule->edge_reach_m == NULL ? l->edge_spacing_m : rule->edge_reach_m;
    if (reach_m == NULL)
        return GIS_OK;
    l->edge_reach_m = copy(reach_m, n * sizeof *l->edge_reach_m);
    if (l->edge_reach_m == NULL)
        return GIS_ENOMEM;
    for (size_t e = 0; rule->edge_reach_m == NULL && e < n; e++)
        l->edge_reach_m[e] /= 2;
    return GIS_OK;
}

enum gis_status gis_lighting_new(const struct gis_network *network, double spacing_m, size_t n,
                                 const struct gis_snap *lights, struct gis_lighting **out)
{
    struct gis_lighting_rule rule = {.spacing_m = spacing_m};
    return gis_lighting_new_by_rule(network, &rule, n, lights, out);
}

enum gis_status gis_lighting_new_by_rule(const struct gis_network *network,
                                         const struct gis_lighting_rule *rule, size_t n,
                                         const struct gis_snap *lights, struct gis_lighting **out)
{
    if (!rule_valid(network, rule) || n >= SPAN_START - 1 ||
        (rule->measure == GIS_STRAIGHT && n >= (1U << 31)))
        return GIS_EDOMAIN;
    for (size_t i = 0; i < n; i++) {
        if (!snap_valid(network, &lights[i]))
            return GIS_EDOMAIN;
    }
    struct gis_lighting *l = calloc(1, sizeof *l);
    if (l == NULL)
        return GIS_ENOMEM;
    l->net = network;
    l->free_piece = GIS_NONE;
    l->free_gap = GIS_NONE;
    enum gis_status status = rule_copy(l, rule);
    if (status == GIS_OK)
        status = lighting_fill(l, rule->measure, n, lights);
    if (status != GIS_OK) {
        gis_lighting_free(l);
        return status;
    }
    *out = l;
    return GIS_OK;
}

void gis_lighting_free(struct gis_lighting *lighting)
{
    if (lighting == NULL)
        return;
    gis_point_tree_free(lighting->straight);
    free(lighting->edge_peak_m);
    free(lighting->edge_spacing_m);
    free(lighting->edge_reach_m);
    free(lighting->node_starts);
    free(lighting->lights);
    free(lighting->edge_light);
    free(lighting->node);
    free(lighting->pieces);
    free(lighting->edge_piece);
    free(lighting->gaps);
    free(lighting->edge_eligible_q);
    gis_heap_done(&lighting->heap);
    free(lighting->changed.items);
    free(lighting->edges.items);
    free(lighting->fresh.items);
    free(lighting->old_gaps.items);
    free(lighting->node_root);
    free(lighting->node_gap);
    free(lighting->node_stamp);
    free(lighting->edge_stamp);
    free(lighting);
}
