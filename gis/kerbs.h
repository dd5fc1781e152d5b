/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Wide roads as two lines, one for each kerb, so that each is judged on its own.
 *
 *   side     a wide road's kerb lies half its width beside its line, left or right of the direction
 *            in which it is drawn
 *   corner   where the kerbs of two arms of a place meet; roads that leave between them leave there
 *   link     a way across the road, walked but not judged
 *
 * At the end of a wide road its kerbs meet in the end of its line, by links. Where several arms
 * meet, corners are linked across the arm between them, except a kerb that passes by: one with no
 * road leaving, opposite to where roads leave (the far side of a T). Two wide arms alone are one
 * road going on: its kerbs do not meet.
 *
 * Why lines of their own: docs/adr/0010.
 */
#pragma once
#include "gis/network.h"

enum gis_kerb_side {
    GIS_KERB_NONE, /**< the road as it was given; its points at corners moved there */
    GIS_KERB_LEFT, /**< seen in the direction of its points */
    GIS_KERB_RIGHT,
    GIS_KERB_LINK /**< a way across */
};

/** Roads for gis_network_new(), with where each comes from. */
struct gis_kerbs {
    size_t n_roads;
    size_t *first_point;
    struct gis_xy *points;
    uint8_t *flags;
    int16_t *levels;
    uint32_t *road; /**< of the input; of a link a road it crosses */
    uint8_t *side;  /**< enum gis_kerb_side */
    size_t n_wide;  /**< roads of the input that became kerbs */
};

/**
 * @param half_width_m  by road: half of the width of a road to be judged by its kerbs; 0 (or less,
 *                      or NaN) for one line
 * @param[out] out      release with gis_kerbs_done(); untouched on failure
 * @return GIS_OK; GIS_EDOMAIN for coordinates out of range; GIS_ENOMEM
 *
 * Cost: O(points log(arms of a place)).
 */
GIS_MUST_CHECK enum gis_status gis_kerbs_new(const struct gis_roads *roads,
                                             const double *half_width_m, struct gis_kerbs *out);

/** Frees the arrays; a zeroed struct is allowed. */
void gis_kerbs_done(struct gis_kerbs *kerbs);
