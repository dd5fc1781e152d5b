/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Ready answers: the bytes that an address was answered with, for as long as the service says that
 * nothing has changed since. What is asked for most (a tile of a busy map) so costs neither route
 * nor parameters nor headers. Any thread.
 *
 * Only for answers that depend on nothing but address, whether gzip is taken, and generation.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/http/bytes.h"
#include "src/http/router.h"

struct jy_ready;

/** Holds answers of @p max_bytes together at most, the newest. 0: none, and NULL is returned. */
struct jy_ready *jy_ready_new(size_t max_bytes);
void jy_ready_free(struct jy_ready *ready); /**< NULL is allowed */

/**
 * The bytes kept for @p target, with a hold for the caller, and the row that made them; NULL: none
 * of this generation. Every 64th time NULL too, so that the cache behind sees what is in use.
 */
struct jy_http_bytes *jy_ready_find(struct jy_ready *ready, const char *target, bool gzip,
                                    uint64_t generation, const struct jy_http_route **out_route);
/** Keeps @p bytes (a hold of its own is taken) in place of what was there for the address. */
void jy_ready_keep(struct jy_ready *ready, const char *target, bool gzip, uint64_t generation,
                   const struct jy_http_route *route, struct jy_http_bytes *bytes);
/** How many were found. */
uint64_t jy_ready_uses(struct jy_ready *ready);
