/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Positions, boxes and rules as the JSON API writes them: [lon, lat], six decimals (0.1 m).
 */
#pragma once
#include "src/base/json_out.h"
#include "src/domain/entities.h"
#include "src/domain/rule_pack.h"

/** [lon, lat], or null when not finite. */
void jy_api_json_at(struct jy_json *json, struct gis_lonlat at);
/** [west, south, east, north], or null without points. */
void jy_api_json_bbox(struct jy_json *json, const struct jy_geometry *geometry);
/** Where an area's name stands, else the middle of its box; NaN when it has no place. */
struct gis_lonlat jy_api_area_centre(const struct jy_area *area);
/** {id, version, spacing_m, title, clause, source, url} */
void jy_api_json_rule(struct jy_json *json, const struct jy_rule_pack *rule, enum jy_lang lang);
/** A length or distance in metres with centimetres; null when infinite or NaN. */
void jy_api_json_kv_m(struct jy_json *json, const char *name, double value_m);
