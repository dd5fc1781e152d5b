/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Bringing a backup back. (Making one: jy_store_backup() in write.h.)
 */
#pragma once
#include "src/store/store.h"

/**
 * Checks the registry at @p backup and copies it to @p path. Something at @p path is JY_ECONFLICT
 * unless @p force, and JY_EBUSY when a service has it open. The copy is checked before it takes the
 * place.
 */
JY_MUST_CHECK enum jy_code jy_store_restore(const char *backup, const char *path, bool force,
                                            struct jy_error *err);
