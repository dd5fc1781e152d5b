/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Names of places as people type them, reduced to what a search compares: how a name is written,
 * how it sounds, and its numbers. Pure; any thread; memory is fixed and small.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Characters of one text that are looked at; what comes after is ignored. */
#define JY_ADDRESS_CHARS   64
#define JY_ADDRESS_NUMBERS 6
#define JY_ADDRESS_RUNS    6

/** Characters (Unicode), not bytes; not terminated. */
struct jy_address_chars {
    size_t n;
    uint32_t at[JY_ADDRESS_CHARS];
};

/** A stretch of one script in `base`. */
struct jy_address_run {
    size_t from, n;
    bool sound; /**< kana and letters; false: kanji and whatever else has no sound of its own */
};

struct jy_address_text {
    struct jy_address_chars full; /**< all of it, numbers as digits */
    struct jy_address_chars base; /**< without its numbers and their units (丁目, 番, chome…) */
    size_t n_numbers;
    int numbers[JY_ADDRESS_NUMBERS]; /**< in the order of the text; no postal code */
    bool chome;                      /**< the first of them is said to be a 丁目 */
    size_t n_runs;
    struct jy_address_run runs[JY_ADDRESS_RUNS]; /**< of base */
};

/**
 * Reads @p text (UTF-8; broken bytes are dropped). One notation comes out of: full and half width,
 * hiragana and katakana, ヶ ケ が and の 之 ノ or nothing between kanji, old, simplified and new
 * kanji (澤 泽 沢), kanji numbers before 丁目 and after 第, spaces, hyphens and points.
 */
void jy_address_text_read(const char *text, struct jy_address_text *out);

/**
 * How characters sound, as letters: kana, Hepburn, Kunrei and what an input method leaves half
 * typed give the same. Long vowels are short, doubled consonants single (っちょ, tcho, ccho: tyo),
 * ん before b, m and p is n. Digits stay. False, nothing written: some character has no sound
 * (kanji).
 */
bool jy_address_sound(const uint32_t *chars, size_t n, struct jy_address_chars *out);

/**
 * Cuts a spoken 丁目 off (「さんちょうめ」, "san-chome"), or "tyome" alone, from the end of
 * a sound. The number, or 0 when none was said; -1: there was no 丁目, nothing is cut.
 */
int jy_address_cut_chome(struct jy_address_chars *sound);

/** Takes a kanji number off the end of `base` (和泉本町三) as numbers[0]. False: there was none, or
 * nothing would be left. */
bool jy_address_cut_kanji_number(struct jy_address_text *text);
