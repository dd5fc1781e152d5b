/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Inside of gis/extra_*.c; not for users of libgis.
 *
 * The problem as a small graph of its own: vertices and links. A link is an interval of one edge of
 * the network; what must be covered on it are intervals of that edge ("wants").
 */
#pragma once
#include "gis/extra_lights.h"

struct extra_link {
    uint32_t a, b; /* vertices at from_m and to_m */
    uint32_t edge;
    uint32_t first_want, end_want; /* in extra_graph.wants; parts beyond the link are not its own */
    double from_m, to_m;           /* on the edge */
};

/* What is known at a vertex about the branches already dealt with. */
struct extra_vertex {
    double need_m; /* distance to the farthest point not yet covered; < 0: none */
    double have_m; /* distance to the nearest light placed; INFINITY: none */
    struct gis_on_edge at;
};

struct extra_graph {
    double reach_m; /* s/2 */
    struct extra_vertex *vertices;
    size_t n_vertices, max_vertices;
    struct extra_link *links;
    size_t n_links, max_links;
    struct gis_interval *wants;
    size_t n_wants, max_wants;
};

/* Lights found; `at` is NULL when only the number is wanted. */
struct extra_found {
    size_t n, max;
    struct gis_on_edge *at;
    bool count_only, failed;
};

void extra_place(struct extra_found *found, struct gis_on_edge at);

/** Runs along a link from its end @p from_b; changes the state, places lights as late as possible.
 */
void extra_walk(const struct extra_graph *graph, const struct extra_link *link, bool from_b,
                struct extra_vertex *state, struct extra_found *found);

/** Links by vertex. */
struct extra_adjacency {
    uint32_t *first, *links; /* links of vertex v: links[first[v]] .. [first[v + 1] - 1] */
};
GIS_MUST_CHECK enum gis_status extra_adjacency_new(const struct extra_graph *graph,
                                                   struct extra_adjacency *out);
void extra_adjacency_free(struct extra_adjacency *adjacency);

/**
 * Deals with all branches without a ring, leaves first. links_left[l] says which links remain (the
 * rings and what joins them); vertices keep what is known there.
 */
GIS_MUST_CHECK enum gis_status extra_peel(struct extra_graph *graph, uint8_t *link_left,
                                          struct extra_found *found, size_t *out_pieces);

/**
 * A number of open points pairwise more than s apart: each needs a light of its own.
 * @param have_m  by vertex, distance to the lights placed before
 */
GIS_MUST_CHECK enum gis_status extra_pack(const struct extra_graph *graph, const double *have_m,
                                          size_t *out);

/**
 * When distances are as the crow flies: a number of dark points that no two can be served by one
 * light, of a gap or (GIS_NONE) of the whole network.
 */
GIS_MUST_CHECK enum gis_status extra_pack_straight(const struct gis_lighting *lighting,
                                                   uint32_t gap, size_t *out);

/** Bounds for what extra_peel() left; adds to @p out and @p found. */
GIS_MUST_CHECK enum gis_status extra_rings(const struct extra_graph *graph,
                                           const uint8_t *link_left, struct extra_found *found,
                                           struct gis_extra_lights *out);
