/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The work order of a plan: a page that shows all lights, then each with its map, position, pole,
 * neighbours, consent and reason.
 */
#pragma once
#include "src/analysis/plan.h"
#include "src/domain/i18n.h"
#include "src/snapshot/snapshot.h"

/** Appends a PDF. @p plan was made of snapshot->lighting. */
JY_MUST_CHECK enum jy_code jy_plan_sheet(const struct jy_snapshot *snapshot,
                                         const struct jy_plan *plan, const struct jy_i18n *i18n,
                                         enum jy_lang lang, struct jy_buf *out,
                                         struct jy_error *err);
