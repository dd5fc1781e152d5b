/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/sample/sample.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/buf.h"
#include "src/base/hash.h"
#include "src/base/mem.h"
#include "src/sample/fixtures.h"
#include "src/sample/scenery.h"

size_t sample_chome_at(const struct sample_plan *plan, struct gis_xy p)
{
    const struct gis_xy q = sample_warp_unbend(&plan->warp, p);
    size_t best = 0;
    double best_m = INFINITY;
    for (size_t i = 0; i < plan->n_sites; i++) {
        const double d_m =
            hypot(plan->sites_unbent[i].x_m - q.x_m, plan->sites_unbent[i].y_m - q.y_m);
        if (d_m < best_m) {
            best_m = d_m;
            best = i;
        }
    }
    return best;
}

struct gis_lonlat sample_lonlat(const struct sample_plan *plan, struct gis_xy p)
{
    struct gis_lonlat out = {(double)NAN, (double)NAN};
    if (gis_unproject(plan->projection, 1, &p, &out) == GIS_OK) {
        out.lon_deg = round(out.lon_deg * 1e7) / 1e7;
        out.lat_deg = round(out.lat_deg * 1e7) / 1e7;
    }
    return out;
}

struct gis_xy sample_xy(const struct sample_plan *plan, struct gis_lonlat p)
{
    struct gis_xy out = {(double)NAN, (double)NAN};
    if (gis_project(plan->projection, 1, &p, &out) != GIS_OK)
        out.x_m = (double)NAN;
    return out;
}

/* Chome of the recipe, with their districts; rivers' banks. */
static enum jy_code read_recipe(struct sample_plan *plan, const char *file, struct jy_error *err)
{
    struct jy_arena *arena = &plan->out->arena;
    const size_t n = plan->recipe.n_rows + 1;
    const struct sample_row *last = NULL;
    plan->sites = jy_arena_alloc(arena, n * sizeof(struct sample_row *));
    plan->sites_unbent = jy_arena_alloc(arena, n * sizeof *plan->sites_unbent);
    plan->site_district = jy_arena_alloc(arena, n * sizeof(struct jy_district *));
    plan->banks = jy_arena_alloc(arena, n * sizeof *plan->banks);
    plan->bank_width_m = jy_arena_alloc(arena, n * sizeof *plan->bank_width_m);
    for (size_t i = 0; i < plan->recipe.n_rows; i++) {
        const struct sample_row *row = &plan->recipe.rows[i];
        if (strcmp(row->kind, "river") == 0) {
            if (last != NULL && strcmp(last->name, row->name) == 0) {
                plan->bank_width_m[plan->n_banks] = row->value;
                plan->banks[plan->n_banks++] =
                    (struct sample_bank){sample_xy(plan, last->at), sample_xy(plan, row->at)};
            }
            last = row;
        }
        if (strcmp(row->kind, "chome") != 0)
            continue;
        const struct jy_district *district = jy_city_district_of_chome(plan->city, row->name);
        if (district == NULL) {
            return jy_fail(err, JY_EINVALID, "%s: chome %s is in no district of the profile", file,
                           row->name);
        }
        plan->sites[plan->n_sites] = row;
        plan->site_district[plan->n_sites] = district;
        plan->sites_unbent[plan->n_sites++] =
            sample_warp_unbend(&plan->warp, sample_xy(plan, row->at));
    }
    if (plan->n_sites < 3)
        return jy_fail(err, JY_EINVALID, "%s: must name at least 3 chome", file);
    return JY_OK;
}

static void add_area(struct sample_plan *plan, enum jy_area_kind kind, size_t n,
                     const struct sample_ring *rings, const char *name,
                     const struct jy_district *district)
{
    struct jy_sample *out = plan->out;
    struct jy_area *area = &out->areas[out->n_areas++];
    const struct jy_district *own = kind == JY_AREA_DISTRICT ? district : NULL;
    *area = (struct jy_area){.kind = kind,
                             .name = name,
                             .geometry = sample_geometry(plan, JY_GEOMETRY_POLYGONS, n, rings),
                             .label = sample_lonlat(plan, sample_centre(rings[0]))};
    area->key = jy_arena_printf(&out->arena, "ref:%s:%s", jy_area_kind_text(kind), name);
    if (own != NULL) {
        area->code = own->id;
        area->name_kana = own->kana;
        area->name_en = own->name.in[JY_LANG_EN];
    }
    if (kind == JY_AREA_CHOME)
        area->district = district->name.in[JY_LANG_JA];
}

