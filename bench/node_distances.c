/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* d at every node of a network, for a comparison with other engines (gaps_postgis.sh): milliseconds
 * of building it, of snapping, of d with gaps and eligible stretches, and the same network as CSV.
 *
 *   node_distances ROADS LIGHTS|NUMBER FOLDER    NUMBER: so many lamps beside the streets, seeded
 *
 * edges.csv  id,source,target,length_m,wkt        from 1
 * lights.csv id,x,y,edge,offset_m                 edge 0: unmatched
 * d.csv      node,d_m                             d_m -1: no light can be reached */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gis/lighting.h"

#include "src/io/network_files.h"

#include "bench/bench.h"

#define SPACING_M 20
#define SNAP_M    15
#define RUNS      5

static FILE *file_in(const char *folder, const char *name)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "we");
    bench_need(out != NULL, path);
    return out;
}

/* Lamps up to 8 m beside streets. */
static struct gis_xy *lamps(const struct gis_network *net, size_t n)
{
    struct gis_xy *at = bench_room(n, sizeof *at);
    uint64_t seed = 1;
    for (size_t i = 0; i < n; i++) {
        uint32_t e = (uint32_t)(bench_uniform(&seed) * net->n_edges);
        struct gis_xy p = gis_network_xy(
            net, (struct gis_on_edge){e, bench_uniform(&seed) * net->edge_length_m[e]});
        at[i] = (struct gis_xy){p.x_m + bench_uniform(&seed) * 16 - 8,
                                p.y_m + bench_uniform(&seed) * 16 - 8};
    }
    return at;
}

static void write_edges(const struct gis_network *net, const char *folder)
{
    FILE *out = file_in(folder, "edges.csv");
    for (uint32_t e = 0; e < net->n_edges; e++) {
        (void)fprintf(out, "%u,%u,%u,%.17g,\"LINESTRING(", e + 1, net->edge_ends[e][0] + 1,
                      net->edge_ends[e][1] + 1, net->edge_length_m[e]);
        for (uint32_t k = net->edge_points[e][0]; k <= net->edge_points[e][1]; k++)
            (void)fprintf(out, "%s%.17g %.17g", k > net->edge_points[e][0] ? "," : "",
                          net->points[k].x_m, net->points[k].y_m);
        (void)fprintf(out, ")\"\n");
    }
    bench_need(fclose(out) == 0, "edges.csv");
}

static void write_lights(size_t n, const struct gis_xy *lights, const struct gis_snap *snaps,
                         const char *folder)
{
    FILE *out = file_in(folder, "lights.csv");
    for (size_t i = 0; i < n; i++) {
        bool matched = snaps[i].at.edge != GIS_NONE;
        (void)fprintf(out, "%zu,%.17g,%.17g,%u,%.17g\n", i + 1, lights[i].x_m, lights[i].y_m,
                      matched ? snaps[i].at.edge + 1 : 0, matched ? snaps[i].at.offset_m : 0);
    }
    bench_need(fclose(out) == 0, "lights.csv");
}

static void write_distances(const struct gis_lighting *lighting, const char *folder)
{
    const struct gis_network *net = gis_lighting_network(lighting);
    FILE *out = file_in(folder, "d.csv");
    for (uint32_t v = 0; v < net->n_nodes; v++) {
        double d_m = gis_lighting_node_m(lighting, v, NULL);
        (void)fprintf(out, "%u,%.17g\n", v + 1, isfinite(d_m) ? d_m : -1);
    }
    bench_need(fclose(out) == 0, "d.csv");
}

/* Seconds until d stands again after a lamp was moved to another's place and back. */
static double change_s(struct gis_lighting *lighting, size_t n)
{
    enum { moves = 200 };
    uint64_t seed = 3;
    double start_s = bench_now_s();
    for (int k = 0; k < moves; k++) {
        uint32_t light = (uint32_t)(bench_uniform(&seed) * (double)n);
        struct gis_snap home = gis_lighting_light(lighting, light);
        struct gis_snap to =
            gis_lighting_light(lighting, (uint32_t)(bench_uniform(&seed) * (double)n));
        bench_need(gis_lighting_move(lighting, light, &to, NULL) == GIS_OK, "move");
        bench_need(gis_lighting_move(lighting, light, &home, NULL) == GIS_OK, "move");
    }
    return (bench_now_s() - start_s) / (2 * moves);
}

int main(int argc, char **argv)
{
    bench_need(argc == 4, "usage: node_distances ROADS LIGHTS|NUMBER FOLDER");
    char *end;
    size_t n = strtoul(argv[2], &end, 10);
    bool made_up = *end == '\0';
    char one[4096];
    (void)snprintf(one, sizeof one, "%s/one.csv", argv[3]);
    if (made_up) { /* the reader wants a file of lights */
        FILE *out = file_in(argv[3], "one.csv");
        bench_need(fputs("lon,lat\n139.4,35.7\n", out) >= 0 && fclose(out) == 0, one);
    }
    struct jy_network_files_options o = {.roads = argv[1], .lights = made_up ? one : argv[2]};
    struct jy_network_files files;
    struct jy_error err;
    bench_need(jy_network_files_read(&o, &files, &err) == JY_OK, err.text);
    struct gis_roads roads = {files.n_roads, files.first_point, files.points, files.flags,
                              files.levels};
    struct gis_network *net = NULL;
    double net_s = INFINITY;
    for (int k = 0; k < RUNS; k++) {
        double start_s = bench_now_s();
        if (k > 0)
            gis_network_free(net);
        bench_need(gis_network_new(&roads, NULL, NULL, &net) == GIS_OK, "network");
        net_s = fmin(net_s, bench_now_s() - start_s);
    }
    struct gis_xy *lights = made_up ? lamps(net, n) : files.lights;
    n = made_up ? n : files.n_lights;
    struct gis_snap *snaps = bench_room(n, sizeof *snaps);
    double snap_s = INFINITY, run_s = INFINITY;
    struct gis_lighting *lighting = NULL;
    for (int k = 0; k < RUNS; k++) {
        double start_s = bench_now_s();
        gis_lights_snap(net, n, lights, SNAP_M, snaps);
        snap_s = fmin(snap_s, bench_now_s() - start_s);
        gis_lighting_free(lighting);
        start_s = bench_now_s();
        bench_need(gis_lighting_new(net, SPACING_M, n, snaps, &lighting) == GIS_OK, "lighting");
        run_s = fmin(run_s, bench_now_s() - start_s);
    }
    write_edges(net, argv[3]);
    write_lights(n, lights, snaps, argv[3]);
    write_distances(lighting, argv[3]);
    printf("%u %u %zu %.3f %.3f %.3f %.5f\n", net->n_edges, net->n_nodes, n, net_s * 1e3,
           snap_s * 1e3, run_s * 1e3, change_s(lighting, n) * 1e3);
    gis_lighting_free(lighting);
    gis_network_free(net);
    free(snaps);
    if (made_up)
        free(lights);
    jy_network_files_done(&files);
    return 0;
}
