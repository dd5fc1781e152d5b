/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * What most commands begin with.
 */
#pragma once
#include "src/domain/i18n.h"
#include "src/store/store.h"

/** Opens the registry and loads the texts of answers. On success both are the caller's:
 * jy_store_close(), jy_i18n_free(). */
JY_MUST_CHECK enum jy_code cli_open(const char *db, enum jy_store_mode mode, struct jy_store **out,
                                    struct jy_i18n **out_i18n, struct jy_error *err);
