/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/analysis/address.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/analysis/address_match.h"
#include "src/base/mem.h"

/* One way to call a thing. */
struct key {
    const uint32_t *at;
    uint16_t n;
    bool sound;
    uint64_t signature;
};

struct entry {
    struct jy_address_hit hit; /* cost and rest unset */
    double rank;               /* smaller first among equals */
    bool numbered;             /* its number is apart from its keys */
    uint32_t first, n_keys;
};

/* Names that may stand before or after any other: the city's and its region's. */
struct region {
    struct jy_address_chars text;
    bool sound;
};

enum { REGIONS_MAX = 40 };

struct jy_addresses {
    const struct jy_city_data *data;
    struct entry *entries;
    size_t n_entries, entries_cap;
    struct key *keys;
    size_t n_keys, keys_cap;
    size_t n_regions;
    struct region regions[REGIONS_MAX];
    struct jy_arena arena;
};

/* --- building -----------------------------------------------------------------------------------
 */

static bool same(const struct jy_address_chars *text, const uint32_t *at, size_t n)
{
    return text->n == n && memcmp(text->at, at, n * sizeof *at) == 0;
}

static void add_key(struct jy_addresses *a, struct entry *e, const struct jy_address_chars *text,
                    bool sound)
{
    if (text->n == 0)
        return;
    for (uint32_t i = 0; i < e->n_keys; i++) {
        if (a->keys[e->first + i].sound == sound &&
            same(text, a->keys[e->first + i].at, a->keys[e->first + i].n))
            return;
    }
    a->keys = jy_grow(a->keys, &a->keys_cap, a->n_keys + 1, sizeof *a->keys);
    uint32_t *at = jy_arena_alloc(&a->arena, text->n * sizeof *at);
    memcpy(at, text->at, text->n * sizeof *at);
    a->keys[a->n_keys++] =
        (struct key){at, (uint16_t)text->n, sound, jy_address_signature(text->at, text->n)};
    e->n_keys++;
}

static void add_both(struct jy_addresses *a, struct entry *e, const struct jy_address_chars *text)
{
    struct jy_address_chars sound;
    add_key(a, e, text, false);
    if (!jy_address_sound(text->at, text->n, &sound))
        return;
    if (e->numbered && jy_address_cut_chome(&sound) == 0)
        return; /* a 丁目 whose number is not understood: not a name of its own */
    add_key(a, e, &sound, true);
}

/* 狛江駅 is also called 狛江, 狛江市 too. */
static void add_short(struct jy_addresses *a, struct entry *e, const struct jy_address_chars *text)
{
    const bool station = e->hit.place != NULL && e->hit.place->kind == JY_PLACE_STATION;
    struct jy_address_chars cut = *text;
    if ((station || e->hit.layer == JY_LAYER_BOUNDARY) && jy_address_cut_kind(&cut, station))
        add_both(a, e, &cut);
}

static void add_name(struct jy_addresses *a, struct entry *e, const char *name)
{
    struct jy_address_text text;
    if (name == NULL)
        return;
    jy_address_text_read(name, &text);
    const struct jy_address_chars *chars = e->numbered ? &text.base : &text.full;
    add_both(a, e, chars);
    add_short(a, e, chars);
}

static struct entry *add_entry(struct jy_addresses *a)
{
    a->entries = jy_grow(a->entries, &a->entries_cap, a->n_entries + 1, sizeof *a->entries);
    struct entry *e = &a->entries[a->n_entries++];
    *e = (struct entry){.first = (uint32_t)a->n_keys};
    return e;
}

static struct gis_lonlat middle(const struct jy_geometry *g)
{
    struct gis_lonlat low = {(double)INFINITY, (double)INFINITY};
    struct gis_lonlat high = {-(double)INFINITY, -(double)INFINITY};
    for (size_t i = 0; i < g->n_points; i++) {
        low.lon_deg = fmin(low.lon_deg, g->points[i].lon_deg);
        low.lat_deg = fmin(low.lat_deg, g->points[i].lat_deg);
        high.lon_deg = fmax(high.lon_deg, g->points[i].lon_deg);
        high.lat_deg = fmax(high.lat_deg, g->points[i].lat_deg);
    }
    return (struct gis_lonlat){(low.lon_deg + high.lon_deg) / 2, (low.lat_deg + high.lat_deg) / 2};
}

