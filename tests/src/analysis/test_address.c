/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/address.h"
#include "src/analysis/address_text.h"
#include "src/domain/profile.h"

#include "tests/src/domain/profile_city.h"
#include "tests/support/support.h"

/* Where everything here stands; only names matter. */
static struct gis_lonlat here[1] = {{139.57, 35.63}};

static struct jy_geometry point(void)
{
    return (struct jy_geometry){.kind = JY_GEOMETRY_POINT, .n_points = 1, .points = here};
}

/* Names of Komae and its neighbours; readings as the city's profile and the stations' boards give
 * them. */
static struct jy_area areas[] = {
    {.id = 1, .kind = JY_AREA_BOUNDARY, .name = "狛江市"},
    {.id = 10, .kind = JY_AREA_DISTRICT, .name = "和泉本町"},
    {.id = 11, .kind = JY_AREA_CHOME, .name = "和泉本町一丁目"},
    {.id = 12, .kind = JY_AREA_CHOME, .name = "和泉本町二丁目"},
    {.id = 13, .kind = JY_AREA_CHOME, .name = "和泉本町三丁目"},
    {.id = 14, .kind = JY_AREA_CHOME, .name = "和泉本町四丁目"},
    {.id = 20, .kind = JY_AREA_DISTRICT, .name = "東和泉"},
    {.id = 21, .kind = JY_AREA_CHOME, .name = "東和泉一丁目"},
    {.id = 23, .kind = JY_AREA_CHOME, .name = "東和泉三丁目"},
    {.id = 30, .kind = JY_AREA_DISTRICT, .name = "中和泉"},
    {.id = 31, .kind = JY_AREA_CHOME, .name = "中和泉一丁目"},
    {.id = 40, .kind = JY_AREA_DISTRICT, .name = "猪方"},
    {.id = 43, .kind = JY_AREA_CHOME, .name = "猪方三丁目"},
    {.id = 50, .kind = JY_AREA_DISTRICT, .name = "駒井町"},
    {.id = 51, .kind = JY_AREA_CHOME, .name = "駒井町一丁目"},
    {.id = 60, .kind = JY_AREA_DISTRICT, .name = "東野川"},
    {.id = 62, .kind = JY_AREA_CHOME, .name = "東野川二丁目"},
    {.id = 70, .kind = JY_AREA_DISTRICT, .name = "元和泉"},
    {.id = 80,
     .kind = JY_AREA_CHOME,
     .name = "霞ヶ関一丁目",
     .name_kana = "カスミガセキイッチョウメ"},
    {.id = 81,
     .kind = JY_AREA_CHOME,
     .name = "丸の内二丁目",
     .name_kana = "まるのうち２ちょうめ",
     .name_en = "Marunouchi 2-chome"},
};

static struct jy_place places[] = {
    {.id = 101,
     .kind = JY_PLACE_STATION,
     .name = "狛江",
     .name_kana = "こまえ",
     .name_en = "Komae"},
    {.id = 102,
     .kind = JY_PLACE_STATION,
     .name = "和泉多摩川駅",
     .name_kana = "いずみたまがわえき",
     .name_en = "Izumi-Tamagawa Station"},
    {.id = 103,
     .kind = JY_PLACE_STATION,
     .name = "喜多見",
     .name_kana = "きたみ",
     .name_en = "Kitami"},
    {.id = 104,
     .kind = JY_PLACE_SCHOOL,
     .name = "狛江第三小学校",
     .name_kana = "こまえだいさんしょうがっこう"},
    {.id = 105,
     .kind = JY_PLACE_STATION,
     .name = "新橋",
     .name_kana = "しんばし",
     .name_en = "Shimbashi"},
    {.id = 106, .kind = JY_PLACE_PARK, .name = "前原公園", .name_kana = "まえはらこうえん"},
    {.id = 107,
     .kind = JY_PLACE_STATION,
     .name = "立川",
     .name_kana = "たちかわ",
     .name_en = "Tachikawa"},
    {.id = 108, .kind = JY_PLACE_SHOP, .name = "澤田商店", .name_kana = "さわだしょうてん"},
    {.id = 109,
     .kind = JY_PLACE_STATION,
     .name = "大手町",
     .name_kana = "おおてまち",
     .name_en = "Otemachi"},
};

