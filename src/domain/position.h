/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A place written as people and addresses of pages write it.
 */
#pragma once
#include <stdbool.h>

#include "gis/lonlat.h"

/** "LON,LAT" in degrees, as 139.5787,35.6347; false for anything else and for what is no place on
 * the earth, then @p out is untouched. */
bool jy_lonlat_parse(const char *text, struct gis_lonlat *out);
