/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gis/extra_lights.h"
#include "gis/lighting.h"

#include "tests/support/networks.h"
#include "tests/support/support.h"

#define MAX_LIGHTS 64

static struct gis_snap random_light(uint64_t *seed, const struct gis_network *net, bool whole)
{
    struct gis_snap light = {{GIS_NONE, 0}, 99};
    if (net->n_edges == 0 || support_random(seed) % 20 == 0)
        return light; /* unmatched */
    light.at.edge = (uint32_t)(support_random(seed) % net->n_edges);
    double at_m = support_random_unit(seed) * net->edge_length_m[light.at.edge];
    light.at.offset_m = whole ? round(at_m) : at_m;
    light.distance_m = 1;
    return light;
}

static void random_lights(uint64_t *seed, const struct gis_network *net, bool whole, size_t n,
                          struct gis_snap *lights)
{
    for (size_t i = 0; i < n; i++)
        lights[i] = random_light(seed, net, whole);
}

/* Even whole metres, so that sampling halves is exact; some intersections, or all, or none. */
struct odd_rule {
    double *edge_spacing_m, *edge_reach_m;
    uint8_t *node_starts;
    struct gis_lighting_rule rule;
};

static struct odd_rule odd_rule_new(uint64_t *seed, const struct gis_network *net)
{
    struct odd_rule odd = {calloc(net->n_edges + (size_t)1, sizeof(double)),
                           calloc(net->n_edges + (size_t)1, sizeof(double)),
                           calloc(net->n_nodes + (size_t)1, 1),
                           {.spacing_m = 20}};
    uint64_t kind = support_random(seed) % 4;
    gis_network_junctions(net, odd.node_starts);
    for (uint32_t e = 0; e < net->n_edges; e++) {
        odd.edge_spacing_m[e] = 10 + 10 * (double)(support_random(seed) % 4);
        odd.edge_reach_m[e] = odd.edge_spacing_m[e] / 2 + (double)(support_random(seed) % 2 * 5);
    }
    for (uint32_t v = 0; v < net->n_nodes; v++)
        odd.node_starts[v] = odd.node_starts[v] && support_random(seed) % 2;
    if (kind != 1)
        odd.rule.edge_spacing_m = odd.edge_spacing_m;
    if (kind == 2)
        odd.rule.edge_reach_m = odd.edge_reach_m;
    if (kind > 0)
        odd.rule.node_starts = odd.node_starts;
    return odd;
}

static void odd_rule_free(struct odd_rule *odd)
{
    free(odd->edge_spacing_m);
    free(odd->edge_reach_m);
    free(odd->node_starts);
}

static struct gis_lighting *light_by(const struct gis_network *net,
                                     const struct gis_lighting_rule *rule, size_t n,
                                     const struct gis_snap *lights)
{
    struct gis_lighting *lighting = NULL;
    assert_int_equal(gis_lighting_new_by_rule(net, rule, n, lights, &lighting), GIS_OK);
    return lighting;
}

static struct gis_lighting *light_up(const struct gis_network *net, double spacing_m, size_t n,
                                     const struct gis_snap *lights)
{
    struct gis_lighting *lighting = NULL;
    assert_int_equal(gis_lighting_new(net, spacing_m, n, lights, &lighting), GIS_OK);
    return lighting;
}

/* --- identical to a run from the start ---------------------------------------------------------
 */

static void assert_same_bits(double a, double b)
{
    assert_memory_equal(&a, &b, sizeof a);
}

