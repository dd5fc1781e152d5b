/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The fewest further lights that leave nothing uncovered: every point of a judged road within s/2
 * of a light along the road. They may stand anywhere on a passable road, judged or not, at any
 * offset.
 *
 * Lights that are more than s apart from each other's dark roads do not influence each other, so
 * the network falls into pieces. Pieces without a ring are solved exactly; for the others a lower
 * and an upper bound are proven, which often are equal. Where edges have reaches of several
 * lengths, a piece with one of them is solved with that, a mixed one bounded from below with the
 * longest and from above with the shortest. Reasoning: docs/methods/gap.md.
 */
#pragma once
#include "gis/lighting.h"

struct gis_extra_lights {
    size_t lower, upper;    /**< lower <= fewest <= upper */
    size_t n_exact;         /**< pieces solved exactly */
    size_t n_open;          /**< pieces for which lower < upper */
    struct gis_on_edge *at; /**< positions of `upper` lights that do; the caller's */
};

/**
 * Fewest further lights for the whole network.
 *
 * @param[out] out  release with gis_extra_lights_done(); untouched on failure
 * @return GIS_OK, GIS_ENOMEM. Cost: O(dark edges * log), some ten times that where rings are dark.
 */
GIS_MUST_CHECK enum gis_status gis_extra_lights_new(const struct gis_lighting *lighting,
                                                    struct gis_extra_lights *out);

/**
 * The same for one gap alone (a number that gis_lighting_next_gap() gives). A light at a junction
 * can serve several gaps, so the sum over gaps can exceed the number for the network.
 */
GIS_MUST_CHECK enum gis_status gis_extra_lights_for_gap(const struct gis_lighting *lighting,
                                                        uint32_t gap, struct gis_extra_lights *out);

/** Frees the positions; a zeroed struct is allowed. */
void gis_extra_lights_done(struct gis_extra_lights *extra);
