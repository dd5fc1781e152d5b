/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The closed vocabularies of the registry. Each list is written once; the enum, the code that the
 * database, files and API use, and the parser are made from it. Constant 0 is always "unknown".
 * Words: domain.md section 6. Names for people are in web/i18n, by "<list>.<code>".
 */
#pragma once
#include <stdbool.h>

#define JY_LAYER_LIST(X)                     \
    X(JY_LAYER_UNKNOWN, "unknown")           \
    X(JY_LAYER_ROADS, "roads")               \
    X(JY_LAYER_DISTRICTS, "districts")       \
    X(JY_LAYER_CHOME, "chome")               \
    X(JY_LAYER_BOUNDARY, "boundary")         \
    X(JY_LAYER_STREETLIGHTS, "streetlights") \
    X(JY_LAYER_CAMERAS, "cameras")           \
    X(JY_LAYER_POLES, "poles")               \
    X(JY_LAYER_CRIMES, "crimes")             \
    X(JY_LAYER_POPULATION, "population")     \
    X(JY_LAYER_PLACES, "places")             \
    X(JY_LAYER_REQUESTS, "requests")

#define JY_STATUS_LIST(X)                 \
    X(JY_STATUS_UNKNOWN, "unknown")       \
    X(JY_STATUS_PLANNED, "planned")       \
    X(JY_STATUS_IN_SERVICE, "in_service") \
    X(JY_STATUS_OUT, "out")               \
    X(JY_STATUS_REMOVED, "removed")

#define JY_LAMP_LIST(X)                     \
    X(JY_LAMP_UNKNOWN, "unknown")           \
    X(JY_LAMP_LED, "led")                   \
    X(JY_LAMP_FLUORESCENT, "fluorescent")   \
    X(JY_LAMP_MERCURY, "mercury")           \
    X(JY_LAMP_SODIUM, "sodium")             \
    X(JY_LAMP_METAL_HALIDE, "metal_halide") \
    X(JY_LAMP_INCANDESCENT, "incandescent") \
    X(JY_LAMP_GAS, "gas")                   \
    X(JY_LAMP_OTHER, "other")

/* own pole, shared 電力柱 / NTT柱, wall */
#define JY_POLE_LIST(X)           \
    X(JY_POLE_UNKNOWN, "unknown") \
    X(JY_POLE_OWN, "own")         \
    X(JY_POLE_POWER, "power")     \
    X(JY_POLE_TELECOM, "telecom") \
    X(JY_POLE_WALL, "wall")       \
    X(JY_POLE_OTHER, "other")

#define JY_LAND_LIST(X)           \
    X(JY_LAND_UNKNOWN, "unknown") \
    X(JY_LAND_CITY, "city")       \
    X(JY_LAND_PRIVATE, "private") \
    X(JY_LAND_OTHER, "other")

/* city, 町会, 商店会, prefecture, railway, private */
#define JY_OWNER_LIST(X)                       \
    X(JY_OWNER_UNKNOWN, "unknown")             \
    X(JY_OWNER_CITY, "city")                   \
    X(JY_OWNER_NEIGHBOURHOOD, "neighbourhood") \
    X(JY_OWNER_SHOP_STREET, "shop_street")     \
    X(JY_OWNER_PREFECTURE, "prefecture")       \
    X(JY_OWNER_STATE, "state")                 \
    X(JY_OWNER_RAILWAY, "railway")             \
    X(JY_OWNER_UTILITY, "utility")             \
    X(JY_OWNER_PRIVATE, "private")             \
    X(JY_OWNER_OTHER, "other")

/* what the light stands for: rule packs say which kinds count */
#define JY_LIGHT_LIST(X)                   \
    X(JY_LIGHT_UNKNOWN, "unknown")         \
    X(JY_LIGHT_ROAD, "road")               \
    X(JY_LIGHT_PARK, "park")               \
    X(JY_LIGHT_SHOP_STREET, "shop_street") \
    X(JY_LIGHT_PRIVATE, "private")

#define JY_ROAD_LIST(X)                   \
    X(JY_ROAD_UNKNOWN, "unknown")         \
    X(JY_ROAD_MOTORWAY, "motorway")       \
    X(JY_ROAD_TRUNK, "trunk")             \
    X(JY_ROAD_PRIMARY, "primary")         \
    X(JY_ROAD_SECONDARY, "secondary")     \
    X(JY_ROAD_TERTIARY, "tertiary")       \
    X(JY_ROAD_RESIDENTIAL, "residential") \
    X(JY_ROAD_SERVICE, "service")         \
    X(JY_ROAD_PEDESTRIAN, "pedestrian")   \
    X(JY_ROAD_FOOTWAY, "footway")         \
    X(JY_ROAD_STEPS, "steps")             \
    X(JY_ROAD_CYCLEWAY, "cycleway")       \
    X(JY_ROAD_TRACK, "track")

