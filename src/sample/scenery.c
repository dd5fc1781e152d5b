/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/sample/scenery.h"

#include <math.h>
#include <string.h>

#define PLACES_MAX 400

struct jy_geometry sample_geometry(struct sample_plan *plan, enum jy_geometry_kind kind, size_t n,
                                   const struct sample_ring *rings)
{
    struct jy_arena *arena = &plan->out->arena;
    size_t total = 0, at = 0;
    for (size_t i = 0; i < n; i++)
        total += rings[i].n + 1;
    struct gis_lonlat *points = jy_arena_alloc(arena, total * sizeof *points);
    uint32_t *ends = jy_arena_alloc(arena, n * sizeof *ends);
    uint8_t *outer = jy_arena_alloc(arena, n);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < rings[i].n; k++)
            points[at++] = sample_lonlat(plan, rings[i].points[k]);
        if (kind == JY_GEOMETRY_POLYGONS) {
            points[at] = points[at - rings[i].n];
            at++;
        }
        ends[i] = (uint32_t)at;
        outer[i] = sample_area_m2(rings[i]) > 0;
    }
    return (struct jy_geometry){.kind = kind,
                                .n_points = at,
                                .points = points,
                                .n_parts = n,
                                .part_end = ends,
                                .part_outer = kind == JY_GEOMETRY_POLYGONS ? outer : NULL};
}

static struct jy_place *add_place(struct sample_plan *plan, enum jy_place_kind kind,
                                  const char *name, const char *name_en)
{
    struct jy_sample *out = plan->out;
    struct jy_place *place = &out->places[out->n_places++];
    *place = (struct jy_place){.kind = kind, .name = name, .name_en = name_en};
    place->key = jy_arena_printf(&out->arena, "ref:P%03zu", out->n_places);
    return place;
}

static void add_point(struct sample_plan *plan, enum jy_place_kind kind, const char *name,
                      const char *name_en, struct gis_lonlat at)
{
    struct gis_lonlat *point = jy_arena_alloc(&plan->out->arena, sizeof *point);
    *point = at;
    add_place(plan, kind, name, name_en)->geometry =
        (struct jy_geometry){.kind = JY_GEOMETRY_POINT, .n_points = 1, .points = point};
}

/* Smooths a polyline by cutting corners (Chaikin), twice. */
static struct sample_ring smooth(struct jy_arena *arena, struct sample_ring line)
{
    for (int round = 0; round < 3 && line.n > 2; round++) {
        struct sample_ring out = {0, jy_arena_alloc(arena, 2 * line.n * sizeof *out.points)};
        out.points[out.n++] = line.points[0];
        for (size_t i = 0; i + 1 < line.n; i++) {
            const struct gis_xy a = line.points[i], b = line.points[i + 1];
            if (i > 0) {
                out.points[out.n++] =
                    (struct gis_xy){0.75 * a.x_m + 0.25 * b.x_m, 0.75 * a.y_m + 0.25 * b.y_m};
            }
            if (i + 2 < line.n) {
                out.points[out.n++] =
                    (struct gis_xy){0.25 * a.x_m + 0.75 * b.x_m, 0.25 * a.y_m + 0.75 * b.y_m};
            }
        }
        out.points[out.n++] = line.points[line.n - 1];
        line = out;
    }
    return line;
}

static void add_rail(struct sample_plan *plan)
{
    struct jy_arena *arena = &plan->out->arena;
    const char *name = NULL;
    struct sample_ring line = {
        0, jy_arena_alloc(arena, (plan->recipe.n_rows + 1) * sizeof *line.points)};
    for (size_t i = 0; i < plan->recipe.n_rows; i++) {
        const struct sample_row *row = &plan->recipe.rows[i];
        if (strcmp(row->kind, "rail") == 0) {
            line.points[line.n++] = sample_xy(plan, row->at);
            name = row->name;
        }
    }
    if (line.n < 2)
        return;
    line = smooth(arena, line);
    add_place(plan, JY_PLACE_RAIL, name, "Railway")->geometry =
        sample_geometry(plan, JY_GEOMETRY_LINES, 1, &line);
}

