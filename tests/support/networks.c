/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/support/networks.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/support.h"

struct gis_roads support_roads_view(const struct support_roads *roads)
{
    static const size_t none[1] = {0};
    return (struct gis_roads){roads->n_roads, roads->n_roads == 0 ? none : roads->first_point,
                              roads->points, roads->flags, roads->levels};
}

void support_roads_add(struct support_roads *roads, size_t n, const struct gis_xy *points,
                       unsigned flags, int level)
{
    size_t r = roads->n_roads++;
    roads->first_point = realloc(roads->first_point, (r + 2) * sizeof *roads->first_point);
    roads->points = realloc(roads->points, (roads->n_points + n + 1) * sizeof *roads->points);
    roads->flags = realloc(roads->flags, r + 1);
    roads->levels = realloc(roads->levels, (r + 1) * sizeof *roads->levels);
    if (roads->first_point == NULL || roads->points == NULL || roads->flags == NULL ||
        roads->levels == NULL)
        abort();
    roads->first_point[r] = roads->n_points;
    for (size_t i = 0; i < n; i++)
        roads->points[roads->n_points++] = points[i];
    roads->first_point[r + 1] = roads->n_points;
    roads->flags[r] = (uint8_t)flags;
    roads->levels[r] = (int16_t)level;
}

void support_roads_free(struct support_roads *roads)
{
    free(roads->first_point);
    free(roads->points);
    free(roads->flags);
    free(roads->levels);
    memset(roads, 0, sizeof *roads);
}

static size_t wkt_line(const char *text, size_t max, struct gis_xy *out)
{
    const char *at = strchr(text, '(');
    size_t n = 0;
    assert_non_null(at);
    while (at != NULL && *at != ')' && n < max) {
        char *end;
        out[n].x_m = strtod(at + 1, &end);
        out[n++].y_m = strtod(end, &end);
        at = end;
    }
    return n;
}

struct support_roads support_roads_read(const char *path)
{
    struct support_roads roads = {0};
    struct support_table table = support_table_read(path);
    for (size_t r = 0; r < table.n_rows; r++) {
        struct gis_xy points[64];
        size_t n = wkt_line(support_cell(&table, r, "wkt"), 64, points);
        unsigned flags = support_number(&table, r, "evaluate") > 0 ? GIS_ROAD_EVALUATE : 0;
        if (support_number(&table, r, "passable") > 0)
            flags |= GIS_ROAD_PASSABLE;
        support_roads_add(&roads, n, points, flags, 0);
    }
    support_table_free(&table);
    return roads;
}

static bool chance(uint64_t *seed, double share)
{
    return support_random_unit(seed) < share;
}

static unsigned random_flags(uint64_t *seed)
{
    if (chance(seed, 0.15))
        return GIS_ROAD_PASSABLE;
    return chance(seed, 0.05) ? GIS_ROAD_EVALUATE : GIS_ROAD_EVALUATE | GIS_ROAD_PASSABLE;
}

/* One side of a cell, straight or round a bend that makes it 2 m longer or more. */
static size_t side(uint64_t *seed, struct gis_xy a, struct gis_xy b, struct gis_xy *out)
{
    out[0] = a;
    if (chance(seed, 0.7)) {
        out[1] = b;
        return 2;
    }
    double bend = chance(seed, 0.5) ? 1 : -1;
    struct gis_xy shift = a.x_m == b.x_m ? (struct gis_xy){bend, 0} : (struct gis_xy){0, bend};
    out[1] = (struct gis_xy){a.x_m + shift.x_m, a.y_m + shift.y_m};
    out[2] = (struct gis_xy){b.x_m + shift.x_m, b.y_m + shift.y_m};
    out[3] = b;
    return 4;
}

struct support_roads support_roads_lattice(uint64_t *seed, int size, int step_m)
{
    struct support_roads roads = {0};
    double keep = 0.35 + 0.6 * support_random_unit(seed);
    for (int direction = 0; direction < 2; direction++)
        for (int line = 0; line < size; line++) {
            struct gis_xy points[256];
            size_t n = 0;
            for (int k = 0; k + 1 < size; k++) {
                double p = line * step_m, q = k * step_m;
                struct gis_xy a = direction ? (struct gis_xy){p, q} : (struct gis_xy){q, p};
                struct gis_xy b =
                    direction ? (struct gis_xy){p, q + step_m} : (struct gis_xy){q + step_m, p};
                bool wanted = chance(seed, keep);
                if (n > 0 && (!wanted || chance(seed, 0.6))) {
                    support_roads_add(&roads, n, points, random_flags(seed), 0);
                    n = 0;
                }
                if (!wanted)
                    continue;
                struct gis_xy bit[4];
                size_t n_bit = side(seed, a, b, bit);
                for (size_t i = n > 0; i < n_bit; i++)
                    points[n++] = bit[i];
            }
            if (n > 0)
                support_roads_add(&roads, n, points, random_flags(seed), 0);
        }
    double far = 10.0 * size * step_m;
    struct gis_xy apart[] = {{far, 0}, {far + 7, 0}, {far + 7, 9}, {far, 9}, {far, 0}};
    if (chance(seed, 0.3)) /* a ring, or an open road of 23 m */
        support_roads_add(&roads, chance(seed, 0.5) ? 5 : 4, apart, 3, 0);
    return roads;
}

struct gis_network *support_network(const struct support_roads *roads,
                                    const struct gis_network_options *options)
{
    struct gis_roads view = support_roads_view(roads);
    struct gis_network *network = NULL;
    assert_int_equal(gis_network_new(&view, options, NULL, &network), GIS_OK);
    return network;
}
