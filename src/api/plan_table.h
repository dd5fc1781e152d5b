/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A plan as a table: for spreadsheets and for GIS. Headings and words are in the reader's language.
 */
#pragma once
#include "src/analysis/plan.h"
#include "src/domain/i18n.h"

/**
 * Appends CSV (RFC 4180): UTF-8 with a byte order mark, or CP932.
 *
 * @param[out] out_lost  characters that CP932 has not, written as 〓
 */
JY_MUST_CHECK enum jy_code jy_plan_csv(const struct jy_plan *plan, const struct jy_i18n *i18n,
                                       enum jy_lang lang, bool cp932, struct jy_buf *out,
                                       size_t *out_lost, struct jy_error *err);

/** Writes a GeoPackage with the layer "plan"; an existing file only with @p force. */
JY_MUST_CHECK enum jy_code jy_plan_gpkg(const struct jy_plan *plan, const struct jy_i18n *i18n,
                                        enum jy_lang lang, const char *path, bool force,
                                        struct jy_error *err);
