/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Kinds of offence: data/taxonomy/offences.json, embedded into the program. A table counts an
 * offence in a column of its own; a child counts in its parent through the parent's own column
 * only, never by adding up children.
 *
 * Read-only after loading: threads may share it.
 */
#pragma once
#include <stddef.h>

#include "src/base/error.h"
#include "src/domain/kinds.h"
#include "src/domain/lang.h"

struct jy_taxon {
    const char *code;
    const char *parent; /**< code; NULL: counted in no other */
    struct jy_text name;
    enum jy_exposure_kind exposure; /**< what its rate is taken over, where that is known */
    size_t n_aliases;
    const char *const *aliases; /**< as tables write it */
};

struct jy_taxonomy;
JY_MUST_CHECK enum jy_code jy_taxonomy_new(struct jy_taxonomy **out, struct jy_error *err);
void jy_taxonomy_free(struct jy_taxonomy *taxonomy);

size_t jy_taxonomy_count(const struct jy_taxonomy *taxonomy);
/** In the order of the file: parents before children. */
const struct jy_taxon *jy_taxonomy_at(const struct jy_taxonomy *taxonomy, size_t i);
/** By code, by name in any language or by alias, in any width, kana and case (jy_fold); NULL when
 * none has it. O(log n). */
const struct jy_taxon *jy_taxonomy_find(const struct jy_taxonomy *taxonomy, const char *text);
