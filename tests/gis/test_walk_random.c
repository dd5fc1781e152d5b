/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Walks on random networks, where every way can be tried, and on blocks in a row. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/support.h"
#include "tests/support/walk_place.h"

enum { HALVES_MAX = 4000 };

static struct place random_place(uint64_t *seed, int size, double spacing_m)
{
    struct support_roads roads = support_roads_lattice(seed, size, 12);
    struct gis_xy lights[24];
    size_t n = (size_t)(support_random_unit(seed) * 24);
    for (size_t i = 0; i < n; i++) { /* on whole metres of a segment */
        size_t r = (size_t)(support_random_unit(seed) * (double)roads.n_roads);
        size_t first = roads.first_point[r], last = roads.first_point[r + 1] - 1;
        size_t k = first + (size_t)(support_random_unit(seed) * (double)(last - first));
        struct gis_xy a = roads.points[k], b = roads.points[k + 1];
        double t = floor(support_random_unit(seed) * 13) / 12;
        lights[i] =
            (struct gis_xy){round(a.x_m + t * (b.x_m - a.x_m)), round(a.y_m + t * (b.y_m - a.y_m))};
    }
    struct place p = place_of(&roads, spacing_m, n, lights);
    support_roads_free(&roads);
    return p;
}

static bool random_position(const struct place *p, uint64_t *seed, struct gis_on_edge *out)
{
    for (int tries = 0; tries < 50 && p->net->n_edges > 0; tries++) {
        uint32_t e = (uint32_t)(support_random_unit(seed) * p->net->n_edges);
        if (!(p->net->edge_flags[e] & GIS_ROAD_PASSABLE))
            continue;
        *out = (struct gis_on_edge){
            e, floor(support_random_unit(seed) * (p->net->edge_length_m[e] + 1))};
        return true;
    }
    return false;
}

/* Darkness in the middle of each half metre of a way, in order: exact, since all is on whole
 * metres and d has slope 1. */
struct halves {
    size_t n;
    bool dark[HALVES_MAX];
};

static void sample_step(const struct place *p, uint32_t edge, double from_m, double to_m,
                        struct halves *h)
{
    double r_m = gis_lighting_spacing_m(p->lighting) / 2, way = to_m > from_m ? 1 : -1;
    for (double m = 0.25; m < fabs(to_m - from_m); m += 0.5) {
        assert_true(h->n < HALVES_MAX);
        struct gis_on_edge at = {edge, from_m + way * m};
        h->dark[h->n++] = gis_lighting_distance_m(p->lighting, at, NULL) > r_m;
    }
}

static double dark_of(const struct place *p, uint32_t edge, double from_m, double to_m)
{
    struct halves h = {.n = 0};
    double sum_m = 0;
    sample_step(p, edge, from_m, to_m, &h);
    for (size_t i = 0; i < h.n; i++)
        sum_m += h.dark[i] ? 0.5 : 0;
    return sum_m;
}

/* Every way without a node twice. */
struct brute {
    const struct place *p;
    struct gis_on_edge to;
    double *edge_dark_m, allowed_m;
    bool met[64];
    double shortest_m, dark_m;
    bool count; /* second round: allowed_m is known */
};

static void brute_end(struct brute *b, double length_m, double dark_m)
{
    b->shortest_m = fmin(b->shortest_m, length_m);
    if (b->count && length_m <= b->allowed_m + 1e-9)
        b->dark_m = fmin(b->dark_m, dark_m);
}

static void brute_node(struct brute *b, uint32_t node, double length_m, double dark_m)
{
    const struct gis_network *net = b->p->net;
    if (b->count ? length_m > b->allowed_m + 1e-9 : length_m > b->shortest_m)
        return;
    for (int k = 0; k < 2; k++)
        if (net->edge_ends[b->to.edge][k] == node) {
            double end_m = k == 0 ? 0 : net->edge_length_m[b->to.edge];
            brute_end(b, length_m + fabs(end_m - b->to.offset_m),
                      dark_m + dark_of(b->p, b->to.edge, end_m, b->to.offset_m));
        }
    b->met[node] = true;
    for (uint32_t a = net->node_first_arc[node]; a < net->node_first_arc[node + 1]; a++) {
        uint32_t edge = net->arcs[a].half / 2;
        if (!b->met[net->arcs[a].node])
            brute_node(b, net->arcs[a].node, length_m + net->edge_length_m[edge],
                       dark_m + b->edge_dark_m[edge]);
    }
    b->met[node] = false;
}

