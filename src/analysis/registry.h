/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * One table of what can be computed: id, title, parameters with unit, range and default, and the
 * page that explains the method. Command line and API take ranges and defaults from here, and
 * /api/analyses shows it. A new analysis is its files and one row in registry.c.
 */
#pragma once
#include <stdbool.h>

#include "src/base/json_out.h"
#include "src/domain/i18n.h"

enum jy_param_type { JY_PARAM_WHOLE, JY_PARAM_REAL, JY_PARAM_WORDS, JY_PARAM_CHOICE };

struct jy_analysis_param {
    const char *name; /**< as in the API; on the command line with "-" for "_" */
    enum jy_param_type type;
    bool required;
    const char *unit;    /**< "m", "deg", "year", "share"; NULL none */
    double min, max;     /**< of numbers */
    const char *initial; /**< default as text; NULL: by the city's rule, or required */
    const char *choices; /**< "a|b|c" */
};

struct jy_analysis {
    const char *id;
    const char *title; /**< key of the catalogues */
    const char *page;  /**< docs/methods/... */
    const char *path;  /**< of the API; NULL: command line only */
    const char *command;
    const struct jy_analysis_param *params; /**< ends with a NULL name */
};

/** Ends with a NULL id. */
extern const struct jy_analysis jy_analyses[];

/** NULL when there is none. */
const struct jy_analysis *jy_analysis_find(const char *id);
/** NULL when the analysis has no such parameter. */
const struct jy_analysis_param *jy_analysis_param(const struct jy_analysis *analysis,
                                                  const char *name);
/** The default as a number; NaN without one. */
double jy_analysis_initial(const struct jy_analysis_param *param);

/** {"analyses": [{id, title, page, path, command, params: [...]}]} */
void jy_analyses_write(const struct jy_i18n *i18n, enum jy_lang lang, struct jy_json *json);
