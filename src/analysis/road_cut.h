/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Roads of the registry as roads of the network: projected, and cut where they cross the city
 * boundary and the district borders. Used by lighting.c only.
 */
#pragma once
#include "gis/network.h"
#include "gis/projection.h"

#include "src/analysis/city_data.h"
#include "src/analysis/lighting.h"

struct jy_cut_roads {
    size_t n, cap_parts, cap_first, cap_flags, cap_levels;
    struct jy_road_part *parts;
    size_t *first_point; /**< n + 1 */
    uint8_t *flags;
    int16_t *levels;
    size_t n_points, cap_points;
    struct gis_xy *points;
};

/** Districts of @p data that have polygons; the caller's array (free()). */
const struct jy_area **jy_cut_districts(const struct jy_city_data *data, size_t *n);

/** Cuts all roads of @p data. */
JY_MUST_CHECK enum jy_code jy_cut_roads(const struct jy_city_data *data,
                                        struct gis_projection *projection, size_t n_districts,
                                        const struct jy_area *const *districts,
                                        struct jy_cut_roads *out, struct jy_error *err);

/**
 * Puts two lines in place of each road that @p rule judges by its kerbs. Roads of unknown width
 * stay one line.
 */
JY_MUST_CHECK enum jy_code jy_cut_kerbs(const struct jy_city_data *data,
                                        const struct jy_rule_pack *rule, struct jy_cut_roads *cut,
                                        struct jy_error *err);
void jy_cut_roads_done(struct jy_cut_roads *cut);