static struct jy_road roads[] = {
    {.id = 201, .name = "世田谷通り"},
    {.id = 202, .name = "世田谷通り"},
    {.id = 203, .name = "品川通り"},
    {.id = 204, .name = "3rd Street"},
    {.id = 205, .name = "Massachusetts Avenue"},
};

static struct jy_city_data data;

static struct jy_city_data *town(void)
{
    if (data.city != NULL)
        return &data;
    data.city = profile_city("data/cities/komae");
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++)
        areas[i].label = here[0];
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        places[i].geometry = point();
    for (size_t i = 0; i < sizeof roads / sizeof *roads; i++)
        roads[i].geometry = point();
    data.areas = areas;
    data.n_areas = sizeof areas / sizeof *areas;
    data.places = places;
    data.n_places = sizeof places / sizeof *places;
    data.roads = roads;
    data.n_roads = sizeof roads / sizeof *roads;
    return &data;
}

struct expected {
    const char *typed;
    int64_t id;
    const char *rest; /* NULL: not looked at */
};

static void expect_best(const struct expected *cases, size_t n)
{
    struct jy_addresses *addresses = jy_addresses_new(town());
    size_t wrong = 0;
    for (size_t i = 0; i < n; i++) {
        struct jy_address_hit hits[3];
        const size_t found = jy_addresses_find(addresses, cases[i].typed, 3, hits);
        const bool right = found > 0 && hits[0].id == cases[i].id &&
                           (cases[i].rest == NULL || strcmp(hits[0].rest, cases[i].rest) == 0);
        if (right)
            continue;
        wrong++;
        (void)fprintf(stderr, "'%s': wanted %lld, got", cases[i].typed, (long long)cases[i].id);
        for (size_t k = 0; k < found; k++)
            (void)fprintf(stderr, " %s (%lld, %.3f, '%s')", hits[k].name, (long long)hits[k].id,
                          hits[k].cost, hits[k].rest);
        (void)fprintf(stderr, "\n");
    }
    jy_addresses_free(addresses);
    assert_int_equal(wrong, 0);
}
#define EXPECT(cases) expect_best(cases, sizeof(cases) / sizeof *(cases))

static void every_notation_of_a_chome_finds_it(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {"和泉本町三丁目", 13, ""},
        {"和泉本町３丁目", 13, ""},
        {"和泉本町3丁目", 13, ""},
        {"和泉本町3", 13, ""},
        {"和泉本町 3", 13, ""},
        {"和泉本町三", 13, NULL},
        {"いずみほんちょう３", 13, ""},
        {"イズミホンチョウ3丁目", 13, ""},
        {"ｲｽﾞﾐﾎﾝﾁｮｳ3", 13, ""},
        {"いずみほんちょうさんちょうめ", 13, ""},
        {"Izumihoncho 3", 13, ""},
        {"izumi-honcho 3-chome", 13, ""},
        {"IZUMI HONCHŌ 3 CHŌME", 13, ""},
        {"izumihontyou 3tyoume", 13, ""},
        {"Izumihonchou sanchome", 13, ""},
        {"3-chome Izumi-honcho, Komae, Tokyo", 13, ""},
        {"狛江市和泉本町三丁目", 13, ""},
        {"東京都狛江市和泉本町3丁目", 13, ""},
        {"〒201-0003 東京都狛江市和泉本町3丁目", 13, ""},
        {"こまえしいずみほんちょう3", 13, ""},
        {"komae-shi izumihoncho 3", 13, ""},
        {"Komae City, Izumi-honcho 3", 13, ""},
        {"和泉ほんちょう3", 13, ""},
        {"いずみ本町3", 13, ""},
        {"いずみほんcho3", 13, ""},
        {"和泉本町一丁目", 11, ""},
        {"いずみほんちょういっちょうめ", 11, ""},
        {"霞が関1丁目", 80, ""},
        {"霞ヶ関一丁目", 80, ""},
        {"霞ケ関１", 80, ""},
        {"kasumigaseki 1", 80, ""},
        {"丸ノ内2丁目", 81, ""},
        {"丸之内二丁目", 81, ""},
        {"Marunouti 2", 81, ""},
        {"东和泉三丁目", 23, ""},
        {"이즈미혼초 3", 13, ""},
    };
    EXPECT(cases);
}