static void brute_start(struct brute *b, struct gis_on_edge from)
{
    const struct gis_network *net = b->p->net;
    if (from.edge == b->to.edge)
        brute_end(b, fabs(from.offset_m - b->to.offset_m),
                  dark_of(b->p, from.edge, from.offset_m, b->to.offset_m));
    for (int k = 0; k < 2; k++) {
        double end_m = k == 0 ? 0 : net->edge_length_m[from.edge];
        brute_node(b, net->edge_ends[from.edge][k], fabs(end_m - from.offset_m),
                   dark_of(b->p, from.edge, from.offset_m, end_m));
    }
}

static uint32_t node_at(const struct gis_network *net, struct gis_on_edge at)
{
    if (at.offset_m == 0)
        return net->edge_ends[at.edge][0];
    return at.offset_m == net->edge_length_m[at.edge] ? net->edge_ends[at.edge][1] : GIS_NONE;
}

static void check_facts(const struct place *p, const struct gis_way *way)
{
    static struct halves h;
    struct gis_walk_dark dark[200];
    struct gis_way_facts f = gis_way_facts(p->lighting, way, 200, dark);
    assert_true(f.n_dark <= 200);
    h.n = 0;
    for (size_t i = 0; i < way->n_steps; i++)
        sample_step(p, way->steps[i].edge, way->steps[i].from_m, way->steps[i].to_m, &h);
    assert_near(way->length_m, 0.5 * (double)h.n, 1e-9, 0);
    double dark_m = 0, run_m = 0, longest_m = 0;
    for (size_t i = 0; i < h.n; i++) {
        run_m = h.dark[i] ? run_m + 0.5 : 0;
        dark_m += h.dark[i] ? 0.5 : 0;
        longest_m = fmax(longest_m, run_m);
    }
    assert_near(way->dark_m, dark_m, 1e-9, 0);
    double sum_m = 0;
    for (size_t i = 0; i < f.n_dark; i++) {
        assert_true(dark[i].to_m > dark[i].from_m);
        assert_true(i == 0 || dark[i].from_m >= dark[i - 1].to_m);
        sum_m += dark[i].to_m - dark[i].from_m;
        for (double m = dark[i].from_m + 0.25; m < dark[i].to_m; m += 0.5)
            assert_true(h.dark[(size_t)(2 * m)]);
    }
    assert_near(sum_m, dark_m, 1e-9, 0);
    /* a stretch may end where d is s/2 in one point, which samples do not see */
    assert_true(f.longest_dark_m <= longest_m + 1e-9);
    if (way->length_m > 0)
        assert_near(f.near_share, 1 - dark_m / way->length_m, 1e-9, 0);

    size_t lights = 0;
    for (uint32_t i = 0; i < gis_lighting_n_lights(p->lighting); i++) {
        struct gis_on_edge at = gis_lighting_light(p->lighting, i).at;
        bool on = false;
        for (size_t k = 0; k < way->n_steps && at.edge != GIS_NONE && !on; k++) {
            const struct gis_walk_step *s = &way->steps[k];
            on = at.edge == s->edge && at.offset_m >= fmin(s->from_m, s->to_m) &&
                 at.offset_m <= fmax(s->from_m, s->to_m);
            on |=
                node_at(p->net, at) != GIS_NONE &&
                (node_at(p->net, at) == node_at(p->net, (struct gis_on_edge){s->edge, s->from_m}) ||
                 node_at(p->net, at) == node_at(p->net, (struct gis_on_edge){s->edge, s->to_m}));
        }
        lights += on;
    }
    assert_int_equal(f.n_lights, lights);
}

