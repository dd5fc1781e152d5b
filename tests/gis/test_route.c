/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "gis/lighting.h"
#include "gis/route.h"

#include "tests/support/networks.h"
#include "tests/support/support.h"

#define BOTH (GIS_ROAD_EVALUATE | GIS_ROAD_PASSABLE)

/* The legs are a way: they begin and end where asked, each begins where the last one ended, and
 * together they are as long as is said. */
static void assert_way(const struct gis_network *net, struct gis_on_edge from,
                       struct gis_on_edge to, const struct gis_route *route)
{
    double sum_m = 0;
    assert_true(route->n > 0);
    assert_int_equal(route->legs[0].edge, from.edge);
    assert_near(route->legs[0].from_m, from.offset_m, 0, 0);
    assert_int_equal(route->legs[route->n - 1].edge, to.edge);
    assert_near(route->legs[route->n - 1].to_m, to.offset_m, 0, 0);
    for (size_t i = 0; i < route->n; i++) {
        sum_m += fabs(route->legs[i].to_m - route->legs[i].from_m);
        if (i == 0)
            continue;
        struct gis_xy a = gis_network_xy(
            net, (struct gis_on_edge){route->legs[i - 1].edge, route->legs[i - 1].to_m});
        struct gis_xy b =
            gis_network_xy(net, (struct gis_on_edge){route->legs[i].edge, route->legs[i].from_m});
        assert_near(hypot(a.x_m - b.x_m, a.y_m - b.y_m), 0, 1e-9, 0);
    }
    assert_near(sum_m, route->length_m, 1e-9, 0);
}

static void sets_out_in_the_direction_asked(void **state)
{
    (void)state;
    /* a ring of 120 m in two roads that meet at its corners (0,0) and (30,30), with a stub */
    struct support_roads roads = {0};
    struct gis_xy low[] = {{0, 0}, {30, 0}, {30, 30}}, high[] = {{30, 30}, {0, 30}, {0, 0}},
                  stub[] = {{30, 30}, {60, 30}}, apart[] = {{200, 0}, {230, 0}};
    support_roads_add(&roads, 3, low, BOTH, 0);
    support_roads_add(&roads, 3, high, BOTH, 0);
    support_roads_add(&roads, 2, stub, BOTH, 0);
    support_roads_add(&roads, 2, apart, BOTH, 0);
    struct gis_network *net = support_network(&roads, NULL);
    struct gis_on_edge from = gis_network_at(net, 0, 20), end = gis_network_at(net, 2, 25);
    struct gis_on_edge behind = gis_network_at(net, 0, 5);
    struct gis_route route;
    assert_int_equal(gis_route_find(net, from, 1, end, INFINITY, &route), GIS_OK);
    assert_near(route.length_m, 40 + 25, 1e-9, 0);
    assert_way(net, from, end, &route);
    gis_route_done(&route);
    /* the other way round the ring: 20 m back, then 60 m */
    assert_int_equal(gis_route_find(net, from, 0, end, INFINITY, &route), GIS_OK);
    assert_near(route.length_m, 20 + 60 + 25, 1e-9, 0);
    assert_int_equal(route.n, 3);
    assert_way(net, from, end, &route);
    gis_route_done(&route);
    /* on the same edge: straight back, or once round and in by its other end */
    assert_int_equal(gis_route_find(net, from, 0, behind, INFINITY, &route), GIS_OK);
    assert_near(route.length_m, 15, 1e-9, 0);
    assert_int_equal(route.n, 1);
    gis_route_done(&route);
    assert_int_equal(gis_route_find(net, from, 1, behind, INFINITY, &route), GIS_OK);
    assert_near(route.length_m, 120 - 15, 1e-9, 0);
    assert_way(net, from, behind, &route);
    gis_route_done(&route);
    /* too far, not connected, not there */
    assert_int_equal(gis_route_find(net, from, 1, end, 64, &route), GIS_OK);
    assert_int_equal(route.n, 0);
    assert_true(isinf(route.length_m));
    end = gis_network_at(net, 3, 1);
    assert_int_equal(gis_route_find(net, from, 1, end, INFINITY, &route), GIS_OK);
    assert_int_equal(route.n, 0);
    end.edge = net->n_edges;
    assert_int_equal(gis_route_find(net, from, 1, end, INFINITY, &route), GIS_EDOMAIN);
    assert_int_equal(gis_route_find(net, from, 2, from, INFINITY, &route), GIS_EDOMAIN);
    gis_network_free(net);
    support_roads_free(&roads);
}

/* The way to the light that gis_lighting_both_ways() names is as long as it says: two searches
 * written apart. */
static void is_the_way_to_the_light_that_was_named(void **state)
{
    (void)state;
    size_t tried = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t random = seed * 131;
        struct support_roads roads =
            support_roads_lattice(&random, 2 + (int)(seed % 4), 6 + (int)(seed % 23));
        struct gis_network *net = support_network(&roads, NULL);
        struct gis_snap lights[6];
        for (size_t i = 0; i < 6 && net->n_edges > 0; i++) {
            uint32_t edge = (uint32_t)(support_random(&random) % net->n_edges);
            lights[i].at = (struct gis_on_edge){
                edge, net->edge_length_m[edge] * ((double)(support_random(&random) % 5) / 4)};
            lights[i].distance_m = 0;
        }
        struct gis_lighting *lighting;
        assert_int_equal(gis_lighting_new(net, 20, net->n_edges > 0 ? 6 : 0, lights, &lighting),
                         GIS_OK);
        for (int q = 0; q < 20 && net->n_edges > 0; q++) {
            uint32_t edge = (uint32_t)(support_random(&random) % net->n_edges);
            struct gis_on_edge at = {edge, net->edge_length_m[edge] *
                                               ((double)(support_random(&random) % 11) / 10)};
            struct gis_light_way way[2];
            assert_int_equal(gis_lighting_both_ways(lighting, at, INFINITY, way), GIS_OK);
            for (int end = 0; end < 2; end++) {
                struct gis_route route;
                if (way[end].light == GIS_NONE)
                    continue;
                struct gis_on_edge to = lights[way[end].light].at;
                assert_int_equal(gis_route_find(net, at, end, to, INFINITY, &route), GIS_OK);
                assert_near(route.length_m, way[end].distance_m, 1e-9, 0);
                assert_way(net, at, to, &route);
                gis_route_done(&route);
                tried++;
            }
        }
        gis_lighting_free(lighting);
        gis_network_free(net);
        support_roads_free(&roads);
    }
    assert_true(tried > 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_out_in_the_direction_asked),
        cmocka_unit_test(is_the_way_to_the_light_that_was_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