static void add_areas(struct sample_plan *plan)
{
    struct jy_sample *out = plan->out;
    struct jy_arena *arena = &out->arena;
    const struct jy_city *city = plan->city;
    size_t n;
    out->areas =
        jy_arena_alloc(arena, (1 + city->n_districts + plan->n_sites) * sizeof *out->areas);
    struct sample_ring *rings = sample_union(arena, plan->n_sites, plan->cells, &n);
    plan->outline = rings[0];
    add_area(plan, JY_AREA_BOUNDARY, n, rings, jy_city_name(city, JY_LANG_JA), NULL);
    struct sample_ring *own = jy_arena_alloc(arena, plan->n_sites * sizeof *own);
    for (size_t d = 0; d < city->n_districts; d++) {
        size_t k = 0;
        for (size_t i = 0; i < plan->n_sites; i++) {
            if (plan->site_district[i] == &city->districts[d])
                own[k++] = plan->cells[i];
        }
        if (k == 0)
            continue;
        rings = sample_union(arena, k, own, &n);
        add_area(plan, JY_AREA_DISTRICT, n, rings, jy_text_in(&city->districts[d].name, JY_LANG_JA),
                 &city->districts[d]);
    }
    for (size_t i = 0; i < plan->n_sites; i++) {
        add_area(plan, JY_AREA_CHOME, 1, &plan->cells[i], plan->sites[i]->name,
                 plan->site_district[i]);
        out->areas[out->n_areas - 1].label = plan->sites[i]->at;
    }
}

/* Names as an inventory of roads has them, clearly not those of real streets. */
static const char *road_name(struct jy_arena *arena, const struct sample_street *street)
{
    if (street->is.bank)
        return "川沿いの道（サンプル）";
    if (street->is.is_private)
        return NULL;
    return jy_arena_printf(arena, "%s第%zu号線（サンプル）",
                           street->is.road_class == JY_ROAD_SECONDARY ? "都道" : "市道",
                           street->line + 1);
}

static void add_roads(struct sample_plan *plan)
{
    struct jy_sample *out = plan->out;
    const struct sample_streets *streets = &plan->streets;
    out->roads = jy_arena_alloc(&out->arena, (streets->n_streets + 1) * sizeof *out->roads);
    for (size_t i = 0; i < streets->n_streets; i++) {
        const struct sample_street *s = &streets->streets[i];
        const struct sample_ring line = {s->n, s->points};
        struct jy_road *road = &out->roads[out->n_roads++];
        *road = (struct jy_road){.road_class = s->is.road_class,
                                 .width_m = s->is.width_m,
                                 .evaluate = !s->is.bank,
                                 .passable = true,
                                 .is_private = s->is.is_private,
                                 .households = -1,
                                 .geometry = sample_geometry(plan, JY_GEOMETRY_LINES, 1, &line)};
        road->name = road_name(&out->arena, s);
        road->ref = jy_arena_printf(&out->arena, "R%04zu", i + 1);
        road->key = jy_arena_printf(&out->arena, "ref:%s", road->ref);
    }
}

static void lay_out(struct sample_plan *plan, uint64_t seed)
{
    struct jy_arena *arena = &plan->out->arena;
    struct sample_rng rng = sample_rng_new(seed, 2);
    const double area_m2 = plan->city->area_km2 * 1e6;
    const struct sample_ring hull =
        sample_outline(arena, &plan->warp, plan->n_sites, plan->sites_unbent, area_m2);
    plan->cells = sample_cells(arena, hull, plan->n_sites, plan->sites_unbent);
    for (size_t i = 0; i < plan->n_sites; i++)
        plan->cells[i] = sample_bend_ring(arena, &plan->warp, plan->cells[i]);
    add_areas(plan);
    plan->streets = sample_streets_new(arena, &plan->warp, hull, plan->n_banks, plan->banks, &rng);
    add_roads(plan);
    sample_add_lights(plan, seed);
    sample_add_cameras(plan, seed);
    sample_add_places(plan, seed);
    sample_add_people(plan, seed);
}

static void hash_recipe(struct jy_sample *sample, const char *recipe)
{
    struct jy_buf JY_AUTOBUF text = JY_BUF_INIT;
    jy_buf_addf(&text, "%llu\n%s", (unsigned long long)sample->seed, recipe);
    (void)jy_sha256_text(jy_buf_text(&text), text.len, sample->sha256);
}

enum jy_code jy_sample_build(const struct jy_city *city, const char *recipe, const char *file,
                             uint64_t seed, struct jy_sample **out, struct jy_error *err)
{
    if (isnan(city->area_km2)) {
        return jy_fail(err, JY_EINVALID,
                       "the profile names no area_km2: a sample city needs its size");
    }
    struct jy_sample *sample = jy_calloc(1, sizeof *sample);
    struct sample_plan plan = {.out = sample, .city = city};
    struct sample_rng rng = sample_rng_new(seed, 1);
    sample->seed = seed;
    sample->epsg = city->epsg;
    jy_arena_init(&sample->arena);
    plan.warp = sample_warp_new(&rng);
    enum jy_code code = sample_recipe_parse(recipe, file, &sample->arena, &plan.recipe, err);
    if (code == JY_OK && gis_projection_new(city->epsg, &plan.projection) != GIS_OK)
        code = jy_fail(err, JY_EINVALID, "EPSG:%d is no projected CRS in metres", city->epsg);
    if (code == JY_OK)
        code = read_recipe(&plan, file, err);
    if (code == JY_OK) {
        lay_out(&plan, seed);
        hash_recipe(sample, recipe);
        *out = sample;
    } else {
        jy_sample_free(sample);
    }
    gis_projection_free(plan.projection);
    return code;
}

void jy_sample_free(struct jy_sample *sample)
{
    if (sample == NULL)
        return;
    jy_arena_done(&sample->arena);
    free(sample);
}
