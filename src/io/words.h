/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Words for the closed vocabularies as tables write them, in Japanese, English and OSM's tags. A
 * code of the vocabulary itself is always understood. False: not understood, *out untouched.
 */
#pragma once
#include <stdbool.h>

#include "src/domain/kinds.h"

bool jy_word_lamp(const char *text, enum jy_lamp *out);
bool jy_word_pole_kind(const char *text, enum jy_pole_kind *out);
bool jy_word_owner(const char *text, enum jy_owner *out);
bool jy_word_land(const char *text, enum jy_land *out);
bool jy_word_status(const char *text, enum jy_status *out);
bool jy_word_light_kind(const char *text, enum jy_light_kind *out);
bool jy_word_place_kind(const char *text, enum jy_place_kind *out);

/** What a value of OSM's highway key means for lighting. */
struct jy_road_default {
    const char *highway;
    enum jy_road_class road_class;
    bool evaluate; /**< judged by the spacing rule */
    bool passable; /**< one can walk along it */
};
/** NULL when the value is not one of the table ("proposed", "construction"…). A list such as
 * "['unclassified', 'residential']" is taken by its first. */
const struct jy_road_default *jy_word_highway(const char *text);