static void check_same_gap(const struct gis_lighting *a, uint32_t gap_a,
                           const struct gis_lighting *b, uint32_t gap_b)
{
    struct gis_gap p = gis_lighting_gap(a, gap_a), q = gis_lighting_gap(b, gap_b);
    assert_same_bits(p.length_m, q.length_m);
    assert_same_bits(p.max_distance_m, q.max_distance_m);
    assert_int_equal(p.darkest.edge, q.darkest.edge);
    assert_same_bits(p.darkest.offset_m, q.darkest.offset_m);
    assert_int_equal(p.n_pieces, q.n_pieces);
    uint32_t i = p.first_piece, j = q.first_piece;
    for (uint32_t n = 0; n < p.n_pieces; n++) {
        struct gis_dark_piece x = gis_lighting_piece(a, i), y = gis_lighting_piece(b, j);
        assert_int_equal(x.edge, y.edge);
        assert_int_equal(x.gap, gap_a);
        assert_same_bits(x.from_m, y.from_m);
        assert_same_bits(x.to_m, y.to_m);
        assert_same_bits(x.peak_m, y.peak_m);
        assert_same_bits(x.peak_at_m, y.peak_at_m);
        i = x.next_in_gap;
        j = y.next_in_gap;
    }
    assert_true(i == GIS_NONE && j == GIS_NONE);
}

static void check_same(const struct gis_lighting *a, const struct gis_lighting *b)
{
    const struct gis_network *net = gis_lighting_network(a);
    for (uint32_t v = 0; v < net->n_nodes; v++) {
        uint32_t x, y;
        assert_same_bits(gis_lighting_node_m(a, v, &x), gis_lighting_node_m(b, v, &y));
        assert_int_equal(x, y);
    }
    for (uint32_t e = 0; e < net->n_edges; e++) {
        uint32_t i = gis_lighting_edge_piece(a, e), j = gis_lighting_edge_piece(b, e);
        for (; i != GIS_NONE && j != GIS_NONE;
             i = gis_lighting_piece(a, i).next_on_edge, j = gis_lighting_piece(b, j).next_on_edge)
            check_same_gap(a, gis_lighting_piece(a, i).gap, b, gis_lighting_piece(b, j).gap);
        assert_true(i == GIS_NONE && j == GIS_NONE);
    }
    struct gis_lighting_summary p = gis_lighting_summary(a), q = gis_lighting_summary(b);
    assert_same_bits(p.uncovered_m, q.uncovered_m);
    assert_same_bits(p.eligible_m, q.eligible_m);
    assert_same_bits(p.max_distance_m, q.max_distance_m);
    assert_int_equal(p.gaps, q.gaps);
    assert_int_equal(p.lights_matched, q.lights_matched);
}

/* d outside the box that a change reports must be what it was. */
static void check_outside(const struct gis_network *net, const double *before,
                          const struct gis_lighting *after, struct gis_box box)
{
    for (uint32_t v = 0; v < net->n_nodes; v++) {
        struct gis_xy p = net->node_xy[v];
        bool inside = p.x_m >= box.min_x_m && p.x_m <= box.max_x_m && p.y_m >= box.min_y_m &&
                      p.y_m <= box.max_y_m;
        if (!inside)
            assert_same_bits(before[v], gis_lighting_node_m(after, v, NULL));
    }
}

static void change(uint64_t *seed, const struct gis_network *net, struct gis_lighting *lighting,
                   struct gis_snap *lights, size_t *n, struct gis_box *box)
{
    uint32_t pick = *n == 0 ? 0 : (uint32_t)(support_random(seed) % *n);
    bool gone = *n == 0 || lights[pick].distance_m < 0; /* removed before */
    uint64_t kind = support_random(seed) % 3;
    struct gis_snap light = random_light(seed, net, support_random(seed) % 2);
    if (kind == 0 || gone) {
        uint32_t number;
        assert_int_equal(gis_lighting_add(lighting, &light, &number, box), GIS_OK);
        assert_int_equal(number, *n);
        lights[(*n)++] = light;
    } else if (kind == 1) {
        assert_int_equal(gis_lighting_move(lighting, pick, &light, box), GIS_OK);
        lights[pick] = light;
    } else {
        assert_int_equal(gis_lighting_remove(lighting, pick, box), GIS_OK);
        lights[pick] = (struct gis_snap){{GIS_NONE, 0}, -1};
    }
}