static void check_way(const struct place *p, const struct gis_way *way, struct gis_on_edge from,
                      struct gis_on_edge to)
{
    struct gis_xy at = gis_network_xy(p->net, from), end = gis_network_xy(p->net, to);
    for (size_t i = 0; i < way->n_steps; i++) { /* one hangs on the other */
        struct gis_on_edge a = {way->steps[i].edge, way->steps[i].from_m};
        struct gis_on_edge b = {way->steps[i].edge, way->steps[i].to_m};
        struct gis_xy q = gis_network_xy(p->net, a);
        assert_true(hypot(q.x_m - at.x_m, q.y_m - at.y_m) < 1e-9);
        assert_true(p->net->edge_flags[a.edge] & GIS_ROAD_PASSABLE);
        at = gis_network_xy(p->net, b);
    }
    assert_true(hypot(end.x_m - at.x_m, end.y_m - at.y_m) < 1e-9);
    check_facts(p, way);
}

/* The least dark of all ways within the detour, by trying them all. */
static void no_way_is_better(void **state)
{
    (void)state;
    static const double detours[] = {0, 0.05, 0.2, 0.5, 1, 3};
    uint64_t seed = 20261123;
    int n_better = 0, n_labels = 0, n_apart = 0;
    for (int round = 0; round < 6000; round++) {
        struct place p = random_place(&seed, 3 + round % 3, (double)(2 * (1 + round % 8)));
        struct gis_on_edge from, to;
        double detour = detours[round % 6];
        if (p.net->n_nodes > 64 || !random_position(&p, &seed, &from) ||
            !random_position(&p, &seed, &to)) {
            place_done(&p);
            continue;
        }
        double edge_dark_m[400];
        assert_true(p.net->n_edges <= 400);
        for (uint32_t e = 0; e < p.net->n_edges; e++)
            edge_dark_m[e] = dark_of(&p, e, 0, p.net->edge_length_m[e]);
        struct brute b = {.p = &p,
                          .to = to,
                          .edge_dark_m = edge_dark_m,
                          .shortest_m = INFINITY,
                          .dark_m = INFINITY};
        brute_start(&b, from);
        b.allowed_m = (1 + detour) * b.shortest_m;
        b.count = true;
        struct gis_walk w = walk(&p, from, to, detour);
        if (isinf(b.shortest_m)) {
            assert_int_equal(w.result, GIS_WALK_APART);
            n_apart++;
        } else {
            brute_start(&b, from);
            assert_int_equal(w.result, GIS_WALK_FOUND);
            assert_near(w.shortest.length_m, b.shortest_m, 1e-9, 0);
            assert_true(w.exact);
            assert_true(w.best_lit.length_m <= w.allowed_m);
            assert_near(w.best_lit.dark_m, b.dark_m, 1e-5, 0); /* lengths count 1e-6 a metre */
            check_way(&p, &w.shortest, from, to);
            check_way(&p, &w.best_lit, from, to);
            n_better += w.best_lit.dark_m < w.shortest.dark_m - 0.1;
            n_labels += w.n_labels > 0;
        }
        place_done(&p);
    }
    assert_true(n_better > 100); /* the test is about something */
    assert_true(n_labels > 0);
    assert_true(n_apart > 20);
}

/* Twelve blocks in a row, each with a straight side and a way round it that is better lit by
 * chance: a knapsack, which the dual alone does not solve. All 4096 ways are tried. */
