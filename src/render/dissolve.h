/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Areas that lie side by side become one: the borders between them go.
 */
#pragma once
#include "src/domain/geometry.h"

/**
 * The union of polygons that share whole edges, vertex by vertex, and do not overlap, as areas of
 * one map do: edges that two of them have are left out, the rest is joined to rings again, each
 * outer ring followed by its holes. Borders drawn for each area apart stay. The arrays are the
 * caller's (jy_dissolve_free()). O(n log n), holes times outer rings besides.
 */
struct jy_geometry jy_dissolve(const struct jy_geometry *polygons);
void jy_dissolve_free(struct jy_geometry *g);
