/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * The address of an outside base map: where its tiles are, and which origin the page may ask.
 */
#pragma once
#include <stddef.h>

#include "src/base/error.h"

#define JY_ORIGIN_SIZE 272

/**
 * Checks a template such as "https://tiles.example/{z}/{x}/{y}.png" and writes its origin
 * ("https://tiles.example", small letters), which holds nothing but a scheme, a host and a port: it
 * goes into a Content-Security-Policy.
 *
 * JY_EINVALID with the reason: another scheme than https or http, a user or a strange host, a
 * placeholder that is missing, twice or of another name, a blank, quote, control or non-ASCII
 * character, a fragment.
 */
JY_MUST_CHECK enum jy_code jy_tile_template_origin(const char *url, char out[JY_ORIGIN_SIZE],
                                                   struct jy_error *err);
