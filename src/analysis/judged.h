/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A request judged again: what was told, what the registry and the pack of that day say, and what
 * they say now.
 */
#pragma once
#include "src/analysis/ask.h"
#include "src/store/read.h"

/**
 * Writes {receipt, created_at, at, land, stored: {answer, rule, nearest_m}, then, now, same_then,
 * same_now}: `then` is the answer by the lights of the day the request came in and the pack it was
 * judged by (that in force on the day if the profile no longer has it), `now` that of @p now.
 *
 * @param token_or_receipt  as jy_store_request_find() takes it; JY_ENOTFOUND when there is none
 *
 * About as long as loading the registry takes.
 */
JY_MUST_CHECK enum jy_code jy_judged_write(struct jy_store *store, const char *token_or_receipt,
                                           const struct jy_lighting *now,
                                           const struct jy_i18n *i18n, enum jy_lang lang,
                                           struct jy_json *json, struct jy_error *err);
