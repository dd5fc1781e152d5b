/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A network with lights and a walker over it, for the tests of gis/walk.h.
 */
#pragma once
#include "gis/walk.h"

#include "tests/support/networks.h"

#define BOTH (GIS_ROAD_EVALUATE | GIS_ROAD_PASSABLE)

/** A detour of a fifth, however long. */
extern const struct gis_walk_options by_default;

struct place {
    struct gis_network *net;
    struct gis_lighting *lighting;
    struct gis_walker *walker;
};

/** Lights are at most a metre from a road. */
struct place place_of(const struct support_roads *roads, double spacing_m, size_t n,
                      const struct gis_xy *lights);
void place_done(struct place *p);
struct gis_walk walk(struct place *p, struct gis_on_edge from, struct gis_on_edge to,
                     double detour);
/** The position there, on a road that can be walked. */
struct gis_on_edge at_xy(const struct place *p, double x_m, double y_m);
