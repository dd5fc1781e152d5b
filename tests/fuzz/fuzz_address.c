/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/address.h"
#include "src/analysis/address_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds)
{
    if (!holds)
        abort();
}

static const struct gis_lonlat here[1] = {{139.57, 35.63}};

static struct jy_addresses *names(void)
{
    static struct jy_area areas[] = {
        {.id = 1, .kind = JY_AREA_DISTRICT, .name = "和泉本町", .name_kana = "いずみほんちょう"},
        {.id = 2,
         .kind = JY_AREA_CHOME,
         .name = "和泉本町三丁目",
         .name_kana = "いずみほんちょう3ちょうめ"},
        {.id = 3,
         .kind = JY_AREA_CHOME,
         .name = "霞ヶ関十一丁目",
         .name_en = "Kasumigaseki 11-chome"},
    };
    static struct jy_place places[] = {
        {.id = 4, .kind = JY_PLACE_STATION, .name = "狛江駅", .name_kana = "こまええき"},
        {.id = 5, .kind = JY_PLACE_SCHOOL, .name = "第三小学校"},
    };
    static struct jy_road roads[] = {{.id = 6, .name = "Massachusetts Avenue"}};
    static struct jy_city_data all = {.areas = areas, .places = places, .roads = roads};
    static struct jy_addresses *index;
    if (index != NULL)
        return index;
    const struct jy_geometry point = {.kind = JY_GEOMETRY_POINT, .n_points = 1, .points = here};
    for (size_t i = 0; i < 3; i++)
        areas[i].label = here[0];
    places[0].geometry = places[1].geometry = roads[0].geometry = point;
    all.n_areas = 3;
    all.n_places = 2;
    all.n_roads = 1;
    index = jy_addresses_new(&all);
    return index;
}

/* What was read stays within its bounds, and a sound sounds like itself. */
static void reads(const char *typed)
{
    struct jy_address_text text;
    struct jy_address_chars sound, again;
    jy_address_text_read(typed, &text);
    expect(text.full.n <= JY_ADDRESS_CHARS && text.base.n <= JY_ADDRESS_CHARS);
    expect(text.n_numbers <= JY_ADDRESS_NUMBERS && text.n_runs <= JY_ADDRESS_RUNS);
    for (size_t i = 0; i < text.n_runs; i++)
        expect(text.runs[i].n > 0 && text.runs[i].from + text.runs[i].n <= text.base.n);
    if (!jy_address_sound(text.full.at, text.full.n, &sound))
        return;
    for (size_t i = 0; i < sound.n; i++)
        expect(sound.at[i] < 0x80);
    expect(jy_address_sound(sound.at, sound.n, &again));
    expect(again.n <= sound.n);
    const size_t n = sound.n;
    expect(jy_address_cut_chome(&sound) >= -1 && sound.n <= n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 4096)
        return 0;
    char *typed = malloc(size + 1);
    expect(typed != NULL);
    memcpy(typed, data, size);
    typed[size] = '\0';
    reads(typed);
    struct jy_address_hit hits[4];
    const size_t n = jy_addresses_find(names(), typed, 4, hits);
    expect(n <= 4);
    for (size_t i = 0; i < n; i++) {
        expect(isfinite(hits[i].cost) && hits[i].cost >= 0 && hits[i].name != NULL);
        expect(strlen(hits[i].rest) < sizeof hits[i].rest);
    }
    free(typed);
    return 0;
}
