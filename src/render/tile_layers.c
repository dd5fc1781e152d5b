/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/render/tile_layers.h"

#include <string.h>

static const struct jy_tile_field light_fields[] = {
    {"kind", "String: road, park, shop_street, private; absent unknown"},
    {"lamp", "String: led, fluorescent, mercury, sodium…; absent unknown"},
    {"watt_w", "Number: rated power in watts; absent unknown"},
    {"status", "String: planned, in_service, out"},
    {"point_count", "Number: lights standing here; only where several are drawn as one"},
    {"out_count", "Number: of these, out of order"},
    {"lamp_led", "Number: of these, with an LED lamp; the same for each other kind of lamp"},
    {NULL, NULL}};
static const struct jy_tile_field camera_fields[] = {
    {"direction_deg", "Number: clockwise from north; only where the exact place is public"},
    {"precision", "String: exact, block, district"},
    {"status", "String: planned, in_service, out"},
    {"point_count", "Number: cameras shown at this point"},
    {NULL, NULL}};
static const struct jy_tile_field road_fields[] = {
    {"name", "String"},
    {"class", "String: motorway, trunk, primary … footway, steps, cycleway, track"},
    {"lit", "Number: 1 within half the spacing of a light along the road, 0 darker"},
    {"d_m", "Number: greatest distance along the road to the nearest light, metres"},
    {NULL, NULL}};
static const struct jy_tile_field gap_fields[] = {
    {"length_m", "Number: metres of road darker than the rule"},
    {"darkest_m", "Number: distance along the road of its darkest point to a light, metres"},
    {"implied_m", "Number: spacing this amounts to, metres"},
    {"extra_lower", "Number: at least so many more lights would close it"},
    {"extra_upper", "Number: so many more lights certainly close it"},
    {NULL, NULL}};
static const struct jy_tile_field eligible_fields[] = {
    {"length_m", "Number: metres of road where a light may be asked for"}, {NULL, NULL}};
static const struct jy_tile_field hotspot_fields[] = {{"name", "String"},
                                                      {"rank", "Number: 1 is the first"},
                                                      {"offence", "String"},
                                                      {"kind", "String: area, street (lines)"},
                                                      {"p", "Number: Monte Carlo p-value"},
                                                      {"relative_risk", "Number"},
                                                      {"cases", "Number; absent when withheld"},
                                                      {NULL, NULL}};
static const struct jy_tile_field area_fields[] = {{"name", "String"},
                                                   {"name_en", "String"},
                                                   {"kind", "String: boundary, district, chome"},
                                                   {NULL, NULL}};
static const struct jy_tile_field place_fields[] = {
    {"name", "String"}, {"name_en", "String"}, {"kind", "String: kind of place"}, {NULL, NULL}};

static const struct jy_tile_layer lights[] = {
    {"streetlights", light_fields, JY_POINTS_LIGHTS, true, 0}};
static const struct jy_tile_layer cameras[] = {
    {"cameras", camera_fields, JY_POINTS_CAMERAS, true, 0}};
static const struct jy_tile_layer roads[] = {{"roads", road_fields, JY_SHAPES_ROADS, false, 6}};
static const struct jy_tile_layer gaps[] = {{"gaps", gap_fields, JY_SHAPES_GAPS, false, 10}};
static const struct jy_tile_layer eligible[] = {
    {"eligible", eligible_fields, JY_SHAPES_ELIGIBLE, false, 12}};
static const struct jy_tile_layer hotspots[] = {
    {"hotspots", hotspot_fields, JY_SHAPES_HOTSPOTS, false, 6}};
static const struct jy_tile_layer districts[] = {
    {"districts", area_fields, JY_SHAPES_DISTRICTS, false, 6}};
static const struct jy_tile_layer base[] = {
    {"green", place_fields, JY_SHAPES_GREEN, false, 8},
    {"water", place_fields, JY_SHAPES_WATER, false, 6},
    {"buildings", place_fields, JY_SHAPES_BUILDINGS, false, 14},
    {"rail", place_fields, JY_SHAPES_RAIL, false, 8},
    {"places", place_fields, JY_POINTS_PLACES, true, 12}};

#define LAYERS(array) sizeof(array) / sizeof(array)[0], array
static const struct jy_tile_set sets[JY_TILES_COUNT] = {
    [JY_TILES_STREETLIGHTS] = {"streetlights", "Streetlights (街路灯)", 0, 16, LAYERS(lights)},
    [JY_TILES_CAMERAS] = {"cameras", "Security cameras (防犯カメラ), at public precision", 0, 16,
                          LAYERS(cameras)},
    [JY_TILES_ROADS] = {"roads", "Roads, each stretch lit or dark by the spacing rule", 6, 16,
                        LAYERS(roads)},
    [JY_TILES_GAPS] = {"gaps", "Stretches darker than the rule (未照明区間)", 10, 16, LAYERS(gaps)},
    [JY_TILES_ELIGIBLE] = {"eligible", "Where a new light keeps the spacing of the rule", 12, 16,
                           LAYERS(eligible)},
    [JY_TILES_HOTSPOTS] = {"hotspots", "Zones where the city works (防犯重点エリア)", 6, 16,
                           LAYERS(hotspots)},
    [JY_TILES_DISTRICTS] = {"districts", "City boundary, districts (地区) and chome (町丁目)", 6,
                            16, LAYERS(districts)},
    [JY_TILES_BASE] = {"base", "Base map: water, green, rail, buildings, places", 6, 16,
                       LAYERS(base)},
};

const struct jy_tile_set *jy_tile_set(enum jy_tiles tiles)
{
    return &sets[tiles];
}

bool jy_tile_set_parse(const char *name, enum jy_tiles *out)
{
    for (int i = 0; i < JY_TILES_COUNT; i++) {
        if (strcmp(sets[i].name, name) == 0) {
            *out = (enum jy_tiles)i;
            return true;
        }
    }
    return false;
}