/* Each change against a run from the start, by @p rule or, without one, for 20 m everywhere. */
static void change_often(uint64_t *seed, struct gis_lighting *lighting,
                         const struct gis_lighting_rule *rule, struct gis_snap *lights, size_t n)
{
    const struct gis_network *net = gis_lighting_network(lighting);
    double *before = calloc(net->n_nodes + (size_t)1, sizeof *before);
    for (int step = 0; step < 30; step++) {
        for (uint32_t v = 0; v < net->n_nodes; v++)
            before[v] = gis_lighting_node_m(lighting, v, NULL);
        struct gis_box box;
        change(seed, net, lighting, lights, &n, &box);
        check_outside(net, before, lighting, box);
        struct gis_lighting_rule same = gis_lighting_rule_of(lighting);
        struct gis_lighting *fresh = rule == NULL
                                         ? light_up(net, 20, n, lights)
                                         : light_by(net, step % 2 ? &same : rule, n, lights);
        check_same(lighting, fresh);
        gis_lighting_free(fresh);
    }
    free(before);
}

static void changes_end_where_a_run_from_the_start_does(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t random = seed;
        struct support_roads roads =
            support_roads_lattice(&random, 2 + (int)(seed % 7), 5 + (int)(seed % 11));
        struct gis_network *net = support_network(&roads, NULL);
        struct gis_snap lights[MAX_LIGHTS];
        size_t n = support_random(&random) % 20;
        random_lights(&random, net, true, n, lights);
        struct gis_lighting *lighting = light_up(net, 20, n, lights);
        change_often(&random, lighting, NULL, lights, n);
        gis_lighting_free(lighting);
        gis_network_free(net);
        support_roads_free(&roads);
    }
}

static void changes_under_a_rule_by_edge_end_there_too(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t random = seed * 31;
        struct support_roads roads =
            support_roads_lattice(&random, 2 + (int)(seed % 7), 5 + (int)(seed % 11));
        struct gis_network *net = support_network(&roads, NULL);
        struct odd_rule odd = odd_rule_new(&random, net);
        struct gis_snap lights[MAX_LIGHTS];
        odd.rule.measure = seed % 2 ? GIS_STRAIGHT : GIS_ALONG_ROAD;
        size_t n = support_random(&random) % 20;
        random_lights(&random, net, seed % 3 > 0, n, lights);
        struct gis_lighting *lighting = light_by(net, &odd.rule, n, lights);
        change_often(&random, lighting, &odd.rule, lights, n);
        gis_lighting_free(lighting);
        odd_rule_free(&odd);
        gis_network_free(net);
        support_roads_free(&roads);
    }
}

static void equal_values_for_every_edge_change_no_bit(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        uint64_t random = seed * 7;
        struct support_roads roads = support_roads_lattice(&random, 5, 13);
        struct gis_network *net = support_network(&roads, NULL);
        struct odd_rule odd = odd_rule_new(&random, net);
        struct gis_snap lights[12];
        random_lights(&random, net, false, 12, lights);
        for (uint32_t e = 0; e < net->n_edges; e++)
            odd.edge_spacing_m[e] = 23.7;
        struct gis_lighting_rule rule = {.spacing_m = 99, .edge_spacing_m = odd.edge_spacing_m};
        struct gis_lighting *a = light_up(net, 23.7, 12, lights);
        struct gis_lighting *b = light_by(net, &rule, 12, lights);
        check_same(a, b);
        struct gis_extra_lights x, y;
        assert_int_equal(gis_extra_lights_new(a, &x), GIS_OK);
        assert_int_equal(gis_extra_lights_new(b, &y), GIS_OK);
        assert_int_equal(x.lower, y.lower);
        assert_int_equal(x.upper, y.upper);
        gis_extra_lights_done(&x);
        gis_extra_lights_done(&y);
        gis_lighting_free(a);
        gis_lighting_free(b);
        odd_rule_free(&odd);
        gis_network_free(net);
        support_roads_free(&roads);
    }
}

