/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/sample/rng.h"

struct sample_rng sample_rng_new(uint64_t seed, uint64_t purpose)
{
    struct sample_rng rng;
    gis_random_init(&rng.random, seed, purpose);
    return rng;
}

double sample_rng_uniform(struct sample_rng *rng, double min, double max)
{
    return min + (max - min) * gis_random_unit(&rng->random);
}

size_t sample_rng_index(struct sample_rng *rng, size_t n)
{
    return gis_random_below(&rng->random, (uint32_t)n);
}

bool sample_rng_chance(struct sample_rng *rng, double p)
{
    return sample_rng_uniform(rng, 0, 1) < p;
}
