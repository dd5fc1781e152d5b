/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Tags as GDAL's OSM driver writes them: "key"=>"value","key2"=>"value2", with \" and \\ escaped.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "src/base/arena.h"

#define JY_HSTORE_MAX 512

struct jy_hstore_pair {
    const char *key, *value;
};

struct jy_hstore {
    size_t n;
    const struct jy_hstore_pair *pairs;
};

/**
 * Parses @p text into @p arena. False when it is not well formed or holds more than JY_HSTORE_MAX
 * pairs; *out then has the pairs before that place.
 */
bool jy_hstore_parse(const char *text, struct jy_arena *arena, struct jy_hstore *out);