static void without_a_number_the_district_comes_first(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {"和泉本町", 10, ""},     {"いずみほんちょう", 10, ""},
        {"izumi honcho", 10, ""}, {"東和泉", 20, ""},
        {"higashiizumi", 20, ""}, {"Higashi-Izumi", 20, ""},
        {"higasiizumi", 20, ""},  {"猪方", 40, ""},
        {"いのがた", 40, ""},     {"Komai-cho", 50, ""},
        {"東野川", 60, ""},       {"東京都狛江市東野川", 60, ""},
        {"もといずみ", 70, ""},   {"히가시노가와", 60, ""},
        {"东野川", 60, ""},
    };
    EXPECT(cases);
}

static void block_and_house_numbers_leave_the_chome(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {"東和泉3-5-12", 23, "5-12"},
        {"東和泉３－５－１２", 23, "5-12"},
        {"東和泉3ー5ー12", 23, "5-12"},
        {"東和泉三丁目5番12号", 23, "5-12"},
        {"東和泉三丁目五番十二号", 23, "5-12"},
        {"狛江市東和泉3丁目5番地の12", 23, "5-12"},
        {"東京都狛江市東和泉３丁目５−１２", 23, "5-12"},
        {"3-5-12 Higashi-Izumi, Komae-shi, Tokyo 201-0014", 23, "5-12"},
        {"higashiizumi 3-5-12", 23, "5-12"},
        {"駒井町1-2-3 201号室", 51, "2-3-201"},
        {"猪方3-40", 43, "40"},
    };
    EXPECT(cases);
}

static void stations_schools_and_roads(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {"狛江駅", 101, NULL},
        {"狛江", 101, NULL},
        {"komae eki", 101, NULL},
        {"Komae Station", 101, NULL},
        {"こまええき", 101, NULL},
        {"こまえeki", 101, NULL},
        {"狛江えき", 101, NULL},
        {"狛江站", 101, NULL},
        {"和泉多摩川", 102, NULL},
        {"izumitamagawa", 102, NULL},
        {"イズミタマガワ", 102, NULL},
        {"Izumi Tamagawa sta", 102, NULL},
        {"kitami", 103, NULL},
        {"喜多見駅", 103, NULL},
        {"第三小学校", 104, NULL},
        {"狛江第3小学校", 104, NULL},
        {"komae daisan", 104, NULL},
        {"shinbashi", 105, NULL},
        {"simbasi", 105, NULL},
        {"前原公園", 106, NULL},
        {"maehara kouen", 106, NULL},
        {"tatikawa", 107, NULL},
        {"tachikawaeki", 107, NULL},
        {"沢田商店", 108, NULL},
        {"泽田商店", 108, NULL},
        {"ohtemachi", 109, NULL},
        {"ootemachi", 109, NULL},
        {"Ōtemachi", 109, NULL},
        {"世田谷通り", 201, NULL},
        {"世田谷", 201, NULL},
        {"品川通", 203, NULL},
        {"3rd street", 204, NULL},
        {"massachusetts ave", 205, NULL},
    };
    EXPECT(cases);
}

static void typing_errors_are_forgiven(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {"izumihocho", 10, NULL},   {"izumihonhco", 10, NULL},
        {"izmihoncho 3", 13, NULL}, {"いずみほんちゅう3", 13, NULL},
        {"higashiizmi", 20, NULL},  {"いずみたまがは", 102, NULL},
        {"和泉本待ち", 10, NULL},   {"masachusets avenue", 205, NULL},
        {"tachkawa", 107, NULL},    {"いずみほんch", 10, NULL},
        {"higasinogwa", 60, NULL},
    };
    EXPECT(cases);
}

