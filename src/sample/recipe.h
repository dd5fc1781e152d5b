/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What a sample city is made from: data/sample/NAME_points.csv, columns
 * kind,name,name_en,value,lat,lon. Kinds:
 *
 *   chome       a chome and its representative point
 *   population  residents of the whole city, in value
 *   station     a station
 *   rail        vertices of the railway, in order
 *   river       two rows of one name: the bank runs along the city's edge from the first to the
 *               second, counter-clockwise; value is the river's width in metres
 *   city_hall   the town hall
 */
#pragma once
#include <stddef.h>

#include "gis/lonlat.h"

#include "src/base/arena.h"
#include "src/base/error.h"

struct sample_row {
    const char *kind, *name, *name_en;
    double value; /**< NaN when empty */
    struct gis_lonlat at;
};

struct sample_recipe {
    size_t n_rows;
    const struct sample_row *rows;
};

/** Parses the file's text; strings live in @p arena. Errors name file and line. */
JY_MUST_CHECK enum jy_code sample_recipe_parse(const char *text, const char *file,
                                               struct jy_arena *arena, struct sample_recipe *out,
                                               struct jy_error *err);
