/* SPDX-License-Identifier: AGPL-3.0-or-later */
/** @file
 * QR codes (ISO/IEC 18004) by libqrencode, as squares of a matrix.
 */
#pragma once
#include <stddef.h>

#include "src/base/error.h"

struct jy_qr {
    int width;              /**< modules a side, without the quiet zone */
    unsigned char *modules; /**< width * width, row by row: 1 dark, 0 light */
};

/** Modules of light margin that the standard asks for on every side. */
enum { JY_QR_QUIET = 4 };

/** Encodes @p text (UTF-8, at most 1,000 bytes) with error correction M; free with jy_qr_done(). */
JY_MUST_CHECK enum jy_code jy_qr_make(const char *text, struct jy_qr *out, struct jy_error *err);
void jy_qr_done(struct jy_qr *qr);