static void a_new_light_never_lengthens_a_distance(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        uint64_t random = seed;
        struct support_roads roads = support_roads_lattice(&random, 6, 17);
        struct gis_network *net = support_network(&roads, NULL);
        struct gis_snap lights[MAX_LIGHTS];
        random_lights(&random, net, false, 12, lights);
        struct gis_lighting *few = light_up(net, 20, 11, lights);
        struct gis_lighting *more = light_up(net, 20, 12, lights);
        for (int q = 0; q < 200; q++) {
            struct gis_snap at = random_light(&random, net, false);
            if (at.at.edge != GIS_NONE)
                assert_true(gis_lighting_distance_m(more, at.at, NULL) <=
                            gis_lighting_distance_m(few, at.at, NULL));
        }
        struct gis_lighting_summary a = gis_lighting_summary(few), b = gis_lighting_summary(more);
        assert_true(b.uncovered_m <= a.uncovered_m && b.eligible_m <= a.eligible_m);
        assert_true(b.max_distance_m <= a.max_distance_m);
        gis_lighting_free(few);
        gis_lighting_free(more);
        gis_network_free(net);
        support_roads_free(&roads);
    }
}

/* --- against distances between all pairs -------------------------------------------------------
 */

struct pairs {
    const struct gis_network *net;
    double *m; /* n_nodes * n_nodes */
};

static struct pairs pairs_new(const struct gis_network *net)
{
    size_t n = net->n_nodes;
    struct pairs p = {net, calloc(n * n + 1, sizeof *p.m)};
    for (size_t i = 0; i < n * n; i++)
        p.m[i] = i % n == i / n ? 0 : HUGE_VAL;
    for (uint32_t e = 0; e < net->n_edges; e++) {
        size_t a = net->edge_ends[e][0], b = net->edge_ends[e][1];
        p.m[a * n + b] = p.m[b * n + a] = fmin(p.m[a * n + b], net->edge_length_m[e]);
    }
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                p.m[i * n + j] = fmin(p.m[i * n + j], p.m[i * n + k] + p.m[k * n + j]);
    return p;
}

static double pairs_distance(const struct pairs *p, struct gis_on_edge a, struct gis_on_edge b)
{
    const struct gis_network *net = p->net;
    double best = a.edge == b.edge ? fabs(a.offset_m - b.offset_m) : HUGE_VAL;
    for (int i = 0; i < 4; i++) {
        double out = i % 2 ? net->edge_length_m[a.edge] - a.offset_m : a.offset_m;
        double in = i / 2 ? net->edge_length_m[b.edge] - b.offset_m : b.offset_m;
        size_t u = net->edge_ends[a.edge][i % 2], v = net->edge_ends[b.edge][i / 2];
        best = fmin(best, out + p->m[u * net->n_nodes + v] + in);
    }
    return best;
}

static double pairs_nearest(const struct pairs *p, struct gis_on_edge at, size_t n,
                            const struct gis_snap *lights)
{
    double best = HUGE_VAL;
    for (size_t i = 0; i < n; i++)
        if (lights[i].at.edge != GIS_NONE)
            best = fmin(best, pairs_distance(p, at, lights[i].at));
    return best;
}

static double pairs_by_rule(const struct pairs *p, struct gis_on_edge at,
                            const struct gis_lighting_rule *rule, size_t n,
                            const struct gis_snap *lights)
{
    const struct gis_network *net = p->net;
    double best = pairs_nearest(p, at, n, lights);
    for (size_t v = 0; rule->node_starts != NULL && v < net->n_nodes; v++)
        for (int i = 0; rule->node_starts[v] && i < 2; i++) {
            double out = i ? net->edge_length_m[at.edge] - at.offset_m : at.offset_m;
            best = fmin(best, out + p->m[net->edge_ends[at.edge][i] * (size_t)net->n_nodes + v]);
        }
    return best;
}

static double spacing_of(const struct gis_lighting_rule *rule, uint32_t edge)
{
    return rule->edge_spacing_m != NULL ? rule->edge_spacing_m[edge] : rule->spacing_m;
}

