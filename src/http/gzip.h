/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * gzip (RFC 1952) by libdeflate. Pure; any thread.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "src/base/buf.h"
#include "src/base/error.h"

/** Below this many bytes gzip does not pay. */
#define JY_GZIP_MIN_BYTES 512

/** Appends the gzip of @p n bytes; level 1 (fast) to 12. False (nothing appended): not smaller. */
JY_MUST_CHECK bool jy_gzip(const void *bytes, size_t n, int level, struct jy_buf *out);
/** A packer kept between uses; one thread at a time. */
struct jy_gzip;
struct jy_gzip *jy_gzip_new(int level);
void jy_gzip_free(struct jy_gzip *gzip); /**< NULL is allowed */
/** As jy_gzip(). */
JY_MUST_CHECK bool jy_gzip_with(struct jy_gzip *gzip, const void *bytes, size_t n,
                                struct jy_buf *out);
/** Appends what @p n bytes of gzip hold; JY_EINVALID when broken or over @p max_bytes. */
JY_MUST_CHECK enum jy_code jy_gunzip(const void *bytes, size_t n, size_t max_bytes,
                                     struct jy_buf *out, struct jy_error *err);
