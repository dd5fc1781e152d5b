/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lighting of generated street grids from 10^4 to 2 * 10^6 edges: seconds of each stage, memory,
 * and how both grow. Usage: gaps [LARGEST [bands|straight]], edges; bands: every third edge has
 * another spacing, and distances start at intersections. Results: docs/methods/gap.md. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gis/extra_lights.h"
#include "gis/lighting.h"

#include "bench/bench.h"

#define STEP_M        45.0
#define LIGHTS_A_EDGE 2.5
#define N_CHANGES     200

static void must(enum gis_status status)
{
    bench_need(status == GIS_OK, gis_status_text(status));
}

struct grid {
    size_t n_roads, n_lights;
    size_t *first;
    struct gis_xy *points, *lights;
};

static struct gis_xy corner(size_t i, size_t j)
{
    uint64_t seed = (uint64_t)i << 32 | j; /* streets are not quite straight */
    return (struct gis_xy){(double)i * STEP_M + bench_uniform(&seed) * 6 - 3 - 40000,
                           (double)j * STEP_M + bench_uniform(&seed) * 6 - 3 - 30000};
}

/* A street of three points, with 0 to 5 lamps beside it; one street in eight has none. */
static void street(struct grid *g, struct gis_xy a, struct gis_xy b, uint64_t *seed)
{
    struct gis_xy *p = g->points + g->first[g->n_roads];
    p[0] = a;
    p[1] = (struct gis_xy){(a.x_m + b.x_m) / 2 + bench_uniform(seed),
                           (a.y_m + b.y_m) / 2 + bench_uniform(seed)};
    p[2] = b;
    g->first[g->n_roads + 1] = g->first[g->n_roads] + 3;
    g->n_roads++;
    if (bench_uniform(seed) < 0.125)
        return;
    for (double n = bench_uniform(seed) * 2 * LIGHTS_A_EDGE / 0.875; n > 0.5; n--) {
        double t = bench_uniform(seed);
        g->lights[g->n_lights++] =
            (struct gis_xy){a.x_m + t * (b.x_m - a.x_m) + bench_uniform(seed) * 8 - 4,
                            a.y_m + t * (b.y_m - a.y_m) + bench_uniform(seed) * 8 - 4};
    }
}

static struct grid grid_make(size_t n_edges)
{
    size_t side = (size_t)sqrt((double)n_edges / 2) + 1;
    struct grid g = {0};
    g.first = bench_room(n_edges + 2 * side + 2, sizeof *g.first);
    g.points = bench_room(3 * (n_edges + 2 * side + 2), sizeof *g.points);
    g.lights = bench_room(7 * (n_edges + 2 * side + 2), sizeof *g.lights);
    uint64_t seed = 1;
    for (size_t i = 0; i < side; i++)
        for (size_t j = 0; j < side && g.n_roads + 2 <= n_edges; j++) {
            if (i + 1 < side)
                street(&g, corner(i, j), corner(i + 1, j), &seed);
            if (j + 1 < side)
                street(&g, corner(i, j), corner(i, j + 1), &seed);
        }
    return g;
}

