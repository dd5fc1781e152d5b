/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The catalogues web/i18n/{ja,ja-easy,en,zh,ko}.json: one flat object each, key to text. A text may
 * hold {name} where a value is put. Server, sheets and page read the same files.
 *
 * Read-only after loading: threads may share it.
 */
#pragma once
#include "src/base/buf.h"
#include "src/base/error.h"
#include "src/domain/lang.h"

struct jy_i18n;

/** Loads the five catalogues of folder @p dir. */
JY_MUST_CHECK enum jy_code jy_i18n_load(const char *dir, struct jy_i18n **out,
                                        struct jy_error *err);
void jy_i18n_free(struct jy_i18n *i18n);

/** Text of exactly that language; NULL when the catalogue has no such key. */
const char *jy_i18n_find(const struct jy_i18n *i18n, enum jy_lang lang, const char *key);
/** Text of @p key; another language's, in the order of jy_text_in(), or the key itself when it is
 * missing: never NULL. */
const char *jy_i18n_get(const struct jy_i18n *i18n, enum jy_lang lang, const char *key);
/** The same for "<list>.<code>", e.g. ("lamp", "led"). */
const char *jy_i18n_code(const struct jy_i18n *i18n, enum jy_lang lang, const char *list,
                         const char *code);

/** A value for a {name}. */
struct jy_i18n_value {
    const char *name, *text;
};
/** Appends the text of @p key with each {name} replaced; a name without a value stays as it is. */
void jy_i18n_format(const struct jy_i18n *i18n, enum jy_lang lang, const char *key,
                    const struct jy_i18n_value *values, size_t n_values, struct jy_buf *out);
