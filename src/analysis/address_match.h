/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * How far what was typed is from a name: exact, its beginning, somewhere in it, or with some
 * letters otherwise. Used by address.c only. Pure; any thread.
 */
#pragma once
#include "src/analysis/address_text.h"
#include "src/base/buf.h"

enum { JY_PATTERN_SLOTS = 256 };

/** A typed text made ready for comparing with many names. */
struct jy_address_pattern {
    struct jy_address_chars text;
    unsigned edits_max;
    uint64_t signature;
    /* bits of the pattern's places that hold a character, in a small open hash */
    uint32_t slot_char[JY_PATTERN_SLOTS];
    uint64_t slot_bits[JY_PATTERN_SLOTS];
};

/** @p sound: letters, of which more may be wrong than of kanji. */
void jy_address_pattern_init(struct jy_address_pattern *out, const struct jy_address_chars *text,
                             bool sound);

/** Which characters are there at all: one bit of 64 for each. */
uint64_t jy_address_signature(const uint32_t *at, size_t n);

/**
 * Cost of @p p against a name: 0 the same, below 0.3 its beginning, below 0.6 a part of it, from 1
 * with edits (insert, delete, replace one; G. Myers 1999, in Hyyrö's form); INFINITY: another name.
 */
double jy_address_cost(const struct jy_address_pattern *p, const uint32_t *at, size_t n,
                       uint64_t signature);

/** Is @p part somewhere in @p at? False for an empty part. */
bool jy_address_holds(const uint32_t *at, size_t n, const uint32_t *part, size_t n_part);

/**
 * Cuts an ending that only says what kind of thing it is: of a station 駅, えき, eki, station, 역,
 * 站; else of a municipality 市, 区, 町, 村, 都, 府, 県, city, shi…. False: there was none.
 */
bool jy_address_cut_kind(struct jy_address_chars *text, bool station);

/** Is it nothing but such an ending? */
bool jy_address_is_kind(const struct jy_address_chars *text);

/** Appends {漢字|かんじ} as かんじ. */
void jy_address_reading(const char *ruby, struct jy_buf *out);
