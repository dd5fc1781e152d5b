/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Rows and lighting become a scene. Used by snapshot.c only.
 */
#pragma once
#include "src/analysis/hotspots.h"
#include "src/analysis/lighting.h"
#include "src/render/scene.h"

/** Fills and finishes a scene with what the public may see; @p hotspots (by areas) and @p streets
 * may be NULL. */
JY_MUST_CHECK enum jy_code jy_scene_fill(const struct jy_city_data *data,
                                         const struct jy_lighting *lighting,
                                         const struct jy_hotspots *hotspots,
                                         const struct jy_hotspots *streets, const char *attribution,
                                         struct jy_scene **out, struct jy_error *err);
