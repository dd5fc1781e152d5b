/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What was measured of texts before: the fitting of a sheet asks for most of it again at every step
 * that it tries, and the next sheet has many of the same texts. One thread; bounded.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct jy_text_measures;

struct jy_text_measures *jy_text_measures_new(void);
/** NULL is allowed. */
void jy_text_measures_free(struct jy_text_measures *measures);

/** What was measured, and of what. All that decides the result is in it; texts are compared whole.
 */
struct jy_text_asked {
    const char *text;
    size_t n;                 /**< bytes */
    int face;                 /**< language and weight */
    int setting;              /**< how lines are broken; 0: the width without any */
    double size_pt, width_pt; /**< 0 when they do not matter */
};

struct jy_text_measure {
    double width_pt;    /**< of one line, or that lines were broken at */
    size_t plain, ruby; /**< lines */
};

/** False when it was not measured before; @p measures NULL knows nothing. */
bool jy_text_measures_get(const struct jy_text_measures *measures,
                          const struct jy_text_asked *asked, struct jy_text_measure *out);
/** Keeps it; not what is very long, and when there are many all are forgotten. NULL is allowed. */
void jy_text_measures_put(struct jy_text_measures *measures, const struct jy_text_asked *asked,
                          const struct jy_text_measure *measured);
