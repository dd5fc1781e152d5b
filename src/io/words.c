/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/io/words.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "src/io/text_values.h"

/* A word is found when the text is it; one that begins with ~ when the text holds it. */
struct word {
    const char *text;
    int code;
};

static bool lower_case(const char *text, char lower[JY_NARROW_SIZE])
{
    if (!jy_text_narrow(text, lower))
        return false;
    for (char *c = lower; *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
    return true;
}

static bool find(const struct word *words, const char *text, int *out)
{
    char narrow[JY_NARROW_SIZE];
    if (!lower_case(text, narrow))
        return false;
    for (const struct word *w = words; w->text != NULL; w++) {
        bool part = w->text[0] == '~';
        if (part ? strstr(narrow, w->text + 1) != NULL : strcmp(narrow, w->text) == 0) {
            *out = w->code;
            return true;
        }
    }
    return false;
}

#define WORD_FUNCTION(name, words)                                    \
    bool jy_word_##name(const char *text, enum jy_##name *out)        \
    {                                                                 \
        int code;                                                     \
        char lower[JY_NARROW_SIZE];                                   \
        if (lower_case(text, lower) && jy_##name##_parse(lower, out)) \
            return true;                                              \
        if (!find(words, text, &code))                                \
            return false;                                             \
        *out = (enum jy_##name)code;                                  \
        return true;                                                  \
    }

/* LEDchk of Cambridge says yes; "no" says nothing about what else it is. */
static const struct word lamps[] = {
    {"yes", JY_LAMP_LED},
    {"~led", JY_LAMP_LED},
    {"~発光ダイオード", JY_LAMP_LED},
    {"~蛍光", JY_LAMP_FLUORESCENT},
    {"~fluorescent", JY_LAMP_FLUORESCENT},
    {"fl", JY_LAMP_FLUORESCENT},
    {"~水銀", JY_LAMP_MERCURY},
    {"~mercury", JY_LAMP_MERCURY},
    {"~ナトリウム", JY_LAMP_SODIUM},
    {"~sodium", JY_LAMP_SODIUM},
    {"hps", JY_LAMP_SODIUM},
    {"~メタルハライド", JY_LAMP_METAL_HALIDE},
    {"~セラミックメタル", JY_LAMP_METAL_HALIDE},
    {"~metal", JY_LAMP_METAL_HALIDE},
    {"~白熱", JY_LAMP_INCANDESCENT},
    {"~incandescent", JY_LAMP_INCANDESCENT},
    {"~ガス灯", JY_LAMP_GAS},
    {"gaslight", JY_LAMP_GAS},
    {"~その他", JY_LAMP_OTHER},
    {"no", JY_LAMP_UNKNOWN},
    {"無電極", JY_LAMP_OTHER},
    {NULL, 0},
};
WORD_FUNCTION(lamp, lamps)

static const struct word poles[] = {
    {"~ntt", JY_POLE_TELECOM},
    {"~電話柱", JY_POLE_TELECOM},
    {"~通信", JY_POLE_TELECOM},
    {"~東電", JY_POLE_POWER},
    {"~東京電力", JY_POLE_POWER},
    {"~電力柱", JY_POLE_POWER},
    {"~電柱", JY_POLE_POWER},
    {"~共架", JY_POLE_POWER},
    {"~utility", JY_POLE_POWER},
    {"pole:utility", JY_POLE_POWER},
    {"~独立", JY_POLE_OWN},
    {"~専用柱", JY_POLE_OWN},
    {"~単独", JY_POLE_OWN},
    {"~自立", JY_POLE_OWN},
    {"~鋼管", JY_POLE_OWN},
    {"~ポール", JY_POLE_OWN},
    {"pole", JY_POLE_OWN},
    {"street_lamp", JY_POLE_OWN},
    {"straight_mast", JY_POLE_OWN},
    {"bent_mast", JY_POLE_OWN},
    {"high_mast", JY_POLE_OWN},
    {"~壁", JY_POLE_WALL},
    {"~wall", JY_POLE_WALL},
    {"~建物", JY_POLE_WALL},
    {"power_pole", JY_POLE_POWER},
    {"tower", JY_POLE_OTHER},
    {"~その他", JY_POLE_OTHER},
    {"suspension", JY_POLE_OTHER},
    {NULL, 0},
};
WORD_FUNCTION(pole_kind, poles)

static const struct word owners[] = {
    {"~商店", JY_OWNER_SHOP_STREET},
    {"~商工", JY_OWNER_SHOP_STREET},
    {"~町会", JY_OWNER_NEIGHBOURHOOD},
    {"~町内会", JY_OWNER_NEIGHBOURHOOD},
    {"~自治会", JY_OWNER_NEIGHBOURHOOD},
    {"~管理組合", JY_OWNER_PRIVATE},
    {"~鉄道", JY_OWNER_RAILWAY},
    {"~電鉄", JY_OWNER_RAILWAY},
    {"~railway", JY_OWNER_RAILWAY},
    {"~電力", JY_OWNER_UTILITY},
    {"~ntt", JY_OWNER_UTILITY},
    {"utility", JY_OWNER_UTILITY},
    {"国設置カメラ", JY_OWNER_STATE},
    {"県設置カメラ", JY_OWNER_PREFECTURE},
    {"国", JY_OWNER_STATE},
    {"~国土交通", JY_OWNER_STATE},
    {"国道", JY_OWNER_STATE},
    {"state", JY_OWNER_STATE},
    {"都", JY_OWNER_PREFECTURE},
    {"県", JY_OWNER_PREFECTURE},
    {"道", JY_OWNER_PREFECTURE},
    {"府", JY_OWNER_PREFECTURE},
    {"都道府県", JY_OWNER_PREFECTURE},
    {"都道", JY_OWNER_PREFECTURE},
    {"県道", JY_OWNER_PREFECTURE},
    {"東京都", JY_OWNER_PREFECTURE},
    {"警察", JY_OWNER_PREFECTURE},
    {"市", JY_OWNER_CITY},
    {"区", JY_OWNER_CITY},
    {"町", JY_OWNER_CITY},
    {"村", JY_OWNER_CITY},
    {"市役所", JY_OWNER_CITY},
    {"市道", JY_OWNER_CITY},
    {"~市管理", JY_OWNER_CITY},
    {"~市設置", JY_OWNER_CITY},
    {"public", JY_OWNER_OTHER},
    {"government", JY_OWNER_OTHER},
    {"community", JY_OWNER_NEIGHBOURHOOD},
    {"private", JY_OWNER_PRIVATE},
    {"business", JY_OWNER_PRIVATE},
    {"~私", JY_OWNER_PRIVATE},
    {"民間", JY_OWNER_PRIVATE},
    {"個人", JY_OWNER_PRIVATE},
    {"その他", JY_OWNER_OTHER},
    {NULL, 0},
};
WORD_FUNCTION(owner, owners)

static const struct word lands[] = {
    {"市有地", JY_LAND_CITY},
    {"公有地", JY_LAND_CITY},
    {"公道", JY_LAND_CITY},
    {"市道", JY_LAND_CITY},
    {"道路", JY_LAND_CITY},
    {"~私有", JY_LAND_PRIVATE},
    {"~民有", JY_LAND_PRIVATE},
    {"私道", JY_LAND_PRIVATE},
    {"~民地", JY_LAND_PRIVATE},
    {"その他", JY_LAND_OTHER},
    {NULL, 0},
};
WORD_FUNCTION(land, lands)

static const struct word statuses[] = {
    {"~撤去", JY_STATUS_REMOVED},
    {"~廃止", JY_STATUS_REMOVED},
    {"~計画", JY_STATUS_PLANNED},
    {"~予定", JY_STATUS_PLANNED},
    {"~不点", JY_STATUS_OUT},
    {"~故障", JY_STATUS_OUT},
    {"defectivelamp", JY_STATUS_OUT},
    {"columnissue", JY_STATUS_OUT},
    {"brokenlantern", JY_STATUS_OUT},
    {"~稼働", JY_STATUS_IN_SERVICE},
    {"~点灯", JY_STATUS_IN_SERVICE},
    {"~設置済", JY_STATUS_IN_SERVICE},
    {"~正常", JY_STATUS_IN_SERVICE},
    {"~供用", JY_STATUS_IN_SERVICE},
    {"ok", JY_STATUS_IN_SERVICE},
    {"active", JY_STATUS_IN_SERVICE},
    {"on", JY_STATUS_IN_SERVICE},
    {"off", JY_STATUS_IN_SERVICE},
    {NULL, 0},
};
WORD_FUNCTION(status, statuses)

static const struct word light_kinds[] = {
    {"~公園", JY_LIGHT_PARK},        {"~park", JY_LIGHT_PARK},
    {"~商店", JY_LIGHT_SHOP_STREET}, {"~私設", JY_LIGHT_PRIVATE},
    {"~街路", JY_LIGHT_ROAD},        {"~道路", JY_LIGHT_ROAD},
    {"~防犯灯", JY_LIGHT_ROAD},      {NULL, 0},
};
WORD_FUNCTION(light_kind, light_kinds)

static const struct word places[] = {
    {"駅", JY_PLACE_STATION},       {"~鉄道駅", JY_PLACE_STATION},
    {"~バス停", JY_PLACE_BUS_STOP}, {"~停留所", JY_PLACE_BUS_STOP},
    {"~学校", JY_PLACE_SCHOOL},     {"~幼稚園", JY_PLACE_SCHOOL},
    {"~保育", JY_PLACE_SCHOOL},     {"~役所", JY_PLACE_CITY_HALL},
    {"~交番", JY_PLACE_POLICE},     {"~警察", JY_PLACE_POLICE},
    {"~病院", JY_PLACE_HOSPITAL},   {"~公園", JY_PLACE_PARK},
    {"~店", JY_PLACE_SHOP},         {NULL, 0},
};
WORD_FUNCTION(place_kind, places)

/* Motorways carry no walkers. Trunk roads and links have footways but their own lighting standard:
 * walked, not judged. Service ways and private drives are walked, not judged (methods.md 1). */
static const struct jy_road_default roads[] = {
    {"motorway", JY_ROAD_MOTORWAY, false, false},
    {"motorway_link", JY_ROAD_MOTORWAY, false, false},
    {"trunk", JY_ROAD_TRUNK, false, true},
    {"trunk_link", JY_ROAD_TRUNK, false, true},
    {"primary", JY_ROAD_PRIMARY, true, true},
    {"primary_link", JY_ROAD_PRIMARY, false, true},
    {"secondary", JY_ROAD_SECONDARY, true, true},
    {"secondary_link", JY_ROAD_SECONDARY, false, true},
    {"tertiary", JY_ROAD_TERTIARY, true, true},
    {"tertiary_link", JY_ROAD_TERTIARY, false, true},
    {"unclassified", JY_ROAD_RESIDENTIAL, true, true},
    {"residential", JY_ROAD_RESIDENTIAL, true, true},
    {"living_street", JY_ROAD_RESIDENTIAL, true, true},
    {"road", JY_ROAD_RESIDENTIAL, true, true},
    {"busway", JY_ROAD_SERVICE, false, false},
    {"bus_guideway", JY_ROAD_SERVICE, false, false},
    {"raceway", JY_ROAD_SERVICE, false, false},
    {"service", JY_ROAD_SERVICE, false, true},
    {"pedestrian", JY_ROAD_PEDESTRIAN, true, true},
    {"footway", JY_ROAD_FOOTWAY, false, true},
    {"path", JY_ROAD_FOOTWAY, false, true},
    {"trail", JY_ROAD_FOOTWAY, false, true},
    {"sidewalk", JY_ROAD_FOOTWAY, false, true},
    {"crossing", JY_ROAD_FOOTWAY, false, true},
    {"platform", JY_ROAD_FOOTWAY, false, true},
    {"elevator", JY_ROAD_FOOTWAY, false, true},
    {"byway", JY_ROAD_TRACK, false, true},
    {"corridor", JY_ROAD_FOOTWAY, false, true},
    {"bridleway", JY_ROAD_FOOTWAY, false, true},
    {"steps", JY_ROAD_STEPS, false, true},
    {"cycleway", JY_ROAD_CYCLEWAY, false, true},
    {"track", JY_ROAD_TRACK, false, true},
};

const struct jy_road_default *jy_word_highway(const char *text)
{
    text += strspn(text, "[' \"(");
    size_t n = strcspn(text, "'\",;]) ");
    for (size_t i = 0; i < sizeof roads / sizeof roads[0]; i++) {
        if (strlen(roads[i].highway) == n && strncmp(text, roads[i].highway, n) == 0)
            return &roads[i];
    }
    return NULL;
}
