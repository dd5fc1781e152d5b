/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The service from start to stop.
 */
#pragma once
#include "src/app/config.h"

struct jy_service;

/** Opens the registry and starts serving it; what was begun is undone on failure. */
JY_MUST_CHECK enum jy_code jy_service_start(const char *db_path, const struct jy_config *config,
                                            struct jy_service **out, struct jy_error *err);
/** "127.0.0.1:8080"; borrowed. */
const char *jy_service_address(const struct jy_service *service);
/** Lets running requests finish, then closes everything. NULL is allowed. */
void jy_service_stop(struct jy_service *service);
