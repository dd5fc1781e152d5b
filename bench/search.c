/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Searching 10,000 made-up names (or as many as asked): p50, p99 and the worst of 2,000 queries,
 * half of them with typing errors. bench/search [NAMES] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/address.h"
#include "src/base/clock.h"
#include "src/base/mem.h"

static const char *const kanji[] = {"和泉", "岩戸", "野川", "猪方", "駒井", "中央", "栄", "緑",
                                    "桜",   "富士", "見",   "大",   "小",   "東",   "西", "北"};
static const char *const kana[] = {"いずみ", "いわど", "のがわ", "いのがた", "こまい", "ちゅうおう",
                                   "さかえ", "みどり", "さくら", "ふじ",     "み",     "おお",
                                   "こ",     "ひがし", "にし",   "きた"};
static const char *const romaji[] = {"izumi", "iwado",   "nogawa", "inogata", "komai", "chuo",
                                     "sakae", "midori",  "sakura", "fuji",    "mi",    "o",
                                     "ko",    "higashi", "nishi",  "kita"};

static int by_size(const void *l, const void *r)
{
    const double *a = l, *b = r;
    return (*a > *b) - (*a < *b);
}

static char *joined(const char *const *words, unsigned i, const char *end)
{
    struct jy_buf out = JY_BUF_INIT;
    jy_buf_addf(&out, "%s%s%s%s", words[i % 16], words[i / 16 % 16], words[i / 256 % 16], end);
    return jy_buf_take(&out);
}

int main(int argc, char **argv)
{
    const size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000;
    struct gis_lonlat here[1] = {{139.57, 35.63}};
    struct jy_place *places = jy_calloc(n, sizeof *places);
    for (size_t i = 0; i < n; i++) {
        char end[24];
        (void)snprintf(end, sizeof end, "%zu", i / 4096);
        places[i] = (struct jy_place){
            .id = (int64_t)i,
            .kind = i % 8 == 0 ? JY_PLACE_STATION : JY_PLACE_SHOP,
            .name = joined(kanji, (unsigned)i, end),
            .name_kana = joined(kana, (unsigned)i, end),
            .geometry = {.kind = JY_GEOMETRY_POINT, .n_points = 1, .points = here}};
    }
    struct jy_city_data data = {.places = places, .n_places = n};
    double t_s = jy_clock_monotonic_s();
    struct jy_addresses *a = jy_addresses_new(&data);
    (void)printf("%zu names, index in %.1f ms\n", n, 1e3 * (jy_clock_monotonic_s() - t_s));
    enum { QUERIES = 2000 };
    static double took_ms[QUERIES];
    size_t found = 0;
    for (unsigned q = 0; q < QUERIES; q++) {
        const char *const *words = q % 3 == 0 ? kanji : q % 3 == 1 ? kana : romaji;
        char *typed = joined(words, q * 37, q % 5 == 0 ? "えき" : "");
        if (q % 2 == 1 && words == romaji && strlen(typed) > 6)
            memmove(typed + 3, typed + 4, strlen(typed + 3)); /* a letter is missing */
        struct jy_address_hit hits[10];
        t_s = jy_clock_monotonic_s();
        found += jy_addresses_find(a, typed, 10, hits) > 0;
        took_ms[q] = 1e3 * (jy_clock_monotonic_s() - t_s);
        free(typed);
    }
    qsort(took_ms, QUERIES, sizeof *took_ms, by_size);
    (void)printf("%d queries, %zu found something: p50 %.2f ms, p99 %.2f ms, worst %.2f ms\n",
                 QUERIES, found, took_ms[QUERIES / 2], took_ms[QUERIES * 99 / 100],
                 took_ms[QUERIES - 1]);
    jy_addresses_free(a);
    return 0;
}
