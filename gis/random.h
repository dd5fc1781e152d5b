/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Seeded random numbers for simulation, split into independent streams: simulation i draws from the
 * stream (seed, i), so a result does not depend on how simulations are spread over threads. Not for
 * secrets. Generator: xoshiro256** (Blackman & Vigna 2021), its state filled by SplitMix64 from
 * seed and stream.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "gis/status.h"

struct gis_random {
    uint64_t s[4];
};

/** Starts the stream @p stream of @p seed; the same two numbers give the same draws everywhere. */
void gis_random_init(struct gis_random *rng, uint64_t seed, uint64_t stream);

/** 64 uniform bits. */
uint64_t gis_random_u64(struct gis_random *rng);

/** Uniform in [0, 1), 53 bits. */
double gis_random_unit(struct gis_random *rng);

/** Uniform in [0, bound), without bias (Lemire 2019); @p bound > 0. */
uint32_t gis_random_below(struct gis_random *rng, uint32_t bound);

/** Standard normal deviate (polar method of Marsaglia). */
double gis_random_normal(struct gis_random *rng);

/**
 * Binomial(n, p) deviate, exact: inversion when n min(p, 1-p) < 10, else the transformed rejection
 * BTRS (Hörmann 1993). @p p outside [0, 1] is taken as the nearer end. Expected O(1) for large n p.
 */
uint32_t gis_random_binomial(struct gis_random *rng, uint32_t n, double p);

/** Conditional probabilities of a multinomial, prepared once for many draws. */
struct gis_multinomial;

/**
 * Prepares a multinomial over @p k >= 1 classes with the given weights (>= 0, finite, sum > 0; any
 * scale). GIS_EDOMAIN for other weights.
 */
GIS_MUST_CHECK enum gis_status gis_multinomial_new(size_t k, const double *weights,
                                                   struct gis_multinomial **out);
void gis_multinomial_free(struct gis_multinomial *m);

/**
 * Spreads @p n trials over the classes into out_counts[k] (sum exactly @p n; a class of weight 0
 * gets none). Thread-safe for one @p rng per thread. O(k).
 */
void gis_multinomial_draw(const struct gis_multinomial *m, struct gis_random *rng, uint32_t n,
                          uint32_t *out_counts);
