/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The sample city: a seeded town of the size and districts that a city profile names, for cities
 * whose own data cannot be shipped. docs/adr/ tells why. Everything in it is marked as sample.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "src/base/arena.h"
#include "src/base/error.h"
#include "src/domain/city.h"
#include "src/domain/entities.h"
#include "src/store/write.h"

struct jy_sample {
    uint64_t seed;
    int epsg;
    size_t n_areas, n_roads, n_lights, n_poles, n_cameras, n_places, n_populations;
    struct jy_area *areas; /* boundary, then districts, then chome */
    struct jy_road *roads;
    struct jy_light *lights;
    struct jy_pole *poles;
    struct jy_camera *cameras;
    struct jy_place *places;
    struct jy_population *populations;
    char sha256[65];       /* of the recipe's text and the seed */
    struct jy_arena arena; /* owns all of the above */
};

/**
 * Builds the sample of @p city from @p recipe (text of data/sample/NAME_points.csv, see recipe.h;
 * @p file names it in errors). The same recipe, profile and seed give the same bytes. About 1 s.
 */
JY_MUST_CHECK enum jy_code jy_sample_build(const struct jy_city *city, const char *recipe,
                                           const char *file, uint64_t seed, struct jy_sample **out,
                                           struct jy_error *err);
void jy_sample_free(struct jy_sample *sample);

/** Imports it: one source per layer, all marked as sample. */
JY_MUST_CHECK enum jy_code jy_sample_store(const struct jy_sample *sample, struct jy_store *store,
                                           struct jy_error *err);