/* The district of the profile whose name the chome's begins with: 和泉本町一丁目 is read as
 * 和泉本町 is. */
static const struct jy_district *profile_district(const struct jy_addresses *a,
                                                  const struct jy_address_text *text)
{
    const struct jy_city *city = a->data->city;
    for (size_t i = 0; city != NULL && i < city->n_districts; i++) {
        struct jy_address_text name;
        if (city->districts[i].name.in[JY_LANG_JA] == NULL)
            continue;
        jy_address_text_read(city->districts[i].name.in[JY_LANG_JA], &name);
        if (same(&name.full, text->base.at, text->base.n))
            return &city->districts[i];
    }
    return NULL;
}

static void add_district_names(struct jy_addresses *a, struct entry *e)
{
    const struct jy_district *d = e->hit.profile;
    if (d == NULL)
        return;
    add_name(a, e, d->kana);
    for (int lang = 0; lang < JY_LANG_N; lang++) {
        if (lang != JY_LANG_JA_EASY)
            add_name(a, e, d->name.in[lang]);
    }
}

static void add_area(struct jy_addresses *a, const struct jy_area *area)
{
    struct jy_address_text text;
    if (area->name == NULL || (area->geometry.n_points == 0 && !gis_lonlat_valid(area->label)))
        return;
    struct entry *e = add_entry(a);
    jy_address_text_read(area->name, &text);
    const bool chome = area->kind == JY_AREA_CHOME;
    e->numbered = chome && text.n_numbers == 1 && text.chome;
    e->rank = area->kind == JY_AREA_DISTRICT ? 0 : chome ? 1 : 3;
    e->hit = (struct jy_address_hit){.layer = area->kind == JY_AREA_DISTRICT ? JY_LAYER_DISTRICTS
                                              : chome                        ? JY_LAYER_CHOME
                                                                             : JY_LAYER_BOUNDARY,
                                     .id = area->id,
                                     .name = area->name,
                                     .name_kana = area->name_kana,
                                     .name_en = area->name_en,
                                     .area = area,
                                     .profile = profile_district(a, &text),
                                     .chome = e->numbered ? text.numbers[0] : 0,
                                     .at = gis_lonlat_valid(area->label) ? area->label
                                                                         : middle(&area->geometry)};
    add_name(a, e, area->name);
    add_name(a, e, area->name_kana);
    add_name(a, e, area->name_en);
    add_district_names(a, e);
}

static void add_place(struct jy_addresses *a, const struct jy_place *place)
{
    if (place->name == NULL || place->geometry.n_points == 0)
        return;
    struct entry *e = add_entry(a);
    e->rank = place->kind == JY_PLACE_STATION ? 2 : 4;
    e->hit = (struct jy_address_hit){.layer = JY_LAYER_PLACES,
                                     .id = place->id,
                                     .name = place->name,
                                     .name_kana = place->name_kana,
                                     .name_en = place->name_en,
                                     .place = place,
                                     .at = middle(&place->geometry)};
    add_name(a, e, place->name);
    add_name(a, e, place->name_kana);
    add_name(a, e, place->name_en);
}

static int by_name(const void *left, const void *right)
{
    const struct jy_road *const *l = left, *const *r = right;
    const int order = strcmp((*l)->name, (*r)->name);
    return order != 0 ? order : (*l)->id < (*r)->id ? -1 : (*l)->id > (*r)->id;
}

/* A road is many rows; the one with the lowest id stands for it. */
static void add_roads(struct jy_addresses *a)
{
    const struct jy_city_data *d = a->data;
    const struct jy_road **roads = jy_calloc(d->n_roads + 1, sizeof(struct jy_road *));
    size_t n = 0;
    for (size_t i = 0; i < d->n_roads; i++) {
        if (d->roads[i].name != NULL && d->roads[i].geometry.n_points > 0)
            roads[n++] = &d->roads[i];
    }
    qsort(roads, n, sizeof(struct jy_road *), by_name);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && strcmp(roads[i]->name, roads[i - 1]->name) == 0)
            continue;
        struct entry *e = add_entry(a);
        e->rank = 5;
        e->hit = (struct jy_address_hit){
            .layer = JY_LAYER_ROADS,
            .id = roads[i]->id,
            .name = roads[i]->name,
            .road = roads[i],
            .at = roads[i]->geometry.points[roads[i]->geometry.n_points / 2]};
        add_name(a, e, roads[i]->name);
    }
    free(roads);
}