static double rss_mib(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

/* A planned lamp is dragged along: seconds of one step, until totals stand. */
static double change_s(const struct gis_network *net, struct gis_lighting *lighting)
{
    uint64_t seed = 9;
    uint32_t light = GIS_NONE;
    double start_s = bench_now_s(), sum_m = 0;
    for (int k = 0; k < N_CHANGES; k++) {
        struct gis_xy at = net->node_xy[(size_t)(bench_uniform(&seed) * net->n_nodes)];
        struct gis_snap snap =
            gis_network_nearest(net, (struct gis_xy){at.x_m + 9, at.y_m + 2}, 15);
        must(light == GIS_NONE ? gis_lighting_add(lighting, &snap, &light, NULL)
                               : gis_lighting_move(lighting, light, &snap, NULL));
        sum_m += gis_lighting_summary(lighting).uncovered_m;
    }
    return sum_m < 0 ? 0 : (bench_now_s() - start_s) / N_CHANGES;
}

/* What `ask` wants: nearest road, d, both ways. */
static double ask_s(const struct gis_network *net, const struct gis_lighting *lighting)
{
    enum { n = 20000 };
    uint64_t seed = 5;
    double start_s = bench_now_s(), sum_m = 0;
    for (int k = 0; k < n; k++) {
        struct gis_xy at = net->node_xy[(size_t)(bench_uniform(&seed) * net->n_nodes)];
        struct gis_snap snap =
            gis_network_nearest(net, (struct gis_xy){at.x_m + 12, at.y_m + 3}, 50);
        struct gis_light_way way[2];
        must(gis_lighting_both_ways(lighting, snap.at, 1000, way));
        sum_m += way[0].distance_m;
    }
    return sum_m < 0 ? 0 : (bench_now_s() - start_s) / n;
}

static void light_up(const struct gis_network *net, const char *rule_name, size_t n,
                     const struct gis_snap *snaps, struct gis_lighting **out)
{
    struct gis_lighting_rule rule = {.spacing_m = 20};
    double *spacing_m = bench_room(net->n_edges + (size_t)1, sizeof *spacing_m);
    uint8_t *starts = bench_room(net->n_nodes + (size_t)1, 1);
    if (strcmp(rule_name, "straight") == 0)
        rule.measure = GIS_STRAIGHT;
    if (strcmp(rule_name, "bands") == 0) {
        for (uint32_t e = 0; e < net->n_edges; e++)
            spacing_m[e] = e % 3 == 0 ? 30 : 20;
        gis_network_junctions(net, starts);
        rule.edge_spacing_m = spacing_m;
        rule.node_starts = starts;
    }
    must(gis_lighting_new_by_rule(net, &rule, n, snaps, out));
    free(spacing_m);
    free(starts);
}

static void measure(size_t n_edges, const char *rule_name)
{
    struct grid g = grid_make(n_edges);
    double t[6];
    t[0] = bench_now_s();
    struct gis_roads roads = {g.n_roads, g.first, g.points, NULL, NULL};
    struct gis_network *net;
    must(gis_network_new(&roads, NULL, NULL, &net));
    free(g.first);
    free(g.points);
    t[1] = bench_now_s();
    struct gis_snap *snaps = bench_room(g.n_lights + 1, sizeof *snaps);
    gis_lights_snap(net, g.n_lights, g.lights, 15, snaps);
    t[2] = bench_now_s();
    struct gis_lighting *lighting;
    light_up(net, rule_name, g.n_lights, snaps, &lighting);
    free(snaps);
    free(g.lights);
    t[3] = bench_now_s();
    double run_mib = rss_mib();
    struct gis_extra_lights extra;
    must(gis_extra_lights_new(lighting, &extra));
    t[4] = bench_now_s();
    struct gis_lighting_summary sum = gis_lighting_summary(lighting);
    double step_s = change_s(net, lighting), question_s = ask_s(net, lighting);
    printf("%8u %8zu | %7.3f %7.3f %7.3f | %7.3f %6.0f | %7.3f %6.0f | %9.6f %9.6f | %8zu gaps, "
           "%zu to %zu extra\n",
           net->n_edges, sum.lights, t[1] - t[0], t[2] - t[1], t[3] - t[2], t[3] - t[0], run_mib,
           t[4] - t[3], rss_mib(), step_s, question_s, sum.gaps, extra.lower, extra.upper);
    gis_extra_lights_done(&extra);
    gis_lighting_free(lighting);
    gis_network_free(net);
}

/* Each size in a process of its own, so that the memory is its own. */
int main(int argc, char **argv)
{
    static const size_t sizes[] = {10000, 100000, 1000000, 2000000};
    size_t largest = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : SIZE_MAX;
    printf("   edges   lights | network    snap   gaps  |  run (s)  MiB |  extra (s) MiB | change "
           "(s)  ask (s)\n");
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes && sizes[k] <= largest; k++) {
        (void)fflush(stdout);
        pid_t child = fork();
        if (child == 0) {
            measure(sizes[k], argc > 2 ? argv[2] : "");
            (void)fflush(stdout);
            _exit(0);
        }
        int status = 0;
        if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0)
            return 1;
    }
    return 0;
}