#define JY_AREA_LIST(X)             \
    X(JY_AREA_UNKNOWN, "unknown")   \
    X(JY_AREA_BOUNDARY, "boundary") \
    X(JY_AREA_DISTRICT, "district") \
    X(JY_AREA_CHOME, "chome")       \
    X(JY_AREA_MUNICIPALITY, "municipality")

#define JY_PLACE_LIST(X)               \
    X(JY_PLACE_UNKNOWN, "unknown")     \
    X(JY_PLACE_STATION, "station")     \
    X(JY_PLACE_BUS_STOP, "bus_stop")   \
    X(JY_PLACE_SCHOOL, "school")       \
    X(JY_PLACE_CITY_HALL, "city_hall") \
    X(JY_PLACE_POLICE, "police")       \
    X(JY_PLACE_HOSPITAL, "hospital")   \
    X(JY_PLACE_SHOP, "shop")           \
    X(JY_PLACE_PARK, "park")           \
    X(JY_PLACE_WATER, "water")         \
    X(JY_PLACE_RAIL, "rail")           \
    X(JY_PLACE_BUILDING, "building")   \
    X(JY_PLACE_OTHER, "other")

#define JY_DENOMINATOR_LIST(X)              \
    X(JY_EXPOSURE_UNKNOWN, "unknown")       \
    X(JY_EXPOSURE_PERSONS, "persons")       \
    X(JY_EXPOSURE_HOUSEHOLDS, "households") \
    X(JY_EXPOSURE_BICYCLES, "bicycles")     \
    X(JY_EXPOSURE_CARS, "cars")             \
    X(JY_EXPOSURE_DWELLINGS, "dwellings")   \
    X(JY_EXPOSURE_ELDERLY, "elderly")       \
    X(JY_EXPOSURE_SHOPS, "shops")

#define JY_REQUEST_STATUS_LIST(X)        \
    X(JY_REQUEST_UNKNOWN, "unknown")     \
    X(JY_REQUEST_RECEIVED, "received")   \
    X(JY_REQUEST_SURVEY, "survey")       \
    X(JY_REQUEST_APPROVED, "approved")   \
    X(JY_REQUEST_DECLINED, "declined")   \
    X(JY_REQUEST_INSTALLED, "installed") \
    X(JY_REQUEST_WITHDRAWN, "withdrawn")

/* How exactly the public may know where a camera stands; the one list without "unknown". */
#define JY_PRECISION_LIST(X)             \
    X(JY_PRECISION_EXACT, "exact")       \
    X(JY_PRECISION_BLOCK, "block")       \
    X(JY_PRECISION_DISTRICT, "district") \
    X(JY_PRECISION_NONE, "none")

#define X(name, text) name,
enum jy_layer { JY_LAYER_LIST(X) };
enum jy_status { JY_STATUS_LIST(X) };
enum jy_lamp { JY_LAMP_LIST(X) };
enum jy_pole_kind { JY_POLE_LIST(X) };
enum jy_land { JY_LAND_LIST(X) };
enum jy_owner { JY_OWNER_LIST(X) };
enum jy_light_kind { JY_LIGHT_LIST(X) };
enum jy_road_class { JY_ROAD_LIST(X) };
enum jy_area_kind { JY_AREA_LIST(X) };
enum jy_place_kind { JY_PLACE_LIST(X) };
enum jy_exposure_kind { JY_DENOMINATOR_LIST(X) };
enum jy_request_status { JY_REQUEST_STATUS_LIST(X) };
enum jy_precision { JY_PRECISION_LIST(X) };
#undef X

/* code of a constant (never NULL), and the constant of a code (false: no such code, *out untouched)
 */
#define JY_KIND_FUNCTIONS(name)                   \
    const char *jy_##name##_text(enum jy_##name); \
    bool jy_##name##_parse(const char *text, enum jy_##name *out);

JY_KIND_FUNCTIONS(layer)
JY_KIND_FUNCTIONS(status)
JY_KIND_FUNCTIONS(lamp)
JY_KIND_FUNCTIONS(pole_kind)
JY_KIND_FUNCTIONS(land)
JY_KIND_FUNCTIONS(owner)
JY_KIND_FUNCTIONS(light_kind)
JY_KIND_FUNCTIONS(road_class)
JY_KIND_FUNCTIONS(area_kind)
JY_KIND_FUNCTIONS(place_kind)
JY_KIND_FUNCTIONS(exposure_kind)
JY_KIND_FUNCTIONS(request_status)
JY_KIND_FUNCTIONS(precision)
#undef JY_KIND_FUNCTIONS
