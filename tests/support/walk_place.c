/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/support/walk_place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/support.h"

const struct gis_walk_options by_default = {.detour = 0.2, .max_m = INFINITY};

struct place place_of(const struct support_roads *roads, double spacing_m, size_t n,
                      const struct gis_xy *lights)
{
    struct place p = {.net = support_network(roads, NULL)};
    struct gis_snap *snaps = calloc(n + 1, sizeof *snaps);
    assert_non_null(snaps);
    gis_lights_snap(p.net, n, lights, 1, snaps);
    assert_int_equal(gis_lighting_new(p.net, spacing_m, n, snaps, &p.lighting), GIS_OK);
    assert_int_equal(gis_walker_new(p.lighting, &p.walker), GIS_OK);
    free(snaps);
    return p;
}

void place_done(struct place *p)
{
    gis_walker_free(p->walker);
    gis_lighting_free(p->lighting);
    gis_network_free(p->net);
}

struct gis_walk walk(struct place *p, struct gis_on_edge from, struct gis_on_edge to, double detour)
{
    struct gis_walk found;
    struct gis_walk_options o = by_default;
    o.detour = detour;
    memset(&found, 0xEE, sizeof found);
    assert_int_equal(gis_walk_find(p->walker, from, to, &o, &found), GIS_OK);
    return found;
}

struct gis_on_edge at_xy(const struct place *p, double x_m, double y_m)
{
    return gis_network_nearest_with(p->net, (struct gis_xy){x_m, y_m}, 1, GIS_ROAD_PASSABLE).at;
}
