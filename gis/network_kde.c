/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gis/network_kde.h"

#include <math.h>
#include <stdlib.h>

#include "gis/array.h"

/* A walk that enters an edge: how far it has come, and its share of the kernel. */
struct walk {
    uint32_t half;
    double distance_m, share;
};

struct field {
    const struct gis_network *network;
    enum gis_network_kernel kernel;
    double reach_m;
    /* Places by edge: those of edge e are order[first[e]] ... order[first[e + 1] - 1]. */
    size_t *first, *order;
    const struct gis_on_edge *places;
    double *out;
    struct walk *stack;
    size_t depth, cap, steps;
};

static double kernel_at(const struct field *f, double distance_m)
{
    double x = distance_m / f->reach_m;
    return x < 1 ? 0.75 / f->reach_m * (1 - x * x) : 0;
}

static bool position_valid(const struct gis_network *network, struct gis_on_edge p)
{
    return p.edge < network->n_edges && p.offset_m >= 0 &&
           p.offset_m <= network->edge_length_m[p.edge];
}

static enum gis_status sort_places(struct field *f, size_t m)
{
    size_t n_edges = f->network->n_edges;
    f->first = calloc(n_edges + 2, sizeof *f->first);
    f->order = malloc((m + 1) * sizeof *f->order);
    if (f->first == NULL || f->order == NULL)
        return GIS_ENOMEM;
    for (size_t j = 0; j < m; j++) {
        if (!position_valid(f->network, f->places[j]))
            return GIS_EDOMAIN;
        f->first[f->places[j].edge + 2]++;
    }
    for (size_t e = 2; e < n_edges + 2; e++)
        f->first[e] += f->first[e - 1];
    for (size_t j = 0; j < m; j++)
        f->order[f->first[f->places[j].edge + 1]++] = j;
    return GIS_OK;
}

static enum gis_status push(struct field *f, uint32_t half, double distance_m, double share)
{
    if (!gis_array_room(&f->stack, f->depth + 1, &f->cap, sizeof *f->stack))
        return GIS_ENOMEM;
    f->stack[f->depth++] = (struct walk){half, distance_m, share};
    return GIS_OK;
}

/* Goes on from the node where a walk along @p half ends. */
static enum gis_status split(struct field *f, uint32_t half, double distance_m, double share)
{
    const struct gis_network *net = f->network;
    uint32_t node = net->edge_ends[half / 2][half % 2 == 0 ? 1 : 0];
    uint32_t begin = net->node_first_arc[node];
    uint32_t end = net->node_first_arc[node + 1];
    double k = end - begin;
    bool continuous = f->kernel == GIS_KERNEL_CONTINUOUS;
    for (uint32_t a = begin; a < end; a++) {
        bool back = net->arcs[a].half == (half ^ 1U);
        double part = continuous ? (back ? 2 / k - 1 : 2 / k) : (back ? 0 : 1 / (k - 1));
        if (fabs(part) > 0) {
            enum gis_status status = push(f, net->arcs[a].half, distance_m, share * part);
            if (status != GIS_OK)
                return status;
        }
    }
    return GIS_OK;
}

/* Adds to the places of an edge that a walk passes from its beginning, and goes on at its end. */
static enum gis_status pass(struct field *f, struct walk w)
{
    uint32_t e = w.half / 2;
    double length_m = f->network->edge_length_m[e];
    for (size_t k = f->first[e]; k < f->first[e + 1]; k++) {
        size_t j = f->order[k];
        double along_m = w.half % 2 == 0 ? f->places[j].offset_m : length_m - f->places[j].offset_m;
        f->out[j] += w.share * kernel_at(f, w.distance_m + along_m);
    }
    if (w.distance_m + length_m >= f->reach_m)
        return GIS_OK;
    return split(f, w.half, w.distance_m + length_m, w.share);
}

static enum gis_status spread(struct field *f, struct gis_on_edge from, size_t max_steps)
{
    double length_m = f->network->edge_length_m[from.edge];
    for (size_t k = f->first[from.edge]; k < f->first[from.edge + 1]; k++)
        f->out[f->order[k]] += kernel_at(f, fabs(f->places[f->order[k]].offset_m - from.offset_m));
    enum gis_status status = GIS_OK;
    if (length_m - from.offset_m < f->reach_m)
        status = split(f, 2 * from.edge, length_m - from.offset_m, 1);
    if (status == GIS_OK && from.offset_m < f->reach_m)
        status = split(f, 2 * from.edge + 1, from.offset_m, 1);
    while (status == GIS_OK && f->depth > 0) {
        if (++f->steps > max_steps)
            return GIS_EREFUSED;
        status = pass(f, f->stack[--f->depth]);
    }
    return status;
}

// NOLINTNEXTLINE(readability-function-size): streets, kernel, incidents and places
enum gis_status gis_network_kde(const struct gis_network *network, enum gis_network_kernel kernel,
                                double reach_m, size_t n, const struct gis_on_edge *incidents,
                                size_t m, const struct gis_on_edge *places, size_t max_steps,
                                double *out)
{
    if (!(reach_m > 0) || !isfinite(reach_m))
        return GIS_EDOMAIN;
    struct field f = {.network = network, .kernel = kernel, .reach_m = reach_m, .places = places};
    enum gis_status status = sort_places(&f, m);
    f.out = calloc(m + 1, sizeof *f.out);
    if (status == GIS_OK && f.out == NULL)
        status = GIS_ENOMEM;
    for (size_t i = 0; status == GIS_OK && i < n; i++) {
        status = position_valid(network, incidents[i])
                     ? spread(&f, incidents[i], max_steps > 0 ? max_steps : 100000000)
                     : GIS_EDOMAIN;
    }
    for (size_t j = 0; status == GIS_OK && j < m; j++)
        out[j] = f.out[j];
    free(f.first);
    free(f.order);
    free(f.stack);
    free(f.out);
    return status;
}
