/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. Pure; any thread.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/** Bytes of the character at @p text (@p n > 0 bytes left); 0 when it is not well-formed. RFC 3629,
 * section 4. */
size_t jy_utf8_length(const char *text, size_t n);
/** True when the @p n bytes are whole, well-formed characters (NUL is one). */
bool jy_utf8_valid(const char *text, size_t n);
/** Characters in well-formed @p text. */
size_t jy_utf8_count(const char *text);
