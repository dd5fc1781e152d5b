/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Road networks for tests: read from reference tables, or made at random. Include support.h first.
 */
#pragma once
#include "gis/network.h"

/** Roads that own their arrays. */
struct support_roads {
    size_t n_roads, n_points;
    size_t *first_point;
    struct gis_xy *points;
    uint8_t *flags;
    int16_t *levels;
};

/** A view for gis_network_new(). */
struct gis_roads support_roads_view(const struct support_roads *roads);
/** Adds one road. */
void support_roads_add(struct support_roads *roads, size_t n, const struct gis_xy *points,
                       unsigned flags, int level);
void support_roads_free(struct support_roads *roads);

/** Reads the table edges.csv of a gap reference (eid,from,to,length,evaluate,passable,wkt). */
struct support_roads support_roads_read(const char *path);

/**
 * A random network on whole metres: a lattice of @p size x @p size crossings, @p step_m apart, some
 * edges missing, some in one road, some bent, rings, roads not judged, roads apart.
 * All lengths are whole numbers, so that sampling every half metre is exact.
 */
struct support_roads support_roads_lattice(uint64_t *seed, int size, int step_m);

/** Builds with the given options; fails the test when refused. */
struct gis_network *support_network(const struct support_roads *roads,
                                    const struct gis_network_options *options);