static void add_region(struct jy_addresses *a, const struct jy_address_chars *text)
{
    struct region own = {.text = *text};
    if (text->n == 0 || a->n_regions + 2 > REGIONS_MAX)
        return;
    a->regions[a->n_regions++] = own;
    own.sound = true;
    if (jy_address_sound(text->at, text->n, &own.text) && own.text.n > 0)
        a->regions[a->n_regions++] = own;
}

static void add_region_name(struct jy_addresses *a, const char *name)
{
    struct jy_address_text text;
    jy_address_text_read(name, &text);
    add_region(a, &text.full);
    if (jy_address_cut_kind(&text.full, false))
        add_region(a, &text.full);
}

/* 狛江市, こまえし, Komae City, Komae…; the reading is the ruby of やさしい日本語. */
static void add_regions(struct jy_addresses *a, const struct jy_text *names)
{
    for (int lang = 0; lang < JY_LANG_N; lang++) {
        struct jy_buf JY_AUTOBUF reading = JY_BUF_INIT;
        const char *name = names->in[lang];
        if (name == NULL)
            continue;
        if (lang == JY_LANG_JA_EASY) {
            jy_address_reading(name, &reading);
            name = jy_buf_text(&reading);
        }
        add_region_name(a, name);
    }
}

struct jy_addresses *jy_addresses_new(const struct jy_city_data *data)
{
    struct jy_addresses *a = jy_calloc(1, sizeof *a);
    a->data = data;
    jy_arena_init(&a->arena);
    if (data->city != NULL) {
        add_regions(a, &data->city->name);
        add_regions(a, &data->city->region);
    }
    for (size_t i = 0; i < data->n_areas; i++)
        add_area(a, &data->areas[i]);
    for (size_t i = 0; i < data->n_places; i++)
        add_place(a, &data->places[i]);
    add_roads(a);
    return a;
}

void jy_addresses_free(struct jy_addresses *a)
{
    if (a == NULL)
        return;
    jy_arena_done(&a->arena);
    free(a->entries);
    free(a->keys);
    free(a);
}

/* --- finding ------------------------------------------------------------------------------------
 */

/* One reading of what was typed. */
struct wording {
    struct jy_address_pattern pattern;
    bool sound;
    bool numbered; /* numbers are apart */
    bool station;  /* 駅 was said */
    int n_numbers, number;
};

enum { WORDINGS_MAX = 24 };

struct query {
    struct jy_address_text text;
    size_t n;
    struct wording wordings[WORDINGS_MAX];
    struct jy_address_chars run_sounds[JY_ADDRESS_RUNS]; /* of runs with a sound */
    bool mixed;                                          /* kanji and letters or kana */
};

static void add_wording(struct query *q, const struct jy_address_chars *text, bool sound,
                        struct wording w)
{
    struct jy_address_chars cut = *text;
    if (text->n == 0 || q->n >= WORDINGS_MAX)
        return;
    w.sound = sound;
    w.station = false;
    jy_address_pattern_init(&w.pattern, text, sound);
    q->wordings[q->n++] = w;
    if (!jy_address_cut_kind(&cut, true) || cut.n == 0 || q->n >= WORDINGS_MAX)
        return;
    w.station = true;
    jy_address_pattern_init(&w.pattern, &cut, sound);
    q->wordings[q->n++] = w;
}

static void add_written(struct query *q, const struct jy_address_chars *text, struct wording w)
{
    struct jy_address_chars sound;
    add_wording(q, text, false, w);
    if (!jy_address_sound(text->at, text->n, &sound))
        return;
    add_wording(q, &sound, true, w);
    const int chome = w.n_numbers == 0 ? jy_address_cut_chome(&sound) : -1;
    if (chome < 0)
        return;
    w.numbered = true;
    w.n_numbers = chome > 0;
    w.number = chome;
    add_wording(q, &sound, true, w);
}

/* Takes the city's and region's names off both ends, as often as they are there. False: there were
 * none, or nothing but 駅 is left. */