static void blocks_in_a_row(void **state)
{
    (void)state;
    enum { BLOCKS = 12 };
    uint64_t seed = 99;
    int n_labels = 0, n_gap = 0;
    for (int round = 0; round < 60; round++) {
        struct support_roads roads = {0};
        struct gis_xy lights[40];
        size_t n = 0;
        for (int k = 0; k < BLOCKS; k++) {
            double x_m = 50.0 * k, h_m = 1 + floor(support_random_unit(&seed) * 12);
            h_m *= k % 2 == 0 ? 1 : -1; /* neighbours share nothing but the corner */
            support_roads_add(&roads, 2, (struct gis_xy[]){{x_m, 0}, {x_m + 50, 0}}, BOTH, 0);
            support_roads_add(
                &roads, 4, (struct gis_xy[]){{x_m, 0}, {x_m, h_m}, {x_m + 50, h_m}, {x_m + 50, 0}},
                BOTH, 0);
            for (int i = 0; i < 3; i++)
                lights[n++] =
                    (struct gis_xy){x_m + 1 + floor(support_random_unit(&seed) * 49), h_m};
        }
        struct place p = place_of(&roads, 10, n, lights);
        double length_m[BLOCKS][2], dark_m[BLOCKS][2], shortest_m = 0;
        for (uint32_t e = 0; e < p.net->n_edges; e++) {
            uint32_t road = p.net->edge_road[e];
            length_m[road / 2][road % 2] = p.net->edge_length_m[e];
            dark_m[road / 2][road % 2] = dark_of(&p, e, 0, p.net->edge_length_m[e]);
        }
        for (int k = 0; k < BLOCKS; k++)
            shortest_m += length_m[k][0];
        double detour = 0.02 * (1 + round % 9), least_m = INFINITY;
        for (unsigned ways = 0; ways < 1U << BLOCKS; ways++) {
            double l_m = 0, d_m = 0;
            for (int k = 0; k < BLOCKS; k++) {
                l_m += length_m[k][ways >> k & 1];
                d_m += dark_m[k][ways >> k & 1];
            }
            if (l_m <= (1 + detour) * shortest_m + 1e-9)
                least_m = fmin(least_m, d_m);
        }
        struct gis_on_edge from = at_xy(&p, 0, 0), to = at_xy(&p, 50.0 * BLOCKS, 0);
        struct gis_walk w = walk(&p, from, to, detour), few;
        assert_true(w.exact);
        assert_near(w.shortest.length_m, shortest_m, 1e-9, 0);
        assert_near(w.best_lit.dark_m, least_m, 1e-3, 0);
        n_labels += w.n_labels > 0;
        struct gis_walk_options o = {.detour = detour, .max_m = INFINITY, .max_labels = 1};
        assert_int_equal(gis_walk_find(p.walker, from, to, &o, &few), GIS_OK);
        assert_true(few.best_lit.length_m <= few.allowed_m);
        assert_true(few.best_lit.dark_m >= least_m - 1e-3);
        assert_true(few.dark_at_least_m <= least_m + 1e-9);
        n_gap += !few.exact && few.best_lit.dark_m > least_m + 0.4;
        place_done(&p);
        support_roads_free(&roads);
    }
    assert_true(n_labels > 30); /* the labels were needed, and found better ways */
    assert_true(n_gap > 5);
}

/* Shortest ways between all nodes, as Floyd and Warshall find them. */
static void floyd_warshall_agrees(void **state)
{
    (void)state;
    uint64_t seed = 77;
    for (int round = 0; round < 20; round++) {
        struct place p = random_place(&seed, 8, 20);
        const struct gis_network *net = p.net;
        size_t n = net->n_nodes;
        double *d = malloc(n * n * sizeof *d + 1);
        assert_non_null(d);
        for (size_t i = 0; i < n * n; i++)
            d[i] = i % (n + 1) == 0 ? 0 : (double)INFINITY;
        for (uint32_t e = 0; e < net->n_edges; e++) {
            size_t a = net->edge_ends[e][0], b = net->edge_ends[e][1];
            if (!(net->edge_flags[e] & GIS_ROAD_PASSABLE))
                continue;
            d[a * n + b] = d[b * n + a] = fmin(d[a * n + b], a == b ? 0 : net->edge_length_m[e]);
        }
        for (size_t k = 0; k < n; k++)
            for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < n; j++)
                    d[i * n + j] = fmin(d[i * n + j], d[i * n + k] + d[k * n + j]);
        for (int pair = 0; pair < 300; pair++) {
            struct gis_on_edge at[2];
            uint32_t node[2];
            if (!random_position(&p, &seed, &at[0]) || !random_position(&p, &seed, &at[1]))
                break;
            for (int k = 0; k < 2; k++) {
                int end = support_random_unit(&seed) < 0.5;
                at[k].offset_m = end ? net->edge_length_m[at[k].edge] : 0;
                node[k] = net->edge_ends[at[k].edge][end];
            }
            struct gis_walk w = walk(&p, at[0], at[1], 0.2);
            double want_m = d[node[0] * n + node[1]];
            assert_int_equal(w.result, isfinite(want_m) ? GIS_WALK_FOUND : GIS_WALK_APART);
            if (isfinite(want_m))
                assert_near(w.shortest.length_m, want_m, 1e-9, 0);
        }
        free(d);
        place_done(&p);
    }
}

