/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Static maps for listings, mails and printed matter: one picture about a place, with markers,
 * and always with the attribution and a scale bar.
 */
#pragma once
#include "src/base/buf.h"
#include "src/base/error.h"
#include "src/render/map.h"

enum {
    JY_STATIC_MIN_PX = 16,
    JY_STATIC_MAX_PX = 1280, /**< CSS px a side */
    JY_STATIC_MAX_MARKERS = 20
};

struct jy_static_map {
    enum jy_style style;
    struct gis_lonlat centre;
    double zoom; /**< 0 to 19, fractional */
    int width_px, height_px;
    int scale; /**< device px a CSS px: 1 or 2 */
    size_t n_markers;
    struct gis_lonlat marker[JY_STATIC_MAX_MARKERS]; /**< numbered from 1 when there are several */
};

/**
 * Reads "lon,lat;lon,lat;…" (degrees; an empty text is none) into @p out.
 *
 * @return JY_OK; JY_EINVALID naming the marker that cannot be read, is out of range (latitudes of
 *         the Mercator square) or is one too many
 */
JY_MUST_CHECK enum jy_code jy_static_markers(const char *text, struct jy_static_map *out,
                                             struct jy_error *err);

/**
 * Appends the map as a true-colour PNG. The same scene gives the same bytes, on one machine's
 * fonts.
 *
 * @return JY_OK; JY_EINVALID when a field is out of its range; JY_EINTERNAL when cairo fails
 * Cost: about 10 ms a megapixel beside what lies in the view.
 */
JY_MUST_CHECK enum jy_code jy_static_map_png(struct jy_render_worker *worker,
                                             const struct jy_scene *scene,
                                             const struct jy_static_map *map, struct jy_buf *out,
                                             struct jy_error *err);
