/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Random numbers of the sample city: gis/random.h in the shapes that a generator asks for.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gis/random.h"

struct sample_rng {
    struct gis_random random;
};

/** A stream of its own for each purpose, so that a change in one part leaves the others as they
 * were. */
struct sample_rng sample_rng_new(uint64_t seed, uint64_t purpose);
/** Uniform in [min, max). */
double sample_rng_uniform(struct sample_rng *rng, double min, double max);
/** Uniform in 0 … n-1; n >= 1. */
size_t sample_rng_index(struct sample_rng *rng, size_t n);
bool sample_rng_chance(struct sample_rng *rng, double p);
