/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Names of areas as people and offices write them: 狛江市元和泉１丁目, 元和泉一丁目 and 元和泉1丁目
 * are one place.
 */
#pragma once

#define JY_AREA_KEY_SIZE 160

/**
 * Writes a key under which all ways of writing a name agree: without @p prefix (the city's name,
 * may be NULL) and spaces, with full-width digits and the kanji number before 丁目 as ASCII digits.
 * Too long a name is cut at a character. Returns @p key.
 */
const char *jy_area_key(const char *name, const char *prefix, char key[JY_AREA_KEY_SIZE]);
