/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gis/lighting.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_lighting(const struct gis_network *net, const struct gis_xy *points, size_t n)
{
    struct gis_snap *snaps = malloc((n + 1) * sizeof *snaps);
    struct gis_lighting *lighting = NULL;
    if (snaps == NULL)
        return;
    gis_lights_snap(net, n, points, 15, snaps);
    if (gis_lighting_new(net, 20, n, snaps, &lighting) == GIS_OK) {
        struct gis_lighting_summary sum = gis_lighting_summary(lighting);
        if (!(sum.uncovered_m <= sum.road_length_m * (1 + 1e-9) + 1e-3) || sum.lights_matched > n)
            abort();
        gis_lighting_free(lighting);
    }
    free(snaps);
}

/* Input: a byte of options, then roads: a byte with the number of points and one with flags and
 * level, then the points as doubles. Properties: offsets stay on their edges, both ends of an edge
 * are nodes, judged length never exceeds the whole. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t max_points = 4096;
    struct gis_xy *points = calloc(max_points, sizeof *points);
    size_t first[513] = {0}, n_roads = 0, n = 0;
    uint8_t flags[512];
    int16_t levels[512];
    if (points == NULL || size == 0) {
        free(points);
        return 0;
    }
    struct gis_network_options options = {.end_gap_m = (data[0] & 3) * 0.5,
                                          .node_crossings = data[0] & 4,
                                          .find_crossings = data[0] & 8,
                                          .keep_duplicates = data[0] & 16};
    for (size_t at = 1; at + 2 <= size && n_roads < 512;) {
        size_t count = data[at] % 16;
        flags[n_roads] = data[at + 1] & 3;
        levels[n_roads] = (data[at + 1] >> 2) & 1;
        at += 2;
        for (; count > 0 && at + sizeof *points <= size && n < max_points; count--) {
            memcpy(&points[n++], data + at, sizeof *points);
            at += sizeof *points;
        }
        first[++n_roads] = n;
    }
    struct gis_roads roads = {n_roads, first, points, flags, levels};
    struct gis_network *net = NULL;
    if (gis_network_new(&roads, &options, NULL, &net) == GIS_OK) {
        if (net->evaluated_m > net->length_m)
            abort();
        for (uint32_t e = 0; e < net->n_edges; e++) {
            if (net->edge_ends[e][0] >= net->n_nodes || net->edge_ends[e][1] >= net->n_nodes ||
                !(net->edge_length_m[e] >= 0))
                abort();
            struct gis_xy p = gis_network_xy(net, (struct gis_on_edge){e, net->edge_length_m[e]});
            struct gis_snap snap = gis_network_nearest(net, p, INFINITY);
            if (snap.at.edge >= net->n_edges ||
                !(snap.at.offset_m <= net->edge_length_m[snap.at.edge]) || snap.distance_m > 1)
                abort();
        }
        check_lighting(net, points, n < 64 ? n : 64);
        gis_network_free(net);
    }
    free(points);
    return 0;
}