static double reach_of(const struct gis_lighting_rule *rule, uint32_t edge)
{
    return rule->edge_reach_m != NULL ? rule->edge_reach_m[edge] : spacing_of(rule, edge) / 2;
}

struct sampled {
    double uncovered_m, eligible_m, most_m;
    size_t gaps;
};

static uint32_t find(uint32_t *root, uint32_t v)
{
    while (root[v] != v)
        v = root[v];
    return v;
}

/* All lengths, offsets and s/2 are whole metres, so d is linear between quarters of a metre and
 * uncovered stretches begin and end on halves: sampling the middles of halves is exact. Samples and
 * nodes that are dark and beside each other are one gap. */
static struct sampled sample(const struct pairs *p, const struct gis_lighting_rule *rule, size_t n,
                             const struct gis_snap *lights)
{
    const struct gis_network *net = p->net;
    size_t most = net->n_nodes + (size_t)(2 * net->length_m) + net->n_edges + 1;
    uint32_t *root = malloc(most * sizeof *root), next = net->n_nodes;
    bool *counts = calloc(most, sizeof *counts);
    struct sampled s = {0, 0, 0, 0};
    for (uint32_t i = 0; i < most; i++)
        root[i] = i;
    for (uint32_t e = 0; e < net->n_edges; e++) {
        if (!(net->edge_flags[e] & GIS_ROAD_EVALUATE))
            continue;
        long n_halves = lround(2 * net->edge_length_m[e]);
        uint32_t before = GIS_NONE;
        for (int end = 0; end < 2; end++) {
            struct gis_on_edge at = {e, end ? net->edge_length_m[e] : 0};
            bool dark = pairs_by_rule(p, at, rule, n, lights) > reach_of(rule, e);
            if (end == 0 && dark)
                before = net->edge_ends[e][0];
            for (long k = 0; end == 0 && k < n_halves; k++) {
                struct gis_on_edge middle = {e, (double)k * 0.5 + 0.25};
                double d_m = pairs_by_rule(p, middle, rule, n, lights);
                /* peaks lie on halves: half a step beyond a sample at most */
                struct gis_on_edge half = {e, (double)k * 0.5};
                s.most_m = fmax(s.most_m, pairs_by_rule(p, half, rule, n, lights));
                s.eligible_m += d_m >= spacing_of(rule, e) ? 0.5 : 0;
                if (d_m <= reach_of(rule, e)) {
                    before = GIS_NONE;
                    continue;
                }
                s.uncovered_m += 0.5;
                counts[next] = true;
                if (before != GIS_NONE)
                    root[find(root, next)] = find(root, before);
                before = next++;
            }
            if (end == 1) {
                s.most_m = fmax(s.most_m, pairs_by_rule(p, at, rule, n, lights));
                if (dark && before != GIS_NONE)
                    root[find(root, before)] = find(root, net->edge_ends[e][1]);
            }
        }
    }
    bool *seen = calloc(most, sizeof *seen);
    for (uint32_t i = net->n_nodes; i < next; i++) {
        uint32_t r = find(root, i);
        s.gaps += counts[i] && !seen[r];
        seen[r] = true;
    }
    free(seen);
    free(root);
    free(counts);
    return s;
}

static void check_sampled(const struct gis_lighting *lighting, const struct pairs *p,
                          const struct gis_lighting_rule *rule, size_t n,
                          const struct gis_snap *lights)
{
    const struct sampled want = sample(p, rule, n, lights);
    const struct gis_lighting_summary got = gis_lighting_summary(lighting);
    assert_near(got.uncovered_m, want.uncovered_m, 1e-6, 0);
    assert_near(got.eligible_m, want.eligible_m, 1e-6, 0);
    assert_near((double)got.gaps, (double)want.gaps, 0, 0);
    assert_near(got.max_distance_m, want.most_m, 1e-6, 0);
}