static bool strip_regions(const struct jy_addresses *a, struct jy_address_chars *text, bool sound)
{
    bool any = false;
    for (size_t i = 0; i < a->n_regions; i++) {
        const struct region *r = &a->regions[i];
        if (r->sound != sound || text->n <= r->text.n)
            continue;
        if (memcmp(text->at, r->text.at, r->text.n * sizeof *text->at) == 0) {
            memmove(text->at, text->at + r->text.n, (text->n - r->text.n) * sizeof *text->at);
        } else if (memcmp(text->at + text->n - r->text.n, r->text.at,
                          r->text.n * sizeof *text->at) != 0) {
            continue;
        }
        text->n -= r->text.n;
        any = true;
        i = (size_t)-1; /* another may stand behind it */
    }
    return any && !jy_address_is_kind(text); /* of 東京駅 nothing is left that names a place */
}

static void add_stripped(const struct jy_addresses *a, struct query *q,
                         const struct jy_address_chars *text, struct wording w)
{
    struct jy_address_chars rest = *text, sound;
    add_written(q, text, w);
    if (strip_regions(a, &rest, false))
        add_written(q, &rest, w);
    /* and what is written otherwise than it is known, by its sound: Komae-shi */
    if (!jy_address_sound(rest.at, rest.n, &sound) || !strip_regions(a, &sound, true))
        return;
    add_wording(q, &sound, true, w);
    const int chome = w.n_numbers == 0 ? jy_address_cut_chome(&sound) : -1;
    if (chome >= 0) {
        w.numbered = true;
        w.n_numbers = chome > 0;
        w.number = chome;
        add_wording(q, &sound, true, w);
    }
}

static void read_query(const struct jy_addresses *a, const char *text, struct query *q)
{
    q->n = 0;
    jy_address_text_read(text, &q->text);
    const struct wording whole = {.numbered = false};
    const struct wording parts = {.numbered = true,
                                  .n_numbers = (int)q->text.n_numbers,
                                  .number = q->text.n_numbers > 0 ? q->text.numbers[0] : 0};
    add_stripped(a, q, &q->text.base, parts);
    if (q->text.n_numbers > 0)
        add_stripped(a, q, &q->text.full, whole);
    struct jy_address_text ending = q->text;
    if (q->text.n_numbers == 0 && jy_address_cut_kanji_number(&ending)) {
        struct wording last = parts;
        last.n_numbers = 1;
        last.number = ending.numbers[0];
        add_stripped(a, q, &ending.base, last);
    }
    bool written = false, sound = false;
    for (size_t i = 0; i < q->text.n_runs; i++) {
        const struct jy_address_run *run = &q->text.runs[i];
        q->run_sounds[i].n = 0;
        written = written || !run->sound;
        sound = sound || run->sound;
        if (run->sound && !jy_address_sound(q->text.base.at + run->from, run->n, &q->run_sounds[i]))
            q->run_sounds[i].n = 0;
    }
    q->mixed = written && sound;
}

/* What the numbers add. INFINITY: that is another chome. */
static double number_cost(const struct entry *e, const struct wording *w)
{
    if (!w->numbered)
        return e->numbered ? (double)INFINITY : 0;
    if (w->n_numbers == 0)
        return e->numbered ? 0.25 + 0.002 * e->hit.chome : 0;
    if (e->numbered)
        return e->hit.chome == w->number ? 0 : 3 + 0.01 * abs(e->hit.chome - w->number);
    return e->hit.area != NULL ? 0.5 : 1.2;
}

static double keys_cost(const struct jy_addresses *a, const struct entry *e,
                        const struct wording *w)
{
    double best = (double)INFINITY;
    for (uint32_t i = 0; i < e->n_keys; i++) {
        const struct key *k = &a->keys[e->first + i];
        if (k->sound == w->sound)
            best = fmin(best, jy_address_cost(&w->pattern, k->at, k->n, k->signature));
    }
    return best;
}

static bool any_key_holds(const struct jy_addresses *a, const struct entry *e, bool sound,
                          const uint32_t *at, size_t n)
{
    for (uint32_t i = 0; i < e->n_keys; i++) {
        const struct key *k = &a->keys[e->first + i];
        if (k->sound == sound && jy_address_holds(k->at, k->n, at, n))
            return true;
    }
    return false;
}

