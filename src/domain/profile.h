/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * A profile's folder made into the one JSON text that a registry keeps:
 *
 *   city.json       the city
 *   figures.json    published figures, budgets, subsidies (may be absent)
 *   rules/(any).json  rule packs, one each
 */
#pragma once
#include <stdbool.h>

#include "src/base/error.h"

/**
 * Reads and checks folder @p dir. Errors name the file, line and field. The same folder gives the
 * same bytes. @p sample marks the registry as holding a generated city. The text is the caller's
 * (free()).
 */
JY_MUST_CHECK enum jy_code jy_profile_build(const char *dir, bool sample, char **out_json,
                                            struct jy_error *err);