static void nothing_is_found_for_nothing(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "", " ", "-", "札幌市中央区", "xyzzy", "東京駅", "Tokyo Station", "0", "💡", "\xff\xfe"};
    struct jy_addresses *addresses = jy_addresses_new(town());
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jy_address_hit hits[3];
        if (jy_addresses_find(addresses, cases[i], 3, hits) != 0)
            fail_msg("'%s' found %s (%.2f)", cases[i], hits[0].name, hits[0].cost);
    }
    struct jy_address_hit hit;
    assert_int_equal(jy_addresses_find(addresses, "狛江", 0, &hit), 0);
    jy_addresses_free(addresses);
}

/* What is sure stands alone; a road of many rows is one. */
static void lists_are_short_and_without_doubles(void **state)
{
    (void)state;
    struct jy_addresses *addresses = jy_addresses_new(town());
    struct jy_address_hit hits[10];
    size_t n = jy_addresses_find(addresses, "元和泉", 10, hits);
    assert_int_equal(n, 1); /* 東和泉 and 中和泉 are one character away, and not meant */
    n = jy_addresses_find(addresses, "世田谷", 10, hits);
    assert_int_equal(n, 1);
    n = jy_addresses_find(addresses, "和泉本町", 10, hits);
    assert_true(n >= 5);
    static const int64_t in_order[] = {10, 11, 12, 13, 14};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(hits[i].id, in_order[i]);
    for (size_t i = 1; i < n; i++)
        assert_true(hits[i].cost >= hits[i - 1].cost - 0.1);
    jy_addresses_free(addresses);
}

static const char *sound_of(const char *typed, char out[65])
{
    struct jy_address_text text;
    struct jy_address_chars sound;
    jy_address_text_read(typed, &text);
    if (!jy_address_sound(text.full.at, text.full.n, &sound))
        return "(no sound)";
    for (size_t i = 0; i < sound.n; i++)
        out[i] = (char)sound.at[i];
    out[sound.n] = '\0';
    return out;
}

/* Kunrei (ISO 3602) and Hepburn (ISO 3602 strict has neither) of the same words give one sound. */
static void spellings_of_one_sound(void **state)
{
    (void)state;
    static const char *const words[][5] = {
        {"しんばし", "shimbashi", "shinbashi", "sinbasi", "シンバシ"},
        {"ふじみだい", "fujimidai", "huzimidai", "ふじみdai", "FUJIMIDAI"},
        {"ほっちょう", "hotcho", "hottyou", "hocchou", "hotchō"},
        {"つつじがおか", "tsutsujigaoka", "tutuzigaoka", "つつじgaoka", "tsutsuji-ga-oka"},
        {"じゅうじょう", "jujo", "zyuuzyou", "juujou", "jyuujyou"},
        {"おおいずみ", "oizumi", "ooizumi", "ohizumi", "ōizumi"},
        {"ちゃやばし", "chayabashi", "tyayabasi", "ﾁｬﾔﾊﾞｼ", "chaya-bashi"},
        {"しんおおくぼ", "shin'okubo", "sinookubo", "shin-ōkubo", "シンオオクボ"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char first[65], other[65];
        const char *want = sound_of(words[i][0], first);
        for (size_t k = 1; k < 5; k++)
            if (i != 5 ||
                k != 3) /* "ohi" is o-hi or a long o: only h before a consonant is length */
                assert_string_equal(sound_of(words[i][k], other), want);
    }
    char text[65];
    assert_string_equal(sound_of("狛江", text), "(no sound)");
}

static int forget(void **state)
{
    (void)state;
    jy_city_free(data.city);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_notation_of_a_chome_finds_it),
        cmocka_unit_test(without_a_number_the_district_comes_first),
        cmocka_unit_test(block_and_house_numbers_leave_the_chome),
        cmocka_unit_test(stations_schools_and_roads),
        cmocka_unit_test(typing_errors_are_forgiven),
        cmocka_unit_test(nothing_is_found_for_nothing),
        cmocka_unit_test(lists_are_short_and_without_doubles),
        cmocka_unit_test(spellings_of_one_sound),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