static void a_thousand_small_networks_agree_with_sampling(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        uint64_t random = seed * 77;
        struct support_roads roads =
            support_roads_lattice(&random, 2 + (int)(seed % 3), 6 + (int)(seed % 23));
        struct gis_network *net = support_network(&roads, NULL);
        struct gis_snap lights[MAX_LIGHTS];
        size_t n = support_random(&random) % 9;
        random_lights(&random, net, true, n, lights);
        struct gis_lighting *lighting = light_up(net, 20, n, lights);
        struct pairs p = pairs_new(net);
        const struct gis_lighting_rule twenty = {.spacing_m = 20};
        check_sampled(lighting, &p, &twenty, n, lights);
        for (int q = 0; q < 20; q++) {
            struct gis_snap at = random_light(&random, net, false);
            uint32_t light;
            if (at.at.edge == GIS_NONE)
                continue;
            double d_m = gis_lighting_distance_m(lighting, at.at, &light);
            assert_near(d_m, pairs_nearest(&p, at.at, n, lights), 1e-9, 0);
            if (light != GIS_NONE)
                assert_near(d_m, pairs_distance(&p, at.at, lights[light].at), 1e-9, 0);
            /* the nearer of both ways is the nearest of all; pieces hold what is dark */
            struct gis_light_way way[2];
            assert_int_equal(gis_lighting_both_ways(lighting, at.at, INFINITY, way), GIS_OK);
            assert_near(fmin(way[0].distance_m, way[1].distance_m), d_m, 1e-9, 0);
            bool judged = net->edge_flags[at.at.edge] & GIS_ROAD_EVALUATE;
            assert_int_equal(gis_lighting_piece_at(lighting, at.at) != GIS_NONE,
                             judged && d_m >= 10);
        }
        free(p.m);
        gis_lighting_free(lighting);
        gis_network_free(net);
        support_roads_free(&roads);
    }
}

static void rules_by_edge_agree_with_sampling(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 600; seed++) {
        uint64_t random = seed * 131;
        struct support_roads roads =
            support_roads_lattice(&random, 2 + (int)(seed % 3), 6 + (int)(seed % 23));
        struct gis_network *net = support_network(&roads, NULL);
        struct odd_rule odd = odd_rule_new(&random, net);
        struct gis_snap lights[MAX_LIGHTS];
        size_t n = support_random(&random) % 9;
        random_lights(&random, net, true, n, lights);
        struct gis_lighting *lighting = light_by(net, &odd.rule, n, lights);
        struct pairs p = pairs_new(net);
        check_sampled(lighting, &p, &odd.rule, n, lights);
        /* the lights of the upper bound close every gap, and the lower bound does not exceed it */
        struct gis_extra_lights extra;
        assert_int_equal(gis_extra_lights_new(lighting, &extra), GIS_OK);
        assert_true(extra.lower <= extra.upper);
        assert_int_equal(extra.lower > 0, gis_lighting_summary(lighting).gaps > 0);
        for (size_t i = 0; i < extra.upper; i++) {
            struct gis_snap light = {extra.at[i], 0};
            assert_int_equal(gis_lighting_add(lighting, &light, NULL, NULL), GIS_OK);
        }
        assert_near(gis_lighting_summary(lighting).uncovered_m, 0, 1e-4, 0);
        gis_extra_lights_done(&extra);
        free(p.m);
        gis_lighting_free(lighting);
        odd_rule_free(&odd);
        gis_network_free(net);
        support_roads_free(&roads);
    }
}

/* --- roads in one piece or in many -------------------------------------------------------------
 */

