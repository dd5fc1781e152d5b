/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A small made-up town with everything a map shows, for pictures and their tests: streets with
 * lights along them and one dark stretch, a river, rail, a park, a station, districts, cameras.
 */
#pragma once
#include "src/render/scene.h"

/** Its middle, and the middle of its darkest stretch. */
#define TOWN_MIDDLE ((struct gis_lonlat){139.5780, 35.6325})
#define TOWN_DARK   ((struct gis_lonlat){139.58021, 35.63454})

struct jy_scene *town_scene(void);