/* The water lies outside the outline: the bank, and back again at the river's width. */
static void add_river(struct sample_plan *plan, size_t bank, const struct sample_row *row)
{
    struct jy_arena *arena = &plan->out->arena;
    const struct sample_ring outline = plan->outline;
    const struct gis_xy centre = sample_centre(outline);
    struct sample_ring water = {0,
                                jy_arena_alloc(arena, 2 * (outline.n + 1) * sizeof *water.points)};
    size_t start = 0, n = 0;
    for (size_t i = 0; i < outline.n; i++) {
        const size_t before = (i + outline.n - 1) % outline.n;
        if (sample_on_bank(1, &plan->banks[bank], centre, outline.points[i]) &&
            !sample_on_bank(1, &plan->banks[bank], centre, outline.points[before]))
            start = i;
    }
    while (n < outline.n &&
           sample_on_bank(1, &plan->banks[bank], centre, outline.points[(start + n) % outline.n]))
        n++;
    for (size_t side = 0; side < 2; side++) {
        for (size_t k = 0; k < n; k++) {
            const size_t i = (start + (side == 0 ? n - 1 - k : k)) % outline.n;
            const struct gis_xy p = outline.points[i], q = outline.points[(i + 1) % outline.n];
            const double l = hypot(q.x_m - p.x_m, q.y_m - p.y_m);
            const double out_m = side == 0 ? 8 : 8 + plan->bank_width_m[bank];
            if (l > 0) {
                water.points[water.n++] = (struct gis_xy){p.x_m + out_m * (q.y_m - p.y_m) / l,
                                                          p.y_m - out_m * (q.x_m - p.x_m) / l};
            }
        }
    }
    if (water.n >= 4) {
        add_place(plan, JY_PLACE_WATER, row->name, row->name_en)->geometry =
            sample_geometry(plan, JY_GEOMETRY_POLYGONS, 1, &water);
    }
}

/* A block drawn in from the streets around it. */
static struct sample_ring inset(struct jy_arena *arena, struct sample_ring block, double share)
{
    const struct gis_xy c = sample_centre(block);
    struct sample_ring out = {block.n, jy_arena_alloc(arena, block.n * sizeof *out.points)};
    for (size_t i = 0; i < block.n; i++) {
        out.points[i] = (struct gis_xy){c.x_m + share * (block.points[i].x_m - c.x_m),
                                        c.y_m + share * (block.points[i].y_m - c.y_m)};
    }
    return out;
}

static void add_grounds(struct sample_plan *plan, struct sample_rng *rng)
{
    size_t parks = 0, schools = 0;
    bool *taken = jy_arena_alloc(&plan->out->arena, plan->streets.n_blocks * sizeof *taken);
    for (size_t tries = 0; tries < 4000 && (parks < 34 || schools < 10); tries++) {
        const size_t i = sample_rng_index(rng, plan->streets.n_blocks);
        const struct sample_ring block = plan->streets.blocks[i];
        const double area_m2 = sample_area_m2(block);
        const bool school = area_m2 > 9500 && schools < 10;
        if (taken[i] || (!school && (parks >= 34 || area_m2 > 9000 || area_m2 < 1500)))
            continue;
        taken[i] = true;
        const struct sample_ring ground = inset(&plan->out->arena, block, school ? 0.9 : 0.86);
        const char *name =
            school ? jy_arena_printf(&plan->out->arena, "第%zu小学校（サンプル）", ++schools)
                   : jy_arena_printf(&plan->out->arena, "第%zu公園（サンプル）", ++parks);
        const char *name_en =
            school ? jy_arena_printf(&plan->out->arena, "School %zu (sample)", schools)
                   : jy_arena_printf(&plan->out->arena, "Park %zu (sample)", parks);
        add_place(plan, school ? JY_PLACE_SCHOOL : JY_PLACE_PARK, name, name_en)->geometry =
            sample_geometry(plan, JY_GEOMETRY_POLYGONS, 1, &ground);
    }
}

/* On main roads. */
static void add_bus_stops(struct sample_plan *plan)
{
    size_t n = 0;
    for (size_t i = 0; i < plan->streets.n_streets; i++) {
        const struct sample_street *s = &plan->streets.streets[i];
        if (s->is.road_class != JY_ROAD_SECONDARY && s->is.road_class != JY_ROAD_TERTIARY)
            continue;
        for (size_t k = 6; k + 2 < s->n && n < 60; k += 13) {
            n++;
            add_point(plan, JY_PLACE_BUS_STOP,
                      jy_arena_printf(&plan->out->arena, "停留所%zu（サンプル）", n),
                      jy_arena_printf(&plan->out->arena, "Bus stop %zu (sample)", n),
                      sample_lonlat(plan, s->points[k]));
        }
    }
}