static void cutting_roads_at_their_corners_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        uint64_t random = seed;
        struct support_roads whole = support_roads_lattice(&random, 5, 14), cut = {0};
        for (size_t r = 0; r < whole.n_roads; r++) {
            whole.flags[r] |= GIS_ROAD_PASSABLE; /* a closed road's parts would not meet */
            for (size_t i = whole.first_point[r]; i + 1 < whole.first_point[r + 1]; i++)
                support_roads_add(&cut, 2, whole.points + i, whole.flags[r], 0);
        }
        /* a bend can go there and back: one edge of the whole road, twice the same in the cut one
         */
        struct gis_network_options keep = {.keep_duplicates = true};
        struct gis_network *a = support_network(&whole, &keep), *b = support_network(&cut, &keep);
        assert_true(b->n_edges >= a->n_edges);
        struct gis_xy places[12];
        struct gis_snap on_a[12], on_b[12];
        for (size_t i = 0; i < 12; i++)
            places[i] = (struct gis_xy){support_random_unit(&random) * 56,
                                        support_random_unit(&random) * 56};
        gis_lights_snap(a, 12, places, 6, on_a);
        gis_lights_snap(b, 12, places, 6, on_b);
        struct gis_lighting *p = light_up(a, 20, 12, on_a), *q = light_up(b, 20, 12, on_b);
        struct gis_lighting_summary x = gis_lighting_summary(p), y = gis_lighting_summary(q);
        assert_near(x.road_length_m, y.road_length_m, 1e-9, 0);
        assert_near(x.uncovered_m, y.uncovered_m, 1e-6, 0);
        assert_near(x.eligible_m, y.eligible_m, 1e-6, 0);
        assert_near(x.max_distance_m, y.max_distance_m, 1e-9, 0);
        assert_int_equal(x.gaps, y.gaps);
        assert_int_equal(x.lights_matched, y.lights_matched);
        gis_lighting_free(p);
        gis_lighting_free(q);
        gis_network_free(a);
        gis_network_free(b);
        support_roads_free(&whole);
        support_roads_free(&cut);
    }
}

/* Gaps and what d calls covered make up the judged length. */
static void dark_and_covered_make_up_the_whole(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        uint64_t random = seed;
        struct support_roads roads = support_roads_lattice(&random, 6, 23);
        struct gis_network *net = support_network(&roads, NULL);
        struct gis_snap lights[MAX_LIGHTS];
        for (size_t i = 0; i < 15; i++)
            lights[i] = random_light(&random, net, false);
        struct gis_lighting *lighting = light_up(net, 20, 15, lights);
        double covered_m = 0, dark_m = 0;
        for (uint32_t e = 0; e < net->n_edges; e++) {
            struct gis_distance_at at[40];
            size_t n = gis_lighting_profile(lighting, e, 40, at);
            if (!(net->edge_flags[e] & GIS_ROAD_EVALUATE))
                continue;
            for (size_t k = 0; k + 1 < n; k++) { /* between breakpoints d is linear */
                double l = at[k + 1].offset_m - at[k].offset_m;
                double low = fmin(at[k].d_m, at[k + 1].d_m), high = fmax(at[k].d_m, at[k + 1].d_m);
                covered_m += high <= 10 ? l : low >= 10 ? 0 : l * (10 - low) / (high - low);
            }
        }
        uint32_t cursor = 0, gap;
        while (gis_lighting_next_gap(lighting, &cursor, &gap))
            dark_m += gis_lighting_gap(lighting, gap).length_m;
        assert_near(covered_m + dark_m, net->evaluated_m, 1e-6, 0);
        assert_near(dark_m, gis_lighting_summary(lighting).uncovered_m, 1e-6, 0);
        gis_lighting_free(lighting);
        gis_network_free(net);
        support_roads_free(&roads);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_end_where_a_run_from_the_start_does),
        cmocka_unit_test(changes_under_a_rule_by_edge_end_there_too),
        cmocka_unit_test(equal_values_for_every_edge_change_no_bit),
        cmocka_unit_test(rules_by_edge_agree_with_sampling),
        cmocka_unit_test(a_new_light_never_lengthens_a_distance),
        cmocka_unit_test(a_thousand_small_networks_agree_with_sampling),
        cmocka_unit_test(cutting_roads_at_their_corners_changes_nothing),
        cmocka_unit_test(dark_and_covered_make_up_the_whole),
    };
    return cmocka_run_group_tests_name("gis/lighting changes", tests, NULL, NULL);
}
