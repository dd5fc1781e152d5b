/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Streets of the sample city. In the unbent plane the city is cut in two again and again, main
 * roads first; each quarter then gets a grid of its own, turned its own way; some links are taken
 * out, dead ends put in; all is bent at last. Junctions share their vertices exactly.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "gis/lonlat.h"

#include "src/base/arena.h"
#include "src/domain/kinds.h"
#include "src/sample/areas.h"
#include "src/sample/rng.h"
#include "src/sample/warp.h"

/** What a line of the layout becomes. */
struct sample_line {
    enum jy_road_class road_class;
    double width_m;
    bool is_private, bank; /* bank: the path along a river, not judged */
};

struct sample_street {
    size_t line; /* number of the line it lies on: streets of one line have one name */
    struct sample_line is;
    size_t n;
    struct gis_xy *points; /* bent */
};

struct sample_streets {
    size_t n_streets;
    struct sample_street *streets;
    size_t n_blocks;
    struct sample_ring *blocks; /* bent: the land between the streets */
};

/** The bank of a river: outline edges between two bent points, counter-clockwise. */
struct sample_bank {
    struct gis_xy from, to;
};

struct sample_streets sample_streets_new(struct jy_arena *arena, const struct sample_warp *warp,
                                         struct sample_ring outline, size_t n_banks,
                                         const struct sample_bank *banks, struct sample_rng *rng);

/* Between layout (streets.c) and network (streets_build.c). */

struct sample_face {
    struct sample_ring ring; /* unbent, convex */
    int *tags;               /* tags[i]: line of the edge from point i, -1: the outline */
};

struct sample_layout {
    size_t n_faces, cap_faces;
    struct sample_face *faces;
    size_t n_lines, cap_lines;
    struct sample_line *lines;
};

struct sample_streets sample_streets_build(struct jy_arena *arena, const struct sample_warp *warp,
                                           struct sample_layout *layout, struct sample_ring outline,
                                           size_t n_banks, const struct sample_bank *banks,
                                           struct sample_rng *rng);
/** Adds a line; its number. */
int sample_layout_line(struct sample_layout *layout, struct sample_line line);
/** Is bent @p p on a bank, seen from bent @p centre? */
bool sample_on_bank(size_t n_banks, const struct sample_bank *banks, struct gis_xy centre,
                    struct gis_xy p);
