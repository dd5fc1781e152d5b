/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "src/domain/lang.h"

#include <stddef.h>
#include <string.h>

#define CODE(name, text) text,
static const char *const codes[JY_LANG_N] = {JY_LANG_LIST(CODE)};

const char *jy_lang_text(enum jy_lang lang)
{
    return (size_t)lang < JY_LANG_N ? codes[lang] : codes[JY_LANG_JA];
}

bool jy_lang_parse(const char *text, enum jy_lang *out)
{
    for (size_t i = 0; i < JY_LANG_N; i++) {
        if (strcmp(codes[i], text) == 0) {
            *out = (enum jy_lang)i;
            return true;
        }
    }
    return false;
}

const char *jy_lang_html(enum jy_lang lang)
{
    switch (lang) {
    case JY_LANG_JA_EASY:
        return codes[JY_LANG_JA];
    case JY_LANG_ZH:
        return "zh-Hans";
    case JY_LANG_JA:
    case JY_LANG_EN:
    case JY_LANG_KO:
    case JY_LANG_N:
        break;
    }
    return jy_lang_text(lang);
}

const char *jy_text_in(const struct jy_text *text, enum jy_lang lang)
{
    if ((size_t)lang < JY_LANG_N && text->in[lang] != NULL)
        return text->in[lang];
    if (lang == JY_LANG_JA_EASY && text->in[JY_LANG_JA] != NULL)
        return text->in[JY_LANG_JA];
    if (text->in[JY_LANG_EN] != NULL)
        return text->in[JY_LANG_EN];
    for (size_t i = 0; i < JY_LANG_N; i++) {
        if (text->in[i] != NULL)
            return text->in[i];
    }
    return NULL;
}