/* Stations with shops and a police box around them, and the city hall. */
static void add_stations(struct sample_plan *plan, struct sample_rng *rng)
{
    for (size_t i = 0; i < plan->recipe.n_rows; i++) {
        const struct sample_row *row = &plan->recipe.rows[i];
        const bool station = strcmp(row->kind, "station") == 0;
        if (!station && strcmp(row->kind, "city_hall") != 0)
            continue;
        add_point(plan, station ? JY_PLACE_STATION : JY_PLACE_CITY_HALL, row->name, row->name_en,
                  row->at);
        const struct gis_xy p = sample_xy(plan, row->at);
        for (int k = 0; station && k < 12; k++) {
            const double angle = sample_rng_uniform(rng, 0, 2 * M_PI);
            const double away_m = sample_rng_uniform(rng, 40, 220);
            const struct gis_xy q = {p.x_m + away_m * cos(angle), p.y_m + away_m * sin(angle)};
            add_point(plan, k == 0 ? JY_PLACE_POLICE : JY_PLACE_SHOP,
                      k == 0 ? "駅前交番（サンプル）" : "商店（サンプル）",
                      k == 0 ? "Police box (sample)" : "Shop (sample)", sample_lonlat(plan, q));
        }
    }
}

void sample_add_places(struct sample_plan *plan, uint64_t seed)
{
    struct sample_rng rng = sample_rng_new(seed, 5);
    struct jy_sample *out = plan->out;
    size_t bank = 0;
    const struct sample_row *last = NULL;
    out->places = jy_arena_alloc(&out->arena, PLACES_MAX * sizeof *out->places);
    for (size_t i = 0; i < plan->recipe.n_rows; i++) {
        const struct sample_row *row = &plan->recipe.rows[i];
        if (strcmp(row->kind, "river") != 0)
            continue;
        if (last != NULL && strcmp(last->name, row->name) == 0 && bank < plan->n_banks)
            add_river(plan, bank++, row);
        last = row;
    }
    add_rail(plan);
    add_grounds(plan, &rng);
    add_bus_stops(plan);
    add_stations(plan, &rng);
}

static void add_population(struct sample_plan *plan, size_t chome, enum jy_exposure_kind kind,
                           double count)
{
    struct jy_sample *out = plan->out;
    struct jy_population *p = &out->populations[out->n_populations++];
    *p = (struct jy_population){.area = plan->sites[chome]->name,
                                .area_kind = JY_AREA_CHOME,
                                .year = 2024,
                                .kind = kind,
                                .count = count};
    p->key =
        jy_arena_printf(&out->arena, "ref:%s:%s:%d", p->area, jy_exposure_kind_text(kind), p->year);
}

/* Residents by area and luck; they add up to the recipe's population exactly. */
void sample_add_people(struct sample_plan *plan, uint64_t seed)
{
    struct sample_rng rng = sample_rng_new(seed, 6);
    struct jy_sample *out = plan->out;
    double total = 0, sum = 0, left, left_weight;
    double *weights = jy_arena_alloc(&out->arena, plan->n_sites * sizeof *weights);
    out->populations = jy_arena_alloc(&out->arena, 3 * plan->n_sites * sizeof *out->populations);
    for (size_t i = 0; i < plan->recipe.n_rows; i++) {
        if (strcmp(plan->recipe.rows[i].kind, "population") == 0)
            total = plan->recipe.rows[i].value;
    }
    for (size_t i = 0; i < plan->n_sites; i++) {
        weights[i] = sample_area_m2(plan->cells[i]) * sample_rng_uniform(&rng, 0.7, 1.3);
        sum += weights[i];
    }
    left = total;
    left_weight = sum;
    for (size_t i = 0; i < plan->n_sites; i++) {
        const double persons = round(left * weights[i] / left_weight);
        left -= persons;
        left_weight -= weights[i];
        add_population(plan, i, JY_EXPOSURE_PERSONS, persons);
        add_population(plan, i, JY_EXPOSURE_HOUSEHOLDS,
                       round(persons / sample_rng_uniform(&rng, 1.8, 2.2)));
        add_population(plan, i, JY_EXPOSURE_BICYCLES,
                       round(persons * sample_rng_uniform(&rng, 0.5, 0.65)));
    }
}
