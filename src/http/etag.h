/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * Entity tags (RFC 9110 section 8.8.3). Pure; any thread.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define JY_ETAG_SIZE 64

/** Strong tag, in quotes, of a content; returns @p text. */
const char *jy_etag_of(const void *bytes, size_t n, char text[JY_ETAG_SIZE]);
/** True when the value of If-None-Match names @p etag (weak comparison) or is "*". NULL: false. */
bool jy_etag_matches(const char *if_none_match, const char *etag);