/* 和泉ほんちょう, 狛江eki: every run of kanji is written in the name, every other heard in it. */
static double mixed_cost(const struct jy_addresses *a, const struct entry *e, const struct query *q)
{
    size_t heard = 0;
    for (size_t i = 0; i < q->text.n_runs; i++) {
        const struct jy_address_run *run = &q->text.runs[i];
        const struct jy_address_chars *sound = &q->run_sounds[i];
        const bool is_in = any_key_holds(a, e, false, q->text.base.at + run->from, run->n) ||
                           (run->sound && any_key_holds(a, e, true, sound->at, sound->n));
        if (!is_in)
            return (double)INFINITY;
        heard += run->sound ? sound->n : run->n * 4;
    }
    size_t longest = 1;
    for (uint32_t i = 0; i < e->n_keys; i++) {
        if (a->keys[e->first + i].sound && a->keys[e->first + i].n > longest)
            longest = a->keys[e->first + i].n;
    }
    const double share = (double)heard / (double)longest;
    return 0.3 + 0.3 * (1 - fmin(1, share));
}

static double entry_cost(const struct jy_addresses *a, const struct entry *e, const struct query *q)
{
    double best = (double)INFINITY;
    for (size_t i = 0; i < q->n; i++) {
        const struct wording *w = &q->wordings[i];
        const double number = number_cost(e, w);
        if (number >= best)
            continue;
        const bool is_station = e->hit.place != NULL && e->hit.place->kind == JY_PLACE_STATION;
        const double station = w->station && !is_station ? 1.0 : 0;
        best = fmin(best, number + station + keys_cost(a, e, w));
    }
    if (q->mixed && best > 0.3) {
        const struct wording parts = {.numbered = true,
                                      .n_numbers = (int)q->text.n_numbers,
                                      .number = q->text.n_numbers > 0 ? q->text.numbers[0] : 0};
        best = fmin(best, number_cost(e, &parts) + mixed_cost(a, e, q));
    }
    return best;
}

static void fill_rest(const struct entry *e, const struct jy_address_text *text,
                      struct jy_address_hit *out)
{
    size_t len = 0;
    out->rest[0] = '\0';
    if (out->area == NULL)
        return;
    for (size_t i = e->numbered ? 1 : 0; i < text->n_numbers; i++) {
        const int n = snprintf(out->rest + len, sizeof out->rest - len, "%s%d", len > 0 ? "-" : "",
                               text->numbers[i]);
        if (n < 0 || (size_t)n >= sizeof out->rest - len)
            break;
        len += (size_t)n;
    }
}

struct candidate {
    double cost;
    uint32_t entry;
};

static bool goes_before(const struct jy_addresses *a, struct candidate l, struct candidate r)
{
    const struct entry *el = &a->entries[l.entry], *er = &a->entries[r.entry];
    const double cl = l.cost + 0.02 * el->rank, cr = r.cost + 0.02 * er->rank;
    if (cl < cr || cl > cr)
        return cl < cr;
    const int order = strcmp(el->hit.name, er->hit.name);
    return order != 0 ? order < 0 : el->hit.id < er->hit.id;
}

/* Keeps the best @p limit, in order. */
static size_t insert(const struct jy_addresses *a, struct candidate *best, size_t n, size_t limit,
                     struct candidate c)
{
    if (n == limit && !goes_before(a, c, best[n - 1]))
        return n;
    size_t at = n < limit ? n : n - 1;
    while (at > 0 && goes_before(a, c, best[at - 1])) {
        best[at] = best[at - 1];
        at--;
    }
    best[at] = c;
    return n < limit ? n + 1 : n;
}

size_t jy_addresses_find(const struct jy_addresses *a, const char *text, size_t limit,
                         struct jy_address_hit *out)
{
    struct query *q JY_AUTOFREE = jy_malloc(sizeof *q);
    struct candidate *best JY_AUTOFREE = jy_calloc(limit + 1, sizeof *best);
    size_t n = 0, kept = 0;
    read_query(a, text, q);
    for (size_t i = 0; limit > 0 && i < a->n_entries; i++) {
        const double cost = entry_cost(a, &a->entries[i], q);
        if (cost < (double)INFINITY)
            n = insert(a, best, n, limit, (struct candidate){cost, (uint32_t)i});
    }
    for (size_t i = 0; i < n; i++) {
        if (best[0].cost < JY_ADDRESS_SURE && best[i].cost >= JY_ADDRESS_SURE)
            continue;
        const struct entry *e = &a->entries[best[i].entry];
        out[kept] = e->hit;
        out[kept].cost = best[i].cost;
        fill_rest(e, &q->text, &out[kept]);
        kept++;
    }
    return kept;
}
