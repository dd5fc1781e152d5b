/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Rivers, railway, stations, parks, schools and the people of the sample city.
 */
#pragma once
#include "src/sample/fixtures.h"

void sample_add_places(struct sample_plan *plan, uint64_t seed);
void sample_add_people(struct sample_plan *plan, uint64_t seed);
/** Polygons (each ring one outer) or one line in degrees. */
struct jy_geometry sample_geometry(struct sample_plan *plan, enum jy_geometry_kind kind, size_t n,
                                   const struct sample_ring *rings);
