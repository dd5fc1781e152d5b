/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The languages the registry answers in, and a text in each of them.
 */
#pragma once
#include <stdbool.h>

#define JY_LANG_LIST(X)           \
    X(JY_LANG_JA, "ja")           \
    X(JY_LANG_JA_EASY, "ja-easy") \
    X(JY_LANG_EN, "en")           \
    X(JY_LANG_ZH, "zh")           \
    X(JY_LANG_KO, "ko")

#define X(name, text) name,
enum jy_lang { JY_LANG_LIST(X) JY_LANG_N };
#undef X

/** BCP 47 style code; never NULL. "ja-easy" is やさしい日本語. */
const char *jy_lang_text(enum jy_lang lang);
/** False leaves *out untouched. */
bool jy_lang_parse(const char *text, enum jy_lang *out);
/** BCP 47, for lang="" in HTML and /Lang in PDF: "ja" for やさしい日本語, "zh-Hans" for Chinese,
 * which is written in simplified characters here. */
const char *jy_lang_html(enum jy_lang lang);

/** One text in every language; NULL where there is none. */
struct jy_text {
    const char *in[JY_LANG_N];
};

/** The text in @p lang, else in the nearest language that has it (ja-easy: ja, then en, ja, any);
 * NULL only when there is none at all. */
const char *jy_text_in(const struct jy_text *text, enum jy_lang lang);