/* A longer detour is never darker; the way back is as good; few labels are never worse than the
 * shortest way and never below the bound; a used walker answers like a new one. */
static void properties(void **state)
{
    (void)state;
    uint64_t seed = 4711;
    for (int round = 0; round < 60; round++) {
        struct place p = random_place(&seed, 9, 20);
        for (int pair = 0; pair < 20; pair++) {
            struct gis_on_edge from, to;
            if (!random_position(&p, &seed, &from) || !random_position(&p, &seed, &to))
                break;
            double last_m = INFINITY;
            for (int k = 0; k < 6; k++) {
                struct gis_walk w = walk(&p, from, to, 0.1 * k * k), back, few;
                if (w.result != GIS_WALK_FOUND)
                    break;
                assert_true(w.exact);
                assert_true(w.best_lit.length_m <= w.allowed_m);
                assert_true(w.best_lit.dark_m <= w.shortest.dark_m + 1e-9);
                assert_true(w.best_lit.dark_m <= last_m + 2e-3);
                last_m = w.best_lit.dark_m;
                double length_m = w.shortest.length_m;
                back = walk(&p, to, from, 0.1 * k * k);
                assert_near(back.shortest.length_m, length_m, 1e-9, 0);
                assert_near(back.best_lit.dark_m, last_m, 2e-3, 0);
                struct gis_walk_options o = {
                    .detour = 0.1 * k * k, .max_m = INFINITY, .max_labels = 1};
                assert_int_equal(gis_walk_find(p.walker, from, to, &o, &few), GIS_OK);
                assert_true(few.best_lit.length_m <= few.allowed_m);
                assert_true(few.best_lit.dark_m <= few.shortest.dark_m + 1e-9);
                assert_true(few.best_lit.dark_m >= last_m - 2e-3);
                assert_true(few.dark_at_least_m <= last_m + 2e-3);
            }
        }
        struct gis_on_edge from, to;
        if (random_position(&p, &seed, &from) && random_position(&p, &seed, &to)) {
            struct gis_walker *fresh = NULL;
            assert_int_equal(gis_walker_new(p.lighting, &fresh), GIS_OK);
            struct gis_walk a = walk(&p, from, to, 0.3), b;
            struct gis_walk_options o = {.detour = 0.3, .max_m = INFINITY};
            assert_int_equal(gis_walk_find(fresh, from, to, &o, &b), GIS_OK);
            assert_int_equal(a.result, b.result);
            if (a.result == GIS_WALK_FOUND) {
                assert_int_equal(a.best_lit.n_steps, b.best_lit.n_steps);
                for (size_t i = 0; i < a.best_lit.n_steps; i++) {
                    assert_int_equal(a.best_lit.steps[i].edge, b.best_lit.steps[i].edge);
                    assert_near(a.best_lit.steps[i].from_m, b.best_lit.steps[i].from_m, 0, 0);
                    assert_near(a.best_lit.steps[i].to_m, b.best_lit.steps[i].to_m, 0, 0);
                }
            }
            gis_walker_free(fresh);
        }
        place_done(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_way_is_better),
        cmocka_unit_test(blocks_in_a_row),
        cmocka_unit_test(floyd_warshall_agrees),
        cmocka_unit_test(properties),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
