/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Content hashes: SHA-256 (libsodium) for sources, migrations and editions; a short one for ETags.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "src/base/error.h"

#define JY_SHA256_TEXT_SIZE 65

/** Lower-case hex of SHA-256; returns @p text. */
const char *jy_sha256_text(const void *bytes, size_t n, char text[JY_SHA256_TEXT_SIZE]);
/** The same for a file, read in pieces (memory does not grow with it). */
JY_MUST_CHECK enum jy_code jy_sha256_file(const char *path, char text[JY_SHA256_TEXT_SIZE],
                                          struct jy_error *err);
/** 64-bit SipHash-2-4 under a fixed key: stable between runs, not for security. */
uint64_t jy_hash64(const void *bytes, size_t n);
